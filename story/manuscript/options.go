package manuscript

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// options makes options of the lines an author wrote, assigning letters to those without an emoji. It reports too many
// options, one emoji twice, an option without words, and the emoji that is kept for "none of these".
func (f *file) options(lines []placed) []story.Option {
	var out []story.Option
	taken := map[string]string{sameEmoji(story.NoneEmoji): "none of these"}
	f.tellNames(lines)
	bullets := sameBullet(lines)
	for _, l := range lines {
		emoji, text := cutEmoji(trimLead(oneLine(l.text)))
		if bullets {
			emoji = ""
		}
		if text == "" {
			f.report(l.line, l.col, story.Error, fmt.Sprintf("the option “%s” has no words", l.text),
				"write what it stands for after the emoji")
			continue
		}
		if other, ok := taken[sameEmoji(emoji)]; ok && emoji != "" {
			f.report(l.line, l.col, story.Error, fmt.Sprintf("the emoji %s already stands for “%s”", emoji, other),
				"give every option its own emoji")
			emoji = ""
		}
		if slices.ContainsFunc(out, func(other story.Option) bool { return sameWords(other.Text, text) }) {
			f.report(l.line, l.col, story.Warning, fmt.Sprintf("the option “%s” stands twice", text),
				"take one of the two out")
			continue
		}
		if len(out) == story.MaxOptions {
			f.report(l.line, l.col, story.Error,
				fmt.Sprintf("“%s” is option %d, but a question has at most %d", text, len(out)+1, story.MaxOptions),
				fmt.Sprintf("keep %d options and drop or join the others", story.MaxOptions))
			break
		}
		if emoji != "" {
			taken[sameEmoji(emoji)] = text
		}
		out = append(out, story.Option{Emoji: emoji, Text: text})
	}
	giveLetters(out, taken)
	return out
}

// tellNames tells once of an option that begins with the name of an emoji, which nobody but a chat's program knows.
func (f *file) tellNames(lines []placed) {
	for _, l := range lines {
		if name := strings.TrimSpace(emojiName().FindString(l.text)); name != "" {
			f.report(l.line, l.col, story.Notice, fmt.Sprintf("%s stands for no emoji here and is kept as words", name),
				"write the emoji itself, as in “🔑 Open the door”")
			return
		}
	}
}

// giveLetters gives each option without an emoji the next letter that is not taken.
func giveLetters(options []story.Option, taken map[string]string) {
	letter := 0
	for i := range options {
		for options[i].Emoji == "" {
			if _, ok := taken[letterEmoji(letter)]; !ok {
				options[i].Emoji = letterEmoji(letter)
			}
			letter++
		}
	}
}

// sameWords reports whether two options say the same.
func sameWords(a, b string) bool {
	return strings.EqualFold(strings.TrimRight(a, " .!?"), strings.TrimRight(b, " .!?"))
}

// sameBullet reports whether all options begin with one emoji, such as 👉, which then is a bullet and stands for none.
func sameBullet(lines []placed) bool {
	if len(lines) < 3 { // two may be a slip
		return false
	}
	first, _ := cutEmoji(trimLead(oneLine(lines[0].text)))
	return first != "" && !slices.ContainsFunc(lines[1:], func(l placed) bool {
		emoji, _ := cutEmoji(trimLead(oneLine(l.text)))
		return sameEmoji(emoji) != sameEmoji(first)
	})
}

// unlettered takes the letters or numbers off options written in front matter, if each has one.
func unlettered(lines []placed) []placed {
	var out []placed
	for i, l := range lines {
		form := optionForm().FindString(l.text)
		if sign := optionSign(l.text); sign != '1' && sign != 'A' || sign != optionSign(lines[0].text) {
			return lines
		}
		out = append(out, lines[i])
		out[i].text, out[i].col = l.text[len(form):], l.col+utf8.RuneCountInString(form)
	}
	return out
}

// optionRun counts the options a list of paragraphs begins with, up to a number that is too many anyhow.
func optionRun(paras []para) int {
	n := 0
	for n < len(paras) && n <= 2*story.MaxOptions && (paras[n].Kind == story.Item || isOption(paras[n].text())) {
		n++
	}
	return n
}

// optionRuns counts for each paragraph, whose texts are given, and for the end, what [optionRun] counts from there.
func optionRuns(paras []para, texts []string) []int {
	runs := make([]int, len(paras)+1)
	for i, p := range slices.Backward(paras) {
		if p.Kind == story.Item || isOption(texts[i]) {
			runs[i] = min(runs[i+1]+1, 2*story.MaxOptions+1)
		}
	}
	return runs
}

// optionForm matches the lettered, numbered or dotted start of an option, the box of a task, or the name of an emoji as
// it is typed in chats.
var optionForm = pattern(`^(?:\(?[A-Ta-t][).:]|[A-T]\s[-–—=]|[A-T]/|\(?\d{1,2}[.):]|#\d{1,2}[.):]?|\d{1,2}\s[-–—=]|` +
	`\(?(?:[ivx]{2,4}|[IVX]{2,4})\)|\[[A-Ta-t1-9 ]?\]|:[a-z][a-z0-9_]{1,30}:|` +
	`(?i:option) \w{1,2}\s?[).:–—-]|[-–—•*+◦▪●○■□▫‣⁃·➤►])\s+`)

// emojiName matches the name of an emoji as it is typed in chats, counterName one of those that only count.
var (
	emojiName   = pattern(`^:[a-z][a-z0-9_]{1,30}:\s`)
	counterName = pattern(`^:(?:one|two|three|four|five|six|seven|eight|nine|keycap_ten|ten|regional_indicator_[a-z]):`)
)

// checkbox matches the box of a task, which some editors make of a list item.
var checkbox = pattern(`^\[[ xX]?\]\s+`)

// longestOption is the most characters of an option that is told by its letter: a paragraph of prose has more.
const longestOption = 400

// isOption reports whether a line reads like an option: a letter, a number, a dash or an emoji, and a few words.
func isOption(text string) bool {
	text = strings.TrimSpace(text)
	rest := ""
	if form := formOf(text); form != "" {
		rest = text[len(form):]
	} else if emoji, said := cutEmoji(text); emoji != "" && strings.IndexFunc(said, isWordRune) >= 0 {
		rest = said
	}
	return rest != "" && utf8.RuneCountInString(text) <= longestOption && !strings.Contains(text, "\n") &&
		questionHead(text) == 0 && !asksBetweenEmoji(text)
}

// asksBetweenEmoji reports whether a line is a question between emoji: "⚔ What now? ⚔".
func asksBetweenEmoji(text string) bool {
	bare := withoutEmoji(text)
	return len(bare) < len(text) && endsAsking(strings.TrimRight(bare, ")*_ "))
}

// formOf returns the lettered, numbered or dotted start of an option that a text begins with, or "". A word of prose,
// which is no number of Rome's, has none.
func formOf(text string) string {
	if len(text) > 1 && isASCIILetter(text[0]) && isASCIILetter(text[1]) && strings.IndexByte("oOiIvVxX", text[0]) < 0 {
		return ""
	}
	return optionForm().FindString(beginning(text))
}

// isASCIILetter reports whether a byte is a letter of ASCII.
func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// optionSign returns what kind of sign an option begins with: '1' for a number, 'A' for a letter or a word, the dash or
// dot itself, and 0 for an emoji.
func optionSign(text string) rune {
	form := strings.TrimLeft(optionForm().FindString(strings.TrimSpace(text)), "([#")
	if form == "" {
		return 0
	}
	first, _ := utf8.DecodeRuneInString(form)
	switch {
	case unicode.IsDigit(first):
		return '1'
	case unicode.IsLetter(first):
		return 'A'
	}
	return first
}

// optionText returns an option without its letter, number or dash. The name of an emoji is kept as it is written, but
// for one of a number or a letter.
func optionText(p para) string {
	text := strings.TrimSpace(p.text())
	for range 2 { // "- A) Open the door"
		if emojiName().MatchString(text) && !counterName().MatchString(text) {
			break
		}
		text = text[len(optionForm().FindString(text)):]
	}
	return text[len(checkbox().FindString(text)):]
}

// inlineOptions takes lettered or numbered options out of one line: "What next? A) Open the door B) Run".
func inlineOptions(text string) (options []string, lead string) {
	at, sign := inlineStarts(text)
	if len(at) < 2 {
		return nil, text
	}
	for i, start := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1]
		}
		option := strings.Trim(text[start+sign:end], " ,;")
		if i+1 < len(at) {
			option = strings.TrimSuffix(option, " or")
		}
		options = append(options, strings.Trim(option, " ,;"))
	}
	if slices.Contains(options, "") { // "A) B) y"
		return nil, text
	}
	lead = strings.TrimSpace(text[:at[0]])
	last := &options[len(options)-1]
	if starts := sentenceStarts(*last); len(starts) > 1 && endsAsking((*last)[:starts[1]]) {
		*last = strings.TrimSpace((*last)[:starts[1]]) // "… or (c) swim? Let me know!"
	}
	if lead != "" && !asksIn(text[:at[len(at)-1]]) { // its mark is that of the whole
		*last = strings.TrimRight(*last, "?")
	}
	if lead != "" && !strings.ContainsAny(lead[len(lead)-1:], "?:.!") {
		// "Should she (a) run or (b) hide?" is a question only as a whole.
		*last, lead = strings.TrimRight(*last, "?"), text
	}
	return options, lead
}

// inlineStarts returns where in a line two or more lettered or numbered options begin, and how long the sign of each is.
func inlineStarts(text string) (at []int, sign int) {
	for _, first := range []string{"A)", "a)", "1)", "(A)", "(a)", "(1)", "A:", "1."} {
		if !strings.Contains(text, first) {
			continue
		}
		at = nil
		label := []byte(first)
		letter := strings.IndexAny(first, "Aa1")
		for from := 0; ; {
			i := strings.Index(text[from:], string(label)+" ")
			if i < 0 || from+i > 0 && text[from+i-1] != ' ' {
				break
			}
			at = append(at, from+i)
			from += i + len(label)
			label[letter]++
		}
		if len(at) > 1 {
			return at, len(first)
		}
	}
	return nil, 0
}

// splitLines cuts paragraphs of several lines into lines where the lines are options, so that a question and its
// options may stand in one paragraph.
func splitLines(paras []para) []para {
	var out []para
	for _, p := range paras {
		lines := body.Lines(p.Runs)
		options := 0
		for _, l := range lines {
			if isOption(story.Block{Runs: l}.Text()) {
				options++
			}
		}
		if options < 2 {
			out = append(out, splitInline(p)...)
			continue
		}
		for i, l := range lines {
			q := p
			q.Runs, q.Kind = body.Normalise(l), story.Paragraph
			if q.line += i; i > 0 {
				q.col = 1
			}
			out = append(out, q)
		}
	}
	return out
}

// splitInline cuts a paragraph that is nothing but options into one paragraph each, with its sign.
func splitInline(p para) []para {
	text := p.text()
	options, lead := inlineOptions(text)
	if len(options) < 2 || lead != "" {
		return []para{p}
	}
	at, sign := inlineStarts(text)
	var out []para
	for i, o := range options {
		q := p
		q.Kind, q.Runs = story.Paragraph, []story.Run{{Text: text[at[i]:at[i]+sign] + " " + o}}
		out = append(out, q)
	}
	return out
}
