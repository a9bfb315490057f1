package manuscript

import (
	"strings"
	"unicode"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// A para is what every format is read into: one paragraph, or what stands in place of one, and where it begins.
type para struct {
	story.Block
	line, col int
	cut       bool // a scene break the format itself marks, such as a rule; the block is empty
	gap       bool // the break is only a gap wider than usual
	level     int  // of a heading, from 1
	bold      bool // the whole paragraph is set bold, as a makeshift heading is
	centred   bool // it is set in the middle of the line
	role      body.Role
	hold      place // of the line above that has the scene wait which begins here
}

// text returns the paragraph's words without style.
func (p para) text() string { return p.Block.Text() }

// words counts the paragraph's words.
func (p para) words() int { return story.Words([]story.Block{p.Block}) }

// add appends runs as paragraphs of the given kind: white space is collapsed, empty runs are dropped and equal
// neighbours joined. Runs with a blank line inside become several paragraphs, runs without a visible character none.
func add(paras []para, p para) []para {
	for _, lines := range stanzas(p.Runs) {
		q := p
		q.Runs = lines
		breaks := strings.Count(q.text(), "\n")
		switch {
		case q.Kind == story.Paragraph && breaks > 1:
			q.Kind = story.Verse
		case q.Kind == story.Verse && breaks < 2:
			q.Kind = story.Paragraph
		case q.Kind == story.Heading || q.Kind == story.Item:
			q.Runs = join(mapRuns(q.Runs, func(s string) string { return strings.ReplaceAll(s, "\n", " ") }))
		}
		q.bold = allBold(q.Runs)
		paras = append(paras, q)
	}
	return paras
}

// allBold reports whether every visible character is bold.
func allBold(runs []story.Run) bool {
	for _, r := range runs {
		if r.Style&story.Bold == 0 && strings.TrimSpace(r.Text) != "" {
			return false
		}
	}
	return len(runs) > 0
}

// stanzas cuts runs at blank lines and normalises every part.
func stanzas(runs []story.Run) [][]story.Run {
	var out [][]story.Run
	var stanza []story.Run
	flush := func() {
		if hasInk(stanza) {
			out = append(out, join(stanza))
		}
		stanza = nil
	}
	for i, line := range runLines(runs) {
		line = tidy(line)
		if !hasInk(line) {
			flush()
			continue
		}
		if i > 0 && len(stanza) > 0 {
			last := &stanza[len(stanza)-1]
			last.Text += "\n"
		}
		stanza = append(stanza, line...)
	}
	flush()
	return out
}

// runLines cuts runs at their line breaks.
func runLines(runs []story.Run) [][]story.Run {
	lines := [][]story.Run{nil}
	for _, r := range runs {
		for i, part := range strings.Split(r.Text, "\n") {
			if i > 0 {
				lines = append(lines, nil)
			}
			if part != "" {
				r.Text = part
				lines[len(lines)-1] = append(lines[len(lines)-1], r)
			}
		}
	}
	return lines
}

// tidy collapses spaces and tabs in a line, trims white space from its ends and joins equal neighbours. A no-break
// space inside a line stays: it was typed on purpose.
func tidy(line []story.Run) []story.Run {
	space := true
	out := mapRuns(line, func(s string) string {
		var b strings.Builder
		for _, r := range s {
			if r == ' ' || r == '\t' || r == '\n' {
				if !space {
					b.WriteByte(' ')
				}
				space = true
				continue
			}
			space = false
			b.WriteRune(r)
		}
		return b.String()
	})
	for len(out) > 0 {
		out[0].Text = strings.TrimLeftFunc(out[0].Text, isBlank)
		if out[0].Text != "" {
			break
		}
		out = out[1:]
	}
	for len(out) > 0 {
		last := &out[len(out)-1]
		if last.Text = strings.TrimRightFunc(last.Text, isBlank); last.Text != "" {
			break
		}
		out = out[:len(out)-1]
	}
	return join(out)
}

// isBlank reports whether r is white space or the zero-width space that word processors leave at the ends of lines.
func isBlank(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' }

// mapRuns returns the runs with f applied to each text.
func mapRuns(runs []story.Run, f func(string) string) []story.Run {
	out := make([]story.Run, len(runs))
	for i, r := range runs {
		r.Text = f(r.Text)
		out[i] = r
	}
	return out
}

// join drops empty runs and unites neighbours of the same style and link.
func join(runs []story.Run) []story.Run {
	var out []story.Run
	for from := 0; from < len(runs); {
		to := from
		var text strings.Builder
		for ; to < len(runs) && (runs[to].Text == "" || runs[to].Style == runs[from].Style &&
			runs[to].Link == runs[from].Link); to++ {
			text.WriteString(runs[to].Text)
		}
		if text.Len() > 0 {
			out = append(out, story.Run{Text: text.String(), Style: runs[from].Style, Link: runs[from].Link})
		}
		from = max(to, from+1)
	}
	return out
}

// hasInk reports whether anything in the runs can be seen.
func hasInk(runs []story.Run) bool {
	for _, r := range runs {
		for _, c := range r.Text {
			if !unicode.IsSpace(c) && !unicode.Is(unicode.Cf, c) {
				return true
			}
		}
	}
	return false
}

// cutRuns splits runs at byte at of their text.
func cutRuns(runs []story.Run, at int) (before, after []story.Run) {
	for _, r := range runs {
		n := min(max(at, 0), len(r.Text))
		at -= len(r.Text)
		head, tail := r, r
		head.Text, tail.Text = r.Text[:n], r.Text[n:]
		before, after = append(before, head), append(after, tail)
	}
	return tidyLines(before), tidyLines(after)
}

// tidyLines normalises runs that may hold line breaks.
func tidyLines(runs []story.Run) []story.Run {
	var out []story.Run
	for _, s := range stanzas(runs) {
		if len(out) > 0 {
			out[len(out)-1].Text += "\n"
		}
		out = append(out, s...)
	}
	return join(out)
}
