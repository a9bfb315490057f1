package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A ReaderPlace is where a reader is in a story, and how far they have ever been.
type ReaderPlace struct {
	At       story.Place // where they left off; zero: not begun
	Furthest story.Place // never goes back; spoilers are measured against it
	Updated  time.Time   // when they last moved
}

func (p *ReaderPlace) encode(e *encoder) {
	e.int(1, p.At.Chapter)
	e.int(2, p.At.Scene)
	e.int(3, p.At.Page)
	e.int(4, p.Furthest.Chapter)
	e.int(5, p.Furthest.Scene)
	e.int(6, p.Furthest.Page)
	e.time(7, p.Updated)
}

func (p *ReaderPlace) take(f *field) bool {
	switch f.num {
	case 1:
		p.At.Chapter = f.int()
	case 2:
		p.At.Scene = f.int()
	case 3:
		p.At.Page = f.int()
	case 4:
		p.Furthest.Chapter = f.int()
	case 5:
		p.Furthest.Scene = f.int()
	case 6:
		p.Furthest.Page = f.int()
	case 7:
		p.Updated = f.time()
	default:
		return false
	}
	return true
}

func (p *ReaderPlace) locate(key []byte) bool { return len(key) == placeSize }

// Place returns where reader r is in story k; the zero ReaderPlace if they have not begun.
func (s *Store) Place(ctx context.Context, guild uint64, k story.Key, r story.ReaderID) (ReaderPlace, error) {
	place, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (ReaderPlace, error) {
		place, _, err := getPlace(tx, placeKey(guild, k, r))
		return place, err
	})
	return place, during("reading a reader's place", err)
}

// MoveTo puts reader r at a place, forward or back (the zero Place begins again), and returns the place as it now is.
// The channels are those of the guild's that the reader may see. A scene that is not out yet in any of them is refused
// with ErrNotReleased, and a place with a negative number, or without a chapter, with ErrInvalid. Two calls at once are
// kept in some order; Furthest is the farther of the two either way.
func (s *Store) MoveTo(ctx context.Context, guild uint64, k story.Key, r story.ReaderID, at story.Place,
	when time.Time, channels []uint64) (ReaderPlace, error) {
	channels = slices.Clone(channels) // an update given up by its context may still look at them
	place, err := kv.Do(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (ReaderPlace, error) {
		if err := checkReleased(tx, guild, k, at, channels); err != nil {
			return ReaderPlace{}, err
		}
		key := placeKey(guild, k, r)
		place, unknown, err := getPlace(tx, key)
		if err != nil {
			return ReaderPlace{}, err
		}
		place.At, place.Updated = at, stored(when)
		if at.Compare(place.Furthest) > 0 {
			place.Furthest = at
		}
		return place, put(tx, key, place, unknown)
	})
	return place, during("moving a reader", err)
}

func getPlace(tx *kv.Tx, key []byte) (ReaderPlace, []byte, error) {
	place, unknown, err := get[ReaderPlace](tx, key)
	if errors.Is(err, ErrNotFound) {
		return ReaderPlace{}, nil, nil
	}
	return place, unknown, err
}

func checkReleased(tx *kv.Tx, guild uint64, k story.Key, at story.Place, channels []uint64) error {
	if at.IsZero() {
		return nil
	}
	if at.Chapter < 1 || at.Scene < 0 || at.Page < 0 {
		return fmt.Errorf("%w: no such place: %+v", ErrInvalid, at)
	}
	for _, channel := range channels {
		serial, _, err := get[Serial](tx, serialKey(Telling{guild, k, channel}))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err == nil && at.Within(serial.Released) {
			return nil
		}
	}
	return fmt.Errorf("%w: chapter %d, scene %d", ErrNotReleased, at.Chapter, at.Scene)
}

// CountReached returns how many readers of story k in a guild have been at a place or past it, ever.
func (s *Store) CountReached(ctx context.Context, guild uint64, k story.Key, at story.Place) (int, error) {
	there, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) ([]ReaderPlace, error) {
		return listIf(tx, storyKey(kindPlace, guild, k), func(p ReaderPlace) bool { return p.Furthest.Compare(at) >= 0 })
	})
	return len(there), during("counting readers", err)
}
