package manuscript

import (
	"strings"

	"cliffhanger/story"
)

// readPlain reads plain text: front matter if there is any, then paragraphs as the layout tells them.
func readPlain(f *file) (draft, bool) {
	text, ok := f.decode()
	if !ok {
		return draft{}, false
	}
	fr, body := f.cutFront(text)
	return draft{front: fr, paras: f.plain(body)}, true
}

// plain reads the paragraphs of plain text.
func (f *file) plain(src *source) []para {
	lines := strings.Split(src.text, "\n")
	how := detectLayout(lines)
	var paras []para
	var open []string // the lines of a wrapped paragraph
	start, at, blanks := 0, 0, 0
	flush := func() {
		if len(open) > 0 {
			paras = f.plainPara(paras, src, start, strings.Join(open, " "))
			open = nil
		}
	}
	for _, line := range lines {
		bare := strings.TrimSpace(line)
		switch {
		case bare == "":
			flush()
			blanks++
		case how == spaced || how == perLine:
			paras = f.plainPara(paras, src, at, line)
		default:
			if ornament(bare) >= breakSure || how == indented && line[0] != bare[0] {
				flush()
			}
			if len(open) == 0 {
				start = at
			}
			open = append(open, bare)
			if ornament(bare) >= breakSure {
				flush()
			}
		}
		at += len(line) + 1
	}
	flush()
	return paras
}

// plainPara appends a paragraph of plain text that begins at byte at of src.
func (f *file) plainPara(paras []para, src *source, at int, text string) []para {
	at += len(text) - len(strings.TrimLeft(text, " \t"))
	line, col := src.pos(at)
	return add(paras, para{Block: story.Block{Runs: []story.Run{{Text: text}}}, line: line, col: col})
}
