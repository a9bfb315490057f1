package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cliffhanger/bot/author"
	"cliffhanger/bot/reader"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/story"
)

// Packages vote, reader and author know nothing of each other. This file says the first one's words in the others'.

// ballots are a service's, for readers.
type ballots struct{ *vote.Service }

func person(v reader.Voter) vote.Person {
	return vote.Person{User: v.User, Roles: v.Roles, Joined: v.Joined, Event: v.Event}
}

func refusal(r *vote.Refusal) *reader.Refusal {
	if r == nil {
		return nil
	}
	return &reader.Refusal{From: r.When, Why: map[vote.RefusalKind]reader.Lack{
		vote.NeedsRole: reader.LacksRole, vote.AccountTooNew: reader.LacksAge, vote.JoinedTooLate: reader.LacksStay,
		vote.NotRead: reader.LacksReading,
	}[r.Why]}
}

func standing(s vote.Standing, err error) (reader.Standing, error) {
	if errors.Is(err, vote.ErrBusy) {
		err = fmt.Errorf("%w: %w", reader.ErrBusy, err)
	}
	return reader.Standing{Vote: s.Vote, Ballot: s.Ballot, Voted: s.Voted, Refusal: refusal(s.Refusal), Tally: s.Tally,
		Receipt: s.Receipt}, err
}

// Cast implements [reader.Ballots].
func (b ballots) Cast(ctx context.Context, ref store.VoteRef, who reader.Voter, choices []story.Choice) (reader.Standing,
	error) {
	return standing(b.Service.Cast(ctx, ref, person(who), choices))
}

// Add implements [reader.Ballots].
func (b ballots) Add(ctx context.Context, ref store.VoteRef, who reader.Voter, choice story.Choice) (reader.Standing,
	error) {
	return standing(b.Service.Add(ctx, ref, person(who), choice))
}

// Mine implements [reader.Ballots].
func (b ballots) Mine(ctx context.Context, ref store.VoteRef, who reader.Voter) (reader.Standing, error) {
	return standing(b.Service.Mine(ctx, ref, person(who)))
}

// Nominate implements [reader.Ballots].
func (b ballots) Nominate(ctx context.Context, ref store.VoteRef, who reader.Voter, text string) (store.Nominee, bool,
	error) {
	n, fresh, err := b.Service.Nominate(ctx, ref, person(who), text)
	var refused *vote.Refused
	if errors.As(err, &refused) {
		err = refusal(&refused.Refusal)
	}
	return n, fresh, err
}

// polls are a service's, for authors, with its refusals named as package author names them.
type polls struct{ *vote.Service }

func voteRefused(err error) error {
	for from, to := range map[error]error{
		vote.ErrNoReason: author.ErrNoReason, vote.ErrStillOpen: author.ErrStillOpen, vote.ErrFollowed: author.ErrFollowed,
		vote.ErrNotForAuthor: author.ErrNotForAuthor, vote.ErrNotTied: author.ErrNotTied, vote.ErrNotClosed: author.ErrStillOpen,
		vote.ErrNothingAdmitted: author.ErrNothingAdmitted, vote.ErrNoVote: author.ErrNoVote,
		vote.ErrNotPosted: author.ErrNotPosted, vote.ErrGoneOn: author.ErrGoneOn,
		vote.ErrDrawn: author.ErrDrawn,
	} {
		if errors.Is(err, from) {
			return fmt.Errorf("%w: %w", to, err)
		}
	}
	return err
}

// Extend implements [author.Polls].
func (p polls) Extend(ctx context.Context, ref store.VoteRef, by time.Duration, who uint64) (store.Vote, error) {
	v, err := p.Service.Extend(ctx, ref, by, who)
	return v, voteRefused(err)
}

// Reopen implements [author.Polls].
func (p polls) Reopen(ctx context.Context, ref store.VoteRef, length time.Duration, reason string, who uint64) (store.Vote,
	error) {
	v, err := p.Service.Reopen(ctx, ref, length, reason, who)
	return v, voteRefused(err)
}

// TieChoose implements [author.Settlements].
func (p polls) TieChoose(ctx context.Context, ref store.VoteRef, option int, who uint64) (store.Vote, error) {
	v, err := p.Service.TieChoose(ctx, ref, option, who)
	return v, voteRefused(err)
}

// Veto implements [author.Settlements].
func (p polls) Veto(ctx context.Context, ref store.VoteRef, note string, who uint64) (store.Vote, error) {
	v, err := p.Service.Veto(ctx, ref, note, who)
	return v, voteRefused(err)
}

// Overrule implements [author.Settlements].
func (p polls) Overrule(ctx context.Context, ref store.VoteRef, option int, note string, who uint64) (store.Vote, error) {
	v, err := p.Service.Overrule(ctx, ref, option, note, who)
	return v, voteRefused(err)
}

// OpenNow implements [author.Rounds].
func (p polls) OpenNow(ctx context.Context, ref store.VoteRef, who uint64) error {
	return voteRefused(p.Service.OpenNow(ctx, ref, who))
}

// groups are a service's, read from the store.
type groups struct {
	*store.Store
	votes *vote.Service
}

// Group implements [author.Groups].
func (g groups) Group(ctx context.Context, ref store.VoteRef, name string, readers []story.ReaderID, who uint64) error {
	return voteRefused(g.votes.Group(ctx, ref, name, readers, who))
}
