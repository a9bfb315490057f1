package vote_test

import (
	"fmt"
	"slices"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// A meaning is what one reader's clicks mean, and how much of it the bot can know.
type meaning struct {
	held    []story.Choice // what counts, the oldest first
	surplus []story.Choice // reactions that do not count any more
	begun   []story.Choice // of these, those that a bot that died may have taken off
	half    []story.Choice // begun by one that has died, until there is another; whoever clicks it meanwhile decides
	unclear []story.Choice // reactions of which nobody can tell
	gone    []story.Choice // of a reader who is unclear: what counts on, and was not to be seen
	touched bool           // the reader did something that nobody heard of
	limit   int            // how many choices a ballot may hold
}

func has(list []story.Choice, c story.Choice) bool { return slices.Contains(list, c) }

func minus(list []story.Choice, other ...story.Choice) []story.Choice {
	var out []story.Choice
	for _, c := range list {
		if !has(other, c) {
			out = append(out, c)
		}
	}
	return out
}

// press is a click that was heard. A bot that was restarted knows nothing of doubts.
func (m *meaning) press(c story.Choice, forgot bool) {
	m.surplus, m.begun, m.half = minus(m.surplus, c), minus(m.begun, c), minus(m.half, c)
	if !has(m.unclear, c) && !forgot && len(m.unclear) > 0 {
		m.surplus = append(minus(m.surplus, m.unclear...), m.unclear...)
		m.begun = minus(m.begun, m.unclear...)
		m.unclear = nil
	}
	m.unclear = minus(m.unclear, c)
	if !forgot && len(m.unclear) == 0 {
		m.held, m.gone = minus(m.held, m.gone...), nil
	}
	m.choose(c)
}

// choose makes a choice the newest one.
func (m *meaning) choose(c story.Choice) {
	if has(m.held, c) {
		return
	}
	var now []story.Choice
	for _, h := range m.held {
		if (h == story.None) == (c == story.None) {
			now = append(now, h)
		}
	}
	now = append(now, c)
	now = now[max(0, len(now)-m.limit):]
	m.surplus = append(m.surplus, minus(m.held, now...)...)
	m.held = now
}

// release is a click that takes a reaction back, and was heard.
func (m *meaning) release(c story.Choice, forgot bool) {
	tells := has(m.held, c) || has(m.unclear, c)
	m.held, m.surplus = minus(m.held, c), minus(m.surplus, c)
	m.begun, m.half, m.unclear = minus(m.begun, c), minus(m.half, c), minus(m.unclear, c)
	if tells && !forgot && len(m.unclear) > 0 && m.clear(m.unclear) {
		fresh := m.unclear
		m.held, m.gone, m.unclear = minus(m.held, m.gone...), nil, nil
		for _, f := range fresh {
			m.choose(f)
		}
		m.surplus, m.begun = minus(m.surplus, m.held...), minus(m.begun, m.held...)
	}
}

// clear reports whether new reactions have one explanation.
func (m *meaning) clear(fresh []story.Choice) bool {
	return len(fresh) <= m.limit && !(has(fresh, story.None) && len(fresh) > 1)
}

// read is a reading of what stands; wiped is what a moderator ever removed.
func (m *meaning) read(stands, wiped []story.Choice) {
	m.touched = false
	m.surplus = minus(m.surplus, minus(m.surplus, stands...)...)
	m.begun = minus(m.begun, minus(m.begun, stands...)...)
	left := minus(stands, minus(m.surplus, m.begun...)...)
	fresh := minus(left, m.held...)
	m.unclear, m.gone = nil, nil
	if len(m.begun) > 0 && len(stands) > 1 || !m.clear(fresh) {
		m.unclear, m.gone = fresh, minus(minus(m.held, stands...), wiped...)
		return
	}
	var kept []story.Choice
	for _, h := range m.held {
		if has(stands, h) || has(wiped, h) {
			kept = append(kept, h)
		}
	}
	m.held = kept
	m.surplus, m.begun = minus(m.surplus, fresh...), minus(m.begun, fresh...)
	for _, f := range fresh {
		m.choose(f)
	}
	m.surplus = minus(m.surplus, minus(m.surplus, stands...)...)
}

// compare holds the store and what is shown against the model.
func (p *play) compare(when string) {
	p.t.Helper()
	wrong := func(format string, args ...any) { p.wrong = append(p.wrong, when+": "+fmt.Sprintf(format, args...)) }
	ballots, err := p.store.Ballots(p.t.Context(), p.ref)
	must(p.t, err)
	got, want := map[story.ReaderID][]story.Choice{}, map[story.ReaderID][]story.Choice{}
	for _, b := range ballots {
		got[b.Voter] = b.Choices
	}
	count := ballot.Tally{Counts: make([]int, len(modelOptions))}
	for user, m := range p.means {
		voter := p.store.Reader(user)
		if want[voter] = m.held; !same(got[voter], m.held) {
			wrong("the ballot of %d is %v, want %v; %v stand, %+v", user-1000, got[voter], m.held, p.town.stands(user), *m)
		}
		left := minus(p.town.stands(user), append(slices.Clone(m.held), m.unclear...)...)
		if left = minus(left, m.begun...); len(left) > 0 && !m.touched {
			wrong("%v of %d still stand beside %v", left, user-1000, m.held)
		}
		if len(m.held) > 0 {
			count.Voters++
		}
		for _, c := range m.held {
			if c == story.None {
				count.None++
			} else {
				count.Counts[c]++
			}
		}
	}
	rule := ballot.Rule{Options: len(modelOptions), Choose: p.script.choose}
	if tally := ballot.Fold(ballots, rule); fmt.Sprint(tally) != fmt.Sprint(count) {
		wrong("the tally is %v, want %v", tally, count)
	}
}

// same reports whether two ballots hold the same choices.
func same(a, b []story.Choice) bool { return len(a) == len(b) && len(minus(a, b...)) == 0 }
