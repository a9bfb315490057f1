package store_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

func TestCast(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	r := s.Reader(1)
	_, ok, err := s.Ballot(t.Context(), v, r)
	must(t, err)
	if ok {
		t.Fatal("a ballot before any was cast")
	}
	var journal []story.Ballot
	for i, c := range []struct {
		choice story.Choice
		counts bool
	}{
		{story.Withdrawn, false}, {1, true}, {1, false}, {0, true}, {story.None, true}, {story.None, false},
		{story.Withdrawn, true}, {story.Withdrawn, false}, {2, true},
	} {
		b := story.Ballot{Voter: r, N: 77, Choice: c.choice, Cause: story.ByEvent, At: at(i)}
		got, err := s.Cast(t.Context(), v, b)
		must(t, err)
		if !c.counts {
			if len(got) != 0 {
				t.Fatalf("ballot %d changed something: %v", i, got)
			}
			continue
		}
		b.N = uint32(len(journal) + 1)
		journal = append(journal, b)
		equal(t, "journalled", got, []story.Ballot{b})
		newest, ok, err := s.Ballot(t.Context(), v, r)
		must(t, err)
		if !ok {
			t.Fatal("no ballot after it was cast")
		}
		equal(t, "newest", newest, b)
	}
	got, err := s.Journal(t.Context(), v)
	must(t, err)
	equal(t, "journal", got, journal)
}

func TestCastRefusesChoicesTheQuestionDoesNotHave(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	good := story.Ballot{Voter: s.Reader(1), Choice: 2}
	for _, choice := range []story.Choice{3, 32767, -3, -32768} {
		_, err := s.Cast(t.Context(), v, good, story.Ballot{Voter: s.Reader(2), Choice: choice})
		wantErr(t, err, store.ErrInvalid)
	}
	journal, err := s.Journal(t.Context(), v)
	must(t, err)
	if len(journal) != 0 {
		t.Errorf("a refused batch left %v", journal)
	}
}

func TestCastOfManyIsSplit(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	ballots := make([]story.Ballot, 3*kv.MaxKeys+1)
	for i := range ballots {
		ballots[i] = story.Ballot{Voter: s.Reader(uint64(i)), Choice: story.Choice(i % 3), At: at(i % 60)}
	}
	got, err := s.Cast(t.Context(), v, ballots...)
	must(t, err)
	if len(got) != len(ballots) {
		t.Fatalf("%d of %d journalled", len(got), len(ballots))
	}
	for i := range ballots {
		ballots[i].Choice = (ballots[i].Choice + 1) % 3
	}
	ballots[len(ballots)-1].Choice = 99
	got, err = s.Cast(t.Context(), v, ballots...)
	wantErr(t, err, store.ErrInvalid)
	if len(got) != 3*kv.MaxKeys {
		t.Errorf("%d came with the error, want those of the batches before", len(got))
	}
	none, err := s.Cast(t.Context(), v)
	must(t, err)
	if len(none) != 0 {
		t.Errorf("casting nothing journalled %v", none)
	}
}

// model is a vote as it should be: every voter's entries.
type model map[story.ReaderID][]story.Ballot

// cast is the rule in its plainest form.
func (m model) cast(b story.Ballot) (story.Ballot, bool) {
	entries := m[b.Voter]
	has := story.Withdrawn
	if n := len(entries); n > 0 {
		has = entries[n-1].Choice
	}
	if b.Choice == has {
		return story.Ballot{}, false
	}
	b.N = uint32(len(entries) + 1)
	m[b.Voter] = append(entries, b)
	return b, true
}

func (m model) voters() []story.ReaderID {
	var all []story.ReaderID
	for v := range m {
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b story.ReaderID) int { return bytes.Compare(a[:], b[:]) })
	return all
}

func (m model) newest() []story.Ballot {
	all := []story.Ballot{}
	for _, v := range m.voters() {
		all = append(all, m[v][len(m[v])-1])
	}
	return all
}

func (m model) journal() []story.Ballot {
	all := []story.Ballot{}
	for _, v := range m.voters() {
		all = append(all, m[v]...)
	}
	return all
}

// Random batches, with commits that get lost, are answered by nothing, come late or twice: journal and ballots are
// always those of the model.
func TestCastLikeTheModel(t *testing.T) {
	for seed := range uint64(8) {
		random := rand.New(rand.NewPCG(seed, 1))
		e := memkv.New()
		s := open(t, e)
		v := withVote(t, s)
		m := model{}
		for i := range 40 {
			if fault := memkv.Fault(random.IntN(8)); fault >= memkv.LoseRequest && fault <= memkv.Double {
				e.Fault(1+random.IntN(2), fault)
			}
			batch := make([]story.Ballot, random.IntN(70))
			want := []story.Ballot{}
			for j := range batch {
				batch[j] = story.Ballot{Voter: s.Reader(random.Uint64N(20)), Choice: story.Choice(random.IntN(5) - 2),
					Cause: story.Cause(1 + random.IntN(2)), At: at(i)}
				if b, ok := m.cast(batch[j]); ok {
					want = append(want, b)
				}
			}
			got, err := s.Cast(t.Context(), v, batch...)
			must(t, err)
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, batch %d: journalled %v, want %v", seed, i, got, want)
			}
			ballots, err := s.Ballots(t.Context(), v)
			must(t, err)
			if !slices.Equal(ballots, m.newest()) {
				t.Fatalf("seed %d, batch %d: ballots %v, want %v", seed, i, ballots, m.newest())
			}
			journal, err := s.Journal(t.Context(), v)
			must(t, err)
			if !slices.Equal(journal, m.journal()) {
				t.Fatalf("seed %d, batch %d: journal %v, want %v", seed, i, journal, m.journal())
			}
		}
	}
}

// Readers who change their minds at the same time: every journal is without a gap, ends with the newest ballot, and
// has no entry twice in a row; what was returned as journalled is what is there.
func TestCastManyAtOnce(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	var mu sync.Mutex
	var told []story.Ballot
	var wg sync.WaitGroup
	for w := range uint64(16) {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(w, 2))
			for range 50 {
				choice := story.Choice(random.IntN(4) - 1)
				b := story.Ballot{Voter: s.Reader(random.Uint64N(5)), Choice: choice, At: at(1)}
				got, err := s.Cast(t.Context(), v, b)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				told = append(told, got...)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	journal, err := s.Journal(t.Context(), v)
	must(t, err)
	slices.SortFunc(told, func(a, b story.Ballot) int {
		if c := bytes.Compare(a.Voter[:], b.Voter[:]); c != 0 {
			return c
		}
		return int(a.N) - int(b.N)
	})
	equal(t, "journal", journal, told)
	m := model{}
	for _, b := range journal {
		again, changed := m.cast(b)
		if !changed || again != b {
			t.Fatalf("journal entry %+v does not follow from those before", b)
		}
	}
	ballots, err := s.Ballots(t.Context(), v)
	must(t, err)
	equal(t, "ballots", ballots, m.newest())
}
