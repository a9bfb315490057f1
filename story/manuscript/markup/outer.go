package markup

import (
	"strings"

	"cliffhanger/story"
)

// outerSheet tells once of a work that a style sheet outside of its file, which is never read, may hide some of it.
// The files of a book are read.
func (r *page) outerSheet() {
	if r.part != "" || r.outer {
		return
	}
	r.outer = true
	r.problems.Report(r.part, r.line, r.col, story.Notice,
		"the page's style stands in another file, which is not read: what that hides would be posted",
		"look whether there is any sentence in the chapter that the page hides")
}

// variable tells once of a work that a style leaves it to a variable whether some of it is shown. Variables are not
// followed.
func (r *page) variable() {
	if r.varied {
		return
	}
	r.varied = true
	r.problems.Report(r.part, r.line, r.col, story.Notice,
		"a rule of the page's style shows or hides by a variable, var(…), which is not followed: what that hides would be posted",
		"look whether there is any sentence in the chapter that the page hides")
}

// onlyFonts reports whether a style sheet holds nothing but letters, as those of Google, which its documents ask for.
func onlyFonts(address string) bool {
	_, rest, _ := strings.Cut(address, "//")
	return strings.HasPrefix(rest, "fonts.googleapis.com/") || strings.HasPrefix(rest, "themes.googleusercontent.com/fonts/")
}
