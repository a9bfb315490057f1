package vote_test

import (
	"maps"
	"slices"
	"time"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// leave begins a gap.
func (p *play) leave(how string) {
	p.t.Helper()
	if how == "end" || how == "gone" { // what the bot heard is durable, or it would be lost for good
		p.settle()
	} else if how == "half" {
		p.settle()
		p.half()
	}
	p.gap = how
	switch how {
	case "cut", "end":
		p.deaf()
		p.votes.Lost(0, anywhere)
		must(p.t, p.votes.Settle(p.t.Context()))
		p.note()
	case "stop", "gone":
		p.deaf()
		must(p.t, p.votes.Settle(p.t.Context()))
		p.note()
		p.stop()
	case "crash", "half": // what was heard since the last time everything was settled is told again
		p.dead.Store(true)
		p.deaf()
		p.stop()
		p.interrupted()
	}
}

// interrupted takes the removals that a process had begun which died of itself: nothing says whether they were carried
// out, and the next one finds what still stands.
func (p *play) interrupted() {
	p.t.Helper()
	st, err := store.Open(p.t.Context(), kv.Open(mortal{p.engine, p.dead}, kv.Options{}), store.Secret{1}, store.Options{})
	must(p.t, err) // it takes nothing: looking changes nothing
	pending, err := st.Surplus(p.t.Context(), p.ref)
	must(p.t, err)
	for user, m := range p.means {
		for _, off := range pending[st.Reader(user)] {
			if off.Begun && has(p.town.stands(user), off.Choice) && has(m.surplus, off.Choice) && !has(m.half, off.Choice) {
				m.half = append(m.half, off.Choice)
				p.halfway++
			}
		}
	}
	must(p.t, st.Close())
}

// half lets the process die in the middle of taking a reaction off: its own, of whom the dice name.
func (p *play) half() {
	p.town.mu.Lock()
	p.heard = len(p.town.told)
	p.town.dying, p.town.carried = true, p.script.seed%2 == 0
	p.town.die = func() { p.dead.Store(true); p.town.tell = nil; p.halfway++ }
	p.town.half = nil
	p.town.mu.Unlock()
	for _, user := range slices.Sorted(maps.Keys(p.means)) { // somebody changes their mind
		m, c := p.means[user], story.None
		if has(m.held, story.None) {
			c = 0
		}
		if len(m.held) > 0 && len(m.unclear)+len(m.begun) == 0 && !m.touched && !has(p.town.stands(user), c) &&
			len(minus(m.held, p.town.stands(user)...)) == 0 {
			p.town.click(pick{user, c}, normal, false)
			m.press(c, false)
			break
		}
	}
	p.rest(time.Second)
	p.cutShort()
}

// cutShort takes the removals that a dead process has begun and not carried out.
func (p *play) cutShort() {
	p.town.mu.Lock()
	defer p.town.mu.Unlock()
	for _, at := range p.town.half {
		p.means[at.user].half = append(p.means[at.user].half, at.choice)
	}
	p.town.half = nil
}

// back ends a gap.
func (p *play) back() {
	p.t.Helper()
	how := p.gap
	p.gap = ""
	switch how {
	case "":
		return
	case "stop", "gone", "crash", "half":
		p.town.mu.Lock()
		p.town.dying, p.town.carried = false, false
		p.town.mu.Unlock()
		p.cutShort()
		for _, m := range p.means {
			m.touched = m.touched || len(m.half) > 0
			m.begun, m.half = append(m.begun, m.half...), nil
		}
		p.open()
		p.start()
		p.forgot = true
	}
	p.acted = map[uint64]bool{}
	p.listen(how != "end" && how != "gone")
}
