package discord_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox/world"
)

func TestAMessageWithAFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, room := p.client(nil), p.rooms["talk"]
		body := json.RawMessage(`{"content":"Who won, in a picture"}`)
		file := discord.File{Name: "result.png", Type: "image/png", Alt: "Two bars, “the left one” longer",
			Data: []byte("\x89PNG\r\n\x1a\n--boundary\r\n" + strings.Repeat("\x00", 5000))}
		id, err := c.Post(t.Context(), room, body, "picture", file)
		if err != nil {
			t.Fatal(err)
		}
		again, err := c.Post(t.Context(), room, body, "picture", file)
		if err != nil || again != id {
			t.Errorf("posted again under its nonce it is message %d, %v, want %d", again, err, id)
		}
		m, err := p.w.GetMessage(p.app.User.ID, world.ID(room), world.ID(id))
		if err != nil || len(m.Attachments) != 1 {
			t.Fatalf("the message has %d attachments, %v", len(m.Attachments), err)
		}
		a := m.Attachments[0]
		data, kind, _ := p.w.ReadFile(world.ID(room), a.ID)
		if a.Filename != file.Name || a.Description == nil || *a.Description != file.Alt || kind != file.Type || string(data) != string(file.Data) {
			t.Errorf("attached is %+v, %s, %d bytes", a, kind, len(data))
		}
		one, err := c.Message(t.Context(), room, id)
		if want := (discord.Posted{ID: id, Content: "Who won, in a picture"}); err != nil || one != want {
			t.Errorf("read back it is %v, %v, want %v", one, err, want)
		}
	})
}

// An answer to an interaction carries files as a message does: at once, and after it was deferred.
func TestAnAnswerWithFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c := p.client(nil)
		if err := c.PutCommands(t.Context(), uint64(p.app.ID), json.RawMessage(`[{"name":"read","description":"read"}]`)); err != nil {
			t.Fatal(err)
		}
		files := []discord.File{{Name: "vote.json", Type: "application/json", Data: []byte("{}\n")},
			{Name: "vote.csv", Type: "text/csv", Data: []byte("entry,voter\n")}}
		for i, deferred := range []bool{false, true} {
			data := map[string]any{"content": "the files", "flags": 64}
			call := p.invoke("read")
			var err error
			if deferred {
				err = c.Respond(t.Context(), uint64(call.ID), call.Token, 5, map[string]any{"flags": 64})
				if err == nil {
					err = c.EditAnswer(t.Context(), uint64(call.ApplicationID), call.Token, data, files...)
				}
			} else {
				err = c.Respond(t.Context(), uint64(call.ID), call.Token, 4, data, files...)
			}
			if err != nil {
				t.Fatal(err)
			}
			page, err := p.w.History(call.Member.User.ID, world.ID(p.rooms["talk"]), 0, 10)
			if err != nil || len(page) != i+1 || len(page[i].Attachments) != 2 {
				t.Fatalf("deferred %t: %d messages, %v", deferred, len(page), err)
			}
			for n, a := range page[i].Attachments {
				got, kind, _ := p.w.ReadFile(page[i].ChannelID, a.ID)
				if a.Filename != files[n].Name || string(got) != string(files[n].Data) || kind != files[n].Type {
					t.Errorf("deferred %t: attached is %+v, %s, %q", deferred, a, kind, got)
				}
			}
		}
		if err := c.EditAnswer(t.Context(), 1, "t", nil, files...); err == nil {
			t.Error("files were sent without a message")
		}
	})
}
