package drop_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/store"
	"cliffhanger/story"
)

// prose returns a chapter's text: always the same for a name, and like no other's.
func prose(name string) string {
	seed := uint64(0)
	for _, b := range []byte(name) {
		seed = seed*31 + uint64(b)
	}
	r := rand.New(rand.NewPCG(seed, 7))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	text := name + " began so."
	for range 12 {
		text += fmt.Sprintf(" %s %s the %s %s, and %s %s %s.", pick("Mara", "Tam", "The ferryman", "Nobody", "Her aunt"),
			pick("saw", "left", "counted", "hid", "carried", "sold", "mended"),
			pick("lamp", "rope", "boat", "ledger", "key", "net"),
			pick("before noon", "by the weir", "without a word", "in the rain", "twice", "at low tide"),
			pick("the river", "the town", "the wind", "somebody"), pick("kept", "took", "forgot", "answered"),
			pick("quiet", "its time", "nothing", "the rest", "her name", "what was owed"))
	}
	return text
}

// book is a story of chapters with these names, numbered from 1 on, and posted daily.
func book(names ...string) *story.Story {
	s := tale(0, nil)
	for i, name := range names {
		s.Chapters = append(s.Chapters, story.Chapter{Number: i + 1, Title: name,
			Scenes: []story.Scene{{Blocks: paragraph("%s", prose(name))}}})
	}
	return s
}

// hand hands a story over as the bot does when its files have changed: its tellings end, and begin with the new one.
func (h *house) hand(s *story.Story) {
	h.t.Helper()
	h.stop()
	for i := range h.served {
		h.served[i].Story = s
	}
	h.engine = h.engine.Reopen()
	h.start()
}

// named returns the titles of the chapters that were announced in a channel, in order.
func (h *house) named(channel uint64) string {
	var out []string
	for _, m := range h.w.in(channel) {
		if line, ok := strings.CutPrefix(m.text, "## Chapter "); ok {
			line, _, _ = strings.Cut(line, "\n")
			_, title, _ := strings.Cut(line, " · ")
			out = append(out, title)
		}
	}
	return strings.Join(out, " ")
}

// renumbered returns the shifts that the author was told of.
func (h *house) renumbered() []story.Shift {
	var out []story.Shift
	for _, a := range h.d.told(drop.Renumbered) {
		var s story.Shift
		if !errors.As(a.Cause, &s) {
			h.t.Errorf("told without a shift: %+v", a)
		}
		out = append(out, s)
	}
	return out
}

// TestNothingIsPostedWhileChaptersHaveOtherNumbers changes a story of which three chapters are out, lets a date pass,
// mends it, and looks whether each chapter came once.
func TestNothingIsPostedWhileChaptersHaveOtherNumbers(t *testing.T) {
	whole := []string{"Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir"}
	for name, test := range map[string]struct {
		files string
		want  story.Shift
	}{
		"a prologue":        {"Zero Ash Birch Cedar Dogwood Elm Fir", story.Shift{Chapter: 1, Now: 2, Title: "Ash"}},
		"one in the middle": {"Ash Birch Zero Cedar Dogwood Elm", story.Shift{Chapter: 3, Now: 4, Title: "Cedar"}},
		"one taken out":     {"Ash Cedar Dogwood Elm Fir", story.Shift{Chapter: 3, Now: 2, Title: "Cedar"}},
		"the last one out gone": {"Ash Birch Dogwood Elm Fir",
			story.Shift{Chapter: 3, Now: 3, Title: "Dogwood", Next: true}},
		"two swapped": {"Ash Cedar Birch Dogwood Elm", story.Shift{Chapter: 2, Now: 3, Title: "Birch"}},
		"one merged":  {"Ash+Birch Cedar Dogwood Elm", story.Shift{Chapter: 3, Now: 2, Title: "Cedar"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, shifted := book(whole...), book(strings.Fields(test.files)...)
			for i, file := range strings.Fields(test.files) {
				if a, b, both := strings.Cut(file, "+"); both {
					shifted.Chapters[i].Scenes[0].Blocks = paragraph("%s %s", prose(a), prose(b))
				}
			}
			tell(t, func(h *house) {
				h.till("2000-01-03 20:00")
				h.hand(shifted)
				h.till("2000-01-04 20:00")
				h.again()
				h.till("2000-01-04 22:00")
				same(t, "posted while it is wrong", h.named(town), "Ash Birch Cedar")
				same(t, "told", h.renumbered(), []story.Shift{test.want})
				if got, ok, err := h.r.Shifted(h.t.Context(), guild, shifted); err != nil || !ok || got != test.want {
					t.Errorf("shifted is %+v, %t, %v", got, ok, err)
				}
				h.hand(s)
				h.till("2000-01-09 20:00")
				same(t, "posted in the end", h.named(town), strings.Join(whole, " "))
				same(t, "told in the end", len(h.renumbered()), 1)
				for _, told := range h.course().Told {
					if strings.HasPrefix(told, "renumbered") {
						t.Errorf("the course remembers %q", told)
					}
				}
			}, public(s))
		})
	}
}

// TestWhatIsNoShift changes a story in ways in which it goes on.
func TestWhatIsNoShift(t *testing.T) {
	rename := func(s *story.Story, chapter int, text string) *story.Story { return fixed(s, chapter, 1, text) }
	s := book("Ash", "Birch", "Cedar", "Dogwood", "Elm")
	refrain := book("Ash", "Birch", "Ash", "Dogwood", "Elm")
	for name, next := range map[string]*story.Story{
		"nothing":             s,
		"one more at the end": book("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir"),
		"a typo in every sentence": rename(rename(s, 1, strings.ReplaceAll(prose("Ash"), " the ", " teh ")), 2,
			strings.ReplaceAll(prose("Birch"), " the ", " th ")),
		"paragraphs added":            rename(s, 2, prose("Birch")+" "+prose("more")),
		"half of it cut":              rename(s, 2, prose("Birch")[:len(prose("Birch"))/2]),
		"one rewritten":               rename(s, 2, prose("Quite another")),
		"titles changed":              titled(s),
		"what is ahead is changed":    book("Ash", "Birch", "Cedar", "Elm", "Dogwood"),
		"what is ahead is put before": book("Ash", "Birch", "Cedar", "Zero", "Dogwood", "Elm"),
		"a recap of the last one":     rename(s, 4, prose("Cedar")[:200]+" "+prose("Dogwood")),
	} {
		t.Run(name, func(t *testing.T) {
			goesOn(t, s, next)
		})
	}
	t.Run("a refrain", func(t *testing.T) {
		goesOn(t, refrain, rename(refrain, 1, prose("Quite another")))
	})
}

// titled returns a story with other titles.
func titled(s *story.Story) *story.Story {
	out := *s
	out.Chapters = slices.Clone(s.Chapters)
	for i := range out.Chapters {
		out.Chapters[i].Title = fmt.Sprintf("Part %d", i+1)
	}
	return &out
}

// goesOn tells a story for three days and then as it is next, and fails the test unless every chapter comes on its day.
func goesOn(t *testing.T, s, next *story.Story) {
	t.Helper()
	tell(t, func(h *house) {
		h.till("2000-01-03 20:00")
		h.hand(next)
		h.till("2000-01-05 20:00")
		if told := h.renumbered(); len(told) > 0 {
			t.Errorf("told %+v", told)
		}
		same(t, "chapters", h.leads(town), []string{"2000-01-01 19:00 1", "2000-01-02 19:00 2", "2000-01-03 19:00 3",
			"2000-01-04 19:00 4", "2000-01-05 19:00 5"})
	}, public(s))
}

// Chapters are found also where another channel has told them, and then no channel goes on.
func TestAShiftStopsEveryChannelOfTheGuild(t *testing.T) {
	s := book("Ash", "Birch", "Cedar", "Dogwood", "Elm")
	shifted := book("Ash", "Birch", "Zero", "Cedar", "Dogwood", "Elm")
	tell(t, func(h *house) {
		h.till("2000-01-02 20:00") // Birch is out here, and Cedar there
		same(t, "ahead", h.named(early), "Ash Birch Cedar")
		h.hand(shifted)
		h.till("2000-01-06 20:00")
		same(t, "asked about what is late", len(h.d.told(drop.Backlog)), 0)
		same(t, "here", h.named(town), "Ash Birch")
		same(t, "there", h.named(early), "Ash Birch Cedar")
		same(t, "told", h.renumbered(), []story.Shift{{Chapter: 3, Now: 4, Title: "Cedar"}})
		h.hand(s) // four days later: the author is asked what becomes of what was due
		same(t, "asked about", h.course().Asked, 3)
		h.ok(h.r.CatchUp(h.t.Context(), guild, s, 3, 7))
		h.till("2000-01-09 20:00")
		same(t, "here in the end", h.named(town), "Ash Birch Cedar Dogwood Elm")
		same(t, "there in the end", h.named(early), "Ash Birch Cedar Dogwood Elm")
	}, public(s), drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 24 * time.Hour})
}

func TestOrdersAboutRenumberedChapters(t *testing.T) {
	s := book("Ash", "Birch", "Cedar", "Dogwood", "Elm")
	shifted := book("Ash", "Birch", "Zero", "Cedar", "Dogwood", "Elm")
	shift := story.Shift{Chapter: 3, Now: 4, Title: "Cedar"}
	tell(t, func(h *house) {
		h.till("2000-01-03 20:00")
		h.hand(shifted)
		for what, err := range map[string]error{
			"correct":      errorOf(h.r.Correct(h.t.Context(), guild, shifted, 3, 7)),
			"would change": errorOf(h.r.Changes(h.t.Context(), guild, shifted, 3)),
			"release":      h.r.ReleaseNow(h.t.Context(), guild, shifted, 4, 7),
			"catch up":     h.r.CatchUp(h.t.Context(), guild, shifted, 4, 7),
			"leave out":    h.r.LeaveOut(h.t.Context(), guild, shifted, 4, 7),
		} {
			var got story.Shift
			if !errors.As(err, &got) || got != shift {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := h.r.Correct(h.t.Context(), guild, fixed(shifted, 1, 1, prose("Ash")+" So."), 1, 7); err != nil {
			t.Errorf("correct a chapter that is where it was: %v", err)
		}
		synctest.Wait()
		if got := h.texts(town)[1]; !strings.HasSuffix(got, " So.") {
			t.Errorf("the first chapter says %q", got)
		}
		if got := h.w.in(town); len(got) != 6 {
			t.Errorf("%d messages", len(got))
		}
		h.ok(h.r.Retract(h.t.Context(), guild, shifted, 3, 7))
		h.till("2000-01-04 20:00")
		same(t, "told of it once, taken back or not", h.renumbered(), []story.Shift{shift})
	}, public(s))
}

func errorOf(_ []drop.Change, err error) error { return err }

// TestAnAuthorMayWantTheNewNumbers presses on, and is asked no more, also after a restart.
func TestAnAuthorMayWantTheNewNumbers(t *testing.T) {
	s := book("Ash", "Birch", "Cedar", "Dogwood", "Elm")
	shifted := book("Ash", "Birch", "Dogwood", "Elm", "Fir") // Cedar is taken out for good
	tell(t, func(h *house) {
		h.till("2000-01-03 20:00")
		if err := h.r.Renumber(h.t.Context(), guild, s, 7); !errors.Is(err, drop.ErrUnchanged) {
			t.Errorf("with nothing to renumber: %v", err)
		}
		h.hand(shifted)
		h.till("2000-01-04 12:00")
		same(t, "told", len(h.renumbered()), 1)
		h.ok(h.r.Renumber(h.t.Context(), guild, shifted, 7))
		if _, shifted, err := h.r.Shifted(h.t.Context(), guild, shifted); shifted || err != nil {
			t.Errorf("still shifted: %v", err)
		}
		h.again()
		h.till("2000-01-06 20:00")
		same(t, "posted", h.named(town), "Ash Birch Cedar Elm Fir")
		same(t, "told in the end", len(h.renumbered()), 1)
		entries, err := h.store.Audit(h.t.Context(), guild, s.Key(), 0)
		h.ok(err)
		if len(entries) == 0 || entries[0].Who != h.store.Reader(7) || !strings.Contains(entries[0].What, "numbers") {
			t.Errorf("audit %+v", entries)
		}
	}, public(s))
}

// What a corrected chapter says is what it is recognized by from then on.
func TestACorrectedChapterIsRecognizedAsItIs(t *testing.T) {
	s := book("Ash", "Birch", "Cedar", "Dogwood")
	rewritten := fixed(s, 2, 1, prose("Quite another")[:len(prose("Birch"))-40])
	rewritten.Chapters[1].Title = "Birch"
	moved := book("Zero", "Ash", "Birch", "Cedar", "Dogwood")
	moved.Chapters[2].Scenes = rewritten.Chapters[1].Scenes
	moved.Chapters = slices.Delete(moved.Chapters, 1, 2) // only Birch has another number
	tell(t, func(h *house) {
		h.till("2000-01-02 20:00")
		h.hand(rewritten)
		_, err := h.r.Correct(h.t.Context(), guild, rewritten, 2, 7)
		h.ok(err)
		h.hand(moved)
		same(t, "told", h.renumbered(), []story.Shift{{Chapter: 2, Now: 3, Title: "Birch"}})
	}, public(s))
}

// What a program posted that kept no sketches is taken for what the files say when this one begins.
func TestChaptersOfAnOlderProgramAreTakenAsTheyAre(t *testing.T) {
	s := book("Ash", "Birch", "Cedar", "Dogwood", "Elm")
	tell(t, func(h *house) {
		h.till("2000-01-03 20:00")
		h.ok(h.store.Resketch(h.t.Context(), guild, s.Key(), func(store.Drop) (a, b story.Sketch) { return a, b },
			store.Entry{}))
		h.hand(titled(s)) // so that it does not look as it was when the newest was posted
		drops, err := h.store.DropsOf(h.t.Context(), guild, s.Key())
		h.ok(err)
		for _, d := range drops {
			if d.Sketch.None() {
				t.Errorf("chapter %d is not known", d.Chapter)
			}
		}
		h.hand(book("Zero", "Ash", "Birch", "Cedar", "Dogwood", "Elm"))
		h.till("2000-01-04 20:00")
		same(t, "posted", h.named(town), "Ash Birch Cedar")
		same(t, "told", len(h.renumbered()), 1)
	}, public(s))
}

// A desk that does not answer is told later, and the story stays where it is meanwhile.
func TestAShiftIsToldWhenTheDeskAnswers(t *testing.T) {
	s := book("Ash", "Birch", "Cedar")
	tell(t, func(h *house) {
		h.till("2000-01-02 20:00")
		h.d.fail(errUnknown)
		h.hand(book("Zero", "Ash", "Birch", "Cedar"))
		h.wait(time.Hour)
		same(t, "told", len(h.renumbered()), 0)
		h.d.fail(nil)
		h.wait(time.Hour)
		same(t, "told then", len(h.renumbered()), 1)
		h.till("2000-01-04 20:00")
		same(t, "posted", h.named(town), "Ash Birch")
	}, public(s))
}
