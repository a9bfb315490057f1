package phrase_test

import (
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/phrase"
)

func TestSentencesOfADrop(t *testing.T) {
	b := phrase.For("en-US")
	at := time.Unix(1_800_000_000, 0)
	for want, got := range map[string]string{
		"Now the first of 7 scenes; the others follow.":   b.LeadPart(1, 7),
		"Now the first 3 of 7 scenes; the others follow.": b.LeadPart(3, 7),
		"Early access: public on <t:1800000000:D>.":       b.EarlyLine(at),
		"Ch. 7":       b.ThreadName(7, ""),
		"Ch. 7 · Ebb": b.ThreadName(7, "Ebb"),
		"And 1 earlier chapter: `/contents` lists all.":      b.IndexEarlier(1),
		"And 12 earlier chapters: `/contents` lists all.":    b.IndexEarlier(12),
		"Next chapter: <t:1800000000:F> (<t:1800000000:R>).": b.IndexNext(at),
		"The next chapter has no date yet.":                  b.IndexNext(time.Time{}),
		"Scene 2 no longer fits into its messages: about 1 character must go, as no message can be put in between.": b.
			CorrectScene(2, 1),
		"The question no longer fits into its messages: about 30 characters must go, as no message can be put in between.": b.
			CorrectAsked(30),
	} {
		if got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// Notices stand behind "-# ", which makes small print of one line only.
func TestNoticesAreOfOneLine(t *testing.T) {
	b := phrase.For("")
	for _, s := range []string{b.MergedAbove(), b.TakenOut(), b.RetractedPart(), b.LeadLine(2, 3), b.LeadPart(2, 3),
		b.EarlyLine(time.Now()), b.IndexHow(), b.IndexRetracted(), b.IndexMore()} {
		if n := len([]rune(s)); n == 0 || n > 150 || strings.Contains(s, "\n") {
			t.Errorf("%q has %d characters", s, n)
		}
	}
}
