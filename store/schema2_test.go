package store_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
)

// What stores of schema 1 wrote: history as far as it was possible then, and what a process left behind in the middle
// of a drop (see TestADropOfSchema1GoesOn).
const (
	schema1     = "testdata/schema-1.txt"
	schema1Open = "testdata/schema-1-open.txt"
)

// migrated is a store made of a golden file.
func migrated(t *testing.T, file string) (*store.Store, *memkv.Engine) {
	t.Helper()
	e := memkv.New()
	write(t, e, golden(t, file)...)
	return open(t, e), e
}

// text writes records out in full.
func text(records []kv.Record) string {
	all := ""
	for _, r := range records {
		all += fmt.Sprintf("%x %x\n", r.Key, r.Value)
	}
	return all
}

// A life that began in schema 1 reads in schema 2 as it was lived, and goes on.
func TestALifeOfSchema1GoesOn(t *testing.T) {
	s, _ := migrated(t, schema1)
	checkHistory(t, s, true)
	_, steps, err := s.Drop(t.Context(), ref())
	must(t, err)
	// A different nonce would post a step twice if the program is updated between claim and recovery.
	if got, want := steps[4].Nonce, "XEoftFYWgN-WMvsTo2gIekPi"; got != want {
		t.Errorf("the nonce of step 4 is %q, was %q", got, want)
	}
	begun := at(50).Add(-1) // so that the date the story waited for comes next
	equal(t, "course", courseOf(t, s), store.Course{Guild: guild, Story: key(), Begun: begun, Version: 1})
	for i, act := range authorsActs() {
		if err := act(t.Context(), s); err != nil {
			t.Fatalf("act %d: %v", i, err)
		}
	}
	vote, err := s.VoteIn(t.Context(), guild, key(), 3, []uint64{channel})
	must(t, err)
	if vote.Message != message {
		t.Errorf("chapter 3's vote is message %d", vote.Message)
	}
	checkHistory(t, s, true)
}

// In testdata/schema-1-open.txt a chapter of 30 steps is being posted in guild: two are done, the third is claimed. The
// plan of another story's drop was broken off. In the next guild a chapter is out, its vote is open, and the story has
// moved to another channel since. From the last guild the bot was removed.
func TestADropOfSchema1GoesOn(t *testing.T) {
	s, e := migrated(t, schema1Open)
	left, err := s.UnfinishedDrops(t.Context(), telling())
	must(t, err)
	drop, _ := plan()
	drop.Steps = 30
	equal(t, "unfinished", left, []store.Drop{drop})
	_, steps, err := s.Drop(t.Context(), ref())
	must(t, err)
	for i, step := range steps {
		old := fmt.Sprintf("65%016x%016x%08x%08x", guild, uint64(key()), 3, i)
		if want := nonce(t, old); step.Nonce != want {
			t.Errorf("the nonce of step %d is %q, was %q", i, step.Nonce, want)
		}
		if want := [...]store.StepState{store.StepDone, store.StepDone, store.StepClaimed, 0}[min(i, 3)]; step.State != want {
			t.Errorf("step %d is in state %d, was in %d", i, step.State, want)
		}
	}
	claimed, err := s.ClaimStep(t.Context(), ref(), 2, at(30))
	must(t, err)
	if !claimed.Claimed.Equal(at(12)) {
		t.Errorf("step 2 was claimed at %s", claimed.Claimed)
	}
	for i := 2; i < 30; i++ {
		_, err := s.ClaimStep(t.Context(), ref(), i, at(30))
		must(t, err)
		must(t, s.FinishStep(t.Context(), ref(), i, message+uint64(i), at(31), nil))
	}
	must(t, s.FinishDrop(t.Context(), ref(), at(32), at(50)))
	equal(t, "serial", serialOf(t, s, telling()), store.Serial{Telling: telling(), Released: placeOf(3, 2, 0), Chapter: 3,
		NextDue: at(50)})
	// The date of the drop that went on is used up, and the one after it comes next.
	equal(t, "course", courseOf(t, s), store.Course{Guild: guild, Story: key(), Begun: at(0), Version: 1})

	for _, r := range dump(t, e) {
		if r.Key[0] == 'e' && hex.EncodeToString(r.Key[9:17]) != fmt.Sprintf("%016x", uint64(key())) {
			t.Errorf("a step of the plan that was broken off is left: %x", r.Key)
		}
	}
}

func TestAStoryOfSchema1ThatMovedIsFoundInBothChannels(t *testing.T) {
	s, _ := migrated(t, schema1Open)
	was := store.Telling{Guild: guild + 1, Story: key(), Channel: channel + 10}
	is := store.Telling{Guild: guild + 1, Story: key(), Channel: channel + 11}
	equal(t, "serial", serialOf(t, s, is),
		store.Serial{Telling: is, Released: placeOf(1, 1, 0), Chapter: 1, NextDue: at(50)})
	if _, ok, err := s.Serial(t.Context(), was); ok || err != nil {
		t.Errorf("the old channel has a serial: %v, error %v", ok, err)
	}
	told, err := s.Tellings(t.Context(), guild+1, key(), 1)
	must(t, err)
	equal(t, "told in", told, []store.Telling{was})
	messages, err := s.Messages(t.Context(), was, 1)
	must(t, err)
	if len(messages) != 1 || messages[0].Message != message+20 {
		t.Errorf("chapter 1 became %+v", messages)
	}
	for _, c := range []struct {
		seen []uint64
		want error
	}{{[]uint64{channel + 10}, nil}, {[]uint64{channel + 11}, store.ErrNotFound}, {nil, store.ErrNotFound}} {
		_, err := s.VoteIn(t.Context(), guild+1, key(), 1, c.seen)
		if !errors.Is(err, c.want) {
			t.Errorf("the vote for those who see %v: error %v, want %v", c.seen, err, c.want)
		}
	}
	checkAway(t, s)
	vote := voteOn(guild+1, message+20)
	act(t, s, vote, actOf(s.Reader(reader), 2, 8))
	journal, err := s.Journal(t.Context(), vote)
	must(t, err)
	of, err := s.Vote(t.Context(), vote)
	must(t, err)
	if len(journal) != 2 || of.Head != chained(of, journal) {
		t.Errorf("journal: %+v", journal)
	}
	_, err = s.MoveTo(t.Context(), guild+1, key(), s.Reader(reader), placeOf(1, 1, 2), at(9), []uint64{is.Channel})
	must(t, err)
}

// checkAway looks for the guild of schema1Open that the bot has left.
func checkAway(t *testing.T, s *store.Store) {
	t.Helper()
	all, err := s.Serials(t.Context())
	must(t, err)
	if len(all) != 2 { // and not the guild that the bot has left
		t.Errorf("told in %+v", all)
	}
	away := store.Telling{Guild: guild + 2, Story: key(), Channel: channel + 20}
	equal(t, "away", serialOf(t, s, away), store.Serial{Telling: away, Away: true})
	if _, ok, err := s.Course(t.Context(), guild+2, key()); ok || err != nil {
		t.Errorf("nothing was due, and there is a course: %v, error %v", ok, err)
	}
}

// nonce is what schema 1 derived from a step's key.
func nonce(t *testing.T, key string) string {
	t.Helper()
	b, err := hex.DecodeString(key)
	must(t, err)
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// The migration is broken off at each of its updates, before or after it took effect, and run again: the end is the
// same as without. So it is on engines that run every update twice, or lose some.
func TestTheMigrationMayBeBrokenOffAnywhere(t *testing.T) {
	for _, file := range []string{schema1, schema1Open, schema2, schema2Votes} {
		_, e := migrated(t, file)
		want := text(dump(t, e))
		for name, wrap := range map[string]func(kv.Engine) kv.Engine{"twice": kvtest.Twice, "lossy": kvtest.Lossy} {
			e := memkv.New()
			write(t, e, golden(t, file)...)
			open(t, wrap(e))
			equal(t, file+" "+name, text(dump(t, e)), want)
		}
		for _, landed := range []bool{false, true} {
			for n := 1; ; n++ {
				e := memkv.New()
				write(t, e, golden(t, file)...)
				if !breakOff(t, e, n, landed) {
					if n < 6 {
						t.Fatalf("%s took %d updates", file, n-1)
					}
					break
				}
				e = e.Reopen()
				open(t, e)
				equal(t, fmt.Sprintf("%s broken off at update %d, landed %v", file, n, landed), text(dump(t, e)), want)
			}
		}
	}
}

// breakOff opens a store on an engine that breaks at its n-th commit, and reports whether it came to that.
func breakOff(t *testing.T, e *memkv.Engine, n int, landed bool) bool {
	t.Helper()
	if landed {
		e.Fault(n, memkv.LoseReply)
		n++
	}
	e.Fault(n, memkv.Break)
	db := kv.Open(kvtest.Shared(e), kv.Options{})
	_, err := store.Open(t.Context(), db, secret(), options())
	if err != nil {
		wantErr(t, err, kv.ErrBroken)
	}
	must(t, db.Close())
	return err != nil
}

func TestTheDataIsBackedUpBeforeTheMigration(t *testing.T) {
	e := memkv.New()
	write(t, e, golden(t, schema1)...)
	db := kv.Open(kvtest.Shared(e), kv.Options{})
	var backups []int
	o := store.Options{Backup: func(_ context.Context, from int) error {
		backups = append(backups, from)
		if text(dump(t, e)) != text(golden(t, schema1)) {
			t.Error("something was migrated before the backup")
		}
		return nil
	}}
	for range 2 {
		_, err := store.Open(t.Context(), db, secret(), o)
		must(t, err)
	}
	must(t, db.Close())
	equal(t, "backups", backups, []int{1})
}

// A folder of schema 1 is migrated, and the copy beside it is what it was.
func TestAFolderOfSchema1(t *testing.T) {
	dir := t.TempDir()
	sec := secret()
	must(t, os.WriteFile(filepath.Join(dir, "cliffhanger.key"), []byte(hex.EncodeToString(sec[:])), 0o600))
	data := filepath.Join(dir, "cliffhanger.db")
	e, err := boltkv.Open(data, boltkv.Options{})
	must(t, err)
	write(t, e, golden(t, schema1)...)
	must(t, e.Close())
	for range 2 {
		s, err := store.OpenFolder(t.Context(), dir, func(string) string { return "" }, store.Options{})
		must(t, err)
		checkHistory(t, s, true)
		must(t, s.Close())
	}
	e, err = boltkv.Open(data+".schema-1", boltkv.Options{})
	must(t, err)
	if text(dump(t, e)) != text(golden(t, schema1)) {
		t.Error("the copy is not what the data was")
	}
	must(t, e.Close())
}

// A damaged record stops the migration, and is named.
func TestADamagedRecordIsNotMigrated(t *testing.T) {
	for i, r := range golden(t, schema1) {
		switch r.Key[0] {
		case 's', 'd', 'e', 'w', 'v', 'j', 'x':
		default:
			continue // stays as it is
		}
		e := memkv.New()
		records := golden(t, schema1)
		records[i].Value[len(r.Value)/2] ^= 4
		write(t, e, records...)
		db := kv.Open(kvtest.Shared(e), kv.Options{})
		_, err := store.Open(t.Context(), db, secret(), options())
		if !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("record %x: got error %v", r.Key, err)
		}
		must(t, db.Close())
	}
}
