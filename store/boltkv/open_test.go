package boltkv_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
)

// record is the key of the tests' records.
func record(n int) []byte { return kv.Key('r', 1, binary.BigEndian.AppendUint32(nil, uint32(n))) }

// put writes value under the numbers in one update.
func put(t testing.TB, db *kv.DB, value []byte, numbers ...int) error {
	t.Helper()
	return db.Update(t.Context(), 1, func(tx *kv.Tx) error {
		for _, n := range numbers {
			if err := tx.Put(record(n), value); err != nil {
				return err
			}
		}
		return nil
	})
}

// numbers returns the numbers of the records there are.
func numbers(t testing.TB, db *kv.DB) (out []int) {
	t.Helper()
	err := db.ScanAll(t.Context(), 'r', func(r kv.Record) error {
		_, _, rest, _ := kv.Split(r.Key)
		out = append(out, int(binary.BigEndian.Uint32(rest)))
		return nil
	})
	if err != nil {
		t.Fatalf("ScanAll: %v", err)
	}
	return out
}

func TestOpenSaysWhoHasTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	since := time.Date(2026, 11, 22, 19, 0, 0, 0, time.UTC)
	e, err := boltkv.Open(path, boltkv.Options{Now: func() time.Time { return since }})
	if err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, open := range []func() error{
		func() error { _, err := boltkv.Open(path, boltkv.Options{}); return err },
		func() error { return boltkv.Check(path) },
	} {
		err := open()
		var locked *boltkv.LockedError
		if !errors.As(err, &locked) {
			t.Fatalf("opening a file in use: %v, want a LockedError", err)
		}
		want := boltkv.LockedError{Path: path, Holder: boltkv.Holder{PID: os.Getpid(), Host: host, Since: since}}
		if diff := cmp.Diff(want, *locked); diff != "" {
			t.Errorf("LockedError (-want +got):\n%s", diff)
		}
		if text := err.Error(); !strings.Contains(text, "since 2026-11-22T19:00:00Z") || !strings.Contains(text, host) {
			t.Errorf("error does not say who and since when: %s", text)
		}
	}
	if err := os.WriteFile(path+".owner", []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = boltkv.Open(path, boltkv.Options{})
	if want := "boltkv: " + path + " is in use by another process"; err == nil || err.Error() != want {
		t.Errorf("with an owner file that says nothing: %v, want %s", err, want)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, path).Close(); err != nil {
		t.Errorf("after the holder has closed: %v", err)
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	e := fresh(t)
	for _, path := range []string{e.Path(), e.Path() + ".owner"} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 && runtime.GOOS != "windows" {
			t.Errorf("%s has mode %o, want 600", filepath.Base(path), mode)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(e.Path() + ".owner"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("owner file after Close: %v, want none", err)
	}
}

func TestOpenRefusesWhatIsNoStore(t *testing.T) {
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage.db")
	if err := os.WriteFile(garbage, bytes.Repeat([]byte("once upon a time"), 4096), 0o600); err != nil {
		t.Fatal(err)
	}
	short := filepath.Join(dir, "short.db")
	if err := os.WriteFile(short, []byte("once"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"directory": dir, "no such directory": filepath.Join(dir, "none", "a.db"), "garbage": garbage, "short": short,
	} {
		for _, unclean := range []bool{false, true} {
			if unclean && strings.HasSuffix(path, ".db") && filepath.Dir(path) == dir {
				if err := os.WriteFile(path+".owner", nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if e, err := boltkv.Open(path, boltkv.Options{}); err == nil {
				t.Errorf("%s: opened, want an error", name)
				_ = e.Close()
			} else if !strings.Contains(err.Error(), "boltkv: ") {
				t.Errorf("%s: %v, want an error that says where it comes from", name, err)
			}
		}
	}
}

// image copies a file and its owner file, as a crash leaves them, to a new folder.
func image(t *testing.T, path string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "image.db")
	for _, suffix := range []string{"", ".owner"} {
		content, err := os.ReadFile(path + suffix)
		if suffix != "" && errors.Is(err, fs.ErrNotExist) {
			continue // the crash came before it was written, or after it was removed
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to+suffix, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

func TestOpenAfterAnUncleanStop(t *testing.T) {
	e := fresh(t)
	db := kv.Open(e, kv.Options{})
	for i := range 20 {
		if err := put(t, db, make([]byte, 5000), i, i+1, i+2); err != nil {
			t.Fatal(err)
		}
	}
	want := numbers(t, db)
	crashed := image(t, e.Path())
	if freelistWritten(t, crashed) {
		t.Error("the freelist is written with each commit")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if !freelistWritten(t, e.Path()) {
		t.Error("the freelist is not written by Close")
	}
	for _, path := range []string{crashed, e.Path()} {
		again := open(t, path)
		db := kv.Open(again, kv.Options{})
		if diff := cmp.Diff(want, numbers(t, db)); diff != "" {
			t.Errorf("records (-want +got):\n%s", diff)
		}
		if err := put(t, db, nil, 100); err != nil {
			t.Errorf("put: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		if err := boltkv.Check(path); err != nil {
			t.Error(err)
		}
	}
}

// freelistWritten reads bbolt's meta pages: of the newer one, whether it points to a freelist.
func freelistWritten(t *testing.T, path string) bool {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const header, freelist, txid = 16, 32, 48
	newest, written := uint64(0), false
	size := binary.NativeEndian.Uint32(content[header+8:])
	for page := range 2 {
		meta := content[page*int(size)+header:]
		if id := binary.NativeEndian.Uint64(meta[txid:]); id >= newest {
			newest, written = id, binary.NativeEndian.Uint64(meta[freelist:]) != 1<<64-1
		}
	}
	if newest == 0 {
		t.Fatal("no meta page found")
	}
	return written
}

func TestOwnerFileIsReadable(t *testing.T) {
	e := fresh(t)
	text, err := os.ReadFile(e.Path() + ".owner")
	if err != nil {
		t.Fatal(err)
	}
	var h boltkv.Holder
	if err := json.Unmarshal(text, &h); err != nil || h.PID != os.Getpid() || h.Since.IsZero() {
		t.Errorf("owner file %q reads as %+v, %v", text, h, err)
	}
}

func TestFullFileRefusesAndGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "full.db")
	e, err := boltkv.Open(path, boltkv.Options{MaxSize: 48 << 20})
	if err != nil {
		t.Fatal(err)
	}
	db := kv.Open(e, kv.Options{})
	var want []int
	for n := 0; ; n++ {
		err := put(t, db, make([]byte, 1<<20-100), n)
		if errors.Is(err, kv.ErrFull) {
			break
		}
		if err != nil || n > 64 {
			t.Fatalf("record %d: %v, want ErrFull at some time", n, err)
		}
		want = append(want, n)
	}
	if len(want) < 8 {
		t.Errorf("%d records of 1 MiB in 48 MiB", len(want))
	}
	if diff := cmp.Diff(want, numbers(t, db)); diff != "" {
		t.Errorf("records of the full file (-want +got):\n%s", diff)
	}
	if err := db.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	again := kv.Open(open(t, path), kv.Options{})
	if err := put(t, again, make([]byte, 1<<20-100), 1000); err != nil {
		t.Errorf("with more room: %v", err)
	}
	if diff := cmp.Diff(append(want, 1000), numbers(t, again)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if err := again.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// A small mapping would have to be renewed when the file grows, which waits for every snapshot: this test would hang.
func TestSnapshotDoesNotHoldUpGrowth(t *testing.T) {
	e := fresh(t)
	db := kv.Open(e, kv.Options{})
	snap, err := e.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for n := range 40 {
		if err := put(t, db, make([]byte, 1<<20-100), n); err != nil {
			t.Fatal(err)
		}
	}
	records, err := snap.Scan(nil, nil, 0)
	if err != nil || len(records) != 0 {
		t.Errorf("old snapshot shows %d records, %v", len(records), err)
	}
	snap.Release()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
