package store_test

import (
	"math"
	"sync"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// released is a store in which chapter 3, scene 2 is the newest.
func released(t *testing.T) *store.Store {
	t.Helper()
	s := openMem(t)
	withVote(t, s)
	return s
}

// seen are the channels that a reader may see.
func seen() []uint64 { return []uint64{channel + 1, channel} }

func TestMoveTo(t *testing.T) {
	s := released(t)
	r := s.Reader(1)
	none, err := s.Place(t.Context(), guild, key(), r)
	must(t, err)
	equal(t, "not begun", none, store.ReaderPlace{})

	p := func(chapter, scene, page int) story.Place {
		return story.Place{Chapter: chapter, Scene: scene, Page: page}
	}
	for i, move := range []struct{ to, furthest story.Place }{
		{p(1, 1, 1), p(1, 1, 1)},
		{p(3, 2, 9), p(3, 2, 9)}, // scenes are released whole, whatever the page
		{p(2, 1, 1), p(3, 2, 9)},
		{p(3, 2, 8), p(3, 2, 9)},
		{p(0, 0, 0), p(3, 2, 9)}, // begins again
		{p(2, 0, 0), p(3, 2, 9)},
	} {
		got, err := s.MoveTo(t.Context(), guild, key(), r, move.to, at(i), seen())
		must(t, err)
		want := store.ReaderPlace{At: move.to, Furthest: move.furthest, Updated: at(i)}
		equal(t, "moved", got, want)
		read, err := s.Place(t.Context(), guild, key(), r)
		must(t, err)
		equal(t, "read", read, want)
	}
	other, err := s.Place(t.Context(), guild, key(), s.Reader(2))
	must(t, err)
	equal(t, "another reader", other, store.ReaderPlace{})
}

func TestMoveToRefuses(t *testing.T) {
	s := released(t)
	for _, c := range []struct {
		name string
		key  story.Key
		to   story.Place
		want error
	}{
		{"the next scene", key(), story.Place{Chapter: 3, Scene: 3, Page: 1}, store.ErrNotReleased},
		{"the next chapter", key(), story.Place{Chapter: 4}, store.ErrNotReleased},
		{"a story not begun", key() + 1, story.Place{Chapter: 1, Scene: 1, Page: 1}, store.ErrNotReleased},
		{"no chapter", key(), story.Place{Scene: 1}, store.ErrInvalid},
		{"a negative chapter", key(), story.Place{Chapter: -1}, store.ErrInvalid},
		{"a negative scene", key(), story.Place{Chapter: 1, Scene: -1}, store.ErrInvalid},
		{"a negative page", key(), story.Place{Chapter: 1, Scene: 1, Page: -1}, store.ErrInvalid},
		{"a huge page", key(), story.Place{Chapter: 1, Scene: 1, Page: math.MaxInt}, store.ErrInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := s.MoveTo(t.Context(), guild, c.key, s.Reader(1), c.to, at(0), seen())
			wantErr(t, err, c.want)
			got, err := s.Place(t.Context(), guild, c.key, s.Reader(1))
			must(t, err)
			equal(t, "unmoved", got, store.ReaderPlace{})
		})
	}
}

// Many readers moving at once wait for each other's sync and not for one each; and none is lost by a restart.
func TestMoveToManyAtOnce(t *testing.T) {
	const writers, moves = 64, 12
	e := memkv.New()
	s := open(t, e)
	withVote(t, s)
	before := e.Applies()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for page := 1; page <= moves; page++ {
				r := s.Reader(uint64(w))
				_, err := s.MoveTo(t.Context(), guild, key(), r, placeOf(3, 1, page), at(page), seen())
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if commits := e.Applies() - before; commits >= writers*moves {
		t.Errorf("%d moves took %d commits: none were shared", writers*moves, commits)
	}
	again := open(t, e.Reopen())
	for w := range writers {
		got, err := again.Place(t.Context(), guild, key(), again.Reader(uint64(w)))
		must(t, err)
		last := placeOf(3, 1, moves)
		equal(t, "place after a restart", got, store.ReaderPlace{At: last, Furthest: last, Updated: at(moves)})
	}
}
