package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// A simVote is the vote that a drop opens in one telling, as long as nothing holds the drop up.
type simVote struct {
	words  bool   // nothing is voted on: readers answer in words
	names  simEnd // of putting names forward; the zero value: there is nothing to put forward
	closes simEnd
}

// A simEnd is when something ends, and how long before it is spoken of once more, the longest first.
type simEnd struct {
	at        time.Time
	reminders []time.Duration
}

// endOf returns when something ends that begins at an instant: at the next full minute, as package drop has it. It is
// spoken of only where that leaves more than half of its time without, as package vote has it.
func endOf(begins time.Time, lasts time.Duration) simEnd {
	end := simEnd{at: begins.Add(lasts).Truncate(time.Minute).Add(time.Minute)}
	for _, before := range []time.Duration{24 * time.Hour, time.Hour} {
		if end.at.Sub(begins) > 2*before {
			end.reminders = append(end.reminders, before)
		}
	}
	return end
}

// votes returns the vote that a drop opens in each telling; none unless the chapter ends with it and asks.
func (sim *simulation) votes(d simDrop) ([]simVote, error) {
	c, ok := sim.story.Chapter(d.Chapter.Number)
	if !ok || c.Question == nil || d.Chapter.Scenes.Last != 0 && d.Chapter.Scenes.Last != len(c.Scenes) {
		return nil, nil
	}
	wait, err := gaps(sim.story, c.Scenes[max(d.Chapter.Scenes.First, 1)-1:])
	if err != nil {
		return nil, err
	}
	rules := sim.story.Release.VotingOf(c.Question)
	var out []simVote
	for _, at := range d.at {
		v := simVote{words: rules.Style == story.VoteAnswers && c.Question.Open()}
		opens := at.Add(wait)
		if nominates(c.Question, rules) {
			v.names = endOf(opens, rules.Nominate)
			opens = v.names.at
		}
		v.closes = endOf(opens, rules.Open)
		out = append(out, v)
	}
	return out, nil
}

// gaps returns how long the pauses between scenes are that follow each other in one drop.
func gaps(s *story.Story, scenes []story.Scene) (time.Duration, error) {
	pauses := scenes[:max(len(scenes)-1, 0)]
	if s.Release.ReadingGap == 0 {
		return time.Duration(len(pauses)) * s.Release.Gap, nil
	}
	g, err := schedule.ParseGap(fmt.Sprintf("by reading %d wpm", s.Release.ReadingGap))
	if err != nil {
		return 0, err
	}
	var sum time.Duration
	for _, p := range pauses {
		sum += g.After(story.Words(p.Blocks))
	}
	return sum, nil
}

// printVotes prints when the votes close that drops open.
func (sim *simulation) printVotes(w io.Writer, drops []simDrop) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	begun := false
	for _, d := range drops {
		votes, err := sim.votes(d)
		if err != nil {
			return err
		}
		for i, v := range votes {
			if !begun {
				fmt.Fprint(t, "Votes, if nothing holds up their questions:\n")
				begun = true
			}
			fmt.Fprintf(t, "  chapter %d\t%s\t%s\n", d.Chapter.Number, cmp.Or(room(sim.tellings[i].Channel), "(no channel)"), v)
		}
	}
	if begun {
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// String says when the vote closes: “names until …, reminder 1 hour before, closes …, reminders 24 hours and 1 hour
// before”.
func (v simVote) String() string {
	text := "closes " + v.closes.String()
	if v.words {
		text = "answers until " + v.closes.String()
	}
	if !v.names.at.IsZero() {
		text = "names until " + v.names.String() + ", " + text
	}
	return text
}

func (e simEnd) String() string {
	text := e.at.Format(readable)
	var before []string
	for _, r := range e.reminders {
		before = append(before, lasting(r))
	}
	switch len(before) {
	case 0:
		return text
	case 1:
		return text + ", reminder " + before[0] + " before"
	}
	return text + ", reminders " + strings.Join(before, " and ") + " before"
}

// A simReportVote is a vote in the shape of its JSON.
type simReportVote struct {
	Words     bool        `json:"words"` // nothing is voted on: readers answer in words
	Names     *time.Time  `json:"names_until"`
	Closes    time.Time   `json:"closes"`
	Stamp     string      `json:"stamp"`     // of when it closes
	Reminders []time.Time `json:"reminders"` // of both ends
}

func (v simVote) report() *simReportVote {
	out := &simReportVote{Words: v.words, Names: known(v.names.at), Closes: v.closes.at, Stamp: stamp(v.closes.at),
		Reminders: []time.Time{}}
	for _, end := range []simEnd{v.names, v.closes} {
		for _, r := range end.reminders {
			out.Reminders = append(out.Reminders, end.at.Add(-r))
		}
	}
	return out
}
