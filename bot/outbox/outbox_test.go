package outbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
)

// A channel is a Discord channel that can lose requests and answers.
type channel struct {
	messages []discord.Posted
	nonces   map[string]uint64
	plan     []string // what happens to the next POSTs: "ok", "lost" (not stored), "hidden" (stored, no answer), "refused"
	posts    int
	forgets  bool // Discord does not remember nonces
}

func (c *channel) Post(_ context.Context, _ uint64, body json.RawMessage, nonce string,
	_ ...discord.File) (uint64, error) {
	fate := "ok"
	if c.posts < len(c.plan) {
		fate = c.plan[c.posts]
	}
	c.posts++
	switch fate {
	case "lost":
		return 0, fmt.Errorf("post: %w", discord.ErrOutcomeUnknown)
	case "refused":
		return 0, &discord.Error{Op: "post", Status: 403, Code: 50013}
	case "hidden, then refused": // within the same call
		c.messages = append(c.messages, discord.Posted{ID: 100, Content: "The tide turned."})
		return 0, fmt.Errorf("%w: %w", discord.ErrOutcomeUnknown, &discord.Error{Op: "post", Status: 403, Code: 50013})
	}
	id, known := c.nonces[nonce]
	if !known || c.forgets {
		var m struct{ Content string }
		if err := json.Unmarshal(body, &m); err != nil {
			return 0, err
		}
		id = uint64(100 + len(c.messages))
		c.messages = append(c.messages, discord.Posted{ID: id, Content: m.Content})
		c.nonces[nonce] = id
	}
	if fate == "hidden" {
		return 0, fmt.Errorf("post: %w", discord.ErrOutcomeUnknown)
	}
	return id, nil
}

func (c *channel) Own(_ context.Context, _, after uint64) ([]discord.Posted, error) {
	var out []discord.Posted
	for _, m := range c.messages {
		if m.ID > after {
			out = append(out, m)
		}
	}
	return out, nil
}

func letter(doubt bool) outbox.Letter {
	return outbox.Letter{Channel: 1, Floor: 99, Body: json.RawMessage(`{"content":"The tide turned.\n"}`),
		Nonce: "n1", Doubt: doubt}
}

func TestSentOnce(t *testing.T) {
	for _, test := range []struct {
		name    string
		plan    []string
		forgets bool
		doubt   bool
		before  []discord.Posted
	}{
		{name: "at once"},
		{name: "created, answer lost", plan: []string{"hidden"}},
		{name: "created, answer lost, nonce forgotten", plan: []string{"hidden"}, forgets: true},
		{name: "request lost twice", plan: []string{"lost", "lost"}},
		{name: "lost, then hidden", plan: []string{"lost", "hidden"}, forgets: true},
		{name: "created, and refused when repeated", plan: []string{"hidden, then refused", "refused"}},
		{name: "died before sending", doubt: true},
		{name: "died after sending", doubt: true, before: []discord.Posted{{ID: 100, Content: "The tide turned."}},
			forgets: true},
		{name: "an equal page before the floor", doubt: true,
			before: []discord.Posted{{ID: 99, Content: "The tide turned."}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &channel{messages: test.before, nonces: map[string]uint64{}, plan: test.plan, forgets: test.forgets}
				id, err := outbox.New(c, slog.New(slog.DiscardHandler)).Send(t.Context(), letter(test.doubt))
				if err != nil {
					t.Fatal(err)
				}
				above, err := c.Own(t.Context(), 1, 99)
				if err != nil || len(above) != 1 || above[0].ID != id {
					t.Errorf("Send = %d, channel holds %v, want that message alone", id, above)
				}
			})
		})
	}
}

func TestARefusalIsNotRepeated(t *testing.T) {
	c := &channel{nonces: map[string]uint64{}, plan: []string{"refused"}}
	_, err := outbox.New(c, slog.New(slog.DiscardHandler)).Send(t.Context(), letter(false))
	if !errors.Is(err, discord.ErrMissingPermissions) || c.posts != 1 {
		t.Errorf("Send = %v after %d posts, want the refusal after one", err, c.posts)
	}
}

func TestDoubtEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &channel{nonces: map[string]uint64{}, plan: make([]string, 1000)}
		for i := range c.plan {
			c.plan[i] = "lost"
		}
		ctx, cancel := context.WithTimeout(t.Context(), 60_000_000_000)
		defer cancel()
		_, err := outbox.New(c, slog.New(slog.DiscardHandler)).Send(ctx, letter(false))
		if !errors.Is(err, context.DeadlineExceeded) || c.posts < 3 || c.posts > 20 {
			t.Errorf("Send = %v after %d posts in a minute, want a few posts and the context's end", err, c.posts)
		}
	})
}

func TestADoubtEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := &channel{nonces: map[string]uint64{}, plan: []string{"hidden", "hidden"}, forgets: true}
		cancel() // told to stop while the first answer is on its way
		var log strings.Builder
		s := outbox.New(c, slog.New(slog.NewTextHandler(&log, nil)))
		_, err := s.Send(ctx, outbox.Letter{Channel: 7, Body: json.RawMessage(`{"content":"x"}`), Nonce: "n"})
		if !errors.Is(err, context.Canceled) || !errors.Is(err, discord.ErrOutcomeUnknown) {
			t.Errorf("Send = %v, want the context's end and a doubt", err)
		}
		if c.posts != 1 || log.Len() > 0 {
			t.Errorf("%d posts, and the log says %q, although nothing is to be done", c.posts, log.String())
		}
	})
}
