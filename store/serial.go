package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A Serial says how far a telling has come.
type Serial struct {
	Telling
	Released story.Place // the newest scene out, Page 0; zero: nothing yet. Who sees no other channel reads to here
	Chapter  int         // the newest chapter whose drops are complete; 0: none
	Scene    int         // how many scenes of the chapter after that are out, if a drop ended inside it
	NextDue  time.Time   // when the next drop is due; zero: none is
	Away     bool        // nothing is told here now: the bot was removed from the guild, or the story from the channel
	Parked   Parking     // why nothing is posted for now; zero: nothing is wrong
	Index    uint64      // Discord id of the message that lists what is out; 0: there is none
	Spot     Spot        // what the channel is for the story
}

// A Spot is what a channel is for a story told in it.
type Spot struct {
	Name string // as the story's author names the channel; empty: the channel for everybody
	Kind int    // the channel's type, as Discord numbers them
}

func (s *Serial) encode(e *encoder) {
	// field 1 was the channel in schema 1
	e.int(2, s.Released.Chapter)
	e.int(3, s.Released.Scene)
	e.int(4, s.Chapter)
	e.time(5, s.NextDue)
	e.bool(6, s.Away)
	e.time(7, s.Parked.Since)
	e.text(8, s.Parked.Reason)
	e.uint(9, s.Parked.Alert)
	e.uint(10, s.Index)
	e.int(11, s.Scene)
	e.text(12, s.Spot.Name)
	e.int(13, s.Spot.Kind)
}

func (s *Serial) take(f *field) bool {
	switch f.num {
	case 2:
		s.Released.Chapter = f.int()
	case 3:
		s.Released.Scene = f.int()
	case 4:
		s.Chapter = f.int()
	case 5:
		s.NextDue = f.time()
	case 6:
		s.Away = f.bool()
	case 7:
		s.Parked.Since = f.time()
	case 8:
		s.Parked.Reason = f.text()
	case 9:
		s.Parked.Alert = f.uint()
	case 10:
		s.Index = f.uint()
	case 11:
		s.Scene = f.int()
	case 12:
		s.Spot.Name = f.text()
	case 13:
		s.Spot.Kind = f.int()
	default:
		return false
	}
	return true
}

func (s *Serial) locate(key []byte) bool {
	if len(key) != serialSize {
		return false
	}
	s.Telling = tellingAt(key)
	return true
}

// Serial returns how far a telling has come, and whether it was ever attached, scheduled or posted.
func (s *Store) Serial(ctx context.Context, t Telling) (Serial, bool, error) {
	serial, err := view(ctx, s.db, kv.Partition(t.Guild), func(tx *kv.Tx) (Serial, error) {
		serial, _, err := get[Serial](tx, serialKey(t))
		return serial, err
	})
	if errors.Is(err, ErrNotFound) {
		return Serial{}, false, nil
	}
	return serial, err == nil, during("reading a serial", err)
}

// Serials returns every telling there is anywhere, ordered by guild, story and channel, without those that are away.
func (s *Store) Serials(ctx context.Context) ([]Serial, error) {
	all, err := collect(ctx, s.db, kindSerial, func(v Serial) bool { return !v.Away })
	return all, during("reading the serials", err)
}

// SerialsOf returns the tellings of story k in a guild, ordered by channel, with those that are away: what was released
// in their channels can still be read there.
func (s *Store) SerialsOf(ctx context.Context, guild uint64, k story.Key) ([]Serial, error) {
	all, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) ([]Serial, error) {
		return list[Serial](tx, storyKey(kindSerial, guild, k), 0)
	})
	return all, during("reading a story's serials", err)
}

// SetDue says when a telling's next drop is due (zero: none is). What has been released stays as it is.
func (s *Store) SetDue(ctx context.Context, t Telling, due time.Time) error {
	return during("scheduling a story", s.updateSerial(ctx, t, func(v *Serial) { v.NextDue = due }))
}

// SetIndex says which message lists what is out (0: none any more).
func (s *Store) SetIndex(ctx context.Context, t Telling, message uint64) error {
	return during("noting an index message", s.updateSerial(ctx, t, func(v *Serial) { v.Index = message }))
}

// Attach says that a story is told in a channel from now on, what that is for it, and that the bot is not away. What has
// been released, and what is due, stay as they are. Where that is known already, nothing is written.
func (s *Store) Attach(ctx context.Context, t Telling, spot Spot) error {
	const what = "attaching a story to a channel"
	serial, ok, err := s.Serial(ctx, t)
	if err != nil || ok && !serial.Away && serial.Spot == spot {
		return during(what, err)
	}
	return during(what, s.updateSerial(ctx, t, func(v *Serial) { v.Away, v.Spot = false, spot }))
}

// Detach notes that a story is not told in a channel any more. All is kept, and the telling is not among
// [Store.Serials] until it is attached again. One that is not there is left so.
func (s *Store) Detach(ctx context.Context, t Telling) error {
	err := s.db.Update(ctx, kv.Partition(t.Guild), func(tx *kv.Tx) error {
		serial, unknown, err := get[Serial](tx, serialKey(t))
		if errors.Is(err, ErrNotFound) || err == nil && serial.Away {
			return nil
		}
		if err != nil {
			return err
		}
		serial.Away = true
		return put(tx, serialKey(t), serial, unknown)
	})
	return during("detaching a story from a channel", err)
}

// Leave notes that the bot was removed from a guild: all its stories are detached.
func (s *Store) Leave(ctx context.Context, guild uint64) error {
	return during("leaving a guild", s.db.Update(ctx, kv.Partition(guild), func(tx *kv.Tx) error {
		all, err := list[Serial](tx, guildSerialsKey(guild), 0)
		if err != nil {
			return err
		}
		for _, serial := range all {
			if _, err := changeSerial(tx, serial.Telling, func(v *Serial) { v.Away = true }); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Move carries a telling on in another channel, from where it has come to, and returns it as it now is. It is attached
// there, not parked, and has no index message yet. A drop that was broken off stays with the old channel and is not
// among its [Store.UnfinishedDrops] any more: its chapter is told in the new channel from the beginning of that drop.
// What was posted before stays where it is, under the old channel; see [Store.Tellings].
//
// ErrNotFound means that there is no such telling, ErrExists that the story is told in the other channel already. A
// second call, with the first telling gone, changes nothing and returns the one that took its place.
func (s *Store) Move(ctx context.Context, from Telling, channel uint64) (Serial, error) {
	to := Telling{from.Guild, from.Story, channel}
	serial, err := kv.Do(ctx, s.db, kv.Partition(from.Guild), func(tx *kv.Tx) (Serial, error) {
		there, _, err := get[Serial](tx, serialKey(to))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return Serial{}, err
		}
		taken := err == nil
		serial, unknown, err := get[Serial](tx, serialKey(from))
		switch {
		case taken && (from == to || errors.Is(err, ErrNotFound)):
			return there, nil
		case err != nil:
			return Serial{}, err
		case taken:
			return Serial{}, fmt.Errorf("channel %d: %w", channel, ErrExists)
		}
		if err := giveUpDrops(tx, from); err != nil {
			return Serial{}, err
		}
		serial.Telling, serial.Away, serial.Parked, serial.Index = to, false, Parking{}, 0
		if err := tx.Delete(serialKey(from)); err != nil {
			return Serial{}, err
		}
		return serial, put(tx, serialKey(to), serial, unknown)
	})
	return serial, during("moving a story to another channel", err)
}

func (s *Store) updateSerial(ctx context.Context, t Telling, change func(*Serial)) error {
	return s.db.Update(ctx, kv.Partition(t.Guild), func(tx *kv.Tx) error {
		_, err := changeSerial(tx, t, change)
		return err
	})
}

// changeSerial rewrites a serial, which need not exist.
func changeSerial(tx *kv.Tx, t Telling, change func(*Serial)) (Serial, error) {
	key := serialKey(t)
	serial, unknown, err := get[Serial](tx, key)
	if errors.Is(err, ErrNotFound) {
		serial, err = Serial{Telling: t}, nil
	}
	if err != nil {
		return Serial{}, err
	}
	change(&serial)
	return serial, put(tx, key, serial, unknown)
}

// stored is t as reading it back gives it, so that a method returns the same before and after a restart.
func stored(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.Round(0).UTC()
}
