package world_test

import (
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
)

func TestEmoji(t *testing.T) {
	p := newPlace(t)
	for emoji, want := range map[string]bool{
		"🔥": true, "✉": true, "✉️": true, "👍🏽": true, "👩‍💻": true, "👨‍👩‍👧‍👦": true, "🏳️‍🌈": true, "🇩🇪": true, "🇦": true, "🇩": true, "1️⃣": true,
		"#⃣":      true,
		"🏴󠁧󠁢󠁥󠁮󠁧󠁿": true, "❤️‍🔥": true,
		"": false, "a": false, "1": false, "🔥🔥": false, "👩\u200d": false, "\u200d💻": false, "🔥a": false,
		"\xff": false, "é": false,
		"name:": false, "name:5": false, ":5": false,
	} {
		m := p.post("talk", world.Draft{Content: "vote"})
		err := p.AddReaction(p.bot, p.rooms["talk"], m.ID, emoji)
		if want && err != nil {
			t.Errorf("%q was refused: %v", emoji, err)
		}
		if !want {
			refused(t, err, 10014)
		}
	}
	m := p.post("talk", world.Draft{Content: "vote"})
	for _, emoji := range []string{"✉", "✉️"} {
		ok(t, p.AddReaction(p.bot, p.rooms["talk"], m.ID, emoji))
	}
	got, err := p.GetMessage(p.bot, p.rooms["talk"], m.ID)
	ok(t, err)
	if len(got.Reactions) != 2 {
		t.Errorf("with and without variation selector there are %d reactions, want 2 as on Discord", len(got.Reactions))
	}
}

func TestID(t *testing.T) {
	at := time.Date(2017, 7, 11, 17, 27, 7, 299e6, time.UTC)
	if got := world.IDAt(at).Time(); !got.Equal(at) {
		t.Errorf("got %s, want %s", got, at)
	}
	if got := world.IDAt(time.Unix(0, 0)); got != 0 {
		t.Errorf("before the epoch: %s", got)
	}
	for _, bad := range []string{"", "0", "-1", "+1", "x", "1.5", "18446744073709551616", " 1"} {
		if id, err := world.ParseID(bad); err == nil {
			t.Errorf("%q is the id %s", bad, id)
		}
	}
}

func FuzzParseID(f *testing.F) {
	for _, s := range []string{"", "1", "175928847299117063", "+5", "99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := world.ParseID(s)
		if err != nil {
			return
		}
		if again, err := world.ParseID(id.String()); err != nil || again != id {
			t.Errorf("%q gave %s, which gave %s, %v", s, id, again, err)
		}
	})
}
