package boltkv_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

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
	links, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	for _, link := range links {
		to, err := os.Readlink(filepath.Join("/proc/self/fd", link.Name()))
		fd, _ := strconv.Atoi(link.Name())
		if err != nil || to != path || fd == int(readOnly.Fd()) {
			continue
		}
		if err := syscall.Dup3(int(readOnly.Fd()), fd, syscall.O_CLOEXEC); err != nil {
			t.Fatal(err)
		}
		done++
	}
	if done != 1 {
		t.Fatalf("this process has %s open %d times, want once", path, done)
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
