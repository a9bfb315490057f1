package phrase

import (
	"fmt"
	"strings"
	"time"
)

// What an author is told of votes. link leads to a vote's message; texts of people are escaped.

// NoPolls answers /poll before there was any vote.
func (English) NoPolls() string {
	return "There was no question yet. A chapter with a question at its end brings one; `/schedule show` says when it comes."
}

// NoPollFits answers it where no vote is as the command needs it; `/poll show` lists what there is.
func (English) NoPollFits(what string) string {
	return "There is " + what + " just now. `/poll show` says how the newest question stands."
}

// NoOpenPoll, and those below it, say what is missing, for [English.NoPollFits].
func (English) NoOpenPoll() string { return "no open question" }

// NoClosedPoll is said where a closed vote is needed.
func (English) NoClosedPoll() string { return "no closed vote" }

// NoRound is said where a round of nominations is needed.
func (English) NoRound() string { return "no round of nominations" }

// NoTie is said where a vote is needed that waits for its author.
func (English) NoTie() string { return "no vote that waits for your decision" }

// NoVoteWithOptions is said where a vote with options is needed.
func (English) NoVoteWithOptions() string { return "no vote with options" }

// NoAnsweredQuestion is said where a question is needed that is answered in words.
func (English) NoAnsweredQuestion() string { return "no question that is answered in words" }

// PollHead heads everything about a vote.
func (English) PollHead(chapter int, round, question, link string) string {
	return fmt.Sprintf("**Chapter %d · %s** · %s\n%s", chapter, round, link, question)
}

// RoundVote, and those below it, name rounds for [English.PollHead].
func (English) RoundVote() string { return "vote" }

// RoundSecret is a vote by the private menu.
func (English) RoundSecret() string { return "secret vote" }

// RoundNominations is a round in which readers put options forward.
func (English) RoundNominations() string { return "nominations" }

// RoundRunoff is a run-off.
func (English) RoundRunoff() string { return "run-off" }

// RoundAnswers is a question that is answered in words.
func (English) RoundAnswers() string { return "answers in words" }

// PollOpen says until when a vote is open; by how much it was extended, 0 if it was not.
func (b English) PollOpen(closes time.Time, extended time.Duration) string {
	text := "Open until " + Both(closes)
	if extended > 0 {
		text += ", " + b.Lasting(extended) + " longer than announced"
	}
	return text + "."
}

// PollClosed says when it closed, and links its result; "" if there is none.
func (English) PollClosed(at time.Time, result string) string {
	if result == "" {
		return "Closed " + Full(at) + "."
	}
	return "Closed " + Full(at) + ": " + result
}

// PollFollowed says that another vote followed it.
func (English) PollFollowed(link string) string { return "What followed it: " + link }

// PollHidden says that counts are hidden, from the author too.
func (English) PollHidden() string {
	return "This vote promised that nobody sees its counts before it closes, so you do not either."
}

// PollUnclear says how many ballots wait for a fresh click.
func (b English) PollUnclear(n int) string {
	return b.Count(n, "ballot needs", "ballots need") + " a fresh click; readers are told under the vote."
}

// PollNominees says how many nominees there are in each state.
func (b English) PollNominees(standing, waiting, struck int) string {
	return fmt.Sprintf("Put forward: %d approved, %d waiting for you, %d taken out. `/poll nominees` lists them.", standing,
		waiting, struck)
}

// PollAnswers says how many wrote.
func (b English) PollAnswers(answers, followUps int) string {
	return b.Count(answers, "answer", "answers") + " and " + b.Count(followUps, "follow-up", "follow-ups") +
		" from those who would choose none. `/answers` shows them."
}

// PollOutcome says what a vote has come to, in few words.
func (English) PollOutcome(outcome string) string { return "Outcome: " + outcome }

// PollNext lists commands that can be used on it now.
func (English) PollNext(commands []string) string {
	return "You can use " + strings.Join(commands, ", ") + "."
}

// PollExtended confirms /poll extend.
func (English) PollExtended(closes time.Time) string {
	return "✓ The question stays open until " + Both(closes) + ". Its channel is told."
}

// PollNotASpan refuses a length of time that cannot be read.
func (English) PollNotASpan(typed string) string {
	return typed + " is not a length of time I can use. Write a number and a unit, such as `12h`, `2d` or `1d12h`: at " +
		"least a minute and at most 30 days."
}

// PollIsClosed refuses what only an open vote takes.
func (English) PollIsClosed() string {
	return "This question is closed. `/poll reopen` opens it again, for a reason that readers are told."
}

// PollIsOpen refuses what only a closed vote takes.
func (English) PollIsOpen() string {
	return "This question is still open. `/poll close` closes it now, and `/poll extend` keeps it open for longer."
}

// PollWouldClose asks before a vote is closed.
func (b English) PollWouldClose(voters int) string {
	return "**Close it now?** It ends with what is counted by then, " + b.Count(voters, "ballot", "ballots") +
		" so far, and its result is posted at once."
}

// PollWouldCloseSealed asks the same where nobody is to see the counts before.
func (English) PollWouldCloseSealed() string {
	return "**Close it now?** It ends with what is counted by then, and its result is posted at once."
}

// PollWouldCloseAnswers asks before a question without a vote is closed.
func (English) PollWouldCloseAnswers() string {
	return "**Close it now?** Nothing more is taken then, and what came of it is posted at once."
}

// CloseButton closes a vote.
func (English) CloseButton() string { return "Close now" }

// PollClosing confirms it.
func (English) PollClosing() string {
	return "✓ I read the reactions a last time and close it. The result stands in the channel in a moment."
}

// PollLeft confirms that a vote is left as it is.
func (English) PollLeft() string { return "Nothing has changed." }

// PollReopened confirms /poll reopen.
func (English) PollReopened(closes time.Time) string {
	return "✓ The question is open again until " + Both(closes) + ", and its channel is told why. Every ballot of before " +
		"still counts."
}

// PollNoReason refuses a reopening without a reason.
func (English) PollNoReason() string {
	return "A closed question is opened again for a reason that its readers are told. Write one under `reason`."
}

// PollDrawn refuses to open a vote again that a draw has settled.
func (English) PollDrawn() string {
	return "A draw has settled this vote, and its seed is public: with one more ballot anybody could steer a second draw, so " +
		"it stays closed. `/poll veto` sets its result aside."
}

// PollIsFollowed refuses to change a vote that another one followed.
func (English) PollIsFollowed() string {
	return "Another vote has followed this one, so it cannot be changed any more. Choose the newer one under `question`."
}

// PollTieChosen confirms that a tie is settled.
func (English) PollTieChosen(option string) string {
	return "✓ **" + option + "** it is. The result is posted anew, and says that you have chosen."
}

// PollNotYours refuses to settle what does not wait for the author.
func (English) PollNotYours() string {
	return "This vote does not wait for your decision. `/poll show` says how it stands, and `/poll veto` sets a result aside."
}

// PollNotTied refuses an option that the author may not choose.
func (English) PollNotTied(options []string) string {
	return "The tie is between these, so choose one of them: " + strings.Join(options, ", ") + "."
}

// PollDecided says what was decided before.
func (English) PollDecided(outcome string) string { return "That has been decided: " + outcome + "." }

// TieSettled takes the place of [English.AlertTie], and of [English.AlertNone] where it was no tie.
func (English) TieSettled(chapter int, tie bool, option string, by uint64, at time.Time, link string) string {
	what := fmt.Sprintf("Chapter %d ended in a tie.", chapter)
	if !tie {
		what = fmt.Sprintf("Most would have none of the options of chapter %d.", chapter)
	}
	return fmt.Sprintf("%s %s\n✓ <@%d> chose **%s**, %s.", what, link, by, option, Full(at))
}

// PollVetoed confirms /poll veto.
func (English) PollVetoed() string {
	return "✓ The result is posted anew with your note; its figures stay as they are. `/poll veto` without a note takes it " +
		"back."
}

// PollOverruled confirms /poll veto with an option.
func (English) PollOverruled(option string) string {
	return "✓ The result is posted anew with your note, and the story goes on with **" + option + "**: where chapters depend " +
		"on this vote, those of that option follow."
}

// PollGoneOn refuses to name another option after the first chapter that depends on the vote.
func (English) PollGoneOn() string {
	return "The story has gone on: the chapter that depends on this vote is out, or on its way. A note alone can still be set."
}

// PollVetoTakenBack confirms that a veto is taken back.
func (English) PollVetoTakenBack() string {
	return "✓ The result stands again, and is posted anew without your note."
}

// PollNoVeto answers where there is no veto to take back.
func (English) PollNoVeto() string {
	return "The result stands as it is. To set it aside, write a note for your readers under `note`."
}

// PollNotCounted refuses to count what is not voted on.
func (English) PollNotCounted() string {
	return "An open question has no ballots to count. `/answers` shows what readers wrote."
}

// PollSealed refuses to show counts before the vote has closed.
func (English) PollSealed(closes time.Time) string {
	return "This vote promised that nobody sees its counts before it closes, " + Both(closes) + ". Come back then; `/poll " +
		"close` ends it now."
}

// PollUnread refuses to show the entries of a secret vote before it has closed.
func (English) PollUnread(closes time.Time) string {
	return "This vote is secret, and who sees its entries come one by one can tell whose they are. So nobody gets them before " +
		"it closes, " + Both(closes) + ". Come back then; `/poll close` ends it now."
}

// PollOpening confirms /poll open.
func (English) PollOpening() string {
	return "✓ The nominations end now, and the vote begins on what is approved. It stands in the channel in a moment."
}

// PollNothingAdmitted refuses to begin a vote on nothing.
func (English) PollNothingAdmitted() string {
	return "Nothing is approved yet, so there is nothing to vote on. `/poll nominees` lists what waits for you."
}
