package manuscript

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ornament says how surely a line is an ornament: signs that are no part of a sentence, or letters used as signs.
func ornament(text string) float64 { return signs(text).sure }

// faces are what looks like an ornament and is a face or a gesture.
const faces = ` ^_^ ^^ ^-^ ^.^ -_- -.- =_= ` +
	`>_< >.< <_< >_> ._. ;_; :-/ :/ :| :-| :* :-* \o/ =/ :\ :-\ ¬_¬ °_° *_* *-* @_@ `

// signs looks at a line of signs, or of letters that are used as signs.
func signs(text string) sceneBreak {
	if strings.ContainsFunc(text, isProseRune) { // nearly every line
		if isRuleTag(text) {
			return sceneBreak{sure: 0.97, reason: "a rule, as HTML writes it"}
		}
		return sceneBreak{}
	}
	return lineOfSigns(text)
}

// isRuleTag reports whether a line is HTML's tag of a rule, which is pasted into texts too.
func isRuleTag(text string) bool {
	return len(text) < 8 && strings.HasPrefix(text, "<") &&
		strings.Trim(strings.ToLower(text), "</ >") == "hr" && strings.HasSuffix(text, ">")
}

// lineOfSigns looks at a line without any rune of prose.
func lineOfSigns(text string) sceneBreak {
	bare := strings.Join(strings.Fields(text), "")
	n := utf8.RuneCountInString(bare)
	if n == 0 || n > 100 || bare == holdSign || n < 5 && strings.Contains(faces, " "+text+" ") {
		return sceneBreak{}
	}
	if n >= 6 && strings.Trim(bare, "<3") == "" && strings.Count(bare, "<3")*2 == n {
		return sceneBreak{sure: 0.7, reason: "a row of hearts"}
	}
	if strings.IndexFunc(bare, isWordRune) >= 0 && !isSparkle(bare) {
		return sceneBreak{sure: letterOrnament(text, bare), reason: "letters as an ornament"}
	}
	dots, dashes, pictures, notes := 0, 0, 0, 0
	for _, r := range bare {
		switch {
		case strings.ContainsRune(`"'“”‘’«»„?!`, r), unicode.Is(unicode.Sc, r), unicode.Is(unicode.Cf, r) && r != '\u200d',
			r >= 0x1f600 && r <= 0x1f64f, r >= 0x1f440 && r <= 0x1f450, r == '(' || r == ')', unicode.Is(unicode.No, r):
			return sceneBreak{}
		case r == '.' || r == '…' || r == ',' || r == '[' || r == ']':
			dots++
		case r == '-' || r == '–' || r == '—':
			dashes++
		case unicode.Is(emojiTable, r) && r > 0x27bf, r == '❤', r == '♥':
			pictures++
		case r == '♪' || r == '♫':
			notes++
		}
	}
	switch {
	case dots == n:
		return sceneBreak{sure: 0.4, reason: "nothing but dots"}
	case dashes == 1 && n == 1:
		return sceneBreak{sure: 0.4, reason: "a dash alone"}
	case pictures == 1 && n <= 2:
		return sceneBreak{sure: 0.5, reason: "an emoji alone"}
	case notes == n:
		return sceneBreak{sure: 0.4, reason: "music"}
	case n == 1 && strings.Contains(`+=&@%/\|^<>°`, bare):
		return sceneBreak{sure: 0.4, reason: "a sign alone"}
	case n == 1:
		return sceneBreak{sure: 0.75, reason: "a sign alone"}
	}
	return sceneBreak{sure: 0.97, reason: "a line of signs"}
}

// isWordRune reports whether a character makes a word of a line.
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// isProseRune reports whether a character makes prose of a line: a letter or a digit that no ornament is made of.
func isProseRune(r rune) bool { return isWordRune(r) && !strings.ContainsRune("oO0xX3ﾟﾞ", r) }

// isSparkle reports whether the only letters of a line are the Japanese marks that people make sparkles of.
func isSparkle(bare string) bool {
	return strings.IndexFunc(bare, func(r rune) bool { return isWordRune(r) && r != 'ﾟ' && r != 'ﾞ' }) < 0 &&
		strings.ContainsAny(bare, "✧*･☆★")
}

// letterOrnament says how surely letters are an ornament, as in oOo, xXx and -x-. Sounds ("Ooo") and kisses ("xxx")
// are left alone.
func letterOrnament(text, bare string) float64 {
	letters := strings.Map(func(r rune) rune {
		if isWordRune(r) {
			return r
		}
		return -1
	}, bare)
	ohs := strings.Trim(letters, "oO0") == ""
	exes := strings.Trim(letters, "xX") == ""
	framed := strings.HasPrefix(bare, ".") && strings.HasSuffix(bare, ".") && len(letters) > 2
	others := utf8.RuneCountInString(bare) - len(letters)
	switch {
	case !ohs && !exes && others == 0 && strings.Trim(letters, "xoXO") == "" && (len(letters) > 5 || letters == "XOX"):
		return 0.5
	case !ohs && !exes || strings.ContainsAny(bare, `!?,"'“”‘’`) || strings.Contains(bare, ".") && !framed:
		return 0
	case len(letters) == 3 && letters[0] == letters[2] && letters[0] != letters[1]: // oOo, o0o, xXx
		return 0.85
	case len(letters) > 3 && strings.ContainsAny(letters[1:], "OX0") && strings.ContainsAny(letters, "ox"):
		return 0.85
	case others >= 2 && (strings.ContainsAny(bare[:1], "-~*=+#_") || strings.Contains(bare, "~")) && len(letters) < 8 &&
		!strings.Contains(text, "/"):
		return 0.85
	case len(letters) > 2 && others == len(letters)-1 && isWordRune(rune(bare[0])) && !strings.Contains(text, "/"):
		return 0.8
	case len(letters) == 3 && len(strings.Fields(text)) == 3 && others == 0:
		return 0.8
	case letters == "XXX", len(letters) > 5:
		return 0.7
	case letters == "xxx", letters == "ooo":
		return 0.35
	}
	return 0
}
