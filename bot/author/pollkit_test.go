package author_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cliffhanger/bot/author"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
	"cliffhanger/story/nominee"
)

// voting plays the service of votes on the room's store, and notes what it is asked for.
type voting struct{ *room }

func (v voting) at() store.Entry { return store.Entry{At: v.now, What: fmt.Sprint("at ", v.now)} }

func (v voting) Extend(ctx context.Context, ref store.VoteRef, by time.Duration, who uint64) (store.Vote, error) {
	if err := played(v).note("extend by %s by %d", by, who); err != nil {
		return store.Vote{}, err
	}
	old, err := v.store.Vote(ctx, ref)
	if err != nil {
		return old, err
	}
	if err := v.store.Extend(ctx, ref, old.Closes.Add(by), v.at()); err != nil {
		return old, err
	}
	return v.store.Vote(ctx, ref)
}

func (v voting) Close(_ context.Context, _ store.VoteRef, who uint64) error {
	return played(v).note("close by %d", who)
}

func (v voting) Reopen(ctx context.Context, ref store.VoteRef, length time.Duration, reason string,
	who uint64) (store.Vote, error) {
	if err := played(v).note("reopen for %s because %q by %d", length, reason, who); err != nil {
		return store.Vote{}, err
	}
	if err := v.store.Reopen(ctx, ref, v.now.Add(length), reason, v.at()); err != nil {
		return store.Vote{}, author.ErrStillOpen
	}
	return v.store.Vote(ctx, ref)
}

func (v voting) TieChoose(ctx context.Context, ref store.VoteRef, option int, who uint64) (store.Vote, error) {
	old, err := v.store.Vote(ctx, ref)
	switch {
	case err != nil:
		return old, err
	case old.Outcome == nil || old.Outcome.How != store.AwaitsAuthor:
		return old, author.ErrNotForAuthor
	case option > 1:
		return old, author.ErrNotTied
	}
	if err := played(v).note("choose %d by %d", option, who); err != nil {
		return old, err
	}
	return v.store.Settle(ctx, ref, func(o *store.Outcome) error {
		o.How, o.Winner = store.ByAuthor, option
		return nil
	}, []byte("{}"), v.at())
}

func (v voting) Veto(ctx context.Context, ref store.VoteRef, note string, who uint64) (store.Vote, error) {
	if err := played(v).note("veto %q by %d", note, who); err != nil {
		return store.Vote{}, err
	}
	return v.store.Settle(ctx, ref, func(o *store.Outcome) error { o.Veto = note; return nil }, []byte("{}"), v.at())
}

func (v voting) Overrule(ctx context.Context, ref store.VoteRef, option int, note string, who uint64) (store.Vote, error) {
	if option == 0 {
		return store.Vote{}, author.ErrGoneOn
	}
	if err := played(v).note("overrule %d %q by %d", option, note, who); err != nil {
		return store.Vote{}, err
	}
	return v.store.Settle(ctx, ref, func(o *store.Outcome) error { o.Veto, o.Instead = note, &option; return nil }, []byte("{}"), v.at())
}

func (v voting) Export(ctx context.Context, ref store.VoteRef) (ballot.Export, error) {
	one, err := v.store.Vote(ctx, ref)
	if err != nil {
		return ballot.Export{}, err
	}
	list, err := v.store.Journal(ctx, ref)
	x := ballot.Export{Terms: one.Terms(), Root: one.Head.Root}
	for _, e := range list {
		x.Entries = append(x.Entries, ballot.EntryOf(ref.Message, e.Seq, e.Ballot))
	}
	if o := one.Outcome; o != nil {
		x.Announced = &ballot.Announced{Counts: o.Counts, None: o.None, Voters: o.Voters, How: ballot.HowAwaitsAuthor,
			Root: o.Root}
	}
	return x, err
}

func (v voting) Judge(ctx context.Context, ref store.VoteRef, id uint64, state store.NomineeState, into uint64,
	reason string, who uint64) error {
	if err := played(v).note("judge %d %q by %d", state, reason, who); err != nil {
		return err
	}
	return v.store.Judge(ctx, ref, id, state, into, reason, v.at())
}

func (v voting) Suggest(ctx context.Context, ref store.VoteRef, text string) (store.Nominee, bool, error) {
	text, err := nominee.Clean(text)
	if err != nil {
		return store.Nominee{}, false, err
	}
	return v.store.Nominate(ctx, ref, store.Nominee{Key: nominee.Key(text), Text: text, At: v.now,
		State: store.NomineeApproved})
}

func (v voting) Groups(ctx context.Context, ref store.VoteRef) ([]store.Group, error) {
	return v.store.Groups(ctx, ref)
}

func (v voting) Group(ctx context.Context, ref store.VoteRef, name string, readers []story.ReaderID, who uint64) error {
	if err := played(v).note("group %d as %q by %d", len(readers), name, who); err != nil {
		return err
	}
	return v.store.SetGroup(ctx, ref, store.Group{Name: name, Readers: readers}, v.at())
}

func (v voting) OpenNow(_ context.Context, _ store.VoteRef, who uint64) error {
	return played(v).note("open by %d", who)
}

// ask has a question of chapter 1 asked.
func (r *room) ask(change func(*store.Vote)) store.Vote {
	r.t.Helper()
	q := story.Question{Text: "What does *she* take?", FollowUp: "What instead?", Options: []story.Option{
		{Emoji: "🏮", Text: "The lamp"}, {Emoji: "⛵", Text: "The boat"}, {Emoji: "🗡", Text: "The knife"}}}
	v := store.Vote{Question: q, Closes: r.now.Add(48 * time.Hour)}
	v.Question.Voting = story.Voting{Tie: story.TieAuthor}.OrDefault()
	if change != nil {
		change(&v)
	}
	n := uint64(len(r.asked))
	ref := store.DropRef{Telling: store.Telling{Guild: guild, Story: r.story.Key(), Channel: public}, Chapter: 2 + int(n)}
	must(r.t, r.store.PlanDrop(r.t.Context(), store.Drop{DropRef: ref, Due: r.now, Planned: r.now},
		[]store.Step{{Kind: store.StepQuestion}}))
	_, err := r.store.ClaimStep(r.t.Context(), ref, 0, r.now)
	must(r.t, err)
	must(r.t, r.store.FinishStep(r.t.Context(), ref, 0, 7000+n, r.now, &v))
	v, err = r.store.Vote(r.t.Context(), store.VoteRef{Guild: guild, Message: 7000 + n})
	must(r.t, err)
	r.asked = append(r.asked, v)
	return v
}

// vote has somebody vote.
func (r *room) vote(v store.Vote, user uint64, choices ...story.Choice) {
	r.t.Helper()
	_, err := r.store.Act(r.t.Context(), v.VoteRef, []store.Act{{Voter: r.store.Reader(user), Kind: store.ActSet,
		Choices: choices, Cause: story.ByButton, At: r.now}})
	must(r.t, err)
}

// end closes a vote.
func (r *room) end(v store.Vote, how store.How) store.Vote {
	r.t.Helper()
	v, err := r.store.CloseVote(r.t.Context(), v.VoteRef, r.now, func(c store.Closing) (store.Outcome, []byte, error) {
		t := ballot.Fold(c.Ballots, ballot.RuleOf(&c.Vote.Question))
		return store.Outcome{Counts: t.Counts, None: t.None, Voters: t.Voters, Leaders: t.Leaders(), Winner: -1, How: how},
			[]byte("{}"), nil
	})
	must(r.t, err)
	return v
}

func is(t *testing.T, got []string, want ...string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("done was %q, want %q", got, want)
	}
}
