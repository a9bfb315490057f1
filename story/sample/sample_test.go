package sample_test

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	"cliffhanger/story/sample"
)

// read returns the sample and fails the test if reading it found anything an author would have to mend.
func read(t *testing.T) story.Story {
	t.Helper()
	s, problems, err := sample.Story()
	if err != nil {
		t.Fatalf("Story: %v", err)
	}
	for _, p := range problems {
		if p.Severity == story.Error || p.Severity == story.Warning {
			t.Errorf("problem: %v", p)
		}
	}
	if len(s.Chapters) != 3 {
		t.Fatalf("got %d chapters, want 3", len(s.Chapters))
	}
	return s
}

func TestStorySaysWhatItIs(t *testing.T) {
	s := read(t)
	got := []string{s.ID, s.Title, s.Author, s.Language, s.Release.Channel, s.Release.Zone.String(), s.Release.Schedule}
	want := []string{"seawall", "The Dry Side", "Mara Voss", "en", "story", "Europe/Berlin", "tue,fri 19:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("story (-want +got):\n%s", diff)
	}
	if s.Release.Gap != 2*time.Minute || s.Release.Voting.Open != 48*time.Hour {
		t.Errorf("got gap %v and vote %v, want 2m and 48h", s.Release.Gap, s.Release.Voting.Open)
	}
	if diff := cmp.Diff([]string{"confined spaces", "deep water"}, s.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(s.Blurb, "Ruta Brakel") || strings.Contains(s.Blurb, "\n") {
		t.Errorf("blurb is not one paragraph about Ruta: %q", s.Blurb)
	}
}

// A shape is what a chapter is made of, in counts.
type shape struct {
	Number, Scenes                 int
	Title                          string
	Warnings, Options              int
	Dialogue, Quotes, Italic, Bold int
	Open, FollowUp, Note           bool
}

// TestChapters holds the shape of each chapter. The counts are of the texts as written, so that a reader of manuscripts
// which loses a letter, a scene or a line of dialogue shows here.
func TestChapters(t *testing.T) {
	want := []shape{
		{Number: 1, Scenes: 5, Title: "Nine Taps", Options: 4,
			Dialogue: 19, Quotes: 8, Italic: 21, Bold: 3, FollowUp: true, Note: true},
		{Number: 2, Scenes: 5, Title: "The Tally Board", Warnings: 2,
			Dialogue: 14, Quotes: 6, Italic: 13, Bold: 1, Open: true, FollowUp: true, Note: true},
		{Number: 3, Scenes: 5, Title: "One for His Nob", Warnings: 3, Options: 4,
			Dialogue: 8, Quotes: 1, Italic: 17, Bold: 1, FollowUp: true, Note: true},
	}
	for i, c := range read(t).Chapters {
		if diff := cmp.Diff(want[i], shapeOf(c)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.File, diff)
		}
	}
}

// shapeOf counts what c is made of. Dialogue counts the paragraphs that open with a dash.
func shapeOf(c story.Chapter) shape {
	s := shape{Number: c.Number, Scenes: len(c.Scenes), Title: c.Title, Warnings: len(c.Warnings),
		Note: story.Words(c.Note.Blocks) > 40}
	for _, scene := range c.Scenes {
		for _, b := range scene.Blocks {
			if b.Kind == story.Quote {
				s.Quotes++
			}
			if b.Kind == story.Paragraph && strings.HasPrefix(b.Text(), "— ") {
				s.Dialogue++
			}
			s.Italic += countStyle(b, story.Italic)
			s.Bold += countStyle(b, story.Bold)
		}
	}
	if q := c.Question; q != nil {
		s.Open, s.FollowUp, s.Options = q.Open(), q.FollowUp != "", len(q.Options)
	}
	return s
}

// countStyle counts the runs of b that carry the style.
func countStyle(b story.Block, style story.Style) int {
	n := 0
	for _, r := range b.Runs {
		if r.Style&style != 0 {
			n++
		}
	}
	return n
}

func TestChaptersAreLongEnough(t *testing.T) {
	for _, c := range read(t).Chapters {
		total := 0
		for i, s := range c.Scenes {
			n := story.Words(s.Blocks)
			if n < 200 {
				t.Errorf("%s: scene %d has %d words, want at least 200", c.File, i+1, n)
			}
			total += n
		}
		if total < 2100 {
			t.Errorf("%s: %d words, want at least 2100", c.File, total)
		}
	}
}

func TestQuestions(t *testing.T) {
	for _, c := range read(t).Chapters {
		if c.Question == nil {
			t.Errorf("%s closes without a question", c.File)
			continue
		}
		if !strings.HasSuffix(c.Question.Text, "?") || strings.ContainsAny(c.Question.FollowUp, "()") {
			t.Errorf("%s: question %q, follow-up %q", c.File, c.Question.Text, c.Question.FollowUp)
		}
		var seen []string
		for _, o := range c.Question.Options {
			if o.Emoji == story.NoneEmoji || slices.Contains(seen, o.Emoji) || strings.Contains(o.Text, o.Emoji) {
				t.Errorf("%s: option %+v: the emoji is taken or still in the text", c.File, o)
			}
			seen = append(seen, o.Emoji)
		}
	}
}

func TestOptions(t *testing.T) {
	q := read(t).Chapters[0].Question
	if q == nil {
		t.Fatal("chapter 1 closes without a question")
	}
	want := []story.Option{
		{Emoji: "🗝", Text: "Break the padlock and open the hatch"},
		{Emoji: "🔨", Text: "Tap back, and find out who it is"},
		{Emoji: "🔔", Text: "Ring the storm bell and empty Lower Quay Street"},
		{Emoji: "📞", Text: "Ring the chairman of the Board and listen to his breathing"},
	}
	if diff := cmp.Diff(want, q.Options); diff != "" {
		t.Errorf("options of chapter 1 (-want +got):\n%s", diff)
	}
}

func TestFiles(t *testing.T) {
	files := sample.Files()
	err := fstest.TestFS(files, "story.yaml", "01-nine-taps.md", "02-the-tally-board.md", "03-one-for-his-nob.md")
	if err != nil {
		t.Error(err)
	}
	for name, want := range map[string]error{
		"04.md":                        fs.ErrNotExist,
		"../pasted/the-understudy.txt": fs.ErrInvalid,
		"/story.yaml":                  fs.ErrInvalid,
	} {
		_, err := fs.ReadFile(files, name)
		var at *fs.PathError
		if !errors.Is(err, want) || !errors.As(err, &at) || at.Path != name {
			t.Errorf("reading %q: got error %v, want %v about that path", name, err, want)
		}
	}
}

// TestPastedIsBare holds what makes the pasted chapter hard to read: nothing in it but lines of prose.
func TestPastedIsBare(t *testing.T) {
	text := string(sample.Pasted())
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if n := len(strings.Fields(text)); n < 3100 || n > 3600 {
		t.Errorf("got %d words, want 3100 to 3600", n)
	}
	for i, line := range lines {
		if line == "" || line != strings.TrimSpace(line) {
			t.Errorf("line %d is blank or has space around it: %q", i+1, line)
		}
	}
	if at := strings.IndexAny(text, "*_#>`\t\r“”‘’—"); at >= 0 {
		t.Errorf("markup or a smart quote at byte %d: %q", at, text[at:min(at+40, len(text))])
	}
	if !strings.Contains(text, "–") || !strings.Contains(text, `"`) {
		t.Error("no en dash or no straight quote")
	}
}

// TestPastedReads checks that the end of the pasted chapter is found though nothing marks it, and that no prose goes
// with it.
func TestPastedReads(t *testing.T) {
	c, problems := manuscript.Read("the-understudy.txt", sample.Pasted())
	for _, p := range problems {
		if p.Severity == story.Error || p.Severity == story.Warning {
			t.Errorf("problem: %v", p)
		}
	}
	if c.Number != 4 || c.Title != "The Understudy" {
		t.Errorf("got chapter %d %q, want 4 %q", c.Number, c.Title, "The Understudy")
	}
	if len(c.Scenes) != 1 {
		t.Fatalf("got %d scenes, want 1: the text marks none", len(c.Scenes))
	}
	prose := c.Scenes[0].Blocks
	if n := len(prose); n != 99 || !strings.HasSuffix(prose[n-1].Text(), `It's the F's. It's Feaver."`) {
		t.Errorf("got %d paragraphs of prose up to %q, want 99 up to Feaver's name", n, prose[n-1].Text())
	}
	if len(c.Note.Blocks) != 3 || !strings.HasPrefix(c.Note.Blocks[0].Text(), "Phew.") {
		t.Errorf("got a note of %d paragraphs, want 3 from Phew: %q", len(c.Note.Blocks), story.Plain(c.Note.Blocks))
	}
	q := c.Question
	if q == nil || !q.Open() {
		t.Fatalf("got question %+v, want an open one", q)
	}
	if !strings.HasSuffix(q.Text, "the most right now, and why?") {
		t.Errorf("got question %q, want the one about trust", q.Text)
	}
	if !strings.HasPrefix(q.FollowUp, "If your answer is nobody") {
		t.Errorf("got follow-up %q, want the one for nobody", q.FollowUp)
	}
}

func TestPastedIsACopy(t *testing.T) {
	sample.Pasted()[0] = 'X'
	if got := sample.Pasted()[0]; got != 'C' {
		t.Errorf("the text begins with %q after a caller wrote to its copy, want 'C'", got)
	}
}

func ExampleStory() {
	s, _, err := sample.Story()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s, by %s\n", s.Title, s.Author)
	for _, c := range s.Chapters {
		fmt.Printf("%d. %s: %d scenes\n", c.Number, c.Title, len(c.Scenes))
	}
	// Output:
	// The Dry Side, by Mara Voss
	// 1. Nine Taps: 5 scenes
	// 2. The Tally Board: 5 scenes
	// 3. One for His Nob: 5 scenes
}
