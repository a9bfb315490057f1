package schedule_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"cliffhanger/story/schedule"
)

func TestDecide(t *testing.T) {
	due := at(t, "2026-12-01 19:00 +0100")
	for _, tt := range []struct {
		by              time.Duration
		post, ask, skip schedule.Action
	}{
		{-time.Hour, schedule.Wait, schedule.Wait, schedule.Wait},
		{-time.Nanosecond, schedule.Wait, schedule.Wait, schedule.Wait},
		{0, schedule.Post, schedule.Post, schedule.Post},
		{schedule.Grace, schedule.Post, schedule.Post, schedule.Post},
		{schedule.Grace + 1, schedule.Post, schedule.AskAuthor, schedule.SkipDate},
		{schedule.MostLate, schedule.Post, schedule.AskAuthor, schedule.SkipDate},
		{schedule.MostLate + 1, schedule.AskAuthor, schedule.AskAuthor, schedule.AskAuthor},
		{1000 * 24 * time.Hour, schedule.AskAuthor, schedule.AskAuthor, schedule.AskAuthor},
	} {
		for policy, want := range map[schedule.Late]schedule.Action{
			schedule.PostLate: tt.post, schedule.AskLate: tt.ask, schedule.SkipLate: tt.skip,
		} {
			got := policy.Decide(due, due.Add(tt.by))
			if got.Action != want {
				t.Errorf("%s, %v late: %d, want %d", policy, tt.by, got.Action, want)
			}
			if waits := got.Until.Equal(due); waits != (want == schedule.Wait) || got.By != max(tt.by, 0) {
				t.Errorf("%s, %v late: until %v, by %v", policy, tt.by, got.Until, got.By)
			}
		}
	}
}

func TestParseLate(t *testing.T) {
	for _, want := range []schedule.Late{schedule.PostLate, schedule.AskLate, schedule.SkipLate} {
		if got, err := schedule.ParseLate(want.String()); err != nil || got != want {
			t.Errorf("%s is %s, %v", want, got, err)
		}
	}
	for _, text := range []string{"", "Post", "drop", "post "} {
		if got, err := schedule.ParseLate(text); err == nil {
			t.Errorf("%q is %s, want an error", text, got)
		}
	}
	if got := schedule.Late(9).String(); got != "Late(9)" {
		t.Errorf("an unknown policy is %q", got)
	}
}

// A wall is a clock that someone sets forward and back while a serial runs.
type wall struct {
	now   time.Time
	jumps []jump
}

type jump struct {
	at time.Time // on the wall, before the jump
	by time.Duration
}

// sleep lets time pass until the wall shows the instant, with the jumps on the way.
func (w *wall) sleep(until time.Time) {
	for w.now.Before(until) {
		if len(w.jumps) > 0 && !w.jumps[0].at.After(until) {
			w.now = w.jumps[0].at.Add(w.jumps[0].by)
			w.jumps = w.jumps[1:]
			continue
		}
		w.now = until
	}
}

// TestClockJumps runs a serial as the bot does, while its clock is set around each drop: the slots it posts at are
// those of the rule, each once and in order.
func TestClockJumps(t *testing.T) {
	p := plan(t, "Europe/Berlin", "daily 02:30,19:00")
	start := at(t, "2026-10-24 12:00 +0200") // clocks go back in the coming night
	var want []string
	for s := range p.Rule.Slots(slot(t, "2026-10-24T12:00")) {
		if want = append(want, s.String()); len(want) == 8 {
			break
		}
	}
	drops := make([]time.Time, len(want))
	for i, s := range want {
		drops[i] = slot(t, s).At(p.Zone)
	}
	for _, by := range []time.Duration{time.Hour, -time.Hour, 3 * time.Hour, -3 * time.Hour, -30 * time.Hour} {
		for _, shift := range []time.Duration{-10 * time.Minute, 0, time.Second, 10 * time.Minute} {
			for _, drop := range drops[:6] {
				w := &wall{now: start, jumps: []jump{{drop.Add(shift), by}}}
				var last schedule.Slot
				after := start
				for i := range want {
					due, ok := p.Next(last, i+1, after)
					if !ok || due.Slot.String() != want[i] {
						t.Fatalf("a jump of %v, %v after %v: chapter %d at %v, want %s",
							by, shift, drop, i+1, due.Slot, want[i])
					}
					for d := schedule.PostLate.Decide(due.At, w.now); d.Action == schedule.Wait; {
						w.sleep(d.Until)
						d = schedule.PostLate.Decide(due.At, w.now)
					}
					if d := schedule.PostLate.Decide(due.At, w.now); d.Action != schedule.Post || d.By > 3*time.Hour {
						t.Fatalf("a jump of %v, %v after %v: chapter %d is %v late", by, shift, drop, i+1, d.By)
					}
					last, after = due.Used, time.Time{}
				}
			}
		}
	}
}

// TestDowntime runs a serial whose bot is away for random times, under each policy: every slot is dealt with once and
// in order, only “skip” lets any pass, and a chapter whose own date passes is not offered it for ever.
func TestDowntime(t *testing.T) {
	bare := plan(t, "America/New_York", "daily 01:30,02:30,19:00")
	pinned := plan(t, "America/New_York", "daily 01:30,02:30,19:00", "chapter 20 on 2026-11-02T12:00",
		"chapter 40 on 2026-11-09T12:00")
	random := rand.New(rand.NewPCG(3, 4))
	for run := range 300 {
		policy := schedule.Late(run % 3)
		p := bare
		if run%2 == 0 {
			p = pinned
		}
		now := at(t, "2026-10-25 12:00 -0400")
		last, after, skipped := schedule.Slot{}, now, 0
		for chapter := 1; chapter <= 60; {
			due, ok := p.Next(last, chapter, after)
			if !ok || due.Used.Compare(last) <= 0 {
				t.Fatalf("%s: chapter %d after %v is due %v, %v", policy, chapter, last, due, ok)
			}
			if random.IntN(4) == 0 {
				now = now.Add(time.Duration(random.IntN(50*60)) * time.Minute) // away
			}
			d := policy.Decide(due.At, now)
			if d.Action == schedule.Wait {
				now = d.Until
				d = policy.Decide(due.At, now)
			}
			switch {
			case d.Action == schedule.SkipDate && policy == schedule.SkipLate && d.By <= schedule.MostLate:
				skipped++
			case d.Action == schedule.Post, d.Action == schedule.AskAuthor && d.By > schedule.Grace:
				chapter++
			default:
				t.Fatalf("%s: chapter %d, due %v, %v late: %+v", policy, chapter, due.At, d.By, d)
			}
			last, after = due.Used, time.Time{}
		}
		if used := slotsUntil(bare.Rule, last); run%2 == 1 && used != 60+skipped {
			t.Fatalf("%s: %d slots up to %v, but 60 chapters and %d skipped", policy, used, last, skipped)
		}
	}
}

// slotsUntil counts a rule's slots from noon of 25 October 2026 to the last one.
func slotsUntil(r schedule.Rule, last schedule.Slot) int {
	n := 0
	for s := range r.Slots(schedule.Slot{Date: 20751, Clock: 12 * 60}) {
		if s.Compare(last) > 0 {
			break
		}
		n++
	}
	return n
}
