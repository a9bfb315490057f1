package office_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cliffhanger/story/manuscript/office"
)

// wellFormed and malformed are XML that is read, and XML that is not.
var (
	wellFormed = []string{
		``, `<a/>`, `<a></a>`, `<a b="c" d='e'>f</a >`,
		"<a\n b = \"1\" ><c/></a>", `<a>&lt;&amp;&#65;&#x42;&quot;&apos;&gt;</a>`,
		`<?xml version="1.0" encoding="UTF-8"?><a/>`, `<a><!-- b - c --><?d e?></a>`, `<a><![CDATA[<b>&amp;]]></a>`,
		`<w:a xmlns:w="u"><w:b w:c="1" c="2" x:d="3" xml:lang="de"/></w:a><w:z/>`, `<a xmlns="u" b="1"><c xmlns=""/><d/></a>`,
		"<a b=\"x\r\ny\">c\r\nd\re</a>", `<a>“é” 😀</a>`,
		`<:a/>`, `<a>&#xD800;</a>`, `<a:/>`, `<a xmlns:="1"><b xmlnsx="2"/></a>`, `<a b="&amp;>"/>`, `<a>]] ></a>`,
		`<p xmlns:a="1"><q xmlns:a="2"><a:r/></q><a:r a:s=""/></p>`,
	}
	malformed = []string{
		`<a>`, `</a>`, `<a></b>`, `<a b></a>`, `<a b=c/>`, `<a b="<"/>`, `<a b="c`, `<`,
		`<a`, `<!--`, `<!-- -- --><a/>`, `<a>&b;</a>`,
		`<a>&</a>`, `<a>&#0;</a>`, "<a>\x00</a>", "<a>\xff</a>",
		`<a>]]></a>`, `<a:b:c/>`, `<?`, `< a/>`, `<a/ >`,
		`<?xml version="1.0" encoding="KOI8-R"?><a/>`, `<a><b></a></b>`, `<![CDATA[`, `<a>&#1114112;</a>`, `<a b="&c;"/>`,
	}
)

// TestTokens holds that XML is read as encoding/xml reads it, and refused where that refuses it.
func TestTokens(t *testing.T) {
	for _, s := range wellFormed {
		if _, err := standard([]byte(s)); err != nil {
			t.Errorf("%q: %v", s, err)
		}
		sameTokens(t, []byte(s))
	}
	for _, s := range malformed {
		if _, err := standard([]byte(s)); err == nil {
			t.Errorf("%q is well-formed to encoding/xml", s)
		}
		if got, err := office.Tokens([]byte(s)); err == nil {
			t.Errorf("%q is read as %v", s, got)
		}
	}
}

// sameTokens fails if encoding/xml reads data and tells other tokens.
func sameTokens(t *testing.T, data []byte) {
	t.Helper()
	want, err := standard(data)
	if err != nil {
		return
	}
	got, err := office.Tokens(data)
	if err != nil {
		t.Fatalf("%q: %v", data, err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%q (-want +got):\n%s", data, diff)
	}
}

// standard returns what [office.Tokens] should.
func standard(data []byte) ([]xml.Token, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	var out []xml.Token
	for {
		token, err := d.Token()
		switch token := token.(type) {
		case nil:
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return out, err
		case xml.StartElement:
			out = append(out, token.Copy())
		case xml.EndElement:
			out = append(out, xml.EndElement{})
		case xml.CharData:
			out = office.AppendText(out, token)
		case xml.Directive:
			return out, nil
		}
	}
}

// FuzzTokens compares with encoding/xml.
func FuzzTokens(f *testing.F) {
	for _, s := range append(wellFormed, malformed...) {
		f.Add([]byte(s))
	}
	f.Add([]byte(strings.Join(wellFormed, "")))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) ||
			bytes.HasPrefix(data, []byte("\ufeff")) {
			t.Skip("encoding/xml knows no marks of byte order")
		}
		if bytes.Count(data, []byte("encoding=")) > 1 {
			t.Skip("of several encodings each takes another")
		}
		sameTokens(t, data)
	})
}
