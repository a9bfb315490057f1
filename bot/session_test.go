package bot_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/story"
)

func TestASessionGoesOnAfterWhateverTheGatewayDoes(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{theSample(t, 1)}, limits: fast(), heartbeat: time.Second})
	v := h.vote(2)
	gateway := h.box.Gateway
	for _, fault := range []struct {
		name string
		do   func()
	}{
		{"a request for a heartbeat", gateway.Beat},
		{"op 7", gateway.Reconnect},
		{"a cut", func() { gateway.Cut("") }},
		{"op 9, resumable", func() { gateway.Invalidate(true) }},
	} {
		before := gateway.Stats()
		fault.do()
		v.act(v.readers[v.dice.IntN(2)]) // while nobody listens, perhaps
		if fault.name != "a request for a heartbeat" {
			h.until("the session goes on after "+fault.name, func() bool { return gateway.Stats().Resumes > before.Resumes })
		}
		v.settle("after " + fault.name)
	}
	if s := gateway.Stats(); s.Identifies != 1 || s.Refused != 0 {
		t.Errorf("%d sessions begun and %d not resumed; all faults can be resumed from", s.Identifies, s.Refused)
	}
}

func TestASilentGatewayIsNoticed(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{theSample(t, 1)}, limits: fast(), heartbeat: time.Second})
	v := h.vote(1)
	h.box.Gateway.Freeze(true)
	v.act(v.readers[0])
	h.until("the bot has given the connection up", func() bool { return h.said("connection to Discord lost") > 0 })
	h.box.Gateway.Freeze(false)
	v.settle("after a silence")
	if s := h.box.Gateway.Stats(); s.Identifies != 1 {
		t.Errorf("%d sessions were begun: a close frame that came too late has ended the first", s.Identifies)
	}
	v.right()
}

func TestARevokedTokenEndsTheBotAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t, theSample(t, 1), fast())
	h.vote(1)
	h.stop()
	st := h.store()
	defer st.Close()
	log := slog.New(slog.DiscardHandler)
	b, err := bot.New(bot.Config{
		Discord: h.discord(log), Store: st, Stories: h.told, Clock: h.clock, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	h.until("it is connected", b.Connected)
	before := h.box.Gateway.Stats()
	h.box.Gateway.CloseWith(4004)
	err = <-done
	var fatal *discord.FatalError
	if !errors.As(err, &fatal) || fatal.Code != 4004 || !errors.Is(err, discord.ErrTokenRevoked) {
		t.Errorf("Run = %v, want the token's end", err)
	}
	requests := h.box.Traffic().Total()
	for calm := 0; calm < 10; calm++ { // requests that were under way come to their end
		time.Sleep(10 * time.Millisecond)
		if n := h.box.Traffic().Total(); n != requests {
			requests, calm = n, 0
		}
	}
	if s := h.box.Gateway.Stats(); s.Identifies != before.Identifies || s.Resumes != before.Resumes {
		t.Errorf("it tried the token again: %+v", s)
	}
	time.Sleep(50 * time.Millisecond) // what it would have to say, it would say now
	if n := h.box.Traffic().Total(); n != requests {
		t.Errorf("%d requests after the end", n-requests)
	}
}

func TestAStopWaitsForNothingAndLeavesNothingRunning(t *testing.T) {
	// A stop that waited for this limit would not end before the test's deadline.
	h := open(t, theSample(t, 1), rest.Limits{Rules: []rest.Rule{
		{Methods: "POST", Route: "/channels/{}/messages", Limit: 5, Per: time.Hour},
	}})
	h.clock.SetSpeed(10_000)
	h.jump("chapter")
	h.until("the drop waits for the rate limit", func() bool { return len(h.posted()) >= 5 })
	h.stop()
	h.until("nothing of the bot runs any more", func() bool {
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		ours := []string{"bot.(*Bot)", "cliffhanger/bot/drop", "cliffhanger/bot/vote", "bot/discord.", "discordgo"}
		for _, part := range ours {
			for g := range strings.SplitSeq(string(stacks), "\n\n") {
				if strings.Contains(g, part) {
					return false
				}
			}
		}
		return true
	})
}

func TestNoSecretIsLogged(t *testing.T) {
	t.Parallel()
	h := open(t, theSample(t, 1), fast())
	tokens := map[string]bool{h.box.Token(): true}
	v := h.vote(2)
	for _, f := range []rest.Fault{
		{Route: "/interactions/{}/{}/callback", Action: rest.Drop, Count: 2},
		{Route: "/interactions/{}/{}/callback", Action: rest.Answer, Status: 500, Count: 2},
		{Route: "/interactions/{}/{}/callback", Action: rest.Answer, Status: 404, Count: 1},
		{Route: "/webhooks/*", Action: rest.Drop, Count: 2},
		{Method: "GET", Route: "/channels/{}/messages/{}/reactions/{}", Action: rest.Answer, Status: 503, Count: 2},
	} {
		h.box.Faults().Add(f)
	}
	for range 8 {
		h.command(v.readers[0], "read")
		v.act(v.readers[1])
	}
	h.until("the faults have struck", func() bool { return h.said("answer not delivered") >= 5 })
	h.box.Gateway.EndSessions()
	h.box.Gateway.CloseWith(4000)
	h.until("reactions are read again", func() bool { return h.said("asking again") > 0 })
	v.settle("at the end")
	h.stop()
	for x := range h.box.Traffic().All() {
		if parts := strings.Split(x.Path, "/"); strings.HasSuffix(x.Path, "/callback") {
			tokens[parts[len(parts)-2]] = true
		}
	}
	if len(tokens) < 8 {
		t.Fatalf("only %d secrets are known", len(tokens))
	}
	if h.said("level=DEBUG") == 0 {
		t.Error("nothing was logged at debug level")
	}
	for secret := range tokens {
		if h.said(secret) > 0 {
			t.Errorf("the log holds the secret %.12s…", secret)
		}
	}
}
