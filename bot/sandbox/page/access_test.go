package page_test

import (
	"context"
	"os"
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// nameless lists the controls on the page that a screen reader could not name, and ids that are used twice.
const nameless = `(() => {
	const name = (e) => (e.getAttribute("aria-label") || e.innerText || e.labels?.[0]?.innerText || e.alt || "").trim();
	const controls = [...document.querySelectorAll("button, a, input, textarea, img, [role=button], [role=option], " +
		"[role=menuitem], [role=listbox], [role=menu], dialog h2")];
	const bad = controls.filter((e) => e.checkVisibility() && !name(e)).map((e) => "no name: " + e.outerHTML);
	const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
	for (const id of ids.filter((id, i) => ids.indexOf(id) !== i)) bad.push("twice: #" + id);
	for (const e of document.querySelectorAll("[aria-controls],[aria-describedby]")) {
		const all = (e.getAttribute("aria-controls") || "") + " " + (e.getAttribute("aria-describedby") || "");
		for (const id of all.trim().split(/\s+/)) if (!document.getElementById(id)) bad.push("points nowhere: #" + id);
	}
	return bad;
})()`

func everythingHasAName(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Ines", "story")
	check := func(where string) {
		t.Helper()
		if bad := evaluate[[]string](b, nameless); len(bad) > 0 {
			t.Errorf("%s: %s", where, cmp.Diff([]string{}, bad))
		}
	}
	check("a channel")
	b.do(chromedp.Click("#me"))
	b.until(`document.querySelector("[role=menuitem]")`)
	check("the switch")
	b.press("Escape")
	b.until(`!document.querySelector("[role=menuitem]") && document.activeElement.id === "me"`)
	b.do(chromedp.Click(".container .select"))
	b.until(`document.querySelector("[role=option]")`)
	check("a select")
	b.press("Escape")
	b.do(chromedp.Focus("#say"))
	b.write("/read")
	check("the commands")
	b.press("Enter")
	b.until(`document.querySelector(".command-form .suggestion")`)
	check("a command")
	b.press("Escape")
	b.press("Escape")
	b.write("/note")
	b.press("Enter")
	b.until(`document.querySelector("dialog[open]")`)
	check("a form")
	b.press("Escape")
	b.until(`!document.querySelector("dialog[open]")`)
}

func onAPhone(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Ines", "story")
	b.do(chromedp.EmulateViewport(390, 844))
	b.until(`innerWidth === 390 && !document.querySelector("#side").checkVisibility({ visibilityProperty: true })`)
	if wide := evaluate[float64](b, `document.documentElement.scrollWidth`); wide > 390 {
		t.Errorf("the page is %g pixels wide on a phone of 390", wide)
	}
	for _, id := range []string{"#jump-next", "#say", "#drawer-open", "#speeds [data-speed='600']"} {
		box := `document.querySelector(` + quoted(id) + `).getBoundingClientRect()`
		if !evaluate[bool](b, box+`.width >= 24 && `+box+`.height >= 24 && `+box+`.right <= 390 && `+box+`.left >= 0`) {
			t.Errorf("%s cannot be reached on a phone", id)
		}
	}
	b.do(chromedp.Click("#drawer-open"))
	b.until(`document.activeElement.id === "drawer-close" && document.querySelector("#main").inert`)
	b.press("Escape")
	b.until(`document.activeElement.id === "drawer-open" && !document.querySelector("#main").inert`)
	b.do(chromedp.Click("#drawer-open"))
	b.until(`document.querySelector("#side").getBoundingClientRect().left === 0`)
	b.do(chromedp.Click(`.place[data-channel="` + s.channels["talk"].String() + `"]`))
	b.until(`document.querySelector("#place h1").innerText === "talk" && !document.body.classList.contains("drawer")`)
}

func messagesByKeyboard(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Ines", "talk")
	stops := `document.querySelectorAll("article[tabindex='0']").length`
	b.until(stops + ` === 1`)
	b.eval(`document.querySelector("article[tabindex='0']").focus()`)
	b.press("ArrowUp")
	b.press("ArrowUp")
	b.until(`document.activeElement.innerText.includes("Spoilers behind bars") && ` + stops + ` === 1`)
	b.press("Enter")
	b.until(`document.activeElement.matches(".toolbar button")`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(`document.activeElement.closest("[popover]")`)
	b.press("Escape")
	b.until(`document.activeElement.matches(".toolbar button")`)
	if got := evaluate[string](b, `document.querySelector("#announcer").getAttribute("aria-live")`); got != "polite" {
		t.Errorf("the announcer is %q", got)
	}
}

// The emoji the page offers must be ones that the world takes.
func TestPickerOffersRealEmoji(t *testing.T) {
	source, err := os.ReadFile("assets/reactions.js")
	if err != nil {
		t.Fatal(err)
	}
	picks := regexp.MustCompile(`\["([^"]+)", "[^"]+"\]`).FindAllSubmatch(source, -1)
	if len(picks) < 20 {
		t.Fatalf("only %d emoji found in reactions.js", len(picks))
	}
	s := newStage(t)
	for _, p := range picks {
		m := s.say("Ines", "talk", "React to this.")
		if err := s.world.React(s.people["Ines"], s.channels["talk"], m.ID, string(p[1])); err != nil {
			t.Errorf("%s: %v", p[1], err)
		}
	}
}
