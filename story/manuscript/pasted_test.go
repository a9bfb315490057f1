package manuscript_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// pastedLines are the lines of testdata/pasted.txt: 121 of story, 5 of note, the question and its follow-up.
const (
	pastedStory = 121
	pastedNote  = 5
)

// pasted returns the test's own chapter in the shape in which a chapter comes when pasted from a web page.
func pasted(t *testing.T) ([]byte, []string) {
	t.Helper()
	data, err := os.ReadFile("testdata/pasted.txt")
	if err != nil {
		t.Fatal(err)
	}
	return data, strings.Split(strings.TrimSpace(string(data)), "\n")
}

// checkPasted checks that a chapter holds the lines of the pasted text, each in its place, and nothing else.
func checkPasted(t *testing.T, c story.Chapter, lines []string) {
	t.Helper()
	if len(c.Scenes) != 1 {
		t.Fatalf("%d scenes, want 1", len(c.Scenes))
	}
	if diff := cmp.Diff(strings.Join(lines[:pastedStory], "\n"), story.Plain(c.Scenes[0].Blocks)); diff != "" {
		t.Errorf("story (-want +got):\n%s", diff)
	}
	note := strings.Join(lines[pastedStory:pastedStory+pastedNote], "\n")
	if diff := cmp.Diff(note, story.Plain(c.Note.Blocks)); diff != "" {
		t.Errorf("note (-want +got):\n%s", diff)
	}
	want := &story.Question{Text: "Who is your favourite so far?",
		FollowUp: "If nobody: who would you want to see more of?"}
	if diff := cmp.Diff(want, c.Question); diff != "" {
		t.Errorf("question (-want +got):\n%s", diff)
	}
}

func TestPastedChapter(t *testing.T) {
	data, lines := pasted(t)
	c, problems := manuscript.Read("pasted.txt", data)
	checkPasted(t, c, lines)
	checkRoundTrip(t, c)
	if words := story.Words(c.Scenes[0].Blocks); words < 2800 {
		t.Errorf("%d words of story, want the length of a real chapter", words)
	}
	type place struct {
		line, col int
		severity  story.Severity
	}
	var got []place
	for _, p := range problems {
		got = append(got, place{p.Line, p.Column, p.Severity})
	}
	want := []place{{pastedStory + 1, 1, story.Notice}, {pastedStory + pastedNote + 1, 1, story.Notice}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(place{})); diff != "" {
		t.Errorf("problems (-want +got):\n%s\n%v", diff, problems)
	}
}

func TestPastedChapterInOtherLayouts(t *testing.T) {
	data, lines := pasted(t)
	for name, text := range map[string][]byte{
		"a.txt":        bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")),
		"bom.txt":      append([]byte("\ufeff"), data...),
		"blank.txt":    bytes.ReplaceAll(data, []byte("\n"), []byte("\n\n")),
		"double.txt":   bytes.ReplaceAll(data, []byte("\n"), []byte("\n\n\n")),
		"wrapped.txt":  []byte(wrap(lines, 78, "", "\n\n")),
		"indented.txt": []byte(wrap(lines, 72, "    ", "\n")),
		"pasted.md":    data,
		"blank.md":     bytes.ReplaceAll(data, []byte("\n"), []byte("\n\n")),
		"wrapped.md":   []byte(wrap(lines, 78, "", "\n\n")),
		"unnamed":      data,
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := manuscript.Read(name, text)
			checkPasted(t, c, lines)
			checkRoundTrip(t, c)
		})
	}
}

// wrap breaks paragraphs into lines of at most width characters, the first of each after indent.
func wrap(paras []string, width int, indent, between string) string {
	var out []string
	for _, p := range paras {
		lines := []string{indent}
		for i, w := range strings.Fields(p) {
			last := &lines[len(lines)-1]
			if len(*last)+1+len(w) > width {
				lines = append(lines, w)
				continue
			}
			if i > 0 {
				*last += " "
			}
			*last += w
		}
		out = append(out, strings.Join(lines, "\n"))
	}
	return strings.Join(out, between)
}

// TestNoProseIsLost cuts the pasted chapter short at every line: whatever the tail is then taken for, every word of it
// is still somewhere.
func TestNoProseIsLost(t *testing.T) {
	_, lines := pasted(t)
	for n := 2; n <= len(lines); n++ {
		c, problems := manuscript.Read("a.txt", []byte(strings.Join(lines[:n], "\n")))
		var all []string
		for _, s := range c.Scenes {
			all = append(all, story.Plain(s.Blocks))
		}
		all = append(all, story.Plain(c.Note.Blocks))
		if q := c.Question; q != nil {
			all = append(all, q.Text, q.FollowUp)
		}
		got := strings.Fields(strings.NewReplacer("(", "", ")", "").Replace(strings.Join(all, " ")))
		want := strings.Fields(strings.NewReplacer("(", "", ")", "").Replace(strings.Join(lines[:n], " ")))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("first %d lines (-want +got):\n%s", n, diff)
		}
		if n <= pastedStory && (c.Question != nil || len(c.Note.Blocks) > 0) {
			t.Errorf("first %d lines are all story, but note %q and question %+v were found (%v)", n,
				story.Plain(c.Note.Blocks), c.Question, problems)
		}
	}
}
