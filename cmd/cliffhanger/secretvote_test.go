package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAVoteIsSecretAndNotForEverybodyInTheBrowser has readers vote by a private menu, of which two choices count. Wren's
// account is too new for it, and says so to her alone.
func TestAVoteIsSecretAndNotForEverybodyInTheBrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	dir := t.TempDir()
	write(t, dir, "story.yaml", "title: The Ferry\nzone: Europe/Berlin\nschedule: daily 19:00\ngap: 0s\nchannel: story\n"+
		"vote: {open: 24h, style: secret, choose: 2, account: 30d, tie: draw}\n")
	write(t, dir, "01.md", "# Chapter 1: Crossing\n\nThe ferry left at one o’clock.\n\n## Question\n\n"+
		"What does she take along?\n\n- 🏮 The lamp\n- 🧭 The compass\n- 📕 The book\n")
	p := startPreview(t, dir)
	w := openWindow(t, browser, p.address, chromedp.EmulateViewport(1280, 800))
	w.sees("button", iAmInes)
	w.reads("What does she take along?", "Vote with the button: nobody sees what you choose.", "Choose up to 2.",
		"have an account that is 30 days old")
	w.presses("button", "30 times as fast")
	w.misses("button", "🏮…") // nothing to press that everybody sees
	w.presses("button", "Vote")
	w.reads(onlyYou, "What does she take along?")
	w.presses("button", "Your choice")
	w.presses("option", "The lamp…")
	w.presses("option", "The book…")
	w.shoots("secret-menu")
	w.enter()
	w.reads(onlyYou, "Counted: The lamp 🏮, The book 📕.")
	w.shoots("secret")

	w.becomes("Wren", "Reader")
	w.presses("button", "Vote")
	w.reads(onlyYou, "Your Discord account is too new for this vote.")
	w.becomes("Tomasz", "Reader")
	w.misses("button", "Dismiss message") // nobody else's ballot is his to see
	w.remindedOf("the vote closes")
	w.reads("The vote on chapter 1 has closed", "1 reader voted.")
	w.loses()
	p.stop()
}
