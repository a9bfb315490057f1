package manuscript

import (
	"io/fs"

	"cliffhanger/story"
)

// A gathering is a folder being read into a story.
type gathering struct {
	fsys            fs.FS
	encoding        string
	story           *story.Story
	problems        []story.Problem
	files, all      int                 // that were opened, and that there are
	progress        func(done, all int) // nil: nobody is told
	dates, branches map[string]place    // where each file says them
}

// readNamed reads the files of a folder that are chapters by their names. One that cannot be read is a chapter without
// anything, as is one that holds nothing readable.
func (g *gathering) readNamed(entries []fs.DirEntry) {
	files, skipped := chapterFiles(entries)
	g.problems = append(g.problems, skipped...)
	g.all = len(files)
	for _, name := range files {
		f := g.open(name)
		if f == nil {
			g.story.Chapters = append(g.story.Chapters, story.Chapter{File: name})
			continue
		}
		blurb, language := g.story.Blurb, g.story.Language
		f.readInto(g.story)
		g.story.Blurb, g.story.Language = blurb, language // one file of several does not speak for all
		g.close(f)
	}
}

// open returns a file that is to be read, or nil, and says why, if it cannot be.
func (g *gathering) open(name string) *file {
	if g.progress != nil {
		g.progress(g.files, g.all)
	}
	g.files++
	data, why := load(g.fsys, name)
	if why != nil {
		g.problems = append(g.problems, *why)
		return nil
	}
	return &file{name: name, data: data, encoding: g.encoding, voting: g.story.Release.Voting}
}

// close takes over what was noticed in a file.
func (g *gathering) close(f *file) {
	g.problems = append(g.problems, f.problems...)
	g.dates[f.name], g.branches[f.name] = f.dateAt, f.branchAt
}
