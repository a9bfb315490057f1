package manuscript

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// heads are the forms of what stands at the start of a paragraph and says what it is.
type heads struct {
	initials string // what their words begin with, in small letters
	forms    []func() *regexp.Regexp
}

// questionHeads match a head such as "Poll:" or "Question of the day –".
var questionHeads = heads{"acdefopqrstuvwогア投투질تس", []func() *regexp.Regexp{
	pattern(`(?i)^[*_(\[]*(?:(?:reader|readers'?|chapter|closing|` +
		`quick|weekly|daily|today['’]?s|this week['’]?s)\s+)*` +
		`(?:poll|vote|questions?|qotd|qotw|q)(?:\s+time)?(?:\s+of the (?:day|week|chapter|month))?` +
		`(?:\s+for (?:you|you all|readers|the readers|today|this week))?(?:\s*#?\d+)?\s*[*_]*\s*[:–—][*_\])]*\s*`),
	pattern(`(?i)^[*_(\[]*(?:umfrage|abstimmung|frage an euch|sondage|encuesta|enquete|sondaggio|ankieta|` +
		`опрос|голосование|アンケート|投票|투표|질문|oylama|anket|تصويت|سؤال)[*_]*\s*[:：][*_\])]*\s*`),
	pattern(`(?i)^(?:poll|qotd|question of the (?:day|week|chapter)|poll time)\s*[-!.]\s+`),
}}

// noteHeads match a head such as "A/N:" or "Author's note -".
var noteHeads = heads{"aceknoyоあ後作작후م", []func() *regexp.Regexp{
	pattern(`(?i)^[*_(\[]*a/n[*_]*\s*[:–—.,-]?[*_\])]*\s+`),
	pattern(`(?i)^[*_(\[]*(?:author['’]?s?['’]? notes?|notes? from (?:the|your) author|end ?notes?)` +
		`[*_]*\s*[:–—-][*_\])]*\s+`),
	pattern(`^[*_(\[]*(?:AN|Note|NOTE|Notes)[*_]*\s*:[*_\])]*\s*`),
	pattern(`(?i)^[*_(\[]*(?:anmerkung(?:en)?(?: (?:der|des) autor(?:in|s)?)?|nachwort|` +
		`nota (?:del autor|de la autora|do autor|da autora|dell['’]autore|dell['’]autrice)|` +
		`note de l['’](?:auteur|autrice|auteure)|od autor(?:a|ki)|` +
		`от автора|от авторки|あとがき|後書き|作者の言葉|作者より|作者的话|作者有话说|작가의 말|작가 후기|후기|` +
		`yazarın notu|yazar notu|catatan penulis|kirjoittajan huomautus|ملاحظة (?:الكاتبة?|المؤلفة?))[*_]*\s*[:：][*_\])]*\s*`),
	pattern(`(?i)^[*_(\[]*(?:a/n|n/a|n\. ?(?:de )?a\.|nda|author['’]?s?['’]? notes?|end ?notes?)[*_]*[\s\x{a0}\x{202f}]*:` +
		`[*_\])]*\s*`),
}}

// questionHead returns the length of the head a question begins with, or 0.
func questionHead(text string) int { return questionHeads.length(text) }

// noteHead returns the length of the head a note begins with, or 0.
func noteHead(text string) int { return noteHeads.length(text) }

// length returns the length of the first form that text begins with, or 0.
func (h heads) length(text string) int {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "*_(["))
	if !strings.ContainsRune(h.initials, unicode.ToLower(first)) {
		return 0
	}
	text = beginning(text)
	for _, form := range h.forms {
		if m := form().FindString(text); m != "" {
			return len(m)
		}
	}
	return 0
}
