package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
)

// MaxNonce is how many characters Discord allows in a nonce.
const MaxNonce = 25

// A Posted is a message found in a channel.
type Posted struct {
	ID      uint64
	Content string
}

// Post creates a message from body, a JSON object as Discord's documentation describes it, with files if there are any,
// and returns its id. It pings nobody unless body has allowed_mentions of its own.
//
// The nonce (at most [MaxNonce] characters) makes repeating safe: for a few minutes Discord answers a second POST with
// the same nonce by the first message. So Post itself repeats after a 5xx or a cut, up to 5 times and for a minute. If
// it returns [ErrOutcomeUnknown] then, the caller looks with [Client.Own] before posting again.
func (c *Client) Post(ctx context.Context, channel uint64, body json.RawMessage, nonce string,
	files ...File) (uint64, error) {
	op := fmt.Sprintf("post to channel %d", channel)
	fields, err := pingNobody(op, body)
	if err != nil {
		return 0, err
	}
	if fields == nil {
		return 0, fmt.Errorf("%s: there is no body", op)
	}
	if fields["nonce"], err = json.Marshal(nonce); err != nil {
		return 0, fmt.Errorf("%s: encode the nonce: %w", op, err)
	}
	if err := attach(fields, files); err != nil {
		return 0, fmt.Errorf("%s: %w", op, err)
	}
	fields["enforce_nonce"] = json.RawMessage("true")
	var m struct{ ID id }
	err = c.do(ctx, request{
		op: op, method: "POST", body: fields, files: files, path: fmt.Sprintf("channels/%d/messages", channel),
		route: "post", major: channel, nonce: true, essential: true,
	}, &m)
	return uint64(m.ID), err
}

// Own returns the bot's own messages in a channel that are newer than after, oldest first. It fails before the first
// [Ready], when the bot does not know who it is.
func (c *Client) Own(ctx context.Context, channel, after uint64) ([]Posted, error) {
	self := c.self.Load()
	if self == 0 {
		return nil, fmt.Errorf("read channel %d: not connected yet", channel)
	}
	var own []Posted
	for {
		page, err := c.history(ctx, channel, url.Values{"after": {itoa(after)}, "limit": {"100"}})
		if err != nil {
			return nil, err
		}
		slices.SortFunc(page, func(a, b message) int { return compare(a.ID, b.ID) })
		for _, m := range page {
			if uint64(m.Author.ID) == self {
				own = append(own, Posted{ID: uint64(m.ID), Content: m.Content})
			}
		}
		if len(page) < 100 {
			return own, nil
		}
		after = uint64(page[len(page)-1].ID)
	}
}

// Message returns a message of a channel, whoever wrote it.
func (c *Client) Message(ctx context.Context, channel, msg uint64) (Posted, error) {
	var m message
	err := c.do(ctx, request{
		op: fmt.Sprintf("read message %d in channel %d", msg, channel), method: "GET", repeat: true,
		path: fmt.Sprintf("channels/%d/messages/%d", channel, msg), route: "read one", major: channel,
	}, &m)
	return Posted{ID: uint64(m.ID), Content: m.Content}, err
}

// Newest returns the id of the newest message in a channel, 0 if there is none.
func (c *Client) Newest(ctx context.Context, channel uint64) (uint64, error) {
	page, err := c.history(ctx, channel, url.Values{"limit": {"1"}})
	if err != nil || len(page) == 0 {
		return 0, err
	}
	return uint64(page[0].ID), nil
}

// Edit changes a message of the bot's. body holds the fields that change. It pings nobody unless body has
// allowed_mentions of its own.
func (c *Client) Edit(ctx context.Context, channel, msg uint64, body json.RawMessage) error {
	op := fmt.Sprintf("edit message %d in channel %d", msg, channel)
	fields, err := pingNobody(op, body)
	if err != nil {
		return err
	}
	return c.do(ctx, request{
		op: op, method: "PATCH", body: fields, repeat: true, path: fmt.Sprintf("channels/%d/messages/%d", channel, msg),
		route: "edit", major: channel,
	}, nil)
}

// EditFiles is [Client.Edit] for a message with files: these take the place of all that it has; none of them take those
// away.
func (c *Client) EditFiles(ctx context.Context, channel, msg uint64, body json.RawMessage, files ...File) error {
	op := fmt.Sprintf("edit message %d in channel %d", msg, channel)
	fields, err := withFiles(op, body, files)
	if err != nil {
		return err
	}
	if fields == nil {
		fields = map[string]json.RawMessage{}
	}
	if len(files) == 0 {
		fields["attachments"] = json.RawMessage("[]")
	}
	return c.do(ctx, request{
		op: op, method: "PATCH", body: fields, files: files, repeat: true,
		path: fmt.Sprintf("channels/%d/messages/%d", channel, msg), route: "edit", major: channel,
	}, nil)
}

// Delete deletes a message: of the bot's own, or with MANAGE_MESSAGES of anybody's. One that is gone already is
// [ErrUnknownMessage], also when an earlier try of this very call has deleted it and its answer was lost.
func (c *Client) Delete(ctx context.Context, channel, msg uint64) error {
	return c.do(ctx, request{
		op: fmt.Sprintf("delete message %d in channel %d", msg, channel), method: "DELETE", repeat: true,
		path: fmt.Sprintf("channels/%d/messages/%d", channel, msg), route: "delete", major: channel,
	}, nil)
}

type message struct {
	ID      id
	Content string
	Author  struct{ ID id }
}

func (c *Client) history(ctx context.Context, channel uint64, query url.Values) ([]message, error) {
	var page []message
	err := c.do(ctx, request{
		op: fmt.Sprintf("read channel %d", channel), method: "GET", repeat: true,
		path:  fmt.Sprintf("channels/%d/messages?%s", channel, query.Encode()),
		route: "read", major: channel,
	}, &page)
	return page, err
}

// id is a snowflake, which Discord writes as a string and sometimes as a number.
type id uint64

// UnmarshalJSON reads both spellings, and null as 0.
func (i *id) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*i = 0
		return nil
	}
	digits := b
	if len(digits) >= 2 && digits[0] == '"' {
		digits = digits[1 : len(digits)-1]
	}
	n, err := strconv.ParseUint(string(digits), 10, 64) // in place: an event has a dozen ids
	if err != nil {
		return fmt.Errorf("not an id: %.40q", digits)
	}
	*i = id(n)
	return nil
}

func compare(a, b id) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func itoa(n uint64) string { return strconv.FormatUint(n, 10) }
