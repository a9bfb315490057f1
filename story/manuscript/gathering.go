package manuscript

import (
	"fmt"
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

// readNamed reads the files of a folder that are chapters by their names.
func (g *gathering) readNamed(entries []fs.DirEntry) error {
	files, skipped := chapterFiles(entries)
	g.problems = append(g.problems, skipped...)
	g.all = len(files)
	for _, name := range files {
		f, err := g.open(name)
		if err != nil {
			return err
		}
		if f == nil {
			continue
		}
		blurb, language := g.story.Blurb, g.story.Language
		f.readInto(g.story)
		g.story.Blurb, g.story.Language = blurb, language // one file of several does not speak for all
		g.close(f)
	}
	return nil
}

// open returns a file that is to be read, or nil, and says why, if it is too large.
func (g *gathering) open(name string) (*file, error) {
	if g.progress != nil {
		g.progress(g.files, g.all)
	}
	g.files++
	info, err := fs.Stat(g.fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read chapter: %w", err)
	}
	if info.Size() > maxFile {
		g.problems = append(g.problems, tooLarge(name))
		return nil, nil
	}
	data, err := fs.ReadFile(g.fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read chapter: %w", err)
	}
	return &file{name: name, data: data, encoding: g.encoding, voting: g.story.Release.Voting}, nil
}

// close takes over what was noticed in a file.
func (g *gathering) close(f *file) {
	g.problems = append(g.problems, f.problems...)
	g.dates[f.name], g.branches[f.name] = f.dateAt, f.branchAt
}
