package bot_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/clock"
	"cliffhanger/bot/sandbox/openapi"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// A house is a bot in a sandbox, with people in it. Tests act as those people.
type house struct {
	t       *testing.T
	box     *sandbox.Sandbox
	clock   *clock.Clock
	engine  *memkv.Engine
	story   *story.Story   // the first of stories
	told    []*story.Story // what the bot tells
	wrap    func(kv.Engine) kv.Engine
	pace    int // requests a second; 0 is Discord's
	runs    *bot.Bot
	stop    func() // ends the bot; the sandbox goes on
	checked bool   // requests are held against Discord's API description

	mu     sync.Mutex
	forms  map[world.ID]world.ID // the newest form opened for each person
	logged strings.Builder       // what the bot logged, at debug level
}

// A setting is how a house differs from others.
type setting struct {
	stories   []*story.Story
	limits    rest.Limits
	heartbeat time.Duration
	wrap      func(kv.Engine) kv.Engine // puts something between the store and its engine; nil: nothing
}

// validator holds requests against Discord's published API description, if that lies beside the checkout; nil otherwise.
func validator(t *testing.T) func(method, path, contentType string, body []byte) error {
	t.Helper()
	v, err := openapi.Load(filepath.Join("..", "..", "shared", "data", "discord-openapi.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return v.Check
}

// fast are rate limits a hundred times as fast as Discord's, so that tests wait for logic and not for limits.
func fast() rest.Limits { return rest.Limits{Speed: 100} }

// open starts a sandbox an hour before the story's first date, and a bot in it.
func open(t *testing.T, s *story.Story, limits rest.Limits) *house {
	t.Helper()
	return openAs(t, setting{stories: []*story.Story{s}, limits: limits})
}

// openAs is open for a house that differs.
func openAs(t *testing.T, as setting) *house {
	t.Helper()
	start := time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC)
	h := &house{
		t: t, clock: clock.New(start, 100), story: as.stories[0], told: as.stories, engine: memkv.New(), wrap: as.wrap,
		pace: int(49 * as.limits.Speed), forms: map[world.ID]world.ID{},
	}
	for _, s := range h.told {
		s.Release.Schedule, s.Release.Zone = "daily 19:00", time.UTC
		if s.Release.Channel == "" {
			s.Release.Channel = "story"
		}
		s.Release.Gap = 5 * time.Second
	}
	check := validator(t)
	h.checked = check != nil
	box, err := sandbox.Start(t.Context(), sandbox.Options{
		Clock: h.clock, Log: slog.New(slog.DiscardHandler), Validate: check, Limits: as.limits,
		IdentifyEvery: time.Millisecond, Heartbeat: as.heartbeat,
	})
	if err != nil {
		t.Fatal(err)
	}
	h.box = box
	for _, p := range box.World.People() {
		t.Cleanup(box.World.Watch(p.ID, func(e world.Event) {
			if m, ok := e.Data.(world.ModalShown); ok {
				h.mu.Lock()
				defer h.mu.Unlock()
				h.forms[p.ID] = m.ID
			}
		}))
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	h.start()
	t.Cleanup(func() { h.stop() })
	return h
}

// discord says how a bot reaches the sandbox.
func (h *house) discord(log *slog.Logger) discord.Config {
	return discord.Config{Token: discord.NewToken(h.box.Token()), API: h.box.API(), PerSecond: h.pace, Log: log}
}

// start runs a bot on the house's data, until stop.
func (h *house) start() {
	h.t.Helper()
	st := h.store()
	log := slog.New(slog.NewTextHandler(h, &slog.HandlerOptions{Level: slog.LevelDebug}))
	b, err := bot.New(bot.Config{
		Discord: h.discord(log), Store: st, Stories: h.told, Clock: h.clock, Log: log,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.runs = b
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	h.stop = func() {
		cancel()
		if err := <-done; err != nil {
			h.t.Errorf("the bot ended with %v", err)
		}
		if err := st.Close(); err != nil {
			h.t.Error(err)
		}
		h.stop = func() {}
	}
}

// store opens the house's data, which survives its bots.
func (h *house) store() *store.Store {
	h.t.Helper()
	engine := kv.Engine(kept{h.engine})
	if h.wrap != nil {
		engine = h.wrap(engine)
	}
	st, err := store.Open(context.Background(), kv.Open(engine, kv.Options{}), store.Secret{1}, store.Options{})
	if err != nil {
		h.t.Fatal(err)
	}
	return st
}

// kept is an engine that outlives the database on it.
type kept struct{ *memkv.Engine }

func (kept) Close() error { return nil }

// Write takes a line of the bot's log.
func (h *house) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.logged.Write(b)
	if !strings.Contains(string(b), "level=DEBUG") {
		h.t.Log(strings.TrimSpace(string(b)))
	}
	return len(b), nil
}

// said counts how often the bot has logged something.
func (h *house) said(part string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Count(h.logged.String(), part)
}

// until waits for a condition, and fails the test if it does not come true.
func (h *house) until(what string, ok func() bool) {
	h.t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			h.t.Fatalf("gave up waiting until %s", what)
		}
	}
}

// person returns the id of somebody in the sandbox.
func (h *house) person(name string) world.ID {
	h.t.Helper()
	for _, p := range h.box.World.People() {
		if strings.HasPrefix(p.Name, name) {
			return p.ID
		}
	}
	h.t.Fatalf("nobody is called %s", name)
	return 0
}

// place returns the ids of the guild and the channel with this name.
func (h *house) place(channel string) (guild, id world.ID) {
	h.t.Helper()
	for _, g := range h.box.World.View(h.person("Mara")).Guilds {
		for _, c := range g.Channels {
			if c.Name == channel {
				return g.ID, c.ID
			}
		}
	}
	h.t.Fatalf("there is no channel %s", channel)
	return 0, 0
}

// messages returns what a person sees in the story's channel, oldest first.
func (h *house) messages(viewer world.ID) []*world.Message {
	h.t.Helper()
	_, channel := h.place("story")
	var all []*world.Message
	before := world.ID(0)
	for {
		page, err := h.box.World.History(viewer, channel, before, 100)
		if err != nil {
			h.t.Fatal(err)
		}
		all = append(slices.Clone(page), all...)
		if len(page) < 100 {
			return all
		}
		before = page[0].ID
	}
}

// posted returns the contents of what everybody sees in the story's channel, oldest first.
func (h *house) posted() []string {
	h.t.Helper()
	var out []string
	for _, m := range h.messages(h.person("Mara")) {
		if m.Flags&64 == 0 {
			out = append(out, m.Content)
		}
	}
	return out
}

// jump turns the clock to the next thing somebody waits for, once that is one whose name has this part.
func (h *house) jump(part string) {
	h.t.Helper()
	h.until(part+" is waited for", func() bool {
		for _, w := range h.clock.Upcoming() {
			if strings.Contains(w.What, part) {
				if err := h.clock.Jump(w.At); err != nil {
					h.t.Fatal(err)
				}
				return true
			}
		}
		return false
	})
}

// awaited returns in how many places a part is waited for.
func (h *house) awaited(part string) (n int) {
	for _, w := range h.clock.Upcoming() {
		if strings.Contains(w.What, part) {
			n++
		}
	}
	return n
}

// find returns the newest message a person sees whose content has this part, nil if there is none.
func (h *house) find(viewer world.ID, part string) *world.Message {
	h.t.Helper()
	all := h.messages(viewer)
	for i := len(all) - 1; i >= 0; i-- {
		if strings.Contains(all[i].Content, part) {
			return all[i]
		}
	}
	return nil
}

// await waits for such a message.
func (h *house) await(viewer world.ID, part string) *world.Message {
	h.t.Helper()
	var m *world.Message
	defer func() {
		if m == nil {
			all := h.messages(viewer)
			for _, m := range all[max(0, len(all)-3):] {
				h.t.Logf("seen last: %q", m.Content)
			}
		}
	}()
	h.until("there is a message with "+part, func() bool { m = h.find(viewer, part); return m != nil })
	return m
}

// form returns the form opened for somebody, once; 0 if there is none.
func (h *house) form(who world.ID) world.ID {
	h.mu.Lock()
	defer h.mu.Unlock()
	id := h.forms[who]
	delete(h.forms, who)
	return id
}

// command runs a slash command, or a subcommand such as "vote mine", as somebody in the story's channel.
func (h *house) command(who world.ID, name string, options ...world.OptionValue) {
	h.t.Helper()
	_, channel := h.place("story")
	words := strings.Fields(name)
	for i := len(words) - 1; i > 0; i-- {
		options = []world.OptionValue{{Name: words[i], Options: options}}
	}
	if _, err := h.box.World.Invoke(who, channel, world.Invocation{Name: words[0], Options: options}); err != nil {
		h.t.Fatalf("/%s: %v", name, err)
	}
}

// press presses the component of a message whose id has this part, as somebody.
func (h *house) press(who world.ID, m *world.Message, part string, values ...string) {
	h.t.Helper()
	id := component(m, part)
	if id == "" {
		h.t.Fatalf("there is no %s under %q", part, m.Content)
	}
	if _, err := h.box.World.Press(who, m.ChannelID, m.ID, id, values); err != nil {
		h.t.Fatalf("press %s: %v", part, err)
	}
}

// validTraffic fails the test if Discord's published description does not allow something the bot sent.
func (h *house) validTraffic() {
	h.t.Helper()
	n := 0
	for x := range h.box.Traffic().All() {
		n++
		if x.Invalid != "" {
			h.t.Errorf("%s %s is not as Discord describes it: %s\n%s", x.Method, x.Path, x.Invalid, x.Body)
		}
	}
	if !h.checked {
		h.t.Logf("%d requests were not held against Discord's API description, which is not here", n)
	} else {
		h.t.Logf("%d requests are as Discord describes them", n)
	}
}
