package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story/manuscript"
)

// madeReady returns an import of two chapters into a folder that has the first already, up to where it is written.
func madeReady(t *testing.T) (dir string, b *brought, d destination) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "story")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "01-oil.md", "Old oil.\n")
	d, err := destinationOf(dir)
	if err != nil {
		t.Fatal(err)
	}
	from, err := manuscriptsOf([]string{filepath.Join(formats, "two.md")}, d)
	if err != nil {
		t.Fatal(err)
	}
	if b, err = from.bring(d, manuscript.Options{}, true); err != nil {
		t.Fatal(err)
	}
	if err := b.print(d, true); err != nil {
		t.Fatal(err)
	}
	return dir, b, d
}

// Where something comes between looking and writing, all is put back, and what is said names no hidden file.
func TestImportPutsBack(t *testing.T) {
	dir, b, d := madeReady(t)
	if err := os.Mkdir(filepath.Join(dir, "02-wick.md"), 0o755); err != nil {
		t.Fatal(err)
	}
	before := contents(t, dir)
	if err := b.write(d); err == nil || !strings.Contains(err.Error(), "write 02-wick.md: something of this name") {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
		t.Errorf("something is left or lost: %s", diff)
	}
	dir, b, d = madeReady(t)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := b.write(d); err == nil || strings.Contains(err.Error(), stagingName) || !strings.Contains(err.Error(), dir) {
		t.Errorf("the folder is gone: %v", err)
	}
}

// What cannot be made is not said to be as it was.
func TestImportWhereNothingCanBeMade(t *testing.T) {
	if _, err := os.Stat("/proc/self"); err != nil {
		t.Skip("no /proc, in which nobody may make a folder:", err)
	}
	code, _, stderr := ranWith(t, "import", filepath.Join(formats, "two.md"), "--into", "/proc/story")
	if want := "cliffhanger: write the story: nothing can be made in /proc: "; code != exitFailed ||
		!strings.HasPrefix(stderr, want) || !strings.HasSuffix(stderr, "; nothing is written\n") ||
		strings.Contains(stderr, stagingName) {
		t.Errorf("%d, %q", code, stderr)
	}
}
