package store_test

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

const (
	guild   uint64 = 1_001_002_003_004_005_006
	channel uint64 = 2_001_002_003_004_005_006
	message uint64 = 3_001_002_003_004_005_006
)

func key() story.Key { return story.KeyOf("the-understudy") }

func telling() store.Telling { return store.Telling{Guild: guild, Story: key(), Channel: channel} }

func ref() store.DropRef { return store.DropRef{Telling: telling(), Chapter: 3} }

func voteRef() store.VoteRef { return voteOn(guild, message) }

func voteOn(guild, message uint64) store.VoteRef {
	return store.VoteRef{Guild: guild, Message: message}
}

// secret is what all test data is made with, the golden file included.
func secret() store.Secret {
	var s store.Secret
	for i := range s {
		s[i] = byte(i)
	}
	return s
}

// at is a fixed instant, some minutes on.
func at(minutes int) time.Time {
	return time.Date(2026, 11, 22, 19, minutes, 0, 123, time.UTC)
}

// open opens the store on an engine and closes it with the test.
func open(t *testing.T, e kv.Engine) *store.Store {
	t.Helper()
	db := kv.Open(e, kv.Options{})
	s, err := store.Open(t.Context(), db, secret(), store.Options{})
	if err != nil {
		t.Fatal(errors.Join(err, db.Close()))
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func openMem(t *testing.T) *store.Store {
	t.Helper()
	return open(t, memkv.New())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantErr checks an error with errors.Is; nil wants none.
func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("got error %v, want %v", got, want)
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// plan is a drop of chapter 3: a lead, one scene of two pages, one of a page, and a question.
func plan() (store.Drop, []store.Step) {
	drop := store.Drop{DropRef: ref(), Due: at(0), Planned: at(1), Floor: message - 1}
	return drop, []store.Step{
		{Kind: store.StepLead, Payload: []byte("chapter three")},
		{Kind: store.StepPage, Payload: []byte("page one")},
		{Kind: store.StepPage, Payload: []byte("page two"), Scene: 1},
		{Kind: store.StepPage, Payload: []byte("page three"), Gap: 90 * time.Second, Scene: 2},
		{Kind: store.StepQuestion, Payload: []byte("who goes?")},
	}
}

func question() story.Question {
	return story.Question{
		Text:     "Who goes?",
		Options:  []story.Option{{Emoji: "🇦", Text: "Mara"}, {Emoji: "🇧", Text: ""}, {Emoji: "🇨", Text: "Nobody"}},
		FollowUp: "Then who?",
	}
}

// take claims and finishes a step.
func take(t *testing.T, s *store.Store, index int, msg uint64, vote *store.Vote) {
	t.Helper()
	_, err := s.ClaimStep(t.Context(), ref(), index, at(10+index))
	must(t, err)
	must(t, s.FinishStep(t.Context(), ref(), index, msg, at(20+index), vote))
}

// withVote plans and posts a drop whose question is open as voteRef.
func withVote(t *testing.T, s *store.Store) store.VoteRef {
	t.Helper()
	drop, steps := plan()
	must(t, s.PlanDrop(t.Context(), drop, steps))
	for i := range steps[:4] {
		take(t, s, i, message+1+uint64(i), nil)
	}
	take(t, s, 4, message, &store.Vote{Question: question(), Closes: at(59)})
	return voteRef()
}

// dump returns every record of a database, keys in order, as key and value.
func dump(t *testing.T, e kv.Engine) []kv.Record {
	t.Helper()
	snap, err := e.Snapshot(t.Context())
	must(t, err)
	defer snap.Release()
	records, err := snap.Scan([]byte{0}, nil, 0)
	must(t, err)
	for i, r := range records {
		records[i] = kv.Record{Key: slices.Clone(r.Key), Value: slices.Clone(r.Value)}
	}
	return records
}

// partition is what a key says.
func partition(key []byte) kv.Partition { return kv.Partition(binary.BigEndian.Uint64(key[1:])) }

func ballotOf(r story.ReaderID) story.Ballot {
	return story.Ballot{Voter: r, Choice: 1, Cause: story.ByEvent, At: at(3)}
}

func placeOf(chapter, scene, page int) story.Place {
	return story.Place{Chapter: chapter, Scene: scene, Page: page}
}

// reseal gives a value the checksum that fits a key, as somebody would who can write to the file.
func reseal(key, value []byte) []byte {
	body := slices.Clone(value[:len(value)-4])
	sum := crc32.Checksum(slices.Concat(key, body), crc32.MakeTable(crc32.Castagnoli))
	return binary.BigEndian.AppendUint32(body, sum)
}

// write puts records under an open store, as a second user of the engine.
func write(t *testing.T, e kv.Engine, records ...kv.Record) {
	t.Helper()
	db := kv.Open(kvtest.Shared(e), kv.Options{})
	for _, r := range records {
		must(t, db.Update(t.Context(), partition(r.Key), func(tx *kv.Tx) error { return tx.Put(r.Key, r.Value) }))
	}
	must(t, db.Close())
}
