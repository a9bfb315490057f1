package store_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// benchStore is a store on a file in which chapter 3 is out and its vote is open.
func benchStore(b *testing.B) *store.Store {
	b.Helper()
	e, err := boltkv.Open(filepath.Join(b.TempDir(), "db"), boltkv.Options{})
	check(b, err)
	s, err := store.Open(b.Context(), kv.Open(e, kv.Options{}), secret(), options())
	check(b, err)
	b.Cleanup(func() { check(b, s.Close()) })
	drop, steps := plan()
	check(b, s.PlanDrop(b.Context(), drop, steps))
	for i := range steps {
		var vote *store.Vote
		if i == 4 {
			vote = &store.Vote{VoteRef: voteRef(), Question: question()}
		}
		_, err := s.ClaimStep(b.Context(), ref(), i, at(1))
		check(b, err)
		check(b, s.FinishStep(b.Context(), ref(), i, message, at(1), vote))
	}
	return s
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// share gives every writer its part of b.N calls.
func share(b *testing.B, writers int, call func(writer, i int) error) {
	b.ReportAllocs()
	b.ResetTimer()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := w; i < b.N; i += writers {
				if err := call(w, i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "durable/s")
}

// BenchmarkMoveTo is a reader's next page, synced, by writers who wait at the same time.
func BenchmarkMoveTo(b *testing.B) {
	for _, writers := range []int{1, 64, 1024} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			s := benchStore(b)
			share(b, writers, func(w, i int) error {
				_, err := s.MoveTo(b.Context(), guild, key(), s.Reader(uint64(w)), placeOf(1, 1, i), at(1),
					[]uint64{channel})
				return err
			})
		})
	}
}

// BenchmarkActOfOne is a ballot that changes the voter's choice, synced, all in one vote.
func BenchmarkActOfOne(b *testing.B) {
	for _, writers := range []int{1, 64, 1024} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			s := benchStore(b)
			share(b, writers, func(w, i int) error {
				a := actOf(s.Reader(uint64(w)), story.Choice(i/writers%3), 1)
				_, err := s.Act(b.Context(), voteRef(), []store.Act{a})
				return err
			})
		})
	}
}

// BenchmarkBallotsOf10000 reads what a close counts.
func BenchmarkBallotsOf10000(b *testing.B) {
	s := benchStore(b)
	ballots := make([]store.Act, 10_000)
	for i := range ballots {
		ballots[i] = actOf(s.Reader(uint64(i)), story.Choice(i%3), 1)
	}
	_, err := s.Act(b.Context(), voteRef(), ballots)
	check(b, err)
	b.ReportAllocs()
	for b.Loop() {
		all, err := s.Ballots(b.Context(), voteRef())
		check(b, err)
		if len(all) != len(ballots) {
			b.Fatalf("%d ballots", len(all))
		}
	}
}
