package phrase

import (
	"fmt"
	"strings"
	"time"
)

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
	return fmt.Sprintf("Chapter %d is being posted or changed right now. Try again when its last message is done.",
		chapter)
}

// NotNext refuses to release a chapter before those that come first.
func (English) NotNext(chapter int) string {
	return fmt.Sprintf("In some channel another chapter comes before chapter %d, and chapters keep their order. "+
		"`/schedule show` lists them.", chapter)
}

// IsRetracted refuses to let a chapter go on that was taken back.
func (English) IsRetracted(chapter int) string {
	return fmt.Sprintf("You have taken chapter %d back, so nothing of it is posted. `/chapter correct number:%d` brings "+
		"it back as its file is now.", chapter, chapter)
}

// RetractedNote says under a date that its chapter was taken back.
func (English) RetractedNote(chapter int) string {
	return fmt.Sprintf("taken back: it waits, and the chapters after it, until `/chapter correct number:%d`", chapter)
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
		"`/read` shows that notice too. Readers’ places and votes are kept. Where it is not out, or not all of it, the " +
		"story waits before it. `/chapter correct` brings the text back."
}

// WouldRestore says what a correction of a chapter would do that was taken back.
func (b English) WouldRestore(name string, messages int) string {
	return "**Bring back " + name + "?** Its text is shown again as its file is now, here and in `/read`: " +
		b.Count(messages, "message differs.", "messages differ.")
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

// LogLine is one line of the log; words are a person's that belong to it, "" if there are none. Both are escaped.
func (English) LogLine(at time.Time, who Who, what, words string) string {
	names := map[Who]string{ByMe: "by itself", ByYou: "you", ByAnother: "another author"}
	if words != "" {
		what += ": “" + words + "”"
	}
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
