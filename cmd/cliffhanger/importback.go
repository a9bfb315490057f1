package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// readBack reads what is staged in a folder, together with the files of the destination that stay.
func (b *brought) readBack(staged string, d destination) (story.Story, []story.Problem, error) {
	all := gathered{}
	for _, name := range d.names {
		all[name] = filepath.Join(d.full, name)
	}
	for _, f := range b.files {
		for name := range all {
			if f.chapter != nil && sameFile(name, f.name) {
				delete(all, name)
			}
		}
		all[f.name] = filepath.Join(staged, f.name)
	}
	s, problems, err := manuscript.ReadFolder(all)
	if err != nil {
		return s, nil, fmt.Errorf("read back what was imported: %w", err)
	}
	return s, problems, nil
}

// verify compares what is staged in a folder with what was imported.
func (b *brought) verify(staged string, d destination) error {
	got, problems, err := b.readBack(staged, d)
	if err != nil {
		return err
	}
	if err := b.doubled(&got, d); err != nil {
		return err
	}
	chapters := map[string]story.Chapter{}
	for _, c := range everyChapter(&got) {
		chapters[c.File] = c
	}
	for _, f := range b.files {
		for _, p := range problems {
			if p.File == f.name && p.Severity == story.Error {
				return fmt.Errorf("%w: %s", errNotBack, p)
			}
		}
		if f.chapter == nil {
			continue
		}
		c, ok := chapters[f.name]
		if !ok {
			return fmt.Errorf("%s %w: it is not there", f.name, errNotBack)
		}
		if what := difference(*f.chapter, c); what != "" {
			return fmt.Errorf("%s %w: its %s differs", f.name, errNotBack, what)
		}
	}
	if want := b.story; b.settings == nil && b.kept == "" && (got.Title != want.Title || got.Author != want.Author ||
		got.Blurb != want.Blurb || got.Language != want.Language || !slices.Equal(got.Warnings, want.Warnings)) {
		return fmt.Errorf("%s %w", settingsNames()[0], errNotBack)
	}
	return nil
}

// doubled fails if a chapter that is imported has the number of one that is in the folder already.
func (b *brought) doubled(all *story.Story, d destination) error {
	ours := map[string]bool{}
	for _, f := range b.files {
		ours[f.name] = true
	}
	there := map[int]string{}
	for _, c := range everyChapter(all) {
		if !ours[c.File] && c.Branch == nil {
			there[c.Number] = c.File
		}
	}
	for _, c := range b.chapters {
		if file, ok := there[c.Number]; ok && c.Branch == nil {
			return fmt.Errorf("chapter %d is in %s already, in %s: remove that, or begin the name of %s with another number",
				c.Number, d.path, file, c.File)
		}
	}
	return nil
}

// difference says in which part two chapters differ, but for the names of their files; "" if they do not.
func difference(a, b story.Chapter) string {
	for _, part := range []struct {
		name string
		same bool
	}{
		{"number", a.Number == b.Number},
		{"title", a.Title == b.Title},
		{"date", a.Date == b.Date && a.Silent == b.Silent},
		{"hold", a.Hold == b.Hold && slices.Equal(a.Holds, b.Holds)},
		{"list of warnings", slices.Equal(a.Warnings, b.Warnings)},
		{"branch", sameBranch(a.Branch, b.Branch)},
		{"note", sameBlocks(a.Note.Blocks, b.Note.Blocks)},
		{"question", sameQuestion(a.Question, b.Question)},
		{"number of scenes", len(a.Scenes) == len(b.Scenes)},
	} {
		if !part.same {
			return part.name
		}
	}
	for i := range a.Scenes {
		switch {
		case a.Scenes[i].Label != b.Scenes[i].Label:
			return fmt.Sprintf("label of scene %d", i+1)
		case !sameBlocks(a.Scenes[i].Blocks, b.Scenes[i].Blocks):
			return fmt.Sprintf("scene %d", i+1)
		}
	}
	return ""
}

func sameBlocks(a, b []story.Block) bool {
	return slices.EqualFunc(a, b, func(x, y story.Block) bool {
		return x.Kind == y.Kind && x.Marker == y.Marker && slices.Equal(x.Runs, y.Runs)
	})
}

func sameBranch(a, b *story.Branch) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

func sameQuestion(a, b *story.Question) bool {
	if a == nil || b == nil {
		return a == b
	}
	v, w := a.Voting, b.Voting
	return a.Text == b.Text && a.FollowUp == b.FollowUp && slices.Equal(a.Options, b.Options) &&
		v.Open == w.Open && v.Nominate == w.Nominate && v.Style == w.Style && v.Admit == w.Admit && v.Choose == w.Choose &&
		v.Tie == w.Tie && v.Counts == w.Counts && slices.Equal(v.Roles, w.Roles) && v.Account == w.Account &&
		v.Member == w.Member && v.Read == w.Read
}
