package discord_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

// A place is the sandbox's default world with its REST API, without a network.
type place struct {
	t      testing.TB
	w      *world.World
	s      *rest.Server
	app    world.App
	guild  world.ID
	rooms  map[string]uint64
	people map[string]world.ID
	asked  chan *world.Interaction // interactions that wait for the bot
}

// storyNow is the time in the sandbox. A bubble's own begins in the year 2000, which has no ids yet: Discord counts
// from 2015 on.
func storyNow() time.Time { return time.Now().AddDate(27, 0, 0) }

func newPlace(t testing.TB) *place {
	t.Helper()
	p := &place{t: t, w: world.New(storyNow), rooms: map[string]uint64{}, people: map[string]world.ID{},
		asked: make(chan *world.Interaction, 1000)}
	p.app = p.w.Furnish()
	p.s = rest.New(rest.Options{World: p.w, Keep: 100_000})
	for _, g := range p.w.View(p.app.User.ID).Guilds {
		p.guild = g.ID
		for _, c := range g.Channels {
			p.rooms[c.Name] = uint64(c.ID)
		}
	}
	for _, who := range p.w.People() {
		p.people[who.Name] = who.ID
	}
	_, detach := p.w.Attach(p.app.ID, func(e world.Event) {
		if i, ok := e.Data.(*world.Interaction); ok {
			p.asked <- i
		}
	})
	t.Cleanup(detach)
	return p
}

// client returns the bot's client, behind h if that is not nil.
func (p *place) client(h http.Handler) *discord.Client {
	p.t.Helper()
	if h == nil {
		h = p.s
	}
	return connect(p.t, h, p.w.Token(p.app.ID), slog.New(slog.DiscardHandler))
}

// addRooms makes further channels.
func (p *place) addRooms(n int) []uint64 {
	var all []uint64
	for i := range n {
		all = append(all, uint64(p.w.AddChannel(p.guild, fmt.Sprintf("room-%d", i), "")))
	}
	return all
}

// invoke lets Ines use a command, which has to be registered, and returns what the bot is told.
func (p *place) invoke(name string) *world.Interaction {
	p.t.Helper()
	if _, err := p.w.Invoke(p.people["Ines"], world.ID(p.rooms["talk"]), world.Invocation{Name: name}); err != nil {
		p.t.Fatal(err)
	}
	return <-p.asked
}

// limited counts the answers of 429 so far, and all.
func (p *place) limited() (limited, all int) {
	for x := range p.s.Traffic().All() {
		if all++; x.Status == http.StatusTooManyRequests {
			limited++
		}
	}
	return limited, all
}
