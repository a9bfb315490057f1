package manuscript_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// longformIndex is an index as Longform writes it, with a scene indented deeply and one before any other.
const longformIndex = `---
author: A. Keeper
longform:
  format: scenes
  title: The Lamp Room
  workflow: Default Workflow
  sceneFolder: /scenes
  scenes:
    - Stairs
    - - Down LEAK
      - - Deeper
    - "10"
    - Chapter 7 - Rain
    - - "Rain: on"
  ignoredFiles:
    - "*-scratch"
    - Plan
---
LEAK: what the author wrote about the draft.
`

func longformFolder() map[string]string {
	return map[string]string{
		"Index.md":                   longformIndex,
		"elsewhere.md":               "LEAK",
		"scenes/Stairs.md":           "%% LEAK %%\n",
		"scenes/Down LEAK.md":        "# Down LEAK\n\nShe went *down*.\n\n***\n\nAnd down.\n",
		"scenes/Deeper.md":           "---\ntags: [LEAK]\nhold: yes\n---\n[[Ines LEAK|Ines]] waited.\n",
		"scenes/10.md":               "# The Bell\n\nIt rang.\n",
		"scenes/Chapter 7 - Rain.md": "It rained.\n",
		"scenes/Rain: on.md":         "It rained on.\n\n## Question\n\nWhat now?\n\nA) Run\n\nB) Wait\n",
		"scenes/Stairs-scratch.md":   "LEAK",
		"scenes/Plan.md":             "LEAK",
		"scenes/New.md":              "LEAK",
		"scenes/picture.png":         "LEAK",
	}
}

func TestLongform(t *testing.T) {
	s, problems := readFolder(t, longformFolder())
	var got []string
	for _, c := range s.Chapters {
		got = append(got, strings.Join([]string{string(rune('0' + c.Number)), c.Title, c.File, sketch(c)}, "/"))
	}
	want := []string{
		"1/Stairs/scenes/Stairs.md/She went {i:down}.\n|\nAnd down.\n|\nInes waited.",
		"2/The Bell/scenes/10.md/It rang.",
		"7/Rain/scenes/Chapter 7 - Rain.md/It rained.\n|\nIt rained on.",
	}
	if strings.Join(got, "\n=\n") != strings.Join(want, "\n=\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n=\n"), strings.Join(want, "\n=\n"))
	}
	if s.Title != "The Lamp Room" || s.Author != "A. Keeper" || len(s.Chapters[0].Holds) != 1 ||
		s.Chapters[0].Holds[0] != 3 ||
		s.Chapters[2].Question == nil || len(s.Chapters[2].Question.Options) != 2 {
		t.Errorf("%+v", s)
	}
	if len(problems) != 2 || !strings.HasPrefix(problems[1], "scenes/New.md: note: the file is not in Longform's list") {
		t.Errorf("problems %q", problems)
	}
}

// TestLongformPath reads a project by the path of its index, which tells one draft from another.
func TestLongformPath(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"Draft 1.md": "---\nlongform:\n  format: scenes\n  sceneFolder: \"\"\n  scenes: [Oil, Wick]\n---\n",
		"Draft 2.md": "---\nlongform:\n  format: scenes\n  title: Second\n  sceneFolder: /\n  scenes: [Wick, Oil]\n---\n",
		"Alone.md":   "---\nlongform:\n  format: single\n  title: Alone\n---\nA story of one note.\n",
		"Oil.md":     "A",
		"Wick.md":    "B",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{"Draft 1.md": "Draft 1: Oil Wick ", "Draft 2.md": "Second: Wick Oil ",
		"Alone.md": "Alone:  "} {
		s, problems, err := manuscript.ReadPath(filepath.Join(dir, name), manuscript.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := s.Title + ": "
		for _, c := range s.Chapters {
			got += c.Title + " "
		}
		if got != want {
			t.Errorf("%s: %q, want %q (%v)", name, got, want, problems)
		}
	}
	_, problems, err := manuscript.ReadPath(dir, manuscript.Options{})
	if err != nil || len(problems) != 2 ||
		!strings.Contains(problems[1].Message, "this is an index of Longform's, and so is Draft 1.md") {
		t.Errorf("two drafts: %v, %v", problems, err)
	}
}

func TestLongformMistakes(t *testing.T) {
	index := func(list string) string {
		return "---\nlongform:\n  format: scenes\n  sceneFolder: /\n" + list + "\n---\n"
	}
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"missing": {map[string]string{"a.md": index("  scenes: [x, y]"), "x.md": "X"},
			"a.md:5:15: error: the scene “y” has no file"},
		"twice": {map[string]string{"a.md": index("  scenes: [x, x]"), "x.md": "X"},
			"a.md:5:15: error: “x” is in the list twice"},
		"itself": {map[string]string{"a.md": index("  scenes: [x, a]"), "x.md": "X"},
			"a.md:5:15: error: “a” is in the list twice, or is the list"},
		"outside": {map[string]string{"a.md": strings.Replace(index("  scenes: [x]"), "/\n", "../x\n", 1)},
			"a.md: error: the scenes' folder “../x” is outside"},
		"no folder": {map[string]string{"a.md": strings.Replace(index("  scenes: [x]"), "/\n", "x\n", 1)},
			"a.md: error: the scenes' folder “x” cannot be read"},
		"question too early": {map[string]string{"a.md": index("  scenes: [x, [y, z]]"), "x.md": "X",
			"y.md": "Y\n\n## Question\n\nWhat?\n\nA) b\n\nB) c\n", "z.md": "Z"},
			"z.md: error: the chapter's question, “What?”, stands above"},
		"date below": {map[string]string{"a.md": index("  scenes: [x, [y]]"), "x.md": "X",
			"y.md": "---\ntitle: q\ndate: 2026-12-24 18:00\n---\nY"}, "y.md: error: an indented scene has no date"},
		"no prose": {map[string]string{"a.md": index("  scenes: [x, y]"), "x.md": "X", "y.md": ""},
			"y.md: error: the chapter has no prose"},
		"not names": {map[string]string{"a.md": index("  scenes: [x, {y: z}]"), "x.md": "X"},
			"a.md:5:16: error: an entry in the list of scenes is not a name"},
		"numbers": {map[string]string{"a.md": index("  scenes: [x, y]"), "x.md": "# Chapter 2\n\nX",
			"y.md": "# Chapter 1\n\nY"},
			"y.md: note: the numbers"},
	} {
		_, problems := readFolder(t, test.files)
		if all := strings.Join(problems, "\n"); !strings.Contains(all, test.want) {
			t.Errorf("%s: %s\nwant %s", name, all, test.want)
		}
	}
}

// FuzzLongform reads any index beside some scenes. What comes back has each file once at most, in the order of numbers.
func FuzzLongform(f *testing.F) {
	f.Add(longformIndex, "# Chapter 3\n\nX\n")
	f.Add("---\nlongform:\n  format: scenes\n  sceneFolder: scenes/../x\n  scenes: [[Stairs, [New]], '*', {a: "+
		"b}]\n---\n", "")
	f.Add("---\nlongform: {format: scenes}\n---\n", "A/N: hello")
	f.Fuzz(func(t *testing.T, index, scene string) {
		files := longformFolder()
		files["Index.md"], files["scenes/Deeper.md"] = index, scene
		s, problems, err := manuscript.ReadFolder(folder(files))
		if err != nil || s.Title == "" || s.ID == "" {
			t.Fatal(s, problems, err)
		}
		if len(s.Chapters) == 0 && !story.HasErrors(problems) {
			t.Error("neither a chapter nor an error")
		}
		for i, c := range s.Chapters {
			if c.Number < 1 || i > 0 && c.Number < s.Chapters[i-1].Number || len(c.Scenes) == 0 &&
				!story.HasErrors(problems) {
				t.Errorf("chapter %d: %+v", i, c)
			}
		}
	})
}
