package office_test

import (
	"testing"

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
