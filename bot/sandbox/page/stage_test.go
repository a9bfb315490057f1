package page_test

import (
	"encoding/json"
	"log/slog"
	"net/http/httptest"
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
	scene    world.ID // the message that asks the closing question

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
	s.server = httptest.NewServer(page.New(page.Options{World: s.world, Clock: s.clock, Log: slog.New(slog.DiscardHandler)}))
	t.Cleanup(s.server.Close)
	s.world.ServeAt(s.server.URL)
	s.register()
	s.perform()
	return s
}

// decode reads a fixture; it is part of the test.
func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("fixture: %v\n%s", err, text)
	}
	return v
}

func (s *stage) register() {
	s.t.Helper()
	all := decode[[]*world.Command](s.t, `[
		{"type":1,"name":"read","description":"Read privately from where you left off","options":[
			{"type":4,"name":"scene","description":"Which scene to open","autocomplete":true},
			{"type":5,"name":"large","description":"Larger type"}]},
		{"type":1,"name":"note","description":"Write to the author"},
		{"type":1,"name":"silent","description":"An app that never answers"},
		{"type":1,"name":"recap","description":"What happened so far, without spoilers","options":[
			{"type":3,"name":"until","description":"How far to tell","required":true,"choices":[
				{"name":"My place","value":"place"},{"name":"The last drop","value":"drop"}]}]},
		{"type":1,"name":"story","description":"Manage the serial","options":[
			{"type":1,"name":"add","description":"Hand over a chapter","options":[
				{"type":11,"name":"file","description":"The manuscript","required":true}]},
			{"type":1,"name":"schedule","description":"When the next chapters appear","options":[
				{"type":3,"name":"days","description":"Such as tue,fri 19:00","required":true}]}]},
		{"type":3,"name":"Bookmark this scene","description":""}]`)
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
		r = world.Response{Type: world.CallbackModal, Modal: decode[world.Modal](s.t, noteModal)}
	case "next":
		r = world.Response{Type: world.CallbackUpdate, Patch: decode[world.MessagePatch](s.t, `{"content":"**Scene 3 of 4.** The lamp went out."}`)}
	default:
		r = world.Response{Type: world.CallbackMessage, Draft: decode[world.Draft](s.t, `{"content":"Noted: `+name+`","flags":64}`)}
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
	return world.Response{Type: world.CallbackMessage, Draft: decode[world.Draft](s.t, readDraft)}
}

// post lets the application post a fixture.
func (s *stage) post(channel, text string) *world.Message {
	s.t.Helper()
	m, err := s.world.Post(s.app.User.ID, s.channels[channel], decode[world.Draft](s.t, text))
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
	s.post("story", `{"content":"# The Salt Ledger\n## Chapter 4 — Low Water\n-# Scene 1 of 3 · about four minutes"}`)
	s.post("story", `{"content":`+quoted(prose)+`}`)
	s.must(s.clock.Jump(s.clock.Now().Add(12 * time.Minute)))
	s.post("story", `{"content":`+quoted(letter)+`}`)
	poll := s.post("story", `{"embeds":[{"title":"What does Edda do with the ledger?","color":15184971,"description":"🗝️ **Lock it** in the lamp room\n🔥 **Burn it** before the harbour master comes\n⚓ **Row out** and sink it","footer":{"text":"Closes Friday · one vote each, the last press counts"}}]}`)
	for _, e := range []string{"🗝️", "🔥", "⚓"} {
		s.must(s.world.AddReaction(s.app.User.ID, s.channels["story"], poll.ID, e))
	}
	s.must(s.world.React(s.people["Ines"], s.channels["story"], poll.ID, "🔥"))
	s.must(s.world.React(s.people["Wren"], s.channels["story"], poll.ID, "🔥"))
	s.must(s.world.React(s.people["Tomasz"], s.channels["story"], poll.ID, "⚓"))
	s.scene = poll.ID
	_, err := s.world.StartThread(s.app.User.ID, s.channels["story"], poll.ID, world.ThreadDraft{Name: "Chapter 4: talk, with spoilers", Auto: 4320})
	s.must(err)
	s.post("story", buttons)
	s.say("Tomasz", "talk", "Did anyone else notice the *second* signature? ||It is her father's.||")
	s.say("Wren", "talk", "> second signature\nYes! And see <#"+s.channels["story"].String()+"> again, he ~~drowned~~ **left**. `p. 41`")
	s.say("Wren", "talk", "Also <@"+s.people["Ines"].String()+"> owes me a biscuit 🍪")
	s.say("Juno", "talk", "Spoilers behind bars, please:\n1. `||like this||`\n2. or in the thread\n   - which is there for it\n\nNext drop <t:1795806000:R>, on <t:1795806000:F>.")
	s.say("Ines", "talk", "🎉📚")
	s.say("Ines", "talk", "```text\nthe tide table says 19:04\n```\nso she had *eleven minutes*.")
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return string(b)
}

const prose = "The tide went out further than it had in eleven years, and it left the causeway bare as a jaw.\n\n" +
	"Edda had the ledger under her coat. She had meant to read only the last page, the way one reads the end of a letter " +
	"to see whether it is safe to begin; but the last page was in her father's hand, and her father had been " +
	"*eleven years drowned*.\n\n“You’ll catch your death,” said the harbour master, who had come down the steps without a " +
	"lamp. He did not look at her coat. He looked at the place where the water should have been.\n\n" +
	"“It’s late,” said Edda.\n\n“It is,” he agreed. “I make it **nineteen oh-four**. That is when she turns.”"

const letter = "She counted. Eleven minutes to the lamp room, if she ran; nine, if she left the boots.\n\n> *To whoever keeps the light after me:*\n" +
	"> *the sea gives back what is written down.*\n\nBehind her, quite softly, the causeway began to hiss."

const buttons = `{"flags":32768,"components":[{"type":17,"accent_color":5989340,"components":[
	{"type":9,"components":[{"type":10,"content":"### Keep reading\nScene 2 of 3 is yours whenever you like. Your place is kept."}],
	 "accessory":{"type":2,"style":1,"label":"Read on","custom_id":"next-private"}},
	{"type":14},
	{"type":3,"custom_id":"jump","placeholder":"Go to a scene…","options":[{"label":"1 · The keeper's daughter","value":"1","description":"four minutes"},{"label":"2 · Low water","value":"2","description":"six minutes"}]},
	{"type":1,"components":[{"type":2,"style":2,"label":"Contents","custom_id":"contents","emoji":{"name":"📚"}},{"type":2,"style":3,"label":"Follow","custom_id":"follow"},{"type":2,"style":4,"label":"Report","custom_id":"quiet"},{"type":2,"style":5,"label":"Archive","url":"https://example.org/"}]}]}]}`

const readDraft = `{"flags":64,"content":"**Scene 2 of 4 — Low water**\nThe lamp room smelled of *paraffin* and wet wool.",
	"components":[{"type":1,"components":[{"type":2,"style":2,"label":"Back","custom_id":"back","disabled":true},{"type":2,"style":1,"label":"Next scene","custom_id":"next"}]}]}`

const noteModal = `{"custom_id":"letter","title":"A line to the author","components":[
	{"type":18,"label":"Your name","description":"As it should be printed","component":{"type":4,"custom_id":"name","style":1,"max_length":40}},
	{"type":18,"label":"Your letter","component":{"type":4,"custom_id":"body","style":2,"min_length":10,"max_length":600,"placeholder":"Dear Mara…"}},
	{"type":18,"label":"May it be quoted?","component":{"type":3,"custom_id":"quote","options":[{"label":"Yes, with my name","value":"y"},{"label":"No","value":"n"}]}}]}`
