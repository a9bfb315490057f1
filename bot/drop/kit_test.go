package drop_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/bot/outbox"
	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

const (
	guild = 11
	town  = 22 // a text channel
	early = 33
	forum = 44
	talks = 55 // a forum for discussions
)

// A desk keeps what the author is told, once by its key.
type desk struct {
	mu     sync.Mutex
	alerts []drop.Alert
	none   bool // there is no desk
	err    error
}

func (d *desk) Tell(_ context.Context, _ uint64, _ *story.Story, a drop.Alert) (uint64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return 0, d.err
	}
	if d.none {
		return 0, nil
	}
	d.alerts = append(d.alerts, a)
	return uint64(9000 + len(d.alerts)), nil
}

// told returns the alerts of a kind.
func (d *desk) told(kind drop.AlertKind) []drop.Alert {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []drop.Alert
	for _, a := range d.alerts {
		if a.Kind == kind {
			out = append(out, a)
		}
	}
	return out
}

// A bubble is the time of a synctest bubble, which can be set forward and back.
type bubble struct {
	mu   sync.Mutex
	off  time.Duration
	jump chan struct{}
}

func (b *bubble) Now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Add(b.off)
}

func (b *bubble) set(by time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.off += by
	close(b.jump)
	b.jump = make(chan struct{})
}

func (b *bubble) Wait(ctx context.Context, until time.Time, _ string) error {
	for {
		b.mu.Lock()
		left, jump := until.Sub(time.Now().Add(b.off)), b.jump
		b.mu.Unlock()
		if left <= 0 {
			return ctx.Err()
		}
		t := time.NewTimer(left)
		select {
		case <-t.C:
		case <-jump:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
		t.Stop()
	}
}

// A house is a runner with everything around it, in a bubble.
type house struct {
	t      *testing.T
	w      *world
	d      *desk
	votes  *council
	clock  *bubble
	engine *memkv.Engine
	store  *store.Store
	r      *drop.Runner
	mu     sync.Mutex
	opened []store.VoteRef

	broken bool          // the engine fails, and with it Serve
	died   chan struct{} // holds something when a Serve has ended

	served []drop.Telling
	cancel context.CancelFunc
	ended  []chan error
}

// tell builds a house whose runner serves the tellings, and calls play within the bubble.
func tell(t *testing.T, play func(h *house), tellings ...drop.Telling) {
	t.Helper()
	tellFrom(t, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), play, tellings...)
}

// tellFrom is tell on a clock that shows another time in the beginning than that of a bubble, midnight of 2000.
func tellFrom(t *testing.T, begin time.Time, play func(h *house), tellings ...drop.Telling) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, w: newWorld(), d: &desk{}, votes: &council{}, clock: &bubble{jump: make(chan struct{})}, engine: memkv.New(),
			served: tellings}
		h.clock.off, h.w.now = time.Until(begin), h.clock.Now
		h.start()
		play(h)
		h.stop()
	})
}

// start opens the store and serves the tellings.
func (h *house) start() {
	h.t.Helper()
	var err error
	h.store, err = store.Open(h.t.Context(), kv.Open(h.engine, kv.Options{MaxGroup: 1}), store.Secret{1}, store.Options{})
	if err != nil {
		h.t.Fatal(err)
	}
	log := quiet
	h.r = drop.New(drop.Config{
		Store: h.store, Discord: h.w, Threads: h.w, Publish: h.w, Sender: outbox.New(h.w, log), Desk: h.d, Clock: h.clock,
		Log: log, Failure: failure, Opened: h.open, Ways: h.votes,
	})
	var ctx context.Context
	ctx, h.cancel = context.WithCancel(h.t.Context())
	died, r := make(chan struct{}, len(h.served)), h.r
	h.ended, h.died = nil, died
	for _, t := range h.served {
		if err := h.store.Attach(ctx, store.Telling{Guild: t.Guild, Story: t.Story.Key(), Channel: t.Channel}, store.Spot{}); err != nil {
			h.t.Fatal(err)
		}
		done := make(chan error, 1)
		h.ended = append(h.ended, done)
		go func() {
			done <- r.Serve(ctx, t)
			died <- struct{}{}
		}()
	}
	synctest.Wait()
}

func (h *house) open(_ context.Context, v store.VoteRef) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.opened = append(h.opened, v)
}

// failure tells the engine's errors apart.
func failure(err error) drop.Failure {
	switch {
	case errors.Is(err, kv.ErrFull):
		return drop.Full
	case errors.Is(err, kv.ErrUnknown):
		return drop.Silent
	case errors.Is(err, kv.ErrBroken), errors.Is(err, kv.ErrClosed), errors.Is(err, store.ErrCorrupt):
		return drop.Broken
	}
	return drop.Stuck
}

// stop ends everything but the engine's content and Discord.
func (h *house) stop() {
	h.t.Helper()
	h.cancel()
	for i, done := range h.ended {
		if err := <-done; err != nil && !h.broken {
			h.t.Errorf("Serve of telling %d: %v", i, err)
		}
	}
	if err := h.store.Close(); err != nil && !h.broken {
		h.t.Error(err)
	}
}

// again stops the program and starts it with the same data.
func (h *house) again() {
	h.t.Helper()
	h.stop()
	h.engine = h.engine.Reopen()
	h.start()
}

// wait lets time pass.
func (h *house) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// till lets time pass until an instant, written in UTC as 2000-01-02 15:04.
func (h *house) till(text string) {
	h.t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		h.t.Fatal(err)
	}
	h.wait(at.Sub(h.clock.Now()))
}

func (h *house) course() store.Course {
	h.t.Helper()
	c, _, err := h.store.Course(h.t.Context(), guild, h.served[0].Story.Key())
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func (h *house) serial(channel uint64) store.Serial {
	h.t.Helper()
	key := store.Telling{Guild: guild, Story: h.served[0].Story.Key(), Channel: channel}
	s, _, err := h.store.Serial(h.t.Context(), key)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// adjust changes the course as the author's commands do, and pokes.
func (h *house) adjust(what string) {
	h.t.Helper()
	_, err := h.store.ChangeCourse(h.t.Context(), guild, h.served[0].Story.Key(), func(c *store.Course) error {
		c.Adjustments = append(c.Adjustments, what)
		return nil
	}, store.Entry{At: h.clock.Now(), What: what})
	if err != nil {
		h.t.Fatal(err)
	}
	h.r.Poke(guild, h.served[0].Story.Key())
	synctest.Wait()
}

// ok fails the test if an order failed, and lets what it began settle.
func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
	synctest.Wait()
}

// leads returns when the chapters were announced in a channel, as 2000-01-01 19:00 in UTC with the chapter's number.
func (h *house) leads(channel uint64) []string {
	var out []string
	for _, m := range h.w.in(channel) {
		var n int
		if _, err := fmt.Sscanf(m.text, "## Chapter %d", &n); err == nil {
			out = append(out, fmt.Sprintf("%s %d", m.at.UTC().Format("2006-01-02 15:04"), n))
		}
	}
	return out
}

// texts returns the first lines of what stands in a channel.
func (h *house) texts(channel uint64) []string {
	var out []string
	for _, m := range h.w.in(channel) {
		line, _, _ := strings.Cut(m.text, "\n")
		out = append(out, line)
	}
	return out
}

// tale is a story of so many chapters, posted daily at 19:00 UTC; each has a scene, and whatever change adds.
func tale(chapters int, change func(*story.Chapter)) *story.Story {
	s := &story.Story{ID: "tale", Title: "Tale",
		Release: story.Plan{Schedule: "daily 19:00", Zone: time.UTC, Voting: story.Voting{Open: time.Hour}}}
	for n := 1; n <= chapters; n++ {
		c := story.Chapter{Number: n, Scenes: []story.Scene{{Blocks: paragraph("Morning %d came.", n)}}}
		if change != nil {
			change(&c)
		}
		s.Chapters = append(s.Chapters, c)
	}
	return s
}

func paragraph(format string, args ...any) []story.Block {
	return []story.Block{{Runs: []story.Run{{Text: fmt.Sprintf(format, args...)}}}}
}

// scenes gives a chapter three scenes.
func scenes(c *story.Chapter) {
	for n := 2; n <= 3; n++ {
		c.Scenes = append(c.Scenes, story.Scene{Blocks: paragraph("Hour %d of day %d.", n, c.Number)})
	}
}

func question(c *story.Chapter) {
	c.Question = &story.Question{Text: "What now?",
		Options: []story.Option{{Emoji: "🌊", Text: "Sink"}, {Emoji: "🔥", Text: "Burn"}}}
}

func public(s *story.Story) drop.Telling { return drop.Telling{Guild: guild, Channel: town, Story: s} }

var quiet = slog.New(slog.DiscardHandler)

func many(n int, err error) []error { return slices.Repeat([]error{err}, n) }

// fail has the desk answer with an error from now on; nil: no more.
func (d *desk) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err = err
}
