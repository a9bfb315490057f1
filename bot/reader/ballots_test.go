package reader_test

import (
	"context"
	"time"

	"cliffhanger/bot/reader"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
	"cliffhanger/story/nominee"
)

// ballots counts as package vote does, without Discord.
type ballots struct {
	store   *store.Store
	refusal *reader.Refusal // what everybody lacks
	busy    error
	spoilt  bool   // what is exported lacks its last entry
	before  func() // is done just before the next act is counted
}

func (b *ballots) Cast(ctx context.Context, ref store.VoteRef, who reader.Voter, choices []story.Choice) (reader.Standing,
	error) {
	return b.act(ctx, ref, who, store.Act{Kind: store.ActSet, Choices: choices})
}

func (b *ballots) Add(ctx context.Context, ref store.VoteRef, who reader.Voter, choice story.Choice) (reader.Standing, error) {
	return b.act(ctx, ref, who, store.Act{Kind: store.ActPress, Choice: choice})
}

func (b *ballots) act(ctx context.Context, ref store.VoteRef, who reader.Voter, a store.Act) (reader.Standing, error) {
	if b.refusal != nil && (len(a.Choices) > 0 || a.Kind == store.ActPress) || b.busy != nil {
		return reader.Standing{Refusal: b.refusal}, b.busy
	}
	if b.before != nil {
		f := b.before
		b.before = nil
		f()
	}
	a.Voter, a.Cause, a.At = b.store.Reader(who.User), story.ByButton, time.Unix(1_700_000_100, 0)
	if _, err := b.store.Act(ctx, ref, []store.Act{a}); err != nil {
		return reader.Standing{}, err
	}
	return b.Mine(ctx, ref, who)
}

func (b *ballots) Mine(ctx context.Context, ref store.VoteRef, who reader.Voter) (reader.Standing, error) {
	out := reader.Standing{Refusal: b.refusal}
	var err error
	if out.Vote, err = b.store.Vote(ctx, ref); err != nil {
		return out, err
	}
	if out.Ballot, out.Voted, err = b.store.Ballot(ctx, ref, b.store.Reader(who.User)); err != nil {
		return out, err
	}
	if out.Voted {
		out.Receipt, err = b.store.Receipt(ctx, ref, b.store.Reader(who.User))
	}
	if out.Vote.Question.Voting.Counts == story.CountsLive {
		all, err := b.store.Ballots(ctx, ref)
		if err != nil {
			return out, err
		}
		tally := ballot.Fold(all, ballot.RuleOf(&out.Vote.Question))
		out.Tally = &tally
	}
	return out, err
}

func (b *ballots) Nominate(ctx context.Context, ref store.VoteRef, who reader.Voter, text string) (store.Nominee, bool,
	error) {
	if b.refusal != nil {
		return store.Nominee{}, false, b.refusal
	}
	text, err := nominee.Clean(text)
	if err != nil {
		return store.Nominee{}, false, err
	}
	return b.store.Nominate(ctx, ref, store.Nominee{Key: nominee.Key(text), Text: text, By: b.store.Reader(who.User),
		At: time.Unix(1_700_000_200, 0)})
}

func (b *ballots) Export(ctx context.Context, ref store.VoteRef) (ballot.Export, error) {
	v, err := b.store.Vote(ctx, ref)
	if err != nil {
		return ballot.Export{}, err
	}
	list, err := b.store.Journal(ctx, ref)
	if b.spoilt {
		list = list[:len(list)-1]
	}
	x := ballot.Export{Terms: v.Terms(), Root: v.Head.Root}
	for _, e := range list {
		x.Entries = append(x.Entries, ballot.EntryOf(ref.Message, e.Seq, e.Ballot))
	}
	return x, err
}
