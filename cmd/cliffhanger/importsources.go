package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// A destination is the folder that an import writes into.
type destination struct {
	path   string   // as it was given
	full   string   // absolute, without links
	exists bool     //
	names  []string // of the files in it, but for hidden ones
	others []string // of what else is in it and not hidden: folders, links that lead nowhere
}

// destinationOf looks at the folder to import into.
func destinationOf(path string) (destination, error) {
	d := destination{path: path}
	hint := "name a folder of the story's own"
	if path == dash {
		return d, usage(fmt.Errorf("cannot import into %s, which is standard output: a story is a folder", path), hint)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return d, usage(fmt.Errorf("cannot import into %s: %w", path, err), hint)
	}
	if d.full, err = filepath.EvalSymlinks(abs); errors.Is(err, fs.ErrNotExist) {
		parent, err := filepath.EvalSymlinks(filepath.Dir(abs))
		if err != nil {
			return d, usage(fmt.Errorf("there is no folder %s to make %s in", filepath.Dir(path), filepath.Base(path)),
				"make it first, or name another place")
		}
		d.full = filepath.Join(parent, filepath.Base(abs))
		if _, err := os.Lstat(d.full); err == nil {
			return d, usage(fmt.Errorf("cannot import into %s: it is a link that leads nowhere", path), hint)
		}
		return d, nil
	} else if err != nil {
		return d, usage(fmt.Errorf("cannot import into %s: %w", path, err), hint)
	}
	entries, err := os.ReadDir(d.full)
	if err != nil {
		return d, usage(fmt.Errorf("cannot import into %s: it is no folder that can be read", path), hint)
	}
	d.exists = true
	for _, e := range entries {
		info, err := os.Stat(filepath.Join(d.full, e.Name())) // through links, as reading does
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case err == nil && info.Mode().IsRegular():
			d.names = append(d.names, e.Name())
		default:
			d.others = append(d.others, e.Name())
		}
	}
	return d, nil
}

// holds reports whether a path without links is the folder or something in it.
func (d destination) holds(full string) bool {
	rel, err := filepath.Rel(d.full, full)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// has returns which of the folder's files those names may be, in their order.
func (d destination) has(names []string) []string {
	var out []string
	for _, name := range d.names {
		if contains(names, name) {
			out = append(out, name)
		}
	}
	return out
}

// contains reports whether a name may be that of one of the files.
func contains(files []string, name string) bool {
	return slices.ContainsFunc(files, func(f string) bool { return sameFile(f, name) })
}

// settings returns the name of the folder's story.yaml, "" if it has none.
func (d destination) settings() string {
	for _, name := range settingsNames() {
		if slices.Contains(d.names, name) {
			return name
		}
	}
	return ""
}

func settingsNames() []string { return []string{"story.yaml", "story.yml"} }

// manuscripts are what is to be imported: files by their names, or one folder.
type manuscripts struct {
	folder string   // "" if files were given
	order  []string // the names of the files, as given
	files  gathered
}

// manuscriptsOf looks at what is to be imported. Nothing that stands in the destination may be.
func manuscriptsOf(paths []string, d destination) (manuscripts, error) {
	s := manuscripts{files: gathered{}}
	for _, path := range paths {
		full, info, err := lookAt(path)
		if err != nil {
			return s, err
		}
		name := filepath.Base(path)
		switch other, twice := s.files[name]; {
		case full == d.full:
			return s, usage(fmt.Errorf("%s is the folder to import from and into", path), "import into another one")
		case d.holds(full):
			return s, usage(fmt.Errorf("%s is in %s already, and originals are never written over", path, d.path),
				"import into another folder")
		case info.IsDir() && len(paths) > 1:
			return s, usage(fmt.Errorf("%s is a folder", path), "import a folder alone, or name the files in it")
		case info.IsDir():
			s.folder = path
		case !info.Mode().IsRegular():
			return s, usage(fmt.Errorf("%s is neither a file nor a folder", path), "give the manuscript itself")
		case twice:
			return s, usage(fmt.Errorf("%s and %s have the same name", other, path), "rename one of them")
		default:
			s.files[name] = path
			s.order = append(s.order, name)
		}
	}
	return s, nil
}

// lookAt returns where a manuscript is, without links, and what it is.
func lookAt(path string) (full string, info os.FileInfo, err error) {
	if err := noDash(path); err != nil {
		return "", nil, err
	}
	if full, err = filepath.EvalSymlinks(path); err == nil {
		full, err = filepath.Abs(full)
	}
	if err == nil {
		info, err = os.Stat(full)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil, usage(fmt.Errorf("there is no %s", path), "look whether its name is right")
	case err != nil:
		return "", nil, usage(fmt.Errorf("cannot read the manuscript: %w", err), "look whether it may be read")
	}
	return full, info, nil
}

// originals returns the files, to show the words in question.
func (s manuscripts) originals(o manuscript.Options) originals {
	if path := s.only(); path != "" {
		return originalsAt(path, o)
	}
	all := originalsAt("", o)
	all.path = func(file string) string { return s.files[file] }
	return all
}

// only returns the path of what is to be imported if that is one folder or one file, else "".
func (s manuscripts) only() string {
	if len(s.order) == 1 {
		return s.files[s.order[0]]
	}
	return s.folder
}

// gathered are files of several folders that are read as if they stood in one: their paths by their names.
type gathered map[string]string

// Open opens a file; the folder itself can only be listed.
func (g gathered) Open(name string) (fs.File, error) {
	path, ok := g[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return os.Open(path)
}

// ReadDir lists the files in the order of their names.
func (g gathered) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	var out []fs.DirEntry
	for name, path := range g {
		e := fs.DirEntry(vanished{})
		if info, err := os.Stat(path); err == nil {
			e = fs.FileInfoToDirEntry(info)
		}
		out = append(out, renamed{e, name})
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

// renamed is a file by the name it was gathered under, which may be that of a link to it.
type renamed struct {
	fs.DirEntry
	name string
}

func (r renamed) Name() string { return r.name }

// vanished is a file that has gone since it was gathered, or that cannot be looked at: opening it will say why.
type vanished struct{ fs.DirEntry }

func (vanished) IsDir() bool                { return false }
func (vanished) Type() fs.FileMode          { return 0 }
func (vanished) Info() (fs.FileInfo, error) { return nil, fs.ErrNotExist }

// bring reads the manuscripts. Where the destination has chapters already they are read together, so that a chapter
// that does not say its number comes after those; with force, without those that will be written over.
func (s manuscripts) bring(d destination, o manuscript.Options, force bool) (*brought, error) {
	if s.folder != "" && len(d.names) > 0 {
		return nil, usage(fmt.Errorf("%s is not empty, and a whole folder can only be imported into a new one", d.path),
			"name the files to import one by one")
	}
	alone, err := s.read(d, o)
	if err != nil || len(d.names) == 0 || story.HasErrors(alone.problems) {
		return alone, err
	}
	there, all := d.has(chapterNames(alone.chapters)), gathered{}
	for _, name := range d.names {
		if !force || !slices.Contains(there, name) {
			all[name] = filepath.Join(d.full, name)
		}
	}
	for name, path := range s.files {
		if !slices.Contains(settingsNames(), name) || d.settings() == "" {
			all[name] = path
		}
	}
	told, problems, err := manuscript.ReadGathered(all, o)
	if err != nil {
		return nil, unreadable(listed(s.order), err)
	}
	if !force && len(there) > 0 && story.HasErrors(problems) {
		return nil, alreadyThere(there, d) // the chapter says its number, which is taken by itself
	}
	b := &brought{story: alone.story, settings: alone.settings}
	b.take(told, problems, s.files)
	return b, nil
}

// read reads the manuscripts by themselves.
func (s manuscripts) read(d destination, o manuscript.Options) (*brought, error) {
	b := &brought{}
	if path := s.only(); path != "" {
		told, problems, err := manuscript.ReadPath(path, o)
		if err != nil {
			return nil, unreadable(path, err)
		}
		b.story = told
		stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		if told.Title == titleOf(stem) || len(told.Chapters) == 1 && told.Title == told.Chapters[0].Title {
			b.story.Title = titleOf(d.full) // the manuscript does not say what the story is called
		}
		b.take(told, problems, nil)
	} else {
		told, problems, err := manuscript.ReadGathered(s.files, o)
		if err != nil {
			return nil, unreadable(listed(s.order), err)
		}
		b.story = told
		if b.story.Title == "Untitled" {
			b.story.Title = titleOf(d.full)
		}
		b.take(told, problems, s.files)
		b.tellUnread(s.order)
	}
	return b, b.takeSettings(s)
}

// take takes over the chapters that were read of some files, and what there is to say of them; of all files if they are
// not given.
func (b *brought) take(s story.Story, problems []story.Problem, of gathered) {
	for _, c := range everyChapter(&s) {
		if _, ok := of[c.File]; ok || of == nil {
			b.chapters = append(b.chapters, c)
		}
	}
	for _, p := range problems {
		file, _, _ := strings.Cut(p.File, "!")
		_, theirs := of[file]
		missing := slices.Contains(settingsNames(), file) && p.Line == 0 && p.Severity != story.Error
		if (theirs || of == nil) && !missing { // what is missing of story.yaml is written now
			b.problems = append(b.problems, p)
		}
	}
	if len(b.chapters) == 0 && !story.HasErrors(b.problems) {
		b.problems = append(b.problems, story.Problem{File: "-", Severity: story.Error,
			Message: "there is no chapter in what is to be imported", Hint: "give .md, .txt, .docx, .odt, .html or .epub files"})
	}
}

// tellUnread says which files were given and are none that is read.
func (b *brought) tellUnread(names []string) {
	for _, name := range names {
		told := slices.ContainsFunc(b.problems, func(p story.Problem) bool { return p.File == name })
		used := slices.ContainsFunc(b.chapters, func(c story.Chapter) bool { return c.File == name })
		if !told && !used && !slices.Contains(settingsNames(), name) {
			b.problems = append(b.problems, story.Problem{File: name, Severity: story.Warning,
				Message: "this is no manuscript, and is left out"})
		}
	}
}

// folder returns the folder that was read: the one that was given, or the one of a file that lists others. It is "" if
// nothing but the given files was read.
func (b *brought) folder(s manuscripts) string {
	path := s.only()
	if s.folder != "" || path == "" {
		return s.folder
	}
	if slices.ContainsFunc(b.chapters, func(c story.Chapter) bool { return c.File != filepath.Base(path) }) {
		return filepath.Dir(path)
	}
	return ""
}

// takeSettings takes over a story.yaml that stands with the manuscripts.
func (b *brought) takeSettings(s manuscripts) error {
	if story.HasErrors(b.problems) {
		return nil // nothing is going to be written, and story.yaml may be what cannot be read
	}
	for _, name := range settingsNames() {
		path, ok := s.files[name]
		if dir := b.folder(s); dir != "" {
			path = filepath.Join(dir, name)
			_, err := os.Stat(path)
			ok = err == nil
		}
		if !ok {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read story settings: %w", err)
		}
		b.settings = data
		return nil
	}
	return nil
}
