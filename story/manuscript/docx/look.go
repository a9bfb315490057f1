package docx

import (
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/office"
)

// A toggle is a property of characters that styles switch on and off (ECMA-376 part 1, 17.7.3).
type toggle uint16

// The toggles.
const (
	italic toggle = 1 << iota
	bold
	italicCS // of complex scripts, such as Arabic
	boldCS
	capitals
	strike
	hidden
)

// toggles are the toggles by their elements' names.
var toggles = map[string]toggle{
	"i": italic, "b": bold, "iCs": italicCS, "bCs": boldCS, "caps": capitals, "strike": strike, "vanish": hidden,
}

// A said is a property that may be left unsaid.
type said uint8

// What may be said of it.
const (
	unsaid said = iota
	no
	yes
)

// A charLook is what a style or a run says of characters.
type charLook struct {
	set, on   toggle // those said, and those of them switched on
	underline said
	double    said // struck through twice
	dots      said // emphasis marks over characters
	complex   said // the complex scripts' toggles count
	code      bool // set like a program's text, by the name of its style
	font      string
	style     string // the character style named
}

// over returns the look of l where o, which counts more, says nothing.
func (l charLook) over(o charLook) charLook {
	o.on = l.on&^o.set | o.on&o.set
	o.set |= l.set
	o.underline, o.double = pick(o.underline, l.underline), pick(o.double, l.double)
	o.dots, o.complex = pick(o.dots, l.dots), pick(o.complex, l.complex)
	o.code = o.code || l.code
	if o.font == "" {
		o.font = l.font
	}
	return o
}

// shown returns how characters of this look are set.
func (l *charLook) shown() story.Style {
	slanted, strong := italic, bold
	if l.complex == yes {
		slanted, strong = italicCS, boldCS
	}
	style := story.Style(0)
	for _, s := range []struct {
		is    bool
		style story.Style
	}{
		{l.on&slanted != 0 || l.dots == yes, story.Italic},
		{l.on&strong != 0, story.Bold},
		{l.underline == yes, story.Underline},
		{l.on&strike != 0 || l.double == yes, story.Strike},
		{l.code, story.Code},
	} {
		if s.is {
			style |= s.style
		}
	}
	return style
}

// pick returns a unless it is unsaid.
func pick(a, b said) said {
	if a == unsaid {
		return b
	}
	return a
}

// truth reads the value of an on-off property.
func truth(e office.Element) bool {
	switch e.Attr("val") {
	case "0", "false", "off":
		return false
	}
	return true
}

// say returns yes or no.
func say(b bool) said {
	if b {
		return yes
	}
	return no
}

// read reads one property of characters.
func (l *charLook) read(e office.Element) {
	if t, ok := toggles[e.Name.Local]; ok {
		l.set |= t
		l.on &^= t
		if truth(e) {
			l.on |= t
		}
		return
	}
	value := e.Attr("val")
	switch e.Name.Local {
	case "rStyle":
		l.style = value
	case "u":
		l.underline = say(value != "none" && value != "")
	case "dstrike":
		l.double = say(truth(e))
	case "em":
		l.dots = say(value != "none")
	case "cs", "rtl":
		l.complex = say(truth(e))
	case "rFonts":
		if l.font = e.Attr("ascii"); l.font == "" {
			l.font = e.Attr("hAnsi")
		}
	}
}

// A mark is what is said of the sign at a paragraph's end, beside its look.
type mark struct {
	gone bool // deleted, moved away, or always hidden
}

// A paraLook is what a style or a paragraph says of the paragraph.
type paraLook struct {
	style      string
	outline    int // 1 to 9, 10: text; 0: unsaid
	list       string
	level      int // in the list; -1: unsaid
	centred    said
	pageBefore said
	border     *office.Border
	sectionEnd bool // the paragraph is the last of a section that ends its page
	dropCap    bool
}

// unsaidPara is a look that says nothing.
func unsaidPara() paraLook { return paraLook{level: -1} }

// over returns the look of l where o, which counts more, says nothing.
func (l paraLook) over(o paraLook) paraLook {
	if o.outline == 0 {
		o.outline = l.outline
	}
	if o.list == "" {
		o.list = l.list
	}
	if o.level < 0 {
		o.level = l.level
	}
	if o.border == nil {
		o.border = l.border
	}
	o.centred, o.pageBefore = pick(o.centred, l.centred), pick(o.pageBefore, l.pageBefore)
	return o
}

// read reads one property of a paragraph, with what is in it.
func (l *paraLook) read(scan *office.Scan, e office.Element) error {
	value := e.Attr("val")
	switch e.Name.Local {
	case "pStyle":
		l.style = value
	case "outlineLvl":
		if l.outline = 10; len(value) == 1 && value[0] >= '0' && value[0] <= '8' {
			l.outline = int(value[0]-'0') + 1
		}
	case "jc":
		l.centred = say(value == "center")
	case "pageBreakBefore":
		l.pageBefore = say(truth(e))
	case "framePr":
		kind := e.Attr("dropCap")
		l.dropCap = kind != "" && kind != "none"
	case "numPr":
		return scan.Each(func(e office.Element) error {
			switch value := e.Attr("val"); e.Name.Local {
			case "numId":
				l.list = value
			case "ilvl":
				l.level = levelOf(value)
			}
			return nil
		}, nil)
	case "pBdr":
		return l.borders(scan)
	case "sectPr":
		l.sectionEnd = true
		return scan.Each(func(e office.Element) error {
			if e.Name.Local == "type" {
				value := e.Attr("val")
				l.sectionEnd = value != "continuous" && value != "nextColumn"
			}
			return nil
		}, nil)
	}
	return nil
}

// borders reads the lines around a paragraph.
func (l *paraLook) borders(scan *office.Scan) error {
	l.border = &office.Border{}
	var key strings.Builder
	err := scan.Each(func(e office.Element) error {
		value := e.Attr("val")
		if value == "nil" || value == "none" {
			return nil
		}
		switch e.Name.Local {
		case "top":
			l.border.Above = true
		case "bottom":
			l.border.Below = true
		case "left", "right", "start", "end", "bar":
			l.border.Side = true
		default:
			return nil
		}
		key.WriteString(e.Name.Local + " " + value + " " + e.Attr("sz") + " " + e.Attr("color") + ";")
		return nil
	}, nil)
	l.border.Key = key.String()
	return err
}
