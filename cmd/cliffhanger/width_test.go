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
