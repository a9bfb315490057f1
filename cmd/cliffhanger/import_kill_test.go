package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// staged counts the files that an import has prepared beside the folder it makes; -1 if it has not begun.
func staged(t *testing.T, parent string) int {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(parent, ".cliffhanger-import-*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		return -1
	}
	entries, err := os.ReadDir(found[0])
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // it may have become the story's folder meanwhile
		t.Fatal(err)
	}
	return len(entries)
}

// An import that is killed, at whatever moment, leaves a whole folder or none.
func TestImportKilledLeavesNoHalfAFolder(t *testing.T) {
	const chapters = 120
	var text strings.Builder
	for n := 1; n <= chapters; n++ {
		fmt.Fprintf(&text, "# Chapter %d: Part %d\n\nThe tide came in for the %dth time.\n\n***\n\nIt went out.\n\n", n, n, n)
	}
	from := filepath.Join(t.TempDir(), "tide.md")
	if err := os.WriteFile(from, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	none, whole := 0, 0
	for _, at := range []int{0, 1, chapters / 4, chapters / 2, chapters, chapters + 1, chapters + 2} {
		parent := t.TempDir()
		dir := filepath.Join(parent, "tide")
		cmd := program(t, t.Context(), nil, "import", from, "--into", dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		for running := true; running && staged(t, parent) < at; {
			select {
			case <-ended:
				ended <- nil
				running = false
			case <-time.After(time.Millisecond):
			}
		}
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		<-ended
		entries, err := os.ReadDir(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			none++
		case err != nil:
			t.Fatal(err)
		case len(entries) != chapters+1:
			t.Errorf("killed after %d files: %d of %d are in the folder", at, len(entries), chapters+1)
		default:
			whole++
		}
		if got, err := os.ReadFile(from); err != nil || string(got) != text.String() {
			t.Errorf("the manuscript is changed: %v", err)
		}
	}
	t.Logf("no folder %d times, a whole one %d times", none, whole)
	if none == 0 || whole == 0 {
		t.Errorf("no folder %d times, a whole one %d times: both should come about", none, whole)
	}
}
