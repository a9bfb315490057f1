package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/bot/sandbox"
	simnet "cliffhanger/bot/sandbox/wire"
	"cliffhanger/bot/sandbox/world"
)

// A storm is ten minutes of a network that changes all the time.
type storm struct {
	*stage
	dice   *rand.Rand
	resets int
	spells map[string]int // of each kind
}

const (
	stormLasts = 10 * time.Minute
	postEvery  = 3 * time.Second
)

// weather returns what is wrong next, and for how long. No spell is so long that Discord would forget the session.
func (w *storm) weather() (name string, t simnet.Toxics, lasts time.Duration) {
	between := func(from, to time.Duration) time.Duration { return from + time.Duration(w.dice.Int64N(int64(to-from))) }
	lasts = between(2*time.Second, 12*time.Second)
	switch w.dice.IntN(9) {
	case 0, 1:
		return "calm", simnet.Toxics{}, lasts
	case 2:
		return "latency", simnet.Toxics{Latency: between(0, 1500*time.Millisecond)}, lasts
	case 3:
		return "slices", simnet.Toxics{Slice: 1 + w.dice.IntN(200), SliceDelay: between(0, 5*time.Millisecond)}, lasts
	case 4:
		t = simnet.Toxics{SlowClose: between(0, 3*time.Second), Latency: between(0, 100*time.Millisecond)}
		return "slow closing", t, lasts
	case 5:
		return "black hole", simnet.Toxics{Blackhole: true}, lasts
	case 6:
		return "refused", simnet.Toxics{Refuse: true}, lasts
	case 7:
		t = simnet.Toxics{CutAfter: 1 + w.dice.Int64N(6000), Latency: between(0, 50*time.Millisecond)}
		return "cut after some bytes", t, lasts
	}
	w.resets++
	w.net.Reset()
	return "reset", simnet.Toxics{Latency: between(0, 200*time.Millisecond)}, lasts
}

// rage changes the weather until the storm is over.
func (w *storm) rage() {
	for end := time.Now().Add(stormLasts); time.Now().Before(end); {
		name, toxics, lasts := w.weather()
		w.spells[name]++
		w.net.Set(toxics)
		time.Sleep(lasts)
	}
	w.net.Set(calm)
}

// post posts numbered chapters one after the other until the context ends, and returns how many.
func (w *storm) post(ctx context.Context, r *running, channel world.ID) (int, error) {
	out := outbox.New(r.Client, slog.New(slog.NewTextHandler(w.log, nil)))
	floor := uint64(0)
	for n := 0; ; n++ {
		body, err := json.Marshal(map[string]any{"content": chapter(n)})
		if err != nil {
			return n, err
		}
		letter := outbox.Letter{Channel: uint64(channel), Floor: floor, Body: body, Nonce: fmt.Sprint("chapter-", n)}
		for floor = 0; floor == 0; letter.Doubt = true { // what has been begun is finished, as a drop is
			floor, err = out.Send(context.WithoutCancel(ctx), letter)
			if err != nil && !errors.Is(err, discord.ErrUnreachable) {
				return n, err
			}
		}
		select {
		case <-ctx.Done():
			return n + 1, nil
		case <-time.After(postEvery):
		}
	}
}

func chapter(n int) string {
	return fmt.Sprintf("Chapter %d. %s", n, strings.Repeat("The tide came in. ", 40))
}

// posted counts the bot's messages in a channel by their text.
func (s *stage) posted(channel world.ID) map[string]int {
	s.t.Helper()
	out := map[string]int{}
	for before := world.ID(0); ; {
		page, err := s.World.Messages(s.reader, channel, world.Page{Before: before, Limit: 100})
		if err != nil {
			s.t.Fatal(err)
		}
		for _, m := range page {
			if m.Author.ID == s.App().User.ID {
				out[m.Content]++
			}
			if before == 0 || m.ID < before {
				before = m.ID
			}
		}
		if len(page) < 100 {
			return out
		}
	}
}

func TestNothingIsLostOrDoubledInAStorm(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) {
				w := &storm{stage: s, dice: rand.New(rand.NewPCG(seed, 5)), spells: map[string]int{}}
				w.play()
			})
		})
	}
}

func (w *storm) play() {
	t := w.t
	story := room(t, w.World, w.App().User.ID, "story")
	r := w.run()
	w.until("the start", 10*time.Second, r.Connected)
	ctx, calm := context.WithCancel(t.Context())
	posted := make(chan int, 1)
	go func() {
		n, err := w.post(ctx, r, story)
		if err != nil {
			t.Error(err)
		}
		posted <- n
	}()
	raged := make(chan struct{})
	go func() {
		w.rage()
		close(raged)
	}()
	for over := false; !over; time.Sleep(500 * time.Millisecond) {
		w.react()
		select {
		case <-raged:
			over = true
		default:
		}
	}
	calm()
	w.react()
	w.until("all was heard", 2*time.Minute, func() bool { return r.ears.has(w.sent-1) && len(posted) == 1 })
	time.Sleep(10 * time.Second)

	chapters := <-posted
	there := w.posted(story)
	for n := range chapters {
		if times := there[strings.TrimSpace(chapter(n))]; times != 1 {
			t.Errorf("chapter %d was posted %d times", n, times)
		}
	}
	if len(there) != chapters || chapters < 60 {
		t.Errorf("%d chapters of %d are there", len(there), chapters)
	}
	if lost := missing(t, r.ears.all(), w.sent); len(lost) != 0 {
		t.Errorf("numbers %v were lost", lost)
	}
	st := w.Gateway.Stats()
	t.Logf("%d chapters, %d reactions; %d connections, %d RESUMEs, %d IDENTIFYs; %d resets, spells %v; %d posts in doubt",
		chapters, w.sent, st.Connects, st.Resumes, st.Identifies, w.resets, w.spells, w.log.count("may or may not"))
	if st.Identifies != 1 || st.Resumes < 10 {
		t.Errorf("%d IDENTIFYs, %d RESUMEs", st.Identifies, st.Resumes)
	}
	w.paced(1)
	w.end(r)
	w.keptOpen()
}
