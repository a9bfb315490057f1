// Package story says what a serialized story is, without Discord and without a database.
//
// A [Story] has chapters; a [Chapter] has scenes, an author's [Note] and a closing [Question]; a [Scene] is a list of
// blocks, and a [Block] is a list of styled runs. A reader's [Place] is how far they have come, and a [Ballot] is what
// they chose.
//
// # Identity
//
// A chapter is known by its number, a scene by its index within its chapter. Both start at 1, because people say them
// aloud. A story is known by its [Key], which is derived from its slug (the folder's name, or `id:` in story.yaml) and
// therefore survives a change of title.
//
// # Ways
//
// A chapter with a [Branch] is one of several ways on which a vote decides. They stand apart, in [Story.Ways], so that
// who looks at [Story.Chapters] alone sees nothing of a way. What is told in a guild is [Story.Told]: one list again, as
// far as votes are decided there.
//
// # Decisions
//
// Text is kept as runs with a [Style] and not as Markdown, so that escaping happens once, in story/typeset, after
// cutting.
package story

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"
)

// A Story is a serial: what its author says about it, and its chapters in the order of their numbers.
type Story struct {
	ID       string   // the slug; [KeyOf] makes the key from it
	Title    string   // never empty
	Author   string   // may be empty
	Blurb    string   // one paragraph, may be empty
	Language string   // BCP 47 tag, "en" unless told
	Warnings []string // content warnings for the whole story
	Release  Plan     // when and where it appears
	Chapters []Chapter
	Ways     []Chapter // those of which votes decide whether they are told, by number; see [Story.Told]
	Awaits   Awaited   // of a story as it is told: the chapter it ends before because of a vote
}

// A Plan says when and where a story appears. What names a channel is the channel's numeric id or its name without #.
// What story.yaml does not say is filled in by reading it, so that only a plan made by hand has empty texts for Late and
// Portion, which then stand for "post" and "chapter".
type Plan struct {
	Channel  string         // where it is told to everybody; empty: not said
	Early    []Early        // where it is told ahead of that, in the order written
	Zone     *time.Location // the author's zone, never nil after reading; UTC unless told
	Schedule string         // as package schedule parses it, such as "tue,fri 19:00"; empty: not said
	Start    time.Time      // no drop before this instant; zero: from when the bot first sees the story
	Late     string         // as package schedule's ParseLate reads it: "post", "ask" or "skip"
	Portion  string         // as its ParsePortion reads it: "chapter", "3 scenes"
	Voting   Voting         // how closing questions are voted on, unless a chapter says otherwise

	Gap        time.Duration // between two scenes of one drop; at least 0
	ReadingGap int           // words per minute at which the last scene is read before the next comes; 0: it is Gap

	Ping    string   // the role, by name or id, whose members each chapter's first message pings; empty: nobody
	Desk    string   // the channel in which the author is told what needs them; empty: none
	Authors []uint64 // Discord ids of those who may use the author's commands; none: whoever may manage the server
	Discuss string   // [DiscussThread], a forum channel, or empty: no discussion is opened
	Index   bool     // a pinned message lists the chapters
	Adults  bool     // the story goes only into age-restricted channels
}

// DiscussThread is the [Plan.Discuss] of a story whose chapters each get a thread in the story's own channel.
const DiscussThread = "thread"

// An Early says where a story is told ahead of its dates.
type Early struct {
	Channel string
	Lead    time.Duration // how long before a chapter's date it appears there; more than 0
	Role    string        // the role, by name or id, pinged there; empty: nobody
}

// A Chapter is one instalment.
type Chapter struct {
	Number   int    // 1 and up
	Title    string // without "Chapter 3:"; may be empty
	File     string // where it was read from, for messages
	Warnings []string
	Date     string  // a date and time of its own in the story's zone, "2026-12-24T18:00"; empty: the schedule's next
	Hold     bool    // it waits until the author frees it
	Holds    []int   // the scenes that wait, ascending, counted from 1; those after them wait behind them
	Silent   bool    // it pings nobody
	Branch   *Branch // of what a vote must choose for it to be told; nil: it is told in any case
	Scenes   []Scene // at least one in a chapter without errors
	Note     Note
	Question *Question // nil: the chapter closes without a question
}

// A Note is the author's note at a chapter's end; without blocks there is none.
type Note struct {
	Blocks []Block
}

// A Scene is what is posted in one go.
type Scene struct {
	Label  string // such as a point-of-view line ("MARA"); may be empty
	Blocks []Block
}

// A BlockKind says how a block is set.
type BlockKind uint8

// The kinds of blocks.
const (
	Paragraph BlockKind = iota
	Heading             // a heading inside a scene
	Quote               // a letter, an epigraph: set as a quotation
	Verse               // lines are kept ("\n" inside runs)
	Item                // one list item; Marker holds "•" or "3."
)

// A Block is a paragraph or what stands in place of one. Runs hold no line breaks except in a Verse or Quote block and
// where the author broke a line on purpose.
type Block struct {
	Kind   BlockKind
	Marker string // for Item only
	Runs   []Run
}

// A Style is a set of styles a run carries.
type Style uint8

// The styles, which combine.
const (
	Italic Style = 1 << iota
	Bold
	Underline
	Strike
	Spoiler
	Code
)

// A Run is text of one style. Link is the address it leads to, if any.
type Run struct {
	Text  string
	Style Style
	Link  string
}

// Text returns the block's words without any style.
func (b Block) Text() string {
	if len(b.Runs) == 1 { // as most have
		return b.Runs[0].Text
	}
	n := 0
	for _, r := range b.Runs {
		n += len(r.Text)
	}
	var s strings.Builder
	s.Grow(n)
	for _, r := range b.Runs {
		s.WriteString(r.Text)
	}
	return s.String()
}

// Plain returns the text of blocks without style, one block per line.
func Plain(blocks []Block) string {
	lines := make([]string, len(blocks))
	for i, b := range blocks {
		lines[i] = b.Text()
	}
	return strings.Join(lines, "\n")
}

// A Key is a story's fixed-width name in keys and component ids.
type Key uint64

// KeyOf returns the key of the story with this slug: the first 8 bytes of its SHA-256.
func KeyOf(slug string) Key {
	sum := sha256.Sum256([]byte(slug))
	return Key(binary.BigEndian.Uint64(sum[:8]))
}

// Key returns the story's key.
func (s *Story) Key() Key { return KeyOf(s.ID) }

// Chapter returns the chapter with this number, and whether there is one.
func (s *Story) Chapter(number int) (*Chapter, bool) {
	for i := range s.Chapters {
		if s.Chapters[i].Number == number {
			return &s.Chapters[i], true
		}
	}
	return nil, false
}

// After returns the first chapter whose number is greater than number, and whether there is one.
func (s *Story) After(number int) (*Chapter, bool) {
	for i := range s.Chapters {
		if s.Chapters[i].Number > number {
			return &s.Chapters[i], true
		}
	}
	return nil, false
}
