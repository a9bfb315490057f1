package manuscript

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// readPlain reads plain text: front matter if there is any, then paragraphs as the layout tells them.
func readPlain(f *file) (volume, bool) {
	text, ok := f.decode()
	if !ok {
		return volume{}, false
	}
	if f.isNovelWriter(text) {
		return f.novelWriter(text)
	}
	if v, ok := f.fanFicFare(text); ok {
		return v, true
	}
	if v, known, ok := f.gutenberg(text); known {
		return v, ok
	}
	fr, src := f.cutFront(text)
	paras := f.plainBody(src)
	if !fr.hasTitle {
		bareHeads(paras)
		f.plainTitle(paras)
	}
	return volume{drafts: []draft{{front: fr, paras: paras}}}, true
}

// plainBody returns the paragraphs of plain text with their typewritten emphasis.
func (f *file) plainBody(src *source) []para {
	paras := f.takeHolds(plainParas(markHolds(src)))
	for i := range paras {
		paras[i].Runs = typewriter(paras[i].Runs)
		paras[i].bold = body.AllBold(paras[i].Runs)
	}
	return paras
}

// A group is the lines between two blank lines.
type group struct {
	lines  []string
	at     []int // where each line begins in the source
	blanks int   // blank lines above
}

// groups cuts a text at its blank lines.
func groups(text string) []group {
	var out []group
	var g group
	at := 0
	for _, line := range append(strings.Split(text, "\n"), "") {
		switch {
		case strings.TrimSpace(line) != "":
			g.lines, g.at = append(g.lines, line), append(g.at, at)
		case len(g.lines) > 0:
			out = append(out, g)
			g = group{blanks: 1}
		default:
			g.blanks++
		}
		at += len(line) + 1
	}
	return out
}

// plainParas returns the paragraphs of plain text. A gap between paragraphs that is wider than usual is a scene break
// where such gaps are rare and the author used no other sign.
func plainParas(src *source) []para {
	how := detectLayout(strings.Split(src.text, "\n"))
	all := groups(src.text)
	wide := wideGap(all, how)
	var broken map[string]bool
	if how == wrapped || how == indented {
		broken = brokenWords(src.text)
	}
	var paras []para
	for i, g := range all {
		if i > 0 && wide > 0 && g.blanks >= wide {
			line, col := src.pos(g.at[0])
			paras = append(paras, para{line: line, col: col, cut: true, gap: true})
		}
		for from, to := range g.paragraphs(how) {
			lines := g.lines[from:to]
			at := g.at[from] + len(lines[0]) - len(strings.TrimLeftFunc(lines[0], unicode.IsSpace))
			line, col := src.pos(at)
			kind, text := story.Paragraph, ""
			if how == spaced && len(lines) > 1 {
				kind, text = story.Verse, strings.Join(lines, "\n")
			} else {
				text = unwrap(lines, broken)
			}
			runs := []story.Run{{Text: text}}
			paras = add(paras, para{Block: story.Block{Kind: kind, Runs: runs}, line: line, col: col})
		}
	}
	return paras
}

// paragraphs yields the first line and the line after the last of every paragraph in a group.
func (g group) paragraphs(how layout) func(yield func(from, to int) bool) {
	return func(yield func(from, to int) bool) {
		if how == spaced && g.isVerse() {
			yield(0, len(g.lines))
			return
		}
		from := 0
		for i := 1; i <= len(g.lines); i++ {
			if i < len(g.lines) && !g.begins(i, how) {
				continue
			}
			if !yield(from, i) {
				return
			}
			from = i
		}
	}
}

// begins reports whether line i begins a paragraph.
func (g group) begins(i int, how layout) bool {
	if how == spaced || how == perLine {
		return true
	}
	line, above := g.lines[i], g.lines[i-1]
	switch bare := strings.TrimSpace(line); {
	case isHold(line), isHold(above), ornament(line) >= breakSure, ornament(above) >= breakSure, beginsNote(bare),
		questionHead(bare) > 0, isOption(line) && (isOption(above) || endsAsking(above)):
		return true
	}
	return how == indented && strings.IndexFunc(line, unicode.IsSpace) == 0
}

// endsAsking reports whether a line ends in a question mark.
func endsAsking(line string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(line))
	return strings.ContainsRune(questionMarks, last)
}

// isVerse reports whether three or more lines that stand together are lines of a poem, an address or a letter's head:
// all short, none of them speech, an option or an ornament.
func (g group) isVerse() bool {
	if len(g.lines) < 3 {
		return false
	}
	for _, l := range g.lines {
		if utf8.RuneCountInString(l) > 60 || isSpeech(strings.TrimSpace(l)) || isOption(l) || ornament(l) >= breakDoubt ||
			isHold(l) || strings.Contains(l, "?") {
			return false
		}
	}
	return true
}

// wideGap returns how many blank lines make a scene break, or 0 when blank lines say nothing.
func wideGap(all []group, how layout) int {
	lines, gaps, doubles := 0, 0, 0
	for i, g := range all {
		for _, l := range g.lines {
			lines++
			if sure := ornament(l); sure >= breakSure {
				return 0
			}
		}
		belowTitle := i == 1 && len(all[0].lines) == 1 && isTitle(all[0].lines[0])
		if i > 0 && !belowTitle {
			gaps++
			if g.blanks > 1 {
				doubles++
			}
		}
	}
	switch {
	case how == perLine && gaps > 0 && gaps*6 <= lines:
		return 1
	case how != perLine && doubles > 0 && doubles*5 <= gaps:
		return 2
	}
	return 0
}

// plainTitle makes a heading of the first paragraph where it is one: "Chapter 7: The Cellar", or a short line without
// an end.
func (f *file) plainTitle(paras []para) {
	if len(paras) < 2 || paras[0].Kind != story.Paragraph {
		return
	}
	p := &paras[0]
	text := p.text()
	know := newBreaks(paras)
	_, marks := marker(*p)
	titled := isTitle(text) && !preface().MatchString(text) || isChapterHead(text)
	if marks || !titled || know.at(*p).sure > 0 || noteHead(text) > 0 || questionHead(text) > 0 {
		return
	}
	p.Kind, p.level = story.Heading, 1
	number, title := parseHeading(text)
	below := strings.TrimRight(paras[1].text(), ".")
	if number > 0 && title == "" && len(paras) > 2 && isTitle(below) && !oneChapter().MatchString(below) && (below == paras[1].text() ||
		below == strings.ToUpper(below)) && know.at(paras[1]).sure == 0 {
		title = below
		p.Runs = []story.Run{{Text: strings.TrimRight(text, ".:") + ": " + title}}
		paras[1].Runs = nil
		paras[1].cut = true
	}
	if number == 0 {
		f.report(p.line, p.col, story.Notice, firstLineTitle(text),
			"if it is story, write “title: …” between two lines of --- at the top of the file")
	}
}

// firstLineTitle says that a text's first line is taken for a title.
func firstLineTitle(text string) string {
	return fmt.Sprintf("the first line, “%s”, is taken for the chapter's title", text)
}

// preface matches what authors write above a chapter that is no title.
var preface = pattern(`(?i)^(?:cw|tw|(?:content |trigger )?warnings?|summary|rating|fandom|author)\s*[:–-]`)

// isChapterHead reports whether a line is a chapter's heading whatever it ends with: "CHAPTER IV."
func isChapterHead(text string) bool {
	number, title := parseHeading(strings.TrimRight(text, "."))
	return number > 0 && len(strings.Fields(title)) <= 10 && oneChapter().MatchString(text) &&
		!strings.Contains(text, "\n") && isTitleOf(text, title)
}

// isTitleOf reports whether what stands behind the number in the heading of a chapter can be its title: none, or one
// that [isTitle] knows. Behind a colon or a dash it may also ask, cry, stand in quotation marks or begin small, as in
// "Chapter 2: in which it rains!"
func isTitleOf(heading, title string) bool {
	if title == "" || isTitle(title) {
		return true
	}
	before := strings.TrimRight(strings.TrimSuffix(heading, title), " ")
	last, _ := utf8.DecodeLastRuneInString(before)
	end := strings.TrimRight(title, "\"”’»*_)")
	return strings.ContainsRune(":–—-|：章话話回節节幕集화장회편", last) && len(strings.Fields(title)) <= 10 && utf8.RuneCountInString(title) <= 80 &&
		end == strings.TrimRight(end, ".,;:")
}

// isTitle reports whether a line can be a title: at most ten words, no speech, and not ended like a sentence.
func isTitle(text string) bool {
	if len(strings.Fields(text)) > 10 || utf8.RuneCountInString(text) > 80 || isSpeech(text) || strings.Contains(text,
		"\n") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "*_#"))
	if !unicode.IsUpper(first) && !unicode.IsDigit(first) && !unicode.In(first, unicode.Lo) {
		return false
	}
	return !endsSentence(text) && !strings.HasSuffix(text, ";")
}

// longestEmphasis is the most bytes of a paragraph that is looked through for emphasis, which takes time in the square
// of its length. With more signs than Markdown may hold it is left alone too, so that it can be printed.
const longestEmphasis = 10_000

// typewriter turns the emphasis of typewritten text into styles: *italic*, _italic_ and **bold**, where the signs
// stand at the edges of words. Inside words, as in snake_case and 5*3*2, they are kept.
func typewriter(runs []story.Run) []story.Run {
	var out []story.Run
	for _, r := range runs {
		if len(r.Text) > longestEmphasis || countSigns(r.Text) > mostSigns/2 {
			out = append(out, r)
			continue
		}
		out = append(out, emphasis(r)...)
	}
	return body.Normalise(out)
}

// emphasis splits one run at its typewritten emphasis.
func emphasis(r story.Run) []story.Run {
	for i := range len(r.Text) {
		for _, m := range []struct {
			sign  string
			style story.Style
		}{{"***", story.Bold | story.Italic}, {"**", story.Bold}, {"*", story.Italic}, {"_", story.Italic}} {
			end := emphasisEnd(r.Text, i, m.sign)
			if end < 0 {
				continue
			}
			before, inside, after := r, r, r
			before.Text = r.Text[:i]
			inside.Text, inside.Style = r.Text[i+len(m.sign):end], r.Style|m.style
			after.Text = r.Text[end+len(m.sign):]
			out := append([]story.Run{before}, emphasis(inside)...)
			return append(out, emphasis(after)...)
		}
	}
	return []story.Run{r}
}

// emphasisEnd returns where the sign that opens emphasis at byte i closes it, or -1 when it opens none.
func emphasisEnd(s string, i int, sign string) int {
	from := i + len(sign)
	if !strings.HasPrefix(s[i:], sign) || from >= len(s) || s[from] == sign[0] {
		return -1
	}
	if next, _ := utf8.DecodeRuneInString(s[from:]); unicode.IsSpace(next) {
		return -1
	}
	if last, _ := utf8.DecodeLastRuneInString(s[:i]); i > 0 && (isWordRune(last) || last == rune(sign[0])) {
		return -1
	}
	for j := from; ; {
		k := strings.Index(s[j:], sign)
		if k < 0 || strings.Contains(s[from:j+k], "\n") {
			return -1
		}
		j += k
		end := j + len(sign)
		last, _ := utf8.DecodeLastRuneInString(s[:j])
		next, _ := utf8.DecodeRuneInString(s[end:])
		if !unicode.IsSpace(last) && s[j-1] != sign[0] && (end == len(s) || !isWordRune(next) && next != rune(sign[0])) {
			return j
		}
		j = end
		for j < len(s) && s[j] == sign[0] {
			j++
		}
		if j >= len(s) {
			return -1
		}
	}
}
