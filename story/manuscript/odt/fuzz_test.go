package odt_test

import (
	"testing"

	"cliffhanger/story/manuscript/odt"
	"cliffhanger/story/manuscript/officetest"
)

// FuzzOdt reads any XML in the places of the document's text, styles and description.
func FuzzOdt(f *testing.F) {
	for _, text := range []string{
		p("a"+s("b", "I")+`<draw:frame><draw:text-box>`+p("c")+`</draw:text-box></draw:frame>`) + p("", "PU") +
			p("d"),
		`<text:list text:style-name="N"><text:list-item>` + p("a") +
			`</text:list-item></text:list><text:h text:outline-level="1">b</text:h>`,
		`<table:table><table:table-row><table:table-cell>` + p("a") + `</table:table-cell><table:table-cell>` +
			p("b") + `</table:table-cell></table:table-row></table:table>`,
		p(`<text:ruby><text:ruby-base>a</text:ruby-base><text:ruby-text>b</text:ruby-text></text:ruby>`+s("x",
			"H")) + p("c", "PB"),
	} {
		f.Add(parts(text)["content.xml"], common, meta)
	}
	f.Fuzz(func(t *testing.T, text, styles, meta string) {
		work, problems := odt.Read("a.odt", officetest.Pack(t, map[string]string{
			"content.xml": text, "styles.xml": styles, "meta.xml": meta,
		}))
		officetest.Sound(t, work, problems)
	})
}

// FuzzFile reads any bytes.
func FuzzFile(f *testing.F) { officetest.FuzzFile(f, officetest.Pack(f, parts(p("a"))), odt.Read) }
