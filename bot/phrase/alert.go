package phrase

import (
	"fmt"
	"time"
)

// AlertRefused tells that Discord refused something, and that a channel's telling has stopped. chapter is 0 if it is
// about none, since is zero if it is not known; remedy says what to do.
func (English) AlertRefused(title string, channel uint64, chapter int, since time.Time, remedy string) string {
	text := fmt.Sprintf("⚠ **%s has stopped in <#%d>**", title, channel)
	if !since.IsZero() {
		text += ", " + Full(since)
	}
	what := "the next chapter"
	if chapter > 0 {
		what = fmt.Sprintf("chapter %d", chapter)
	}
	return text + ".\n" + remedy + "\nThen press **Try again**: " + what + " goes on exactly where it stopped. " +
		"Nothing is lost, and other channels are not held up."
}

// RetryButton has a channel's telling go on.
func (English) RetryButton() string { return "Try again" }

// RetryIn is that button where several channels may have one: the nth of so many.
func (b English) RetryIn(n, of int) string {
	if of == 1 {
		return b.RetryButton()
	}
	return fmt.Sprintf("Try again (%d)", n)
}

// AsksAbout says that a chapter is late and waits for an answer.
func (English) AsksAbout(chapter int) string {
	return fmt.Sprintf("⚠ **Chapter %d is late** and waits for your decision.", chapter)
}

// Retrying confirms it.
func (English) Retrying(channel uint64) string {
	return fmt.Sprintf("I am trying again in <#%d>. If Discord refuses again, your desk says so.", channel)
}

// NotStopped answers a button under an alert that is over.
func (English) NotStopped(channel uint64) string {
	return fmt.Sprintf("That has been decided: posting in <#%d> is not stopped by this any more. `/schedule show` says "+
		"how things stand.", channel)
}

// AlertRetried takes the place of [English.AlertRefused].
func (English) AlertRetried(title string, channel uint64, since time.Time, by uint64, at time.Time) string {
	return fmt.Sprintf("**%s** had stopped in <#%d>, %s.\n✓ <@%d> had me try again, %s.", title, channel, Full(since), by,
		Full(at))
}

// AlertOverdue asks what becomes of a late chapter. skip is false if its date cannot be skipped.
func (English) AlertOverdue(title string, channel uint64, chapter int, due time.Time, skip bool) string {
	text := fmt.Sprintf("⚠ **Chapter %d of %s is late.** It was due %s, and was not posted in <#%d> then. "+
		"What shall I do?\n- **Post now**: it goes out at once, and the chapters after it keep their dates.\n",
		chapter, title, Both(due), channel)
	if skip {
		text += "- **Skip this date**: it takes the schedule’s next date, and those after it follow.\n"
	}
	return text + "- **Not yet**: nothing happens until you press one of the others."
}

// PostNowButton posts a late chapter.
func (English) PostNowButton() string { return "Post now" }

// SkipDateButton gives a late chapter the next date.
func (English) SkipDateButton() string { return "Skip this date" }

// NotYetButton leaves a late chapter for later.
func (English) NotYetButton() string { return "Not yet" }

// TakesNext confirms that a date is skipped.
func (English) TakesNext(name string) string {
	return "**" + name + "** takes the next date of the schedule. `/schedule show` says which one that is."
}

// Waits confirms that a late chapter waits.
func (English) Waits(name string) string {
	return "**" + name + "** waits. The alert keeps its other buttons."
}

// AlertPosted takes the place of [English.AlertOverdue].
func (b English) AlertPosted(title string, channel uint64, chapter int, due time.Time, by uint64, at time.Time) string {
	return b.wasLate(title, channel, chapter, due) + fmt.Sprintf("✓ <@%d> had it posted, %s.", by, Full(at))
}

// AlertSkipped takes the place of [English.AlertOverdue].
func (b English) AlertSkipped(title string, channel uint64, chapter int, due time.Time, by uint64,
	at time.Time) string {
	return b.wasLate(title, channel, chapter, due) + fmt.Sprintf("✓ <@%d> had that date skipped, %s: it takes the "+
		"next one.", by, Full(at))
}

// AlertWaits takes the place of [English.AlertOverdue], with its other buttons.
func (b English) AlertWaits(title string, channel uint64, chapter int, due time.Time, by uint64, at time.Time) string {
	return b.wasLate(title, channel, chapter, due) + fmt.Sprintf("⏳ <@%d> has put it off, %s. It waits until one of "+
		"these buttons is pressed.", by, Full(at))
}

func (English) wasLate(title string, channel uint64, chapter int, due time.Time) string {
	return fmt.Sprintf("**Chapter %d of %s** was due in <#%d> %s.\n", chapter, title, channel, Full(due))
}

// NewerAlert answers a button under an alert that another one has taken the place of.
func (English) NewerAlert(link string) string { return "There is a newer alert about this: " + link }

// NotOverdue answers a button about a chapter that is not asked about any more.
func (English) NotOverdue(chapter int) string {
	return fmt.Sprintf("That has been decided: nothing is asked about chapter %d any more. `/schedule show` says how "+
		"things stand.", chapter)
}

// AlreadyDecided answers a button after another was pressed; entry is a line of the log.
func (English) AlreadyDecided(entry string) string {
	return "That has been decided:\n" + entry + "\n`/schedule show` says how things stand."
}

// AlertRunway warns that few chapters are left; text is a sentence without its full stop.
func (English) AlertRunway(title string, left int, text string) string {
	if left == 0 {
		return "⚠ **" + title + " has run out**: " + text + ". When you add a chapter to the story’s folder, it comes on " +
			"the schedule’s next date."
	}
	return "**" + title + "**: " + text + ". Chapters that you add to the story’s folder follow by themselves. If " +
		"you need a break, `/schedule hiatus until:` and a day makes one."
}

// AlertZoneMoved tells that a chapter comes at another instant because the rules of a zone were changed. chapter 0 is
// none in particular.
func (English) AlertZoneMoved(title string, chapter int, due time.Time, text string) string {
	what := "a drop"
	if chapter > 0 {
		what = fmt.Sprintf("chapter %d", chapter)
	}
	return fmt.Sprintf("🕑 **The clocks have changed for %s of %s**: %s.\nOn your clock it stays as it was; readers "+
		"elsewhere get it %s. Tell them if you have announced another time; there is nothing else to do.", what, title, text,
		Full(due))
}

// AlertCorrected tells that a correction is done.
func (English) AlertCorrected(title string, channel uint64, chapter int) string {
	return fmt.Sprintf("✓ Chapter %d of **%s** is corrected in <#%d>.", chapter, title, channel)
}

// AlertRetracted tells that a retraction is done.
func (English) AlertRetracted(title string, channel uint64, chapter int) string {
	return fmt.Sprintf("✓ Chapter %d of **%s** is taken back in <#%d>. Places and votes are kept.", chapter, title,
		channel)
}

// AlertCannotEdit tells that what is posted cannot be changed; later, that it is tried again by itself.
func (English) AlertCannotEdit(title string, channel uint64, chapter int, remedy string, later bool) string {
	text := fmt.Sprintf("⚠ **Chapter %d of %s cannot be changed in <#%d>**", chapter, title, channel)
	if later {
		return text + " just now.\n" + remedy + "\nI try again by myself, and say when it is done."
	}
	return text + fmt.Sprintf(".\n%s\nOther channels are not held up. When it is mended, `/chapter correct number:%d` "+
		"shows what is left to change.", remedy, chapter)
}

// AlertDiskTrouble tells that nothing can be kept.
func (English) AlertDiskTrouble(title string) string {
	return "⚠ **" + title + " stands still: nothing can be saved on the machine I run on**, most likely because its disk " +
		"is full. I post nothing that I could not remember. Whoever runs me has to make room; then I go on by myself, and " +
		"nothing is lost."
}

// AlertNotPublished tells that a message does not reach the channels that follow its own.
func (English) AlertNotPublished(title string, channel uint64, chapter int, link, why string) string {
	return fmt.Sprintf("⚠ **A message of chapter %d of %s was not published from <#%d>**: %s\n%s", chapter, title,
		channel, link, why)
}

// PublishedTooFew says why a message was not published within a day.
func (English) PublishedTooFew() string {
	return "Discord did not take it for a whole day: it publishes 10 messages an hour in a channel, and I need the " +
		"permission “Send Messages” there. You can still publish it by hand."
}

// CannotPublish says why a message is never published.
func (English) CannotPublish() string {
	return "The message was deleted, or the channel is no announcement channel any more. Readers of other servers, who " +
		"follow the channel, do not get it."
}

// AlertOther tells of something that this version has no words for.
func (English) AlertOther(title string) string {
	return "⚠ Something about **" + title + "** needs whoever runs me: the log says what."
}

// ChannelGone is the remedy where a channel does not exist.
func (English) ChannelGone() string {
	return "I cannot find the channel any more: it was deleted, or is hidden from me. Create one with the name that " +
		"story.yaml gives, have another one named there, or let me see it again."
}

// StillGone answers a button that had a channel looked for which is gone.
func (b English) StillGone() string { return "I have looked again. " + b.ChannelGone() }

// CannotSee is the remedy where the bot cannot see the channel.
func (English) CannotSee() string {
	return "I cannot see the channel. Give me the permissions “View Channel” and “Read Message History” in it."
}

// LacksPermission is the remedy where a permission is missing.
func (English) LacksPermission() string {
	return "I lack a permission in the channel. I need “View Channel”, “Send Messages”, “Read Message History” and “Add " +
		"Reactions”; for discussions “Create Public Threads” and “Send Messages in Threads”; for the index “Pin Messages”."
}

// MessageGone is the remedy where a message was deleted.
func (English) MessageGone() string {
	return "A message of mine was deleted, and I cannot change what is not there. Please leave my messages in place; " +
		"`/chapter retract` replaces a chapter’s text."
}

// ThreadArchived is the remedy where a thread is archived.
func (English) ThreadArchived() string {
	return "The thread is archived, and I may not open it. Open it again, or give me the permission “Manage Threads”."
}

// SlowMode is the remedy where slow mode keeps the bot from posting.
func (English) SlowMode() string {
	return "The channel’s slow mode keeps me from posting. Give me the permission “Bypass Slowmode”, or turn it off there."
}

// TextBlocked is the remedy where a filter blocks the text.
func (English) TextBlocked() string {
	return "The server’s AutoMod filter blocks the chapter’s text. Add my role to the filter’s exceptions, or change " +
		"the text."
}

// TooManyPins is the remedy where a channel has too many pins.
func (English) TooManyPins() string {
	return "The channel has as many pinned messages as Discord allows. Unpin one."
}

// EditsLimited is the remedy where older messages are edited too often.
func (English) EditsLimited() string {
	return "Discord limits how often messages older than an hour are changed in one channel. That passes by itself."
}

// NotForAdults is the remedy where a channel is not age-restricted and has to be.
func (English) NotForAdults() string {
	return "The story is marked as one for adults, and the channel is not age-restricted, so I post nothing there. Turn " +
		"on “Age-Restricted Channel” in its settings."
}

// RefusedOtherwise is the remedy where no other is known.
func (English) RefusedOtherwise() string {
	return "Discord refused it for a reason that I have no words for; whoever runs me finds it in the log."
}
