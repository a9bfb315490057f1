package reader

import (
	"context"
	"errors"
	"time"

	"cliffhanger/store"
)

const (
	// soonAfter is how long a message may stand in the channel before the store knows it, for readers who press its
	// button at once. It leaves an answer enough of its time.
	soonAfter = time.Second
	lookEvery = 25 * time.Millisecond
)

// soon calls look until it finds what a button is about, or for a second in which it answers [store.ErrNotFound] or
// [store.ErrNotReleased]: a message is posted a moment before that is written down.
func soon(ctx context.Context, look func() error) error {
	end := time.NewTimer(soonAfter)
	defer end.Stop()
	again := time.NewTicker(lookEvery)
	defer again.Stop()
	for {
		err := look()
		if !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrNotReleased) {
			return err
		}
		select {
		case <-again.C:
		case <-end.C:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
