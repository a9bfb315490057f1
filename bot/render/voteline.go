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

// TieAlert asks the author to decide a tie, with a button for each option that shares the first place; vote is the
// message of the vote, and again whether the author was asked before.
func TieAlert(b phrase.Book, chapter int, q *story.Question, tied []int, votes int, vote uint64, link string,
	again bool) (Message, error) {
	m := Message{Content: b.AlertTie(chapter, askedLine(q), votes, link)}
	if again {
		m.Content = b.AlertTieAgain(chapter, askedLine(q), link)
	}
	var line []discordgo.MessageComponent
	for i, option := range tied {
		label := buttonLabel(q.Options[option].Text)
		made, err := button(discordgo.SecondaryButton, label, false, ActionTie, vote, uint64(option))
		if err != nil {
			return m, err
		}
		if line = append(line, made); len(line) == inRow || i == len(tied)-1 {
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
