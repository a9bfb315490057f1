package rest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// An Action is what goes wrong.
type Action int

// The faults one can order.
const (
	Answer           Action = iota // answers Status at once; the request is not processed
	CreateThenAnswer               // processes the request, then answers Status instead of the truth
	CreateThenCut                  // processes the request, then cuts the connection
	Drop                           // cuts the connection; the request is not processed
	Delay                          // waits, then processes the request as usual
)

// String names the action for the record.
func (a Action) String() string {
	switch a {
	case Answer:
		return "answer"
	case CreateThenAnswer:
		return "create then answer"
	case CreateThenCut:
		return "create then cut"
	case Drop:
		return "drop"
	case Delay:
		return "delay"
	}
	return "unknown fault " + strconv.Itoa(int(a))
}

// A Fault is an order for something to go wrong.
type Fault struct {
	Method      string  // "" is any
	Route       string  // a pattern such as /channels/{}/messages; a final * matches any rest; "" is any
	Probability float64 // of each matching request, 0 to 1; 0 is "always"
	Count       int     // how often at most; 0 is "without end"
	Action      Action
	Status      int           // for Answer and CreateThenAnswer; 0 is 502
	Header      http.Header   // sent with Status
	Body        string        // sent with Status; "" is what Discord would send
	Delay       time.Duration // for Delay
}

// Faults is what goes wrong on order. It may be used while requests are served.
type Faults struct {
	mu    sync.Mutex
	dice  *rand.Rand
	rules []*ordered
}

// ordered is a fault with how often it struck.
type ordered struct {
	Fault
	struck int
}

// newFaults has seeded dice, so that a run can be repeated.
func newFaults() *Faults { return &Faults{dice: rand.New(rand.NewPCG(1, 2))} }

// Seed restarts the dice.
func (f *Faults) Seed(seed uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dice = rand.New(rand.NewPCG(seed, 0))
}

// Add orders a fault. Of several that match a request the first ordered strikes. cancel takes the order back; struck
// says how often it has happened.
func (f *Faults) Add(fault Fault) (cancel func(), struck func() int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	o := &ordered{Fault: fault}
	f.rules = append(f.rules, o)
	cancel = func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.rules = slices.DeleteFunc(f.rules, func(other *ordered) bool { return other == o })
	}
	struck = func() int {
		f.mu.Lock()
		defer f.mu.Unlock()
		return o.struck
	}
	return cancel, struck
}

// Clear takes all orders back.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = nil
}

// pick returns the fault that strikes a request, if one does.
func (f *Faults) pick(method, pattern string) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.rules {
		if o.Method != "" && o.Method != method || !samePattern(o.Route, pattern) {
			continue
		}
		if o.Count > 0 && o.struck >= o.Count || o.Probability > 0 && f.dice.Float64() >= o.Probability {
			continue
		}
		o.struck++
		return o.Fault, true
	}
	return Fault{}, false
}

// answer is what a fault sends. Discord's edge answers 502 and 504 with a page, not with JSON.
func (f Fault) answer() answer {
	status := f.Status
	if status == 0 {
		status = http.StatusBadGateway
	}
	a := answer{status: status, header: f.Header, text: f.Body}
	switch {
	case f.Body != "":
	case status == http.StatusBadGateway || status == http.StatusGatewayTimeout:
		a.text = "<html><body><h1>" + strconv.Itoa(status) + " " + http.StatusText(status) + "</h1></body></html>"
	default:
		a.body = errorBody{Message: strconv.Itoa(status) + ": " + http.StatusText(status)}
	}
	return a
}

// pause waits; it returns false if the client went away meanwhile.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
