package manuscript

import (
	"cmp"
	"fmt"
	"slices"

	"cliffhanger/story"
)

// chapter makes a chapter of a draft: title and number, then what the author marked or what the tail shows to be a
// note and a question, then the scenes.
func (f *file) chapter(d draft) story.Chapter {
	r := d.front.release
	c := story.Chapter{File: f.name, Number: d.front.number, Warnings: d.front.warnings, Date: r.date, Hold: r.hold,
		Silent: r.silent, Branch: r.branch}
	f.dateAt = r.dateAt
	paras := f.title(&c, d.front, d.paras)
	f.guessTitle(&c, d)
	if titles := len(d.paras) - len(paras); titles > 0 && len(paras) > 0 && !paras[0].hold.known() {
		paras[0].hold = d.paras[titles-1].hold // a hold above the title holds the first scene
	}
	f.tellPreface(paras)
	f.tellLeftovers(paras)
	prose, note, question := f.endings(d.front, paras)
	f.tellLostHolds(paras, prose)
	c.Note, c.Question = note, question
	f.vote(question, d.front.vote)
	scenes, marked := f.scenes(prose)
	c.Scenes, c.Holds = scenes, f.holds(marked, r.holds, len(scenes))
	if len(c.Scenes) == 0 && !story.HasErrors(f.problems) {
		f.report(0, 0, story.Error, "the chapter has no prose", "check that the right file was saved")
	}
	return c
}

// title sets the chapter's number and title from the front matter or the heading the text begins with, and returns the
// paragraphs below.
func (f *file) title(c *story.Chapter, fr front, paras []para) []para {
	c.Title = oneLine(fr.title)
	if len(paras) == 0 || paras[0].Kind != story.Heading || paras[0].level > 2 {
		return paras
	}
	head, rest := paras[0], paras[1:]
	number, title := parseHeading(head.text())
	if (number == 0 || underPart(head, rest)) && len(rest) > 0 && rest[0].Kind == story.Heading && rest[0].level <= 2 {
		if n, t := parseHeading(rest[0].text()); n > 0 && !numbersScenes(rest) {
			f.report(head.line, head.col, story.Notice,
				fmt.Sprintf("“%s” is taken for the title of the story or a part of it and not posted", head.text()), "")
			head, rest, number, title = rest[0], rest[1:], n, t
		}
	}
	if _, ok := marker(head); ok {
		return paras
	}
	if c.Number == 0 {
		c.Number = number
	}
	if number > 0 && title == "" && titles(head, rest) {
		title, rest = oneLine(rest[0].text()), rest[1:]
	}
	if !fr.hasTitle {
		c.Title = title
		return rest
	}
	if title == c.Title || oneLine(head.text()) == c.Title || title == "" {
		return rest
	}
	f.report(head.line, head.col, story.Notice,
		fmt.Sprintf("the front matter says the title is “%s”, so the heading “%s” stays in the text", c.Title, head.text()),
		"delete one of the two")
	return paras
}

// titles reports whether the first of paragraphs is a heading below the number of a chapter that is its title: "4", then
// "The Fog". Where more headings like it follow, they are those of scenes.
func titles(head para, rest []para) bool {
	if len(rest) < 2 || rest[0].Kind != story.Heading || rest[0].level <= head.level || rest[1].Kind == story.Heading {
		return false
	}
	_, section := marker(rest[0])
	number, _ := parseHeading(rest[0].text())
	return !section && number == 0 && !slices.ContainsFunc(rest[1:], func(p para) bool {
		_, section := marker(p)
		return p.Kind == story.Heading && p.level <= rest[0].level && !section
	})
}

// numbersScenes reports whether the first of paragraphs is a heading of nothing but a number, and another of its level
// counts on: they number the scenes below the title of the chapter.
func numbersScenes(paras []para) bool {
	first, title := parseHeading(paras[0].text())
	return title == "" && !oneChapter().MatchString(paras[0].text()) && slices.ContainsFunc(paras[1:], func(p para) bool {
		if p.Kind != story.Heading || p.level != paras[0].level {
			return false
		}
		n, title := parseHeading(p.text())
		return n == first+1 && title == ""
	})
}

// guessTitle takes a chapter's title from outside of its text, where that has none.
func (f *file) guessTitle(c *story.Chapter, d draft) {
	if c.Title != "" || c.Number > 0 || d.guess == "" {
		return
	}
	c.Number, c.Title = parseHeading(d.guess)
	f.report(0, 0, story.Notice, fmt.Sprintf("the title is what the file itself says it is: “%s”", d.guess),
		"if it is another, write it as a heading above the text")
}

// underPart reports whether a heading is that of a part whose first chapter's heading follows.
func underPart(head para, rest []para) bool {
	return len(rest) > 0 && partHead().MatchString(head.text()) && oneChapter().MatchString(rest[0].text())
}

// partHead matches the heading of a part.
var partHead = pattern(`(?i)^(?:(?:part|book|volume|partie|parte|teil|buch|livre|libro|livro|часть|część)\s|` +
	`\p{L}+\s(?:partie|parte|teil|часть)$|第.{1,4}[部巻卷])`)

// A cutter cuts prose into scenes.
type cutter struct {
	out   []story.Scene
	held  []int // the numbers of those that are held
	scene story.Scene
	hold  place // of the scene that is being cut
}

// end ends the scene that is being cut.
func (c *cutter) end() {
	c.out = append(c.out, c.scene)
	if c.hold.known() {
		c.held = append(c.held, len(c.out))
	}
	c.scene, c.hold = story.Scene{}, place{}
}

// scenes cuts prose at its breaks, and returns the scenes with the numbers of those that are held. Two labels in a row
// ("2", "MARA") become one.
func (f *file) scenes(paras []para) ([]story.Scene, []int) {
	var c cutter
	know := newBreaks(paras)
	for _, p := range paras {
		b := know.at(p)
		if b.sure < breakSure {
			f.tellDoubt(p, b)
			if p.hold.known() && len(c.scene.Blocks) > 0 {
				f.tellStrayHold(p.hold)
			} else if p.hold.known() {
				c.hold = p.hold
			}
			c.scene.Blocks = append(c.scene.Blocks, p.Block)
			continue
		}
		if len(c.scene.Blocks) > 0 {
			f.tellBreak(p, b)
			c.end()
		}
		if p.hold.known() {
			c.hold = p.hold
		}
		if b.label != "" && c.scene.Label != "" {
			b.label = c.scene.Label + " – " + b.label
		}
		c.scene.Label = cmp.Or(b.label, c.scene.Label)
	}
	f.lastScene(&c)
	return c.out, c.held
}

// lastScene ends the last scene. A label that no prose follows ("The End" between ornaments) is prose itself.
func (f *file) lastScene(c *cutter) {
	if len(c.scene.Blocks) > 0 {
		c.end()
		return
	}
	if c.hold.known() {
		f.tellLostHold(c.hold)
	}
	if c.scene.Label == "" {
		return
	}
	last := story.Block{Runs: []story.Run{{Text: c.scene.Label}}}
	if n := len(c.out); n > 0 {
		c.out[n-1].Blocks = append(c.out[n-1].Blocks, last)
		return
	}
	c.out = []story.Scene{{Blocks: []story.Block{last}}}
}

// tellDoubt asks about a line that may be a scene break.
func (f *file) tellDoubt(p para, b sceneBreak) {
	if b.sure < breakDoubt {
		return
	}
	hint := "if it is one, write *** on a line of its own"
	if b.label != "" {
		hint = fmt.Sprintf("if a scene begins here, write *** %s ***", b.label)
	}
	f.report(p.line, p.col, story.Notice,
		fmt.Sprintf("“%s” may be a scene break (%s); it is kept as prose", p.text(), b.reason),
		hint+"; if it is story, leave it as it is")
}

// tellBreak tells that a line was taken for a scene break that need not be one.
func (f *file) tellBreak(p para, b sceneBreak) {
	switch {
	case p.gap:
		f.report(p.line, p.col, story.Notice, "the gap above this line is taken for a scene break",
			"write *** between scenes to be sure")
	case !p.cut && b.sure < breakTold:
		f.report(p.line, p.col, story.Notice,
			fmt.Sprintf("“%s” is taken for a scene break (%s)", p.text(), b.reason),
			"write *** instead to be sure; if it is story, put it into quotation marks or add a word")
	}
}
