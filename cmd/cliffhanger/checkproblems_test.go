package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/cuts"
)

// understudy is a chapter without any break, note or question that is marked.
const understudy = "../../story/sample/pasted/the-understudy.txt"

func TestCheckShowsTheWordsInQuestion(t *testing.T) {
	books := filepath.Join(formats, "lamp.")
	for path, want := range map[string]string{
		books + "md":   "\n  23 | Thank you for reading! This chapter took me three weeks, so let me know in the comments what…\n     | ^\n",
		books + "html": "\n 178 | <p>Poll: what should Ines do next?</p>\n     |    ^\n",
		books + "docx": "\n  12 | Poll: what should Ines do next?\n     | ^\n",
		books + "odt":  " | Poll: what should Ines do next?\n     | ^\n",
		books + "epub": "\n  32 | Poll: what should Ines do next?\n     = to mark",
		understudy:     "\n 101 | Phew. That one fought me all week",
	} {
		code, out, stderr := ranWith(t, "check", path)
		if code != exitOK || stderr != "" || !strings.Contains(out, want) {
			t.Errorf("%s: %d, %s, without %q in\n%s", path, code, stderr, want, out)
		}
		for line := range strings.Lines(out) {
			if n := columns(strings.TrimRight(line, "\n")); n > usualWidth {
				t.Errorf("%s: a line takes %d columns: %q", path, n, line)
			}
		}
	}
}

// What cannot be decoded, or is gone, has no words; the problem is told all the same.
func TestCheckWithoutWords(t *testing.T) {
	dir := writeFolder(t, map[string]string{"story.yaml": "title: A\n", "1.md": "Oh\x00no\xff.\n", "2.md": "Oh. <!-- no\n"})
	code, out, _ := ranWith(t, "check", dir)
	if code != exitFailed || !strings.Contains(out, "1.md") || !strings.Contains(out, "   1 | Oh. <!-- no\n     |     ^\n") {
		t.Errorf("%d\n%s", code, out)
	}
}

func TestCheckSuggestsBreaksAndImportMakesThem(t *testing.T) {
	_, out, _ := ranWith(t, "check", understudy)
	if !strings.Contains(out, "  scenes:   no breaks are marked.") || !strings.Contains(out, "            before paragraph ") {
		t.Errorf("no break is suggested in\n%s", out)
	}
	plain := filepath.Join(t.TempDir(), "plain")
	code, out, stderr := ranWith(t, "import", understudy, "--into", plain)
	if code != exitOK || !strings.Contains(out, " suggested: cliffhanger check "+plain+" shows where and why;\nto have them written, import again with ") {
		t.Errorf("%d, %s\n%s", code, stderr, out)
	}
	whole := readStory(t, plain).Chapters[0]
	code, out, stderr = ranWith(t, "import", understudy, "--into", plain, "--accept-cuts", "--force")
	if code != exitOK || !strings.Contains(out, "The Understudy: ") || !strings.Contains(out, " as suggested:\n  before paragraph ") {
		t.Errorf("%d, %s\n%s", code, stderr, out)
	}
	parts := readStory(t, plain).Chapters[0]
	if len(whole.Scenes) != 1 || len(parts.Scenes) < 2 {
		t.Fatalf("%d scenes, and %d where cuts are accepted", len(whole.Scenes), len(parts.Scenes))
	}
	all := parts.Scenes[0].Blocks
	for _, s := range parts.Scenes[1:] {
		all = slices.Concat(all, s.Blocks)
	}
	if !sameBlocks(whole.Scenes[0].Blocks, all) {
		t.Error("the cut chapter has other words")
	}
}

// TestCheckSuggestsInstalments: a long chapter without clear scenes is not left in one piece.
func TestCheckSuggestsInstalments(t *testing.T) {
	text := "# Chapter 1\n\n"
	for i := range 200 {
		text += fmt.Sprintf("“I have %d of them left,” said one of the two, and the other one nodded at the rope.\n\n", i)
	}
	path := filepath.Join(writeFolder(t, map[string]string{"long.md": text}), "long.md")
	dir := filepath.Join(t.TempDir(), "long")
	code, out, stderr := ranWith(t, "import", path, "--into", dir, "--accept-cuts")
	if code != exitOK || !strings.Contains(out, " as suggested:\n  before paragraph ") {
		t.Fatal(code, out, stderr)
	}
	s := readStory(t, dir)
	for i, scene := range s.Chapters[0].Scenes {
		if n := story.Words(scene.Blocks); n < cuts.Fewest || n > cuts.Most {
			t.Errorf("scene %d has %d words", i+1, n)
		}
	}
}

// TestCheckSuggestsInstalmentsInsideAScene: of marked scenes only those are cut that are too long, and it is said.
func TestCheckSuggestsInstalmentsInsideAScene(t *testing.T) {
	line := func(i int) string {
		return fmt.Sprintf("“I have %d of them left,” said one of the two, and the other one nodded at the rope.\n\n", i)
	}
	text := "# Chapter 1\n\nThe tide came in.\n\n***\n\n"
	for i := range 120 {
		text += line(i)
	}
	text += "***\n\n" + line(0) + "***\n\n"
	for i := range 80 {
		text += line(i)
	}
	path := filepath.Join(writeFolder(t, map[string]string{"long.md": text}), "long.md")
	_, out, _ := ranWith(t, "check", path)
	for _, want := range []string{"scenes: scene 2 is longer than an instalment. These are places to cut, if you like; nothing is " +
		"cut unasked: in scene 2 before paragraph 61: “I have 60 of them left,” said one of the … 2280 words", " 2280 words are too many for one instalment of up to 1600; "} {
		if !strings.Contains(flat(out), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	plain, dir := filepath.Join(t.TempDir(), "plain"), filepath.Join(t.TempDir(), "cut")
	if _, out, _ := ranWith(t, "import", path, "--into", plain); len(readStory(t, plain).Chapters[0].Scenes) != 4 ||
		!strings.Contains(out, " suggested: cliffhanger check ") {
		t.Errorf("cut unasked, or not told:\n%s", out)
	}
	code, out, stderr := ranWith(t, "import", path, "--into", dir, "--accept-cuts")
	if code != exitOK || !strings.Contains(out, " as suggested:\n  in scene 2 before paragraph ") {
		t.Errorf("%d, %s\n%s", code, stderr, out)
	}
	scenes := readStory(t, dir).Chapters[0].Scenes
	if n := len(scenes); n < 5 || story.Words(scenes[0].Blocks) != 4 || story.Words(scenes[n-1].Blocks) != 80*19 {
		t.Errorf("%d scenes", n)
	}
	for i, s := range scenes {
		if n := story.Words(s.Blocks); n > cuts.Most {
			t.Errorf("scene %d has %d words", i+1, n)
		}
	}
}
