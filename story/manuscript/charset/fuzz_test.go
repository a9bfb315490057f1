package charset_test

import (
	"bytes"
	"errors"
	"testing"
	"unicode/utf8"

	"cliffhanger/story/manuscript/charset"
)

// FuzzRead reads any bytes by any name: what comes back is valid UTF-8 with a word of it, or a known error.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"", "utf-16", "windows-1250", "shift_jis", "gb18030", "iso-2022-jp", "hz-gb-2312"} {
		f.Add([]byte("Caf\xe9 \x93Zo\xeb\x94"), name)
		f.Add([]byte("\xff\xfea\x00\x00\xd8"), name)
		f.Add([]byte("\x1b$B<i\x1b(B \x82\xa0"), name)
	}
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		kept := bytes.Clone(data)
		text, err := charset.Read(data, name)
		if !bytes.Equal(kept, data) {
			t.Fatal("the bytes were changed")
		}
		var unknown *charset.NameError
		if err != nil {
			if !errors.Is(err, charset.ErrNotText) && !errors.As(err, &unknown) {
				t.Fatal(err)
			}
			return
		}
		if !utf8.Valid(text.UTF8) || text.Encoding == "" {
			t.Fatalf("%q by %q: %+v", data, name, text)
		}
		if text.Word == "" {
			return
		}
		if !bytes.Contains(text.UTF8, []byte(text.Word)) || utf8.RuneCountInString(text.Word) > 24 || text.Line < 1 ||
			text.Col < 1 {
			t.Fatalf("%q by %q: %+v", data, name, text)
		}
	})
}
