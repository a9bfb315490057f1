package story

import "unicode"

// Words counts the words of the blocks: runs of characters between white space that hold a letter or a digit. Scripts
// that put no spaces between words are counted by their letters, so that what is told of a text's length is about what
// it takes to read: two Chinese or Japanese characters, or five letters of Thai, Lao, Khmer or Burmese, are a word.
func Words(blocks []Block) int {
	n, tenths := 0, 0 // of words in scripts without spaces
	for _, b := range blocks {
		inside := false // the word that is read is counted
		for _, r := range b.Runs {
			for _, c := range r.Text {
				part := 0
				if c >= firstUnspaced {
					part = unspaced(c)
				}
				switch {
				case part > 0:
					tenths += part
					inside = false
				case inside && unicode.IsSpace(c):
					inside = false
				case !inside && isWordRune(c):
					inside = true
					n++
				}
			}
		}
	}
	return n + (tenths+9)/10
}

// firstUnspaced is the first character of Thai, below which no script is written without spaces.
const firstUnspaced = 0x0e00

// unspaced returns how many tenths of a word a letter is of a script that is written without spaces, else 0.
func unspaced(c rune) int {
	switch {
	case !unicode.IsLetter(c):
		return 0
	case unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return 5
	case unicode.In(c, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return 2
	}
	return 0
}
