package store

import (
	"context"
	"fmt"
	"time"

	"cliffhanger/store/kv"
)

// A Parking says that a telling has stopped because Discord refused something, until somebody has seen to it.
type Parking struct {
	Since  time.Time // zero: it is not parked
	Reason string    // in the caller's own words
	Alert  uint64    // Discord id of the message that told the author; 0: not told yet
}

// Park notes that a telling has stopped, in place of an earlier parking. A zero Since is ErrInvalid.
func (s *Store) Park(ctx context.Context, t Telling, p Parking) error {
	const what = "parking a story"
	if p.Since.IsZero() {
		return during(what, fmt.Errorf("%w: parked at no time", ErrInvalid))
	}
	return during(what, s.updateSerial(ctx, t, func(v *Serial) { v.Parked = p }))
}

// Alerted notes by which message the author was told of the parking that began at since. It reports false, and changes
// nothing, if that parking is over: the author may have been quick.
func (s *Store) Alerted(ctx context.Context, t Telling, since time.Time, message uint64) (bool, error) {
	same, err := kv.Do(ctx, s.db, kv.Partition(t.Guild), func(tx *kv.Tx) (bool, error) {
		serial, unknown, err := get[Serial](tx, serialKey(t))
		if err != nil || serial.Parked.Since != stored(since) || since.IsZero() {
			return false, err
		}
		serial.Parked.Alert = message
		return true, put(tx, serialKey(t), serial, unknown)
	})
	return same, during("noting an alert", err)
}

// Unpark notes that a telling goes on. One that is not parked is left as it is, and nothing is written.
func (s *Store) Unpark(ctx context.Context, t Telling) error {
	const what = "unparking a story"
	serial, _, err := s.Serial(ctx, t)
	if err != nil || serial.Parked == (Parking{}) {
		return during(what, err)
	}
	return during(what, s.updateSerial(ctx, t, func(v *Serial) { v.Parked = Parking{} }))
}
