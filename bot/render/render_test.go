package render_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"
	"cliffhanger/story/sample"

	"github.com/bwmarrin/discordgo"
)

func theSample(t *testing.T) *story.Story {
	t.Helper()
	s, _, err := sample.Story()
	if err != nil {
		t.Fatal(err)
	}
	return &s
}

// ids returns the custom ids of a message's components.
func ids(m render.Message) []string {
	var out []string
	for _, c := range m.Components {
		for _, in := range c.(discordgo.ActionsRow).Components {
			switch in := in.(type) {
			case discordgo.Button:
				if in.Style != discordgo.LinkButton {
					out = append(out, in.CustomID)
				}
			case discordgo.SelectMenu:
				out = append(out, in.CustomID)
			}
		}
	}
	return out
}

// sane fails if Discord would refuse a message or if it could ping.
func sane(t *testing.T, what string, m render.Message) {
	t.Helper()
	if n := utf8.RuneCountInString(m.Content); n == 0 || n > render.Limit {
		t.Errorf("%s has %d characters", what, n)
	}
	seen := map[string]bool{}
	for _, id := range ids(m) {
		if seen[id] || len(id) > customid.MaxLength {
			t.Errorf("%s: id %q is repeated or too long", what, id)
		}
		seen[id] = true
	}
	b, err := m.JSON()
	if err != nil || !strings.Contains(string(b), `"allowed_mentions":{"parse":[]}`) || !json.Valid(b) {
		t.Errorf("%s is encoded as %s, %v", what, b, err)
	}
}

func TestAChapterIsPostedWhole(t *testing.T) {
	s := theSample(t)
	for i := range s.Chapters {
		c := &s.Chapters[i]
		posts, err := render.Chapter(phrase.For(""), s, c, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		starts, ends, kinds := 0, 0, map[render.PostKind]int{}
		for n, p := range posts {
			sane(t, fmt.Sprintf("chapter %d, post %d", c.Number, n), p.Message)
			kinds[p.Kind]++
			if p.Starts > 0 {
				starts++
			}
			if p.Ends > 0 {
				if ends++; p.Ends != ends || len(ids(p.Message)) != 1 {
					t.Errorf("chapter %d: scene %d ends as number %d with buttons %v", c.Number, p.Ends, ends, ids(p.Message))
				}
			}
			if silent := p.Message.Flags&discordgo.MessageFlagsSuppressNotifications != 0; silent == (p.Kind == render.Lead) {
				t.Errorf("chapter %d, post %d: silent is %v", c.Number, n, silent)
			}
		}
		if starts != len(c.Scenes) || ends != len(c.Scenes) || kinds[render.Lead] != 1 || kinds[render.Ballot] != 1 ||
			kinds[render.NotePage] == 0 {
			t.Errorf("chapter %d: %d scenes begin, %d end, of %d; kinds %v", c.Number, starts, ends, len(c.Scenes), kinds)
		}
		last := posts[len(posts)-1]
		want := len(render.Emoji(c.Question))
		if len(last.Emoji) != want || strings.Count(last.Message.Content, render.ClosesMark) != 1 {
			t.Errorf("chapter %d ends with %d reactions, want %d: %q", c.Number, len(last.Emoji), want, last.Message.Content)
		}
	}
}

func TestALongQuestionLosesNothing(t *testing.T) {
	q := &story.Question{Text: strings.Repeat("What shall she do about the tide and the ledger? ", 60)}
	for i := range story.MaxOptions {
		q.Options = append(q.Options,
			story.Option{Emoji: string(rune(0x1F1E6 + i)), Text: strings.Repeat("wait and see ", 12)})
	}
	s := &story.Story{ID: "x", Title: "X"}
	c := &story.Chapter{Number: 1, Question: q,
		Scenes: []story.Scene{{Blocks: []story.Block{{Runs: []story.Run{{Text: "Prose."}}}}}}}
	posts, err := render.Chapter(phrase.For(""), s, c, render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	options := 0
	for n, p := range posts {
		sane(t, fmt.Sprintf("post %d", n), p.Message)
		options += strings.Count(p.Message.Content, "wait and see")
	}
	if want := story.MaxOptions * 12; options != want {
		t.Errorf("%d of %d words of the options were posted", options, want)
	}
	if last := posts[len(posts)-1]; last.Kind != render.Ballot || len(last.Emoji) != story.MaxOptions+1 {
		t.Errorf("the last post is %d with %d reactions", last.Kind, len(last.Emoji))
	}
}

func TestReadingPageByPage(t *testing.T) {
	s := theSample(t)
	end := story.Place{Chapter: 3, Scene: len(s.Chapters[2].Scenes)}
	view := render.View{Released: end, Vote: "https://discord.com/channels/1/2/3"}
	p, ok := render.Clamp(s, story.Place{})
	var forward []story.Place
	for ok {
		m, err := render.Page(phrase.For(""), s, p, view)
		if err != nil {
			t.Fatal(err)
		}
		sane(t, fmt.Sprint(p), m)
		forward = append(forward, p)
		p, ok = render.Step(s, p, 1)
	}
	if last := forward[len(forward)-1]; last.Chapter != 3 || last.Scene != end.Scene {
		t.Errorf("reading ends at %v", last)
	}
	p = forward[len(forward)-1]
	for i := len(forward) - 1; i >= 0; i-- {
		if p != forward[i] {
			t.Fatalf("going back from page %d leads to %v, want %v", i+1, p, forward[i])
		}
		if p, ok = render.Step(s, p, -1); ok != (i > 0) {
			t.Fatalf("before %v there is a page: %v", forward[i], ok)
		}
	}
}

func TestNobodyReadsAhead(t *testing.T) {
	s := theSample(t)
	view := render.View{Released: story.Place{Chapter: 1, Scene: 1}, Running: true}
	last := story.Place{Chapter: 1, Scene: 1, Page: render.Pages(s, 1, 1)}
	m, err := render.Page(phrase.For(""), s, last, view)
	if err != nil {
		t.Fatal(err)
	}
	next := m.Components[0].(discordgo.ActionsRow).Components[1].(discordgo.Button)
	if !next.Disabled || !strings.Contains(m.Content, phrase.For("").MoreSoon()) {
		t.Errorf("the last page that is out offers %+v: %q", next, m.Content)
	}
}

func TestClamp(t *testing.T) {
	s := theSample(t)
	pages := render.Pages(s, 2, 1)
	for _, test := range []struct {
		in, want story.Place
		ok       bool
	}{
		{story.Place{}, story.Place{Chapter: 1, Scene: 1, Page: 1}, true},
		{story.Place{Chapter: 2, Scene: 1, Page: 99}, story.Place{Chapter: 2, Scene: 1, Page: pages}, true},
		{story.Place{Chapter: 2, Scene: 1, Page: story.WholeScene}, story.Place{Chapter: 2, Scene: 1, Page: pages}, true},
		{story.Place{Chapter: 2, Scene: 1}, story.Place{Chapter: 2, Scene: 1, Page: 1}, true},
		{story.Place{Chapter: 2, Scene: 99, Page: 1}, story.Place{Chapter: 2, Scene: 99, Page: 1}, false},
		{story.Place{Chapter: 9, Scene: 1, Page: 1}, story.Place{Chapter: 9, Scene: 1, Page: 1}, false},
	} {
		if got, ok := render.Clamp(s, test.in); got != test.want || ok != test.ok {
			t.Errorf("Clamp(%v) = %v, %v, want %v, %v", test.in, got, ok, test.want, test.ok)
		}
	}
}

func TestDeadline(t *testing.T) {
	at := time.Unix(1700000000, 0)
	if got := render.Deadline("ends "+render.ClosesMark+".", at); got != "ends <t:1700000000:F> (<t:1700000000:R>)." {
		t.Errorf("Deadline = %q", got)
	}
}

func TestAnswersOverPages(t *testing.T) {
	answers := []string{strings.Repeat("I would open the hatch. ", 150), "@everyone more otters"}
	seen := ""
	for page := 1; page <= 4; page++ {
		m, err := render.Answers(phrase.For(""), 7, 2, answers, []string{"nobody"}, page)
		if err != nil {
			t.Fatal(err)
		}
		sane(t, "answers", m)
		seen += m.Content
	}
	if n := strings.Count(seen, "hatch"); n < 150 {
		t.Errorf("%d of 150 sentences of a long answer can be read", n)
	}
}
