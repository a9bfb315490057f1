package manuscript_test

import (
	"testing"

	"cliffhanger/story/manuscript"
)

// The shapes in which authors ask those who would choose none, and parentheses that are something else.
func TestFollowUpsInParentheses(t *testing.T) {
	const before = "The tide came in.\n\nNobody was there to see it.\n\nThanks for reading!\n\n"
	const question = "Who do you think took the coat?"
	for _, follow := range []string{
		"If you don't care about the coat, tell me what you want to see next!",
		"If none of them: who else could it be?",
		"If nobody, comment with your own theory.",
		"For those who'd pick none: what did we all miss?",
		"And for anyone who suspects nobody: why not?",
		"None of them? Then who?",
		"No favourite yet? What would make you care?",
		"Otherwise: what should she do without one?",
		"Those of you who trust everybody, say why!",
	} {
		for _, gap := range []string{" ", "\n\n"} {
			c, problems := manuscript.Read("x.txt", []byte(before+question+gap+"("+follow+")\n"))
			if c.Question == nil || c.Question.Text != question || c.Question.FollowUp != follow {
				t.Errorf("%q after %q: read as %+v, %v", follow, gap, c.Question, problems)
			}
		}
	}
	for _, other := range []string{"the brown one", "Yes, even the dog counts.", "see chapter 3"} {
		text := question + " (" + other + ")"
		c, _ := manuscript.Read("x.txt", []byte(before+text+"\n"))
		if c.Question == nil || c.Question.FollowUp != "" || c.Question.Text != text {
			t.Errorf("%q: read as %+v, want it to stay with the question", other, c.Question)
		}
	}
}
