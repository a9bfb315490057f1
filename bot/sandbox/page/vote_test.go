package page_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"cliffhanger/bot/sandbox/world"
)

// item is the entry of an open menu whose name begins with the given words, as an expression.
func item(name string) string {
	return `[...document.querySelectorAll("[role=menuitem]")].find((i) => i.innerText.startsWith(` + quoted(name) + `))`
}

// choose presses entries of menus, one after the other, each of which may open the next.
func (b *tab) choose(names ...string) {
	b.t.Helper()
	for _, name := range names {
		b.until(item(name) + `?.checkVisibility()`)
		b.eval(item(name) + `.click()`)
	}
}

// on opens the menu of the message with the given id.
func (b *tab) on(m world.ID) {
	b.t.Helper()
	more := `document.querySelector('article[data-id="` + m.String() + `"] [aria-label="More actions"]')`
	b.until(more)
	b.eval(more + `.click()`)
}

// named is the one button whose label begins with the given words, as an expression.
func named(words string) string {
	return `document.querySelector("button[aria-label^='` + words + `']")`
}

func superReactions(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Ines", "story")
	b.until(named("🔥, 3 reactions")) // the bot, Ines and Wren
	b.on(s.question)
	b.choose("Super react…", "Super 🔥")
	b.until(named("🔥, 4 reactions, 1 of them super"))
	b.eval(named("🔥, 4 reactions") + `.click()`) // the normal one goes, the super one stays
	b.until(named("🔥, 3 reactions, 1 of them super") + `?.getAttribute("aria-pressed") === "false"`)
	b.on(s.question)
	b.choose("Super react…", "Take back super 🔥")
	b.until(named("🔥, 2 reactions") + `?.getAttribute("aria-label") === "🔥, 2 reactions"`)
}

func moderating(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Ines", "story")
	b.on(s.question)
	b.until(item("Super react…"))
	if evaluate[bool](b, `Boolean(`+item("Delete message")+` || `+item("Remove reactions")+`)`) {
		t.Error("a reader is offered what only moderators may do")
	}
	b = s.open(browser, "Juno", "story")
	b.on(s.question)
	b.choose("Remove reactions…", "Remove 🔥 of everybody")
	b.until(`!` + named("🔥") + ` && ` + named("⚓"))
	b.on(s.question)
	b.choose("Remove reactions…", "Remove all reactions")
	b.until(`!` + named("⚓"))
	b.on(s.question)
	b.choose("Delete message", "Keep it")
	b.on(s.question)
	b.choose("Delete message", "Yes, delete it")
	b.until(`!document.querySelector('article[data-id="` + s.question.String() + `"]')`)
	if _, err := s.world.GetMessage(s.people["Ines"], s.channels["story"], s.question); err == nil {
		t.Error("the message is still there")
	}
	own := s.say("Ines", "talk", "Oops")
	b = s.open(browser, "Ines", "talk")
	b.on(own.ID)
	b.choose("Delete message", "Yes, delete it")
	b.until(`!document.body.innerText.includes("Oops")`)
}

// aChannelGoes deletes the channel that somebody else is reading, who is then shown another.
func aChannelGoes(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	reader := s.open(browser, "Ines", "talk")
	if evaluate[bool](reader, `Boolean(`+named("Actions for")+`)`) {
		t.Error("a reader is offered to manage a channel")
	}
	b := s.open(browser, "Mara Voss", "talk")
	b.until(named("Actions for #talk"))
	b.eval(named("Actions for #talk") + `.click()`)
	b.choose("Delete channel", "Yes, delete it")
	for _, who := range []*tab{reader, b} {
		who.until(`document.querySelector("#place h1").innerText === "story" && document.querySelector("article")`)
		who.until(`document.querySelector("#toasts").innerText.includes("This channel is gone")`)
		who.until(`!document.querySelector('.place[data-channel="` + s.channels["talk"].String() + `"]')`)
	}
}

func whoPeopleAre(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	b := s.open(browser, "Mara Voss", "story")
	wren := `[...document.querySelectorAll(".member")].find((m) => m.innerText.includes("Wren"))`
	menu := `document.querySelector(".popup")`
	b.until(wren)
	b.eval(wren + `.click()`)
	b.until(item("Be Wren"))
	got := b.text(".popup")
	for _, want := range []string{"Account made on ", "12", "In this server since ", "19", "2026", "Roles: Patron"} {
		if !strings.Contains(got, want) {
			t.Errorf("of Wren the page says %q, without %q", got, want)
		}
	}
	if strings.Contains(got, "the role Cliffhanger") {
		t.Error("the app's own role can be given away")
	}
	b.choose("Take away the role Patron")
	// The menu is drawn of what the server has said by then: look again until it has.
	b.until(`(() => { ` + menu + `?.hidePopover(); ` + wren + `?.click();
		return ` + menu + `?.innerText.includes("No roles") })()`)
	guild := s.world.View(s.people["Mara Voss"]).Guilds[0].ID
	m, err := s.world.GetMember(s.app.User.ID, guild, s.people["Wren"])
	s.must(err)
	if len(m.Roles) != 0 {
		t.Errorf("Wren still has the roles %v", m.Roles)
	}
	b.choose("Give the role Patron")
	b.until(`!document.querySelector(".popup")`)
	b = s.open(browser, "Ines", "story")
	b.until(wren)
	b.eval(wren + `.click()`)
	b.until(item("Be Wren"))
	if evaluate[bool](b, `Boolean(`+item("Give the role")+` || `+item("Take away")+`)`) {
		t.Error("a reader is offered to give roles")
	}
}

// aPrivateBallot chooses several of the options that an app shows to one person alone.
func aPrivateBallot(t *testing.T, browser context.Context) {
	s := newStage(t)
	s.furnish()
	s.post("talk", fixture[world.Draft](t, "secret"))
	b := s.open(browser, "Tomasz", "talk")
	vote := `[...document.querySelectorAll("article button")].find((x) => x.innerText === "Vote in private")`
	b.until(vote)
	b.eval(vote + `.click()`)
	sheet := `document.querySelector("article.ephemeral .select")`
	b.until(sheet)
	b.eval(sheet + `.click()`)
	b.until(`document.activeElement.matches("[role=option]")`)
	if got := b.text("[role=listbox]+.hint"); got != "Choose 1 to 2, then press Enter or click elsewhere" {
		t.Errorf("the list says %q", got)
	}
	b.press("ArrowDown")
	for range 3 { // the third is one too many, and is not taken
		b.eval(`document.activeElement.click()`)
		b.press("ArrowDown")
	}
	b.until(`document.querySelectorAll("[role=option][aria-selected=true]").length === 2`)
	b.press("Enter")
	b.until(sheet + `?.innerText.includes("Ring the bell") && ` + sheet + `.innerText.includes("Stay")`)
	if got := s.asked("sheet").Data.Values; !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("the app got %v", got)
	}
	b = s.open(browser, "Wren", "talk")
	b.until(vote)
	if evaluate[bool](b, `Boolean(document.querySelector("article.ephemeral"))`) {
		t.Error("somebody else sees the ballot")
	}
}

func picturesAndTheirWords(t *testing.T, browser context.Context) {
	s := newStage(t)
	var drawn bytes.Buffer
	s.must(png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 800, 300))))
	words := "Swim: 3 of 5.\nWait: 2 of 5."
	s.post("story", world.Draft{Content: "The vote has closed.",
		Files:       []world.File{{Name: "result.png", Type: "image/png", Data: drawn.Bytes()}},
		Attachments: []world.AttachmentDraft{{Filename: "result.png", Description: &words}}})
	b := s.open(browser, "Ines", "story")
	img := `document.querySelector("article .picture img")`
	b.until(img + `?.alt === ` + quoted(words))
	if got := evaluate[string](b, img+`.closest("a[target=_blank]")?.href ?? ""`); !strings.HasSuffix(got, "result.png") {
		t.Errorf("the picture opens %q", got)
	}
	if got := evaluate[string](b, img+`.getAttribute("width") + ":" + `+img+`.getAttribute("height")`); got != "800:300" {
		t.Errorf("the picture keeps room of the form %s, want 800:300", got)
	}
	alt := named("Description of the picture")
	if evaluate[bool](b, `document.querySelector(".described").checkVisibility()`) {
		t.Error("the description stands there unasked")
	}
	b.eval(alt + `.click()`)
	b.until(alt + `.getAttribute("aria-expanded") === "true" && document.querySelector(".described").checkVisibility()`)
	if got := b.text(".described"); got != words {
		t.Errorf("the description says %q", got)
	}
}
