package bot_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
)

// A voting is a vote under way, and what each reader expects of it.
type voting struct {
	*house
	m       *world.Message
	emoji   []string
	readers []world.ID
	dice    *rand.Rand
	shown   map[world.ID]int  // by reader: the option whose reaction stands; missing: none
	counted map[world.ID]int  // by reader: the option that counts; missing: none
	down    bool              // the bot is not there
	touched map[world.ID]bool // readers who did something while it was not
}

// vote opens a vote of the sample story and adds readers until there are n.
func (h *house) vote(n int) *voting {
	h.t.Helper()
	q := h.story.Chapters[0].Question
	v := &voting{
		house: h, m: h.chapterIsOut(q.Text[:20], len(q.Options)+1),
		shown: map[world.ID]int{}, counted: map[world.ID]int{}, touched: map[world.ID]bool{},
	}
	for _, o := range q.Options {
		v.emoji = append(v.emoji, o.Emoji)
	}
	v.emoji = append(v.emoji, story.NoneEmoji)
	guild, _ := h.place("story")
	for i := range n {
		id := h.box.World.AddPerson(fmt.Sprintf("Reader %d", i), "reader", "#000000")
		h.box.World.Join(guild, id)
		v.readers = append(v.readers, id)
	}
	seed := uint64(time.Now().UnixNano())
	h.t.Logf("seed %d", seed)
	v.dice = rand.New(rand.NewPCG(seed, 0))
	return v
}

// choice is the option i as the store keeps it.
func (v *voting) choice(i int, ok bool) story.Choice {
	switch {
	case !ok:
		return nothing
	case i == len(v.emoji)-1:
		return story.None
	}
	return story.Choice(i)
}

// standing returns whose reactions stand under the question, by reader.
func (v *voting) standing() map[world.ID][]int {
	v.t.Helper()
	out := map[world.ID][]int{}
	for i, e := range v.emoji {
		for after := world.ID(0); ; {
			page, err := v.box.World.Reactors(v.person("Mara"), v.m.ChannelID, v.m.ID, e, false, after, 100)
			if err != nil {
				v.t.Fatal(err)
			}
			for _, u := range page {
				after = u.ID
				if !u.Bot {
					out[u.ID] = append(out[u.ID], i)
				}
			}
			if len(page) < 100 {
				break
			}
		}
	}
	return out
}

// settled reports whether every reader has exactly the reaction pressed last.
func (v *voting) settled() bool {
	now := v.standing()
	for _, who := range v.readers {
		i, ok := v.shown[who]
		if ok != (len(now[who]) == 1) || ok && now[who][0] != i || len(now[who]) > 1 {
			return false
		}
	}
	return true
}

func (v *voting) settle(when string) {
	v.t.Helper()
	for end := time.Now().Add(30 * time.Second); !v.settled(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			now := v.standing()
			for _, who := range v.readers {
				v.t.Logf("reader %d: shown %v, pressed last %v (%t)", who, now[who], v.shown[who],
					slices.Contains(now[who], v.shown[who]))
			}
			v.t.Fatalf("the vote did not settle %s", when)
		}
	}
}

// acknowledged waits until /vote tells a reader what they pressed.
func (v *voting) acknowledged(who world.ID) {
	v.t.Helper()
	v.until(fmt.Sprintf("the vote of %d is counted", who), func() bool {
		v.command(who, "vote mine")
		return v.find(who, "** "+v.emoji[v.counted[who]]) != nil || v.find(who, v.emoji[v.counted[who]]+"**") != nil
	})
}

// back waits until the bot answers: a session is there again.
func (v *voting) back() {
	v.t.Helper()
	juno := v.person("Juno")
	before := len(v.messages(juno))
	v.until("the bot answers", func() bool {
		v.command(juno, "next")
		time.Sleep(20 * time.Millisecond)
		return len(v.messages(juno)) > before
	})
}

// journalled waits until the store, looked at beside the bot, holds what every reader pressed: from then on the bot may
// miss things.
func (v *voting) journalled() {
	v.t.Helper()
	st := v.store()
	defer st.Close()
	v.until("every ballot is in the journal", func() bool {
		for _, who := range v.readers {
			i, ok := v.counted[who]
			if v.ballot(st, v.m, who) != v.choice(i, ok) {
				return false
			}
		}
		return true
	})
}

// act lets a reader do something: press another option, or take a reaction back.
func (v *voting) act(who world.ID) {
	v.t.Helper()
	if v.down && v.touched[who] {
		return // what nobody saw, twice, has no single explanation
	}
	last, ok := v.shown[who]
	v.touched[who] = true
	if ok && v.dice.IntN(4) == 0 {
		v.unreact(who, v.m, v.emoji[last])
		delete(v.shown, who)
		delete(v.counted, who)
		return
	}
	i := v.dice.IntN(len(v.emoji))
	if ok && i == last || slices.Contains(v.standing()[who], i) {
		return // a press would take it back, perhaps before the bot does
	}
	v.react(who, v.m, v.emoji[i])
	v.shown[who], v.counted[who] = i, i
}

// right fails the test unless reactions, ballots and what was pressed agree, and the result says so.
func (v *voting) right() {
	v.t.Helper()
	v.settle("at the end")
	v.jump("closes")
	result := v.await(v.person("Mara"), "has closed")
	v.stop()
	st := v.store()
	defer st.Close()
	counts, voters := make([]int, len(v.emoji)), 0
	for _, who := range v.readers {
		i, ok := v.counted[who]
		if ok {
			counts[i]++
			voters++
		}
		if got, want := v.ballot(st, v.m, who), v.choice(i, ok); got != want {
			v.t.Errorf("the ballot of %d is %d, want %d", who, got, want)
		}
	}
	for i, n := range counts {
		want := fmt.Sprintf("` %d · %d %%", n, (n*100+voters/2)/max(1, voters))
		_, after, found := strings.Cut(result.Content, v.emoji[i]+"\n")
		if i == len(counts)-1 && n == 0 {
			continue
		}
		if bar, _, _ := strings.Cut(after, "\n"); !found || !strings.HasSuffix(bar, want) {
			v.t.Errorf("the result says %q for option %d, want %q", bar, i, want)
		}
	}
	want := fmt.Sprintf("%d readers voted", voters)
	if voters != 1 && voters != 0 && !strings.Contains(result.Content, want) {
		v.t.Errorf("the result %q does not say %q", result.Content, want)
	}
}

func TestAVoteIsAsTheModelSays(t *testing.T) {
	t.Parallel()
	h := open(t, theSample(t, 1), fast())
	v := h.vote(8)
	h.box.Faults().Add(rest.Fault{ // readings take their time, as they do with thousands of readers
		Method: "GET", Route: "/channels/{}/messages/{}/reactions/{}", Action: rest.Delay, Delay: 20 * time.Millisecond,
	})
	restarts, cuts, ends := 2, 3, 1
	for n := 0; n < 200; n++ {
		switch d := v.dice.IntN(200); {
		case d < 4 && cuts > 0:
			cuts--
			h.box.Gateway.Cut("")
		case d < 7 && ends > 0 && !v.down: // what happened before is settled: a new session is told nothing of it
			ends--
			v.settle("before a session ended")
			v.journalled()
			h.box.Gateway.EndSessions()
			h.box.Gateway.Cut("")
			v.down, v.touched = true, map[world.ID]bool{}
		case d < 10 && restarts > 0 && !v.down:
			restarts--
			v.settle("before a restart")
			v.journalled()
			h.stop()
			v.down, v.touched = true, map[world.ID]bool{}
			for range 6 {
				v.act(v.readers[v.dice.IntN(len(v.readers))])
			}
			h.start()
		default:
			v.act(v.readers[v.dice.IntN(len(v.readers))])
		}
		if v.down && v.dice.IntN(8) == 0 {
			v.back()
			v.settle("after a gap")
			v.journalled() // until then, whatever a reader presses next has nothing before it
			v.down = false
		}
	}
	v.right()
	h.validTraffic()
}

func TestHundredsOfReadersVote(t *testing.T) {
	t.Parallel()
	h := open(t, theSample(t, 1), fast())
	v := h.vote(300)
	for _, who := range v.readers[:150] {
		v.act(who)
	}
	h.stop()
	for _, who := range v.readers[100:] { // some change their vote, some cast their first
		v.down = true
		v.act(who)
	}
	h.start()
	v.right()
	h.validTraffic()
}

func TestAWipeIsNoWithdrawal(t *testing.T) {
	t.Parallel()
	h := open(t, theSample(t, 1), fast())
	v := h.vote(6)
	for i, who := range v.readers[:4] {
		h.react(who, v.m, v.emoji[i%2])
		v.shown[who], v.counted[who] = i%2, i%2
	}
	v.settle("before the wipe")
	for _, who := range v.readers[:4] {
		v.acknowledged(who)
	}
	for round := range 2 {
		if err := h.box.World.ClearReactions(h.person("Juno"), v.m.ChannelID, v.m.ID, ""); err != nil {
			t.Fatal(err)
		}
		clear(v.shown)
		h.until("the reactions can be pressed again", func() bool {
			m, err := h.box.World.GetMessage(h.person("Mara"), v.m.ChannelID, v.m.ID)
			if err != nil {
				t.Fatal(err)
			}
			return len(m.Reactions) == len(v.emoji)
		})
		who := v.readers[3+round] // one changes a vote that is not shown any more, another casts a first
		h.react(who, v.m, v.emoji[2])
		v.shown[who], v.counted[who] = 2, 2
		v.settle("after a wipe")
		v.acknowledged(who)
		if round == 0 {
			h.box.Gateway.EndSessions() // and all is read again
			h.box.Gateway.Cut("")
			h.until("a new session has begun", func() bool { return h.box.Gateway.Stats().Ready > 1 })
			v.settle("after a wipe and a new session")
		}
	}
	v.right()
	h.validTraffic()
}

func TestTwoReactionsFromAGapWaitForAThird(t *testing.T) {
	t.Parallel()
	h := open(t, theSample(t, 1), fast())
	v := h.vote(2)
	h.stop()
	for _, who := range v.readers { // two, and nobody can say which came first
		h.react(who, v.m, v.emoji[0])
		h.react(who, v.m, v.emoji[1])
	}
	h.box.Gateway.EndSessions() // or the events would tell
	h.start()
	h.until("the reactions are read", func() bool { return h.said("ambiguous=2") > 0 })
	if now := v.standing(); len(now[v.readers[0]]) != 2 || len(now[v.readers[1]]) != 2 {
		t.Errorf("the bot took off a reaction whose order it did not see: %v", now)
	}
	h.react(v.readers[0], v.m, v.emoji[2]) // the newest, whatever the others were
	h.unreact(v.readers[1], v.m, v.emoji[1])
	v.shown[v.readers[0]], v.counted[v.readers[0]] = 2, 2
	v.shown[v.readers[1]], v.counted[v.readers[1]] = 0, 0
	v.settle("after a fresh act")
	for _, who := range v.readers {
		v.acknowledged(who)
	}
	h.box.Gateway.EndSessions() // reading all again changes nothing
	h.box.Gateway.Cut("")
	h.until("a new session has begun", func() bool { return h.box.Gateway.Stats().Ready > 2 })
	v.right()
}
