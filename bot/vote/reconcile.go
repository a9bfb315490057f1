package vote

import (
	"context"
	"maps"
	"slices"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// A comparison holds the ballots against a reading.
type comparison struct {
	*Service
	poll    *poll
	reading reading
	held    map[story.ReaderID][]story.Choice // by the journal
	bare    map[story.ReaderID][]story.Choice // of these, what was chosen without a reaction
	counted map[story.ReaderID][]story.Choice // the same as held, of those of whom the reading may tell
	sure    map[story.ReaderID][]story.Choice // what is shown, without what is known to mean nothing new
	unclear map[story.ReaderID][]story.Choice // of readers for whom a reading says nothing clear: what nothing explains
	before  map[story.ReaderID][]story.Choice // what is shown, and came before what counts
	first   map[story.ReaderID][]story.Choice // what is shown and counts from now on, but came before what counts
	leftOut map[story.ReaderID]*doubt         // of whom the reading is no picture of one moment
}

// reconcile journals what a reading says, and returns the readers for whom it says nothing clear, with what is shown of
// them that nothing explains: neither what counts, nor what is known to be surplus and nobody has begun to take off.
// Among them are those who were left out because they acted meanwhile; of left, it showed something else than what counts.
func (s *Service) reconcile(ctx context.Context, p *poll, r reading) (unclear map[story.ReaderID]*doubt, left int, err error) {
	ref := p.vote.VoteRef
	ballots, err := s.cfg.Store.Ballots(ctx, ref)
	if err != nil {
		return nil, 0, err
	}
	pending, err := s.cfg.Store.Surplus(ctx, ref)
	if err != nil {
		return nil, 0, err
	}
	bare, err := s.cfg.Store.Bare(ctx, ref)
	if err != nil {
		return nil, 0, err
	}
	c := comparison{Service: s, poll: p, reading: r, unclear: map[story.ReaderID][]story.Choice{},
		before: map[story.ReaderID][]story.Choice{}, first: map[story.ReaderID][]story.Choice{},
		sure: map[story.ReaderID][]story.Choice{}, leftOut: map[story.ReaderID]*doubt{}}
	c.begin(ballots, bare)
	for voter, known := range both(r.awaited, pending) {
		c.settle(voter, known)
	}
	if r.closing && c.differs() {
		discord.Sleep(ctx, lag)
	}
	left = c.leaveOut()
	c.order()
	if err := c.judge(ctx); err != nil {
		return nil, 0, err
	}
	changed, err := c.journal(ctx)
	if err != nil {
		return nil, 0, err
	}
	if changed > 0 || len(c.unclear) > 0 {
		s.cfg.Log.Info("reactions read again", "message", p.vote.Message, "changed", changed, "ambiguous", len(c.unclear),
			"left_out", len(c.leftOut))
	}
	return c.doubts(), left, c.tidy(ctx)
}

// journal journals what is clear, and returns how many ballots that changed.
func (c *comparison) journal(ctx context.Context) (changed int, err error) {
	done, err := c.cfg.Store.Act(ctx, c.poll.vote.VoteRef, c.acts())
	for _, d := range done {
		if d.Changed {
			changed++
		}
	}
	return changed, err
}

// doubts returns the readers for whom a reading says nothing clear.
func (c *comparison) doubts() map[story.ReaderID]*doubt {
	out := make(map[story.ReaderID]*doubt, len(c.unclear))
	for voter, left := range c.unclear {
		gone := without(without(c.held[voter], c.reading.shown[voter]), c.bare[voter])
		gone = slices.DeleteFunc(gone, c.reading.wiped.has)
		out[voter] = &doubt{shown: left, gone: gone, until: c.reading.until}
	}
	maps.Copy(out, c.leftOut)
	for voter := range c.reading.unsure {
		if d := out[voter]; d != nil {
			d.older = true
		}
	}
	return out
}

// begin takes the ballots and what is shown. What was chosen without a reaction is as good as shown.
func (c *comparison) begin(ballots []story.Ballot, bare map[story.ReaderID][]story.Choice) {
	c.held, c.bare = make(map[story.ReaderID][]story.Choice, len(ballots)), bare
	for _, b := range ballots {
		c.held[b.Voter] = b.Choices
	}
	c.counted = maps.Clone(c.held)
	for voter, shown := range c.reading.shown {
		c.sure[voter] = shown
		if d := c.poll.doubts[voter]; d != nil && d.told { // what no event told of came before what events told of
			c.before[voter] = slices.DeleteFunc(without(among(d.shown, shown), c.counted[voter]), func(f story.Choice) bool {
				return c.poll.inbox.has(press{c.reading.users[voter], f}) // it was told, and waits
			})
			c.sure[voter] = without(shown, c.before[voter])
		}
	}
	for voter, choices := range bare {
		c.sure[voter] = append(without(c.sure[voter], choices), choices...)
	}
}

// settle takes the known surplus of a reader from what is shown: it is not a new click unless an event says so. Where
// the removal of a reaction was begun by a process that died, nobody can tell: what is shown beside others may be what
// the removal did not reach, or the reader's newest click.
func (c *comparison) settle(voter story.ReaderID, known []store.Surplus) {
	shown := c.reading.shown[voter]
	left, clear := slices.Clone(c.sure[voter]), true
	for _, k := range known {
		at, what := slices.Index(left, k.Choice), press{c.reading.users[voter], k.Choice}
		switch {
		case at < 0, c.poll.inbox.has(what): // off, or pressed since
		case !k.Begun, c.poll.begun.has(what):
			left = slices.Delete(left, at, at+1)
		case len(shown) > 1:
			clear = false
		}
	}
	c.sure[voter] = left
	if !clear {
		c.unclear[voter] = without(left, c.counted[voter])
		delete(c.sure, voter)
	}
}

// judge holds what is shown of those who may not vote against nothing, and has it taken off.
func (c *comparison) judge(ctx context.Context) error {
	if !asks(&c.poll.vote.Question.Voting) {
		return nil
	}
	for voter, shown := range c.sure {
		fresh := without(shown, c.counted[voter])
		if len(fresh) == 0 {
			continue
		}
		user := c.reading.users[voter]
		who, err := c.person(ctx, c.poll, user)
		if err != nil {
			return err
		}
		why, err := c.refusal(ctx, c.poll, who, voter)
		if err != nil {
			return err
		}
		if why == nil {
			continue
		}
		c.sure[voter] = among(shown, c.counted[voter])
		for _, choice := range fresh {
			c.refuse(c.poll, user, voter, choice, 0)
		}
	}
	return nil
}

// acts returns what is to be journalled, and takes those who are ambiguous among the unclear.
func (c *comparison) acts() []store.Act {
	for voter := range c.unclear {
		delete(c.counted, voter)
	}
	var acts []store.Act
	back := c.back()
	add := func(voter story.ReaderID, choices, off []story.Choice) {
		acts = append(acts, store.Act{Voter: voter, Kind: store.ActSet, Choices: choices, Off: off, On: back[voter],
			Older: c.before[voter], Cause: story.ByReconcile, At: c.cfg.Clock.Now()})
		delete(back, voter)
		delete(c.before, voter)
	}
	for _, f := range ballot.Reconcile(c.poll.rule, c.counted, c.sure, c.reading.wiped.has) {
		if f.Ambiguous {
			c.unclear[f.Voter] = without(c.sure[f.Voter], c.counted[f.Voter])
			continue
		}
		choices := append(slices.Clone(c.first[f.Voter]), without(f.Choices, c.first[f.Voter])...)
		add(f.Voter, choices, without(c.counted[f.Voter], c.reading.shown[f.Voter]))
	}
	for voter, before := range c.before {
		if len(before) > 0 && c.unclear[voter] == nil {
			add(voter, c.counted[voter], nil)
		}
	}
	for voter := range back {
		delete(c.before, voter) // of whom it is unclear what came first
		add(voter, c.held[voter], nil)
	}
	return acts
}

// back returns which reactions stand again that a moderator had removed, of those who chose them. One that is being taken
// off may be gone in a moment.
func (c *comparison) back() map[story.ReaderID][]story.Choice {
	back := map[story.ReaderID][]story.Choice{}
	for voter, choices := range c.bare {
		if c.leftOut[voter] != nil {
			continue
		}
		on := slices.DeleteFunc(among(choices, c.reading.shown[voter]), func(choice story.Choice) bool {
			awaited := func(k store.Surplus) bool { return k.Choice == choice }
			return !c.reading.wiped.has(choice) || slices.ContainsFunc(c.reading.awaited[voter], awaited) ||
				c.poll.begun.has(press{c.reading.users[voter], choice})
		})
		if len(on) > 0 {
			back[voter] = on
		}
	}
	return back
}

// tidy strikes off each reader's surplus what the reading did not show: there is nothing to take off, and a removal
// could only meet a newer click. What it did show is sent to the slow lane.
func (c *comparison) tidy(ctx context.Context) error {
	ref := c.poll.vote.VoteRef
	pending, err := c.cfg.Store.Surplus(ctx, ref)
	if err != nil {
		return err
	}
	for voter, list := range pending {
		for _, off := range list {
			if slices.Contains(c.reading.shown[voter], off.Choice) {
				c.queueSurplus(c.poll, c.reading.users[voter], voter, []store.Surplus{off})
				continue
			}
			if err := c.cfg.Store.Unreacted(ctx, ref, voter, off); err != nil {
				return err
			}
		}
	}
	return nil
}

// without returns the choices of a list that are not in another.
func without(list, other []story.Choice) []story.Choice {
	return slices.DeleteFunc(slices.Clone(list), func(c story.Choice) bool { return slices.Contains(other, c) })
}

// among returns the choices of a list that are in another.
func among(list, other []story.Choice) []story.Choice {
	return slices.DeleteFunc(slices.Clone(list), func(c story.Choice) bool { return !slices.Contains(other, c) })
}
