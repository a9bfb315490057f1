package page_test

import (
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/clock"
	"cliffhanger/bot/sandbox/page"
	"cliffhanger/bot/sandbox/world"
)

// A stage is the real world with the page in front of it and a small application that answers.
type stage struct {
	t        *testing.T
	server   *httptest.Server
	world    *world.World
	clock    *clock.Clock
	app      world.App
	people   map[string]world.ID
	channels map[string]world.ID
	question world.ID // the message that asks the closing question

	mu   sync.Mutex
	seen []*world.Interaction
}

// newStage opens the curtain on an evening in November.
func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, people: map[string]world.ID{}, channels: map[string]world.ID{}}
	s.clock = clock.New(time.Date(2026, 11, 24, 18, 12, 40, 0, time.UTC), 1)
	s.world = world.New(s.clock.Now)
	s.app = s.world.Furnish()
	for _, p := range s.world.People() {
		s.people[p.Name] = p.ID
	}
	guild := s.world.View(s.people["Mara Voss"]).Guilds[0]
	for _, c := range guild.Channels {
		s.channels[c.Name] = c.ID
	}
	log := slog.New(slog.DiscardHandler)
	s.server = httptest.NewServer(page.New(page.Options{World: s.world, Clock: s.clock, Log: log}))
	t.Cleanup(s.server.Close)
	s.world.ServeAt(s.server.URL)
	s.register()
	s.perform()
	return s
}

// fixture reads testdata/stage/<name>.json.
func fixture[T any](t *testing.T, name string) T {
	t.Helper()
	data, err := os.ReadFile("testdata/stage/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("fixture %s: %v", name, err)
	}
	return v
}

func (s *stage) register() {
	s.t.Helper()
	all := fixture[[]*world.Command](s.t, "commands")
	if _, err := s.world.PutCommands(s.app.ID, 0, all); err != nil {
		s.t.Fatal(err)
	}
}

// perform lets the application answer until the test ends.
func (s *stage) perform() {
	queue := make(chan world.Event, 1000)
	done := make(chan struct{})
	_, detach := s.world.Attach(s.app.ID, func(e world.Event) { queue <- e })
	go func() {
		defer close(done)
		for e := range queue {
			if i, ok := e.Data.(*world.Interaction); ok {
				s.play(i)
			}
		}
	}()
	s.t.Cleanup(func() { detach(); close(queue); <-done })
}

// play answers one interaction.
func (s *stage) play(i *world.Interaction) {
	s.mu.Lock()
	s.seen = append(s.seen, i)
	s.mu.Unlock()
	name := i.Data.Name + i.Data.CustomID
	var r world.Response
	switch name {
	case "silent", "quiet":
		return
	case "read":
		r = s.read(i)
	case "note":
		r = world.Response{Type: world.CallbackModal, Modal: fixture[world.Modal](s.t, "letter")}
	case "ballot":
		r = world.Response{Type: world.CallbackMessage, Draft: fixture[world.Draft](s.t, "sheet")}
	case "sheet":
		r = s.sheet(i)
	case "next":
		patch := world.MessagePatch{Content: world.Some("**Scene 3 of 4 — The lamp**\nIt had gone out.")}
		r = world.Response{Type: world.CallbackUpdate, Patch: patch}
	default:
		private := world.Draft{Content: "Noted: " + name, Flags: world.FlagEphemeral}
		r = world.Response{Type: world.CallbackMessage, Draft: private}
	}
	if _, err := s.world.Respond(i.ID, i.Token, r); err != nil {
		s.t.Errorf("answer to %s: %v", name, err)
	}
}

func (s *stage) read(i *world.Interaction) world.Response {
	if i.Type == world.InteractAutocomplete {
		return world.Response{Type: world.CallbackChoices, Choices: []world.Choice{
			{Name: "1 · The keeper's daughter", Value: 1}, {Name: "2 · Low water", Value: 2}}}
	}
	if len(i.Data.Options) > 0 {
		return world.Response{Type: world.CallbackDeferred, Draft: world.Draft{Flags: world.FlagEphemeral}}
	}
	return world.Response{Type: world.CallbackMessage, Draft: fixture[world.Draft](s.t, "scene")}
}

// sheet shows a private ballot again, with what was chosen on it.
func (s *stage) sheet(i *world.Interaction) world.Response {
	list := fixture[world.Draft](s.t, "sheet").Components
	for n := range list[0].Components[0].Options {
		o := &list[0].Components[0].Options[n]
		o.Default = slices.Contains(i.Data.Values, o.Value)
	}
	return world.Response{Type: world.CallbackUpdate, Patch: world.MessagePatch{Components: world.Some(list)}}
}

// post lets the application post.
func (s *stage) post(channel string, d world.Draft) *world.Message {
	s.t.Helper()
	m, err := s.world.Post(s.app.User.ID, s.channels[channel], d)
	if err != nil {
		s.t.Fatalf("post: %v", err)
	}
	return m
}

func (s *stage) say(who, channel, text string) *world.Message {
	s.t.Helper()
	m, err := s.world.Say(s.people[who], s.channels[channel], text)
	if err != nil {
		s.t.Fatalf("%s says: %v", who, err)
	}
	return m
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// furnish fills #story and #talk with an evening's reading.
func (s *stage) furnish() {
	s.t.Helper()
	for _, d := range fixture[[]world.Draft](s.t, "low-water") {
		s.post("story", d)
	}
	s.must(s.clock.Jump(s.clock.Now().Add(12 * time.Minute)))
	for _, d := range fixture[[]world.Draft](s.t, "causeway") {
		s.post("story", d)
	}
	s.ask()
	s.post("story", fixture[world.Draft](s.t, "keep-reading"))
	names := strings.NewReplacer("STORY", s.channels["story"].String(), "INES", s.people["Ines"].String())
	for _, line := range fixture[[][2]string](s.t, "talk") {
		s.say(line[0], "talk", names.Replace(line[1]))
	}
}

// ask posts the closing question with three reactions, some votes and a thread.
func (s *stage) ask() {
	s.t.Helper()
	story := s.channels["story"]
	question := s.post("story", fixture[world.Draft](s.t, "question"))
	for _, e := range []string{"🗝️", "🔥", "⚓"} {
		s.must(s.world.AddReaction(s.app.User.ID, story, question.ID, e))
	}
	for who, e := range map[string]string{"Ines": "🔥", "Wren": "🔥", "Tomasz": "⚓"} {
		s.must(s.world.React(s.people[who], story, question.ID, e))
	}
	s.question = question.ID
	thread := world.ThreadDraft{Name: "Chapter 4: talk, with spoilers", Auto: 4320}
	_, err := s.world.StartThread(s.app.User.ID, story, question.ID, thread)
	s.must(err)
}

// quoted makes a JavaScript string.
func quoted(s string) string {
	b, _ := json.Marshal(s) // a string always has a JSON form
	return string(b)
}

// asked returns the newest interaction of a command or component the application has got, autocompletes aside.
func (s *stage) asked(name string) *world.Interaction {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range slices.Backward(s.seen) {
		if i.Data.Name+i.Data.CustomID == name && i.Type != world.InteractAutocomplete {
			return i
		}
	}
	s.t.Fatalf("the application was never asked for %q", name)
	return nil
}

// fill completes a deferred answer.
func (s *stage) fill(i *world.Interaction, content string) {
	s.t.Helper()
	patch := world.MessagePatch{Content: world.Some(content)}
	if _, err := s.world.EditResponse(s.app.ID, i.Token, 0, patch); err != nil {
		s.t.Fatal(err)
	}
}
