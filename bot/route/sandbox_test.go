package route_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/route"
	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/openapi"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

// A desk is a router behind a client in a sandbox, with Ines before it.
type desk struct {
	t       *testing.T
	box     *sandbox.Sandbox
	channel world.ID
	ines    world.ID
	forms   chan world.ModalShown
	said    chan string
}

// validator holds requests against Discord's published API description, if that lies beside the checkout; nil otherwise.
func validator(t *testing.T) func(method, path, contentType string, body []byte) error {
	t.Helper()
	v, err := openapi.Load(filepath.Join("..", "..", "..", "shared", "data", "discord-openapi.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("requests are not held against Discord's API description, which is not here")
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return v.Check
}

// openDesk connects a router that fill has filled to a sandbox with these commands.
func openDesk(t *testing.T, fill func(*route.Router), commands ...string) *desk {
	t.Helper()
	box, err := sandbox.Start(t.Context(), sandbox.Options{
		Log: slog.New(slog.DiscardHandler), Validate: validator(t), Limits: rest.Limits{Speed: 100},
		IdentifyEvery: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{t: t, box: box, forms: make(chan world.ModalShown, 8), said: make(chan string, 8)}
	for _, p := range box.World.People() {
		if p.Name == "Ines" {
			d.ines = p.ID
		}
	}
	for _, c := range box.World.View(d.ines).Guilds[0].Channels {
		if c.Name == "talk" {
			d.channel = c.ID
		}
	}
	for _, name := range commands {
		command := world.Command{Type: world.CommandChat, Name: name, Description: "d"}
		if _, _, err := box.World.UpsertCommand(box.App().ID, 0, command); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(box.World.Watch(d.ines, func(e world.Event) {
		switch data := e.Data.(type) {
		case world.ModalShown:
			d.forms <- data
		case *world.Message:
			d.said <- data.Content
		}
	}))
	d.serve(fill)
	return d
}

// serve runs the client and the router until the test ends.
func (d *desk) serve(fill func(*route.Router)) {
	d.t.Helper()
	log := slog.New(slog.DiscardHandler)
	client, err := discord.New(discord.Config{Token: discord.NewToken(d.box.Token()), API: d.box.API(), Log: log})
	if err != nil {
		d.t.Fatal(err)
	}
	router, lanes := route.New(client, log), discord.NewLanes(4, 16, log)
	fill(router)
	ctx, cancel := context.WithCancel(context.Background())
	ready := make(chan struct{})
	began := sync.OnceFunc(func() { close(ready) })
	var run sync.WaitGroup
	run.Go(func() { lanes.Run(ctx) })
	run.Go(func() {
		err := client.Run(ctx, hearing(func(e discord.Event) {
			switch e := e.(type) {
			case discord.Ready:
				began()
			case *discord.Interaction:
				run.Go(router.Begin(ctx, e, lanes))
			}
		}))
		if err != nil {
			d.t.Errorf("the client ended with %v", err)
		}
	})
	d.t.Cleanup(func() {
		cancel()
		run.Wait()
	})
	next(d.t, ready, "a session")
}

// next returns what comes next out of a channel.
func next[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(30 * time.Second):
		t.Fatalf("gave up waiting for %s", what)
	}
	var none T
	return none
}

func TestAFormWithASelectGoesToDiscordAndBack(t *testing.T) {
	id, err := customid.New("answer", 7)
	if err != nil {
		t.Fatal(err)
	}
	form := &route.Modal{ID: id, Title: "A line to the author", Fields: []route.Field{
		{ID: "words", Label: "Your words", Description: "As long as you like",
			Input: route.TextInput{Long: true, Placeholder: "Dear Mara…", MinLength: 3, MaxLength: 4000}},
		{ID: "mood", Label: "Your mood", Input: route.Select{Placeholder: "One or two", Max: 2, Choices: []route.Choice{
			{Label: "Glad", Value: "g", Description: "That it goes on"}, {Label: "Sad", Value: "s"},
			{Label: "Cold", Value: "c"}}}},
		{ID: "quote", Label: "May it be quoted?", Input: route.Select{Optional: true, Choices: []route.Choice{
			{Label: "Yes", Value: "y"}, {Label: "No", Value: "n"}}}},
		{ID: "name", Label: "Your name", Input: route.TextInput{Optional: true, MaxLength: 40}},
	}}
	d := openDesk(t, func(r *route.Router) {
		r.Command("write", func(context.Context, *route.Request) (route.Reply, error) {
			return route.Reply{Modal: form}, nil
		})
		r.Form("answer", func(_ context.Context, q *route.Request) (route.Reply, error) {
			return route.Text(fmt.Sprintf("%d: %q %q %q %q", q.Component.Args[0], q.Texts["words"], q.Chosen["mood"],
				q.Chosen["quote"], q.Texts["name"])), nil
		})
	}, "write")
	if _, err := d.box.World.Invoke(d.ines, d.channel, world.Invocation{Name: "write"}); err != nil {
		t.Fatal(err)
	}
	shown := next(t, d.forms, "a form")
	if len(shown.Components) != 4 || *shown.Components[1].Component.Placeholder != "One or two" ||
		*shown.Components[0].Description != "As long as you like" || shown.Components[3].Type != world.ComponentLabel {
		t.Errorf("another form is shown: %+v", shown)
	}
	var refused *world.Error
	for name, bad := range map[string]map[string][]string{
		"no mood":         {"words": {"more otters"}},
		"three moods":     {"words": {"more otters"}, "mood": {"g", "s", "c"}},
		"a mood of ones":  {"words": {"more otters"}, "mood": {"x"}},
		"too few letters": {"words": {"ot"}, "mood": {"g"}},
	} {
		if err := d.box.World.Submit(d.ines, shown.ID, bad); !errors.As(err, &refused) {
			t.Errorf("%s: sent, %v", name, err)
		}
	}
	err = d.box.World.Submit(d.ines, shown.ID, map[string][]string{"words": {"more otters"}, "mood": {"s", "g"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := next(t, d.said, "an answer"), `7: "more otters" ["s" "g"] [] ""`; got != want {
		t.Errorf("the handler got %s, want %s", got, want)
	}
	for x := range d.box.Traffic().All() {
		if x.Invalid != "" || x.Status >= 400 {
			t.Errorf("%s %s: status %d, %s\n%s", x.Method, x.Path, x.Status, x.Invalid, x.Body)
		}
	}
}

// hearing is a handler that keeps nothing.
type hearing func(discord.Event)

func (h hearing) Event(e discord.Event)        { h(e) }
func (h hearing) Settle(context.Context) error { return nil }
