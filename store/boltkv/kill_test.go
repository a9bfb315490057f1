package boltkv_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
)

// The kill test runs this binary again as a child that writes and says what was acknowledged, kills it, and looks into
// the file. kill -9 keeps what the kernel has, so this is about our own order of things, not about fsync.

const (
	childEnv = "CLIFFHANGER_KILL_TEST_FILE" // the child's file
	writers  = 16                           // writers in the child
	window   = 40                           // records each writer keeps; older ones are deleted
	rounds   = 20
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path, os.Stdout))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// lastKey holds the number of writer w's last record, itemKey the record with a number.
func lastKey(w int) []byte { return kv.Key('l', kv.Partition(w%5), []byte{byte(w)}) }

func itemKey(w int, n uint64) []byte {
	return kv.Key('i', kv.Partition(w%5), []byte{byte(w)}, binary.BigEndian.AppendUint64(nil, n))
}

// item is the content of a record: of varying length, so that pages split and merge.
func item(w int, n uint64) []byte {
	return []byte(strings.Repeat(fmt.Sprintf("%d/%d ", w, n), 1+int(n*7%90)))
}

// writeUntilKilled writes with many goroutines and prints "writer number" for each acknowledged update. It returns only
// on an error.
func writeUntilKilled(path string, out io.Writer) error {
	e, err := boltkv.Open(path, boltkv.Options{})
	if err != nil {
		return err
	}
	db := kv.Open(e, kv.Options{})
	failed := make(chan error, writers)
	var mu sync.Mutex
	for w := range writers {
		go func() {
			for {
				next := func(tx *kv.Tx) (uint64, error) { return writeNext(tx, w) }
				n, err := kv.Do(context.Background(), db, kv.Partition(w%5), next)
				if err == nil {
					mu.Lock()
					_, err = fmt.Fprintf(out, "%d %d\n", w, n)
					mu.Unlock()
				}
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// writeNext writes writer w's next record, its number, and the end of its oldest record, in one update.
func writeNext(tx *kv.Tx, w int) (uint64, error) {
	n := uint64(1)
	last, ok, err := tx.Get(lastKey(w))
	if err != nil {
		return 0, err
	}
	if ok {
		n += binary.BigEndian.Uint64(last)
	}
	err = errors.Join(tx.Put(itemKey(w, n), item(w, n)), tx.Put(lastKey(w), binary.BigEndian.AppendUint64(nil, n)))
	if n > window {
		err = errors.Join(err, tx.Delete(itemKey(w, n-window)))
	}
	return n, err
}

func TestKillLosesNothingAcknowledged(t *testing.T) {
	n := rounds
	if testing.Short() {
		n = 4
	}
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 9))
	t.Logf("seed %d", seed)
	path := filepath.Join(t.TempDir(), "kill.db")
	var acknowledged [writers]uint64
	total := 0
	for round := range n {
		after := rng.IntN(2000) + 1
		if round%5 == 4 {
			after = 0 // while it opens the file, or soon after
		}
		total += runAndKill(t, path, after, &acknowledged)
		verify(t, path, round, &acknowledged)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d kills, %d acknowledged updates", n, total)
	if total < n {
		t.Errorf("only %d updates were acknowledged, the test has shown nothing", total)
	}
}

// runAndKill runs the child until it has acknowledged so many updates, kills it, and takes down all it acknowledged.
func runAndKill(t *testing.T, path string, after int, acknowledged *[writers]uint64) (count int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+path)
	var complaint strings.Builder
	child.Stderr = &complaint
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if after == 0 {
		kill(t, child)
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n') // what was printed before the kill is still in the pipe
		if err != nil {
			break // the end, in the middle of a line perhaps
		}
		var w int
		var n uint64
		if _, err := fmt.Sscanf(line, "%d %d\n", &w, &n); err != nil || w >= writers {
			t.Fatalf("child says %q: %v", line, err)
		}
		if n <= acknowledged[w] {
			t.Errorf("writer %d acknowledged %d after %d", w, n, acknowledged[w])
		}
		acknowledged[w] = n
		if count++; count == after {
			kill(t, child)
		}
	}
	if err := child.Wait(); err == nil || complaint.Len() > 0 {
		t.Fatalf("child ended by itself: %v %s", err, complaint.String())
	}
	return count
}

func kill(t *testing.T, child *exec.Cmd) {
	t.Helper()
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
}

// verify opens the file as the next process would, and checks that each writer's records are those of a number that
// is not below the acknowledged one. What it finds counts as acknowledged from now on. In odd rounds it opens a copy,
// so that the next child finds the file as its killed sibling left it.
func verify(t *testing.T, path string, round int, acknowledged *[writers]uint64) {
	t.Helper()
	if round%2 == 1 {
		path = image(t, path)
	}
	db := kv.Open(open(t, path), kv.Options{})
	for w := range writers {
		err := db.View(t.Context(), kv.Partition(w%5), func(tx *kv.Tx) (err error) {
			acknowledged[w], err = verifyWriter(tx, w, acknowledged[w])
			return err
		})
		if err != nil {
			t.Errorf("round %d, writer %d: %v", round, w, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := boltkv.Check(path); err != nil {
		t.Errorf("round %d: %v", round, err)
	}
}

// verifyWriter checks one writer's records, and returns the number of its last.
func verifyWriter(tx *kv.Tx, w int, acknowledged uint64) (uint64, error) {
	last := uint64(0)
	if v, ok, err := tx.Get(lastKey(w)); err != nil {
		return 0, err
	} else if ok {
		last = binary.BigEndian.Uint64(v)
	}
	if last < acknowledged {
		return last, fmt.Errorf("last record is %d, but %d was acknowledged", last, acknowledged)
	}
	from := kv.Key('i', tx.Partition(), []byte{byte(w)})
	records, err := tx.Scan(from, kv.PrefixEnd(from), 0)
	if err != nil {
		return last, err
	}
	if want := min(last, window); uint64(len(records)) != want {
		return last, fmt.Errorf("%d records, want %d", len(records), want)
	}
	for i, r := range records {
		n := last - uint64(len(records)) + uint64(i) + 1
		if string(r.Key) != string(itemKey(w, n)) || string(r.Value) != string(item(w, n)) {
			return last, fmt.Errorf("record %d is torn", n)
		}
	}
	return last, nil
}
