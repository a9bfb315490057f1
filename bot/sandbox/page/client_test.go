package page_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"

	"github.com/chromedp/chromedp"
)

// open shows the page as somebody, in a channel, and waits for its messages.
func (s *stage) open(browser context.Context, who, channel string) *tab {
	s.t.Helper()
	b := newTab(s.t, browser, 1280, 800)
	address := s.server.URL + "/#as=" + s.people[who].String() + "&c=" + s.channels[channel].String()
	b.do(chromedp.Navigate(address))
	b.until(`document.querySelectorAll("article").length > 0 && document.querySelector("#me b")`)
	return b
}

// TestClient tries the page in a real browser, in front of the real world. Every test has a tab and an origin of its
// own.
func TestClient(t *testing.T) {
	browser := startBrowser(t)
	tests := []struct {
		name string
		run  func(t *testing.T, browser context.Context)
	}{
		{"reading and voting", readingAndVoting},
		{"commands by keyboard", commandsByKeyboard},
		{"buttons and selects", buttonsAndSelects},
		{"filled forms", filledForms},
		{"talking and unread", talkingAndUnread},
		{"scrolling back and new messages", scrollingBackAndNewMessages},
		{"becoming somebody else", becomingSomebodyElse},
		{"turning the clock", turningTheClock},
		{"handing over a file", handingOverAFile},
		{"an empty channel", anEmptyChannel},
		{"a break in the connection", aBreakInTheConnection},
		{"everything has a name", everythingHasAName},
		{"on a phone", onAPhone},
		{"messages by keyboard", messagesByKeyboard},
		{"super reactions", superReactions},
		{"moderating", moderating},
		{"a channel goes", aChannelGoes},
		{"who people are", whoPeopleAre},
		{"a private ballot", aPrivateBallot},
		{"pictures and their words", picturesAndTheirWords},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, browser) })
	}
}

// last is the newest message as an expression.
const last = `([...document.querySelectorAll("article")].at(-1) ?? document.body)`

func readingAndVoting(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Ines", "story")
	if got := b.text("#me b"); got != "Ines" {
		t.Errorf("the viewer is %q", got)
	}
	if got := b.text("#place h1"); got != "story" {
		t.Errorf("the channel is %q", got)
	}
	for _, want := range []string{`.head-1`, `.subtext`, `blockquote em`, `.prose strong`, `.badge`, `.embed-title`,
		`.day`, `.container .section .btn.primary`, `.thread-chip`, `.select`, `a.btn.link[target=_blank]`} {
		b.until(`document.querySelector(` + quoted(want) + `)`)
	}
	b.until(`document.querySelector(".composer textarea").placeholder === "Type / for commands"`)
	if evaluate[bool](b, `Boolean(document.querySelector(".reaction.add"))`) {
		t.Error("a reader is offered new reactions in #story")
	}
	anchor := `[...document.querySelectorAll(".reaction")].find((r) => r.innerText.includes("⚓"))`
	b.eval(anchor + `.focus(); ` + anchor + `.click()`)
	b.until(anchor + `.getAttribute("aria-pressed") === "true" && ` + anchor + `.innerText.includes("3")`)
	if !evaluate[bool](b, `document.activeElement === `+anchor) {
		t.Error("the focus was lost when the count changed")
	}
	b.eval(anchor + `.click()`)
	b.until(anchor + `.getAttribute("aria-pressed") === "false" && ` + anchor + `.innerText.includes("2")`)
}

func commandsByKeyboard(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Ines", "story")
	b.do(chromedp.Focus("#say"))
	b.write("/re")
	b.until(`document.querySelector("#say").getAttribute("aria-activedescendant")`)
	if got := b.text("[role=option][aria-selected=true] b"); got != "/read" {
		t.Errorf("the first suggestion is %q", got)
	}
	b.press("ArrowDown")
	b.until(`document.querySelector("[role=option][aria-selected=true]").innerText.includes("/recap")`)
	b.press("Tab")
	b.until(`document.activeElement.closest(".option")?.innerText.includes("until")`)
	b.press("Escape")
	b.until(`document.activeElement.id === "say"`)

	b.write("/read")
	b.press("Enter")
	b.until(`document.querySelector(".command-form .suggestion")`) // autocomplete answered
	b.press("ArrowDown")
	b.press("Enter")
	b.until(`document.querySelector("#option-scene").value === "2 · Low water"`)
	b.press("Enter")
	b.until(`document.querySelector("article.ephemeral .thinking")`) // deferred
	call := s.asked("read")
	if len(call.Data.Options) != 1 || call.Data.Options[0].Value != int64(2) {
		t.Errorf("the app got %+v", call.Data.Options)
	}
	s.fill(call, "**Scene 2** is here.")
	b.until(`!document.querySelector(".thinking") && ` + last + `.innerText.includes("Scene 2 is here.")`)
	b.eval(last + `.querySelector(".only-you button").click()`)
	b.until(`!document.querySelector("article.ephemeral")`)

	b.write("/silent")
	b.press("Enter")
	b.until(`document.querySelector("#pending .note")`)
	b.until(`document.querySelector("#pending [role=alert]")?.innerText.includes("The application did not respond")`)
}

func buttonsAndSelects(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Wren", "story")
	b.do(chromedp.Focus("#say"))
	b.write("/read")
	b.press("Enter")
	b.until(`document.querySelector(".command-form")`)
	b.do(chromedp.Click(".command-form .send"))
	b.until(`document.querySelector("article.ephemeral .btn.primary")`)
	b.eval(`document.querySelector("article.ephemeral .btn.primary").click()`)
	b.until(`document.querySelector("article.ephemeral").innerText.includes("It had gone out.")`)

	b.do(chromedp.Click(".container .select"))
	b.until(`document.activeElement.matches("[role=option]")`)
	b.press("ArrowDown")
	b.press("Enter")
	b.until(last + `.innerText.includes("Noted: jump")`)
	if got := s.asked("jump").Data.Values; len(got) != 1 || got[0] != "2" {
		t.Errorf("the app got %v", got)
	}
	b.eval(`[...document.querySelectorAll(".btn.danger")].at(-1).click()`)
	b.until(`document.querySelector("[data-key='c:quiet'][aria-busy]")`)
	b.until(`document.querySelector("article .failed")?.innerText.includes("did not respond")`)
}

func filledForms(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Wren", "story")
	b.do(chromedp.Focus("#say"))
	b.write("/note")
	b.press("Enter")
	b.until(`document.querySelector("dialog[open] h2")?.innerText === "A line to the author" && ` +
		`document.activeElement.closest("dialog")`)
	b.eval(`document.querySelector("dialog form").requestSubmit()`)
	b.until(`document.activeElement.getAttribute("aria-invalid") === "true"`)
	b.write("W.")
	b.eval(`document.querySelector("dialog textarea").focus()`)
	b.write("Please do not drown her.")
	b.do(chromedp.Click("dialog .select"))
	b.until(`document.activeElement.matches("[role=option]")`)
	b.press("Enter")
	b.until(`document.querySelector("dialog .select").innerText.includes("Yes")`)
	b.until(`!document.querySelector("dialog .failed:not([hidden])")`)
	b.eval(`document.querySelector("dialog form").requestSubmit()`)
	b.until(`!document.querySelector("dialog[open]") && ` + last + `.innerText.includes("Noted: letter")`)
	form := s.asked("letter").Data.Components
	if len(form) != 3 || form[0].Component.Value != "W." || form[2].Component.Values[0] != "y" {
		t.Errorf("the app got %+v", form)
	}
}

func talkingAndUnread(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Ines", "story")
	s.say("Tomasz", "talk", "Where is <@"+s.people["Ines"].String()+">?")
	talk := `document.querySelector('.place[data-channel="` + s.channels["talk"].String() + `"]')`
	b.until(talk + `.classList.contains("news") && ` + talk + `.querySelector(".count").innerText === "1"`)
	b.eval(talk + `.click()`)
	b.until(`document.querySelector("#place h1").innerText === "talk" && ` + last + `.innerText.includes("Where is")`)
	b.until(`!` + talk + `.classList.contains("news")`)
	b.until(`document.querySelector(".message.calls .pill")`)
	b.do(chromedp.Focus("#say"))
	b.write("<b>here</b> & **there** @Tom")
	b.until(`document.querySelector("[role=option][aria-selected=true]")?.innerText.includes("Tomasz")`)
	b.press("Enter")
	b.press("Enter")
	b.until(last + `.querySelector(".pill")?.innerText === "@Tomasz"`)
	if got := evaluate[string](b, last+`.querySelector(".prose").innerText`); got != "<b>here</b> & there @Tomasz" {
		t.Errorf("the message reads %q", got)
	}
	b.until(`document.querySelector("#say").value === ""`)

	spoiler := `document.querySelector(".spoiler")`
	if evaluate[string](b, spoiler+`.getAttribute("aria-expanded")`) != "false" {
		t.Error("the spoiler is open")
	}
	b.eval(spoiler + `.focus()`)
	b.press("Enter")
	b.until(spoiler + `.classList.contains("open")`)

	m := s.say("Tomasz", "talk", "Typo")
	b.until(last + `.innerText.includes("Typo")`)
	patch := world.MessagePatch{Content: world.Some("Fixed")}
	_, err := s.world.EditMessage(s.people["Tomasz"], s.channels["talk"], m.ID, patch)
	s.must(err)
	b.until(last + `.innerText.includes("Fixed") && ` + last + `.innerText.includes("(edited)")`)
	s.must(s.world.DeleteMessage(s.people["Tomasz"], s.channels["talk"], m.ID))
	b.until(`!document.body.innerText.includes("Fixed")`)
}

func scrollingBackAndNewMessages(t *testing.T, browser context.Context) {
	s := newStage(t)
	for range 130 {
		s.say("Juno", "talk", "A line of talk, as any other.")
	}
	first := s.say("Juno", "welcome", "Start at https://discord.com/channels/1/"+s.channels["talk"].String())
	b := s.open(browser, "Ines", "talk")
	b.until(`document.querySelectorAll("article").length === 50`)
	b.eval(`window.feed = document.querySelector("#feed")`)
	b.until(`feed.scrollHeight - feed.scrollTop - feed.clientHeight < 2`)
	b.eval(`document.querySelector("#feed").scrollTop = 0`)
	b.until(`document.querySelectorAll("article").length === 100`)
	if top := evaluate[float64](b, `document.querySelector("#feed").scrollTop`); top < 300 {
		t.Errorf("after older messages came, the feed stands at %g: the reader has lost their line", top)
	}
	before := evaluate[float64](b, `document.querySelector("#feed").scrollTop`)
	s.say("Tomasz", "talk", "Are you there?")
	s.say("Tomasz", "talk", "Hello?")
	b.until(`document.querySelector("#new-bar").innerText.includes("2 new messages")`)
	if after := evaluate[float64](b, `document.querySelector("#feed").scrollTop`); after != before {
		t.Errorf("new messages moved the feed from %g to %g", before, after)
	}
	b.until(`document.querySelector("#announcer").innerText.includes("Hello?")`)
	b.do(chromedp.Click("#new-bar"))
	b.until(`document.querySelector("#new-bar").hidden`)
	b.eval(`location.hash = "c=` + s.channels["welcome"].String() + "&m=" + first.ID.String() + `"`)
	b.until(`document.querySelector("#place h1").innerText === "welcome" && document.querySelector("article .pill")`)
	b.do(chromedp.Click("article .pill"))
	b.until(`document.querySelector("#place h1").innerText === "talk"`)
}

func becomingSomebodyElse(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Ines", "story")
	b.do(chromedp.Click("#me"))
	b.until(`document.activeElement.matches("[role=menuitem]")`)
	b.eval(`[...document.querySelectorAll("[role=menuitem]")].find((i) => i.innerText.includes("Mara")).click()`)
	b.until(`document.querySelector("#me b").innerText === "Mara Voss"`)
	b.until(`document.querySelector("#say")?.placeholder === "Message #story"`)
	b.until(`location.hash.includes("` + s.people["Mara Voss"].String() + `")`)
	b.until(`document.querySelector(".reaction.mine") === null`)
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(s.server.URL))
	b.until(`document.querySelector("#me b")?.innerText === "Mara Voss"`) // remembered
}

func turningTheClock(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	s.clock.SetSpeed(0)
	at := s.clock.Now().Add(26 * time.Hour)
	done := make(chan error, 1)
	go func() { done <- s.clock.Wait(t.Context(), at, "next drop") }()
	b := s.open(browser, "Ines", "talk")
	b.until(`document.querySelector("#jump-next").innerText.includes("next drop")`)
	b.until(`document.querySelector("#speeds [aria-pressed=true]").dataset.speed === "0"`)
	relative := b.text(`time[data-relative]`)
	b.do(chromedp.Click("#jump-next"))
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	b.until(`document.querySelector("#jump-next").disabled`)
	b.until(`document.querySelector("time[data-relative]").innerText !== ` + quoted(relative))
	b.do(chromedp.Click(`#speeds [data-speed="600"]`))
	b.until(`document.querySelector("#speeds [aria-pressed=true]").dataset.speed === "600"`)
	if s.clock.Speed() != 600 {
		t.Errorf("the clock runs at %g", s.clock.Speed())
	}
}

func handingOverAFile(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Mara Voss", "talk")
	b.do(chromedp.Focus("#say"))
	b.write("/story add")
	b.press("Enter")
	b.until(`document.querySelector("#option-file")`)
	b.eval(`const d = new DataTransfer(); d.items.add(new File(["# Five"], "five.md", {type: "text/markdown"}));
		document.querySelector("#option-file").files = d.files`)
	b.do(chromedp.Click(".command-form .send"))
	b.until(last + `.innerText.includes("Noted: story")`)
	files := s.asked("story").Data.Resolved.Attachments
	if len(files) != 1 {
		t.Fatalf("the app got %v", files)
	}
	for id, f := range files {
		data, _, ok := s.world.ReadFile(s.channels["talk"], id)
		if !ok || string(data) != "# Five" || !strings.HasSuffix(f.URL, "five.md") {
			t.Errorf("the app got %+v with %q", f, data)
		}
	}
}

func aBreakInTheConnection(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Ines", "talk")
	b.eval(`window.lost = 0; new MutationObserver(() => { if (!document.querySelector("#lost").hidden) window.lost++ })
		.observe(document.querySelector("#lost"), { attributes: true })`)
	b.do(chromedp.Focus("#say"))
	b.write("half a sentence")
	s.server.CloseClientConnections()
	s.say("Wren", "talk", "Said while the line was down.")
	b.until(last + `.innerText.includes("while the line was down")`)
	b.until(`window.lost > 0 && document.querySelector("#lost").hidden`)
	b.until(`document.querySelector("#say").value === "half a sentence"`)
	s.say("Wren", "talk", "And after.")
	b.until(last + `.innerText.includes("And after.")`)
	if n := evaluate[int](b, `document.body.innerText.split("while the line was down").length - 1`); n != 1 {
		t.Errorf("the message is shown %d times", n)
	}
}

func anEmptyChannel(t *testing.T, browser context.Context) {
	s := newStage(t)
	b := newTab(t, browser, 1280, 800)
	b.do(chromedp.Navigate(s.server.URL))
	b.until(`document.querySelector("#place h1")?.innerText === "story"`)
	b.until(`document.querySelector(".beginning .empty")?.checkVisibility()`)
	s.post("story", world.Draft{Content: "Once."})
	b.until(last + `.innerText.includes("Once.") && !document.querySelector(".beginning .empty").checkVisibility()`)
}
