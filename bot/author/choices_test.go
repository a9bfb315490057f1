package author_test

import (
	"slices"
	"testing"

	"cliffhanger/store"
)

func TestChoices(t *testing.T) {
	s := tale(t, 40)
	s.Chapters[4].Hold = true
	r := open(t, s)
	r.out(early, 1)
	r.out(early, 2)
	r.dated(2, firstDrop)
	r.course(func(c *store.Course) { c.Held = []store.Hold{{Chapter: 3, Scene: 2}} })
	for _, test := range []struct {
		name    string
		command string
		options []string
		first   []string // the first ones offered; "" at the end: and no more
	}{
		{"release", "chapter release", []string{"number:"}, []string{"2", "3", "4"}},
		{"release by title", "chapter release", []string{"number:part 17"}, []string{"17", ""}},
		{"correct, the newest first", "chapter correct", []string{"number:"}, []string{"2", "1", ""}},
		{"retract", "chapter retract", []string{"number:"}, []string{"2", "1", ""}},
		{"free", "chapter free", []string{"number:"}, []string{"3", "5", ""}},
		{"a date of its own", "schedule chapter", []string{"number:"}, []string{"3", "4", "5"}},
		{"scenes", "chapter hold", []string{"number:3", "scene:"}, []string{"1", "2", "3", ""}},
		{"scenes by words", "chapter hold", []string{"number:3", "scene:text 3-2"}, []string{"2", ""}},
		{"scenes of no chapter", "chapter hold", []string{"number:99", "scene:"}, []string{""}},
		{"scenes before a chapter", "chapter hold", []string{"scene:"}, []string{""}},
		{"dates", "schedule skip", []string{"date:"}, []string{secondOne, "2026-12-01T19:00"}},
		{"dates by weekday", "schedule skip", []string{"date:fri"}, []string{secondOne, "2026-12-04T19:00"}},
		{"dates by chapter", "schedule skip", []string{"date:part 4"}, []string{"2026-12-01T19:00"}},
		{"dates as written", "schedule skip", []string{"date:2026-12-01 19"}, []string{"2026-12-01T19:00", ""}},
		{"no such date", "schedule skip", []string{"date:noon"}, []string{""}},
		{"days", "schedule hiatus", []string{"until:"}, []string{"2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21",
			"2026-12-01", "2027-01-01", "2027-02-01", ""}},
		{"spans", "schedule shift", []string{"date:x", "by:week"}, []string{"7d", "-7d", ""}},
		{"stories", "schedule show", []string{"story:tal"}, []string{"tale", ""}},
		{"other stories", "schedule show", []string{"story:other"}, []string{""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := r.complete(mara, test.command, test.options...)
			want := test.first
			if n := len(want) - 1; want[n] == "" {
				want = want[:n]
				if len(got) > n {
					t.Errorf("offered %q, want no more than %q", got, want)
				}
			}
			if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
				t.Errorf("offered %q, want %q first", got, want)
			}
			if got := r.complete(ines, test.command, test.options...); len(got) != 0 {
				t.Errorf("somebody else is offered %q", got)
			}
		})
	}
}
