package boltkv_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
)

// failWrites puts a read-only descriptor in the place of the one that this process has on the file, so that the next
// write to it fails as on a disk that has gone away.
func failWrites(t *testing.T, path string) {
	t.Helper()
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	_, drop := replace(t, path, readOnly)
	drop()
}

// replace puts another file in the place of the descriptor that this process has on the one at path, and returns how
// to bring the former back, and how to let go of it, with the lock that it holds.
func replace(t *testing.T, path string, by *os.File) (restore, drop func()) {
	t.Helper()
	links, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	var found []int
	for _, link := range links {
		to, err := os.Readlink(filepath.Join("/proc/self/fd", link.Name()))
		fd, _ := strconv.Atoi(link.Name())
		if err == nil && to == path && fd != int(by.Fd()) {
			found = append(found, fd)
		}
	}
	if len(found) != 1 {
		t.Fatalf("this process has %s open %d times, want once", path, len(found))
	}
	former, err := syscall.Dup(found[0])
	if err != nil {
		t.Fatal(err)
	}
	put := func(from int) {
		if err := syscall.Dup3(from, found[0], syscall.O_CLOEXEC); err != nil {
			t.Fatal(err)
		}
	}
	put(int(by.Fd()))
	drop = sync.OnceFunc(func() {
		if err := syscall.Close(former); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(drop)
	return func() { put(former); drop() }, drop
}

// The device /dev/full refuses every write as a full disk does.
func TestAFullDiskDoesNotEndTheEngine(t *testing.T) {
	e := fresh(t)
	db := kv.Open(e, kv.Options{})
	for n := range 20 { // leaves free pages, so that the file need not grow below
		if err := put(t, db, []byte("before"), n); err != nil {
			t.Fatal(err)
		}
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("nothing here plays a full disk: %v", err)
	}
	defer full.Close()
	restore, _ := replace(t, e.Path(), full)
	for n := range 3 {
		if err := put(t, db, []byte("full"), n); !errors.Is(err, kv.ErrFull) || !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("put %d: %v, want ErrFull with the cause", n, err)
		}
	}
	if got := len(numbers(t, db)); got != 20 {
		t.Errorf("%d records can be read while the disk is full, want 20", got)
	}
	restore()
	for n := range 200 {
		if err := put(t, db, []byte("after"), 20+n); err != nil {
			t.Fatalf("put %d with room again: %v", n, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if err := boltkv.Check(e.Path()); err != nil {
		t.Errorf("the file is damaged: %v", err)
	}
	again := kv.Open(open(t, e.Path()), kv.Options{})
	if got := len(numbers(t, again)); got != 220 {
		t.Errorf("%d records after reopening, want 220", got)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestFailedCommitEndsTheEngine(t *testing.T) {
	e := fresh(t)
	db := kv.Open(e, kv.Options{})
	if err := put(t, db, []byte("before"), 1); err != nil {
		t.Fatal(err)
	}
	failWrites(t, e.Path())
	for n := range 3 {
		if err := put(t, db, []byte("after"), 2+n); !errors.Is(err, kv.ErrBroken) {
			t.Errorf("put %d: %v, want ErrBroken", n, err)
		}
	}
	<-db.Broken()
	if _, err := e.Snapshot(t.Context()); !errors.Is(err, kv.ErrBroken) {
		t.Errorf("Snapshot: %v, want ErrBroken", err)
	}
	if _, err := e.Landed(t.Context(), kv.CommitID{}); !errors.Is(err, kv.ErrBroken) {
		t.Errorf("Landed: %v, want ErrBroken", err)
	}
	if err := db.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if _, err := os.Stat(e.Path() + ".owner"); err != nil {
		t.Errorf("owner file after a failure: %v, want it to stay", err)
	}
	again := kv.Open(open(t, e.Path()), kv.Options{})
	if got := fmt.Sprint(numbers(t, again)); got != "[1]" {
		t.Errorf("records after reopening: %s, want [1]", got)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestMappingIsNotMemory(t *testing.T) {
	before := status(t, "VmRSS")
	e := fresh(t)
	if size := status(t, "VmSize"); size < 8<<20 {
		t.Errorf("address space is %d KiB, want the mapping of 8 GiB in it", size)
	}
	if grown := status(t, "VmRSS") - before; grown > 64<<10 {
		t.Errorf("opening an empty file took %d KiB of memory", grown)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// status returns a number of KiB from the kernel's table about this process.
func status(t *testing.T, name string) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			n, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("no %s in the table", name)
	return 0
}

// bbolt panics where it meets a page that cannot be one, and faults where there is none. The process must survive both,
// and must not go on with the file.
func TestDamageUnderARunningEngine(t *testing.T) {
	page := int64(os.Getpagesize())
	damages := map[string]func(f *os.File) error{ // of all but the two meta pages
		"zeros":    func(f *os.File) error { return overwrite(f, 2*page, 100*page, 0) },
		"garbage":  func(f *os.File) error { return overwrite(f, 2*page, 100*page, 0xA5) },
		"cut away": func(f *os.File) error { return f.Truncate(2 * page) },
	}
	uses := map[string]func(t *testing.T, e *boltkv.Engine, db *kv.DB) error{
		"view": func(t *testing.T, _ *boltkv.Engine, db *kv.DB) error {
			return db.View(t.Context(), 1, func(tx *kv.Tx) error { _, _, err := tx.Get(record(1)); return err })
		},
		"scan": func(t *testing.T, _ *boltkv.Engine, db *kv.DB) error {
			return db.ScanAll(t.Context(), 'r', func(kv.Record) error { return nil })
		},
		"update": func(t *testing.T, _ *boltkv.Engine, db *kv.DB) error { return put(t, db, nil, 1) },
		"apply": func(t *testing.T, e *boltkv.Engine, _ *kv.DB) error {
			return e.Apply(t.Context(), kv.Commit{Writes: []kv.Write{{Key: record(1)}}})
		},
		"compare": func(t *testing.T, e *boltkv.Engine, _ *kv.DB) error {
			return e.Apply(t.Context(), kv.Commit{Expect: []kv.Expect{{Partition: 1, Head: 1}}})
		},
	}
	for damage, do := range damages {
		for use, fn := range uses {
			t.Run(damage+" "+use, func(t *testing.T) { damaged(t, do, fn) })
		}
	}
}

// overwrite writes n times the same byte.
func overwrite(f *os.File, at, n int64, b byte) error {
	_, err := f.WriteAt(bytes.Repeat([]byte{b}, int(n)), at)
	return err
}

// damaged fills a file, damages it while it is open, and uses it.
func damaged(t *testing.T, do func(*os.File) error, use func(*testing.T, *boltkv.Engine, *kv.DB) error) {
	e := fresh(t)
	db := kv.Open(e, kv.Options{})
	for n := 0; n < 300; n += 50 {
		if err := put(t, db, make([]byte, 1000), n, n+1, n+2, n+3); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.OpenFile(e.Path(), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(do(f), f.Close()); err != nil {
		t.Fatal(err)
	}
	if err := use(t, e, db); !errors.Is(err, kv.ErrBroken) {
		t.Errorf("first use: %v, want ErrBroken", err)
	}
	if err := put(t, db, nil, 1); !errors.Is(err, kv.ErrBroken) {
		t.Errorf("later put: %v, want ErrBroken", err)
	}
	<-db.Broken()
	if err := db.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}
