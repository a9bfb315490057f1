package rest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

// noon is when the story's clock starts in these tests.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// kit is the default world behind a Server, without a network: requests go straight to ServeHTTP.
type kit struct {
	t       testing.TB
	w       *world.World
	s       *rest.Server
	app     world.App
	token   string
	guild   world.ID
	rooms   map[string]world.ID
	people  map[string]world.ID
	elapsed atomic.Int64 // of the story
}

func newKit(t testing.TB, o rest.Options) *kit {
	t.Helper()
	k := &kit{t: t, rooms: map[string]world.ID{}, people: map[string]world.ID{}}
	k.w = world.New(func() time.Time { return noon.Add(time.Duration(k.elapsed.Load())) })
	k.app = k.w.Furnish()
	k.token = k.w.Token(k.app.ID)
	for _, g := range k.w.View(k.app.User.ID).Guilds {
		k.guild = g.ID
		for _, c := range g.Channels {
			k.rooms[c.Name] = c.ID
		}
	}
	for _, p := range k.w.People() {
		k.people[p.Name] = p.ID
	}
	o.World = k.w
	k.s = rest.New(o)
	return k
}

// quiet is a kit without rate limits.
func quiet(t testing.TB) *kit { return newKit(t, rest.Options{Limits: rest.Limits{Off: true}}) }

// pass lets story time pass.
func (k *kit) pass(d time.Duration) { k.elapsed.Add(int64(d)) }

// result is an answer.
type result struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   []byte
}

// request builds a request as a well-behaved client sends it. body is a JSON text, a value to marshal, or nil.
func (k *kit) request(method, path string, body any) *http.Request {
	k.t.Helper()
	var data []byte
	switch b := body.(type) {
	case nil:
	case string:
		data = []byte(b)
	default:
		var err error
		if data, err = json.Marshal(b); err != nil {
			k.t.Fatal(err)
		}
	}
	r := httptest.NewRequest(method, "/api/v10"+path, bytes.NewReader(data))
	r.Header.Set("User-Agent", "DiscordBot (https://example.invalid, 1.0)")
	r.Header.Set("Authorization", "Bot "+k.token)
	if len(data) > 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// send serves a request.
func (k *kit) send(r *http.Request) result {
	k.t.Helper()
	rec := httptest.NewRecorder()
	k.s.ServeHTTP(rec, r)
	return result{k.t, r.Method + " " + r.URL.Path, rec.Code, rec.Header(), rec.Body.Bytes()}
}

// do sends a request and returns the answer.
func (k *kit) do(method, path string, body any) result {
	k.t.Helper()
	return k.send(k.request(method, path, body))
}

// ok fails unless the status is the given one.
func (r result) ok(status int) result {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s: status %d, want %d: %s", r.what, r.status, status, r.body)
	}
	return r
}

// into decodes the body.
func (r result) into(v any) {
	r.t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		r.t.Fatalf("%s: %v: %s", r.what, err, r.body)
	}
}

// message decodes the body as a message.
func (r result) message() *world.Message {
	r.t.Helper()
	var m world.Message
	r.ok(200).into(&m)
	return &m
}

// refused fails unless the answer is a refusal with the status and code, and, if at is not "", an error at that place
// of the tree, such as "embeds.0.title: BASE_TYPE_MAX_LENGTH".
func (r result) refused(status, code int, at string) {
	r.t.Helper()
	var e struct {
		Code    *int
		Message string
		Errors  map[string]any
	}
	r.ok(status).into(&e)
	if e.Code == nil || *e.Code != code || e.Message == "" {
		r.t.Fatalf("%s: got %s, want code %d", r.what, r.body, code)
	}
	if at == "" {
		return
	}
	place, want, _ := strings.Cut(at, ": ")
	node := any(e.Errors)
	for _, name := range strings.Split(place, ".") {
		if name != "" {
			inner, _ := node.(map[string]any)
			node = inner[name]
		}
	}
	inner, _ := node.(map[string]any)
	if got := fmt.Sprint(inner["_errors"]); !strings.Contains(got, "code:"+want+" ") {
		r.t.Errorf("%s: got %s, want %s", r.what, r.body, at)
	}
}

// messages is the path of a channel's messages.
func (k *kit) messages(room string) string {
	return "/channels/" + k.rooms[room].String() + "/messages"
}

// post creates a message as the bot.
func (k *kit) post(room, content string) *world.Message {
	k.t.Helper()
	return k.do("POST", k.messages(room), map[string]any{"content": content}).message()
}

// live serves the kit over TCP and returns a function that sends a request there.
func (k *kit) live() (base string, send func(*http.Request) (*http.Response, error)) {
	k.t.Helper()
	server := httptest.NewServer(k.s)
	k.t.Cleanup(server.Close)
	client := server.Client()
	return server.URL, func(r *http.Request) (*http.Response, error) {
		out := r.Clone(k.t.Context())
		out.URL.Scheme, out.URL.Host, out.RequestURI = "http", strings.TrimPrefix(server.URL, "http://"), ""
		return client.Do(out)
	}
}

// read reads an answer to its end.
func read(t testing.TB, res *http.Response) []byte {
	t.Helper()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return data
}
