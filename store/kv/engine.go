package kv

import "context"

// An Engine keeps sorted records and heads. Its methods may be called from several goroutines, and an engine that is
// shared may serve several DBs. Package kvtest holds the suite that every engine passes.
type Engine interface {
	// Snapshot opens a view of one instant not earlier than the call. It sees every commit whose Apply had returned nil
	// to anyone. ctx bounds the snapshot's whole life, not only its opening.
	Snapshot(ctx context.Context) (Snapshot, error)
	// Apply makes all of c durable, or nothing. It compares every head in c first and returns ErrConflict if one has
	// moved. It then moves the head of each partition marked Written to a value that partition never had before. A
	// commit without writes only compares. Errors: ErrConflict, ErrFull and ErrBroken as they say; any other error
	// means that the outcome is unknown and that the commit may even land later.
	Apply(ctx context.Context, c Commit) error
	// Landed reports whether the commit with this id took effect. It is asked only about the last commit with writes
	// that a client offered, so remembering one Seq per client is enough.
	Landed(ctx context.Context, id CommitID) (bool, error)
	// Close releases the engine; snapshots must have been released before. A second Close does nothing.
	Close() error
}

// A Snapshot is a read-only view of one instant. Slices it returns are borrowed: not to be changed, and invalid after
// Release. It is used by one goroutine at a time.
type Snapshot interface {
	// Heads returns the head of each partition, in the order asked.
	Heads(ps []Partition) ([]Head, error)
	// Get returns the value of key; ok is false if there is none.
	Get(key []byte) (value []byte, ok bool, err error)
	// Scan returns the records with from <= key < to in order, at most limit of them if limit > 0. A nil to has no end.
	Scan(from, to []byte, limit int) ([]Record, error)
	// Release ends the snapshot.
	Release()
}

// A Limiter is an Engine that cannot take commits of any size. The DB cuts its groups to fit.
type Limiter interface {
	// Limits returns the largest commit that Apply takes.
	Limits() Limits
}

// Limits bounds one commit; 0 is no bound. A single update must always fit: Ops of at least MaxKeys+2, and Bytes of at
// least MaxBytes.
type Limits struct {
	Ops   int // writes, plus one per partition, plus one
	Bytes int // keys and values written
}

// A Head is a partition's version. 0 is the head of a partition that was never written.
type Head uint64

// A CommitID names a commit. Client is random per DB and Seq counts that DB's commits, so ids never repeat.
type CommitID struct {
	Client [16]byte
	Seq    uint64
}

// A Commit is what Apply makes durable at once.
type Commit struct {
	ID     CommitID
	Expect []Expect // every partition used, ascending, each once
	Writes []Write  // ascending by key, each key once
}

// An Expect is the head a partition must still have, and whether the commit writes the partition.
type Expect struct {
	Partition Partition
	Head      Head
	Written   bool
}

// A Write sets a key to a value, or deletes it.
type Write struct {
	Key, Value []byte
	Delete     bool
}

// A Record is a key and its value.
type Record struct{ Key, Value []byte }
