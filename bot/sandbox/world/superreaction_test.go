package world_test

import (
	"testing"

	"cliffhanger/bot/sandbox/world"

	"github.com/google/go-cmp/cmp"
)

// TestAPersonTakesOneKindBack holds that a person's normal and super reaction with one emoji are two.
func TestAPersonTakesOneKindBack(t *testing.T) {
	p := newPlace(t)
	story, ines := p.rooms["story"], p.people["Ines"]
	m := p.post("story", world.Draft{Content: "Which door?"})
	ok(t, p.AddReaction(p.bot, story, m.ID, "🔥"))
	ok(t, p.React(ines, story, m.ID, "🔥"))
	ok(t, p.AddSuperReaction(ines, story, m.ID, "🔥"))
	var gone []bool
	defer p.Watch(p.people["Tomasz"], func(e world.Event) {
		if d, is := e.Data.(world.ReactionEvent); is && e.Type == "MESSAGE_REACTION_REMOVE" {
			gone = append(gone, d.Burst)
		}
	})()
	shown := func() [4]int {
		got, err := p.GetMessage(ines, story, m.ID)
		ok(t, err)
		r := got.Reactions[0]
		me := map[bool]int{true: 1}
		return [4]int{r.Details.Normal, r.Details.Burst, me[r.Me], me[r.MeBurst]}
	}
	for _, step := range []struct {
		super bool
		want  [4]int
	}{{false, [4]int{1, 1, 0, 1}}, {false, [4]int{1, 1, 0, 1}}, {true, [4]int{1, 0, 0, 0}}} {
		ok(t, p.TakeBack(ines, story, m.ID, "🔥", step.super))
		if got := shown(); got != step.want {
			t.Errorf("after taking back (super: %v): %v, want %v", step.super, got, step.want)
		}
	}
	if diff := cmp.Diff([]bool{false, true}, gone); diff != "" {
		t.Error(diff)
	}
	refused(t, p.TakeBack(ines, story, m.ID, "🧊", false), 10014)
	refused(t, p.TakeBack(ines, story, 5, "🔥", false), 10008)
}
