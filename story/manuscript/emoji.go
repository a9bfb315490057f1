package manuscript

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// cutEmoji cuts a leading emoji off an option's text: the first grapheme cluster, if it is one.
func cutEmoji(s string) (emoji, rest string) {
	if r, _ := utf8.DecodeRuneInString(s); !mayBeEmoji(r) {
		return "", s
	}
	g := graphemes.FromString(s)
	if !g.Next() {
		return "", s
	}
	first := g.Value()
	if !isEmoji(first) {
		return "", s
	}
	return first, trimLead(s[len(first):])
}

// trimLead takes spaces off the start of an option's text, and signs that only set it off from what stands before: ":
// ", "- ", "= ".
func trimLead(s string) string {
	for {
		s = strings.TrimSpace(s)
		sign, rest, found := strings.Cut(s, " ")
		if !found || strings.Trim(sign, ":-–—=.)") != "" {
			return s
		}
		s = rest
	}
}

// isEmoji reports whether a grapheme cluster is an emoji people can react with: a flag or regional letter, a keycap,
// or a character of emojiTable with whatever joins it.
func isEmoji(cluster string) bool {
	r, n := utf8.DecodeRuneInString(cluster)
	if isKey(r) {
		return strings.HasSuffix(cluster, "\u20e3")
	}
	if (r == '©' || r == '®' || r == '™') && !strings.HasPrefix(cluster[n:], "\ufe0f") {
		return false
	}
	return unicode.Is(emojiTable, r)
}

// withoutEmoji returns a text without the emoji at its end, also such as are told by their names, of which no more than
// a few are looked at.
func withoutEmoji(text string) string {
	const names, longest = 8, 40
	for range names {
		text = strings.TrimRightFunc(text, func(r rune) bool {
			return r == ' ' || r == '\u200d' || r == '\ufe0f' || unicode.Is(emojiTable, r) && !strings.ContainsRune("‼⁉", r)
		})
		if !strings.HasSuffix(text, ":") {
			break
		}
		name := nameAtEnd().FindString(text[max(0, len(text)-longest):])
		if name == "" {
			break
		}
		text = text[:len(text)-len(name)]
	}
	return text
}

// nameAtEnd matches the name of an emoji, as it is typed in chats, at the end of a text.
var nameAtEnd = pattern(`(?:^|[\s*_])(:[a-z][a-z0-9_]{1,30}:)$`)

// mayBeEmoji reports whether an emoji may begin with a character.
func mayBeEmoji(r rune) bool { return isKey(r) || unicode.Is(emojiTable, r) }

// isKey reports whether a character is on a telephone's keys, which are emoji.
func isKey(r rune) bool { return strings.ContainsRune("0123456789#*", r) }

// letterEmoji returns the regional letter for option i: 🇦 for 0.
func letterEmoji(i int) string { return string(rune(0x1F1E6 + i)) }

// sameEmoji returns an emoji without variation selectors, which Discord adds and drops at will, for comparing.
func sameEmoji(e string) string { return strings.ReplaceAll(e, "\ufe0f", "") }

// emojiTable holds the characters with the property Emoji of Unicode 17 (emoji-data.txt), without digits, # and *,
// which are emoji only as keycaps.
var emojiTable = &unicode.RangeTable{
	LatinOffset: 1,
	R16: []unicode.Range16{
		{0xa9, 0xae, 5}, {0x203c, 0x2049, 13}, {0x2122, 0x2139, 23}, {0x2194, 0x2199, 1}, {0x21a9, 0x21aa, 1},
		{0x231a, 0x231b, 1}, {0x2328, 0x2328, 1}, {0x23cf, 0x23cf, 1}, {0x23e9, 0x23f3, 1}, {0x23f8, 0x23fa, 1},
		{0x24c2, 0x24c2, 1}, {0x25aa, 0x25ab, 1}, {0x25b6, 0x25c0, 10}, {0x25fb, 0x25fe, 1}, {0x2600, 0x2604, 1},
		{0x260e, 0x2611, 3}, {0x2614, 0x2615, 1}, {0x2618, 0x261d, 5}, {0x2620, 0x2622, 2}, {0x2623, 0x2626, 3},
		{0x262a, 0x262e, 4}, {0x262f, 0x2638, 9}, {0x2639, 0x263a, 1}, {0x2640, 0x2642, 2}, {0x2648, 0x2653, 1},
		{0x265f, 0x2660, 1}, {0x2663, 0x2665, 2}, {0x2666, 0x2668, 2}, {0x267b, 0x267e, 3}, {0x267f, 0x2692, 19},
		{0x2693, 0x2697, 1}, {0x2699, 0x269b, 2}, {0x269c, 0x26a0, 4}, {0x26a1, 0x26a7, 6}, {0x26aa, 0x26ab, 1},
		{0x26b0, 0x26b1, 1}, {0x26bd, 0x26be, 1}, {0x26c4, 0x26c5, 1}, {0x26c8, 0x26ce, 6}, {0x26cf, 0x26d1, 2},
		{0x26d3, 0x26d4, 1}, {0x26e9, 0x26ea, 1}, {0x26f0, 0x26f5, 1}, {0x26f7, 0x26fa, 1}, {0x26fd, 0x2702, 5},
		{0x2705, 0x2708, 3}, {0x2709, 0x270d, 1}, {0x270f, 0x2712, 3}, {0x2714, 0x2716, 2}, {0x271d, 0x2721, 4},
		{0x2728, 0x2733, 11}, {0x2734, 0x2744, 16}, {0x2747, 0x274c, 5}, {0x274e, 0x2753, 5}, {0x2754, 0x2755, 1},
		{0x2757, 0x2763, 12}, {0x2764, 0x2764, 1}, {0x2795, 0x2797, 1}, {0x27a1, 0x27b0, 15}, {0x27bf, 0x27bf, 1},
		{0x2934, 0x2935, 1}, {0x2b05, 0x2b07, 1}, {0x2b1b, 0x2b1c, 1}, {0x2b50, 0x2b55, 5}, {0x3030, 0x303d, 13},
		{0x3297, 0x3299, 2},
	},
	R32: []unicode.Range32{
		{0x1f004, 0x1f004, 1}, {0x1f0cf, 0x1f0cf, 1}, {0x1f170, 0x1f171, 1}, {0x1f17e, 0x1f17f, 1},
		{0x1f18e, 0x1f18e, 1}, {0x1f191, 0x1f19a, 1}, {0x1f1e6, 0x1f1ff, 1}, {0x1f201, 0x1f202, 1},
		{0x1f21a, 0x1f21a, 1}, {0x1f22f, 0x1f22f, 1}, {0x1f232, 0x1f23a, 1}, {0x1f250, 0x1f251, 1},
		{0x1f300, 0x1f321, 1}, {0x1f324, 0x1f393, 1}, {0x1f396, 0x1f397, 1}, {0x1f399, 0x1f39b, 1},
		{0x1f39e, 0x1f3f0, 1}, {0x1f3f3, 0x1f3f5, 1}, {0x1f3f7, 0x1f4fd, 1}, {0x1f4ff, 0x1f53d, 1},
		{0x1f549, 0x1f54e, 1}, {0x1f550, 0x1f567, 1}, {0x1f56f, 0x1f570, 1}, {0x1f573, 0x1f57a, 1},
		{0x1f587, 0x1f587, 1}, {0x1f58a, 0x1f58d, 1}, {0x1f590, 0x1f590, 1}, {0x1f595, 0x1f596, 1},
		{0x1f5a4, 0x1f5a5, 1}, {0x1f5a8, 0x1f5a8, 1}, {0x1f5b1, 0x1f5b2, 1}, {0x1f5bc, 0x1f5bc, 1},
		{0x1f5c2, 0x1f5c4, 1}, {0x1f5d1, 0x1f5d3, 1}, {0x1f5dc, 0x1f5de, 1}, {0x1f5e1, 0x1f5e3, 2},
		{0x1f5e8, 0x1f5ef, 7}, {0x1f5f3, 0x1f5f3, 1}, {0x1f5fa, 0x1f64f, 1}, {0x1f680, 0x1f6c5, 1},
		{0x1f6cb, 0x1f6d2, 1}, {0x1f6d5, 0x1f6d8, 1}, {0x1f6dc, 0x1f6e5, 1}, {0x1f6e9, 0x1f6e9, 1},
		{0x1f6eb, 0x1f6ec, 1}, {0x1f6f0, 0x1f6f0, 1}, {0x1f6f3, 0x1f6fc, 1}, {0x1f7e0, 0x1f7eb, 1},
		{0x1f7f0, 0x1f7f0, 1}, {0x1f90c, 0x1f93a, 1}, {0x1f93c, 0x1f945, 1}, {0x1f947, 0x1f9ff, 1},
		{0x1fa70, 0x1fa7c, 1}, {0x1fa80, 0x1fa8a, 1}, {0x1fa8e, 0x1fac6, 1}, {0x1fac8, 0x1fac8, 1},
		{0x1facd, 0x1fadc, 1}, {0x1fadf, 0x1faea, 1}, {0x1faef, 0x1faf8, 1},
	},
}
