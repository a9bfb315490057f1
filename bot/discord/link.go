package discord

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// openTimeout is how long Discord may take from the connection's beginning to its first event.
const openTimeout = 30 * time.Second

// A link is one connection to the gateway, with a discordgo session that lives as long as it does.
type link struct {
	url   string
	shard *shard
	begun func(sent bool) // told when an IDENTIFY that was sent is answered, or never will be; nil where none is due

	mu     sync.Mutex
	socket *socket // nil until connected
	over   bool    // nothing of this link counts any more
	end    ending
	opened chan struct{} // closed by the first event
}

// An ending is what became of a connection.
type ending struct {
	identified bool // an IDENTIFY was sent
	resumed    bool // a RESUME was sent
	opened     bool // events came
	err        error
}

var errHung = errors.New("the connection was not ready in time")

func newLink(s *shard, url string, begun func(bool)) *link {
	return &link{shard: s, url: url, begun: begun, opened: make(chan struct{})}
}

// run connects, and returns when the connection has ended or ctx has.
func (l *link) run(ctx context.Context) ending {
	session, err := l.session()
	if err != nil {
		return ending{err: err}
	}
	err = l.open(ctx, session)
	l.identified()
	if err == nil {
		l.shard.up(true)
		select {
		case <-l.connection().lost:
		case <-ctx.Done():
		}
		l.shard.up(false)
		err = ctx.Err()
	}
	return l.finish(ctx, err)
}

// open returns once events come, or with the reason why they do not. discordgo's word for it is not enough: it takes
// anything that follows HELLO for the answer to its greeting, such as a request for a heartbeat.
func (l *link) open(ctx context.Context, session *discordgo.Session) error {
	greeted := make(chan error, 1)
	go func() { greeted <- session.Open() }() // it reads until the socket fails; nothing else ends it
	timer := time.NewTimer(openTimeout)
	defer timer.Stop()
	var lost chan struct{} // once discordgo has left the watching to us
	for {
		select {
		case <-l.opened:
			return nil
		case err := <-greeted:
			if err != nil {
				return err
			}
			lost = l.connection().lost
		case <-lost:
			return errAbandoned // finish knows better
		case <-timer.C:
			return errHung
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// finish closes the connection, if it has not ended. A bot that stops and keeps a record of its session leaves it to be
// resumed; else the session ends with the connection, so that the bot is shown offline at once.
func (l *link) finish(ctx context.Context, err error) ending {
	l.mu.Lock()
	l.over = true
	end, socket := l.end, l.socket
	l.mu.Unlock()
	l.identified()
	end.err = err
	if socket == nil {
		return end
	}
	if cause := socket.cause(); cause != nil {
		end.err = cause // what discordgo says of it says less
	}
	switch {
	case ctx.Err() == nil:
		socket.abandon()
	case l.shard.client.cfg.Sessions != nil:
		socket.leave(closeResumable)
	default:
		socket.leave(websocket.CloseNormalClosure)
	}
	return end
}

// closeResumable is a close code with which the session stays: any but 1000 and 1001. Source: Discord's documentation,
// "Gateway", "Initiating a Disconnect".
const closeResumable = 4000

// greet returns the RESUME to send, nil for an IDENTIFY.
func (l *link) greet() ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return nil, errAbandoned
	}
	resume, err := l.shard.resume()
	if err != nil {
		return nil, err
	}
	l.end.resumed, l.end.identified = resume != nil, resume == nil
	return resume, nil
}

// identified says so if an IDENTIFY was sent.
func (l *link) identified() {
	l.mu.Lock()
	sent := l.end.identified && l.begun != nil
	l.mu.Unlock()
	if sent {
		l.begun(true)
	}
}

// last returns the sequence number of the last event.
func (l *link) last() int64 { return l.shard.last() }

// take hands an event on, unless the link is over: then it comes again when the session is resumed.
func (l *link) take(_ *discordgo.Session, e *discordgo.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return
	}
	if !l.end.opened {
		l.end.opened = true
		close(l.opened)
	}
	l.shard.take(e)
}

func (l *link) connection() *socket {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.socket
}

// session makes a discordgo session for this connection alone.
func (l *link) session() (*discordgo.Session, error) {
	s, err := l.shard.client.newSession()
	if err != nil {
		return nil, err
	}
	s.ShardID, s.ShardCount = l.shard.id, l.shard.of
	s.Client = &http.Client{Transport: gatewayAt(l.url)}
	s.Dialer = &websocket.Dialer{
		NetDialContext: l.dial, NetDialTLSContext: l.dialTLS, HandshakeTimeout: dialTimeout,
	}
	s.AddHandler(l.take)
	return s, nil
}

// dial connects without encryption, or refuses.
func (l *link) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := l.shard.client.dial(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return l.watch(conn)
}

// dialTLS connects with encryption. What is inside is what has to be watched.
func (l *link) dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := l.shard.client.dial(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("connect to the gateway: %w", err)
	}
	secure := tls.Client(conn, &tls.Config{ServerName: host})
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fmt.Errorf("connect to the gateway: %w", err)
	}
	return l.watch(secure)
}

func (l *link) watch(conn net.Conn) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		conn.Close()
		return nil, errAbandoned
	}
	l.socket = newSocket(conn, l)
	return l.socket, nil
}

// dial connects to an address; only to this machine while a Discord on this machine is configured.
func (c *Client) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if c.base != nil && isLoopback(c.base.Hostname()) && (err != nil || !isLoopback(host)) {
		return nil, fmt.Errorf("refused: a connection to %s while a Discord on this machine is configured", addr)
	}
	return c.direct(ctx, network, addr)
}

// gatewayAt answers discordgo's question where the gateway is. That is decided here: a session is resumed elsewhere
// than it was begun, of which discordgo v0.29.0 knows nothing.
type gatewayAt string

func (g gatewayAt) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet || r.URL.String() != discordgo.EndpointGateway {
		return nil, fmt.Errorf("refused: a gateway session requests %s", r.URL.Path)
	}
	body, err := json.Marshal(map[string]string{"url": string(g)})
	if err != nil {
		return nil, fmt.Errorf("name the gateway: %w", err)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(body))),
	}, nil
}
