package render

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

// A Paper is a ballot paper: the private menu in which a reader votes.
type Paper struct {
	Story    story.Key
	Chapter  int
	Vote     uint64 // the vote's message
	Question *story.Question
	Closes   time.Time
	Link     string
	Said     string         // what has just been done; empty: nothing
	Chosen   []story.Choice // what counts now
	Barred   bool           // the reader may not vote any more: there is no menu, and what counts can be taken back
}

// NoneValue is the menu's value for "none of these"; options have their index, from 0.
const NoneValue = "none"

// Limits of a menu's lines, in characters (Discord's "Component Reference").
const (
	mostLine = 100
	mostNote = 100
)

// Message returns the paper. What counts now is chosen in it.
func (p *Paper) Message(b phrase.Book) (Message, error) {
	voting := p.Question.Voting.OrDefault()
	lines := []string{"**" + title(p.Question.Text, mostAsked) + "** · " + p.Link}
	if p.Said != "" {
		lines = append(lines, p.Said)
	}
	if !p.Barred {
		lines = append(lines, "-# "+b.PaperHow(p.Closes, voting.Choose, len(p.Question.Options)))
	}
	if voting.Style == story.VoteSecret {
		lines = append(lines, "-# "+b.PaperSecret())
	} else {
		lines = append(lines, "-# "+b.PaperOpen())
	}
	m := Message{Content: shorten(strings.Join(lines, "\n"), Limit)}
	if !p.Barred {
		menu, err := p.menu(b, voting.Choose)
		if err != nil {
			return m, err
		}
		m.Components = []discordgo.MessageComponent{row(menu)}
	}
	if len(p.Chosen) == 0 {
		return m, nil
	}
	back, err := TakeBackButton(b, p.Story, p.Chapter, p.Vote)
	m.Components = append(m.Components, back)
	return m, err
}

func (p *Paper) args() []uint64 { return []uint64{uint64(p.Story), uint64(p.Chapter), p.Vote} }

// menu has a line for each option, and one for none of them.
func (p *Paper) menu(b phrase.Book, choose int) (discordgo.SelectMenu, error) {
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, Placeholder: b.PaperPlaceholder(), MinValues: new(1),
		MaxValues: max(1, min(choose, len(p.Question.Options))),
	}
	for i, o := range p.Question.Options {
		menu.Options = append(menu.Options, p.line(o.Text, o.Emoji, strconv.Itoa(i), story.Choice(i)))
	}
	menu.Options = append(menu.Options, p.line(b.NoneOption(), story.NoneEmoji, NoneValue, story.None))
	var err error
	menu.CustomID, err = customid.New(ActionCast, p.args()...)
	return menu, err
}

// line is one choice. What does not fit into its name goes on below it.
func (p *Paper) line(text, emoji, value string, c story.Choice) discordgo.SelectMenuOption {
	text = oneLine(text)
	name := clip(text, mostLine)
	note := ""
	if rest, cut := strings.CutPrefix(text, strings.TrimSuffix(name, "…")); cut && name != text {
		note = clip("… "+strings.TrimSpace(rest), mostNote)
	}
	if name == "" {
		name = "·"
	}
	return discordgo.SelectMenuOption{
		Label: name, Description: note, Value: value, Default: slices.Contains(p.Chosen, c),
		Emoji: &discordgo.ComponentEmoji{Name: Qualified(emoji)},
	}
}

// Choices names what a ballot holds, escaped, each with its emoji last. Choices that the question does not have are left
// out. Where there are many with long names, each is cut further, so that they leave room for what is said of them.
func Choices(b phrase.Book, q *story.Question, list []story.Choice) string {
	for most := mostName; ; most /= 2 {
		var names []string
		for _, c := range list {
			if name, ok := ChoiceName(b, q, c, most); ok {
				names = append(names, name)
			}
		}
		if all := strings.Join(names, ", "); most <= leastName || typeset.Length(all) <= mostNamed {
			return all
		}
	}
}

// How many code points of an option are told where several are, and of all of them together, escaped.
const (
	mostName  = 80
	leastName = 10
	mostNamed = 800
)

// ChoiceName names one choice, in at most so many code points and escaped, with its emoji last. ok is false if the
// question does not have it.
func ChoiceName(b phrase.Book, q *story.Question, c story.Choice, most int) (name string, ok bool) {
	switch {
	case c == story.None:
		return b.NoneOption() + " " + story.NoneEmoji, true
	case c < 0 || int(c) >= len(q.Options):
		return "", false
	}
	o := q.Options[c]
	return strings.TrimSpace(title(o.Text, most) + " " + Qualified(o.Emoji)), true
}

// Asked is a question in a line, escaped, for private answers about its vote.
func Asked(q *story.Question) string { return title(q.Text, mostAsked) }

// Words sets what a person wrote in a line, escaped: at most so many code points of it.
func Words(text string, most int) string { return title(text, most) }

// RoleNames names the roles of which a voter needs one, escaped.
func RoleNames(v *story.Voting) []string { return roleNames(v.Roles) }

// TakeBackButton takes a reader's ballot back.
func TakeBackButton(b phrase.Book, k story.Key, chapter int, vote uint64) (discordgo.MessageComponent, error) {
	made, err := button(discordgo.SecondaryButton, b.TakeBackButton(), false, ActionTakeBack, uint64(k), uint64(chapter), vote)
	return row(made), err
}

// VoteButton leads to the menu to vote by; changes says that the reader has voted already.
func VoteButton(b phrase.Book, k story.Key, chapter int, vote uint64, changes bool) (discordgo.MessageComponent, error) {
	label := b.SecretButton()
	if changes {
		label = b.ChangeButton()
	}
	made, err := button(discordgo.PrimaryButton, label, false, ActionBallot, uint64(k), uint64(chapter), vote)
	return row(made), err
}
