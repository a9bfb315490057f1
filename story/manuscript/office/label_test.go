package office_test

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/office"
)

func TestNumbering(t *testing.T) {
	tests := []struct {
		way    office.Numbering
		number int
		want   string
	}{
		{office.Decimal, 12, "12"}, {office.Padded, 7, "07"}, {office.Padded, 17, "17"}, {office.Lower, 3, "c"},
		{office.Lower, 28, "bb"}, {office.Upper, 26, "Z"}, {office.LowRoman, 14, "xiv"}, {office.UpRoman, 499,
			"CDXCIX"},
		{office.Ordinal, 1, "1st"}, {office.Ordinal, 12, "12th"}, {office.Ordinal, 22, "22nd"}, {office.Ordinal,
			113, "113th"},
		{office.Words, 7, "Seven"}, {office.Words, 20, "Twenty"}, {office.Words, 42, "Forty-two"},
		{office.Words, 100, "100"},
		{office.WordsNth, 3, "Third"}, {office.WordsNth, 30, "Thirtieth"}, {office.WordsNth, 99, "Ninety-ninth"},
		{office.NoNumber, 3, ""}, {office.Bullet, 3, ""}, {office.UpRoman, 0, "0"}, {office.Lower, -4, "-4"},
		{office.Upper, 1 << 20, "1048576"},
	}
	for _, test := range tests {
		if got := test.way.Text(test.number); got != test.want {
			t.Errorf("way %d of %d is %q, want %q", test.way, test.number, got, test.want)
		}
	}
}

func TestRankOf(t *testing.T) {
	for name, want := range map[string]office.Rank{
		"Title": office.Title, "title,Alias": office.Title, "Block Text": office.Quote, "Scene_Break": office.Break,
		"TOC 3": office.Contents, "Contents Heading": office.Contents, "toc heading": office.Contents,
		"TOC":    office.Plain,
		"Normal": office.Plain, "": office.Plain, "Horizontal Line": office.Break, "Date": office.Date,
	} {
		if got := office.RankOf(name); got != want {
			t.Errorf("%q is of rank %d, want %d", name, got, want)
		}
	}
}

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
	err = scan.Each(func(xml.StartElement) error {
		return scan.Each(func(e xml.StartElement) error {
			b.WriteString(e.Name.Local + ":")
			if e.Name.Local == "c" {
				return nil // what is in it is skipped
			}
			err := scan.Each(func(xml.StartElement) error { return nil }, func(text []byte) { b.Write(text) })
			b.WriteString(" ")
			return err
		}, nil)
	}, nil)
	return b.String(), err
}
