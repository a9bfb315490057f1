package world_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// TestWhoSeesWhichChannel holds the default guild's privacy: who reads ahead, and who sees the author's desk.
func TestWhoSeesWhichChannel(t *testing.T) {
	w := world.New(time.Now)
	app := w.Furnish()
	open := "welcome story talk"
	want := map[string]string{
		"Mara Voss": open + " early-access author-desk", "Ines": open, "Tomasz": open, "Juno": open,
		"Wren":        open + " early-access",
		"Cliffhanger": open + " early-access author-desk",
	}
	people := append(w.People(), world.Person{ID: app.User.ID, Name: "Cliffhanger"})
	for _, p := range slices.CompactFunc(people, func(a, b world.Person) bool { return a.ID == b.ID }) {
		var names []string
		for _, c := range w.View(p.ID).Guilds[0].Channels {
			names = append(names, c.Name)
			if may := w.Permissions(p.ID, c.ID).Has(world.PermSendMessages); may && c.Name == "early-access" &&
				p.Name != "Mara Voss" && p.Name != "Cliffhanger" {
				t.Errorf("%s may write in #early-access", p.Name)
			}
		}
		if got := strings.Join(names, " "); got != want[p.Name] {
			t.Errorf("%s sees %q, want %q", p.Name, got, want[p.Name])
		}
	}
}
