package manuscript_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	"cliffhanger/story/manuscript/officetest"
)

// mostMemory is how much reading a file may take: ten times its size, or 256 MiB.
func mostMemory(size int) uint64 { return max(256<<20, 10*uint64(size)) }

// proseOf returns about size bytes of paragraphs, each put into the form given.
func proseOf(form string, size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, form, fmt.Sprintf("The %dth lamp went out at %d past two, and nobody on the far side saw who "+
			"it was.", i, i%60))
	}
	return b.String()
}

// book returns an EPUB of one page.
func book(t *testing.T, page string, more map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"mimetype": "application/epub+zip",
		"META-INF/container.xml": `<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile ` +
			`full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
		"p.opf": `<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest><item id="c" href="c.xhtml" ` +
			`media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>`,
		"c.xhtml": page,
	}
	for name, text := range more {
		parts[name] = text
	}
	return officetest.Pack(t, parts)
}

// word returns a Word file with this text.
func word(t *testing.T, text string, more map[string]string) []byte {
	t.Helper()
	parts := wordParts(text)
	for name, text := range more {
		parts[name] = text
	}
	return officetest.Pack(t, parts)
}

// openDocument returns an OpenDocument file with this text.
func openDocument(t *testing.T, text string, more map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"mimetype": "application/vnd.oasis.opendocument.text",
		"content.xml": `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ` +
			`xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>` + text +
			`</office:text></office:body></office:document-content>`,
	}
	for name, text := range more {
		parts[name] = text
	}
	return officetest.Pack(t, parts)
}

// A danger is a file made to hurt, or only a large one.
type danger struct {
	name string        // of the file
	what string        // it is
	data func() []byte // made when it is wanted, as what lies about in memory lets the collector wait
	want string        // in an error; "": there is text
}

// The forms of a paragraph.
const (
	wordP = "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
	openP = "<text:p>%s</text:p>"
	htmlP = "<p>%s</p>\n"
	textP = "%s\n\n"
)

// dangers returns files of all formats.
func dangers(t *testing.T) []danger {
	t.Helper()
	const text = 2<<20 - 200
	wide := func() string { return strings.Repeat("a lamp and a boat, ", (64<<20-1<<16)/19) }
	zeros := func() string { return strings.Repeat("\x00", 65<<20) }
	over := func() []byte { return make([]byte, 64<<20+1) }
	return []danger{
		{"a.txt", "over 64 MiB", over, "larger than 64 MiB"}, {"a.epub", "over 64 MiB", over, "larger than 64 MiB"},
		{"a.docx", "over 64 MiB", over, "larger than 64 MiB"}, {"a.html", "over 64 MiB", over, "larger than 64 MiB"},
		{"a.txt", "a line of 64 MiB", func() []byte { return []byte(wide()) }, "larger than 2 MiB"},
		{"a.md", "a line of 64 MiB", func() []byte { return []byte(wide()) }, "larger than 2 MiB"},
		{"a.html", "a line of 64 MiB", func() []byte { return []byte(wide()) }, "more than a million characters"},
		{"a.epub", "a line of 64 MiB", func() []byte { return book(t, "<p>"+wide(), nil) }, "grows too large"},
		{"a.docx", "a line of 64 MiB", func() []byte { return word(t, fmt.Sprintf(wordP, wide()), nil) },
			"grows too large"},
		{"a.odt", "a line of 64 MiB", func() []byte { return openDocument(t, fmt.Sprintf(openP, wide()), nil) },
			"grows too large"},
		{"a.epub", "a bomb", func() []byte { return book(t, zeros(), nil) }, "grows too large"},
		{"a.docx", "a bomb", func() []byte { return word(t, "", map[string]string{"word/document.xml": zeros()}) },
			"grows too large"},
		{"a.odt", "a bomb", func() []byte { return openDocument(t, "", map[string]string{"content.xml": zeros()}) },
			"grows too large"},
		{"a.md", "2 MiB of prose", func() []byte { return []byte(proseOf(textP, text)) }, ""},
		{"a.txt", "2 MiB of prose", func() []byte { return []byte(proseOf(textP, text)) }, ""},
		{"a.txt", "2 MiB in one line", func() []byte { return []byte(proseOf("%s ", text)) }, ""},
		{"a.html", "paragraphs", func() []byte { return []byte(strings.Repeat("<p>a", 150_000)) }, ""},
		{"a.html", "8 MiB of paragraphs", func() []byte { return []byte(strings.Repeat("<p>a", 2<<20)) }, "paragraphs"},
		{"a.html", "9 MiB of italics", func() []byte { return []byte("<p>" + strings.Repeat("<i>a</i>b", 1<<20)) },
			"changes of style"},
		{"a.html", "8 MiB of breaks", func() []byte { return []byte("<p>a" + strings.Repeat("<br>a", 8<<20/5)) },
			"paragraphs"},
		{"a.html", "6 MiB of lines", func() []byte { return []byte("<pre>" + strings.Repeat("a\n\n", 2<<20)) },
			"paragraphs"},
		{"a.txt", "2 MiB of lines", func() []byte { return []byte(strings.Repeat("a\n", text/2)) },
			"more than 60000 lines"},
		{"a.md", "lists in quotes", func() []byte { return []byte(strings.Repeat("> - a\n\n", 59_000)) }, ""},
		{"a.html", "4 MiB of prose", func() []byte { return []byte(proseOf(htmlP, 4<<20)) }, ""},
		{"a.html", "2 MiB in one line", func() []byte { return []byte("<p>" + proseOf("%s ", 2<<20)) },
			"more than a million characters"},
		{"a.epub", "4 MiB of prose", func() []byte { return book(t, proseOf(htmlP, 4<<20), nil) }, ""},
		{"a.docx", "4 MiB of prose", func() []byte { return word(t, proseOf(wordP, 4<<20), nil) }, ""},
		{"a.odt", "2 MiB of prose", func() []byte { return openDocument(t, proseOf(openP, 2<<20), nil) }, ""},
		{"a.docx", "2 MiB in one line", func() []byte { return word(t, fmt.Sprintf(wordP, proseOf("%s ", 2<<20)), nil) },
			"longer than a million"},
	}
}

// TestMemory reads files that are large or pretend to be: each gives its text or a sentence, within its memory, which
// is printed.
func TestMemory(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector takes memory and minutes of its own, so this is measured without it")
	}
	dir := t.TempDir()
	for _, d := range dangers(t) {
		path := filepath.Join(dir, d.name)
		size := write(t, path, d.data())
		var s story.Story
		var problems []story.Problem
		peak := officetest.Peak(func() {
			var err error
			if s, problems, err = manuscript.ReadPath(path, manuscript.Options{}); err != nil {
				t.Error(err)
			}
		})
		t.Logf("%-7s %-18s %5.1f MiB of file, %6.1f MiB of memory", d.name, d.what, float64(size)/(1<<20),
			float64(peak)/(1<<20))
		if peak > mostMemory(size) {
			t.Errorf("%s, %s: takes %d MiB", d.name, d.what, peak>>20)
		}
		checkRefused(t, d.name+", "+d.what, d.want, s, problems)
	}
}

// write writes a file and returns its size.
func write(t *testing.T, path string, data []byte) int {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return len(data)
}

// checkRefused checks that a file was refused with a sentence that holds want and says what to do, or, if want is "",
// that there is text.
func checkRefused(t *testing.T, what, want string, s story.Story, problems []story.Problem) {
	t.Helper()
	scenes := 0
	for _, c := range s.Chapters {
		scenes += len(c.Scenes)
	}
	if want == "" {
		if story.HasErrors(problems) || scenes == 0 {
			t.Errorf("%s: %d scenes, %.300v", what, scenes, problems)
		}
		return
	}
	for _, p := range problems {
		if p.Severity == story.Error && strings.Contains(p.Message, want) && p.Hint != "" {
			return
		}
	}
	t.Errorf("%s: %.500v, want an error that says %q", what, problems, want)
}

// TestLocked refuses what is encrypted.
func TestLocked(t *testing.T) {
	enc := map[string]string{"META-INF/encryption.xml": `<encryption ` +
		`xmlns="urn:oasis:names:tc:opendocument:xmlns:container">` +
		`<EncryptedData><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData></encryption>`}
	manifest := map[string]string{"META-INF/manifest.xml": `<manifest:manifest ` +
		`xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry><manifest:encryption-data/>` +
		`</manifest:file-entry></manifest:manifest>`}
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"a.epub": {book(t, "<p>a", enc), "encrypted"},
		"a.odt":  {openDocument(t, "<text:p>a</text:p>", manifest), "encrypted"},
		"a.docx": {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("x", 600)), ".doc"},
	} {
		s, problems := manuscript.ReadWork(name, test.data)
		checkRefused(t, name, test.want, s, problems)
	}
}

// TestPathsAreNotWritten reads archives whose entries are named to be unpacked elsewhere: nothing is ever written.
func TestPathsAreNotWritten(t *testing.T) {
	dir, tmp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Chdir(dir)
	evil := map[string]string{"../evil.txt": "x", "../../../../" + tmp + "/evil.txt": "x", tmp + "/evil.txt": "x",
		`..\evil.txt`: "x", `C:\evil.txt`: "x", "a/../../evil.txt": "x"}
	for name, data := range map[string][]byte{
		"a.epub": book(t, "<p>Prose.</p>", evil), "a.docx": word(t, "<w:p><w:r><w:t>Prose.</w:t></w:r></w:p>", evil),
		"a.odt": openDocument(t, "<text:p>Prose.</text:p>", evil),
	} {
		s, problems := manuscript.ReadWork(name, data)
		if len(s.Chapters) != 1 || sketch(s.Chapters[0]) != "Prose." || story.HasErrors(problems) || len(problems) == 0 {
			t.Errorf("%s: %v, %v", name, s, problems)
		}
	}
	for _, place := range []string{dir, tmp, filepath.Dir(dir)} {
		err := filepath.WalkDir(place, func(path string, d os.DirEntry, err error) error {
			if err == nil && strings.Contains(path, "evil") {
				t.Errorf("%s was written", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestNothingIsFetched reads files that point elsewhere: to a file on the disk and to a server. Neither is asked.
func TestNothingIsFetched(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		fmt.Fprint(w, "LEAK")
	}))
	defer server.Close()
	secret := filepath.Join(t.TempDir(), "secret.txt")
	if err := os.WriteFile(secret, []byte("LEAK"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"file://" + secret, server.URL + "/x"} {
		doctype := `<!DOCTYPE x [<!ENTITY a SYSTEM "` + target + `"><!ENTITY % b SYSTEM "` + target + `">]>`
		page := doctype + `<html><head><link rel="stylesheet" href="` + target + `"/><script ` +
			`src="` + target + `"></script></head>` +
			`<body><p>Prose &a;.</p><img src="` + target + `"/><iframe src="` + target + `"></iframe></body></html>`
		words := wordParts("<w:p><w:r><w:t>Prose &a;.</w:t></w:r></w:p>")
		words["word/document.xml"] = doctype + words["word/document.xml"]
		open := map[string]string{"content.xml": doctype + `<o:document-content ` +
			`xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ` +
			`xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0">` +
			`<o:body><o:text><t:p>Prose &a;.</t:p></o:text></o:body></o:document-content>`}
		for name, data := range map[string][]byte{
			"a.html": []byte(page), "a.epub": book(t, page, nil), "a.docx": officetest.Pack(t, words),
			"a.odt": openDocument(t, "", open), "a.md": []byte("Prose ![x](" + target + ").\n\n![[secret.txt]]\n"),
		} {
			s, problems := manuscript.ReadWork(name, data)
			if leaks(s, problems) > 0 {
				t.Errorf("%s: %v, %v", name, s, problems)
			}
			if len(problems) == 0 {
				t.Errorf("%s: nothing is said", name)
			}
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("the server was asked %d times", n)
	}
}
