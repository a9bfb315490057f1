package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
)

// A balloting is people who vote in every way there is while the bot dies again and again.
type balloting struct {
	*killing
	clock   turnedClock
	begin   time.Time // of the story
	dir     string    // of the story
	key     story.Key
	data    string
	cmd     *exec.Cmd
	run     int  // how many programs were started
	calm    bool // none runs, and what the last one sent has arrived
	papers  map[world.ID]map[world.ID]*paper
	named   map[world.ID]map[world.ID]string // by round and reader: what they put forward
	stands  map[world.ID][]string            // by round: what the bot said is put forward
	errands map[world.ID]*errand             // by interaction
	forms   chan world.ModalShown
	votes   map[world.ID]*seen                // that people can take part in
	results map[string][]told                 // by chapter and round
	reads   map[world.ID]map[string]time.Time // by vote and emoji: when the bot last asked for it, on the wall
	struck  []func() int                      // how often an answer was withheld
	audit   audit
}

func newBalloting(t *testing.T, seasons int) *balloting {
	t.Helper()
	begin := time.Now().UTC().Truncate(time.Minute).Add(time.Hour)
	b := &balloting{killing: newKilling(t), begin: begin, data: filepath.Join(t.TempDir(), "data"),
		papers: map[world.ID]map[world.ID]*paper{}, named: map[world.ID]map[world.ID]string{},
		stands: map[world.ID][]string{}, errands: map[world.ID]*errand{}, forms: make(chan world.ModalShown, 1<<12),
		votes: map[world.ID]*seen{}, results: map[string][]told{}, reads: map[world.ID]map[string]time.Time{}, audit: newAudit()}
	b.clock = turnedClock{begin, time.Now(), 1, begin}
	var s *story.Story
	b.dir, s = votedStory(t, begin, seasons)
	b.key = s.Key()
	guild := b.box.World.View(b.author).Guilds[0].ID
	for i := range 6 {
		who := b.box.World.AddPerson(fmt.Sprintf("Voter %d", i), "reader", "#000000")
		b.box.World.Join(guild, who)
		b.readers = append(b.readers, who)
		t.Cleanup(b.box.World.Watch(who, func(e world.Event) {
			if s, ok := e.Data.(world.InteractionState); ok {
				b.states <- s
			}
		}))
	}
	for _, who := range b.readers {
		t.Cleanup(b.box.World.Watch(who, func(e world.Event) {
			if m, ok := e.Data.(world.ModalShown); ok {
				b.forms <- m
			}
		}))
	}
	b.troubles()
	return b
}

// troubles has Discord do 3 % of what it is asked for without saying so, and take its time over it.
func (b *balloting) troubles() {
	b.box.Faults().Clear()
	b.box.Faults().Seed(b.dice.Uint64())
	for _, to := range []rest.Fault{
		{Method: "POST", Route: "/channels/{}/messages"},
		{Method: "PUT", Route: "/channels/{}/messages/{}/reactions/{}/{}"},
		{Method: "DELETE", Route: "/channels/{}/messages/{}/reactions/{}/{}"},
	} {
		to.Action, to.Probability = rest.CreateThenAnswer, 0.03 // 502
		_, struck := b.box.Faults().Add(to)
		b.struck = append(b.struck, struck)
		to.Action, to.Probability, to.Delay = rest.Delay, 0, 5*time.Millisecond // something to die in the middle of
		b.box.Faults().Add(to)
	}
}

// season returns which season it is, and where its run-offs and the next season begin.
func (b *balloting) season() (n int, voted, next time.Time) {
	n = int(b.clock.Now().Sub(b.begin) / seasonEvery)
	from := b.begin.Add(time.Duration(n) * seasonEvery)
	return n, from.Add(seasonVotes), from.Add(seasonEvery)
}

// start runs the program. While a season's votes are open a second is five minutes, so that a restart does not pass for
// hours in which nobody counted; the run-offs that follow have a day, and a second is four hours.
func (b *balloting) start() *exec.Cmd {
	b.t.Helper()
	now := b.clock.Now()
	_, voted, next := b.season()
	b.clock = turnedClock{now, time.Now(), 5 * 60, voted}
	if !now.Before(voted) {
		b.clock = turnedClock{now, time.Now(), 4 * 3600, next}
	}
	b.run++
	b.calm = false
	b.log.Reset()
	cmd := program(b.t, b.t.Context(), []string{"DISCORD_TOKEN=" + b.box.Token(), turned + "=" + b.clock.String()},
		"serve", "--story", b.dir, "--data", b.data, "--discord-api", b.box.API())
	cmd.Stderr = &b.log
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.cmd = cmd
	b.phase = fmt.Sprintf(" (bot up in %d)", b.run)
	return cmd
}

// stop notes at what time of the story the program ended.
func (b *balloting) stop(end func() error) error {
	err := end()
	now := b.clock.Now()
	b.clock = turnedClock{now, time.Now(), 1, now}
	b.phase = fmt.Sprintf(" (down after %d)", b.run)
	return err
}

// kill ends the program without a word.
func (b *balloting) kill(cmd *exec.Cmd) {
	b.t.Helper()
	err := b.stop(func() error {
		err := cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// quiet waits until what the dead program had sent has arrived.
func (b *balloting) quiet() {
	for seen := -1; seen != b.box.Traffic().Total(); time.Sleep(30 * time.Millisecond) { // they are delayed by 5 ms
		seen = b.box.Traffic().Total()
	}
	b.calm = true
}

// look takes note of what stands in the channel.
func (b *balloting) look() {
	b.t.Helper()
	page, err := b.box.World.History(b.author, b.channel, 0, 80)
	if err != nil {
		b.t.Fatal(err)
	}
	clear(b.votes)
	for _, m := range page {
		if r, ok := toldIn(m); ok {
			b.hear(r)
		}
		if v, ok := seenIn(m); ok {
			b.votes[m.ID] = &v
		}
	}
	for id, v := range b.votes {
		if len(b.results[fmt.Sprint(v.round, v.chapter)]) > 0 {
			delete(b.votes, id)
		}
	}
}

func (b *balloting) hear(r told) {
	key := fmt.Sprint(r.round, r.chapter)
	if !slices.ContainsFunc(b.results[key], func(o told) bool { return o.message == r.message }) {
		b.results[key] = append(b.results[key], r)
	}
}

func (b *balloting) paper(vote, who world.ID) *paper {
	if b.papers[vote] == nil {
		b.papers[vote] = map[world.ID]*paper{}
	}
	if b.papers[vote][who] == nil {
		b.papers[vote][who] = newPaper()
	}
	return b.papers[vote][who]
}

// live lets people vote for a while, or until something has come about.
func (b *balloting) live(d time.Duration, done func() bool) bool {
	b.t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(time.Duration(b.dice.IntN(4)) * time.Millisecond) {
		b.look()
		b.promises()
		if done != nil && done() {
			return true
		}
		if list := b.asked(); len(list) > 0 {
			b.act(list[b.dice.IntN(len(list))], b.readers[b.dice.IntN(len(b.readers))])
		}
	}
	return false
}

// asked returns the votes that people see, the oldest first.
func (b *balloting) asked() []*seen {
	var out []*seen
	for _, v := range b.votes {
		out = append(out, v)
	}
	slices.SortFunc(out, func(x, y *seen) int { return int(int64(x.message) - int64(y.message)) })
	return out
}

// readings notes when the bot last read a vote's reactions.
func (b *balloting) readings() {
	for x := range b.box.Traffic().All() {
		parts := strings.Split(x.Path, "/")
		at := slices.Index(parts, "reactions")
		if x.Method != "GET" || at < 1 || at+1 >= len(parts) || strings.Contains(x.Query, "type=1") {
			continue
		}
		id, err := world.ParseID(parts[at-1])
		if err != nil {
			b.t.Fatal(err)
		}
		if b.reads[id] == nil {
			b.reads[id] = map[string]time.Time{}
		}
		if x.Time.After(b.reads[id][parts[at+1]]) {
			b.reads[id][parts[at+1]] = x.Time
		}
	}
}

// read returns when the last reading of a vote began: later, anything may count or not.
func (b *balloting) read(vote world.ID) time.Time {
	var first time.Time
	for _, at := range b.reads[vote] {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

// reread reports whether every vote has been read since an instant.
func (b *balloting) reread(since time.Time) bool {
	b.readings()
	for _, v := range b.votes {
		if v.button == "" && (len(b.reads[v.message]) < len(v.emoji) || !b.read(v.message).After(since)) {
			return false
		}
	}
	return true
}

// wait waits, while nobody does anything.
func (b *balloting) wait(most time.Duration, done func() bool) {
	for end := time.Now().Add(most); !done() && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		b.look()
	}
	time.Sleep(200 * time.Millisecond) // what was read is counted
}

// round lets the program live for a moment of any length, and kills it.
func (b *balloting) round() {
	b.t.Helper()
	// Not by default, as each takes some seconds: Discord makes a new session wait, and then all has to be read.
	deaf := os.Getenv("CLIFFHANGER_KILLS") != "" && b.dice.IntN(25) == 0
	if deaf {
		b.box.Gateway.EndSessions() // what happens until it is back is never told
	}
	begun := b.box.Gateway.Stats().Identifies
	cmd := b.start()
	if deaf { // Discord lets it wait for some seconds; then it reads what it was not told
		b.live(8*time.Second, func() bool { return b.box.Gateway.Stats().Identifies > begun })
		again := time.Now()
		b.wait(8*time.Second, func() bool { return b.reread(again) })
	}
	b.live(time.Duration(80+b.dice.IntN(700))*time.Millisecond, nil)
	b.kill(cmd)
	if b.dice.IntN(3) == 0 {
		b.live(time.Duration(b.dice.IntN(20))*time.Millisecond, nil)
		b.quiet()
		b.live(time.Duration(b.dice.IntN(40))*time.Millisecond, nil)
	}
	b.promises()
	b.readings()
	b.look()
	b.inspect()
}

// finish lets the program live until all that began is decided. Seasons that have not begun are left out.
func (b *balloting) finish() {
	b.t.Helper()
	n, _, _ := b.season()
	for chapter := (n+1)*len(decisions()) + 1; ; chapter++ {
		if err := os.Remove(filepath.Join(b.dir, fmt.Sprintf("%04d.md", chapter))); err != nil {
			break // there are no more
		}
	}
	for end, span := time.Now().Add(4*time.Minute), 5*time.Second; ; span += 5 * time.Second {
		cmd := b.start()
		b.live(span, nil) // many last readings may have to be made
		err := b.stop(func() error {
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				return err
			}
			return cmd.Wait()
		})
		if err != nil {
			b.t.Fatalf("after an interrupt the program ends with %v", err)
		}
		b.promises()
		b.readings()
		b.look()
		left := b.inspect()
		if _, voted, _ := b.season(); left == 0 && !b.clock.Now().Before(voted) {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("%d votes do not end; the program said last: %s", left, b.tail())
		}
	}
}

func TestNoBallotIsLostWhenTheProcessIsKilled(t *testing.T) {
	n := rounds(t)
	b := newBalloting(t, 2+n/10)
	for range n {
		b.round()
	}
	b.finish()
	b.once()
	b.figures(n)
}

// tail is what the program said last.
func (b *balloting) tail() string {
	text := b.log.String()
	return text[max(0, len(text)-3000):]
}
