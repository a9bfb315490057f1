package render_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"
)

func TestAFurtherVoteIsAnnouncedWhenItIsOpen(t *testing.T) {
	b := phrase.For("")
	for _, long := range []bool{false, true} {
		f := render.Further{Story: 7, Chapter: 3, Question: *theHatch(), Runoff: !long, Late: []string{"*Wait*", "b", "c", "d", "e", "f"}}
		if long {
			for i := len(f.Question.Options); i < story.MaxOptions; i++ {
				f.Question.Options = append(f.Question.Options, story.Option{Emoji: string(rune('🇦' + i)), Text: strings.Repeat("word ", 60)})
			}
		}
		f.Question.Voting = story.Voting{Tie: story.TieDraw}.OrDefault()
		posts, err := f.Posts(b)
		if err != nil {
			t.Fatal(err)
		}
		last := posts[len(posts)-1]
		if long != (len(posts) > 1) || last.Kind != render.Ballot || len(last.Emoji) != len(f.Question.Options)+1 {
			t.Errorf("long %t: %d posts, %d reactions", long, len(posts), len(last.Emoji))
		}
		for _, p := range posts {
			sane(t, "a post before it opens", p.Message)
			if strings.Contains(p.Message.Content, "Voting ends") || p.Message.Components != nil {
				t.Errorf("before it opens it says %q", p.Message.Content)
			}
		}
		m, err := f.Announced(b)
		if err != nil {
			t.Fatal(err)
		}
		sane(t, "announced", m)
		if !strings.HasPrefix(m.Content, last.Message.Content) || !strings.Contains(m.Content, "Voting ends "+render.ClosesMark) ||
			!strings.Contains(m.Content, `\*Wait\*, b, c, d, e.`) || len(m.Components) != 1 {
			t.Errorf("open, it says %q after %q", m.Content, last.Message.Content)
		}
		at := time.Unix(1800000000, 0)
		if got := render.Postpone(render.Deadline(m.Content, time.Unix(1700000000, 0)), at); got != render.Deadline(m.Content, at) {
			t.Errorf("postponed, it says %q", got)
		}
	}
}

func TestNominationsFit(t *testing.T) {
	b := phrase.For("")
	n := render.Nomination{Story: 7, Chapter: 3, Question: &story.Question{Text: strings.Repeat("Who *is* it? ", 40)},
		Closes: time.Unix(1800000000, 0), Waiting: 3}
	for i := range 200 {
		n.Standing = append(n.Standing, render.Nominee{Text: fmt.Sprintf("*Name* %d", i), By: i % 3, Struck: i%5 == 4,
			Reason: strings.Repeat("because ", 40)})
	}
	n.Link = render.Link(1<<62, 1<<62, 1<<62)
	posts, err := (&render.Further{Story: 7, Chapter: 3, Question: *n.Question}).Posts(b)
	if err != nil {
		t.Fatal(err)
	}
	words := posts[len(posts)-1].Message.Content
	if _, ok, err := render.Nominations(b, words, n); ok || err != nil {
		t.Errorf("a message without a word on how to vote is changed: %v", err)
	}
	content := words + "\n-# Until " + phrase.Both(n.Closes) + ".\n-# Small print."
	for _, over := range []bool{false, true, false} { // each made of what it said before
		n.Over = over
		m, ok, err := render.Nominations(b, content, n)
		if err != nil || !ok {
			t.Fatal(err)
		}
		if content = m.Content; !strings.HasPrefix(content, words+"\n"+b.Nominated()) || strings.Contains(content, "Small print") ||
			strings.Count(content, b.Nominated()) != 1 || over != strings.Contains(content, n.Link) {
			t.Errorf("over %t: %q", over, content)
		}
		sane(t, "nominations", m)
		if !strings.Contains(m.Content, `• \*Name\* 0`) || !strings.Contains(m.Content, "more.") ||
			over == strings.Contains(m.Content, "3 more wait for the author") || over == (len(m.Components) == 1) {
			t.Errorf("over %t: %q with %d rows", over, m.Content, len(m.Components))
		}
	}
}

func TestWhatTheAuthorIsAsked(t *testing.T) {
	b := phrase.For("")
	q := theHatch()
	for len(q.Options) < story.MaxOptions {
		q.Options = append(q.Options, story.Option{Emoji: "🇨", Text: strings.Repeat("long ", 40)})
	}
	d := render.Decision{Chapter: 3, Question: q, Votes: 2, Vote: 1 << 62, Link: render.Link(1<<62, 1<<62, 1<<62)}
	for i := range q.Options {
		d.Options = append(d.Options, i)
	}
	for want, change := range map[string]func(){
		"ended in a tie":  func() {},
		"none of the opt": func() { d.None = true },
		"still waits":     func() { d.Again = true },
	} {
		d.None, d.Again = false, false
		change()
		m, err := render.TieAlert(b, d)
		if err != nil {
			t.Fatal(err)
		}
		sane(t, want, m)
		if !strings.Contains(m.Content, want) || len(m.Components) != 4 {
			t.Errorf("%q with %d rows, want %q", m.Content, len(m.Components), want)
		}
	}
	m, err := render.NomineeAlert(b, 3, "@everyone *x*", 1<<62, 1<<63, d.Link)
	if err != nil {
		t.Fatal(err)
	}
	sane(t, "a nominee", m)
	for _, m := range []render.Message{
		render.VoteLost(b, 3, q, 2), render.RoundAlert(b, 3, q, []string{"*Mara*", "Ruta"}, d.Link), render.RoundAlert(b, 3, q, nil, d.Link),
		render.NobodyNominated(b, 3, q, 1), render.NothingToVoteOn(b, 3, q), render.VoteLine(strings.Repeat("x", 3000)),
	} {
		sane(t, "a line", m)
	}
}

func TestTheIndexNamesOutcomes(t *testing.T) {
	b, s := phrase.For(""), &story.Story{Title: "T"}
	var entries []render.Entry
	for i := 1; i <= 9; i++ {
		entries = append(entries, render.Entry{Number: i, Link: fmt.Sprintf("https://x/%d", i), Vote: fmt.Sprintf("https://v/%d", i),
			Outcome: fmt.Sprintf("*Option* %d", i)})
	}
	entries[7].Outcome = ""
	m := render.Index(b, s, entries, time.Time{})
	sane(t, "index", m)
	for _, want := range []string{`readers chose **\*Option\* 9** ([vote](https://v/9))`, "the readers have voted ([vote](https://v/8))", "https://v/5"} {
		if !strings.Contains(m.Content, want) {
			t.Errorf("%q lacks %q", m.Content, want)
		}
	}
	if strings.Contains(m.Content, "https://v/4") || !strings.Contains(m.Content, "https://x/1)") {
		t.Errorf("the index is %q", m.Content)
	}
}
