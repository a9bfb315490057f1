package odt

import (
	"strconv"
	"strings"

	"cliffhanger/story/manuscript/office"
)

// mostLevels is how many levels a list has.
const mostLevels = 10

// outline is the key of the form by which headings are numbered; no list style can have this name.
const outline = "\x00outline"

// A listLevel says how a list labels its items at one level.
type listLevel struct {
	known          bool
	start, shown   int // shown: how many levels' numbers
	format         office.Numbering
	bullet         string
	prefix, suffix string
}

// A form is how a list labels its items at every level.
type form [mostLevels]listLevel

// A count is how far a list has come at each level.
type count struct {
	numbers [mostLevels]int
	begun   [mostLevels]bool
}

// lists are the document's list styles, and how far lists in the text have come.
type lists struct {
	forms  map[string]*form
	counts map[string]*count // of the last list of each style
	byID   map[string]*count
}

// newLists returns no lists.
func newLists() *lists {
	return &lists{forms: map[string]*form{}, counts: map[string]*count{outline: {}}, byID: map[string]*count{}}
}

// formats are the ways to number by OpenDocument's names.
var formats = map[string]office.Numbering{
	"": office.NoNumber, "1": office.Decimal, "a": office.Lower, "A": office.Upper, "i": office.LowRoman,
	"I": office.UpRoman, "1st": office.Ordinal, "One": office.Words, "First": office.WordsNth, "01": office.Padded,
	"001": office.Decimal,
}

// read reads a list style.
func (l *lists) read(scan *office.Scan, name string) error {
	f := &form{}
	l.forms[name] = f
	return scan.Each(func(e office.Element) error {
		at := number(e.Attr("level")) - 1
		if at < 0 || at >= mostLevels {
			return nil
		}
		level := listLevel{
			known: true, start: max(number(e.Attr("start-value")), 1), shown: number(e.Attr("display-levels")),
			prefix: e.Attr("num-prefix"), suffix: e.Attr("num-suffix"),
		}
		switch e.Name.Local {
		case "list-level-style-bullet":
			level.format, level.bullet = office.Bullet, e.Attr("bullet-char")
		case "list-level-style-image":
			level.format = office.Bullet
		case "list-level-style-number", "outline-level-style":
			level.format = formats[e.Attr("num-format")]
		default:
			return nil
		}
		f[at] = level
		return nil
	}, nil)
}

// number reads a number; what is none is 0.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 1<<20 {
		return 0
	}
	return n
}

// label counts one item and returns what is written before it. A start above 0 makes it the item's number.
func (l *lists) label(style string, c *count, at, start int) office.Label {
	f := l.forms[style]
	if f == nil || !f[at].known {
		return office.Label{}
	}
	level := f[at]
	switch {
	case start > 0:
		c.numbers[at] = start
	case !c.begun[at]:
		c.numbers[at] = level.start
	default:
		c.numbers[at]++
	}
	c.begun[at] = true
	for below := at + 1; below < mostLevels; below++ {
		c.begun[below] = false
	}
	if level.format == office.Bullet {
		return office.BulletLabel(level.bullet)
	}
	if level.format == office.NoNumber {
		return office.Label{}
	}
	var parts []string
	for above := max(at-max(level.shown, 1)+1, 0); above <= at; above++ {
		n := c.numbers[above]
		if !c.begun[above] {
			n = max(f[above].start, 1)
		}
		if text := f[above].format.Text(n); text != "" {
			parts = append(parts, text)
		}
	}
	return office.NumberLabel(level.prefix+strings.Join(parts, ".")+level.suffix, c.numbers[at])
}
