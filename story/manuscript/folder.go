package manuscript

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/charset"
)

// ReadFolder reads a story folder: story.yaml (or story.yml) and the chapters beside it, in files of any formats, each
// of which has one chapter or several. Chapters come back in the order of their numbers, which are told by the front
// matter, else by the heading, else by the file's name, else by the natural order of names ("2" before "10"). Two
// chapters of one number are an error among the problems, unless each has a branch: those are the story's ways. So is a
// file that cannot be read, and one of more than 64 MiB, which is not read: its chapter holds nothing.
// Without a title in story.yaml the story is "Untitled"; without an id, the id is made from the title. The error is for
// a folder that cannot be listed.
func ReadFolder(fsys fs.FS) (story.Story, []story.Problem, error) {
	return readFolder(fsys, "", "", Options{})
}

// ReadPath reads a story folder like [ReadFolder], or a single file as a story of its own, of one chapter (number 1
// unless it says otherwise) or of many; see [ReadWork]. The id is the slug of the folder's or file's base name unless
// story.yaml has one; a title that is not said is made from that name too. A file of more than 64 MiB is not read,
// which is an error among the problems, as is a file in a folder that cannot be read. The error is for a path that
// cannot be read itself and, a [*charset.NameError], for an encoding that is not known.
func ReadPath(name string, o Options) (story.Story, []story.Problem, error) {
	if err := charset.Check(o.Encoding); err != nil {
		return story.Story{}, nil, fmt.Errorf("read manuscript: %w", err)
	}
	info, err := os.Stat(name)
	if err != nil {
		return story.Story{}, nil, fmt.Errorf("read manuscript: %w", err)
	}
	base := filepath.Base(name)
	if ext := strings.ToLower(filepath.Ext(name)); info.IsDir() && isPackage(ext) {
		return unread(base, story.Problem{File: base, Severity: story.Error,
			Message: "a project ending in " + ext + " cannot be read", Hint: instead(ext)})
	}
	if info.IsDir() {
		full, err := filepath.Abs(name)
		if err != nil {
			return story.Story{}, nil, fmt.Errorf("read manuscript: %w", err)
		}
		return readFolder(os.DirFS(name), filepath.Base(full), "", o)
	}
	if !info.Mode().IsRegular() {
		return story.Story{}, nil, fmt.Errorf("read manuscript: %s is not a file or a folder", name)
	}
	if info.Size() > maxFile {
		return unread(base, tooLarge(base))
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return story.Story{}, nil, fmt.Errorf("read manuscript: %w", err)
	}
	if isLongform(base, data) {
		full, err := filepath.Abs(name)
		if err != nil {
			return story.Story{}, nil, fmt.Errorf("read manuscript: %w", err)
		}
		dir := filepath.Dir(full)
		return readFolder(os.DirFS(dir), filepath.Base(dir), base, o)
	}
	s, problems := readWork(base, data, o)
	return s, problems, nil
}

// unread returns the story of a file that is not even opened.
func unread(base string, why story.Problem) (story.Story, []story.Problem, error) {
	s := plain()
	stem := strings.TrimSuffix(base, path.Ext(base))
	s.ID, s.Title = cmp.Or(slug(stem), "story"), cmp.Or(spoken(stem), "Untitled")
	return s, []story.Problem{why}, nil
}

// isPackage reports whether a folder of this extension is one file to the program that made it.
func isPackage(ext string) bool { return ext == ".scriv" || ext == ".pages" }

// readFolder reads a folder whose base name is name, if it has one. Index names the file that lists its scenes, if one
// was given.
func readFolder(fsys fs.FS, name, index string, o Options) (story.Story, []story.Problem, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		if at := (*fs.PathError)(nil); errors.As(err, &at) { // which calls the folder "."
			err = &fs.PathError{Op: at.Op, Path: cmp.Or(name, at.Path), Err: at.Err}
		}
		return story.Story{}, nil, fmt.Errorf("read story folder: %w", err)
	}
	s, problems := readSettings(fsys, o)
	g := &gathering{fsys: fsys, encoding: o.Encoding, progress: o.Progress, story: &s, dates: map[string]place{},
		branches: map[string]place{}}
	listed, isListed := g.longform(index, entries)
	s.Title = cmp.Or(s.Title, spoken(name), "Untitled")
	s.ID = cmp.Or(s.ID, slug(name), slug(s.Title), "story")
	if isListed {
		g.readListed(listed)
	} else {
		g.readNamed(entries)
	}
	if g.files == 0 && !story.HasErrors(g.problems) {
		g.problems = append(g.problems, story.Problem{Severity: story.Error, Message: "the folder holds no chapters",
			File: cmp.Or(name, "."), Hint: "put the chapters beside story.yaml, as .md, .txt, .docx, .odt, .html or .epub"})
	}
	problems = append(problems, g.problems...)
	problems = append(problems, numberChapters(&s)...)
	problems = append(problems, datesInOrder(s.Chapters, g.dates)...)
	k := &fork{story: &s, at: g.branches}
	k.ways()
	return s, append(append(problems, k.problems...), unasked(&s)...), nil
}

// readSettings reads story.yaml or story.yml, or says what holds without. Where it is there and cannot be read, the
// chapters are read all the same, with what holds without it.
func readSettings(fsys fs.FS, o Options) (story.Story, []story.Problem) {
	for _, name := range []string{"story.yaml", "story.yml"} {
		if _, err := fs.Lstat(fsys, name); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		data, why := load(fsys, name)
		if why != nil {
			why.Hint += "; until then all is as if there were no " + name
			return plain(), []story.Problem{*why}
		}
		f := &file{name: name, data: data, encoding: o.Encoding}
		s := f.settings()
		if s.Title == "" && !story.HasErrors(f.problems) {
			f.report(0, 0, story.Warning, "the story has no title", "add a line “title: …”")
		}
		sortProblems(f.problems)
		return s, f.problems
	}
	return plain(), []story.Problem{{File: "story.yaml", Severity: story.Warning,
		Message: "there is no story.yaml: the title is the folder's name, times are in UTC",
		Hint:    "write a story.yaml with title, author, zone and schedule"}}
}

// chapterFiles returns the names of the chapters in natural order, and what is said about the files that are none.
// Hidden files, names that begin with "_" and a README are the author's own business; so are papers like notes.md, but
// that is told.
func chapterFiles(entries []fs.DirEntry) (names []string, problems []story.Problem) {
	for _, e := range entries {
		name := e.Name()
		lower := strings.ToLower(name)
		ext := path.Ext(lower)
		switch {
		case strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || strings.HasPrefix(name, "~$") ||
			strings.HasPrefix(lower, "readme") ||
			strings.HasPrefix(lower, "license") || lower == "story.yaml":
		case lower == "story.yml":
			if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "story.yaml" }) {
				problems = append(problems, story.Problem{File: name, Severity: story.Warning,
					Message: "story.yml is not read because there is a story.yaml", Hint: "keep one of the two"})
			}
		case e.IsDir() && isPackage(ext):
			problems = append(problems, story.Problem{File: name, Severity: story.Warning,
				Message: "a project ending in " + ext + " cannot be read", Hint: instead(ext)})
		case e.IsDir():
			problems = append(problems, story.Problem{File: name, Severity: story.Notice,
				Message: "the folder inside the story folder is not read", Hint: "put chapters beside story.yaml"})
		case readable(ext) && ownPaper(strings.TrimSuffix(lower, ext)):
			problems = append(problems, story.Problem{File: name, Severity: story.Notice,
				Message: "by its name the file is no chapter, so it is not read",
				Hint:    "if it is one, begin its name with the chapter's number"})
		case readable(ext):
			names = append(names, name)
		case ext == "":
			problems = append(problems, story.Problem{File: name, Severity: story.Notice,
				Message: "the file is not read because its name has no ending",
				Hint:    "if it is a chapter, add .md or .txt to its name"})
		case foreign(ext):
			problems = append(problems, story.Problem{File: name, Severity: story.Warning,
				Message: "the file is not read: files ending in " + ext + " cannot be read",
				Hint:    instead(ext)})
		}
	}
	slices.SortFunc(names, naturally)
	return names, problems
}

// ownPaper reports whether a file's name, in small letters and without its ending, is what authors call the papers that
// no reader may see.
func ownPaper(stem string) bool {
	switch strings.Trim(stem, " -_!") {
	case "notes", "note", "outline", "ideas", "todo", "to do", "to-do", "characters", "worldbuilding", "synopsis", "plan",
		"plot", "timeline", "changelog", "contributing", "style guide", "style-guide":
		return true
	}
	return false
}

// readable reports whether the extension belongs to a format.
func readable(ext string) bool {
	for _, form := range formats() {
		if slices.Contains(form.exts, ext) {
			return true
		}
	}
	return false
}

// numberChapters gives every chapter its number and sorts the chapters. Names that begin at 0 (a prologue "00") count
// one higher throughout, since chapters are counted from 1.
func numberChapters(s *story.Story) []story.Problem {
	shift, numbered := 0, 0
	in := map[string]int{} // chapters in a file: the name of one with several says nothing of each
	for _, c := range s.Chapters {
		in[c.File]++
	}
	for _, c := range s.Chapters {
		if n, ok := nameNumber(c.File); ok && n == 0 && c.Number == 0 && in[c.File] == 1 {
			shift = 1
		}
		if numberSaid(c) {
			numbered++
		}
	}
	problems := makePrologue(s.Chapters, shift)
	last := 0
	for i := range s.Chapters {
		c := &s.Chapters[i]
		if isBetween(*c) && in[c.File] == 1 {
			continue
		}
		if c.Number == 0 {
			n, ok := nameNumber(c.File)
			if several := in[c.File] > 1; !ok || several {
				n = last + 1 - shift
				if !several && 2*numbered >= len(s.Chapters) && !standsOutside(c.File) {
					problems = append(problems, story.Problem{File: c.File, Severity: story.Warning,
						Message: fmt.Sprintf("nothing says which chapter this is; it is taken for chapter %d", n+shift),
						Hint:    "begin its name with its number, or with _ if it is no chapter"})
				}
			}
			c.Number = n + shift
		}
		last = c.Number
	}
	problems = append(append(problems, fitBetween(s.Chapters, shift)...), sameNumbers(s.Chapters)...)
	slices.SortStableFunc(s.Chapters, func(a, b story.Chapter) int { return cmp.Compare(a.Number, b.Number) })
	return problems
}

// makePrologue moves the numbers that headings say up by shift if a prologue would else have the number of chapter 1.
func makePrologue(chapters []story.Chapter, shift int) []story.Problem {
	if shift == 0 || !slices.ContainsFunc(chapters, func(c story.Chapter) bool { return c.Number == 1 }) {
		return nil
	}
	for i := range chapters {
		if chapters[i].Number > 0 {
			chapters[i].Number += shift
		}
	}
	return []story.Problem{{Severity: story.Notice, Message: "the prologue is chapter 1, so all others count one higher " +
		"than they say"}}
}

// sameNumbers finds chapters that have one number, although they are not ways of one vote.
func sameNumbers(chapters []story.Chapter) []story.Problem {
	var problems []story.Problem
	file := map[int]*story.Chapter{}
	for i := range chapters {
		c := &chapters[i]
		if other, ok := file[c.Number]; ok && (c.Branch == nil || other.Branch == nil) {
			problems = append(problems, doubled(c, other))
			continue
		}
		file[c.Number] = c
	}
	return problems
}

// doubled says that two chapters have one number.
func doubled(c, other *story.Chapter) story.Problem {
	hint := "if they are one and the same, begin the name of one file with _; else number them: by “number: …” in " +
		"the front matter of one, or by their headings"
	if c.Branch != nil || other.Branch != nil {
		hint = "write “branch: …” in both: “else” in what is told where nothing else is chosen"
	}
	return story.Problem{File: c.File, Severity: story.Error,
		Message: fmt.Sprintf("chapter %d is here and in %s", c.Number, other.File), Hint: hint}
}

// numberSaid reports whether a chapter or its file's name says its number.
func numberSaid(c story.Chapter) bool {
	_, ok := nameNumber(c.File)
	return ok || c.Number > 0
}

// standsOutside matches the names of chapters that authors do not number.
var standsOutside = begins(pattern(outsideForm), "peicfb")

const outsideForm = `(?i)^(?:prolog|epilog|interlude|intermission|coda|finale|bonus)`

// fileNumber returns the chapter number in a file's name, or 0.
func fileNumber(name string) int {
	n, _ := nameNumber(name)
	return n
}

// nameNumbers are the places of a chapter's number in a file's name.
var nameNumbers = []func() *regexp.Regexp{
	pattern(`^(\d+)(?:\D|$)`),
	pattern(`(?:^|[^a-z])(?:chapter|chap|ch|part|episode|ep|kapitel)[ ._-]*(\d+)(?:\D|$)`),
	pattern(`\D(\d+)$`),
}

// nameNumber returns the chapter number a file's name begins with, has after "chapter" or "ch", or ends with: 7 in
// "07-the-cellar.md", "chapter7.md" and "cellar 7.md". Of "3.5-half.md" it returns none.
func nameNumber(name string) (int, bool) {
	stem := strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name)))
	if _, part := nameFraction(name); part != "" {
		return 0, false
	}
	for _, form := range nameNumbers {
		if m := form().FindStringSubmatch(stem); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && n <= maxNumber {
				return n, true
			}
		}
	}
	return 0, false
}

// naturally compares names so that numbers inside them count as numbers: "2" before "10".
func naturally(a, b string) int {
	x, y := strings.ToLower(a), strings.ToLower(b)
	for x != "" && y != "" {
		nx, ny := digits(x), digits(y)
		if nx > 0 && ny > 0 {
			dx, dy := strings.TrimLeft(x[:nx], "0"), strings.TrimLeft(y[:ny], "0")
			if c := cmp.Or(cmp.Compare(len(dx), len(dy)), cmp.Compare(dx, dy)); c != 0 {
				return c
			}
			x, y = x[nx:], y[ny:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// digits counts the ASCII digits s begins with.
func digits(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }

// slug returns name in small letters with everything but letters and digits made into single dashes, at most 60 bytes.
func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			r = '-'
		default:
			continue
		}
		if b.Len()+4 > 64 {
			break
		}
		b.WriteRune(r)
	}
	return strings.Trim(b.String(), "-")
}

// spoken turns a base name into a title: "the-long_way" becomes "The long way".
func spoken(name string) string {
	s := strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '-' || r == '_' {
			return ' '
		}
		return r
	}, name))
	s = oneLine(s)
	if s == "" || s == "." || s == ".." {
		return ""
	}
	r := []rune(s)
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}
