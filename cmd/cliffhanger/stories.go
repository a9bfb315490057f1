package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	"cliffhanger/story/schedule"
)

// readStories reads the folders, prints what is wrong in them, and fails if anything cannot be posted as it is.
func readStories(stderr io.Writer, paths []string) ([]*story.Story, error) {
	var out []*story.Story
	seen := map[story.Key]string{}
	for _, path := range paths {
		s, problems, err := readStory(path)
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

// readStory reads a story folder or a manuscript with everything that is wrong in it, its schedule included. The error
// is for a path that cannot be read.
func readStory(path string) (story.Story, []story.Problem, error) {
	s, problems, err := manuscript.ReadPath(path)
	if err != nil || s.Release.Schedule == "" {
		return s, problems, err
	}
	_, wrong := schedule.Parse(s.Release.Schedule)
	if wrong == nil {
		return s, problems, nil
	}
	if cause := errors.Unwrap(wrong); cause != nil {
		wrong = cause // without the schedule itself and what is accepted, which are said here
	}
	file, line, column := placeOfSchedule(path)
	p := story.Problem{File: file, Line: line, Column: column, Severity: story.Error,
		Message: fmt.Sprintf("the schedule “%s” cannot be followed: %v", s.Release.Schedule, wrong),
		Hint:    "write days (mon, tuesday, mon-fri, daily, weekdays) and 24-hour times, such as “tue,fri 19:00”"}
	// Settings come first, as they stand.
	at := 0
	for at < len(problems) && problems[at].File == file && problems[at].Line <= line {
		at++
	}
	return s, slices.Insert(problems, at, p), nil
}

// placeOfSchedule returns the settings file in a story folder, and the line and column at which its schedule's value
// begins; 0 where that is not to be seen.
func placeOfSchedule(dir string) (file string, line, column int) {
	for _, file = range []string{"story.yaml", "story.yml"} {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		for text := range strings.Lines(string(data)) {
			line++
			if head := scheduleKey.FindString(text); head != "" {
				return file, line, utf8.RuneCountInString(head) + 1
			}
		}
		return file, 0, 0
	}
	return "story.yaml", 0, 0
}

// scheduleKey matches the key of the schedule in story.yaml.
var scheduleKey = regexp.MustCompile(`(?i)^["']?schedule["']?\s*:\s*`)
