package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// stagings returns the hidden folders in which imports prepare what they write into a folder.
func stagings(t *testing.T, parent string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(parent, ".cliffhanger-import-*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// staged counts the files that an import has prepared in a folder; -1 if it has not begun.
func staged(t *testing.T, parent string) int {
	t.Helper()
	found := stagings(t, parent)
	if len(found) == 0 {
		return -1
	}
	entries, err := os.ReadDir(filepath.Join(found[0], "new"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // it may have become the story's folder meanwhile
		t.Fatal(err)
	}
	return len(entries)
}

// tides writes a manuscript of so many chapters and returns its path and its text.
func tides(t *testing.T, chapters int) (path, text string) {
	t.Helper()
	var b strings.Builder
	for n := 1; n <= chapters; n++ {
		fmt.Fprintf(&b, "# Chapter %d: Part %d\n\nThe tide came in for the %dth time.\n\n***\n\nIt went out.\n\n", n, n, n)
	}
	path = filepath.Join(t.TempDir(), "tide.md")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path, b.String()
}

// until waits for something to come about while a started program runs, and reports whether it still runs.
func until(cmd *exec.Cmd, so func() bool) (ended chan error, running bool) {
	ended = make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for !so() {
		select {
		case err := <-ended:
			ended <- err
			return ended, false
		case <-time.After(time.Millisecond):
		}
	}
	return ended, true
}

// An import that is killed, at whatever moment, leaves a whole folder or none, and the next one takes away what else it
// has left.
func TestImportKilledLeavesNoHalfAFolder(t *testing.T) {
	const chapters = 120
	from, text := tides(t, chapters)
	none, whole, left := 0, 0, 0
	for _, at := range []int{0, 1, chapters / 4, chapters / 2, chapters, chapters + 1, chapters + 2} {
		parent := t.TempDir()
		dir := filepath.Join(parent, "tide")
		cmd := program(t, t.Context(), nil, "import", from, "--into", dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended, _ := until(cmd, func() bool { return staged(t, parent) >= at })
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
		if got, err := os.ReadFile(from); err != nil || string(got) != text {
			t.Errorf("the manuscript is changed: %v", err)
		}
		left += len(stagings(t, parent))
		if code, out, stderr := ranWith(t, "import", from, "--into", dir, "--force"); code != exitOK {
			t.Errorf("again: %d, %s\n%s", code, stderr, out)
		}
		if names := stagings(t, parent); len(names) > 0 || len(namesIn(t, dir)) != chapters+1 {
			t.Errorf("killed after %d files: %v stays, and %d files are in the folder", at, names, len(namesIn(t, dir)))
		}
	}
	t.Logf("no folder %d times, a whole one %d times, something beside it %d times", none, whole, left)
	if none == 0 || whole == 0 || left == 0 {
		t.Errorf("no folder %d times, a whole one %d times, something beside it %d times: all should come about", none, whole, left)
	}
}

// One that is killed while it writes over chapters loses none, whatever is imported next.
func TestImportKilledOverChaptersLosesNone(t *testing.T) {
	const chapters = 120
	from, _ := tides(t, chapters)
	more := filepath.Join(t.TempDir(), "more.md")
	if err := os.WriteFile(more, []byte("# Chapter 900: More\n\nIt was night.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	halfway := 0
	for _, at := range []int{0, 1, chapters / 3, chapters - 1} {
		dir := filepath.Join(t.TempDir(), "tide")
		if code, _, stderr := ranWith(t, "import", from, "--into", dir); code != exitOK {
			t.Fatal(code, stderr)
		}
		cmd := program(t, t.Context(), nil, "import", from, "--into", dir, "--force")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		replaced := func() int {
			for _, s := range stagings(t, dir) {
				if entries, err := os.ReadDir(filepath.Join(s, "old")); err == nil {
					return len(entries)
				}
			}
			return -1
		}
		ended, _ := until(cmd, func() bool { return replaced() >= at })
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		<-ended
		halfway += len(stagings(t, dir))
		if code, out, stderr := ranWith(t, "import", more, "--into", dir); code != exitOK {
			t.Errorf("%d, %s\n%s", code, stderr, out)
		}
		if names := namesIn(t, dir); len(names) != chapters+2 || strings.HasPrefix(names[0], ".") {
			t.Errorf("killed after %d files: %d of %d are there: %v", at, len(names), chapters+2, names)
		}
	}
	if t.Logf("killed halfway %d times", halfway); halfway == 0 {
		t.Error("it was never killed halfway")
	}
}

// leftBehind makes what an import leaves that is killed between two files: one is taken out, and none come in its place.
func leftBehind(t *testing.T, dir, name, text string) {
	t.Helper()
	s, err := newStaging(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(s.old(), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, s.old(), name, text)
	if err := s.release(); err != nil {
		t.Fatal(err)
	}
}

func TestImportBringsBackWhatWasTakenOut(t *testing.T) {
	files := goodStory()
	delete(files, "02-water.md")
	dir := writeFolder(t, files)
	leftBehind(t, dir, "02-water.md", goodStory()["02-water.md"])
	leftBehind(t, dir, "01-rope.md", "An older rope.\n")
	from := filepath.Join(writeFolder(t, map[string]string{"the shore.txt": "It was cold there.\n"}), "the shore.txt")
	if code, out, stderr := ranWith(t, "import", from, "--into", dir, "--dry-run"); code != exitOK || len(stagings(t, dir)) != 2 {
		t.Errorf("--dry-run: %d, %s\n%s", code, stderr, out)
	}
	code, out, stderr := ranWith(t, "import", from, "--into", dir)
	if code != exitOK || stderr != "" || !strings.HasPrefix(out, "an earlier import was ended in the middle; what it had taken "+
		"out of "+dir+" is back:\n  02-water.md\n\n") {
		t.Fatalf("%d, %s\n%s", code, stderr, out)
	}
	all := contents(t, dir)
	for name, text := range goodStory() {
		if all[name] != text {
			t.Errorf("%s is %q", name, all[name])
		}
	}
	if _, ok := all["03-the-shore.md"]; !ok || len(all) != 4 {
		t.Errorf("%v", namesIn(t, dir))
	}
}

// What another import prepares stays as long as that lives.
func TestImportLeavesALivingOneAlone(t *testing.T) {
	parent := t.TempDir()
	living, err := newStaging(parent)
	if err != nil {
		t.Fatal(err)
	}
	if living.lock == nil {
		t.Skip("no locks here")
	}
	mine := filepath.Join(parent, ".cliffhanger-import-mine") // without a lock nobody knows whose it is
	if err := os.Mkdir(mine, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, mine, "poem.md", "Mine.\n")
	if err := os.Mkdir(filepath.Join(parent, ".cliffhanger-import-empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	again := func(into string, want ...string) {
		t.Helper()
		if code, out, stderr := ranWith(t, "import", filepath.Join(formats, "two.md"), "--into", filepath.Join(parent,
			into)); code != exitOK || stderr != "" {
			t.Fatalf("%d, %s\n%s", code, stderr, out)
		}
		if diff := cmp.Diff(want, stagings(t, parent)); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
	both := []string{living.dir, mine}
	slices.Sort(both)
	again("one", both...)
	if err := living.release(); err != nil {
		t.Fatal(err)
	}
	again("two", mine)
}
