package phrase

import "fmt"

// The author is told about votes at the desk. link leads to the vote's message.

// AlertVoteLost tells that a vote's message, or its channel, was deleted.
func (b English) AlertVoteLost(chapter int, question string, voters int) string {
	return fmt.Sprintf("⚠ **The vote on chapter %d is closed: its message or channel was deleted.**\n%s\n"+
		"It closed with what I had counted until then, %s. `/poll show` has the figures, and `/poll export` every entry.",
		chapter, question, b.Count(voters, "ballot", "ballots"))
}

// AlertTie asks the author to decide a tie.
func (b English) AlertTie(chapter int, question string, votes int, link string) string {
	return fmt.Sprintf("**Chapter %d ended in a tie, and you decide.**\n%s\nThese have %s each: press the one the "+
		"story goes on with, or use `/poll tie`. %s", chapter, question, b.Count(votes, "vote", "votes"), link)
}

// AlertUnheld asks the author to decide a tie whose run-off cannot be held.
func (b English) AlertUnheld(chapter int, question string, votes int) string {
	return fmt.Sprintf("**Chapter %d ended in a tie, and its run-off cannot be held: the channel was deleted. So you "+
		"decide.**\n%s\nThese have %s each: press the one the story goes on with, or use `/poll tie`.", chapter, question,
		b.Count(votes, "vote", "votes"))
}

// AlertNone asks the author to decide where most would have none of the options.
func (English) AlertNone(chapter int, question, link string) string {
	return fmt.Sprintf("**Most would have none of the options of chapter %d, and you decide.**\n%s\nPress one if the "+
		"story goes on with it all the same, or use `/poll tie`; `/answers` has what readers would have had instead. %s",
		chapter, question, link)
}

// AlertTieAgain reminds the author of either.
func (English) AlertTieAgain(chapter int, question string, link string) string {
	return fmt.Sprintf("**The vote of chapter %d still waits for you.** Your readers know that you decide.\n%s\nPress the "+
		"option the story goes on with. %s", chapter, question, link)
}

// AlertRound tells that readers put options forward, with names that occur in the chapter as a suggestion.
func (English) AlertRound(chapter int, question, names, link string) string {
	text := fmt.Sprintf("**Chapter %d asks its readers to put options forward.**\n%s\n%s", chapter, question, link)
	if names != "" {
		text += "\nNames in the chapter: " + names + ".\n-# Only you see them. `/poll suggest` puts one forward in your " +
			"name."
	}
	return text
}

// AlertNominee asks the author about something that was put forward.
func (English) AlertNominee(chapter int, name, link string) string {
	return fmt.Sprintf("Put forward for chapter %d: **%s**\n%s", chapter, name, link)
}

// AlertNobodyNominated tells that a round ended with nothing to vote on.
func (b English) AlertNobodyNominated(chapter int, question string, waiting int) string {
	text := fmt.Sprintf("**Nothing was there to vote on in chapter %d.**\n%s\nThe round of nominations is over.", chapter,
		question)
	if waiting > 0 {
		text += " " + b.Count(waiting, "name waits", "names wait") + " for your word still: approve some, and " +
			"`/poll open` begins the vote."
	}
	return text
}

// ApproveButton admits something that was put forward.
func (English) ApproveButton() string { return "Approve" }

// MergeButton says that it is the same as another.
func (English) MergeButton() string { return "Merge into…" }

// StrikeButton takes it out.
func (English) StrikeButton() string { return "Strike…" }
