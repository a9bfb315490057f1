package phrase

import (
	"fmt"
	"strings"
	"time"
)

// RunoffTurn heads a run-off.
func (English) RunoffTurn() string { return "Run-off" }

// VoteTurn heads the vote on what readers have put forward.
func (English) VoteTurn() string { return "Your vote" }

// VoteHow says how one votes with reactions, and until when; closes is a Discord timestamp, choose how many options
// one may choose, of so many.
func (b English) VoteHow(closes string, choose, options int) string {
	how := "Vote with a reaction. To change your vote, press another; to take it back, press yours again. "
	switch {
	case choose >= options && options > 1:
		how = "Vote with as many reactions as you like. To take one back, press it again. "
	case choose > 1:
		how = fmt.Sprintf("Vote with up to %d reactions; of more, the last %d count. To take one back, press it again. ",
			choose, choose)
	}
	return how + "Voting ends " + closes + "."
}

// SecretHow says the same of a secret vote.
func (b English) SecretHow(closes string, choose, options int) string {
	how := "Vote with the button: nobody sees what you choose. You can change your vote with it, or take it back. "
	switch {
	case choose >= options && options > 1:
		how += "Choose as many as you like. "
	case choose > 1:
		how += fmt.Sprintf("Choose up to %d. ", choose)
	}
	return how + "Voting ends " + closes + "."
}

// NominateHow says how something is put forward, until when, and for how long it is voted on then.
func (b English) NominateHow(closes string, open time.Duration) string {
	return "Put something forward with the button until " + closes + "; then everybody votes on it for " +
		b.Lasting(open) + "."
}

// TieRule says beforehand what happens on a tie: rule is a [story.Voting.Tie].
func (English) TieRule(rule string) string {
	switch rule {
	case "author":
		return "On a tie the author decides."
	case "draw":
		return "On a tie a draw decides, which everybody can repeat."
	}
	return "On a tie there is a run-off of 24 hours; if that is a tie too, or nobody votes in it, a draw decides."
}

// VoteNeeds says what a reader needs for their vote to count; without roles or times there is nothing said of them.
func (b English) VoteNeeds(roles []string, account, member time.Duration, read bool) string {
	var needs []string
	if len(roles) > 0 {
		needs = append(needs, "have the role "+strings.Join(roles, " or "))
	}
	if account > 0 {
		needs = append(needs, "have an account that is "+b.Lasting(account)+" old")
	}
	if member > 0 {
		needs = append(needs, "have been here for "+b.Lasting(member))
	}
	if read {
		needs = append(needs, "have read the chapter with me")
	}
	if len(needs) == 0 {
		return ""
	}
	return "To vote, " + strings.Join(needs, ", and ") + "."
}

// Lasting writes a time that passes, in its largest unit: "2 days", "90 minutes".
func (b English) Lasting(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day && d%day == 0:
		return b.Count(int(d/day), "day", "days")
	case d >= time.Hour && d%time.Hour == 0:
		return b.Count(int(d/time.Hour), "hour", "hours")
	}
	return b.Count(int((d+time.Minute-1)/time.Minute), "minute", "minutes")
}

// MyVote is the button that shows what is counted for whoever presses it.
func (English) MyVote() string { return "My vote" }

// SecretButton is the button that opens a secret ballot.
func (English) SecretButton() string { return "Vote" }

// NominateButton is the button that opens the form to put something forward.
func (English) NominateButton() string { return "Put something forward" }

// Nominated heads what has been put forward.
func (English) Nominated() string { return "Put forward so far:" }

// NominatedMore says how much of it is not shown.
func (English) NominatedMore(n int) string { return fmt.Sprintf("… and %d more.", n) }

// NominatedBy says how many readers put the same forward; nothing of one.
func (English) NominatedBy(n int) string {
	if n < 2 {
		return ""
	}
	return fmt.Sprintf(" · %d readers", n)
}

// NomineeStruck marks what the author took out, with the reason, which is public.
func (English) NomineeStruck(reason string) string {
	if reason == "" {
		return "taken out by the author"
	}
	return "taken out by the author: " + reason
}

// NomineesWait says how many wait for the author.
func (b English) NomineesWait(n int) string {
	return b.Count(n, "more waits", "more wait") + " for the author’s word."
}

// NominationsClosed ends a round of nominations whose vote follows.
func (b English) NominationsClosed(n int) string {
	return "Nothing more is put forward: " + b.Count(n, "option is", "options are") + " voted on below."
}

// NominationsOver says under a round of nominations that it is over, and that n options are voted on where link leads.
func (b English) NominationsOver(n int, link string) string {
	if n == 0 {
		return "Nothing more is put forward, and there is nothing to vote on: " + link
	}
	return "Nothing more is put forward. " + b.Count(n, "option is", "options are") + " voted on here: " + link
}

// HasClosed says under a question that it has closed; link leads to what came of it.
func (English) HasClosed(open bool, link string) string {
	if open {
		return "No more answers are taken. What came of it: " + link
	}
	return "Voting is over. The result: " + link
}

// LateNominees says that options came in last, so that readers look at them too.
func (English) LateNominees(names []string) string {
	return "Put forward in the last hour, so have a look at it too: " + strings.Join(names, ", ") + "."
}

// Lines in the channel stay there when what they speak of is over. So none of them counts the time until then.

// Reminder says in the channel that a vote is about to end.
func (English) Reminder(closes time.Time, link string) string {
	return "A reminder: the vote is open until " + Short(closes) + ". " + link
}

// NominateReminder says that a round of nominations is about to end.
func (English) NominateReminder(closes time.Time, link string) string {
	return "A reminder: names can be put forward until " + Short(closes) + ". " + link
}

// Extended says that a vote stays open for longer.
func (English) Extended(closes time.Time, link string) string {
	return "The vote stays open for longer, until " + Full(closes) + ": " + link
}

// ExtendedAway says the same where the bot was away.
func (English) ExtendedAway(closes time.Time, link string) string {
	return "I was away in the vote’s last hours, so it stays open for as much longer, until " + Full(closes) + ": " + link
}

// ClosedEarly says that a vote is closed before its time.
func (English) ClosedEarly(link string) string { return "The author has closed the vote: " + link }

// Reopened says that a closed vote is open again, and why.
func (English) Reopened(closes time.Time, reason, link string) string {
	text := "The vote is open again until " + Full(closes) + ": " + link + "\nThe ballots of before still count."
	if reason != "" {
		text += " The author’s reason: " + reason
	}
	return text
}

// Sealed publishes a seed's fingerprint when a vote opens whose ties are drawn.
func (English) Sealed(commit string) string {
	return "Should this end in a tie, a draw decides. Its seed is chosen and sealed; this is its fingerprint:\n-# `" +
		commit + "`"
}

// IndexOutcome names in the index what a chapter's readers chose.
func (English) IndexOutcome(option string) string { return "readers chose " + option }

// IndexNoOutcome says there that the readers' vote is closed without a choice of one option.
func (English) IndexNoOutcome() string { return "the readers have voted" }

// IndexVote is the link to a chapter's vote.
func (English) IndexVote() string { return "vote" }
