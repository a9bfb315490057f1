package phrase

import (
	"fmt"
	"time"
)

// OtherNumber says that a chapter that is out has another number now; with next, that the one to come after it has a
// number that is out. name is the chapter's as it is now, with its number.
func (English) OtherNumber(name string, chapter int, next bool) string {
	if next {
		return fmt.Sprintf("What your files have as **%s** was to come after chapter %d, and that number is out: it would "+
			"never be posted.", name, chapter)
	}
	return fmt.Sprintf("What your files have as **%s** now is out as chapter %d.", name, chapter)
}

// HasOtherNumber refuses to go on where that is so, and says what to do.
func (b English) HasOtherNumber(name string, chapter int, next bool) string {
	until := fmt.Sprintf("it is chapter %d again", chapter)
	if next {
		until = "the chapters have their old numbers again"
	}
	return b.OtherNumber(name, chapter, next) + " Nothing is posted until " + until + ".\n" +
		"**To mend it**, put what you added behind the last chapter that is out, bring back what you took out, or give the " +
		"files their old numbers (`number:` at the head of a file sets one). Then the story goes on by itself.\n" +
		"**If you want the new numbers**, press **" + b.RenumberButton() + "** here or in `/schedule show`. What is posted " +
		"stays as it is, and the chapter after the last number that is out comes next."
}

// AlertOtherNumber tells that a story has stopped for that. what is [English.HasOtherNumber].
func (English) AlertOtherNumber(title, what string) string {
	return fmt.Sprintf("⚠ **%s has stopped**, and nothing was posted twice or left out.\n%s", title, what)
}

// RenumberButton has a story go on with the numbers its chapters have now.
func (English) RenumberButton() string { return "Go on as numbered now" }

// Renumbered confirms it.
func (English) Renumbered() string {
	return "The story goes on with the chapters as they are numbered now. `/schedule show` says what comes next."
}

// AlertRenumbered takes the place of [English.AlertOtherNumber].
func (English) AlertRenumbered(title, what string, by uint64, at time.Time) string {
	return fmt.Sprintf("**%s** had stopped. %s\n✓ <@%d> had it go on with the numbers as they are, %s.", title, what, by,
		Full(at))
}

// NotRenumbered answers a button under an alert that is over.
func (English) NotRenumbered() string {
	return "That has been decided: the story is not stopped by this any more. `/schedule show` says how things stand."
}
