package ballot

import (
	"bytes"
	"maps"
	"slices"

	"cliffhanger/story"
)

// A Finding says what reading Discord again means for one reader.
type Finding struct {
	Voter story.ReaderID
	// Choice is what is to count from now on. If Ambiguous, it is what counted so far, and [story.Withdrawn] if
	// nothing did.
	Choice story.Choice
	// Surplus holds the choices whose reactions may be taken away once Choice is in the journal, ascending.
	Surplus []story.Choice
	// Ambiguous means that the reactions have no single explanation: nothing changes, and the reader should click
	// again.
	Ambiguous bool
}

// Reconcile compares the choices that count now (readers who are missing or [story.Withdrawn] have none) with the
// choices each reader's reactions show ([story.None] for the reaction "none of these"), and returns a finding for
// each reader for whom something changes, is surplus or is ambiguous, ordered by reader:
//
//   - one reaction: that is the choice;
//   - no reaction: the ballot is withdrawn, unless incident;
//   - the counted choice and exactly one other: the other is newer, the counted one's reaction is surplus;
//   - anything else: ambiguous.
//
// Incident means that reactions were wiped by a moderator (Discord's "remove all" and "remove emoji" events), so that
// a missing reaction says nothing about its reader. Whoever calls must have read the reactions of every option
// completely, of both kinds (normal and super), without those of bots. Repeated choices count once; shown values
// below None mean nothing and are ignored.
func Reconcile(
	counted map[story.ReaderID]story.Choice, shown map[story.ReaderID][]story.Choice, incident bool,
) []Finding {
	readers := make([]story.ReaderID, 0, len(counted)+len(shown))
	readers = slices.AppendSeq(readers, maps.Keys(counted))
	readers = slices.AppendSeq(readers, maps.Keys(shown))
	slices.SortFunc(readers, func(a, b story.ReaderID) int { return bytes.Compare(a[:], b[:]) })

	var findings []Finding
	for _, voter := range slices.Compact(readers) {
		before, ok := counted[voter]
		if !ok || before < story.None {
			before = story.Withdrawn
		}
		f := judge(before, present(shown[voter]), incident)
		f.Voter = voter
		if f.Choice != before || len(f.Surplus) > 0 || f.Ambiguous {
			findings = append(findings, f)
		}
	}
	return findings
}

// present returns the choices shown, ascending, each once.
func present(shown []story.Choice) []story.Choice {
	p := slices.DeleteFunc(slices.Clone(shown), func(c story.Choice) bool { return c < story.None })
	slices.Sort(p)
	return slices.Compact(p)
}

// judge applies the rule to one reader: what counted before, and what is present now.
func judge(before story.Choice, present []story.Choice, incident bool) Finding {
	switch len(present) {
	case 0:
		if incident {
			return Finding{Choice: before}
		}
		return Finding{Choice: story.Withdrawn}
	case 1:
		return Finding{Choice: present[0]}
	case 2:
		if i := slices.Index(present, before); i >= 0 {
			return Finding{Choice: present[1-i], Surplus: []story.Choice{before}}
		}
	}
	return Finding{Choice: before, Ambiguous: true}
}
