package ballot_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

type choices = []story.Choice

func TestReconcileOne(t *testing.T) {
	const absent, none, gone story.Choice = -99, story.None, story.Withdrawn
	for _, tt := range []struct {
		name     string
		counted  story.Choice
		shown    choices
		incident bool
		want     *ballot.Finding
	}{
		{"nothing new", 1, choices{1}, false, nil},
		{"never voted", absent, nil, false, nil},
		{"withdrew before", gone, nil, false, nil},
		{"a first vote", absent, choices{2}, false, &ballot.Finding{Choice: 2}},
		{"a vote after withdrawing", gone, choices{0}, false, &ballot.Finding{Choice: 0}},
		{"none of these", absent, choices{none}, false, &ballot.Finding{Choice: none}},
		{"another one instead", 1, choices{2}, false, &ballot.Finding{Choice: 2}},
		{"another one instead, in an incident", 1, choices{2}, true, &ballot.Finding{Choice: 2}},
		{"withdrew", 1, nil, false, &ballot.Finding{Choice: gone}},
		{"withdrew none of these", none, choices{}, false, &ballot.Finding{Choice: gone}},
		{"wiped in an incident", 1, nil, true, nil},
		{"a newer one beside it", 1, choices{1, 2}, false, &ballot.Finding{Choice: 2, Surplus: choices{1}}},
		{"a newer one before it", 2, choices{1, 2}, false, &ballot.Finding{Choice: 1, Surplus: choices{2}}},
		{"from none to one", none, choices{0, none}, false, &ballot.Finding{Choice: 0, Surplus: choices{none}}},
		{"from one to none", 0, choices{0, none}, true, &ballot.Finding{Choice: none, Surplus: choices{0}}},
		{"two others", 0, choices{1, 2}, false, &ballot.Finding{Choice: 0, Ambiguous: true}},
		{"it and two others", 0, choices{2, 0, 1}, false, &ballot.Finding{Choice: 0, Ambiguous: true}},
		{"two and no vote", absent, choices{1, 2}, false, &ballot.Finding{Choice: gone, Ambiguous: true}},
		{"two after withdrawing", gone, choices{1, 2}, true, &ballot.Finding{Choice: gone, Ambiguous: true}},
		{"the same twice", 1, choices{1, 1}, false, nil},
		{"a choice that is none", 1, choices{1, gone, -7}, false, nil},
	} {
		counted := map[story.ReaderID]story.Choice{}
		if tt.counted != absent {
			counted[reader(1)] = tt.counted
		}
		shown := map[story.ReaderID][]story.Choice{}
		if tt.shown != nil {
			shown[reader(1)] = tt.shown
		}
		before := slices.Clone(tt.shown)
		var want []ballot.Finding
		if tt.want != nil {
			tt.want.Voter = reader(1)
			want = []ballot.Finding{*tt.want}
		}
		if diff := cmp.Diff(want, ballot.Reconcile(counted, shown, tt.incident)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if !slices.Equal(before, tt.shown) {
			t.Errorf("%s: the argument was changed to %v", tt.name, tt.shown)
		}
	}
}

// TestReconcileOrder: findings come in the order of readers, each once.
func TestReconcileOrder(t *testing.T) {
	counted := map[story.ReaderID]story.Choice{}
	shown := map[story.ReaderID][]story.Choice{}
	for n := range 1000 {
		if n%3 > 0 {
			counted[reader(n)] = 0
		}
		if n%3 < 2 {
			shown[reader(n)] = choices{1}
		}
	}
	findings := ballot.Reconcile(counted, shown, false)
	if len(findings) != 1000 {
		t.Fatalf("%d findings, want 1000", len(findings))
	}
	byVoter := func(a, b ballot.Finding) int { return bytes.Compare(a.Voter[:], b.Voter[:]) }
	if !slices.IsSortedFunc(findings, byVoter) {
		t.Error("findings are not in order")
	}
}

// A vote is a model of Discord and of what readers mean: the reactions a message shows, each reader's last click,
// and the journal of a bot that is sometimes away.
type vote struct {
	journal []story.Ballot
	n       map[story.ReaderID]uint32
	shown   map[story.ReaderID][]story.Choice
	meant   map[story.ReaderID]story.Choice
	missed  map[story.ReaderID]int // acts while the bot was away
}

func newVote() *vote {
	return &vote{n: map[story.ReaderID]uint32{}, shown: map[story.ReaderID][]story.Choice{},
		meant: map[story.ReaderID]story.Choice{}, missed: map[story.ReaderID]int{}}
}

func (v *vote) write(r story.ReaderID, c story.Choice, cause story.Cause) {
	v.n[r]++
	v.journal = append(v.journal, story.Ballot{Voter: r, N: v.n[r], Choice: c, Cause: cause})
}

// click adds the reader's reaction c or takes it away. If the bot is there it journals that and leaves one reaction.
func (v *vote) click(r story.ReaderID, c story.Choice, there bool) {
	had := slices.Contains(v.shown[r], c)
	if had {
		v.shown[r] = slices.DeleteFunc(v.shown[r], func(x story.Choice) bool { return x == c })
	} else {
		v.shown[r] = append(v.shown[r], c)
	}
	switch {
	case !had:
		v.meant[r] = c
	case v.meant[r] == c || len(v.shown[r]) == 0:
		v.meant[r] = story.Withdrawn
		if len(v.shown[r]) > 0 {
			v.meant[r] = v.shown[r][len(v.shown[r])-1]
		}
	}
	if !there {
		v.missed[r]++
		return
	}
	v.write(r, v.meant[r], story.ByEvent)
	if !had {
		v.shown[r] = []story.Choice{c}
	}
}

// counted returns what the journal says of each reader.
func (v *vote) counted() map[story.ReaderID]story.Choice {
	counted := map[story.ReaderID]story.Choice{}
	for id := range v.meant {
		counted[id] = story.Withdrawn // as for readers who voted and withdrew while the bot was away
	}
	for _, b := range v.journal {
		counted[b.Voter] = b.Choice
	}
	return counted
}

// apply does what the findings say, as the bot would after it has come back.
func (v *vote) apply(findings []ballot.Finding) {
	for _, f := range findings {
		if f.Ambiguous {
			continue
		}
		v.write(f.Voter, f.Choice, story.ByReconcile)
		v.shown[f.Voter] = slices.DeleteFunc(v.shown[f.Voter], func(c story.Choice) bool {
			return slices.Contains(f.Surplus, c)
		})
	}
}

// TestModel lets readers vote while the bot comes and goes. After it has come back, every reader who did at most one
// thing in its absence counts with what they meant, no one else was changed to what their reactions do not show, and
// a second look finds nothing but what is still ambiguous.
func TestModel(t *testing.T) {
	const options, readers = 4, 12
	for seed := range 2000 {
		r := rand.New(rand.NewPCG(uint64(seed), 0))
		v := newVote()
		for range 4 {
			clear(v.missed)
			play(v, r, options, readers)
			before := v.counted()
			v.apply(ballot.Reconcile(before, v.shown, false))
			after := v.counted()
			for n := range readers {
				id := reader(n)
				meant, voted := v.meant[id]
				if voted && v.missed[id] <= 1 && len(v.shown[id]) < 2 && after[id] != meant {
					t.Fatalf("seed %d: reader %d counts for %d, meant %d", seed, n, after[id], meant)
				}
				if v.missed[id] > 1 && voted {
					v.meant[id] = after[id] // no one could tell; the reader sees what counts, and lets it stand
				}
				if after[id] != before[id] && after[id] >= story.None && !slices.Contains(v.shown[id], after[id]) {
					t.Fatalf("seed %d: reader %d was moved to %d, which is not shown", seed, n, after[id])
				}
			}
			for _, f := range ballot.Reconcile(after, v.shown, false) {
				if !f.Ambiguous {
					t.Fatalf("seed %d: a second look finds %+v", seed, f)
				}
				delete(v.shown, f.Voter) // the reader was asked, takes all away and clicks again
				v.click(f.Voter, 0, true)
			}
		}
		checkTally(t, seed, v, options)
	}
}

// play is some time with the bot there, then some without it.
func play(v *vote, r *rand.Rand, options, readers int) {
	for _, there := range []bool{true, false} {
		for range r.IntN(2 * readers) {
			v.click(reader(r.IntN(readers)), story.Choice(r.IntN(options+1)-1), there)
		}
	}
}

// checkTally compares the fold with a count of what each reader's newest entry says.
func checkTally(t *testing.T, seed int, v *vote, options int) {
	t.Helper()
	want := ballot.Tally{Counts: make([]int, options)}
	for _, c := range v.counted() {
		switch {
		case c == story.None:
			want.None++
			want.Voters++
		case c >= 0:
			want.Counts[c]++
			want.Voters++
		}
	}
	if diff := cmp.Diff(want, ballot.Fold(v.journal, options)); diff != "" {
		t.Fatalf("seed %d: %s", seed, diff)
	}
}

// FuzzReconcile holds what is true of any findings: in order, each reader once, nothing invented, nothing lost in an
// incident, and applied they leave only what is ambiguous.
func FuzzReconcile(f *testing.F) {
	f.Add([]byte{1, 0, 2, 1, 3, 2}, []byte{1, 1, 1, 0, 3, 2, 3, 1}, false)
	f.Add([]byte{1, 255, 2, 254}, []byte{1, 0, 1, 255}, true)
	f.Fuzz(func(t *testing.T, votes, reactions []byte, incident bool) {
		counted := map[story.ReaderID]story.Choice{}
		for i := 0; i+1 < len(votes); i += 2 {
			counted[reader(int(votes[i]))] = story.Choice(int8(votes[i+1]))
		}
		shown := map[story.ReaderID][]story.Choice{}
		for i := 0; i+1 < len(reactions); i += 2 {
			id := reader(int(reactions[i]))
			shown[id] = append(shown[id], story.Choice(int8(reactions[i+1])))
		}
		findings := ballot.Reconcile(counted, shown, incident)
		for i, x := range findings {
			before, ok := counted[x.Voter]
			switch {
			case i > 0 && bytes.Compare(findings[i-1].Voter[:], x.Voter[:]) >= 0:
				t.Fatalf("%v does not come after %v", x, findings[i-1])
			case x.Ambiguous && (len(x.Surplus) > 0 || ok && before >= story.None && x.Choice != before):
				t.Fatalf("%v changes something", x)
			case !x.Ambiguous && x.Choice != story.Withdrawn && !slices.Contains(shown[x.Voter], x.Choice):
				t.Fatalf("%v is not shown", x)
			case incident && x.Choice == story.Withdrawn && ok && before >= story.None:
				t.Fatalf("%v is withdrawn in an incident", x)
			case slices.Contains(x.Surplus, x.Choice):
				t.Fatalf("%v takes away what it chooses", x)
			}
			counted[x.Voter] = x.Choice
			shown[x.Voter] = slices.DeleteFunc(shown[x.Voter], func(c story.Choice) bool {
				return slices.Contains(x.Surplus, c)
			})
		}
		for _, x := range ballot.Reconcile(counted, shown, incident) {
			if !x.Ambiguous {
				t.Fatalf("a second look finds %v", x)
			}
		}
	})
}
