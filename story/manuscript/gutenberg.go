package manuscript

import (
	"fmt"
	"strings"

	"cliffhanger/story"
)

// What Project Gutenberg puts around a text.
var (
	gutenbergStart = pattern(`(?i)^\s*\*{3}\s*START OF (?:THE|THIS) PROJECT GUTENBERG|^\s*\*END\*?\s*THE SMALL PRINT`)
	gutenbergEnd   = pattern(`(?i)^\s*\*{3}\s*END OF (?:THE|THIS) PROJECT GUTENBERG|` +
		`^\s*END OF (?:(?:THE|THIS) )?PROJECT GUTENBERG|^\s*(?:\*{3}\s*START: )?(?:THE )?FULL (?:PROJECT GUTENBERG ` +
		`)?LICENSE\s*$`)
	gutenbergName   = pattern(`(?i)project gutenberg`)
	gutenbergEntry  = pattern(`^(Title|Author|Language): +(\S.*)$`)
	gutenbergCredit = pattern(`(?i)^(?:produced by|e-?text prepared by|this e-?text was|credits:|transcribed ` +
		`(?:from|by)|` +
		`\[?(?:illustration|transcriber[’']s note)\b)`)
)

// gutenberg reads a text of Project Gutenberg's without what it put around it, and reports whether it is one. Its
// licence is never published: a file in which one may be left, because its end is not marked, is refused.
func (f *file) gutenberg(text string) (volume, bool, bool) {
	lines := strings.Split(text, "\n")
	start, end := -1, len(lines)
	for i, line := range lines {
		switch {
		case gutenbergStart().MatchString(line) && end == len(lines):
			start = i
		case gutenbergEnd().MatchString(line) && end == len(lines):
			end = i
		}
	}
	if start < 0 && (end == len(lines) || !gutenbergName().MatchString(lines[end])) {
		return volume{}, false, true
	}
	v := gutenbergHead(lines[:max(start, 0)])
	from := start + 1
	if start >= 0 && strings.Count(lines[start], "***") == 1 { // a long title goes on below
		for i := from; i < min(from+4, end); i++ {
			if strings.HasSuffix(strings.TrimSpace(lines[i]), "***") {
				from = i + 1
				break
			}
		}
	}
	inside := strings.Join(lines[from:end], "\n")
	if at := gutenbergName().FindStringIndex(inside); at != nil && (end == len(lines) || start < 0) {
		f.report(from+1+strings.Count(inside[:at[0]], "\n"), 1, story.Error,
			"this names Project Gutenberg, and nothing marks where its licence ends or begins",
			"delete what is not the story, and the lines that begin with ***")
		return volume{}, true, false
	}
	f.report(from+1, 1, story.Notice, "what Project Gutenberg put above and below the text is not posted", "")
	paras := f.gutenbergTitles(v, f.plainBody(newSource(inside, from+1)))
	f.plainTitle(paras)
	v.drafts = []draft{{paras: paras, guess: v.title}}
	return v, true, true
}

// gutenbergHead reads title, author and language. A long value goes on in indented lines.
func gutenbergHead(lines []string) volume {
	said := map[string]string{}
	key := ""
	for _, line := range lines {
		if m := gutenbergEntry().FindStringSubmatch(line); m != nil && said[m[1]] == "" {
			key, said[m[1]] = m[1], m[2]
		} else if strings.HasPrefix(line, "  ") && key != "" {
			said[key] += " " + strings.TrimSpace(line)
		} else {
			key = ""
		}
	}
	return volume{title: oneLine(said["Title"]), author: oneLine(said["Author"]), language: languageTag(said["Language"])}
}

// languageTag returns the tag of a language that is named in English, if it is one of the usual, else "".
func languageTag(name string) string {
	return map[string]string{"english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
		"portuguese": "pt", "dutch": "nl", "finnish": "fi", "swedish": "sv", "danish": "da", "norwegian": "no",
		"polish":    "pl",
		"hungarian": "hu", "greek": "el", "russian": "ru", "latin": "la", "esperanto": "eo", "chinese": "zh",
		"japanese": "ja"}[strings.ToLower(strings.TrimSpace(name))]
}

// mostTitles is how many paragraphs a title page may have.
const mostTitles = 8

// gutenbergTitles takes the title page from the top of a text: the title and the author again, and who typed it.
func (f *file) gutenbergTitles(v volume, paras []para) []para {
	for n := 0; n < mostTitles && len(paras) > 1; n++ {
		text := oneLine(strings.Trim(paras[0].text(), "_* .\n"))
		_, byline, _ := strings.Cut(strings.ToLower(text), "by ")
		same := func(s string) bool { return s != "" && strings.EqualFold(text, s) }
		switch {
		case paras[0].cut && n > 0, same(v.title), same(v.author), strings.EqualFold(text, "by"),
			byline != "" && strings.EqualFold(byline, v.author), same(v.title + " by " + v.author),
			gutenbergCredit().MatchString(text):
			f.report(paras[0].line, paras[0].col, story.Notice, fmt.Sprintf("“%s” is of the title page, so it is not posted",
				opening(text)), "")
			paras = paras[1:]
		default:
			return paras
		}
	}
	return paras
}
