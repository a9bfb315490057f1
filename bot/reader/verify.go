package reader

import (
	"context"
	"errors"
	"slices"
	"strings"

	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story/ballot"
	"cliffhanger/story/typeset"
)

// verifiable reports whether a vote has a journal.
func verifiable(v *store.Vote) bool { return !v.Question.Open() }

// shownEntries is how many of a reader's own entries are shown at most.
const shownEntries = 8

// verify answers /vote verify: it chains a vote's journal again, and shows a reader their part in it. While the counts
// are hidden from them so is what tells how many have voted: the numbers of entries, and the root, which each ballot
// changes.
func (d *Desk) verify(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, v, err := d.which(ctx, r, verifiable, func(at *seat) string { return at.book.NothingToVerify() })
	if err != nil {
		return route.Reply{}, err
	}
	if !verifiable(&v) {
		return route.Reply{}, route.Say(at.book.NothingToVerify(), nil)
	}
	now, err := d.standing(ctx, r, at, v)
	var x ballot.Export
	if err == nil {
		x, err = d.ballots.Export(ctx, v.VoteRef)
	}
	switch {
	case errors.Is(err, store.ErrCorrupt):
		return route.Reply{}, route.Say(at.book.ChainBroken(at.book.JournalDamaged()), err)
	case err != nil:
		return route.Reply{}, err
	}
	tag := ballot.TagOf(v.Message, at.reader)
	mine, head := chained(&x, tag)
	found := at.book.ChainHolds(v.Outcome != nil)
	root, of := at.book.JournalRoot(head.Count, head.Root.String(), v.Open()), head.Count
	if v.Open() && now.Tally == nil {
		found, root, of = at.book.ChainHoldsHidden(), at.book.JournalHidden(), 0
	}
	if problem := at.disagrees(&v, &x, now.Receipt, mine, head); problem != "" {
		found = at.book.ChainBroken(problem)
	}
	first := []string{at.book.ReceiptTitle(v.Chapter, linkTo(v)), at.book.ReceiptTag(tag.String())}
	last := []string{root, found, "-# " + at.book.VerifyHow()}
	for shown := shownEntries; ; shown-- { // what was found out is told in any case
		text := strings.Join(slices.Concat(first, at.entries(&v, mine, of, shown), last), "\n")
		if typeset.Length(text) <= render.Limit || shown == 0 {
			return route.Text(render.Fit([]string{text})), nil
		}
	}
}

// A chainLink is an entry of a journal with the chain's link after it.
type chainLink struct {
	ballot.Entry
	after ballot.Link
}

// chained chains an exported journal anew. It returns one voter's entries, and the head it comes to.
func chained(x *ballot.Export, tag ballot.Tag) ([]chainLink, ballot.Head) {
	var mine []chainLink
	head := ballot.Genesis(x.Terms)
	for _, e := range x.Entries {
		head = head.Add(e)
		if e.Voter == tag {
			mine = append(mine, chainLink{e, head.Link()})
		}
	}
	return mine, head
}

// entries lists a reader's newest entries, at most so many of them, the newest last; of is how many the journal has, 0 if
// that is not to be known.
func (s *seat) entries(v *store.Vote, mine []chainLink, of uint64, shown int) []string {
	if len(mine) == 0 {
		return []string{s.book.ReceiptNone()}
	}
	var lines []string
	if n := len(mine) - shown; n > 0 {
		lines, mine = append(lines, "-# "+s.book.ReceiptEarlier(n)), mine[n:]
	}
	for _, e := range mine {
		choice := render.Choices(s.book, &v.Question, e.Choices)
		if len(e.Choices) == 0 {
			choice = s.book.ReceiptWithdrawn()
		}
		seq := e.Seq
		if of == 0 { // the number alone would tell how many came before
			seq = 0
		}
		lines = append(lines, s.book.ReceiptEntry(seq, of, e.At, choice, s.book.CauseWords(uint8(e.Cause)), e.after.String()))
	}
	return lines
}

// disagrees says what is wrong with a journal, in plain words; nothing if it holds. A receipt that was read before a
// ballot came is no fault: it is held against the same number of entries.
func (s *seat) disagrees(v *store.Vote, x *ballot.Export, receipt store.Receipt, mine []chainLink, head ballot.Head) string {
	if head.Root != x.Root {
		return s.book.RootDiffers(x.Root.String())
	}
	if v.Outcome != nil && v.Outcome.Root != head.Root {
		return s.book.RootDiffers(v.Outcome.Root.String())
	}
	if len(receipt.Entries) > len(mine) {
		return s.book.EntriesMissing(len(receipt.Entries), len(mine))
	}
	for i, e := range receipt.Entries {
		if !same(e, mine[i].Entry) {
			return s.book.EntriesMissing(len(receipt.Entries), i)
		}
	}
	return ""
}

func same(a, b ballot.Entry) bool {
	return a.Seq == b.Seq && a.N == b.N && a.Voter == b.Voter && slices.Equal(a.Choices, b.Choices) && a.Cause == b.Cause &&
		a.At.Equal(b.At)
}
