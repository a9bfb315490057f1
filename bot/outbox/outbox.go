// Package outbox puts a message into a channel once.
//
// An error after a POST says nothing about whether the message stands in the channel: the answer may have been lost on
// its way back. Package discord posts again by itself, under the same nonce, for as long as that is safe; what is left
// is a longer trouble, or a process that died. So a [Sender] works from a durable intent, which its caller wrote down
// before: a nonce, and a floor, the newest message that is known to be older. Whenever the outcome is in doubt (after
// an unknown answer, or because the process died after the intent) it reads what the bot has posted above the floor,
// adopts the message if it is there, and posts it with the same nonce if it is not. Discord answers a repeated nonce
// by the first message for some minutes, which covers a POST that is still on its way while we look.
//
// A channel and a thread in it are two channels here, each with a floor of its own; several tellings of a story have
// one each. What was edited since cannot be found by its content any more: whoever edits a message knows its id first,
// durably.
//
// What cannot be excluded: a POST that is held up for longer than Discord remembers nonces, and arrives after all.
package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"cliffhanger/bot/discord"
)

// A Discord posts messages and reads back the bot's own.
type Discord interface {
	Post(ctx context.Context, channel uint64, body json.RawMessage, nonce string, files ...discord.File) (uint64, error)
	Own(ctx context.Context, channel, after uint64) ([]discord.Posted, error)
}

// A Letter is a message to be sent once.
type Letter struct {
	Channel uint64
	Floor   uint64 // the newest message known to be older than this one; 0 if there is none
	Body    json.RawMessage
	Files   []discord.File // a message is found again by its body's content, which must not be empty then
	Nonce   string
	Doubt   bool // it may have been sent already: look first
}

// A Sender sends letters.
type Sender struct {
	discord Discord
	log     *slog.Logger
}

// New returns a sender.
func New(d Discord, log *slog.Logger) *Sender { return &Sender{discord: d, log: log} }

// longestPause is the longest wait between two tries while Discord does not say what became of a message.
const longestPause = 30 * time.Second

// Send returns the id of the letter's message once it is known to stand in the channel. It goes on while the outcome is
// unknown, until ctx ends; a refusal is returned at once. After a refusal the letter may still have been posted by an
// earlier try, so that whoever sends it again sets Doubt.
func (s *Sender) Send(ctx context.Context, l Letter) (uint64, error) {
	doubt := l.Doubt
	for try := 0; ; try++ {
		id, err := s.once(ctx, l, doubt)
		if err == nil {
			return id, nil
		}
		if !errors.Is(err, discord.ErrOutcomeUnknown) {
			return 0, err
		}
		if ctx.Err() != nil {
			return 0, fmt.Errorf("given up while in doubt: %w", errors.Join(err, ctx.Err()))
		}
		doubt = true
		pause := min(200*time.Millisecond<<min(try, 10), longestPause)
		s.log.Warn("a message may or may not have been posted; looking", "channel", l.Channel, "cause", err,
			"again_in", pause)
		if !discord.Sleep(ctx, pause+rand.N(pause/2)) {
			return 0, fmt.Errorf("given up while in doubt: %w", errors.Join(err, ctx.Err()))
		}
	}
}

// once looks if there is a doubt, and posts if there is nothing to be found.
func (s *Sender) once(ctx context.Context, l Letter, doubt bool) (uint64, error) {
	if doubt {
		id, found, err := s.find(ctx, l)
		if err != nil || found {
			return id, err
		}
	}
	return s.discord.Post(ctx, l.Channel, l.Body, l.Nonce, l.Files...)
}

// find looks for the letter among the bot's own messages above its floor. Discord does not give nonces back in a
// channel's history, so the content decides: letters of one channel are sent one after the other, each with the one
// before as floor.
func (s *Sender) find(ctx context.Context, l Letter) (uint64, bool, error) {
	var want struct{ Content string }
	if err := json.Unmarshal(l.Body, &want); err != nil {
		return 0, false, fmt.Errorf("look for a message in channel %d: %w", l.Channel, err)
	}
	own, err := s.discord.Own(ctx, l.Channel, l.Floor)
	if err != nil {
		return 0, false, err
	}
	for _, m := range own {
		if strings.TrimSpace(m.Content) == strings.TrimSpace(want.Content) {
			s.log.Info("found a message posted before", "channel", l.Channel, "message", m.ID)
			return m.ID, true, nil
		}
	}
	return 0, false, nil
}
