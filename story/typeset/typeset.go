// Package typeset cuts prose into pages, one Discord message each, and writes Discord's Markdown so that every word
// appears as it was written.
//
//	pages := typeset.Scene(scene, typeset.Options{})
//	send(pages[0].Content)
//
// [Scene] sets a scene, [Blocks] an author's note, [Escape] a few words inside a sentence of ours. All are pure: the
// same blocks and limit always give the same pages, so that a reader's place (a page number) means the same tomorrow.
//
// What was posted keeps its number of messages. [Recut] sets a corrected text on the pages it had and changes as few of
// them as it can. It keeps the promises below, save that there may be more pages than sentences need, or fewer: then any
// sentence may be cut between words.
//
// # What is promised
//
//   - A page holds at most Limit UTF-16 units, and therefore at most Limit code points. Discord's API counts the
//     latter, its clients the former; prose outside the emoji is the same in both.
//   - There are as few pages as sentences allow, and they are of even length. Among equally even cuts the end of a
//     paragraph is preferred to the end of a sentence. A sentence is cut only if it takes more than a third of a page,
//     and then between words; a word only if it is longer than a page, and then between grapheme clusters (what a
//     person takes for one character); a cluster only if it is longer than a page by itself.
//   - A heading, and the scene's label, stay with what follows.
//   - Every style a page opens it closes. A style that goes on is opened again on the next page.
//   - A page neither begins nor ends with white space, which Discord would take away.
//   - Words that look like Markdown, a mention, a time, an emoji's name or a list appear as the words they are.
//     Quotation marks, dashes and spaces stay as they were typed, and so do signs that steer a text's direction.
//
// In Chinese and Japanese, which have no spaces, a long sentence may be cut between characters, except where a line
// may not be broken: before closing marks and small kana, behind opening marks, inside a word of katakana. Thai and
// its like have spaces between phrases; they are cut at these.
//
// # How it works
//
// Blocks become lines (lines.go, address.go), lines become glyphs that know how they are escaped and styled
// (glyph.go, sign.go, escape.go, span.go). Every place where a page may end becomes a cut with a price (cuts.go,
// sentence.go), and the cheapest way with the fewest pages is chosen (pack.go), or with a given number (into.go).
// Escapes depend on where a line or page begins, so the exact length a page will have is known for each pair of cuts
// before anything is written (page.go).
//
// # How things are set
//
//   - Paragraphs are separated by a blank line; a line broken on purpose stays broken.
//   - A Heading becomes "### ", a Quote "> " on each line; quotes that follow each other are one quotation.
//   - Verse keeps its lines, and their indent behind a U+2060 (word joiner, which has no width): Discord would trim or
//     nest it otherwise.
//   - An Item becomes a list item if Discord would show its marker: bullets, and numbers that run on, since Discord
//     numbers by itself. Any other marker is set as the words it is.
//   - A web address becomes <address>: it ends where it should, and shows no preview card. A run with a link is
//     followed by its address in parentheses, unless its words are the address. Not a masked link: escapes do not work
//     in its words. Addresses other than http and https cannot be followed from Discord; only the words are kept.
//   - White space at the edge of a styled run is set outside the style, as emphasis does not work next to white space.
//
// # What cannot be set
//
//   - Code that holds a backtick is set as ordinary text.
//   - Code inside another style is set outside it if it holds that style's own character (a * in bold or italic, a _ in
//     underline, a ~ in strike-through), because Discord looks for the end of a style without respecting code.
//   - An address keeps no style but Spoiler, and one longer than a page is set as words.
//   - Control characters, byte order marks and lines without anything to see are left out; line separators of any kind
//     become line breaks, and bytes that are not UTF-8 U+FFFD.
//
// # Decisions
//
// Styles always nest in the same order, whatever order they began in. That may close and reopen a style for nothing,
// but makes what stands between two glyphs a function of these two, so that lengths can be summed.
//
// There is a glyph for every character, of eight bytes, and what is needed for a line or a page at a time is used again
// for the next: more than 40 MB of prose are set in a second. How full and even pages become is told by TestFigures.
//
// Unicode's rules for sentences and clusters are asked only where they have a choice: around a sign that may end a
// sentence, and beside what is not a common character of Latin prose (sign.go). FuzzSentences and FuzzClusters compare.
//
// Delimiters never touch their own kind: `*a***b**` is misread, `*a*` U+2060 `**b**` is not.
package typeset

import (
	"unicode/utf8"

	"cliffhanger/story"
)

// Options say how to set pages. The zero value is right for a message of a bot.
type Options struct {
	// Limit is the most a page may hold, in UTF-16 units. 0 or less means 2000, the limit of a message's content; below
	// 100 means 100, so that there is room for a word beside the styles.
	Limit int
}

const (
	defaultLimit = 2000
	leastLimit   = 100
)

func (o Options) limit() int {
	if o.Limit <= 0 {
		return defaultLimit
	}
	return max(o.Limit, leastLimit)
}

// A Page is the content of one message.
type Page struct {
	Content string // Discord Markdown, never empty
	Length  int    // as Discord's API counts it: code points
}

// Scene returns the pages of a scene, its label (if any) as a bold first line. A scene without anything to see has
// none.
func Scene(s story.Scene, o Options) []Page {
	l := layout{limit: o.limit()}
	l.label(s.Label)
	l.blocks(s.Blocks)
	return l.pages()
}

// Blocks returns the pages of blocks without a scene, such as an author's note; none if there is nothing to see.
func Blocks(b []story.Block, o Options) []Page {
	l := layout{limit: o.limit()}
	l.blocks(b)
	return l.pages()
}

// Length returns how long Discord's API takes s to be: the number of its code points.
func Length(s string) int { return utf8.RuneCountInString(s) }

// pages cuts the lines laid out so far.
func (l *layout) pages() []Page {
	if len(l.lines) == 0 {
		return nil
	}
	cuts := l.cuts()
	return l.write(cuts, pack(cuts, l.limit))
}

// write writes the pages that end at the given cuts, the first of which is where the first page begins.
func (l *layout) write(cuts []cut, ends []int) []Page {
	pages := make([]Page, 0, len(ends)-1)
	for i := 1; i < len(ends); i++ {
		content := l.page(cuts[ends[i-1]].right, cuts[ends[i]].left)
		pages = append(pages, Page{Content: content, Length: Length(content)})
	}
	return pages
}
