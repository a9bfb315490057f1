package render

import (
	"strings"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

// VoteLine returns a message of one sentence about a vote, which reaches nobody's lock screen.
func VoteLine(text string) Message { return silent(shorten(text, Limit)) }

// mostAsked is how many code points of a question are told at the author's desk.
const mostAsked = 300

func askedLine(q *story.Question) string { return "> " + title(q.Text, mostAsked) }

// VoteLost returns what the author is told when a vote's message was deleted; voters is how many ballots count.
func VoteLost(b phrase.Book, chapter int, q *story.Question, voters int) Message {
	return Message{Content: shorten(b.AlertVoteLost(chapter, askedLine(q), voters), Limit)}
}

// A Decision is what the author is to decide about a vote.
type Decision struct {
	Chapter  int
	Question *story.Question
	Options  []int  // that they may choose: a button each
	Votes    int    // that each of them has, where they are tied
	None     bool   // they are not: most would have none of them
	Unheld   bool   // a run-off was to settle it, and its channel was deleted
	Vote     uint64 // the vote's message
	Link     string // leads there
	Again    bool   // they were asked before
}

// TieAlert asks the author to decide.
func TieAlert(b phrase.Book, d Decision) (Message, error) {
	var m Message
	switch asked := askedLine(d.Question); {
	case d.Again:
		m.Content = b.AlertTieAgain(d.Chapter, asked, d.Link)
	case d.Unheld:
		m.Content = b.AlertUnheld(d.Chapter, asked, d.Votes)
	case d.None:
		m.Content = b.AlertNone(d.Chapter, asked, d.Link)
	default:
		m.Content = b.AlertTie(d.Chapter, asked, d.Votes, d.Link)
	}
	var line []discordgo.MessageComponent
	for i, option := range d.Options {
		label := buttonLabel(d.Question.Options[option].Text)
		made, err := button(discordgo.SecondaryButton, label, false, ActionTie, d.Vote, uint64(option))
		if err != nil {
			return m, err
		}
		if line = append(line, made); len(line) == inRow || i == len(d.Options)-1 {
			m.Components, line = append(m.Components, row(line...)), nil
		}
	}
	return m, nil
}

const (
	inRow     = 5  // buttons in a row, by Discord's component reference
	mostLabel = 80 // characters of a button's label, by the same
)

// buttonLabel makes a button's label of an option's words.
func buttonLabel(text string) string {
	if text = clip(oneLine(text), mostLabel); strings.TrimSpace(text) == "" {
		return "·"
	}
	return text
}

// RoundAlert tells the author that readers put options forward; names occur in the chapter, and are only suggested.
func RoundAlert(b phrase.Book, chapter int, q *story.Question, names []string, link string) Message {
	var list []string
	for _, n := range names {
		list = append(list, title(n, mostNominee))
	}
	return Message{Content: shorten(b.AlertRound(chapter, askedLine(q), strings.Join(list, ", "), link), Limit)}
}

// NomineeAlert asks the author about something that was put forward.
func NomineeAlert(b phrase.Book, chapter int, name string, vote, nominee uint64, link string) (Message, error) {
	m := Message{Content: b.AlertNominee(chapter, title(name, mostNominee), link)}
	approve, err := button(discordgo.PrimaryButton, b.ApproveButton(), false, ActionApprove, vote, nominee)
	if err != nil {
		return m, err
	}
	merge, err := button(discordgo.SecondaryButton, b.MergeButton(), false, ActionMerge, vote, nominee)
	if err != nil {
		return m, err
	}
	strike, err := button(discordgo.DangerButton, b.StrikeButton(), false, ActionStrike, vote, nominee)
	if err != nil {
		return m, err
	}
	m.Components = []discordgo.MessageComponent{row(approve, merge, strike)}
	return m, nil
}

// NobodyNominated tells the author that a round has ended with nothing to vote on.
func NobodyNominated(b phrase.Book, chapter int, q *story.Question, waiting int) Message {
	return Message{Content: shorten(b.AlertNobodyNominated(chapter, askedLine(q), waiting), Limit)}
}
