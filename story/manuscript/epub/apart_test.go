package epub_test

import (
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body/bodytest"
	"cliffhanger/story/manuscript/epub"
)

// TestApart leaves out pages that are about the book, by what they say or by what the book says of them.
func TestApart(t *testing.T) {
	const rights = "<body><p>Copyright © 2024 A. Writer</p><p>All rights reserved.</p><p>ISBN 978-0-00-000000-2</p></body>"
	nav := `<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>`
	plainThree := opf("A Book", []string{"c c.xhtml", "a a.xhtml", "b b.xhtml"})
	three := opf("A Book", []string{"c c.xhtml", "a a.xhtml", "b b.xhtml"}, nav)
	list := `<nav epub:type="toc"><ol><li><a href="c.xhtml">Rights</a></li><li><a href="a.xhtml">One</a></li>` +
		`<li><a href="b.xhtml">Two</a></li></ol></nav>`
	long := "<body>" + strings.Repeat("<p>The road went on and on, and so did she.</p>", 60) + "</body>"
	const chapters = "# One\nFirst.\n# Two\nSecond.\n"
	tests := map[string]struct {
		files      files
		want, told string
	}{
		"by its words": {plain().with(files{"OEBPS/p.opf": plainThree, "OEBPS/c.xhtml": page("", rights)}), chapters,
			"a page of copyright and not posted"},
		"in the list of contents": {plain().with(files{"OEBPS/p.opf": three, "OEBPS/c.xhtml": page("", rights),
			"OEBPS/nav.xhtml": page("", "<body>"+list+"</body>")}), chapters, "a page of copyright and not posted"},
		"by a landmark": {plain().with(files{"OEBPS/p.opf": three, "OEBPS/c.xhtml": page("", "<body><p>Tam & Sons</p></body>"),
			"OEBPS/nav.xhtml": page("", "<body>"+list+
				`<nav epub:type="landmarks"><a epub:type="imprint" href="c.xhtml">X</a></nav></body>`)}),
			chapters, "a page of the kind “imprint” and not posted"},
		"by the guide": {plain().with(files{"OEBPS/p.opf": strings.Replace(plainThree, "</package>",
			`<guide><reference type="title-page" href="c.xhtml"/></guide></package>`, 1),
			"OEBPS/c.xhtml": page("", "<body><p>The Book</p></body>")}), chapters, "a page of the kind “title-page”"},
		"a story that is called a cover": {plain().with(files{"OEBPS/p.opf": strings.Replace(opf("A", []string{"c c.xhtml"}),
			"</package>", `<guide><reference type="cover" href="c.xhtml"/></guide></package>`, 1),
			"OEBPS/c.xhtml": page("", long)}), "The road went on and on, and so did she.\n", ""},
		"one sign alone": {plain().with(files{"OEBPS/a.xhtml": page("", "<body><h1>One</h1><p>All rights reserved, it said.</p>"+
			"</body>")}), "# One\nAll rights reserved, it said.\n", ""},
		"below a short chapter": {plain().with(files{"OEBPS/b.xhtml": page("", "<body><h1>Two</h1><p>"+
			strings.Repeat("She went home. ", 12)+"</p><p>© 2024 A. Writer. All rights reserved.</p></body>")}),
			"# Two\nShe went home. ", ""},
		"the only file": {plain().with(files{"OEBPS/p.opf": opf("A", []string{"c c.xhtml"}), "OEBPS/c.xhtml": page("", rights)}),
			"Copyright © 2024 A. Writer\n", ""},
		"about the author": {plain().with(files{"OEBPS/p.opf": three, "OEBPS/c.xhtml": page("", "<body><p>Me.</p></body>"),
			"OEBPS/nav.xhtml": page("", "<body>"+strings.Replace(list, "Rights", "About the Author", 1)+"</body>")}),
			"Me.\n# One\nFirst.\n", "“About the Author” is read as a chapter, and counted as one"},
	}
	for name, test := range tests {
		w, problems := epub.Read("a.epub", test.files.pack(t))
		told := ""
		for _, p := range problems {
			told += p.String() + "\n"
		}
		if got := bodytest.Show(w); !strings.Contains(got, test.want) || story.HasErrors(problems) ||
			test.told == "" && told != "" || !strings.Contains(told, test.told) ||
			test.want == chapters && (len(w.Chapters) != 2 || strings.Contains(got, "Copyright")) {
			t.Errorf("%s:\n%s%swant\n%s%s", name, got, told, test.want, test.told)
		}
	}
}
