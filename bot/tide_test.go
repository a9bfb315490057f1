package bot_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/wire"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// A tide is a busy vote in a bubble, under Discord's own limits and with a network between.
type tide struct {
	t       *testing.T
	box     *sandbox.Sandbox
	network *wire.Network
	told    *story.Story
	log     *tally
	engine  *memkv.Engine
	store   *store.Store
	stop    func()
	dice    *rand.Rand
	message *world.Message
	emoji   []string
	busy    []world.ID       // who click all the time
	calm    []world.ID       // who click while nobody hears them, once each time
	counted map[world.ID]int // by reader: the option that counts; missing: none
	clicks  int
}

// The size of the tide, and how exact a tally has to be how soon.
const (
	tideRate   = 300 // clicks a second
	tideBusy   = 4600
	tideCalm   = 400
	tideSoon   = 5 * time.Second
	tideByEach = 5000 // votes take another second
)

func inTide(t *testing.T, f func(*tide)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 3, 2, 18, 50, 0, 0, time.UTC)))
		w := &tide{t: t, network: wire.New(wire.Options{}), told: theSample(t, 1), engine: memkv.New(), log: newTally(),
			dice: rand.New(rand.NewPCG(3, 1)), counted: map[world.ID]int{}}
		box, err := sandbox.Start(t.Context(), sandbox.Options{Listener: w.network, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		w.box = box
		w.told.Release.Schedule, w.told.Release.Zone, w.told.Release.Channel = "daily 19:00", time.UTC, "story"
		w.told.Release.Voting.Open, w.told.Release.Gap = 30*24*time.Hour, time.Second
		guild := box.World.View(box.App().User.ID).Guilds[0].ID
		for i := range tideBusy + tideCalm {
			id := box.World.AddPerson(fmt.Sprintf("Reader %d", i), "reader", "#000000")
			box.World.Join(guild, id)
			if i < tideBusy {
				w.busy = append(w.busy, id)
			} else {
				w.calm = append(w.calm, id)
			}
		}
		w.network.Set(wire.Toxics{Latency: oneWay})
		w.start()
		w.open(guild)
		f(w)
		w.stop()
		w.network.Set(wire.Toxics{})
		if err := box.Close(); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Minute) // what discordgo has left behind ends by itself
	})
}

// start runs a bot on what is kept.
func (w *tide) start() {
	w.t.Helper()
	st, err := store.Open(context.Background(), kv.Open(kept{w.engine}, kv.Options{}), store.Secret{1}, store.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.store = st
	log := slog.New(slog.NewTextHandler(w.log, nil))
	b, err := bot.New(bot.Config{
		Discord: discord.Config{Token: discord.NewToken(w.box.Token()), API: w.box.API(), Dial: w.network.Dial, Log: log},
		Store:   st, Stories: []*story.Story{w.told}, Clock: w.box.Clock, Log: log,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	w.stop = func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Errorf("the bot ended with %v", err)
		}
		if err := st.Close(); err != nil {
			w.t.Error(err)
		}
		w.stop = func() {}
	}
}

// open waits until the vote is open and its reactions stand.
func (w *tide) open(guild world.ID) {
	w.t.Helper()
	time.Sleep(time.Until(time.Date(2026, 3, 2, 19, 5, 0, 0, time.UTC)))
	q := w.told.Chapters[0].Question
	for _, o := range q.Options {
		w.emoji = append(w.emoji, o.Emoji)
	}
	w.emoji = append(w.emoji, story.NoneEmoji)
	for _, c := range w.box.World.View(w.box.App().User.ID).Guilds[0].Channels {
		if c.Name != "story" {
			continue
		}
		page, err := w.box.World.History(w.box.App().User.ID, c.ID, 0, 100)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, m := range page {
			if strings.Contains(m.Content, q.Text[:20]) && len(m.Reactions) == len(w.emoji) {
				w.message = m
			}
		}
	}
	if w.message == nil {
		w.t.Fatalf("no vote is open:\n%s", w.log.tail())
	}
	w.message.GuildID = guild
}

// shown returns which options' reactions of a reader stand.
func (w *tide) shown(who world.ID) []int {
	w.t.Helper()
	var out []int
	for i, e := range w.emoji {
		page, err := w.box.World.Reactors(w.box.App().User.ID, w.message.ChannelID, w.message.ID, e, false, who-1, 1)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(page) > 0 && page[0].ID == who {
			out = append(out, i)
		}
	}
	return out
}

// click lets a reader click an option: press it, or take it back if it stands.
func (w *tide) click(who world.ID, option int) {
	w.t.Helper()
	w.clicks++
	var err error
	if slices.Contains(w.shown(who), option) {
		err = w.box.World.RemoveReaction(who, w.message.ChannelID, w.message.ID, w.emoji[option], who)
		if now, ok := w.counted[who]; ok && now == option {
			delete(w.counted, who)
		}
	} else {
		err = w.box.World.AddReaction(who, w.message.ChannelID, w.message.ID, w.emoji[option])
		w.counted[who] = option
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// storm lets busy readers click for so long.
func (w *tide) storm(lasts time.Duration) {
	w.t.Helper()
	for range int(lasts.Seconds() * tideRate) {
		w.click(w.busy[w.dice.IntN(len(w.busy))], w.dice.IntN(len(w.emoji)))
		time.Sleep(time.Second / tideRate)
	}
}

// unheard lets every calm reader do one thing that has one explanation, while nobody hears it: add a vote, change it or
// take it back.
func (w *tide) unheard() {
	w.t.Helper()
	for _, who := range w.calm {
		shown := w.shown(who)
		now, ok := w.counted[who]
		if ok && slices.Contains(shown, now) && w.dice.IntN(4) == 0 {
			w.click(who, now)
			continue
		}
		for _, i := range w.dice.Perm(len(w.emoji)) {
			if !slices.Contains(shown, i) {
				w.click(who, i)
				break
			}
		}
	}
}

// wrong counts readers whose ballot in the store is not what they did last, and names one.
func (w *tide) wrong() (n int, last world.ID) {
	w.t.Helper()
	ref := store.VoteRef{Guild: uint64(w.message.GuildID), Message: uint64(w.message.ID)}
	ballots, err := w.store.Ballots(w.t.Context(), ref)
	if err != nil {
		w.t.Fatal(err)
	}
	got := map[story.ReaderID][]story.Choice{}
	for _, b := range ballots {
		got[b.Voter] = b.Choices
	}
	for _, who := range slices.Concat(w.busy, w.calm) {
		var want []story.Choice
		if i, ok := w.counted[who]; ok && i == len(w.emoji)-1 {
			want = []story.Choice{story.None}
		} else if ok {
			want = []story.Choice{story.Choice(i)}
		}
		if !slices.Equal(got[w.store.Reader(uint64(who))], want) {
			n++
			last = who
		}
	}
	return n, last
}

// explain logs what is known of somebody whose ballot is wrong.
func (w *tide) explain(who world.ID) {
	w.t.Helper()
	ref := store.VoteRef{Guild: uint64(w.message.GuildID), Message: uint64(w.message.ID)}
	voter := w.store.Reader(uint64(who))
	b, _, err := w.store.Ballot(w.t.Context(), ref, voter)
	if err != nil {
		w.t.Fatal(err)
	}
	surplus, err := w.store.SurplusOf(w.t.Context(), ref, voter)
	if err != nil {
		w.t.Fatal(err)
	}
	last, ok := w.counted[who]
	w.t.Logf("the last click of %d was %d (%t); counted is %v, %v stand, surplus are %+v", who, last, ok, b.Choices,
		w.shown(who), surplus)
}

// right waits until a session has begun or gone on beyond those there were, and returns how long it takes from then
// until the tally is right.
func (w *tide) right(what string, before int) {
	w.t.Helper()
	sessions := func() int { s := w.box.Gateway.Stats(); return s.Ready + s.Resumes }
	for end := time.Now().Add(5 * time.Minute); sessions() == before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("no session after %s:\n%s", what, w.log.tail())
		}
	}
	heard := time.Now()
	limit := tideSoon + time.Second*time.Duration(len(w.counted))/tideByEach
	wrong, last := w.wrong()
	for ; wrong > 0 && time.Since(heard) < 2*limit; wrong, last = w.wrong() {
		time.Sleep(50 * time.Millisecond)
	}
	took := time.Since(heard)
	w.t.Logf("%s: %d votes right %s after the session's begin, %d wrong; allowed are %s", what, len(w.counted), took, wrong, limit)
	if wrong > 0 {
		w.explain(last)
	}
	if wrong > 0 || took > limit {
		w.t.Errorf("%s: %d wrong votes, %s", what, wrong, took)
	}
}

func (w *tide) sessions() int { s := w.box.Gateway.Stats(); return s.Ready + s.Resumes }

func TestATideOfVotesIsRightThroughEverything(t *testing.T) {
	part := 3 * time.Second
	if large() {
		part = 12 * time.Second // a minute of clicks
	}
	inTide(t, func(w *tide) {
		before := spent(t)
		w.storm(part)
		for range 3 { // cuts, in which the clicks go on
			sessions := w.sessions()
			w.box.Gateway.Cut("")
			w.storm(part)
			w.right("a cut", sessions)
		}
		sessions := w.sessions()
		w.box.Gateway.EndSessions()
		w.box.Gateway.Cut("")
		w.unheard()
		w.right("a session ended", sessions)
		w.storm(part)
		time.Sleep(time.Second)
		if n, last := w.wrong(); n > 0 {
			w.explain(last)
			t.Errorf("%d wrong votes a second after the last click", n)
		}
		t.Logf("%d clicks, %d a second, 3 cuts, one session ended; %s of CPU with the sandbox; %d requests", w.clicks, tideRate,
			(spent(t) - before).Round(time.Millisecond), w.box.Traffic().Total())
		for _, down := range []time.Duration{2 * time.Second, time.Hour, 3 * 24 * time.Hour} {
			w.stop()
			sessions := w.sessions()
			time.Sleep(down / 2)
			w.unheard()
			time.Sleep(down / 2)
			w.start()
			w.right(fmt.Sprintf("down for %s", down), sessions)
		}
	})
}
