package author_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/author"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/bot/outbox"
	"cliffhanger/bot/route"
	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/clock"
	"cliffhanger/bot/sandbox/openapi"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// A house is the real thing, from the sandbox's people through client, router and service to package drop and back to
// the desk.
type house struct {
	t          *testing.T
	box        *sandbox.Sandbox
	clock      *clock.Clock
	story      *story.Story
	store      *store.Store
	guild      world.ID
	tale, desk world.ID // channels
	mara, ines world.ID
	ready      chan uint64
}

// spec checks requests against Discord's published API description, if it lies beside the checkout; nil otherwise.
func spec(t *testing.T) func(method, path, contentType string, body []byte) error {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "discord-openapi.json")
	if _, err := os.Stat(path); err != nil {
		t.Log("requests are not held against Discord's API description, which is not there")
		return nil
	}
	v, err := openapi.Load(path)
	must(t, err)
	return v.Check
}

// openHouse begins to tell a story of three chapters in a sandbox, on the Monday of the other tests.
func openHouse(t *testing.T) *house {
	t.Helper()
	s := tale(t, 3)
	start, err := time.ParseInLocation("2006-01-02T15:04", monday, s.Release.Zone)
	must(t, err)
	h := &house{t: t, story: s, clock: clock.New(start, 1), ready: make(chan uint64, 1)}
	h.box, err = sandbox.Start(t.Context(), sandbox.Options{
		Clock: h.clock, Log: slog.New(slog.DiscardHandler), Validate: spec(t), Limits: rest.Limits{Speed: 100},
		IdentifyEvery: time.Millisecond,
	})
	must(t, err)
	t.Cleanup(func() { must(t, h.box.Close()) })
	for _, p := range h.box.World.People() {
		switch p.Name {
		case "Mara Voss":
			h.mara = p.ID
		case "Ines":
			h.ines = p.ID
		}
	}
	here := h.box.World.View(h.mara).Guilds[0]
	h.guild = here.ID
	for _, c := range here.Channels {
		if c.Name == "story" {
			h.tale = c.ID
		}
	}
	h.desk = h.box.World.AddChannel(h.guild, "desk", "")
	h.store, err = store.Open(t.Context(), kv.Open(memkv.New(), kv.Options{}), store.Secret{1}, store.Options{})
	must(t, err)
	h.serve()
	return h
}

// serve runs everything until the test ends.
func (h *house) serve() {
	h.t.Helper()
	log := slog.New(slog.DiscardHandler)
	client, err := discord.New(discord.Config{Token: discord.NewToken(h.box.Token()), API: h.box.API(), Log: log})
	must(h.t, err)
	sender := outbox.New(client, log)
	tell := author.NewDesk(sender, func(_ uint64, name string) (uint64, bool) { return uint64(h.desk), name == "desk" },
		typeset.Escape, log)
	runner := drop.New(drop.Config{
		Store: h.store, Discord: client, Threads: none{}, Publish: none{}, Sender: sender, Desk: asked{tell}, Clock: h.clock,
		Log: log, Opened: func(context.Context, store.VoteRef) {},
	})
	service := author.New(author.Config{
		Ledger: h.store, Tellings: h.store, Archive: h.store, Jobs: orders{runner}, Orders: orders{runner},
		Backlogs: runner, Numbers: runner, Poker: runner, Roles: none{}, Editor: client, Shelf: h, Clock: h.clock, Escape: typeset.Escape, Log: log,
		Role: func(uint64, string) (uint64, bool) { return 0, false },
	})
	router, lanes := route.New(client, log), discord.NewLanes(4, 16, log)
	service.Routes(router)
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() { lanes.Run(ctx) })
	run.Go(func() {
		err := client.Run(ctx, hearing(func(e discord.Event) {
			switch e := e.(type) {
			case discord.Ready:
				h.ready <- e.App
			case *discord.Interaction:
				run.Go(router.Begin(author.Heard(ctx, e), e, lanes))
			}
		}))
		if err != nil {
			h.t.Errorf("the client ended with %v", err)
		}
	})
	h.t.Cleanup(func() {
		cancel()
		run.Wait()
		must(h.t, h.store.Close())
	})
	commands, err := json.Marshal(author.Commands(true))
	must(h.t, err)
	select {
	case app := <-h.ready:
		must(h.t, client.PutCommands(ctx, app, commands))
	case <-time.After(30 * time.Second):
		h.t.Fatal("gave up waiting for a session")
	}
	must(h.t, h.store.Attach(ctx, store.Telling{Guild: uint64(h.guild), Story: h.story.Key(), Channel: uint64(h.tale)}, store.Spot{}))
	run.Go(func() {
		t := drop.Telling{Guild: uint64(h.guild), Channel: uint64(h.tale), Story: h.story}
		if err := runner.Serve(ctx, t); err != nil {
			h.t.Errorf("the telling ended with %v", err)
		}
	})
}

// Told is the shelf.
func (h *house) Told(uint64) []*story.Story { return []*story.Story{h.story} }

// find returns the newest message somebody sees in a channel whose content has this part, nil if there is none.
func (h *house) find(who, channel world.ID, part string) *world.Message {
	h.t.Helper()
	all, err := h.box.World.History(who, channel, 0, 100)
	must(h.t, err)
	for _, m := range slices.Backward(all) {
		if strings.Contains(m.Content, part) {
			return m
		}
	}
	return nil
}

// await waits for such a message.
func (h *house) await(who, channel world.ID, part string) *world.Message {
	h.t.Helper()
	var m *world.Message
	h.until(fmt.Sprintf("there is a message with %q", part), func() bool {
		m = h.find(who, channel, part)
		return m != nil
	})
	return m
}

// until waits for a condition, and fails the test if it does not come true.
func (h *house) until(what string, ok func() bool) {
	h.t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().Before(end) {
			continue
		}
		all, err := h.box.World.History(h.mara, h.desk, 0, 100)
		must(h.t, err)
		for _, m := range all {
			h.t.Logf("seen at the desk: %q", m.Content)
		}
		h.t.Fatalf("gave up waiting until %s", what)
	}
}

// use has Mara use a command at the desk and waits for an answer with this part.
func (h *house) use(part, name, sub string, options ...world.OptionValue) *world.Message {
	h.t.Helper()
	in := world.Invocation{Name: name, Options: []world.OptionValue{{Name: sub, Options: options}}}
	if _, err := h.box.World.Invoke(h.mara, h.desk, in); err != nil {
		h.t.Fatalf("/%s %s: %v", name, sub, err)
	}
	m := h.await(h.mara, h.desk, part)
	if m.Flags&world.FlagEphemeral == 0 {
		h.t.Errorf("everybody sees %q", m.Content)
	}
	return m
}

// press presses the button of a message that has this label.
func (h *house) press(m *world.Message, label string) {
	h.t.Helper()
	for _, row := range m.Components {
		for _, b := range row.Components {
			if b.Label != nil && *b.Label == label {
				_, err := h.box.World.Press(h.mara, m.ChannelID, m.ID, *b.CustomID, nil)
				must(h.t, err)
				return
			}
		}
	}
	h.t.Fatalf("there is no %q under %q", label, m.Content)
}

// mayPost says whether the bot may post in the story's channel.
func (h *house) mayPost(may bool) {
	h.t.Helper()
	roles, err := h.box.World.Roles(h.mara, h.guild)
	must(h.t, err)
	for _, r := range roles {
		if r.Name != "Cliffhanger" {
			continue
		}
		o := world.Overwrite{ID: r.ID, Allow: world.PermSendMessages}
		if !may {
			o.Allow, o.Deny = 0, world.PermSendMessages
		}
		_, err := h.box.World.EditChannel(h.mara, h.tale, world.ChannelPatch{Overwrites: world.Some([]world.Overwrite{o})})
		must(h.t, err)
	}
}

func number(n int) world.OptionValue { return world.OptionValue{Name: "number", Value: n} }

// An author's day: the next dates, a change of them, a release, a channel that refuses, the button under the alert, a
// correction.
func TestAnAuthorsDay(t *testing.T) {
	h := openHouse(t)
	w := h.box.World
	h.use("Tue 24 Nov 2026 19:00 CET", "schedule", "show")
	dates, err := w.Autocomplete(t.Context(), h.mara, h.desk, world.Invocation{Name: "schedule",
		Options: []world.OptionValue{{Name: "skip", Options: []world.OptionValue{{Name: "date", Value: "tue"}}}}}, "date")
	must(t, err)
	if len(dates) == 0 || dates[0].Value != firstDrop || dates[0].Name != "Tue 24 Nov 2026 19:00 · 1 Part 1" {
		t.Fatalf("offered %v", dates)
	}
	h.use("Fri 27 Nov 2026 19:00 CET · <t:", "schedule", "skip", world.OptionValue{Name: "date", Value: firstDrop})
	h.use("**Taken back:**", "schedule", "undo")

	h.use("is going out now", "chapter", "release", number(1))
	h.await(h.ines, h.tale, "Text 1-3.")
	h.until("chapter 1 is complete", func() bool {
		serials, err := h.store.SerialsOf(t.Context(), uint64(h.guild), h.story.Key())
		must(t, err)
		return serials[0].Chapter == 1
	})

	// the bot may not post any more: it stops, says so once, and goes on when told to
	h.mayPost(false)
	h.use("**Chapter 2 · Part 2** is going out now", "chapter", "release", number(2))
	alert := h.await(h.mara, h.desk, "has stopped in <#")
	h.mayPost(true)
	h.press(alert, book.RetryButton())
	h.await(h.mara, h.desk, "I am trying again")
	h.await(h.ines, h.tale, "Text 2-3.")
	done := h.await(h.ines, h.desk, "had me try again")
	if done.ID != alert.ID || len(done.Components) != 0 {
		t.Errorf("the alert became %+v", done)
	}

	h.story.Chapters[0].Scenes[1].Blocks[0].Runs[0].Text = "Text mended."
	h.press(h.use("1 message differs", "chapter", "correct", number(1)), book.CorrectButton())
	h.await(h.ines, h.tale, "Text mended.")
	h.await(h.ines, h.desk, "is corrected in")
	h.press(h.use("Take back", "chapter", "retract", number(1)), book.RetractButton())
	h.await(h.ines, h.desk, "is taken back in")
	if h.find(h.ines, h.tale, "Text 1-1.") != nil {
		t.Error("a chapter that was taken back can still be read")
	}
	h.press(h.use("messages differ", "chapter", "correct", number(1)), book.CorrectButton())
	h.await(h.ines, h.tale, "Text 1-1.")
	h.use("you · release chapter 1 now", "chapter", "log")
	for x := range h.box.Traffic().All() {
		if x.Invalid != "" || x.Status >= 400 && x.Status != 403 {
			t.Errorf("%s %s: status %d, %s\n%s", x.Method, x.Path, x.Status, x.Invalid, x.Body)
		}
	}
}

// Somebody else does not see the commands, as Discord has it, and a late chapter waits for its author.
func TestALateChapterWaitsForItsAuthor(t *testing.T) {
	h := openHouse(t)
	in := world.Invocation{Name: "schedule", Options: []world.OptionValue{{Name: "show"}}}
	if _, err := h.box.World.Invoke(h.ines, h.desk, in); err == nil {
		t.Error("a reader may use /schedule")
	}
	h.use("Tue 24 Nov 2026 19:00 CET", "schedule", "show")
	must(t, h.clock.Jump(h.clock.Now().AddDate(0, 0, 3)))
	alert := h.await(h.mara, h.desk, "**Chapter 1 of The \\*Tale\\* is late.**")
	h.press(alert, book.NotYetButton())
	waits := h.await(h.mara, h.desk, "has put it off")
	if h.find(h.ines, h.tale, "Text 1-1.") != nil {
		t.Fatal("a chapter was posted that its author was asked about")
	}
	h.press(waits, book.SkipDateButton())
	h.await(h.mara, h.desk, "had that date skipped")
	h.use("**Chapter 1 · Part 1**\nFri 27 Nov 2026 19:00 CET", "schedule", "show")
	must(t, h.clock.Jump(time.Date(2026, 11, 27, 18, 0, 0, 0, time.UTC)))
	h.await(h.ines, h.tale, "Text 1-3.")
}
