package discord_test

import (
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
)

// A flapper is a handler whose sessions end as soon as they have begun, in a way that cannot be gone on with.
type flapper struct {
	*ears
	end func()
}

func (f *flapper) Event(e discord.Event) {
	f.ears.Event(e)
	if _, is := e.(discord.Ready); is {
		time.AfterFunc(300*time.Millisecond, f.end)
	}
}

// half and tenth are words of the log.
const (
	half  = "half of the day's gateway sessions are used up"
	tenth = "nine tenths of the day's gateway sessions are used up"
)

func TestAFlappingSessionIsSpreadOverTheDay(t *testing.T) {
	const total = 100
	onStage(t, sandbox.Options{IdentifiesPerDay: total}, func(t *testing.T, s *stage) {
		f := &flapper{ears: &ears{numbers: s.numbers}, end: func() { s.Gateway.CloseWith(4009) }}
		start := time.Now()
		r := s.runHandler(f, f.ears)
		time.Sleep(24*time.Hour - time.Minute)
		st := s.Gateway.Stats()
		s.paced(1)
		if n := len(st.Arrivals); n < total/2+total/5 || n > total*9/10 {
			t.Errorf("%d IDENTIFYs in a day of %d, want those to be used up to nine tenths but no further", n, total)
		}
		t.Logf("%d IDENTIFYs in a day of %d, the first half in %s", len(st.Arrivals), total,
			st.Arrivals[total/2-1].At.Sub(start).Round(time.Second))
		if quick := st.Arrivals[total/2-1].At.Sub(start); quick > 10*time.Minute {
			t.Errorf("the first half took %s; there was no reason to wait", quick)
		}
		for i, a := range st.Arrivals[total/2+2:] {
			if gap := a.At.Sub(st.Arrivals[total/2+1+i].At); gap < 24*time.Hour/total || gap > 3*time.Hour {
				t.Errorf("IDENTIFY %d came %s after the one before, want some half an hour", total/2+2+i, gap)
			}
		}
		if n, m := s.log.count("level=WARN", half), s.log.count(tenth); n != 1 || m != 0 {
			t.Errorf("warned %d times at a half and %d at nine tenths, want once and never", n, m)
		}
		if left := r.Stats().IdentifiesLeft; left != int64(total-len(st.Arrivals)) {
			t.Errorf("%d are said to be left, %d were used", left, len(st.Arrivals))
		}

		// The day's allowance is there again, and is not waited with.
		used := len(st.Arrivals)
		time.Sleep(4 * time.Hour)
		if n := len(s.Gateway.Stats().Arrivals) - used; n < total/2 {
			t.Errorf("%d IDENTIFYs in the first hours of the next day", n)
		}
		if n := s.log.count("level=WARN", half); n != 2 {
			t.Errorf("warned %d times, want once a day", n)
		}
		s.paced(1)
		s.end(r)
	})
}

func TestASessionThatLastedIsFollowedAtOnce(t *testing.T) {
	onStage(t, sandbox.Options{IdentifiesPerDay: 20}, func(t *testing.T, s *stage) {
		f := &flapper{ears: &ears{numbers: s.numbers}, end: func() {
			if len(s.Gateway.Stats().Arrivals) < 12 { // more than half of the day's
				s.Gateway.CloseWith(4009)
			}
		}}
		r := s.runHandler(f, f.ears)
		time.Sleep(18 * time.Hour)
		if n := len(s.Gateway.Stats().Arrivals); n != 12 || !r.Connected() {
			t.Fatalf("%d IDENTIFYs, want 12 of which the last lasts", n)
		}
		s.Gateway.CloseWith(4009)
		s.until("it is lost", time.Second, func() bool { return !r.Connected() })
		s.until("a session follows one of many hours", 10*time.Second, r.Connected)
		s.end(r)
	})
}

func TestFlappingShardsShareTheDay(t *testing.T) {
	const total = 200
	onStage(t, sandbox.Options{IdentifiesPerDay: total, IdentifyConcurrency: 4}, func(t *testing.T, s *stage) {
		f := &flapper{ears: &ears{numbers: s.numbers}, end: func() { s.Gateway.CloseWith(4009) }}
		r := s.runHandler(f, f.ears, func(c *discord.Config) { c.Shards = 4 })
		time.Sleep(24*time.Hour - time.Minute)
		st := s.Gateway.Stats()
		s.paced(4)
		if n := len(st.Arrivals); n < total/2 || n > total*9/10+4 {
			t.Errorf("%d IDENTIFYs in a day of %d", n, total)
		}
		t.Logf("%d IDENTIFYs of 4 shards in a day of %d", len(st.Arrivals), total)
		if late := st.Arrivals[len(st.Arrivals)-1].At; time.Since(late) > 6*time.Hour {
			t.Errorf("the last IDENTIFY was %s ago: the allowance was used up early", time.Since(late))
		}
		s.end(r)
	})
}

func TestTheLastTenthIsNeverTouched(t *testing.T) {
	const total = 50
	onStage(t, sandbox.Options{IdentifiesPerDay: total}, func(t *testing.T, s *stage) {
		start := time.Now()
		alone := func(c *discord.Config) { c.Sessions = nil } // each process begins a session
		for range total * 9 / 10 {
			r := s.run(alone)
			s.until("a process starts", 10*time.Second, r.Connected)
			s.end(r)
			time.Sleep(6 * time.Second)
		}
		if n := s.log.count(tenth); n != 0 {
			t.Errorf("%d errors before nine tenths are used", n)
		}
		used := len(s.Gateway.Stats().Arrivals)
		r := s.run(alone)
		time.Sleep(24*time.Hour - time.Since(start) - time.Minute)
		if n := len(s.Gateway.Stats().Arrivals) - used; n != 0 || r.Connected() {
			t.Errorf("%d IDENTIFYs after nine tenths were used", n)
		}
		if n := s.log.count("level=ERROR", tenth); n != 1 {
			t.Errorf("%d errors in the log, want one:\n%s", n, s.log.text())
		}
		if left := r.Stats().IdentifiesLeft; left != total/10 {
			t.Errorf("%d are said to be left, want %d", left, total/10)
		}
		s.until("it goes on by itself", 3*time.Minute, r.Connected)
		s.react()
		s.until("events come", time.Second, func() bool { return r.ears.has(0) })
		s.paced(1)
		s.end(r)
	})
}

func TestAStopEndsTheWaitForTheNextDay(t *testing.T) {
	onStage(t, sandbox.Options{IdentifiesPerDay: 10}, func(t *testing.T, s *stage) {
		f := &flapper{ears: &ears{numbers: s.numbers}, end: func() { s.Gateway.CloseWith(4009) }}
		r := s.runHandler(f, f.ears)
		time.Sleep(5 * time.Hour)
		s.end(r)
		used := len(s.Gateway.Stats().Arrivals)
		time.Sleep(48 * time.Hour)
		if n := len(s.Gateway.Stats().Arrivals) - used; n != 0 {
			t.Errorf("%d IDENTIFYs after the stop", n)
		}
		s.paced(1)
	})
}
