package drop_test

import (
	"testing"
	"time"

	"cliffhanger/bot/drop"
	"cliffhanger/store"
	"cliffhanger/store/memkv"
)

// fill lets the next so many commits find no room.
func (h *house) fill(n int) {
	for i := 1; i <= n; i++ {
		h.engine.Fault(i, memkv.Fill)
	}
}

func TestAFullDiskIsWaitedOut(t *testing.T) {
	s := tale(4, scenes)
	s.Release.Gap = time.Minute
	ahead := drop.Telling{Guild: guild, Channel: early, Story: s, Lead: 24 * time.Hour}
	tell(t, func(h *house) {
		h.till("2000-01-01 19:01")
		h.fill(40) // in the middle of a chapter, of both tellings
		h.till("2000-01-01 19:04")
		if got := len(h.w.in(town)); got >= 4 {
			t.Errorf("%d messages while nothing can be kept", got)
		}
		if got := h.d.told(drop.DiskTrouble); len(got) != 1 || got[0].Cause == nil {
			t.Errorf("told %+v, want one alert", got)
		}
		h.till("2000-01-01 20:00")
		if got := len(h.w.in(town)); got != 4 {
			t.Errorf("%d messages when there is room again, want a lead and three scenes", got)
		}
		h.till("2000-01-02 19:01")
		h.fill(40)
		h.till("2000-01-05 00:00")
		if got := len(h.w.in(town)); got != 16 || len(h.w.in(early)) != 16 {
			t.Errorf("%d and %d messages in the end", got, len(h.w.in(early)))
		}
		if got := h.d.told(drop.DiskTrouble); len(got) != 2 {
			t.Errorf("told %+v, want another alert for another time", got)
		}
	}, public(s), ahead)
}

func TestADeskThatCannotBeReachedHoldsUpNothing(t *testing.T) {
	s := tale(1, nil)
	tell(t, func(h *house) {
		h.d.err = denied
		h.w.set(func(w *world) { w.gone[town] = denied })
		h.till("2000-01-01 20:00")
		if v := h.serial(town); v.Parked.Since.IsZero() || v.Parked.Alert != 0 {
			t.Errorf("parked as %+v, want parked and not told", v.Parked)
		}
		h.d.err = nil
		h.till("2000-01-01 20:15")
		if v := h.serial(town); v.Parked.Alert == 0 || len(h.d.told(drop.Refused)) != 1 {
			t.Errorf("parked as %+v, want told when the desk is back", v.Parked)
		}
		h.again()
		if v := h.serial(town); v.Parked.Alert == 0 || len(h.d.told(drop.Refused)) != 1 {
			t.Errorf("parked as %+v, want told now", v.Parked)
		}
	}, public(s))
	tell(t, func(h *house) {
		h.d.err = denied // the desk refuses the warning that no chapter is left
		h.till("2000-01-03 20:00")
		if got := len(h.leads(town)); got != 3 {
			t.Errorf("%d chapters, want all", got)
		}
	}, public(tale(3, nil)))
}

func TestWhatOnlyAPersonCanMendEndsNothing(t *testing.T) {
	s, other := tale(2, nil), tale(2, nil)
	other.ID = "other"
	tell(t, func(h *house) {
		h.till("2000-01-01 12:00")
		h.adjust("nonsense")
		h.till("2000-01-01 20:00")
		if one, two := len(h.leads(town)), len(h.leads(early)); one != 0 || two != 1 {
			t.Errorf("%d and %d chapters, want none of a story whose dates cannot be read", one, two)
		}
		_, err := h.store.ChangeCourse(h.t.Context(), guild, s.Key(), func(c *store.Course) error {
			c.Adjustments = nil
			return nil
		}, store.Entry{})
		h.ok(err)
		h.r.Poke(guild, s.Key())
		h.wait(0)
		if got := len(h.leads(town)); got != 1 {
			t.Errorf("%d chapters once it is mended", got)
		}
	}, public(s), drop.Telling{Guild: guild, Channel: early, Story: other})
}
