package phrase

import (
	"fmt"
	"time"
)

// Counted confirms a ballot that is durable: n choices of those that it may hold; of is 0 where it may hold one.
func (English) Counted(choices string, n, of int) string {
	if of == 0 {
		return "✓ **Counted:** " + choices + "."
	}
	return fmt.Sprintf("✓ **Counted:** %s (%d of %d).", choices, n, of)
}

// TakenBack confirms that a ballot is taken back.
func (English) TakenBack() string {
	return "✓ **Your vote is taken back.** Nothing counts for you now."
}

// NothingTaken answers whoever takes back what was not there.
func (English) NothingTaken() string { return "There was no vote of yours to take back." }

// PaperHow says under the private menu what one may do, and until when.
func (b English) PaperHow(closes time.Time, choose, options int) string {
	how := "Choose one."
	switch {
	case choose >= options && options > 1:
		how = "Choose as many as you like, all at once."
	case choose > 1:
		how = fmt.Sprintf("Choose up to %d, all at once.", choose)
	}
	return how + " You can change your vote, or take it back, until " + Both(closes) + "."
}

// PaperSecret says that a vote is secret.
func (English) PaperSecret() string {
	return "Only you see this. The vote’s journal is published without names."
}

// PaperOpen says that what one chooses here counts instead of one's reactions.
func (English) PaperOpen() string {
	return "What you choose here counts in place of your reactions, which I take off. It stands in no list of reactions, " +
		"and counts the same."
}

// PaperPlaceholder is what the menu says before anything is chosen.
func (English) PaperPlaceholder() string { return "Your choice" }

// TakeBackButton takes a ballot back.
func (English) TakeBackButton() string { return "Take my vote back" }

// ChangeButton opens the menu for somebody who has voted.
func (English) ChangeButton() string { return "Change my vote" }

// NoneStandsAlone refuses "none of these" together with options.
func (English) NoneStandsAlone() string {
	return "“None of these” stands alone: choose it, or options, but not both. Nothing has changed."
}

// TooManyChosen refuses more options than one may choose.
func (b English) TooManyChosen(choose int) string {
	return "Choose " + b.Count(choose, "option", "options") + " at most. Nothing has changed."
}

// NoSuchOption refuses an option that the vote does not have.
func (English) NoSuchOption() string {
	return "This vote has no such option, and nothing has changed. Pick one from the list while you type, or leave it out " +
		"and choose from the menu."
}
