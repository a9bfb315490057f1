package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
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
	t.Skip("no Chromium found: install one or name it in CHROME to follow a chapter in a browser")
	return ""
}

// patience is how long anything may take on a busy machine before a test gives up.
const patience = 90 * time.Second

// A window is a browser as a person uses it: they find things by role and name, as the browser itself computes them
// for a screen reader, and press only what they could reach. What its console complains about fails the test.
type window struct {
	ctx context.Context
	t   *testing.T

	mu         sync.Mutex
	complaints []string
	lost       bool // the server is gone on purpose
}

// openWindow starts the browser with a fresh profile and shows an address in it. It ends with the test.
func openWindow(t *testing.T, browser, address string, size chromedp.Action[chromedp.Void]) *window {
	t.Helper()
	alloc, stop := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(browser), chromedp.UserDataDir(t.TempDir()), chromedp.Headless, chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	w := &window{ctx: ctx, t: t}
	if err := chromedp.Listen(ctx, w.listen); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	t.Cleanup(w.complain)
	w.do(size, chromedp.Navigate(address))
	return w
}

func (w *window) listen(event any) {
	said := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		said = e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			said += " " + x.Description
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			said = e.Entry.Text + " " + e.Entry.URL
		}
	}
	if said == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.lost {
		w.complaints = append(w.complaints, said)
	}
}

// loses is called before the program ends: from here on the console may complain that it is gone.
func (w *window) loses() {
	w.complain()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lost = true
}

func (w *window) complain() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.complaints {
		w.t.Errorf("console: %s", c)
	}
	w.complaints = nil
}

// do runs actions; the first that fails ends the test.
func (w *window) do(actions ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		w.t.Fatalf("%v\nThe page says:\n%s", err, w.text())
	}
}

// until tries again and again until there is nothing wrong; what is still wrong after patience ends the test.
func (w *window) until(what string, try func(context.Context) error) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var wrong error
	for {
		err := try(ctx)
		if err == nil {
			return
		}
		if wrong == nil || ctx.Err() == nil {
			wrong = err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			w.t.Fatalf("%s: %v\nThe page says:\n%s", what, wrong, w.text())
		}
	}
}

// text is what stands on the page, for failures.
func (w *window) text() string {
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText.slice(-4000)`))
	if err != nil {
		return err.Error()
	}
	return text
}

// messages is what the messages of the open channel say, oldest first.
var messages = chromedp.Evaluate[[]string](
	`[...document.querySelectorAll("article")].filter((a) => a.checkVisibility()).map((a) => a.innerText)`)

// reads waits until a message says all of the given words, and returns how many messages stand before it.
func (w *window) reads(words ...string) int {
	w.t.Helper()
	found := -1
	w.until(fmt.Sprintf("no message says %q", words), func(ctx context.Context) error {
		list, err := chromedp.Run(ctx, messages)
		if err != nil {
			return err
		}
		for i, text := range list {
			if all(text, words) {
				found = i
				return nil
			}
		}
		return fmt.Errorf("%d messages", len(list))
	})
	return found
}

// shows waits until the page says the words anywhere.
func (w *window) shows(words string) {
	w.t.Helper()
	w.until(fmt.Sprintf("the page does not say %q", words), func(ctx context.Context) error {
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
		if err == nil && !strings.Contains(text, words) {
			err = errMissing
		}
		return err
	})
}

// all reports whether every one of words is in text.
func all(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// sees waits until something with the role and the name is there to be seen.
func (w *window) sees(role, name string) {
	w.t.Helper()
	w.until(fmt.Sprintf("no %s %q to see", role, name), func(ctx context.Context) error {
		return w.reach(ctx, role, name, `function() { return this.checkVisibility() ? "" : "it is hidden" }`)
	})
}

// presses waits until something with the role and the name can be pressed, and presses it once. Of several it takes
// the last, which is the newest.
func (w *window) presses(role, name string) {
	w.t.Helper()
	w.until(fmt.Sprintf("no %s %q to press", role, name), func(ctx context.Context) error {
		return w.reach(ctx, role, name, press)
	})
}

// press is done at once, so that nothing can move in between. It refuses what a finger could not hit.
const press = `function() {
	if (!this.isConnected || !this.checkVisibility()) return "it is hidden";
	if (this.disabled) return "it is disabled";
	if (this.closest("[inert]")) return "it is out of reach";
	this.scrollIntoView({ block: "nearest", behavior: "instant" });
	const box = this.getBoundingClientRect();
	const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
	if (!hit || !this.contains(hit)) return "it is covered by " + (hit ? hit.outerHTML.slice(0, 120) : "nothing");
	this.focus();
	this.click();
	return "";
}`

// errMissing says that nothing has the role and the name.
var errMissing = errors.New("it is not there")

// reach calls a function on the last thing with the role and the name; it returns "" or what is wrong.
func (w *window) reach(ctx context.Context, role, name, function string) error {
	nodes, err := w.find(ctx, role, name)
	if err != nil {
		return err
	}
	if len(nodes) == 0 {
		return errMissing
	}
	last := nodes[len(nodes)-1]
	_, err = chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		var void chromedp.Void
		where, err := cdp.Call(ctx, t, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: last.BackendDOMNodeID})
		if err != nil {
			return void, err
		}
		done, err := cdp.Call(ctx, t, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
			FunctionDeclaration: function, ObjectID: where.Object.ObjectID,
		})
		if err != nil {
			return void, err
		}
		if done.ExceptionDetails != nil {
			return void, errors.New(done.ExceptionDetails.Text)
		}
		if wrong := string(done.Result.Value); wrong != `""` {
			return void, errors.New(wrong)
		}
		return void, nil
	})
	return err
}

// called reports whether a name, as JSON, is the one wanted, or begins with it if that ends in "…".
func called(encoded, want string) bool {
	var name string
	if err := json.Unmarshal([]byte(encoded), &name); err != nil {
		return false
	}
	if head, part := strings.CutSuffix(want, "…"); part {
		return strings.HasPrefix(name, head)
	}
	return name == want
}

// find returns what the browser would tell a screen reader about: everything with the role and the name.
func (w *window) find(ctx context.Context, role, name string) ([]*accessibility.Node, error) {
	return chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) ([]*accessibility.Node, error) {
		root, err := cdp.Call(ctx, t, dom.GetDocument, dom.GetDocumentParams{})
		if err != nil {
			return nil, err
		}
		found, err := cdp.Call(ctx, t, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{
			BackendNodeID: root.Root.BackendNodeID, Role: role,
		})
		if err != nil {
			return nil, err
		}
		var out []*accessibility.Node
		for _, n := range found.Nodes {
			if !n.Ignored && n.Name != nil && called(string(n.Name.Value), name) {
				out = append(out, n)
			}
		}
		return out, nil
	})
}

// ask returns the value of an expression in the page, for what cannot be seen at a glance.
func ask[T any](w *window, expression string) T {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		w.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// misses waits until nothing with the role and the name is there any more.
func (w *window) misses(role, name string) {
	w.t.Helper()
	w.until(fmt.Sprintf("there is still a %s %q", role, name), func(ctx context.Context) error {
		nodes, err := w.find(ctx, role, name)
		if err == nil && len(nodes) > 0 {
			err = errors.New("it is there")
		}
		return err
	})
}

// types writes text where the focus is.
func (w *window) types(text string) {
	w.t.Helper()
	w.do(chromedp.KeyEvent(text))
}

// enter presses the Enter key.
func (w *window) enter() {
	w.t.Helper()
	strokes := []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp}
	for _, kind := range strokes {
		w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{
				Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13,
			})
			return err
		}))
	}
}
