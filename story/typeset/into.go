package typeset

import (
	"errors"
	"fmt"
	"slices"

	"cliffhanger/story"
)

// ErrTooShort says that a text cannot be spread over as many pages as were asked for: it has too few sentences.
var ErrTooShort = errors.New("the text is too short for so many pages")

// TooLong is the error of a text that does not fit on as many pages as there are.
type TooLong struct {
	Over int // how much of it is left over, in UTF-16 units
}

// Error says by how much the text is too long.
func (e *TooLong) Error() string { return fmt.Sprintf("the text is too long by %d characters", e.Over) }

// Recut sets a scene that was changed on as many pages as it had, whose contents are old, and changes as few of them
// as it can: pages are kept from the front and from the back, and only what is between them is cut anew, as even as can
// be. The error is a [*TooLong] if the scene does not fit, and [ErrTooShort] if it cannot be spread so far. A text that
// fits only if it is cut inside sentences is cut there, between words. Where none of the old pages is known ("") and
// there are as many as [Scene] makes, the pages are the same.
func Recut(s story.Scene, o Options, old []string) ([]Page, error) {
	l := layout{limit: o.limit()}
	l.label(s.Label)
	l.blocks(s.Blocks)
	if len(l.lines) == 0 {
		if len(old) == 0 {
			return nil, nil
		}
		return nil, ErrTooShort
	}
	cuts := l.cuts()
	if overflow(cuts, l.limit, len(old)) > 0 {
		l.tight = true
		cuts = l.cuts()
		if over := overflow(cuts, l.limit, len(old)); over > 0 {
			return nil, &TooLong{Over: over}
		}
	}
	ends := l.recut(cuts, old)
	if ends == nil {
		return nil, ErrTooShort
	}
	return l.write(cuts, ends), nil
}

// overflow returns how much is left over after n pages as full as can be; 0 or less if nothing is.
func overflow(cuts []cut, limit, n int) int {
	p := newPacker(cuts, limit)
	last, reached := len(cuts)-1, p.late(n)[n]
	if reached == last {
		return 0
	}
	return p.end[last] - p.start[reached]
}

// recut returns the cuts at which the pages end, or nil if the text is too short for so many. It tries to keep most
// pages first, and rather those at the front, which most readers have read.
func (l *layout) recut(cuts []cut, old []string) []int {
	front, back := l.keepFront(cuts, old), l.keepBack(cuts, old)
	reach := newPacker(cuts, l.limit).reach()
	for kept := min(len(old), len(front)+len(back)-2); kept >= 0; kept-- {
		for a := min(kept, len(front)-1); a >= 0 && kept-a < len(back); a-- {
			from, to, n := front[a], back[kept-a], len(old)-kept
			if !within(reach, from, to, n) {
				continue
			}
			middle := l.exactly(cuts, from, to, n)
			if middle == nil {
				continue
			}
			ends := append(slices.Clone(front[:a]), middle...)
			rest := slices.Clone(back[:kept-a])
			slices.Reverse(rest)
			return append(ends, rest...)
		}
	}
	return nil
}

// within reports whether n pages as full as can be reach from one cut to another. It is quick, where cutting is not.
func within(reach []int, from, to, n int) bool {
	for ; n > 0 && from < to; n-- {
		from = reach[from]
	}
	return from >= to
}

// keepFront returns the cuts after each of the first pages that are as they were, beginning with the first cut of all.
func (l *layout) keepFront(cuts []cut, old []string) []int {
	ends := []int{0}
	for _, content := range old {
		at := ends[len(ends)-1]
		size := units(content)
		j := slices.IndexFunc(cuts[at+1:], func(c cut) bool { return l.holds(cuts[at], c, content, size) })
		if j < 0 {
			break
		}
		ends = append(ends, at+1+j)
	}
	return ends
}

// keepBack is keepFront from the other end.
func (l *layout) keepBack(cuts []cut, old []string) []int {
	starts := []int{len(cuts) - 1}
	for _, content := range slices.Backward(old) {
		at := starts[len(starts)-1]
		size := units(content)
		i := slices.IndexFunc(cuts[:at], func(c cut) bool { return l.holds(c, cuts[at], content, size) })
		if i < 0 {
			break
		}
		starts = append(starts, i)
	}
	return starts
}

// holds reports whether the page from one cut to another has this content, which has so many units.
func (l *layout) holds(from, to cut, content string, size int) bool {
	return to.end-from.start == size && l.page(from.right, to.left) == content
}

// exactly returns the cuts, from one to another, at which exactly n pages end; nil if there is no such way. With more
// pages than it takes, a heading still stays with what follows, and every page has something to see.
func (l *layout) exactly(cuts []cut, from, to, n int) []int {
	if from > to || n == 0 && from < to || n > to-from {
		return nil
	}
	if n == 0 {
		return []int{from}
	}
	between := cuts[from : to+1]
	p := newPacker(between, l.limit)
	least := len(p.early()) - 1
	if least > n {
		return nil
	}
	if least == n {
		return shift(pack(between, l.limit), from)
	}
	var at []int // the cuts that keep headings
	var some []cut
	for i, c := range between {
		if i == 0 || i == to-from || c.price < priceHeading {
			at, some = append(at, from+i), append(some, c)
		}
	}
	ends := l.stretch(some, n)
	if ends == nil {
		return nil
	}
	for i, e := range ends {
		ends[i] = at[e]
	}
	return ends
}

func shift(ends []int, by int) []int {
	for i := range ends {
		ends[i] += by
	}
	return ends
}

// stretch chooses the cuts at which n pages end, which is more than it takes; nil if there are too few cuts.
func (l *layout) stretch(cuts []cut, n int) []int {
	if n > len(cuts)-1 {
		return nil
	}
	p := newPacker(cuts, l.limit)
	if len(p.early())-1 > n {
		return nil
	}
	ends := p.choose(p.windows(n))
	for i := 1; i < len(ends); i++ {
		from, to := cuts[ends[i-1]], cuts[ends[i]]
		if to.end-from.start > l.limit || !l.shows(from.right, to.left) {
			return nil
		}
	}
	return ends
}

// shows reports whether there is anything to see between two spots.
func (l *layout) shows(from, to spot) bool {
	for i := from.line; i <= to.line; i++ {
		glyphs := l.lines[i].glyphs
		if i == to.line {
			glyphs = glyphs[:to.glyph]
		}
		if i == from.line {
			glyphs = glyphs[from.glyph:]
		}
		if slices.ContainsFunc(glyphs, func(g glyph) bool { return isVisible(g.r) }) {
			return true
		}
	}
	return false
}
