package manuscript

import "sync"

// A look is which signs a text has. It is taken once of each paragraph of a chapter's end, so that what is looked for
// there, which few paragraphs have, is only looked for where it can be.
type look uint16

const (
	lookCapital     look = 1 << iota // a capital letter of ASCII
	lookCapitals                     // two side by side
	lookDigit                        // of ASCII
	lookQuestion                     // a question mark of ASCII
	lookExclamation                  // an exclamation mark of ASCII
	lookBracket                      // a parenthesis
	lookColon                        // a colon
	lookSlash                        // a slash
	lookFace                         // what some smiley has but no sentence: one of ;=<^
	lookForeign                      // a character that is not of ASCII and no dash, quotation mark or ellipsis
)

// looks are what each byte is.
var looks = sync.OnceValue(func() *[256]look {
	var out [256]look
	for c := range out {
		switch {
		case c >= 'A' && c <= 'Z':
			out[c] = lookCapital
		case c >= '0' && c <= '9':
			out[c] = lookDigit
		case c >= 0x80:
			out[c] = lookForeign
		}
	}
	for signs, l := range map[string]look{"?": lookQuestion, "!": lookExclamation, "()": lookBracket, ":": lookColon,
		"/": lookSlash, ";=<^": lookFace} {
		for _, c := range []byte(signs) {
			out[c] = l
		}
	}
	return &out
})

// lookAt takes a look at a text.
func lookAt(text string) look {
	table := looks()
	var all, last look
	for i := 0; i < len(text); i++ {
		now := table[text[i]]
		if now == lookForeign && isPunctuation(text[i:]) {
			now, i = 0, i+2
		}
		all |= now | now&last&lookCapital<<1
		last = now
	}
	return all
}

// isPunctuation reports whether a text begins with a dash, a quotation mark or an ellipsis, U+2010 to U+2026.
func isPunctuation(text string) bool {
	return len(text) > 2 && text[0] == 0xe2 && text[1] == 0x80 && text[2] >= 0x90 && text[2] <= 0xa6
}

// has reports whether a text has any of some signs.
func (l look) has(signs look) bool { return l&signs != 0 }
