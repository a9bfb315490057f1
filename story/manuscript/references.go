package manuscript

import (
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

// cutReferences cuts footnotes and their marks, which is told, and returns the text without the definitions of links,
// and these. What nothing refers to, as "[Mara]: hello", is prose; so is a mark without a footnote.
func (f *file) cutReferences(src *source) (*source, []parser.Reference) {
	if !strings.Contains(src.text, "]:") {
		return src, nil
	}
	all := definitions(src.text)
	if len(all) == 0 {
		return src, nil
	}
	marks, used := references(src.text, all)
	var links []parser.Reference
	cuts := marks
	for _, d := range all {
		if !used[d.label] {
			continue
		}
		cuts = append(cuts, stretch{from: d.from, to: d.to})
		if d.address != "" {
			links = append(links, parser.NewReference([]byte(d.label), []byte(d.address), nil))
		}
	}
	slices.SortFunc(cuts, func(a, b stretch) int { return a.from - b.from })
	e, done := &editor{old: src}, 0
	for _, c := range cuts {
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

// sameLabel returns a label as labels are compared: without regard to case and to white space.
func sameLabel(label string) string { return strings.ToLower(oneLine(label)) }
