package nominee

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A word is a word of a text.
type word struct {
	text   string // without a possessive ending or an elided article
	begins bool   // a sentence, or what may be one: a line, speech, a bracket
	joined bool   // to the word before, which owns nothing, by a space alone
}

// split returns the words of one block.
func split(text string) []word {
	var list []word
	gap, owned := "", false
	for text != "" {
		n := wordLength(text)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(text)
			gap += text[:n]
			text = text[n:]
			continue
		}
		whole := text[:n]
		w := word{text: bare(whole), begins: len(list) == 0 || opens(gap)}
		if len(list) > 0 {
			between := strings.TrimSpace(gap)
			short := between == "." && shortened(list[len(list)-1].text) && !strings.Contains(gap, "\n")
			w.begins = w.begins && !short
			w.joined = !owned && !w.begins && (between == "" || short)
		}
		list = append(list, w)
		owned = strings.HasPrefix(whole, w.text) && len(whole) > len(w.text)
		gap, text = "", text[n:]
	}
	return list
}

// wordLength returns how many bytes of the text are a word it begins with: letters, digits and marks, and between them
// apostrophes and hyphens.
func wordLength(text string) int {
	length, pending := 0, false
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || length > 0 && unicode.IsMark(r):
			length, pending = i+utf8.RuneLen(r), false
		case length > 0 && !pending && (isApostrophe(r) || r == '-' || r == '‐' || r == '\u2011'):
			pending = true
		default:
			return length
		}
	}
	return length
}

// bare returns a word without the ending that says whose something is, or the small word elided before a capital.
func bare(w string) string {
	at := strings.IndexFunc(w, isApostrophe)
	if at < 0 {
		return w
	}
	_, size := utf8.DecodeRuneInString(w[at:])
	head, rest := w[:at], w[at+size:]
	if rest == "s" || rest == "S" {
		return head
	}
	first, _ := utf8.DecodeRuneInString(rest)
	if strings.ToLower(head) == head && unicode.IsUpper(first) {
		return rest // d'Artagnan
	}
	return w
}

// opens reports whether a word after this, which is no word, may begin a sentence.
func opens(gap string) bool {
	var before rune // of the gap; there is none where a quotation mark closes
	for _, r := range gap {
		switch {
		case strings.ContainsRune(".!?…:;\n。！？؟¿¡“„«‹‚([{•|/", r):
			return true
		case strings.ContainsRune("\"'‘»›”", r) && unicode.IsSpace(before):
			return true // an opening quotation mark
		}
		before = r
	}
	return false
}

// shortened reports whether a full stop after a word may stand for letters left out.
func shortened(w string) bool {
	return title(w) || w == "St" || w == "Sta" || utf8.RuneCountInString(w) == 1 && strings.ToUpper(w) == w
}

// title reports whether a word stands before names.
func title(w string) bool {
	switch w {
	case "Mr", "Mrs", "Ms", "Mx", "Miss", "Dr", "Prof", "Sir", "Lady", "Lord", "Madam", "Master", "Captain", "Herr",
		"Frau", "Fräulein", "Monsieur", "Madame", "Mademoiselle", "Mme", "Mlle", "Señor", "Señora", "Don", "Doña",
		"Senhor",
		"Senhora", "Signor", "Signora", "Meneer", "Mevrouw":
		return true
	}
	return false
}

// particle reports whether a small word may stand inside a name.
func particle(w string) bool {
	switch w {
	case "of", "de", "del", "della", "der", "den", "di", "da", "do", "dos", "du", "la", "le", "van", "von", "zu", "ibn",
		"bin", "al", "el", "y":
		return true
	}
	return false
}

// common reports whether a word has a capital for another reason than being a name: "I", the days and the months of
// English.
func common(w string) bool {
	if i := strings.IndexFunc(w, isApostrophe); i >= 0 && w[:i] == "I" {
		return true
	}
	switch w {
	case "I", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Mondays", "Tuesdays",
		"Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays", "January", "February", "March", "April", "May",
		"June", "July", "August", "September", "October", "November", "December", "God", "Christmas", "Easter":
		return true
	}
	return false
}

// determines reports whether a noun stands after this word, which in German has a capital.
func determines(w string) bool {
	switch w := strings.ToLower(w); w {
	case "der", "die", "das", "den", "dem", "des", "im", "am", "zum", "zur", "vom", "beim", "ins", "ans", "kein",
		"jeder",
		"jede", "jedes", "dieser", "diese", "dieses", "diesem", "diesen", "viel", "viele", "alle", "ohne":
		return true
	default:
		for _, stem := range []string{"ein", "kein", "mein", "dein", "sein", "ihr", "unser", "euer"} {
			rest, ok := strings.CutPrefix(w, stem)
			if ok && (rest == "" || rest == "e" || rest == "er" || rest == "es" || rest == "em" || rest == "en") {
				return true
			}
		}
		return false
	}
}
