package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/phrase"
	"cliffhanger/store"
)

// back has the author take a chapter back.
func (h *hall) back(chapter int) {
	h.t.Helper()
	must(h.t, h.store.Retract(h.t.Context(), guild, h.story.Key(), chapter, store.Entry{}))
}

func TestAChapterTakenBackIsANotice(t *testing.T) {
	book := phrase.For("")
	h := open(t, 5) // of the fifth only the first scene
	for i := range h.story.Chapters {
		h.story.Chapters[i].Title = fmt.Sprintf("Title %d", i+1)
	}
	k := uint64(h.story.Key())
	read := func(c, s, p int) string { return fmt.Sprintf("c1.read.%x.%x.%x.%x", k, c, s, p) }
	h.back(3)
	holds(t, h.press(guild, fmt.Sprintf("c1.mark.%x.3.2", k)), book.Marked(3, 2)) // under a message of old
	place := func() store.ReaderPlace {
		t.Helper()
		p, err := h.store.Place(t.Context(), guild, h.story.Key(), h.store.Reader(user))
		must(t, err)
		return p
	}
	before := place()
	number := discord.Option{Name: "chapter", Type: discord.OptionInt, Int: 3}
	for way, got := range map[string]string{
		"/read of the chapter": h.command(guild, "read", number), "first page": h.press(guild, read(3, 1, 1)),
		"last page": h.press(guild, read(3, 3, 1)), "menu": h.press(guild, fmt.Sprintf("c1.jump.%x", k), "3"),
		"from before": h.press(guild, read(3, 1, 1)), "a page in it": h.press(guild, read(3, 2, 1)),
		"/read": h.command(guild, "read"),
	} {
		holds(t, got, book.Retracted())
		for _, never := range []string{"Text 3", "Title 3"} {
			if strings.Contains(got, never) {
				t.Errorf("%s shows %s", way, got)
			}
		}
		for _, to := range []string{read(2, 3, 1), read(4, 1, 1)} {
			if !strings.Contains(got, to) {
				t.Errorf("%s does not lead to %s: %s", way, to, got)
			}
		}
	}
	if got := place(); got != before {
		t.Errorf("the reader stands at %+v, before at %+v", got, before)
	}
	for id, want := range map[string]string{read(2, 3, 1): read(3, 1, 1), read(4, 1, 1): read(3, 3, 1)} {
		if got := h.press(guild, id); !strings.Contains(got, want) {
			t.Errorf("%s does not lead to %s: %s", id, want, got)
		}
	}
	contents := h.command(guild, "contents")
	holds(t, contents, book.Chapter(3, "")+" · "+book.IndexRetracted())
	if strings.Contains(contents, "Title 3") || !strings.Contains(contents, "Title 2") {
		t.Errorf("the contents are %s", contents)
	}
	holds(t, h.command(guild, "progress"), "3 scenes are left") // two of the fourth chapter, one of the fifth
	must(t, h.store.Restore(t.Context(), guild, h.story.Key(), 3, store.Entry{}))
	holds(t, h.press(guild, read(3, 2, 1)), "Text 3-2.")
	holds(t, h.command(guild, "contents"), "Title 3")
}

// At both ends of what is out there is nowhere to turn to.
func TestTheFirstAndTheLastChapterTakenBack(t *testing.T) {
	book := phrase.For("")
	h := open(t, 5)
	k := uint64(h.story.Key())
	h.back(1)
	first := h.command(guild, "read")
	holds(t, first, book.Retracted())
	if !strings.Contains(first, fmt.Sprintf("c1.read.%x.2.1.1", k)) || strings.Count(first, `"disabled":true`) != 1 {
		t.Errorf("the first chapter is %s", first)
	}
	other := open(t, 4)
	other.back(3)
	other.story.Chapters = other.story.Chapters[:3] // the last one there is
	last := other.press(guild, fmt.Sprintf("c1.read.%x.3.1.1", k))
	holds(t, last, book.Retracted())
	if !strings.Contains(last, fmt.Sprintf("c1.read.%x.2.3.1", k)) || strings.Count(last, `"disabled":true`) != 1 {
		t.Errorf("the last chapter is %s", last)
	}
}
