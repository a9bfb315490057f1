package manuscript_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story/manuscript"
)

// Of what HTML in Markdown hides nothing is posted, and what is left out is told.
func TestHiddenInMarkdown(t *testing.T) {
	for _, test := range []struct{ name, text, want, told string }{
		{"paragraph", "A\n\n<p style=\"display:none\">LEAK</p>\n\nB", "A\nB",
			"a.md:7:1: note: what stands in this <p> is hidden, so it is not posted - take the tag out if readers are to see it"},
		{"box", "A\n\n<div hidden>\n\nLEAK\n\nLEAK\n\n</div>\n\nB", "A\nB", "this <div> is hidden"},
		{"boxes in a box", "A\n\n<div hidden><div>LEAK</div>LEAK</div>\n\nB", "A\nB", "this <div> is hidden"},
		{"words", "A <span style=display:none>LEAK</span> b", "A b", "this <span> is hidden"},
		{"styled words", "A <b style='font-size: 0'>LEAK</b> <i style=\"visibility:hidden\">LEAK</i> b", "A b",
			"this <b> is hidden"},
		{"no words joined", "A<div hidden>LEAK</div>B", "A\nB", "this <div> is hidden"},
		{"paragraph left open", "<p hidden>LEAK <p>A</p>", "A", "this <p> is hidden"},
		{"style sheet", "<style>.x{display:none}</style>\n\n<p class=x>LEAK</p>\n\nA", "A", "the <style> here is not posted"},
		{"script", "A\n\n<script>\nvar leak = \"LEAK\" < 3;\n\nLEAK()\n</script>\n\nB", "A\nB",
			"a.md:7:1: warning: the <script> here is not posted - take it out, or write \\<script> if it is meant to be read"},
		{"script with attributes", "A <SCRIPT type='x'>LEAK</Script > b", "A b", "the <script> here is not posted"},
		{"shown", "A <span style=\"color:red\">b</span> <p style='display:block'>c</p>", "A b\nc", ""},
		{"prose", "He learned <Skill hidden> and </Skill>. <a hidden", "He learned <Skill hidden> and </Skill>. <a hidden", ""},
		{"escaped", `\<script>a\</script> \<p hidden>b\</p>`, "<script>a</script> <p hidden>b</p>", ""},
		{"code", "A `<p hidden>b</p>` c", "A {c:<p hidden>b</p>} c", ""},
		{"fenced code", "```\n<p hidden>b</p>\n```", "{c:<p hidden>b</p>}", ""},
		{"script not closed", "He typed <script> twice.", "He typed <script> twice.", "this <script> is never closed"},
		{"box not closed", "A\n\n<div hidden>\n\nB", "A\nB", "error: the hidden <div> that begins here is never closed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems := manuscript.Read("a.md", []byte(unsearched+test.text))
			if diff := cmp.Diff(test.want, sketch(c)); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, problems)
			}
			said := ""
			for _, p := range problems {
				said += p.String() + "\n"
			}
			if !strings.Contains(said, test.told) || test.told == "" && said != "" {
				t.Errorf("got %q, want %q", said, test.told)
			}
			checkRoundTrip(t, c)
		})
	}
}
