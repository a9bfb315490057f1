package phrase

import (
	"fmt"
	"strings"
)

// AnswerTitle heads the form for an answer in words (at most 45 characters).
func (English) AnswerTitle() string { return "Tell the author" }

// AnswerLabel labels its only field (at most 45 characters).
func (English) AnswerLabel() string { return "Your words, for the author" }

// Thanks confirms an answer.
func (English) Thanks() string {
	return "Thank you: the author will read it. You can change it with the same button until the question closes."
}

// EmptyAnswer refuses an answer without words.
func (English) EmptyAnswer() string {
	return "There were no words in your answer. Press the button again and write some."
}

// ResultTitle heads the result of a vote.
func (English) ResultTitle(chapter int) string {
	return fmt.Sprintf("The vote on chapter %d has closed", chapter)
}

// Turnout says how many voted.
func (b English) Turnout(voters int) string {
	if voters == 0 {
		return "Nobody voted."
	}
	return b.Count(voters, "reader", "readers") + " voted."
}

// Winner names what won.
func (English) Winner(option string) string { return "**" + option + "** wins." }

// NoneLeads is said when no option has as many votes as "none of these".
func (English) NoneLeads() string { return "Most would have none of these: the author decides." }

// Tie names options that share the first place, and says how many more do. There is no winner.
func (b English) Tie(options []string, more int) string {
	s := "It is a tie between **" + strings.Join(options, "**, **") + "**"
	if more > 0 {
		s += " and " + b.Count(more, "other", "others")
	}
	return s + ": the author decides."
}

// AnsweredTitle heads the end of an open question, on which nobody votes.
func (English) AnsweredTitle(chapter int) string {
	return fmt.Sprintf("The question of chapter %d has closed", chapter)
}

// Answered says how many wrote to the author.
func (b English) Answered(answers, followUps int) string {
	s := "Nobody answered."
	if answers > 0 {
		s = b.Count(answers, "reader", "readers") + " answered."
	}
	if followUps > 0 {
		s += " " + b.Count(followUps, "reader", "readers") + " would choose none, and said why."
	}
	return s
}

// Answers heads the list of what readers wrote; FollowUps the words of those who would choose none.
func (English) Answers(chapter int) string {
	return fmt.Sprintf("Answers to the question of chapter %d", chapter)
}

// FollowUps heads the words of those who would choose none.
func (English) FollowUps() string { return "From those who would choose none" }

// NoAnswers is said when nobody wrote.
func (English) NoAnswers() string {
	return "Nobody has written yet. Words written with the button under a question appear here."
}
