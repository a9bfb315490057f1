package phrase

import (
	"fmt"
	"time"
)

// AlertBacklog asks what becomes of several late chapters, of which the first was due at due. skip is false if their
// dates cannot be skipped.
func (b English) AlertBacklog(title string, channel uint64, first, count int, due time.Time, skip bool) string {
	text := fmt.Sprintf("⚠ **%s of %s are late.** Chapter %d was due %s, and nothing was posted in <#%d> since. What "+
		"shall I do?\n- **Post all %d**: they go out now, in order and one after the other, and only the last one pings.\n"+
		"- **Post chapter %d**: it goes out alone, and I ask again about the others.\n",
		b.Count(count, "chapter", "chapters"), title, first, Both(due), channel, count, first)
	if skip {
		text += "- **One per date**: they take the schedule’s next dates, beginning with the next one.\n"
	}
	return text + "- **Leave them out**: none of them is posted, and the story goes on with the chapter after them. " +
		"`/read` has them all the same.\nNothing happens until you press one of these."
}

// PostAllButton posts so many late chapters.
func (English) PostAllButton(count int) string { return fmt.Sprintf("Post all %d", count) }

// PostOneButton posts the first of several late chapters.
func (English) PostOneButton(chapter int) string { return fmt.Sprintf("Post chapter %d", chapter) }

// OnePerDateButton gives late chapters the next dates.
func (English) OnePerDateButton() string { return "One per date" }

// LeaveOutButton posts no late chapter.
func (English) LeaveOutButton() string { return "Leave them out" }

// CatchingUp confirms that late chapters are posted; name is the first one's.
func (English) CatchingUp(name string) string {
	return "**" + name + "** and all that are late after it are going out now, one after the other."
}

// LeavingOut confirms that late chapters are not posted; name is the first one's.
func (English) LeavingOut(name string) string {
	return "**" + name + "** and all that are late after it are left out. `/schedule show` says which one comes next."
}

// AlertCaughtUp takes the place of [English.AlertBacklog].
func (b English) AlertCaughtUp(title string, channel uint64, chapter int, due time.Time, by uint64,
	at time.Time) string {
	return b.wasLate(title, channel, chapter, due) + fmt.Sprintf("✓ <@%d> had it posted, and all that were late after "+
		"it, %s.", by, Full(at))
}

// AlertLeftOut takes the place of [English.AlertBacklog].
func (b English) AlertLeftOut(title string, channel uint64, chapter int, due time.Time, by uint64, at time.Time) string {
	return b.wasLate(title, channel, chapter, due) + fmt.Sprintf("✓ <@%d> left it out, and all that were late after "+
		"it, %s.", by, Full(at))
}

// AlertJoining asks where a story begins in a channel that is new to it.
func (b English) AlertJoining(title string, channel uint64, count int) string {
	return fmt.Sprintf("<#%d> joins **%s**, of which %s out. Shall I post %s there too?\n- **From the first chapter**: "+
		"what is out follows in order, one chapter after the other; only the last one pings.\n- **From the next one**: "+
		"the channel begins with the next chapter to come.\nNothing is posted there until you press one of these.",
		channel, title, b.Count(count, "chapter is", "chapters are"), plural(count, "it", "them"))
}

// AsksWhereToBegin says that a channel is new to a story, and waits for an answer if chapters of it are late there.
func (English) AsksWhereToBegin(channel uint64) string {
	return fmt.Sprintf("**<#%d> is new to the story**: say whether it begins with the first chapter or the next one.",
		channel)
}

// FromFirstButton has a story begin in a new channel with its first chapter.
func (English) FromFirstButton() string { return "From the first chapter" }

// FromNextButton has a story begin in a new channel with the next chapter to come.
func (English) FromNextButton() string { return "From the next one" }

// Joins confirms where a story begins in a new channel.
func (English) Joins(channel uint64, all bool) string {
	if all {
		return fmt.Sprintf("What is out is being posted in <#%d> now, one chapter after the other.", channel)
	}
	return fmt.Sprintf("<#%d> begins with the next chapter to come. `/schedule show` says when that is.", channel)
}

// HasJoined answers a button about a channel in which the story has begun.
func (English) HasJoined(channel uint64) string {
	return fmt.Sprintf("That has been decided: nothing is asked about <#%d> any more. `/schedule show` says how things "+
		"stand.", channel)
}

// AlertJoined takes the place of [English.AlertJoining].
func (English) AlertJoined(title string, channel uint64, all bool, by uint64, at time.Time) string {
	from := "the next chapter to come"
	if all {
		from = "the first chapter"
	}
	return fmt.Sprintf("<#%d> joins **%s**.\n✓ <@%d> had it begin with %s, %s.", channel, title, by, from, Full(at))
}
