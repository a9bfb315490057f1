package render_test

import (
	"testing"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"
)

func TestTheEndOfAnOpenQuestionSpeaksOfAnswers(t *testing.T) {
	q := &story.Question{Text: "Who *is* it?"}
	for _, test := range []struct {
		answers, followUps int
		want               string
	}{
		{0, 0, "Nobody answered."},
		{1, 0, "1 reader answered."},
		{2, 1, "2 readers answered. 1 reader would choose none, and said why."},
	} {
		got := render.Answered(phrase.For("en-US"), 2, q, test.answers, test.followUps).Content
		want := "### The question of chapter 2 has closed\n**Who \\*is\\* it?**\n" + test.want
		if got != want {
			t.Errorf("%d answers and %d others:\n%s\nwant\n%s", test.answers, test.followUps, got, want)
		}
	}
}
