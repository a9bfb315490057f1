package render

import (
	"strings"

	"cliffhanger/story/typeset"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// title sets words of the author's, such as a title, on one line: at most limit code points of them, escaped.
func title(text string, limit int) string { return typeset.Escape(clip(oneLine(text), limit)) }

// oneLine makes single spaces of all white space, line breaks too.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// clip shortens plain text to at most limit code points, at a word's end if there is one in the second half, and marks
// the cut. What a person takes for one character stays whole.
func clip(text string, limit int) string {
	return clipBy(text, limit, typeset.Length)
}

// clipBy is clip for another measure of length, by which the mark of a cut is 1.
func clipBy(text string, limit int, length func(string) int) string {
	if length(text) <= limit {
		return text
	}
	end, word, n := 0, 0, 0
	for it := graphemes.FromString(text); it.Next(); {
		if it.Value() == " " && n > limit/2 {
			word = end
		}
		if n += length(it.Value()); n > limit-1 {
			break
		}
		end = it.End()
	}
	if word > 0 {
		end = word
	}
	return text[:end] + "…"
}

// shorten cuts text to at most limit characters, at a line break if there is one, and marks the cut. It is for headings
// whose parts are bounded far below the limit in any real story.
func shorten(text string, limit int) string {
	r := []rune(text)
	if len(r) <= limit {
		return text
	}
	cut := string(r[:limit-1])
	if i := strings.LastIndexByte(cut, '\n'); i > 0 {
		cut = cut[:i]
	}
	return cut + "…"
}

// Fit joins lines into a message's content. What does not fit is left out from the end, and that is marked.
func Fit(lines []string) string { return shorten(strings.Join(lines, "\n"), Limit) }

// Quoted returns what a person wrote as a quotation, escaped and with its lines: at most limit characters of it, with the
// cut marked. whole reports whether that is all.
func Quoted(text string, limit int) (quoted string, whole bool) {
	for most := limit; ; most = most * 3 / 4 {
		part := clip(text, most)
		quoted = "> " + strings.ReplaceAll(typeset.Escape(part), "\n", "\n> ")
		if typeset.Length(quoted) <= limit || most < 2 {
			return quoted, part == text
		}
	}
}
