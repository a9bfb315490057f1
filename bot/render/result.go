package render

import (
	"fmt"
	"strings"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
	"cliffhanger/story/typeset"
)

// An Ending says how a vote was settled.
type Ending uint8

// The endings of a vote.
const (
	Undecided     Ending = iota // nobody voted
	ByVotes                     // an option has the most votes
	AuthorDecides               // a tie, or most would have none of these: for the author to settle
	AuthorChose                 // the author has settled that
	RunoffFollows               // a tie, for a run-off to settle
	ByDraw                      // a tie that was settled by a draw
	ByNone                      // most would have none of these, and the story goes on with that
)

// An Outcome is what a vote has come to.
type Outcome struct {
	Chapter  int
	Question *story.Question
	Runoff   bool // it is the outcome of a run-off
	Ending   Ending
	Tally    ballot.Tally
	Winner   int          // the option settled on; -1: none
	Spoiled  int          // ballots left out because they had more than one reading
	Reached  int          // readers who have reached the question
	Before   *int         // how many voted last time; nil: there was no vote before
	Root     ballot.Hash  // of the journal
	Seed     *ballot.Seed // of a draw
	Veto     string       // why the author sets the result aside; empty: they do not
	Instead  *int         // with a veto: the option the story goes on with; nil: none
}

// barWidth is how many characters a full bar has: it fits a phone's width beside its figures.
const barWidth = 16

// fewReached is how many readers are too few to be spoken of as a share.
const fewReached = 4

// Result returns the announcement of a closed vote. It fits into one message: texts are cut the shorter, the more
// options there are.
func Result(b phrase.Book, o Outcome) Message {
	text := ""
	for _, room := range []struct{ asked, option int }{{300, 60}, {300, 24}, {150, 16}, {80, 8}} {
		if text = o.text(b, room.asked, room.option); typeset.Length(text) <= Limit {
			break
		}
	}
	return Message{Content: shorten(text, Limit)}
}

// text words the outcome, with at most so many code points of the question and of each option.
func (o *Outcome) text(b phrase.Book, asked, option int) string {
	lines := []string{"### " + o.heading(b), "**" + title(o.Question.Text, asked) + "**"}
	if o.Veto != "" {
		lines = append(lines, b.Vetoed(title(o.Veto, mostVeto)))
	}
	room := min(60, 3*option)
	if o.Instead != nil {
		lines = append(lines, b.GoesOnWith(o.name(*o.Instead, room)))
	}
	switch {
	case o.Tally.Voters > 0:
		lines = append(lines, o.turnout(b), o.verdict(b, room))
		lines = append(lines, o.bars(b, option)...)
	case o.Ending == ByDraw && o.Winner >= 0 && o.Winner < len(o.Question.Options):
		lines = append(lines, b.RunoffNobody(o.name(o.Winner, room)))
	default:
		lines = append(lines, b.NobodyVoted())
	}
	for _, small := range o.proof(b) {
		lines = append(lines, "-# "+small)
	}
	return strings.Join(lines, "\n")
}

// mostVeto is how many code points of the author's reason are shown.
const mostVeto = 300

func (o *Outcome) heading(b phrase.Book) string {
	if o.Runoff {
		return b.RunoffTitle(o.Chapter)
	}
	return b.ResultTitle(o.Chapter)
}

// turnout says how many voted. Of how many is said only where that tells something: not of a handful of readers, nor
// where many vote who read in the channel, where nobody knows how far they have come.
func (o *Outcome) turnout(b phrase.Book) string {
	reached := o.Reached
	if reached <= fewReached || reached < o.Tally.Voters {
		reached = 0
	}
	s := b.Turnout(o.Tally.Voters, reached)
	if o.Before != nil {
		s += " " + b.TurnoutChange(o.Tally.Voters, *o.Before)
	}
	return s
}

// maxTied is how many options a tie names; the bars below show the others.
const maxTied = 4

// verdict says what the vote has come to. Nobody wins a tie, however it is settled.
func (o *Outcome) verdict(b phrase.Book, room int) string {
	won := ""
	if o.Winner >= 0 && o.Winner < len(o.Question.Options) {
		won = o.name(o.Winner, room)
	}
	switch {
	case o.Ending == ByVotes && won != "" && o.Runoff:
		return b.RunoffWinner(won)
	case o.Ending == ByVotes && won != "":
		return b.Winner(won)
	case o.Ending == ByNone:
		return b.NoneWins()
	case o.Ending == Undecided, ballot.Decide(o.Tally).NoneLeads:
		if o.Ending == AuthorChose && won != "" {
			return b.NoneLed(won)
		}
		return b.NoneLeads()
	}
	leaders := o.Tally.Leaders()
	var names []string
	for _, l := range leaders[:min(len(leaders), maxTied)] {
		names = append(names, o.name(l, room))
	}
	tie := b.Tie(names, len(leaders)-len(names))
	switch {
	case o.Ending == RunoffFollows:
		return tie + b.TieRunoff()
	case o.Ending == AuthorChose && won != "":
		return tie + b.TieChosen(won)
	case o.Ending == ByDraw && won != "":
		return tie + b.TieDrawn(won)
	}
	return tie + b.TieAuthor()
}

// name is an option's text, escaped.
func (o *Outcome) name(option, room int) string { return title(o.Question.Options[option].Text, room) }

// bars returns two lines for each option, and says what the letters before them are for if there are any.
func (o *Outcome) bars(b phrase.Book, option int) []string {
	keyed := o.keyed(b)
	var lines []string
	for i, opt := range o.Question.Options {
		lines = append(lines, bar(keyOf(keyed, i), clip(oneLine(opt.Text), option), opt.Emoji, o.Tally.Counts[i],
			o.Tally.Voters))
	}
	if o.Tally.None > 0 {
		lines = append(lines, bar(keyOf(keyed, len(o.Question.Options)), b.NoneOption(), story.NoneEmoji, o.Tally.None,
			o.Tally.Voters))
	}
	if keyed {
		lines = append(lines, "-# "+b.PictureKeys())
	}
	return lines
}

// keyOf is the letter that stands for an option in the picture.
func keyOf(keyed bool, option int) string {
	if !keyed {
		return ""
	}
	return string(rune('A' + option)) // at most T: there are 20 with "none of these"
}

// bar is an option's two lines. The words come first and the emoji last, for those who have them read aloud.
func bar(key, text, emoji string, n, all int) string {
	if key != "" {
		key = "**" + key + "** "
	}
	filled := (min(n, all)*barWidth + all/2) / max(all, 1)
	return fmt.Sprintf("%s%s %s\n`%s%s` %d · %d %%", key, typeset.Escape(text), Qualified(emoji),
		strings.Repeat("█", filled), strings.Repeat("░", barWidth-filled), n, percent(n, all))
}

func percent(n, all int) int {
	if all == 0 {
		return 0
	}
	return (n*100 + all/2) / all
}

// rootShown is how many characters of the journal's root a result shows: enough to compare at a glance. Receipts and
// exports have all of it.
const rootShown = 12

// proof says in small print what was left out, and how the result can be checked.
func (o *Outcome) proof(b phrase.Book) []string {
	var lines []string
	if o.Spoiled > 0 {
		lines = append(lines, b.Spoiled(o.Spoiled))
	}
	if o.Seed != nil {
		lines = append(lines, b.DrawProof(ballot.Hash(*o.Seed).String(), o.Root.String())...)
	}
	if o.Tally.Voters > 0 {
		lines = append(lines, b.ResultProof(o.Root.String()[:rootShown]))
	}
	return lines
}

// An AnswerGroup is answers that say the same, by the author's judgement.
type AnswerGroup struct {
	Name    string
	Answers int
}

// Answered returns the announcement of a closed open question, with the groups that its author has made of the answers.
func Answered(b phrase.Book, chapter int, q *story.Question, answers, followUps int, groups ...AnswerGroup) Message {
	lines := []string{"### " + b.AnsweredTitle(chapter), "**" + title(q.Text, 300) + "**", b.Answered(answers, followUps)}
	rest := answers
	for _, g := range groups {
		lines = append(lines, b.AnswerGroup(title(g.Name, mostNominee), g.Answers))
		rest -= g.Answers
	}
	if len(groups) > 0 && rest > 0 {
		lines = append(lines, b.AnswersUngrouped(rest))
	}
	return Message{Content: Fit(lines)}
}

// NothingToVoteOn returns the announcement of a round of nominations after which there is no vote.
func NothingToVoteOn(b phrase.Book, chapter int, q *story.Question) Message {
	return Message{Content: shorten("### "+b.NominationsTitle(chapter)+"\n**"+title(q.Text, 300)+"**\n"+
		b.NothingToVoteOn(), Limit)}
}
