package main

import (
	"errors"
	"fmt"
	"io"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// readStories reads the folders, prints what is wrong in them, and fails if anything cannot be posted as it is.
func readStories(stderr io.Writer, paths []string) ([]*story.Story, error) {
	var out []*story.Story
	seen := map[story.Key]string{}
	for _, path := range paths {
		s, problems, err := manuscript.ReadPath(path)
		if err != nil {
			return nil, usage(fmt.Errorf("cannot read the story: %w", err), "give a folder with chapters, or a file")
		}
		if err := report(stderr, &s, problems); err != nil {
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
			"put one Markdown or text file for each chapter into its folder")
	}
	return nil
}
