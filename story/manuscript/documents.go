package manuscript

import (
	"slices"
	"strings"
	"unicode"

	"cliffhanger/story"
)

// documentMost is how many paragraphs at a chapter's end are looked through for what somebody in the story wrote.
const documentMost = 2 * tailMost

// documents notes which of the last paragraphs are what somebody in the story wrote, so that thanks and questions in
// them are no author's: letters from their salutation to the name below them, mail and posts from their heads to the
// next break, lines of a chat, and the days of a diary.
func documents(paras []para, texts []string) []bool {
	held := make([]bool, len(paras))
	tags := map[string]int{}
	from := max(0, len(paras)-documentMost)
	for _, text := range texts[from:] {
		if name := tag(text); name != "" {
			tags[name]++
		}
	}
	for i := from; i < len(paras); i++ {
		text := strings.TrimSpace(texts[i])
		name := ""
		if len(tags) > 0 {
			name = tag(text)
		}
		switch {
		case name != "" && tags[name] > 1, isDiaryDay(text), isHeadline(text):
			held[i] = true
		case len(text) <= headMost && letterHead(text) && !toReaders().MatchString(text),
			letterStart(text) && isToldOf(texts[max(0, i-2):i]):
			for end := letterEnd(paras, i); i < end; i++ {
				held[i] = true
			}
			i--
		case mailHead(beginning(text)):
			for ; i < len(paras) && !endsDocument(paras[i]); i++ {
				held[i] = true
			}
			i--
		}
	}
	return held
}

var (
	// letterHead matches the first line of a letter, toReaders one that an author writes.
	letterHead = begins(pattern(`^[“"*_]*(?:(?:My )?(?i:dear(?:est)?)\b|To (?:my|the|whom)\b|(?:Liebe[rs]?|`+
		`Querid[oa]s?|Ch(?:er|ère)s?|`+
		`Estimad[oa])\s)[^.!?]{0,40}[,:!]?[*_]*$`), "mdtlqce")
	// salutes matches the salutation of a letter that goes on in the same paragraph, letterWord what tells of one.
	salutes = begins(pattern(`^[“"*_]*(?:My )?(?:(?i:dear(?:est)?)|Liebe[rs]?|Querid[oa]|Ch(?:er|ère)|Estimad[oa])`+
		`\s[^.!?,]{1,40},\s`), "mdlqce")
	letterWord = pattern(`(?i)\b(?:letter|note|message|(?:post)?card|e-?mail|telegram|envelope|brief|zettel|nachricht|` +
		`carta|mensaje|lettre|billet)\b`)
	toReaders = pattern(`(?i)\b(?:readers?|all|everyone|everybody|friends|folks|guys|leser(?:innen)?|` +
		`lector[ae]s|lecteurs|` +
		`followers|patrons)\b`)
	// signOff matches the last words of a letter, above the name.
	signOff = pattern(`(?i)^[“"*_]*(?:yours|your (?:\w+ ){0,2}\w+|love|with love|all my love|sincerely|` +
		`faithfully|affectionately|` +
		`best|regards|kind regards|dein|deine|euer|in liebe|tuyo|tuya|con cariño|affectueusement)\b[^.!?]{0,30},[*_]*$`)
	// signed matches those last words with the name in the same line.
	signed = pattern(`(?i)^[“"*_]*(?:yours|your (?:\w+ ){0,2}\w+|(?:all my |with )?love|sincerely|` +
		`faithfully|(?:kind )?regards|deine?|in liebe|tuy[oa]|con cariño),\s(?-i:\p{Lu})[\p{L}.’' ]{0,30}[*_”"]*$`)
	// mailHead matches the head of mail or of a post.
	mailHead = rare(pattern(`^[*_]*(?:(?:From|Subject|Sent|Von|Betreff|Asunto|Objet)[*_]*:|Posted by)\s`), ":",
		"Posted by")
	// diaryDay matches how a day of a diary begins.
	diaryDay = rare(pattern(`^[*_]*(?:(?:[\p{L}’']{1,12} )?(?:[Ll]og|[Ee]ntry)(?: \d+)?,?(?: day \d+)?|(?:Mon|Tues|`+
		`Wednes|Thurs|Fri|Satur|Sun)day|Day \d+|(?:January|February|March|April|May|June|July|`+
		`August|September|October|November|December) \d+\w{0,2})[*_]*[.:]`),
		"day", "og", "ntry", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
	// headline matches a paragraph that begins with a headline, as a newspaper's does.
	headline = pattern(`^["“]?\p{Lu}[\p{Lu}'’,-]+(?: [\p{Lu}'’,-]+){2,}\. \p{Lu}?\p{Ll}`)
	// tagged matches a line that begins with the name of who says it.
	tagged = pattern(`^[*_<\[]*(\p{Lu}[\p{L}.'’-]{0,15}(?: \p{Lu}[\p{L}.'’-]{0,15})?)[*_>\]]*:[*_]*\s+\S`)
)

// diaryMost is more bytes than how a day of a diary begins has.
const diaryMost = 80

// isDiaryDay reports whether a paragraph begins as a day of a diary does, up to its first colon or full stop.
func isDiaryDay(text string) bool {
	end := strings.IndexAny(beginning(text), ".:")
	return end > 0 && end < diaryMost && diaryDay(text[:end+1])
}

// isHeadline reports whether a paragraph begins with a headline: up to its first full stop it has no small letter.
func isHeadline(text string) bool {
	end := strings.Index(text, ". ")
	return end > 0 && strings.IndexFunc(text[:end], unicode.IsLower) < 0 && headline().MatchString(text)
}

// letterStart reports whether a paragraph begins with the salutation of a letter that no author writes to readers:
// "Dear Mara, thank you for …".
func letterStart(text string) bool {
	if !salutes(beginning(text)) {
		return false
	}
	whom, _, _ := strings.Cut(text, ",")
	return !toReaders().MatchString(whom)
}

// isToldOf reports whether one of the texts speaks of a letter, and is no author's.
func isToldOf(above []string) bool {
	return slices.ContainsFunc(above, func(text string) bool {
		return letterWord().MatchString(text)
	}) && !slices.ContainsFunc(above, func(text string) bool {
		return noteHead(text) > 0 || questionHead(text) > 0 || talk(text) > 2
	})
}

// letterEnd returns where the letter that begins at paragraph i ends: below the name of who writes it, which stands
// below "Yours," or the like, else where anything else begins.
func letterEnd(paras []para, i int) int {
	for j := i + 1; j < len(paras); j++ {
		if endsDocument(paras[j]) {
			return j
		}
		switch text := strings.TrimSpace(paras[j].text()); {
		case signed().MatchString(text):
			return j + 1
		case signOff().MatchString(text):
			return min(j+2, len(paras))
		}
	}
	return len(paras)
}

// endsDocument reports whether a paragraph is surely no part of what stands above it.
func endsDocument(p para) bool {
	text := p.text()
	return isCut(p) || p.Kind == story.Heading || beginsNote(text) || questionHead(text) > 0
}

// beginsNote reports whether a paragraph begins with a head that says that the note begins here.
func beginsNote(text string) bool { return noteHead(text) > 0 && !vagueHead(text) }

// tag returns the name a line begins with, or "" when it has none or it is the head of a note or a question.
func tag(text string) string {
	start := beginning(text)
	if !strings.Contains(start, ":") {
		return ""
	}
	m := tagged().FindStringSubmatch(start)
	if m == nil || beginsNote(text) || editHead(text) ||
		len(m[1]) == 1 && !strings.Contains("QA", m[1]) {
		return ""
	}
	return m[1]
}
