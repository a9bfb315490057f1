package manuscript_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	"cliffhanger/story/manuscript/charset"
)

// encoded returns a text in an encoding.
func encoded(t *testing.T, enc encoding.Encoding, text string) string {
	t.Helper()
	out, err := enc.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// onDisk writes files into a folder of their own.
func onDisk(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestNamedEncoding reads a folder whose files are of a named encoding, but for one that was saved again as UTF-8.
func TestNamedEncoding(t *testing.T) {
	const text = "Łukasz gasił światło."
	dir := onDisk(t, map[string]string{
		"story.yaml": encoded(t, charmap.Windows1250, "title: Światło\n"),
		"1.md":       encoded(t, charmap.Windows1250, "One.\n\n"+text),
		"2.txt":      text,
		"3.html":     encoded(t, charmap.Windows1250, "<meta charset=iso-8859-1><p>One.</p>\n<p>"+text),
		"4.txt":      "Plain.",
	})
	s, problems, err := manuscript.ReadPath(dir, manuscript.Options{Encoding: "CP1250"})
	if err != nil || len(s.Chapters) != 4 || s.Title != "Światło" {
		t.Fatal(s, problems, err)
	}
	for i, want := range []string{"One.\n" + text, text, "One.\n" + text, "Plain."} {
		if got := sketch(s.Chapters[i]); got != want {
			t.Errorf("%s: %q", s.Chapters[i].File, got)
		}
	}
	want := []string{"story.yaml:1:8: note: the file is read as windows-1250: “Światło”",
		"1.md:3:1: note: the file is read as windows-1250: “Łukasz”",
		"2.txt: note: the file shows itself to be utf-8, so it is not read as CP1250",
		"3.html:2:4: note: the file is read as windows-1250: “Łukasz”"}
	if len(problems) != len(want) {
		t.Fatal(problems)
	}
	for i, p := range problems {
		if !strings.HasPrefix(p.String(), want[i]) {
			t.Errorf("problem %q, want %q", p, want[i])
		}
	}
	if _, problems, err = manuscript.ReadPath(dir, manuscript.Options{}); err != nil || len(problems) != 3 {
		t.Fatal(problems, err)
	}
	for _, p := range problems {
		if p.Severity != story.Warning || !strings.Contains(p.Hint+p.Message, "UTF-8") {
			t.Errorf("not told: %v", p)
		}
	}
}

func TestUnknownEncoding(t *testing.T) {
	dir := onDisk(t, map[string]string{"1.md": "One."})
	for _, path := range []string{dir, filepath.Join(dir, "1.md")} {
		_, _, err := manuscript.ReadPath(path, manuscript.Options{Encoding: "latin-99"})
		var unknown *charset.NameError
		if !errors.As(err, &unknown) || !strings.Contains(err.Error(), "“latin-99”") ||
			!strings.Contains(err.Error(), "koi8-r") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestFoundEncoding reads whole files, pages among them, whose encoding nobody named.
func TestFoundEncoding(t *testing.T) {
	for _, test := range []struct {
		name, text string
		enc        encoding.Encoding
		told       string
	}{
		{"a.txt", "Смотритель маяка считал ступени.\n\nНикто не пришёл.", charmap.KOI8R, "koi8-r: “Смотритель”"},
		{"a.md", "Смотритель маяка считал ступени.\n\nНикто *не* пришёл.", charmap.Windows1251,
			"windows-1251: “Смотритель”"},
		{"a.html", "<p>灯台守は階段を数えながら、ゆっくりと上っていった。</p>", japanese.ShiftJIS, "shift_jis: “灯台守"},
	} {
		want, _ := manuscript.Read(test.name, []byte(test.text))
		got, problems := manuscript.Read(test.name, []byte(encoded(t, test.enc, test.text)))
		if sketch(got) != sketch(want) || len(problems) == 0 || !strings.Contains(problems[0].Message, test.told) ||
			problems[0].Severity != story.Warning || problems[0].Line != 1 {
			t.Errorf("%s: %q, %v", test.told, sketch(got), problems)
		}
	}
}
