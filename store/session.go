package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"cliffhanger/store/kv"
)

// A Session is what it takes to go on with a shard's gateway session after a restart. Without the bot's token it is
// worth nothing to anybody.
type Session struct {
	Shard, Shards int
	ID            string // empty: there is none
	URL           string // where to resume it
	Seq           int64  // of the last event whose effects are kept
	Self, App     uint64 // Discord ids of the bot and of its application
	Purpose       string
	Alive         time.Time // when the session was last known to go on
	Exact         bool      // no event after Seq was taken
}

func (s *Session) encode(e *encoder) {
	e.int(1, s.Shards)
	e.text(2, s.ID)
	e.text(3, s.URL)
	e.uint(4, uint64(s.Seq))
	e.uint(5, s.Self)
	e.uint(6, s.App)
	e.text(7, s.Purpose)
	e.time(8, s.Alive)
	e.bool(9, s.Exact)
}

func (s *Session) take(f *field) bool {
	switch f.num {
	case 1:
		s.Shards = f.int()
	case 2:
		s.ID = f.text()
	case 3:
		s.URL = f.text()
	case 4:
		s.Seq = int64(f.atMost(math.MaxInt64))
	case 5:
		s.Self = f.uint()
	case 6:
		s.App = f.uint()
	case 7:
		s.Purpose = f.text()
	case 8:
		s.Alive = f.time()
	case 9:
		s.Exact = f.bool()
	default:
		return false
	}
	return true
}

func (s *Session) locate(key []byte) bool {
	if len(key) != sessionSize {
		return false
	}
	s.Shard = numberAt(key, headSize)
	return true
}

// LoadSession returns the gateway session of a shard, a zero one if none was kept.
func (s *Store) LoadSession(ctx context.Context, shard int) (Session, error) {
	const what = "reading a gateway session"
	if err := checkShard(shard); err != nil {
		return Session{}, during(what, err)
	}
	found, err := view(ctx, s.db, 0, func(tx *kv.Tx) (Session, error) {
		found, _, err := get[Session](tx, sessionKey(shard))
		return found, err
	})
	if errors.Is(err, ErrNotFound) {
		return Session{}, nil
	}
	return found, during(what, err)
}

// SaveSession replaces the gateway session of v.Shard. A negative Seq is refused with ErrInvalid.
func (s *Store) SaveSession(ctx context.Context, v Session) error {
	const what = "writing a gateway session"
	if err := checkShard(v.Shard); err != nil {
		return during(what, err)
	}
	if v.Seq < 0 {
		return during(what, fmt.Errorf("%w: sequence number %d", ErrInvalid, v.Seq))
	}
	key := sessionKey(v.Shard)
	record, err := encodeRow(key, v, nil)
	if err == nil {
		err = s.db.Update(ctx, 0, func(tx *kv.Tx) error { return tx.Put(key, record) })
	}
	return during(what, err)
}

func checkShard(shard int) error {
	if shard < 0 || shard > maxChapter {
		return fmt.Errorf("%w: shard %d", ErrInvalid, shard)
	}
	return nil
}
