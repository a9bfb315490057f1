package world_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"

	"github.com/google/go-cmp/cmp"
)

func TestSaveAndLoad(t *testing.T) {
	p := newPlace(t)
	p.ServeAt("http://127.0.0.1:1")
	talk := p.rooms["talk"]
	m := p.post("talk", world.Draft{Content: "map",
		Embeds:     []*world.Embed{{Image: &world.EmbedMedia{URL: "attachment://m.png"}}},
		Components: []*world.Component{{Type: world.ComponentFile, File: &world.Media{URL: "attachment://m.png"}}},
		Files:      []world.File{{Name: "m.png", Type: "image/png", Data: []byte("png")}}})
	ok(t, p.AddReaction(p.bot, talk, m.ID, "🔥"))
	ok(t, p.AddSuperReaction(p.people["Ines"], talk, m.ID, "🔥"))
	ok(t, p.Pin(p.bot, talk, m.ID, true))
	_, err := p.StartThread(p.bot, talk, m.ID, world.ThreadDraft{Name: "T"})
	ok(t, err)
	_, err = p.OpenDM(p.bot, p.people["Wren"])
	ok(t, err)
	_, _, err = p.UpsertCommand(p.app.ID, 0, world.Command{Type: 1, Name: "read", Description: "d"})
	ok(t, err)
	before := p.Changes()
	var file bytes.Buffer
	ok(t, p.Save(&file))
	if p.Changes() != before {
		t.Error("saving counts as a change")
	}

	again := world.New(func() time.Time { return noon.Add(-time.Hour) })
	ok(t, again.Load(bytes.NewReader(file.Bytes())))
	for _, viewer := range []world.ID{p.bot, p.people["Ines"]} {
		if d := cmp.Diff(p.View(viewer), again.View(viewer)); d != "" {
			t.Errorf("the view has changed (-saved +loaded):\n%s", d)
		}
		want, err := p.History(viewer, talk, 0, 100)
		ok(t, err)
		got, err := again.History(viewer, talk, 0, 100)
		ok(t, err)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("the history has changed (-saved +loaded):\n%s", d)
		}
	}
	if d := cmp.Diff(p.Commands(p.guild), again.Commands(p.guild)); d != "" {
		t.Errorf("the commands have changed (-saved +loaded):\n%s", d)
	}
	if _, known := again.Login(p.Token(p.app.ID)); !known {
		t.Error("the token is lost")
	}
	fresh, err := again.Post(p.bot, talk, world.Draft{Content: "after"})
	ok(t, err)
	if fresh.ID <= m.ID {
		t.Errorf("a new id %s is not above the old %s, though the clock went back", fresh.ID, m.ID)
	}
	again.ServeAt("http://127.0.0.1:2")
	moved, err := again.GetMessage(p.bot, talk, m.ID)
	ok(t, err)
	for what, url := range map[string]string{"attachment": moved.Attachments[0].URL, "embed": moved.Embeds[0].Image.URL,
		"component": moved.Components[0].File.URL} {
		if !strings.HasPrefix(url, "http://127.0.0.1:2/attachments/") {
			t.Errorf("the %s is still at %q", what, url)
		}
	}
	if data, kind, found := again.ReadFile(talk, moved.Attachments[0].ID); !found || kind != "image/png" ||
		string(data) != "png" {
		t.Errorf("the file is %q, %q, %v", data, kind, found)
	}
}

func TestEphemeralIsNotSaved(t *testing.T) {
	p := newPlace(t)
	asked := make(chan *world.Interaction, 1)
	_, detach := p.Attach(p.app.ID, func(e world.Event) {
		if i, isInteraction := e.Data.(*world.Interaction); isInteraction {
			asked <- i
		}
	})
	defer detach()
	_, _, err := p.UpsertCommand(p.app.ID, 0, world.Command{Type: 1, Name: "read", Description: "d"})
	ok(t, err)
	_, err = p.Invoke(p.people["Ines"], p.rooms["talk"], world.Invocation{Name: "read"})
	ok(t, err)
	i := <-asked
	_, err = p.Respond(i.ID, i.Token, world.Response{Type: world.CallbackMessage,
		Draft: world.Draft{Content: "secret", Flags: world.FlagEphemeral}})
	ok(t, err)
	var file bytes.Buffer
	ok(t, p.Save(&file))
	if strings.Contains(file.String(), "secret") || strings.Contains(file.String(), i.Token) {
		t.Error("the file holds what only Ines may see")
	}
}

func TestLoadRefuses(t *testing.T) {
	p := newPlace(t)
	p.post("talk", world.Draft{Content: "a"})
	var file bytes.Buffer
	ok(t, p.Save(&file))
	good := file.String()
	for what, bad := range map[string]string{
		"nothing":         "",
		"half":            good[:len(good)/2],
		"another version": strings.Replace(good, `"version":1`, `"version":2`, 1),
		"unknown author":  strings.Replace(good, `"author":{"id":"`, `"author":{"id":"9`, 1),
		"no messages":     strings.Replace(good, `"Messages":[{`, `"Messages":[null,{`, 1),
		"unknown member":  strings.Replace(good, `"Members":[{`, `"Members":[null,{`, 1),
	} {
		if bad == good {
			t.Fatalf("%s: the test changes nothing", what)
		}
		if err := world.New(time.Now).Load(strings.NewReader(bad)); err == nil {
			t.Errorf("%s was loaded", what)
		}
	}
}

// FuzzLoad feeds damaged files. Whatever is loaded must be usable without a panic.
func FuzzLoad(f *testing.F) {
	p := newPlace(f)
	m := p.post("talk", world.Draft{Content: "a"})
	if err := p.AddReaction(p.bot, p.rooms["talk"], m.ID, "🔥"); err != nil {
		f.Fatal(err)
	}
	if _, err := p.StartThread(p.bot, p.rooms["talk"], m.ID, world.ThreadDraft{Name: "T"}); err != nil {
		f.Fatal(err)
	}
	var file bytes.Buffer
	if err := p.Save(&file); err != nil {
		f.Fatal(err)
	}
	f.Add(file.String())
	f.Add(`{"version":1,"world":{}}`)
	f.Fuzz(func(t *testing.T, text string) {
		w := world.New(func() time.Time { return noon })
		if w.Load(strings.NewReader(text)) != nil {
			return
		}
		for _, person := range w.People() {
			for _, g := range w.View(person.ID).Guilds {
				for _, c := range append(g.Channels, g.Threads...) {
					if _, err := w.History(person.ID, c.ID, 0, 10); err != nil {
						t.Logf("history: %v", err)
					}
				}
				w.Commands(g.ID)
			}
		}
		for _, a := range w.Apps() {
			w.Attach(a.ID, func(world.Event) {})
		}
		w.ServeAt("http://127.0.0.1:3")
		w.Tick()
	})
}
