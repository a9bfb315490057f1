package discord_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/gateway"
	simnet "cliffhanger/bot/sandbox/wire"
)

// A situation is something that happens to a connection, and what must come of it.
type situation struct {
	name       string
	before     func(*stage) // before the bot starts; then the start is what has to recover
	strike     func(*stage) // once it is connected
	heal       func(*stage) // after a while
	after      time.Duration
	identifies int           // beyond the one at the start
	gone       bool          // the session is: what happened before the next one was not told
	least      time.Duration // that recovery takes
	most       time.Duration
	says       string // what the log says
	restart    bool   // the bot is stopped and started again, in place of a strike
}

const (
	// soon is for a session that can be gone on with at once.
	soon = 2 * time.Second
	// invalid is for op 9: a pause of 1 to 5 s, and perhaps one more for the next IDENTIFY's turn.
	invalid = 11 * time.Second
	// silence is a heartbeat's interval of 41.25 s and 10 s.
	silence = 51250 * time.Millisecond
)

func cutting(order func(*stage)) func(*stage) {
	return func(s *stage) {
		order(s)
		s.Gateway.Cut("")
	}
}

func refusing(n int, how gateway.Refusal) func(*stage) {
	return cutting(func(s *stage) { s.Gateway.RefuseResume(n, how) })
}

func closing(code int) func(*stage) { return func(s *stage) { s.Gateway.CloseWith(code) } }

func situations() []situation {
	list := []situation{
		{name: "cut without a word", strike: cutting(func(*stage) {}), most: soon},
		{name: "TCP reset", strike: func(s *stage) { s.net.Reset() }, most: soon, says: "connection reset"},
		{name: "op 7", strike: func(s *stage) { s.Gateway.Reconnect() }, most: soon, says: "reconnection was asked for"},
		{name: "op 7 before HELLO", strike: cutting(func(s *stage) { s.Gateway.ReconnectFirst(1) }), most: 3 * time.Second},
		{name: "op 7 instead of RESUMED", strike: cutting(func(s *stage) { s.Gateway.ReconnectInstead(1) }),
			most: 3 * time.Second},
		{name: "op 7 instead of RESUMED, 3 times", strike: cutting(func(s *stage) { s.Gateway.ReconnectInstead(3) }),
			most: 12 * time.Second},
		{name: "op 7 before HELLO, at the start", before: func(s *stage) { s.Gateway.ReconnectFirst(1) }, most: soon},
		{name: "op 7 instead of READY", before: func(s *stage) { s.Gateway.ReconnectInstead(1) }, identifies: 1,
			least: 5 * time.Second, most: 7 * time.Second},
		{name: "RESUME: op 9 false", strike: refusing(1, gateway.RefuseFalse), identifies: 1, gone: true,
			least: time.Second, most: invalid, says: "resumable: false"},
		{name: "RESUME: op 9 false, then closed", strike: refusing(1, gateway.RefuseAndClose), identifies: 1, gone: true,
			least: time.Second, most: invalid},
		{name: "RESUME: closed with 4007", strike: refusing(1, gateway.RefuseSequence), identifies: 1, gone: true,
			most: 4 * time.Second, says: "4007"},
		{name: "RESUME: closed with 4009", strike: refusing(1, gateway.RefuseTimedOut), identifies: 1, gone: true,
			most: 4 * time.Second, says: "4009"},
		{name: "RESUME: op 9 true", strike: refusing(1, gateway.RefuseTrue), least: time.Second, most: 7 * time.Second,
			says: "resumable: true"},
		{name: "op 9 true", strike: func(s *stage) { s.Gateway.Invalidate(true) }, least: time.Second, most: 6 * time.Second},
		{name: "op 9 false", strike: func(s *stage) { s.Gateway.Invalidate(false) }, identifies: 1, gone: true,
			least: time.Second, most: 6 * time.Second},
		{name: "op 9 to every IDENTIFY, 5 times", before: func(s *stage) { s.Gateway.RefuseIdentify(5) }, identifies: 5,
			least: 25 * time.Second, most: time.Minute},
		{name: "silence (frozen)", strike: func(s *stage) { s.Gateway.Freeze(true) },
			heal: func(s *stage) { s.Gateway.Freeze(false) }, after: time.Minute, most: time.Minute + 15*time.Second,
			says: "i/o timeout"},
		{name: "silence (black hole)", strike: func(s *stage) { s.net.Set(simnet.Toxics{Blackhole: true}) },
			heal: func(s *stage) { s.net.Set(calm) }, after: time.Minute, most: time.Minute + 15*time.Second,
			says: "i/o timeout"},
		{name: "silence until the session is over", strike: func(s *stage) { s.net.Set(simnet.Toxics{Blackhole: true}) },
			heal: func(s *stage) { s.net.Set(calm) }, after: 5 * time.Minute, most: 5*time.Minute + 90*time.Second,
			identifies: 1, gone: true, says: "i/o timeout"},
		{name: "nobody listens for 30 s", strike: (*stage).cutOff,
			heal: func(s *stage) { s.net.Set(calm) }, after: 30 * time.Second, most: 80 * time.Second,
			says: "connection refused"},
		{name: "no HELLO for 40 s", strike: cutting(func(s *stage) { s.Gateway.HoldHello(true) }),
			heal: func(s *stage) { s.Gateway.HoldHello(false) }, after: 40 * time.Second, most: 45 * time.Second,
			says: "not ready in time"},
		{name: "no HELLO for 40 s, at the start", before: func(s *stage) { s.Gateway.HoldHello(true) },
			heal: func(s *stage) { s.Gateway.HoldHello(false) }, after: 40 * time.Second, most: 45 * time.Second},
		{name: "no RESUMED for 20 s", strike: cutting(func(s *stage) { s.Gateway.HoldReady(true) }),
			heal: func(s *stage) { s.Gateway.HoldReady(false) }, after: 20 * time.Second, most: 35 * time.Second,
			says: "not ready in time"},
		{name: "no RESUMED, but op 1", strike: cutting(func(s *stage) {
			s.Gateway.HoldReady(true)
			time.AfterFunc(5*time.Second, s.Gateway.Beat)
		}), heal: func(s *stage) { s.Gateway.HoldReady(false) }, after: 20 * time.Second, most: 35 * time.Second},
		{name: "no RESUMED, but op 1 and a cut", strike: cutting(func(s *stage) {
			s.Gateway.HoldReady(true)
			time.AfterFunc(5*time.Second, s.Gateway.Beat)
		}), heal: cutting(func(s *stage) { s.Gateway.HoldReady(false) }), after: 8 * time.Second, most: 11 * time.Second},
		{name: "no answer to any RESUME", strike: cutting(func(s *stage) { s.Gateway.HoldReady(true) }),
			heal: func(s *stage) { s.Gateway.HoldReady(false) }, after: 62 * time.Second, identifies: 1, gone: true,
			most: 100 * time.Second},
		{name: "no READY for 20 s", before: func(s *stage) { s.Gateway.HoldReady(true) },
			heal: func(s *stage) { s.Gateway.HoldReady(false) }, after: 20 * time.Second, identifies: 1,
			most: 37 * time.Second}, // 30 s, and 5 s more for the second IDENTIFY's turn
		{name: "dead resume_gateway_url (refused)", before: func(s *stage) { s.Gateway.ResumeURL("ws://" + nobody) },
			strike: cutting(func(*stage) {}), most: 3 * time.Second},
		{name: "dead resume_gateway_url (silent)", before: func(s *stage) { s.Gateway.ResumeURL("ws://" + nowhere) },
			strike: cutting(func(*stage) {}), most: 13 * time.Second},
	}
	list = append(list, situation{name: "resume_gateway_url without TLS", // which it should have
		before: func(s *stage) { s.Gateway.ResumeURL("wss://127.0.0.1:1/gateway") }, strike: cutting(func(*stage) {}),
		most: 3 * time.Second})
	for _, code := range []int{4000, 4001, 4002, 4003, 4005, 4008} {
		list = append(list, situation{name: fmt.Sprint("closed with ", code), strike: closing(code), most: soon,
			says: fmt.Sprint("close ", code)})
	}
	return append(list,
		situation{name: "closed with 4009", strike: closing(4009), identifies: 1, gone: true, most: soon, says: "close 4009"},
		situation{name: "closed with 4007", strike: closing(4007), identifies: 1, gone: true, most: soon, says: "close 4007"},
		situation{name: "a restart of the bot", restart: true, most: soon},
	)
}

// An outcome is what came of a situation.
type outcome struct {
	name             string
	lost, identifies int
	noticed, took    time.Duration
	codes            []int
	did              string
}

func TestEverySituationOfAConnectionIsSurvived(t *testing.T) {
	list := situations()
	table := make([]outcome, len(list))
	t.Run("situations", func(t *testing.T) {
		for i, x := range list {
			t.Run(x.name, func(t *testing.T) {
				t.Parallel()
				onStage(t, sandbox.Options{}, func(t *testing.T, s *stage) { table[i] = x.play(t, s) })
			})
		}
	})
	var b strings.Builder
	fmt.Fprintf(&b, "%-36s %-22s %6s %11s %9s %10s  %s\n", "situation", "the bot", "lost", "IDENTIFYs", "noticed",
		"recovered", "closes seen")
	for _, o := range table {
		fmt.Fprintf(&b, "%-36s %-22s %6d %11d %9s %10s  %v\n", o.name, o.did, o.lost, o.identifies,
			o.noticed.Round(step), o.took.Round(step), o.codes)
	}
	t.Log("\n" + b.String())
}

// reactEvery is how often a reader reacts while something is wrong.
const reactEvery = 250 * time.Millisecond

// play has the situation happen, and says what came of it.
func (x situation) play(t *testing.T, s *stage) outcome {
	if x.before != nil {
		x.before(s)
	}
	r := s.run()
	atStart := x.strike == nil && !x.restart
	if !atStart {
		s.until("the start", 10*time.Second, r.Connected)
		time.Sleep(2*time.Minute + 5123*time.Millisecond) // a connection that has lasted, and has just sent a heartbeat
		for range 5 {
			s.react()
		}
		s.until("the first reactions", time.Second, func() bool { return len(r.ears.all()) == 5 })
	}
	base := s.Gateway.Stats()
	out := outcome{name: x.name}
	start := time.Now()
	switch {
	case x.restart:
		s.end(r)
		r = s.runWith(r.ears)
	case x.strike != nil:
		x.strike(s)
	}
	if x.heal != nil {
		time.AfterFunc(x.after, func() { x.heal(s) })
	}
	next := start.Add(reactEvery)
	out.took = s.until("recovery", x.most, func() bool {
		if out.noticed == 0 && !r.Connected() {
			out.noticed = max(time.Since(start), 1)
		}
		if !atStart && !time.Now().Before(next) {
			s.react()
			next = next.Add(reactEvery)
			synctest.Wait()
		}
		now := s.Gateway.Stats()
		return r.Connected() && now.Ready+now.Resumes > base.Ready+base.Resumes && (s.sent == 0 || r.ears.has(s.sent-1))
	})
	recovered := s.sent
	for range 20 {
		s.react()
		time.Sleep(reactEvery)
	}
	time.Sleep(time.Second)
	x.judge(t, s, r, &out, recovered)
	return out
}

// judge looks at what came of the situation, once the bot has recovered.
func (x situation) judge(t *testing.T, s *stage, r *running, out *outcome, recovered int) {
	lost := missing(t, r.ears.all(), s.sent)
	out.lost = len(lost)
	if len(lost) > 0 && (!x.gone || lost[0] < 5 || lost[len(lost)-1] >= recovered) {
		t.Errorf("numbers %v were lost; it happened at 5, and was over at %d", lost, recovered)
	}
	st := s.Gateway.Stats()
	out.identifies = st.Identifies - 1
	if out.identifies != x.identifies {
		t.Errorf("%d IDENTIFYs beyond the first, want %d", out.identifies, x.identifies)
	}
	if n := r.Stats().Identifies; !x.restart && n != int64(st.Identifies) || x.restart && n != 0 {
		t.Errorf("the client counts %d IDENTIFYs, the gateway %d", n, st.Identifies)
	}
	if out.took < x.least {
		t.Errorf("recovered after %s, which is less than the %s that Discord wants", out.took, x.least)
	}
	if x.says == "i/o timeout" && (out.noticed < 41250*time.Millisecond || out.noticed > silence) {
		t.Errorf("the silence was noticed after %s, want at most %s", out.noticed, silence)
	}
	if x.says != "" && s.log.count("connection to Discord lost", x.says) == 0 {
		t.Errorf("the log does not say %q:\n%s", x.says, s.log.text())
	}
	out.did = "resumed"
	if st.Ready > 1 {
		out.did = "began a session"
	} else if st.Resumes == 0 {
		out.did = "tried again"
	}
	s.paced(1)
	s.end(r)
	time.Sleep(time.Second)
	out.codes = s.keptOpen()
	if n := len(out.codes); n == 0 || out.codes[n-1] != 4000 {
		t.Errorf("the client left with %v, want 4000 in the end", out.codes)
	}
	if !slices.ContainsFunc(s.Gateway.Stats().Sessions, func(g gateway.Session) bool { return !g.Connected }) {
		t.Error("no session is left to be resumed after the stop")
	}
}
