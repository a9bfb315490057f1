package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// What goes into one update at most: each writes a record per voter, a page of the journal and its head.
const (
	votersAtOnce = kv.MaxKeys - 4
	actsAtOnce   = 256
)

// An ActKind says what a reader did.
type ActKind uint8

// The kinds of acts.
const (
	ActPress   ActKind = iota + 1 // pressed one reaction, or chose one more otherwise: Choice
	ActRelease                    // took one reaction off, Choice
	ActSet                        // chose all of Choices at once: by a menu, or as a reading found it
)

// An Act is what one reader did about their ballot.
type Act struct {
	Voter   story.ReaderID
	Kind    ActKind
	Choice  story.Choice   // of ActPress and ActRelease
	Choices []story.Choice // of ActSet, in their order; empty: the ballot is taken back
	Off     []story.Choice // of ActSet: choices whose reactions are known to be off, so that none of them is surplus
	On      []story.Choice // of ActSet: choices whose reactions are seen to be there, so that they do not count without one
	Older   []story.Choice // reactions of the voter that are there and came before this act
	Event   Event          // that told of it; zero: none
	Cause   story.Cause
	At      time.Time
}

// An Event names an event that told of an act: by its number in a gateway session, which has a number of its own. A
// process that died may be told again what it has taken, and where a ballot holds several choices, taking acts twice
// does not always come to the same.
type Event struct {
	Session uint32
	Seq     uint64 // from 1; 0: no event
}

// before reports whether an event was taken when the one o was the last that was.
func (e Event) before(o Event) bool { return e.Seq > 0 && e.Session == o.Session && e.Seq <= o.Seq }

// Acted is what came of an act.
type Acted struct {
	Ballot  story.Ballot // the voter's as it counts now; N is 0 if they never cast one. Choices is not to be changed
	Changed bool         // whether the act changed it, and is in the journal
	Again   bool         // the event was taken before: nothing was done
	Surplus []Surplus    // all reactions of the voter that are to be taken off, by choice ascending
}

// Act takes what readers did, in its order, and returns what came of each act. What changes a ballot is journalled, and
// chained to [Vote.Head]; what changes nothing is not. The vote's [ballot.Rule] decides, inside of the update:
//
//   - ActPress adds a choice; what gives way for it becomes [Surplus]. A choice that was surplus is so no more. By a
//     cause other than ByEvent or ByReconcile it is what ActSet makes of the ballot with one choice more, decided here:
//     of two readings and two writings by one reader the later would undo what the earlier did.
//   - ActRelease takes a choice back. If it does not count, its reaction is known to be off, and not awaited any more.
//   - ActSet makes Choices the ballot. The same ones in another order are no change. What counted and does not any more
//     becomes surplus, except for what is in Off, and unless the cause is ByEvent or ByReconcile and nothing is chosen:
//     then it was the reader who took all reactions off. By another cause the new choices have no reaction; see
//     [Store.Bare]. Those that counted before keep theirs.
//
// After it, those of Older that do not count are surplus, too, if the voter has ever had a ballot. In a vote by a secret
// ballot nothing is ever surplus.
//
// The time of closing does not matter here, only whether the vote was closed: then it is ErrVoteClosed. An act that the
// rule cannot take (a choice the question does not have, too many of them), or by no known cause, is ErrInvalid.
//
// Any number of acts is taken. They are cut into updates that share a commit, and are journalled in their order from
// the first to the last one, so that what an error leaves undone is at the end: there Acted is zero. Two calls one
// after the other are in that order.
func (s *Store) Act(ctx context.Context, ref VoteRef, acts []Act) ([]Acted, error) {
	acted := make([]Acted, len(acts))
	var updates []func(*kv.Tx) error
	var ends []int
	for from := 0; from < len(acts); {
		to := from + together(acts[from:])
		part, out := acts[from:to], acted[from:to]
		updates = append(updates, func(tx *kv.Tx) error { return act(tx, ref, part, out) })
		ends, from = append(ends, to), to
	}
	done, err := s.db.UpdateAll(ctx, kv.Partition(ref.Guild), updates)
	if err != nil {
		end := 0
		if done > 0 {
			end = ends[done-1]
		}
		clear(acted[end:])
	}
	return acted, during("casting ballots", err)
}

// together returns how many acts, from the first, go into one update.
func together(acts []Act) int {
	seen := make(map[story.ReaderID]struct{}, min(len(acts), votersAtOnce))
	for i := range acts[:min(len(acts), actsAtOnce)] {
		seen[acts[i].Voter] = struct{}{}
		if len(seen) > votersAtOnce {
			return i
		}
	}
	return min(len(acts), actsAtOnce)
}

// act is one update of [Store.Act].
func act(tx *kv.Tx, ref VoteRef, acts []Act, out []Acted) error {
	vote, _, err := openVoteAt(tx, ref)
	if err != nil {
		return err
	}
	c := counting{tx: tx, vote: &vote, rule: ballot.RuleOf(&vote.Question), head: vote.Head,
		states: make(map[story.ReaderID]*state, len(acts))}
	for i := range acts {
		st, err := c.state(acts[i].Voter)
		if err != nil {
			return err
		}
		if acts[i].Event.before(st.event) {
			out[i] = Acted{Ballot: st.Ballot, Again: true, Surplus: append([]Surplus(nil), st.surplus...)}
			continue
		}
		n := st.N
		if err := c.apply(st, &acts[i]); err != nil {
			return err
		}
		if st.N != n {
			st.told = 0
			if acts[i].Kind == ActPress && acts[i].shown() && acts[i].Event.Seq > 0 {
				st.told = acts[i].Event.Session
			}
			c.journal(st)
		}
		if st.N > 0 && len(acts[i].Older) > 0 {
			c.leave(st, without(acts[i].Older, st.Choices), nil)
			st.touched = true
		}
		if st.N > 0 && acts[i].Event.Seq > 0 {
			st.event, st.touched = acts[i].Event, true
		}
		out[i] = Acted{Ballot: st.Ballot, Changed: st.N != n, Surplus: append([]Surplus(nil), st.surplus...)}
	}
	return c.write()
}

// counting is an update of a vote's ballots while it runs.
type counting struct {
	tx     *kv.Tx
	vote   *Vote
	rule   ballot.Rule
	head   ballot.Head
	page   page
	states map[story.ReaderID]*state
	order  []*state // of states, as they were read
}

// A state is a voter while an update changes them.
type state struct {
	voter
	unknown []byte
	touched bool
}

func (c *counting) state(r story.ReaderID) (*state, error) {
	if st := c.states[r]; st != nil {
		return st, nil
	}
	v, unknown, err := voterOf(c.tx, c.vote.VoteRef, r)
	if err != nil {
		return nil, err
	}
	st := &state{voter: v, unknown: unknown}
	c.states[r] = st
	c.order = append(c.order, st)
	return st, nil
}

// apply does to a voter what an act says.
func (c *counting) apply(st *state, a *Act) error {
	one := [1]story.Choice{a.Choice}
	known := a.Cause >= story.ByEvent && a.Cause <= story.ByAdmin
	for i := range a.Older {
		known = known && c.rule.Valid(a.Older[i:i+1])
	}
	switch {
	case known && a.Kind == ActPress && c.rule.Valid(one[:]):
		c.press(st, a)
	case known && a.Kind == ActRelease && c.rule.Valid(one[:]):
		c.release(st, a)
	case known && a.Kind == ActSet && c.rule.Valid(a.Choices):
		c.set(st, a)
	default:
		return fmt.Errorf("%w: act %d by cause %d of choice %d, choices %v, with %d of %d options",
			ErrInvalid, a.Kind, a.Cause, a.Choice, a.Choices, c.rule.Choose, c.rule.Options)
	}
	return nil
}

// shown reports whether what somebody chose stands under the vote as a reaction.
func (a *Act) shown() bool { return a.Cause == story.ByEvent || a.Cause == story.ByReconcile }

func (c *counting) press(st *state, a *Act) {
	if !a.shown() {
		more := *a
		more.Choices, _ = c.rule.Press(st.Choices, a.Choice)
		c.set(st, &more)
		return
	}
	unmarked, unbared := st.unmark(a.Choice), st.unbare(a.Choice)
	st.touched = st.touched || unmarked || unbared
	if slices.Contains(st.Choices, a.Choice) {
		return
	}
	now, gone := c.rule.Press(st.Choices, a.Choice)
	st.cast(now, a)
	c.leave(st, gone, nil)
}

func (c *counting) release(st *state, a *Act) {
	if !slices.Contains(st.Choices, a.Choice) || slices.Contains(st.bare, a.Choice) {
		unmarked := st.unmark(a.Choice)
		st.touched = st.touched || unmarked
		return
	}
	st.cast(c.rule.Release(st.Choices, a.Choice), a)
}

func (c *counting) set(st *state, a *Act) {
	held := st.Choices
	for _, on := range a.On {
		unbared := st.unbare(on)
		st.touched = st.touched || unbared
	}
	if len(held) == len(a.Choices) && without(held, a.Choices) == nil {
		return
	}
	shown := a.shown()
	st.cast(slices.Clone(a.Choices), a)
	for _, new := range without(a.Choices, held) {
		// A reaction that is there, and that nobody has begun to take off, counts again.
		at := st.marked(new)
		reacted := shown || at >= 0 && !st.surplus[at].Begun
		st.unmark(new)
		if !reacted && c.vote.byReactions() {
			st.bare = append(st.bare, new)
		}
	}
	gone := without(held, a.Choices)
	if shown && len(a.Choices) == 0 {
		st.bare = nil
		return
	}
	c.leave(st, gone, a.Off)
}

// leave notes the reactions of choices that do not count any more, unless there are none: they were made without one,
// or it is known to be off.
func (c *counting) leave(st *state, gone, off []story.Choice) {
	for _, g := range gone {
		if !st.unbare(g) && c.vote.byReactions() && !slices.Contains(off, g) {
			st.mark(Surplus{Choice: g, N: st.N})
		}
	}
}

// cast gives a voter their next ballot.
func (st *state) cast(now []story.Choice, a *Act) {
	if len(now) == 0 {
		now = nil // as it is read back
	}
	st.Ballot = story.Ballot{Voter: st.Voter, N: st.N + 1, Choices: now, Cause: a.Cause, At: stored(a.At)}
	st.touched = true
}

// journal chains a voter's newest ballot.
func (c *counting) journal(st *state) {
	seq := c.head.Count + 1
	c.head = c.head.Add(ballot.EntryOf(c.vote.Message, seq, st.Ballot))
	c.page.entries = append(c.page.entries, JournalEntry{Seq: seq, Ballot: st.Ballot, before: st.seq})
	st.seq = seq
}

// write puts what has changed.
func (c *counting) write() error {
	ref := c.vote.VoteRef
	for _, st := range c.order {
		if !st.touched {
			continue
		}
		if err := put(c.tx, ballotKey(ref, st.Voter), st.voter, st.unknown); err != nil {
			return err
		}
	}
	if len(c.page.entries) == 0 {
		return nil
	}
	if err := put(c.tx, pageKey(ref, c.head.Count), c.page, nil); err != nil {
		return err
	}
	return put(c.tx, voteHeadKey(ref), voteHead{c.head}, nil)
}

// without returns the choices of a that are not in b.
func without(a, b []story.Choice) (rest []story.Choice) {
	for _, c := range a {
		if !slices.Contains(b, c) {
			rest = append(rest, c)
		}
	}
	return rest
}
