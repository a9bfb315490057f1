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
// reads it; 0 messages: how many there will be is not known.
func (b English) DropLine(name, local string, at time.Time, messages int) string {
	text := fmt.Sprintf("**%s**\n%s · %s\n-# %s by your clock", name, local, Relative(at), Full(at))
	if messages == 0 {
		return text
	}
	return text + " · " + b.Count(messages, "message", "messages")
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
