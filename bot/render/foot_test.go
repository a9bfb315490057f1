package render_test

import (
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"
)

// TestWhatStandsUnderAQuestion closes votes of every kind and opens them again: the words stay, and of the buttons those
// that do something.
func TestWhatStandsUnderAQuestion(t *testing.T) {
	b := phrase.For("")
	closes, result := time.Unix(1800000000, 0), render.Link(1<<62, 1<<62, 1<<62)
	open := &story.Question{Text: "-# Who, <t:1:F> (<t:1:R>)?\n-# https://discord.com/channels/1/2/3", FollowUp: "Why?"}
	for name, test := range map[string]struct {
		q      *story.Question
		rules  story.Voting
		closed int // rows of buttons, then
	}{
		"reactions": {theHatch(), story.Voting{}, 1},
		"secret":    {theHatch(), story.Voting{Style: story.VoteSecret, Read: true, Roles: []string{"7"}}, 1},
		"answers":   {open, story.Voting{Style: story.VoteAnswers}, 0},
		"long": {&story.Question{Text: strings.Repeat("Why? ", 390), FollowUp: "Why?"},
			story.Voting{Style: story.VoteAnswers}, 0},
	} {
		q := *test.q
		q.Voting = test.rules.OrDefault()
		f := render.Further{Story: 7, Chapter: 3, Question: q}
		m, err := f.Announced(b)
		if err != nil {
			t.Fatal(err)
		}
		asked := render.Deadline(m.Content, closes)
		content := asked
		for range 2 { // closed, opened, closed again
			for range 2 { // the second result takes the first one's place
				m, ok, err := render.Closed(b, 7, 3, &q, content, result)
				if err != nil || !ok {
					t.Fatal(err)
				}
				sane(t, name, m)
				if content = m.Content; strings.Count(content, result) != 1 || strings.Contains(content, "until") ||
					strings.Contains(content, "Voting ends") || len(m.Components) != test.closed {
					t.Errorf("%s: closed, it says %q with %d rows", name, content, len(m.Components))
				}
			}
			m, ok, err := f.Reopened(b, content, closes)
			if err != nil || !ok {
				t.Fatal(err)
			}
			sane(t, name, m)
			if content = m.Content; content != asked || len(m.Components) != 1 {
				t.Errorf("%s: open again, it says %q, want %q", name, content, asked)
			}
		}
	}
	for _, back := range []string{"-# " + b.RetractedPart(), "## Chapter 3\n" + b.Retracted()} {
		if m, ok, err := render.Closed(b, 7, 3, open, back, result); ok || err != nil {
			t.Errorf("what was taken back is changed to %q: %v", m.Content, err)
		}
	}
}

// TestLastingLinesCountNoTime: what stands in the channel when it is over names the instant alone.
func TestLastingLinesCountNoTime(t *testing.T) {
	b, at := phrase.For(""), time.Unix(1800000000, 0)
	for _, line := range []string{b.Reminder(at, "x"), b.NominateReminder(at, "x"), b.Extended(at, "x"), b.ExtendedAway(at, "x"),
		b.Reopened(at, "why", "x")} {
		if strings.Contains(line, ":R>") || !strings.Contains(strings.ToLower(line), "<t:1800000000:f>") {
			t.Errorf("%q", line)
		}
	}
}
