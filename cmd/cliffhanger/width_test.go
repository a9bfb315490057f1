package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestColumns(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "rope": 4, "日本語": 6, "é": 1, "e\u0301": 1, "a\u200bb": 2, "👨\u200d👩\u200d👧": 2, "🇩🇪": 2, "☂": 1,
		"☂\ufe0f": 2, "क\u094dष\u093f": 1, "“…”": 3, "\ufeffx": 1,
	} {
		if got := columns(text); got != want {
			t.Errorf("%q takes %d columns, want %d", text, got, want)
		}
	}
}

func TestCropKeepsTheCharacterInSight(t *testing.T) {
	for _, test := range []struct {
		text            string
		character, most int
		want            string
		before          int
	}{
		{"Mara fell.", 6, 40, "Mara fell.", 5},
		{"Mara fell.", 0, 40, "Mara fell.", -1},
		{"Mara fell.", 11, 40, "Mara fell.", 10}, // behind the last character
		{"Mara fell into the water.", 0, 10, "Mara fell…", -1},
		{"Mara fell.", 1, 10, "Mara fell.", 0},
		{"Mara fell into the water.", 20, 12, "…the water.", 5},
		{"\tMara", 2, 10, " Mara", 1},
		{"日本語の文字", 3, 40, "日本語の文字", 4},
		{"e\u0301a", 3, 40, "e\u0301a", 1},
		{"", 1, 40, "", 0},
	} {
		got, before := crop(test.text, test.character, test.most)
		if got != test.want || before != test.before {
			t.Errorf("crop(%q, %d, %d) = %q, %d; want %q, %d", test.text, test.character, test.most, got, before, test.want,
				test.before)
		}
	}
	line := strings.Repeat("Mara fell. ", 200_000) // in time that grows with the square, this would not end
	if got, before := crop(line, len(line)-1, 60); got != "…Mara fell. Mara fell. " || before != 21 {
		t.Errorf("%q, %d", got, before)
	}
	for at, want := range map[int]string{0: "Mara fell. Mara…", 5_000_000: "…", 3_000_000: "…"} {
		if got, _ := crop(strings.Repeat("Mara fell. ", 500_000), at, 17); !strings.HasPrefix(got, want) {
			t.Errorf("at %d: %q", at, got)
		}
	}
	if n := testing.AllocsPerRun(1, func() { crop(line, len(line)/2, 60) }); n > 50_000 {
		t.Errorf("a line of %d bytes took %.0f allocations", len(line), n)
	}
	long := strings.Repeat("日本語 Mara fell. 👨\u200d👩\u200d👧 ", 40)
	for at := range []rune(long) {
		if got, before := crop(long, at+1, 60); columns(got) > 60 || before < 0 || before > 60 {
			t.Fatalf("at %d: %q takes %d columns, the character is in %d", at, got, columns(got), before)
		}
	}
}

func TestWrappedKeepsQuotesTogether(t *testing.T) {
	got := wrapped("write “note: none” at the top, or “this is far too long to stay together” below", 20)
	want := []string{"write “note: none”", "at the top, or “this", "is far too long to", "stay together” below"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a", "日本語", "の文字", "bc", "defghi", "jkl"}, wrapped("a 日本語の文字 bc defghijkl", 6)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{""}, wrapped("", 10)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// FuzzColumns checks that lines never take more columns than they may, and that no word is lost between them.
func FuzzColumns(f *testing.F) {
	f.Add("Mara fell. 日本語", 3, 20)
	f.Add("👨\u200d👩\u200d👧 e\u0301 “a b” \x00\xff", 1, 8)
	f.Fuzz(func(t *testing.T, text string, character, most int) {
		text, most = strings.ToValidUTF8(text, "?"), 4+max(most, 0)%200
		if got, before := crop(text, character, most); columns(got) > most || before > most || before < -1 {
			t.Errorf("crop(%q, %d, %d) = %q, %d", text, character, most, got, before)
		}
		lines := wrapped(text, most)
		for _, line := range lines {
			if columns(line) > most {
				t.Errorf("%q takes more than %d columns", line, most)
			}
		}
		joined := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := joined(strings.Join(lines, " ")), joined(text); got != want {
			t.Errorf("%q has become %q", want, got)
		}
	})
}
