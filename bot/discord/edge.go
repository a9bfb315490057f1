package discord

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// edge is the last thing a request passes before the network, whoever sends it. It lets nothing through once the token
// is refused, nor anything that is not for Discord's API; it adds the token, leads requests to another Discord where
// one is configured, and reads what each answer says about limits: for the pacer, and for the sender by way of
// [verdict]. discordgo gets no limit's headers to see, as it would fail a request that worked over one it cannot read.
type edge struct {
	token Token
	base  *url.URL
	next  http.RoundTripper
	pace  *pacer
}

const apiPrefix = "/api"

// RoundTrip sends a request.
func (e *edge) RoundTrip(r *http.Request) (*http.Response, error) {
	if e.pace.isRevoked() {
		return nil, ErrTokenRevoked
	}
	if r.URL.Scheme != "https" || r.URL.Host != "discord.com" || !strings.HasPrefix(r.URL.Path, apiPrefix+"/") {
		return nil, fmt.Errorf("refused: a request to %s, which is not Discord's API", r.URL.Host)
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bot "+e.token.text())
	if e.base != nil {
		r.Host = ""
		r.URL.Scheme, r.URL.Host = e.base.Scheme, e.base.Host
		if r.URL.RawPath != "" {
			r.URL.RawPath = e.base.EscapedPath() + strings.TrimPrefix(r.URL.RawPath, apiPrefix)
		}
		r.URL.Path = e.base.Path + strings.TrimPrefix(r.URL.Path, apiPrefix)
	}
	e.pace.departs()
	resp, err := e.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	v := verdictOf(r.Context())
	v.read(resp)
	if resp.StatusCode == http.StatusTooManyRequests {
		if err := readLimited(resp, v); err != nil {
			e.pace.note(v)
			return nil, err
		}
	}
	e.pace.note(v)
	for name := range resp.Header {
		if strings.HasPrefix(name, "X-Ratelimit-") {
			delete(resp.Header, name)
		}
	}
	return resp, nil
}

// readLimited reads a 429. One that is not in JSON (Cloudflare's is a page) becomes so for discordgo.
func readLimited(resp *http.Response, v *verdict) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if closing := resp.Body.Close(); err == nil {
		err = closing
	}
	if !v.readLimit(resp.Header, body) {
		body = fmt.Appendf(nil, `{"message":"rate limited","retry_after":%g,"global":true}`, v.wait.Seconds())
	}
	if err != nil {
		return fmt.Errorf("read a rate limit answer: %w", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return nil
}

// CloseIdleConnections closes what http.Client.CloseIdleConnections asks for.
func (e *edge) CloseIdleConnections() {
	if t, ok := e.next.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
