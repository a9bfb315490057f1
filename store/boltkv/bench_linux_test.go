package boltkv_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"cliffhanger/store/kv"
)

const (
	benchGuilds  = 50
	benchReaders = 2000 // per guild
)

// BenchmarkDurable writes readers' places: one read, one compare and one put of a 21-byte key and a 24-byte value,
// over 100,000 of them in 50 partitions, from 1, 64 and 1024 writers. Beside the rate it reports how often the disk
// can write and sync 4 KiB at that time (measured before and after), and the ratio of the two. One sync per update
// would give a ratio of 0.5 at best, as a commit of bbolt is two.
func BenchmarkDurable(b *testing.B) {
	for _, writers := range []int{1, 64, 1024} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			db := kv.Open(fresh(b), kv.Options{})
			fill(b, db)
			before := syncsPerSecond(b)
			var next atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for range writers {
				wg.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						if err := turnPage(b, db, uint64(n)*2654435761); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			rate, floor := float64(b.N)/b.Elapsed().Seconds(), (before+syncsPerSecond(b))/2
			b.ReportMetric(rate, "ops/s")
			b.ReportMetric(floor, "syncs/s")
			b.ReportMetric(rate/floor, "ops/sync")
			if err := db.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// placeKey is the key of a reader's place.
func placeKey(guild kv.Partition, reader uint64) []byte {
	return kv.Key('p', guild, []byte{0, 0, 0, 1}, binary.BigEndian.AppendUint64(nil, reader))
}

// fill writes all places.
func fill(b *testing.B, db *kv.DB) {
	b.Helper()
	var wg sync.WaitGroup
	for guild := range kv.Partition(benchGuilds) {
		wg.Go(func() {
			for reader := uint64(0); reader < benchReaders; reader += kv.MaxKeys {
				err := db.Update(b.Context(), guild, func(tx *kv.Tx) error {
					for i := range uint64(kv.MaxKeys) {
						if err := tx.Put(placeKey(guild, reader+i), make([]byte, 24)); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// turnPage moves one reader forward.
func turnPage(b *testing.B, db *kv.DB, random uint64) error {
	guild, reader := kv.Partition(random%benchGuilds), random/benchGuilds%benchReaders
	return db.Update(b.Context(), guild, func(tx *kv.Tx) error {
		key := placeKey(guild, reader)
		place, ok, err := tx.Get(key)
		if err != nil || !ok {
			return fmt.Errorf("reader %d of %d: %v, %w", reader, guild, ok, err)
		}
		binary.BigEndian.PutUint64(place, binary.BigEndian.Uint64(place)+1)
		return tx.Put(key, place)
	})
}

// syncsPerSecond measures the floor: 4 KiB overwritten and synced, again and again for a while.
func syncsPerSecond(b *testing.B) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "floor"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	if _, err := f.Write(make([]byte, 64*len(page))); err != nil {
		b.Fatal(err)
	}
	if err := f.Sync(); err != nil {
		b.Fatal(err)
	}
	start, n := time.Now(), 0
	for ; n < 100 || time.Since(start) < 300*time.Millisecond; n++ {
		if _, err := f.WriteAt(page, int64(n%64*len(page))); err != nil {
			b.Fatal(err)
		}
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(start).Seconds()
}
