package render_test

import (
	"strings"
	"testing"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/render/picture"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
	"cliffhanger/story/typeset"
)

func theHatch() *story.Question {
	return &story.Question{Text: "What now?",
		Options: []story.Option{{Emoji: "🗝", Text: "Open *it*"}, {Emoji: "🌊", Text: "Wait"}}}
}

func TestResult(t *testing.T) {
	seven, forty := 7, 40
	for _, test := range []struct {
		name      string
		outcome   render.Outcome
		has, lack []string
	}{
		{"a winner", render.Outcome{Ending: render.ByVotes, Winner: 0, Tally: ballot.Tally{Counts: []int{3, 1}, None: 1, Voters: 5}},
			[]string{"The vote on chapter 4 has closed", "5 readers voted.", `**Open \*it\*** wins.`, "Open \\*it\\* 🗝️\n`██████████░░░░░░` 3 · 60 %",
				"None of these 🚫", "1 · 20 %", "`/vote verify`", "-# Journal `abcd00000000`"},
			[]string{"tie", "of 5", "last time", "left out"}},
		{"turnout", render.Outcome{Ending: render.ByVotes, Tally: ballot.Tally{Counts: []int{140, 3}, Voters: 143}, Reached: 201,
			Before: &forty}, []string{"143 readers voted, of 201 who reached it (71 %). That is 103 more than last time."}, nil},
		{"too few for a share", render.Outcome{Ending: render.ByVotes, Tally: ballot.Tally{Counts: []int{2, 1}, Voters: 3}, Reached: 4,
			Before: &seven}, []string{"3 readers voted. That is 4 fewer than last time."}, []string{"reached"}},
		{"more voters than known readers", render.Outcome{Ending: render.ByVotes, Tally: ballot.Tally{Counts: []int{9, 1}, Voters: 10},
			Reached: 9}, []string{"10 readers voted."}, []string{"reached"}},
		{"a tie for the author", render.Outcome{Ending: render.AuthorDecides, Winner: -1, Tally: ballot.Tally{Counts: []int{2, 2}, Voters: 4}},
			[]string{`a tie between **Open \*it\***, **Wait**: the author decides.`}, []string{"win", "None of these"}},
		{"a tie the author has settled", render.Outcome{Ending: render.AuthorChose, Winner: 1, Tally: ballot.Tally{Counts: []int{2, 2}, Voters: 4}},
			[]string{"tie", "The author has chosen **Wait**."}, []string{"win"}},
		{"a tie with a run-off", render.Outcome{Ending: render.RunoffFollows, Winner: -1, Tally: ballot.Tally{Counts: []int{2, 2}, Voters: 4}},
			[]string{"tie", "run-off among them follows"}, []string{"win"}},
		{"a run-off", render.Outcome{Ending: render.ByVotes, Runoff: true, Winner: 1, Tally: ballot.Tally{Counts: []int{1, 2}, Voters: 3}},
			[]string{"The run-off of chapter 4 has closed", "**Wait** wins the run-off."}, []string{"tie"}},
		{"a draw", render.Outcome{Ending: render.ByDraw, Winner: 1, Seed: &ballot.Seed{0xfe}, Tally: ballot.Tally{Counts: []int{2, 2}, Voters: 4}},
			[]string{"tie", "The draw has fallen on **Wait**.", "`fe" + strings.Repeat("0", 62) + "`", "`abcd" + strings.Repeat("0", 60) + "`",
				"recount"}, []string{"win"}},
		{"nobody", render.Outcome{Winner: -1, Tally: ballot.Tally{Counts: []int{0, 0}}, Before: &seven},
			[]string{"Nobody voted this time. No harm done"}, []string{"win", "tie", "░", "last time", "Journal"}},
		{"only none", render.Outcome{Ending: render.AuthorDecides, Winner: -1, Tally: ballot.Tally{Counts: []int{0, 0}, None: 1, Voters: 1}},
			[]string{"1 reader voted.", "none of these: the author decides", "None of these 🚫\n`████████████████` 1 · 100 %"},
			[]string{"win", "tie"}},
		{"more for none than for those tied", render.Outcome{Ending: render.AuthorDecides, Winner: -1,
			Tally: ballot.Tally{Counts: []int{1, 1}, None: 2, Voters: 4}}, []string{"none of these: the author decides"}, []string{"tie", "win"}},
		{"none, and the author chose", render.Outcome{Ending: render.AuthorChose, Winner: 1,
			Tally: ballot.Tally{Counts: []int{1, 1}, None: 2, Voters: 4}}, []string{"Most would have none of these. The author goes on with **Wait**."},
			[]string{"tie", "win"}},
		{"spoiled", render.Outcome{Ending: render.ByVotes, Spoiled: 2, Tally: ballot.Tally{Counts: []int{2, 1}, Voters: 3}},
			[]string{"-# 2 ballots were left out"}, nil},
		{"a veto", render.Outcome{Ending: render.ByVotes, Veto: "It would *end*\nthe story", Tally: ballot.Tally{Counts: []int{2, 1}, Voters: 3}},
			[]string{`The author sets this result aside: It would \*end\* the story`}, nil},
		{"approval", render.Outcome{Ending: render.ByVotes, Tally: ballot.Tally{Counts: []int{4, 3}, Voters: 4}},
			[]string{"4 · 100 %", "3 · 75 %"}, nil},
	} {
		o := test.outcome
		o.Chapter, o.Question, o.Root = 4, theHatch(), ballot.Hash{0xab, 0xcd}
		m := render.Result(phrase.For(""), o)
		sane(t, test.name, m)
		for _, want := range test.has {
			if !strings.Contains(m.Content, want) {
				t.Errorf("%s: %q lacks %q", test.name, m.Content, want)
			}
		}
		for _, not := range test.lack {
			if strings.Contains(m.Content, not) {
				t.Errorf("%s: %q says %q", test.name, m.Content, not)
			}
		}
	}
}

func TestTheResultOfManyOptionsFits(t *testing.T) {
	q := &story.Question{Text: strings.Repeat("Who goes? ", 60)}
	o := render.Outcome{Chapter: 4, Question: q, Ending: render.ByDraw, Winner: 3, Seed: &ballot.Seed{1}, Spoiled: 3,
		Reached: 9999, Before: new(int), Tally: ballot.Tally{None: 7, Voters: 7}}
	for range story.MaxOptions {
		q.Options = append(q.Options, story.Option{Emoji: "🇦", Text: strings.Repeat("*a_b* ", 30)})
		o.Tally.Counts = append(o.Tally.Counts, 1005)
		o.Tally.Voters += 1005
	}
	b := phrase.For("")
	m := render.Result(b, o)
	sane(t, "nineteen options", m)
	if n := strings.Count(m.Content, " %\n"); n != story.MaxOptions+1 {
		t.Errorf("%d bars are shown of %d: %q", n, story.MaxOptions+1, m.Content)
	}
	if !strings.HasSuffix(m.Content, "`/vote verify` shows your part in it.") {
		t.Errorf("it is cut: %q", m.Content)
	}
	card, alt, ok := o.Card(b)
	if !ok || len(card.Bars) != picture.MaxBars || typeset.Length(alt) > 1024 {
		t.Errorf("%d bars are drawn (%t), told in %d characters", len(card.Bars), ok, typeset.Length(alt))
	}
}

func TestThePictureIsExplained(t *testing.T) {
	b := phrase.For("")
	o := render.Outcome{Chapter: 4, Question: theHatch(), Ending: render.ByVotes,
		Tally: ballot.Tally{Counts: []int{3, 1}, None: 1, Voters: 5}}
	card, alt, ok := o.Card(b)
	want := []picture.Bar{{Label: "Open *it*", Votes: 3, Percent: 60, Leads: true}, {Label: "Wait", Votes: 1, Percent: 20},
		{Label: "None of these", Votes: 1, Percent: 20}}
	if !ok || len(card.Bars) != 3 || card.Bars[0] != want[0] || card.Bars[1] != want[1] || card.Bars[2] != want[2] {
		t.Errorf("the card is %+v", card)
	}
	if want := "Bar chart of the votes. Open *it*: 3 votes, 60 percent; Wait: 1 vote, 20 percent; None of these: 1 vote, " +
		"20 percent."; alt != want {
		t.Errorf("it is told as %q, want %q", alt, want)
	}
	o.Question.Options[1].Text = "לחכות" // which the picture cannot show
	card, _, _ = o.Card(b)
	m := render.Result(b, o)
	for i, key := range []string{"A", "B", "C"} {
		if card.Bars[i].Key != key || !strings.Contains(m.Content, "\n**"+key+"** ") {
			t.Errorf("bar %d has the key %q, and the text is %q", i, card.Bars[i].Key, m.Content)
		}
	}
	if !strings.Contains(m.Content, "The letters are those in the picture.") {
		t.Errorf("the letters are not explained: %q", m.Content)
	}
	o.Tally = ballot.Tally{Counts: []int{0, 0}}
	if _, _, ok := o.Card(b); ok {
		t.Error("a vote without votes is drawn")
	}
}

func TestAVoteSaysItsRulesBeforehand(t *testing.T) {
	s := theSample(t)
	c := s.Chapters[0]
	for _, test := range []struct {
		name      string
		voting    story.Voting
		open      bool
		has, lack []string
		emoji     int
		buttons   []string
	}{
		{"as it comes", story.Voting{}, false, []string{"Vote with a reaction.", "run-off of 24 hours; if that is a tie too, or nobody votes in it, a draw"},
			[]string{"To vote,"}, len(c.Question.Options) + 1, []string{"c1.mine."}},
		{"two of them", story.Voting{Choose: 2, Tie: story.TieDraw}, false, []string{"up to 2 reactions", "a draw decides"}, nil,
			len(c.Question.Options) + 1, []string{"c1.mine."}},
		{"approval", story.Voting{Choose: story.MaxOptions, Tie: story.TieAuthor}, false,
			[]string{"as many reactions as you like", "the author decides"}, nil, len(c.Question.Options) + 1, []string{"c1.mine."}},
		{"secret", story.Voting{Style: story.VoteSecret, Roles: []string{"Crew", "123"}, Read: true}, false,
			[]string{"nobody sees", "have the role “Crew” or <@&123>, and have read"}, []string{"reaction"}, 0,
			[]string{"c1.ballot.", "c1.mine."}},
		{"nominations", story.Voting{}, true, []string{"Put something forward", "for 2 days"}, []string{"tie"}, 0,
			[]string{"c1.nominate."}},
		{"answers", story.Voting{Style: story.VoteAnswers}, true, []string{"Answer with the button"}, []string{"tie", "forward"}, 0,
			[]string{"c1.answer."}},
	} {
		q := *c.Question
		q.FollowUp = ""
		if test.voting.Open = story.DefaultOpen; test.open {
			q.Options = nil
		}
		q.Voting = test.voting.OrDefault()
		asks := c
		asks.Question = &q
		posts, err := render.Chapter(phrase.For(""), s, &asks, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		last := posts[len(posts)-1]
		sane(t, test.name, last.Message)
		for _, want := range test.has {
			if !strings.Contains(last.Message.Content, want) {
				t.Errorf("%s: %q lacks %q", test.name, last.Message.Content, want)
			}
		}
		for _, not := range test.lack {
			if strings.Contains(last.Message.Content, not) {
				t.Errorf("%s: %q says %q", test.name, last.Message.Content, not)
			}
		}
		body, err := last.Message.JSON()
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range test.buttons {
			if !strings.Contains(string(body), id) {
				t.Errorf("%s: no button %s in %s", test.name, id, body)
			}
		}
		if n := strings.Count(string(body), `"custom_id"`); n != len(test.buttons) || len(last.Emoji) != test.emoji {
			t.Errorf("%s: %d buttons and %d reactions", test.name, n, len(last.Emoji))
		}
	}
}
