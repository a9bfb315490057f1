package world_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// place is the default world with its names.
type place struct {
	*world.World
	t       testing.TB
	app     world.App
	bot     world.ID
	guild   world.ID
	rooms   map[string]world.ID
	people  map[string]world.ID
	elapsed atomic.Int64
}

func newPlace(t testing.TB) *place {
	t.Helper()
	p := &place{t: t, rooms: map[string]world.ID{}, people: map[string]world.ID{}}
	p.World = world.New(func() time.Time { return noon.Add(time.Duration(p.elapsed.Load())) })
	p.app = p.Furnish()
	p.bot = p.app.User.ID
	for _, g := range p.View(p.bot).Guilds {
		p.guild = g.ID
		for _, c := range g.Channels {
			p.rooms[c.Name] = c.ID
		}
	}
	for _, person := range p.People() {
		p.people[person.Name] = person.ID
	}
	return p
}

// post says something as the bot.
func (p *place) post(room string, d world.Draft) *world.Message {
	p.t.Helper()
	m, err := p.Post(p.bot, p.rooms[room], d)
	if err != nil {
		p.t.Fatal(err)
	}
	return m
}

// refused fails unless err is a refusal with the code.
func refused(t testing.TB, err error, code int) {
	t.Helper()
	var e *world.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("got %v, want a refusal with code %d", err, code)
	}
}

// ok fails on an error.
func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// log collects the types of events.
type log struct{ types []string }

func (l *log) add(e world.Event) { l.types = append(l.types, e.Type) }

// take returns what was collected since it was last asked.
func (l *log) take() []string {
	got := l.types
	l.types = nil
	return got
}
