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
