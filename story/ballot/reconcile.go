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
	// Choices is what is to count from now on. If Ambiguous, it is what counted so far.
	Choices []story.Choice
	// Surplus holds the choices whose reactions may be taken away once Choices are in the journal, ascending.
	Surplus []story.Choice
	// Ambiguous means that the reactions have no single explanation: nothing changes, and the reader should click
	// again.
	Ambiguous bool
}

// Reconcile compares the choices that count now, in each reader's order, with the choices each reader's reactions show
// ([story.None] for the reaction "none of these"), and returns a finding for each reader for whom something changes, is
// surplus or is ambiguous, ordered by reader:
//
//   - what counts and is not shown any more is taken back, unless its reactions were wiped;
//   - what is shown and does not count yet is newer than what counts, and takes its place by the rule's [Rule.Press];
//     of several new ones nobody knows the order, and they are taken in that of the options;
//   - unless it depends on that order what counts, because more is new than a ballot holds, or options and "none of
//     these" are both new: that is ambiguous.
//
// A ballot that is none by the rule counts for nothing here as in [Fold], and what is shown decides.
//
// Wiped reports whether a choice's reactions were removed by a moderator (Discord's "remove all" and "remove emoji"
// events), so that a missing one says nothing about its reader; nil stands for none. Whoever calls must have read the
// reactions of every option completely, of both kinds (normal and super), without those of bots, and must leave out of
// shown what an earlier finding or press has called surplus and nobody has taken away yet: it would pass for new.
// Repeated choices count once; shown choices that the vote does not have mean nothing and are ignored. The arguments
// are not changed, and share nothing with what is returned.
func Reconcile(r Rule, counted, shown map[story.ReaderID][]story.Choice, wiped func(story.Choice) bool) []Finding {
	if wiped == nil {
		wiped = func(story.Choice) bool { return false }
	}
	readers := make([]story.ReaderID, 0, len(counted)+len(shown))
	readers = slices.AppendSeq(readers, maps.Keys(counted))
	readers = slices.AppendSeq(readers, maps.Keys(shown))
	slices.SortFunc(readers, func(a, b story.ReaderID) int { return bytes.Compare(a[:], b[:]) })

	var findings []Finding
	for _, voter := range slices.Compact(readers) {
		before := counted[voter]
		f := r.judge(before, r.present(shown[voter]), wiped)
		f.Voter = voter
		if !slices.Equal(f.Choices, before) || len(f.Surplus) > 0 || f.Ambiguous {
			findings = append(findings, f)
		}
	}
	return findings
}

// present returns the choices shown that the vote has, ascending, each once.
func (r Rule) present(shown []story.Choice) []story.Choice {
	p := slices.DeleteFunc(slices.Clone(shown), func(c story.Choice) bool { return !r.has(c) })
	slices.Sort(p)
	return slices.Compact(p)
}

// judge applies the rule to one reader: what counted before, and what is present now.
func (r Rule) judge(before, present []story.Choice, wiped func(story.Choice) bool) Finding {
	before = slices.Clone(before)
	if !r.Valid(before) {
		before = nil
	}
	kept := slices.DeleteFunc(slices.Clone(before), func(c story.Choice) bool {
		return !slices.Contains(present, c) && !wiped(c)
	})
	fresh := slices.DeleteFunc(slices.Clone(present), func(c story.Choice) bool { return slices.Contains(before, c) })
	none := slices.Contains(fresh, story.None)
	if len(fresh) > r.most() || none && len(fresh) > 1 {
		return Finding{Choices: before, Ambiguous: true}
	}
	now := kept
	for _, c := range fresh {
		now, _ = r.Press(now, c)
	}
	surplus := slices.DeleteFunc(slices.Clone(present), func(c story.Choice) bool { return slices.Contains(now, c) })
	return Finding{Choices: now, Surplus: surplus}
}
