package discord

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// A FatalError is an end of the connection that trying again cannot mend. Code is Discord's close code, or the HTTP
// status with which it refused.
type FatalError struct {
	Code int
	Text string
}

// Error says what happened and what to do.
func (e *FatalError) Error() string { return fmt.Sprintf("%s (code %d)", e.Text, e.Code) }

// Is makes a refused token match [ErrTokenRevoked].
func (e *FatalError) Is(target error) bool {
	return (e.Code == codeBadToken || e.Code == http.StatusUnauthorized) && target == ErrTokenRevoked
}

const codeBadToken = 4004

// fatal returns the error that a close code means for good, nil if trying again may help. The codes are those of
// Discord's documentation, "Gateway Close Event Codes".
func fatal(code int) error {
	text := ""
	switch code {
	case codeBadToken, http.StatusUnauthorized:
		text = "Discord does not accept the bot's token: make a new one in the developer portal"
	case 4010:
		text = "Discord says that there is no such shard: start with --shards auto"
	case 4011:
		text = "the bot is in too many servers for so few shards: start with --shards auto"
	case 4012:
		text = "Discord has retired the API version this program speaks: update it"
	case 4013, 4014:
		text = "Discord refuses the intents asked for: check the bot's page in the developer portal"
	default:
		return nil
	}
	return &FatalError{Code: code, Text: text}
}

// fatalCause returns the [FatalError] that an error means, nil if trying again may help.
func fatalCause(err error) error {
	var closed *websocket.CloseError
	switch {
	case errors.As(err, &closed):
		return fatal(closed.Code)
	case errors.Is(err, ErrTokenRevoked):
		return fatal(http.StatusUnauthorized)
	}
	return nil
}

const (
	maxPause  = time.Minute // between two attempts to connect
	fewEnds   = 3           // the pause grows up to this end of connections that did open
	deafAfter = 2           // RESUMEs without an answer before the session is given up, if also
	deafFor   = time.Minute // for so long there was none: a network may cut several connections in a row
)

// attempts counts what went wrong with connections.
type attempts struct {
	short int       // connections in a row that did not last
	stuck int       // RESUMEs in a row that were not answered
	deaf  time.Time // when the connection of the first of them began
}

// next says how long to wait before the next attempt, and whether the session cannot be resumed.
func (a *attempts) next(end ending, lasted time.Duration) (pause time.Duration, dead bool) {
	if lasted > maxPause {
		a.short = 0
	}
	if a.short++; end.opened { // Discord is there, and every second in which we are not costs readers an answer
		a.short, a.stuck = min(a.short, fewEnds), 0
	} else if end.resumed {
		if a.stuck++; a.stuck == 1 {
			a.deaf = time.Now().Add(-lasted)
		}
	}
	pause = pauseAfter(a.short)
	var invalid errInvalidSession
	var closed *websocket.CloseError
	switch {
	case errors.As(end.err, &invalid):
		// Discord asks for 1 to 5 s by chance; with no more than 4 a bot that was away for long is back within 5.
		pause = max(pause, time.Second+rand.N(3*time.Second))
		dead = !invalid.resumable
	case errors.Is(end.err, errReconnect):
		if end.opened {
			pause = rand.N(500 * time.Millisecond)
		}
	case errors.As(end.err, &closed):
		dead = closed.Code == 4007 || closed.Code == 4009 // documented as not to be resumed
	}
	if dead = dead || a.stuck >= deafAfter && time.Since(a.deaf) >= deafFor; dead {
		a.stuck = 0
	}
	return pause, dead
}

// pauseAfter returns how long to wait after so many failures in a row: half a second doubling to a minute, with up to
// half of it more by chance, so that many bots do not come back at once.
func pauseAfter(failures int) time.Duration {
	d := min(500*time.Millisecond<<min(failures-1, 10), maxPause)
	return d + rand.N(d/2)
}
