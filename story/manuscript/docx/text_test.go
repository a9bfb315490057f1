package docx_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/docx"
	"cliffhanger/story/manuscript/officetest"
)

// fld returns a field made of runs.
func fld(code, result string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> ` + code + ` </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r>` + result + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

// shape returns a run with a text box in both of Word's forms.
func shape(inside string) string {
	return `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor>` +
		`<wp:docPr id="1" descr="LEAK"/>` +
		`<a:graphic><wps:wsp><wps:txbx><w:txbxContent>` + inside +
		`</w:txbxContent></wps:txbx></wps:wsp></a:graphic>` +
		`</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape alt="LEAK"><v:textbox>` +
		`<w:txbxContent>` + inside +
		`</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>`
}

func TestContainers(t *testing.T) {
	check(t, map[string]trap{
		"control": {p(r("a ") + `<w:sdt><w:sdtPr><w:alias w:val="LEAK"/></w:sdtPr><w:sdtContent>` +
			r("b") + `</w:sdtContent></w:sdt>`), "P a b"},
		"around": {`<w:sdt><w:sdtContent>` + p(r("a")) + p(r("b")) + `</w:sdtContent></w:sdt>`, "P a\nP b"},
		"placeholder": {p(r("a ") + `<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>` + r("LEAK") +
			`</w:sdtContent></w:sdt>`), "P a"},
		"contents": {`<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>` +
			`</w:docPartObj></w:sdtPr><w:sdtContent>` + p(r("LEAK")) + `</w:sdtContent></w:sdt>` + p(r("a")), "P a"},
		"toc lines": {p(r("LEAK"), `<w:pStyle w:val="T1"/>`) + p(r("a")), "P a"},
		"smart tag": {p(`<w:smartTag><w:smartTagPr/>` + r("a ") + `<w:customXml>` + r("b") +
			`</w:customXml></w:smartTag>`), "P a b"},
		"box": {p(r("a ")+shape(p(r("in 1"))+p(r("in 2")))+r("b")) + p(r("c")),
			"P a b\nP in 1\nP in 2\nP c"},
		"box alone": {p(r("a")) + p(shape(p(r("in")))) + p(r("b")), "P a\nP in\nP b"},
		"only old box": {p(r("a") +
			`<w:r><mc:AlternateContent><mc:Choice Requires="x"><x/></mc:Choice><mc:Fallback>` +
			strings.TrimSuffix(strings.TrimPrefix(shape(p(r("in"))), "<w:r>"), "</w:r>") +
			`</mc:Fallback></mc:AlternateContent></w:r>`), "P a\nP in"},
		"box in box": {p(r("a") + shape(p(r("b")+shape(p(r("c")))))), "P a\nP b\nP c"},
	})
}

func TestSigns(t *testing.T) {
	check(t, map[string]trap{
		"code": {p(r("a ") + fld(`REF LEAK \h`, r("b"))), "P a b"},
		"code in code": {p(r("a ") + fld(`IF `+`</w:instrText></w:r>`+fld("DATE",
			r("LEAK"))+`<w:r><w:instrText>`, r("b"))), "P a b"},
		"page number": {p(r("a ") + fld(`PAGE`, r("LEAK")) + `<w:fldSimple w:instr="NUMPAGES">` + r("LEAK") +
			`</w:fldSimple>` + r("b")), "P a b"},
		"toc field": {p(r("x")) +
			p(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \o</w:instrText></w:r><w:r>`+
				`<w:fldChar w:fldCharType="separate"/></w:r>`+r("LEAK")) + p(r("LEAK")) +
			p(`<w:r><w:fldChar w:fldCharType="end"/></w:r>`+r("y")), "P x\nP y"},
		"link": {p(`<w:hyperlink r:id="l1">` + r("a", `<w:rStyle w:val="Link"/>`) +
			`</w:hyperlink><w:hyperlink r:id="l2" >` + r(" b") + `</w:hyperlink><w:hyperlink w:anchor="x">` +
			r(" c") + `</w:hyperlink>`), "P [a](https://example.com/a) b c"},
		"link field": {p(fld(`HYPERLINK "https://example.com/b" \o "LEAK"`, r("a")) + r(" b")),
			"P [a](https://example.com/b) b"},
		"ruby": {p(`<w:r><w:ruby><w:rubyPr/><w:rt>` + r("kami") + `</w:rt><w:rubyBase>` + r("神") +
			`</w:rubyBase></w:ruby></w:r>` + r(" x")), "P 神(kami) x"},
		"formula": {p(r("a ") + `<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>`), "P a x+1"},
		"table": {`<w:tbl><w:tr><w:tc>` + p(r("a")) + `</w:tc><w:tc>` + p(r("b", "<w:i/>")) + p(r("c")) +
			`</w:tc></w:tr><w:tr><w:tc>` + p("") + `</w:tc><w:tc>` + p("") + `</w:tc></w:tr></w:tbl>`,
			"P a | /b/ / c"},
		"layout table": {`<w:tbl><w:tr><w:tc>` + p(r("a")) + p(r("b")) + p("") + p(r("c")) + p(r("d")) +
			`</w:tc><w:tc>` + p(r("e")) + `</w:tc></w:tr></w:tbl>`, "P a\nP b\nP c\nP d\nP e"},
		"drop cap": {p(r("T"), `<w:framePr w:dropCap="drop" w:lines="3"/>`) + p(r("he night.")), "P The night."},
		"proof": {p(`<w:proofErr w:type="spellStart"/>` + r("a") +
			`<w:bookmarkStart w:id="0" w:name="LEAK"/>` + r("b")), "P ab"},
		"lines":       {p(`<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t></w:r>`), "V a⏎b⏎c"},
		"white space": {p("<w:r><w:tab/><w:t>a\n b</w:t><w:tab/><w:t>c</w:t></w:r>"), "P a b c"},
		"hyphens": {p(`<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r>`),
			"P a\u2011bc"},
		"signs": {p(`<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>` + r(" J",
			`<w:rFonts w:ascii="Wingdings"/>`) + r(" a2", `<w:rFonts w:ascii="Symbol"/>`)), "P 🙂 🙂 α2"},
	})
}

func TestRules(t *testing.T) {
	const (
		below = `<w:pBdr><w:bottom w:val="single" w:sz="4"/></w:pBdr>`
		frame = `<w:pBdr><w:top w:val="single"/><w:left w:val="single"/><w:bottom w:val="single"/>` +
			`<w:right w:val="single"/></w:pBdr>`
	)
	x, y := p(r("x")), p(r("y"))
	cut := "P x\nCUT\nP y"
	check(t, map[string]trap{
		"google": {x +
			p(`<w:r><w:pict><v:rect style="width:0;height:1.5pt" o:hralign="center" o:hrstd="t" o:hr="t"/>`+
				`</w:pict></w:r>`) + y, cut},
		"border":       {x + p("", below) + y, cut},
		"border above": {x + p("", `<w:pBdr><w:top w:val="double"/></w:pBdr>`) + y, cut},
		"no border":    {x + p("", `<w:pBdr><w:bottom w:val="nil"/></w:pBdr>`) + y, "P x\nGAP\nP y"},
		"under text":   {p(r("x"), below) + y, cut},
		"over text":    {x + p(r("y"), `<w:pBdr><w:top w:val="single"/></w:pBdr>`), cut},
		"shared":       {p(r("x"), below) + p(r("y"), below) + p(r("z")), "P x\nP y\nCUT\nP z"},
		"at the end":   {x + p(r("y"), below), "P x\nP y"},
		"frame":        {x + p(r("y"), frame) + x, "P x\nP y\nP x"},
		"heading":      {p(r("H"), `<w:pStyle w:val="H1"/>`) + x, "H1 H\nP x"},
		"page":         {x + p(`<w:r><w:br w:type="page"/></w:r>`) + y, cut},
		"page in text": {p(r("x")+`<w:r><w:br w:type="page"/></w:r>`+r("y")) +
			p(`<w:r><w:br w:type="page"/></w:r>`+r("z")), "P x\nCUT\nP y\nCUT\nP z"},
		"page before":   {x + p(r("y"), `<w:pageBreakBefore/>`), cut},
		"section":       {p(r("x"), `<w:sectPr><w:headerReference r:id="1"/></w:sectPr>`) + y, cut},
		"columns":       {p(r("x"), `<w:sectPr><w:type w:val="continuous"/></w:sectPr>`) + y, "P x\nP y"},
		"printed pages": {p(r("x ")+`<w:r><w:lastRenderedPageBreak/></w:r>`+r("a")) + y, "P x a\nP y"},
		"style":         {x + p(r("* * *"), `<w:pStyle w:val="SB"/>`) + y, cut},
		"words in it":   {x + p(r("y"), `<w:pStyle w:val="SB"/>`), cut},
		"drawn": {x +
			p(`<w:r><w:drawing><a:graphic><wps:wsp><wps:spPr><a:prstGeom prst="line"/></wps:spPr></wps:wsp>`+
				`</a:graphic></w:drawing></w:r>`) + y, cut},
		"ornament": {x + p(r("* * *"), `<w:jc w:val="center"/>`) + y, "P x\nP^ * * *\nP y"},
		"gap":      {p("") + x + p(r(" ")) + y + p(""), "P x\nGAP\nP y"},
		"twice":    {x + p("", below) + p(`<w:r><w:br w:type="page"/></w:r>`) + y, cut},
	})
}

func TestLooks(t *testing.T) {
	em, thought := `<w:rStyle w:val="Em"/>`, `<w:pStyle w:val="Thought"/>`
	check(t, map[string]trap{
		"plain":         {p(r("a ") + r("b", "<w:i/>") + r(" c", "<w:b/>", `<w:i w:val="0"/>`)), "P a /b/* c*"},
		"off":           {p(r("a", `<w:i w:val="false"/>`) + r("b", `<w:b w:val="off"/>`)), "P ab"},
		"paragraph":     {p(r("a"), thought), "P /a/"},
		"either or":     {p(r("a ")+r("b", em), thought), "P /a /b"},
		"derived":       {p(r("a ")+r("b", em), `<w:pStyle w:val="Deep"/>`), "P /a /b"},
		"direct wins":   {p(r("a ", `<w:i w:val="0"/>`)+r("b", em, "<w:i/>"), thought), "P a /b/"},
		"circle":        {p(r("a"), `<w:pStyle w:val="Loop1"/>`), "P *a*"},
		"unknown style": {p(r("a", `<w:rStyle w:val="None"/>`), `<w:pStyle w:val="Nothing"/>`), "P a"},
		"other styles": {p(r("a", `<w:u w:val="single"/>`) + r("b", "<w:strike/>") + r("c", "<w:dstrike/>",
			`<w:u w:val="none"/>`) + r("d", `<w:rStyle w:val="Mono"/>`)), "P _a_~bc~`d`"},
		"capitals":       {p(r("Stop ß", "<w:caps/>") + r(" now", "<w:smallCaps/>")), "P STOP ß now"},
		"emphasis marks": {p(r("あ", `<w:em w:val="dot"/>`)), "P /あ/"},
		"arabic":         {p(r("ا", "<w:i/>", "<w:rtl/>") + r("ب", "<w:iCs/>", "<w:rtl/>")), "P ا/ب/"},
		"quote":          {p(r("a"), `<w:pStyle w:val="Z"/>`), "Q /a/"},
		"marks only":     {p(r("a"), `<w:rPr><w:b/><w:i/></w:rPr>`), "P a"},
	})
}

func TestHeadings(t *testing.T) {
	h := func(text, style string) string { return p(r(text), `<w:pStyle w:val="`+style+`"/>`) }
	check(t, map[string]trap{
		"style":          {h("One", "H1") + p(r("a")), "H1 One\nP a"},
		"derived style":  {h("One", "Mine") + p(r("a")), "H1 One\nP a"},
		"outline":        {p(r("One"), `<w:outlineLvl w:val="1"/>`) + p(r("a")), "H2 One\nP a"},
		"body text":      {p(r("One"), `<w:pStyle w:val="H1"/>`, `<w:outlineLvl w:val="9"/>`), "P *One*"},
		"without styles": {h("One", "Heading2") + p(r("a")), "H2 One\nP a"},
		"title alone":    {h("The Gate", "Titel") + p(r("a")), "H1 The Gate\nP a"},
		"title of work":  {h("Book", "Titel") + h("One", "H1") + p(r("a")), "H1 One\nP a"},
		"title and notes": {h("The Gate", "Titel") + p(r("a")) + h("Note", "H1") + p(r("b")),
			"H1 The Gate\nP a\nH1 Note\nP b"},
		"numbered": {p(r("The Gate"), `<w:pStyle w:val="H1"/>`,
			`<w:numPr><w:numId w:val="4"/></w:numPr>`) + p(r("a")), "H1 Chapter Seven: The Gate\nP a"},
	})
	work, _ := docx.Read("a.docx", officetest.Pack(t, parts(h("Book", "Titel")+h("Part", "Subtitle")+h("Me",
		"Author")+
		h("One", "H1")+p(r("a")))))
	if work.Title != "Book: Part" || work.Author != "Me" || work.Language != "en-GB" {
		t.Errorf("title %q, author %q, language %q", work.Title, work.Author, work.Language)
	}
}

func TestLists(t *testing.T) {
	item := func(text, list, level string) string {
		return p(r(text), `<w:numPr><w:ilvl w:val="`+level+`"/><w:numId w:val="`+list+`"/></w:numPr>`)
	}
	check(t, map[string]trap{
		"numbers": {item("a", "1", "0") + p(r("x")) + item("b", "1", "0"), "I 1. a\nP x\nI 2. b"},
		"nested": {item("a", "1", "0") + item("b", "1", "1") + item("c", "1", "1") + item("d", "1", "0") +
			item("e", "1", "1"), "I 1. a\nP 1a) b\nP 1b) c\nI 2. d\nP 2a) e"},
		"new start":   {item("a", "1", "0") + item("b", "6", "0") + item("c", "6", "0"), "I 1. a\nI 1. b\nI 2. c"},
		"bullets":     {item("a", "2", "0"), "I • a"},
		"dialogue":    {item("Who is there?", "3", "0"), "P — Who is there?"},
		"letters":     {item("a", "5", "0") + item("b", "5", "0"), "P A) a\nP B) b"},
		"switched":    {item("a", "0", "0") + item("b", "99", "0"), "P a\nP b"},
		"empty items": {item("a", "1", "0") + item("", "1", "0") + item("b", "1", "0"), "I 1. a\nI 2. b"},
	})
}

// TestTold looks at the problems, and where they are.
func TestTold(t *testing.T) {
	work, problems := docx.Read("a.docx", officetest.Pack(t, parts(
		p(r("One."))+p("")+p(r("The bell rang")+`<w:r><w:footnoteReference w:id="2"/></w:r>`+r("."))+
			p(`<w:r><w:drawing><a:blip r:embed="x"/></w:drawing>`+
				`</w:r>`)+p(`<w:hyperlink r:id="l2">`+r("mail")+`</w:hyperlink>`)+
			p(`<w:ins>`+r("a")+`</w:ins>`+r("LEAK", "<w:vanish/>")+`<w:r><w:commentReference w:id="0"/></w:r>`))))
	want := `3:14: warning: the footnote here is not posted, after “The bell rang”
4:1: warning: the picture here is not posted
5:1: warning: the link to “mailto:a@example.com” leads nowhere on Discord; its words are kept
6:1: note: this document has tracked changes; it is read as if all were accepted
6:2: note: hidden text is left out, here and further on
6:2: note: this document has comments; they are never posted
`
	if diff := cmp.Diff(want, officetest.Messages(problems)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff("P One.\nGAP\nP The bell rang.\nP mail\nP a\n", officetest.Show(work)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if last := work.Chapters[0].Paras[4]; last.Line != 6 || last.Col != 1 || last.Part != "" {
		t.Errorf("the last paragraph stands at %q %d:%d", last.Part, last.Line, last.Col)
	}
}

// TestErrors reads what cannot be read as a whole: all of it is told.
func TestErrors(t *testing.T) {
	const begin = `<w:r><w:fldChar w:fldCharType="begin"/></w:r>`
	tests := map[string]struct{ text, want string }{
		"no end of field": {p(r("a")+begin) + p(r("lost")), "never ends"},
		"part elsewhere":  {p(r("a")) + `<w:altChunk r:id="x"/>`, "another file"},
		"no text":         {p(""), "no text"},
		"many fields":     {p(strings.Repeat(begin, 100)), "too deep"},
		"damaged":         {p(r("a")) + "<w:p><w:r>", "damaged"},
		"entity":          {p(r("a &big;")), "damaged"},
	}
	for name, test := range tests {
		_, problems := docx.Read("a.docx", officetest.Pack(t, parts(test.text)))
		if got := officetest.Messages(problems); !story.HasErrors(problems) || !strings.Contains(got, test.want) {
			t.Errorf("%s: %s, want an error that says %q", name, got, test.want)
		}
	}
}
