package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cliffhanger/store"
	"cliffhanger/story"
)

// BenchmarkAct is what 5,000 readers do in one vote, in batches, durable: each act is the press of another option than
// the one before, so that each is journalled and leaves a surplus reaction. Beside the rate it reports what was written
// to the file and the processor's time per act, how often the disk can write and sync 4 KiB at that time (measured
// before and after), the ratio of the two, and the greatest heap.
func BenchmarkAct(b *testing.B) {
	for _, size := range []int{256, 1024, 4096} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) { benchmarkAct(b, size) })
	}
}

func benchmarkAct(b *testing.B, size int) {
	const readers = 5000
	s := benchStore(b)
	random := rand.New(rand.NewPCG(1, 2))
	ids, at := make([]story.ReaderID, readers), at(3)
	acts := make([]store.Act, readers)
	for i := range ids {
		ids[i] = s.Reader(uint64(i))
		acts[i] = actOf(ids[i], 0, 1)
	}
	_, err := s.Act(b.Context(), voteRef(), acts)
	check(b, err)
	next := make([]story.Choice, readers)
	floor := benchSyncs(b)
	used := benchCPU(b)
	written, heap := benchWritten(b), uint64(0)
	b.ReportAllocs()
	b.ResetTimer()
	for done := 0; done < b.N; done += size {
		acts = acts[:0]
		for range min(size, b.N-done) {
			i := random.IntN(readers)
			next[i] = (next[i] + 1) % 3
			acts = append(acts, store.Act{Voter: ids[i], Kind: store.ActPress, Choice: next[i], Cause: story.ByEvent, At: at})
		}
		if _, err := s.Act(b.Context(), voteRef(), acts); err != nil {
			b.Fatal(err)
		}
		if done/size%64 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			heap = max(heap, m.HeapInuse)
		}
	}
	b.StopTimer()
	b.ReportMetric(float64((benchCPU(b)-used).Nanoseconds())/1000/float64(b.N), "cpu-µs/act")
	rate := float64(b.N) / b.Elapsed().Seconds()
	floor = (floor + benchSyncs(b)) / 2
	b.ReportMetric(rate, "acts/s")
	b.ReportMetric(float64(benchWritten(b)-written)/float64(b.N), "written-B/act")
	b.ReportMetric(floor, "syncs/s")
	b.ReportMetric(rate/floor, "acts/sync")
	b.ReportMetric(float64(heap)/(1<<20), "heap-MiB")
}

// benchWritten returns how many bytes this process has had written.
func benchWritten(b *testing.B) uint64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/io")
	check(b, err)
	_, rest, _ := strings.Cut(string(text), "wchar: ")
	n, _, _ := strings.Cut(rest, "\n")
	written, err := strconv.ParseUint(n, 10, 64)
	check(b, err)
	return written
}

// benchCPU returns how much processor time this process has had.
func benchCPU(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	check(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// benchSyncs measures the floor: 4 KiB overwritten and synced, again and again for a while.
func benchSyncs(b *testing.B) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "floor"))
	check(b, err)
	defer f.Close()
	page := make([]byte, 4096)
	_, err = f.Write(make([]byte, 64*len(page)))
	check(b, err)
	check(b, f.Sync())
	start, n := time.Now(), 0
	for ; n < 100 || time.Since(start) < 300*time.Millisecond; n++ {
		_, err := f.WriteAt(page, int64(n%64*len(page)))
		check(b, err)
		check(b, syscall.Fdatasync(int(f.Fd())))
	}
	return float64(n) / time.Since(start).Seconds()
}
