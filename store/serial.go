package store

import (
	"context"
	"errors"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A Serial says how far a story has come in a guild.
type Serial struct {
	Guild    uint64 // Discord id
	Story    story.Key
	Channel  uint64      // Discord id of the channel it appears in
	Released story.Place // the newest scene out, Page 0; zero: nothing yet. Nobody reads beyond it
	Chapter  int         // the newest chapter whose drop is complete; 0: none
	NextDue  time.Time   // when the next drop is due; zero: none is
	Away     bool        // the bot was removed from the guild; nothing else is lost
}

func (s *Serial) encode(e *encoder) {
	e.uint(1, s.Channel)
	e.int(2, s.Released.Chapter)
	e.int(3, s.Released.Scene)
	e.int(4, s.Chapter)
	e.time(5, s.NextDue)
	e.bool(6, s.Away)
}

func (s *Serial) take(f *field) bool {
	switch f.num {
	case 1:
		s.Channel = f.uint()
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
	default:
		return false
	}
	return true
}

func (s *Serial) locate(key []byte) bool {
	if len(key) != serialSize {
		return false
	}
	s.Guild, s.Story = idAt(key, kindSize), story.Key(idAt(key, headSize))
	return true
}

// Serial returns how far story k has come in a guild, and whether it was ever scheduled or posted there.
func (s *Store) Serial(ctx context.Context, guild uint64, k story.Key) (Serial, bool, error) {
	serial, err := view(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (Serial, error) {
		serial, _, err := get[Serial](tx, serialKey(guild, k))
		return serial, err
	})
	if errors.Is(err, ErrNotFound) {
		return Serial{}, false, nil
	}
	return serial, err == nil, during("reading a serial", err)
}

// Schedule says where story k appears in a guild and when its next drop is due (zero: none is), and returns the
// serial as it now is. What has been released stays as it is.
func (s *Store) Schedule(ctx context.Context, guild uint64, k story.Key, channel uint64,
	due time.Time) (Serial, error) {
	serial, err := kv.Do(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (Serial, error) {
		return changeSerial(tx, guild, k, func(serial *Serial) {
			serial.Channel, serial.NextDue = channel, stored(due)
		})
	})
	return serial, during("scheduling a story", err)
}

// Serials returns every story told anywhere, but where the bot is away.
func (s *Store) Serials(ctx context.Context) ([]Serial, error) {
	all, err := collect(ctx, s.db, kindSerial, func(v Serial) bool { return !v.Away })
	return all, during("reading the serials", err)
}

// Attach says that story k is told in a guild's channel from now on, and that the bot is not away. What has been
// released, and what is due, stay as they are. Where that is known already, nothing is written.
func (s *Store) Attach(ctx context.Context, guild uint64, k story.Key, channel uint64) error {
	const what = "attaching a story to a channel"
	serial, ok, err := s.Serial(ctx, guild, k)
	if err != nil || ok && serial.Channel == channel && !serial.Away {
		return during(what, err)
	}
	return during(what, s.db.Update(ctx, kv.Partition(guild), func(tx *kv.Tx) error {
		_, err := changeSerial(tx, guild, k, func(serial *Serial) { serial.Channel, serial.Away = channel, false })
		return err
	}))
}

// Leave notes that the bot was removed from a guild. Its stories are kept, and are not among [Store.Serials] until they
// are attached again.
func (s *Store) Leave(ctx context.Context, guild uint64) error {
	return during("leaving a guild", s.db.Update(ctx, kv.Partition(guild), func(tx *kv.Tx) error {
		all, err := list[Serial](tx, serialsKey(guild), 0)
		if err != nil {
			return err
		}
		for _, serial := range all {
			if _, err := changeSerial(tx, guild, serial.Story, func(v *Serial) { v.Away = true }); err != nil {
				return err
			}
		}
		return nil
	}))
}

// changeSerial rewrites a serial, which need not exist.
func changeSerial(tx *kv.Tx, guild uint64, k story.Key, change func(*Serial)) (Serial, error) {
	key := serialKey(guild, k)
	serial, unknown, err := get[Serial](tx, key)
	if errors.Is(err, ErrNotFound) {
		serial, err = Serial{Guild: guild, Story: k}, nil
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
