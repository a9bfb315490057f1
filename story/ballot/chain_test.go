package ballot_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// opened is when the tests' votes open.
func opened() time.Time { return time.Date(2026, 11, 22, 19, 0, 0, 7e6, time.UTC) }

func seed() ballot.Seed { return ballot.Seed{1, 2, 3, 31: 9} }

func terms() ballot.Terms {
	q := &story.Question{
		Text: "Who holds the key?", Options: []story.Option{{Emoji: "🌊", Text: "Benno"}, {Emoji: "✋", Text: "Harm"},
			{Text: "=1+1, \"Roos\""}},
		Voting: story.Voting{Choose: 2, Tie: story.TieDraw, Roles: []string{"crew", "7"}, Account: 48 * time.Hour,
			Member: time.Hour, Read: true}.OrDefault(),
	}
	return ballot.TermsOf(11, 1<<63+5, q, ballot.Commit(seed()), opened(), opened().Add(48*time.Hour))
}

func TestTermsOf(t *testing.T) {
	got := terms()
	if want := "[🌊 Benno ✋ Harm =1+1, \"Roos\"]"; fmt.Sprint(got.Options) != want {
		t.Errorf("options %v, want %s", got.Options, want)
	}
	if got.Rule != (ballot.Rule{Options: 3, Choose: 2}) || got.Style != story.VoteOpen || got.Tie != story.TieDraw ||
		!got.Read || got.Account != 48*time.Hour || got.Member != time.Hour || len(got.Roles) != 2 {
		t.Errorf("the terms are %+v", got)
	}
}

// TestGenesisCoversTerms changes each thing in the terms by itself: all roots differ, also where texts only move from
// one field to the next.
func TestGenesisCoversTerms(t *testing.T) {
	roots := map[ballot.Hash]string{ballot.Genesis(terms()).Root: "nothing"}
	for what, change := range map[string]func(*ballot.Terms){
		"guild":           func(t *ballot.Terms) { t.Guild++ },
		"message":         func(t *ballot.Terms) { t.Message++ },
		"before":          func(t *ballot.Terms) { t.Before++ },
		"question":        func(t *ballot.Terms) { t.Question += " " },
		"option":          func(t *ballot.Terms) { t.Options[0] = "🌊 Benna" },
		"order":           func(t *ballot.Terms) { t.Options[0], t.Options[1] = t.Options[1], t.Options[0] },
		"one option less": func(t *ballot.Terms) { t.Options = t.Options[:2] },
		"an empty option": func(t *ballot.Terms) { t.Options = append(t.Options, "") },
		"text moved": func(t *ballot.Terms) {
			t.Options[0], t.Options[1] = t.Options[0]+"✋",
				t.Options[1][len("✋"):]
		},
		"options as roles": func(t *ballot.Terms) {
			t.Roles, t.Options = append(t.Options[2:3:3], t.Roles...),
				t.Options[:2]
		},
		"number of options": func(t *ballot.Terms) { t.Rule.Options++ },
		"choose":            func(t *ballot.Terms) { t.Rule.Choose-- },
		"swapped":           func(t *ballot.Terms) { t.Rule.Options, t.Rule.Choose = t.Rule.Choose, t.Rule.Options },
		"style":             func(t *ballot.Terms) { t.Style = story.VoteSecret },
		"tie":               func(t *ballot.Terms) { t.Tie = story.TieAuthor },
		"commit":            func(t *ballot.Terms) { t.Commit[31] ^= 1 },
		"opened":            func(t *ballot.Terms) { t.Opened = t.Opened.Add(time.Millisecond) },
		"closes":            func(t *ballot.Terms) { t.Closes = t.Closes.Add(-time.Millisecond) },
		"roles":             func(t *ballot.Terms) { t.Roles = nil },
		"account":           func(t *ballot.Terms) { t.Account += time.Millisecond },
		"member":            func(t *ballot.Terms) { t.Member -= time.Millisecond },
		"read":              func(t *ballot.Terms) { t.Read = false },
	} {
		changed := terms()
		change(&changed)
		root := ballot.Genesis(changed).Root
		if other, ok := roots[root]; ok {
			t.Errorf("%s and %s have one root", what, other)
		}
		roots[root] = what
	}
}

// journal returns a random journal of a vote as a store would keep it.
func journal(r *rand.Rand, t ballot.Terms, entries, readers int) []ballot.Entry {
	held, n := map[story.ReaderID]choices{}, map[story.ReaderID]uint32{}
	var list []ballot.Entry
	for i := range entries {
		id := reader(r.IntN(readers))
		now, _ := t.Rule.Press(held[id], story.Choice(r.IntN(t.Rule.Options+1)-1))
		if r.IntN(5) == 0 {
			now = nil
		}
		n[id]++
		held[id] = now
		list = append(list, ballot.EntryOf(t.Message, uint64(i)+1, story.Ballot{Voter: id, N: n[id], Choices: now,
			Cause: story.Cause(1 + r.IntN(4)), At: opened().Add(time.Duration(i) * time.Second)}))
	}
	return list
}

// TestChainCoversEntries changes each thing in each entry by itself, and the entries' order and number.
func TestChainCoversEntries(t *testing.T) {
	tm := terms()
	list := journal(rand.New(rand.NewPCG(1, 1)), tm, 40, 7)
	roots := map[ballot.Hash]string{ballot.Chain(tm, list).Root: "nothing"}
	try := func(what string, changed []ballot.Entry) {
		t.Helper()
		root := ballot.Chain(tm, changed).Root
		if other, ok := roots[root]; ok {
			t.Errorf("%s and %s have one root", what, other)
		}
		roots[root] = what
	}
	changes := map[string]func(*ballot.Entry){
		"n":             func(e *ballot.Entry) { e.N ^= 1 << 31 },
		"cause":         func(e *ballot.Entry) { e.Cause ^= 128 },
		"a millisecond": func(e *ballot.Entry) { e.At = e.At.Add(time.Millisecond) },
		"a choice more": func(e *ballot.Entry) { e.Choices = append(e.Choices[:len(e.Choices):len(e.Choices)], 0) },
		"none more":     func(e *ballot.Entry) { e.Choices = append(e.Choices[:len(e.Choices):len(e.Choices)], none) },
		"other choices": func(e *ballot.Entry) { e.Choices = choices{99} },
	}
	for b := range 8 {
		changes[fmt.Sprintf("voter's byte %d", b)] = func(e *ballot.Entry) { e.Voter[b] ^= 1 }
	}
	for i := range list {
		for what, change := range changes {
			changed := append([]ballot.Entry(nil), list...)
			change(&changed[i])
			try(fmt.Sprint(i, " ", what), changed)
		}
		try(fmt.Sprint(i, " left out"), append(append([]ballot.Entry(nil), list[:i]...), list[i+1:]...))
		try(fmt.Sprint(i, " twice"), append(append([]ballot.Entry(nil), list[:i+1]...), list[i:]...))
		if i > 0 {
			changed := append([]ballot.Entry(nil), list...)
			changed[i-1], changed[i] = changed[i], changed[i-1]
			try(fmt.Sprint(i, " moved up"), changed)
		}
	}
	t.Logf("%d roots, all different", len(roots))
}

// TestTags: a tag is the same for one voter in one vote and differs in another, and from the voter's id.
func TestTags(t *testing.T) {
	seen := map[ballot.Tag]bool{}
	for message := range uint64(50) {
		for n := range 50 {
			seen[ballot.TagOf(message, reader(n))] = true
		}
	}
	if len(seen) != 2500 {
		t.Errorf("%d tags of 2500 voters", len(seen))
	}
	for n := range 50 {
		if !seen[ballot.TagOf(7, reader(n))] {
			t.Errorf("voter %d has another tag than before", n)
		}
	}
}

// TestText reads what it writes, and only that.
func TestText(t *testing.T) {
	want := ballot.Commit(seed())
	text, err := want.MarshalText()
	if err != nil || strings.ToLower(string(text)) != string(text) || len(text) != 64 {
		t.Fatalf("%s, %v", text, err)
	}
	var got ballot.Hash
	if err := got.UnmarshalText(text); err != nil || got != want {
		t.Errorf("read back as %s, %v", got, err)
	}
	for _, bad := range []string{"", "00", strings.Repeat("0", 66), strings.ToUpper(want.String()),
		strings.Repeat("g", 64)} {
		got := want
		if err := got.UnmarshalText([]byte(bad)); err == nil || got != want {
			t.Errorf("%q was read as %s, %v", bad, got, err)
		}
	}
}

// TestKnownHashes keeps the encodings: votes that were published must come out for ever. The commitment, the
// genesis and the tag were worked out by another program from what the comments say.
func TestKnownHashes(t *testing.T) {
	tm := terms()
	list := journal(rand.New(rand.NewPCG(1, 1)), tm, 40, 7)
	for what, pair := range map[string][2]string{
		"commit": {tm.Commit.String(), "b9c5a56e91e8742cd2f455bff3a4fe937e2d2685be34faabb6b7199a5b58a9e7"},
		"genesis": {ballot.Genesis(tm).Root.String(),
			"37870f15326e0a3ae107df109a0cfb1ad4abfd17ee57d4057cf653ef9f34babe"},
		"root": {ballot.Chain(tm, list).Root.String(),
			"b6dbb20c7f98e2c49873437652c78ef691f21908cbaf60fb9bf098f6557eafaf"},
		"tag": {ballot.TagOf(7, reader(3)).String(), "68ffb6ca4ce7e2f1"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %s, was %s", what, pair[0], pair[1])
		}
	}
}
