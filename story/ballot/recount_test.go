package ballot_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// export returns a vote that two of three options tie in and a draw has settled.
func export(t testing.TB) *ballot.Export {
	t.Helper()
	x := &ballot.Export{Terms: terms()}
	for i, c := range []choices{{0}, {1, 0}, {1}, {2}, {none}, {}, {1}, {0, 1}} {
		voter := []int{1, 2, 3, 4, 5, 1, 2, 1}[i]
		n := []uint32{1, 1, 1, 1, 1, 2, 2, 3}[i]
		x.Entries = append(x.Entries, ballot.EntryOf(x.Message, uint64(i)+1, story.Ballot{Voter: reader(voter), N: n,
			Choices: c, Cause: story.ByEvent, At: opened().Add(time.Duration(i) * time.Minute)}))
	}
	// reader 1 has 0 and 1, reader 2 has 1, reader 3 has 1, reader 4 has 2, reader 5 none: make 0 tie with 1
	for voter := 6; voter < 8; voter++ {
		x.Entries = append(x.Entries, ballot.EntryOf(x.Message, uint64(len(x.Entries))+1,
			story.Ballot{Voter: reader(voter),
				N: 1, Choices: choices{0}, Cause: story.ByReconcile, At: opened().Add(time.Hour)}))
	}
	x.Root = ballot.Chain(x.Terms, x.Entries).Root
	s := seed()
	winner := ballot.Draw(s, x.Root, []int{0, 1})
	x.Seed = &s
	x.Announced = &ballot.Announced{Counts: []int{3, 3, 1}, None: 1, Voters: 7, Eligible: 9, Winner: &winner,
		How: ballot.HowDraw, Root: x.Root}
	return x
}

// written returns a vote as it is read back from its file.
func written(t testing.TB, x *ballot.Export) *ballot.Export {
	t.Helper()
	y, err := ballot.ReadJSON(bytes.NewReader(file(t, x)))
	if err != nil {
		t.Fatal(err)
	}
	return y
}

func file(t testing.TB, x *ballot.Export) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := x.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRecount(t *testing.T) {
	for _, x := range []*ballot.Export{export(t), written(t, export(t))} {
		r, err := x.Recount()
		if err != nil {
			t.Fatal(err)
		}
		if r.Drawn != *x.Announced.Winner || !r.Verdict.Tie || r.Head.Root != x.Root || r.Head.Count != 10 {
			t.Errorf("recounted %+v", r)
		}
	}
}

// TestRecountFinds changes one thing in an export each: the recount says what, and at which entry.
func TestRecountFinds(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*ballot.Export)
		seq    uint64 // of the entry that is named, if any
		says   string
	}{
		{"a choice", func(x *ballot.Export) { x.Entries[6].Choices = choices{0} }, 7, "not what was chained"},
		{"a time", func(x *ballot.Export) { x.Entries[2].At = x.Entries[2].At.Add(time.Millisecond) }, 3,
			"not what was chained"},
		{"too many choices", func(x *ballot.Export) { x.Entries[1].Choices = choices{0, 1, 2} }, 2,
			"1 2 3 are no ballot"},
		{"no such option", func(x *ballot.Export) { x.Entries[3].Choices = choices{3} }, 4, "no ballot"},
		{"a gap", func(x *ballot.Export) { x.Entries[7].N = 4 }, 8, "has the number 4 after 2"},
		{"a number twice", func(x *ballot.Export) { x.Entries[5].N = 1 }, 6, "has the number 1 after 1"},
		{"a number of 0", func(x *ballot.Export) { x.Entries[0].N = 0 }, 1, "has the number 0"},
		{"no cause", func(x *ballot.Export) { x.Entries[9].Cause = 5 }, 10, "no cause 5"},
		{"a place", func(x *ballot.Export) { x.Entries[4].Seq = 50 }, 5, "says that it is number 50"},
		{"another voter", func(x *ballot.Export) { x.Entries[3].Voter[0]++ }, 4, "not what was chained"},
		{"a link", func(x *ballot.Export) { x.Links[4][0]++ }, 4, "not what was chained"},
		{"one left out", func(x *ballot.Export) {
			x.Entries, x.Links = slices.Delete(x.Entries, 2, 3), slices.Delete(x.Links, 3, 4)
		}, 3, "number 4"},
		{"the last left out", func(x *ballot.Export) { x.Entries, x.Links = x.Entries[:9], x.Links[:10] }, 0,
			"9 entries chain to"},
		{"without links", func(x *ballot.Export) { x.Links = nil; x.Entries[6].Choices = choices{0} }, 0,
			"10 entries chain to"},
		{"links missing", func(x *ballot.Export) { x.Links = x.Links[1:] }, 0, "10 links for 10"},
		{"a term", func(x *ballot.Export) { x.Read = false }, 0, "terms are not those"},
		{"the rule", func(x *ballot.Export) { x.Rule.Options = 2; x.Links = nil }, 0, "2 options, and 3"},
		{"the rule, without bounds", func(x *ballot.Export) { x.Rule.Options, x.Links = 1<<60, nil }, 0,
			"1152921504606846976 options, and 3"},
		{"the root", func(x *ballot.Export) { x.Root[3]++ }, 0, "chain to the root"},
		{"the seed", func(x *ballot.Export) { x.Seed[3]++ }, 0, "not the one that was fixed"},
		{"the seed missing", func(x *ballot.Export) { x.Seed = nil }, 0, "its seed is not there"},
		{"announced counts", func(x *ballot.Export) { x.Announced.Counts[2]++ }, 0, "counts [3 3 2], recounted [3 3 1]"},
		{"announced none", func(x *ballot.Export) { x.Announced.None = 0 }, 0, "0 votes for none of these, recounted 1"},
		{"announced voters", func(x *ballot.Export) { x.Announced.Voters++ }, 0, "8 voters, recounted 7"},
		{"announced root", func(x *ballot.Export) { x.Announced.Root[0]++ }, 0, "announced was the root"},
		{"announced spoiled", func(x *ballot.Export) { x.Announced.Spoiled = -1 }, 0, "-1 spoiled"},
		{"the winner", func(x *ballot.Export) { *x.Announced.Winner ^= 1 }, 0, `by "draw"`},
		{"a winner there is not", func(x *ballot.Export) { *x.Announced.Winner = 3 }, 0, "option 4, of 3"},
		{"no winner", func(x *ballot.Export) { x.Announced.Winner = nil }, 0, "no option by"},
		{"won by votes", func(x *ballot.Export) { x.Announced.How = ballot.HowVotes }, 0, "2 options tie"},
		{"decided by the author", func(x *ballot.Export) { x.Announced.How = ballot.HowAuthor }, 0, "2 options tie"},
		{"decided somehow", func(x *ballot.Export) { x.Announced.How = "luck" }, 0, `"luck", which is no way`},
	} {
		x := written(t, export(t))
		tt.change(x)
		_, err := x.Recount()
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want something about %q", tt.name, err, tt.says)
			continue
		}
		var wrong *ballot.EntryError
		if errors.As(err, &wrong) != (tt.seq > 0) || wrong != nil && wrong.Seq != tt.seq {
			t.Errorf("%s: %v, want entry %d", tt.name, err, tt.seq)
		}
	}
}

// TestRecountDecided goes through the ways a vote can end, each as promised and not.
func TestRecountDecided(t *testing.T) {
	at := func(i int) *int { return &i }
	for _, tt := range []struct {
		name    string
		ballots []choices
		tie     string
		before  uint64
		winner  *int
		how     string
		right   bool
	}{
		{"clear", []choices{{0}}, story.TieDraw, 0, at(0), ballot.HowVotes, true},
		{"clear, the other", []choices{{0}}, story.TieDraw, 0, at(1), ballot.HowVotes, false},
		{"clear, none said", []choices{{0}}, story.TieDraw, 0, nil, ballot.HowVotes, false},
		{"clear, by the author", []choices{{0}}, story.TieAuthor, 0, at(0), ballot.HowAuthor, false},
		{"nobody", nil, story.TieAuthor, 0, nil, ballot.HowNobody, true},
		{"nobody, one said", nil, story.TieAuthor, 0, at(0), ballot.HowNobody, false},
		{"nobody said, one there", []choices{{0}}, story.TieAuthor, 0, nil, ballot.HowNobody, false},
		{"a tie, nobody said", []choices{{0}, {1}}, story.TieAuthor, 0, nil, ballot.HowNobody, false},
		{"a tie, won", []choices{{0}, {1}}, story.TieAuthor, 0, at(0), ballot.HowVotes, false},
		{"a tie, author", []choices{{0}, {1}}, story.TieAuthor, 0, at(1), ballot.HowAuthor, true},
		{"a tie, author, a loser", []choices{{0}, {1}}, story.TieAuthor, 0, at(2), ballot.HowAuthor, false},
		{"a tie, author awaited", []choices{{0}, {1}}, story.TieAuthor, 0, nil, ballot.HowAwaitsAuthor, true},
		{"a tie, author awaited, one said", []choices{{0}, {1}}, story.TieAuthor, 0, at(0), ballot.HowAwaitsAuthor,
			false},
		{"a tie, run-off instead", []choices{{0}, {1}}, story.TieAuthor, 0, nil, ballot.HowAwaitsRunoff, false},
		{"a tie, run-off", []choices{{0}, {1}}, story.TieRunoff, 0, at(0), ballot.HowRunoff, true},
		{"a tie, run-off, a loser", []choices{{0}, {1}}, story.TieRunoff, 0, at(2), ballot.HowRunoff, false},
		{"a tie, run-off awaited", []choices{{0}, {1}}, story.TieRunoff, 0, nil, ballot.HowAwaitsRunoff, true},
		{"a tie, run-off promised", []choices{{0}, {1}}, story.TieRunoff, 0, at(0), ballot.HowAuthor, false},
		{"a run-off's tie", []choices{{0}, {1}}, story.TieRunoff, 5, at(0), ballot.HowAuthor, true},
		{"a tie, draw promised", []choices{{0}, {1}}, story.TieDraw, 0, nil, ballot.HowAwaitsAuthor, false},
		{"a tie, no run-off", []choices{{0}, {1}}, story.TieRunoff, 0, at(1), ballot.HowUnheld, true},
		{"a tie, no run-off, a loser", []choices{{0}, {1}}, story.TieRunoff, 0, at(2), ballot.HowUnheld, false},
		{"a tie, no run-off, none said", []choices{{0}, {1}}, story.TieRunoff, 0, nil, ballot.HowUnheld, false},
		{"a tie, no run-off, draw promised", []choices{{0}, {1}}, story.TieDraw, 0, at(1), ballot.HowUnheld, false},
		{"clear, no run-off", []choices{{0}}, story.TieRunoff, 0, at(0), ballot.HowUnheld, false},
		{"a tie, no run-off, awaited", []choices{{0}, {1}}, story.TieRunoff, 0, nil, ballot.HowAwaitsUnheld, true},
		{"a tie, no run-off, awaited, one said", []choices{{0}, {1}}, story.TieRunoff, 0, at(0), ballot.HowAwaitsUnheld,
			false},
		{"none leads", []choices{{none}}, story.TieDraw, 0, nil, ballot.HowAwaitsAuthor, true},
		{"none leads, author", []choices{{none}}, story.TieDraw, 0, at(2), ballot.HowAuthor, true},
		{"none leads, won", []choices{{none}, {none}, {0}}, story.TieDraw, 0, at(0), ballot.HowVotes, false},
	} {
		x := &ballot.Export{Terms: terms()}
		x.Tie, x.Before = tt.tie, tt.before
		var list []story.Ballot
		for i, c := range tt.ballots {
			list = append(list, story.Ballot{Voter: reader(i), N: 1, Choices: c, Cause: story.ByButton, At: opened()})
			x.Entries = append(x.Entries, ballot.EntryOf(x.Message, uint64(i)+1, list[i]))
		}
		x.Root = ballot.Chain(x.Terms, x.Entries).Root
		tally := ballot.Fold(list, x.Rule)
		x.Announced = &ballot.Announced{Counts: tally.Counts, None: tally.None, Voters: tally.Voters, Winner: tt.winner,
			How: tt.how, Root: x.Root}
		if _, err := x.Recount(); (err == nil) != tt.right {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestRecountOfARunoffWithoutVoters: all are tied still, and the draw that was sealed decides; in a first vote it does not.
func TestRecountOfARunoffWithoutVoters(t *testing.T) {
	for before, right := range map[uint64]bool{5: true, 0: false} {
		x := &ballot.Export{Terms: terms()}
		x.Before = before
		x.Root = ballot.Chain(x.Terms, nil).Root
		s := seed()
		x.Seed = &s
		winner := ballot.Draw(s, x.Root, []int{0, 1, 2})
		x.Announced = &ballot.Announced{Counts: []int{0, 0, 0}, Winner: &winner, How: ballot.HowDraw, Root: x.Root}
		r, err := x.Recount()
		if (err == nil) != right || right && r.Drawn != winner {
			t.Errorf("after vote %d: drawn %d, want %d, %v", before, r.Drawn, winner, err)
		}
		other := (winner + 1) % 3
		x.Announced.Winner = &other
		if _, err := x.Recount(); err == nil {
			t.Errorf("after vote %d: option %d was not drawn", before, other)
		}
	}
}

// TestRecountIsFold: the tally of a published journal is that of the journal itself, whatever is in it.
func TestRecountIsFold(t *testing.T) {
	for s := range uint64(200) {
		r := rand.New(rand.NewPCG(s, 2))
		x := &ballot.Export{Terms: terms()}
		var list []story.Ballot
		for i := range r.IntN(60) {
			b := entry(r.IntN(9), uint32(r.IntN(6)), story.Choice(r.IntN(6)-2))
			b.At = opened().Add(time.Duration(r.IntN(3)) * time.Second)
			list = append(list, b)
			x.Entries = append(x.Entries, ballot.EntryOf(x.Message, uint64(i)+1, b))
		}
		got, _ := x.Recount()
		if want := ballot.Fold(list, x.Rule); !slices.Equal(got.Tally.Counts, want.Counts) ||
			got.Tally.None != want.None ||
			got.Tally.Voters != want.Voters {
			t.Fatalf("seed %d: recounted %+v, folded %+v", s, got.Tally, want)
		}
	}
}

// FuzzRecount cuts pieces out of an exported vote and puts others in their place: what still passes is the same vote, but
// for what no journal tells, or a vote that says nothing of how it ended.
func FuzzRecount(f *testing.F) {
	whole := file(f, export(f))
	f.Add(uint(700), uint(1), []byte("1"))
	f.Add(uint(len(whole)-10), uint(0), []byte(" "))
	f.Add(uint(bytes.Index(whole, []byte("[1,0]"))), uint(5), []byte("[0,1]"))
	f.Add(uint(bytes.Index(whole, []byte(`,"announced`))), uint(len(whole)), []byte("}"))
	f.Fuzz(func(t *testing.T, at, cut uint, put []byte) {
		at = min(at, uint(len(whole)))
		end := at + min(cut, uint(len(whole))-at)
		x, err := ballot.ReadJSON(bytes.NewReader(slices.Concat(whole[:at], put, whole[end:])))
		if err != nil {
			return
		}
		if _, err := x.Recount(); err != nil {
			return
		}
		want := export(t)
		if x.Announced == nil {
			want.Announced, want.Seed, x.Seed = nil, nil, nil
		} else {
			want.Announced.Spoiled, want.Announced.Eligible = x.Announced.Spoiled, x.Announced.Eligible
		}
		if got, want := file(t, x), file(t, want); !bytes.Equal(got, want) {
			t.Fatalf("passed as\n%s\nwant\n%s", got, want)
		}
	})
}
