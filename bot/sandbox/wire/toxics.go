package wire

import "time"

// Toxics are what is wrong with a network. The zero value is a network without faults.
type Toxics struct {
	// Latency is how long bytes and closings take, each way. A dial takes it twice. It may change while bytes are on
	// their way; order is kept.
	Latency time.Duration
	// Slice is the largest number of bytes that arrive together: longer writes come in pieces. 0: no limit.
	Slice int
	// SliceDelay is the time between two pieces of one write.
	SliceDelay time.Duration
	// SlowClose is how much later than the last bytes the other end learns of a Close.
	SlowClose time.Duration
	// Blackhole lets nothing through, neither bytes nor closings nor dials, and breaks nothing. What is sent meanwhile
	// waits, until the buffer is full, and arrives once it ends, as TCP would send it again.
	Blackhole bool
	// CutAfter breaks a connection when one way has carried so many bytes since it began: they still arrive, the rest
	// does not, and both ends get ECONNRESET. 0: no limit.
	CutAfter int64
	// Refuse answers dials with ECONNREFUSED.
	Refuse bool
}
