package charset

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
)

// A NameError says that an encoding is not known by its name.
type NameError struct{ Name string }

// Error names a few that are known.
func (e *NameError) Error() string {
	return fmt.Sprintf("“%s” is not the name of an encoding known here; known are for example utf-8, utf-16le, "+
		"windows-1250, "+
		"windows-1251, windows-1252, iso-8859-2, macintosh, koi8-r, shift_jis, gb18030, big5 and euc-kr", e.Name)
}

// Check returns nil for the name of an encoding that is known, in any letters, as the WHATWG or IANA has it, and for
// "". For any other the error is a [*NameError].
func Check(name string) error {
	_, err := lookup(name)
	return err
}

// lookup returns the encoding of a name, nil for "".
func lookup(name string) (encoding.Encoding, error) {
	bare := strings.ToLower(strings.TrimSpace(name))
	switch bare {
	case "":
		return nil, nil
	case "utf-16", "utf16":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil // as Windows and the WHATWG have it
	case "macroman", "mac-roman", "mac roman", "mac_roman":
		return charmap.Macintosh, nil
	}
	for _, spelling := range []string{bare, strings.ReplaceAll(bare, "_", "-"), strings.ReplaceAll(bare, " ", "-")} {
		enc, err := htmlindex.Get(spelling)
		if err != nil {
			enc, err = ianaindex.IANA.Encoding(spelling)
		}
		if err == nil && enc != nil && enc != encoding.Replacement && enc != charmap.XUserDefined {
			return enc, nil
		}
	}
	return nil, &NameError{name}
}
