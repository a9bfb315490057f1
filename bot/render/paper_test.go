package render_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"
)

// longest is a text that is as long as a question or option can reasonably be, full of what Discord takes for markup.
func longest(n int) string {
	return strings.Repeat("Ein *Wort* @everyone 🏮 `und` ", n)[:n-3] + "…"
}

// fits fails the test unless a message is within Discord's limits.
func fits(t *testing.T, m render.Message) {
	t.Helper()
	if n := utf8.RuneCountInString(m.Content); n == 0 || n > render.Limit {
		t.Errorf("a message has %d characters", n)
	}
	raw, err := m.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var body struct {
		Components []struct {
			Components []struct {
				Label       string
				CustomID    string `json:"custom_id"`
				Placeholder string
				Min         int `json:"min_values"`
				Max         int `json:"max_values"`
				Options     []struct{ Label, Value, Description string }
			}
		}
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		t.Fatal(err)
	}
	if len(body.Components) > 5 {
		t.Errorf("%d rows", len(body.Components))
	}
	ids := map[string]bool{}
	for _, row := range body.Components {
		for _, c := range row.Components {
			if ids[c.CustomID] || len(c.CustomID) > 100 {
				t.Errorf("the id %q is too long, or there twice", c.CustomID)
			}
			ids[c.CustomID] = true
			if utf8.RuneCountInString(c.Label) > 80 || utf8.RuneCountInString(c.Placeholder) > 150 || len(c.Options) > 25 ||
				c.Max > len(c.Options) || c.Min > c.Max {
				t.Errorf("the component %+v is not one that Discord takes", c)
			}
			values := map[string]bool{}
			for _, o := range c.Options {
				n := utf8.RuneCountInString(o.Label)
				if n < 1 || n > 100 || utf8.RuneCountInString(o.Description) > 100 || values[o.Value] || o.Value == "" {
					t.Errorf("the choice %+v is not one that Discord takes", o)
				}
				values[o.Value] = true
			}
		}
	}
}

func TestAPaperFits(t *testing.T) {
	b := phrase.For("")
	for _, options := range []int{1, 2, story.MaxOptions} {
		for _, choose := range []int{1, 2, story.MaxOptions} {
			for _, style := range []string{story.VoteOpen, story.VoteSecret} {
				q := &story.Question{Text: longest(2000), Voting: story.Voting{Choose: choose, Style: style}}
				for i := range options {
					q.Options = append(q.Options, story.Option{Emoji: string(rune('🇦' + i)), Text: longest(60 * (1 + i))})
				}
				q.Options[0].Text = " "
				var all []story.Choice
				for i := range min(choose, options) {
					all = append(all, story.Choice(i))
				}
				said := b.Counted(render.Choices(b, q, all), len(all), choose)
				p := render.Paper{Story: 1 << 63, Chapter: 1_000_000, Vote: 1<<64 - 1, Question: q, Closes: time.Now(),
					Link: render.Link(1<<63, 1<<63, 1<<63), Said: said, Chosen: all}
				m, err := p.Message(b)
				if err != nil {
					t.Fatal(err)
				}
				fits(t, m)
				if !strings.Contains(m.Content, said) || !strings.Contains(m.Content, b.PaperHow(p.Closes, choose, options)) {
					t.Errorf("%d of %d choices with long names leave no room for what counts: %s", len(all), options, m.Content)
				}
				for i := range all {
					if !strings.Contains(m.Content, q.Options[i].Emoji) {
						t.Errorf("choice %d is not named in %q", i, m.Content)
					}
				}
			}
		}
	}
}

func TestChoicesAreNamedAndOthersLeftOut(t *testing.T) {
	q := &story.Question{Options: []story.Option{{Emoji: "🗡", Text: "The *knife*"}, {Emoji: "⛵", Text: ""}}}
	got := render.Choices(phrase.For(""), q, []story.Choice{1, 0, story.None, 7, -9})
	if want := `⛵, The \*knife\* 🗡️, None of these 🚫`; got != want {
		t.Errorf("named are %q, want %q", got, want)
	}
}

func TestAnArchiveFits(t *testing.T) {
	b := phrase.For("")
	for _, search := range []string{"", longest(80)} {
		a := render.Archive{Story: 1 << 63, Title: render.Words(longest(100), 100), Search: search, Found: 99, Page: 2, Pages: 17}
		for n := range 5 {
			q := &story.Question{Options: []story.Option{{Emoji: "🗡", Text: longest(200)}}}
			a.Decisions = append(a.Decisions, render.Decided{Chapter: 1000 + n, Question: longest(2000), Voters: 99_999,
				Reached: 100_000, Closed: time.Now(), Link: render.Link(1<<63, 1<<63, 1<<63),
				Outcome: render.OutcomeLine(b, render.Said{Question: q, How: render.ByDraw, Veto: longest(300)})})
		}
		m, err := a.Message(b)
		if err != nil {
			t.Fatal(err)
		}
		fits(t, m)
		for n := range 5 {
			if !strings.Contains(m.Content, fmt.Sprint(1000+n)) {
				t.Errorf("%d is not shown where everything is as long as it can be", 1000+n)
			}
		}
	}
}

func TestOutcomesAreSaid(t *testing.T) {
	b, q := phrase.For(""), &story.Question{Options: []story.Option{{Emoji: "🏮", Text: "The lamp"}}}
	for _, test := range []struct {
		said render.Said
		want string
	}{
		{render.Said{How: render.ByVotes}, "→ **The lamp 🏮**"},
		{render.Said{How: render.ByVotes, Runoff: true}, "→ **The lamp 🏮**, after a run-off"},
		{render.Said{How: render.ByDraw}, "→ **The lamp 🏮**, by draw after a tie"},
		{render.Said{How: render.AuthorChose}, "→ **The lamp 🏮**, by the author’s choice"},
		{render.Said{How: render.AuthorDecides, Winner: -1, Tie: true}, "a tie, which the author is to decide"},
		{render.Said{How: render.AuthorDecides, Winner: -1}, "most would have none of these; the author is to decide"},
		{render.Said{How: render.RunoffFollows, Winner: -1}, "a tie, which a run-off decides"},
		{render.Said{Winner: -1}, "nobody voted"},
		{render.Said{How: render.ByVotes, Veto: "No *boat*"}, `→ **The lamp 🏮**, set aside by the author: No \*boat\*`},
	} {
		test.said.Question = q
		if got := render.OutcomeLine(b, test.said); got != test.want {
			t.Errorf("said is %q, want %q", got, test.want)
		}
	}
}
