package discord

import (
	"context"
	"fmt"
	"net/url"
	"time"
)

// A Pinned is a pinned message.
type Pinned struct {
	Message uint64
	Author  uint64
	At      time.Time // when it was pinned
}

// Pin pins a message: readers find it in the channel's list of pins, and Discord posts a line that says so. It needs
// PIN_MESSAGES. A channel takes 250 ([ErrTooManyPins]).
func (c *Client) Pin(ctx context.Context, channel, msg uint64) error {
	return c.pin(ctx, "PUT", channel, msg)
}

// Unpin takes a message out of the list. It needs PIN_MESSAGES.
func (c *Client) Unpin(ctx context.Context, channel, msg uint64) error {
	return c.pin(ctx, "DELETE", channel, msg)
}

func (c *Client) pin(ctx context.Context, method string, channel, msg uint64) error {
	return c.do(ctx, request{
		op: fmt.Sprintf("%s pin of message %d in channel %d", method, msg, channel), method: method, repeat: true,
		path: fmt.Sprintf("channels/%d/messages/pins/%d", channel, msg), route: "pin", major: channel,
	}, nil)
}

// pinPage is how many pins Discord gives at a time.
const pinPage = 50

// Pins returns a channel's pinned messages, the newest pin first. Without READ_MESSAGE_HISTORY there are none.
func (c *Client) Pins(ctx context.Context, channel uint64) ([]Pinned, error) {
	var all []Pinned
	query := url.Values{"limit": {itoa(pinPage)}}
	for {
		var page struct {
			Items []struct {
				PinnedAt string `json:"pinned_at"`
				Message  message
			}
			HasMore bool `json:"has_more"`
		}
		op := fmt.Sprintf("read the pins of channel %d", channel)
		if err := c.do(ctx, request{
			op: op, method: "GET", repeat: true,
			path:  fmt.Sprintf("channels/%d/messages/pins?%s", channel, query.Encode()),
			route: "pins", major: channel,
		}, &page); err != nil {
			return nil, err
		}
		for _, p := range page.Items {
			at, err := time.Parse(time.RFC3339Nano, p.PinnedAt)
			if err != nil {
				return nil, fmt.Errorf("%s: when message %d was pinned: %w", op, p.Message.ID, err)
			}
			all = append(all, Pinned{Message: uint64(p.Message.ID), Author: uint64(p.Message.Author.ID), At: at})
			query.Set("before", p.PinnedAt)
		}
		if !page.HasMore || len(page.Items) == 0 { // a page that adds nothing would be asked for for ever
			return all, nil
		}
	}
}
