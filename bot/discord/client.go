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
	// Token is the bot's token, without "Bot ".
	Token string
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
	// Dial makes connections in place of the network, for tests.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	Log  *slog.Logger
}

// A Client talks to Discord for one bot.
type Client struct {
	cfg    Config
	base   *url.URL // nil: Discord itself
	http   *http.Client
	rest   *discordgo.Session
	pace   pace
	begin  identifies
	counts counts
	log    *slog.Logger
	self   atomic.Uint64 // the bot's user id, known from the first Ready on
}

// requestTimeout bounds one HTTP exchange. A request that times out may still be carried out.
const requestTimeout = 20 * time.Second

// New returns a client. It makes no request; it returns an error if the token is empty or API is not acceptable.
func New(cfg Config) (*Client, error) {
	if strings.TrimSpace(cfg.Token) == "" {
		return nil, errors.New("no bot token")
	}
	base, err := ParseAPI(cfg.API)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32
	if cfg.Dial != nil {
		transport.DialContext = cfg.Dial
	}
	c := &Client{
		cfg: cfg, base: base, log: cfg.Log,
		http: &http.Client{Timeout: requestTimeout, Transport: &edge{base: base, next: transport}},
	}
	c.begin = identifies{client: c, buckets: map[int]*identifyBucket{}}
	if c.rest, err = c.newSession(); err != nil {
		return nil, err
	}
	c.pace = pace{limits: c.rest.Ratelimiter, slots: map[string]chan struct{}{}}
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
	s, err := discordgo.New("Bot " + c.cfg.Token)
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
