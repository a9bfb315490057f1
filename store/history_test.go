package store_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

var update = flag.Bool("update", false, "write the golden file of the newest schema anew")

// goldenFile holds the records that history leaves, as a store of schema 3 wrote them.
const goldenFile = "testdata/schema-3.txt"

// history is a short life of a store that leaves records of every kind. Each act may be done again when it is not known
// whether it was done.
func history() []func(context.Context, *store.Store) error {
	type ctx = context.Context
	type st = *store.Store
	drop, steps := plan()
	acts := []func(ctx, st) error{
		func(c ctx, s st) error { return s.SetSetting(c, "commands", []byte("v1")) },
		func(c ctx, s st) error {
			return s.SaveSession(c, store.Session{Shards: 1, ID: "s", URL: "wss://gateway.example", Seq: 7, Alive: at(0)})
		},
		func(c ctx, s st) error { return s.Attach(c, telling(), store.Spot{}) },
		func(c ctx, s st) error { return s.SetDue(c, telling(), at(0)) },
		func(c ctx, s st) error {
			if err := s.PlanDrop(c, drop, steps); !errors.Is(err, store.ErrExists) {
				return err
			}
			return nil
		},
	}
	for i := range steps {
		var vote *store.Vote
		msg := message + 1 + uint64(i)
		if i == len(steps)-1 {
			vote, msg = &store.Vote{Question: question(), Closes: at(59)}, message
		}
		acts = append(acts,
			func(c ctx, s st) error { _, err := s.ClaimStep(c, ref(), i, at(10+i)); return err },
			func(c ctx, s st) error { return s.FinishStep(c, ref(), i, msg, at(20+i), vote) })
	}
	acts = append(acts, func(c ctx, s st) error { return s.FinishDrop(c, ref(), at(40), at(50)) })
	return slices.Concat(acts, readersActs(), authorsActs(), roundsActs())
}

// readersActs is the second half of history: what readers do with the chapter, and the end of its vote.
func readersActs() []func(context.Context, *store.Store) error {
	type ctx = context.Context
	type st = *store.Store
	cast := func(user uint64, choice story.Choice, minute int) func(ctx, st) error {
		return func(c ctx, s st) error {
			a := actOf(s.Reader(user), choice, minute)
			a.Cause = story.ByReconcile
			_, err := s.Act(c, voteRef(), []store.Act{a})
			return err
		}
	}
	return []func(ctx, st) error{
		cast(reader, 2, 30), cast(reader, story.None, 31), cast(2, 0, 32), cast(3, 1, 33), cast(3, withdrawn, 34),
		func(c ctx, s st) error {
			return s.PutAnswer(c, voteRef(), store.Answer{Reader: s.Reader(reader), Text: "the gardener", At: at(35)})
		},
		func(c ctx, s st) error {
			_, err := s.MoveTo(c, guild, key(), s.Reader(reader), placeOf(3, 2, 4), at(36), seen())
			return err
		},
		func(c ctx, s st) error {
			_, err := s.MoveTo(c, guild, key(), s.Reader(reader), placeOf(1, 2, 3), at(37), seen())
			return err
		},
		func(c ctx, s st) error {
			_, err := s.CloseVote(c, voteRef(), at(59), func(in store.Closing) (store.Outcome, []byte, error) {
				return decided(), fmt.Appendf(nil, "%d ballots", len(in.Ballots)), nil
			})
			return err
		},
		func(c ctx, s st) error { _, err := s.ClaimResult(c, voteRef(), at(60)); return err },
		func(c ctx, s st) error { return s.FinishResult(c, voteRef(), message+9, at(61)) },
	}
}

// decided is the outcome of history's vote.
func decided() store.Outcome {
	return store.Outcome{Counts: []int{1, 0, 0}, None: 1, Voters: 2, Spoiled: 1, Eligible: 9, Leaders: []int{0}, Winner: 0,
		How: store.ByDraw, Seed: []byte("seed")}
}

func live(t *testing.T, s *store.Store) {
	t.Helper()
	for i, act := range history() {
		if err := act(t.Context(), s); err != nil {
			t.Fatalf("act %d: %v", i, err)
		}
	}
}

// lines writes records as lines of hex. The value of a sealed one is left out, because it never is the same twice.
func lines(records []kv.Record) string {
	var b strings.Builder
	for _, r := range records {
		value := fmt.Sprintf("%x", r.Value)
		if strings.ContainsRune("amqz", rune(r.Key[0])) {
			value = "sealed"
		}
		fmt.Fprintf(&b, "%c %x %s\n", r.Key[0], r.Key, value)
	}
	return b.String()
}

func golden(t *testing.T, file string) []kv.Record {
	t.Helper()
	f, err := os.Open(file)
	must(t, err)
	defer f.Close()
	var records []kv.Record
	for scan := bufio.NewScanner(f); scan.Scan(); {
		k, v, ok := strings.Cut(scan.Text(), " ")
		if !ok {
			t.Fatalf("golden line %q", scan.Text())
		}
		keyBytes, err := hex.DecodeString(k)
		must(t, err)
		value, err := hex.DecodeString(v)
		must(t, err)
		records = append(records, kv.Record{Key: keyBytes, Value: value})
	}
	return records
}

func TestRecordsAreWrittenAsEver(t *testing.T) {
	e := memkv.New()
	live(t, open(t, e))
	got := dump(t, e)
	if *update {
		var b bytes.Buffer
		for _, r := range got {
			fmt.Fprintf(&b, "%x %x\n", r.Key, r.Value)
		}
		must(t, os.WriteFile(goldenFile, b.Bytes(), 0o644))
	}
	equal(t, "records", lines(got), lines(golden(t, goldenFile)))
	kinds := map[byte]bool{}
	for _, r := range got {
		kinds[r.Key[0]] = true
	}
	if len(kinds) != 23 {
		t.Errorf("history leaves %d kinds of records, there are 23", len(kinds))
	}
}

// What a store of this schema once wrote can be read for ever, sealed records included.
func TestGoldenRecordsAreRead(t *testing.T) {
	e := memkv.New()
	write(t, e, golden(t, goldenFile)...)
	s := open(t, e)
	checkAll(t, s)
}

// checkAll reads all that history wrote.
func checkAll(t *testing.T, s *store.Store) {
	t.Helper()
	checkHistory(t, s, false)
	checkAuthors(t, s)
	checkRounds(t, s)
}

// checkHistory reads what history wrote before the authors' acts; migrated says that it was under an older schema.
func checkHistory(t *testing.T, s *store.Store, migrated bool) {
	t.Helper()
	ctx := t.Context()
	setting, _, err := s.Setting(ctx, "commands")
	must(t, err)
	equal(t, "setting", string(setting), "v1")
	serial, _, err := s.Serial(ctx, telling())
	must(t, err)
	equal(t, "serial", serial, store.Serial{Telling: telling(),
		Released: placeOf(3, 2, 0), Chapter: 3, NextDue: at(50)})
	drop, steps, err := s.Drop(ctx, ref())
	must(t, err)
	wantDrop, wantSteps := plan()
	wantDrop.Steps, wantDrop.Done = 5, at(40)
	equal(t, "drop", drop, wantDrop)
	for i := range wantSteps {
		w := &wantSteps[i]
		w.Index, w.Nonce, w.State, w.Claimed, w.Done = i, steps[i].Nonce, store.StepDone, at(10+i), at(20+i)
		w.Message = message + 1 + uint64(i)
	}
	wantSteps[4].Message = message
	equal(t, "steps", steps, wantSteps)
	place, err := s.Place(ctx, guild, key(), s.Reader(reader))
	must(t, err)
	equal(t, "place", place, store.ReaderPlace{At: placeOf(1, 2, 3), Furthest: placeOf(3, 2, 4), Updated: at(37)})
	checkVote(t, s, migrated)
}

// checkVote reads the vote that history closes.
func checkVote(t *testing.T, s *store.Store, migrated bool) {
	t.Helper()
	ctx := t.Context()
	vote, err := s.Vote(ctx, voteRef())
	must(t, err)
	want := opened()
	want.Closed, want.Head, want.Next = at(59), vote.Head, vote.Next
	want.Result = store.Step{Kind: store.StepResult, Payload: []byte("3 ballots"), State: store.StepDone,
		Nonce: vote.Result.Nonce, Claimed: at(60), Done: at(61), Message: message + 9}
	if migrated {
		want.Commit, want.Question.Voting.Tie, want.Outcome = ballot.Hash{}, story.TieAuthor, vote.Outcome
		want.Question.Voting.Open = at(59).Sub(at(24))
	} else {
		outcome := decided()
		outcome.Root, outcome.At, outcome.Veto = vote.Head.Root, at(59), "nobody goes"
		want.Outcome = &outcome
	}
	equal(t, "vote", vote, want)
	journal, err := s.Journal(ctx, voteRef())
	must(t, err)
	m := newModel(1, 3)
	for i, c := range []struct {
		user   uint64
		choice story.Choice
	}{{reader, 2}, {reader, story.None}, {2, 0}, {3, 1}, {3, withdrawn}} {
		a := actOf(s.Reader(c.user), c.choice, 30+i)
		a.Cause = story.ByReconcile
		m.act(a)
	}
	equal(t, "journal", journal, m.journal)
	if vote.Head != chained(vote, journal) {
		t.Error("the head does not follow from the journal")
	}
	ballots, err := s.Ballots(ctx, voteRef())
	must(t, err)
	equal(t, "ballots", ballots, m.ballots())
	receipt, err := s.Receipt(ctx, voteRef(), s.Reader(reader))
	must(t, err)
	equal(t, "receipt", receipt, m.receipt(vote, s.Reader(reader)))
	answers, err := s.Answers(ctx, voteRef())
	must(t, err)
	equal(t, "answers", answers, []store.Answer{{Reader: s.Reader(reader), Text: "the gardener", At: at(35)}})
}

// Every engine is left with the same records, also one on which every update function runs twice or commits get lost.
func TestEveryEngineIsLeftWithTheSame(t *testing.T) {
	want := lines(golden(t, goldenFile))
	for name, wrap := range map[string]func(kv.Engine) kv.Engine{
		"plain": func(e kv.Engine) kv.Engine { return e },
		"twice": kvtest.Twice,
		"lossy": kvtest.Lossy,
	} {
		t.Run("memory "+name, func(t *testing.T) {
			e := memkv.New()
			s := open(t, wrap(e))
			live(t, s)
			checkAll(t, s)
			equal(t, "records", lines(dump(t, e)), want)
		})
		t.Run("bbolt "+name, func(t *testing.T) {
			e, err := boltkv.Open(filepath.Join(t.TempDir(), "db"), boltkv.Options{})
			must(t, err)
			s := open(t, wrap(e))
			live(t, s)
			checkAll(t, s)
			equal(t, "records", lines(dump(t, e)), want)
		})
	}
}

// The process dies at every commit in turn, before or just after it landed; the next one does again what it does not
// know to be done. At the end the records are those of a quiet life.
func TestDyingAtEveryCommit(t *testing.T) {
	want := lines(golden(t, goldenFile))
	for _, landed := range []bool{false, true} {
		for n := 1; ; n++ {
			e, deaths := liveAndDie(t, n, landed)
			equal(t, fmt.Sprintf("died at commit %d, landed %v", n, landed), lines(dump(t, e)), want)
			if deaths == 0 {
				if n < len(history()) {
					t.Fatalf("only %d commits in %d acts", n, len(history()))
				}
				break
			}
		}
	}
}

// liveAndDie lives through history on an engine that breaks at its n-th commit and is reopened then.
func liveAndDie(t *testing.T, n int, landed bool) (e *memkv.Engine, deaths int) {
	t.Helper()
	e = memkv.New()
	if landed {
		e.Fault(n, memkv.LoseReply)
		n++
	}
	e.Fault(n, memkv.Break)
	var s *store.Store
	var db *kv.DB
	again := func(err error) bool {
		if err == nil {
			return false
		}
		wantErr(t, err, kv.ErrBroken)
		if s, deaths = nil, deaths+1; deaths > 1 {
			t.Fatal("died twice")
		}
		if err := db.Close(); err != nil && !errors.Is(err, kv.ErrBroken) {
			t.Fatal(err)
		}
		e = e.Reopen()
		return true
	}
	acts := history()
	for i := 0; i < len(acts); {
		if s == nil {
			db = kv.Open(e, kv.Options{})
			opened, err := store.Open(t.Context(), db, secret(), options())
			if !again(err) {
				s = opened
			}
			continue
		}
		if !again(acts[i](t.Context(), s)) {
			i++
		}
	}
	last := e.Reopen() // what a later process would find
	must(t, db.Close())
	return last, deaths
}
