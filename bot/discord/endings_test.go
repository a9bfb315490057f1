package discord_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
	simnet "cliffhanger/bot/sandbox/wire"
)

func TestAFatalCodeEndsTheClientForGood(t *testing.T) {
	for _, code := range []int{4004, 4010, 4011, 4012, 4013, 4014} {
		for _, when := range []string{"at the start", "while connected", "on RESUME"} {
			t.Run(fmt.Sprint(code, " ", when), func(t *testing.T) {
				t.Parallel()
				onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) { s.endsBy(code, when) })
			})
		}
	}
}

// endsBy has a client shut out by a code, and looks at what it does then.
func (s *stage) endsBy(code int, when string) {
	t := s.t
	if when == "at the start" {
		s.Gateway.RefuseWith(code)
	}
	r := s.run()
	if when != "at the start" {
		s.until("the start", 10*time.Second, r.Connected)
		time.Sleep(90 * time.Second)
	}
	switch when {
	case "while connected":
		s.Gateway.CloseWith(code)
	case "on RESUME":
		s.Gateway.RefuseWith(code)
		s.Gateway.Cut("")
	}
	began := time.Now()
	s.until("the end", 10*time.Second, func() bool { return len(r.done) == 1 })
	err := <-r.done
	var fatal *discord.FatalError
	if !errors.As(err, &fatal) || fatal.Code != code || fatal.Text == "" {
		t.Errorf("Run = %v, want a FatalError with %d and what to do", err, code)
	}
	if errors.Is(err, discord.ErrTokenRevoked) != (code == 4004) {
		t.Errorf("Run = %v: matches ErrTokenRevoked: %v", err, code != 4004)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
	before, requests := s.Gateway.Stats(), s.Traffic().Total()
	s.Gateway.RefuseWith(0)
	time.Sleep(time.Hour)
	if now := s.Gateway.Stats(); now.Connects != before.Connects || len(now.Arrivals) != 1 {
		t.Errorf("%d connections after the end, %d IDENTIFYs in all", now.Connects-before.Connects, len(now.Arrivals))
	}
	if n := s.Traffic().Total() - requests; n != 0 {
		t.Errorf("%d requests after the end", n)
	}
	s.keptOpen()
}

func TestAStopIsAtOnceWheneverItComes(t *testing.T) {
	for _, x := range []struct {
		name    string
		disturb func(*stage)
		wait    time.Duration
		calm    func(*stage) // afterwards
	}{
		{"during backoff", (*stage).cutOff, 40 * time.Second, nil},
		{"while a dial hangs", func(s *stage) { s.net.Set(simnet.Toxics{Blackhole: true}); s.net.Reset() },
			5 * time.Second, nil},
		{"while a dial takes long", func(s *stage) { s.net.Set(simnet.Toxics{Latency: 4 * time.Second}); s.net.Reset() },
			3 * time.Second, nil},
		{"while HELLO is awaited", cutting(func(s *stage) { s.Gateway.HoldHello(true) }), 5 * time.Second,
			func(s *stage) { s.Gateway.HoldHello(false) }},
		{"while RESUMED is awaited", cutting(func(s *stage) { s.Gateway.HoldReady(true) }), 5 * time.Second,
			func(s *stage) { s.Gateway.HoldReady(false) }},
		{"while an IDENTIFY waits for its turn", func(s *stage) { s.Gateway.RefuseIdentify(100); s.Gateway.CloseWith(4009) },
			3 * time.Second, func(s *stage) { s.Gateway.RefuseIdentify(0) }},
		{"on a connection that is silent", func(s *stage) { s.Gateway.Freeze(true) }, 20 * time.Second,
			func(s *stage) { s.Gateway.Freeze(false) }},
		{"on a healthy connection", func(*stage) {}, time.Second, nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) {
				r := s.run()
				s.until("the start", 10*time.Second, r.Connected)
				time.Sleep(time.Second + 321*time.Millisecond)
				x.disturb(s)
				time.Sleep(x.wait)
				began := time.Now()
				r.stop()
				if err := <-r.done; err != nil {
					t.Errorf("Run = %v", err)
				}
				if took := time.Since(began); took != 0 {
					t.Errorf("the stop took %s", took)
				}
				s.net.Set(calm)
				if x.calm != nil {
					x.calm(s)
				}
				time.Sleep(20 * time.Second) // what was on its way arrives
				before, requests := s.Gateway.Stats(), s.Traffic().Total()
				time.Sleep(time.Hour)
				if now := s.Gateway.Stats(); now.Connects != before.Connects || now.Connections != 0 {
					t.Errorf("%d connections after the stop, %d still open", now.Connects-before.Connects, now.Connections)
				}
				if n := s.Traffic().Total() - requests; n != 0 {
					t.Errorf("%d requests after the stop", n)
				}
				if n := s.net.Open(); n != 0 {
					t.Errorf("%d connections are left open", n)
				}
				if left := goroutines("discordgo", "bot/discord."); left != "" {
					t.Errorf("still running:\n%s", left)
				}
				s.paced(1)
			})
		})
	}
}

// goroutines returns the stacks of goroutines, other than tests, that run in one of the packages.
func goroutines(packages ...string) string {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	var out []string
	for g := range strings.SplitSeq(string(stacks), "\n\n") {
		for _, p := range packages {
			if strings.Contains(g, p) && !strings.Contains(g, "_test.go") {
				out = append(out, g)
				break
			}
		}
	}
	return strings.Join(out, "\n\n")
}

func TestWithoutARecordASessionEndsWithItsBot(t *testing.T) {
	onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) {
		r := s.run(func(c *discord.Config) { c.Sessions = nil })
		s.until("the start", 10*time.Second, r.Connected)
		s.end(r)
		time.Sleep(time.Second)
		st := s.Gateway.Stats()
		if len(st.Closes) != 1 || st.Closes[0].Code != 1000 || len(st.Sessions) != 0 {
			t.Errorf("closed as %+v, sessions left: %d; nobody will come back for it", st.Closes, len(st.Sessions))
		}
	})
}

func TestAPanicCostsOneEventNothingMore(t *testing.T) {
	onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) {
		r := s.runWith(&ears{numbers: s.numbers, panics: map[int]bool{2: true, 5: true}})
		s.until("the start", 10*time.Second, r.Connected)
		for range 8 {
			s.react()
		}
		time.Sleep(3 * time.Second)
		if lost := missing(t, r.ears.all(), 8); len(lost) != 0 {
			t.Errorf("numbers %v never came", lost)
		}
		if n := s.log.count("level=ERROR", "panic while an event was taken", "MESSAGE_REACTION_ADD", "cannot stand"); n != 2 {
			t.Errorf("%d panics are in the log, want 2:\n%s", n, s.log.text())
		}
		if got, want := s.keep.record(0).Seq, s.session().Seq; got != want {
			t.Errorf("the record is at event %d, the gateway at %d", got, want)
		}
		if n := s.Gateway.Stats().Connects; n != 1 {
			t.Errorf("%d connections, want 1", n)
		}
		s.end(r)
	})
}
