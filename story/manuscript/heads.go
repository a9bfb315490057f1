package manuscript

import (
	"regexp"
)

// questionHeads match a head such as "Poll:" or "Question of the day –".
var questionHeads = []func() *regexp.Regexp{
	pattern(`(?i)^[*_(\[]*(?:(?:reader|readers'?|chapter|closing|` +
		`quick|weekly|daily|today['’]?s|this week['’]?s)\s+)*` +
		`(?:poll|vote|questions?|qotd|qotw|q)(?:\s+time)?(?:\s+of the (?:day|week|chapter|month))?` +
		`(?:\s+for (?:you|you all|readers|the readers|today|this week))?(?:\s*#?\d+)?\s*[*_]*\s*[:–—][*_\])]*\s*`),
	pattern(`(?i)^[*_(\[]*(?:umfrage|abstimmung|frage an euch|sondage|encuesta|enquete|sondaggio|ankieta|` +
		`опрос|голосование|アンケート|投票)[*_]*\s*[:：][*_\])]*\s*`),
	pattern(`(?i)^(?:poll|qotd|question of the (?:day|week|chapter)|poll time)\s*[-!.]\s+`),
}

// noteHeads match a head such as "A/N:" or "Author's note -".
var noteHeads = []func() *regexp.Regexp{
	pattern(`(?i)^[*_(\[]*a/n[*_]*\s*[:–—.,-]?[*_\])]*\s+`),
	pattern(`(?i)^[*_(\[]*(?:author['’]?s?['’]? notes?|notes? from (?:the|your) author|end ?notes?)` +
		`[*_]*\s*[:–—-][*_\])]*\s+`),
	pattern(`^[*_(\[]*(?:AN|Note|NOTE|Notes)[*_]*\s*:[*_\])]*\s*`),
	pattern(`(?i)^[*_(\[]*(?:anmerkung(?:en)?(?: (?:der|des) autor(?:in|s)?)?|nachwort|` +
		`nota (?:del autor|de la autora|do autor|da autora|dell['’]autore|dell['’]autrice)|` +
		`note de l['’](?:auteur|autrice|auteure)|od autor(?:a|ki)|` +
		`от автора|от авторки|あとがき|作者の言葉|作者的话)[*_]*\s*[:：][*_\])]*\s*`),
	pattern(`(?i)^[*_(\[]*(?:a/n|author['’]?s?['’]? notes?|end ?notes?)[*_]*\s*:[*_\])]*\s*`),
}

// questionHead returns the length of the head a question begins with, or 0.
func questionHead(text string) int { return headLength(questionHeads, text) }

// noteHead returns the length of the head a note begins with, or 0.
func noteHead(text string) int { return headLength(noteHeads, text) }

// headLength returns the length of the first form that text begins with, or 0.
func headLength(forms []func() *regexp.Regexp, text string) int {
	for _, form := range forms {
		if m := form().FindString(text); m != "" {
			return len(m)
		}
	}
	return 0
}
