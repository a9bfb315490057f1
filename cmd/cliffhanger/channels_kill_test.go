package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

// marchYAML has a story told in three channels, with a discussion of each chapter and an index.
const marchYAML = `early:
  - {channel: patrons, lead: 30d}
  - {channel: friends, lead: 10d}
discuss: thread
index: yes
`

// A march is a story told in three channels by a bot that dies again and again.
type march struct {
	*killing
	chapters int
	channels []world.ID    // the public one, and two that are ahead of it
	struck   []func() int  // how often an answer was withheld, by kind of request
	slowest  time.Duration // from a start to the next post anywhere
	slowAll  time.Duration // and to the next post in each of the channels
	later    int           // how often the bot came back after Discord had forgotten nonces and sessions
}

// newMarch makes the channels, and has Discord withhold one answer in ten to whatever a drop makes.
func newMarch(t *testing.T, chapters int) *march {
	t.Helper()
	m := &march{killing: newKilling(t), chapters: chapters}
	m.channels = []world.ID{m.channel}
	for _, name := range []string{"patrons", "friends"} {
		m.channels = append(m.channels, m.box.World.AddChannel(m.guild().ID, name, ""))
	}
	m.box.Faults().Clear()
	m.box.Faults().Seed(m.dice.Uint64())
	for _, route := range []string{"/channels/{}/messages", "/channels/{}/messages/{}/threads"} {
		for _, a := range []rest.Action{rest.CreateThenCut, rest.CreateThenAnswer} { // which answers 502
			_, struck := m.box.Faults().Add(rest.Fault{Method: "POST", Route: route, Action: a, Probability: 0.05})
			m.struck = append(m.struck, struck)
		}
	}
	// Something to die in the middle of.
	m.box.Faults().Add(rest.Fault{Method: "POST", Action: rest.Delay, Delay: 12 * time.Millisecond})
	return m
}

func (m *march) guild() *world.Guild { return m.box.World.View(m.author).Guilds[0] }

// newest returns the newest message of each channel.
func (m *march) newest() []world.ID {
	m.t.Helper()
	out := make([]world.ID, len(m.channels))
	for i, c := range m.channels {
		page, err := m.box.World.History(m.author, c, 0, 1)
		if err != nil {
			m.t.Fatal(err)
		}
		if len(page) > 0 {
			out[i] = page[0].ID
		}
	}
	return out
}

// moved counts the channels in which something was posted.
func (m *march) moved(before []world.ID) int {
	m.t.Helper()
	n := 0
	for i, id := range m.newest() {
		if id != before[i] {
			n++
		}
	}
	return n
}

// all returns everything in a channel or a thread, oldest first.
func (m *march) all(channel world.ID) []*world.Message {
	m.t.Helper()
	k := killing{t: m.t, box: m.box, channel: channel, author: m.author}
	return k.posted()
}

// round starts the bot, waits for a post and kills it a little later. Now and then it is killed in the course of its
// start, and now and then it may go on until each channel has got something.
func (m *march) round(n int, dir, data string) {
	m.t.Helper()
	before, started := m.newest(), time.Now()
	cmd := m.start(dir, data)
	what := fmt.Sprintf("something is posted in round %d", n)
	switch m.dice.IntN(10) {
	case 0:
		time.Sleep(time.Duration(m.dice.IntN(150)) * time.Millisecond)
	case 1:
		m.until(what+" in each channel", func() bool { return m.moved(before) == len(m.channels) })
		m.slowAll = max(m.slowAll, time.Since(started))
	default:
		m.until(what, func() bool { return m.moved(before) > 0 })
		m.slowest = max(m.slowest, time.Since(started))
		time.Sleep(time.Duration(m.dice.IntN(200)) * time.Millisecond)
	}
	if err := cmd.Process.Kill(); err != nil {
		m.t.Fatal(err)
	}
	_ = cmd.Wait()           // it was killed
	if m.dice.IntN(4) == 0 { // the next one comes ten minutes later
		m.later++
		m.quiet()
		m.box.World.ForgetNonces()
		if m.dice.IntN(4) == 0 { // which takes the next one some seconds, as Discord asks
			m.box.Gateway.EndSessions()
		}
	}
}

// quiet waits until what the dead process had sent has arrived: in ten minutes it has, while a request that arrives after
// its nonce was forgotten is what nobody can help; see package outbox.
func (m *march) quiet() {
	for seen := -1; seen != m.box.Traffic().Total(); time.Sleep(100 * time.Millisecond) { // they are delayed by 12 ms
		seen = m.box.Traffic().Total()
	}
}

// told reports whether the last chapter is out everywhere, with all that belongs to it.
func (m *march) told() bool {
	m.t.Helper()
	for _, c := range m.channels {
		page, err := m.box.World.History(m.author, c, 0, 2)
		if err != nil {
			m.t.Fatal(err)
		}
		if len(page) < 2 || !strings.HasSuffix(page[1].Content, fmt.Sprintf("Note %d.", m.chapters)) {
			return false
		}
	}
	for _, c := range m.channels {
		last := fmt.Sprintf("[Chapter %d](", m.chapters)
		if !slices.ContainsFunc(m.all(c), func(x *world.Message) bool { return strings.Contains(x.Content, last) }) {
			return false // its index, which is the last to be done
		}
	}
	return true
}

// allTold waits until everything is told, as long as something is posted.
func (m *march) allTold() {
	m.t.Helper()
	for !m.told() {
		before := m.newest()
		m.until("the story is told in each channel", func() bool { return m.moved(before) > 0 || m.told() })
	}
}

// once fails the test unless a channel holds the whole story, each message once and in order, one index, and for each
// chapter one discussion.
func (m *march) once(channel world.ID) int {
	m.t.Helper()
	all := m.all(channel)
	at := 0
	next := func(want string) *world.Message {
		if at == len(all) {
			m.t.Fatalf("channel %d ends before %q", channel, want)
		}
		if got := all[at]; !strings.Contains(got.Content, want) || (want == "") != (got.Content == "") {
			m.t.Fatalf("channel %d, message %d is %q, want %q", channel, at, got.Content, want)
		}
		at++
		return all[at-1]
	}
	for n := 1; n <= m.chapters; n++ {
		talk := next(fmt.Sprintf("## Chapter %d · Day %d\n", n, n))
		next(fmt.Sprintf("Morning %d came.", n))
		next(fmt.Sprintf("Evening %d came.", n))
		next(fmt.Sprintf("Note %d.", n))
		if n%killAsks == 0 {
			talk = next(fmt.Sprintf("What of day %d?", n))
			if len(talk.Reactions) != 3 {
				m.t.Errorf("channel %d: the question of chapter %d has %d reactions", channel, n, len(talk.Reactions))
			}
		}
		m.discussed(n, talk)
		if n == 1 {
			index := next("## Kill\n")
			if last := fmt.Sprintf("[Chapter %d](", m.chapters); !strings.Contains(index.Content, last) || !index.Pinned {
				m.t.Errorf("channel %d: pinned is %v, and the index lacks %s: %s", channel, index.Pinned, last, index.Content)
			}
			next("") // Discord's own, that something was pinned
		}
	}
	if at != len(all) {
		m.t.Errorf("channel %d: %d messages too many, the first %q", channel, len(all)-at, all[at].Content)
	}
	return len(all)
}

// discussed fails the test unless a chapter has its discussion, with what opens it in it once.
func (m *march) discussed(n int, on *world.Message) {
	m.t.Helper()
	if on.Thread == nil {
		m.t.Errorf("channel %d: chapter %d is not discussed", on.ChannelID, n)
		return
	}
	if in := m.all(on.Thread.ID); len(in) != 1 || !strings.Contains(in[0].Content, fmt.Sprintf("chapter %d", n)) {
		m.t.Errorf("channel %d: the discussion of chapter %d holds %d messages", on.ChannelID, n, len(in))
	}
}

// figures says what happened.
func (m *march) figures(rounds, messages int) {
	m.t.Helper()
	var withheld []int
	for _, f := range m.struck {
		withheld = append(withheld, f())
	}
	s := m.box.Gateway.Stats()
	m.t.Logf("killed %d times; %d times it came back after nonces were forgotten; %d messages in %d "+
		"channels, %d discussions; answers withheld %v; sessions: %d begun, %d gone on with, %d refused; slowest from start "+
		"to the next post: %s, to one in each channel: %s", rounds, m.later, messages, len(m.channels),
		len(m.guild().Threads), withheld, s.Identifies, s.Resumes, s.Refused, m.slowest.Round(time.Millisecond),
		m.slowAll.Round(time.Millisecond))
	if rounds >= kills && (m.later == 0 || slices.Max(withheld) == 0) {
		m.t.Error("no nonce was forgotten, or no answer withheld: not everything was tested")
	}
}

func TestNothingIsLostOrDoubledInThreeChannels(t *testing.T) {
	n := rounds(t)
	m := newMarch(t, 13+n/4*2) // an odd number, so that the last chapter asks nothing
	dir, _ := killStory(t, m.chapters, marchYAML)
	data := filepath.Join(t.TempDir(), "data")
	for i := range n {
		m.round(i, dir, data)
	}
	if m.told() {
		t.Error("the story ended before the killing did: an idle process was killed")
	}
	cmd := m.start(dir, data)
	m.allTold()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("after an interrupt the program ends with %v", err)
	}
	messages := 0
	for _, c := range m.channels {
		messages += m.once(c)
	}
	if got, want := len(m.guild().Threads), len(m.channels)*m.chapters; got != want {
		t.Errorf("%d discussions, want %d", got, want)
	}
	m.figures(n, messages)
}
