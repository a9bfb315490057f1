package manuscript_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story/manuscript"
)

// Footnotes are left out and told, as in other formats; links by label are links.
func TestReferencesInMarkdown(t *testing.T) {
	const lost = "warning: the footnote here is not posted - work it into the text, or into the author's note\n"
	for _, test := range []struct{ name, text, want, told string }{
		{"footnote", "The bell[^1] rang.\n\nShe ran.\n\n[^1]: An old one.\n", "The bell rang.\nShe ran.", "a.md:5:9: " + lost},
		{"two", "The bell [^a] rang[^b].\n\n[^a]: An old one,\n    of iron.\n[^b]: Twice[^a].\n\nShe ran.",
			"The bell rang.\nShe ran.", "a.md:5:9: " + lost + "a.md:5:19: " + lost},
		{"wrapped footnote", "It rang[^1].\n\n[^1]: An old one\nof iron.\n\nShe ran.", "It rang.\nShe ran.", "a.md:5:8: " + lost},
		{"break below", "It rang[^1].\n\n[^1]: An old one.\n***\nShe ran.", "It rang.\n|\nShe ran.", "a.md:5:8: " + lost},
		{"every line", "It rang[^1].\n[^1]: An old one.\nShe ran.\nHe sat.\nShe stood.\nHe lay.",
			"It rang.\nShe ran.\nHe sat.\nShe stood.\nHe lay.", "a.md:5:8: " + lost},
		{"in its place", "The bell ^[An *old* [sic] one,\nof iron.] rang.\n\nShe ran^[Fast.].", "The bell rang.\nShe ran.",
			"a.md:5:9: " + lost + "a.md:8:8: " + lost},
		{"one in another", "The bell^[An old^[Or not.] one[^1].] rang.\n\n[^1]: Of iron.", "The bell rang.",
			"a.md:5:9: " + lost},
		{"no end", "The bell^[ rang.\n\nShe ran]. \\^[No.] `^[no]` ^[ ]", "The bell^[ rang.\nShe ran]. ^[No.] {c:^[no]} ^[ ]", ""},
		{"a face", "[^_^] she wrote.\n\n[^.^]: hello", "[^_^] she wrote.\n[^.^]: hello", ""},
		{"escaped", "It rang\\[^1].\n\n[^1]: An old one.", "It rang[^1].\n[^1]: An old one.", ""},
		{"code", "`[^1]` it was.\n\n[^1]: An old one.", "{c:[^1]} it was.\n[^1]: An old one.", ""},
		{"link", "See [the *map*][r] now.\n\n[r]: https://x.org/a_b_c \"Title\"\n",
			"See {@https://x.org/a_b_c:the }{i@https://x.org/a_b_c:map} now.", ""},
		{"link in angles", "See [R][] now.\n\n[r]: <https://x.org/a>", "See {@https://x.org/a:R} now.", ""},
		{"chat", "[Mara]: hello\n\n[Mara]: https://x.org/a\n\n[Tomas]: oh", "[Mara]: hello\n[Mara]: https://x.org/a\n[Tomas]: oh",
			""},
		{"label not defined", "See [the map][r] now.", "See [the map][r] now.", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems := manuscript.Read("a.md", []byte(unsearched+test.text))
			if diff := cmp.Diff(test.want, sketch(c)); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, problems)
			}
			said := ""
			for _, p := range problems {
				if !strings.Contains(p.Message, "every line") {
					said += p.String() + "\n"
				}
			}
			if said != test.told {
				t.Errorf("got %q, want %q", said, test.told)
			}
			checkRoundTrip(t, c)
		})
	}
}
