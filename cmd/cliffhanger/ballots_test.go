package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// aStoryWithAVote writes a story of one chapter that ends in a question, to be voted on by the given rules.
func aStoryWithAVote(t *testing.T, rules string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "story.yaml", "title: The Ferry\nzone: Europe/Berlin\nschedule: daily 19:00\ngap: 0s\nchannel: story\n"+
		"vote: {"+rules+"}\n")
	write(t, dir, "01.md", "# Chapter 1: Crossing\n\nThe ferry left at one o’clock.\n\n## Question\n\n"+
		"What does she take along?\n\n- 🏮 The lamp\n- 🧭 The compass\n- 📕 The book\n")
	return dir
}

// TestAVoteIsSecretAndNotForEverybodyInTheBrowser has readers vote by a private menu, of which two choices count. Wren's
// account is too new for it, and says so to her alone.
func TestAVoteIsSecretAndNotForEverybodyInTheBrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	p := startPreview(t, aStoryWithAVote(t, "open: 24h, style: secret, choose: 2, account: 30d, tie: draw"))
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
	w.reads(onlyYou, "Counted: The lamp 🏮, The book 📕 (2 of 2).")
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

// TestAWipedVoteStillCountsInTheBrowser has a moderator take all reactions off a vote. What readers had chosen counts, and
// a super reaction beside the normal one is no second vote.
func TestAWipedVoteStillCountsInTheBrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	p := startPreview(t, aStoryWithAVote(t, "open: 24h, tie: author"))
	w := openWindow(t, browser, p.address, chromedp.EmulateViewport(1280, 800))
	w.sees("button", iAmInes)
	w.reads("What does she take along?", "Vote with a reaction.")
	w.presses("button", "30 times as fast")
	w.presses("button", "🏮, 1 reaction")
	w.sees("button", "🏮, 2 reactions")
	w.presses("button", "More actions")
	w.presses("menuitem", "Super react…")
	w.presses("menuitem", "Super 🏮")
	w.sees("button", "🏮, 3 reactions, 1 of them super")
	w.becomes("Juno", "Moderator")
	w.presses("button", "📕, 1 reaction")
	w.sees("button", "📕, 2 reactions")
	w.presses("button", "More actions")
	w.presses("menuitem", "Remove reactions…")
	w.presses("menuitem", "Remove all reactions")
	w.misses("button", "🏮, 3 reactions, 1 of them super")
	w.becomes("Tomasz", "Reader")
	w.presses("button", "🏮, 1 reaction") // which the bot has put back
	w.sees("button", "🏮, 2 reactions")
	w.shoots("wiped")
	w.remindedOf("the vote closes")
	w.reads("The vote on chapter 1 has closed", "3 readers voted.", "The lamp wins.")
	w.loses()
	p.stop("a moderator removed reactions from a vote")
}
