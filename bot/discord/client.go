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
	// PerSecond is how many requests are sent in a second, those for interactions apart; 0 is 49, as many as Discord
	// allows a bot but one. Only a sandbox on this machine that runs faster takes more.
	PerSecond int
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

// New returns a client. It makes no request; it returns an error if the token is empty, or API or PerSecond not acceptable.
func New(cfg Config) (*Client, error) {
	if cfg.Token.text() == "" {
		return nil, errors.New("no bot token")
	}
	base, err := ParseAPI(cfg.API)
	if err != nil {
		return nil, err
	}
	if cfg.PerSecond > perSecond && (base == nil || !isLoopback(base.Hostname())) {
		return nil, fmt.Errorf("%d requests a second are more than Discord allows", cfg.PerSecond)
	}
	c := &Client{cfg: cfg, token: cfg.Token, direct: cfg.Dial, base: base,
		pace: newPacer(cfg.PerSecond, cfg.Log), log: cfg.Log}
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
