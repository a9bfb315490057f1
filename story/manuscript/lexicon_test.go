package manuscript

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"
)

// slowWords cuts a text into words as [lexicon.cut] is meant to, in small letters and with straight apostrophes.
func slowWords(text string) []string {
	text = strings.ReplaceAll(strings.Map(unicode.ToLower, text), "’", "'")
	return strings.FieldsFunc(text, func(r rune) bool {
		return r != '\'' && !unicode.IsMark(r) && !unicode.IsLetter(r)
	})
}

// slowManner counts the words of a text in tongue g by their letters, as [manner.add] is meant to.
func slowManner(words []string, g int) manner {
	m := manner{words: len(words)}
	t := tongues()[g]
	for _, w := range words {
		k := t.kinds[w]
		switch {
		case k&firstPerson != 0:
			m.first++
		case k&secondPerson != 0:
			m.second++
		case k&thirdPerson != 0:
			m.third++
		}
		ends := slices.ContainsFunc(t.past, func(end string) bool { return strings.HasSuffix(w, end) })
		if k&presentTense != 0 {
			m.present++
		} else if k&pastTense != 0 || k == 0 && len(w) > 4 && ends {
			m.past++
		}
	}
	return m
}

// allPhrases are the phrases of authors.
var allPhrases = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, group := range authorSigns() {
		for text := range strings.SplitSeq(group.phrases, ",") {
			all[strings.Join(strings.Fields(text), " ")] = true
		}
	}
	return all
})

// slowPhrases returns the phrases of authors in a text, none inside another: where several begin, the longest.
func slowPhrases(words []string) []string {
	all := allPhrases()
	var out []string
	for i := 0; i < len(words); i++ {
		for n := min(12, len(words)-i); n > 0; n-- {
			if text := strings.Join(words[i:i+n], " "); all[text] {
				out, i = append(out, text), i+n-1
				break
			}
		}
	}
	return out
}

// checkWords compares what the lexicon knows of a text with what is found letter by letter.
func checkWords(t *testing.T, text string) {
	t.Helper()
	x := known()
	want := slowWords(text)
	got := x.cut(nil, text)
	if len(got) != len(want) {
		t.Fatalf("%q: %d words, want %q", text, len(got), want)
	}
	for g := range tongueCount {
		if got, want := (voice{tongue: g}).mannerOf(got), slowManner(want, g); got != want {
			t.Errorf("%q in tongue %d: %+v, want %+v", text, g, got, want)
		}
	}
	var found []string
	at := 0 // among the words
	for p := range phrasesIn(got) {
		for !startsWith(got[at:], p.words) {
			at++
		}
		found = append(found, strings.Join(want[at:at+len(p.words)], " "))
		at += len(p.words)
	}
	if phrases := slowPhrases(want); !slices.Equal(found, phrases) {
		t.Errorf("%q: phrases %q, want %q", text, found, phrases)
	}
}

func TestWordsOfTheLexicon(t *testing.T) {
	for _, text := range []string{
		"", "a", "I", "'", "’", "–", "Don't don’t DON'T", "she walked, and walked", "red ted need", "ended", "Êtes-vous là ?",
		"She  looked\tat\nme.", "“Thank you for reading,” she said", "THANKS FOR READING!", "Qué os ha parecido, ¿no?",
		"worldbuilding", "foreshadowing", "counterrevolutionaries marched", "überarbeitete", "incomprehensibly misplaced",
		"sixteenlettersed", "Straßenverkehrsordnungen glaubten", "мы читали", "它们", "e\u0301tait", "İ", "K", "\xff\xfeed",
		"let me know what you think next chapter", "next next chapter chapters", "ab\xc2", "wanted’s", "12 words, 3rd time",
	} {
		checkWords(t, text)
	}
	for _, group := range authorSigns() {
		for text := range strings.SplitSeq(group.phrases, ",") {
			checkWords(t, text)
			checkWords(t, "He "+strings.ToUpper(strings.TrimSpace(text))+", and she left")
		}
	}
	for g, tongue := range tongues() {
		checkWords(t, strings.Join(slices.Sorted(maps.Keys(tongue.kinds)), " "))
		x := known()
		for _, w := range tongue.common {
			if terms := x.cut(nil, w); x.lexemes[terms[0]].common>>g&1 == 0 {
				t.Errorf("%q is not common in tongue %d", w, g)
			}
		}
	}
}

func FuzzWordsOfTheLexicon(f *testing.F) {
	f.Add("Thank you for reading! “What’s next?” she asked, and über Straßen.")
	f.Add("it's that's a long one — A/N: let me know, see you next week")
	f.Fuzz(func(t *testing.T, text string) {
		checkWords(t, text)
		if !utf8.ValidString(text) {
			return // what is taken out may leave halves of characters that make one
		}
		var h hearing
		h.cut(text)
		if outside := known().cut(nil, unquoted(text)); len(h.outside) > len(h.all) || len(outside) > len(h.outside) {
			t.Errorf("%q: %d words, %d that nobody says, %d of the text without what is said", text, len(h.all),
				len(h.outside), len(outside))
		}
	})
}

// TestPieces checks that nothing of a text is lost between what is said and what is not.
func TestPieces(t *testing.T) {
	for _, test := range []struct {
		text    string
		outside string
	}{
		{"", ""}, {"He ran.", "He ran."}, {"“Run!”", ""}, {"“Run,” he said, “now”.", " he said, ."},
		{"„Lauf“, sagte er", ", sagte er"}, {"«Cours», dit-il", ", dit-il"}, {"»Lauf«, sagte er", ", sagte er"},
		{"‘It’s late,’ she said", " she said"}, {"the dogs’ bowls", "the dogs’ bowls"}, {"「走れ」と言った", "と言った"},
		{`"Run," he said. "Now, and`, " he said. "}, {"a“b”", "a“b”"},
	} {
		var all, outside strings.Builder
		for piece, said := range pieces(test.text) {
			all.WriteString(piece)
			if !said {
				outside.WriteString(piece)
			}
		}
		if all.String() != test.text || outside.String() != test.outside || unquoted(test.text) != test.outside {
			t.Errorf("%q: pieces of %q, nobody says %q", test.text, all.String(), outside.String())
		}
	}
}
