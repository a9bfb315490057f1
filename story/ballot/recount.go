package ballot

import (
	"errors"
	"fmt"
	"slices"

	"cliffhanger/story"
)

// A Recount is what counting an exported vote again comes to. The errors say, each for one thing, what is wrong first;
// nil means that it is right, or that there is nothing of the kind to check.
type Recount struct {
	Head    Head // worked out from the terms and entries
	Tally   Tally
	Verdict Verdict
	Drawn   int // what the published seed draws among those tied, all if nobody voted in a run-off; else -1

	Chain     error // the entries are numbered from 1 and chained to the root
	Rule      error // each is a ballot by the rule, and each voter's own numbers have no gap
	Draw      error // the seed is the one committed to, and there if it was drawn with
	Announced error // what was announced is what comes out, and was decided as the terms promised
}

// An EntryError says what is wrong with one entry of a journal.
type EntryError struct {
	Seq     uint64 // the entry's place, from 1
	Problem string
}

// Error returns both in a sentence.
func (e *EntryError) Error() string { return fmt.Sprintf("entry %d: %s", e.Seq, e.Problem) }

// Recount counts the vote again from its terms and entries alone and holds that against what the export says besides. It
// returns what it found in any case. The error is the first one there is, and tells of the earliest wrong entry (an
// [*EntryError]) before what follows from it; nil means that everything agrees.
//
// An export without an announcement, of a vote still open, agrees with itself. What was Spoiled and how many were
// Eligible no journal can tell; that neither is negative is checked.
//
// That the export is the vote that took place, and not another one made up as carefully, is told by its root: it must be
// the one that was published when the vote closed.
func (x *Export) Recount() (Recount, error) {
	rule := x.Rule
	rule.Options = min(rule.Options, maxTexts) // a count for more would ask for memory without end
	r := Recount{Drawn: -1, Tally: foldEntries(x.Entries, rule)}
	r.Verdict = Decide(r.Tally)
	chain := x.rechain(&r)
	broken := x.rerule(&r)
	x.redraw(&r)
	if x.Announced != nil {
		r.Announced = x.reannounce(&r)
	}
	first := []error{r.Rule, r.Chain}
	if chain < broken {
		slices.Reverse(first)
	}
	for _, err := range append(first, r.Draw, r.Announced) {
		if err != nil {
			return r, fmt.Errorf("ballot: recounting: %w", err)
		}
	}
	return r, nil
}

// past is the place of an error that is not about one entry.
const past = MaxEntries * MaxEntries

// rechain works out the head, and says at which entry the chain breaks first.
func (x *Export) rechain(r *Recount) (at uint64) {
	fail := func(seq uint64, err error) {
		if r.Chain == nil {
			at, r.Chain = seq, err
		}
	}
	at = past
	if x.Links != nil && len(x.Links) != len(x.Entries)+1 {
		fail(past, fmt.Errorf("the chain has %d links for %d entries", len(x.Links), len(x.Entries)))
	}
	linked := x.Links != nil && r.Chain == nil
	h := Genesis(x.Terms)
	if linked && h.Link() != x.Links[0] {
		fail(0, fmt.Errorf("the vote's terms are not those that its chain begins with (%s, not %s)", h.Link(),
			x.Links[0]))
	}
	for i, e := range x.Entries {
		h = h.Add(e)
		if e.Seq != h.Count {
			fail(h.Count, &EntryError{h.Count, fmt.Sprintf("it says that it is number %d", e.Seq)})
		}
		if linked && h.Link() != x.Links[i+1] {
			fail(h.Count, &EntryError{h.Count,
				fmt.Sprintf("it is not what was chained (%s, not %s)", h.Link(), x.Links[i+1])})
		}
	}
	r.Head = h
	if h.Root != x.Root {
		fail(past, fmt.Errorf("%d entries chain to the root %s, not %s", h.Count, h.Root, x.Root))
	}
	return at
}

// rerule says which entry breaks the rule first.
func (x *Export) rerule(r *Recount) (at uint64) {
	if x.Rule.Options != len(x.Options) || x.Rule.Options > story.MaxOptions || x.Rule.Choose < 0 {
		r.Rule = fmt.Errorf("a rule of %d out of %d options, and %d options", x.Rule.Choose, x.Rule.Options,
			len(x.Options))
		return 0
	}
	last := make(map[Tag]uint32)
	for i, e := range x.Entries {
		problem := ""
		switch before := last[e.Voter]; {
		case e.N != before+1 || e.N == 0:
			problem = fmt.Sprintf("voter %s has the number %d after %d", e.Voter, e.N, before)
		case !x.Rule.Valid(e.Choices):
			problem = fmt.Sprintf("the choices %s are no ballot where %d of %d may be chosen",
				numbers(e.Choices), x.Rule.most(), x.Rule.Options)
		case !known(e.Cause):
			problem = fmt.Sprintf("there is no cause %d", e.Cause)
		}
		if problem != "" {
			seq := uint64(i) + 1
			r.Rule = &EntryError{seq, problem}
			return seq
		}
		last[e.Voter] = e.N
	}
	return past
}

// redraw draws again.
func (x *Export) redraw(r *Recount) {
	if x.Seed == nil {
		if x.Announced != nil && x.Announced.How == HowDraw {
			r.Draw = errors.New("a draw was announced, but its seed is not there")
		}
		return
	}
	if c := Commit(*x.Seed); c != x.Commit {
		r.Draw = fmt.Errorf("the seed is not the one that was fixed when the vote opened: its commitment is %s, not %s",
			c, x.Commit)
		return
	}
	r.Drawn = Draw(*x.Seed, r.Head.Root, x.tied(r))
}

// tied returns the options among which a draw would decide; in a run-off in which nobody voted all are tied still.
// Whether a vote is a run-off its terms do not tell, but that it follows another.
func (x *Export) tied(r *Recount) []int {
	switch {
	case r.Verdict.Tie:
		return r.Verdict.Leaders
	case !r.Verdict.Nobody || x.Before == 0 || x.Tie != story.TieDraw:
		return nil
	}
	all := make([]int, min(x.Rule.Options, maxTexts))
	for i := range all {
		all[i] = i
	}
	return all
}

// reannounce says where the announcement and the recount differ.
func (x *Export) reannounce(r *Recount) error {
	a := x.Announced
	if !slices.Equal(a.Counts, r.Tally.Counts) {
		return fmt.Errorf("announced were the counts %v, recounted %v", a.Counts, r.Tally.Counts)
	}
	for _, n := range []struct {
		what      string
		said, got int
	}{{"votes for none of these", a.None, r.Tally.None}, {"voters", a.Voters, r.Tally.Voters}} {
		if n.said != n.got {
			return fmt.Errorf("announced were %d %s, recounted %d", n.said, n.what, n.got)
		}
	}
	if a.Root != r.Head.Root {
		return fmt.Errorf("announced was the root %s, recounted %s", a.Root, r.Head.Root)
	}
	if a.Spoiled < 0 || a.Eligible < 0 {
		return fmt.Errorf("announced were %d spoiled ballots and %d eligible readers", a.Spoiled, a.Eligible)
	}
	winner := -1
	if a.Winner != nil {
		winner = *a.Winner
		if winner < 0 || winner >= x.Rule.Options {
			return fmt.Errorf("announced was option %d, of %d", winner+1, x.Rule.Options)
		}
	}
	return x.decided(r, winner)
}

// decided holds what won, and how, against the verdict and the terms. Winner is -1 for none.
func (x *Export) decided(r *Recount, winner int) error {
	v, how := r.Verdict, x.Announced.How
	leads := slices.Contains(v.Leaders, winner)
	var right bool
	switch how {
	case HowVotes:
		right = winner >= 0 && winner == v.Winner()
	case HowNobody:
		right = winner < 0 && v.Nobody
	case HowNone:
		right = winner < 0 && v.NoneLeads
	case HowDraw:
		right = x.Tie == story.TieDraw && winner >= 0 && winner == r.Drawn
	case HowRunoff:
		right = v.Tie && x.Tie == story.TieRunoff && leads
	case HowAwaitsRunoff:
		right = v.Tie && x.Tie == story.TieRunoff && winner < 0
	case HowAuthor:
		right = winner >= 0 && (v.NoneLeads || leads && v.Tie && x.authorSettles())
	case HowAwaitsAuthor:
		right = winner < 0 && (v.NoneLeads || v.Tie && x.authorSettles())
	case HowUnheld:
		right = v.Tie && x.Tie == story.TieRunoff && leads
	case HowAwaitsUnheld:
		right = v.Tie && x.Tie == story.TieRunoff && winner < 0
	default:
		return fmt.Errorf("announced was a result by %q, which is no way to decide", how)
	}
	if !right {
		return fmt.Errorf("announced was %s by %q; recounted, %s, and a tie was to be settled by %q",
			optionText(winner), how, v, x.Tie)
	}
	return nil
}

// authorSettles reports whether the author may settle a tie: if that was promised, or after a run-off, as there is no
// third round.
func (x *Export) authorSettles() bool {
	return x.Tie == story.TieAuthor || x.Tie == story.TieRunoff && x.Before != 0
}

// optionText names an option by its number as people count.
func optionText(i int) string {
	if i < 0 {
		return "no option"
	}
	return fmt.Sprintf("option %d", i+1)
}

// String says the verdict in a few words, for messages to whoever checks a vote.
func (v Verdict) String() string {
	switch w := v.Winner(); {
	case v.Nobody:
		return "nobody voted"
	case v.NoneLeads:
		return "most chose none of these"
	case v.Tie:
		return fmt.Sprintf("%d options tie", len(v.Leaders))
	case w >= 0:
		return optionText(w) + " has the most votes"
	default:
		return "no option has a vote"
	}
}
