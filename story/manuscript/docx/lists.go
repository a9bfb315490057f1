package docx

import (
	"strconv"
	"strings"

	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/office"
)

// mostLevels is how many levels a list has (ECMA-376 part 1, 17.9.6).
const mostLevels = 9

// A listLevel says how a list labels its items at one level.
type listLevel struct {
	start   int
	format  office.Numbering
	text    string // with "%1" for the number of the first level
	legal   bool   // all numbers in digits
	restart int    // the level, from 1, whose items start it anew; 0: none; -1: each above it
}

// A list is the form of lists, which several lists in the text may share.
type list struct {
	levels [mostLevels]listLevel
	like   string // the list style whose form it has instead of its own
	counts [mostLevels]int
	begun  [mostLevels]bool
}

// A use of a list's form in the text.
type use struct {
	form   string
	starts map[int]int // levels that start anew with this use
	levels map[int]listLevel
	seen   bool
}

// lists are the document's lists.
type lists struct {
	forms map[string]*list
	named map[string]*list // by the list styles they stand for
	uses  map[string]*use
}

// newLists returns no lists.
func newLists() *lists {
	return &lists{forms: map[string]*list{}, named: map[string]*list{}, uses: map[string]*use{}}
}

// load reads the part with the lists.
func (l *lists) load(a *archive.Archive, part string) error {
	if part == "" {
		part = "word/numbering.xml"
	}
	return each(a, part, func(scan *office.Scan, e office.Element) error {
		switch e.Name.Local {
		case "abstractNum":
			form := &list{}
			l.forms[e.Attr("abstractNumId")] = form
			return l.read(scan, form)
		case "num":
			u := &use{starts: map[int]int{}, levels: map[int]listLevel{}}
			l.uses[e.Attr("numId")] = u
			return u.read(scan)
		}
		return nil
	})
}

// read reads a form.
func (l *lists) read(scan *office.Scan, form *list) error {
	for i := range form.levels {
		form.levels[i] = listLevel{restart: -1, start: 1}
	}
	return scan.Each(func(e office.Element) error {
		switch e.Name.Local {
		case "styleLink":
			l.named[e.Attr("val")] = form
		case "numStyleLink":
			form.like = e.Attr("val")
		case "lvl":
			level, err := readLevel(scan)
			form.levels[levelOf(e.Attr("ilvl"))] = level
			return err
		}
		return nil
	}, nil)
}

// read reads a use.
func (u *use) read(scan *office.Scan) error {
	return scan.Each(func(e office.Element) error {
		switch e.Name.Local {
		case "abstractNumId":
			u.form = e.Attr("val")
		case "lvlOverride":
			at := levelOf(e.Attr("ilvl"))
			return scan.Each(func(e office.Element) error {
				switch e.Name.Local {
				case "startOverride":
					u.starts[at] = numberOf(e.Attr("val"))
				case "lvl":
					level, err := readLevel(scan)
					u.levels[at] = level
					return err
				}
				return nil
			}, nil)
		}
		return nil
	}, nil)
}

// formats are the ways to number by Word's names; those not here are written in digits.
var formats = map[string]office.Numbering{
	"decimalZero": office.Padded, "lowerLetter": office.Lower, "upperLetter": office.Upper,
	"lowerRoman": office.LowRoman, "upperRoman": office.UpRoman, "ordinal": office.Ordinal,
	"cardinalText": office.Words, "ordinalText": office.WordsNth, "none": office.NoNumber, "bullet": office.Bullet,
}

// readLevel reads how one level is labelled.
func readLevel(scan *office.Scan) (listLevel, error) {
	level := listLevel{restart: -1, start: 1}
	var visit func(office.Element) error
	visit = func(e office.Element) error {
		value := e.Attr("val")
		switch e.Name.Local {
		case "start":
			level.start = numberOf(value)
		case "numFmt":
			level.format = formats[value]
		case "lvlText":
			level.text = value
		case "isLgl":
			level.legal = truth(e)
		case "lvlRestart":
			level.restart = numberOf(value)
		case "AlternateContent", "Choice", "Fallback":
			return scan.Each(visit, nil) // the fallback comes last and holds
		}
		return nil
	}
	return level, scan.Each(visit, nil)
}

// label counts one item of a list and returns what is written before it.
func (l *lists) label(id string, at int) office.Label {
	u := l.uses[id]
	if u == nil {
		return office.Label{}
	}
	form := l.form(u.form)
	if form == nil {
		return office.Label{}
	}
	if !u.seen {
		u.seen = true
		for at := range u.starts {
			form.begun[at] = false
		}
	}
	level := form.level(u, at)
	if !form.begun[at] {
		form.begun[at], form.counts[at] = true, level.start
	} else {
		form.counts[at]++
	}
	for below := at + 1; below < mostLevels; below++ {
		if r := form.level(u, below).restart; r < 0 || r > at {
			form.begun[below] = false
		}
	}
	if level.format == office.Bullet {
		return office.BulletLabel(level.text)
	}
	return office.NumberLabel(form.write(u, level), form.counts[at])
}

// form returns the form of an id, or that of the list style it stands for.
func (l *lists) form(id string) *list {
	form := l.forms[id]
	if form == nil || form.like == "" {
		return form
	}
	if other := l.named[form.like]; other != nil {
		return other
	}
	return form
}

// level returns how a level is labelled in one use.
func (l *list) level(u *use, at int) listLevel {
	level, ok := u.levels[at]
	if !ok {
		level = l.levels[at]
	}
	if start, ok := u.starts[at]; ok {
		level.start = start
	}
	return level
}

// write writes a label with the numbers of its level and those above.
func (l *list) write(u *use, level listLevel) string {
	var b strings.Builder
	for i := 0; i < len(level.text); i++ {
		c := level.text[i]
		if c != '%' || i+1 == len(level.text) || level.text[i+1] < '1' || level.text[i+1] > '9' {
			b.WriteByte(c)
			continue
		}
		i++
		at := int(level.text[i] - '1')
		other, number := l.level(u, at), l.counts[at]
		if !l.begun[at] {
			number = other.start
		}
		if level.legal {
			other.format = office.Decimal
		}
		b.WriteString(other.format.Text(number))
	}
	return b.String()
}

// levelOf reads the number of a level, which is 0 to 8.
func levelOf(s string) int { return min(max(numberOf(s), 0), mostLevels-1) }

// numberOf reads a number; what is none is 0, as Word takes it.
func numberOf(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < -1<<26 || n > 1<<26 {
		return 0
	}
	return n
}
