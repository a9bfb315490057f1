package office_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/officetest"
)

const ferry = `H1 Chapter 1: The Rope
P The ferry came in /slowly/, and *nobody* on the pier said a word about it. /What a cold morning/, Mara thought.
P “Who is steering?” she asked. ~Nobody.~ The /bell/ answered her.
Q Keep to the left bank. Trust no lantern.
CUT
P On the other side there were three doors:
I • a red one
I • a blue one
I • one that /hummed/
I 1. Knock.
I 2. Wait.
P She read the [sign](https://example.com/sign) twice, and ` + "`exit`" + ` was written below.
H1 Chapter 2: The Lantern
V the first line of the song⏎the second line of it⏎the third, and the last
P It was /not/ her lantern.
CUT
P Thank you for reading! What should she do?
`

// TestSame reads the same manuscript from the files of four programs and prints what each keeps.
func TestSame(t *testing.T) {
	for _, name := range []string{"pandoc.docx", "pandoc.odt", "writer.docx", "writer.odt"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		work, problems := readers[filepath.Ext(name)](name, data)
		got := officetest.Show(work)
		if diff := cmp.Diff(ferry, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if work.Title != "The Salt Ferry" || work.Author != "A. Writer" || work.Language != "en-GB" {
			t.Errorf("%s: title %q, author %q, language %q", name, work.Title, work.Author, work.Language)
		}
		told := officetest.Messages(problems)
		want := "5:60: warning: the footnote here is not posted, after “The bell answered her”\n"
		if told != want {
			t.Errorf("%s: problems\n%swant\n%s", name, told, want)
		}
		paras, italics, cuts := count(work)
		t.Logf("%-11s %d paragraphs, %d in italics, %d breaks, %d leaks", name, paras, italics, cuts,
			strings.Count(got+told, "LEAK"))
	}
}

// count counts the paragraphs, the runs in italics, and the breaks of a work.
func count(w body.Work) (paras, italics, cuts int) {
	for _, c := range w.Chapters {
		for _, p := range c.Paras {
			if p.Cut {
				cuts++
				continue
			}
			paras++
			for _, r := range p.Runs {
				if r.Style&story.Italic != 0 {
					italics++
				}
			}
		}
	}
	return paras, italics, cuts
}
