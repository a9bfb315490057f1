package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// An audit is what was found in the data between two programs.
type audit struct {
	heads map[uint64]ballot.Head // by vote: as it was when it was last looked at
	over  map[uint64]bool        // votes that are over, and are among the figures
	done  map[uint64]bool        // those that do not change any more
	// Figures.
	closed, recounts, ballots, unclear, late, sure, names, crossed, mixed int
	how                                                                   map[string]int
}

func newAudit() audit {
	return audit{heads: map[uint64]ballot.Head{}, over: map[uint64]bool{}, done: map[uint64]bool{}, how: map[string]int{}}
}

// open opens the data that a program left.
func (b *balloting) open() *store.Store {
	b.t.Helper()
	st, err := store.OpenFolder(b.t.Context(), b.data, func(string) string { return "" }, store.Options{})
	if err != nil {
		b.t.Fatal(err)
	}
	return st
}

// inspect opens the data that a program left, holds every vote that is not done with against what people did and read,
// and returns how many votes wait for something other than their author.
func (b *balloting) inspect() int {
	b.t.Helper()
	st := b.open()
	defer st.Close()
	guild := uint64(b.box.World.View(b.author).Guilds[0].ID)
	list, err := st.Votes(b.t.Context(), guild, b.key, 0, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	left := 0
	for i := range list {
		v := &list[i]
		if v.Unfinished() && (v.Outcome == nil || v.Outcome.How != store.AwaitsAuthor) {
			left++
		}
		if b.audit.done[v.Message] {
			continue
		}
		if v.Question.Open() {
			b.put(st, v)
			continue
		}
		b.counted(st, v)
	}
	return left
}

// put fails the test unless all that the bot said is put forward is there.
func (b *balloting) put(st *store.Store, v *store.Vote) {
	b.t.Helper()
	all, err := st.Nominees(b.t.Context(), v.VoteRef)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, name := range b.stands[world.ID(v.Message)] {
		if !slices.ContainsFunc(all, func(n store.Nominee) bool { return n.Text == name }) {
			b.t.Errorf("chapter %d: %q is said to be put forward, and is not among %v", v.Chapter, name, all)
		}
	}
	if !v.Open() {
		b.audit.names += len(b.stands[world.ID(v.Message)])
		b.audit.done[v.Message] = true
	}
}

// counted fails the test unless a vote's journal goes on from where it was, comes out, and holds what readers did.
func (b *balloting) counted(st *store.Store, v *store.Vote) {
	b.t.Helper()
	x, err := vote.New(vote.Config{Store: st}).Export(b.t.Context(), v.VoteRef)
	if err != nil {
		b.t.Fatalf("chapter %d: %v", v.Chapter, err)
	}
	if _, err := x.Recount(); err != nil {
		b.t.Errorf("chapter %d, after %d kills: %v", v.Chapter, b.run, err)
	}
	before := b.audit.heads[v.Message]
	if before.Count > uint64(len(x.Entries)) || before.Count > 0 &&
		ballot.Chain(x.Terms, x.Entries[:before.Count]).Root != before.Root {
		b.t.Errorf("chapter %d: %d entries were journalled, and are not what %d begin with", v.Chapter, before.Count,
			len(x.Entries))
	}
	b.audit.heads[v.Message] = v.Head
	over := !v.Open() && v.Result.State == store.StepDone
	b.kept(st, v, over)
	if over {
		b.announced(v, &x)
		b.audit.over[v.Message] = true
		b.audit.done[v.Message] = v.Outcome.How != store.AwaitsRunoff
	}
}

// kept fails the test unless every reader's ballot is one that they wanted since the bot last said what counts, and where
// a vote is over, the one that they wanted as it closed. Where a ballot is not, it must be named among the unclear.
func (b *balloting) kept(st *store.Store, v *store.Vote, over bool) {
	b.t.Helper()
	message := world.ID(v.Message)
	var doubts []string
	for who, p := range b.papers[message] {
		have, _, err := st.Ballot(b.t.Context(), v.VoteRef, st.Reader(uint64(who)))
		if err != nil {
			b.t.Fatal(err)
		}
		got := b.marks(v, have.Choices)
		if !p.may(got, over) {
			b.t.Fatalf("chapter %d, after %d kills: the ballot of %d is %v: %s\n%s\n%s", v.Chapter, b.run, who, got, p,
				b.journal(st, message, who), b.tale(message))
		}
		if !over {
			continue
		}
		from := p.sure
		if v.Question.Voting.Style != story.VoteSecret {
			from = p.before(b.read(message))
		}
		switch {
		case slices.ContainsFunc(p.states[from:], func(s state) bool { return s.has(got) }):
		case from < len(p.states)-1 && b.several(v):
			// Somebody who chose several and went on while the last reading was made: it shows a mixture of moments.
			b.audit.mixed++
		default:
			doubts = append(doubts, fmt.Sprintf("%d: %v, of %s, and after %s\n%s", who, got, p,
				b.read(message).Format("05.000"), b.journal(st, message, who)))
		}
		if b.audit.over[v.Message] {
			continue
		}
		b.audit.ballots++
		if len(p.states)-1 > from {
			b.audit.late++
		}
	}
	if !over {
		return
	}
	if unclear := len(doubts); unclear > v.Outcome.Spoiled {
		b.t.Fatalf("chapter %d: %d ballots are not as clicked last, and %d are named as unclear: %s", v.Chapter, unclear,
			v.Outcome.Spoiled, strings.Join(doubts, "\n")+b.tale(message))
	}
	if !b.audit.over[v.Message] {
		b.audit.unclear += len(doubts)
	}
}

// several reports whether one may choose several by reactions.
func (b *balloting) several(v *store.Vote) bool {
	return v.Question.Voting.Choose > 1 && v.Question.Voting.Style != story.VoteSecret
}

// marks returns choices as people make them: emoji, or what they choose in the menu.
func (b *balloting) marks(v *store.Vote, choices []story.Choice) []string {
	var out []string
	for _, c := range choices {
		switch {
		case v.Question.Voting.Style == story.VoteSecret && c == story.None:
			out = append(out, "none")
		case v.Question.Voting.Style == story.VoteSecret:
			out = append(out, strconv.Itoa(int(c)))
		case c == story.None:
			out = append(out, story.NoneEmoji)
		default:
			out = append(out, v.Question.Options[c].Emoji)
		}
	}
	return out
}

// announced fails the test unless the result was told once, with the figures to which the export comes, offline.
func (b *balloting) announced(v *store.Vote, x *ballot.Export) {
	b.t.Helper()
	round := "vote"
	if v.Round == store.RoundRunoff {
		round = "runoff"
	}
	list := b.results[fmt.Sprint(round, v.Chapter)]
	if len(list) != 1 {
		b.t.Fatalf("chapter %d, %s: %d results are told", v.Chapter, round, len(list))
	}
	want := slices.Clone(x.Announced.Counts)
	if x.Announced.None > 0 {
		want = append(want, x.Announced.None)
	}
	if x.Announced.Voters == 0 {
		want = nil
	}
	if got := list[0].counts(b.t); !slices.Equal(got, want) {
		b.t.Errorf("chapter %d: told is %v, exported %v: %s", v.Chapter, got, want, list[0].content)
	}
	if root := x.Root.String()[:12]; x.Announced.Voters > 0 && !strings.Contains(list[0].content, root) {
		b.t.Errorf("chapter %d: the root %s is not told: %s", v.Chapter, root, list[0].content)
	}
	if !v.Closed.IsZero() && len(x.Entries) > 0 && x.Entries[len(x.Entries)-1].At.After(v.Closed) {
		b.t.Errorf("chapter %d: something was journalled after it closed", v.Chapter)
	}
	b.recount(v, x)
	if !b.audit.over[v.Message] {
		b.audit.closed++
	}
	if v.Outcome.How != store.AwaitsRunoff {
		b.audit.how[x.Announced.How]++
	}
}

// recount has the program count an export again.
func (b *balloting) recount(v *store.Vote, x *ballot.Export) {
	b.t.Helper()
	file := filepath.Join(b.t.TempDir(), fmt.Sprintf("%d.json", v.Message))
	var out, said bytes.Buffer
	if err := x.WriteJSON(&out); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		b.t.Fatal(err)
	}
	out.Reset()
	if code := run(b.t.Context(), []string{"recount", file}, os.Getenv, &out, &said); code != exitOK {
		b.t.Errorf("chapter %d: recount ends with %d: %s%s", v.Chapter, code, out.String(), said.String())
	}
	b.audit.recounts++
}

// once fails the test unless every question was asked once, and every result told once.
func (b *balloting) once() {
	b.t.Helper()
	asked, results := map[string]int{}, map[string]int{}
	for _, m := range b.posted() {
		if v, ok := seenIn(m); ok {
			asked[fmt.Sprint(v.round, v.chapter)]++
		}
		if r, ok := toldIn(m); ok {
			results[fmt.Sprint(r.round, r.chapter)]++
		}
	}
	for _, list := range []map[string]int{asked, results} {
		for what, n := range list {
			if n != 1 {
				b.t.Errorf("%s stands in the channel %d times", what, n)
			}
		}
	}
}

// figures says what happened.
func (b *balloting) figures(rounds int) {
	b.t.Helper()
	changes := 0
	for _, list := range b.papers {
		for _, p := range list {
			changes += len(p.states) - 1
		}
	}
	var withheld []int
	for _, f := range b.struck {
		withheld = append(withheld, f())
	}
	a, s := &b.audit, b.box.Gateway.Stats()
	b.t.Logf("killed %d times; %d votes closed (%v), %d recounts; %d acts, %d ballots as wanted at the close, of which %d "+
		"while it closed; %d unclear and named; %d said to count; %d names put forward; %d clicks met their own removal, %d ballots of several were mixed up while it closed; answers withheld %v; sessions: %d "+
		"begun, %d gone on with, %d refused", rounds, a.closed, a.how, a.recounts, changes, a.ballots-a.unclear, a.late,
		a.unclear, a.sure, a.names, a.crossed, a.mixed, withheld, s.Identifies, s.Resumes, s.Refused)
	if a.closed == 0 || changes == 0 {
		b.t.Error("no vote closed, or nobody voted: nothing was tested")
	}
}
