package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What cannot be read or written is named as it was given, and by nothing else.
func TestWhatCannotBeReadIsNamed(t *testing.T) {
	dir := writeFolder(t, goodStory())
	t.Chdir(dir)
	if err := os.Symlink("nowhere", "link.md"); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(dir, "none", "page.html")
	const hint = ": give a folder with chapters, or a file"
	for want, args := range map[string][]string{
		"there is no none.md" + hint:                    {"check", "none.md"},
		"there is no ../none.md" + hint:                 {"simulate", "../none.md"},
		"there is no nowhere" + hint:                    {"preview", "nowhere"},
		"link.md is a link that leads nowhere: mend it": {"check", "link.md"},
		"there is no folder " + filepath.Dir(page) + " to write page.html in: make it first, or name another place": {
			"check", "01-rope.md", "--html", page},
	} {
		code, _, stderr := ranWith(t, args...)
		if got := strings.Join(strings.Fields(stderr), " "); code != exitUsage || got != "cliffhanger: "+want {
			t.Errorf("%v: %d, %q, want %q", args, code, got, want)
		}
	}
}
