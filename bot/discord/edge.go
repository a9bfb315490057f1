package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// edge is the last thing a request passes before the network. It leads requests to another Discord where one is
// configured, refuses every other host then, and translates two answers that discordgo v0.29.0 misreads: a 429 in HTML
// (Cloudflare's), and a global 429 without X-RateLimit-Reset-After (as Discord's documentation shows it).
type edge struct {
	base *url.URL
	next http.RoundTripper
}

const apiPrefix = "/api"

func (e *edge) RoundTrip(r *http.Request) (*http.Response, error) {
	if e.base != nil {
		if r.URL.Host != "discord.com" || !strings.HasPrefix(r.URL.Path, apiPrefix+"/") {
			return nil, fmt.Errorf("refused: a request to %s while another Discord is configured", r.URL.Host)
		}
		r = r.Clone(r.Context())
		r.Host = ""
		r.URL.Scheme, r.URL.Host = e.base.Scheme, e.base.Host
		if r.URL.RawPath != "" {
			r.URL.RawPath = e.base.EscapedPath() + strings.TrimPrefix(r.URL.RawPath, apiPrefix)
		}
		r.URL.Path = e.base.Path + strings.TrimPrefix(r.URL.Path, apiPrefix)
	}
	resp, err := e.next.RoundTrip(r)
	if err != nil || resp.StatusCode != http.StatusTooManyRequests {
		return resp, err
	}
	return readable429(resp)
}

// defaultRetryAfter is the wait in seconds after a 429 that names none.
const defaultRetryAfter = 5

// readable429 gives a 429 a JSON body with retry_after and, when it is global, the header discordgo looks for.
func readable429(resp *http.Response) (*http.Response, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		resp.Body.Close()
		return nil, fmt.Errorf("read a rate limit answer: %w", err)
	}
	if err := resp.Body.Close(); err != nil {
		return nil, fmt.Errorf("read a rate limit answer: %w", err)
	}
	var limit struct {
		RetryAfter *float64 `json:"retry_after"`
	}
	if json.Unmarshal(body, &limit) != nil || limit.RetryAfter == nil {
		seconds, err := strconv.ParseFloat(resp.Header.Get("Retry-After"), 64)
		if err != nil || seconds < 0 {
			seconds = defaultRetryAfter
		}
		body = fmt.Appendf(nil, `{"message":"rate limited","retry_after":%g,"global":true}`, seconds)
		resp.Header.Set("X-RateLimit-Global", "true")
		limit.RetryAfter = &seconds
	}
	if resp.Header.Get("X-RateLimit-Global") != "" && resp.Header.Get("X-RateLimit-Reset-After") == "" {
		resp.Header.Set("X-RateLimit-Reset-After", strconv.FormatFloat(*limit.RetryAfter, 'f', -1, 64))
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return resp, nil
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
