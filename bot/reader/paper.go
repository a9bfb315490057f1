package reader

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

func (d *Desk) bookOf(r *route.Request) phrase.Book { return phrase.For(r.Locale) }

// castByName answers /vote cast: with an option it is the ballot, or is added to it where several may be chosen; without
// one the menu is shown.
func (d *Desk) castByName(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, v, err := d.which(ctx, r, votable, func(at *seat) string { return at.book.NothingToVoteIn() })
	if err != nil {
		return route.Reply{}, err
	}
	if err := at.takesBallots(&v); err != nil {
		return route.Reply{}, err
	}
	typed := r.Strings[optionOption]
	if typed == "" {
		return d.showPaper(ctx, r, at, v)
	}
	c, ok := choiceOf(at.book, &v.Question, typed)
	if !ok {
		return route.Reply{}, route.Say(at.book.NoSuchOption(), nil)
	}
	now, err := d.ballots.Add(ctx, v.VoteRef, voterOf(r), c)
	if now, err = at.took(now, err); err != nil {
		return route.Reply{}, err
	}
	if now.Refusal != nil {
		return route.Reply{}, route.Say(at.refused(&v, now.Refusal), nil)
	}
	return paperOf(at, &now, at.confirmed(&now))
}

// paper answers "Vote" and "Change my vote".
func (d *Desk) paper(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, v, err := d.pressed(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	if err := at.takesBallots(&v); err != nil {
		return route.Reply{}, err
	}
	return d.showPaper(ctx, r, at, v)
}

// takesBallots refuses what is not voted in, or not any more.
func (s *seat) takesBallots(v *store.Vote) error {
	switch {
	case !v.Open():
		return route.Say(s.book.VoteClosed(), nil)
	case v.Question.Open():
		return route.Say(s.book.NothingToVoteIn(), nil)
	}
	return nil
}

// showPaper shows the menu to whoever may vote.
func (d *Desk) showPaper(ctx context.Context, r *route.Request, at *seat, v store.Vote) (route.Reply, error) {
	now, err := d.standing(ctx, r, at, v)
	if err != nil {
		return route.Reply{}, err
	}
	if now.Refusal != nil && now.Ballot.Withdrawn() {
		return route.Reply{}, route.Say(at.refused(&v, now.Refusal), nil)
	}
	said := at.book.NoVoteYet()
	if held := now.Ballot.Choices; len(held) > 0 {
		said = at.book.YourVote(render.Choices(at.book, &v.Question, held), now.Ballot.At)
	}
	return paperOf(at, &now, said)
}

// paperOf is the menu, saying something. Whoever may not vote any more can only take back what counts.
func paperOf(at *seat, now *Standing, said string) (route.Reply, error) {
	v := &now.Vote
	if now.Refusal != nil {
		said += "\n" + at.refused(v, now.Refusal)
	}
	p := render.Paper{Story: v.Story, Chapter: v.Chapter, Vote: v.Message, Question: &v.Question, Closes: v.Closes,
		Link: linkTo(*v), Said: said, Chosen: now.Ballot.Choices, Barred: now.Refusal != nil}
	m, err := p.Message(at.book)
	return route.Reply{Message: &m}, err
}

// cast answers the menu.
func (d *Desk) cast(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, v, err := d.pressed(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	if err := at.takesBallots(&v); err != nil {
		return route.Reply{}, err
	}
	var choices []story.Choice
	for _, value := range r.Values {
		c, ok := valueOf(&v.Question, value)
		if !ok || slices.Contains(choices, c) {
			return route.Reply{}, route.Say(at.book.NoSuchOption(), nil)
		}
		choices = append(choices, c)
	}
	if len(choices) == 0 {
		return route.Reply{}, route.Say(at.book.NoSuchOption(), nil)
	}
	return d.castThese(ctx, r, at, v, choices)
}

// castThese makes a ballot of choices, and says so once that is durable.
func (d *Desk) castThese(ctx context.Context, r *route.Request, at *seat, v store.Vote, choices []story.Choice) (route.Reply,
	error) {
	rule := ballot.RuleOf(&v.Question)
	switch {
	case len(choices) > 1 && slices.Contains(choices, story.None):
		return route.Reply{}, route.Say(at.book.NoneStandsAlone(), nil)
	case !rule.Valid(choices):
		return route.Reply{}, route.Say(at.book.TooManyChosen(max(1, rule.Choose)), nil)
	}
	now, err := d.casting(ctx, r, at, v, choices)
	if err != nil {
		return route.Reply{}, err
	}
	if now.Refusal != nil {
		return route.Reply{}, route.Say(at.refused(&v, now.Refusal), nil)
	}
	return paperOf(at, &now, at.confirmed(&now))
}

// confirmed says what counts now, and of how many choices where there may be several.
func (s *seat) confirmed(now *Standing) string {
	held, most := now.Ballot.Choices, max(1, now.Vote.Question.Voting.Choose)
	of := 0
	if most > 1 && !slices.Contains(held, story.None) {
		of = min(most, len(now.Vote.Question.Options))
	}
	return s.book.Counted(render.Choices(s.book, &now.Vote.Question, held), len(held), of)
}

// takeBack answers "Take my vote back".
func (d *Desk) takeBack(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, v, err := d.pressed(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	if err := at.takesBallots(&v); err != nil {
		return route.Reply{}, err
	}
	before, err := d.standing(ctx, r, at, v)
	if err != nil {
		return route.Reply{}, err
	}
	if before.Ballot.Withdrawn() {
		return paperOf(at, &before, at.book.NothingTaken())
	}
	now, err := d.casting(ctx, r, at, v, nil)
	if err != nil {
		return route.Reply{}, err
	}
	return paperOf(at, &now, at.book.TakenBack())
}

// casting casts a ballot. What keeps it from being counted is said in words; who may not vote, by the standing.
func (d *Desk) casting(ctx context.Context, r *route.Request, at *seat, v store.Vote, choices []story.Choice) (Standing,
	error) {
	now, err := d.ballots.Cast(ctx, v.VoteRef, voterOf(r), choices)
	return at.took(now, err)
}

// took words why a ballot was not taken.
func (s *seat) took(now Standing, err error) (Standing, error) {
	now.Vote = s.veiled(now.Vote)
	switch {
	case errors.Is(err, store.ErrVoteClosed):
		return now, route.Say(s.book.VoteClosed(), nil)
	case errors.Is(err, ErrBusy):
		return now, route.Say(s.book.VoteBusy(), err)
	case errors.Is(err, store.ErrInvalid):
		return now, route.Say(s.book.NoSuchOption(), err)
	}
	return now, err
}

// valueOf reads a choice as the menu spells it.
func valueOf(q *story.Question, value string) (story.Choice, bool) {
	if value == render.NoneValue {
		return story.None, true
	}
	i, err := strconv.ParseUint(value, 10, 8)
	if err != nil || i >= uint64(len(q.Options)) || strconv.FormatUint(i, 10) != value {
		return 0, false
	}
	return story.Choice(i), true
}

// choiceOf reads a choice that may have been typed: its number from 1, as in the vote's export, 0 for none of them; or an
// option's emoji or words.
func choiceOf(b phrase.Book, q *story.Question, typed string) (story.Choice, bool) {
	typed = strings.Join(strings.Fields(typed), " ")
	if n, err := strconv.ParseUint(typed, 10, 8); err == nil {
		return story.Choice(n) - 1, n <= uint64(len(q.Options))
	}
	for i, o := range q.Options {
		if strings.EqualFold(strings.Join(strings.Fields(o.Text), " "), typed) ||
			render.Qualified(o.Emoji) == render.Qualified(typed) {
			return story.Choice(i), true
		}
	}
	none := render.Qualified(typed) == render.Qualified(story.NoneEmoji) || strings.EqualFold(b.NoneOption(), typed)
	return story.None, none
}
