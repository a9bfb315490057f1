package ballot

import (
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"

	"cliffhanger/story"
)

// An Export is a whole vote as it is published, for anybody to count again: [Export.Recount] does, offline.
type Export struct {
	Terms
	Entries   []Entry // in order
	Links     []Link  // of the terms, then of each entry; nil: not told, [Export.WriteJSON] works them out
	Root      Hash    // of the journal's head
	Seed      *Seed   // once it has been used in a draw
	Announced *Announced
}

// Announced is what was said when the vote closed.
type Announced struct {
	Counts   []int // votes per option
	None     int
	Voters   int
	Spoiled  int  // readers whose reactions nobody could explain; the journal does not tell them
	Eligible int  // readers who could have voted, for the turnout; 0: not told
	Winner   *int // an option's index; nil: none has won, or not yet
	How      string
	Root     Hash
}

// What [Announced.How] may say.
const (
	HowVotes        = "votes"                     // the winner has the most votes
	HowRunoff       = "runoff"                    // a tie, settled by the run-off among the leaders
	HowAuthor       = "author"                    // a tie, or most chose none of these: the author decided
	HowUnheld       = "author, without a run-off" // a tie, and the run-off could not be held: the author decided
	HowDraw         = "draw"                      // a tie, settled by [Draw], or nobody voted in a run-off
	HowNobody       = "nobody"                    // nobody voted
	HowAwaitsAuthor = "awaits author"             // as with the author, not decided yet
	HowAwaitsUnheld = "awaits author, without a run-off"
	HowAwaitsRunoff = "awaits runoff" // as with a run-off, not over yet
	HowNone         = "none"          // most chose none of these, and the story goes on with that
)

// A Link is the beginning of the root after an entry. Published beside each entry it shows where a chain that does not
// come out was changed; what proves the chain is its root alone. Its text is lower-case hexadecimal.
type Link [8]byte

// Link returns the head's link.
func (h Head) Link() Link { return Link(h.Root[:len(Link{})]) }

// String returns the link's text.
func (l Link) String() string { return hex.EncodeToString(l[:]) }

// MarshalText returns the link's text.
func (l Link) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the link's text.
func (l *Link) UnmarshalText(text []byte) error { return fromHex(l[:], text) }

// String returns the seed's text, as it is published after a draw: lower-case hexadecimal.
func (s Seed) String() string { return hex.EncodeToString(s[:]) }

// MarshalText returns the seed's text.
func (s Seed) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the seed's text.
func (s *Seed) UnmarshalText(text []byte) error { return fromHex(s[:], text) }

// links returns the links of a journal.
func links(t Terms, entries []Entry) []Link {
	h := Genesis(t)
	list := append(make([]Link, 0, 1+len(entries)), h.Link())
	for _, e := range entries {
		h = h.Add(e)
		list = append(list, h.Link())
	}
	return list
}

// newest returns the index of each voter's entry that counts, as [Fold] has it.
func newest(entries []Entry) map[Tag]int {
	last := make(map[Tag]int)
	for i := range entries {
		e := &entries[i]
		if old, ok := last[e.Voter]; !ok || compareEntries(e, &entries[old]) > 0 {
			last[e.Voter] = i
		}
	}
	return last
}

// WriteCSV writes the journal as a table for spreadsheets (RFC 4180, UTF-8): a line for each entry, and after what the
// entry says a column for "none of these" and one for each option, in which stands 1 if this entry counts for it now.
// The sums of these columns are the tally. A voter's tag has a v before it and an option its number, counted from 1, so
// that no program takes either for a number or a formula. The limits and errors are those of [Export.WriteJSON].
func (x *Export) WriteCSV(w io.Writer) error {
	if err := x.writable(); err != nil {
		return fmt.Errorf("ballot: writing a vote as CSV: %w", err)
	}
	out := csv.NewWriter(w)
	head := []string{"entry", "voter", "voter's entry", "cause", "time", "choices", "0: none of these"}
	for i := range x.Rule.Options {
		text := ""
		if i < len(x.Options) {
			text = x.Options[i]
		}
		head = append(head, fmt.Sprintf("%d: %s", i+1, text))
	}
	if err := out.Write(head); err != nil {
		return fmt.Errorf("ballot: writing a vote as CSV: %w", err)
	}
	last := newest(x.Entries)
	for i, e := range x.Entries {
		line := make([]string, len(head))
		copy(line, []string{
			strconv.FormatUint(e.Seq, 10), "v" + e.Voter.String(), strconv.FormatUint(uint64(e.N), 10),
			causeText(e.Cause), e.At.UTC().Format(instant), numbers(e.Choices),
		})
		if last[e.Voter] == i && x.Rule.Valid(e.Choices) {
			for _, c := range e.Choices {
				line[7+int(c)] = "1"
			}
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("ballot: writing a vote as CSV: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("ballot: writing a vote as CSV: %w", err)
	}
	return nil
}

// numbers are choices as people count them: options from 1, and 0 for "none of these".
func numbers(list []story.Choice) string {
	texts := make([]string, len(list))
	for i, c := range list {
		texts[i] = strconv.Itoa(int(c) + 1)
	}
	return strings.Join(texts, " ")
}
