package vote

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// read reads every reaction under a vote's message and journals what changed. It reports whether a moderator has ever
// removed reactions there. Before a vote closes it is read whatever is heard.
func (s *Service) read(ctx context.Context, p *poll, closing bool) (wiped bool, err error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	losses := p.losses.Load()
	if !closing && s.away(p) {
		return false, errAway
	}
	cut := s.arrivals.Load()
	awaited, err := s.cfg.Store.Surplus(ctx, p.vote.VoteRef) // before the reading, in which some are taken off
	if err != nil {
		return false, err
	}
	shown, users, err := s.shown(ctx, p)
	if err != nil {
		return false, err
	}
	until := s.arrivals.Load()
	ever, err := s.wipedEver(ctx, p.vote.VoteRef)
	if err != nil {
		return false, err
	}
	if !closing && p.losses.Load() != losses {
		return false, errAway
	}
	wiped = ever != 0
	unclear, err := s.reconcile(ctx, p, reading{shown, users, awaited, ever | p.cleared.seen()})
	if errors.Is(err, store.ErrVoteClosed) {
		return wiped, nil
	}
	if err != nil {
		return wiped, err
	}
	doubts := make(map[story.ReaderID]*doubt, len(unclear))
	for voter, left := range unclear {
		doubts[voter] = &doubt{shown: left, after: p.covered(voter), until: until}
	}
	p.cut, p.doubts = cut, doubts
	p.fresh.covered(cut)
	return wiped, nil
}

// shown returns which choices each reader's reactions show now, and the readers' user ids.
func (s *Service) shown(ctx context.Context, p *poll) (shown map[story.ReaderID][]story.Choice,
	users map[story.ReaderID]uint64, err error) {
	shown, users = map[story.ReaderID][]story.Choice{}, map[story.ReaderID]uint64{}
	for _, choice := range p.order() {
		list, err := s.cfg.Discord.Reactors(ctx, p.vote.Channel, p.vote.Message, p.emoji[choice])
		if err != nil {
			return nil, nil, err
		}
		for _, u := range list {
			if u.Bot {
				continue
			}
			r := s.cfg.Store.Reader(u.ID)
			shown[r] = append(shown[r], choice)
			users[r] = u.ID
		}
	}
	return shown, users, nil
}

// order returns the choices in the order of their reactions.
func (p *poll) order() []story.Choice {
	list := make([]story.Choice, 0, len(p.emoji))
	for i := range p.vote.Question.Options {
		list = append(list, story.Choice(i))
	}
	if len(list) > 0 {
		list = append(list, story.None)
	}
	return list
}

// A reading is what stands under a vote's message.
type reading struct {
	shown   map[story.ReaderID][]story.Choice
	users   map[story.ReaderID]uint64
	awaited map[story.ReaderID][]store.Surplus // when the reading began
	wiped   wipe
}

// reconcile journals what a reading says, and returns the readers for whom it says nothing clear, with what is shown of
// them that nothing explains: neither what counts, nor what is known to be surplus and nobody has begun to take off.
func (s *Service) reconcile(ctx context.Context, p *poll, r reading) (map[story.ReaderID][]story.Choice, error) {
	ref := p.vote.VoteRef
	ballots, err := s.cfg.Store.Ballots(ctx, ref)
	if err != nil {
		return nil, err
	}
	pending, err := s.cfg.Store.Surplus(ctx, ref)
	if err != nil {
		return nil, err
	}
	found, unclear := p.compare(ballots, both(r.awaited, pending), r)
	cast := make([]story.Ballot, len(found))
	for i, f := range found {
		cast[i] = story.Ballot{Voter: f.Voter, Choice: f.Choice, Cause: story.ByReconcile, At: s.cfg.Clock.Now()}
	}
	changed, err := s.cfg.Store.Cast(ctx, ref, cast...)
	if err != nil {
		return nil, err
	}
	if len(changed) > 0 || len(unclear) > 0 {
		s.cfg.Log.Info("reactions read again", "message", p.vote.Message, "changed", len(changed), "ambiguous", len(unclear))
	}
	for _, b := range changed {
		pending[b.Voter] = nil // there may be more by now
	}
	for voter := range pending {
		if err := s.forgetUnseen(ctx, ref, voter, r.shown[voter]); err != nil {
			return nil, err
		}
	}
	for voter, user := range r.users {
		if err := s.queueSurplus(ctx, p, user, voter); err != nil {
			return nil, err
		}
	}
	return unclear, nil
}

// compare holds the ballots against a reading: whose choice is another now, and who is unclear, as [Service.reconcile]
// says.
func (p *poll) compare(ballots []story.Ballot, surplus map[story.ReaderID][]store.Surplus,
	r reading) (found []ballot.Finding, unclear map[story.ReaderID][]story.Choice) {
	counted := make(map[story.ReaderID]story.Choice, len(ballots))
	for _, b := range ballots {
		counted[b.Voter] = b.Choice
	}
	sure := maps.Clone(r.shown)
	unclear = map[story.ReaderID][]story.Choice{}
	for voter, known := range surplus {
		left, clear := p.settle(voter, known, r.shown[voter])
		sure[voter] = left
		if !clear {
			unclear[voter] = left
			delete(sure, voter)
			delete(counted, voter)
		}
	}
	for _, f := range r.wiped.findings(counted, sure) {
		if f.Ambiguous {
			unclear[f.Voter] = sure[f.Voter]
		} else {
			found = append(found, f)
		}
	}
	for _, b := range ballots { // what counts is no riddle: the others came after it
		if left, is := unclear[b.Voter]; is {
			isCounted := func(c story.Choice) bool { return c == b.Choice }
			unclear[b.Voter] = slices.DeleteFunc(slices.Clone(left), isCounted)
		}
	}
	return found, unclear
}

// both returns the surplus that is awaited now, and what was when the reading began and has been taken off since: the
// reading may have come before.
func both(before, now map[story.ReaderID][]store.Surplus) map[story.ReaderID][]store.Surplus {
	all := maps.Clone(now)
	for voter, list := range before {
		for _, off := range list {
			same := func(k store.Surplus) bool { return k.Choice == off.Choice }
			if !slices.ContainsFunc(all[voter], same) {
				all[voter] = append(slices.Clone(all[voter]), off)
			}
		}
	}
	return all
}

// forgetUnseen strikes off a reader's surplus what the reading did not show: there is nothing to take off, and a removal
// could only meet a newer click.
func (s *Service) forgetUnseen(ctx context.Context, ref store.VoteRef, voter story.ReaderID,
	shown []story.Choice) error {
	list, err := s.cfg.Store.SurplusOf(ctx, ref, voter)
	if err != nil {
		return err
	}
	for _, off := range list {
		if slices.Contains(shown, off.Choice) {
			continue
		}
		if err := s.cfg.Store.Unreacted(ctx, ref, voter, off); err != nil {
			return err
		}
	}
	return nil
}

// settle returns what is shown of a reader without the known surplus, which is not a new click unless an event says so.
// It reports false if nobody can tell: the removal of a reaction was begun, and what is shown beside others may be what
// the removal did not reach, or the reader's newest click.
func (p *poll) settle(voter story.ReaderID, known []store.Surplus, shown []story.Choice) (left []story.Choice, clear bool) {
	left, clear = slices.Clone(shown), true
	for _, k := range known {
		at := slices.Index(left, k.Choice)
		switch {
		case at < 0, p.fresh.has(press{voter, k.Choice}): // off, or pressed since
		case !k.Begun:
			left = slices.Delete(left, at, at+1)
		case len(shown) > 1:
			clear = false
		}
	}
	return left, clear
}

// queueSurplus sends a reader's surplus reactions to the slow lane.
func (s *Service) queueSurplus(ctx context.Context, p *poll, user uint64, voter story.ReaderID) error {
	list, err := s.cfg.Store.SurplusOf(ctx, p.vote.VoteRef, voter)
	if err != nil {
		return err
	}
	for _, off := range list {
		if off.Begun {
			continue // its event will tell, or the next reading
		}
		select {
		case s.surplus <- removal{poll: p, user: user, voter: voter, off: off}:
		default:
			s.cfg.Log.Warn("too many reactions wait to be removed; the next reading finds them", "message", p.vote.Message)
			return nil
		}
	}
	return nil
}

// removeSurplus takes surplus reactions off one after the other, until ctx ends. Discord allows about four a second.
func (s *Service) removeSurplus(ctx context.Context) {
	rests := map[uint64]time.Time{} // until when, by channels in which Discord has refused
	for {
		select {
		case r := <-s.surplus:
			channel := r.poll.vote.Channel
			if time.Now().Before(rests[channel]) {
				continue // the next reading finds it
			}
			delete(rests, channel)
			switch err := s.remove(ctx, r); {
			case err == nil || ctx.Err() != nil:
			case discord.Refused(err):
				rests[channel] = time.Now().Add(retryRefused)
				s.cfg.Log.Warn("surplus reactions stay: check that the bot may manage messages in the channel",
					"channel", channel, "cause", err, "again_in", retryRefused)
			default:
				s.cfg.Log.Warn("a surplus reaction stays", "message", r.poll.vote.Message, "cause", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

// remove takes one reaction off. That it begins is durable before it does: a process that finds the reaction later
// would not know otherwise that it may be the reader's, put back since.
func (s *Service) remove(ctx context.Context, r removal) error {
	ref := r.poll.vote.VoteRef
	if r.poll.fresh.has(press{r.voter, r.off.Choice}) {
		return nil // pressed since, as an event tells that is still to be counted: it is surplus no more
	}
	if s.away(r.poll) {
		s.owe(r.poll)
		return nil
	}
	awaited, err := s.cfg.Store.Unreacting(ctx, ref, r.voter, r.off, true)
	if err != nil || !awaited {
		return err // the reader has come back to it meanwhile
	}
	err = s.cfg.Discord.Unreact(ctx, r.poll.vote.Channel, ref.Message, r.poll.emoji[r.off.Choice], r.user)
	switch {
	case err == nil, errors.Is(err, discord.ErrUnknownMessage), errors.Is(err, discord.ErrUnknownEmoji):
		return s.cfg.Store.Unreacted(ctx, ref, r.voter, r.off)
	case discord.Refused(err), errors.Is(err, discord.ErrRateLimited):
		_, undo := s.cfg.Store.Unreacting(ctx, ref, r.voter, r.off, false)
		return errors.Join(err, undo)
	}
	return err
}
