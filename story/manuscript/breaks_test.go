package manuscript_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	serial "cliffhanger/story/sample"
)

// A breakLine is one that stands between two paragraphs of a story about Mara and Tomas.
type breakLine struct{ text, label string }

// Lines that are scene breaks, in the groups in which authors use them.
var breakLines = map[string][]breakLine{
	"signs": unlabelled("***", "* * *", "*****", "---", "-----", "- - -", "— — —", "———", "___", "_____", "~~~",
		"~ ~ ~", "~*~", "*~*~*", "=====", "===", "###", "# # #", "+++", "+ + +", "•••", "• • •", "· · ·", "◆",
		"◇ ◇ ◇", "★ ★ ★", "☆", "※※※", "§", "§§§", "⁂", "❦", "❧", "✦ ✦ ✦", "✻", "∞", "◊", "♦♦♦", "♥ ♥ ♥", "<> <> <>",
		"<<<>>>", "///", "||||", "::::", "&&&", "@@@", "~-~-~", "-*-", "-=-", "=-=-=", ".:.", "#", "~", "⸻", "・・・",
		"◆◇◆", "-----*-----", "*.*.*", "✧･ﾟ: *✧･ﾟ:*", "🌙🌙🌙", "⚔️", "。。。。。", "────────", "*", "**", "-x-x-x-", "- * -",
		"‡", "† † †", "❈", "◦ ◦ ◦", "■ ■ ■", "●", "▪▪▪", "***~***", "<3 <3 <3", "=+=+=", "/\\/\\/\\", "^^^^^", "＊＊＊",
		"～～～", "※", "☆*:.｡.", "* . * . *", "_-_-_-_", "—–—–—", "-|-|-", "<hr>", "<hr />", "<HR/>"),
	"letters": unlabelled("oOo", "OoO", "oOoOo", "-oOo-", ".oOo.", "..ooOOoo..", "~oOo~", "oooOOOooo", "0o0o0", "xXx",
		"XxX", "xXxXx", "-x-", "~x~", "--x--", "-X-", "-xXx-", "x x x", "X X X", "o o o", "-o-", "~o~", "xxxxxx",
		"--oo--", "-----o-----", "~o0o~", "oO0Oo", "-o0o-", "xXxXxXx", "+x+", "x-x-x", "o-o-o", "~~xx~~",
		"--ooOoo--", "o0o", "0o0", "O0O"),
	"words": unlabelled("scene break", "Scene Break", "[scene break]", "***Scene Break***", "--- scene break ---",
		"LINE BREAK", "linebreak", "page break", "~ time skip ~", "TIME SKIP", "(time skip)", "Timeskip",
		"-line break-", "Scene change", "[break]", "~~~ linebreak ~~~", "SCENE BREAK", "-scene break-",
		"(line break)", "~TIMESKIP~", "[Time Skip]", "-time skip-"),
	"labels": {{"*** Mara ***", "Mara"}, {"~ two years later ~", "two years later"}, {"[Flashback]", "Flashback"},
		{"FLASHBACK", "FLASHBACK"}, {"~Flashback~", "Flashback"}, {"*** end flashback ***", "end flashback"},
		{"--- Later that night ---", "Later that night"}, {"[Three weeks later]", "Three weeks later"},
		{"Mara's POV", "Mara"}, {"Mara’s POV", "Mara"}, {"MARA'S POV", "MARA"}, {"POV: Mara", "Mara"}, {"Mara POV",
			"Mara"},
		{"POV Mara", "Mara"}, {"Mara's Point of View", "Mara"}, {"(Mara's POV)", "Mara"}, {"~Mara's POV~", "Mara"},
		{"MARA", "MARA"}, {"MARA AND TOMAS", "MARA AND TOMAS"}, {"[Mara]", "Mara"}, {"~ Mara ~", "Mara"},
		{"-- Mara --", "Mara"}, {"Third person POV", "Third person"}, {"[TIME SKIP: two years]",
			"TIME SKIP: two years"},
		{"~Time skip to Friday~", "Time skip to Friday"},
		{"- Time skip brought to you by coffee -", "Time skip brought to you by coffee"}, {"{Flashback}", "Flashback"},
		{"End Flashback", "End Flashback"}, {"(flashback)", "flashback"}, {"~*~ Mara ~*~", "Mara"}, {"Mara POV:",
			"Mara"},
		{"**Mara's POV**", "Mara"}, {"-Mara-", "Mara"}, {"~Mara~", "Mara"}, {"TOMAS", "TOMAS"}, {"- The next day -",
			"The next day"},
		{"(The next morning)", "The next morning"}, {"**Three hours later**", "Three hours later"},
		{"[ Meanwhile ]", "Meanwhile"}, {"<Two days later>", "Two days later"}},
}

// unlabelled returns lines that give the scene below no label.
func unlabelled(texts ...string) []breakLine {
	out := make([]breakLine, len(texts))
	for i, text := range texts {
		out[i].text = text
	}
	return out
}

// Lines that stand alone in stories and are no scene breaks.
var lookAlikes = []string{"“…”", `"..."`, "X.", "xoxo", "?!", "!!!", "???", "Ooo", "Oooh.", "£.", "$$$", "“—”", `"—"`,
	":)", ":(", ";-)", "^_^", "^^", "-_-", ">_<", ";_;", "<3", "o_o", "O_O", "T_T", "XD", "No.", "BOOM", "CRASH!",
	"1986", "III", "A.", "I.", "Oo.", "XX", "10:45", "5", "Mara?", "MARA!", "STOP", "Dear Tomas,", "– Yes.",
	"—Mara", "~Mara", "P.S.", "100%", "(…)", "[…]", "#1", "1 + 1 = 2", "+1", "50/50", "24/7", "@mara", "#blessed",
	"¿?", "😂😂😂", "👍", ":-/", "Later.", "Three days later.", "XOXO, Mara", "O!", "ooh", "Time skipped.",
	"A break.", "The scene broke up.", "Point of view is everything.", "[laughs]", "(sighs)", "*bows*",
	"-- What?", "He — no.", "x", "o", "0", "‘…’", "«…»", "„—“", "...!", "…?", "N°5", "=)", "O.", "One",
	"[REDACTED]", "ERROR 404", "OK", "[Y/N]", "Mm.", "“Mara.”", "— Mara?", "Mara…", "Zzz", "Ha ha ha", "LOL",
	"OOOH", "ooo...", "Aaa", "xx", "Love, Mara", "M", "…and then nothing", "—and that was that", "Fin", "Two.",
	"Later that night, alone", "In the morning", "[static]", "[end of tape]", "[Player 1 joined]", "<silence>",
	"> run", "$ ls", "HTTP 200", "A+", "9/11", "12.", "July 4, 1998", "Monday", "MONDAY", "EXIT", "NO ENTRY",
	"MARA'S BAR", "Mara's", "Tomas's boat", "*sigh*", "**CLICK**", "_never_", "O_o", "uwu", "(-_-)", "*-*",
	"♪ la la ♪", "½", "x = 2"}

// Lines that are asked about.
var doubtfulLines = []string{"...", "…", ". . .", "—", "–", "[...]", "🌙", "xxx", "Three days later",
	"Two weeks later...", "Meanwhile", "The next morning:", "Later that night", "XOXOXOX", "Mara", "XOX", "♪♪♪",
	"❤️", "=", "&", "@", "%"}

// between returns what is read of a line between two paragraphs, and what is said about it.
func between(file, text string) (story.Chapter, []string) {
	const above = "Mara went down to the water, and Tomas followed her, and it was Mara who spoke.\n\n"
	const below = "\n\nThe boat was gone when Tomas came back, and he stood there until Mara called him in.\n"
	front := "---\nnote: none\nquestion: none\ntitle: A\n---\n"
	c, problems := manuscript.Read(file, []byte(front+above+text+below))
	var said []string
	for _, p := range problems {
		said = append(said, p.String())
	}
	return c, said
}

// TestBreakLines finds the lines that authors write for a scene break, in text and in Markdown.
func TestBreakLines(t *testing.T) {
	lines, found := 0, 0
	for group, list := range breakLines {
		for _, l := range list {
			for _, file := range []string{"a.txt", "a.md"} {
				c, said := between(file, l.text)
				lines++
				if len(c.Scenes) == 2 && c.Scenes[1].Label == l.label {
					found++
					continue
				}
				t.Errorf("%s, %s: %q: %d scenes, the last labelled %q, want %q (%v)",
					group, file, l.text, len(c.Scenes),
					c.Scenes[len(c.Scenes)-1].Label, l.label, said)
			}
		}
	}
	t.Logf("%d of %d lines that are scene breaks found", found, lines)
}

// TestProseLines leaves lines alone that look like scene breaks.
func TestProseLines(t *testing.T) {
	wrong, asked := 0, 0
	for _, text := range lookAlikes {
		for _, file := range []string{"a.txt", "a.md"} {
			c, said := between(file, text)
			if strings.Contains(fmt.Sprint(said), "may be a scene break") {
				asked++
				t.Logf("asked: %q", text)
			}
			if len(c.Scenes) != 1 {
				wrong++
				t.Errorf("%s: %q is taken for a scene break", file, text)
			}
		}
	}
	t.Logf("%d of %d lines of prose taken for breaks, %d asked about", wrong, 2*len(lookAlikes), asked)
}

// TestDoubtfulLines asks about lines that are either.
func TestDoubtfulLines(t *testing.T) {
	for _, text := range doubtfulLines {
		for _, file := range []string{"a.txt", "a.md"} {
			c, said := between(file, text)
			if len(c.Scenes) != 1 || !strings.Contains(fmt.Sprint(said), "may be a scene break") {
				t.Errorf("%s: %q: %d scenes, said %v", file, text, len(c.Scenes), said)
			}
		}
	}
}

// TestBreaksInProse reads whole stories, in which nothing but their breaks may be taken for one.
func TestBreaksInProse(t *testing.T) {
	files, err := filepath.Glob("cuts/testdata/corpus/*.md")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d stories (%v)", len(files), err)
	}
	paragraphs := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c, problems := manuscript.Read(filepath.Base(name), data)
		if want := strings.Count(string(data), "\n***\n") + 1; len(c.Scenes) != want || len(problems) > 0 {
			t.Errorf("%s: %d scenes, want %d (%v)", name, len(c.Scenes), want, problems)
		}
		for _, s := range c.Scenes {
			paragraphs += len(s.Blocks)
		}
	}
	s, problems, err := serial.Story()
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	for _, c := range s.Chapters {
		for _, scene := range c.Scenes {
			paragraphs += len(scene.Blocks)
		}
	}
	t.Logf("no false break and no question among %d paragraphs", paragraphs)
}

// TestNumerals takes lone numerals for the numbers of scenes where they count up with prose between them, and nowhere
// else.
func TestNumerals(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"1\n\nA.\n\n2\n\nB.", "L 1\nA.\n|\nL 2\nB."},
		{"I.\n\nA.\n\nII.\n\nB.", "L I\nA.\n|\nL II\nB."},
		{"i\n\nA.\n\nii\n\nB.", "L i\nA.\n|\nL ii\nB."},
		{"(1)\n\nA.\n\n(2)\n\nB.", "L 1\nA.\n|\nL 2\nB."},
		{"A.\n\n2\n\nB.\n\n3\n\nC.", "A.\n|\nL 2\nB.\n|\nL 3\nC."},
		{"A.\n\n3\n\nB.\n\n2\n\nC.\n\n1\n\nD.", "A.\n3\nB.\n2\nC.\n1\nD."},
		{"He counted.\n\n1\n\n2\n\n3\n\nGo.", "He counted.\n1\n2\n3\nGo."},
		{"A.\n\n2\n\nB.", "A.\n2\nB."},
		{"A.\n\n1\n\nB.\n\n3\n\nC.", "A.\n1\nB.\n3\nC."},
		{"I\n\nA.", "I\nA."},
	} {
		c, problems := manuscript.Read("a.md", []byte(unsearched+test.text))
		if got := sketch(c); got != test.want {
			t.Errorf("%q: %q, want %q (%v)", test.text, got, test.want, problems)
		}
	}
}

// TestSetOff takes heads that are centred or bold for what they look like, and asks about the same in plain lines.
func TestSetOff(t *testing.T) {
	const page = "<p>Then Mara went, and Mara came.</p><p%s>%s</p><p>It was all over when Mara woke.</p>"
	for _, text := range []string{"Mara", "Three days later"} {
		for _, set := range []struct {
			attributes, text, label string
		}{
			{` style="text-align:center"`, text, text},
			{"", "<b>" + text + "</b>", text},
			{"", text, ""},
			{"", "<i>" + text + "</i>", ""},
		} {
			c, problems := manuscript.Read("a.html", fmt.Appendf(nil, page, set.attributes, set.text))
			if len(c.Scenes) == 2 != (set.label != "") || len(c.Scenes) == 2 && c.Scenes[1].Label != set.label {
				t.Errorf("%s %s: %v (%v)", set.attributes, set.text, c.Scenes, problems)
			}
			if set.label == "" && !strings.Contains(fmt.Sprint(problems), "write *** "+text+" ***") {
				t.Errorf("%s: the hint does not say what to write: %v", set.text, problems)
			}
		}
	}
}
