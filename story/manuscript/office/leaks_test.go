package office_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
	"cliffhanger/story/manuscript/docx"
	"cliffhanger/story/manuscript/odt"
	"cliffhanger/story/manuscript/officetest"
)

// readers are the readers by the ends of files' names.
var readers = map[string]func(string, []byte) (body.Work, []story.Problem){".docx": docx.Read, ".odt": odt.Read}

// traps is a document made of what other programs show although nobody shall see it, or lose although it is text.
// Words that must not be shown begin with LEAK, and what each paragraph tests is its first word.
const traps = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:body>
<w:p><w:r><w:t xml:space="preserve">Deleted words are </w:t></w:r>
 <w:del w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r>
 <w:delText xml:space="preserve">LEAKdeleted </w:delText></w:r></w:del><w:r><w:t>gone.</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">Hidden words are </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr>
 <w:t xml:space="preserve">LEAKhidden </w:t></w:r><w:r><w:t>gone.</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">Moved words are gone </w:t></w:r>
 <w:moveFromRangeStart w:id="2" w:name="m1" w:author="A" w:date="2026-01-01T00:00:00Z"/>
 <w:moveFrom w:id="3" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>LEAKmoved </w:t></w:r></w:moveFrom>
 <w:moveFromRangeEnd w:id="2"/><w:r><w:t>here.</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">Inserted words are </w:t></w:r>
 <w:ins w:id="4" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>kept.</w:t></w:r></w:ins></w:p>
<w:p><w:r><w:t xml:space="preserve">Arrived words are </w:t></w:r>
 <w:moveToRangeStart w:id="5" w:name="m1" w:author="A" w:date="2026-01-01T00:00:00Z"/>
 <w:moveTo w:id="6" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>settled.</w:t></w:r></w:moveTo>
 <w:moveToRangeEnd w:id="5"/></w:p>
<w:p><w:r><w:t xml:space="preserve">Controls hold </w:t></w:r><w:sdt><w:sdtPr><w:alias w:val="LEAKalias"/>
 <w:text/></w:sdtPr><w:sdtContent><w:r><w:t>words.</w:t></w:r></w:sdtContent></w:sdt></w:p>
<w:p><w:r><w:t>Boxes stand once.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
 <wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
 layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column">
 <wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph">
 <wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="2000000" cy="800000"/><wp:wrapTopAndBottom/>
 <wp:docPr id="9" name="Box" descr="LEAKalt"/><a:graphic>
 <a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
 <wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="800000"/></a:xfrm>
 <a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent><w:p><w:r>
 <w:t>Boxed words.</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>
 </wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:100pt;height:60pt"><v:textbox>
 <w:txbxContent><w:p><w:r><w:t>Boxed words.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>
 </mc:Fallback></mc:AlternateContent></w:r></w:p>
<w:p><w:r><w:pict><v:rect style="width:0;height:1.5pt" o:hralign="center" o:hrstd="t" o:hr="t" fillcolor="#a0a0a0"
 stroked="f"/></w:pict></w:r></w:p>
<w:p><w:r><w:t>Rules part scenes.</w:t></w:r></w:p>
<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr></w:pPr></w:p>
<w:p><w:r><w:t xml:space="preserve">Fields show </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>
 <w:instrText xml:space="preserve"> QUOTE LEAKcode </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/>
 </w:r><w:r><w:t>results.</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
<w:sectPr/></w:body></w:document>`

// trapParts returns the parts of the document of traps.
func trapParts() map[string]string {
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
	return map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="` + office + `" Target="word/document.xml"/></Relationships>`,
		"word/document.xml": traps,
	}
}

const unsprung = `P Deleted words are gone.
P Hidden words are gone.
P Moved words are gone here.
P Inserted words are kept.
P Arrived words are settled.
P Controls hold words.
P Boxes stand once.
P Boxed words.
CUT
P Rules part scenes.
CUT
P Fields show results.
`

// TestLeaks prints the table of what leaks and what is lost, of the document of traps and of what LibreOffice makes
// of it.
func TestLeaks(t *testing.T) {
	files := map[string][]byte{"traps.docx": officetest.Pack(t, trapParts())}
	for _, name := range []string{"writer-traps.odt", "writer-traps.docx"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = data
	}
	for name, data := range files {
		work, problems := readers[filepath.Ext(name)](name, data)
		got := officetest.Show(work)
		if got != unsprung {
			t.Errorf("%s:\n%swant\n%s", name, got, unsprung)
		}
		if all := got + officetest.Messages(problems); strings.Contains(all, "LEAK") || story.HasErrors(problems) {
			t.Errorf("%s leaks or fails: %s", name, all)
		}
		is := func(ok bool, word string) string {
			if ok {
				return "ok"
			}
			return word
		}
		kept := func(words string) string { return is(strings.Contains(got, words), "lost") }
		t.Logf("%-17s deleted %s, hidden %s, moved-from %s, insertion %s, moved text %s, control %s, box %d×, rules %d of 2",
			name, is(!strings.Contains(got, "LEAKdel"), "LEAK"), is(!strings.Contains(got, "LEAKhid"), "LEAK"),
			is(!strings.Contains(got, "LEAKmov"), "LEAK"), kept("are kept"), kept("settled"), kept("hold words"),
			strings.Count(got, "Boxed words"), strings.Count(got, "CUT"))
	}
}

// TestMakeTraps writes the document of traps to the file that TRAPS names, for LibreOffice to open.
func TestMakeTraps(t *testing.T) {
	name := os.Getenv("TRAPS")
	if name == "" {
		t.Skip("TRAPS names no file to write")
	}
	if err := os.WriteFile(name, officetest.Pack(t, trapParts()), 0o600); err != nil {
		t.Fatal(err)
	}
}
