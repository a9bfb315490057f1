package manuscript

import (
	"fmt"

	"cliffhanger/story"
)

// readListed reads the files of a list. One that is not indented begins a chapter; those indented below go on in it,
// each as one scene or more.
func (g *gathering) readListed(list []listedScene) {
	g.all = len(list)
	for i, l := range list {
		f := g.open(l.name)
		if f == nil {
			if !l.nested || len(g.story.Chapters) == 0 {
				number, title := parseHeading(l.title)
				g.story.Chapters = append(g.story.Chapters, story.Chapter{File: l.name, Number: number, Title: title})
			}
			continue
		}
		for j, c := range f.scenesOrTitle() {
			if n := len(g.story.Chapters); l.nested && j == 0 && n > 0 {
				f.goOn(&g.story.Chapters[n-1], c)
				continue
			}
			if c.Number == 0 && c.Title == "" && j == 0 {
				c.Number, c.Title = parseHeading(l.title)
			}
			g.story.Chapters = append(g.story.Chapters, c)
		}
		last := i+1 == len(list) || !list[i+1].nested
		if c := g.story.Chapters[len(g.story.Chapters)-1]; last && len(c.Scenes) == 0 && !story.HasErrors(f.problems) {
			f.report(0, 0, story.Error, "the chapter has no prose", "check that the right file was saved")
		}
		f.settle()
		g.close(f)
	}
	g.countListed()
}

// scenesOrTitle reads the chapters of a file. One without prose, as may stand above indented scenes, is only a title.
func (f *file) scenesOrTitle() []story.Chapter {
	v, ok := f.volume()
	if !ok {
		return []story.Chapter{{File: f.name}}
	}
	if d := v.drafts[0]; len(v.drafts) == 1 && !hasProse(d.paras) {
		r := d.front.release
		c := story.Chapter{File: f.name, Number: d.front.number, Warnings: d.front.warnings, Date: r.date, Hold: r.hold,
			Silent: r.silent, Branch: r.branch}
		f.dateAt = r.dateAt
		f.title(&c, d.front, d.paras)
		return []story.Chapter{c}
	}
	return f.chapters(v.drafts)
}

// goOn adds what a file tells to the chapter that it goes on with.
func (f *file) goOn(c *story.Chapter, more story.Chapter) {
	if c.Question != nil && len(more.Scenes) > 0 {
		f.report(0, 0, story.Error, fmt.Sprintf("the chapter's question, “%s”, stands above this scene",
			opening(c.Question.Text)),
			"move the question to the end of the chapter's last scene")
	}
	if more.Date != "" || more.Branch != nil || more.Silent {
		f.report(0, 0, story.Error, "an indented scene has no date, branch or silence of its own: it goes on with "+c.File,
			"write it at the top of that file")
	}
	for i := range more.Scenes {
		if more.Hold {
			more.Holds = append(more.Holds, i+1)
		}
	}
	for _, n := range more.Holds {
		if n += len(c.Scenes); len(c.Holds) == 0 || c.Holds[len(c.Holds)-1] < n {
			c.Holds = append(c.Holds, n)
		}
	}
	c.Scenes = append(c.Scenes, more.Scenes...)
	c.Warnings = union(c.Warnings, more.Warnings)
	c.Note.Blocks = append(c.Note.Blocks, more.Note.Blocks...)
	if more.Question != nil {
		c.Question = more.Question
	}
}

// countListed keeps the chapters in the order of the list: the numbers they say if these count up, else those of their
// places.
func (g *gathering) countListed() {
	last := 0
	for i := range g.story.Chapters {
		c := &g.story.Chapters[i]
		if c.Number == 0 {
			c.Number = last + 1
		}
		if c.Number < last || c.Number == last && c.Branch == nil {
			g.problems = append(g.problems, story.Problem{File: c.File, Severity: story.Notice,
				Message: "the numbers that the chapters say do not count up in the order of the list, so they are counted " +
					"by their places"})
			for i := range g.story.Chapters {
				g.story.Chapters[i].Number = i + 1
			}
			return
		}
		last = c.Number
	}
}
