package store_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"cliffhanger/store"
)

func TestLoadSecretMakesAFileOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	first, err := store.LoadSecret(path)
	must(t, err)
	if first == (store.Secret{}) {
		t.Fatal("the new secret is all zeros")
	}
	info, err := os.Stat(path)
	must(t, err)
	if runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("the mode is %#o", info.Mode())
	}
	second, err := store.LoadSecret(path)
	must(t, err)
	if second != first {
		t.Error("the file gives another secret")
	}
	text, err := os.ReadFile(path)
	must(t, err)
	parsed, err := store.ParseSecret(string(text))
	must(t, err)
	if parsed != first {
		t.Error("the file's text is another secret")
	}
	left, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	if len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
	other, err := store.LoadSecret(path + "2")
	must(t, err)
	if other == first {
		t.Error("two files have the same secret")
	}
}

func TestLoadSecretByManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	got := make([]store.Secret, 8)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			s, err := store.LoadSecret(path)
			if err != nil {
				t.Error(err)
			}
			got[i] = s
		})
	}
	wg.Wait()
	for i := range got {
		if got[i] != got[0] {
			t.Fatal("two programs started at once have different secrets")
		}
	}
}

func TestLoadSecretRefuses(t *testing.T) {
	good := strings.Repeat("0f", 32)
	for _, c := range []struct {
		name, text string
		mode       fs.FileMode
		says       string
	}{
		{"readable by the group", good, 0o640, "chmod 600"},
		{"readable by all", good, 0o604, "chmod 600"},
		{"empty", "", 0o600, "64 hexadecimal digits"},
		{"short", good[2:], 0o600, "64 hexadecimal digits"},
		{"long", good + "00", 0o600, "64 hexadecimal digits"},
		{"very long", strings.Repeat(good, 9), 0o600, "64 hexadecimal digits"},
		{"not hexadecimal", good[2:] + "zq", 0o600, "64 hexadecimal digits"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.mode != 0o600 && runtime.GOOS == "windows" {
				t.Skip("the mode does not say who may read on Windows")
			}
			path := filepath.Join(t.TempDir(), "key")
			must(t, os.WriteFile(path, []byte(c.text), 0o600))
			must(t, os.Chmod(path, c.mode))
			s, err := store.LoadSecret(path)
			if err == nil || s != (store.Secret{}) {
				t.Fatalf("loaded, error %v", err)
			}
			for _, want := range []string{c.says, path} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "zq") || strings.Contains(err.Error(), "0f0f") {
				t.Errorf("%q shows the file", err)
			}
			kept, err := os.ReadFile(path)
			must(t, err)
			if string(kept) != c.text {
				t.Error("a refused file was changed")
			}
		})
	}
	_, err := store.LoadSecret(t.TempDir())
	if err == nil {
		t.Error("loaded a folder")
	}
	_, err = store.LoadSecret(filepath.Join(t.TempDir(), "no", "key"))
	wantErr(t, err, fs.ErrNotExist)
}

func TestASecretDoesNotPrint(t *testing.T) {
	s := secret()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%d", "%q"} {
		if got := fmt.Sprintf(verb, s); got != "[secret]" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", s, "in", []store.Secret{s})
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", s)
	if got := strings.Count(log.String(), "[secret]"); got != 3 {
		t.Errorf("the log shows something else: %s", log.String())
	}
	if text, err := json.Marshal(struct{ S store.Secret }{s}); err != nil || string(text) != `{"S":"[secret]"}` {
		t.Errorf("JSON shows %s, error %v", text, err)
	}
}

func TestReaderDependsOnUserAndSecret(t *testing.T) {
	s := openMem(t)
	seen := map[[16]byte]uint64{}
	for _, user := range []uint64{0, 1, 256, 1 << 56, reader, ^uint64(0)} {
		id := s.Reader(user)
		if other, ok := seen[id]; ok {
			t.Errorf("users %d and %d have the same name", user, other)
		}
		seen[id] = user
	}
	// A different name would make every reader a stranger after an update of the program.
	if got, want := fmt.Sprintf("%x", s.Reader(reader)), "72ef9eb1f7e7e41c808cc201282c0166"; got != want {
		t.Errorf("the reader's name is %s, was %s", got, want)
	}
}
