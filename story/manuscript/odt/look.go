package odt

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/office"
)

// A said is a property that may be left unsaid.
type said uint8

// What may be said of it.
const (
	unsaid said = iota
	no
	yes
)

// say returns yes or no.
func say(b bool) said {
	if b {
		return yes
	}
	return no
}

// pick returns a unless it is unsaid.
func pick(a, b said) said {
	if a == unsaid {
		return b
	}
	return a
}

// The three sets of formats a style has, of which the script of the words chooses.
const (
	western = iota
	asian
	complexScript
	scripts
)

// A charLook is what a style says of characters.
type charLook struct {
	italic, bold      [scripts]said
	underline, strike said
	capitals, hidden  said
	code              bool
}

// over returns the look of l where o, which counts more, says nothing.
func (l charLook) over(o charLook) charLook {
	for i := range scripts {
		o.italic[i], o.bold[i] = pick(o.italic[i], l.italic[i]), pick(o.bold[i], l.bold[i])
	}
	o.underline, o.strike = pick(o.underline, l.underline), pick(o.strike, l.strike)
	o.capitals, o.hidden = pick(o.capitals, l.capitals), pick(o.hidden, l.hidden)
	o.code = o.code || l.code
	return o
}

// read reads what the element style:text-properties says.
func (l *charLook) read(e office.Element) {
	for _, a := range e.Attrs {
		switch value := a.Value(); a.Name.Local {
		case "font-style":
			l.italic[western] = say(value != "normal")
		case "font-style-asian":
			l.italic[asian] = say(value != "normal")
		case "font-style-complex":
			l.italic[complexScript] = say(value != "normal")
		case "font-weight":
			l.bold[western] = say(isBold(value))
		case "font-weight-asian":
			l.bold[asian] = say(isBold(value))
		case "font-weight-complex":
			l.bold[complexScript] = say(isBold(value))
		case "text-underline-style", "text-underline-type":
			l.underline = say(value != "none")
		case "text-line-through-style", "text-line-through-type":
			l.strike = say(value != "none")
		case "text-transform":
			l.capitals = say(value == "uppercase")
		case "display":
			l.hidden = say(value == "none")
		}
	}
}

// isBold reports whether a font's weight is bold.
func isBold(weight string) bool {
	return weight == "bold" || len(weight) == 3 && weight >= "600" && weight <= "900"
}

// style returns the look of words in a script.
func (l *charLook) style(script int) story.Style {
	var s story.Style
	for _, is := range []struct {
		said  said
		style story.Style
	}{
		{l.italic[script], story.Italic}, {l.bold[script], story.Bold},
		{l.underline, story.Underline}, {l.strike, story.Strike},
	} {
		if is.said == yes {
			s |= is.style
		}
	}
	if l.code {
		s |= story.Code
	}
	return s
}

// scriptOf returns in which script the first letter of text is written.
func scriptOf(text []byte) int {
	for len(text) > 0 {
		c, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case c < 0x590 && unicode.IsLetter(c):
			return western
		case !unicode.IsLetter(c):
		case unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Yi):
			return asian
		case c < 0x1000, unicode.In(c, unicode.Khmer, unicode.Myanmar, unicode.Mongolian), c >= 0xfb1d && c <= 0xfefc:
			return complexScript
		default:
			return western
		}
	}
	return western
}

// A paraLook is what a style says of a paragraph.
type paraLook struct {
	centred               said
	pageBefore, pageAfter said
	border                *office.Border
}

// over returns the look of l where o, which counts more, says nothing.
func (l paraLook) over(o paraLook) paraLook {
	o.centred, o.pageBefore = pick(o.centred, l.centred), pick(o.pageBefore, l.pageBefore)
	o.pageAfter = pick(o.pageAfter, l.pageAfter)
	if o.border == nil {
		o.border = l.border
	}
	return o
}

// read reads what the element style:paragraph-properties says.
func (l *paraLook) read(e office.Element) {
	var border office.Border
	var key strings.Builder
	lines, joined := false, true
	for _, a := range e.Attrs {
		switch value := a.Value(); a.Name.Local {
		case "text-align":
			l.centred = say(value == "center")
		case "break-before":
			l.pageBefore = say(strings.HasSuffix(value, "page"))
		case "break-after":
			l.pageAfter = say(strings.HasSuffix(value, "page"))
		case "join-border":
			joined = value != "false"
		case "border", "border-top", "border-bottom", "border-left", "border-right":
			lines = true
			if value == "none" || value == "hidden" || strings.Contains(value, " none ") {
				continue
			}
			all := a.Name.Local == "border"
			border.Above = border.Above || all || a.Name.Local == "border-top"
			border.Below = border.Below || all || a.Name.Local == "border-bottom"
			border.Side = border.Side || all || a.Name.Local == "border-left" || a.Name.Local == "border-right"
			key.WriteString(a.Name.Local + " " + value + ";")
		}
	}
	if lines {
		if joined {
			border.Key = key.String()
		}
		l.border = &border
	}
}
