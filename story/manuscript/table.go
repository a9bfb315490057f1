package manuscript

import (
	"strings"

	"cliffhanger/story"
)

// tableRule matches the line of a table in Markdown that parts its head from its rows: "|---|:--:|".
var tableRule = pattern(`^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$|^ {0,3}\|[ \t]*:?-+:?[ \t]*\|[ \t]*$`)

// setTables sets the tables of a Markdown text as lines, with their cells between " | ", as those of other formats are.
func (f *file) setTables(src *source) *source {
	if !strings.Contains(src.text, "|") {
		return src
	}
	lines := strings.Split(src.text, "\n")
	told := false
	e, at, done := &editor{old: src}, 0, 0
	code := codeFinder{text: src.text}
	for i := 0; i < len(lines); i++ {
		rows := 0
		if !code.holds(at) {
			rows = tableRows(lines[i:])
		}
		if rows == 0 {
			at += len(lines[i]) + 1
			continue
		}
		e.keep(done, at)
		e.insert("\n")
		if !told {
			line, col := src.pos(at)
			f.report(line, col, story.Notice, "a table is set as lines, its cells parted by “|”", "")
			told = true
		}
		for j, line := range lines[i : i+rows] {
			if j != 1 { // the rule
				keepCells(e, at, line)
				if j+1 < rows && !(j == 0 && rows == 2) {
					e.insert("\\")
				}
				e.insert("\n")
			}
			at += len(line) + 1
		}
		e.insert("\n")
		i, done = i+rows-1, min(at, len(src.text))
	}
	if done == 0 {
		return src
	}
	e.keep(done, len(src.text))
	return e.source()
}

// tableRows returns how many of the lines a text begins with are a table: a head, a rule and rows; 0: they are none.
func tableRows(lines []string) int {
	if len(lines) < 2 || !strings.Contains(lines[0], "|") || !tableRule().MatchString(lines[1]) ||
		cells(lines[0]) != cells(lines[1]) {
		return 0
	}
	n := 2
	for n < len(lines) && strings.Contains(lines[n], "|") {
		n++
	}
	return n
}

// cells counts the cells of a row.
func cells(line string) int { return strings.Count(inRow(line), "|") + 1 }

// inRow returns a row without the bars at its ends.
func inRow(line string) string {
	line = strings.TrimPrefix(strings.TrimSpace(line), "|")
	if !strings.HasSuffix(line, `\|`) {
		line = strings.TrimSuffix(line, "|")
	}
	return strings.TrimSpace(line)
}

// keepCells writes the cells of the row that begins at byte at. A row with "||" may hide something in a spoiler, and is
// kept as it is.
func keepCells(e *editor, at int, line string) {
	row := inRow(line)
	at += strings.Index(line, row)
	if strings.HasPrefix(row, "#") || strings.HasPrefix(row, ">") || strings.HasPrefix(row, "-") ||
		strings.HasPrefix(row, "+") {
		e.insert(`\`) // no heading or the like
	}
	if strings.Contains(row, "||") {
		e.keep(at, at+len(row))
		return
	}
	for i, cell := range strings.Split(row, "|") {
		if i > 0 {
			e.insert(" | ")
		}
		text := strings.TrimSpace(cell)
		from := at + strings.Index(cell, text)
		e.keep(from, from+len(text))
		at += len(cell) + 1
	}
}
