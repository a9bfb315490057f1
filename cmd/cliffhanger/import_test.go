package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// ranWith runs the program, and returns how it ends and everything it says.
func ranWith(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, said bytes.Buffer
	code = run(t.Context(), args, func(string) string { return "" }, &out, &said)
	return code, out.String(), said.String()
}

// contents returns what the files in a folder hold, by their names; folders in it hold "folder".
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all[e.Name()] = "folder"
		if e.IsDir() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(b)
	}
	return all
}

func namesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func readStory(t *testing.T, path string) story.Story {
	t.Helper()
	s, problems, err := manuscript.ReadPath(path, manuscript.Options{})
	if err != nil || story.HasErrors(problems) {
		t.Fatalf("%s: %v, %v", path, err, problems)
	}
	return s
}

// equalChapters compares chapters but for the names of their files.
func equalChapters() cmp.Option {
	return cmp.Options{cmpopts.IgnoreFields(story.Chapter{}, "File"), cmpopts.EquateEmpty()}
}

func TestImportReadsBackTheSameFromEveryFormat(t *testing.T) {
	for _, ext := range []string{"md", "txt", "html", "epub", "docx", "odt"} {
		for name, files := range map[string][]string{
			"lamp": {"03-the-lamp-room.md", "story.yaml"}, "two": {"01-oil.md", "02-wick.md", "story.yaml"},
		} {
			parent := t.TempDir()
			dir, from := filepath.Join(parent, "the-lamps"), filepath.Join(formats, name+"."+ext)
			before, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			code, stdout, stderr := ranWith(t, "import", from, "--into", dir)
			if code != exitOK || stderr != "" || !strings.HasSuffix(stdout, "\nnext: cliffhanger preview "+dir+"\n") ||
				!strings.Contains(stdout, "\n  chapter  scenes  words") {
				t.Errorf("%s: %d, %s\n%s", from, code, stderr, stdout)
			}
			if diff := cmp.Diff(files, namesIn(t, dir)); diff != "" {
				t.Errorf("%s: -want +got:\n%s", from, diff)
			}
			if diff := cmp.Diff([]string{"the-lamps"}, namesIn(t, parent)); diff != "" {
				t.Errorf("%s leaves something behind: %s", from, diff)
			}
			if diff := cmp.Diff(readStory(t, from).Chapters, readStory(t, dir).Chapters, equalChapters()); diff != "" {
				t.Errorf("%s: -want +got:\n%s", from, diff)
			}
			if after, err := os.ReadFile(from); err != nil || !bytes.Equal(before, after) {
				t.Errorf("%s is changed: %v", from, err)
			}
		}
	}
}

func TestImportWritesStoryYAML(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "the-long_way")
	if code, _, stderr := ranWith(t, "import", filepath.Join(formats, "two.epub"), "--into", dir); code != exitOK {
		t.Fatal(stderr)
	}
	text := contents(t, dir)["story.yaml"]
	for _, want := range []string{"title: \"The Lamp Ledger\"\nauthor: \"A. Keeper\"\n", "\nlanguage: en-GB\n", "\n# channel: ",
		"\n# schedule: ", "\n# zone: ", "\n# vote: 48h "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	// What the comments ask for works once it is no comment any more.
	write(t, dir, "story.yaml", strings.NewReplacer("# channel", "channel", "# schedule", "schedule", "# zone", "zone",
		"# vote", "vote", "# id", "id", "# blurb", "blurb").Replace(text))
	s, problems, err := manuscript.ReadPath(dir, manuscript.Options{})
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	if s.ID != "my-story" || s.Release.Channel != "story" || s.Release.Zone.String() != "Europe/Berlin" || s.Blurb == "" {
		t.Errorf("%+v", s)
	}

	// A title that holds what YAML would read, and one that nothing says.
	from := writeFolder(t, map[string]string{"1.md": "# Chapter 1: “A: b” # \\ 'c'\n\nHe read it.\n", "2.md": "# Chapter 2\n\nNo.\n"})
	dir = filepath.Join(t.TempDir(), "the-long_way")
	if code, _, stderr := ranWith(t, "import", filepath.Join(from, "1.md"), filepath.Join(from, "2.md"), "--into",
		dir); code != exitOK {
		t.Fatal(stderr)
	}
	if s := readStory(t, dir); s.Title != "The long way" || s.Chapters[0].Title != "“A: b” # \\ 'c'" {
		t.Errorf("%q, %q", s.Title, s.Chapters[0].Title)
	}
}

func TestImportTakesAStoryYAMLAlong(t *testing.T) {
	from := writeFolder(t, goodStory())
	dir := filepath.Join(t.TempDir(), "copy")
	if code, out, stderr := ranWith(t, "import", from, "--into", dir); code != exitOK {
		t.Fatal(out, stderr)
	}
	if got := contents(t, dir)["story.yaml"]; got != goodStory()["story.yaml"] {
		t.Errorf("story.yaml is %q", got)
	}
	if diff := cmp.Diff(readStory(t, from), readStory(t, dir), equalChapters(), cmpopts.IgnoreFields(story.Story{}, "ID"),
		cmp.Comparer(func(a, b story.Plan) bool { return a.Schedule == b.Schedule && a.Zone.String() == b.Zone.String() }),
	); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A chapter that says no number comes after those that the folder has.
func TestImportIntoAStoryThatIsThere(t *testing.T) {
	dir := writeFolder(t, goodStory())
	from := writeFolder(t, map[string]string{"the shore.txt": "It was cold there.\n\nNobody came.\n"})
	code, out, stderr := ranWith(t, "import", filepath.Join(from, "the shore.txt"), "--into", dir)
	if code != exitOK || !strings.Contains(out, "story.yaml stays as it is") {
		t.Fatal(code, out, stderr)
	}
	want := goodStory()
	want["03-the-shore.md"] = "---\ntitle: \"\"\nnumber: 3\nnote: none\nquestion: none\n---\n\nIt was cold there.\n\nNobody came.\n"
	if diff := cmp.Diff(want, contents(t, dir)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestImportWritesOverNothingUnasked(t *testing.T) {
	dir := writeFolder(t, map[string]string{"story.yaml": "title: The Ferry\n", "02-water.md": "Old water.\n"})
	from := writeFolder(t, goodStory())
	args := []string{"import", filepath.Join(from, "02-water.md"), filepath.Join(from, "01-rope.md"), "--into", dir}
	before := contents(t, dir)
	code, _, stderr := ranWith(t, args...)
	if want := "cliffhanger: 02-water.md is in " + dir + " already, and nothing is written: --force writes over it\n"; code !=
		exitUsage || stderr != want {
		t.Errorf("%d, %q", code, stderr)
	}
	if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
		t.Errorf("something is written: %s", diff)
	}
	numbered := writeFolder(t, map[string]string{"water.md": "---\nnumber: 2\n---\n\nNew water.\n"}) // and so it is clear
	code, _, stderr = ranWith(t, "import", filepath.Join(numbered, "water.md"), "--into", dir)
	if code != exitUsage || !strings.HasSuffix(stderr, ": --force writes over it\n") {
		t.Errorf("%d, %q", code, stderr)
	}
	code, out, stderr := ranWith(t, append(args, "--force", "--dry-run")...)
	if code != exitOK || !strings.HasPrefix(out, "would write 2 files into "+dir+":\n  01-rope.md\n  02-water.md  (over") {
		t.Errorf("%d, %s%s", code, out, stderr)
	}
	if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
		t.Errorf("--dry-run writes: %s", diff)
	}
	if code, _, stderr := ranWith(t, append(args, "--force")...); code != exitOK {
		t.Fatal(stderr)
	}
	after := contents(t, dir)
	if len(after) != 3 || after["story.yaml"] != before["story.yaml"] || !strings.Contains(after["02-water.md"], "Mara") {
		t.Errorf("%v", after)
	}
}

// What cannot all be written is not written at all, and a dry run says so too.
func TestImportWritesAllOrNothing(t *testing.T) {
	for name, take := range map[string]func(path string) error{
		"folder": func(path string) error { return os.Mkdir(path, 0o755) },
		"link":   func(path string) error { return os.Symlink("nowhere.md", path) },
	} {
		for _, taken := range []string{"02-wick.md", "story.yaml"} {
			dir := t.TempDir()
			write(t, dir, "01-oil.md", "Old oil.\n")
			if err := take(filepath.Join(dir, taken)); err != nil {
				t.Fatal(err)
			}
			for _, how := range [][]string{{"--force"}, {"--force", "--dry-run"}} {
				code, _, stderr := ranWith(t, append([]string{"import", filepath.Join(formats, "two.md"), "--into", dir}, how...)...)
				if want := taken + " in " + dir + " is a folder or leads nowhere, and nothing is written"; code != exitUsage ||
					!strings.Contains(stderr, want) {
					t.Errorf("%s %s %v: %d, %q", name, taken, how, code, stderr)
				}
			}
			old, err := os.ReadFile(filepath.Join(dir, "01-oil.md"))
			if names := namesIn(t, dir); err != nil || string(old) != "Old oil.\n" || len(names) != 2 {
				t.Errorf("%s %s: something is left or lost: %v, %q, %v", name, taken, names, old, err)
			}
		}
	}
}

// A disk may know no capitals, so a chapter goes over one whose name differs by them alone, and over none unasked.
func TestImportWritesOverOtherCapitals(t *testing.T) {
	dir := writeFolder(t, map[string]string{"story.yaml": "title: The Ferry\n", "01-The-Lamp.md": "Old lamp.\n"})
	from := writeFolder(t, map[string]string{"lamp.md": "# Chapter 1: The Lamp\n\nNew lamp.\n"})
	args := []string{"import", filepath.Join(from, "lamp.md"), "--into", dir}
	if code, _, stderr := ranWith(t, args...); code != exitUsage || !strings.HasSuffix(stderr, ": --force writes over it\n") {
		t.Errorf("%d, %q", code, stderr)
	}
	if code, _, stderr := ranWith(t, append(args, "--force")...); code != exitOK {
		t.Fatal(code, stderr)
	}
	after := contents(t, dir)
	if len(after) != 2 || !strings.Contains(after["01-the-lamp.md"], "New lamp.") {
		t.Errorf("%v", after)
	}
}

func TestImportRefuses(t *testing.T) {
	dir := writeFolder(t, goodStory())
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	broken := writeFolder(t, map[string]string{"1.md": "Mara fell. <!-- oh\n", "again.md": "# Chapter 1\n\nOh.\n"})
	other := writeFolder(t, map[string]string{"1.md": "Another.\n", "x.jpg": "\xff\xd8\xff\x00", "01-rope.md": "# Another rope\n\nRope.\n",
		"rope.md": "Rope.\n"})
	rope, fresh := filepath.Join(dir, "01-rope.md"), filepath.Join(t.TempDir(), "new")
	for name, test := range map[string]struct {
		code int
		want string
		args []string
	}{
		"no --into":       {exitUsage, "without --into", []string{rope}},
		"no file":         {exitUsage, "without its FILE", []string{"--into", dir}},
		"no such file":    {exitUsage, "there is no ", []string{filepath.Join(dir, "none.md"), "--into", fresh}},
		"no parent":       {exitUsage, "there is no folder ", []string{rope, "--into", filepath.Join(fresh, "deep")}},
		"into a file":     {exitUsage, "no folder", []string{rope, "--into", rope}},
		"its own folder":  {exitUsage, "never written over", []string{rope, "--into", dir}},
		"by a link":       {exitUsage, "never written over", []string{rope, "--into", link}},
		"through a link":  {exitUsage, "never written over", []string{filepath.Join(link, "01-rope.md"), "--into", dir}},
		"a folder itself": {exitUsage, "to import from and into", []string{dir, "--into", dir}},
		"a folder more":   {exitUsage, "is not empty", []string{broken, "--into", dir}},
		"same names": {exitUsage, "the same name",
			[]string{filepath.Join(other, "1.md"), filepath.Join(broken, "1.md"), "--into", fresh}},
		"errors":          {exitFailed, "nothing is written", []string{filepath.Join(broken, "1.md"), "--into", fresh}},
		"twice chapter":   {exitFailed, "nothing is written", []string{filepath.Join(broken, "again.md"), "--into", dir}},
		"same name there": {exitFailed, "chapter 1 is in ", []string{filepath.Join(other, "01-rope.md"), "--into", dir}},
		"may be the same": {exitFailed, "may be the chapter that is 01-rope.md already",
			[]string{filepath.Join(other, "rope.md"), "--into", dir}},
		"no manuscript": {exitFailed, "nothing is written", []string{filepath.Join(other, "x.jpg"), "--into", fresh}},
		"encoding":      {exitUsage, "not the name of an encoding", []string{rope, "--into", fresh, "--encoding", "klingon"}},
	} {
		before := contents(t, dir)
		code, out, stderr := ranWith(t, append([]string{"import"}, test.args...)...)
		if code != test.code || !strings.Contains(stderr, test.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: %d, %q\n%s", name, code, stderr, out)
		}
		if _, err := os.Lstat(fresh); err == nil {
			t.Errorf("%s: the folder is made", name)
		}
		if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
			t.Errorf("%s: something is written: %s", name, diff)
		}
	}
}

func TestImportOfAnEncoding(t *testing.T) {
	from := t.TempDir()
	write(t, from, "1.txt", "Zofia otworzy\xb3a drzwi.\n\nBy\xb3o ju\xbf p\xf3\x9fno.\n")
	dir := filepath.Join(t.TempDir(), "drzwi")
	code, out, stderr := ranWith(t, "import", filepath.Join(from, "1.txt"), "--into", dir, "--encoding", "windows-1250")
	if code != exitOK {
		t.Fatal(out, stderr)
	}
	if got := contents(t, dir)["01.md"]; !strings.HasSuffix(got, "\n\nZofia otworzyła drzwi.\n\nByło już późno.\n") {
		t.Errorf("%q", got)
	}
}

// The list of a Longform project is imported with the files that it names, and their story.yaml.
func TestImportOfAProject(t *testing.T) {
	from := writeFolder(t, map[string]string{
		"story.yaml": "title: The Long Quay\nzone: Europe/Berlin\n",
		"Index.md":   "---\nlongform:\n  format: scenes\n  sceneFolder: draft\n  scenes:\n    - Rope\n    - - Below\n    - Water\n---\n",
	})
	if err := os.Mkdir(filepath.Join(from, "draft"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"Rope.md": "It *held*. %%secret%%\n", "Below.md": "It was dark.\n",
		"Water.md": "It rose.\n\n...\n\nThey left.\n"} {
		write(t, filepath.Join(from, "draft"), name, text)
	}
	for _, path := range []string{from, filepath.Join(from, "Index.md")} {
		dir := filepath.Join(t.TempDir(), "quay")
		code, out, stderr := ranWith(t, "import", path, "--into", dir)
		if code != exitOK || !strings.HasPrefix(out, "draft/Water.md:3:1: note: ") || !strings.Contains(out, "   3 | ...\n") {
			t.Fatalf("%d, %s\n%s", code, stderr, out)
		}
		if diff := cmp.Diff([]string{"01-rope.md", "02-water.md", "story.yaml"}, namesIn(t, dir)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", path, diff)
		}
		if s := readStory(t, dir); s.Title != "The Long Quay" || len(s.Chapters[0].Scenes) != 2 ||
			s.Release.Zone.String() != "Europe/Berlin" {
			t.Errorf("%+v", s)
		}
	}
}

func TestImportThatIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := filepath.Join(t.TempDir(), "lamps")
	var out, said bytes.Buffer
	code := run(ctx, []string{"import", filepath.Join(formats, "two.md"), "--into", dir}, func(string) string { return "" },
		&out, &said)
	if code != exitFailed || said.String() != "cliffhanger: interrupted: nothing is written\n" {
		t.Errorf("%d, %q", code, said.String())
	}
	if names := namesIn(t, filepath.Dir(dir)); len(names) > 0 {
		t.Errorf("%v are written", names)
	}
}
