package manuscript

import "testing"

func TestLook(t *testing.T) {
	for _, test := range []struct {
		text string
		want look
	}{
		{"", 0}, {"the tide, at last; it rose.", lookFace}, {"“the tide’s out” – she said… —", 0},
		{"The Tide", lookCapital}, {"the TIDE", lookCapital | lookCapitals}, {"A “B", lookCapital},
		{"9 boats", lookDigit}, {"what?", lookQuestion}, {"now!", lookExclamation}, {"(now", lookBracket},
		{"now)", lookBracket}, {"so:", lookColon}, {"this/that", lookSlash}, {"<3", lookFace | lookDigit},
		{"^^", lookFace}, {"= ", lookFace}, {"café", lookForeign}, {"🌊", lookForeign}, {"\u203c", lookForeign},
		{"1\u20e3", lookDigit | lookForeign}, {"\u2010\u2026", 0}, {"\u200f", lookForeign}, {"\u2027", lookForeign},
		{"\xe2\x80", lookForeign},
	} {
		if got := lookAt(test.text); got != test.want {
			t.Errorf("%q: %b, want %b", test.text, got, test.want)
		}
	}
}

// TestLookHidesNoOptions checks that where options stand inside a sentence the look at it has seen their signs.
func TestLookHidesNoOptions(t *testing.T) {
	for _, text := range []string{"Should she (a) run or (b) hide?", "What next? A) run B) hide", "What next? 1. run 2. hide",
		"Choose: run / hide", "run / hide?", "What next? A: run B: hide", "Vote 🌊 for the sea, 🏙 for the city",
		"Vote 1\u20e3 for the sea, 2\u20e3 for the city", "Vote \u203c for the sea, \u2049 for the city",
		"Vote ⌚ for the sea, ⬛ for the city"} {
		if n := len(optionsInside(text)); n < 2 || !lookAt(text).has(optionSigns) {
			t.Errorf("%q: %d options, seen: %t", text, n, lookAt(text).has(optionSigns))
		}
	}
}
