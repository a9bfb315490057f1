package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// healthCmd asks a bot that was started with --health ADDR.
type healthCmd struct {
	Addr string `help:"Where the bot answers." default:"127.0.0.1:8421" placeholder:"HOST:PORT"`
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

// serveHealth answers on a loopback address until ctx ends, from what connected says.
func serveHealth(ctx context.Context, addr string, connected func() bool) error {
	if err := onlyLoopback(addr); err != nil {
		return err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return usage(fmt.Errorf("cannot answer health checks on %s: %w", addr, err), "give another address")
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) {
		if !connected() {
			http.Error(rw, "not connected to Discord", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(rw, "ok")
	})
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { srv.Close() })
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("health checks: %w", err)
	}
	return nil
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
