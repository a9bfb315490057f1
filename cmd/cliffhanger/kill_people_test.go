package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
)

// A killing is a sandbox whose bot dies again and again, and people who go on all the same.
type killing struct {
	t       *testing.T
	box     *sandbox.Sandbox
	channel world.ID
	readers []world.ID
	author  world.ID
	dice    *rand.Rand
	clicked map[world.ID]map[world.ID]string // by question and reader: the emoji clicked last
	marked  map[world.ID]story.Place         // by reader: the place the bot said is kept
	waiting map[world.ID]story.Place         // by interaction: what it would keep
	asked   map[world.ID]world.ID            // by interaction: who
	states  chan world.InteractionState
	log     bytes.Buffer // of the program that runs
	history map[world.ID]map[world.ID][]string
	counted map[world.ID]map[world.ID]string // by question and reader: what the bot said is counted
	about   map[world.ID]world.ID            // by interaction: the question it asks about
	phase   string                           // whether the program runs
	again   int                              // how often a reader had to act once more
}

func newKilling(t *testing.T) *killing {
	t.Helper()
	box, err := sandbox.Start(t.Context(), sandbox.Options{
		Log: slog.New(slog.DiscardHandler), Limits: rest.Limits{Off: true}, IdentifyEvery: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	k := &killing{
		t: t, box: box, dice: rand.New(rand.NewPCG(seed, 0)), clicked: map[world.ID]map[world.ID]string{}, history: map[world.ID]map[world.ID][]string{},
		counted: map[world.ID]map[world.ID]string{}, about: map[world.ID]world.ID{},
		marked: map[world.ID]story.Place{}, waiting: map[world.ID]story.Place{}, asked: map[world.ID]world.ID{},
		states: make(chan world.InteractionState, 1<<16),
	}
	for _, p := range box.World.People() {
		switch p.Role {
		case "author":
			k.author = p.ID
		case "reader":
			k.readers = append(k.readers, p.ID)
			t.Cleanup(box.World.Watch(p.ID, func(e world.Event) {
				if s, ok := e.Data.(world.InteractionState); ok {
					k.states <- s
				}
			}))
		}
	}
	for _, g := range box.World.View(k.author).Guilds {
		for _, c := range g.Channels {
			if c.Name == "story" {
				k.channel = c.ID
			}
		}
	}
	for _, a := range []rest.Action{rest.CreateThenCut, rest.CreateThenAnswer} {
		box.Faults().Add(rest.Fault{Method: "POST", Route: "/channels/{}/messages", Action: a, Probability: 0.05})
	}
	// Something to die in the middle of.
	box.Faults().Add(rest.Fault{Method: "POST", Route: "/channels/{}/messages", Action: rest.Delay, Delay: 12 * time.Millisecond})
	return k
}

// posted returns everything in the channel that everybody sees, oldest first.
func (k *killing) posted() []*world.Message {
	k.t.Helper()
	var all []*world.Message
	for before := world.ID(0); ; {
		page, err := k.box.World.History(k.author, k.channel, before, 100)
		if err != nil {
			k.t.Fatal(err)
		}
		all = append(slices.Clone(page), all...)
		if len(page) < 100 {
			return all
		}
		before = page[0].ID
	}
}

// mine returns the emoji a person has under a message.
func (k *killing) mine(who, message world.ID) []string {
	k.t.Helper()
	var out []string
	for _, e := range []string{"🌊", "🔥", story.NoneEmoji} {
		list, err := k.box.World.Reactors(k.author, k.channel, message, e, false, 0, 100)
		if err != nil {
			k.t.Fatal(err)
		}
		if slices.ContainsFunc(list, func(u *world.User) bool { return u.ID == who }) {
			out = append(out, e)
		}
	}
	return out
}

// live lets people act at random for a while: they vote, ask whether their vote is counted, change it when it is, and
// mark scenes as read. Somebody who clicks twice while nobody counts leaves two reactions of which nobody can tell the
// newer one; the bot then asks for a fresh click, which is not what is tested here.
func (k *killing) live(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(time.Duration(k.dice.IntN(4)) * time.Millisecond) {
		page, err := k.box.World.History(k.author, k.channel, 0, 60)
		if err != nil {
			k.t.Fatal(err)
		}
		if len(page) == 0 {
			continue
		}
		m, who := page[k.dice.IntN(len(page))], k.readers[k.dice.IntN(len(k.readers))]
		if k.dice.IntN(2) == 0 {
			m = newestQuestion(page, m)
		}
		switch {
		case !strings.Contains(m.Content, "What of day"):
			k.mark(who, m)
		case k.clicked[m.ID][who] == "" || k.counted[m.ID][who] == k.clicked[m.ID][who]:
			k.vote(who, m)
		default:
			k.ask(who, m)
		}
		k.promises()
	}
}

// newestQuestion returns the newest question of a page, or m if it has none.
func newestQuestion(page []*world.Message, m *world.Message) *world.Message {
	for i := len(page) - 1; i >= 0; i-- {
		if strings.Contains(page[i].Content, "What of day") {
			return page[i]
		}
	}
	return m
}

// ask asks the bot what is counted of somebody's vote. It answers for the newest question only.
func (k *killing) ask(who world.ID, m *world.Message) {
	if i, err := k.box.World.Invoke(who, k.channel, world.Invocation{Name: "vote",
		Options: []world.OptionValue{{Name: "mine"}}}); err == nil {
		k.asked[i], k.about[i] = who, m.ID
	} // else the bot is not there
}

func (k *killing) vote(who world.ID, m *world.Message) {
	k.t.Helper()
	emoji := []string{"🌊", "🔥", story.NoneEmoji}[k.dice.IntN(3)]
	if k.clicked[m.ID] == nil {
		k.clicked[m.ID] = map[world.ID]string{}
	}
	last, now := k.clicked[m.ID][who], k.mine(who, m.ID)
	settled := last == "" && len(now) == 0 || len(now) == 1 && now[0] == last
	if !settled || emoji == last || len(m.Reactions) < 3 {
		return
	}
	if err := k.box.World.React(who, k.channel, m.ID, emoji); err != nil {
		k.t.Fatalf("react: %v", err)
	}
	k.clicked[m.ID][who] = emoji
	if k.history[m.ID] == nil {
		k.history[m.ID] = map[world.ID][]string{}
	}
	k.history[m.ID][who] = append(k.history[m.ID][who], fmt.Sprintf("%s (bot %s)", emoji, k.phase))
}

func (k *killing) mark(who world.ID, m *world.Message) {
	k.t.Helper()
	if len(m.Components) == 0 {
		return
	}
	id := *m.Components[0].Components[0].CustomID
	parts := strings.Split(id, ".")
	if len(parts) != 5 || parts[1] != "mark" {
		k.t.Fatalf("a button with the id %s", id)
	}
	chapter, err := strconv.ParseInt(parts[3], 16, 0)
	if err != nil {
		k.t.Fatal(err)
	}
	scene, err := strconv.ParseInt(parts[4], 16, 0)
	if err != nil {
		k.t.Fatal(err)
	}
	i, err := k.box.World.Press(who, k.channel, m.ID, id, nil)
	if err != nil {
		return // the bot is not there: nothing was promised
	}
	k.waiting[i], k.asked[i] = story.Place{Chapter: int(chapter), Scene: int(scene), Page: story.WholeScene}, who
}

// promises takes note of what the bot has answered: a place it said is kept.
func (k *killing) promises() {
	k.t.Helper()
	for {
		select {
		case s := <-k.states:
			if message, ok := k.about[s.ID]; ok && s.State == "answered" {
				k.count(k.asked[s.ID], s.ID, message)
			}
			place, ok := k.waiting[s.ID]
			if who := k.asked[s.ID]; ok && s.State == "answered" && place.Compare(k.marked[who]) > 0 && k.said(who, s.ID, "Marked") {
				k.marked[who] = place
			}
		default:
			return
		}
	}
}

// count takes note of what the bot said is counted of somebody's vote.
func (k *killing) count(who, interaction, message world.ID) {
	k.t.Helper()
	for _, e := range []string{"🌊", "🔥", story.NoneEmoji} {
		if k.said(who, interaction, "/"+message.String()) && k.said(who, interaction, e+"**") {
			if k.counted[message] == nil {
				k.counted[message] = map[world.ID]string{}
			}
			k.counted[message][who] = e
		}
	}
}

// said reports whether the answer to an interaction has this part.
func (k *killing) said(who, interaction world.ID, part string) bool {
	k.t.Helper()
	page, err := k.box.World.History(who, k.channel, 0, 100)
	if err != nil {
		k.t.Fatal(err)
	}
	return slices.ContainsFunc(page, func(m *world.Message) bool {
		return m.Origin != nil && m.Origin.ID == interaction && strings.Contains(m.Content, part)
	})
}
