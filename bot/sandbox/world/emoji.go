package world

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Emoji is a Unicode emoji (ID null, Name the characters) or a custom one.
type Emoji struct {
	ID       *ID     `json:"id"`
	Name     *string `json:"name"`
	Animated bool    `json:"animated,omitempty"`
}

// Unicode makes the emoji of the given characters.
func Unicode(s string) Emoji { return Emoji{Name: &s} }

// Key is the form used in URLs: the characters, or name:id. Two emoji are the same if their keys are equal; for custom
// ones the id alone decides.
func (e Emoji) Key() string {
	name := ""
	if e.Name != nil {
		name = *e.Name
	}
	if e.ID != nil {
		return name + ":" + e.ID.String()
	}
	return name
}

// same reports whether both name one emoji.
func (e Emoji) same(o Emoji) bool {
	if e.ID != nil || o.ID != nil {
		return e.ID != nil && o.ID != nil && *e.ID == *o.ID
	}
	return e.Key() == o.Key()
}

// emoji reads the form used in URLs. Unknown custom emoji and text that is no emoji are refused with 10014, as Discord
// does. Emoji with and without U+FE0F are different, as on Discord.
func (w *World) emoji(s string) (Emoji, error) {
	s = strings.TrimPrefix(strings.TrimPrefix(s, "a:"), ":")
	if name, number, custom := strings.Cut(s, ":"); custom {
		id, err := ParseID(number)
		if err != nil || name == "" {
			return Emoji{}, unknown(10014, "Emoji")
		}
		for _, g := range w.s.Guilds {
			i := slices.IndexFunc(g.Shape.Emojis, func(e *Emoji) bool { return *e.ID == id })
			if i >= 0 {
				return *g.Shape.Emojis[i], nil
			}
		}
		return Emoji{}, unknown(10014, "Emoji")
	}
	if !isEmoji(s) {
		return Emoji{}, unknown(10014, "Emoji")
	}
	return Unicode(s), nil
}

const (
	joiner    = '\u200d'
	textStyle = '\ufe0e'
	colour    = '\ufe0f'
	keycap    = '\u20e3'
)

// isEmoji reports whether s is one emoji sequence as UTS #51 builds them: a base with an optional skin tone, variation
// selector or tags, joined by U+200D; a pair of regional indicators, or one of them alone, which Discord has among its
// emoji as a letter (:regional_indicator_a:); or a keycap.
func isEmoji(s string) bool {
	if s == "" || len(s) > 100 || !utf8.ValidString(s) {
		return false
	}
	r := []rune(s)
	if strings.ContainsRune("0123456789#*", r[0]) {
		return string(r[1:]) == string(keycap) || string(r[1:]) == string([]rune{colour, keycap})
	}
	if isFlag(r[0]) {
		return len(r) == 1 || len(r) == 2 && isFlag(r[1])
	}
	for {
		n := element(r)
		if n == 0 {
			return false
		}
		if r = r[n:]; len(r) == 0 {
			return true
		}
		if r[0] != joiner {
			return false
		}
		r = r[1:]
	}
}

// element returns how many runes the first element of a joined sequence takes; 0 if there is none.
func element(r []rune) int {
	if len(r) == 0 || !unicode.Is(pictures, r[0]) {
		return 0
	}
	n := 1
	for n < len(r) && (r[n] == colour || r[n] == textStyle || isTone(r[n]) || isTag(r[n]) || r[n] == keycap) {
		n++
	}
	return n
}

func isFlag(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
func isTone(r rune) bool { return r >= 0x1F3FB && r <= 0x1F3FF }
func isTag(r rune) bool  { return r >= 0xE0020 && r <= 0xE007F }

// pictures are the ranges that hold the characters with the property Extended_Pictographic. Holes inside the blocks are
// not cut out: being a little too generous costs a test nothing, refusing a real emoji would.
var pictures = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x00A9, 0x00A9, 1}, {0x00AE, 0x00AE, 1}, {0x203C, 0x203C, 1}, {0x2049, 0x2049, 1}, {0x2122, 0x2122, 1},
		{0x2139, 0x2139, 1}, {0x2194, 0x2199, 1}, {0x21A9, 0x21AA, 1}, {0x231A, 0x231B, 1}, {0x2328, 0x2328, 1},
		{0x23CF, 0x23CF, 1}, {0x23E9, 0x23F3, 1}, {0x23F8, 0x23FA, 1}, {0x24C2, 0x24C2, 1}, {0x25AA, 0x25AB, 1},
		{0x25B6, 0x25B6, 1}, {0x25C0, 0x25C0, 1}, {0x25FB, 0x25FE, 1}, {0x2600, 0x27BF, 1}, {0x2934, 0x2935, 1},
		{0x2B05, 0x2B07, 1}, {0x2B1B, 0x2B1C, 1}, {0x2B50, 0x2B50, 1}, {0x2B55, 0x2B55, 1}, {0x3030, 0x3030, 1},
		{0x303D, 0x303D, 1}, {0x3297, 0x3297, 1}, {0x3299, 0x3299, 1},
	},
	R32: []unicode.Range32{
		{0x1F004, 0x1F004, 1}, {0x1F0CF, 0x1F0CF, 1}, {0x1F170, 0x1F171, 1}, {0x1F17E, 0x1F17F, 1},
		{0x1F18E, 0x1F18E, 1}, {0x1F191, 0x1F19A, 1}, {0x1F201, 0x1F202, 1}, {0x1F21A, 0x1F21A, 1},
		{0x1F22F, 0x1F22F, 1}, {0x1F232, 0x1F23A, 1}, {0x1F250, 0x1F251, 1}, {0x1F300, 0x1FAFF, 1},
	},
}
