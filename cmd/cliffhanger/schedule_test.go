package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// clockChange returns a day after now on which Berlin's clocks change.
func clockChange(t *testing.T) time.Time {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().In(berlin)
	for days := 5; days < 400; days++ {
		day := time.Date(now.Year(), now.Month(), now.Day()+days, 0, 0, 0, 0, berlin)
		_, before := day.Zone()
		if _, after := day.AddDate(0, 0, 1).Zone(); after != before {
			return day
		}
	}
	t.Fatal("Berlin's clocks do not change any more")
	return now
}

// aSerial writes a story that appears daily from two days before a day, in the channels of the sandbox's server.
func aSerial(t *testing.T, day time.Time) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "story.yaml", "title: The Ferry\nzone: Europe/Berlin\nschedule: daily 19:00\nstart: "+
		day.AddDate(0, 0, -2).Format(time.DateOnly)+"\ngap: 0s\nchannel: story\ndesk: author-desk\nindex: yes\n"+
		"discuss: thread\nearly: [{channel: early-access, lead: 6h}]\n")
	for n := 1; n <= 6; n++ {
		write(t, dir, fmt.Sprintf("%02d.md", n),
			fmt.Sprintf("# Chapter %d: Crossing %d\n\nThe ferry left at %d o’clock.\n", n, n, n))
	}
	return dir
}

// becomes switches to somebody else.
func (w *window) becomes(name, role string) {
	w.t.Helper()
	w.presses("button", "You are …")
	w.presses("menuitem", name+" "+role)
	w.shows("You are now " + name)
}

// opens goes to a channel of the list.
func (w *window) opens(channel string) {
	w.t.Helper()
	w.presses("button", channel+"…")
	w.sees("heading", channel)
}

// commands runs a slash command with values for what it asks.
func (w *window) commands(command string, values ...string) {
	w.t.Helper()
	w.presses("combobox", "Message #story")
	w.types("/" + command)
	w.sees("option", "/"+command+"…")
	w.enter()
	if len(values) == 0 {
		return // that has run it
	}
	w.sees("button", "Run /"+command)
	for _, v := range values {
		w.types(v)
	}
	w.presses("button", "Run /"+command)
}

// jumps turns the clock to the next thing that waits.
func (w *window) jumps(to string) {
	w.t.Helper()
	w.presses("button", "Jump to next: "+to+"…")
}

// lacks fails if a message of the open channel says the words.
func (w *window) lacks(words string) {
	w.t.Helper()
	list, err := chromedp.Run(w.ctx, messages)
	if err != nil {
		w.t.Fatal(err)
	}
	if strings.Contains(strings.Join(list, "\n"), words) {
		w.t.Errorf("a message says %q already", words)
	}
}

// leads reads a chapter in the early channel while the public one is still without it, and then there.
func (w *window) leads(chapter string) {
	w.t.Helper()
	words := "The ferry left at " + chapter + " o’clock."
	w.opens("early-access")
	w.reads(words)
	w.opens("story")
	w.lacks(words)
	w.jumps("chapter " + chapter)
	w.reads(words)
}

func TestAnAuthorKeepsToADateThroughAClockChangeInTheBrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	day := clockChange(t)
	dir := aSerial(t, day)
	p := startPreview(t, dir, "--speed", "0", "-v")
	w := openWindow(t, browser, p.address, chromedp.EmulateViewport(1280, 800))
	w.sees("button", iAmInes)
	w.misses("button", "early-access…")
	w.misses("button", "author-desk…")
	w.becomes("Mara Voss", "Author")

	w.leads("1")
	w.commands("schedule show")
	due := time.Date(day.Year(), day.Month(), day.Day(), 19, 0, 0, 0, day.Location())
	w.reads("/schedule show", onlyYou, "Chapter 3 · Crossing 3\n"+due.Format("Mon 2 Jan 2006 15:04 MST"),
		"early in #early-access", "by 1h on "+day.Format("Mon 2 Jan 2006"))
	for _, n := range []string{"2", "3"} {
		w.jumps("chapter " + n)
		w.leads(n)
	}
	if got := w.now(); !got.Equal(due) {
		t.Errorf("chapter 3 came at %v, want %v", got, due)
	}
	w.pauses(due)
	w.corrects(p, dir)
	w.opens("author-desk")
	w.reads("The Ferry: 2 chapters left")
}

// now is when the newest message of the open channel was posted, to the minute.
func (w *window) now() time.Time {
	w.t.Helper()
	text := ask[string](w, `(() => {
		const stamps = [...document.querySelectorAll("article time[datetime]:not(.stamp)")];
		return stamps.at(-1)?.dateTime || "";
	})()`)
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		w.t.Fatalf("the newest message has no time: %v", err)
	}
	return at.Truncate(time.Minute)
}

// pauses has a date pass during a pause, and the chapter come on the date after it.
func (w *window) pauses(last time.Time) {
	w.t.Helper()
	w.commands("schedule pause")
	w.reads(onlyYou, "Paused.")
	w.sees("button", "Nothing is due")
	w.presses("button", "Other times to jump to")
	w.presses("menuitem", "In one day…")
	w.commands("schedule show")
	w.reads(onlyYou, "Paused since")
	w.lacks("left at 4 o’clock")
	w.commands("schedule resume")
	w.reads(onlyYou, "Resumed.")
	w.jumps("chapter 4")
	w.leads("4")
	if got, want := w.now(), last.AddDate(0, 0, 2); !got.Equal(want) {
		w.t.Errorf("chapter 4 came at %v, want %v", got, want)
	}
}

// corrects mends a typo in a chapter's file, and has the messages in both channels follow.
func (w *window) corrects(p *preview, dir string) {
	w.t.Helper()
	write(w.t, dir, "04.md", "# Chapter 4: Crossing 4\n\nThe ferry left at four o’clock.\n")
	w.until("the file is not read anew", func(context.Context) error {
		if !strings.Contains(p.said.String(), "read anew") {
			return errMissing
		}
		return nil
	})
	w.commands("chapter correct", "4")
	w.presses("button", "Change them")
	w.reads("left at four o’clock.", "(edited)")
	w.opens("early-access")
	w.reads("left at four o’clock.", "(edited)")
}
