package vote

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// attend follows a vote until there is nothing left to do for it, or ctx ends.
func (s *Service) attend(ctx context.Context, p *poll) {
	lost := false
	for ctx.Err() == nil {
		_, _, moved := p.deadline.get(p.vote.Closes)
		next, err := s.step(ctx, p, &lost)
		switch {
		case err != nil:
			pause := retryReading
			if discord.Refused(err) {
				pause = retryRefused
			}
			if ctx.Err() == nil {
				s.cfg.Log.Error("the end of a vote is not done", "guild", p.vote.Guild, "message", p.vote.Message, "cause", err,
					"again_in", pause)
			}
			rest(ctx, pause, moved)
		case next.pause > 0:
			rest(ctx, next.pause, moved)
		case next.again:
		case !next.at.IsZero():
			if _, err := s.wait(ctx, next.at, next.what, moved); err != nil {
				return
			}
		case p.deadline.end(moved):
			return
		}
	}
}

// rest waits a while, but not longer than until a vote's deadline has moved: it may be open again.
func rest(ctx context.Context, pause time.Duration, moved <-chan struct{}) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-moved:
	case <-ctx.Done():
	}
}

// A then says when there is something to do for a vote again: at once, after a pause in real time, at an instant, or
// never unless it is stirred.
type then struct {
	again bool
	pause time.Duration
	at    time.Time
	what  string
}

// step does what is to be done for a vote next: follow it while it is open; close it; say what it came to; have what
// follows follow. Each of them may have been done by an earlier process, to any point.
func (s *Service) step(ctx context.Context, p *poll, lost *bool) (then, error) {
	v, err := s.cfg.Store.Vote(ctx, p.vote.VoteRef)
	if err != nil {
		return then{}, err
	}
	if v.Open() && !*lost {
		p.deadline.sync(v.Closes)
		if *lost, err = s.followOpen(ctx, p); err != nil {
			return then{}, err
		}
	}
	if v, err = s.closed(ctx, p, *lost); err != nil || v.Open() {
		return then{again: true}, err
	}
	told := s.tellOfEnd(ctx, &v)
	if err := s.postResult(ctx, &v); err != nil {
		return then{}, err
	}
	s.settled(&v)
	next, err := s.after(ctx, &v, told)
	if err != nil || next.again {
		return next, err
	}
	if later, err := s.retire(ctx, v.VoteRef); err != nil || later.pause > 0 {
		return later, err
	}
	return next, nil
}

// due reports whether a poll is to be closed now.
func (p *poll) due(now, closes time.Time) bool {
	_, early, _ := p.deadline.get(closes)
	return early || !now.Before(closes)
}

// closed closes a vote that is due, or whose message is lost, unless that was done. It returns it open if it is to be
// followed further, because it was extended at the last moment.
func (s *Service) closed(ctx context.Context, p *poll, lost bool) (store.Vote, error) {
	if !lost { // what was missed until now is made up for first
		if err := s.catchUp(ctx, p); err != nil {
			return store.Vote{}, err
		}
	}
	v, err := s.cfg.Store.Vote(ctx, p.vote.VoteRef)
	if err != nil || !v.Open() {
		return v, err
	}
	if lost {
		if _, err := s.cfg.Store.Once(ctx, v.VoteRef, markLost); err != nil {
			return v, err
		}
	} else if !p.due(s.cfg.Clock.Now(), v.Closes) {
		return v, nil
	}
	f, err := s.factsOf(ctx, &v)
	if err != nil {
		return v, err
	}
	now := s.cfg.Clock.Now()
	after, err := s.cfg.Store.CloseVote(ctx, v.VoteRef, now, func(c store.Closing) (store.Outcome, []byte, error) {
		if !lost && !p.due(now, c.Vote.Closes) {
			return store.Outcome{}, nil, errNotDue
		}
		o := decide(&c, f)
		body, err := f.notice(&c.Vote, &o)
		return o, body, err
	})
	if errors.Is(err, errNotDue) {
		return v, nil
	}
	if err == nil {
		s.cfg.Log.Info("a vote is closed", "guild", v.Guild, "message", v.Message, "chapter", v.Chapter)
	}
	return after, err
}

// errNotDue keeps a vote open that was extended while it was about to close.
var errNotDue = errors.New("the vote is not due any more")

// markLost notes that a vote's message or channel was deleted.
const markLost = "lost"

// decide says what a vote has come to.
func decide(c *store.Closing, f *facts) store.Outcome {
	o := store.Outcome{Winner: -1, Spoiled: c.Vote.Spoiled, Eligible: f.reached}
	if c.Vote.Question.Open() {
		o.Spoiled = 0
		if c.Vote.Round == store.RoundNominate && len(f.admitted) == 0 {
			o.How = store.Nobody
		}
		return o
	}
	t := ballot.Fold(c.Ballots, ballot.RuleOf(&c.Vote.Question))
	o.Counts, o.None, o.Voters = t.Counts, t.None, t.Voters
	verdict := ballot.Decide(t)
	o.Leaders = verdict.Leaders
	tie := c.Vote.Question.Voting.Tie
	switch {
	case verdict.Nobody && c.Vote.Round == store.RoundRunoff && c.Seed != nil: // all are tied still
		o.Leaders = every(&c.Vote)
		drawn(&o, c)
	case verdict.Nobody:
		o.How = store.Nobody
	case verdict.NoneLeads && f.none:
		o.How = store.ByNone
	case verdict.NoneLeads:
		o.How = store.AwaitsAuthor
	case !verdict.Tie:
		o.How, o.Winner = store.ByVotes, verdict.Winner()
	case tie == story.TieDraw && c.Seed != nil:
		drawn(&o, c)
	case tie == story.TieRunoff && c.Vote.Round == store.RoundVote:
		o.How = store.AwaitsRunoff
	default:
		o.How = store.AwaitsAuthor
	}
	return o
}

// drawn settles a tie of an outcome's leaders by the draw that was sealed when the vote opened.
func drawn(o *store.Outcome, c *store.Closing) {
	o.How, o.Winner, o.Seed = store.ByDraw, ballot.Draw(*c.Seed, c.Head.Root, o.Leaders), slices.Clone(c.Seed[:])
}

// tellOfEnd tells the author what only they can do something about. What cannot be told now is tried again after the
// result is posted: readers do not wait for it.
func (s *Service) tellOfEnd(ctx context.Context, v *store.Vote) error {
	lost, err := s.cfg.Store.Marked(ctx, v.VoteRef, markLost)
	if err != nil || !lost {
		return err
	}
	voters := 0
	if v.Outcome != nil {
		voters = v.Outcome.Voters
	}
	return s.tell(ctx, v, "told that it is lost", render.VoteLost(book(), v.Chapter, &v.Question, voters))
}

// settled lets whoever lists the outcomes of votes know that there is news.
func (s *Service) settled(v *store.Vote) {
	if s.cfg.Endings.Settled != nil {
		s.cfg.Endings.Settled(v.Guild, v.Story, v.Telling)
	}
}

// after does what follows from a result that stands in the channel.
func (s *Service) after(ctx context.Context, v *store.Vote, told error) (then, error) {
	if told != nil && !discord.Refused(told) {
		return then{}, told
	}
	if told != nil {
		s.cfg.Log.Error("the author could not be told of a vote's end", "message", v.Message, "cause", told)
	}
	o := v.Outcome
	switch {
	case o == nil:
	case o.How == store.AwaitsRunoff && v.Next == 0:
		return s.holdRunoff(ctx, v)
	case v.Round == store.RoundNominate && v.Next == 0 && o.How != store.Nobody:
		return then{}, s.voteOnNominees(ctx, v)
	case v.Round == store.RoundNominate && o.How == store.Nobody:
		return then{}, s.nothingNominated(ctx, v)
	case o.How == store.AwaitsAuthor && o.Veto == "":
		return s.askAuthor(ctx, v)
	case v.Round == store.RoundRunoff && o.Winner >= 0:
		return then{}, s.settleBefore(ctx, v)
	}
	return then{}, nil
}

// stir has a vote looked at whose outcome was settled, or which is open again until closes.
func (s *Service) stir(ctx context.Context, ref store.VoteRef, closes time.Time) error {
	p := s.followed(ref)
	if p != nil && p.deadline.set(closes, false) {
		return nil
	}
	if p != nil { // it has just ended
		select {
		case <-p.forgotten:
		case <-ctx.Done():
			return fmt.Errorf("take up a vote again: %w", ctx.Err())
		}
	}
	s.Opened(ctx, ref)
	return nil
}
