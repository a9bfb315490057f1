package phrase

import (
	"fmt"
	"strings"
	"time"
)

// VoteOpen says what is asked, and until when, of a vote and of an open question alike; link leads to the message
// with the reactions.
func (English) VoteOpen(question, link string, closes time.Time) string {
	return fmt.Sprintf("**%s**\nOpen until %s. %s", question, Both(closes), link)
}

// VoteOver says what was asked, and when it closed; link leads to the vote's message.
func (English) VoteOver(question, link string, closed time.Time) string {
	return fmt.Sprintf("**%s**\nClosed %s. %s", question, Full(closed), link)
}

// YourVote says what is counted for somebody, and since when.
func (English) YourVote(choice string, since time.Time) string {
	return "Your vote: **" + choice + "**. It counts since " + Full(since) + "."
}

// YouTookBack says that somebody's vote was taken back.
func (English) YouTookBack(at time.Time) string {
	return "You took your vote back " + Full(at) + ": nothing counts for you."
}

// YourAnswer says that somebody's words have arrived.
func (English) YourAnswer() string { return "Your answer has reached the author." }

// NoVoteYet says that nothing is counted for somebody.
func (English) NoVoteYet() string { return "You have not voted yet." }

// NeverVoted says the same of a vote that is closed.
func (English) NeverVoted() string { return "You did not vote in it." }

// NoAnswerYet says that somebody has not answered an open question.
func (English) NoAnswerYet() string {
	return "You have not answered yet. The button under it does that, or `/vote answer`."
}

// NeverAnswered says the same of a question that is closed.
func (English) NeverAnswered() string { return "You did not answer it." }

// VoteByReaction says how to vote where reactions count.
func (English) VoteByReaction() string {
	return "You may vote: press a reaction under the question, or use the button here."
}

// VoteByMenu says how to vote by the private menu.
func (English) VoteByMenu() string {
	return "You may vote: use the button here. Nobody sees what you choose."
}

// VoteAndStays says that somebody's vote counts, although they may not change it now.
func (English) VoteAndStays() string {
	return "Your vote counts on. You cannot change it now, but you can take it back."
}

// LacksRole says that somebody needs one of these roles to vote.
func (English) LacksRole(roles []string) string {
	which := "a role that you do not have"
	if len(roles) > 0 {
		which = "the role " + strings.Join(roles, " or ") + ", which you do not have"
	}
	return "This vote is for readers with " + which + ". Whoever runs this server can give it to you; then vote again."
}

// LacksAge says that somebody's account is too new to vote, and from when on it is not.
func (English) LacksAge(from time.Time) string {
	return "Your Discord account is too new for this vote." + fromThen(from)
}

// LacksStay says that somebody has not been in the server for long enough to vote, and from when on they have.
func (English) LacksStay(from time.Time) string {
	return "You have not been in this server for long enough for this vote." + fromThen(from)
}

func fromThen(from time.Time) string {
	if from.IsZero() {
		return " You can vote in later ones."
	}
	return " You may vote from " + Both(from) + " on, if it is still open then."
}

// LacksReading says that somebody has to read first.
func (English) LacksReading() string {
	return "This vote is for those who have read as far as its question. `/read` takes you there; then come back and vote."
}

// SoFar says how many have voted while a vote is open, and for what: a count and a name each.
func (b English) SoFar(voters int, counts []string) string {
	return "So far " + b.Count(voters, "reader has", "readers have") + " voted: " + strings.Join(counts, ", ") + "."
}

// CountedFinally says the same of a vote that is closed.
func (b English) CountedFinally(voters int, counts []string) string {
	return b.Count(voters, "reader", "readers") + " voted: " + strings.Join(counts, ", ") + "."
}

// CountOf is one of these counts; name is in bold, if it is to be.
func (English) CountOf(name string, n int) string { return fmt.Sprintf("%s %d", name, n) }

// NobodySoFar says that nobody has voted.
func (English) NobodySoFar() string { return "Nobody has voted so far." }

// CountsWhenVoted says that the counts are hidden from those who have not voted.
func (English) CountsWhenVoted() string { return "How the vote stands is shown once you have voted." }

// CountsWhenClosed says that the counts are hidden.
func (English) CountsWhenClosed() string { return "How the vote stands is shown when it has closed." }

// MineProof ends what somebody is told of their vote.
func (b English) MineProof(entries int) string {
	return b.Count(entries, "entry", "entries") + " of the vote’s journal " + plural(entries, "is", "are") +
		" yours; `/vote verify` shows them."
}

// YouPutForward lists what somebody has put forward; each line is made by [English.PutForwardLine].
func (English) YouPutForward(lines []string) string {
	return "You have put forward:\n" + strings.Join(lines, "\n")
}

// YouPutNothingForward says that somebody has put nothing forward.
func (English) YouPutNothingForward() string {
	return "You have put nothing forward yet. The button under the question does that, or `/vote nominate`."
}

// YouPutNothing says the same of a round that is over.
func (English) YouPutNothing() string { return "You put nothing forward in it." }

// PutForwardLine says what has become of something that was put forward.
func (English) PutForwardLine(name, state string) string { return "• " + name + " · " + state }

// NomineeWaits is the state of what the author has not judged.
func (English) NomineeWaits() string { return "waits for the author’s word" }

// NomineeStands is the state of what will be voted on.
func (English) NomineeStands() string { return "stands" }

// NomineeMergedInto is the state of what is the same as another.
func (English) NomineeMergedInto(other string) string { return "counts as “" + other + "”" }

// NoVote answers a command about a vote when there was none yet.
func (English) NoVote() string {
	return "No question is open just now. There is one at the end of most chapters; `/next` says when the next one comes."
}

// NothingToVoteIn answers /vote cast where nothing that is open is voted on.
func (English) NothingToVoteIn() string {
	return "Nothing is voted on just now. `/vote mine` shows the newest question, and `/next` says when the next one comes."
}

// NothingToNominate answers /vote nominate where nothing is put forward.
func (English) NothingToNominate() string {
	return "Nothing can be put forward just now. `/vote mine` shows the newest question."
}

// NothingToAnswer answers /vote answer where no question takes words.
func (English) NothingToAnswer() string {
	return "No question takes answers in words just now. `/vote mine` shows the newest question."
}

// NothingToVerify answers /vote verify where there was no vote yet.
func (English) NothingToVerify() string {
	return "There was no vote yet, so there is nothing to verify. `/next` says when the next chapter comes."
}

// NoSuchQuestion refuses a question that was typed and not chosen.
func (English) NoSuchQuestion() string {
	return "I do not know that question. Pick one from the list while you type, or leave it out for the newest."
}

// VoteClosed answers whoever comes too late.
func (English) VoteClosed() string {
	return "This question is closed. Its result stands in the channel; `/results` shows all, and `/next` says when the " +
		"story goes on."
}

// VoteBusy answers a ballot for which there is no room at the moment.
func (English) VoteBusy() string {
	return "So many vote at this moment that yours could not be taken, and nothing has changed for you. Try again in a " +
		"few seconds."
}
