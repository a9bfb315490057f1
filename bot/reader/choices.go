package reader

import (
	"context"
	"strconv"
	"strings"

	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

// Discord's limits: how many choices it shows, and how long a choice's name may be.
const (
	maxChoices    = 25
	maxChoiceName = 100
)

// A list gathers choices that contain what was typed.
type list struct {
	typed   string // in lower case
	choices []*discordgo.ApplicationCommandOptionChoice
}

// add adds a choice if there is room and its name has what was typed.
func (l *list) add(name, value string) {
	if len(l.choices) >= maxChoices || !strings.Contains(strings.ToLower(name), l.typed) {
		return
	}
	r := []rune(strings.Join(strings.Fields(name), " "))
	if len(r) > maxChoiceName {
		r = append(r[:maxChoiceName-1], '…')
	}
	l.choices = append(l.choices, &discordgo.ApplicationCommandOptionChoice{Name: string(r), Value: value})
}

// choices offers what fits what is being typed: stories told in the guild, questions, options of a vote.
func (d *Desk) choices(ctx context.Context, r *route.Request) (route.Reply, error) {
	l := list{typed: strings.ToLower(strings.TrimSpace(r.Strings[r.Focused])),
		choices: []*discordgo.ApplicationCommandOptionChoice{}}
	var err error
	switch r.Focused {
	case optionStory:
		for _, s := range d.shelf.Told(r.Guild) {
			l.add(s.Title, s.ID)
		}
	case optionQuestion:
		err = d.questions(ctx, r, &l)
	case optionOption:
		err = d.options(ctx, r, &l)
	}
	return route.Reply{Choices: l.choices}, err
}

// fitting says which questions a subcommand of /vote can do something for.
func fitting(sub string) func(*store.Vote) bool {
	switch sub {
	case voteCast:
		return votable
	case voteNominate:
		return nominable
	case voteAnswer:
		return answerable
	case voteVerify:
		return verifiable
	}
	return anyVote
}

// questions offers those questions of the story that a reader may see, the newest first.
func (d *Desk) questions(ctx context.Context, r *route.Request, l *list) error {
	at, err := d.sit(ctx, r)
	if err != nil {
		return err
	}
	votes, err := d.store.VotesIn(ctx, r.Guild, at.story.Key(), 0, mostOffered, at.open)
	if err != nil {
		return err
	}
	fits := fitting(strings.Join(r.Path, " "))
	for i := range votes {
		if v := at.veiled(votes[i]); fits(&v) {
			l.add(at.book.QuestionChoice(v.Chapter, uint8(v.Round), v.Question.Text), strconv.FormatUint(v.Message, 10))
		}
	}
	return nil
}

// options offers the options of the vote that is meant.
func (d *Desk) options(ctx context.Context, r *route.Request, l *list) error {
	at, v, err := d.which(ctx, r, votable, func(at *seat) string { return at.book.NothingToVoteIn() })
	if err != nil {
		return err
	}
	for i, o := range v.Question.Options {
		l.add(o.Text+" "+o.Emoji, strconv.Itoa(i+1))
	}
	l.add(at.book.NoneOption()+" "+story.NoneEmoji, "0")
	return nil
}
