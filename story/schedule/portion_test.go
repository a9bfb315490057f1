package schedule_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story/schedule"
)

func TestPortion(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		scenes     int
		drops      []schedule.Scenes
	}{
		{"chapter", "chapter", 7, []schedule.Scenes{{First: 1, Last: 7}}},
		{" Chapter ", "chapter", 0, nil},
		{"1 scene", "1 scene", 3, []schedule.Scenes{{First: 1, Last: 1}, {First: 2, Last: 2}, {First: 3, Last: 3}}},
		{"3 Scenes", "3 scenes", 7, []schedule.Scenes{{First: 1, Last: 3}, {First: 4, Last: 6}, {First: 7, Last: 7}}},
		{"3 scenes", "3 scenes", 6, []schedule.Scenes{{First: 1, Last: 3}, {First: 4, Last: 6}}},
		{"99 scenes", "99 scenes", 2, []schedule.Scenes{{First: 1, Last: 2}}},
	} {
		p, err := schedule.ParsePortion(tt.text)
		if err != nil || p.String() != tt.want {
			t.Errorf("%q is %q, %v; want %q", tt.text, p, err, tt.want)
		}
		if diff := cmp.Diff(tt.drops, p.Cut(tt.scenes)); diff != "" {
			t.Errorf("%q of %d scenes: %s", tt.text, tt.scenes, diff)
		}
		if again, err := schedule.ParsePortion(p.String()); err != nil || again != p {
			t.Errorf("%q is %q, %v", p, again, err)
		}
	}
	for _, text := range []string{
		"", "scene", "0 scenes", "100 scenes", "-1 scenes", "two scenes", "3 chapters", "3 scenes each",
	} {
		if p, err := schedule.ParsePortion(text); err == nil || !strings.Contains(err.Error(), "neither “chapter”") {
			t.Errorf("%q is %q, %v", text, p, err)
		}
	}
}

// TestSimulatePortions checks that a chapter's own date is its first portion's, and that a runway counts chapters.
func TestSimulatePortions(t *testing.T) {
	p := plan(t, "UTC", "daily 19:00", "chapter 2 on 2026-12-24T18:00")
	two, err := schedule.ParsePortion("2 scenes")
	if err != nil {
		t.Fatal(err)
	}
	var drops []schedule.ChapterInfo
	for number := 1; number <= 2; number++ {
		for _, s := range two.Cut(3) {
			drops = append(drops, schedule.ChapterInfo{Number: number, Scenes: s})
		}
	}
	now := at(t, "2026-11-22 12:00 +0000")
	f := p.Simulate(schedule.Standing{After: now, Now: now}, drops, 9)
	var got []string
	for _, d := range f.Drops {
		got = append(got, d.Slot.String())
	}
	want := []string{"2026-11-22T19:00", "2026-11-23T19:00", "2026-12-24T18:00", "2026-12-24T19:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	runway := "2 chapters left, the last on Thu 24 Dec 2026; nothing for Fri 25 Dec 2026"
	if got := f.Runway.String(); got != runway {
		t.Errorf("got %q, want %q", got, runway)
	}
}
