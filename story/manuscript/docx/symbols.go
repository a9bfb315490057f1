package docx

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/office"
)

// wingdings are characters of the fonts Wingdings that Word puts in place of typed ones (":)" and "-->") or that stand
// between scenes.
var wingdings = map[rune]string{
	0x4a: "🙂", 0x4b: "😐", 0x4c: "🙁", 0xe0: "→", 0xdf: "←", 0xe1: "↑", 0xe2: "↓", 0xe8: "➔", 0xf3: "⇔", 0xf0: "⇨",
	0xef: "⇦", 0xe7: "←", 0x6c: "●", 0x6e: "■", 0x6f: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0xa7: "▪", 0xa8: "◻",
	0x9f: "•", 0xa2: "○", 0xfb: "✗", 0xfc: "✓", 0xfd: "☒", 0xfe: "☑", 0x22: "✂", 0x28: "☎", 0x2a: "✉", 0x36: "⌛",
	0x59: "♈", 0x60: "❀", 0x7b: "❀", 0x7c: "✿", 0x7e: "”", 0x7d: "“", 0xaa: "✦", 0xab: "★", 0xac: "✶", 0xad: "✴",
	0xae: "✹", 0xaf: "✵", 0x96: "❧", 0x97: "☙", 0x98: "❧", 0x99: "☙", 0x54: "❄", 0x52: "☼", 0x4e: "☠",
}

// symbolFont are characters of the font Symbol.
var symbolFont = map[rune]string{
	0xb7: "•", 0xae: "→", 0xac: "←", 0xad: "↑", 0xaf: "↓", 0xab: "↔", 0xa5: "∞", 0xb0: "°", 0xb1: "±", 0xb4: "×",
	0xb8: "÷", 0xb9: "≠", 0xa3: "≤", 0xb3: "≥", 0xbe: "—", 0x2d: "−", 0xbb: "≈", 0xd6: "√", 0xe2: "®", 0xe3: "©",
	0xd4: "™", 0xa9: "♥", 0xaa: "♠", 0xa8: "♦", 0xa7: "♣", 0xbc: "…", 0xd0: "∠", 0xc5: "⊕",
	'a': "α", 'b': "β", 'g': "γ", 'd': "δ", 'e': "ε", 'z': "ζ", 'h': "η", 'q': "θ", 'i': "ι", 'k': "κ", 'l': "λ",
	'm': "μ", 'n': "ν", 'x': "ξ", 'o': "ο", 'p': "π", 'r': "ρ", 's': "σ", 't': "τ", 'u': "υ", 'f': "φ", 'c': "χ",
	'y': "ψ", 'w': "ω", 'G': "Γ", 'D': "Δ", 'Q': "Θ", 'L': "Λ", 'X': "Ξ", 'P': "Π", 'S': "Σ", 'F': "Φ", 'Y': "Ψ",
	'W': "Ω",
}

// fontOf returns the characters of a font whose letters look like something else, nil for other fonts.
func fontOf(font string) map[rune]string {
	if len(font) < 6 || font[0] != 'W' && font[0] != 'S' && font[0] != 'w' && font[0] != 's' {
		return nil
	}
	switch strings.ToLower(font) {
	case "wingdings":
		return wingdings
	case "symbol":
		return symbolFont
	}
	return nil
}

// translate returns text in a font of signs as the characters that are seen. White space and characters beyond the font
// stay.
func (r *reader) translate(text []byte, table map[rune]string) []byte {
	var out []byte
	for _, c := range string(text) {
		low := c
		if c >= 0xf000 && c <= 0xf0ff {
			low = c - 0xf000
		}
		switch sign, ok := table[low]; {
		case ok:
			out = append(out, sign...)
		case c > 0xff && low == c || c <= ' ' || c == 0xa0:
			out = utf8.AppendRune(out, c)
		case r.look.font != "" && strings.EqualFold(r.look.font, "symbol") && low < 0x7f:
			out = utf8.AppendRune(out, low) // digits and punctuation are what they are
		default:
			r.unknownSign(r.look.font)
			out = append(out, "□"...)
		}
	}
	return out
}

// symbol reads a character that is told by its number in a font.
func (r *reader) symbol(e office.Element) {
	code, err := strconv.ParseUint(e.Attr("char"), 16, 32)
	font := e.Attr("font")
	c := rune(code)
	table := fontOf(font)
	if c >= 0xf000 && c <= 0xf0ff {
		c -= 0xf000
	} else if table == nil && err == nil && utf8.ValidRune(c) && c > ' ' {
		r.write([]byte(string(c)))
		return
	}
	if sign, ok := table[c]; ok && err == nil {
		outer := r.look.font
		r.look.font = "" // it is translated
		r.write([]byte(sign))
		r.look.font = outer
		return
	}
	r.unknownSign(font)
	r.write([]byte("□"))
}

// unknownSign tells of a sign that cannot be shown.
func (r *reader) unknownSign(font string) {
	r.page.Lose(story.Warning, fmt.Sprintf("a sign of the font %.40q cannot be shown; it is set as □", font),
		"put a character or an emoji in its place")
}
