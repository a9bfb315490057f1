package markup_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body/bodytest"
	"cliffhanger/story/manuscript/markup"
)

// TestTags reads small pages, each of one trap. Words that begin with LEAK must never be read.
func TestTags(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("long ", 20))
	tests := map[string]struct{ in, want string }{
		"styles": {`<p>a <i>b</i> <strong>c</strong><em>d</em><u>e</u><del>f</del><code>g</code> h</p>`,
			"a *b* **c***d*_e_~f~`g` h"},
		"style by attribute": {`<p><span style="font-style: italic">a</span> <span style="font-weight:700">b</span>` +
			`<span style="text-decoration:line-through">c</span></p>`, "*a* **b**~c~"},
		"style by class": {`<style>.x{font-style:italic} p .y{font:bold 1em serif} #z{text-decoration:underline}</style>` +
			`<p class="a x">a</p><p><span class=y>b</span><span id=z>c</span></p>`, "*a*\n**b**_c_"},
		"italic taken back": {`<style>i i, .no{font-style:normal}</style><p><i>a <i>b</i></i> <em class=no>c</em></p>`,
			"*a *b c"},
		"bold headings": {`<style>h2{font-weight:bold}</style><h2>One</h2><p>a</p>`, "### One\na"},
		"hidden": {`<style>.a{display:none}.b{visibility:hidden}.c{opacity:0}.d{font-size:0px}.e{position:absolute;` +
			`left:-9999px}.f{color:transparent}</style><p class=a>LEAK</p><p>a<span class=b>LEAK</span><span class=c>LEAK` +
			`</span><span class=d>LEAK</span><span class=e>LEAK</span><span class=f>LEAK</span></p><p hidden>LEAK</p>` +
			`<p style="display:none">LEAK</p><p style="DISPLAY : NONE !important">LEAK</p><script>LEAK</script><!--LEAK-->` +
			`<noscript>LEAK</noscript><template>LEAK</template><svg><text>LEAK</text></svg><form><input value=LEAK>LEAK` +
			`</form><style>p:before{content:"LEAK"}</style>b`, "a\nb"},
		"hidden by a longer rule": {`<style>.q .r>p.s{display:none}.s{display:block}</style><div class=q><div class=r>` +
			`<p class=s>LEAK</p></div><p class=s>a</p></div>`, "a"},
		"hidden by escapes":    {`<style>.\31 x{display:none}</style><p class=1x>LEAK</p>a`, "a"},
		"hidden by attributes": {`<style>p[data-a="b"]{display:none}</style><p data-a=b>LEAK</p>a`, "a"},
		"hidden on screens": {`<style>@media screen{.a{display:none}}@media print{p{display:none}}</style><p class=a>` +
			`LEAK<p>b`, "b"},
		"seen inside hidden": {`<div style="visibility:hidden">LEAK<p style="visibility:visible">a</p></div>`, "a"},
		"shown again":        {`<style>p{display:none}p.a{display:block}</style><p>LEAK</p><p class=a>a</p>`, "a"},
		"important wins":     {`<style>p{display:none!important}p.a{display:block}</style><p class=a>LEAK</p>b`, "b"},
		"breaks": {`<p>a</p><hr><p>b</p><p style="border-bottom:1px solid"></p><p>c<hr/></p><hr><p>d<p ` +
			`class="scene-break"><p>e`, "a\n---\nb\n---\nc\n---\nd\n---\ne"},
		"ends are no breaks": {`<hr><p>&nbsp;</p><p>a</p><hr><p></p>`, "a"},
		"gaps": {`<p>a</p><p>&nbsp;</p><p>b</p><p> <span> </span></p><p>c</p><p><br></p><p>` +
			`d</p>`, "a\n(gap)\nb\n(gap)\nc\n(gap)\nd"},
		"centred": {`<center>***</center><p align=center>a</p><p style="text-align:center">b</p><p>` +
			`c`, "^***\n^a\n^b\nc"},
		"line breaks":          {`<p>a<br>b<br><br>c<br>d<br/>e</p>`, "a↵b\n/ c↵d↵e"},
		"wider gaps":           {`a<br><br>b<br><br>c<br><br>d<br><br><br><br>e<br><br>f`, "a\nb\nc\nd\n(gap)\ne\nf"},
		"paragraphs of breaks": {strings.Repeat(long+" <br>\n", 5), strings.Repeat(long+"\n", 4) + long},
		"quotation in a note": {`<div id="chapters" class="userstuff"><div class="meta group"><h2 class="heading">Chapter 1` +
			`</h2><p>Chapter Notes</p><blockquote class="userstuff"><p>a</p><blockquote><p>b</p></blockquote></blockquote>` +
			`</div><div class="userstuff"><p>c</p></div></div>`, "head: a\nhead: > b\nc"},
		"FanFiction.net": {`<div id="profile_top">LEAK</div><div class="storytext" id="storytext"><p>a<hr size=1 ` +
			`noshade>b</div><div>LEAK reviews</div>`, "a\n---\nb"},
		"Ficbook": {"<h1>LEAK</h1><div id=content class='part_text js-part-text'>One.\n<i>Two.</i>\n\n\n— Three.</div>" +
			"<p>LEAK", "One.\n*Two.*\n(gap)\n— Three."},
		"Wattpad": {"<pre>\n  <p data-p-id=1>a\n </p>\n <p data-p-id=2>b <i>c</i></p></pre>", "a\nb *c*"},
		"Word": {`<p class=MsoNormal>a<span style='mso-hide:all'>LEAK</span><o:p></o:p></p><p class=MsoNormal>` +
			`<![if !supportEmptyParas]>&nbsp;<![endif]><o:p></o:p></p><p>b<!--[if gte mso 9]><xml>LEAK</xml><![endif]-->`,
			"a\n(gap)\nb"},
		"LibreOffice": {`<div title="header"><p>LEAK 1</div><p>a<a class="sdfootnoteanc" name="sdfootnote1anc" ` +
			`href="#sdfootnote1sym"><sup>LEAK</sup></a><p style="page-break-before: always">b<div id="sdfootnote1">LEAK`,
			"a\n---\nb"},
		"an empty article": {`<article></article><p>a</p>`, "a"},
		"blank lines": {"<div>One line\nand more.\n\nTwo.\n\n\n\nThree.</div>", "One line↵and " +
			"more.\nTwo.\n(gap)\nThree."},
		"ruby": {`<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</rt></ruby> <ruby>x<rt></rt>` +
			`</ruby></p>`, "漢(kan)字(ji) x"},
		"lists": {`<ul><li>a<li><p>b</p><p>c</p></ul><ol start=3><li>d<ol><li>e</ol><li value=9>` +
			`f</ol>`, "• a\n• b\nc\n3. d\n1. e\n9. f"},
		"quotation":      {`<blockquote><p>a</p>b</blockquote><q>c</q>`, "> a\n> b\n“c”"},
		"table":          {`<table><tr><th>Name<td>Ines<tr><td>Level<td>7</table>`, "Name | Ines↵Level | 7"},
		"layout table":   {`<table><tr><td><p>a</p><p>b</p></td></tr></table>`, "a\nb"},
		"details":        {`<details><summary>a</summary>b</details>`, "a\nb"},
		"pre":            {"<pre>a\n  b\nc</pre>", "/ a↵b↵c"},
		"verse by style": {"<p style='white-space:pre-line'>a\nb\nc</p>", "/ a↵b↵c"},
		"links": {`<p><a href="https://example.org/a">a</a> <a href="#b">b</a> <a href="javascript:x">` +
			`c</a> <a href="https://www.google.com/url?q=https://example.org/d&amp;sa=D">` +
			`d</a>`, "[a](https://example.org/a) b c [d](https://example.org/d)"},
		"tags left open":    {`<p><i>a<p>b</i> c<p><b>d<i>e</b>f</i>g`, "*a*\n*b* c\n**d*****e****f*g"},
		"tags never opened": {`</i></div>a</p>b</span></table>`, "ab"},
		"spaces":            {"<p> a\n\t b&nbsp;c <i> d </i> e&shy;f </p>", "a b\u00a0c *d *ef"},
		"entities":          {`<p>&lt;@1&gt; &amp;amp; &hellip; &#8212;`, "<@1> &amp; … —"},
		"spoiler":           {`<p><span class="spoiler">a</span>`, "||a||"},
		"pictures": {`<p>a <img class=emoji alt="😀" src=x> b<p><img src="divider.png"><p>c<p><img ` +
			`alt="LEAK cover"><p>d`, "a 😀 b\n---\nc\nd"},
		"tracked changes": {`<p>a<del datetime="2026">LEAK</del><ins datetime="2026">b</ins></p>`, "ab"},
		"footnotes": {`<p>a<a href="#f" role="doc-noteref"><sup>LEAK</sup></a></p><section ` +
			`role="doc-endnotes"><p>LEAK</section>`, "a"},
		"blog": {`<header>LEAK</header><nav>LEAK</nav><main><p>a</p><div id=comments>LEAK</div></main>` +
			`<aside>LEAK</aside><footer>LEAK</footer>`, "a"},
		"ways to other pages": {`<div class="nav top"><a href="3.html">LEAK</a></div><p>a<p class="pager">LEAK`, "a"},
		"Project Gutenberg": {`<section class="pg-boilerplate pgheader" id="pg-header"><p>LEAK</section><p>a<div ` +
			`id="pg-footer">LEAK</div>`, "a"},
		"word joiners": {"<p>a\u2060—b\ufeff", "a—b"},
		"not closed":   {`<p>a <b`, "a"},
		"text alone":   {`just words`, "just words"},
	}
	for name, test := range tests {
		w, problems := markup.Read("a.html", []byte(test.in))
		_, got, _ := strings.Cut(bodytest.Show(w), "\n")
		if got != test.want+"\n" || len(w.Chapters) != 1 {
			t.Errorf("%s: got\n%swant\n%s", name, bodytest.Show(w), test.want)
		}
		if story.HasErrors(problems) {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

func TestEncodings(t *testing.T) {
	tests := map[string]struct{ in, want, problem string }{
		"utf-8 with a mark":    {"\xef\xbb\xbf<p>é", "é", ""},
		"declared":             {"<meta charset=iso-8859-2>\n<p>\xb3", "ł", "a.html:2:4: warning: the text is not UTF-8"},
		"declared wrongly":     {"<meta charset=windows-1252><p>é", "é", ""},
		"not declared":         {"<p>a\n\x93b\x94", "a “b”", "a.html:2:1: warning: the text is not UTF-8"},
		"utf-16":               {"\xff\xfe<\x00p\x00>\x00\xe9\x00", "é", ""},
		"broken":               {"<meta charset=utf-8><p>a\xffb", "a\ufffdb", "warning: some characters"},
		"declared to mislead":  {"<meta charset=x-user-defined><p>a\xffb", "aÿb", "windows-1252"},
		"nothing but rubbish":  {"<meta charset=replacement><p>a\xffb", "aÿb", "windows-1252"},
		"declared, not needed": {"<meta charset=gb18030><p>ab", "ab", ""},
	}
	for name, test := range tests {
		w, problems := markup.Read("a.html", []byte(test.in))
		if got := bodytest.Show(w); got != "# []\n"+test.want+"\n" {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
		got := ""
		for _, p := range problems {
			got += p.String()
		}
		if !strings.Contains(got, test.problem) || test.problem == "" && got != "" {
			t.Errorf("%s: got %q, want %q", name, got, test.problem)
		}
	}
}

// TestPages reads the pages in testdata and compares with the texts beside them.
func TestPages(t *testing.T) {
	pages, err := filepath.Glob("testdata/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	for _, page := range pages {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		w, problems := markup.Read(filepath.Base(page), data)
		got := "title: " + w.Title + "\nauthor: " + w.Author + "\nblurb: " + w.Blurb + "\nwarnings: " +
			strings.Join(w.Warnings, ", ") + "\n" + bodytest.Show(w)
		for _, p := range problems {
			got += p.String() + "\n"
		}
		want, err := os.ReadFile(page + ".txt")
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(page+".txt", []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if err != nil {
			t.Fatal(err)
		} else if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", page, diff)
		}
		if strings.Contains(got, "LEAK") {
			t.Errorf("%s: a word leaks:\n%s", page, got)
		}
	}
}

// TestNestedRules: that a rule inside another hides something is said, as it cannot be told what.
func TestNestedRules(t *testing.T) {
	for css, want := range map[string]int{
		".a{color:red;.b{display:none}}":                     1,
		".a{& .b{color:red;&:hover{top:0}.c{display:none}}}": 1,
		".a{.b{font-style:italic}}":                          0,
		".a{@media print{display:none}}":                     0,
		".a{@media screen{&.b{visibility:hidden}}}":          1,
		".a{" + strings.Repeat(".a{", 3000) + "}":            0,
	} {
		_, problems := markup.Read("a.html", []byte("<style>"+css+"</style><p>a</p>"))
		if len(problems) != want || want > 0 && !strings.Contains(problems[0].Message, "cannot be told what") {
			t.Errorf("%.60s: %v, want %d", css, problems, want)
		}
	}
}
