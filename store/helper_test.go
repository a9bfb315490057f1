package store_test

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
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
	s, err := store.Open(t.Context(), db, secret(), options())
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
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(store.Vote{}, store.JournalEntry{})); diff != "" {
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

// options are what every store of a test is opened with: their seeds are always the same.
func options() store.Options { return store.Options{Random: steady{}} }

// steady is randomness that is none.
type steady struct{}

func (steady) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(3 * i)
	}
	return len(p), nil
}

// withdrawn stands for no choice where a test has one choice per ballot.
const withdrawn story.Choice = -2

// actOf is the act by which a reader comes to one choice in a vote that allows one.
func actOf(r story.ReaderID, c story.Choice, minutes int) store.Act {
	a := store.Act{Voter: r, Kind: store.ActPress, Choice: c, Cause: story.ByEvent, At: at(minutes)}
	if c == withdrawn {
		a.Kind, a.Choice = store.ActSet, 0
	}
	return a
}

// act does acts that must succeed.
func act(t *testing.T, s *store.Store, ref store.VoteRef, acts ...store.Act) []store.Acted {
	t.Helper()
	acted, err := s.Act(t.Context(), ref, acts)
	must(t, err)
	return acted
}

// chained is the head of a vote with this journal.
func chained(v store.Vote, journal []store.JournalEntry) ballot.Head {
	head := ballot.Genesis(v.Terms())
	for _, e := range journal {
		head = head.Add(ballot.EntryOf(v.Message, e.Seq, e.Ballot))
	}
	return head
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
	for len(records) > 0 {
		n := 1
		for n < min(len(records), kv.MaxKeys) && partition(records[n].Key) == partition(records[0].Key) {
			n++
		}
		must(t, db.Update(t.Context(), partition(records[0].Key), func(tx *kv.Tx) error {
			for _, r := range records[:n] {
				if err := tx.Put(r.Key, r.Value); err != nil {
					return err
				}
			}
			return nil
		}))
		records = records[n:]
	}
	must(t, db.Close())
}
