package page_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium returns the path of a browser: $CHROME or the first of the usual names on PATH. Without one the test is
// skipped.
func chromium(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("CHROME"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium found: install one or name it in CHROME to run the tests of the page itself")
	return ""
}

// patience is how long an action of the browser may take on a busy machine.
const patience = 30 * time.Second

// A tab is one browser tab. What its console complains about fails the test.
type tab struct {
	context.Context
	t *testing.T

	mu         sync.Mutex
	complaints []string
}

// startBrowser starts a browser with a fresh profile; it ends with the test.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	alloc, stop := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	t.Cleanup(stop)
	browser, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	if err := chromedp.Do(browser); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return browser
}

// newTab opens a tab of the given size.
func newTab(t *testing.T, browser context.Context, width, height int64) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	b := &tab{Context: ctx, t: t}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	b.do(chromedp.EmulateViewport(width, height))
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, c := range b.complaints {
			t.Errorf("console: %s", c)
		}
	})
	return b
}

func (b *tab) listen(event any) {
	said := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		said = e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			said += " " + x.Description
		}
	case *log.EventEntryAdded:
		// Refusals and a line that was cut are what some tests are about.
		wanted := strings.Contains(e.Entry.Text, "status of 4") || strings.Contains(e.Entry.Text, "net::ERR_")
		if e.Entry.Level == log.EntryLevelError && !wanted {
			said = e.Entry.Text + " " + e.Entry.URL
		}
	}
	if said == "" {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.complaints = append(b.complaints, said)
}

// do runs actions, each for at most half a minute; the first that fails ends the test.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for _, a := range actions {
		ctx, cancel := context.WithTimeout(b.Context, patience)
		err := chromedp.Do(ctx, a)
		cancel()
		if err != nil {
			b.t.Fatalf("%v\nThe page says:\n%s", err, b.body())
		}
	}
}

// press sends a named key such as "Enter" to whatever has the focus, as a keyboard does: chromedp.KeyEvent would also
// send the character of a key that the page has taken for itself.
func (b *tab) press(key string) {
	b.t.Helper()
	codes := map[string]int64{"Enter": 13, "Escape": 27, "Tab": 9, "ArrowUp": 38, "ArrowDown": 40, "Backspace": 8}
	strokes := []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp}
	for _, kind := range strokes {
		b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{
				Type: kind, Key: key, Code: key, WindowsVirtualKeyCode: codes[key], NativeVirtualKeyCode: codes[key],
			})
			return err
		}))
	}
}

// write types text into whatever has the focus.
func (b *tab) write(text string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(text))
}

// eval runs a statement in the page.
func (b *tab) eval(statement string) {
	b.t.Helper()
	evaluate[bool](b, "(() => {"+statement+"; return true })()")
}

// evaluate returns the value of an expression in the page.
func evaluate[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.Context, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for an expression to become true in the page.
func (b *tab) until(expression string) {
	b.t.Helper()
	poll := chromedp.Poll[bool]("Boolean("+expression+")", chromedp.WithPollingTimeout(patience))
	_, err := chromedp.Run(b.Context, poll)
	if err != nil {
		b.t.Fatalf("never true: %s: %v\nThe page says:\n%s", expression, err, b.body())
	}
}

// body is what the page shows, for failures.
func (b *tab) body() string {
	ctx, cancel := context.WithTimeout(b.Context, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText.slice(0, 3000)`))
	if err != nil {
		return err.Error()
	}
	return text
}

// text reads what an element shows.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return evaluate[string](b, `document.querySelector(`+quoted(selector)+`)?.innerText ?? "(none)"`)
}
