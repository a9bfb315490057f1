package sandbox

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// checkListen refuses addresses that others on the network could reach.
func checkListen(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("listen address %q: %w", addr, err)
	}
	if !loopback(host) {
		return fmt.Errorf("listen address %q is not on loopback; use 127.0.0.1, [::1] or localhost", addr)
	}
	return nil
}

// loopback reports whether a host name or address can only mean this machine.
func loopback(host string) bool {
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// guard refuses what another site's page sends: a request for another host name, or one with a foreign Origin.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host // no port
		}
		if !loopback(host) {
			http.Error(w, "the sandbox answers only to loopback names", http.StatusMisdirectedRequest)
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
			http.Error(w, "the sandbox answers only to its own page", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
