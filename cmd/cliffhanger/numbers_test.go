package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// aLog writes a story of a ferry whose chapters are told from each other by their words.
func aLog(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "story.yaml", "title: The Ferry\nzone: Europe/Berlin\nschedule: daily 19:00\nstart: "+
		time.Now().AddDate(0, 0, 2).Format(time.DateOnly)+"\ngap: 0s\nchannel: story\ndesk: author-desk\n")
	for n, text := range []string{
		"The ferry left before the fog did. Nobody on the quay had slept, and the bell rang twice for a boat that was not ours.",
		"A man with a birdcage paid in foreign coins. He asked which of the two shores was further away and laughed at the answer.",
		"In the third night the rope gave out. We drifted past the lighthouse with our lamps dark and our shoes in our hands.",
		"The harbour was open again by spring. Somebody had painted the birdcage blue and hung it over the ticket window.",
	} {
		write(t, dir, fmt.Sprintf("%02d.md", n+1), fmt.Sprintf("# Crossing %d\n\n%s\n", n+1, text))
	}
	return dir
}

// readAnew waits until the story's files have been read so many times since the start.
func (w *window) readAnew(p *preview, times int) {
	w.t.Helper()
	w.until("the files are not read anew", func(context.Context) error {
		if strings.Count(p.said.String(), "read anew") < times {
			return errMissing
		}
		return nil
	})
}

func TestAnAuthorPutsAChapterInBeforeThoseThatAreOutInTheBrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	dir := aLog(t)
	p := startPreview(t, dir, "--speed", "0", "-v")
	w := openWindow(t, browser, p.address, chromedp.EmulateViewport(1280, 800))
	w.sees("button", iAmInes)
	w.becomes("Mara Voss", "Author")
	for _, words := range []string{"The ferry left before the fog did.", "A man with a birdcage"} {
		w.presses("button", "Jump to next: chapter…")
		w.reads(words)
	}
	write(t, dir, "00.md", "# Prologue\n\nLong before there was a ferry there was a rope, and my grandmother held one end of it.\n")
	w.readAnew(p, 1)
	w.opens("author-desk")
	w.reads("The Ferry has stopped", "is out as chapter 1", "Go on as numbered now")
	w.shoots("renumbered")
	w.opens("story")
	w.commands("schedule show")
	w.reads(onlyYou, "is out as chapter 1")
	w.shoots("renumbered-show")
	if err := os.Remove(filepath.Join(dir, "00.md")); err != nil {
		t.Fatal(err)
	}
	w.readAnew(p, 2)
	w.presses("button", "Jump to next: chapter…")
	w.reads("In the third night the rope gave out.")
	for _, words := range []string{"The ferry left before the fog did.", "A man with a birdcage", "Long before there was a ferry"} {
		w.opens("story")
		if n := strings.Count(w.told(), words); n > 1 || n == 1 && strings.HasPrefix(words, "Long") {
			t.Errorf("%q was posted %d times", words, n)
		}
	}
}

// told is what all messages of the open channel say.
func (w *window) told() string {
	w.t.Helper()
	list, err := chromedp.Run(w.ctx, messages)
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(list, "\n")
}
