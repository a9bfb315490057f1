package store_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/boltkv"
)

func noEnv(string) string { return "" }

// withKey is an environment that holds the key.
func withKey(s store.Secret) func(string) string {
	return func(name string) string {
		if name == "CLIFFHANGER_KEY" {
			return hex.EncodeToString(s[:])
		}
		return ""
	}
}

func openFolder(t *testing.T, dir string, getenv func(string) string) *store.Store {
	t.Helper()
	s, err := store.OpenFolder(t.Context(), dir, getenv, store.Options{})
	must(t, err)
	return s
}

func TestOpenFolderKeepsEverything(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data", "deep")
	s := openFolder(t, dir, noEnv)
	r := s.Reader(reader)
	leaveTraces(t, s)
	must(t, s.Close())
	if runtime.GOOS != "windows" {
		info, err := os.Stat(dir)
		must(t, err)
		if info.Mode().Perm() != 0o700 {
			t.Errorf("the folder's mode is %#o", info.Mode().Perm())
		}
		for _, name := range []string{"cliffhanger.db", "cliffhanger.key"} {
			info, err := os.Stat(filepath.Join(dir, name))
			must(t, err)
			if info.Mode().Perm() != 0o600 {
				t.Errorf("the mode of %s is %#o", name, info.Mode().Perm())
			}
		}
	}
	s = openFolder(t, dir, noEnv)
	if s.Reader(reader) != r {
		t.Error("the reader has another name")
	}
	place, err := s.Place(t.Context(), guild, key(), r)
	must(t, err)
	equal(t, "place", place, store.ReaderPlace{At: placeOf(3, 1, 1), Furthest: placeOf(3, 1, 1), Updated: at(2)})
	answers, err := s.Answers(t.Context(), voteRef())
	must(t, err)
	if len(answers) != 1 || answers[0].Reader != r {
		t.Errorf("answers: %v", answers)
	}
	must(t, s.Close())
}

func TestOpenFolderInUse(t *testing.T) {
	dir := t.TempDir()
	s := openFolder(t, dir, noEnv)
	_, err := store.OpenFolder(t.Context(), dir, noEnv, store.Options{})
	if locked := new(boltkv.LockedError); !errors.As(err, &locked) {
		t.Errorf("got error %v, want a *boltkv.LockedError", err)
	}
	must(t, s.Close())
	must(t, openFolder(t, dir, noEnv).Close())
}

func TestOpenFolderWithTheKeyInTheEnvironment(t *testing.T) {
	dir := t.TempDir()
	must(t, openFolder(t, dir, withKey(secret())).Close())
	if _, err := os.Stat(filepath.Join(dir, "cliffhanger.key")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a key file was made: %v", err)
	}
	for _, c := range []struct {
		name   string
		getenv func(string) string
		want   error
		says   string
	}{
		{"another key", withKey(store.Secret{9}), store.ErrWrongSecret, "key is not the one"},
		{"no key", noEnv, store.ErrWrongSecret, "put the key file back"},
		{"half a key", func(string) string { return "abcd" }, nil, "CLIFFHANGER_KEY"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := store.OpenFolder(t.Context(), dir, c.getenv, store.Options{})
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got error %v", err)
			}
			left, err := os.ReadDir(dir)
			must(t, err)
			if len(left) != 1 {
				t.Errorf("refused, but %v are there now", left)
			}
		})
	}
	must(t, openFolder(t, dir, withKey(secret())).Close())
}

// The bytes of the file, free pages and all, do not say who reads.
func TestTheFileDoesNotSayWhoReads(t *testing.T) {
	dir := t.TempDir()
	s := openFolder(t, dir, withKey(secret()))
	traces := leaveTraces(t, s)
	must(t, s.Close())
	raw, err := os.ReadFile(filepath.Join(dir, "cliffhanger.db"))
	must(t, err)
	if !bytes.Contains(raw, []byte("page one")) {
		t.Fatal("not even a payload is found: this test looks in the wrong place")
	}
	for what, trace := range traces {
		if bytes.Contains(raw, trace) {
			t.Errorf("the file holds %s", what)
		}
	}
}

func TestManyReadersOnAFile(t *testing.T) {
	const writers = 64
	dir := t.TempDir()
	s := openFolder(t, dir, withKey(secret()))
	withVote(t, s)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for page := 1; page <= 4; page++ {
				r := s.Reader(uint64(w))
				if _, err := s.MoveTo(t.Context(), guild, key(), r, placeOf(3, 1, page), at(page), seen()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	must(t, s.Close())
	s = openFolder(t, dir, withKey(secret()))
	for w := range writers {
		got, err := s.Place(t.Context(), guild, key(), s.Reader(uint64(w)))
		must(t, err)
		equal(t, "place", got, store.ReaderPlace{At: placeOf(3, 1, 4), Furthest: placeOf(3, 1, 4), Updated: at(4)})
	}
	must(t, s.Close())
}

func TestAClosedStoreSaysSo(t *testing.T) {
	s := openFolder(t, t.TempDir(), noEnv)
	must(t, s.Close())
	if _, err := s.UnfinishedVotes(t.Context()); err == nil {
		t.Error("read from a closed store")
	}
	if err := s.SetSetting(t.Context(), "a", nil); err == nil {
		t.Error("wrote to a closed store")
	}
}
