package render_test

import (
	"testing"

	"cliffhanger/bot/render"
)

func TestQualified(t *testing.T) {
	for plain, want := range map[string]string{
		"🔥": "🔥", "\U0001f5dd": "\U0001f5dd\ufe0f", "\u2764": "\u2764\ufe0f",
		"1\u20e3": "1\ufe0f\u20e3", "\U0001f1e6": "\U0001f1e6",
		"\U0001f3f3\u200d\U0001f308": "\U0001f3f3\ufe0f\u200d\U0001f308", "\u261d\U0001f3fd": "\u261d\U0001f3fd",
		"\U0001f575\U0001f3fd\u200d\u2642": "\U0001f575\U0001f3fd\u200d\u2642\ufe0f",
		"\u2764\u200d\U0001f525":           "\u2764\ufe0f\u200d\U0001f525",
	} {
		if got := render.Qualified(plain); got != want {
			t.Errorf("Qualified(%+q) = %+q, want %+q", plain, got, want)
		}
		if got := render.Qualified(want); got != want {
			t.Errorf("Qualified(%+q) = %+q, want it as it is", want, got)
		}
	}
}
