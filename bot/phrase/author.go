package phrase

import (
	"fmt"
	"strings"
	"time"
)

// NotTheAuthor refuses an author's command to others.
func (English) NotTheAuthor() string {
	return "Only the story’s author can do that. If that is you, have your Discord id added under `authors` in " +
		"story.yaml; without such a list, whoever may manage the server can."
}

// StoryGone answers a button about a story or channel in which nothing is told any more.
func (English) StoryGone() string {
	return "That story is not told there any more. `/schedule show` says how things stand."
}

// TryAgain is said when others kept changing the same thing.
func (English) TryAgain() string {
	return "The schedule was being changed just then, and yours is not made. Look at `/schedule show`, then try again."
}

// ImpossibleChange refuses a change of the dates that cannot be worked out.
func (English) ImpossibleChange() string {
	return "That change cannot be made together with the earlier ones, so nothing is changed. " +
		"`/schedule undo` takes the last of them back."
}

// ScheduleOf heads the list of what lies ahead; title must be escaped.
func (English) ScheduleOf(title, rule, zone string) string {
	return fmt.Sprintf("**%s**\n-# Schedule: %s, clocks of %s", title, rule, zone)
}

// PausedSince says that the story is paused.
func (English) PausedSince(since time.Time) string {
	return "⏸ Paused since " + Full(since) + ": nothing is posted until `/schedule resume`."
}

// StoppedIn says that posting has stopped in a channel, which is the nth of so many; desk, that an alert says why.
func (English) StoppedIn(channel uint64, since time.Time, n, of int, desk bool) string {
	which, why := "", "Whoever runs me finds the reason in the log."
	if of > 1 {
		which = fmt.Sprintf("(%d) ", n)
	}
	if desk {
		why = "The alert in your desk says why."
	}
	return fmt.Sprintf("⚠ %s**Stopped in <#%d>** since %s, because Discord refused a post. %s When it is mended, have me "+
		"try again.", which, channel, Full(since), why)
}

// DropLine says what comes when, in lines: local is the date in the author's zone, at the same instant for whoever
// reads it.
func (b English) DropLine(name, local string, at time.Time, messages int) string {
	return fmt.Sprintf("**%s**\n%s · %s\n-# %s by your clock · %s", name, local, Relative(at), Full(at),
		b.Count(messages, "message", "messages"))
}

// ScenesOf follows the name of a chapter of which only some scenes are meant.
func (English) ScenesOf(first, last int) string {
	if first == last {
		return fmt.Sprintf(", scene %d", first)
	}
	return fmt.Sprintf(", scenes %d to %d", first, last)
}

// EarlyIn says when a chapter comes in an early channel.
func (English) EarlyIn(channel string, at time.Time) string {
	return "early in `#" + channel + "` " + Full(at)
}

// HasBegun notes that a chapter's date cannot be changed any more.
func (English) HasBegun() string {
	return "this date is settled: the chapter has begun to appear in some channel"
}

// HeldNote notes what is held of a chapter: scenes, or 0 for all of it.
func (English) HeldNote(scenes []int) string {
	if scenes[0] == 0 {
		return "held: it waits for /chapter free"
	}
	return "held at " + sceneList(scenes) + ": what follows waits for /chapter free"
}

func sceneList(scenes []int) string {
	words := make([]string, len(scenes))
	for i, n := range scenes {
		words[i] = fmt.Sprintf("scene %d", n)
	}
	return strings.Join(words, ", ")
}

// NothingAhead is said in place of dates: there are chapters and no dates, or no chapters.
func (English) NothingAhead(chapters int) string {
	if chapters > 0 {
		return "No chapter has a date now."
	}
	return "Every chapter at hand is out."
}

// Runway says how long the chapters at hand last; text is a sentence without its full stop.
func (English) Runway(text string, urgent bool) string {
	if urgent {
		return "⚠ **" + text + ".**"
	}
	return text + "."
}

// AndMore ends a list that is shown in part.
func (English) AndMore(more int) string { return fmt.Sprintf("… and %d more", more) }

// Paused confirms /schedule pause.
func (English) Paused() string {
	return "⏸ **Paused.** Nothing is posted from now on. `/schedule resume` goes on."
}

// AlreadyPaused refuses to pause what is paused.
func (English) AlreadyPaused(since time.Time) string {
	return "The story has been paused since " + Full(since) + " already. `/schedule resume` goes on."
}

// Resumed confirms /schedule resume.
func (English) Resumed() string {
	return "▶ **Resumed.** Chapters come again on the dates of the schedule."
}

// NotPaused refuses to resume what goes on.
func (English) NotPaused() string {
	return "The story is neither paused nor on hiatus. `/schedule show` says what comes next."
}

// OnHiatus confirms /schedule hiatus.
func (English) OnHiatus(until time.Time) string {
	return "⏸ **On hiatus.** The schedule goes on with its first date from " + Day(until) + " on. A chapter with a date " +
		"of its own still comes then. `/schedule resume` ends it sooner."
}

// NotADay refuses a day that cannot be read.
func (English) NotADay(typed string) string {
	return typed + " is not a day I can read. Write it as year, month and day, such as `2027-01-10`."
}

// DayPassed refuses a hiatus that would be over.
func (English) DayPassed(day string) string {
	return day + " is not ahead, so there would be no hiatus. Name a day after today."
}

// Skipped confirms /schedule skip; date is in the author's zone.
func (English) Skipped(date string) string {
	return "**" + date + " is left out.** Its chapter takes the next date, and no chapter is lost."
}

// Shifted confirms /schedule shift.
func (English) Shifted(date, by string, all bool) string {
	if all {
		return "**" + date + " and all dates after it are moved by " + by + ".**"
	}
	return "**" + date + " is moved by " + by + ".**"
}

// NotASpan refuses a length of time that cannot be read.
func (English) NotASpan(typed string) string {
	return typed + " is not a length of time I can move by. Write a number and a unit, such as `2d`, `-3h` or " +
		"`1d12h`: at least a minute and at most 366 days."
}

// ShiftedTooFar refuses a shift that is too much together with those before.
func (English) ShiftedTooFar() string {
	return "Together with the earlier ones that moves dates by more than a year, so nothing is changed. " +
		"A new schedule in story.yaml does it better."
}

// NotADate refuses a date that cannot be read.
func (English) NotADate(typed string) string {
	return typed + " is not a date I can read. Pick one from the list while you type, or write it such as " +
		"`2026-12-01 19:00`."
}

// TooFarAhead refuses a date whose year must be a mistake.
func (b English) TooFarAhead(day string, years int) string {
	return day + " is more than " + b.Count(years, "year", "years") + " ahead. Is the year right? Name an earlier date."
}

// NoSuchDate refuses a date on which nothing comes; next are some on which something does.
func (English) NoSuchDate(next []string) string {
	if len(next) == 0 {
		return "Nothing comes on that date, nor on any other now: the story is paused, or its schedule has ended."
	}
	return "Nothing comes on that date. The next dates are " + strings.Join(next, "; ") + "."
}

// SeveralTimes asks for the time of a date on which several chapters come.
func (English) SeveralTimes(first, second string) string {
	return "Several chapters come on that day (" + first + "; " + second + "). Write the time as well."
}

// DateUsed refuses to change a date that is used.
func (English) DateUsed(date string) string {
	return date + " has been used for a chapter already. `/schedule show` lists the dates that can still be changed."
}

// OwnDate refuses to skip or shift a chapter's own date.
func (English) OwnDate(chapter int) string {
	return fmt.Sprintf("That is chapter %[1]d’s own date. `/schedule chapter number:%[1]d` gives it another.", chapter)
}

// Pinned confirms /schedule chapter.
func (English) Pinned(name, date string) string { return "**" + name + " comes " + date + ".**" }

// PinPaused refuses a date in a pause.
func (English) PinPaused(name string) string {
	return name + " cannot come then: the story is paused. First `/schedule resume`."
}

// PinTaken refuses a date that would change the order of chapters.
func (English) PinTaken(name, date string) string {
	return name + " cannot come " + date + ": a chapter before it comes then or later, and chapters keep their order. " +
		"Choose a later date, or move the earlier chapter first."
}

// DatePassed refuses a date that is not ahead.
func (English) DatePassed(date string) string {
	return date + " has passed. `/chapter release` posts a chapter now."
}

// NeedsTime asks for the time of day.
func (English) NeedsTime(day string) string {
	return "The chapter has no date to take the time from. Write the time as well: `" + day + " 19:00`."
}

// DateKept refuses to change the date of a chapter that has begun to appear.
func (English) DateKept(chapter int) string {
	return fmt.Sprintf("Chapter %d keeps its date: it has begun to appear in some channel. `/chapter hold` can still "+
		"stop what is not out.", chapter)
}

// Undone confirms /schedule undo; change is the change taken back.
func (English) Undone(change string) string { return "**Taken back:** `" + change + "`" }

// NothingToUndo refuses /schedule undo.
func (English) NothingToUndo() string {
	return "The schedule is as story.yaml has it: there is no change to take back."
}

// UndoHint ends the answer to a change of the dates.
func (English) UndoHint() string {
	return "`/schedule undo` takes the last change back, `/schedule show` shows all dates."
}

// NothingMoves is said when a change of the dates moves no chapter at hand.
func (English) NothingMoves() string { return "No chapter at hand comes on another date by that." }

// MovedTo says that a chapter's date is another now.
func (English) MovedTo(name, was, local string, at time.Time) string {
	return "- " + name + ": ~~" + was + "~~ → " + local + " · " + Relative(at)
}

// DatedNow says that a chapter has a date again.
func (English) DatedNow(name, local string, at time.Time) string {
	return "- " + name + ": no date → " + local + " · " + Relative(at)
}

// UndatedNow says that a chapter has no date any more.
func (English) UndatedNow(name, was string) string {
	return "- " + name + ": ~~" + was + "~~ → no date"
}

// NoSuchChapter refuses a number that no chapter has.
func (English) NoSuchChapter(number int64) string {
	return fmt.Sprintf("There is no chapter %d in the story’s folder. Pick one from the list while you type.", number)
}

// NoSuchScene refuses a number that no scene of the chapter has.
func (b English) NoSuchScene(chapter, scenes int) string {
	return fmt.Sprintf("Chapter %d has %s. Pick one from the list while you type.", chapter,
		b.Count(scenes, "scene", "scenes"))
}

// IsOut refuses what can only be done before a chapter is out.
func (English) IsOut(chapter int) string {
	return fmt.Sprintf("Chapter %d is out in every channel already. `/chapter correct` brings it up to date, "+
		"`/chapter retract` takes it back.", chapter)
}

// NotPostedYet refuses what can only be done after a chapter is out.
func (English) NotPostedYet(chapter int) string {
	return fmt.Sprintf("Chapter %d is not out yet: it will appear as its file is then. `/schedule show` says when.",
		chapter)
}

// UnderWay refuses what cannot be done while a chapter is being posted.
func (English) UnderWay(chapter int) string {
	return fmt.Sprintf("Chapter %d is being posted right now. Try again when its last message is out.", chapter)
}

// NotNext refuses to release a chapter before those that come first.
func (English) NotNext(chapter int) string {
	return fmt.Sprintf("In some channel another chapter comes before chapter %d, and chapters keep their order. "+
		"`/schedule show` lists them.", chapter)
}

// Releasing confirms /chapter release.
func (English) Releasing(name string) string {
	return "**" + name + "** is going out now, wherever it is the next one."
}

// Holding confirms /chapter hold; scene 0 is the whole chapter.
func (English) Holding(name string, chapter, scene int) string {
	if scene == 0 {
		return fmt.Sprintf("**%s is held**, in every channel, whatever its date. `/chapter free number:%d` lets it go.",
			name, chapter)
	}
	return fmt.Sprintf("**%s stops before scene %d**, in every channel. `/chapter free number:%d scene:%d` lets it go on.",
		name, scene, chapter, scene)
}

// AlreadyHeld refuses to hold what is held.
func (English) AlreadyHeld(chapter, scene int) string {
	if scene == 0 {
		return fmt.Sprintf("Chapter %d is held already. `/chapter free number:%d` lets it go.", chapter, chapter)
	}
	return fmt.Sprintf("Chapter %d is held at scene %d already. `/chapter free number:%d scene:%d` lets it go.", chapter,
		scene, chapter, scene)
}

// SceneOut refuses to hold a scene that is out.
func (English) SceneOut(chapter, scene int) string {
	return fmt.Sprintf("Scene %d of chapter %d is out already. A later scene can still be held.", scene, chapter)
}

// Freed confirms /chapter free.
func (English) Freed(name string, scene int) string {
	if scene == 0 {
		return "**" + name + " is free.** It comes on its date, or now if that has passed."
	}
	return fmt.Sprintf("**%s is free at scene %d.** If it was waiting there, it goes on now.", name, scene)
}

// NotHeld refuses to free what is not held; held says what is, 0 being the whole chapter.
func (English) NotHeld(chapter, scene int, held []int) string {
	switch {
	case len(held) == 0:
		return fmt.Sprintf("Nothing of chapter %d is held.", chapter)
	case held[0] == 0:
		return fmt.Sprintf("Chapter %d is held as a whole: `/chapter free number:%d` without a scene lets it go.", chapter,
			chapter)
	}
	return fmt.Sprintf("Chapter %d is held at %s: `/chapter free number:%d scene:%d` lets that go.", chapter,
		sceneList(held), chapter, held[0])
}

// WouldCorrect says what a correction would change.
func (b English) WouldCorrect(name string, messages int) string {
	return "**" + name + "**: " + b.Count(messages, "message differs", "messages differ") + " from the file now. " +
		"Readers keep their places, and nobody is pinged."
}

// ChangedIn lists messages of a channel by their addresses.
func (b English) ChangedIn(channel uint64, messages int, links []string) string {
	text := fmt.Sprintf("- <#%d>, %s: %s", channel, b.Count(messages, "message", "messages"), strings.Join(links, " "))
	if messages > len(links) {
		text += fmt.Sprintf(" and %d more", messages-len(links))
	}
	return text
}

// CorrectButton does what [English.WouldCorrect] says.
func (English) CorrectButton() string { return "Change them" }

// LeaveButton leaves everything as it is.
func (English) LeaveButton() string { return "Leave it" }

// Correcting confirms a correction.
func (b English) Correcting(name string, messages int) string {
	return "**" + name + "**: " + b.Count(messages, "message is", "messages are") + " being changed. " +
		"Your desk says when it is done."
}

// Unchanged refuses to correct what needs it not.
func (English) Unchanged(chapter int) string {
	return fmt.Sprintf("Chapter %d is posted exactly as its file is now. If you have just changed the file, make sure "+
		"that I have read it since.", chapter)
}

// CannotCorrect heads the reasons why a chapter cannot be corrected.
func (English) CannotCorrect(chapter int) string {
	return fmt.Sprintf("Chapter %d cannot be corrected as its file is now, and nothing is changed:", chapter)
}

// WouldRetract says what a retraction would do.
func (English) WouldRetract(name string) string {
	return "**Take back " + name + "?** In every channel its text is replaced by a notice that you have taken it back. " +
		"Readers’ places and votes are kept. `/chapter correct` brings the text back."
}

// RetractButton does what [English.WouldRetract] says.
func (English) RetractButton() string { return "Take it back" }

// Retracting confirms a retraction.
func (English) Retracting(name string) string {
	return "**" + name + "** is being taken back. Your desk says when it is done."
}

// LeftAlone confirms that nothing is changed.
func (English) LeftAlone(name string) string { return "**" + name + "** stays as it is." }

// Who is who did something that was logged.
type Who uint8

// Those who do things.
const (
	ByMe Who = iota // the bot
	ByYou
	ByAnother
)

// LogOf heads the log.
func (English) LogOf(title string) string {
	return "**" + title + "**: what was changed, the newest first. I keep no names, so others are “another author”."
}

// LogLine is one line of the log; what is shown as it is.
func (English) LogLine(at time.Time, who Who, what string) string {
	names := map[Who]string{ByMe: "by itself", ByYou: "you", ByAnother: "another author"}
	return Full(at) + " · " + names[who] + " · " + what
}

// NothingLogged is said of an empty log.
func (English) NothingLogged() string { return "Nothing has been changed yet." }

// Followed confirms that somebody is pinged from now on.
func (English) Followed(title string) string {
	return "You follow **" + title + "**: one ping for each new chapter. `/follow` again ends it."
}

// Unfollowed confirms that somebody is not pinged any more.
func (English) Unfollowed(title string) string {
	return "You do not follow **" + title + "** any more: no more pings. `/follow` begins again."
}

// PingsNobody is said where there is nothing to follow.
func (English) PingsNobody() string {
	return "New chapters ping nobody here, so there is nothing to follow. `/next` says when the next one comes."
}

// NoPingRole is said where the role that is pinged does not exist.
func (English) NoPingRole(title string) string {
	return "The role that new chapters of **" + title + "** ping does not exist in this server. Whoever runs the server " +
		"can create it."
}

// MayNotGiveRole is said where the bot may not give the role.
func (English) MayNotGiveRole(role uint64) string {
	return fmt.Sprintf("I may not give out <@&%d> here. Whoever runs the server can change that: I need the permission "+
		"“Manage Roles”, and my role must stand above that one.", role)
}

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

// AlertOther tells of something that this version has no words for.
func (English) AlertOther(title string) string {
	return "⚠ Something about **" + title + "** needs whoever runs me: the log says what."
}

// ChannelGone is the remedy where a channel does not exist.
func (English) ChannelGone() string {
	return "The channel does not exist any more. Create one with the name that story.yaml gives, or have another one " +
		"named there."
}

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
