package store_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
)

// The seed of a draw cannot be read from the data before the vote closes, and one that is not the promised one decides
// nothing.
func TestTheSeedIsSealedAndKept(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	v := withVote(t, s)
	var kept kv.Record
	for _, r := range dump(t, e) {
		sd := seed()
		if bytes.Contains(r.Value, sd[:8]) {
			t.Errorf("record %x shows the seed", r.Key)
		}
		if r.Key[0] == 'q' {
			kept = r
		}
	}
	if kept.Key == nil {
		t.Fatal("there is no record of the seed")
	}
	damaged := slices.Clone(kept.Value)
	damaged[20] ^= 1
	write(t, e, kv.Record{Key: kept.Key, Value: reseal(kept.Key, damaged)})
	_, err := s.CloseVote(t.Context(), v, at(59), nothing)
	wantErr(t, err, store.ErrCorrupt)
	write(t, e, kept)
	_, err = s.CloseVote(t.Context(), v, at(59), func(c store.Closing) (store.Outcome, []byte, error) {
		if c.Seed == nil || *c.Seed != seed() {
			t.Errorf("the seed is %v", c.Seed)
		}
		return store.Outcome{}, nil, nil
	})
	must(t, err)
}

// broken is randomness that fails.
type broken struct{}

var errDry = errors.New("dry")

func (broken) Read([]byte) (int, error) { return 0, errDry }

func TestNoVoteWithoutASeed(t *testing.T) {
	db := kv.Open(memkv.New(), kv.Options{})
	s, err := store.Open(t.Context(), db, secret(), store.Options{Random: broken{}})
	must(t, err)
	drop, _ := plan()
	must(t, s.PlanDrop(t.Context(), drop, []store.Step{{Kind: store.StepQuestion}}))
	_, err = s.ClaimStep(t.Context(), ref(), 0, at(1))
	must(t, err)
	wantErr(t, s.FinishStep(t.Context(), ref(), 0, message, at(2), &store.Vote{}), errDry)
	wantErr(t, s.OpenVote(t.Context(), runoff(message+30)), errDry)
	must(t, s.Close())
}
