package ballot_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// meaning is what a reader's clicks mean, the oldest first: the last ones, as many as a ballot holds, and "none of
// these" by itself. It is said here once more, in another way than the rule does, to hold the rule against it.
func meaning(clicks choices, choose int) choices {
	if i := slices.Index(clicks, none); i == len(clicks)-1 && i >= 0 {
		return choices{none}
	} else if i >= 0 {
		clicks = clicks[i+1:]
	}
	return clicks[max(0, len(clicks)-choose):]
}

// A person is one reader of the model: the reactions they made, in order, which of them a moderator wiped though they
// still stand, and whether they did, while nobody watched, what leaves no trace.
type person struct {
	clicks    choices
	wiped     map[story.Choice]bool
	traceless bool
}

func (p *person) shown() choices {
	return slices.DeleteFunc(slices.Clone(p.clicks), func(c story.Choice) bool { return p.wiped[c] })
}

// A vote is a model of Discord and of what readers mean, and beside it the journal of a bot that is sometimes away.
type vote struct {
	rule    ballot.Rule
	people  map[story.ReaderID]*person
	journal []story.Ballot
	counts  map[story.ReaderID]choices
	n       map[story.ReaderID]uint32
	wiped   map[story.Choice]bool // ever
}

func newVote(rule ballot.Rule, readers int) *vote {
	v := &vote{rule: rule, people: map[story.ReaderID]*person{}, counts: map[story.ReaderID]choices{},
		n: map[story.ReaderID]uint32{}, wiped: map[story.Choice]bool{}}
	for n := range readers {
		v.people[reader(n)] = &person{wiped: map[story.Choice]bool{}}
	}
	return v
}

// write journals what counts of a reader from now on.
func (v *vote) write(r story.ReaderID, now choices, cause story.Cause) {
	v.n[r]++
	v.journal = append(v.journal, story.Ballot{Voter: r, N: v.n[r], Choices: now, Cause: cause})
	v.counts[r] = now
}

// click adds the reader's reaction c or takes it away. If the bot is there it journals that and takes surplus off.
func (v *vote) click(r story.ReaderID, c story.Choice, there bool) {
	p := v.people[r]
	on := !slices.Contains(p.shown(), c)
	switch {
	case !on:
		p.clicks = slices.DeleteFunc(p.clicks, func(x story.Choice) bool { return x == c })
	case p.wiped[c]:
		delete(p.wiped, c) // it stood all the time
	default:
		p.clicks = append(p.clicks, c)
	}
	if !there {
		p.traceless = p.traceless || slices.Contains(v.counts[r], c) && (on || v.wiped[c])
		return
	}
	now, surplus := v.rule.Release(v.counts[r], c), choices(nil)
	if on {
		now, surplus = v.rule.Press(v.counts[r], c)
	}
	v.write(r, now, story.ByEvent)
	for _, c := range surplus {
		p.clicks = slices.DeleteFunc(p.clicks, func(x story.Choice) bool { return x == c })
		delete(p.wiped, c)
	}
}

// wipe is a moderator taking all reactions of one choice away while the bot is there.
func (v *vote) wipe(c story.Choice) {
	v.wiped[c] = true
	for _, p := range v.people {
		if slices.Contains(p.clicks, c) {
			p.wiped[c] = true
		}
	}
}

// comeBack reads the reactions again and does what the findings say. Whoever is ambiguous is asked, and makes
// their reactions what counts.
func (v *vote) comeBack(t *testing.T, seed int) (ambiguous int) {
	t.Helper()
	shown := map[story.ReaderID][]story.Choice{}
	for r, p := range v.people {
		shown[r] = p.shown()
	}
	seen := func(c story.Choice) bool { return v.wiped[c] }
	for _, f := range ballot.Reconcile(v.rule, v.counts, shown, seen) {
		p := v.people[f.Voter]
		if f.Ambiguous {
			ambiguous++
			p.traceless = true
			continue
		}
		v.write(f.Voter, f.Choices, story.ByReconcile)
		p.clicks = slices.DeleteFunc(p.clicks, func(c story.Choice) bool { return slices.Contains(f.Surplus, c) })
	}
	for r, p := range v.people {
		if !p.traceless && !slices.Equal(sorted(v.counts[r]), sorted(meaning(p.clicks, v.rule.Choose))) {
			t.Fatalf("seed %d, %+v: reader %v counts for %v, clicked %v", seed, v.rule, r, v.counts[r], p.clicks)
		}
		p.clicks = slices.Clone(v.counts[r]) // in the order that counts, which everybody sees
		maps.DeleteFunc(p.wiped, func(c story.Choice, _ bool) bool { return !slices.Contains(p.clicks, c) })
		for _, c := range p.clicks {
			if v.wiped[c] && !slices.Contains(shown[r], c) {
				p.wiped[c] = true
			}
		}
		p.traceless = false
	}
	return ambiguous
}

// TestModel lets readers vote while the bot comes and goes and moderators wipe. While the bot is there, each reader
// counts with what their clicks mean after each click; when it has come back, so does each whose reactions tell; the
// others keep what they had.
func TestModel(t *testing.T) {
	const options, readers = 5, 12
	acts, ambiguous := 0, 0
	for seed := range 3000 {
		r := rand.New(rand.NewPCG(uint64(seed), 0))
		v := newVote(ballot.Rule{Options: options, Choose: 1 + seed%options}, readers)
		for range 4 {
			for _, there := range []bool{true, false} {
				for range r.IntN(4 * readers) {
					acts++
					id := reader(r.IntN(readers))
					v.click(id, story.Choice(r.IntN(options+1)-1), there)
					if want := meaning(v.people[id].clicks, v.rule.Choose); there && !slices.Equal(v.counts[id], want) {
						t.Fatalf("seed %d, %+v: reader %v counts for %v, means %v", seed, v.rule, id, v.counts[id], want)
					}
					if there && r.IntN(40) == 0 {
						v.wipe(story.Choice(r.IntN(options+1) - 1))
					}
				}
			}
			ambiguous += v.comeBack(t, seed)
		}
		if diff := cmp.Diff(count(v.counts, options, v.rule.Choose), ballot.Fold(v.journal, v.rule)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
	t.Logf("%d clicks, %d times ambiguous, 0 differences", acts, ambiguous)
}
