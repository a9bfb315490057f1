package discord

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
)

// A User is somebody who reacted.
type User struct {
	ID            uint64
	Bot           bool
	Normal, Super bool // by which kinds of reaction; it may be both
}

// React adds the bot's own reaction to a message. emoji is a Unicode emoji, or name:id of a custom one.
func (c *Client) React(ctx context.Context, channel, msg uint64, emoji string) error {
	r := reaction("PUT", channel, msg, emoji, "@me")
	r.repeat = true
	return c.do(ctx, r, nil)
}

// Unreact takes one person's reaction off a message. It needs MANAGE_MESSAGES.
//
// The person may react once more at any moment, and what was to be taken off is then their newest click. So the request
// is not repeated while its outcome is unknown ([ErrOutcomeUnknown]), and still is asked at the last moment before it is
// sent, after all waiting for limits: if it is false, [ErrNotNeeded] is returned. nil: it is to be taken off whatever
// happens.
func (c *Client) Unreact(ctx context.Context, channel, msg uint64, emoji string, user uint64, still func() bool) error {
	r := reaction("DELETE", channel, msg, emoji, itoa(user))
	r.still = still
	return c.do(ctx, r, nil)
}

func reaction(method string, channel, msg uint64, emoji, who string) request {
	return request{
		op: fmt.Sprintf("%s reaction on message %d in channel %d", method, msg, channel), method: method,
		path:  fmt.Sprintf("channels/%d/messages/%d/reactions/%s/%s", channel, msg, url.PathEscape(emoji), who),
		route: "react", major: channel,
	}
}

// Reactors returns everybody whose reaction with this emoji stands on the message, by a normal or a super reaction,
// each once. Discord lists the two kinds apart, 100 a page, in the order of user ids. Calls for different emoji at once
// go side by side as far as Discord's limits allow it.
func (c *Client) Reactors(ctx context.Context, channel, msg uint64, emoji string) ([]User, error) {
	var all []User
	at := map[uint64]int{} // in all, by id
	for _, kind := range []string{"0", "1"} {
		for after := uint64(0); ; {
			page, err := c.reactorPage(ctx, channel, msg, emoji, kind, after)
			if err != nil {
				return nil, err
			}
			fresh := false
			for _, u := range page {
				if after < uint64(u.ID) {
					after, fresh = uint64(u.ID), true
				}
				i, seen := at[uint64(u.ID)]
				if !seen {
					i = len(all)
					at[uint64(u.ID)] = i
					all = append(all, User{ID: uint64(u.ID), Bot: u.Bot})
				}
				all[i].Normal = all[i].Normal || kind == "0"
				all[i].Super = all[i].Super || kind == "1"
			}
			if len(page) < 100 || !fresh { // a page that adds nothing would be asked for for ever
				break
			}
		}
	}
	return all, nil
}

// Clicks returns how many reactions stand under a message besides the bot's own.
func (c *Client) Clicks(ctx context.Context, channel, msg uint64) (int, error) {
	var m struct {
		Reactions []struct {
			Count   int
			Me      bool
			MeBurst bool `json:"me_burst"`
		}
	}
	err := c.do(ctx, request{
		op: fmt.Sprintf("read message %d in channel %d", msg, channel), method: "GET", repeat: true,
		path: fmt.Sprintf("channels/%d/messages/%d", channel, msg), route: "message", major: channel,
	}, &m)
	clicks := 0
	for _, r := range m.Reactions {
		clicks += r.Count
		for _, own := range []bool{r.Me, r.MeBurst} {
			if own {
				clicks--
			}
		}
	}
	return clicks, err
}

// reactorLanes is how many emoji of a message may be read side by side.
const reactorLanes = 8

// reactorLane names the lane in which an emoji's readers are read.
func reactorLane(emoji string) string {
	n := 0
	for _, b := range []byte(emoji) {
		n += int(b)
	}
	return " " + strconv.Itoa(n%reactorLanes)
}

type reactor struct {
	ID  id
	Bot bool
}

func (c *Client) reactorPage(ctx context.Context, channel, msg uint64, emoji, kind string,
	after uint64) ([]reactor, error) {
	q := url.Values{"type": {kind}, "limit": {"100"}}
	if after > 0 {
		q.Set("after", itoa(after))
	}
	var page []reactor
	err := c.do(ctx, request{
		op: fmt.Sprintf("read reactions on message %d in channel %d", msg, channel), method: "GET", repeat: true,
		path:  fmt.Sprintf("channels/%d/messages/%d/reactions/%s?%s", channel, msg, url.PathEscape(emoji), q.Encode()),
		route: "reactors", lane: reactorLane(emoji), major: channel, rush: true,
	}, &page)
	return page, err
}
