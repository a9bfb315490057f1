// Package phrase holds every sentence a person sees in Discord.
//
// [For] chooses a [Book] by a Discord locale; there is one so far, [English]. A sentence that fails somebody says
// what to do next. Times are Discord timestamps, which every client shows in its own zone.
//
// # Decisions
//
// Sentences are methods with typed arguments, not a table of format strings: the compiler finds the caller that
// forgot an argument. Book is an alias for as long as there is one language; with a second one it becomes a type that
// chooses between them, and no caller changes.
package phrase

import (
	"fmt"
	"time"
)

// English is the book of English sentences.
type English struct{}

// A Book is what people are told, in one language.
type Book = English

// For returns the book for a Discord locale such as "de". Every locale gets English for now.
func For(string) Book { return English{} }

// Full returns t as a date and time in the reader's own zone.
func Full(t time.Time) string { return fmt.Sprintf("<t:%d:F>", t.Unix()) }

// Short returns t as a short date and a time in the reader's own zone.
func Short(t time.Time) string { return fmt.Sprintf("<t:%d:f>", t.Unix()) }

// Day returns t as a date in the reader's own zone.
func Day(t time.Time) string { return fmt.Sprintf("<t:%d:D>", t.Unix()) }

// Relative returns t as a distance from now ("in 2 hours"), kept current by the client.
func Relative(t time.Time) string { return fmt.Sprintf("<t:%d:R>", t.Unix()) }

// Both returns t in full, and in brackets how far away it is.
func Both(t time.Time) string { return Full(t) + " (" + Relative(t) + ")" }

// Count returns n with the noun in the right number.
func (English) Count(n int, one, many string) string {
	return fmt.Sprintf("%d %s", n, plural(n, one, many))
}

// Chapter names a chapter; title may be empty and must be escaped.
func (English) Chapter(number int, title string) string {
	if title == "" {
		return fmt.Sprintf("Chapter %d", number)
	}
	return fmt.Sprintf("Chapter %d · %s", number, title)
}

// By credits an author.
func (English) By(author string) string { return "by " + author }

// AuthorsNote heads the author's note.
func (English) AuthorsNote() string { return "Author’s note" }

// YourTurn heads the closing question.
func (English) YourTurn() string { return "Your turn" }

// AnswerHow ends an open question.
func (English) AnswerHow(closes string) string {
	return "Answer with the button; what you write goes to the author, not to the channel. " +
		"You can change your answer until " + closes + "."
}

// NoneOption is the option of those who would choose none.
func (English) NoneOption() string { return "None of these" }

// MarkRead is the button under each scene.
func (English) MarkRead() string { return "Mark read to here" }

// TellAuthor is the button under a question with options, for those who would choose none.
func (English) TellAuthor() string { return "None of these: tell the author" }

// AnswerButton is the button under an open question.
func (English) AnswerButton() string { return "Answer" }

// NoneButton is the button under an open question for those who would choose none.
func (English) NoneButton() string { return "I’d choose none" }

// Back is the button to the page before.
func (English) Back() string { return "Back" }

// Forward is the button to the next page.
func (English) Forward() string { return "Next" }

// GoVote is the button that leads to a chapter's question.
func (English) GoVote() string { return "To the vote" }

// JumpTo is what the menu of chapters says before one is chosen.
func (English) JumpTo() string { return "Jump to a chapter" }

// Footer says where a page stands.
func (English) Footer(chapter, scene, scenes, page, pages int) string {
	s := fmt.Sprintf("Chapter %d · scene %d of %d", chapter, scene, scenes)
	if pages > 1 {
		s += fmt.Sprintf(" · page %d of %d", page, pages)
	}
	return s
}

// ChapterEnd follows the last page of a chapter whose next one is not out; next is zero when it is not known.
func (English) ChapterEnd(next time.Time) string {
	if next.IsZero() {
		return "That is all there is so far."
	}
	return "That is all there is so far. The next chapter comes " + Relative(next) + "."
}

// MoreSoon follows the last page of a chapter that is still being posted.
func (English) MoreSoon() string { return "The next scene is on its way." }

// Marked confirms "Mark read to here".
func (English) Marked(chapter, scene int) string {
	return fmt.Sprintf("Marked: you have read to the end of chapter %d, scene %d. "+
		"`/read` goes on from there.", chapter, scene)
}

// AlreadyFurther answers "Mark read to here" of somebody who has read on.
func (English) AlreadyFurther(chapter, scene int) string {
	return fmt.Sprintf("You have already read further, to chapter %d, scene %d. That place is kept.", chapter, scene)
}

// Progress says how far somebody has come. chapter 0 means not begun.
func (b English) Progress(title string, chapter, scene, behind, minutes int) string {
	switch {
	case chapter == 0:
		return fmt.Sprintf("You have not begun **%s** yet. %s out, about %s. `/read` begins.",
			title, b.Count(behind, "scene is", "scenes are"), b.Count(minutes, "minute", "minutes"))
	case behind == 0:
		return fmt.Sprintf("You are level with **%s**: you have read everything that is out.", title)
	}
	return fmt.Sprintf("You have read **%s** to chapter %d, scene %d. %s left, about %s. `/read` goes on.",
		title, chapter, scene, b.Count(behind, "scene is", "scenes are"), b.Count(minutes, "minute", "minutes"))
}

// ContentsLine is one chapter in the table of contents.
func (b English) ContentsLine(mark, name string, words int, out bool) string {
	if !out {
		return fmt.Sprintf("%s %s (being posted)", mark, name)
	}
	return fmt.Sprintf("%s %s · %s", mark, name, b.Count(Minutes(words), "minute", "minutes"))
}

// ContentsKey explains the marks of the table of contents.
func (English) ContentsKey() string { return "✓ read · ▸ you are here · ◦ to come" }

// ContentsPart says that a long table of contents is shown in part.
func (English) ContentsPart(shown, all int) string {
	return fmt.Sprintf("Shown are %d of %d chapters, around your place.", shown, all)
}

// Next says when the next chapter comes.
func (English) Next(title string, next time.Time) string {
	return fmt.Sprintf("The next chapter of **%s** comes %s.", title, Both(next))
}

// NextRunning is said while a chapter is being posted.
func (English) NextRunning(title string, chapter int) string {
	return fmt.Sprintf("Chapter %d of **%s** is being posted now, scene by scene.", chapter, title)
}

// NextUnknown is said when no further chapter is at hand.
func (English) NextUnknown(title string) string {
	return fmt.Sprintf("No further chapter of **%s** is ready yet. "+
		"When the author adds one, `/next` says when it comes.", title)
}
