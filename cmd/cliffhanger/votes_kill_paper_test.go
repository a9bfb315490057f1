package main

import (
	"slices"
	"strings"
	"time"
)

// A paper is what one reader remembers of what they did in one vote.
type paper struct {
	states  []state  // ever, the newest last; the first one is of nobody who did anything
	sure    int      // from which on the bot has said that it counts
	awaits  int      // of a state: what it clicked away is for the bot to take off, which says that it counts; 0: none
	cleared []string // what the bot was to take off, and they have
}

// A state is what a reader wants from an act on.
type state struct {
	at    time.Time  // on the wall
	means [][]string // the ballots that it may mean: more than one where nobody knows which of two clicks came first
	how   string     // for whoever reads of a failure
}

func newPaper() *paper { return &paper{states: []state{{means: [][]string{nil}, how: "nothing"}}} }

// now is what the reader wants.
func (p *paper) now() []string { return p.states[len(p.states)-1].means[0] }

func (p *paper) add(how string, means ...[]string) {
	p.states = append(p.states, state{time.Now(), means, time.Now().Format("05.000 ") + how})
}

// means reports whether a ballot is one that a state may mean.
func (s *state) has(ballot []string) bool {
	return slices.ContainsFunc(s.means, func(m []string) bool { return same(m, ballot) })
}

// may reports whether a ballot of a vote that is open may be, since the bot last said what counts. Where not all was
// heard yet, it may lack some of what the reader did since, but nothing that the reader wanted all the time.
func (p *paper) may(ballot []string) bool {
	lately := p.states[p.sure:]
	if p.sure > 0 && len(lately) == 1 {
		return lately[0].has(ballot)
	}
	return p.between(p.sure, ballot)
}

// between reports whether a ballot has nothing but what the reader wanted at some time from a state on, and all that they
// wanted all the time.
func (p *paper) between(from int, ballot []string) bool {
	lately := p.states[from:]
	var ever []string
	always := slices.Clone(lately[0].means[0])
	for _, s := range lately {
		for _, m := range s.means {
			ever = append(ever, m...)
			always = slices.DeleteFunc(always, func(e string) bool { return !slices.Contains(m, e) })
		}
	}
	return len(lacking(ballot, ever)) == 0 && len(lacking(always, ballot)) == 0
}

// before returns the newest state that was there before an instant.
func (p *paper) before(at time.Time) int {
	n := len(p.states) - 1
	for n > 0 && !p.states[n].at.Before(at) {
		n--
	}
	return n
}

// String tells a reader's story.
func (p *paper) String() string {
	var out []string
	for i, s := range p.states {
		sure := ""
		if i == p.sure {
			sure = " (said to count)"
		}
		out = append(out, s.how+sure)
	}
	return strings.Join(out, ", ")
}

func same(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(e string) bool { return !slices.Contains(b, e) })
}

func lacking(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(e string) bool { return slices.Contains(other, e) })
}
