// Package discord is the one way the bot talks to Discord: discordgo v0.29.0, set up so that its known traps cannot
// reach a reader.
//
// A [Client] has two halves. [Client.Run] keeps a gateway connection alive and turns raw events into small values of
// our own ([Ready], [Reaction], [Interaction], …), in order, on one goroutine. The REST methods ([Client.Post],
// [Client.Reactors], [Client.Respond], …) send one request each and say what became of it.
//
// # What became of a request
//
// A request ends in one of three ways: it worked; it was refused (an [Error] with Discord's status and code, matched by
// errors.Is against [ErrUnknownMessage] and its siblings); or nobody knows ([ErrOutcomeUnknown]): the answer was a 5xx,
// was cut, or could not be read, and a message may stand in the channel all the same. Requests that may be repeated
// safely are repeated here, with a bound; a POST of a message is not, because only its caller can look first.
//
// # Decisions
//
//   - SyncEvents is on: discordgo otherwise starts a goroutine per event, and one reader's two clicks swap.
//   - discordgo's state cache is off: nothing here reads it, and it keeps every guild whole.
//   - discordgo's own reconnecting is off: it knows no fatal close codes and retries a dead session for ever.
//     [Client.Run] opens sessions itself, and starts afresh when resuming failed twice.
//   - Sessions are begun at most so often that a day's never reach the thousand at which Discord takes the token away,
//     however the connection fares.
//   - Nothing is written to a connection that has failed: discordgo says goodbye with code 1000, which ends the session
//     for good, where resuming would have lost nothing.
//   - Rate limits are waited out here, before discordgo looks at them, because it does not notice that a context ends.
//   - REST goes through a session of its own that is never opened, so that replacing a broken gateway session does not
//     touch requests in flight.
//   - Interactions are answered through a rate limit bucket that is thrown away: discordgo would keep one per
//     interaction token for ever, and Discord counts these routes apart from the bot's global limit.
package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Intents are what the bot asks to be told: guilds with their channels, deleted messages of its own, and reactions.
// None of them is privileged.
const Intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsGuildMessageReactions

// Config says how to reach Discord.
type Config struct {
	Token Token
	// API is the base of another Discord, such as "http://127.0.0.1:8080/api"; the version is appended. Empty means
	// Discord itself. Plain http is accepted for loopback only.
	API string
	// Dial makes the connections; nil means the network. It is for tests without one.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	Log  *slog.Logger
}

// A Client talks to Discord for one bot.
type Client struct {
	token Token
	dial  func(ctx context.Context, network, addr string) (net.Conn, error) // never nil
	base  *url.URL                                                          // nil: Discord itself
	http  *http.Client
	rest  *discordgo.Session
	pace  *pacer
	log   *slog.Logger
	self  atomic.Uint64 // the bot's user id, known from the first Ready on
	up    atomic.Bool   // a gateway session is running
}

// Connected reports whether events are coming in now.
func (c *Client) Connected() bool { return c.up.Load() }

const (
	// requestTimeout bounds one HTTP exchange. A request that times out may still be carried out.
	requestTimeout = 20 * time.Second
	// dialTimeout bounds the making of a connection; one that failed in time is known not to have carried anything.
	dialTimeout = 10 * time.Second
)

// New returns a client. It makes no request; it returns an error if the token is empty or API is not acceptable.
func New(cfg Config) (*Client, error) {
	if cfg.Token.text() == "" {
		return nil, errors.New("no bot token")
	}
	base, err := ParseAPI(cfg.API)
	if err != nil {
		return nil, err
	}
	c := &Client{token: cfg.Token, dial: cfg.Dial, base: base, pace: newPacer(cfg.Log), log: cfg.Log}
	if c.dial == nil {
		c.dial = (&net.Dialer{Timeout: dialTimeout, KeepAlive: dialTimeout}).DialContext
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = underWay
	transport.DialContext = c.dial
	c.http = &http.Client{
		Timeout: requestTimeout, Transport: &edge{token: c.token, base: base, next: transport, pace: c.pace},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if c.rest, err = discordgo.New(""); err != nil { // the token is edge's to add, so that no session shows it
		return nil, fmt.Errorf("set up REST: %w", err)
	}
	c.rest.Client = c.http
	c.rest.StateEnabled = false
	c.rest.LogLevel = -1
	return c, nil
}

// ParseAPI checks the base address of another Discord: https anywhere, http on loopback only. Empty gives nil.
func ParseAPI(text string) (*url.URL, error) {
	if text == "" {
		return nil, nil
	}
	u, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%q is not the address of a Discord API, such as http://127.0.0.1:8080/api", text)
	}
	switch {
	case u.Scheme == "https":
	case u.Scheme == "http" && isLoopback(u.Hostname()):
	case u.Scheme == "http":
		return nil, fmt.Errorf("plain http would show the token to the network: use https for %s", u.Host)
	default:
		return nil, fmt.Errorf("%q does not begin with http:// or https://", text)
	}
	return u, nil
}

func (c *Client) newSession() (*discordgo.Session, error) {
	s, err := discordgo.New("Bot " + c.token.text())
	if err != nil {
		return nil, fmt.Errorf("set up the Discord session: %w", err)
	}
	s.SyncEvents = true
	s.StateEnabled = false
	s.ShouldReconnectOnError = false
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	s.Compress = false // so that frames can be followed; see frames
	s.LogLevel = -1    // what matters comes back as an error, and is logged by us without secrets
	s.Identify.Intents = Intents
	s.Client = c.http
	return s, nil
}
