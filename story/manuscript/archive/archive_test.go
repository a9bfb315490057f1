package archive_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story/manuscript/archive"
)

// A file is one to be packed.
type file struct{ name, text string }

// pack returns a zip archive of files.
func pack(tb testing.TB, files ...file) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		p, err := w.Create(f.name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := p.Write([]byte(f.text)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// open opens an archive with the usual limits.
func open(data []byte) (*archive.Archive, error) { return archive.Open(data, archive.For(len(data))) }

func TestNames(t *testing.T) {
	a, err := open(pack(t, file{"a/b.txt", "1"}, file{"a/./b.txt", "2"}, file{"../up.txt", "LEAK"},
		file{"a/../../up.txt", "LEAK"}, file{"/root.txt", "LEAK"}, file{`C:\dos.txt`, "LEAK"}, file{`x\y.txt`, "3"},
		file{"n\x00ul", "LEAK"}, file{"dir/", ""}, file{"bad\xff", "LEAK"}))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a/b.txt", "x/y.txt"}, a.Names()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if notes := a.Notes(); len(notes) != 7 {
		t.Errorf("%d notes, want 7: %q", len(notes), notes)
	}
	for name, want := range map[string]string{"a/b.txt": "1", "A/B.TXT": "1", "./a//b.txt": "1", `x\y.txt`: "3"} {
		got, err := a.Read(name)
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"../up.txt", "/root.txt", "none", "dir/", "", "."} {
		got, err := a.Read(name)
		var r *archive.Refusal
		if !errors.As(err, &r) || r.Hint == "" {
			t.Errorf("%q: %q, %v, want a refusal with a hint", name, got, err)
		}
	}
}

// TestRefused opens archives that are not read, or whose file "a" is not.
func TestRefused(t *testing.T) {
	lock := func(name, text string) []byte { return pack(t, file{name, text}) }
	good := pack(t, file{"a", strings.Repeat("prose and prose. ", 100)})
	spoilt := bytes.Replace(good, good[40:44], []byte("\xff\xff\xff\xff"), 1)
	password := bytes.Clone(good)
	directory := bytes.Index(password, []byte("PK\x01\x02"))
	password[directory+8] |= 1
	method := bytes.Clone(good)
	binary.LittleEndian.PutUint16(method[directory+10:], 93)
	short := bytes.Clone(good)
	binary.LittleEndian.PutUint32(short[directory+24:], 5)
	huge := bytes.Clone(good)
	binary.LittleEndian.PutUint32(huge[directory+24:], 1<<30)
	many := make([]file, 4097)
	for i := range many {
		many[i].name = fmt.Sprint("a", i)
	}
	tests := map[string]struct {
		data []byte
		want string
	}{
		"empty":        {nil, "no whole EPUB"},
		"no zip":       {[]byte("It was a dark night."), "no whole EPUB"},
		"truncated":    {good[:len(good)-30], "no whole EPUB"},
		"half":         {good[:len(good)/2], "no whole EPUB"},
		"old office":   {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."), "old office program"},
		"damaged":      {spoilt, "damaged"},
		"password":     {password, "password"},
		"method":       {method, "unusual way"},
		"too short":    {short, "damaged"},
		"too large":    {huge, "grows too large"},
		"many":         {pack(t, many...), "more than 4096 files"},
		"very many":    {bytes.Repeat([]byte("PK\x01\x02"), 1<<20), "more than 4096 files"},
		"key":          {lock("META-INF/encryption.xml", "<e><EncryptedKey/></e>"), "encrypted"},
		"cipher":       {lock("META-INF/encryption.xml", `<e><EncryptionMethod Algorithm="aes"/></e>`), "encrypted"},
		"garbled lock": {lock("META-INF/encryption.xml", "<e"), "damaged"},
		"rights":       {lock("META-INF/rights.xml", "<r/>"), "encrypted"},
		"apple":        {lock("META-INF/sinf.xml", "<r/>"), "encrypted"},
		"office's":     {lock("META-INF/manifest.xml", "<m:x xmlns:m='m'><m:encryption-data/></m:x>"), "encrypted"},
		"bomb":         {pack(t, file{"a", strings.Repeat("\x00", 20<<20)}), "grows too large"},
		"small bomb":   {pack(t, file{"a", strings.Repeat("a", 2<<20)}), "grows too large"},
	}
	for name, test := range tests {
		a, err := open(test.data)
		if err == nil {
			_, err = a.Read("a")
		}
		var r *archive.Refusal
		if !errors.As(err, &r) || !strings.Contains(r.Message, test.want) || r.Hint == "" {
			t.Errorf("%s: %v, want a refusal that says %q and a hint", name, err, test.want)
		}
	}
}

func TestFontsAreNoLock(t *testing.T) {
	a, err := open(pack(t, file{"META-INF/encryption.xml", `<e xmlns:enc="x"><enc:EncryptionMethod ` +
		`Algorithm="http://www.idpf.org/2008/embedding"/></e>`}, file{"a", "text"}))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := a.Read("a"); err != nil || string(got) != "text" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestTotal reads files until their sum is above the limit.
func TestTotal(t *testing.T) {
	data := pack(t, file{"a", "12345"}, file{"b", "12345"}, file{"c", "1"})
	a, err := archive.Open(data, archive.Limits{Entries: 3, Entry: 5, Total: 9, Ratio: 9})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Read("a"); err != nil {
		t.Error(err)
	}
	if _, err := a.Read("b"); err == nil {
		t.Error("more was read than the limit")
	}
	if _, err := a.Read("c"); err != nil {
		t.Errorf("less than the limit: %v", err)
	}
}

// TestBombMemory opens archives whose files claim far more than they hold, and measures what refusing them takes.
func TestBombMemory(t *testing.T) {
	zeros := strings.Repeat("\x00", 20<<20)
	data := pack(t, file{"a", zeros}, file{"b", zeros})
	lies := pack(t, file{"a", "short"}, file{"b", "short"})
	for at := 0; ; at++ {
		next := bytes.Index(lies[at:], []byte("PK\x01\x02"))
		if next < 0 {
			break
		}
		at += next
		binary.LittleEndian.PutUint32(lies[at+20:], 60<<20)
		binary.LittleEndian.PutUint32(lies[at+24:], 60<<20)
	}
	for name, data := range map[string][]byte{"zeros": data, "lies": lies} {
		testMemory(t, name, data)
	}
}

// testMemory checks that reading the two files of an archive is refused without much memory.
func testMemory(t *testing.T, name string, data []byte) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	a, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, entry := range a.Names() {
		if _, err := a.Read(entry); err != nil {
			refused++
		}
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; refused != 2 || got > 1<<20 {
		t.Errorf("%s: %d refused after %d bytes were taken", name, refused, got)
	}
}

// FuzzArchive opens anything and reads all that is in it.
func FuzzArchive(f *testing.F) {
	f.Add(pack(f, file{"a/b.txt", "prose"}, file{"a/b.txt", "again"}, file{"../c", "x"}))
	f.Add(pack(f, file{"META-INF/encryption.xml", "<e><EncryptedKey/></e>"}))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := open(data)
		var r *archive.Refusal
		if err != nil {
			if !errors.As(err, &r) || r.Message == "" || r.Hint == "" {
				t.Fatalf("%v is no refusal with a message and a hint", err)
			}
			return
		}
		var total int64
		for _, name := range a.Names() {
			if clean, ok := archive.Clean(name); !ok || clean != name {
				t.Errorf("the name %q is not clean", name)
			}
			text, err := a.Read(name)
			if err != nil && (!errors.As(err, &r) || r.Hint == "") {
				t.Errorf("%s: %v is no refusal", name, err)
			}
			total += int64(len(text))
		}
		if most := archive.For(len(data)).Total; total > most {
			t.Errorf("%d bytes were read, the limit is %d", total, most)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var text strings.Builder
	for i := 0; text.Len() < 10<<20; i++ {
		fmt.Fprintf(&text, "<p>The %dth wave took lantern %d and left the %x of it.</p>\n", i, i*7%1000, i*i)
	}
	data := pack(b, file{"a", text.String()})
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		a, err := open(data)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := a.Read("a"); err != nil {
			b.Fatal(err)
		}
	}
}
