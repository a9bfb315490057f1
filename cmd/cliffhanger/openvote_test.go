package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cliffhanger/story/sample"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pastedQuestion is how the pasted chapter ends.
const pastedQuestion = "which of the people in that cellar or above it do you trust the most right now"

// TestReadersVoteOnWhatTheyPutForwardInTheBrowser plays an open question of a chapter as it comes out of a web page from
// its first name to the archive: readers put names forward, the author lets them in, merges and strikes, and what is
// left is voted on. CLIFFHANGER_SHOTS names a folder for pictures of each step, on a desk's screen and a phone's.
func TestReadersVoteOnWhatTheyPutForwardInTheBrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	file := filepath.Join(t.TempDir(), "the-understudy.txt")
	if err := os.WriteFile(file, sample.Pasted(), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startPreview(t, file)
	w := openWindow(t, browser, p.address, chromedp.EmulateViewport(1280, 800))
	w.sees("button", iAmInes)
	w.reads(pastedQuestion, "Put something forward with the button until")
	w.presses("button", "30 times as fast") // or the round would be over before everybody has typed
	w.putForward()
	w.admits()
	w.votesOnNames()
	w.endsAsShown()
	w.loses()
	p.stop()
}

// jumpLabel is what the button is called that turns the clock to whatever is next.
const jumpLabel = "Jump to next: "

// remindedOf turns the clock to what is named, and on the way to the reminders of votes.
func (w *window) remindedOf(to string) {
	w.t.Helper()
	over := ""
	w.until("nothing leads to "+to, func(ctx context.Context) error {
		nodes, err := w.find(ctx, "button", jumpLabel+"…")
		if err != nil || len(nodes) == 0 {
			return errMissing
		}
		var label string
		if err := json.Unmarshal([]byte(nodes[0].Name.Value), &label); err != nil {
			return err
		}
		next := strings.TrimPrefix(label, jumpLabel)
		switch {
		case strings.HasPrefix(next, to):
			return w.reach(ctx, "button", label, press)
		case strings.HasPrefix(next, "a vote's reminder") && label != over: // pressed once, it takes a moment to go
			if err := w.reach(ctx, "button", label, press); err != nil {
				return err
			}
			over = label
		}
		return fmt.Errorf("next is %s", next)
	})
}

// names writes a name into the form of a round, and reads what comes of it.
func (w *window) names(name string, answer ...string) {
	w.t.Helper()
	w.presses("button", "Put something forward")
	w.sees("dialog", "Put something forward")
	w.presses("textbox", "One name or idea, in a few words")
	w.types(name)
	w.presses("button", "Submit")
	w.misses("dialog", "Put something forward")
	w.reads(append(answer, onlyYou)...)
}

// putForward has four people put names forward, one of them twice in other words and one that is not for print.
func (w *window) putForward() {
	w.t.Helper()
	w.names("Fitch", "Fitch is put forward, and waits for the author’s word.")
	w.shoots("putting-forward")
	w.becomes("Tomasz", "Reader")
	w.names("FITCH!", "Fitch was put forward already: it waits for the author’s word")
	w.names("the boy with the apple", "the boy with the apple is put forward")
	w.becomes("Wren", "Reader")
	w.names("Mr Pell", "Mr Pell is put forward")
	w.names("https://example.com/vote", "An option cannot hold a link.")
	w.becomes("Juno", "Moderator")
	w.names("Your mother", "Your mother is put forward")
	w.reads(pastedQuestion, "4 more wait for the author’s word.")
}

// admits has the author read what was put forward, at their desk, and decide on each.
func (w *window) admits() {
	w.t.Helper()
	w.becomes("Mara Voss", "Author")
	w.opens("author-desk")
	w.reads("asks its readers to put options forward", "Names in the chapter:", "Oona", "Only you see them.")
	w.reads("Put forward for chapter 4: Your mother")
	w.shoots("desk")
	w.presses("button", "Strike…")
	w.sees("dialog", "Take it out")
	w.presses("textbox", "The reason, which everybody reads")
	w.types("Be kind, please.")
	w.presses("button", "Submit")
	w.reads("Put forward for chapter 4: Your mother", "@Mara Voss took it out", "Be kind, please.")
	w.presses("button", "Approve") // Mr Pell
	w.reads("Put forward for chapter 4: Mr Pell", "@Mara Voss approved it")
	w.presses("button", "Merge into…")
	w.reads(onlyYou, "the boy with the apple is the same as which one?")
	w.presses("button", "It is the same as…")
	w.presses("option", "Fitch")
	w.reads("the boy with the apple counts as Fitch now.")
	w.reads("Put forward for chapter 4: the boy with the apple", "@Mara Voss merged it into Fitch")
	w.presses("button", "Dismiss message") // or the newest buttons would be those of what was merged
	w.presses("button", "Approve")
	w.reads("Put forward for chapter 4: Fitch", "@Mara Voss approved it")
	w.becomes("Ines", "Reader")
	w.opens("story")
	w.lacks("Names in the chapter") // they are for the author alone
	w.reads(pastedQuestion, "Put forward so far:", "Fitch · 2 readers", "Mr Pell",
		"Your mother · taken out by the author: Be kind, please.")
	w.shoots("nominations")
}

// votesOnNames has readers vote, change their votes, choose none and say why, once the round is over.
func (w *window) votesOnNames() {
	w.t.Helper()
	w.remindedOf("the question closes")
	w.reads("Nothing more is put forward: 2 options are voted on below.")
	w.misses("button", "Put something forward")
	w.reads("Your vote", pastedQuestion, "Fitch 🇦", "Mr Pell 🇧", "None of these 🚫", "Vote with a reaction.")
	w.presses("button", "🇦, 1 reaction")
	w.sees("button", "🇦, 2 reactions")
	w.presses("button", "🇧, 1 reaction") // she changes her mind
	w.sees("button", "🇧, 2 reactions")
	w.sees("button", "🇦, 1 reaction")
	w.presses("button", "My vote")
	w.reads(onlyYou, "Your vote: ", "Mr Pell")
	w.becomes("Tomasz", "Reader")
	w.presses("button", "🇧, 2 reactions")
	w.sees("button", "🇧, 3 reactions")
	w.becomes("Wren", "Reader")
	w.presses("button", "🚫, 1 reaction")
	w.sees("button", "🚫, 2 reactions")
	w.presses("button", "None of these: tell the author")
	w.sees("dialog", "Tell the author")
	w.presses("textbox", "Your words, for the author")
	w.types("I would smuggle out the prompt book.")
	w.presses("button", "Submit")
	w.reads(onlyYou, "Thank you: the author will read it.")
	w.shoots("vote")
}

// endsAsShown reads the result with its picture, the archive, and what the author got.
func (w *window) endsAsShown() {
	w.t.Helper()
	w.remindedOf("the vote closes")
	w.reads("The vote on chapter 4 has closed", pastedQuestion, "3 readers voted.", "Mr Pell wins.")
	w.sees("image", "…")
	w.until("the picture of the result is not drawn", func(ctx context.Context) error {
		const drawn = `[...document.querySelectorAll("article img")].at(-1)?.naturalWidth > 300`
		if done, err := chromedp.Run(ctx, chromedp.Evaluate[bool](drawn)); err != nil || !done {
			return errMissing
		}
		return nil
	})
	w.presses("button", "Description of the picture")
	w.shoots("result")
	w.commandsOf("results")
	w.reads(onlyYou, pastedQuestion, "Mr Pell")
	w.shoots("archive")
	w.becomes("Mara Voss", "Author")
	w.presses("combobox", "Message #story")
	w.types("/answers")
	w.sees("option", "/answers…")
	w.enter()
	w.presses("button", "Run /answers") // of the newest question
	w.reads(onlyYou, "I would smuggle out the prompt book.")
}

// commandsOf runs a slash command without options where one may not post.
func (w *window) commandsOf(command string) {
	w.t.Helper()
	w.presses("combobox", sayHere)
	w.types("/" + command)
	w.sees("option", "/"+command+"…")
	w.enter()
	w.enter()
}

// shoots takes pictures of the page, if they are asked for.
func (w *window) shoots(name string) {
	w.t.Helper()
	dir := os.Getenv("CLIFFHANGER_SHOTS")
	if dir == "" {
		return
	}
	phone, desk := chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile), chromedp.EmulateViewport(1280, 800)
	for _, v := range []struct {
		name, theme string
		size        chromedp.Action[chromedp.Void]
	}{{"phone-light", "light", phone}, {"phone-dark", "dark", phone}, {"desk-light", "light", desk}, {"desk-dark", "dark", desk}} {
		w.do(v.size, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			theme := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.theme}}
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: theme})
			if err != nil {
				return err
			}
			if err := settled(ctx); err != nil {
				return err
			}
			shot, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{})
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, name+"-"+v.name+".png"), shot.Data, 0o600)
		}))
	}
}

// settled waits until nothing moves on the page but what moves forever.
func settled(ctx context.Context) error {
	const still = `document.getAnimations().every((a) => a.effect.getTiming().iterations === Infinity)`
	_, err := chromedp.Run(ctx, chromedp.Poll[bool](still, chromedp.WithPollingTimeout(patience)))
	return err
}
