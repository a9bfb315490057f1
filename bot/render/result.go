package render

import (
	"fmt"
	"strings"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
	"cliffhanger/story/typeset"
)

// barWidth is how many characters a full bar has: it fits a phone's width beside its figures.
const barWidth = 16

// Result returns the announcement of a closed vote.
func Result(b phrase.Book, chapter int, q *story.Question, t ballot.Tally) Message {
	var out strings.Builder
	out.WriteString("### " + b.ResultTitle(chapter) + "\n**" + typeset.Escape(clip(q.Text, 300)) + "**\n")
	out.WriteString(b.Turnout(t.Voters))
	if s := verdict(b, q, t); s != "" {
		out.WriteString(" " + s)
	}
	out.WriteByte('\n')
	room := 60
	if len(q.Options) > 10 {
		room = 24 // twenty bars still fit into one message, with every character escaped
	}
	if t.Voters == 0 {
		return Message{Content: shorten(strings.TrimRight(out.String(), "\n"), Limit)}
	}
	for i, o := range q.Options {
		bar(&out, clip(o.Text, room), o.Emoji, t.Counts[i], t.Voters)
	}
	if t.None > 0 {
		bar(&out, b.NoneOption(), story.NoneEmoji, t.None, t.Voters)
	}
	return Message{Content: shorten(strings.TrimRight(out.String(), "\n"), Limit)}
}

// maxTied is how many options a tie names; the bars below show the others.
const maxTied = 4

func verdict(b phrase.Book, q *story.Question, t ballot.Tally) string {
	leaders := t.Leaders()
	var names []string
	for _, l := range leaders[:min(len(leaders), maxTied)] {
		names = append(names, typeset.Escape(clip(q.Options[l].Text, 60)))
	}
	switch {
	case t.None > 0 && (len(leaders) == 0 || t.None > t.Counts[leaders[0]]):
		return b.NoneLeads()
	case len(leaders) == 0:
		return ""
	case len(leaders) == 1:
		return b.Winner(names[0])
	}
	return b.Tie(names, len(leaders)-len(names))
}

// Answered returns the announcement of a closed open question.
func Answered(b phrase.Book, chapter int, q *story.Question, answers, followUps int) Message {
	return Message{Content: shorten("### "+b.AnsweredTitle(chapter)+"\n**"+typeset.Escape(clip(q.Text, 300))+"**\n"+
		b.Answered(answers, followUps), Limit)}
}

func bar(out *strings.Builder, text, emoji string, n, all int) {
	filled, percent := 0, 0
	if all > 0 {
		filled = (n*barWidth + all/2) / all
		percent = (n*100 + all/2) / all
	}
	fmt.Fprintf(out, "%s %s\n`%s%s` %d · %d %%\n", typeset.Escape(text), Qualified(emoji),
		strings.Repeat("█", filled), strings.Repeat("░", barWidth-filled), n, percent)
}
