package manuscript

import (
	"fmt"

	"cliffhanger/story"
)

// numberedMarks returns the headings of chapters where none says "Chapter", but all of one level are numbers that count
// up from 1, with titles ("I. The Rope") or, on the first level, without ("One"), and nothing but a title page stands
// above. In a file that its name numbers they are taken for those of scenes.
func (f *file) numberedMarks(paras []para) []chapterMark {
	if fileNumber(f.name) > 0 {
		return nil
	}
	var marks []chapterMark
	for i, p := range paras {
		if p.Kind != story.Heading || p.cut || p.role != 0 {
			continue
		}
		number, title := parseHeading(p.text())
		switch {
		case len(marks) == 0 && number == 0: // a title page's, which may be of a higher level
			if i > 0 && p.level > 1 {
				return nil
			}
		case len(marks) > 0 && p.level > marks[0].level:
		case len(marks) > 0 && p.level < marks[0].level, p.level > 2, number != len(marks)+1, title == "" && p.level > 1:
			return nil
		default:
			marks = append(marks, chapterMark{at: i, level: p.level, number: number})
		}
	}
	if len(marks) < 2 || len(withText(paras, marks)) < len(marks) || countWords(paras[:marks[0].at]) > mostAbove {
		return nil
	}
	first, second := paras[marks[0].at], paras[marks[1].at]
	f.report(first.line, first.col, story.Notice, fmt.Sprintf("the headings “%s”, “%s” and so on count up, so each of the %d "+
		"is taken for that of a chapter", oneLine(first.text()), oneLine(second.text()), len(marks)),
		"if scenes begin there, write a heading of the chapter above them, such as “# Chapter 1”")
	return marks
}
