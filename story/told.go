package story

import (
	"maps"
	"slices"
)

// An Awaited is a chapter that is written, or to be written, and cannot be told before a vote is decided.
type Awaited struct {
	Chapter int    // its number; 0: nothing is waited for
	Vote    int    // the chapter whose question decides
	Chosen  Option // what was chosen although no chapter follows it; zero: the vote is not decided
	Date    string // a date of its own that it has on every way; empty: there is none
	Ahead   int    // how many chapters there are from it on, on the shortest way
}

// Told returns the story as it is told where votes came to these results, by the number of the chapter that asked: one
// list of chapters, without any that are on other ways. [NoneOption] stands for "none of these". It ends before the
// first chapter that waits for a vote of which nothing is known, and Awaits says which one. A story without ways is
// returned as it is. Neither value may be changed afterwards.
//
// A way follows the newest vote that decides about its number. Where a vote has chosen an option without a chapter, and
// the first number it decides about has none for whatever is left either, the story waits there; further on such a
// number is left out. A vote whose chapter asks nothing on the way taken chooses whatever is left.
func (s *Story) Told(chosen map[int]Option) *Story {
	if len(s.Ways) == 0 {
		return s
	}
	out := *s
	out.Chapters, out.Ways = nil, nil
	t := teller{all: s, told: &out, chosen: chosen}
	for _, n := range s.numbers(0) {
		if !t.number(n) {
			out.Awaits.Ahead = t.shortest(n, out.Awaits.Vote)
			break
		}
	}
	return &out
}

// Deciding returns the votes that decide about ways, by the number of the chapter that asks: for each, the first number
// it decides about.
func (s *Story) Deciding() map[int]int {
	first := map[int]int{}
	for i := range s.Ways {
		w := &s.Ways[i]
		if n, ok := first[w.Branch.Vote]; !ok || w.Number < n {
			first[w.Branch.Vote] = w.Number
		}
	}
	return first
}

// Follows reports whether there is a chapter of its own, in the story as it was written, for where a vote chooses an
// option. "None of these" has one only where its author wrote one for it.
func (s *Story) Follows(vote int, o Option) bool {
	return slices.ContainsFunc(s.Ways, func(c Chapter) bool {
		return c.Branch.Vote == vote && !c.Branch.Else && c.Branch.Option.same(o)
	})
}

// RestFollows reports whether there is a chapter for whatever a vote chooses that has none of its own.
func (s *Story) RestFollows(vote int) bool {
	return slices.ContainsFunc(s.Ways, func(c Chapter) bool { return c.Branch.Vote == vote && c.Branch.Else })
}

// numbers returns the numbers of all chapters greater than one, ascending, those of the ways among them.
func (s *Story) numbers(after int) []int {
	set := map[int]bool{}
	for _, list := range [][]Chapter{s.Chapters, s.Ways} {
		for i := range list {
			if n := list[i].Number; n > after {
				set[n] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// ways returns the ways of a number that a vote decides about.
func (s *Story) ways(number, vote int) []*Chapter {
	var list []*Chapter
	for i := range s.Ways {
		if w := &s.Ways[i]; w.Number == number && w.Branch.Vote == vote {
			list = append(list, w)
		}
	}
	return list
}

// votes returns the votes that decide about a number, the newest first.
func (s *Story) votes(number int) []int {
	set := map[int]bool{}
	for i := range s.Ways {
		if w := &s.Ways[i]; w.Number == number {
			set[w.Branch.Vote] = true
		}
	}
	list := slices.Sorted(maps.Keys(set))
	slices.Reverse(list)
	return list
}

// A teller makes a told story.
type teller struct {
	all, told *Story
	chosen    map[int]Option
}

// number adds what is told under a number, and reports false if the story ends before it.
func (t *teller) number(n int) bool {
	if c, ok := t.all.Chapter(n); ok {
		t.told.Chapters = append(t.told.Chapters, *c)
		return true
	}
	var rest *Chapter // whatever is left, of a vote that was not held on this way
	var missing *Awaited
	for _, vote := range t.all.votes(n) {
		ways := t.all.ways(n, vote)
		asks, ok := t.told.Chapter(vote)
		if !ok || asks.Question == nil {
			if c := leftOver(ways); c != nil && rest == nil {
				rest = c
			}
			continue
		}
		chosen, decided := t.chosen[vote]
		if !decided {
			t.told.Awaits = Awaited{Chapter: n, Vote: vote, Date: dateOf(ways)}
			return false
		}
		if c := follower(asks.Question, ways, chosen); c != nil {
			t.told.Chapters = append(t.told.Chapters, *c)
			return true
		}
		if missing == nil && t.all.Deciding()[vote] == n {
			missing = &Awaited{Chapter: n, Vote: vote, Chosen: chosen, Date: dateOf(ways)}
		}
	}
	switch {
	case rest != nil:
		t.told.Chapters = append(t.told.Chapters, *rest)
	case missing != nil:
		t.told.Awaits = *missing
		return false
	}
	return true
}

// shortest returns how many chapters there are from a number on, whatever a vote comes to. Of votes further on it is
// taken that they choose the longest way.
func (t *teller) shortest(from, vote int) int {
	common := 0
	own := map[Option]int{} // numbers that only this way has
	for i := range t.all.Ways {
		if b := t.all.Ways[i].Branch; b.Vote == vote && !b.Else {
			own[b.Option] = 0
		}
	}
	for _, n := range t.all.numbers(from - 1) {
		ways := t.all.ways(n, vote)
		if leftOver(ways) != nil || t.elsewhere(n, vote) {
			common++
			continue
		}
		for _, c := range ways {
			own[c.Branch.Option]++
		}
	}
	if len(own) == 0 {
		return common
	}
	return common + slices.Min(slices.Collect(maps.Values(own)))
}

// elsewhere reports whether something may be told under a number that does not depend on a vote.
func (t *teller) elsewhere(n, vote int) bool {
	if _, trunk := t.all.Chapter(n); trunk {
		return true
	}
	return slices.ContainsFunc(t.all.votes(n), func(other int) bool {
		if other == vote {
			return false
		}
		chosen, decided := t.chosen[other]
		asks, ok := t.told.Chapter(other)
		if !decided || !ok {
			return true
		}
		ways := t.all.ways(n, other)
		if asks.Question == nil {
			return leftOver(ways) != nil
		}
		return follower(asks.Question, ways, chosen) != nil
	})
}

// follower returns which of the ways of one number follows what was chosen, nil if none does. What was voted on is
// first looked for among the question's options as they are now.
func follower(q *Question, ways []*Chapter, chosen Option) *Chapter {
	if i := chosen.among(q.Options); i >= 0 {
		chosen = q.Options[i]
	}
	for _, w := range ways {
		if !w.Branch.Else && w.Branch.Option.same(chosen) {
			return w
		}
	}
	return leftOver(ways)
}

// leftOver returns the way for whatever has none of its own, nil if there is no such one.
func leftOver(ways []*Chapter) *Chapter {
	for _, w := range ways {
		if w.Branch.Else {
			return w
		}
	}
	return nil
}

// dateOf returns the date of their own that all ways have, empty if they differ.
func dateOf(ways []*Chapter) string {
	date := ""
	for i, w := range ways {
		if i > 0 && w.Date != date {
			return ""
		}
		date = w.Date
	}
	return date
}
