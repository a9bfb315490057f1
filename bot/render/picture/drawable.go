package picture

import (
	"strings"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// most is how many characters of a text are looked at: no line holds more.
const most = 200

// Drawable returns a text as it is drawn: on one line, without emoji. It is empty if nothing is left, or if the rest
// cannot be drawn.
func Drawable(text string) string {
	known, err := sfnt.Parse(goregular.TTF)
	if err != nil { // a font that is compiled in: a picture without any text then says so better than a panic
		return ""
	}
	var out strings.Builder
	var b sfnt.Buffer
	n := 0
	for _, r := range norm.NFC.String(strings.Join(strings.Fields(text), " ")) {
		if n++; n > most {
			break
		}
		if ornament(r) {
			continue
		}
		glyph, err := known.GlyphIndex(&b, r)
		if err != nil || glyph == 0 || !upright(r) {
			return ""
		}
		out.WriteRune(r)
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// ornament reports whether a character is an emoji or makes part of one.
func ornament(r rune) bool {
	switch {
	case r == '\u200d', r >= '\ufe00' && r <= '\ufe0f', r == '\u20e3': // joiner, variation selectors, keycap
		return true
	case r >= 0x1f000 && r <= 0x1faff, r >= 0xe0000 && r <= 0xe007f:
		return true
	case r >= 0x2600 && r <= 0x27bf, r >= 0x2b00 && r <= 0x2bff, r >= 0x2300 && r <= 0x23ff:
		return true
	}
	return false
}

// upright reports whether a character stands by itself, to the right of the one before.
func upright(r rune) bool {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc, unicode.Cc, unicode.Cf) {
		return false
	}
	props, _ := bidi.LookupRune(r)
	switch props.Class() {
	case bidi.R, bidi.AL, bidi.AN, bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF, bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI:
		return false
	}
	return true
}
