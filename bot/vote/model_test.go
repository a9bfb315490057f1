package vote_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// The model test's size: a run takes four times as long under the race detector, and there are a third as many then.
// CLIFFHANGER_RUNS says otherwise how many runs there are.
const (
	modelRuns   = 500
	modelVoters = 200
	modelOps    = 160
)

// A play is a run of a script.
type play struct {
	t      *testing.T
	town   *town
	script script
	engine *memkv.Engine
	dead   *atomic.Bool
	store  *store.Store
	votes  *vote.Service
	ref    store.VoteRef
	means  map[uint64]*meaning
	wiped  []story.Choice
	gap    string          // what keeps the bot from hearing; "" if nothing does
	acted  map[uint64]bool // who did something since a reading began that may go on; nil: none does
	forgot bool            // the bot was started again, and has not read yet of whom it is not clear what they want
	heard  int             // how much of what was told the last bot has heard and settled
	stop   func()
	wrong  []string

	halfway int
}

// mortal is an engine that outlives its databases, and takes nothing once the process is dead.
type mortal struct {
	*memkv.Engine
	dead *atomic.Bool
}

var errDead = errors.New("the process is dead")

func (m mortal) Apply(ctx context.Context, c kv.Commit) error {
	if m.dead.Load() {
		return fmt.Errorf("%w: %w", kv.ErrBroken, errDead)
	}
	return m.Engine.Apply(ctx, c)
}

func (mortal) Close() error { return nil }

// run plays a script and returns what was wrong in the end, and how often the process died while it took a reaction off.
func run(t *testing.T, s script) (wrong []string, halfway int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &play{t: t, script: s, engine: memkv.New(), town: newTown(modelOptions), means: map[uint64]*meaning{}}
		p.open()
		p.ref = openVoteOf(t, p.store, story.Question{Text: "What now?", Options: modelOptions,
			Voting: story.Voting{Choose: s.choose}.OrDefault()}, 10_000*time.Hour)
		p.start()
		p.acted = map[uint64]bool{}
		p.listen(false)
		for _, o := range s.ops {
			p.do(o)
		}
		p.back()
		p.settle()
		p.compare("at the end")
		p.read()
		p.compare("after a last reading")
		p.stop()
		wrong, halfway = p.wrong, p.halfway
	})
	return wrong, halfway
}

func (p *play) open() {
	p.t.Helper()
	p.dead = &atomic.Bool{}
	st, err := store.Open(p.t.Context(), kv.Open(mortal{p.engine, p.dead}, kv.Options{}), store.Secret{1}, store.Options{})
	must(p.t, err)
	p.store = st
}

// start starts a bot, which hears nothing yet.
func (p *play) start() {
	p.t.Helper()
	p.votes = vote.New(vote.Config{Store: p.store, Discord: p.town, Notes: p.town, Members: p.town, Sender: p.town,
		Clock: p.town, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	ctx, cancel := context.WithCancel(p.t.Context())
	must(p.t, p.votes.Load(ctx))
	p.votes.Lost(0, anywhere)
	done, votes, st := make(chan struct{}, 2), p.votes, p.store
	go func() { votes.Count(ctx); done <- struct{}{} }()
	go func() { votes.Run(ctx); done <- struct{}{} }()
	p.stop = func() {
		cancel()
		<-done
		<-done
		if err := st.Close(); err != nil && !p.dead.Load() {
			p.t.Error(err)
		}
	}
}

// listen has the bot hear again: what was told meanwhile if the session goes on, nothing of it if a new one begins.
func (p *play) listen(resumed bool) {
	p.t.Helper()
	p.town.mu.Lock()
	tell := func(r discord.Reaction) { p.votes.Reaction(r, self) }
	if resumed {
		for _, ev := range p.town.told[p.heard:] {
			tell(ev)
		}
	} else {
		p.town.told, p.heard = nil, 0
		p.town.session++
		p.votes.Session(0, anywhere, p.town.session)
		p.votes.Began(0, anywhere)
	}
	p.town.tell = tell
	p.town.mu.Unlock()
	if resumed {
		p.votes.Session(0, anywhere, p.town.session)
		p.votes.Resumed(p.t.Context(), 0)
	}
}

// deaf has the bot hear nothing more.
func (p *play) deaf() {
	p.town.mu.Lock()
	defer p.town.mu.Unlock()
	p.town.tell = nil
}

// note remembers that all that was told so far is durable.
func (p *play) note() {
	p.town.mu.Lock()
	defer p.town.mu.Unlock()
	p.heard = len(p.town.told)
}

func (p *play) meaning(user uint64) *meaning {
	m := p.means[user]
	if m == nil {
		m = &meaning{limit: p.script.choose}
		p.means[user] = m
	}
	return m
}

// doubtful reports whether of anybody it is not clear what they want, or they did what nobody heard.
func (p *play) doubtful() bool {
	for _, m := range p.means {
		if m.touched || len(m.unclear)+len(m.begun) > 0 {
			return true
		}
	}
	return false
}

func (p *play) do(o op) {
	p.t.Helper()
	switch o.what {
	case "click", "super":
		p.click(o)
	case "drop":
		if p.gap == "" {
			p.settle()
			p.drop(o.pick)
		}
	case "back":
		p.back()
	case "wipe":
		if p.gap == "" {
			p.wipe(o.pick.choice)
		}
	case "read":
		if p.gap == "" {
			p.read()
		}
	case "settle":
		if p.gap == "" {
			p.settle()
			p.compare("after some acts")
		}
	default:
		if p.gap == "" {
			p.leave(o.what)
		}
	}
}

// click lets a reader click. What nobody hears has to be read before they click again.
func (p *play) click(o op) {
	p.t.Helper()
	m, unheard := p.meaning(o.pick.user), p.gap == "end" || p.gap == "gone"
	if m.touched && p.gap != "" && !unheard {
		return // they wait until what nobody heard was read
	}
	if p.gap == "" && (m.touched || p.acted[o.pick.user]) { // a reading tells of the last of several acts alone
		p.settle()
	}
	if p.acted != nil {
		p.acted[o.pick.user] = true
	}
	kind := normal
	if o.what == "super" && len(m.unclear)+len(m.begun) == 0 {
		kind = super
	}
	if p.gap == "" && len(m.unclear)+len(m.begun) > 0 {
		p.settle() // what stands tells what a click is, and whoever dies after it would have forgotten
		defer p.settle()
	}
	forgot := p.forgot || p.gap == "stop" || p.gap == "crash" || p.gap == "half"
	if forgot && (p.town.super(o.pick) || len(m.unclear) > 0) {
		return // which kinds of reactions stand, and what was in doubt, is known again when they were read
	}
	pressed, stands := p.town.click(o.pick, kind, false)
	switch {
	case unheard:
		m.touched = true
	case pressed:
		m.press(o.pick.choice, forgot)
	case !stands:
		m.release(o.pick.choice, forgot)
	}
	if forgot && len(m.unclear)+len(m.begun) > 0 {
		m.touched = true // the next reading tells
	}
}

// drop lets a reader click, and the event is lost.
func (p *play) drop(at pick) {
	m := p.meaning(at.user)
	if len(m.unclear)+len(m.begun) > 0 {
		return
	}
	p.town.click(at, normal, true)
	m.touched = true
}

func (p *play) wipe(c story.Choice) {
	p.t.Helper()
	p.settle()
	p.town.wipe(c)
	if c != nothing {
		p.wiped = append(p.wiped, c)
	} else {
		p.wiped = []story.Choice{story.None, 0, 1, 2, 3}
	}
	p.rest(time.Minute)
	p.readAll()
}

// rest lets everything come to rest.
func (p *play) rest(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// settle lets everything that was heard be counted, everything that nobody heard be read, and all removals end.
func (p *play) settle() {
	p.t.Helper()
	if p.gap != "" {
		return
	}
	p.rest(10 * time.Second)
	for _, m := range p.means {
		m.surplus = slices.Clone(m.begun) // the others have been taken off
	}
	if p.doubtful() {
		p.read()
	}
	p.note()
	p.acted, p.forgot = nil, false
}

// read lets the bot read all reactions by itself.
func (p *play) read() {
	p.t.Helper()
	p.rest(20 * time.Minute)
	p.readAll()
}

func (p *play) readAll() {
	for user, m := range p.means {
		m.read(p.town.stands(user), p.wiped)
		m.surplus = slices.Clone(m.begun)
	}
	p.rest(time.Minute)
}

func TestVotesAreWhatReadersMean(t *testing.T) {
	runs := modelRuns
	if raceDetector {
		runs /= 3
	}
	if s := os.Getenv("CLIFFHANGER_RUNS"); s != "" {
		n, err := strconv.Atoi(s)
		must(t, err)
		runs = n
	}
	first := uint64(1)
	if s := os.Getenv("CLIFFHANGER_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		must(t, err)
		first = n
	}
	acts := map[string]int{}
	for seed := first; seed < first+uint64(runs); seed++ {
		s := write(seed)
		for _, o := range s.ops {
			acts[o.what]++
		}
		wrong, halfway := run(t, s)
		acts["dead halfway"] += halfway
		if len(wrong) > 0 {
			s, wrong = shrink(t, s, wrong)
			t.Fatalf("seed %d, choose %d: %s\nafter %d acts: %v", seed, s.choose, strings.Join(wrong, "\n"), len(s.ops), s.ops)
		}
	}
	t.Logf("%d runs of %d voters and %d acts, 0 differences; %v", runs, modelVoters, modelOps, acts)
}
