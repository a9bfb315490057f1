package store_test

import (
	"fmt"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// sketchOf is what a chapter is recognized by in these tests.
func sketchOf(name string) story.Sketch {
	said := story.Block{Runs: []story.Run{{Text: name + " and so on"}}}
	return story.SketchOf(&story.Chapter{Scenes: []story.Scene{{Blocks: []story.Block{said}}}})
}

// planned plans a drop in a channel, whose only step is done if it is out.
func planned(t *testing.T, s *store.Store, channel uint64, chapter, part, minutes int, out bool) store.Drop {
	t.Helper()
	ref := store.DropRef{Telling: store.Telling{Guild: guild, Story: key(), Channel: channel}, Chapter: chapter, Part: part}
	d := store.Drop{DropRef: ref, Planned: at(minutes), Sketch: sketchOf(fmt.Sprint(chapter)),
		Next: sketchOf(fmt.Sprint(chapter + 1)), UpTo: uint64(minutes)}
	must(t, s.PlanDrop(t.Context(), d, []store.Step{{Kind: store.StepPage, Scene: part + 1}}))
	d.Steps = 1
	if out {
		_, err := s.ClaimStep(t.Context(), ref, 0, at(minutes))
		must(t, err)
		must(t, s.FinishStep(t.Context(), ref, 0, message+uint64(minutes), at(minutes), nil))
		must(t, s.FinishDrop(t.Context(), ref, at(minutes), at(59)))
		d.Done = at(minutes)
	}
	return d
}

func TestDropsKeepWhatTheirChaptersAreRecognizedBy(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	want := []store.Drop{planned(t, s, 1, 1, 0, 1, true), planned(t, s, 1, 1, 1, 2, true), planned(t, s, 1, 2, 0, 5, true),
		planned(t, s, 2, 1, 0, 3, true), planned(t, s, 2, 2, 0, 4, false)}
	other := store.Telling{Guild: guild, Story: key() + 1, Channel: 1}
	must(t, s.PlanDrop(t.Context(), store.Drop{DropRef: store.DropRef{Telling: other, Chapter: 9}, Planned: at(9)},
		[]store.Step{{Kind: store.StepPage}}))
	for range 2 {
		got, err := s.DropsOf(t.Context(), guild, key())
		must(t, err)
		equal(t, "drops", got, want)
		newest, sure, err := s.NewestDrops(t.Context(), guild, key())
		must(t, err)
		equal(t, "newest", newest, []store.Drop{want[2], want[4]})
		if !sure {
			t.Error("there may be others")
		}
		s = open(t, e.Reopen())
	}
}

func TestTheNewestDropsAreNotAllWhereAStoryHasMoved(t *testing.T) {
	s := openMem(t)
	newest := func(want []store.Drop, all bool) {
		t.Helper()
		got, sure, err := s.NewestDrops(t.Context(), guild, key())
		must(t, err)
		equal(t, "newest", got, want)
		if sure != all {
			t.Errorf("for sure: %t", sure)
		}
	}
	newest(nil, true)
	first := planned(t, s, 1, 1, 0, 1, true)
	newest([]store.Drop{first}, true)
	_, err := s.Move(t.Context(), first.Telling, 2)
	must(t, err)
	newest(nil, false)
	second := planned(t, s, 2, 2, 0, 2, false)
	newest([]store.Drop{second}, true)
}

// Resketch changes nothing but what chapters are recognized by, also of more drops than one update takes, and a call
// that is broken off anywhere is completed by the next.
func TestResketch(t *testing.T) {
	const drops = kv.MaxKeys + 20
	for n := 1; n <= 6; n++ {
		e := memkv.New()
		s := open(t, e)
		var want []store.Drop
		for chapter := 1; chapter <= drops; chapter++ {
			want = append(want, planned(t, s, 1, chapter, 0, 1, chapter%2 == 0))
		}
		calls := 0
		change := func(d store.Drop) (sketch, next story.Sketch) {
			calls++
			if d.Chapter == 1 {
				return d.Sketch, d.Next
			}
			return sketchOf("another"), story.Sketch{}
		}
		entry := store.Entry{At: at(50), What: "renumbered"}
		e.Fault(n, memkv.Break)
		if err := s.Resketch(t.Context(), guild, key(), change, entry); err != nil {
			wantErr(t, err, kv.ErrBroken)
			s = open(t, e.Reopen())
			must(t, s.Resketch(t.Context(), guild, key(), change, entry))
		} else if n < 4 {
			t.Errorf("it took %d commits", n-1)
		}
		for i := range want[1:] {
			want[1+i].Sketch, want[1+i].Next = sketchOf("another"), story.Sketch{}
		}
		got, err := s.DropsOf(t.Context(), guild, key())
		must(t, err)
		equal(t, "drops", got, want)
		entries, err := s.Audit(t.Context(), guild, key(), 0)
		must(t, err)
		equal(t, "audit", entries, []store.Entry{entry})
		if calls < drops {
			t.Errorf("asked about %d drops", calls)
		}
	}
}
