package manuscript_test

import (
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// TestHostileFiles reads files that make careless readers recurse or take time in the square of their size. A reader
// that does so does not end within the test's time.
func TestHostileFiles(t *testing.T) {
	const size = 4_000
	for _, unit := range []string{
		">", "> ", "- ", "1. ", "*", "*a ", "*a **a ", "_a ", "[", "[a](", "![", "`", "``a`", "<", "<u>", "<!--", "%%a%%",
		"||", "~~a",
		"[[a|b]] ", "&amp;", "\\", "***\n", "- x\n", "a?\n", "## Question\n", "## Notes\n\n***\n\n", "A) x ", "(If none? ",
		"\u3000", "a\n\n\n",
		"\n", "\r", "MARA\n", "1\n", "🗡 x\n", "? ", "---\n", "title: a\n", "---\ntitle: ", "  - ", "{", "[a, ", "&a *a ",
		"\"",
	} {
		for _, name := range []string{"a.md", "a.txt"} {
			for _, head := range []string{"", "---\ntitle: x\nnote: ", "Prose.\n\n## Question\n\n"} {
				data := head + strings.Repeat(unit, size/len(unit))
				c, problems := manuscript.Read(name, []byte(data))
				if len(c.Scenes) == 0 && !story.HasErrors(problems) {
					t.Errorf("%q in %s: neither a scene nor an error", unit, name)
				}
			}
		}
	}
}

func TestHostileSettings(t *testing.T) {
	const size = 15_000
	for _, unit := range []string{"[", "{", "[a, ", "{a: ", "- ", "? ", "&a ", "a: ", "\"", "%", "a: b\n", "a"} {
		data := "title: A\nx: " + strings.Repeat(unit, size/len(unit))
		s, problems, err := manuscript.ReadFolder(folder(map[string]string{"story.yaml": data, "1.md": "A"}))
		if err != nil || s.Title == "" || len(problems) == 0 {
			t.Errorf("%q: %v, title %q, problems %v", unit, err, s.Title, problems)
		}
	}
}
