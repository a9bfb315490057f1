package render_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

// TestAPageHasRoomForWhatIsAdded fills pages of every kind of prose to the brim: with the chapter's name above, the
// counters, what comes next and the buttons below, Discord takes each of them.
func TestAPageHasRoomForWhatIsAdded(t *testing.T) {
	views := map[string]render.View{
		"all is out":             {Released: story.Place{Chapter: story.WholeScene, Scene: 1}},
		"running":                {Released: story.Place{Chapter: 99_999, Scene: 2}, Running: true},
		"the first scene is out": {Released: story.Place{Chapter: 99_999, Scene: 1}, Next: time.Unix(1<<33, 0)},
		"waiting": {Released: story.Place{Chapter: 99_999, Scene: 2}, Next: time.Unix(1<<33, 0),
			Vote: render.Link(1<<63, 1<<63, 1<<63)},
	}
	for name, test := range map[string]struct{ label, text string }{
		"stars":     {strings.Repeat("_", 300), strings.Repeat("*", 3_000)},
		"words":     {"", strings.Repeat("tide ", 900)},
		"one page":  {"", strings.Repeat("tide ", 356) + "a."},
		"emoji":     {"🌊", strings.Repeat("👩‍👩‍👧", 600)},
		"Chinese":   {"潮", strings.Repeat("潮水", 1_800)},
		"marks":     {"", strings.Repeat("e\u0301", 1_800)},
		"everybody": {"@here", strings.Repeat("@everyone ", 400)},
	} {
		blocks := []story.Block{{Runs: []story.Run{{Text: test.text, Style: story.Italic | story.Spoiler}}}}
		s := &story.Story{ID: "x", Title: "X", Chapters: []story.Chapter{{
			Number: 99_999, Title: strings.Repeat("*", 300),
			Scenes: []story.Scene{{Label: test.label, Blocks: blocks}, {Blocks: blocks}},
		}}}
		pages, fullest := 0, 0
		for view, v := range views {
			for p, more := render.Clamp(s, story.Place{}); more; p, more = render.Step(s, p, 1) {
				pages++
				fullest = max(fullest, fullPage(t, name+", "+view, s, p, v))
			}
		}
		if pages < 8 {
			t.Errorf("%s: %d pages", name, pages)
		}
		t.Logf("%s: %d pages, the fullest of %d characters", name, pages, fullest)
	}
}

// fullPage fails if Discord would refuse a page, or if something is missing from it, and returns how long it is.
func fullPage(t *testing.T, what string, s *story.Story, p story.Place, v render.View) int {
	t.Helper()
	b := phrase.For("")
	m, err := render.Page(b, s, p, v)
	if err != nil {
		t.Fatal(err)
	}
	sane(t, what, m)
	if n := len(utf16.Encode([]rune(m.Content))); n > render.Limit {
		t.Errorf("%s: %v has %d UTF-16 units", what, p, n)
	}
	counters := b.Footer(p.Chapter, p.Scene, 2, p.Page, render.Pages(s, p.Chapter, p.Scene))
	head := p.Scene+p.Page > 2 || strings.HasPrefix(m.Content, "### Chapter")
	if !strings.Contains(m.Content, "\n-# "+counters) || !head {
		t.Errorf("%s: %v has no counters, or no head: %q", what, p, m.Content)
	}
	buttons := m.Components[0].(discordgo.ActionsRow).Components
	if len(m.Components) != 1 || len(buttons) < 2 || len(buttons) > 5 {
		t.Errorf("%s: %v has %d rows, %d buttons", what, p, len(m.Components), len(buttons))
	}
	buttonsFit(t, buttons)
	return utf8.RuneCountInString(m.Content)
}

// buttonsFit fails if a button says more than Discord takes: 80 characters, and 512 of an address.
func buttonsFit(t *testing.T, buttons []discordgo.MessageComponent) {
	t.Helper()
	for _, c := range buttons {
		b := c.(discordgo.Button)
		if n := utf8.RuneCountInString(b.Label); n < 1 || n > 80 || len(b.URL) > 512 {
			t.Errorf("a button says %q and leads to %q", b.Label, b.URL)
		}
	}
}
