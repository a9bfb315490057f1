package nominee_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"cliffhanger/story/nominee"
)

func TestClean(t *testing.T) {
	long := strings.Repeat("é", 80)
	for _, tt := range []struct {
		text, want string
		err        error
	}{
		{"Benno", "Benno", nil},
		{"  Aleida\r\n\tRoos\u00a0\u3000 ", "Aleida Roos", nil},
		{"**Benno** `the` ~~old~~ ||boy||", "Benno the old boy", nil},
		{"__Benno__, _or_ snake_case", "Benno, or snake_case", nil},
		{"# Benno", "Benno", nil},
		{"> - ## Benno", "Benno", nil},
		{"-# small", "small", nil},
		{"-5", "-5", nil},
		{"#1", "#1", nil},
		{"\\*", "", nominee.ErrEmpty},
		{"Be\u200bn\u202eno\u00ad\x00\x07", "Benno", nil},
		{"Zoe\u0308", "Zoë", nil},
		{"a" + strings.Repeat("\u0335", 20) + "b", "a" + strings.Repeat("\u0335", 4) + "b", nil},
		{"👩\u200d🚀 the pilot", "👩\u200d🚀 the pilot", nil},
		{"\u200d👩\u200d\u200d🚀\u200d x", "👩\u200d🚀 x", nil},
		{"نمی\u200cدانم", "نمی\u200cدانم", nil},
		{"🌊", "🌊", nil},
		{"<3", "<3", nil},
		{"mara@home", "mara@home", nil},
		{"either/or", "either/or", nil},
		{"Dr. No and St. Nicholas", "Dr. No and St. Nicholas", nil},
		{"bad \xff bytes", "bad bytes", nil},
		{"", "", nominee.ErrEmpty},
		{" \u200b\u2800\u3164 ", "", nominee.ErrEmpty},
		{"?!…", "", nominee.ErrEmpty},
		{long, long, nil},
		{long + "e", "", nominee.ErrLong},
		{strings.Repeat("🌊", 40), strings.Repeat("🌊", 40), nil},
		{strings.Repeat("🌊", 41), "", nominee.ErrLong},
		{strings.Repeat(" ", 6000) + "x", "", nominee.ErrLong},
		{"see https://example.org", "", nominee.ErrLink},
		{"HTTP://EXAMPLE.ORG", "", nominee.ErrLink},
		{"h*t*tps://example.org", "", nominee.ErrLink},
		{"www.example.org", "", nominee.ErrLink},
		{"discord.gg/abc", "", nominee.ErrLink},
		{"example.org/abc", "", nominee.ErrLink},
		{"[Benno](x)", "", nominee.ErrLink},
		{"@everyone", "", nominee.ErrMention},
		{"hi @\u200bHERE now", "", nominee.ErrMention},
		{"<@123>", "", nominee.ErrMention},
		{"<@&123>", "", nominee.ErrMention},
		{"<#123>", "", nominee.ErrMention},
		{"</vote:1>", "", nominee.ErrMention},
		{"<a:wave:1>", "", nominee.ErrMention},
		{"<:wave:1>", "", nominee.ErrMention},
		{"<t:0:R>", "", nominee.ErrMention},
		{"<id:browse>", "", nominee.ErrMention},
	} {
		got, err := nominee.Clean(tt.text)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%q: %q, %v, want %q, %v", tt.text, got, err, tt.want, tt.err)
		}
	}
}

// FuzzClean: what is let through is one line of plain, visible, composed text within the limit, with something to call
// it by, no mention and no link, and cleaned again it stays.
func FuzzClean(f *testing.F) {
	for _, text := range []string{"**Be_n_no**", "@\u200beveryone", "> > # x", "e\u034f\u0301", "*<*@1>", "\u0301a",
		"_ _a_ _"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := nominee.Clean(text)
		if err != nil {
			if got != "" {
				t.Fatalf("%q, and %v", got, err)
			}
			return
		}
		if again, err := nominee.Clean(got); err != nil || again != got {
			t.Fatalf("%q: %q, cleaned again: %q, %v", text, got, again, err)
		}
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) ||
			len(utf16.Encode([]rune(got))) > nominee.MaxLength {
			t.Fatalf("%q: %q", text, got)
		}
		if nominee.Key(got) == "" || strings.TrimSpace(got) != got || strings.Contains(got, "  ") {
			t.Fatalf("%q: %q, with the key %q", text, got, nominee.Key(got))
		}
		low := strings.ToLower(got)
		for _, bad := range []string{"@everyone ", "<@", "<#", "://", "](", "**", "||", "`", "\n"} {
			if strings.Contains(low+" ", bad) {
				t.Fatalf("%q: %q holds %q", text, got, bad)
			}
		}
		for _, r := range got {
			if !unicode.IsGraphic(r) && r != '\u200c' && r != '\u200d' || unicode.IsSpace(r) && r != ' ' {
				t.Fatalf("%q: %q holds %U", text, got, r)
			}
		}
	})
}

func ExampleClean() {
	text, err := nominee.Clean("  **Aleida**\n Roos ")
	fmt.Println(text, err)
	_, err = nominee.Clean("@everyone")
	fmt.Println(err)
	// Output:
	// Aleida Roos <nil>
	// nominee: it holds a mention
}
