package page_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/clock"
	"cliffhanger/bot/sandbox/page"
	"cliffhanger/bot/sandbox/world"
)

// The people and places of the fake world.
const (
	mara  world.ID = 101
	ines  world.ID = 102
	robot world.ID = 103
	guild world.ID = 200
	story world.ID = 201
)

// A fakeWorld notes what it is asked to do and answers what it was told to.
type fakeWorld struct {
	mu      sync.Mutex
	calls   []string
	err     error // of every act
	choices []world.Choice
	history []*world.Message
	watch   map[world.ID][]func(world.Event)
	dms     []*world.Channel
	watched chan world.ID // gets the viewer of every new watch
	left    chan world.ID // gets the viewer of every watch that ends
}

func (f *fakeWorld) note(format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
	return f.err
}

func (f *fakeWorld) noted() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.calls...)
}

func (f *fakeWorld) People() []world.Person {
	return []world.Person{
		{ID: mara, Name: "Mara", Role: "author", Color: "#a33"},
		{ID: ines, Name: "Ines", Role: "reader", Color: "#3a3"},
		{ID: robot, Name: "Cliffhanger", Role: "bot", Bot: true},
	}
}

func (f *fakeWorld) View(viewer world.ID) world.View {
	room := &world.Guild{ID: guild, Name: "Room"}
	room.Channels = []*world.Channel{{ID: story, GuildID: guild, Name: "story"}}
	return world.View{Me: &world.User{ID: viewer}, Guilds: []*world.Guild{room}, DMs: f.dms}
}

func (f *fakeWorld) History(viewer, channel, before world.ID, limit int) ([]*world.Message, error) {
	return f.history, f.note("history %d %d %d %d", viewer, channel, before, limit)
}

func (f *fakeWorld) Commands(guild world.ID) []*world.Command {
	return []*world.Command{{ID: 900 + guild, Name: "read", Type: world.CommandChat}}
}

func (f *fakeWorld) Watch(viewer world.ID, deliver func(world.Event)) func() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.watch == nil {
		f.watch = map[world.ID][]func(world.Event){}
	}
	f.watch[viewer] = append(f.watch[viewer], deliver)
	if f.watched != nil {
		f.watched <- viewer
	}
	return func() {
		_ = f.note("unwatch %d", viewer) // its answer is for acts
		if f.left != nil {
			f.left <- viewer
		}
	}
}

// tell delivers an event as the world does: under its lock.
func (f *fakeWorld) tell(viewer world.ID, e world.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, deliver := range f.watch[viewer] {
		deliver(e)
	}
}

func (f *fakeWorld) Say(user, channel world.ID, content string) (*world.Message, error) {
	if err := f.note("say %d %d %q", user, channel, content); err != nil {
		return nil, err
	}
	return &world.Message{ID: 500, ChannelID: channel, Content: content}, nil
}

func (f *fakeWorld) React(user, channel, message world.ID, emoji string) error {
	return f.note("react %d %d %d %s", user, channel, message, emoji)
}

func (f *fakeWorld) AddSuperReaction(user, channel, message world.ID, emoji string) error {
	return f.note("super %d %d %d %s", user, channel, message, emoji)
}

func (f *fakeWorld) TakeBack(user, channel, message world.ID, emoji string, super bool) error {
	return f.note("take back %d %d %d %s %v", user, channel, message, emoji, super)
}

func (f *fakeWorld) ClearReactions(user, channel, message world.ID, emoji string) error {
	return f.note("clear %d %d %d %q", user, channel, message, emoji)
}

func (f *fakeWorld) DeleteMessage(user, channel, message world.ID) error {
	return f.note("delete %d %d %d", user, channel, message)
}

func (f *fakeWorld) DeleteChannel(user, channel world.ID) (*world.Channel, error) {
	return nil, f.note("delete channel %d %d", user, channel)
}

func (f *fakeWorld) SetRole(user, guild, of, role world.ID, give bool) error {
	return f.note("role %d %d %d %d %v", user, guild, of, role, give)
}

func (f *fakeWorld) Dismiss(user, message world.ID) error {
	return f.note("dismiss %d %d", user, message)
}

func (f *fakeWorld) Invoke(user, channel world.ID, in world.Invocation) (world.ID, error) {
	return 700, f.note("invoke %d %d %+v", user, channel, in)
}

func (f *fakeWorld) Autocomplete(ctx context.Context, user, channel world.ID, in world.Invocation, focused string) (
	[]world.Choice, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return f.choices, f.note("autocomplete %d %d %+v %s", user, channel, in, focused)
}

func (f *fakeWorld) Press(user, channel, message world.ID, customID string, values []string) (world.ID, error) {
	return 701, f.note("press %d %d %d %s %v", user, channel, message, customID, values)
}

func (f *fakeWorld) Submit(user, modal world.ID, values map[string][]string) error {
	return f.note("submit %d %d %v", user, modal, values)
}

func (f *fakeWorld) Upload(user, channel world.ID, name, mime string, data []byte) (world.ID, error) {
	return 702, f.note("upload %d %d %s %s %q", user, channel, name, mime, data)
}

// noon is when the fake story begins.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// A desk is the page in front of a fake world.
type desk struct {
	t     *testing.T
	url   string
	world *fakeWorld
	clock *clock.Clock
	log   *journal
}

// A journal is a log that may be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, world: &fakeWorld{}, clock: clock.New(noon, 0), log: &journal{}}
	log := slog.New(slog.NewTextHandler(d.log, nil))
	server := httptest.NewServer(page.New(page.Options{World: d.world, Clock: d.clock, Log: log}))
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

// send makes a request and returns the answer's status and body.
func (d *desk) send(method, path, kind, body string, head ...string) (int, string) {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.url+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func (d *desk) get(path string) (int, string) { d.t.Helper(); return d.send("GET", path, "", "") }

func (d *desk) post(path, body string) (int, string) {
	d.t.Helper()
	return d.send("POST", path, "application/json", body)
}

// message reads the words of a refusal.
func message(t *testing.T, body string) string {
	t.Helper()
	var v struct{ Message *string }
	if err := json.Unmarshal([]byte(body), &v); err != nil || v.Message == nil {
		t.Fatalf("not a refusal: %s", body)
	}
	return *v.Message
}
