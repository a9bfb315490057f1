package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// ErrOutcomeUnknown is returned when a request may or may not have been carried out.
var ErrOutcomeUnknown = errors.New("nobody knows whether Discord carried it out")

// Refusals by name, to be matched with errors.Is. The numbers are Discord's JSON error codes.
var (
	ErrUnknownChannel     = refusal("the channel does not exist any more", 10003)
	ErrUnknownMessage     = refusal("the message does not exist any more", 10008)
	ErrUnknownInteraction = refusal("the interaction is unknown or has expired", 10062, 10015, 50027)
	ErrMissingAccess      = refusal("the bot cannot see the channel", 50001)
	ErrMissingPermissions = refusal("the bot lacks a permission", 50013)
	ErrUnknownEmoji       = refusal("the message has no such reaction", 10014)
	ErrReactionBlocked    = refusal("the reaction was blocked", 90001)
	ErrTokenRevoked       = errors.New("the bot's token is not accepted by Discord")
	ErrRateLimited        = errors.New("fewer requests are wanted by Discord")
)

// Refused reports whether err is a refusal that the same request would meet again. A rate limit is none: it passes.
func Refused(err error) bool {
	var e *Error
	return errors.As(err, &e) && !errors.Is(e, ErrRateLimited)
}

// An Error is Discord's refusal of a request.
type Error struct {
	Op      string // what was being done, such as "post to channel 12"
	Status  int    // HTTP status
	Code    int    // Discord's JSON error code, 0 if none
	Message string // Discord's words, for the log
}

// Error describes the refusal for an operator; it never holds a token.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: Discord answered %d (code %d): %s", e.Op, e.Status, e.Code, e.Message)
}

// Is matches the named refusals of this package.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrTokenRevoked:
		return e.Status == http.StatusUnauthorized
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

// classify turns what discordgo returned into one of the three outcomes. again is how long to wait before the request
// may be repeated after a rate limit; 0 for any other failure.
func classify(ctx context.Context, op string, err error) (again time.Duration, out error) {
	var limited *discordgo.RateLimitError
	if errors.As(err, &limited) {
		wait := max(limited.RetryAfter, 100*time.Millisecond)
		return wait, &Error{Op: op, Status: http.StatusTooManyRequests, Message: "rate limited"}
	}
	var rest *discordgo.RESTError
	if errors.As(err, &rest) && rest.Response != nil && rest.Response.StatusCode < 500 {
		e := &Error{Op: op, Status: rest.Response.StatusCode, Message: http.StatusText(rest.Response.StatusCode)}
		if rest.Message != nil {
			e.Code, e.Message = rest.Message.Code, rest.Message.Message
		}
		if e.Code == 50035 { // the form error's tree says which field; without it nobody can find the mistake
			e.Message = strings.ToValidUTF8(string(rest.ResponseBody[:min(len(rest.ResponseBody), 600)]), "")
		}
		return 0, e
	}
	if ctx.Err() != nil {
		return 0, fmt.Errorf("%s: %w: %w", op, ErrOutcomeUnknown, ctx.Err())
	}
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err // the address may hold an interaction's token
	}
	return 0, fmt.Errorf("%s: %w: %w", op, ErrOutcomeUnknown, err)
}
