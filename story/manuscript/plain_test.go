package manuscript_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

func TestPlainText(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("He walked along the river and thought of nothing in particular. ", 3))
	for _, test := range []struct{ name, text, want string }{
		{"emphasis", "He was *not* _amused_, **at all** (*really*).", "He was {i:not} {i:amused}, {b:at all} ({i:really})."},
		{"bold italic", "***No!*** he said.", "{ib:No!} he said."},
		{"nested emphasis", "**He was *not* well.**", "{b:He was }{ib:not}{b: well.}"},
		{"emphasis in speech", "\"*Now*,\" he said – *then* left.", "\"{i:Now},\" he said – {i:then} left."},
		{"no emphasis", "5*3*2 snake_case_name * a * b_ 2 *", "5*3*2 snake_case_name * a * b_ 2 *"},
		{"no markup", "# not a heading, is it?\n> no letter, either.\n- Yes, he said.\n<u>&amp;\\*",
			"# not a heading, is it?\n> no letter, either.\n" +
				"- Yes, he said.\n<u>&amp;\\*"},
		{"breaks", "A.\n* * *\nB.\n⁂\nC.\n-----\nD.\noOo\nE.\n~ Mara ~\nF.", "A.\n|\nB.\n|\nC.\n|\nD.\n|\nE.\n|\nL Mara\nF."},
		{"one blank in many lines", strings.Repeat(long+"\n", 4) + "\n" + strings.Repeat(long+"\n", 4),
			strings.Repeat(long+"\n", 4) + "|\n" + strings.TrimSpace(strings.Repeat(long+"\n", 4))},
		{"two blanks among single ones", strings.Repeat(long+"\n\n", 5) + "\n\n" + strings.Repeat(long+"\n\n", 5),
			strings.Repeat(long+"\n", 5) + "|\n" + strings.TrimSpace(strings.Repeat(long+"\n", 5))},
		{"poem", long + "\n\nRoses are red\nviolets are blue\nthe ferry is late\n\n" + long, long +
			"\nV Roses are red/violets are blue/the ferry is late\n" + long},
		{"dialogue is no poem", long + "\n\n\"Yes.\"\n\"No.\"\n\"Yes.\"\n\n" + long, long +
			"\n\"Yes.\"\n\"No.\"\n\"Yes.\"\n" + long},
		{"wrapped around an ornament", wrap([]string{long}, 60, "", "") + "\n***\n" + wrap([]string{long, long}, 60, "",
			"\n\n"),
			long + "\n|\n" + long + "\n" + long},
		{"words broken at a hyphen", "It was early on a cold day in the morn-\ning when the big old and very well-\n" +
			"known ferry came over the water with two-\nand three hundred people whom nobody saw--\n" +
			"for the fog lay low. By the next morning\nall of them had gone away from this town,\n" +
			"and the water was as still as any water\ncan be that has a town on either side of\nit.\n",
			"It was early on a cold day in the morning when the big old and very well-known ferry came over the water with " +
				"two- and three hundred people whom nobody saw-- for the fog lay low. By the next morning all of them had gone " +
				"away from this town, and the water was as still as any water can be that has a town on either side of it."},
		{"Japanese, wrapped", strings.TrimSpace(strings.Repeat("マラは夜明け前に川へ下りた、そして縄は切られていたのを見た、誰かが夜に\n", 6)),
			strings.Repeat("マラは夜明け前に川へ下りた、そして縄は切られていたのを見た、誰かが夜に", 6)},
		{"ideographic indent", "　once upon a time.\n　then again.", "once upon a time.\nthen again."},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems := manuscript.Read("a.txt", []byte(unsearched+test.text))
			if diff := cmp.Diff(test.want, sketch(c)); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, problems)
			}
			checkRoundTrip(t, c)
		})
	}
}

func TestPlainTitles(t *testing.T) {
	for _, test := range []struct {
		first, title string
		number       int
		told         bool
	}{
		{"Chapter 7: The Cellar\n", "The Cellar", 7, false},
		{"Chapter Seven\nThe Cellar\n", "The Cellar", 7, false},
		{"VII\n", "", 7, false},
		{"The Cellar\n", "The Cellar", 0, true},
		{"The cellar was cold.\n", "", 0, false},
		{"\"The cellar\"\n", "", 0, false},
		{"the cellar\n", "", 0, false},
		{"A/N: Hello\n", "", 0, false},
		{"I – I don't know what to say.\n", "", 0, false},
	} {
		c, problems := manuscript.Read("a.txt", []byte(test.first+body))
		told := len(problems) > 0 && problems[0].Line == 1 && strings.Contains(problems[0].Message, "chapter's title")
		if c.Title != test.title || c.Number != test.number || told != test.told {
			t.Errorf("%q: number %d, title %q, told %t; want %d, %q, %t (%v)", test.first, c.Number, c.Title, told,
				test.number, test.title, test.told, problems)
		}
	}
}

func TestEncodings(t *testing.T) {
	const want = "Café “Zoë” – naïve."
	utf16le := []byte{0xff, 0xfe}
	utf16be := []byte{0xfe, 0xff}
	var bare []byte
	for _, r := range "Plain letters, in a row.\n" {
		bare = append(bare, byte(r), 0)
	}
	for _, r := range want {
		utf16le = append(utf16le, byte(r), byte(r>>8))
		utf16be = append(utf16be, byte(r>>8), byte(r))
	}
	for _, test := range []struct {
		name     string
		data     []byte
		want     string
		problems []string
	}{
		{"UTF-8", []byte(want), want, nil},
		{"BOM", []byte("\ufeff" + want), want, nil},
		{"UTF-16 LE", utf16le, want, nil},
		{"UTF-16 BE", utf16be, want, nil},
		{"UTF-16 cut short", append(utf16le, 'x'), want,
			[]string{"a.txt: warning: the UTF-16 file ends in half a character"}},
		{"UTF-16 without a mark", bare, "Plain letters, in a row.", []string{"a.txt: warning: the file is read as utf-16le"}},
		{"Windows-1252", []byte("Caf\xe9 \x93Zo\xeb\x94 \x96 na\xefve."), want,
			[]string{"a.txt:1:1: warning: the text is not UTF-8; by its letters it is taken for windows-1252: “Café”"}},
		{"controls", []byte("Caf\x01é “Zoë”\x02 – naïve."), want, []string{"a.txt:1:4: warning: an invisible control " +
			"character"}},
		{"lost", []byte("A \ufffd."), "A \ufffd.", []string{"a.txt:1:3: warning: the character \ufffd stands for"}},
		{"CR", []byte("One.\rTwo."), "One.\nTwo.", nil},
		{"CRLF", []byte("One.\r\nTwo.\r\n"), "One.\nTwo.", nil},
		{"NUL", []byte("One.\nT\x00wo."), "", []string{"a.txt:2:2: error: a NUL byte"}},
		{"binary", []byte("\x00\xff\x00\xfe\x01"), "", []string{"a.txt: error: the file holds NUL bytes"}},
		{"zip", []byte("PK\x03\x04..."), "", []string{"a.txt: error: this is a zip archive"}},
		{"large", make([]byte, 3<<20), "", []string{"a.txt: error: the file is larger than 2 MiB"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems := manuscript.Read("a.txt", test.data)
			if got := sketch(c); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if len(problems) != len(test.problems) {
				t.Fatalf("problems %v, want %q", problems, test.problems)
			}
			for i, p := range problems {
				if !strings.HasPrefix(p.String(), test.problems[i]) {
					t.Errorf("problem %q, want %q", p, test.problems[i])
				}
			}
		})
	}
}

func TestFormats(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"a.MD", "*a*", "{i:a}"},
		{"a.markdown", "*a*", "{i:a}"},
		{"a.txt", "# a, b.", "# a, b."},
		{"noname", "# Title\n\na &amp; b", "a & b"},
		{"noname", "---\ntitle: x\n---\na &amp; b", "a & b"},
		{"noname", "a &amp; b", "a &amp; b"},
		{"noname", "a\n\n##", "a"}, // it ends behind what might begin a heading
		{"a.docx", "a", ""},
		{"a.html", "<p><i>a</i>", "{i:a}"},
		{"a.XHTML", "<p>a<br/>b</p>", "a/b"},
		{"a.txt", "<!DOCTYPE html><p>a</p>", "a"},
		{"noname", "<html><p>a</p>", "a"},
		{"a.rtf", "a", ""},
		{"a.pages", "a", ""},
	} {
		c, problems := manuscript.Read(test.name, []byte(test.text))
		if got := sketch(c); got != test.want {
			t.Errorf("%s %q: %q, want %q (%v)", test.name, test.text, got, test.want, problems)
		}
		if test.want == "" && !story.HasErrors(problems) {
			t.Errorf("%s: no error", test.name)
		}
		if c.File != test.name {
			t.Errorf("File is %q, want %q", c.File, test.name)
		}
	}
}
