package typeset

import (
	"slices"
	"strings"
	"unicode"
)

// A spot is a place between glyphs: before glyph number glyph of a line.
type spot struct {
	line, glyph int
}

// A cut is a place where a page may end. White space between left and right is dropped if it does.
type cut struct {
	left, right spot // where the page before it ends, and the next one begins
	end         int  // how long everything up to the cut is, with all styles closed
	start       int  // how long everything before it is that a page which begins here does not have
	price       float64
}

// The length of a page from cut i to cut j is cuts[j].end - cuts[i].start.

// cuts returns every place where a page may end, from the very beginning to the very end.
func (l *layout) cuts() []cut {
	cuts := []cut{{start: units(l.lines[0].sep) - units(l.lines[0].lead)}}
	pos := 0
	for i := range l.lines {
		ln := &l.lines[i]
		m := l.measure(ln, pos)
		if i > 0 {
			cuts[len(cuts)-1].start = pos + units(ln.sep) - units(ln.lead)
		}
		begun := 0 // where the page after the last cut begins
		for _, b := range l.breaks(&m) {
			if b.glyph <= begun { // inside the same white space
				continue
			}
			right := b.glyph
			for ln.glyphs[right].space() {
				right++
			}
			left := b.glyph
			for ln.glyphs[left-1].space() {
				left--
			}
			begun = right
			cuts = append(cuts, cut{
				left: spot{i, left}, right: spot{i, right}, price: b.price + ln.inside,
				end: m.endAt(left), start: m.startAt(right),
			})
		}
		n := len(ln.glyphs)
		pos = m.endAt(n)
		cuts = append(cuts, cut{left: spot{i, n}, right: spot{i + 1, 0}, price: ln.price, end: pos, start: pos})
	}
	return cuts
}

// A measured is a line with the lengths up to each of its glyphs, in a scene set on one endless page.
type measured struct {
	*line
	first int   // up to the first glyph, with what opens its style
	sizes []int // up to and without the glyph, with the tokens between it and the one before; none for a plain line
}

// measure measures a line that begins at pos. It holds until the next line is measured.
func (l *layout) measure(ln *line, pos int) measured {
	pos += units(ln.sep) + ln.opening(0)
	m := measured{line: ln, first: pos}
	if ln.plain {
		return m
	}
	l.sizes = slices.Grow(l.sizes[:0], len(ln.glyphs))[:len(ln.glyphs)]
	m.sizes = l.sizes
	for i, g := range ln.glyphs {
		if i > 0 && g.style != ln.glyphs[i-1].style {
			pos += turning(ln.glyphs[i-1].style, g.style, ln.glyphs[i-1].last())
		}
		m.sizes[i] = pos
		pos += g.units()
	}
	return m
}

// before returns the length up to and without glyph i, with what is written between it and the one before.
func (m *measured) before(i int) int {
	if m.sizes == nil {
		return m.first + i
	}
	return m.sizes[i]
}

// after returns the length up to and with glyph i.
func (m *measured) after(i int) int { return m.before(i) + m.glyphs[i].units() }

// opening returns the length of what is written for a line or page to begin with a glyph, without prefix.
func (ln *line) opening(i int) int {
	n := turning(0, ln.glyphs[i].style, 0)
	if ln.guard(i) >= 0 {
		n++
	}
	return n
}

// guard returns the index of the glyph that has to be made harmless if a line or page begins with glyph i, or -1.
func (ln *line) guard(i int) int {
	if i == 0 && ln.inert {
		return -1
	}
	mark := listLike(ln.glyphs[i:])
	if mark < 0 {
		return -1
	}
	return i + mark
}

// endAt returns the length up to glyph i, with all styles closed.
func (m *measured) endAt(i int) int {
	g := m.glyphs[i-1]
	return m.after(i-1) + turning(g.style, 0, g.last())
}

// startAt returns the length that a page which begins with glyph i does not have.
func (m *measured) startAt(i int) int {
	if i == 0 {
		return m.before(0) - m.opening(0) - units(m.lead)
	}
	return m.before(i) - m.opening(i) - units(m.again)
}

// size returns the length of a page that holds nothing but the glyphs from i to j.
func (m *measured) size(i, j int) int { return m.endAt(j) - m.startAt(i) }

// A brk is a place inside a line where a page may end: before a glyph.
type brk struct {
	glyph int
	price float64
}

// breaks returns the places inside the line where a page may end: between sentences; where a sentence is long between
// words; where a word is longer than a page between clusters. A sentence is long if it has more than whole units.
// They hold until those of the next line are asked for.
func (l *layout) breaks(m *measured) []brk {
	out := l.breakable[:0]
	l.starts = append(l.sentenceStarts(m.glyphs), len(m.glyphs))
	whole, from := l.whole(), 0
	for _, to := range l.starts {
		if to < len(m.glyphs) && !m.wordBreak(to) { // such as "What?No", and the ? inside an address
			continue
		}
		if m.size(from, m.trimmed(to)) > whole {
			out = m.wordBreaks(out, from, to, l.limit)
		}
		if to < len(m.glyphs) {
			out = append(out, brk{to, priceSentence})
		}
		from = to
	}
	l.breakable = out
	return m.thin(out, l.limit)
}

// trimmed returns the end of what is left of the glyphs before end without white space.
func (m *measured) trimmed(end int) int {
	for end > 1 && m.glyphs[end-1].space() {
		end--
	}
	return end
}

// wordBreaks appends the places between the words from one glyph to another.
func (m *measured) wordBreaks(out []brk, from, to, limit int) []brk {
	word := from
	for i := from + 1; i <= to; i++ {
		if i < to && !m.wordBreak(i) {
			continue
		}
		if m.size(word, m.trimmed(i)) > limit {
			out = m.clusterBreaks(out, word, m.trimmed(i), limit)
		}
		if i < to {
			price := float64(priceWord)
			if isClauseEnd(m.glyphs[m.trimmed(i)-1].r) {
				price = priceClause
			}
			out = append(out, brk{i, price})
		}
		word = i
	}
	return out
}

// wordBreak reports whether a word ends before glyph i.
func (m *measured) wordBreak(i int) bool {
	left, right := m.glyphs[i-1], m.glyphs[i]
	if left.space() || right.space() {
		return left.breaking() && !right.space()
	}
	return right.cluster && !left.address && !right.address && betweenIdeographs(left.r, right.r)
}

// betweenIdeographs reports whether a line may end between two code points of Chinese or Japanese, which has no spaces.
// Closing punctuation and small kana stay with what is before them, and a katakana word is not cut.
func betweenIdeographs(left, right rune) bool {
	if !isIdeograph(left) && !isIdeograph(right) || unicode.In(left, unicode.Ps, unicode.Pi) {
		return false
	}
	if unicode.Is(unicode.Katakana, left) && unicode.Is(unicode.Katakana, right) {
		return false
	}
	return (unicode.IsLetter(right) || unicode.In(right, unicode.Ps, unicode.Pi)) &&
		!strings.ContainsRune("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮーゝゞヽヾ々", right)
}

// isIdeograph reports whether r is a character, or a full-width punctuation mark, of Chinese or Japanese.
func isIdeograph(r rune) bool {
	return r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef ||
		unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

func isClauseEnd(r rune) bool { return strings.ContainsRune(",;:—–…，、；：)”’»", r) }

// clusterBreaks appends places inside a word that is longer than a page. There is one for about every fiftieth of a
// page, which is enough to be even and keeps the number of cuts in bounds.
func (m *measured) clusterBreaks(out []brk, from, to, limit int) []brk {
	last := from
	add := func(i int) {
		if i > last {
			out = append(out, brk{i, priceCharacter})
			last = i
		}
	}
	for i := from; i < to; {
		j := i + 1
		for j < to && !m.glyphs[j].cluster {
			j++
		}
		if m.after(i)-m.before(last) >= limit/50 || m.size(last, j) > limit {
			add(i)
		}
		if m.size(i, j) > limit { // one cluster longer than a page
			for k := i + 1; k < j; k++ {
				if m.size(last, k+1) > limit/2 {
					add(k)
				}
			}
		}
		i = j
	}
	return out
}

// thin leaves out breaks that follow another one too closely to be of use: a page more or less even by ten characters
// is the same, and the number of cuts stays in bounds for whatever text.
func (m *measured) thin(breaks []brk, limit int) []brk {
	last := 0
	kept := breaks[:0]
	for i, b := range breaks {
		next := len(m.glyphs)
		if i+1 < len(breaks) {
			next = breaks[i+1].glyph
		}
		if m.before(b.glyph)-m.before(last) < limit/200 && m.size(last, m.trimmed(next)) <= limit/3 {
			continue
		}
		kept = append(kept, b)
		last = b.glyph
	}
	return kept
}
