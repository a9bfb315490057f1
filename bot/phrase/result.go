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

// YourWords heads what somebody wrote in a form, where it was not taken and is given back.
func (English) YourWords() string { return "It was not taken. This is what you wrote:" }

// YourLongWords heads as much of it as fits; a file has all of it.
func (English) YourLongWords() string {
	return "It was not taken. What you wrote begins so, and the file has all of it:"
}

// WordsFile names that file.
func (English) WordsFile() string { return "your-words.txt" }

// EmptyAnswer refuses an answer without words.
func (English) EmptyAnswer() string {
	return "There were no words in your answer. Press the button again and write some."
}

// ResultTitle heads the result of a vote.
func (English) ResultTitle(chapter int) string {
	return fmt.Sprintf("The vote on chapter %d has closed", chapter)
}

// RunoffTitle heads the result of a run-off.
func (English) RunoffTitle(chapter int) string {
	return fmt.Sprintf("The run-off of chapter %d has closed", chapter)
}

// Turnout says how many voted, and of how many who could; reached 0 leaves those out.
func (b English) Turnout(voters, reached int) string {
	s := b.Count(voters, "reader", "readers") + " voted"
	if reached > 0 {
		s += fmt.Sprintf(", of %d who reached it (%d %%)", reached, (voters*100+reached/2)/reached)
	}
	return s + "."
}

// TurnoutChange compares how many voted with the story's vote before.
func (b English) TurnoutChange(voters, before int) string {
	switch {
	case voters > before:
		return fmt.Sprintf("That is %d more than last time.", voters-before)
	case voters < before:
		return fmt.Sprintf("That is %d fewer than last time.", before-voters)
	}
	return "That is as many as last time."
}

// NobodyVoted is said where there is nothing to count.
func (English) NobodyVoted() string {
	return "Nobody voted this time. No harm done: the author takes it from here."
}

// RunoffNobody is said of a run-off in which nobody voted: a draw has decided.
func (English) RunoffNobody(option string) string {
	return "Nobody voted in the run-off, so all of them are tied still, and a draw decides: it has fallen on **" + option +
		"**."
}

// Winner names what won.
func (English) Winner(option string) string { return "**" + option + "** wins." }

// RunoffWinner names what won a run-off.
func (English) RunoffWinner(option string) string { return "**" + option + "** wins the run-off." }

// NoneLeads is said when no option has as many votes as "none of these".
func (English) NoneLeads() string { return "Most would have none of these: the author decides." }

// NoneWins is said in place of [English.NoneLeads] where the story has a chapter for that.
func (English) NoneWins() string {
	return "Most would have none of these, and the story goes on with that."
}

// GoesOnWith names the option that the author takes in place of a result set aside.
func (English) GoesOnWith(option string) string { return "The story goes on with **" + option + "**." }

// NoneLed is said of that once the author has chosen an option all the same.
func (English) NoneLed(option string) string {
	return "Most would have none of these. The author goes on with **" + option + "**."
}

// Tie names options that share the first place, and says how many more do.
func (b English) Tie(options []string, more int) string {
	s := "It is a tie between **" + strings.Join(options, "**, **") + "**"
	if more > 0 {
		s += " and " + b.Count(more, "other", "others")
	}
	return s
}

// TieAuthor ends [English.Tie] where the author is to decide.
func (English) TieAuthor() string { return ": the author decides." }

// TieRunoff ends [English.Tie] where a run-off follows.
func (English) TieRunoff() string { return ": a run-off among them follows, for 24 hours." }

// TieChosen ends [English.Tie] where the author has decided.
func (English) TieChosen(option string) string { return ". The author has chosen **" + option + "**." }

// TieDrawn ends [English.Tie] where a draw has decided.
func (English) TieDrawn(option string) string { return ". The draw has fallen on **" + option + "**." }

// Vetoed says that the author sets a result aside; note is theirs.
func (English) Vetoed(note string) string {
	return "The author sets this result aside: " + note
}

// Spoiled says how many ballots do not count because they had more than one reading.
func (b English) Spoiled(n int) string {
	return b.Count(n, "ballot was", "ballots were") + " left out: more than one choice stood there, and I did not see " +
		"which came last."
}

// ResultProof says how a result can be checked; root is the first characters of the journal's.
func (English) ResultProof(root string) string {
	return "Journal `" + root + "` · `/vote verify` shows your part in it."
}

// DrawProof publishes what a draw was made from, a line each.
func (English) DrawProof(seed, root string) []string {
	return []string{"Drawn with the seed `" + seed + "`", "and the journal’s root `" + root + "`.",
		"The seed’s fingerprint was posted when the vote opened; `cliffhanger recount` on the vote’s export repeats the draw."}
}

// PictureKeys says what letters in front of options are for.
func (English) PictureKeys() string { return "The letters are those in the picture." }

// PictureBar is one bar in words, for those who do not see it.
func (b English) PictureBar(option string, votes, percent int) string {
	return fmt.Sprintf("%s: %s, %d percent", option, b.Count(votes, "vote", "votes"), percent)
}

// PictureAlt begins what a picture of a result shows, in words.
func (English) PictureAlt() string { return "Bar chart of the votes. " }

// NominationsTitle heads the end of a round of nominations without a vote.
func (English) NominationsTitle(chapter int) string {
	return fmt.Sprintf("The nominations of chapter %d have closed", chapter)
}

// NothingToVoteOn is said at the end of a round in which nothing was put forward, or nothing admitted.
func (English) NothingToVoteOn() string {
	return "There was nothing to vote on: the author takes it from here."
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

// NoAnswers is said when nobody wrote; chapter 0 is where there was no question yet.
func (English) NoAnswers(chapter int) string {
	if chapter > 0 {
		return fmt.Sprintf("Nobody has written under the question of chapter %d yet. Words written with the button under a "+
			"question appear here.", chapter)
	}
	return "Nobody has written yet. Words written with the button under a question appear here."
}
