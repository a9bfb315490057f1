package manuscript

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cliffhanger/story"
)

// isBetween reports whether nothing but a file's name numbers a chapter, and that between two others, as 3.5 does.
func isBetween(c story.Chapter) bool {
	_, part := nameFraction(c.File)
	return c.Number == 0 && part != ""
}

// fitBetween numbers the chapters that stand between two others by their files' names: each comes next after what
// stands before it, and those after it count higher where there is no room, which is an error. The numbers in files'
// names count shift higher.
func fitBetween(chapters []story.Chapter, shift int) []story.Problem {
	var between []*story.Chapter
	for i := range chapters {
		if c := &chapters[i]; c.Number == 0 {
			between = append(between, c)
		}
	}
	slices.SortStableFunc(between, func(a, b *story.Chapter) int { return naturally(fractionOf(a), fractionOf(b)) })
	var problems []story.Problem
	moved, above, number := shift, "", 0
	for _, c := range between {
		whole, _ := nameFraction(c.File)
		if fractionOf(c) != above || c.Branch == nil { // ways of one vote have one number
			above, number = fractionOf(c), max(number, whole+moved)+1
			room := makeRoom(chapters, number)
			problems = append(problems, tellBetween(c.File, number, room))
			moved += room
		}
		c.Number = number
	}
	return problems
}

// tellBetween says what number a chapter between two others has. Where that was taken it is an error: chapters that are
// out would count one higher, and be posted again.
func tellBetween(file string, number, moved int) story.Problem {
	p := story.Problem{File: file, Severity: story.Warning,
		Message: fmt.Sprintf("chapters are counted in whole numbers, so this one is chapter %d", number),
		Hint:    "to number it yourself, write “number: …” in its front matter"}
	if moved > 0 {
		p.Severity = story.Error
		p.Message = fmt.Sprintf("chapters are counted in whole numbers, and there is a chapter %d already", number)
		p.Hint = "if none of those after it is out yet, begin the names of all of them with higher numbers; else put this one " +
			"into the file before or after it"
	}
	return p
}

// makeRoom leaves a number free: if it is taken, the chapters from it on count one higher. It returns how much they do.
func makeRoom(chapters []story.Chapter, number int) int {
	if !slices.ContainsFunc(chapters, func(c story.Chapter) bool { return c.Number == number }) {
		return 0
	}
	for i := range chapters {
		if chapters[i].Number >= number {
			chapters[i].Number++
		}
	}
	return 1
}

// fractionOf returns the number between two others in the name of a chapter's file, for comparison.
func fractionOf(c *story.Chapter) string {
	whole, part := nameFraction(c.File)
	return fmt.Sprintf("%d.%s", whole, part)
}

// nameFractions are the places of a number between two others in a file's name; "2026.11.22" has none.
var nameFractions = []func() *regexp.Regexp{
	pattern(`^(\d+)\.(\d+)(?:[^\d.]|$)`),
	pattern(`(?:^|[^a-z])(?:chapter|chap|ch|part|episode|ep|kapitel)[ ._-]*(\d+)\.(\d+)(?:[^\d.]|$)`),
}

// nameFraction returns the number between two others that a file's name begins with or has after "chapter" or "ch": 3
// and "5" for "3.5-half.md". Part is "" if it has none.
func nameFraction(name string) (whole int, part string) {
	stem := strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name)))
	for _, form := range nameFractions {
		if m := form().FindStringSubmatch(stem); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && n <= maxNumber {
				return n, m[2]
			}
		}
	}
	return 0, ""
}
