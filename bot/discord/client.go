// Package discord is the one way the bot talks to Discord: discordgo v0.29.0, set up so that its known traps cannot
// reach a reader.
//
// A [Client] has two halves. [Client.Run] keeps a gateway connection alive and turns raw events into small values of
// our own ([Ready], [Reaction], [Interaction], …), in order, on one goroutine. The REST methods ([Client.Post],
// [Client.Reactors], [Client.Respond], …) send one request each and say what became of it.
//
// # What became of a request
//
// A request ends in one of three ways. It worked. Or it was not carried out: Discord refused it (an [Error] with its
// status and code, matched by errors.Is against [ErrUnknownMessage] and its siblings), or it was never sent
// ([ErrUnreachable], [ErrTooManyRefusals], [ErrTokenRevoked], or the context's end alone). Or nobody knows
// ([ErrOutcomeUnknown]): the answer was a 5xx, was cut, or could not be read, and a message may stand in the channel all
// the same. [Refused] tells what will not pass by itself.
//
// What may be carried out twice without harm is repeated here, up to 5 times with growing pauses: requests whose second
// time changes nothing, and [Client.Post], as its nonce makes Discord answer with the first message; that for a minute
// only, as Discord remembers nonces for a few. What was certainly not sent is repeated whatever it is. First answers and
// follow-ups of interactions are not repeated when in doubt.
//
// # How fast
//
// Everything the client sends, but for interactions, goes through one pacer. It sends at most 49 requests a second with
// at most 50 under way; one at a time, in the order in which they came, per route and channel, a request that is repeated
// keeping its turn; and by what each answer says of its limit (X-RateLimit-Bucket for that channel), so that the first
// answer is enough to meet no 429. A 429 is waited out for exactly as long as it says: a limit's own by what falls under
// it, a global one and Cloudflare's by everything but interactions. Interactions wait for nothing but their own 429s,
// because Discord counts them apart and a person waits. Every wait ends with its context. Nothing is kept of a channel
// once its limit's time is over, nor ever of an interaction.
//
// Discord shuts out an address that is refused 10,000 times in 10 minutes. From 1,000 on the client sends 5 requests a
// second, from 5,000 on nothing but posts and answers. After one 401 on account of the token it sends nothing at all.
//
// # Secrets
//
// A [Token] shows itself to no printer, logger or encoder, and no session but the gateway's holds its text. An
// interaction's token is in no error and no log line, though it is in the address; and what somebody on the way sends
// back is searched for both.
//
// # Decisions
//
//   - SyncEvents is on: discordgo otherwise starts a goroutine per event, and one reader's two clicks swap.
//   - discordgo's state cache is off: nothing here reads it, and it keeps every guild whole.
//   - discordgo's own reconnecting is off: it knows no fatal close codes and retries a dead session for ever.
//     [Client.Run] opens sessions itself, and starts afresh when resuming is refused, or not answered for a
//     minute.
//   - Sessions are begun at most so often that a day's never reach the thousand at which Discord takes the token away,
//     however the connection fares.
//   - Nothing is written to a connection that has failed: discordgo says goodbye with code 1000, which ends the session
//     for good, where resuming would have lost nothing.
//   - discordgo's rate limiter gets nothing to do, and its answers' headers are taken away before it sees them. It knows
//     no global limit, no Cloudflare, a fixed pace for reactions, one lock for all edits of answers; it sleeps deaf to
//     contexts, and keeps a bucket per interaction for ever.
//   - REST goes through a session of its own that is never opened, so that replacing a broken gateway session does not
//     touch requests in flight.
//   - Order and limits are two things: a lane keeps the order of one route in one channel, a window the limit that
//     several lanes may turn out to share. So learning what a limit is called never changes an order.
//   - The interval between requests is even rather than 49 in a burst and a pause: Discord's window begins when it
//     likes, and two bursts in one of them are too many.
//   - allowed_mentions is put into every message here, as a caller who forgets it once pings everybody.
//   - A Token is a struct around a function and not a string, as fmt shows strings in unexported fields, whatever
//     methods their type has.
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
	// Shards is how many gateway sessions the bot's guilds are spread over; 0 is as many as Discord recommends.
	Shards int
	// Sessions keeps the gateway sessions over restarts. Without it they end with the process.
	Sessions Sessions
	// Purpose is whatever decides which events a session must have delivered from its beginning on. A session of
	// another purpose is not resumed.
	Purpose string
	// Dial makes the connections; nil means the network. It is for tests without one.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	Log  *slog.Logger
}

// A Client talks to Discord for one bot.
type Client struct {
	cfg    Config
	token  Token
	direct func(ctx context.Context, network, addr string) (net.Conn, error) // makes connections
	base   *url.URL                                                          // nil: Discord itself
	http   *http.Client
	rest   *discordgo.Session
	pace   *pacer
	begin  identifies
	counts counts
	log    *slog.Logger
	self   atomic.Uint64 // the bot's user id, known from the first event on
}

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
	c := &Client{cfg: cfg, token: cfg.Token, direct: cfg.Dial, base: base, pace: newPacer(cfg.Log), log: cfg.Log}
	c.begin = identifies{client: c, buckets: map[int]*identifyBucket{}}
	if c.direct == nil {
		c.direct = (&net.Dialer{Timeout: dialTimeout, KeepAlive: dialTimeout}).DialContext
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = underWay
	transport.DialContext = c.direct
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
