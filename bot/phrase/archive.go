package phrase

import (
	"fmt"
	"strings"
	"time"
)

// ReceiptTitle heads somebody's part of a vote's journal.
func (English) ReceiptTitle(chapter int, link string) string {
	return fmt.Sprintf("**Your part in the vote on chapter %d**, %s", chapter, link)
}

// ReceiptTag says by which name somebody's entries are published.
func (English) ReceiptTag(tag string) string {
	return "Your mark in this vote’s journal is `" + tag + "`. It tells nobody who you are, and is another one in every vote."
}

// ReceiptNone says that somebody has no entry.
func (English) ReceiptNone() string {
	return "No entry of its journal is yours: you have not voted in it."
}

// ReceiptEntry is one entry: its number of so many, 0 while that is hidden; what it says, how it came, and the chain's
// link after it.
func (English) ReceiptEntry(seq, of uint64, at time.Time, choice, cause, link string) string {
	name := "Your entry"
	if of > 0 {
		name = fmt.Sprintf("Entry %d of %d", seq, of)
	}
	return fmt.Sprintf("• %s: **%s**, %s, %s · link `%s`", name, choice, cause, Full(at), link)
}

// ReceiptEarlier says how many older entries are not shown.
func (b English) ReceiptEarlier(n int) string {
	return b.Count(n, "older entry of yours is", "older entries of yours are") + " not shown; the export has all of them."
}

// ReceiptWithdrawn is what an entry says that takes a ballot back.
func (English) ReceiptWithdrawn() string { return "taken back" }

// CauseWords says how an entry came: cause is a [story.Cause].
func (English) CauseWords(cause uint8) string {
	switch cause {
	case 1:
		return "by your reaction"
	case 2:
		return "found when I read the reactions again"
	case 3:
		return "by the menu"
	}
	return "by the author or a moderator"
}

// JournalRoot says to what a journal comes. open says that ballots may still be added.
func (b English) JournalRoot(entries uint64, root string, open bool) string {
	text := fmt.Sprintf("The journal has %s; its root is\n`%s`", b.Count(int(entries), "entry", "entries"), root)
	if open {
		text += "\n-# The vote is open: each ballot changes the root."
	}
	return text
}

// JournalHidden says why neither the journal's length nor its root is told yet.
func (English) JournalHidden() string {
	return "How many entries the journal has, and its root, are told when you may see how the vote stands: either would tell " +
		"how many have voted."
}

// ChainHoldsHidden is [English.ChainHolds] while the root is hidden.
func (English) ChainHoldsHidden() string {
	return "✓ I have just chained it again, entry by entry: it holds, and your entries are in it as they were acknowledged."
}

// ChainHolds says that the journal was chained again, and agrees with what was published.
func (English) ChainHolds(published bool) string {
	if published {
		return "✓ I have just chained it again, entry by entry: it comes to the root published with the result."
	}
	return "✓ I have just chained it again, entry by entry: it comes to this root."
}

// ChainBroken says that it does not agree; problem is in plain words.
func (English) ChainBroken(problem string) string {
	return "⚠ **I have chained it again, and it does not agree:** " + problem + ". Tell the author: `/poll recount` shows " +
		"them the same."
}

// VerifyHow says how one checks a vote without trusting the bot.
func (English) VerifyHow() string {
	return "To check it without trusting me: ask the author for the vote’s export (`/poll export`) once it is closed, find " +
		"your mark and links in it, and have `cliffhanger recount` count the file. It must come to the root that is told here."
}

// ResultsTitle heads the archive of a story's votes.
func (English) ResultsTitle(title string) string { return "**What readers decided in " + title + "**" }

// ResultsFound heads what a search of it found.
func (b English) ResultsFound(title, search string, n int) string {
	return fmt.Sprintf("**Votes in %s** with “%s”: %d", title, search, n)
}

// NoResults is said before any vote has closed.
func (English) NoResults() string {
	return "No vote has closed yet. When one does, its result stands in the channel, and here."
}

// NothingFound is said when a search finds nothing.
func (English) NothingFound(search string) string {
	return "No closed vote has “" + search + "” in its question or its options. `/results` without a search lists all."
}

// ResultHead is the first line of a vote in the archive.
func (English) ResultHead(chapter int, question string) string {
	return fmt.Sprintf("**Chapter %d** · %s", chapter, question)
}

// ResultLine says when it closed, what came of it, how many voted, and where the result stands.
func (English) ResultLine(outcome, turnout string, closed time.Time, link string) string {
	parts := []string{outcome}
	if turnout != "" {
		parts = append(parts, turnout)
	}
	return strings.Join(parts, " · ") + fmt.Sprintf("\n-# closed %s · %s", Day(closed), link)
}

// PageOf says which page of how many is shown.
func (English) PageOf(page, pages int) string { return fmt.Sprintf("Page %d of %d.", page, pages) }

// PageOfSearch says the same of a search, and how to go on.
func (English) PageOfSearch(page, pages int) string {
	if page < pages {
		return fmt.Sprintf("Page %d of %d. The same search with `page:%d` shows the next.", page, pages, page+1)
	}
	return fmt.Sprintf("Page %d of %d.", page, pages)
}

// OutcomeWon, and those below it, say in few words what came of a vote.
func (English) OutcomeWon(option string) string { return "→ **" + option + "**" }

// OutcomeRunoff is of one decided in a run-off.
func (English) OutcomeRunoff(option string) string { return "→ **" + option + "**, after a run-off" }

// OutcomeAuthor is of one that the author has decided.
func (English) OutcomeAuthor(option string) string {
	return "→ **" + option + "**, by the author’s choice"
}

// OutcomeDraw is of one that was drawn.
func (English) OutcomeDraw(option string) string {
	return "→ **" + option + "**, by draw after a tie"
}

// OutcomeNone is of one in which most would have none of the options, and the story goes on with that.
func (English) OutcomeNone() string { return "most would have none of these" }

// OutcomeNobody is of one in which nobody voted.
func (English) OutcomeNobody() string { return "nobody voted" }

// OutcomeAwaitsAuthor is of one that waits for the author.
func (English) OutcomeAwaitsAuthor(tie bool) string {
	if tie {
		return "a tie, which the author is to decide"
	}
	return "most would have none of these; the author is to decide"
}

// OutcomeAwaitsRunoff is of one that a run-off is to decide.
func (English) OutcomeAwaitsRunoff() string { return "a tie, which a run-off decides" }

// OutcomeVetoed is of one that the author has set aside.
func (English) OutcomeVetoed(outcome, note string) string {
	return outcome + ", set aside by the author: " + note
}

// OutcomeAnswers is of an open question.
func (b English) OutcomeAnswers(n int) string {
	if n == 0 {
		return "an open question; nobody answered"
	}
	return "an open question; " + b.Count(n, "reader", "readers") + " answered"
}

// OutcomeNoOptions is of a round of nominations without a vote.
func (English) OutcomeNoOptions() string { return "nothing was put forward that could be voted on" }

// OutcomeUnknown is of one that closed under an older version.
func (English) OutcomeUnknown() string { return "closed; its result stands in the channel" }

// TurnoutShort says how many voted, of how many who could; reached 0 leaves those out.
func (b English) TurnoutShort(voters, reached int) string {
	if reached > 0 {
		return fmt.Sprintf("%d of %s voted (%d %%)", voters, b.Count(reached, "reader", "readers"),
			(voters*100+reached/2)/reached)
	}
	return b.Count(voters, "reader", "readers") + " voted"
}

// JournalDamaged is the problem of a journal that cannot be read.
func (English) JournalDamaged() string { return "the journal is damaged, and cannot be read" }

// RootDiffers is the problem of a journal that comes to another root than was published or kept.
func (English) RootDiffers(root string) string {
	return "what was published or kept is the root `" + root + "`"
}

// EntriesMissing is the problem of somebody's entries that are not in the journal as they were acknowledged.
func (b English) EntriesMissing(known, there int) string {
	return fmt.Sprintf("%s of yours were acknowledged, and only %d are there unchanged", b.Count(known, "entry", "entries"),
		there)
}

// QuestionChoice names a question in a list, in plain text: round is 0 for a vote, 1 for nominations, 2 for a run-off.
func (English) QuestionChoice(chapter int, round uint8, question string) string {
	what := ""
	switch round {
	case 1:
		what = ", nominations"
	case 2:
		what = ", run-off"
	}
	return fmt.Sprintf("Chapter %d%s: %s", chapter, what, question)
}
