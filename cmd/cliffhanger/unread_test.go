package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
)

// withALink adds a link that leads nowhere to a story's folder.
func withALink(t *testing.T, dir, name string) string {
	t.Helper()
	if err := os.Symlink("nowhere.md", filepath.Join(dir, name)); err != nil {
		t.Skip("no links here: ", err)
	}
	return dir
}

// One file that cannot be read is an error of that file, and all others are read.
func TestCheckReadsOnBesideAFileThatCannotBeRead(t *testing.T) {
	dir := withALink(t, writeFolder(t, goodStory()), "03-fog.md")
	code, out, stderr := ranWith(t, "check", dir)
	if code != exitFailed || stderr != "1 error, 0 warnings\n" {
		t.Errorf("%d, %s", code, stderr)
	}
	for _, want := range []string{
		"03-fog.md: error: this is a link that leads nowhere, so there is nothing to read\n" +
			"     = mend the link, or take it out of the folder\n\nThe Ferry by A. Writer\n",
		"        3       0", "Chapter 3 (03-fog.md)\n  scenes:   none; what is said above has to be mended first\n",
		"Chapter 1: Rope (01-rope.md)\n  note:     Thank you for being here.\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	code, out, _ = ranWith(t, "check", dir, "--json")
	var got checkReport
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitFailed || len(got.Chapters) != 3 ||
		len(got.Chapters[2].Problems) != 1 || got.Chapters[1].Title != "Water" {
		t.Errorf("%d, %v\n%s", code, err, out)
	}
}

// So it is with story.yaml, whatever the reason.
func TestCheckReadsOnWithoutSettings(t *testing.T) {
	files := goodStory()
	delete(files, "story.yaml")
	dir := withALink(t, writeFolder(t, files), "story.yaml")
	if code, out, _ := ranWith(t, "check", dir); code != exitFailed || !strings.Contains(out, "story.yaml: error: this is a "+
		"link that leads nowhere") || !strings.Contains(out, "Chapter 2: Water (02-water.md)\n") {
		t.Errorf("%d\n%s", code, out)
	}
	into := filepath.Join(t.TempDir(), "new")
	if code, out, stderr := ranWith(t, "import", dir, "--into", into); code != exitFailed || !strings.Contains(out,
		"story.yaml: error: ") || !strings.Contains(stderr, "nothing is written: mend the errors above") {
		t.Errorf("%d, %s\n%s", code, stderr, out)
	}
	if _, err := os.Lstat(into); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is made: %v", into, err)
	}
}

func TestCheckOfWhatMayNotBeRead(t *testing.T) {
	dir := writeFolder(t, goodStory())
	path := filepath.Join(dir, "02-water.md")
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(path); err == nil {
		t.Skip("whoever runs this may read everything")
	}
	if code, out, _ := ranWith(t, "check", dir); code != exitFailed || !strings.Contains(out, "02-water.md: error: there is "+
		"no permission to read the file, so it is not read\n     = allow it to be read in its properties") {
		t.Errorf("%d\n%s", code, out)
	}
}

func TestCheckOfAFolderThatMayNotBeListed(t *testing.T) {
	dir := writeFolder(t, goodStory())
	if err := os.Chmod(dir, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755) // or it could not be removed
	if _, err := os.ReadDir(dir); err == nil {
		t.Skip("whoever runs this may read everything")
	}
	if code, _, stderr := ranWith(t, "check", dir); code != exitUsage || !strings.Contains(stderr, "open the-ferry: ") ||
		!strings.HasSuffix(stderr, ": see to it that you may read it\n") {
		t.Errorf("%d, %s", code, stderr)
	}
}

// A disk that fails: Linux refuses to read the beginning of a process's memory with an input/output error.
func TestCheckOfAFailingDisk(t *testing.T) {
	dir, memory := writeFolder(t, goodStory()), "/proc/self/mem"
	if _, err := os.ReadFile(memory); !errors.Is(err, syscall.EIO) {
		t.Skip("there is nothing here that fails to be read: ", err)
	}
	if err := os.Symlink(memory, filepath.Join(dir, "03-fog.md")); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := ranWith(t, "check", dir); code != exitFailed || !strings.Contains(flat(out), "03-fog.md: error: the "+
		"file could not be read: "+syscall.EIO.Error()+" = close it in other programs and try again;") {
		t.Errorf("%d\n%s", code, out)
	}
}

// A single manuscript that is such a link is a wrong call.
func TestCheckOfALinkAlone(t *testing.T) {
	path := filepath.Join(withALink(t, t.TempDir(), "fog.md"), "fog.md")
	if code, _, stderr := ranWith(t, "check", path); code != exitUsage || !strings.Contains(stderr,
		"a link that leads nowhere: mend it") {
		t.Errorf("%d, %s", code, stderr)
	}
}

// What runs keeps the last good state of a story of which a file cannot be read any more, and what starts refuses it.
func TestAFileThatCannotBeReadChangesNothing(t *testing.T) {
	one := aStory(t, "id: one\ntitle: One\n")
	synctest.Test(t, func(t *testing.T) {
		w := watches(t, nil, one)
		for _, name := range []string{"02-ebb.md", "story.yaml"} {
			path := filepath.Join(one, name)
			was, wasErr := os.ReadFile(path)
			if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			withALink(t, one, name)
			w.passes()
			w.handed(0)
			w.logged(name+": error: this is a link that leads nowhere", "a story has errors; it stays as it was")
			if _, err := readStories(w.log, []string{one}); err == nil {
				t.Errorf("%s: the story can be served", name)
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if wasErr == nil {
				write(t, one, name, string(was))
			}
		}
		write(t, one, "02-ebb.md", "# The Ebb\n\nThen it was gone.\n")
		w.passes()
		w.handed(1)
	})
}
