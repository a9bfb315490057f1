package gateway_test

import (
	"errors"
	"slices"
	"strings"
	"sync"

	"cliffhanger/bot/sandbox/gateway"
	"cliffhanger/bot/sandbox/world"
)

// The fake world's people and places. A server's shard of two is its id's 23rd bit.
const (
	theApp   world.ID = 500
	otherApp world.ID = 600
	theBot   world.ID = 501
	aReader  world.ID = 701
	guildA   world.ID = 2 << 22 // shard 0 of 2
	guildB   world.ID = 3 << 22 // shard 1 of 2
	aChannel world.ID = 9001
)

// fakeWorld is a world whose events the tests make up.
type fakeWorld struct {
	mu      sync.Mutex
	flags   int // of theApp
	guilds  []*world.Guild
	members []*world.Member
	hear    map[int]func(world.Event)
	last    int
}

func newFakeWorld() *fakeWorld {
	return &fakeWorld{
		guilds: []*world.Guild{{ID: guildA, Name: "A"}, {ID: guildB, Name: "B"}},
		hear:   map[int]func(world.Event){},
	}
}

func (w *fakeWorld) Login(token string) (world.App, bool) {
	switch token {
	case "good":
		return world.App{ID: theApp, User: &world.User{ID: theBot}}, true
	case "other":
		return world.App{ID: otherApp, User: &world.User{ID: otherApp + 1}}, true
	}
	return world.App{}, false
}

func (w *fakeWorld) Ready(app world.ID) (*world.User, any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return &world.User{ID: app + 1, Username: "cliffhanger", Bot: true}, map[string]any{"id": app, "flags": w.flags}
}

func (w *fakeWorld) AttachShard(
	_ world.ID, has func(world.ID) bool, deliver func(world.Event),
) ([]*world.Guild, func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last++
	n := w.last
	w.hear[n] = deliver
	// An event that comes before READY could be written must follow it all the same.
	deliver(world.Event{Type: "EARLY", Data: map[string]int{}, Guild: w.guilds[0].ID})
	guilds := slices.DeleteFunc(slices.Clone(w.guilds), func(g *world.Guild) bool { return !has(g.ID) })
	return guilds, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.hear, n)
	}
}

func (w *fakeWorld) Members(_, guild, after world.ID, limit int, query string) ([]*world.Member, error) {
	if guild != guildA {
		return nil, errors.New("unknown guild")
	}
	found := []*world.Member{}
	for _, m := range w.members {
		if m.User.ID > after && len(found) < limit && strings.HasPrefix(m.User.Username, query) {
			found = append(found, m)
		}
	}
	return found, nil
}

// emit hands an event to every session, under the lock as the real world does.
func (w *fakeWorld) emit(e world.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, deliver := range w.hear {
		deliver(e)
	}
}

// listeners is the number of sessions attached.
func (w *fakeWorld) listeners() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.hear)
}

// said makes the event of a reader's message in a server.
func said(content string) world.Event {
	return world.Event{
		Type: "MESSAGE_CREATE", Guild: guildA, Channel: aChannel, Author: aReader,
		Data: map[string]any{
			"id": "1", "content": content, "author": map[string]any{"id": aReader}, "embeds": []any{1},
			"attachments": []any{2}, "components": []any{3}, "poll": map[string]any{}, "mentions": []any{},
		},
	}
}

// The real world is one to serve.
var _ gateway.World = (*world.World)(nil)
