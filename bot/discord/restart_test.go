package discord_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
)

// some has readers react so many times, a few each second.
func (s *stage) some(n int) {
	s.t.Helper()
	for range n {
		s.react()
		time.Sleep(270 * time.Millisecond)
	}
}

// resumed fails the test unless the client's first words were that it goes on, and returns whether exactly.
func (s *stage) resumed(r *running) (exact bool) {
	s.t.Helper()
	s.until("the session goes on", 10*time.Second, func() bool { return len(told[discord.Resumed](r.ears)) > 0 })
	first := told[discord.Resuming](r.ears)
	if len(first) != 1 || first[0].Shard != 0 || first[0].Shards != 1 {
		s.t.Fatalf("resuming was said as %+v", first)
	}
	r.ears.mu.Lock()
	defer r.ears.mu.Unlock()
	if r.ears.events[0] != discord.Event(first[0]) {
		s.t.Errorf("the first event was %#v", r.ears.events[0])
	}
	return first[0].Exact
}

func TestACleanRestartLosesAndRepeatsNothing(t *testing.T) {
	onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) {
		r := s.run()
		s.until("the start", 10*time.Second, r.Connected)
		var heard []int
		for restarts := range 5 {
			s.some(7)
			s.end(r)
			heard = append(heard, r.ears.all()...)
			s.some(4) // while nobody listens
			time.Sleep(time.Duration(restarts) * 30 * time.Second)
			r = s.run()
			if !s.resumed(r) {
				t.Error("after a clean stop, it is not sure what was taken")
			}
		}
		s.some(3)
		heard = append(heard, r.ears.all()...)
		if lost := missing(t, heard, s.sent); len(lost) != 0 {
			t.Errorf("numbers %v were lost", lost)
		}
		if st := s.Gateway.Stats(); st.Identifies != 1 || st.Resumes != 5 || st.ResumesThere != 5 {
			t.Errorf("%d IDENTIFYs, %d RESUMEs, %d of them where Discord wants them", st.Identifies, st.Resumes, st.ResumesThere)
		}
		if got := told[discord.Resumed](r.ears)[0]; got.Self != uint64(s.App().User.ID) || got.App != uint64(s.App().ID) {
			t.Errorf("resumed as %+v", got)
		}
		s.end(r)
		s.keptOpen()
	})
}

func TestAStopAmidABurstLosesAndRepeatsNothing(t *testing.T) {
	onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) {
		var heard []int
		for range 8 {
			r := s.run()
			s.until("the start", 10*time.Second, r.Connected)
			for range 30 {
				s.react()
			}
			s.end(r) // while they are on their way
			heard = append(heard, r.ears.all()...)
		}
		r := s.run()
		s.resumed(r)
		if lost := missing(t, append(heard, r.ears.all()...), s.sent); len(lost) != 0 {
			t.Errorf("numbers %v were lost", lost)
		}
		s.end(r)
	})
}

func TestANewSessionIsResumedAtItsOwnAddress(t *testing.T) {
	onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) {
		s.Gateway.ResumeURL("ws://" + nobody)
		r := s.run()
		s.until("the start", 10*time.Second, r.Connected)
		for i, fault := range []func(){
			func() { s.Gateway.Cut("") }, // resumed elsewhere, as nobody answers
			func() { s.Gateway.ResumeURL(""); s.Gateway.CloseWith(4009) },
			func() { s.Gateway.Cut("") },
		} {
			time.Sleep(2 * time.Minute)
			fault()
			s.until("it is lost", time.Second, func() bool { return !r.Connected() })
			s.until("it goes on", 10*time.Second, r.Connected)
			if st := s.Gateway.Stats(); st.ResumesThere != i/2 || st.Resumes != 1+i/2 {
				t.Errorf("after fault %d: %d RESUMEs, %d where Discord wants them", i, st.Resumes, st.ResumesThere)
			}
		}
		s.end(r)
	})
}

// kill ends a client as the death of its process does.
func (s *stage) kill(r *running) {
	s.t.Helper()
	s.keep.set(func(k *keeper) { k.frozen = true })
	s.net.Reset()
	s.end(r)
	s.keep.set(func(k *keeper) { k.frozen = false })
}

func TestAKilledBotRepeatsNoMoreThanSinceTheLastCheckpoint(t *testing.T) {
	onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) {
		r := s.run()
		s.until("the start", 10*time.Second, r.Connected)
		var all []int
		for range 4 {
			s.some(11)
			sure := s.sent - 1 - int((1100*time.Millisecond)/(270*time.Millisecond)) // taken more than a checkpoint ago
			s.kill(r)
			before := r.ears.all()
			s.some(4)
			r = s.run()
			if s.resumed(r) {
				t.Error("after a crash it is said to be sure what was taken")
			}
			s.some(2)
			after := r.ears.all()
			for _, n := range after {
				if slices.Contains(before, n) && n < sure {
					t.Errorf("number %d came again, though those below %d were taken before the last checkpoint", n, sure)
				}
			}
			missing(t, after, 0) // each process hears in order, and nothing twice
			all = append(append(all, before...), after...)
		}
		slices.Sort(all)
		if lost := missing(t, slices.Compact(all), s.sent); len(lost) != 0 {
			t.Errorf("numbers %v were lost", lost)
		}
		if st := s.Gateway.Stats(); st.Identifies != 1 || st.Resumes != 4 {
			t.Errorf("%d IDENTIFYs, %d RESUMEs", st.Identifies, st.Resumes)
		}
		s.end(r)
	})
}

func TestACrashSoonAfterACleanStopIsACrash(t *testing.T) {
	onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) {
		r := s.run()
		s.until("the start", 10*time.Second, r.Connected)
		s.some(5)
		s.end(r)
		s.some(5)
		r = s.run()
		if !s.resumed(r) {
			t.Error("after a clean stop, it is not sure what was taken")
		}
		s.kill(r) // after the session was written down as gone on, and no later
		r = s.run()
		if s.resumed(r) {
			t.Error("what came after the first restart may have been taken, and is said not to have been")
		}
		if got := r.ears.all(); len(got) > 0 {
			t.Errorf("heard again: %v, though all was written down", got)
		}
		s.end(r)
	})
}

func TestNothingIsWrittenDownBeforeItsEffectsAreDurable(t *testing.T) {
	onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) {
		r := s.run()
		s.until("the start", 10*time.Second, r.Connected)
		s.some(8)
		time.Sleep(2 * time.Second)
		r.ears.unsettle(errors.New("the disk is full"))
		before := s.keep.record(0)
		s.some(8)
		time.Sleep(time.Minute)
		if now := s.keep.record(0); now.Seq != before.Seq {
			t.Errorf("the record went from event %d to %d", before.Seq, now.Seq)
		}
		if n := s.log.count("level=WARN", "cannot be written down", "the disk is full"); n != 1 {
			t.Errorf("warned %d times, want once", n)
		}
		s.end(r)
		if n := s.log.count("not written down as it ended"); n != 1 {
			t.Errorf("warned %d times at the end, want once", n)
		}
		r = s.run()
		if s.resumed(r) {
			t.Error("it is said to be sure what was taken")
		}
		if got := r.ears.all(); !slices.Equal(got, []int{8, 9, 10, 11, 12, 13, 14, 15}) {
			t.Errorf("heard again: %v, want all whose effects were not durable", got)
		}
		s.end(r)
	})
}

func TestASessionThatWouldNotDoIsNotGoneOnWith(t *testing.T) {
	for _, x := range []struct {
		name   string
		change func(*stage)                           // before the restart
		config func(*stage) func(cfg *discord.Config) // of the restart
		says   string
	}{
		{name: "too old", change: func(*stage) { time.Sleep(16 * time.Minute) }},
		{name: "another token", change: func(s *stage) { s.World.RenewToken(s.App().ID) }},
		{name: "another purpose", config: func(*stage) func(*discord.Config) {
			return func(cfg *discord.Config) { cfg.Purpose = "other channels" }
		}},
		{name: "other intents", change: func(s *stage) { // whose fingerprint is another
			s.alter(func(v *discord.Session) { v.Purpose = "of an earlier version" })
		}},
		{name: "another number of shards", change: func(s *stage) { s.alter(func(v *discord.Session) { v.Shards = 2 }) }},
		{name: "empty", change: func(s *stage) { s.alter(func(v *discord.Session) { *v = discord.Session{} }) }},
		{name: "cannot be read", change: func(s *stage) { s.keep.set(func(k *keeper) { k.err = errors.New("bad sector") }) },
			says: "bad sector"},
	} {
		t.Run(x.name, func(t *testing.T) {
			onStage(t, sandbox.Options{ResumeWindow: time.Hour}, func(t *testing.T, s *stage) {
				r := s.run()
				s.until("the start", 10*time.Second, r.Connected)
				s.some(5)
				s.end(r)
				time.Sleep(10 * time.Second)
				if x.change != nil {
					x.change(s)
				}
				config := func(*discord.Config) {}
				if x.config != nil {
					config = x.config(s)
				}
				r = s.run(config)
				s.until("the second start", 10*time.Second, r.Connected)
				s.some(5)
				if got := missing(t, r.ears.all(), 10); !slices.Equal(got, []int{0, 1, 2, 3, 4}) {
					t.Errorf("the second process did not hear %v", got)
				}
				if _, is := r.ears.first().(discord.Ready); !is || len(told[discord.Resuming](r.ears)) != 0 {
					t.Errorf("the first event was %#v", r.ears.first())
				}
				if st := s.Gateway.Stats(); st.Identifies != 2 || st.Resumes+st.Refused != 0 {
					t.Errorf("%d IDENTIFYs, %d RESUMEs", st.Identifies, st.Resumes+st.Refused)
				}
				if x.says != "" && s.log.count("level=WARN", x.says) != 1 {
					t.Errorf("the log does not say %q once:\n%s", x.says, s.log.text())
				}
				s.end(r)
			})
		})
	}
}

func TestATimeWithoutConnectionDoesNotKeepARecordYoung(t *testing.T) {
	onStage(t, sandbox.Options{ResumeWindow: time.Hour}, func(t *testing.T, s *stage) {
		r := s.run()
		s.until("the start", 10*time.Second, r.Connected)
		time.Sleep(time.Hour) // in which nothing happens, and the record stays young
		if age := time.Since(s.keep.record(0).Alive); age > 40*time.Second {
			t.Errorf("a quiet connection's record is %s old", age)
		}
		s.cutOff()
		lost := time.Now()
		time.Sleep(20 * time.Minute)
		if alive := s.keep.record(0).Alive; alive.After(lost.Add(time.Minute)) {
			t.Errorf("the session is said to be alive %s after it was", alive.Sub(lost))
		}
		s.end(r)
		s.net.Set(calm)
		r = s.run()
		s.until("the second start", 10*time.Second, r.Connected)
		if st := s.Gateway.Stats(); st.Identifies != 2 || st.Refused != 0 {
			t.Errorf("%d IDENTIFYs, %d refused RESUMEs: a record of 20 minutes ago was used", st.Identifies, st.Refused)
		}
		s.end(r)
	})
}

func TestAnUnsavableRecordBeginsASession(t *testing.T) {
	onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) {
		r := s.run()
		s.until("the start", 10*time.Second, r.Connected)
		s.end(r)
		time.Sleep(10 * time.Second) // another process does not know when this one sent its IDENTIFY
		keep := &deafKeeper{keeper: s.keep}
		r = s.run(func(cfg *discord.Config) { cfg.Sessions = keep })
		s.until("the second start", 10*time.Second, r.Connected)
		if n := len(told[discord.Resuming](r.ears)); n != 0 || s.Gateway.Stats().Identifies != 2 {
			t.Error("a session goes on whose record says for ever that nothing was taken since")
		}
		s.end(r)
	})
}

// A deafKeeper saves nothing, and says so.
type deafKeeper struct{ *keeper }

func (*deafKeeper) SaveSession(context.Context, discord.Session) error {
	return errors.New("read-only")
}
