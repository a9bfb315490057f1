package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A dash is standard output for the page: the report goes to standard error, and no file is made.
func TestCheckWritesThePageToStandardOutput(t *testing.T) {
	dir, here := writeFolder(t, goodStory()), t.TempDir()
	t.Chdir(here)
	code, out, stderr := ranWith(t, "check", dir, "--html", "-")
	if code != exitOK || !strings.HasPrefix(out, pageMark) || !strings.HasSuffix(out, "</html>\n") ||
		strings.Count(out, pageMark) != 1 {
		t.Errorf("%d\n%s", code, out)
	}
	if !strings.HasPrefix(stderr, "The Ferry by A. Writer\n") || !strings.Contains(stderr, "\nChapter 2: Water") ||
		strings.Contains(stderr, "the pages are in") {
		t.Errorf("standard error: %s", stderr)
	}
	page := filepath.Join(here, "page.html")
	if code, _, _ := ranWith(t, "check", dir, "--html", page); code != exitOK {
		t.Fatal(code)
	}
	if b, err := os.ReadFile(page); err != nil || string(b) != out {
		t.Errorf("the page in a file is another one: %v", err)
	}
	if names := namesIn(t, here); len(names) != 1 {
		t.Errorf("files %v", names)
	}
	if code, out, stderr := ranWith(t, "check", dir, "--html=-", "--json"); code != exitUsage || out != "" ||
		stderr != "cliffhanger: --html - and --json would both write to standard output: name a file for the page\n" {
		t.Errorf("%d, %s\n%s", code, stderr, out)
	}
}

// Where a dash cannot be meant, one sentence says so and what to do; what is called so itself can still be given.
func TestADashIsNoStory(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, ".", "-", "# Chapter 1\n\nThe tide came in.\n")
	write(t, ".", "1.md", "# Chapter 1\n\nThe tide came in.\n")
	for _, args := range [][]string{{"check", "-"}, {"import", "-", "--into", "new"}, {"import", "1.md", "-", "--into", "new"},
		{"preview", "-"}, {"simulate", "-"}, {"serve", "--story", "-"}, {"doctor", "--stories", "-"}} {
		code, out, stderr := ranWith(t, args...)
		if code != exitUsage || out != "" || stderr != "cliffhanger: - is standard input, and stories are not read from "+
			"there: save it as a file and give that; what is called - itself is ."+string(filepath.Separator)+"-\n" {
			t.Errorf("%v: %d, %s\n%s", args, code, stderr, out)
		}
	}
	if code, out, stderr := ranWith(t, "import", "1.md", "--into", "-"); code != exitUsage || out != "" ||
		!strings.Contains(stderr, "cannot import into -, which is standard output") {
		t.Errorf("%d, %s\n%s", code, stderr, out)
	}
	if code, out, stderr := ranWith(t, "check", "./-"); code != exitOK || !strings.Contains(out, "Chapter 1 (-)") {
		t.Errorf("%d, %s\n%s", code, stderr, out)
	}
}
