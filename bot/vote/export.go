package vote

import (
	"context"
	"fmt"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// Export returns a vote as it is published, for anybody to count again: its journal, without names, and what was said
// of it when it closed. A vote that is open is exported as it stands, with nothing announced. Of an open question there
// is nothing to count, and it is [ErrNoVote].
func (s *Service) Export(ctx context.Context, ref store.VoteRef) (ballot.Export, error) {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return ballot.Export{}, err
	}
	if v.Question.Open() {
		return ballot.Export{}, ErrNoVote
	}
	journal, err := s.cfg.Store.Journal(ctx, ref)
	if err != nil {
		return ballot.Export{}, err
	}
	x := ballot.Export{Terms: v.Terms(), Root: v.Head.Root}
	for _, e := range journal {
		x.Entries = append(x.Entries, ballot.EntryOf(ref.Message, e.Seq, e.Ballot))
	}
	if head := ballot.Chain(x.Terms, x.Entries); v.Open() && head.Count > v.Head.Count {
		x.Root = head.Root // ballots have come since the vote was read
	}
	if o := v.Outcome; o != nil {
		x.Announced, x.Seed = announced(&v), seedOf(o)
	}
	return x, nil
}

// ErrNoVote says that nothing is voted on.
var ErrNoVote = fmt.Errorf("%w: an open question is not voted on", store.ErrNotFound)

// announced is what was said of a vote when it closed.
func announced(v *store.Vote) *ballot.Announced {
	o := v.Outcome
	a := &ballot.Announced{Counts: make([]int, len(v.Question.Options)), None: o.None, Voters: o.Voters, Spoiled: o.Spoiled,
		Eligible: o.Eligible, Root: o.Root}
	copy(a.Counts, o.Counts)
	if o.Winner >= 0 {
		winner := o.Winner
		a.Winner = &winner
	}
	a.How = map[store.How]string{
		store.ByVotes: ballot.HowVotes, store.ByRunoff: ballot.HowRunoff, store.ByAuthor: ballot.HowAuthor,
		store.ByDraw: ballot.HowDraw, store.Nobody: ballot.HowNobody, store.AwaitsAuthor: ballot.HowAwaitsAuthor,
		store.AwaitsRunoff: ballot.HowAwaitsRunoff, store.ByNone: ballot.HowNone,
	}[o.How]
	if unheld(v) {
		a.How = map[store.How]string{store.ByAuthor: ballot.HowUnheld, store.AwaitsAuthor: ballot.HowAwaitsUnheld}[o.How]
	}
	return a
}

// Results returns the votes of a story in a guild that are over, the newest first, at most limit of them, and older than
// the message before (0: all): for the archive. Of several rounds of one question the last one is returned. channels
// are those that the reader may see.
func (s *Service) Results(ctx context.Context, guild uint64, k story.Key, before uint64, limit int,
	channels []uint64) ([]store.Vote, error) {
	var out []store.Vote
	for len(out) < limit {
		page, err := s.cfg.Store.VotesIn(ctx, guild, k, before, lookBack, channels)
		if err != nil {
			return nil, err
		}
		for _, v := range page {
			if !v.Open() && v.Next == 0 && len(out) < limit {
				out = append(out, v)
			}
			before = v.Message
		}
		if len(page) < lookBack {
			break
		}
	}
	return out, nil
}
