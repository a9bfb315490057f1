package odt_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/odt"
	"cliffhanger/story/manuscript/officetest"
)

// spaces declares the namespaces of OpenDocument.
const spaces = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"
 xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"`

const (
	common = `<office:document-styles` + spaces + `><office:styles>
<style:default-style style:family="paragraph"><style:text-properties fo:language="en" fo:country="GB"/>
 </style:default-style>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph">
 <style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Quotations" style:family="paragraph"/>
 <style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Horizontal_20_Line" style:family="paragraph">
 <style:paragraph-properties fo:border-bottom="1pt double #000000"/></style:style>
<style:style style:name="Emphasis" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<text:outline-style style:name="Outline">
 <text:outline-level-style text:level="1" style:num-format="I" style:num-prefix="Part "/></text:outline-style>
</office:styles><office:master-styles><style:master-page style:name="x"><style:header><text:p>LEAK</text:p>
 </style:header></style:master-page></office:master-styles></office:document-styles>`
	automatic = `<office:automatic-styles>
<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="R" style:family="text"><style:text-properties fo:font-style="normal"/></style:style>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="700"/></style:style>
<style:style style:name="U" style:family="text"><style:text-properties style:text-underline-style="solid"/>
 </style:style>
<style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-style="solid"/>
 </style:style>
<style:style style:name="C" style:family="text"><style:text-properties fo:text-transform="uppercase"/></style:style>
<style:style style:name="A" style:family="text"><style:text-properties style:font-style-asian="italic"/></style:style>
<style:style style:name="X" style:family="text"><style:text-properties style:font-style-complex="italic"/>
 </style:style>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="V" style:family="text"><style:text-properties text:display="true"/></style:style>
<style:style style:name="PI" style:family="paragraph" style:parent-style-name="Standard">
 <style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="PH" style:family="paragraph"><style:text-properties text:display="none"/></style:style>
<style:style style:name="PC" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>
 </style:style>
<style:style style:name="PB" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/>
 </style:style>
<style:style style:name="PA" style:family="paragraph"><style:paragraph-properties fo:break-after="page"/>
 </style:style>
<style:style style:name="PM" style:family="paragraph" style:master-page-name="Standard"/>
<style:style style:name="PU" style:family="paragraph">
 <style:paragraph-properties fo:border-bottom="1pt solid #000000" fo:border-top="none"/></style:style>
<style:style style:name="PF" style:family="paragraph"><style:paragraph-properties fo:border="1pt solid #000000"/>
 </style:style>
<style:style style:name="PQ" style:family="paragraph" style:parent-style-name="Quotations"/>
<text:list-style style:name="N">
 <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/>
 </text:list-style>
<text:list-style style:name="L"><text:list-level-style-bullet text:level="1" text:bullet-char="▪"/></text:list-style>
<text:list-style style:name="D"><text:list-level-style-bullet text:level="1" text:bullet-char="–"/></text:list-style>
</office:automatic-styles>`
	meta = `<office:document-meta` + spaces +
		`><office:meta><dc:title>The Book</dc:title><meta:initial-creator>LEAK</meta:initial-creator>` +
		`<dc:creator>LEAK</dc:creator></office:meta></office:document-meta>`
)

// parts returns the parts of a document with this text.
func parts(text string) map[string]string {
	return map[string]string{
		"mimetype": "application/vnd.oasis.opendocument.text", "styles.xml": common, "meta.xml": meta,
		"content.xml": `<office:document-content` + spaces + `><office:scripts>LEAK</office:scripts>` + automatic +
			`<office:body><office:text>` + text + `</office:text></office:body></office:document-content>`,
	}
}

// p returns a paragraph with text in it, in a style if one is given.
func p(text string, style ...string) string {
	return `<text:p text:style-name="` + strings.Join(append(style, "Standard")[:1], "") + `">` + text + `</text:p>`
}

// s returns words in a style.
func s(words, style string) string {
	return `<text:span text:style-name="` + style + `">` + words + `</text:span>`
}

// A trap is a piece of a document and what must become of it.
type trap struct{ text, want string }

// check reads each trap.
func check(t *testing.T, traps map[string]trap) {
	t.Helper()
	for name, trap := range traps {
		work, problems := odt.Read("a.odt", officetest.Pack(t, parts(trap.text)))
		got := officetest.Show(work)
		if strings.Contains(got+officetest.Messages(problems), "LEAK") {
			t.Errorf("%s leaks:\n%s%s", name, got, officetest.Messages(problems))
		}
		if diff := cmp.Diff(trap.want, strings.TrimSuffix(got, "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if story.HasErrors(problems) {
			t.Errorf("%s: %s", name, officetest.Messages(problems))
		}
	}
}

func TestHidden(t *testing.T) {
	leak := p("LEAK")
	check(t, map[string]trap{
		"deleted": {`<text:tracked-changes><text:changed-region><text:deletion>` + leak +
			`</text:deletion></text:changed-region></text:tracked-changes>` +
			p(`a <text:change text:change-id="1"/>`+
				`<text:change-start text:change-id="2"/>b<text:change-end text:change-id="2"/>`), "P a b"},
		"span":        {p(`a ` + s("LEAK"+s("LEAK", "I"), "H") + `b`), "P a b"},
		"paragraph":   {p("a") + p("LEAK"+s("LEAK", "I"), "PH") + p("b"), "P a\nP b"},
		"field":       {p(`a <text:hidden-text text:condition="ooow:1" text:string-value="LEAK" text:is-hidden="true">LEAK</text:hidden-text>b`), "P a b"},
		"field shown": {p(`a <text:hidden-text text:is-hidden="false">b</text:hidden-text>`), "P a b"},
		"hidden paragraph": {p("a") + p(`LEAK<text:hidden-paragraph text:is-hidden="true"/>LEAK`) + p("b"),
			"P a\nP b"},
		"shown paragraph": {p(`a<text:hidden-paragraph text:is-hidden="false"/>b`), "P ab"},
		"section":         {`<text:section text:display="none">` + leak + `</text:section>` + p("a"), "P a"},
		"condition": {`<text:section text:display="condition" text:is-hidden="true">` + leak +
			`</text:section><text:section>` + p("a") + `</text:section>`, "P a"},
		"comment": {p(`a<office:annotation><dc:creator>LEAK</dc:creator>` + leak +
			`</office:annotation>b<office:annotation-end/>`), "P ab"},
		"note": {p(`a<text:note><text:note-citation>LEAK</text:note-citation><text:note-body>` +
			leak + `</text:note-body></text:note>b`), "P ab"},
		"placeholder": {p(`a <text:placeholder>LEAK</text:placeholder>` +
			`<loext:content-control loext:showing-place-holder="true">LEAK</loext:content-control>b`), "P a b"},
		"control": {p(`a <text:text-input text:description="LEAK">b</text:text-input>` +
			`<loext:content-control> c</loext:content-control>`), "P a b c"},
		"variable": {p(`a <text:variable-set text:display="none">LEAK</text:variable-set>` +
			`<text:script>LEAK</text:script><text:page-number>LEAK</text:page-number>b`), "P a b"},
		"contents": {`<text:table-of-content><text:index-body>` + leak +
			`</text:index-body></text:table-of-content>` + p("a"), "P a"},
		"picture": {p(`a <draw:frame><draw:image>` + leak +
			`</draw:image><svg:title>LEAK</svg:title><svg:desc>LEAK</svg:desc></draw:frame>b`), "P a b"},
		"row": {`<table:table><table:table-row table:visibility="collapse"><table:table-cell>` +
			leak + `</table:table-cell></table:table-row></table:table>` + p("a"), "P a"},
		"covered": {`<table:table><table:table-row><table:table-cell>` + p("a") +
			`</table:table-cell><table:covered-table-cell>` + leak +
			`</table:covered-table-cell></table:table-row></table:table>`, "P a"},
		"hidden box": {p(`a` + s(`<draw:frame><draw:text-box>`+leak+`</draw:text-box></draw:frame>`,
			"H")), "P a"},
		"forms": {`<office:forms>LEAK</office:forms><text:sequence-decls>` +
			`<text:sequence-decl text:name="LEAK"/></text:sequence-decls>` + p("a"), "P a"},
	})
}

func TestText(t *testing.T) {
	check(t, map[string]trap{
		"white space": {p("a<text:s text:c=\"4\"/>b\n   c<text:tab/>d<text:soft-page-break/>e"), "P a b c de"},
		"lines":       {p(`a<text:line-break/>b<text:line-break/>c`), "V a⏎b⏎c"},
		"styles": {p(s("a", "I") + s("b", "B") + s("c", "U") + s("d", "S") + s("e", "C") + s("f",
			"Source_20_Text")), "P /a/*b*_c_~d~E`f`"},
		"nested":    {p(s("a"+s("b", "R")+s("c", "B"), "Emphasis"), "Standard"), "P /a/b*/c/*"},
		"paragraph": {p("a"+s("b", "R"), "PI"), "P /a/b"},
		"asian":     {p(s("日本", "A") + s("a", "A") + s("日", "I")), "P /日本/a日"},
		"complex":   {p(s("اب", "X") + s("اب", "I")), "P /اب/اب"},
		"link": {p(`<text:a xlink:href="https://example.com/a">` + s("a", "U") +
			`</text:a><text:a xlink:href="#x"> b</text:a>`), "P [a](https://example.com/a) b"},
		"ruby": {p(`<text:ruby><text:ruby-base>神</text:ruby-base><text:ruby-text>kami</text:ruby-text>` +
			`</text:ruby> x`), "P 神(kami) x"},
		"box": {p(`a<draw:frame><draw:text-box>`+p("in")+`</draw:text-box></draw:frame>b`) + p("c"),
			"P ab\nP in\nP c"},
		"shape": {p(`a<draw:custom-shape svg:width="5cm" svg:height="3cm">` + p("in") +
			`</draw:custom-shape>`), "P a\nP in"},
		"page's box": {`<draw:frame><draw:text-box>` + p("in") + `</draw:text-box></draw:frame>` + p("a"),
			"P in\nP a"},
		"table": {`<table:table><table:table-columns/><table:table-header-rows><table:table-row>` +
			`<table:table-cell>` + p("a") + `</table:table-cell><table:table-cell>` + p("b") + p("c") +
			`</table:table-cell></table:table-row></table:table-header-rows></table:table>`, "P a | b / c"},
		"quote":      {p("a", "PQ"), "Q a"},
		"centred":    {p("* * *", "PC"), "P^ * * *"},
		"only named": {p("a", "Quotations") + p("b", "Block_20_Text"), "Q a\nQ b"},
	})
}

func TestBreaks(t *testing.T) {
	cut := "P x\nCUT\nP y"
	check(t, map[string]trap{
		"line": {p("x") + p("", "Horizontal_20_Line") + p("y"), cut},
		"rectangle": {p("x") + p(`<draw:rect svg:width="6.5in" svg:height="0.02in"><text:p/></draw:rect>`) +
			p("y"), cut},
		"drawn": {p("x") +
			p(`<draw:line svg:x1="1cm" svg:x2="9cm" svg:y1="2cm" svg:y2="2cm"><text:p/></draw:line>`) + p("y"), cut},
		"no line": {p("x") + p(`<draw:rect svg:width="3cm" svg:height="3cm"><text:p/></draw:rect>`) +
			p("y"), "P x\nP y"},
		"under text":  {p("x", "PU") + p("y"), cut},
		"shared":      {p("x", "PU") + p("y", "PU") + p("z"), "P x\nP y\nCUT\nP z"},
		"frame":       {p("x") + p("y", "PF") + p("z"), "P x\nP y\nP z"},
		"page before": {p("x") + p("y", "PB"), cut},
		"page after":  {p("x", "PA") + p("y"), cut},
		"page style":  {p("x", "PM") + p("y", "PM"), cut},
		"gap":         {p("x") + p("") + p("y"), "P x\nGAP\nP y"},
		"named":       {p("x") + p("oOo", "Scene_20_Break") + p("y"), "P x\nCUT\nP oOo\nP y"},
	})
}

func TestHeadingsAndLists(t *testing.T) {
	h := func(text, level string) string {
		return `<text:h text:style-name="Heading_20_1" text:outline-level="` + level + `">` + text + `</text:h>`
	}
	list := func(style, attrs string, items ...string) string {
		return `<text:list text:style-name="` + style + `"` + attrs + `><text:list-item>` +
			strings.Join(items, `</text:list-item><text:list-item>`) + `</text:list-item></text:list>`
	}
	check(t, map[string]trap{
		"headings": {h("One", "1") + p("a") + h("<text:number>LEAK</text:number>Two", "2"),
			"H1 Part I: One\nP a\nH2 Two"},
		"header": {`<text:h text:outline-level="1" text:is-list-header="true">One</text:h>` + h("Two", "1"),
			"H1 One\nH1 Part I: Two"},
		"numbers": {list("N", "", p("a")+p("more"), p("b")) + p("x"), "I 1. a\nP more\nI 2. b\nP x"},
		"nested": {list("N", "", p("a")+list("", "", p("b"), p("c")), p("d")),
			"I 1. a\nP 1.a) b\nP 1.b) c\nI 2. d"},
		"continued": {list("N", "", p("a")) + p("x") + list("N", ` text:continue-numbering="true"`, p("b")) +
			list("N", "", p("c")), "I 1. a\nP x\nI 2. b\nI 1. c"},
		"by id": {list("N", ` xml:id="l1"`, p("a")) + list("L", "", p("b")) + list("N",
			` text:continue-list="l1"`, p("c")), "I 1. a\nI • b\nI 2. c"},
		"start": {`<text:list text:style-name="N"><text:list-item text:start-value="5">` + p("a") +
			`</text:list-item></text:list>`, "I 5. a"},
		"dialogue": {list("D", "", p("Who?")), "P – Who?"},
		"empty":    {list("N", "", p("a"), p(""), p("b")), "I 1. a\nI 2. b"},
		"unknown":  {list("None", "", p("a")), "P a"},
	})
}

func TestDescription(t *testing.T) {
	work, problems := odt.Read("a.odt", officetest.Pack(t, parts(p("a"))))
	if work.Title != "The Book" || work.Author != "" || work.Language != "en-GB" || len(problems) > 0 {
		t.Errorf("title %q, author %q, language %q, problems %v", work.Title, work.Author, work.Language, problems)
	}
	if c := work.Chapters[0]; c.Title != "The Book" || c.Heading {
		t.Errorf("the chapter is titled %q, heading %v", c.Title, c.Heading)
	}
}

// TestErrors reads what cannot be read as a whole: all of it is told.
func TestErrors(t *testing.T) {
	sheet := parts(p("a"))
	sheet["mimetype"] = "application/vnd.oasis.opendocument.spreadsheet"
	bare := map[string]string{"mimetype": "application/vnd.oasis.opendocument.text"}
	tests := map[string]struct {
		parts map[string]string
		want  string
	}{
		"no text":    {parts(""), "no text"},
		"damaged":    {parts(p("a") + "<text:p>"), "damaged"},
		"other":      {sheet, "another kind"},
		"no content": {bare, "missing"},
		"declaration": {map[string]string{"content.xml": `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>` +
			`<x>&a;</x>`}, "document type"},
	}
	for name, test := range tests {
		_, problems := odt.Read("a.odt", officetest.Pack(t, test.parts))
		if got := officetest.Messages(problems); !story.HasErrors(problems) || !strings.Contains(got, test.want) {
			t.Errorf("%s: %s, want an error that says %q", name, got, test.want)
		}
	}
}
