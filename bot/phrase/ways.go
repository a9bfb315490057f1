package phrase

import (
	"fmt"
	"time"
)

// A chapter that depends on a vote is not posted before that is decided. link leads to the vote, and is empty before it
// has begun.

// AlertAwaiting tells that a chapter is due and waits for a vote, which closes at an instant; zero: it is about to go
// on, or has not begun.
func (English) AlertAwaiting(title string, chapter, vote int, closes time.Time, link string) string {
	text := fmt.Sprintf("⏳ **Chapter %d of %s waits for the vote on chapter %d**", chapter, title, vote)
	switch {
	case link == "":
		text += ", which has not begun in the channel that decides"
	case !closes.IsZero():
		text += ", which closes " + Both(closes)
	}
	return aside(text+". It comes as soon as that is decided; there is nothing to do.", link)
}

// AlertWayIsYours tells that a chapter is due and its vote, which is over, has left the decision to the author.
func (English) AlertWayIsYours(title string, chapter, vote int, link string) string {
	return aside(fmt.Sprintf("⚠ **Chapter %d of %s waits for you.** The vote on chapter %d has closed without an option "+
		"the story could go on with. `/poll tie` settles a tie; `/poll veto` names the option and says publicly why.",
		chapter, title, vote), link)
}

// AlertNoWay tells that a vote has chosen what no chapter is written for; option is escaped.
func (English) AlertNoWay(title string, chapter, vote int, option, link string) string {
	return aside(fmt.Sprintf("⚠ **Chapter %d of %s is not written.** The vote on chapter %d has chosen **%s**. Add a file "+
		"with that option behind `branch:`, or with `branch: else`, to the story’s folder: it comes on its date, or at once "+
		"if that has passed.", chapter, title, vote, option), link)
}

// aside puts a link after a text, if there is one.
func aside(text, link string) string {
	if link == "" {
		return text
	}
	return text + " " + link
}

// NextAwaits is said where the next chapter waits for a vote.
func (English) NextAwaits(title string) string {
	return fmt.Sprintf("The next chapter of **%s** comes as soon as the vote it depends on is decided.", title)
}

// WaitsForVote notes at a chapter ahead that it depends on a vote.
func (English) WaitsForVote(vote int) string {
	return fmt.Sprintf("which chapter it is, the vote on chapter %d decides; it comes as soon as that is known", vote)
}

// IsAwaited answers a command about a chapter that depends on a vote.
func (English) IsAwaited(chapter, vote int) string {
	return fmt.Sprintf("The vote on chapter %d decides which file is chapter %d. Until then there is nothing to be done "+
		"with it; `/poll close` ends the vote.", vote, chapter)
}
