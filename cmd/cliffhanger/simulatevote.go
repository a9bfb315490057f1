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
	words     bool      // nothing is voted on: readers answer in words
	names     time.Time // until then names are put forward; zero: there is nothing to put forward
	closes    time.Time
	reminders []time.Duration // how long before, the longest first
}

// reminders returns how long before its end a vote is spoken of again, as package vote does it: not in its first half.
func reminders(open time.Duration) []time.Duration {
	var out []time.Duration
	for _, before := range []time.Duration{24 * time.Hour, time.Hour} {
		if open > 2*before {
			out = append(out, before)
		}
	}
	return out
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
		v := simVote{words: rules.Style == story.VoteAnswers && c.Question.Open(), reminders: reminders(rules.Open)}
		opens := at.Add(wait)
		if nominates(c.Question, rules) {
			v.names = toTheMinute(opens.Add(rules.Nominate))
			opens = v.names
		}
		v.closes = toTheMinute(opens.Add(rules.Open))
		out = append(out, v)
	}
	return out, nil
}

// toTheMinute returns the next full minute, at which votes end (see package drop).
func toTheMinute(t time.Time) time.Time { return t.Truncate(time.Minute).Add(time.Minute) }

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

// String says when the vote closes: “names until …, closes …, reminders 24 hours and 1 hour before”.
func (v simVote) String() string {
	end := "closes "
	if v.words {
		end = "answers until "
	}
	parts := []string{end + v.closes.Format(readable)}
	if !v.names.IsZero() {
		parts = []string{"names until " + v.names.Format(readable), parts[0]}
	}
	var before []string
	for _, r := range v.reminders {
		before = append(before, lasting(r))
	}
	switch len(before) {
	case 0:
	case 1:
		parts = append(parts, "reminder "+before[0]+" before")
	default:
		parts = append(parts, "reminders "+strings.Join(before, " and ")+" before")
	}
	return strings.Join(parts, ", ")
}

// A simReportVote is a vote in the shape of its JSON.
type simReportVote struct {
	Words     bool        `json:"words"` // nothing is voted on: readers answer in words
	Names     *time.Time  `json:"names_until"`
	Closes    time.Time   `json:"closes"`
	Stamp     string      `json:"stamp"` // of when it closes
	Reminders []time.Time `json:"reminders"`
}

func (v simVote) report() *simReportVote {
	out := &simReportVote{Words: v.words, Names: known(v.names), Closes: v.closes, Stamp: stamp(v.closes),
		Reminders: []time.Time{}}
	for _, r := range v.reminders {
		out.Reminders = append(out.Reminders, v.closes.Add(-r))
	}
	return out
}
