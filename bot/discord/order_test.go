package discord_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/world"
)

const (
	readers = 500
	clicks  = 5000
	emoji   = "🌊"
)

// A crowd presses a reaction in a sandbox, and a client hears of it.
type crowd struct {
	t        *testing.T
	box      *sandbox.Sandbox
	client   *discord.Client
	channel  world.ID
	message  world.ID
	people   []world.ID
	sessions atomic.Int64 // begun or resumed
	heard    atomic.Int64 // reaction events of the crowd
	all      chan struct{}
}

// gather puts the crowd before a message, and connects a client that gives their reactions to take, on the goroutine
// that reads the socket.
func gather(t *testing.T, take func(discord.Reaction)) *crowd {
	t.Helper()
	c := &crowd{t: t, all: make(chan struct{})}
	c.box, c.client = hear(t, func(e discord.Event) {
		switch e := e.(type) {
		case discord.Ready, discord.Resumed:
			c.sessions.Add(1)
		case discord.Reaction:
			if e.Bot {
				return
			}
			take(e)
			if c.heard.Add(1) == clicks {
				close(c.all)
			}
		}
	})
	c.settle()
	return c
}

// settle makes the message and the people.
func (c *crowd) settle() {
	c.t.Helper()
	w, bot := c.box.World, c.box.App().User.ID
	guild := w.View(bot).Guilds[0].ID
	c.channel = room(c.t, w, bot, "story")
	m, err := w.Post(bot, c.channel, world.Draft{Content: "Sink or swim?"})
	if err != nil {
		c.t.Fatal(err)
	}
	c.message = m.ID
	if err := w.AddReaction(bot, c.channel, m.ID, emoji); err != nil {
		c.t.Fatal(err)
	}
	for range readers {
		p := w.AddPerson("Reader", "reader", "#888888")
		w.Join(guild, p)
		c.people = append(c.people, p)
	}
}

// click lets everybody press the reaction and take it back, one right after the other, 8 to 12 times, in a random order
// of people: 5,000 events. Some end with the reaction pressed.
func (c *crowd) click() {
	c.t.Helper()
	left := make([]int, readers)
	for i := range left {
		left[i] = 8 + i%5
	}
	pressed := make([]bool, readers)
	dice := rand.New(rand.NewPCG(1, 2))
	for total := clicks; total > 0; {
		for _, i := range dice.Perm(readers) {
			for range min(2, left[i]) {
				act := c.box.World.React
				if pressed[i] {
					act = c.box.World.Unreact
				}
				if err := act(c.people[i], c.channel, c.message, emoji); err != nil {
					c.t.Fatal(err)
				}
				pressed[i] = !pressed[i]
				left[i]--
				total--
			}
		}
	}
}

// beats waits for so many more heartbeats of the client.
func (c *crowd) beats(n int) {
	c.t.Helper()
	want := c.box.Gateway.Stats().Heartbeats + n
	for end := time.Now().Add(time.Minute); c.box.Gateway.Stats().Heartbeats < want; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatal("the client's heart beats no more")
		}
	}
}

// shown returns who has the reaction pressed in truth.
func (c *crowd) shown() map[uint64]bool {
	c.t.Helper()
	out := map[uint64]bool{}
	for after := world.ID(0); ; {
		page, err := c.box.World.Reactors(c.box.App().User.ID, c.channel, c.message, emoji, false, after, 100)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, u := range page {
			out[uint64(u.ID)], after = !u.Bot, u.ID
		}
		if len(page) < 100 {
			return out
		}
	}
}

// A counter counts reactions as they are handled.
type counter struct {
	mu       sync.Mutex
	pressed  map[uint64]bool
	handled  int
	inverted int // events that cannot follow what was handled before
}

func (c *counter) count(r discord.Reaction) {
	for range rand.IntN(4) { // so that work that may run side by side does
		runtime.Gosched()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	added := r.Kind == discord.ReactionAdded
	if c.pressed[r.User] == added {
		c.inverted++
	}
	c.pressed[r.User] = added
	c.handled++
}

// wrong counts the readers of whom the counter believes something that is not so.
func (c *counter) wrong(truth map[uint64]bool, people []world.ID) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, p := range people {
		if c.pressed[uint64(p)] != truth[uint64(p)] {
			n++
		}
	}
	return n
}

// begin runs lanes until the test ends.
func begin(t *testing.T, lanes *discord.Lanes) {
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() { lanes.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		run.Wait()
	})
}

func TestFiveThousandClicksOfFiveHundredReadersKeepTheirOrder(t *testing.T) {
	lanes := discord.NewLanes(16, 4096, slog.New(slog.DiscardHandler))
	begin(t, lanes)
	got := counter{pressed: map[uint64]bool{}}
	c := gather(t, func(r discord.Reaction) {
		lanes.Do(r.Message^r.User, func(context.Context) { got.count(r) })
	})
	c.click()
	await(t, c.all, "every event is heard")
	if err := lanes.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	truth := c.shown()
	if n := len(truth); n != 201 { // the bot's own is among them
		t.Fatalf("%d reactions stand at the end, want 201: the crowd did not click as it should", n)
	}
	wrong := got.wrong(truth, c.people)
	if wrong != 0 || got.inverted != 0 || got.handled != clicks || lanes.Refused() != 0 {
		t.Errorf("%d of %d events handled, %d refused, %d out of order, %d wrong final states",
			got.handled, clicks, lanes.Refused(), got.inverted, wrong)
	}
}

func TestAQueueTooSmallIsCountedAndReadAgainAndNeverHoldsUpTheSocket(t *testing.T) {
	lanes := discord.NewLanes(16, 8, slog.New(slog.DiscardHandler))
	begin(t, lanes)
	got := counter{pressed: map[uint64]bool{}}
	gate := make(chan struct{})
	open := sync.OnceFunc(func() { close(gate) })
	var taken atomic.Int64
	c := gather(t, func(r discord.Reaction) {
		if lanes.Do(r.Message^r.User, func(ctx context.Context) {
			select {
			case <-gate:
			case <-ctx.Done():
			}
			got.count(r)
		}) {
			taken.Add(1)
		}
	})
	t.Cleanup(open) // a test that failed must not leave the socket's reader waiting
	c.click()
	// No lane does anything, and all are full. Still every event is heard, and heartbeats go on.
	await(t, c.all, "every event is heard")
	c.beats(3)
	refused := lanes.Refused()
	if refused == 0 || refused+taken.Load() != clicks {
		t.Errorf("%d events taken and %d refused, want %d together and some refused", taken.Load(), refused, clicks)
	}
	if n := c.sessions.Load(); n != 1 {
		t.Errorf("%d sessions: the connection did not outlive full queues", n)
	}
	open()
	if err := lanes.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got.handled != int(taken.Load()) {
		t.Errorf("%d events handled, %d were taken", got.handled, taken.Load())
	}
	users, err := c.client.Reactors(t.Context(), uint64(c.channel), uint64(c.message), emoji)
	if err != nil {
		t.Fatal(err)
	}
	clear(got.pressed)
	for _, u := range users {
		got.pressed[u.ID] = !u.Bot
	}
	if wrong := got.wrong(c.shown(), c.people); wrong != 0 {
		t.Errorf("%d wrong states after everything was read again", wrong)
	}
}
