package phrase

import (
	"fmt"
	"strconv"
	"time"
)

// LeadLine says how long a chapter is.
func (b English) LeadLine(scenes, words int) string {
	return fmt.Sprintf("%s · %s %s · about %s. `/read` gives it to you privately, at your own pace.",
		b.Count(scenes, "scene", "scenes"), Thousands(words), plural(words, "word", "words"),
		b.Count(Minutes(words), "minute", "minutes"))
}

// LeadPart says how many of a chapter's scenes are posted now.
func (b English) LeadPart(now, all int) string {
	if now == 1 {
		return fmt.Sprintf("Now the first of %d scenes; the others follow.", all)
	}
	return fmt.Sprintf("Now the first %d of %d scenes; the others follow.", now, all)
}

// EarlyLine says in an early telling when everybody gets the chapter.
func (English) EarlyLine(public time.Time) string {
	return "Early access: public on " + Day(public) + "."
}

// Warnings introduces content warnings, which stand under a spoiler behind it.
func (English) Warnings() string { return "Content warnings:" }

// ThreadName names a chapter's thread, on one line and without Markdown; title may be empty.
func (English) ThreadName(number int, title string) string {
	if title == "" {
		return fmt.Sprintf("Ch. %d", number)
	}
	return fmt.Sprintf("Ch. %d · %s", number, title)
}

// ThreadInvite opens the thread of a chapter that asks nothing.
func (English) ThreadInvite(chapter int) string {
	return fmt.Sprintf("What did you think of chapter %d? This thread is for it, and for everything before it.", chapter)
}

// ThreadTalk follows a chapter's question in its thread.
func (English) ThreadTalk(chapter int) string {
	return fmt.Sprintf("This thread is for talking about it, and about everything up to chapter %d.", chapter)
}

// ThreadVote leads from a thread to where the question is answered: by a reaction, or, if it is open, by a button.
func (English) ThreadVote(link string, open bool) string {
	if open {
		return "To answer the author, use the button [under the chapter](" + link + ")."
	}
	return "To vote, press a reaction [under the chapter](" + link + "); what is said here is not counted."
}

// IndexNext says in the index when the next chapter comes; next is zero when it is not known.
func (English) IndexNext(next time.Time) string {
	if next.IsZero() {
		return "The next chapter has no date yet."
	}
	return "Next chapter: " + Both(next) + "."
}

// IndexHow ends the index: how the story is read.
func (English) IndexHow() string {
	return "`/read` opens the story privately where you left off. `/next` says when it goes on."
}

// IndexBegin leads to the first chapter where the index does not list it.
func (English) IndexBegin(link string) string { return "New here? Begin with " + link + "." }

// IndexEarlier says how many chapters stand before those that the index lists.
func (b English) IndexEarlier(n int) string {
	return fmt.Sprintf("And %s: `/contents` lists all.", b.Count(n, "earlier chapter", "earlier chapters"))
}

// IndexMore marks a chapter of which only the first portions are out.
func (English) IndexMore() string { return "more to come" }

// IndexRetracted marks a chapter that its author took back.
func (English) IndexRetracted() string { return "taken back by its author" }

// Minutes returns how long so many words take to read, at 230 words a minute, at least 1.
func Minutes(words int) int { return max(1, (words+115)/230) }

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// Thousands writes a number that is not negative with commas between groups of three digits: "4,800".
func Thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
