package nominee_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story/nominee"
)

// TestKey: within a line all texts have one key, and no two lines share one.
func TestKey(t *testing.T) {
	keys := map[string]string{}
	for _, same := range [][]string{
		{"lighthouse keeper", "The Lighthouse-Keeper", "a lighthouse keeper!", " THE  LIGHTHOUSE\tKEEPER ",
			"“Lighthouse Keeper”"},
		{"lighthouse keepers"},
		{"Zoë", "zoe", "ZOE", "Zoe\u0308", "Zoë", "Z\u200bo\u00ade"},
		{"O’Brien", "O'Brien", "OBrien", "o‘brien"},
		{"J. R. R. Voss", "J.R.R. Voss", "JRR Voss"},
		{"Jean-Luc", "Jean Luc", "jeanluc"},
		{"Søren Ørsted", "soren orsted"},
		{"Łukasz", "lukasz"},
		{"Straße", "STRASSE", "strasse"},
		{"İstanbul", "istanbul", "Istanbul"},
		{"L’Étranger", "étranger", "l'etranger"},
		{"Der Deichgraf", "deichgraf", "ein Deichgraf"},
		{"The", "the"},
		{"A.", "a"},
		{"Therapist"},
		{"The Rapier", "rapier"},
		{"Ἑλένη", "ελενη", "ΕΛΈΝΗ"},
		{"かき"},
		{"がき", "ガキ"[:0] + "か\u3099き"},
		{"की"}, {"कि"}, {"का"},
		{"🌊", "🌊\ufe0f"},
		{"🔥"},
		{"C"}, {"C++"},
		{"???", "? ? ?"},
		{"!"},
		{"№ 7", "no 7", "No. 7"},
		{"Mara™", "maratm"},
	} {
		for _, text := range same {
			key := nominee.Key(text)
			if key == "" || key != nominee.Key(same[0]) {
				t.Errorf("%q has the key %q, and %q %q", text, key, same[0], nominee.Key(same[0]))
			}
		}
		key := nominee.Key(same[0])
		if other, ok := keys[key]; ok {
			t.Errorf("%q and %q have the key %q", other, same[0], key)
		}
		keys[key] = same[0]
	}
	for _, text := range []string{"", " \n", "\u200b\u2800", "\xff"} {
		if key := nominee.Key(text); key != "" {
			t.Errorf("%q has the key %q", text, key)
		}
	}
}

// FuzzKey: a key is its own key, and neither space around a text nor an article before it changes it.
func FuzzKey(f *testing.F) {
	for _, text := range []string{"The A Team", "l'l'a", "ſ™İ", "ﷺ", "\u0345ᾳ", "a\u0300\u034f", "'", "ŉ", "the the",
		"1.⒈"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key := nominee.Key(text)
		if again := nominee.Key(key); again != key || !utf8.ValidString(key) {
			t.Fatalf("%q has the key %q, which has %q", text, key, again)
		}
		if strings.ContainsAny(key, " \t\n") {
			t.Fatalf("%q has the key %q", text, key)
		}
		if k := nominee.Key(" " + text + "\n"); k != key {
			t.Fatalf("%q has the key %q, and %q with space around it", text, key, k)
		}
		if k := nominee.Key("The " + text); k != key && strings.ContainsFunc(key, letter) {
			t.Fatalf("%q has the key %q, and %q with an article", text, key, k)
		}
	})
}

// letter reports whether a character is a letter, and none that stands for an apostrophe.
func letter(r rune) bool { return unicode.IsLetter(r) && r != 'ʼ' }

func ExampleKey() {
	fmt.Println(nominee.Key("The Lighthouse-Keeper"))
	fmt.Println(nominee.Key("lighthouse keeper!") == nominee.Key("A LIGHTHOUSE KEEPER"))
	// Output:
	// lighthousekeeper
	// true
}
