package store_test

import (
	"bytes"
	"slices"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// A model is a vote by reactions as it should be, in its plainest form. It knows of no removal that was begun.
type model struct {
	choose, options int
	journal         []store.JournalEntry
	of              map[story.ReaderID]*modelVoter
}

type modelVoter struct {
	ballot  story.Ballot
	surplus map[story.Choice]uint32 // by which ballot each became surplus
	bare    map[story.Choice]bool
}

func newModel(choose, options int) *model {
	return &model{choose: choose, options: options, of: map[story.ReaderID]*modelVoter{}}
}

func (m *model) voter(r story.ReaderID) *modelVoter {
	if m.of[r] == nil {
		m.of[r] = &modelVoter{story.Ballot{Voter: r}, map[story.Choice]uint32{}, map[story.Choice]bool{}}
	}
	return m.of[r]
}

// act does what an act says and returns what should come of it.
func (m *model) act(a store.Act) store.Acted {
	v := m.voter(a.Voter)
	held := v.ballot.Choices
	var now []story.Choice
	changed := false
	switch a.Kind {
	case store.ActPress:
		delete(v.surplus, a.Choice)
		delete(v.bare, a.Choice)
		now, changed = m.press(held, a.Choice), !slices.Contains(held, a.Choice)
	case store.ActRelease:
		now, changed = held, slices.Contains(held, a.Choice) && !v.bare[a.Choice]
		if changed {
			now = slices.DeleteFunc(slices.Clone(held), func(c story.Choice) bool { return c == a.Choice })
		}
		delete(v.surplus, a.Choice)
	case store.ActSet:
		for _, c := range a.On {
			delete(v.bare, c)
		}
		now, changed = a.Choices, !sameSet(held, a.Choices)
	}
	if changed {
		m.cast(v, a, now)
	}
	for _, c := range a.Older {
		if v.ballot.N > 0 && !slices.Contains(v.ballot.Choices, c) {
			v.surplus[c] = v.ballot.N
		}
	}
	return store.Acted{Ballot: v.ballot, Changed: changed, Surplus: v.list()}
}

// wipe lets a moderator take all reactions of a choice off.
func (m *model) wipe(c story.Choice) {
	for _, v := range m.of {
		delete(v.surplus, c)
		if slices.Contains(v.ballot.Choices, c) {
			v.bare[c] = true
		}
	}
}

// press is the rule that the last clicks count.
func (m *model) press(held []story.Choice, c story.Choice) []story.Choice {
	if c == story.None {
		return []story.Choice{c}
	}
	now := slices.DeleteFunc(slices.Clone(held), func(h story.Choice) bool { return h == story.None })
	now = append(now, c)
	return now[max(0, len(now)-m.choose):]
}

// cast gives a voter a ballot, and says what it means for the reactions.
func (m *model) cast(v *modelVoter, a store.Act, now []story.Choice) {
	held := v.ballot.Choices
	v.ballot = story.Ballot{Voter: a.Voter, N: v.ballot.N + 1, Choices: slices.Clone(now), Cause: a.Cause, At: a.At}
	if len(now) == 0 {
		v.ballot.Choices = nil
	}
	m.journal = append(m.journal, store.JournalEntry{Seq: uint64(len(m.journal) + 1), Ballot: v.ballot})
	readers := a.Cause == story.ByEvent || a.Cause == story.ByReconcile // they did it by reactions
	for c := story.None; int(c) < m.options; c++ {
		is, was := slices.Contains(now, c), slices.Contains(held, c)
		switch {
		case is && !was:
			v.bare[c] = !readers && v.surplus[c] == 0
			delete(v.surplus, c)
		case was && !is:
			took := a.Kind == store.ActRelease || readers && len(now) == 0 || slices.Contains(a.Off, c)
			if !v.bare[c] && !took {
				v.surplus[c] = v.ballot.N
			}
			v.bare[c] = false
		}
	}
}

func (v *modelVoter) list() []store.Surplus {
	var all []store.Surplus
	for c := story.None; c < story.MaxOptions; c++ {
		if n := v.surplus[c]; n > 0 {
			all = append(all, store.Surplus{Choice: c, N: n})
		}
	}
	return all
}

func sameSet(a, b []story.Choice) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// voters returns who ever cast a ballot, in order.
func (m *model) voters() []story.ReaderID {
	var all []story.ReaderID
	for r, v := range m.of {
		if v.ballot.N > 0 {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b story.ReaderID) int { return bytes.Compare(a[:], b[:]) })
	return all
}

// ballots returns every voter's newest ballot.
func (m *model) ballots() []story.Ballot {
	all := []story.Ballot{}
	for _, r := range m.voters() {
		all = append(all, m.of[r].ballot)
	}
	return all
}

func (m *model) receipt(v store.Vote, r story.ReaderID) store.Receipt {
	receipt := store.Receipt{Entries: []ballot.Entry{}, Head: v.Head}
	for _, e := range m.journal {
		if e.Voter == r {
			receipt.Entries = append(receipt.Entries, ballot.EntryOf(v.Message, e.Seq, e.Ballot))
		}
	}
	return receipt
}
