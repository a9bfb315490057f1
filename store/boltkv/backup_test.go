package boltkv_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
)

func TestBackupIsOneInstant(t *testing.T) {
	e := fresh(t)
	db := kv.Open(e, kv.Options{})
	for n := 0; n < 2000; n += 50 {
		if err := put(t, db, make([]byte, 500), n, n+1, n+2); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { // always two records in one update: a copy must have both or neither
		for n := 10_000; ctx.Err() == nil; n++ {
			if err := put(t, db, make([]byte, 200), n, n+1_000_000); err != nil {
				t.Errorf("put during backup: %v", err)
				return
			}
		}
	})
	path := filepath.Join(t.TempDir(), "copy.db")
	for range 5 {
		var copied bytes.Buffer
		n, err := e.Backup(t.Context(), &copied)
		if err != nil || n != int64(copied.Len()) {
			t.Fatalf("Backup = %d, %v, wrote %d", n, err, copied.Len())
		}
		if err := os.WriteFile(path, copied.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		verifyCopy(t, path)
	}
	stop()
	wg.Wait()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// verifyCopy checks the file that TestBackupIsOneInstant has copied.
func verifyCopy(t *testing.T, path string) {
	t.Helper()
	if err := boltkv.Check(path); err != nil {
		t.Error(err)
	}
	db := kv.Open(open(t, path), kv.Options{})
	there := numbers(t, db)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if want := []int{0, 1, 2, 50, 51}; len(there) < 5 || !slices.Equal(there[:5], want) {
		t.Errorf("copy begins with %v, want %v", there[:min(5, len(there))], want)
	}
	have := map[int]bool{}
	for _, n := range there {
		have[n] = true
	}
	for _, n := range there {
		if n >= 10_000 && n < 1_000_000 && !have[n+1_000_000] || n >= 1_000_000 && !have[n-1_000_000] {
			t.Errorf("copy holds half of an update: %d", n)
		}
	}
}

func TestBackupEnds(t *testing.T) {
	e := fresh(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := e.Backup(ctx, writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Backup under a context that ends: %v, want Canceled", err)
	}
	full := writerFunc(func([]byte) (int, error) { return 0, io.ErrShortWrite })
	if _, err := e.Backup(t.Context(), full); err == nil {
		t.Error("Backup to a full disk: no error")
	}
	if err := e.Close(); err != nil { // would hang if a snapshot had been left open
		t.Error(err)
	}
	if _, err := e.Backup(t.Context(), io.Discard); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("Backup of a closed engine: %v, want ErrClosed", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestCheckFindsDamage(t *testing.T) {
	e := fresh(t)
	db := kv.Open(e, kv.Options{})
	for n := range 300 {
		if err := put(t, db, []byte("value"), n); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(e.Path())
	if err != nil {
		t.Fatal(err)
	}
	if err := boltkv.Check(e.Path()); err != nil {
		t.Fatalf("sound file: %v", err)
	}
	broken := filepath.Join(t.TempDir(), "broken.db")
	key := record(250)
	at := bytes.LastIndex(sound, key)
	for i := bytes.Index(sound, key); i >= 0 && i <= at; {
		sound[i+len(key)-1] = 0 // now out of order, on every page that has the key
		next := bytes.Index(sound[i:], key)
		if next < 0 {
			break
		}
		i += next
	}
	if err := os.WriteFile(broken, sound, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := boltkv.Check(broken); err == nil {
		t.Error("a file with keys out of order passes")
	}
	if err := boltkv.Check(filepath.Join(t.TempDir(), "none.db")); err == nil {
		t.Error("a file that is not there passes")
	}
	if err := os.WriteFile(broken, []byte("once upon a time"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := boltkv.Check(broken); err == nil {
		t.Error("a file that is no store passes")
	}
}
