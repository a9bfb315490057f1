package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"cliffhanger/bot"

	"github.com/VictoriaMetrics/metrics"
)

// healthCmd asks a bot that was started with --health ADDR.
type healthCmd struct {
	Addr string
}

func (c *healthCmd) declare(f *form) {
	f.text(&c.Addr, "addr", "HOST:PORT", "127.0.0.1:8421", "Where the bot answers.")
}

// Run fails if the bot does not answer, or answers that it hears nothing.
func (c healthCmd) Run(w *outside) error {
	ctx, cancel := context.WithTimeout(w.ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.Addr+"/healthz", nil)
	if err != nil {
		return usage(fmt.Errorf("%q is not an address", c.Addr), "give one such as 127.0.0.1:8421")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("no bot answers at %s (start it with `serve --health %s`): %w", c.Addr, c.Addr, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errors.New("the bot runs, but hears nothing from Discord: its log says why")
	}
	_, err = fmt.Fprintln(w.stdout, "ok")
	return err
}

// A patient is a bot whose health is asked for.
type patient interface {
	Connected() bool
	Stats() bot.Stats
}

// serveHealth answers on a loopback address until ctx ends: whether the bot hears Discord at /healthz, and its figures
// in Prometheus' text format at /metrics.
func serveHealth(ctx context.Context, addr string, b patient) error {
	if err := onlyLoopback(addr); err != nil {
		return err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return usage(fmt.Errorf("cannot answer health checks on %s: %w", addr, err), "give another address")
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) {
		if !b.Connected() {
			http.Error(rw, "not connected to Discord", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(rw, "ok")
	})
	set := figures(b)
	mux.HandleFunc("GET /metrics", func(rw http.ResponseWriter, _ *http.Request) { set.WritePrometheus(rw) })
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { srv.Close() })
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("health checks: %w", err)
	}
	return nil
}

// figures returns the bot's figures, each read when it is asked for.
func figures(b patient) *metrics.Set {
	set := metrics.NewSet()
	for name, value := range map[string]func(bot.Stats) float64{
		"cliffhanger_gateway_shards":           func(s bot.Stats) float64 { return float64(s.Shards) },
		"cliffhanger_gateway_shards_connected": func(s bot.Stats) float64 { return float64(s.Connected) },
		"cliffhanger_gateway_identifies_total": func(s bot.Stats) float64 { return float64(s.Identifies) },
		"cliffhanger_gateway_identifies_left":  func(s bot.Stats) float64 { return float64(s.IdentifiesLeft) },
		"cliffhanger_gateway_resumes_total":    func(s bot.Stats) float64 { return float64(s.Resumes) },
		"cliffhanger_rest_requests_total":      func(s bot.Stats) float64 { return float64(s.Requests) },
		"cliffhanger_rest_limited_total":       func(s bot.Stats) float64 { return float64(s.Limited) },
		"cliffhanger_rest_refusals_10m":        func(s bot.Stats) float64 { return float64(s.Refusals) },
		"cliffhanger_events_refused_total":     func(s bot.Stats) float64 { return float64(s.Refused) },
		"cliffhanger_stories_told":             func(s bot.Stats) float64 { return float64(s.Told) },
	} {
		set.NewGauge(name, func() float64 { return value(b.Stats()) })
	}
	return set
}

// onlyLoopback refuses an address that others could reach.
func onlyLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usage(fmt.Errorf("%q is not an address", addr), "give one such as 127.0.0.1:8421")
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usage(fmt.Errorf("%s can be reached from outside", addr), "give a loopback address such as 127.0.0.1:8421")
	}
	return nil
}
