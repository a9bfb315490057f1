package manuscript

import (
	"cmp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/parser"

	"cliffhanger/story"
)

var (
	// definition matches a line that says what a footnote's mark or a link's label stands for.
	definition = pattern(`^ {0,3}\[(\^[^\[\]\s]+|[^\[\]]*[^\[\]\s][^\[\]]*)\]:[ \t]*(.*)$`)
	// definedLink matches what stands for a label: an address, and a title that is not shown.
	definedLink = pattern(`^<?(https?://[^\s<>]+)>?(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*$`)
	// footnoteMark matches the mark of a footnote with the spaces before it.
	footnoteMark = pattern(`[ \t]*\[\^([^\[\]\s]+)\]`)
	// labelled matches the end of a link by label, "[words][label]" or "[label][]".
	labelled = pattern(`(?:\[([^\[\]]+))?\]\[([^\[\]]*)\]`)
)

// A defined is a definition in a text.
type defined struct {
	label    string // as labels are compared
	address  string // of a link; "": it is a footnote
	from, to int
}

// A stretch is bytes from..to of a text that are cut; of a footnote's mark that is told.
type stretch struct {
	from, to int
	mark     bool
}

// cutReferences cuts footnotes, where they are called and where they stand, which is told. It returns the text without
// them and without the definitions of links, and these. What nothing refers to, as "[Mara]: hello", is prose; so is a
// mark without a footnote.
func (f *file) cutReferences(src *source) (*source, []parser.Reference) {
	cuts := inlineNotes(src.text)
	var all []defined
	if strings.Contains(src.text, "]:") {
		all = definitions(src.text)
	}
	if len(cuts)+len(all) == 0 {
		return src, nil
	}
	marks, used := references(src.text, all)
	var links []parser.Reference
	cuts = append(cuts, marks...)
	for _, d := range all {
		if !used[d.label] {
			continue
		}
		cuts = append(cuts, stretch{from: d.from, to: d.to})
		if d.address != "" {
			links = append(links, parser.NewReference([]byte(d.label), []byte(d.address), nil))
		}
	}
	slices.SortFunc(cuts, func(a, b stretch) int { return cmp.Or(a.from-b.from, b.to-a.to) })
	e, done := &editor{old: src}, 0
	for _, c := range cuts {
		if c.from < done { // the mark of a footnote inside of another
			continue
		}
		e.keep(done, c.from)
		if c.mark {
			line, col := src.pos(c.from)
			f.report(line, col, story.Warning, "the footnote here is not posted",
				"work it into the text, or into the author's note")
		}
		done = c.to
	}
	e.keep(done, len(src.text))
	return e.source(), links
}

// definitions returns what a text defines, in order; none stands in code.
func definitions(text string) []defined {
	var out []defined
	lines := strings.Split(text, "\n")
	code := codeFinder{text: text}
	at, perLines := 0, detectLayout(lines) == perLine
	open := false // the line above belongs to a footnote
	for _, line := range lines {
		m := definition().FindStringSubmatch(line)
		switch {
		case m != nil && !code.holds(at):
			d := defined{label: sameLabel(m[1]), from: at, to: at + len(line)}
			if open = m[1][0] == '^'; !open {
				link := definedLink().FindStringSubmatch(m[2])
				if link == nil {
					break
				}
				d.address = link[1]
			}
			out = append(out, d)
		case open && isProseLine(line) && !rawOrnament(line) && !isHold(line) &&
			(!perLines || strings.TrimLeft(line, " \t") != line):
			out[len(out)-1].to = at + len(line)
		default:
			open = false
		}
		at += len(line) + 1
	}
	return out
}

// references returns the marks of footnotes that are defined, and the labels that are referred to.
func references(text string, all []defined) (marks []stretch, used map[string]bool) {
	used = map[string]bool{}
	notes := map[string]bool{}
	for _, d := range all {
		notes[d.label] = d.address == ""
	}
	code, i := codeFinder{text: text}, 0
	for _, m := range footnoteMark().FindAllStringSubmatchIndex(text, -1) {
		for i < len(all) && all[i].to <= m[0] {
			i++
		}
		label, bracket := sameLabel("^"+text[m[2]:m[3]]), m[2]-2
		if i < len(all) && all[i].from <= bracket || !notes[label] || escaped(text, bracket) || code.holds(bracket) {
			continue
		}
		used[label] = true
		marks = append(marks, stretch{m[0], m[1], true})
	}
	for _, m := range labelled().FindAllStringSubmatch(text, -1) {
		label := m[2]
		if label == "" {
			label = m[1]
		}
		if label = sameLabel(label); !notes[label] {
			used[label] = true
		}
	}
	return marks, used
}

// inlineNotes returns the footnotes that stand where they are called, as pandoc writes them: "^[An old one.]", with the
// spaces before them. A note ends in its paragraph; what has no end is prose, and so is what stands in code. The text is
// gone through once, however many brackets are open.
func inlineNotes(text string) []stretch {
	if !strings.Contains(text, "^[") {
		return nil
	}
	var out []stretch
	var open []int // where brackets begin that are not closed yet, or -1 of one that begins no note
	code := codeFinder{text: text}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case c == '\n' && isBlankLine(text[i+1:]):
			open = open[:0]
		case c == '[' && i > 0 && text[i-1] == '^' && !escaped(text, i-1) && !code.holds(i-1):
			open = append(open, i-1)
		case c == '[':
			open = append(open, -1)
		case c == ']' && len(open) > 0:
			from := open[len(open)-1]
			if open = open[:len(open)-1]; from >= 0 && strings.TrimSpace(text[from+len("^["):i]) != "" {
				out = append(out, stretch{len(strings.TrimRight(text[:from], " \t")), i + 1, true})
			}
		}
	}
	return out
}

// isBlankLine reports whether a text begins with a line without words.
func isBlankLine(text string) bool {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimLeft(line, " \t\r") == ""
}

// sameLabel returns a label as labels are compared: without regard to case and to white space.
func sameLabel(label string) string { return strings.ToLower(oneLine(label)) }
