package manuscript_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story/manuscript"
)

// brokenFS is a folder of which one file cannot be opened, or the folder itself cannot be listed.
type brokenFS struct {
	fstest.MapFS
	name string
	err  error
}

func (b brokenFS) fails(op, name string) error {
	if name != b.name {
		return nil
	}
	return &fs.PathError{Op: op, Path: name, Err: b.err}
}

func (b brokenFS) Open(name string) (fs.File, error) {
	if err := b.fails("open", name); err != nil {
		return nil, err
	}
	return b.MapFS.Open(name)
}

func (b brokenFS) ReadFile(name string) ([]byte, error) {
	if err := b.fails("read", name); err != nil {
		return nil, err
	}
	return b.MapFS.ReadFile(name)
}

func (b brokenFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := b.fails("open", name); err != nil {
		return nil, err
	}
	return b.MapFS.ReadDir(name)
}

func TestAFolderThatCannotBeListed(t *testing.T) {
	fsys := brokenFS{folder(map[string]string{"1.md": "A"}), ".", fs.ErrPermission}
	if _, _, err := manuscript.ReadFolder(fsys); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("error %v, want %v", err, fs.ErrPermission)
	}
}

// A file that cannot be read is an error of that file, in words; all others are read.
func TestAFileThatCannotBeRead(t *testing.T) {
	files := map[string]string{"story.yaml": "title: The Ferry\n", "1.md": "One.", "2.md": "Two.", "3.md": "Three."}
	for name, test := range map[string]struct {
		file, want string
		err        error
		title      string
	}{
		"no permission": {"2.md", "2.md: error: there is no permission to read the file, so it is not read - allow it",
			fs.ErrPermission, "The Ferry"},
		"gone meanwhile": {"2.md", "2.md: error: the file was here a moment ago and is gone, so it is not read - try again",
			fs.ErrNotExist, "The Ferry"},
		"a failing disk": {"2.md", "2.md: error: the file could not be read: " + syscall.EIO.Error() + " - close it in",
			syscall.EIO, "The Ferry"},
		"the settings": {"story.yaml", "story.yaml: error: there is no permission to read the file, so it is not read - " +
			"allow it to be read in its properties, or take it out of the folder; until then all is as if there were no " +
			"story.yaml", fs.ErrPermission, "Untitled"},
	} {
		s, problems, err := manuscript.ReadFolder(brokenFS{folder(files), test.file, test.err})
		if err != nil || len(problems) != 1 || !strings.HasPrefix(problems[0].String(), test.want) {
			t.Errorf("%s: %v, %v; want %q", name, problems, err, test.want)
		}
		read := map[string]int{}
		for _, c := range s.Chapters {
			read[c.File] = len(c.Scenes)
		}
		want := map[string]int{"1.md": 1, "2.md": 1, "3.md": 1}
		if test.file != "story.yaml" {
			want[test.file] = 0
		}
		if diff := cmp.Diff(want, read); diff != "" || s.Title != test.title {
			t.Errorf("%s: %q, scenes -want +got:\n%s", name, s.Title, diff)
		}
	}
}

// So it is where Longform lists the files: what stands below one that cannot be read stays in its chapter.
func TestAListedSceneThatCannotBeRead(t *testing.T) {
	files := map[string]string{"story.yaml": "title: A\n", "x.md": "X.", "y.md": "Y.", "z.md": "Z.",
		"index.md": "---\nlongform:\n  format: scenes\n  scenes: [x, y, [z]]\n---\n"}
	for file, want := range map[string]string{
		"x.md":     "x.md 0, y.md 2, x.md: error",
		"y.md":     "x.md 1, y.md 1, y.md: error",
		"z.md":     "x.md 1, y.md 1, z.md: error",
		"index.md": "index.md 0, x.md 1, y.md 1, z.md 1, index.md: error",
	} {
		s, problems, err := manuscript.ReadFolder(brokenFS{folder(files), file, fs.ErrPermission})
		if err != nil || len(problems) != 1 {
			t.Fatal(file, problems, err)
		}
		got := ""
		for _, c := range s.Chapters {
			got += c.File + " " + string(rune('0'+len(c.Scenes))) + ", "
		}
		if got += problems[0].File + ": " + string(problems[0].Severity); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
}

// What is no file at all is not opened: a pipe would wait for ever.
func TestWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"1.md": "One.", "7.md": "Seven."} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "elsewhere"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"2.md": "nowhere.md", "3.md": "3.md", "4.md": "elsewhere", "5.md": os.DevNull,
		"6.md": "1.md", "story.yaml": "settings.yaml"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip("no links here: ", err)
		}
	}
	s, problems, err := manuscript.ReadPath(dir, manuscript.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range problems {
		if p.Severity == "error" {
			got = append(got, p.File+": "+p.Message)
		}
	}
	want := []string{
		"story.yaml: this is a link that leads nowhere, so there is nothing to read",
		"2.md: this is a link that leads nowhere, so there is nothing to read",
		"3.md: this is a link that leads nowhere, so there is nothing to read",
		"4.md: this is a folder, not a file, so it is not read",
		"5.md: this is a device or a pipe, not a file, so it is not read",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if len(s.Chapters) != 7 || len(s.Chapters[5].Scenes) != 1 || len(s.Chapters[6].Scenes) != 1 {
		t.Errorf("%+v", s.Chapters)
	}
}
