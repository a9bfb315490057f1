package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// A watcher reads stories anew when their files have changed. What cannot be posted as it is is logged, and the story
// stays as it was.
type watcher struct {
	log    *slog.Logger
	accept func(*story.Story) error // says what the author has not said, or refuses
	paths  []string
	read   []string // of each path, how its files looked when they were last read
}

// watchEvery is how often files are looked at. They are read when they have looked the same twice: an editor may be in
// the middle of writing them.
const watchEvery = time.Second

// watchShare bounds how much of the time is spent on looking at files: one part in so many. Thousands of stories are
// looked at less often.
const watchShare = 20

// watch returns a watcher of stories' folders or chapters that have not been read yet.
func watch(log *slog.Logger, accept func(*story.Story) error, paths ...string) *watcher {
	w := &watcher{log: log, accept: accept, paths: paths, read: make([]string, len(paths))}
	each(len(paths), func(i int) { w.read[i] = appearance(paths[i]) })
	return w
}

// run hands what is read anew to update until ctx ends, beginning with stories, which were read from the paths. At a
// hangup everything is read, whether it has changed or not.
func (w *watcher) run(ctx context.Context, stories []*story.Story, hangups <-chan os.Signal,
	update func([]*story.Story) error) {
	tick := time.NewTimer(watchEvery)
	defer tick.Stop()
	last := slices.Clone(w.read)
	for {
		told := false
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			told = true
		case <-tick.C:
		}
		began, next := time.Now(), slices.Clone(stories)
		for i, path := range w.paths {
			now := appearance(path)
			if told || now != w.read[i] && now == last[i] {
				w.read[i] = now
				next[i] = w.again(path, stories[i])
			}
			last[i] = now
		}
		tick.Reset(max(watchEvery, watchShare*time.Since(began)))
		if slices.Equal(next, stories) {
			continue
		}
		if err := update(next); err != nil {
			w.log.Error("the stories stay as they were", "cause", err)
			continue
		}
		for i, s := range next {
			if s != stories[i] {
				w.log.Info("read anew", "story", s.ID, "chapters", len(s.Chapters)+len(s.Ways))
			}
		}
		stories = next
	}
}

// again reads a story again, and returns the one there was if it cannot be posted.
func (w *watcher) again(path string, old *story.Story) *story.Story {
	s, problems, err := manuscript.ReadPath(path, manuscript.Options{})
	if err != nil {
		w.log.Error("a story cannot be read again; it stays as it was", "story", old.ID, "cause", err)
		return old
	}
	for _, p := range problems {
		if p.Severity != story.Notice {
			w.log.Warn("in the story's files", "story", old.ID, "problem", p.String())
		}
	}
	if story.HasErrors(problems) {
		w.log.Error("a story has errors; it stays as it was", "story", old.ID)
		return old
	}
	if err := w.accept(&s); err != nil {
		w.log.Error("a story stays as it was", "story", old.ID, "cause", err)
		return old
	}
	return &s
}

// appearance returns a text that is another one when the files at a path, or in a folder inside, have changed. For a
// note it is that of the folder around: it may be the index of one.
func appearance(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return err.Error()
	}
	switch {
	case info.IsDir():
		return looksInside(path, 1)
	case strings.EqualFold(filepath.Ext(path), ".md"):
		return looksInside(filepath.Dir(path), 1)
	}
	return looks(info)
}

// looksInside returns how the files of a folder look, and those of the folders inside down to a depth.
func looksInside(path string, depth int) string {
	entries, err := os.ReadDir(path)
	if err != nil {
		return err.Error()
	}
	var all strings.Builder
	for _, e := range entries {
		name := filepath.Join(path, e.Name())
		info, err := os.Stat(name) // through links, as reading does
		if err != nil {
			all.WriteString(err.Error())
			continue
		}
		all.WriteString(looks(info))
		if info.IsDir() && depth > 0 && !strings.HasPrefix(e.Name(), ".") {
			all.WriteString(looksInside(name, depth-1))
		}
	}
	return all.String()
}

func looks(i os.FileInfo) string {
	return fmt.Sprintf("%q %d %d\n", i.Name(), i.Size(), i.ModTime().UnixNano())
}
