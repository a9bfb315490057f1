package vote_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// The size of the storm, and the figures it is to reach on a machine that does nothing else.
const (
	stormEvents  = 50_000
	stormReaders = 5_000
	stormSlips   = 5 // one in so many presses is a slip, taken back at once
	stormGoal    = 45_000
	stormMemory  = 32 << 20
	stormGarbage = 50 // percent of garbage that may gather, as the program sets it
)

// inStorm says to a process that it is the one that is measured.
const inStorm = "CLIFFHANGER_STORM"

// A gale makes gateway events as Discord words them, always the same ones, and knows what they come to.
type gale struct {
	dice  *rand.Rand
	raw   []byte
	next  []click // what comes before anything else
	wants map[uint64]string
	emoji []string
}

// A click is one thing a reader does.
type click struct {
	user   uint64
	emoji  string
	remove bool
}

func newGale(emoji ...string) *gale {
	return &gale{dice: rand.New(rand.NewPCG(5, 7)), wants: map[uint64]string{}, emoji: emoji}
}

// blow returns the name and the data of the next event, which is good until the one after.
func (g *gale) blow() (string, []byte) {
	if len(g.next) == 0 {
		user := 200_000_000_000_000_000 + uint64(g.dice.IntN(stormReaders))<<22
		want := g.emoji[g.dice.IntN(len(g.emoji))]
		if g.dice.IntN(stormSlips) == 0 {
			slip := g.emoji[g.dice.IntN(len(g.emoji))]
			g.next = append(g.next, click{user, slip, false}, click{user, slip, true})
		}
		g.next = append(g.next, click{user, want, false})
	}
	c := g.next[0]
	g.next = slices.Delete(g.next, 0, 1)
	if !c.remove {
		g.wants[c.user] = c.emoji
	} else if g.wants[c.user] == c.emoji {
		delete(g.wants, c.user)
	}
	return g.event(c)
}

// event words a click.
func (g *gale) event(c click) (string, []byte) {
	name, b := "MESSAGE_REACTION_ADD", append(g.raw[:0], `{"user_id":"`...)
	b = strconv.AppendUint(b, c.user, 10)
	b = append(b, `","type":0,"message_id":"`...)
	b = strconv.AppendUint(b, message, 10)
	b = append(b, `",`...)
	if c.remove {
		name = "MESSAGE_REACTION_REMOVE"
	} else {
		b = append(b, `"message_author_id":"44","member":{"user":{"username":"a_reader_of_tales","public_flags":0,"id":"`...)
		b = strconv.AppendUint(b, c.user, 10)
		b = append(b, `","global_name":"A Reader","display_name":"A Reader","discriminator":"0","bot":false,"collectibles":null,`+
			`"avatar_decoration_data":null,"avatar":"a_0123456789abcdef0123456789abcdef"},"roles":["901234567890123456",`+
			`"901234567890123457"],"premium_since":null,"pending":false,"nick":null,"mute":false,`+
			`"joined_at":"2024-11-05T18:31:12.481000+00:00","flags":0,"deaf":false,"communication_disabled_until":null,`+
			`"banner":null,"avatar":null},`...)
	}
	b = append(b, `"emoji":{"name":"`...)
	b = append(b, c.emoji...)
	b = append(b, `","id":null},"channel_id":"22","burst":false,"guild_id":"11"}`...)
	g.raw = b
	return name, b
}

// TestStorm has a process of its own take the storm, so that its memory is its own.
func TestStorm(t *testing.T) {
	if testing.Short() {
		t.Skip("a storm takes seconds")
	}
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestInTheStorm$", "-test.v")
	cmd.Env = append(os.Environ(), inStorm+"="+t.TempDir())
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	must(t, err)
	if !bytes.Contains(out, []byte("0 wrong votes")) {
		t.Error("the storm was not measured")
	}
}

func TestInTheStorm(t *testing.T) {
	dir := os.Getenv(inStorm)
	if dir == "" {
		t.Skip("TestStorm runs this in a process of its own")
	}
	debug.SetGCPercent(stormGarbage)
	bare := bareDecoding(t)
	syncs := bareSyncs(t, dir)
	s := newStorm(t, filepath.Join(dir, "db"))
	before := usage(t)
	took := s.rage()
	after := usage(t)
	wrong := s.wrong()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	rate := stormEvents / took.Seconds()
	t.Logf("%d events of %d readers in %s: %.0f/s; %d wrong votes; %d refused", stormEvents, stormReaders,
		took.Round(time.Millisecond), rate, wrong, s.votes.Refused())
	t.Logf("%.1f µs of CPU an event; bare decoding takes %.1f µs (%.0f/s): %.2f of its speed",
		float64((after.cpu-before.cpu).Microseconds())/stormEvents, bare.Seconds()*1e6/stormEvents,
		stormEvents/bare.Seconds(), bare.Seconds()/took.Seconds())
	t.Logf("%d bytes written, %.0f an event; %.0f bare syncs a second: %.1f durable events for each sync the disk can do",
		after.written-before.written, float64(after.written-before.written)/stormEvents, syncs, rate/syncs)
	t.Logf("%.1f MiB resident at most (%.1f before), %.1f MiB of heap, %d collections", mib(after.resident),
		mib(before.resident), mib(m.HeapSys), m.NumGC)
	if wrong != 0 || s.votes.Refused() != 0 {
		t.Error("votes are wrong")
	}
	if !raceDetector && after.resident > stormMemory { // which keeps many times as much
		t.Errorf("%.1f MiB resident, want at most %d", mib(after.resident), stormMemory>>20)
	}
	if rate < stormGoal {
		t.Logf("below the goal of %d/s, which is for a machine that does nothing else", stormGoal)
	}
	s.end()
}

func mib[T int64 | uint64](n T) float64 { return float64(n) / (1 << 20) }

// bareDecoding returns how long it takes to decode the storm's events and do nothing with them.
func bareDecoding(t *testing.T) time.Duration {
	t.Helper()
	g := newGale(sink, burn, story.NoneEmoji)
	start := time.Now()
	for range stormEvents {
		if _, err := discord.Decode(g.blow()); err != nil {
			t.Fatal(err)
		}
	}
	return time.Since(start)
}

// bareSyncs returns how many pages can be written and synced in a second, one after the other.
func bareSyncs(t *testing.T, dir string) float64 {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "bare"))
	must(t, err)
	defer f.Close()
	const n = 200
	page := make([]byte, 4096)
	start := time.Now()
	for range n {
		_, err := f.Write(page)
		must(t, err)
		must(t, f.Sync())
	}
	return n / time.Since(start).Seconds()
}

// A use is what the process has used.
type use struct {
	cpu      time.Duration
	written  int64
	resident int64 // at most, ever
}

func usage(t *testing.T) use {
	t.Helper()
	var u syscall.Rusage
	must(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return use{cpu: time.Duration(u.Utime.Nano() + u.Stime.Nano()), resident: figure(t, "/proc/self/status", "VmHWM:") << 10,
		written: figure(t, "/proc/self/io", "write_bytes:")}
}

// figure returns a figure of a file of the kernel's; 0 where there is no such file.
func figure(t *testing.T, path, name string) int64 {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(b), name)
	fields := strings.Fields(after)
	if len(fields) == 0 {
		return 0
	}
	n, err := strconv.ParseInt(fields[0], 10, 64)
	must(t, err)
	return n
}

// A tempest is a vote in a storm.
type tempest struct {
	t     *testing.T
	gale  *gale
	store *store.Store
	votes *vote.Service
	ref   store.VoteRef
	stop  func()
}

// slow is a fake that takes reactions off as fast as Discord lets it.
type slow struct{ *fake }

func (s slow) Unreact(ctx context.Context, c, m uint64, emoji string, user uint64,
	still func() bool) error {
	if !discord.Sleep(ctx, 250*time.Millisecond) {
		return ctx.Err()
	}
	return s.fake.Unreact(ctx, c, m, emoji, user, still)
}

func newStorm(t *testing.T, path string) *tempest {
	t.Helper()
	e, err := boltkv.Open(path, boltkv.Options{})
	must(t, err)
	st, err := store.Open(t.Context(), kv.Open(e, kv.Options{}), store.Secret{1}, store.Options{})
	must(t, err)
	s := &tempest{t: t, gale: newGale(sink, burn, story.NoneEmoji), store: st}
	s.ref = openVote(t, st, story.Voting{})
	f := slow{newFake()}
	s.votes = vote.New(vote.Config{Store: st, Discord: f, Notes: f, Members: f, Sender: f, Clock: f,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	ctx, cancel := context.WithCancel(t.Context())
	must(t, s.votes.Load(ctx))
	done := make(chan struct{}, 2)
	go func() { s.votes.Run(ctx); done <- struct{}{} }()
	go func() { s.votes.Count(ctx); done <- struct{}{} }()
	s.stop = func() { cancel(); <-done; <-done }
	for f.called("read") < 3 { // the reading at the start
		time.Sleep(time.Millisecond)
	}
	return s
}

// rage lets all events come, and returns how long it took until the last of them was durable.
func (s *tempest) rage() time.Duration {
	start := time.Now()
	for range stormEvents {
		ev, err := discord.Decode(s.gale.blow())
		must(s.t, err)
		s.votes.Reaction(ev.(discord.Reaction), self)
	}
	must(s.t, s.votes.Settle(s.t.Context()))
	return time.Since(start)
}

// wrong counts the votes that are not what their readers did last, and checks the journal's chain.
func (s *tempest) wrong() int {
	s.t.Helper()
	ctx, n := s.t.Context(), 0
	choices := map[string]story.Choice{sink: 0, burn: 1, story.NoneEmoji: story.None}
	ballots, err := s.store.Ballots(ctx, s.ref)
	must(s.t, err)
	got := map[story.ReaderID][]story.Choice{}
	for _, b := range ballots {
		got[b.Voter] = b.Choices
	}
	for i := range uint64(stormReaders) {
		user := 200_000_000_000_000_000 + i<<22
		var want []story.Choice
		if e, ok := s.gale.wants[user]; ok {
			want = append(want, choices[e])
		}
		if !slices.Equal(got[s.store.Reader(user)], want) {
			n++
		}
	}
	v, err := s.store.Vote(ctx, s.ref)
	must(s.t, err)
	head := ballot.Genesis(v.Terms())
	journal, err := s.store.Journal(ctx, s.ref)
	must(s.t, err)
	for _, e := range journal {
		head = head.Add(ballot.EntryOf(s.ref.Message, e.Seq, e.Ballot))
	}
	if head != v.Head {
		s.t.Errorf("the journal of %d entries does not come to the vote's head %v", len(journal), v.Head)
	}
	return n
}

func (s *tempest) end() {
	s.stop()
	must(s.t, s.store.Close())
}

// BenchmarkDecode is the floor under every event.
func BenchmarkDecode(b *testing.B) {
	g := newGale(sink, burn, story.NoneEmoji)
	name, raw := g.event(click{200_000_000_000_000_000, burn, false})
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := discord.Decode(name, json.RawMessage(raw)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(raw)), "B/event")
}
