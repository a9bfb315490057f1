package office_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/office"
)

// TestScan reads XML in each charset that there may be, and what is not read.
func TestScan(t *testing.T) {
	const text = `<?xml version="1.0" encoding="UTF-16"?><a><b>Ünder 🗝</b><c><d/></c></a>`
	wide := func(mark string, high, low int) string {
		b := []byte(mark)
		for _, u := range utf16.Encode([]rune(text)) {
			pair := [2]byte{byte(u >> 8), byte(u)}
			b = append(b, pair[high], pair[low])
		}
		return string(b)
	}
	for name, data := range map[string]string{
		"UTF-8": strings.Replace(text, "UTF-16", "utf-8", 1), "with a mark": "\ufeff" + strings.Replace(text,
			"UTF-16", "UTF-8", 1),
		"US-ASCII":  `<?xml version='1.0' encoding='us-ascii'?><a><b>&#220;nder &#128477;</b><c/></a>`,
		"ASCII":     `<?xml version='1.0' encoding='ASCII'?><a><b>&#220;nder &#128477;</b><c/></a>`,
		"UTF-16 LE": wide("\xff\xfe", 1, 0), "UTF-16 BE": wide("\xfe\xff", 0, 1),
	} {
		if got, err := words(data); err != nil || got != "b:Ünder 🗝 c:" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, data := range map[string]string{
		"charset": `<?xml version="1.0" encoding="KOI8-R"?><a/>`, "no end": "<a><b>", "wrong end": "<a></b>",
		"declaration": "<!DOCTYPE a><a/>", "long": "<a><b>" + strings.Repeat("x", 17<<20) + "</b></a>",
	} {
		_, err := words(data)
		var refusal *archive.Refusal
		if !errors.As(err, &refusal) || refusal.Hint == "" {
			t.Errorf("%s: %v, want a refusal with a hint", name, err)
		}
	}
}

// words returns the names of the elements in the root, and the characters in each.
func words(data string) (string, error) {
	scan, err := office.NewScan([]byte(data))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = scan.Each(func(office.Element) error {
		return scan.Each(func(e office.Element) error {
			b.WriteString(e.Name.Local + ":")
			if e.Name.Local == "c" {
				return nil // what is in it is skipped
			}
			err := scan.Each(func(office.Element) error { return nil }, func(text []byte) { b.Write(text) })
			b.WriteString(" ")
			return err
		}, nil)
	}, nil)
	return b.String(), err
}

// scans are XML, and what is nearly XML.
var scans = []string{
	traps,
	wordHead + `<w:p w:rsidR="00A1"><w:r><w:t xml:space="preserve">a &amp; b</w:t></w:r></w:p>` + wordFoot,
	openHead + `<text:p text:style-name='P"1'>a<text:s/><text:a xmlns:text="x" text:b="c"/>b</text:p>` + openFoot,
	`<?xml version="1.0" encoding="UTF-8" standalone='yes'?>` + "\r\n<a>\r<b c='\r\n\t&#10;'/>\r\n</a>",
	"\ufeff<?xml version='1.1'?><a/>", `<?xml encoding="KOI8-R"?><a/>`, `<?xml encoding="UTF-16"?><a/>`,
	`<?xml encoding='us-ascii'?><a>&#220;</a>`, `<?xml encoding="Utf-16"?><a/>`,
	`<?xml"encoding="KOI8-R"?><a/>`, `<?a it's > "b?><?b?><c/>`, `<?a`, `<??>`, `<?xml encoding=x encoding="x"?>`,
	`<?é?><é ü="1"/>`, `<×/>`, "<\xff/>", `<a b·="1"/>`, `<·a/>`, `<1/>`, `<a1.-_/>`,
	`<a>&lt;&gt;&amp;&apos;&quot;&#65;&#x1F5DD;&#xD800;</a>`, `<a>&b;</a>`, `<a>&#0;</a>`, `<a>&#x;</a>`, `<a>& </a>`,
	`<a>&#` + strings.Repeat("0", 99) + `65;</a>`, `<a>&#X41;</a>`, `<a>&#xFFFF;</a>`, `<a>&#x110000;</a>`, `<a>&;</a>`,
	`<a><![CDATA[<b>&amp;]]]]><![CDATA[>]]></a>`, `<a><![CDATA[b]]`, `<a>]]></a>`, `<a>]]&gt;]&#93;></a>`, `<a b="]]>"/>`,
	`<a><!-- b --><!----></a>`, `<!-->`, `<!--->`, `<!-- -- -->`, `<!-- --->`, `<!--`, `<a><!--b</a>`, `<!a`,
	`<!DOCTYPE a><a/>`, `<!ELEMENT a><a/>`, `<a><b></a></b>`, `<a>`, `</a>`, `<a></a`, `<a/></a>`, `<a></a >`, `</ a>`,
	`< a/>`, `<a/ >`, `<a b="1"c='2'/>`, `<a b = "1"/>`, `<a b/>`, `<a b=1/>`, `<a b="<"/>`, `<a b=">"/>`, `<a b="1/>`,
	`<a b"c="1"/>`, `<a ="1"/>`, `<a b="1" b="2"/>`, `<a?>`, `<a ?></a>`, `<a/b="c"/>`, `<a:b></b>`, `<a:b:c/>`,
	`<:a xmlns:a="relationships"/><a:/><a :c="" d:=""/>`, `<a xmlns:="b"/>`, `<xmlns xmlns="urn:x" xmlns:a=""/>`,
	`<a b=11/>`, `<a b=x"x"/>`, `<xml:a xmlns:xml="relationships" xml:c=""/>`,
	`<a:b xmlns:a="urn:x" a:c="1"><a:b xmlns:a=""/></a:b>`, `<xmlns/><xmlns:a/><xml:a xmlns:xml="b" xml:c=""/>`,
	`<a xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main" b="c"><d xmlns=""/><e/></a>`,
	`<a xmlns:b="relationships" b:c="" relationships:d=""/>`, "<a>\x01</a>", "<a>\xff</a>", "<a>\uffff</a>",
	"<a b='\xff'/>", "<!--\xff\x00--><a/>", "<a>\x00</a>", "<?a \x00?>", "<a b='\x00'/>", "<a \x00/>", "a", "",
	strings.Repeat("<a>", 400) + strings.Repeat("</a>", 400), strings.Repeat("<a>", 401) + strings.Repeat("</a>", 401),
}

// An outline is what XML holds, in a form that two ways to read it can be compared by: "<" with the name of an element
// and its attributes, ">" for its end, and text, that of neighbours joined.
type outline []string

// text adds characters.
func (o *outline) text(b []byte) {
	if n := len(*o); n > 0 && (*o)[n-1][0] == '"' {
		(*o)[n-1] += string(b)
	} else if len(b) > 0 {
		*o = append(*o, `"`+string(b))
	}
}

// ours reads XML as packages docx and odt do.
func ours(data []byte) (o outline, err error) {
	scan, err := office.NewScan(bytes.Clone(data))
	if err != nil {
		return nil, err
	}
	var visit func(office.Element) error
	visit = func(e office.Element) error {
		line := fmt.Sprintf("<%d %s", e.Name.Space, e.Name.Local)
		for _, a := range e.Attrs {
			line += fmt.Sprintf(" %d %s %q", a.Name.Space, a.Name.Local, blank(a.Value()))
		}
		o = append(o, line)
		err := scan.Each(visit, o.text)
		o = append(o, ">")
		for _, a := range e.Attrs { // they stay as they are while the element is read
			if !strings.Contains(line, fmt.Sprintf(" %d %s %q", a.Name.Space, a.Name.Local, blank(a.Value()))) {
				return fmt.Errorf("%s has become another", line)
			}
		}
		return err
	}
	return o, scan.Each(visit, o.text)
}

// theirs reads XML by the standard library. Document type declarations and great depth are errors, and so is a NUL,
// which XML does not have, but which the library takes in comments and instructions.
func theirs(data []byte) (o outline, err error) {
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, errors.New("NUL")
	}
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	d.CharsetReader = func(charset string, r io.Reader) (io.Reader, error) {
		upper := strings.ToUpper(charset)
		if strings.HasPrefix(upper, "UTF-1") || upper == "US-ASCII" || upper == "ASCII" {
			return r, nil
		}
		return nil, errors.New("charset")
	}
	for depth := 0; depth <= 400; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return o, nil
		}
		if err != nil {
			return o, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			line := fmt.Sprintf("<%d %s", office.SpaceOf(token.Name.Space), token.Name.Local)
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" && a.Name != (xml.Name{Local: "xmlns"}) {
					line += fmt.Sprintf(" %d %s %q", office.SpaceOf(a.Name.Space), a.Name.Local, blank(a.Value))
				}
			}
			o = append(o, line)
		case xml.EndElement:
			depth--
			o = append(o, ">")
		case xml.CharData:
			o.text(token)
		case xml.Directive:
			return o, errors.New("document type declaration")
		}
	}
	return o, errors.New("too deep")
}

// blank returns a value with its white space as spaces: so XML wants line ends and tabs in values read (3.3.3), which
// the standard library leaves as they are.
func blank(value string) string {
	return strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(value)
}

// FuzzScan reads any bytes by a scan and by the standard library.
func FuzzScan(f *testing.F) {
	for _, text := range scans {
		f.Add([]byte(text))
	}
	f.Fuzz(agree)
}

// TestScanPieces reads what comes about where pieces of XML stand behind each other as chance has it, much of which is
// nearly XML.
func TestScanPieces(t *testing.T) {
	pieces := strings.Fields(`<a> </a> <a <b/> /> > < / = " ' b="1" b='&lt;' xmlns="urn:x" xmlns:c="" <c:a c:b="2"> </c:a>
		<? ?> <?xml encoding="utf-8" <!-- --> - ! <![CDATA[ ]]> ] & ; &amp; &#13; &#x41; # x é <é> </é> words`)
	pieces = append(pieces, "\x00", "\r\n", "\r", "\n", "\t", "\xff")
	random := rand.New(rand.NewPCG(3, 5))
	accepted := 0
	for range 100_000 {
		var b []byte
		for range 1 + random.IntN(12) {
			b = append(b, pieces[random.IntN(len(pieces))]...)
			if random.IntN(4) == 0 {
				b = append(b, ' ')
			}
		}
		agree(t, b)
		if random.IntN(2) == 0 {
			agree(t, slices.Concat([]byte("<d>"), b, []byte("</d>")))
		}
		if _, err := theirs(b); err == nil {
			accepted++
		}
	}
	if accepted < 1000 {
		t.Errorf("only %d were XML", accepted)
	}
}

// TestScanManyNames reads more names than a scan remembers, and after them such as were declared before.
func TestScanManyNames(t *testing.T) {
	var many strings.Builder
	many.WriteString(`<a:b xmlns:a="relationships" a:c="1">`)
	for i := range 10_000 {
		fmt.Fprintf(&many, `<n%d:a n%[1]d=""/>`, i)
	}
	agree(t, []byte(many.String()+`<a:b a:c="2"/><d:e xmlns:d="relationships"/></a:b>`))
	agree(t, []byte(many.String()+`</a:c>`))
}

// agree checks that a scan and the standard library read the same, or both refuse it.
func agree(t *testing.T, data []byte) {
	t.Helper()
	got, err := ours(data)
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return // UTF-16, which the library does not read
	}
	want, refused := theirs(data)
	if (err == nil) != (refused == nil) {
		t.Fatalf("%q: %v, the standard library: %v", data, err, refused)
	}
	if diff := cmp.Diff(want, got); err == nil && diff != "" {
		t.Fatalf("%q (-want +got):\n%s", data, diff)
	}
	var refusal *archive.Refusal
	if err != nil && !errors.As(err, &refusal) {
		t.Fatalf("%q: %v, want a refusal", data, err)
	}
}
