package discord

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// ErrOutcomeUnknown is returned when a request may or may not have been carried out.
var ErrOutcomeUnknown = errors.New("nobody knows whether Discord carried it out")

// ErrNotNeeded is returned for a request that was not sent, as whoever wanted it did not any more when its turn came.
var ErrNotNeeded = errors.New("it is not needed any more")

// ErrUnreachable is returned when no connection to Discord could be made: the request was not sent.
var ErrUnreachable = errors.New("no connection to Discord can be made")

// Refusals by name, to be matched with errors.Is. The numbers are Discord's JSON error codes ("Opcodes and Status
// Codes", JSON).
var (
	ErrUnknownChannel     = refusal("the channel does not exist any more", 10003)
	ErrUnknownGuild       = refusal("the server does not exist any more, or the bot is not in it", 10004)
	ErrUnknownMessage     = refusal("the message does not exist any more", 10008)
	ErrUnknownMember      = refusal("the person is not in the server", 10007, 10013)
	ErrUnknownEmoji       = refusal("the message has no such reaction", 10014)
	ErrUnknownInteraction = refusal("the interaction is unknown or has expired", 10062, 10015, 50027)
	ErrAnswered           = refusal("the interaction has been answered before", 40060)
	ErrMissingAccess      = refusal("the bot cannot see the channel", 50001)
	ErrMissingPermissions = refusal("the bot lacks a permission", 50013)
	ErrCannotDM           = refusal("the person takes no direct messages from the bot", 50007, 50278)
	ErrArchivedThread     = refusal("the thread is archived", 50083)
	ErrEditTooOld         = refusal("messages older than an hour are edited too often in this channel", 30046)
	ErrSlowmode           = refusal("the channel's slow mode does not allow it yet", 20016)
	ErrTooManyPins        = refusal("the channel has as many pins as it can have", 30003)
	ErrTooManyReactions   = refusal("the message has as many different reactions as it can have", 30010)
	ErrReactionBlocked    = refusal("the reaction was blocked", 90001)
	ErrTooLarge           = refusal("the request is larger than Discord takes", 40005)
	ErrBlockedContent     = refusal("the server's filter blocks the text", 200000, 200001, 240000)
	ErrThreadExists       = refusal("the message has a thread already", 160004)
	ErrPublished          = refusal("the message has been passed on already", 40033)
	ErrTokenRevoked       = errors.New("the bot's token is not accepted by Discord")
	ErrRateLimited        = errors.New("fewer requests are wanted by Discord")
)

// Refused reports whether err is a refusal that the same request would meet again. A rate limit is none: it passes. Nor
// is a refusal after a try that may have worked.
func Refused(err error) bool {
	var e *Error
	if errors.Is(err, ErrOutcomeUnknown) {
		return false
	}
	return errors.Is(err, ErrTokenRevoked) || errors.As(err, &e) && !errors.Is(e, ErrRateLimited)
}

// An Error is Discord's refusal of a request.
type Error struct {
	Op      string // what was being done, such as "post to channel 12"
	Status  int    // HTTP status
	Code    int    // Discord's JSON error code, 0 if none
	Message string // Discord's words, for the log

	hook bool // of an interaction's route, where 401 says nothing about the bot's token
}

// Error describes the refusal for an operator; it never holds a token.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: Discord answered %d (code %d): %s", e.Op, e.Status, e.Code, e.Message)
}

// Is matches the named refusals of this package.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrTokenRevoked:
		return e.Status == http.StatusUnauthorized && !e.hook
	case ErrRateLimited:
		return e.Status == http.StatusTooManyRequests
	}
	var r *refused
	if !errors.As(target, &r) {
		return false
	}
	for _, code := range r.codes {
		if e.Code == code {
			return true
		}
	}
	return false
}

type refused struct {
	text  string
	codes []int
}

func (r *refused) Error() string { return r.text }

func refusal(text string, codes ...int) error { return &refused{text: text, codes: codes} }

// classify turns a failure of a request into one of the outcomes, without anything secret in it.
func (c *Client) classify(ctx context.Context, r request, v *verdict, err error) error {
	hide := func(text string) string {
		return conceal(strings.ToValidUTF8(text, ""), c.token.text(), r.secret)
	}
	switch {
	case v.status >= 400 && v.status < 500:
		e := &Error{Op: r.op, Status: v.status, Message: http.StatusText(v.status), hook: r.hook}
		var rest *discordgo.RESTError
		var limited *discordgo.RateLimitError
		switch {
		case errors.As(err, &rest) && rest.Message != nil:
			e.Code, e.Message = rest.Message.Code, hide(rest.Message.Message)
			if e.Code == 50035 { // the form error's tree says which field; without it nobody can find the mistake
				e.Message = hide(string(rest.ResponseBody[:min(len(rest.ResponseBody), 600)]))
			}
		case errors.As(err, &limited) && limited.TooManyRequests != nil:
			e.Code, e.Message = v.code, hide(limited.Message)
		}
		return e
	case errors.Is(err, ErrTokenRevoked):
		return fmt.Errorf("%s: %w", r.op, ErrTokenRevoked)
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w: %w", r.op, ErrOutcomeUnknown, ctx.Err())
	case v.status > 0:
		return fmt.Errorf("%s: %w: Discord answered %d, or the answer broke off", r.op, ErrOutcomeUnknown, v.status)
	}
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err // the address may hold an interaction's token
	}
	outcome := ErrOutcomeUnknown
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		outcome = ErrUnreachable
	}
	return fmt.Errorf("%s: %w: %w", r.op, outcome, err)
}
