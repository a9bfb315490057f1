package officetest

import (
	"runtime"
	"time"
)

// Peak returns how much larger the heap in use becomes while read runs, in bytes. It looks every five milliseconds, and
// what the collector has not taken yet counts.
func Peak(read func()) uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, peak := m.HeapInuse, uint64(0)
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		ticks := time.NewTicker(5 * time.Millisecond)
		defer ticks.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
			select {
			case <-done:
				return
			case <-ticks.C:
			}
		}
	}()
	read()
	close(done)
	<-stopped
	return peak - min(before, peak)
}
