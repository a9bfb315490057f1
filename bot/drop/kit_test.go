package drop_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
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

// A said is a message in the fake Discord.
type said struct {
	id       uint64
	channel  uint64
	text     string
	at       time.Time
	roles    []string // pinged
	emoji    []string
	edits    int
	pinned   bool
	crossed  bool
	thread   string // the name of the thread on it
	silenced bool   // SUPPRESS_NOTIFICATIONS
}

// A world is a Discord that keeps messages and, for as long as a test wants, nonces. Each call first takes its answer
// from errs, by the call's name.
type world struct {
	mu       sync.Mutex
	next     uint64
	messages []*said
	nonces   map[string]uint64
	posts    map[uint64]string // forum posts by id: their names
	forums   map[uint64]uint64 // forum posts by id: their forum
	asleep   map[uint64]bool   // archived threads
	gone     map[uint64]error  // by channel: what every request about it is refused with
	errs     map[string][]error
	after    map[string][]error // answers that come although the call was carried out
	calls    map[string]int
	total    int
	dieAt    int    // the number of the call after which the program dies; 0: none
	die      func() // ends the program
	now      func() time.Time
}

func newWorld() *world {
	return &world{next: 1000, nonces: map[string]uint64{}, posts: map[uint64]string{}, forums: map[uint64]uint64{},
		asleep: map[uint64]bool{}, gone: map[uint64]error{}, errs: map[string][]error{}, after: map[string][]error{},
		calls: map[string]int{}}
}

// enter begins a call about a channel; the lock is held when it returns, and given back by done.
func (w *world) enter(what string, channel uint64) (done func(), err error) {
	w.mu.Lock()
	w.calls[what]++
	w.total++
	if list := w.errs[what]; len(list) > 0 {
		w.errs[what] = list[1:]
		return w.mu.Unlock, list[0]
	}
	if w.total == w.dieAt { // what was asked for is carried out, and nobody is there to hear of it
		return func() { w.die(); w.mu.Unlock() }, w.gone[channel]
	}
	return w.mu.Unlock, w.gone[channel]
}

// hide returns what the call is answered with although it was carried out.
func (w *world) hide(what string) error {
	list := w.after[what]
	if len(list) == 0 {
		return nil
	}
	w.after[what] = list[1:]
	return list[0]
}

func (w *world) find(id uint64) *said {
	for _, m := range w.messages {
		if m.id == id {
			return m
		}
	}
	return nil
}

func (w *world) add(channel uint64, body json.RawMessage) (*said, error) {
	var m struct {
		Content  string
		Flags    int
		Mentions struct{ Roles []string } `json:"allowed_mentions"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, err
	}
	w.next++
	s := &said{id: w.next, channel: channel, text: m.Content, at: w.now(), roles: m.Mentions.Roles,
		silenced: m.Flags&(1<<12) != 0}
	w.messages = append(w.messages, s)
	return s, nil
}

func (w *world) Post(_ context.Context, channel uint64, body json.RawMessage, nonce string) (uint64, error) {
	done, err := w.enter("post", channel)
	defer done()
	switch {
	case err != nil:
		return 0, err
	case w.asleep[channel]:
		return 0, &discord.Error{Op: "post", Status: 400, Code: 50083}
	}
	if id, ok := w.nonces[nonce]; ok {
		return id, nil
	}
	m, err := w.add(channel, body)
	if err != nil {
		return 0, err
	}
	w.nonces[nonce] = m.id
	return m.id, w.hide("post")
}

func (w *world) Own(_ context.Context, channel, after uint64) ([]discord.Posted, error) {
	done, err := w.enter("own", channel)
	defer done()
	var out []discord.Posted
	for _, m := range w.messages {
		if m.channel == channel && m.id > after {
			out = append(out, discord.Posted{ID: m.id, Content: m.text})
		}
	}
	return out, err
}

func (w *world) Newest(_ context.Context, channel uint64) (uint64, error) {
	done, err := w.enter("newest", channel)
	defer done()
	id := uint64(0)
	for _, m := range w.messages {
		if m.channel == channel {
			id = m.id
		}
	}
	return id, err
}

func (w *world) React(_ context.Context, channel, message uint64, emoji string) error {
	done, err := w.enter("react", channel)
	defer done()
	if err != nil {
		return err
	}
	m := w.find(message)
	if m == nil || m.channel != channel {
		return &discord.Error{Op: "react", Status: 404, Code: 10008}
	}
	if !slices.Contains(m.emoji, emoji) {
		m.emoji = append(m.emoji, emoji)
	}
	return nil
}

func (w *world) Edit(_ context.Context, channel, message uint64, body json.RawMessage) error {
	done, err := w.enter("edit", channel)
	defer done()
	if err != nil {
		return err
	}
	m := w.find(message)
	switch {
	case m == nil || m.channel != channel:
		return &discord.Error{Op: "edit", Status: 404, Code: 10008}
	case w.asleep[channel]:
		return &discord.Error{Op: "edit", Status: 400, Code: 50083}
	}
	var b struct{ Content string }
	if err := json.Unmarshal(body, &b); err != nil {
		return err
	}
	m.text = b.Content
	m.edits++
	return nil
}

func (w *world) Pin(_ context.Context, channel, message uint64) error {
	done, err := w.enter("pin", channel)
	defer done()
	if err == nil {
		w.find(message).pinned = true
	}
	return err
}

func (w *world) StartThread(_ context.Context, channel, message uint64, name string) error {
	done, err := w.enter("thread", channel)
	defer done()
	if err != nil {
		return err
	}
	m := w.find(message)
	switch {
	case m == nil:
		return &discord.Error{Op: "thread", Status: 404, Code: 10008}
	case m.thread != "":
		return &discord.Error{Op: "thread", Status: 400, Code: 160004}
	}
	m.thread = name
	return w.hide("thread")
}

func (w *world) StartPost(_ context.Context, forum uint64, name string, body json.RawMessage) (uint64, error) {
	done, err := w.enter("start", forum)
	defer done()
	if err != nil {
		return 0, err
	}
	m, err := w.add(0, body)
	if err != nil {
		return 0, err
	}
	m.channel = m.id
	w.posts[m.id], w.forums[m.id] = name, forum
	return m.id, w.hide("start")
}

func (w *world) FindPost(_ context.Context, _, forum uint64, name string, after uint64) (uint64, error) {
	done, err := w.enter("find", forum)
	defer done()
	newest := uint64(0)
	for id, n := range w.posts {
		if n == name && w.forums[id] == forum && id > after {
			newest = max(newest, id)
		}
	}
	return newest, err
}

func (w *world) Unarchive(_ context.Context, thread uint64) error {
	done, err := w.enter("unarchive", thread)
	defer done()
	delete(w.asleep, thread)
	return err
}

func (w *world) Crosspost(_ context.Context, channel, message uint64) error {
	done, err := w.enter("crosspost", channel)
	defer done()
	if err == nil {
		w.find(message).crossed = true
	}
	return err
}

// in returns what stands in a channel.
func (w *world) in(channel uint64) []said {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []said
	for _, m := range w.messages {
		if m.channel == channel {
			out = append(out, *m)
		}
	}
	return out
}

// A desk keeps what the author is told, once by its key.
type desk struct {
	mu     sync.Mutex
	alerts []drop.Alert
	err    error
}

func (d *desk) Tell(_ context.Context, _ uint64, _ *story.Story, a drop.Alert) (uint64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return 0, d.err
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
		h := &house{t: t, w: newWorld(), d: &desk{}, clock: &bubble{jump: make(chan struct{})}, engine: memkv.New(),
			served: tellings}
		h.clock.off, h.w.now = begin.Sub(time.Now()), h.clock.Now
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
		Log: log, Failure: failure, Opened: h.open,
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
		Release: story.Plan{Schedule: "daily 19:00", Zone: time.UTC, Vote: time.Hour}}
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

// channelOf moves a message to another channel; to 0 deletes it.
func (w *world) channelOf(message, channel uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.find(message).channel = channel
}

// dieAfter has the program die when the n-th call from the beginning was carried out.
func (w *world) dieAfter(n int, die func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dieAt, w.die = n, die
}
