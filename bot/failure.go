package bot

import (
	"errors"

	"cliffhanger/bot/drop"
	"cliffhanger/store"
)

// failure says what an error means that is not Discord's.
func failure(err error) drop.Failure {
	switch {
	case errors.Is(err, store.ErrFull):
		return drop.Full
	case errors.Is(err, store.ErrUnknown):
		return drop.Silent
	case errors.Is(err, store.ErrBroken), errors.Is(err, store.ErrClosed), errors.Is(err, store.ErrCorrupt):
		return drop.Broken
	}
	return drop.Stuck
}

// passes reports whether an error of the store's is over by itself some time.
func passes(err error) bool { return failure(err) == drop.Full || failure(err) == drop.Silent }
