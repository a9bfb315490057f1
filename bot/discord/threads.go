package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"
)

// threadMinutes is after how long without a message a thread is archived: the longest Discord offers, a week.
const threadMinutes = 10080

// StartThread starts a thread on a message; the thread's id is the message's. Its name has 1 to 100 characters. Where
// the message has a thread already, it is refused with [ErrThreadExists].
func (c *Client) StartThread(ctx context.Context, channel, msg uint64, name string) error {
	return c.do(ctx, request{
		op: fmt.Sprintf("start a thread on message %d in channel %d", msg, channel), method: "POST", repeat: true,
		path: fmt.Sprintf("channels/%d/messages/%d/threads", channel, msg), route: "thread", major: channel,
		body: map[string]any{"name": name, "auto_archive_duration": threadMinutes},
	}, nil)
}

// StartPost starts a post in a forum channel, with body as its first message, and returns the id of both. Discord knows
// no nonce here: it is not repeated when in doubt, and [Client.FindPost] says what became of it.
func (c *Client) StartPost(ctx context.Context, forum uint64, name string, body json.RawMessage) (uint64, error) {
	op := fmt.Sprintf("start a post in forum %d", forum)
	first, err := pingNobody(op, body)
	if err != nil {
		return 0, err
	}
	var made struct{ ID id }
	err = c.do(ctx, request{
		op: op, method: "POST", path: fmt.Sprintf("channels/%d/threads", forum), route: "post", major: forum, essential: true,
		body: map[string]any{"name": name, "auto_archive_duration": threadMinutes, "message": first},
	}, &made)
	return uint64(made.ID), err
}

// A thread is what Discord says of one in a list.
type thread struct {
	ID     id
	Name   string
	Parent id `json:"parent_id"`
	Owner  id `json:"owner_id"`
	Meta   struct {
		ArchivedAt time.Time `json:"archive_timestamp"`
	} `json:"thread_metadata"`
}

// FindPost returns the newest post of this name that the bot has started in a guild's forum, archived or not, if its id
// is greater than after; 0 if there is none. It fails before the first [Ready], when the bot does not know who it is.
func (c *Client) FindPost(ctx context.Context, guild, forum uint64, name string, after uint64) (uint64, error) {
	self := c.self.Load()
	if self == 0 {
		return 0, fmt.Errorf("read the posts of forum %d: not connected yet", forum)
	}
	newest := after
	look := func(list []thread) {
		for _, t := range list {
			if uint64(t.Owner) == self && uint64(t.Parent) == forum && t.Name == name && uint64(t.ID) > newest {
				newest = uint64(t.ID)
			}
		}
	}
	var active struct{ Threads []thread }
	if err := c.do(ctx, request{
		op: fmt.Sprintf("read the active threads of guild %d", guild), method: "GET", repeat: true,
		path: fmt.Sprintf("guilds/%d/threads/active", guild), route: "active threads", major: guild,
	}, &active); err != nil {
		return 0, err
	}
	look(active.Threads)
	if err := c.archived(ctx, forum, after, look); err != nil {
		return 0, err
	}
	if newest == after {
		return 0, nil
	}
	return newest, nil
}

// archived shows the archived posts of a forum, page by page, the latest archived first, until they were archived before
// the message with id after was written.
func (c *Client) archived(ctx context.Context, forum, after uint64, look func([]thread)) error {
	query := url.Values{"limit": {"100"}}
	for {
		var page struct {
			Threads []thread
			HasMore bool `json:"has_more"`
		}
		if err := c.do(ctx, request{
			op: fmt.Sprintf("read the archived posts of forum %d", forum), method: "GET", repeat: true,
			path:  fmt.Sprintf("channels/%d/threads/archived/public?%s", forum, query.Encode()),
			route: "archived threads", major: forum,
		}, &page); err != nil {
			return err
		}
		look(page.Threads)
		if !page.HasMore || len(page.Threads) == 0 {
			return nil
		}
		oldest := page.Threads[len(page.Threads)-1].Meta.ArchivedAt
		if oldest.Before(written(after)) {
			return nil
		}
		query.Set("before", oldest.Format(time.RFC3339Nano))
	}
}

// written returns when something with an id was made. Source: Discord's documentation, "Snowflakes".
func written(id uint64) time.Time {
	const epoch = 1420070400000 // 2015, in ms
	return time.UnixMilli(int64(id>>22) + epoch)
}

// Unarchive takes a thread out of the archive. One that is not in it stays as it is.
func (c *Client) Unarchive(ctx context.Context, thread uint64) error {
	return c.do(ctx, request{
		op: fmt.Sprintf("take thread %d out of the archive", thread), method: "PATCH", repeat: true,
		path: fmt.Sprintf("channels/%d", thread), route: "channel edit", major: thread,
		body: map[string]any{"archived": false},
	}, nil)
}

// Crosspost passes a message of an announcement channel on to the channels that follow it. Discord takes 10 an hour in a
// channel. What was passed on before is refused with [ErrPublished].
func (c *Client) Crosspost(ctx context.Context, channel, msg uint64) error {
	return c.do(ctx, request{
		op: fmt.Sprintf("publish message %d in channel %d", msg, channel), method: "POST", repeat: true,
		path: fmt.Sprintf("channels/%d/messages/%d/crosspost", channel, msg), route: "crosspost", major: channel,
	}, nil)
}
