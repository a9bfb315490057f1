package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A preview is the program as `cliffhanger preview` runs it, in this process.
type preview struct {
	t       *testing.T
	address string
	cancel  context.CancelFunc
	said    *notes        // standard error
	ended   chan struct{} // closed when the program has returned code
	code    int
}

// notes keeps what is written while others read it.
type notes struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.buf.Write(p)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.buf.String()
}

// startPreview runs the preview of the sample story, unless told another one, and waits until it says where its page
// is.
func startPreview(t *testing.T, more ...string) *preview {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	p := &preview{t: t, cancel: cancel, said: &notes{}, ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		args := append([]string{"preview", "--listen", "127.0.0.1:0", "--speed", "600"}, more...)
		p.code = run(ctx, args, func(string) string { return "" }, in, p.said)
		in.Close() // closing a pipe cannot fail
	}()
	t.Cleanup(func() {
		cancel()
		out.Close() // or it might wait for somebody to read
		<-p.ended
	})
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the preview does not say where its page is (%v):\n%s", err, p.said)
		}
		if _, address, ok := strings.Cut(strings.TrimSpace(line), " is being told at "); ok {
			p.address = address
			go lines.WriteTo(io.Discard) // what else it prints must not keep it waiting
			return p
		}
	}
}

// stop ends the preview as Ctrl-C does and returns how long that took. It must have complained of what is expected, line
// by line, and of nothing else.
func (p *preview) stop(expected ...string) time.Duration {
	p.t.Helper()
	begin := time.Now()
	p.cancel()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatal("the preview does not end")
	}
	if p.code != exitOK {
		p.t.Errorf("the preview ends with %d, want %d", p.code, exitOK)
	}
	said := strings.Split(strings.TrimSuffix(p.said.String(), "\n"), "\n")
	for _, want := range expected {
		i := slices.IndexFunc(said, func(line string) bool { return strings.Contains(line, want) })
		if i < 0 {
			p.t.Errorf("the preview does not say %q", want)
			continue
		}
		said = slices.Delete(said, i, i+1)
	}
	if rest := strings.Join(said, "\n"); rest != "" {
		p.t.Errorf("the preview complains:\n%s", rest)
	}
	return time.Since(begin)
}

// What a person reads on the page.
const (
	iAmInes   = "You are Ines. Switch to somebody else"
	iAmTomasz = "You are Tomasz. Switch to somebody else"
	sayHere   = "You cannot post here, but you can use commands. Type / to see them."
	onlyYou   = "Only you can see this"
	question  = "What does Ruta do first?"
)

func TestAReaderFollowsAChapterInTheBrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	p := startPreview(t)
	w := openWindow(t, browser, p.address, chromedp.EmulateViewport(1280, 800))
	w.sees("button", iAmInes)
	w.readsPrivately()
	w.marksAScene()
	w.changesAVote()
	w.isNotSeenByOthers()
	w.tellsTheAuthor()
	w.waitsForTheResult()
	w.loses()
	t.Logf("the preview ended %v after Ctrl-C", p.stop().Round(time.Millisecond))
	w.shows("The connection to the sandbox broke.")
}

func TestAReaderVotesOnAPhoneInTheBrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	p := startPreview(t)
	phone := chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch)
	w := openWindow(t, browser, p.address, phone)
	w.reads("Chapter 1 · Nine Taps")
	w.presses("button", "Open the channel list")
	w.presses("button", "talk…")
	w.sees("heading", "talk")
	w.presses("button", "Open the channel list")
	w.presses("button", "story…")
	w.sees("heading", "story")
	w.reads(question, "Vote with a reaction.", "(in 2 days)")
	w.presses("button", "🔔, 1 reaction")
	w.sees("button", "🔔, 2 reactions")
	w.fits()
	w.presses("button", "🔔, 2 reactions")
	w.sees("button", "🔔, 1 reaction")
	w.loses()
	p.stop()
}

// readsPrivately opens the story by /read while its first chapter is still being posted, and turns the page.
func (w *window) readsPrivately() {
	w.t.Helper()
	lead := w.reads("Chapter 1 · Nine Taps", "The Dry Side", "by Mara Voss", "5 scenes")
	if first := w.reads("There are eighty-six markers", "hit each of them"); first != lead+1 {
		w.t.Errorf("the first scene is message %d, the lead %d", first, lead)
	}
	w.presses("combobox", sayHere)
	w.types("/rea")
	w.sees("option", "/read Read on, where you left off")
	w.enter()
	w.sees("textbox", "chapter")
	w.enter()
	w.reads(onlyYou, "Chapter 1 · scene 1 of 5 · page 1 of")
	w.presses("button", "Next")
	w.reads(onlyYou, "Chapter 1 · scene 1 of 5 · page 2 of")
}

// marksAScene presses the button under the last scene once the whole chapter is out.
func (w *window) marksAScene() {
	w.t.Helper()
	w.reads("Author’s note")
	w.reads(question, "Vote with a reaction.")
	w.presses("button", "Mark read to here")
	w.reads(onlyYou, "Marked: you have read to the end of chapter 1, scene 5.")
}

// changesAVote presses one reaction and then another: the first goes back.
func (w *window) changesAVote() {
	w.t.Helper()
	w.presses("button", "🔨, 1 reaction")
	w.sees("button", "🔨, 2 reactions")
	w.presses("button", "🔔, 1 reaction")
	w.sees("button", "🔔, 2 reactions")
	w.sees("button", "🔨, 1 reaction")
}

// watchForLeaks notes whether the page ever names another viewer while it still shows what only Ines may see.
const watchForLeaks = `(() => {
	window.leaked = false;
	new MutationObserver(() => {
		const others = !document.querySelector("[aria-label^='You are Ines.']");
		const read = document.querySelector("[aria-label=Messages]").textContent;
		if (others && read.includes("Only you can see this")) window.leaked = true;
	}).observe(document.body, { subtree: true, childList: true, attributes: true });
	return true;
})()`

// isNotSeenByOthers becomes Tomasz, who sees nothing of what only Ines may see, has him vote, and becomes Ines again.
func (w *window) isNotSeenByOthers() {
	w.t.Helper()
	ask[bool](w, watchForLeaks)
	w.presses("button", iAmInes)
	w.presses("menuitem", "Tomasz Reader")
	w.sees("button", iAmTomasz)
	w.until("Tomasz sees what is for Ines alone", func(ctx context.Context) error {
		list, err := chromedp.Run(ctx, messages)
		if err != nil {
			return err
		}
		if text := strings.Join(list, "\n"); !strings.Contains(text, question) || strings.Contains(text, onlyYou) {
			return errors.New(text)
		}
		return nil
	})
	w.misses("button", "Next")
	if ask[bool](w, `window.leaked`) {
		w.t.Error("for a moment Tomasz saw what is for Ines alone")
	}
	w.presses("button", "🔔, 2 reactions")
	w.sees("button", "🔔, 3 reactions")
	w.presses("button", iAmTomasz)
	w.presses("menuitem", "Ines Reader")
	w.sees("button", iAmInes)
	w.reads(onlyYou, "Chapter 1 · scene 1 of 5 · page 2 of")
}

// tellsTheAuthor fills in the form of those who would choose none.
func (w *window) tellsTheAuthor() {
	w.t.Helper()
	w.presses("button", "None of these: tell the author")
	w.sees("dialog", "Tell the author")
	w.presses("textbox", "Your words, for the author")
	w.types("I would swim.")
	w.presses("button", "Submit")
	w.reads(onlyYou, "Thank you: the author will read it.")
	w.misses("dialog", "Tell the author")
}

// waitsForTheResult turns the clock to the end of the vote.
func (w *window) waitsForTheResult() {
	w.t.Helper()
	w.remindedOf("the vote closes")
	w.reads("The vote on chapter 1 has closed", question, "2 readers voted.",
		"Ring the storm bell and empty Lower Quay Street wins.",
		"Tap back, and find out who it is 🔨\n░░░░░░░░░░░░░░░░ 0 · 0 %",
		"Ring the storm bell and empty Lower Quay Street 🔔\n████████████████ 2 · 100 %")
}

// fits fails if the page is wider than the screen.
func (w *window) fits() {
	w.t.Helper()
	if wide := ask[int](w, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		w.t.Errorf("the page is %d pixels wider than the screen", wide)
	}
}
