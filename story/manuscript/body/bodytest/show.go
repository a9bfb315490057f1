// Package bodytest shows what was read of a manuscript as text that a test can compare at a glance.
package bodytest

import (
	"fmt"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// Show returns a line for each chapter and paragraph of a work. A chapter is "# Title", in brackets if the format does
// not say that it is one; a scene break is "---", an empty paragraph "(gap)". A paragraph begins with its role ("head:",
// "end:", "summary:"), "^" if it is centred, and its kind: "##" and so on for a heading, ">" a quotation, "/" verse, an
// item's marker. Of its styles, *italic*, **bold**, _underlined_, ~struck~, ||spoiler||, `code` and [links](address)
// are shown, and a line break as "↵".
func Show(w body.Work) string {
	var b strings.Builder
	for _, c := range w.Chapters {
		title := c.Title
		if !c.Heading {
			title = "[" + title + "]"
		}
		fmt.Fprintf(&b, "# %s\n", title)
		for _, p := range c.Paras {
			b.WriteString(line(p) + "\n")
		}
	}
	return b.String()
}

// line shows a paragraph.
func line(p body.Para) string {
	s := [...]string{"", "head: ", "end: ", "summary: "}[p.Role]
	switch {
	case p.Cut:
		return s + "---"
	case p.Gap:
		return s + "(gap)"
	}
	if p.Centred {
		s += "^"
	}
	switch p.Kind {
	case story.Heading:
		s += strings.Repeat("#", p.Level+1) + " "
	case story.Quote:
		s += "> "
	case story.Verse:
		s += "/ "
	case story.Item:
		s += p.Marker + " "
	}
	for _, r := range p.Runs {
		s += run(r)
	}
	return strings.ReplaceAll(s, "\n", "↵")
}

// run shows a run.
func run(r story.Run) string {
	s := r.Text
	for _, style := range []struct {
		is   story.Style
		sign string
	}{
		{story.Code, "`"}, {story.Italic, "*"}, {story.Bold, "**"}, {story.Underline, "_"}, {story.Strike, "~"},
		{story.Spoiler, "||"},
	} {
		if r.Style&style.is != 0 {
			s = style.sign + s + style.sign
		}
	}
	if r.Link != "" {
		s = "[" + s + "](" + r.Link + ")"
	}
	return s
}
