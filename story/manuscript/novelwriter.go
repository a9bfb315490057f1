package manuscript

import (
	"path"
	"regexp"
	"strings"

	"cliffhanger/story"
)

var (
	novelHeading = pattern(`^(#{1,4})(!?) +(\S.*)$`)
	novelTag     = pattern(`^@(?:tag|pov|focus|char|plot|time|location|object|entity|custom|mention|story) *:`)
	novelMeta    = pattern(`(?i)^%(?:%~|~|synopsis:|short:)`)
	novelTagLine = pattern(`^@[a-z]+ *:`)
	novelSpace   = pattern(`(?i)^\s*\[(?:new ?page|vspace(?::[^\[\]]*)?)\]\s*$`)
	novelCode    = pattern(`(?i)\[(/?)(b|i|u|s)\]`)
	novelLost    = pattern(`(?i)\[/?(?:m|sup|sub)\]|\[(?:footnote|field):[^\[\]]*\]`)
	novelBreak   = pattern(`(?i)\[br\]`)
	byline       = pattern(`(?i)^by (.{1,80})$`)
	novelSides   = pattern(`^(?:>>\s+)?(.*?)(?:\s+<<?)?$`)
)

// isNovelWriter reports whether a text is written as in novelWriter: by its name, or because it has a heading and a
// line that only novelWriter understands. What begins with front matter, which novelWriter does not know, is
// Markdown.
func (f *file) isNovelWriter(text string) bool {
	heading, own := false, false
	if strings.EqualFold(path.Ext(f.name), ".nwd") {
		return true
	}
	if strings.HasPrefix(strings.TrimSpace(text), "---") {
		return false
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \n")
		if m := novelHeading().FindStringSubmatch(line); m != nil {
			heading, own = true, own || m[2] != ""
		}
		own = own || novelTag().MatchString(line) || novelMeta().MatchString(line)
	}
	return heading && own
}

// novelWriter reads a text written as in novelWriter. Its chapters begin at headings of the second level; scenes at
// those of the third, which are working titles and never shown, nor are comments, tags and the titles of sections.
func (f *file) novelWriter(text string) (volume, bool) {
	var v volume
	paras, ok := f.body(f.novelMarkdown(&v, newSource(text, 1)))
	if !ok {
		return volume{}, false
	}
	v.drafts = []draft{{}}
	for _, p := range paras {
		d := &v.drafts[len(v.drafts)-1]
		switch {
		case p.Kind == story.Heading && p.level == 1:
			f.novelPart(&v, p)
		case p.Kind == story.Heading && hasProse(d.paras) && (len(v.drafts) > 1 || countWords(d.paras) > mostAbove ||
			d.paras[0].Kind == story.Heading):
			v.drafts = append(v.drafts, draft{paras: []para{p}})
		case p.Kind == story.Heading:
			f.novelTitlePage(&v, withoutBreaks(d.paras))
			d.paras = []para{p}
		default:
			d.paras = append(d.paras, p)
		}
	}
	for i := range v.drafts {
		v.drafts[i].paras = withoutBreaks(v.drafts[i].paras)
	}
	return v, true
}

// novelPart tells that the title of a part is not posted; that of the novel is the story's.
func (f *file) novelPart(v *volume, p para) {
	if oneLine(p.text()) != v.title {
		f.report(p.line, p.col, story.Notice, "“"+opening(p.text())+"” is taken for the title of a part and not posted", "")
	}
}

// novelTitlePage tells that a few words above the first chapter are not posted, of which one may be the author's name.
func (f *file) novelTitlePage(v *volume, paras []para) {
	if !hasProse(paras) {
		return
	}
	for _, p := range paras {
		if m := byline().FindStringSubmatch(oneLine(p.text())); m != nil && v.author == "" {
			v.author = m[1]
		}
	}
	f.tellAbove(v, paras)
}

// novelMarkdown writes what novelWriter understands as Markdown does, and takes out what is for the author alone. The
// novel's title is the story's.
func (f *file) novelMarkdown(v *volume, src *source) *source {
	e := &editor{old: src}
	at := 0
	for line := range strings.Lines(src.text) {
		bare := strings.TrimRight(line, " \t\n")
		m := novelHeading().FindStringSubmatch(bare)
		switch {
		case m != nil && len(m[1]) < 3:
			if m[1]+m[2] == "#!" {
				v.title = oneLine(m[3])
			}
			e.insert("\n")
			e.keepAs(at, m[1]+" "+m[3])
			e.insert("\n\n")
		case m != nil && len(m[1]) == 3:
			e.insert("\n")
			e.keepAs(at, "***")
			e.insert("\n\n")
		case m != nil, strings.HasPrefix(bare, "%"), novelTagLine().MatchString(bare), novelSpace().MatchString(bare):
			e.insert("\n")
		default:
			f.novelLine(e, at, bare)
			e.insert("\n")
		}
		at += len(line)
	}
	return e.source()
}

// novelLine writes a line of prose: without the signs that set it at a side, and its short codes as tags. An indented
// line, "> so", stays a quotation.
func (f *file) novelLine(e *editor, at int, line string) {
	from, to := 0, len(line)
	if strings.HasPrefix(line, ">") || strings.HasSuffix(line, "<") {
		m := novelSides().FindStringSubmatchIndex(line)
		from, to = m[2], m[3]
	}
	for from < to {
		code, form := nextCode(line[from:to])
		if code == nil {
			break
		}
		e.keep(at+from, at+from+code[0])
		sign := line[from+code[0] : from+code[1]]
		switch {
		case form == novelCode():
			e.keepAs(at+from+code[0], "<"+strings.ToLower(sign[1:len(sign)-1])+">")
		case form == novelBreak():
			e.keepAs(at+from+code[0], "<br>")
		case strings.HasPrefix(strings.ToLower(sign), "[f"):
			line, col := e.old.pos(at + from + code[0])
			f.report(line, col, story.Warning, "the sign "+sign+" is not posted, nor what it stands for",
				"if readers need it, write it into the text")
		}
		from += code[1]
	}
	e.keep(at+from, at+to)
}

// nextCode returns where the next short code of a line stands, and which form it has.
func nextCode(line string) (at []int, form *regexp.Regexp) {
	for _, one := range []*regexp.Regexp{novelCode(), novelBreak(), novelLost()} {
		if found := one.FindStringIndex(line); found != nil && (at == nil || found[0] < at[0]) {
			at, form = found, one
		}
	}
	return at, form
}
