package markup_test

import (
	"strings"
	"testing"

	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/body/bodytest"
	"cliffhanger/story/manuscript/markup"
)

// Links that readers cannot follow are told once, unless their words say the address.
func TestLinks(t *testing.T) {
	const hint = " - if readers need the address, write it whole, beginning with https://"
	for _, test := range []struct{ name, in, want, told string }{
		{"to the web", `<p>a <a href="https://x.org/y">b</a>`, "a [b](https://x.org/y)", ""},
		{"through Google", `<a href="https://www.google.com/url?q=https://x.org/y&sa=D">b</a>`, "[b](https://x.org/y)", ""},
		{"to a mailbox", "<p>a\n<p><a href=\"mailto:m@x.org\"><b>w</b>rite</a>", "a\n**w**rite",
			"a.html:2:32: note: the link to “mailto:m@x.org” leads nowhere on Discord; its words are kept" + hint},
		{"several", `<p><a href="/users/mara">me</a> <a href="www.x.org">b</a> <a href="tel:1">c</a>`, "me b c",
			"a.html:1:26: note: 3 links lead nowhere on Discord, the first of them, to “/users/mara”, here; their words are kept" +
				hint},
		{"said by its words", `<a href="mailto:M@x.org">m@x.org</a> <a href="www.x.org/">x.org</a>`, "m@x.org x.org", ""},
		{"within the page", `<a href="#top">a</a><a name="top">b</a><a href="">c</a><a href="javascript:x()">d</a>`, "abcd", ""},
		{"of a title", `<h3><a href="/works/1">Chapter 1</a></h3><p>a`, "#### Chapter 1\na", ""},
		{"of no words", `<a href="/next.html"><img alt="*" src="x.png"></a><p style="display:none"><a href="/x">LEAK</a>`, "*",
			"a.html:1:22: note: the link to “/next.html” leads nowhere on Discord; its words are kept" + hint},
	} {
		w, problems := markup.Read("a.html", []byte(test.in))
		if _, got, _ := strings.Cut(bodytest.Show(w), "\n"); got != test.want+"\n" {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
		told := ""
		for _, p := range problems {
			told += p.String()
		}
		if told != test.told {
			t.Errorf("%s: told %q, want %q", test.name, told, test.told)
		}
	}
}

// Links between the files of a book lead somewhere only in it.
func TestLinksOfBooks(t *testing.T) {
	var problems body.Problems
	r := markup.New(&problems)
	r.Page(markup.Page{Part: "a.xhtml", Data: []byte(`<p><a href="b.xhtml#x">a</a>`), XML: true})
	r.Page(markup.Page{Part: "b.xhtml", Data: []byte(`<p><a href="mailto:m@x.org">b</a>`), XML: true})
	r.Work()
	if told := problems.List(); len(told) != 1 || !strings.Contains(told[0].File, "b.xhtml") {
		t.Errorf("told %v, want one of b.xhtml", told)
	}
}
