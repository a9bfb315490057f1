package render

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// An Entry is a chapter in a channel's index.
type Entry struct {
	Number    int
	Title     string // may be empty
	Link      string // the address of its first message; empty: none
	More      bool   // further portions of it are to come
	Retracted bool   // its author has taken it back
	Vote      string // the address of its vote once that has closed; empty: none, or it runs
	Outcome   string // what its readers have chosen; empty: no single option
}

const (
	mostEntries    = 20 // chapters in an index
	mostEntryTitle = 40 // code points of a chapter's title there
	mostOutcomes   = 5  // chapters, the latest with a vote, that say what came of it: its address takes much room
	mostOutcome    = 40 // code points of what came of it
)

// Index returns the message that a channel keeps pinned: the latest chapters with their addresses, when the next one
// comes (zero: not known) and how to read. At most 20 chapters are listed, and fewer where they do not fit; the latest 5
// votes that have closed are linked and say what readers chose. Equal arguments give equal messages, in whatever order the entries are, so that it is edited only if something changed.
func Index(b phrase.Book, s *story.Story, entries []Entry, next time.Time) Message {
	entries = slices.SortedFunc(slices.Values(entries), func(x, y Entry) int { return cmp.Compare(x.Number, y.Number) })
	head := "## " + title(s.Title, mostTitle) + "\n"
	if s.Author != "" {
		head += b.By(title(s.Author, mostAuthor)) + "\n"
	}
	foot := b.IndexNext(next) + "\n-# " + b.IndexHow()
	if len(entries) == 0 {
		return silent(head + foot)
	}
	room := Limit - typeset.Length(head+foot)
	lines, from := indexLines(b, entries, room)
	if from > 0 { // it also takes the way to the first chapter, and how many are not listed
		begin := b.IndexBegin(chapterLink(b, entries[0])) + "\n"
		room -= typeset.Length(begin + b.IndexEarlier(len(entries)) + "\n")
		lines, from = indexLines(b, entries, room)
		head += begin + b.IndexEarlier(from) + "\n"
	}
	return silent(head + lines + foot)
}

// indexLines returns a line for each of the latest chapters that fit into room, and the index of the first one.
func indexLines(b phrase.Book, entries []Entry, room int) (string, int) {
	var lines []string
	from, outcomes := len(entries), 0
	for from > 0 && len(lines) < mostEntries {
		e := entries[from-1]
		if outcomes == mostOutcomes {
			e.Vote = ""
		} else if e.Vote != "" {
			outcomes++
		}
		line := indexLine(b, e)
		if room -= typeset.Length(line); room < 0 {
			break
		}
		lines = append(lines, line)
		from--
	}
	slices.Reverse(lines)
	return strings.Join(lines, ""), from
}

func indexLine(b phrase.Book, e Entry) string {
	line := chapterLink(b, e)
	if e.Retracted {
		return line + " · " + b.IndexRetracted() + "\n"
	}
	if e.Title != "" {
		line += " · " + title(e.Title, mostEntryTitle)
	}
	if e.More {
		line += " · " + b.IndexMore()
	}
	if e.Vote != "" {
		line += " · " + outcome(b, e.Outcome) + " ([" + b.IndexVote() + "](" + e.Vote + "))"
	}
	return line + "\n"
}

// outcome says what a chapter's readers have chosen.
func outcome(b phrase.Book, option string) string {
	if option == "" {
		return b.IndexNoOutcome()
	}
	return b.IndexOutcome("**" + title(option, mostOutcome) + "**")
}

// chapterLink is a chapter's number as a link to it. The title stays outside: a link's words know no escapes.
func chapterLink(b phrase.Book, e Entry) string {
	if e.Link == "" {
		return b.Chapter(e.Number, "")
	}
	return "[" + b.Chapter(e.Number, "") + "](" + e.Link + ")"
}
