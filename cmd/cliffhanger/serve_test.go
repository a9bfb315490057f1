package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
)

// aDiscord starts a sandbox in real time.
func aDiscord(t *testing.T) *sandbox.Sandbox {
	t.Helper()
	box, err := sandbox.Start(t.Context(),
		sandbox.Options{Log: slog.New(slog.DiscardHandler), IdentifyEvery: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return box
}

// output is what a program writes, to be read while it runs.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("gave up waiting until %s", what)
		}
	}
}

func TestServePostsAndTellsItsHealth(t *testing.T) {
	box := aDiscord(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	health := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	ask := func() (int, string) {
		var out, said bytes.Buffer
		code := run(t.Context(), []string{"health", "--addr", health}, os.Getenv, &out, &said)
		return code, out.String() + said.String()
	}
	if code, text := ask(); code != exitFailed || !strings.Contains(text, "no bot answers") {
		t.Errorf("health without a bot ends with %d: %s", code, text)
	}
	tokenFile := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(tokenFile, []byte("Bot "+box.Token()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := aStory(t, "title: Tide\nschedule: daily 00:00\nstart: "+today()+"\ngap: 0s\nchannel: story\n")
	env := map[string]string{"DISCORD_API": box.API(), "DATA_DIR": filepath.Join(t.TempDir(), "data")}
	box.Faults().Add(rest.Fault{Method: "POST", Action: rest.Answer, Status: 429, Count: 1, Header: http.Header{"Retry-After": {"0"}}})
	box.Faults().Add(rest.Fault{Method: "PUT", Route: "/applications/{}/commands", Action: rest.Answer, Status: 403, Count: 1})
	ctx, cancel := context.WithCancel(t.Context())
	var out, said output
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"serve", "--story", dir, "--token-file", tokenFile, "--health", health, "-v"},
			func(name string) string { return env[name] }, &out, &said)
	}()
	eventually(t, "the chapter is complete", func() bool { return strings.Contains(said.String(), "chapter complete") })
	eventually(t, "the commands are refused", func() bool { return strings.Contains(said.String(), "not registered") })
	if code, text := ask(); code != exitOK {
		t.Errorf("health of a bot that serves ends with %d: %s", code, text)
	}
	text := fetch(t, "http://"+health+"/metrics")
	for _, want := range []string{
		"gateway_shards 1", "gateway_shards_connected 1", "gateway_identifies_total 1", "gateway_identifies_left 999",
		"gateway_resumes_total 0", "rest_limited_total 1", "rest_refusals_10m 2", "events_refused_total 0", "stories_told 1",
	} {
		if !strings.Contains(text, "cliffhanger_"+want+"\n") {
			t.Errorf("the figures lack %s:\n%s", want, text)
		}
	}
	if sent := requestsOf(t, text); sent < 4 || sent > box.Traffic().Total() {
		t.Errorf("%d requests were sent, they say; %d came", sent, box.Traffic().Total())
	}
	second := func() int {
		var out, said bytes.Buffer
		code := run(t.Context(), []string{"serve", "--story", dir, "--token-file", tokenFile},
			func(name string) string { return env[name] }, &out, &said)
		if !strings.Contains(said.String(), "cannot use the data folder") {
			t.Errorf("a second bot on the same folder says %q", said.String())
		}
		return code
	}
	if code := second(); code != exitUsage {
		t.Errorf("a second bot on the same folder ends with %d", code)
	}
	cancel()
	if code := <-done; code != exitOK {
		t.Errorf("serve ends with %d: %s", code, said.String())
	}
	if strings.Contains(said.String(), box.Token()) {
		t.Error("the log holds the token")
	}
}

// requestsOf reads from the figures how many requests were sent.
func requestsOf(t *testing.T, figures string) int {
	t.Helper()
	_, text, _ := strings.Cut(figures, "cliffhanger_rest_requests_total ")
	text, _, _ = strings.Cut(text, "\n")
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Errorf("requests: %v", err)
	}
	return n
}

// today is the date on which a daily chapter of midnight is out at once: late, and not so late that its author is asked.
func today() string { return time.Now().UTC().Format(time.DateOnly) }

// fetch returns what an address answers.
func fetch(t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestANumberOfShards(t *testing.T) {
	for text, want := range map[string]int{"auto": 0, "1": 1, "16": 16, "0": -1, "-1": -1, "many": -1, "": -1} {
		got, err := serveCmd{Shards: text}.shards()
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("--shards %q is %d, %v, want %d", text, got, err, want)
		}
	}
}

func TestARefusedTokenEndsTheProgram(t *testing.T) {
	box := aDiscord(t)
	dir := aStory(t, "title: Tide\nschedule: daily 00:00\nchannel: story\n")
	var out, said bytes.Buffer
	const wrong = "MTIzNDU2Nzg5.not.the-token"
	code := run(t.Context(), []string{"serve", "--story", dir, "--data", filepath.Join(t.TempDir(), "data"),
		"--discord-api", box.API()},
		func(name string) string { return map[string]string{"DISCORD_TOKEN": wrong}[name] }, &out, &said)
	if code != exitFatal || !strings.Contains(said.String(), "developer portal") {
		t.Errorf("a token that is refused ends the program with %d: %s", code, said.String())
	}
	if strings.Contains(said.String(), wrong) {
		t.Error("the log holds the token")
	}
	if n := box.Traffic().Total(); n > 2 {
		t.Errorf("it made %d requests", n)
	}
}
