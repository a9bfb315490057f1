package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// reads calls every method that reads and returns their errors.
func reads(ctx context.Context, s *store.Store) map[string]error {
	k, r, seen := key(), s.Reader(reader), []uint64{channel}
	errs := map[string]error{}
	note := func(name string, err error) { errs[name] = errors.Join(errs[name], err) }
	for _, ref := range []store.DropRef{ref(), {Telling: early(), Chapter: 4}, {Telling: patrons(), Chapter: 4, Part: 1}} {
		of, chapter := ref.Telling, ref.Chapter
		_, _, err := s.Drop(ctx, ref)
		note("Drop", err)
		_, err = s.UnfinishedDrops(ctx, of)
		note("UnfinishedDrops", err)
		_, err = s.UnfinishedJobs(ctx, of)
		note("UnfinishedJobs", err)
		_, err = s.Messages(ctx, of, chapter)
		note("Messages", err)
	}
	for _, of := range []store.Telling{telling(), patrons(), abroad()} {
		_, _, err := s.Serial(ctx, of)
		note("Serial", err)
		_, err = s.SerialsOf(ctx, of.Guild, k)
		note("SerialsOf", err)
	}
	_, errs["Serials"] = s.Serials(ctx)
	_, errs["Tellings"] = s.Tellings(ctx, guild, k, 3)
	_, _, errs["Course"] = s.Course(ctx, guild, k)
	_, errs["Timeline"] = s.Timeline(ctx, guild, k)
	_, _, errs["TimedOf"] = s.TimedOf(ctx, guild, k, 4)
	_, errs["Audit"] = s.Audit(ctx, guild, k, 0)
	for _, of := range []store.VoteRef{voteRef(), nextRef()} {
		_, err := s.Vote(ctx, of)
		note("Vote", err)
	}
	_, errs["Votes"] = s.Votes(ctx, guild, k, 0, 0)
	_, errs["VotesIn"] = s.VotesIn(ctx, guild, k, 0, 0, seen)
	_, errs["Receipt"] = s.Receipt(ctx, voteRef(), r)
	_, errs["Bare"] = s.Bare(ctx, voteRef())
	_, errs["Nominees"] = s.Nominees(ctx, nextRef())
	_, errs["Pasts"] = s.Pasts(ctx, voteRef())
	_, errs["CountReached"] = s.CountReached(ctx, guild, k, story.Place{})
	_, errs["VoteOf"] = s.VoteOf(ctx, guild, k, ref().Chapter)
	_, errs["VoteIn"] = s.VoteIn(ctx, guild, k, ref().Chapter, seen)
	_, errs["LatestVote"] = s.LatestVote(ctx, guild, k)
	_, errs["LatestVoteIn"] = s.LatestVoteIn(ctx, guild, k, seen)
	_, errs["UnfinishedVotes"] = s.UnfinishedVotes(ctx)
	_, _, errs["Ballot"] = s.Ballot(ctx, voteRef(), r)
	_, errs["Ballots"] = s.Ballots(ctx, voteRef())
	_, errs["Journal"] = s.Journal(ctx, voteRef())
	_, errs["Surplus"] = s.Surplus(ctx, voteRef())
	_, errs["SurplusOf"] = s.SurplusOf(ctx, voteRef(), r)
	_, errs["Answers"] = s.Answers(ctx, voteRef())
	_, errs["Place"] = s.Place(ctx, guild, k, r)
	_, _, errs["Setting"] = s.Setting(ctx, "commands")
	_, errs["LoadSession"] = s.LoadSession(ctx, 0)
	return errs
}

// readsOf says which methods read a kind of record.
func readsOf(kind byte) []string {
	return map[byte][]string{
		'a': {"Answers"},
		'b': {"Ballots", "Surplus", "Bare"},
		'c': {"Course"},
		'd': {"Drop", "UnfinishedDrops", "Tellings", "Messages"},
		'e': {"Drop", "Messages"},
		'g': {"Setting"},
		'h': {"Vote", "Votes", "VotesIn"},
		'j': {"Journal"},
		'l': {"Audit"},
		'm': {"Nominees"},
		'n': {"LoadSession"},
		'o': {"UnfinishedJobs", "Messages"},
		'p': {"Messages"},
		'r': {"Place", "CountReached"},
		's': {"Serial", "Serials", "SerialsOf"},
		't': {"Timeline", "TimedOf"},
		'u': {"UnfinishedDrops"},
		'v': {"Vote", "Votes", "VotesIn", "UnfinishedVotes"},
		'w': {"VoteOf", "VoteIn", "LatestVote", "LatestVoteIn"},
		'y': {"Pasts"},
	}[kind]
}

// readsSomeOf says which methods read some records of a kind.
func readsSomeOf(kind byte) []string {
	newest := []string{"VoteOf", "VoteIn", "LatestVote", "LatestVoteIn", "UnfinishedVotes", "Receipt"}
	return map[byte][]string{
		'b': {"Ballot", "SurplusOf", "Receipt"},
		'd': {"UnfinishedDrops"},
		'h': newest,
		'j': {"Receipt"},
		'v': newest,
	}[kind]
}

// One damaged record makes those methods fail that read it, with ErrCorrupt, and no others.
func TestADamagedRecordIsReportedByWhoReadsIt(t *testing.T) {
	e := memkv.New()
	live(t, open(t, e))
	records := dump(t, e)
	for _, r := range records {
		kind := r.Key[0]
		if kind == 'z' || readsOf(kind) == nil {
			continue
		}
		t.Run(fmt.Sprintf("%c %x", kind, r.Key), func(t *testing.T) {
			e := memkv.New()
			write(t, e, records...)
			s := open(t, e)
			damaged := append([]byte{}, r.Value...)
			damaged[len(damaged)/2] ^= 4
			write(t, e, kv.Record{Key: r.Key, Value: damaged})
			affected := map[string]bool{}
			for _, name := range readsOf(kind) {
				affected[name] = true
			}
			for name, err := range reads(t.Context(), s) {
				if slices.Contains(readsSomeOf(kind), name) && (err == nil || errors.Is(err, store.ErrCorrupt)) {
					continue
				}
				if got := errors.Is(err, store.ErrCorrupt); got != affected[name] || !got && err != nil {
					t.Errorf("%s: error %v", name, err)
				}
			}
		})
	}
}

// A chapter with a page missing is not posted as if it were whole.
func TestALostStepIsReported(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	live(t, s)
	var steps []kv.Record
	for _, r := range dump(t, e) {
		if r.Key[0] == 'e' {
			steps = append(steps, r)
		}
	}
	db := kv.Open(kvtest.Shared(e), kv.Options{})
	must(t, db.Update(t.Context(), kv.Partition(guild), func(tx *kv.Tx) error { return tx.Delete(steps[2].Key) }))
	must(t, db.Close())
	_, _, err := s.Drop(t.Context(), ref())
	wantErr(t, err, store.ErrCorrupt)
}

// When the engine cannot read, everybody says so: no zero value is taken for an answer.
func TestAFailedReadIsAnError(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	live(t, s)
	for name, err := range reads(t.Context(), s) {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range reads(ended, s) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s with an ended context: error %v", name, err)
		}
	}
	for i, act := range history() {
		if err := act(ended, s); !errors.Is(err, context.Canceled) {
			t.Errorf("act %d with an ended context: error %v", i, err)
		}
	}
	must(t, e.Close())
	for name, err := range reads(t.Context(), s) {
		if !errors.Is(err, kv.ErrClosed) {
			t.Errorf("%s on a closed engine: error %v", name, err)
		}
	}
}

// Every call of the engine fails once in turn; who is told so tries again. The end is that of a quiet life.
func TestEveryCallFailsOnce(t *testing.T) {
	want := lines(golden(t, goldenFile))
	for n := 1; ; n++ {
		e := memkv.New()
		e.FailCall(n)
		s := openAgain(t, e)
		for i, act := range history() {
			err := act(t.Context(), s)
			for tries := 0; err != nil; tries++ {
				if tries == 2 || !errors.Is(err, memkv.ErrLost) && !errors.Is(err, kv.ErrUnknown) {
					t.Fatalf("call %d failed, act %d: %v", n, i, err)
				}
				err = act(t.Context(), s)
			}
		}
		if e.Calls() < n {
			if n < len(history()) {
				t.Fatalf("only %d calls in %d acts", n-1, len(history()))
			}
			return
		}
		equal(t, fmt.Sprintf("call %d failed", n), lines(dump(t, e)), want)
	}
}

// openAgain opens a store on an engine of which one call may fail.
func openAgain(t *testing.T, e kv.Engine) *store.Store {
	t.Helper()
	for range 2 {
		db := kv.Open(kvtest.Shared(e), kv.Options{})
		s, err := store.Open(t.Context(), db, secret(), options())
		if err == nil {
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			return s
		}
		wantErr(t, err, memkv.ErrLost)
		must(t, db.Close())
	}
	t.Fatal("the store does not open after one failed call")
	return nil
}

// A batch that fails half way tells what it has journalled, and doing it again completes it without a second entry.
func TestActsFailHalfWay(t *testing.T) {
	e := memkv.NewLimited(kv.MaxKeys + 2) // so that each commit takes one update
	s := open(t, e)
	v := withVote(t, s)
	acts := make([]store.Act, 3*kv.MaxKeys)
	for i := range acts {
		acts[i] = actOf(s.Reader(uint64(i)), 1, 1)
	}
	e.Fault(2, memkv.Fill)
	done, err := s.Act(t.Context(), v, acts)
	wantErr(t, err, kv.ErrFull)
	journal, err := s.Journal(t.Context(), v)
	must(t, err)
	if len(journal) == 0 || len(journal) > kv.MaxKeys {
		t.Fatalf("%d of %d are in the journal", len(journal), len(acts))
	}
	for i := range done {
		if in := i < len(journal); done[i].Changed != in || !in && done[i].Ballot.N != 0 {
			t.Fatalf("act %d, with %d in the journal: %+v", i, len(journal), done[i])
		}
	}
	again := act(t, s, v, acts...)
	for i := range again {
		if again[i].Changed == (i < len(journal)) || again[i].Ballot.N != 1 {
			t.Fatalf("act %d again: %+v", i, again[i])
		}
	}
}
