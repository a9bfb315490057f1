package phrase

import (
	"fmt"
	"time"
)

// What an author is told of what readers put forward.

// NomineesHead heads the list of what was put forward.
func (English) NomineesHead(n, page, pages int) string {
	text := fmt.Sprintf("Put forward: %d.", n)
	if pages > 1 {
		text += fmt.Sprintf(" Page %d of %d.", page, pages)
	}
	return text + " Choose one to judge it."
}

// NoNominees is said before anything was put forward.
func (English) NoNominees() string {
	return "Nothing has been put forward yet. `/poll suggest` puts something forward in your name."
}

// NomineeLine is one in the list: its number, name and state.
func (English) NomineeLine(n int, name, state string) string {
	return fmt.Sprintf("%d. **%s** · %s", n, name, state)
}

// NomineeOf shows one of them.
func (English) NomineeOf(name, state string) string { return "**" + name + "** " + state + "." }

// NomineePick is what the menu of nominees says at first.
func (English) NomineePick() string { return "Judge one of these" }

// NomineeInto is what the menu of those to merge into says at first.
func (English) NomineeInto() string { return "It is the same as…" }

// MergeAsk asks into which one a nominee is merged.
func (English) MergeAsk(name string) string {
	return "**" + name + "** is the same as which one? It then counts for that, and readers who put it forward with it."
}

// MergeNone says that there is no other one.
func (English) MergeNone() string { return "There is no other one to merge it into." }

// ListButton leads back to the list.
func (English) ListButton() string { return "Back to the list" }

// Approved confirms that a nominee is admitted.
func (English) Approved(name string) string {
	return "✓ **" + name + "** is approved, and will be voted on. The list under the question shows it within half a minute."
}

// Merged confirms that a nominee is merged.
func (English) Merged(name, into string) string {
	return "✓ **" + name + "** counts as **" + into + "** now."
}

// Struck confirms that a nominee is taken out.
func (English) Struck(name, reason string) string {
	return "✓ **" + name + "** is taken out, and everybody reads why: " + reason
}

// StrikeTitle heads the form for the reason (at most 45 characters).
func (English) StrikeTitle() string { return "Take it out" }

// StrikeLabel labels its only field (at most 45 characters).
func (English) StrikeLabel() string { return "The reason, which everybody reads" }

// StrikeNoReason refuses to take something out without a reason.
func (English) StrikeNoReason() string {
	return "What is taken out stays in the list, struck through, with the reason. Press the button again and write one."
}

// NomineeGone answers a button about a nominee that is not there.
func (English) NomineeGone() string {
	return "That is not in the list any more. `/poll nominees` shows what is."
}

// NomineeJudged answers a button under an alert after it was judged otherwise.
func (English) NomineeJudged(name, state string) string {
	return "That has been decided: **" + name + "** " + state + ". `/poll nominees` changes it."
}

// RoundOver refuses to judge after the vote has begun.
func (English) RoundOver() string {
	return "The vote on what was put forward has begun, so its options are settled."
}

// NomineeApprovedBy, and the two below it, take the place of [English.AlertNominee].
func (English) NomineeApprovedBy(chapter int, name string, by uint64, at time.Time) string {
	return fmt.Sprintf("Put forward for chapter %d: **%s**\n✓ <@%d> approved it, %s.", chapter, name, by, Full(at))
}

// NomineeMergedBy says that it was merged.
func (English) NomineeMergedBy(chapter int, name, into string, by uint64, at time.Time) string {
	return fmt.Sprintf("Put forward for chapter %d: **%s**\n✓ <@%d> merged it into **%s**, %s.", chapter, name, by, into,
		Full(at))
}

// NomineeStruckBy says that it was taken out.
func (English) NomineeStruckBy(chapter int, name, reason string, by uint64, at time.Time) string {
	return fmt.Sprintf("Put forward for chapter %d: ~~%s~~\n✓ <@%d> took it out, %s: %s", chapter, name, by, Full(at), reason)
}

// IsApproved, and those below it, say what has become of a nominee; they follow its name.
func (English) IsApproved() string { return "is approved" }

// IsWaiting is said of one that is not judged.
func (English) IsWaiting() string { return "waits for your word" }

// IsStruck is said of one that was taken out.
func (English) IsStruck(reason string) string { return "is taken out: " + reason }

// IsMerged is said of one that counts for another.
func (English) IsMerged(into string) string { return "counts as “" + into + "”" }

// Suggested confirms /poll suggest.
func (English) Suggested(name string) string {
	return "✓ **" + name + "** is put forward and approved. Readers see it in the list, and not who put it there."
}

// SuggestedBefore says that the same was put forward before; state follows its name.
func (English) SuggestedBefore(name, state string) string {
	return "**" + name + "** was put forward before: it " + state + ". `/poll nominees` changes that."
}

// NobodyTellsYou says to an author without a desk that they have to look for themselves.
func (English) NobodyTellsYou() string {
	return "-# Your story names no desk, so nobody tells you when something is put forward: look here, or name a channel as " +
		"`desk:` in story.yaml."
}

// NamesWait says that names wait for the author's word.
func (b English) NamesWait(chapter, n int) string {
	return fmt.Sprintf("**%s put forward for chapter %d %s for your word**: `/poll nominees` lists %s.",
		b.Count(n, "name", "names"), chapter, plural(n, "waits", "wait"), plural(n, "it", "them"))
}
