package typeset_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/sentences"

	"cliffhanger/story/typeset"
)

// FuzzSentences holds that asking Unicode's rule about parts of a text finds the sentences it finds in the whole.
func FuzzSentences(f *testing.F) {
	f.Add("She said, “Stop!” Then he did. It was 3.5 m. Or 4? No.")
	f.Add("U.S.A. etc. (and so on) p.m. I. A.B.c… Mr. Ł. “Ja.” –Nein!?—Oh…Ah. . .A")
	f.Add("漢字。かな。a.A!B. क्षि। 1.2.A\u0301.B.\u00ad C\u2029D\u0085.\u0300 \u200bE")
	f.Add(strings.Join(hostile, ""))
	f.Add(strings.Join(hostile, "A"))
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 20_000 {
			t.Skip("longer than is of use")
		}
		text = strings.ToValidUTF8(text, "\ufffd")
		var want []int
		at := 0
		for pieces := sentences.FromString(text); pieces.Next(); {
			if at > 0 {
				want = append(want, at)
			}
			at += utf8.RuneCountInString(pieces.Value())
		}
		if got := typeset.SentenceStarts(text); !slices.Equal(got, want) {
			t.Errorf("%+q begins sentences at %v, want %v", text, got, want)
		}
	})
}

// FuzzClusters holds that passing over common characters finds the clusters that Unicode's rule finds, also where every
// character is in a style of its own.
func FuzzClusters(f *testing.F) {
	f.Add("He said, “naïve…” – e\u0301“\u0301 👩‍👩‍👧 क्षि \u0600a \u00ad")
	f.Add(strings.Join(hostile, "“"))
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 20_000 {
			t.Skip("longer than is of use")
		}
		text = strings.ToValidUTF8(text, "\ufffd")
		var want []int
		at := 0
		for clusters := graphemes.FromString(text); clusters.Next(); {
			want = append(want, at)
			at += utf8.RuneCountInString(clusters.Value())
		}
		for _, parts := range [][]string{{text}, strings.Split(text, "")} {
			if got := typeset.ClusterStarts(parts); !slices.Equal(got, want) {
				t.Errorf("%+q begins clusters at %v, want %v", parts, got, want)
			}
		}
	})
}

// TestCommon holds that what is passed over without asking Unicode's rules is nothing they would part or join.
func TestCommon(t *testing.T) {
	n := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		s := string(r)
		if typeset.IsCommon(r) {
			n++
			for _, other := range []string{"a", "’", "é", s} {
				if it := graphemes.FromString(other + s + other); !it.Next() || it.Value() != other || !it.Next() ||
					it.Value() != s {
					t.Errorf("%+q is in a cluster with %q", r, other)
				}
			}
		}
		if !typeset.GoesOn(r) {
			continue
		}
		for _, text := range []string{"a" + s + " B", "a" + s + "B", "a" + s + "” B"} {
			if it := sentences.FromString(text); !it.Next() || it.Value() != text {
				t.Errorf("%+q ends a sentence: %+q", r, text)
			}
		}
	}
	if n < 500 {
		t.Errorf("%d characters are common", n)
	}
}
