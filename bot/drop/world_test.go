package drop_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"cliffhanger/bot/discord"
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
	mu        sync.Mutex
	next      uint64
	messages  []*said
	nonces    map[string]uint64
	posts     map[uint64]string // forum posts by id: their names
	forums    map[uint64]uint64 // forum posts by id: their forum
	asleep    map[uint64]bool   // archived threads
	gone      map[uint64]error  // by channel: what every request about it is refused with
	errs      map[string][]error
	after     map[string][]error // answers that come although the call was carried out
	calls     map[string]int
	total     int
	published []publication // in order
	dieAt     int           // the number of the call after which the program dies; 0: none
	die       func()        // ends the program
	now       func() time.Time
}

func newWorld() *world {
	return &world{next: 1000, nonces: map[string]uint64{}, posts: map[uint64]string{}, forums: map[uint64]uint64{},
		asleep: map[uint64]bool{}, gone: map[uint64]error{}, errs: map[string][]error{}, after: map[string][]error{},
		calls: map[string]int{}}
}

// set changes how the world answers, from another goroutine than those who ask it.
func (w *world) set(change func(*world)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(w)
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

func (w *world) Post(_ context.Context, channel uint64, body json.RawMessage, nonce string,
	_ ...discord.File) (uint64, error) {
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

func (w *world) Crosspost(ctx context.Context, channel, message uint64) error {
	if err := w.publishable(ctx); err != nil {
		return err
	}
	done, err := w.enter("crosspost", channel)
	defer done()
	if err != nil {
		return err
	}
	m := w.find(message)
	switch {
	case m == nil || m.channel != channel:
		return &discord.Error{Op: "crosspost", Status: 404, Code: 10008}
	case m.crossed:
		return &discord.Error{Op: "crosspost", Status: 400, Code: 40033}
	}
	m.crossed = true
	w.published = append(w.published, publication{message, w.now()})
	return nil
}

// A publication is a message that was passed on.
type publication struct {
	message uint64
	at      time.Time
}

// publishable waits as the client does until another message may be passed on, of 10 in any hour.
func (w *world) publishable(ctx context.Context) error {
	for {
		w.mu.Lock()
		wait := time.Duration(0)
		if n := len(w.published); n >= 10 {
			wait = w.published[n-10].at.Add(time.Hour).Sub(w.now())
		}
		w.mu.Unlock()
		if wait <= 0 {
			return nil
		}
		if !discord.Sleep(ctx, wait) {
			return fmt.Errorf("%w: %w", discord.ErrOutcomeUnknown, ctx.Err())
		}
	}
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
