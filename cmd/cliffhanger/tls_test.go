package main

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Discord is reached through TLS, for REST and for the gateway. Here a proxy with a certificate of its own stands
// before the sandbox, and the program is told to trust it.
func TestServeThroughTLS(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("skipped: only on Linux can a program be told by its environment which certificates to trust")
	}
	box := aDiscord(t)
	target, err := url.Parse(box.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	var front *httptest.Server
	front = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/api/v9/gateway") {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"url":"wss://%s/gateway"}`, front.Listener.Addr())
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	trust := filepath.Join(t.TempDir(), "cert.pem")
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: front.Certificate().Raw})
	if err := os.WriteFile(trust, cert, 0o600); err != nil {
		t.Fatal(err)
	}
	dir := aStory(t, "title: Tide\nschedule: daily 00:00\nstart: "+today()+"\ngap: 0s\nchannel: story\n")
	var said output
	cmd := program(t, t.Context(), []string{"DISCORD_TOKEN=" + box.Token(), "SSL_CERT_FILE=" + trust},
		"serve", "--story", dir, "--data", filepath.Join(t.TempDir(), "data"), "--discord-api", front.URL+"/api")
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the chapter is complete", func() bool { return strings.Contains(said.String(), "chapter complete") })
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the program ends with %v: %s", err, said.String())
	}
}
