package manuscript_test

import (
	"fmt"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

const asks = "---\nquestion: {text: What now?, options: [\"🏮 The lamp\", The boat]}\n---\nOne.\n"

// ways writes the files of a story whose first chapter asks, each of the others given as its name and its front matter.
func ways(files ...string) map[string]string {
	all := map[string]string{"story.yaml": "title: A\n", "01.md": asks}
	for _, f := range files {
		name, front, _ := strings.Cut(f, " ")
		all[name] = "---\n" + strings.ReplaceAll(front, "; ", "\n") + "\n---\nProse.\n"
	}
	return all
}

func TestBranches(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"emoji and words", ways("02-a.md branch: 🏮", "02-b.md branch: the  boat"), "2 1/🏮 The lamp, 2 1/🇦 The boat"},
		{"a whole option", ways("02-a.md branch: 🏮 The lamp", "02-b.md branch: else"), "2 1/🏮 The lamp, 2 1/else"},
		{"by number", ways("04-a.md number: 4; branch: 🏮", "04-b.md branch: 1/🇦", "05-a.md branch: 1/🏮"),
			"4 1/🏮 The lamp, 4 1/🇦 The boat, 5 1/🏮 The lamp"},
		{"none", ways("02-a.md branch: none", "02-b.md branch: Else", "02-c.md branch: 1 / 🏮"),
			"2 1/🚫 , 2 1/else, 2 1/🏮 The lamp"},
		{"on a way", ways("02-a.md branch: 🏮; question: {text: And?, options: [Up, Down]}", "02-b.md branch: The boat",
			"03-a.md branch: Up", "03-b.md branch: Down", "03-c.md branch: 1/The boat"),
			"2 1/🏮 The lamp, 2 1/🇦 The boat, 3 2/🇦 Up, 3 2/🇧 Down, 3 1/🇦 The boat"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, problems := readFolder(t, test.files)
			for _, p := range problems {
				if !strings.Contains(p, ": note: ") {
					t.Errorf("problem: %s", p)
				}
			}
			var got []string
			for _, c := range s.Ways {
				option := c.Branch.Option.Emoji + " " + c.Branch.Option.Text
				if c.Branch.Else {
					option = "else"
				}
				got = append(got, fmt.Sprintf("%d %d/%s", c.Number, c.Branch.Vote, option))
				checkRoundTrip(t, reread(t, c))
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got %s, want %s", strings.Join(got, ", "), test.want)
			}
			if len(s.Chapters) != 1 {
				t.Errorf("%d chapters are told in any case", len(s.Chapters))
			}
		})
	}
}

// reread is a chapter as it is where nothing is known of the others.
func reread(t *testing.T, c story.Chapter) story.Chapter {
	t.Helper()
	c, problems := manuscript.Read("x.md", manuscript.Print(c))
	if story.HasErrors(problems) {
		t.Fatal(problems)
	}
	return c
}

func TestWrongBranches(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"unknown", ways("02-a.md branch: The lanp", "02-b.md branch: else"),
			"02-a.md:2:9: error: “The lanp” is no option of chapter 1's question - did you mean “the lamp”?"},
		{"far from any", ways("02-a.md branch: Sleep", "02-b.md branch: else"),
			"write one of 🏮 The lamp, 🇦 The boat, or “none” for none of these"},
		{"of an earlier question", ways("02.md question: {text: And?, options: [Up, Down]}", "03-a.md branch: 🏮",
			"03-b.md branch: else"),
			"“🏮” is no option of chapter 2's question - for that of chapter 1 write “branch: 1/🏮”"},
		{"no way for an option", ways("02-a.md branch: 🏮"),
			"02-a.md:2:9: warning: no chapter 2 follows if readers of chapter 1 choose “The boat”: the story then waits, and you are asked"},
		{"two files for one option", ways("02-a.md branch: 🏮", "02-b.md branch: The lamp", "02-c.md branch: else"),
			"02-b.md:2:9: error: chapter 2 for “The lamp” is here and in 02-a.md"},
		{"different numbers", ways("02-a.md branch: 🏮", "03-b.md branch: The boat"),
			"02-a.md:2:9: error: this way begins with chapter 2, and that of “The boat” with chapter 3"},
		{"one without a branch", ways("02-a.md branch: 🏮", "02-b.md title: B"),
			"error: chapter 2 is here and in 02-a.md - write “branch: …” in both"},
		{"not before", ways("02-a.md branch: 2/🏮"), "chapter 2 cannot depend on the question of chapter 2"},
		{"asks nothing", ways("02.md title: B", "03-a.md branch: 2/🏮"),
			"chapter 2 asks nothing on which a chapter could depend"},
		{"no question before", map[string]string{"1-a.md": "---\nbranch: a\n---\nx"},
			"no chapter before chapter 1 asks anything"},
		{"in words", map[string]string{"1.md": "---\nquestion: Who?\nvote: {style: answers}\n---\nx",
			"2.md": "---\nbranch: a\n---\nx"},
			"chapter 1's question is answered in words, and nothing is chosen"},
		{"open", map[string]string{"1.md": "---\nquestion: Who?\n---\nx", "2.md": "---\nbranch: a\n---\nx"},
			"warning: readers put forward themselves what chapter 1's vote chooses from"},
		{"no such number", ways("02-a.md branch: 0/🏮"), "error: “0/🏮” is no option of a vote"},
		{"no option", ways("02-a.md branch: 1/"), "error: “1/” is no option of a vote"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, problems := readFolder(t, test.files)
			all := problems
			if !strings.Contains(strings.Join(all, "\n"), test.want) {
				t.Errorf("want %s in\n%s", test.want, strings.Join(all, "\n"))
			}
		})
	}
}

func TestWaysMayHaveOneDate(t *testing.T) {
	_, problems := readFolder(t, ways("02-a.md branch: 🏮; date: 2026-12-24 18:00",
		"02-b.md branch: else; date: 2026-12-24 18:00",
		"03.md date: 2026-12-24 18:00"))
	if len(problems) != 1 || !strings.HasPrefix(problems[0], "03.md:2:7: warning: chapter 3 has a date") {
		t.Errorf("problems %v, want one about chapter 3", problems)
	}
}
