package phrase

import (
	"fmt"
	"strconv"
	"time"
)

// LeadLine says how long a chapter is.
func (b English) LeadLine(scenes, words int) string {
	return fmt.Sprintf("%s · %s %s · about %s. `/read` gives it to you privately, at your own pace.",
		b.Count(scenes, "scene", "scenes"), thousands(words), plural(words, "word", "words"),
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

// Minutes returns how long so many words take to read, at 230 words a minute, at least 1.
func Minutes(words int) int { return max(1, (words+115)/230) }

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// thousands writes a number that is not negative with commas between groups of three digits.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
