package manuscript_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// readFile returns the name and the content of a file of the tests.
func readFile(t *testing.T, name string) (string, []byte) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Base(name), data
}

// checkNoLeak checks that no word shows that was not for readers, neither in a story nor in what is said about it.
func checkNoLeak(t *testing.T, s story.Story, problems []story.Problem) {
	t.Helper()
	all := []string{s.Title, s.Author, s.Blurb}
	for _, c := range s.Chapters {
		all = append(all, string(manuscript.Print(c)))
	}
	for _, p := range problems {
		all = append(all, p.String())
	}
	if text := strings.Join(all, "\n"); strings.Contains(text, "LEAK") {
		t.Errorf("a word leaks:\n%s", text)
	}
}

// figures are how much of a chapter was kept.
type figures struct{ paragraphs, italics, breaks, note, options int }

func figuresOf(c story.Chapter) figures {
	n := figures{breaks: len(c.Scenes) - 1, note: len(c.Note.Blocks)}
	for _, s := range c.Scenes {
		for _, b := range s.Blocks {
			n.paragraphs++
			for _, r := range b.Runs {
				if r.Style&story.Italic != 0 {
					n.italics++
				}
			}
		}
	}
	if c.Question != nil {
		n.options = len(c.Question.Options)
	}
	return n
}

// TestSameChapter reads one chapter in every format: all of it is the same.
func TestSameChapter(t *testing.T) {
	want, _ := manuscript.Read(readFile(t, "testdata/formats/lamp.md"))
	if n := figuresOf(want); n != (figures{7, 3, 2, 1, 3}) || want.Number != 3 || want.Title != "The Lamp Room" {
		t.Fatalf("the chapter itself is not as it was written: %+v %+v", n, want)
	}
	files, err := filepath.Glob("testdata/formats/lamp*")
	if err != nil || len(files) != 8 {
		t.Fatal(files, err)
	}
	t.Logf("%-16s %10s %8s %7s %5s %8s", "file", "paragraphs", "italics", "breaks", "note", "options")
	for _, file := range files {
		name, data := readFile(t, file)
		c, problems := manuscript.Read(name, data)
		if diff := cmp.Diff(want, c, ignoreFile()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(problems) != 2 || problems[0].Severity != story.Notice || problems[1].Severity != story.Notice {
			t.Errorf("%s: problems %v, want one on the note and one on the question", name, problems)
		}
		for _, p := range problems {
			if p.Line == 0 || !strings.HasPrefix(p.File, name) || strings.Contains(name, "epub") != strings.Contains(p.File,
				"!EPUB/text/ch001.xhtml") {
				t.Errorf("%s: badly placed: %v", name, p)
			}
		}
		checkNoLeak(t, story.Story{Chapters: []story.Chapter{c}}, problems)
		checkRoundTrip(t, c)
		n := figuresOf(c)
		t.Logf("%-16s %10d %8d %7d %5d %8d", name, n.paragraphs, n.italics, n.breaks, n.note, n.options)
	}
}

// TestSameBook reads a book of two chapters in every format.
func TestSameBook(t *testing.T) {
	want, problems, err := manuscript.ReadPath("testdata/formats/two.md", manuscript.Options{})
	if err != nil || len(want.Chapters) != 2 || story.HasErrors(problems) {
		t.Fatal(want, problems, err)
	}
	for _, ext := range []string{"md", "html", "epub", "docx", "odt", "txt"} {
		s, problems, err := manuscript.ReadPath("testdata/formats/two."+ext, manuscript.Options{})
		if err != nil || story.HasErrors(problems) {
			t.Errorf("%s: %v, %v", ext, problems, err)
			continue
		}
		if ext == "txt" { // which has neither a title nor italics
			if len(s.Chapters) != 2 || sketch(s.Chapters[0]) != strings.NewReplacer("{i:", "", "}", "").Replace(
				sketch(want.Chapters[0])) || s.Chapters[1].Title != "Wick" || s.Title != "Two" {
				t.Errorf("txt: %+v", s)
			}
			continue
		}
		if diff := cmp.Diff(want.Chapters, s.Chapters, ignoreFile()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", ext, diff)
		}
		if s.Title != "The Lamp Ledger" || s.ID != "two" {
			t.Errorf("%s: title %q, id %q", ext, s.Title, s.ID)
		}
		if ext != "md" && s.Author != "A. Keeper" {
			t.Errorf("%s: author %q", ext, s.Author)
		}
	}
}

// TestReadOfSeveral reads one chapter of a file that has two.
func TestReadOfSeveral(t *testing.T) {
	for _, ext := range []string{"md", "txt", "html", "epub", "docx", "odt"} {
		name, data := readFile(t, "testdata/formats/two."+ext)
		c, problems := manuscript.Read(name, data)
		if c.Number != 1 || c.Title != "Oil" || len(c.Scenes) != 2 || strings.Contains(sketch(c), "morning") {
			t.Errorf("%s: %+v", name, c)
		}
		said := 0
		for _, p := range problems {
			if p.Severity == story.Error {
				t.Errorf("%s: %v", name, p)
			}
			if p.File == name && p.Severity == story.Warning && strings.Contains(p.Message, "there are 2 chapters in this file") {
				said++
			}
		}
		if said != 1 {
			t.Errorf("%s: %d times said that there are more chapters: %v", name, said, problems)
		}
	}
}

// TestOtherFixtures reads the files of the formats' own tests through to chapters, which Print and Read keep.
func TestOtherFixtures(t *testing.T) {
	var files []string
	for _, pattern := range []string{"epub/testdata/*.epub", "markup/testdata/*.html", "office/testdata/*.docx",
		"office/testdata/*.odt"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatal(pattern, err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		s, problems, err := manuscript.ReadPath(file, manuscript.Options{})
		if err != nil || story.HasErrors(problems) || len(s.Chapters) == 0 {
			t.Errorf("%s: %v, %v", file, problems, err)
			continue
		}
		checkNoLeak(t, s, problems)
		for i, c := range s.Chapters {
			if c.Number <= 0 || i > 0 && c.Number <= s.Chapters[i-1].Number {
				t.Errorf("%s: chapter %d has the number %d", file, i, c.Number)
			}
			checkRoundTrip(t, c)
		}
		t.Logf("%-32s %d chapters, %q by %q", file, len(s.Chapters), s.Title, s.Author)
	}
}

// TestArchiveNotes reads a book whose format says what is a note.
func TestArchiveNotes(t *testing.T) {
	s, problems, err := manuscript.ReadPath("epub/testdata/archive.epub", manuscript.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := s.Chapters[0]
	if got, want := story.Plain(c.Note.Blocks), "For everybody who rings.\nI am back!\nThank you for reading."; got != want {
		t.Errorf("note %q, want %q", got, want)
	}
	if q := c.Question; q == nil || !strings.EqualFold(q.Text, "what would you do with a bell?") || len(q.Options) != 2 ||
		q.Options[1].Text != "Hide it" {
		t.Errorf("question %+v", q)
	}
	if s.Title != "The Twelfth Bell" || s.Author != "inkwell" || s.Blurb == "" || c.Title != "Eleven" || len(c.Scenes) != 3 {
		t.Errorf("%q by %q: %q; chapter %q with %d scenes", s.Title, s.Author, s.Blurb, c.Title, len(c.Scenes))
	}
	if strings.Contains(sketch(c), "In which a bell") {
		t.Error("the summary is posted")
	}
	told := 0
	for _, p := range problems {
		if strings.HasPrefix(p.Message, "the chapter's summary is not posted: “In which a bell is counted.”") &&
			strings.HasPrefix(p.File, "archive.epub!") && p.Line > 0 && p.Severity == story.Notice {
			told++
		}
	}
	if told != 1 {
		t.Errorf("%d times told of the summary: %v", told, problems)
	}
}
