package manuscript_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// folder makes a file system of names and texts.
func folder(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// readFolder reads a folder that can be read.
func readFolder(t *testing.T, files map[string]string) (story.Story, []string) {
	t.Helper()
	s, problems, err := manuscript.ReadFolder(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range problems {
		out = append(out, p.String())
	}
	return s, out
}

func TestSettings(t *testing.T) {
	s, problems := readFolder(t, map[string]string{
		"story.yaml": "# the ferry\nid: the-ferry\ntitle: 1984\nauthor: \"A. Writer\"\nblurb: |\n  Two\n  " +
			"lines.\nlanguage: pt-br\n" +
			"timezone: America/New_York\nschedule: tue,fri 19:00\nstart: 2026-12-04 18:00\ngap: 2m\nvote: 3d\nchannel: " +
			"\"#drops\"\n" +
			"warnings:\n  - blood\n  - \"grief: heavy\"\n",
		"1.md": "A",
	})
	if problems != nil {
		t.Errorf("problems %q, want none", problems)
	}
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	want := story.Story{
		ID: "the-ferry", Title: "1984", Author: "A. Writer", Blurb: "Two lines.", Language: "pt-BR",
		Warnings: []string{"blood", "grief: heavy"},
		Release: story.Plan{
			Channel: "drops", Schedule: "tue,fri 19:00", Start: time.Date(2026, 12, 4, 18, 0, 0, 0, zone),
			Gap: 2 * time.Minute, Voting: votingFor(72 * time.Hour), Late: "post", Portion: "chapter",
		},
	}
	if got := s.Release.Zone.String(); got != "America/New_York" {
		t.Errorf("zone %s", got)
	}
	s.Release.Zone, s.Chapters = nil, nil
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDefaults(t *testing.T) {
	s, problems := readFolder(t, map[string]string{"story.yml": "title: The Ferry\n", "1.md": "A"})
	want := story.Story{ID: "the-ferry", Title: "The Ferry", Language: "en",
		Release: story.Plan{Gap: 90 * time.Second, Voting: votingFor(48 * time.Hour), Late: "post", Portion: "chapter"}}
	if s.Release.Zone != time.UTC {
		t.Errorf("zone %v, want UTC", s.Release.Zone)
	}
	s.Release.Zone, s.Chapters = nil, nil
	if diff := cmp.Diff(want, s); diff != "" || problems != nil {
		t.Errorf("(-want +got):\n%s\n%q", diff, problems)
	}
}

func TestSettingsProblems(t *testing.T) {
	for _, test := range []struct{ yaml, want string }{
		{"title: A\nzone: Europe/Berln", "story.yaml:2:7: error: “Europe/Berln” is not a time zone - "},
		{"title: A\nzone: Local", "story.yaml:2:7: error: “Local” is not a time zone - "},
		{"title: A\ngap: 90", "story.yaml:2:6: error: “90” is not a length of time - write a number and a unit, such as " +
			"“gap: 90s”"},
		{"title: A\ngap: -5s", "story.yaml:2:6: error: “-5s” is too short for “gap” - "},
		{"title: A\nvote: 0", "story.yaml:2:7: error: “0” is too short for “vote” - "},
		{"title: A\nvote: 900d", "story.yaml:2:7: error: “900d” is not a length of time - "},
		{"title: A\nstart: soon", "story.yaml:2:8: error: “soon” is not a date - write it as 2026-12-04 or 2026-12-04 18:00"},
		{"title: A\nlanguage: klingonese!", "story.yaml:2:11: error: “klingonese!” is not a language tag - "},
		{"title: A\nid: The Ferry", "story.yaml:2:5: error: “The Ferry” is not usable as an id - use small letters, " +
			"digits and dashes: “id: the-ferry”"},
		{"title: A\nshedule: fri 19:00", "story.yaml:2:1: warning: “shedule” is not a key of story.yaml and is ignored - " +
			"did you mean “schedule”?"},
		{"title: A\nmood: dark", "story.yaml:2:1: warning: “mood” is not a key of story.yaml and is ignored - the keys " +
			"are id, title, "},
		{"title: A\nchannel: #drops", "story.yaml:2:1: warning: “channel” is empty - in YAML a # begins a comment"},
		{"title: A\ntitle: B", "story.yaml:2:1: error: "},
		{"title: A\nzone: UTC\ntimezone: UTC", "story.yaml:3:1: error: “timezone” is said twice - keep one of the two"},
		{"title: A\nauthor: [B]", "story.yaml:2:9: error: “author” wants a text, not a list or a mapping - "},
		{"title: A\nwarnings: [b, {c: d}]", "story.yaml:2:16: error: an entry of “warnings” is not a text - "},
		{"title: A: b", "story.yaml:1:8: error: not valid YAML: "},
		{"title: A\n\tzone: UTC",
			"story.yaml:2:1: error: not valid YAML: found character '\t' that cannot start any token - " +
				"begin the line with spaces, not with a tab"},
		{"author: A", "story.yaml: warning: the story has no title - "},
		{"just words", "story.yaml:1:1: error: lines of the form “key: value” are expected here - "},
	} {
		_, problems := readFolder(t, map[string]string{"story.yaml": test.yaml, "1.md": "A"})
		if len(problems) != 1 || !strings.HasPrefix(problems[0], test.want) {
			t.Errorf("%q:\n got %q\nwant %s", test.yaml, problems, test.want)
		}
	}
}

func TestStartIsInTheZone(t *testing.T) {
	for start, want := range map[string]string{
		"2026-12-04":                "2026-12-03T23:00:00Z",
		"2026-12-04 18:00":          "2026-12-04T17:00:00Z",
		"2026-12-04T18:00:30":       "2026-12-04T17:00:30Z",
		"2026-07-04 18:00":          "2026-07-04T16:00:00Z",
		"2026-12-04T18:00:00+09:00": "2026-12-04T09:00:00Z",
		`"2026-12-04T18:00Z"`:       "2026-12-04T18:00:00Z",
	} {
		s, problems := readFolder(t, map[string]string{"story.yaml": "title: A\nstart: " + start + "\nzone: Europe/Berlin\n",
			"1.md": "A"})
		if got := s.Release.Start.UTC().Format(time.RFC3339); got != want || problems != nil {
			t.Errorf("start: %s is %s, want %s (%q)", start, got, want, problems)
		}
	}
}

func TestChapterNumbers(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"natural order", map[string]string{"b.md": "A", "a.txt": "A", "c.markdown": "A"}, "1 a.txt, 2 b.md, 3 c.markdown"},
		{"file names", map[string]string{"2-x.md": "A", "10-y.md": "A", "chapter3.md": "A", "the end 11.md": "A"},
			"2 2-x.md, 3 chapter3.md, 10 10-y.md, 11 the end 11.md"},
		{"headings win over names", map[string]string{"1.md": "# Chapter 2: B\n\nA", "2.md": "# I\n\nA"}, "1 2.md, 2 1.md"},
		{"front matter wins over headings", map[string]string{"1.md": "---\nnumber: 5\n---\n# Chapter 2: B\n\nA",
			"2.md": "A"},
			"2 2.md, 5 1.md"},
		{"prologue", map[string]string{"00-prologue.md": "A", "01-x.md": "A", "02-y.md": "A"},
			"1 00-prologue.md, 2 01-x.md, 3 02-y.md"},
		{"order fills in", map[string]string{"4-x.md": "A", "5-y.md": "A", "epilogue.md": "A"},
			"4 4-x.md, 5 5-y.md, 6 epilogue.md"},
		{"dates are no numbers", map[string]string{"20261122-x.md": "A", "20261123-y.md": "A"},
			"1 20261122-x.md, 2 20261123-y.md"},
		{"others", map[string]string{"README.md": "A", "_notes.md": "A", ".x.md": "A", "1.md": "A", "cover.png": "A"},
			"1 1.md"},
	} {
		test.files["story.yaml"] = "title: A\n"
		s, problems := readFolder(t, test.files)
		var got []string
		for _, c := range s.Chapters {
			got = append(got, fmt.Sprintf("%d %s", c.Number, c.File))
		}
		if strings.Join(got, ", ") != test.want || problems != nil {
			t.Errorf("%s: %q, want %q (%q)", test.name, got, test.want, problems)
		}
	}
}

// TestNumbersBetween gives chapters whose files' names stand between two others the next whole number. If that is taken,
// it is an error: those after it may be out.
func TestNumbersBetween(t *testing.T) {
	const room, none = ": warning: chapters are counted in whole numbers, so this one is chapter ",
		": error: chapters are counted in whole numbers, and there is a chapter "
	for _, test := range []struct {
		names, want string
		told        int
	}{
		{"Chapter 3.md|Chapter 3.5.md|Chapter 4.md", "3 Chapter 3.md, 4 Chapter 3.5.md, 5 Chapter 4.md", 1},
		{"03-a.md|03.5-b.md|05-c.md", "3 03-a.md, 4 03.5-b.md, 5 05-c.md", 1},
		{"1-a.md|1.5-b.md|2-c.md|2.5-d.md|3-e.md", "1 1-a.md, 2 1.5-b.md, 3 2-c.md, 4 2.5-d.md, 5 3-e.md", 2},
		{"00-a.md|01-b.md|01.5-c.md|02-d.md", "1 00-a.md, 2 01-b.md, 3 01.5-c.md, 4 02-d.md", 1},
		{"1-a.md|1.1-b.md|1.2-c.md|2-d.md", "1 1-a.md, 2 1.1-b.md, 3 1.2-c.md, 4 2-d.md", 2},
	} {
		files := map[string]string{"story.yaml": "title: A\n"}
		for name := range strings.SplitSeq(test.names, "|") {
			files[name] = "A"
		}
		s, problems := readFolder(t, files)
		var got []string
		for _, c := range s.Chapters {
			got = append(got, fmt.Sprintf("%d %s", c.Number, c.File))
		}
		if strings.Join(got, ", ") != test.want || len(problems) != test.told {
			t.Errorf("%s: %q, want %q (%q)", test.names, got, test.want, problems)
		}
		for _, p := range problems {
			if free := strings.Contains(test.names, "|05"); free != strings.Contains(p, room) || free == strings.Contains(p, none) {
				t.Error(p)
			}
		}
	}
	c, _ := manuscript.Read("a.md", []byte("# Chapter 3.5: Half\n\nA.\n"))
	if c.Number != 0 || c.Title != "Chapter 3.5: Half" {
		t.Errorf("chapter %d, %q", c.Number, c.Title)
	}
}

// TestPrologueAboveHeadings makes room for a prologue where the headings say the numbers, and only where it is needed.
func TestPrologueAboveHeadings(t *testing.T) {
	for _, test := range []struct{ first, want, told string }{
		{"# Chapter 1\n\nA", "1 00.md, 2 01.md, 3 02.md", "note: the prologue is chapter 1, so all others count one higher"},
		{"---\nnumber: 2\n---\nA", "1 00.md, 2 01.md, 3 02.md", ""},
	} {
		s, problems := readFolder(t, map[string]string{"story.yaml": "title: A\n", "00.md": "# Prologue\n\nA",
			"01.md": test.first, "02.md": "A"})
		var got []string
		for _, c := range s.Chapters {
			got = append(got, fmt.Sprintf("%d %s", c.Number, c.File))
		}
		if told := strings.Join(problems, "\n"); strings.Join(got, ", ") != test.want || test.told == "" && told != "" ||
			!strings.Contains(told, test.told) {
			t.Errorf("%q: %q, want %q (%s)", test.first, got, test.want, told)
		}
	}
}

func TestFolderProblems(t *testing.T) {
	_, problems := readFolder(t, map[string]string{
		"1.md": "# Chapter 1\n\nA", "1b.md": "A", "2.rtf": "A", "more/3.md": "A", "story.yml": "title: A",
		"story.yaml": "title: A",
	})
	want := []string{
		"2.rtf: warning: the file is not read: files ending in .rtf cannot be read - open it in your writing program and " +
			"save it as .docx or .odt",
		"more: note: the folder inside the story folder is not read - put chapters beside story.yaml",
		"story.yml: warning: story.yml is not read because there is a story.yaml - keep one of the two",
		"1b.md: error: chapter 1 is here and in 1.md - if they are one and the same, begin the name of one file with _; " +
			"else number them: by “number: …” in the front matter of one, or by their headings",
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s, problems := readFolder(t, map[string]string{})
	if len(problems) != 2 || !strings.Contains(problems[1], "the folder holds no chapters") || s.Title != "Untitled" ||
		s.ID != "untitled" {
		t.Errorf("empty folder: %q, %q, %q", s.Title, s.ID, problems)
	}
}

func TestReadPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "The Long_Way")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"07-café.md": "A", "titled.md": "# Chapter 3: Water\n\nA"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ path, want string }{
		{dir, "the-long-way “The Long Way” [3 7]"},
		{filepath.Join(dir, "07-café.md"), "07-café “07 café” [7]"},
		{filepath.Join(dir, "titled.md"), "titled “Water” [3]"},
	} {
		s, problems, err := manuscript.ReadPath(test.path, manuscript.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var numbers []int
		for _, c := range s.Chapters {
			numbers = append(numbers, c.Number)
		}
		if got := fmt.Sprintf("%s “%s” %v", s.ID, s.Title, numbers); got != test.want {
			t.Errorf("%s: %s, want %s (%v)", test.path, got, test.want, problems)
		}
		if s.Release.Zone != time.UTC || s.Release.Voting.Open != 48*time.Hour || s.Language != "en" {
			t.Errorf("%s: no defaults: %+v", test.path, s)
		}
	}
	if _, _, err := manuscript.ReadPath(filepath.Join(dir, "none"), manuscript.Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want %v", err, fs.ErrNotExist)
	}
}

// votingFor returns the rules of votes that are open for a time.
func votingFor(open time.Duration) story.Voting { return story.Voting{Open: open}.OrDefault() }
