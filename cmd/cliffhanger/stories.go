package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// folders are the stories that a command is given.
type folders struct {
	Story   []string
	Stories string
}

func (f *folders) declare(to *form) {
	to.texts(&f.Story, "story", "DIR", "A story's folder; may be given several times.")
	to.text(&f.Stories, "stories", "DIR", "", "A folder of stories: each folder in it is one.")
}

// paths returns the path of each story. Folders whose names begin with "." or "_" are none.
func (f folders) paths() ([]string, error) {
	all := slices.Clone(f.Story)
	for _, path := range append(slices.Clone(all), f.Stories) {
		if err := noDash(path); err != nil {
			return nil, err
		}
	}
	if f.Stories != "" {
		entries, err := os.ReadDir(f.Stories)
		if err != nil {
			return nil, usage(fmt.Errorf("cannot read the stories: %w", err), "give a folder of stories' folders")
		}
		for _, e := range entries {
			if strings.ContainsAny(e.Name()[:1], "._") {
				continue
			}
			path := filepath.Join(f.Stories, e.Name())
			info, err := os.Stat(path) // through links
			if err != nil {
				return nil, usage(fmt.Errorf("cannot read the stories: %w", err), "mend or remove what is there")
			}
			if info.IsDir() {
				all = append(all, path)
			}
		}
	}
	if len(all) == 0 {
		return nil, usage(errors.New("there is no story"), "give --story DIR, or a folder of several as --stories DIR")
	}
	return all, nil
}

// A reading is what became of reading one story.
type reading struct {
	story    story.Story
	problems []story.Problem
	err      error
}

// each calls f for every number below n, on all processors at once, and returns when all calls have.
func each(n int, f func(i int)) {
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	work.Wait()
}

// readStories reads the folders, prints what is wrong in them, and fails if anything cannot be posted as it is.
func readStories(stderr io.Writer, paths []string) ([]*story.Story, error) {
	var out []*story.Story
	seen := map[story.Key]string{}
	all := make([]reading, len(paths))
	each(len(paths), func(i int) {
		all[i].story, all[i].problems, all[i].err = manuscript.ReadPath(paths[i], manuscript.Options{})
	})
	for i, r := range all {
		s, path := r.story, paths[i]
		if err := noDash(path); err != nil {
			return nil, err
		}
		if r.err != nil {
			return nil, unreadable(path, r.err)
		}
		if err := report(stderr, &s, r.problems); err != nil {
			return nil, err
		}
		if other, taken := seen[s.Key()]; taken {
			return nil, usage(fmt.Errorf("%s and %s are both the story %q", other, path, s.ID),
				"give one of them another `id:` in story.yaml")
		}
		seen[s.Key()] = path
		out = append(out, &s)
	}
	return out, nil
}

// report prints problems other than remarks, and fails if there are errors or nothing to post.
func report(stderr io.Writer, s *story.Story, problems []story.Problem) error {
	for _, p := range problems {
		if p.Severity != story.Notice {
			fmt.Fprintln(stderr, p)
		}
	}
	if story.HasErrors(problems) {
		return usage(fmt.Errorf("%q cannot be posted as it is", s.Title),
			"mend the errors above; `cliffhanger check` shows more")
	}
	if len(s.Chapters) == 0 {
		return usage(errors.New("there is no chapter in the story"),
			"put its chapters into its folder, as .md, .txt, .docx, .odt, .html or .epub")
	}
	return nil
}
