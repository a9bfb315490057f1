package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/story"
)

// A watching is a watcher at work in a bubble, and what it hands over.
type watching struct {
	t       *testing.T
	log     *notes
	hangups chan os.Signal
	got     [][]*story.Story
}

// watches lets a watcher begin on stories. It ends with the test.
func watches(t *testing.T, refuse error, dirs ...string) *watching {
	t.Helper()
	w := &watching{t: t, log: &notes{}, hangups: make(chan os.Signal)}
	accept := func(*story.Story) error { return nil }
	files := watch(slog.New(slog.NewTextHandler(w.log, nil)), accept, dirs...)
	stories, err := readStories(w.log, dirs)
	if err != nil {
		t.Fatal(err)
	}
	go files.run(t.Context(), stories, w.hangups, func(list []*story.Story) error {
		w.got = append(w.got, list)
		return refuse
	})
	w.passes()
	return w
}

// passes lets so much time pass that every change is noticed.
func (w *watching) passes() {
	time.Sleep(3 * watchEvery)
	synctest.Wait()
}

// handed fails the test unless stories were handed over so many times.
func (w *watching) handed(times int) {
	w.t.Helper()
	if len(w.got) != times {
		w.t.Fatalf("handed over %d times, want %d\n%s", len(w.got), times, w.log)
	}
}

// logged fails the test unless the log has all parts.
func (w *watching) logged(parts ...string) {
	w.t.Helper()
	for _, p := range parts {
		if !strings.Contains(w.log.String(), p) {
			w.t.Errorf("the log lacks %q:\n%s", p, w.log)
		}
	}
}

func TestAChangedFileIsReadAgain(t *testing.T) {
	one, other := aStory(t, "id: one\ntitle: One\n"), aStory(t, "id: other\ntitle: Other\n")
	synctest.Test(t, func(t *testing.T) {
		w := watches(t, nil, one, other)
		w.handed(0)
		write(t, one, "02-ebb.md", "# The Ebb\n\nThen it was gone.\n")
		w.passes()
		w.handed(1)
		if n := len(w.got[0][0].Chapters); n != 2 {
			t.Errorf("%d chapters, want 2", n)
		}
		write(t, other, "01-tide.md", "# The Tide\n\nThe tide came in early.\n")
		w.passes()
		w.handed(2)
		if w.got[1][0] != w.got[0][0] {
			t.Error("the story that has not changed is another value")
		}
		if got := w.got[1][1].Chapters[0].Scenes[0].Blocks[0].Text(); got != "The tide came in early." {
			t.Errorf("read %q", got)
		}
		w.passes()
		w.handed(2)
	})
}

func TestWhatCannotBePostedChangesNothing(t *testing.T) {
	one := aStory(t, "id: one\ntitle: One\n")
	synctest.Test(t, func(t *testing.T) {
		w := watches(t, nil, one)
		write(t, one, "story.yaml", "id: one\ntitle: One\nschedule: someday\n")
		w.passes()
		w.logged("story.yaml:3:", "it stays as it was")
		if err := os.Rename(one, one+"-away"); err != nil {
			t.Fatal(err)
		}
		w.passes()
		w.logged("cannot be read again")
		w.handed(0)
		if err := os.Rename(one+"-away", one); err != nil {
			t.Fatal(err)
		}
		write(t, one, "story.yaml", "id: one\ntitle: One, mended\n")
		w.passes()
		w.handed(1)
		if got := w.got[0][0].Title; got != "One, mended" {
			t.Errorf("read %q", got)
		}
		if err := os.Remove(one + "/01-tide.md"); err != nil {
			t.Fatal(err)
		}
		w.passes()
		w.logged("the folder holds no chapters")
		w.handed(1)
	})
}

func TestAHangupReadsEverything(t *testing.T) {
	one := aStory(t, "id: one\ntitle: One\n")
	synctest.Test(t, func(t *testing.T) {
		w := watches(t, nil, one)
		w.hangups <- os.Interrupt
		synctest.Wait()
		w.handed(1)
	})
}

func TestStoriesThatAreRefusedStayAsTheyWere(t *testing.T) {
	one := aStory(t, "id: one\ntitle: One\n")
	synctest.Test(t, func(t *testing.T) {
		w := watches(t, errMissing, one)
		write(t, one, "story.yaml", "id: one\ntitle: One, changed\n")
		w.passes()
		w.handed(1)
		w.logged("the stories stay as they were", errMissing.Error())
	})
}

// TestAChangedSceneIsReadAgain changes a scene in the folder that Longform's index names.
func TestAChangedSceneIsReadAgain(t *testing.T) {
	one := aStory(t, "id: one\ntitle: One\n")
	if err := os.Mkdir(filepath.Join(one, "scenes"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, one, "Index.md", "---\nlongform:\n  format: scenes\n  sceneFolder: scenes\n  scenes: [Tide]\n---\n")
	write(t, one, filepath.Join("scenes", "Tide.md"), "The tide came in.\n")
	for i, path := range []string{one, filepath.Join(one, "Index.md")} {
		synctest.Test(t, func(t *testing.T) {
			w := watches(t, nil, path)
			text := "The tide came in" + strings.Repeat(" early", i+1) + "."
			write(t, one, filepath.Join("scenes", "Tide.md"), text+"\n")
			w.passes()
			w.handed(1)
			if got := w.got[0][0].Chapters[0].Scenes[0].Blocks[0].Text(); got != text {
				t.Errorf("%s: read %q", path, got)
			}
		})
	}
}
