package store_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// voteOf opens a vote that allows so many choices.
func voteOf(t *testing.T, s *store.Store, choose int, style string) store.VoteRef {
	t.Helper()
	drop, steps := plan()
	must(t, s.PlanDrop(t.Context(), drop, steps[4:]))
	q := question()
	q.Voting = story.Voting{Choose: choose, Style: style}
	take(t, s, 0, message, &store.Vote{Question: q})
	return voteRef()
}

type choices = []story.Choice

func press(c story.Choice) store.Act {
	return store.Act{Kind: store.ActPress, Choice: c, Cause: story.ByEvent}
}

func release(c story.Choice) store.Act {
	return store.Act{Kind: store.ActRelease, Choice: c, Cause: story.ByEvent}
}

// named is a choice that is added by its name, without a reaction.
func named(c story.Choice) store.Act {
	return store.Act{Kind: store.ActPress, Choice: c, Cause: story.ByButton}
}

func set(cause story.Cause, c ...story.Choice) store.Act {
	return store.Act{Kind: store.ActSet, Choices: c, Cause: cause}
}

// What one reader does, one act after the other, in a vote that allows one choice or two.
func TestActs(t *testing.T) {
	none := story.None
	menu, read := story.ByButton, story.ByReconcile
	type step struct {
		act     store.Act
		counts  choices
		changed bool
		surplus []store.Surplus
		bare    choices
	}
	off := func(a store.Act, off ...story.Choice) store.Act { a.Off = off; return a }
	for _, c := range []struct {
		name   string
		choose int
		style  string
		steps  []step
	}{
		{"one of three", 1, "", []step{
			{press(1), choices{1}, true, nil, nil},
			{press(1), choices{1}, false, nil, nil},
			{press(0), choices{0}, true, []store.Surplus{{1, 2, false}}, nil},
			{release(1), choices{0}, false, nil, nil}, // the surplus reaction is off
			{press(none), choices{none}, true, []store.Surplus{{0, 3, false}}, nil},
			{press(0), choices{0}, true, []store.Surplus{{none, 4, false}}, nil},
			{release(0), nil, true, []store.Surplus{{none, 4, false}}, nil},
			{release(0), nil, false, []store.Surplus{{none, 4, false}}, nil},
			{release(none), nil, false, nil, nil},
			{set(read), nil, false, nil, nil},
		}},
		{"two of three", 2, "", []step{
			{press(2), choices{2}, true, nil, nil},
			{press(0), choices{2, 0}, true, nil, nil},
			{press(1), choices{0, 1}, true, []store.Surplus{{2, 3, false}}, nil},
			{press(none), choices{none}, true, []store.Surplus{{0, 4, false}, {1, 4, false}, {2, 3, false}}, nil},
			{press(2), choices{2}, true, []store.Surplus{{none, 5, false}, {0, 4, false}, {1, 4, false}}, nil},
			{set(read, 1, 2), choices{1, 2}, true, []store.Surplus{{none, 5, false}, {0, 4, false}}, nil},
			{set(read, 2, 1), choices{1, 2}, false, []store.Surplus{{none, 5, false}, {0, 4, false}}, nil},
			{off(set(read, 0), 1), choices{0}, true, []store.Surplus{{none, 5, false}, {2, 7, false}}, nil},
			{set(read), nil, true, []store.Surplus{{none, 5, false}, {2, 7, false}}, nil},
		}},
		{"by a menu", 2, "", []step{
			{press(0), choices{0}, true, nil, nil},
			{set(menu, 0, 1), choices{0, 1}, true, nil, choices{1}},
			{set(menu, 2), choices{2}, true, []store.Surplus{{0, 3, false}}, choices{2}},
			{release(2), choices{2}, false, []store.Surplus{{0, 3, false}}, choices{2}}, // there was no such reaction
			{press(1), choices{2, 1}, true, []store.Surplus{{0, 3, false}}, choices{2}},
			{press(2), choices{2, 1}, false, []store.Surplus{{0, 3, false}}, nil}, // now there is
			{release(2), choices{1}, true, []store.Surplus{{0, 3, false}}, nil},
			{set(menu, 0, 1), choices{0, 1}, true, nil, nil}, // the reaction 0 is there still, and counts again
			{set(menu), nil, true, []store.Surplus{{0, 7, false}, {1, 7, false}}, nil},
			{set(menu, 2), choices{2}, true, []store.Surplus{{0, 7, false}, {1, 7, false}}, choices{2}},
			{press(none), choices{none}, true, []store.Surplus{{0, 7, false}, {1, 7, false}}, nil},
		}},
		{"by name, one after the other", 2, "", []step{
			{press(0), choices{0}, true, nil, nil},
			{named(1), choices{0, 1}, true, nil, choices{1}},
			{named(1), choices{0, 1}, false, nil, choices{1}}, // no reaction came of it
			{release(1), choices{0, 1}, false, nil, choices{1}},
			{named(2), choices{1, 2}, true, []store.Surplus{{0, 3, false}}, choices{1, 2}},
			{named(0), choices{2, 0}, true, nil, choices{2}}, // its reaction is there still, and counts again
			{named(none), choices{none}, true, []store.Surplus{{0, 5, false}}, choices{none}},
		}},
		{"in secret", 1, story.VoteSecret, []step{
			{set(menu, 0), choices{0}, true, nil, nil},
			{set(menu, 1), choices{1}, true, nil, nil},
			{set(menu), nil, true, nil, nil},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openMem(t)
			ref := voteOf(t, s, c.choose, c.style)
			r := s.Reader(1)
			for i, st := range c.steps {
				st.act.Voter, st.act.At = r, at(i)
				got := act(t, s, ref, st.act)[0]
				if !slices.Equal(got.Ballot.Choices, st.counts) || got.Changed != st.changed {
					t.Fatalf("act %d: counts %v, changed %v; want %v, %v", i, got.Ballot.Choices, got.Changed, st.counts, st.changed)
				}
				bare, err := s.Bare(t.Context(), ref)
				must(t, err)
				if !slices.Equal(got.Surplus, st.surplus) || !slices.Equal(bare[r], st.bare) {
					t.Fatalf("act %d: surplus %v, bare %v; want %v, %v", i, got.Surplus, bare[r], st.surplus, st.bare)
				}
				kept, _, err := s.Ballot(t.Context(), ref, r)
				must(t, err)
				equal(t, "the ballot kept", kept, got.Ballot)
			}
		})
	}
}

// A removal that was begun may have done its work: a choice by a menu does not rely on that reaction, and the event of
// the removal does not take the choice back.
func TestAChoiceByMenuWhileItsReactionIsTakenOff(t *testing.T) {
	s := openMem(t)
	ref := voteOf(t, s, 1, "")
	r := s.Reader(1)
	do := func(a store.Act) store.Acted {
		a.Voter, a.At = r, at(1)
		return act(t, s, ref, a)[0]
	}
	do(press(0))
	do(press(1))
	ok, err := s.Unreacting(t.Context(), ref, r, store.Surplus{Choice: 0, N: 2}, true)
	must(t, err)
	if got := do(set(story.ByButton, 0)); !ok || !slices.Equal(got.Surplus, []store.Surplus{{Choice: 1, N: 3}}) {
		t.Fatalf("begun %v, then %+v", ok, got)
	}
	if got := do(release(0)); got.Changed || !slices.Equal(got.Ballot.Choices, choices{0}) {
		t.Fatalf("the removal took the ballot back: %+v", got)
	}
}

func TestActsThatTheRuleDoesNotTake(t *testing.T) {
	s := openMem(t)
	ref := voteOf(t, s, 2, "")
	good := actOf(s.Reader(1), 2, 1)
	for _, bad := range []store.Act{
		press(3), press(-2), press(32767), release(3), release(-32768), {}, {Kind: store.ActSet + 1},
		set(story.ByButton, 0, 0), set(story.ByButton, 0, 1, 2), set(story.ByButton, story.None, 1), set(story.ByButton, 3),
		set(story.ByButton, withdrawn), set(0, 1), set(story.ByAdmin+1, 1),
		{Kind: store.ActPress, Cause: story.ByEvent, Older: choices{0, 3}},
	} {
		bad.Voter = s.Reader(2)
		acted, err := s.Act(t.Context(), ref, []store.Act{good, bad})
		wantErr(t, err, store.ErrInvalid)
		if len(acted) != 2 || acted[0].Changed || acted[1].Changed {
			t.Errorf("%+v: acted %+v", bad, acted)
		}
	}
	journal, err := s.Journal(t.Context(), ref)
	must(t, err)
	if len(journal) != 0 {
		t.Errorf("refused acts left %v", journal)
	}
	none, err := s.Act(t.Context(), ref, nil)
	must(t, err)
	if len(none) != 0 {
		t.Errorf("nothing done, and %v came of it", none)
	}
}

// Many acts are several updates, journalled in their order and, if nobody else writes, by one commit.
func TestManyActsAreOneCommit(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	ref := voteOf(t, s, 1, "")
	m := newModel(1, 3)
	acts := make([]store.Act, 4000)
	for i := range acts {
		acts[i] = actOf(s.Reader(uint64(i*i%577)), story.Choice(i%3), i%60)
	}
	want := make([]store.Acted, len(acts))
	for i, a := range acts {
		want[i] = m.act(a)
	}
	before := e.Applies()
	got := act(t, s, ref, acts...)
	if n := e.Applies() - before; n != 1 {
		t.Errorf("%d commits", n)
	}
	equal(t, "acted", got, want)
	checkModel(t, s, ref, m)
	acts[len(acts)-1].Choice = 99
	for i := range acts {
		acts[i].Choice = (acts[i].Choice + 1) % 3
	}
	acts[len(acts)-1].Choice = 99
	got, err := s.Act(t.Context(), ref, acts)
	wantErr(t, err, store.ErrInvalid)
	done := slices.IndexFunc(got, func(a store.Acted) bool { return a.Ballot.N == 0 })
	if done < len(acts)-256 || done == len(acts) {
		t.Fatalf("%d of %d came with the error", done, len(acts))
	}
	for _, a := range acts[:done] {
		m.act(a)
	}
	checkModel(t, s, ref, m)
}

// checkModel holds what is kept of a vote against the model.
func checkModel(t *testing.T, s *store.Store, ref store.VoteRef, m *model) {
	t.Helper()
	ctx := t.Context()
	vote, err := s.Vote(ctx, ref)
	must(t, err)
	journal, err := s.Journal(ctx, ref)
	must(t, err)
	equal(t, "journal", journal, m.journal)
	if vote.Head != chained(vote, journal) || vote.Head.Count != uint64(len(journal)) {
		t.Fatal("the head does not follow from the journal")
	}
	ballots, err := s.Ballots(ctx, ref)
	must(t, err)
	equal(t, "ballots", ballots, m.ballots())
	surplus, err := s.Surplus(ctx, ref)
	must(t, err)
	bare, err := s.Bare(ctx, ref)
	must(t, err)
	for r, v := range m.of {
		isBare := 0
		for c, is := range v.bare {
			if is {
				isBare++
			}
			if is != slices.Contains(bare[r], c) {
				t.Fatalf("choice %d is without a reaction: %v, bare %v", c, is, bare[r])
			}
		}
		if !slices.Equal(surplus[r], v.list()) || isBare != len(bare[r]) {
			t.Fatalf("surplus %v, want %v; bare %v", surplus[r], v.list(), bare[r])
		}
		receipt, err := s.Receipt(ctx, ref, r)
		must(t, err)
		equal(t, "receipt", receipt, m.receipt(vote, r))
	}
}

// randomAct is an act of one of 20 readers that the rule takes.
func randomAct(random *rand.Rand, s *store.Store, choose, minute int) store.Act {
	any := func() story.Choice { return story.Choice(random.IntN(4) - 1) }
	var a store.Act
	switch random.IntN(5) {
	case 0, 1:
		a = press(any())
	case 2:
		a = release(any())
	default:
		a = set(story.Cause(1 + random.IntN(4)))
		for c := range story.Choice(3) {
			if random.IntN(2) == 0 && len(a.Choices) < choose {
				a.Choices = append(a.Choices, c)
			}
		}
		random.Shuffle(len(a.Choices), func(i, j int) { a.Choices[i], a.Choices[j] = a.Choices[j], a.Choices[i] })
		if random.IntN(4) == 0 {
			a.Choices = choices{story.None}
		}
		if random.IntN(3) == 0 {
			a.Off = choices{any()}
		}
		if random.IntN(3) == 0 {
			a.On = choices{any()}
		}
	}
	if random.IntN(5) == 0 {
		a.Older = choices{any(), any()}
	}
	a.Voter, a.At = s.Reader(random.Uint64N(20)), at(minute)
	return a
}

// Random batches, with commits that get lost, are answered by nothing, come late or twice, on engines that take little
// at once, and where every update runs twice: what is kept is always the model's.
func TestActsLikeTheModel(t *testing.T) {
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 1))
		e := memkv.New()
		if seed%2 == 0 {
			e = memkv.NewLimited(kv.MaxKeys + 2)
		}
		var on kv.Engine = e
		twice := seed%4 < 2 // and no faults: a conflict that is none must not meet a commit that is late
		if twice {
			on = kvtest.Twice(e)
		}
		s := open(t, on)
		choose := 1 + int(seed%3)
		ref := voteOf(t, s, choose, "")
		m := newModel(choose, 3)
		for i := range 30 {
			if fault := memkv.Fault(random.IntN(8)); !twice && fault >= memkv.LoseRequest && fault <= memkv.Double {
				e.Fault(1+random.IntN(2), fault)
			}
			batch := make([]store.Act, random.IntN(400))
			want := make([]store.Acted, len(batch))
			for j := range batch {
				batch[j] = randomAct(random, s, choose, i)
				want[j] = m.act(batch[j])
			}
			got := act(t, s, ref, batch...)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d, batch %d: (-want +got)\n%s", seed, i, diff)
			}
			if random.IntN(4) == 0 {
				c := story.Choice(random.IntN(4) - 1)
				must(t, s.Wiped(t.Context(), ref, store.Event{}, func(w story.Choice) bool { return w == c }))
				m.wipe(c)
			}
		}
		checkModel(t, s, ref, m)
	}
}

// Batches of several callers at the same time: the chain has no gap, each caller's acts are in their order, and a
// close among them is after some and before the rest.
func TestActsOfManyAtOnce(t *testing.T) {
	s := openMem(t)
	ref := voteOf(t, s, 2, "")
	var wg sync.WaitGroup
	for w := range uint64(8) {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(w, 2))
			for i := range 20 {
				batch := make([]store.Act, random.IntN(150))
				for j := range batch {
					batch[j] = randomAct(random, s, 2, 3*i)
					batch[j].Voter = s.Reader(1000*w + random.Uint64N(5))
				}
				if _, err := s.Act(t.Context(), ref, batch); err != nil && !errors.Is(err, store.ErrVoteClosed) {
					t.Error(err)
					return
				}
			}
		})
	}
	vote, err := s.CloseVote(t.Context(), ref, at(59), nothing)
	must(t, err)
	wg.Wait()
	after, err := s.Vote(t.Context(), ref)
	must(t, err)
	equal(t, "the vote after it was closed", after, vote)
	journal, err := s.Journal(t.Context(), ref)
	must(t, err)
	if after.Head != chained(after, journal) || after.Outcome.Root != after.Head.Root {
		t.Error("the head does not follow from the journal")
	}
	last := map[story.ReaderID]story.Ballot{}
	for _, e := range journal {
		if b := last[e.Voter]; e.N != b.N+1 || e.At.Before(b.At) || slices.Equal(e.Choices, b.Choices) {
			t.Fatalf("entry %+v after %+v", e, b)
		}
		last[e.Voter] = e.Ballot
		if e.At.After(after.Closed) {
			t.Fatalf("entry %+v is later than the end %s", e, after.Closed)
		}
	}
}

func TestAVoteEndsNoEarlierThanItsLastBallot(t *testing.T) {
	s := openMem(t)
	ref := voteOf(t, s, 1, "")
	if _, err := s.Act(t.Context(), ref, []store.Act{{Voter: s.Reader(7), Kind: store.ActPress, Choice: 1, Cause: story.ByEvent,
		At: at(45)}}); err != nil {
		t.Fatal(err)
	}
	vote, err := s.CloseVote(t.Context(), ref, at(40), nothing) // who closes it looked at the clock before
	must(t, err)
	if !vote.Closed.Equal(at(45)) || !vote.Outcome.At.Equal(at(45)) {
		t.Errorf("closed %s, decided %s, want %s", vote.Closed, vote.Outcome.At, at(45))
	}
}
