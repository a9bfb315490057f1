package vote

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// askAgain is how long after a vote its author is reminded of a tie that is theirs to settle.
const askAgain = 24 * time.Hour

// askAuthor asks the author to settle a tie, once more a day later, and returns until when there is nothing to do.
func (s *Service) askAuthor(ctx context.Context, v *store.Vote) (then, error) {
	again := v.Outcome.At.Add(askAgain)
	late := !s.cfg.Clock.Now().Before(again)
	for i, ask := range []struct {
		name string
		now  bool
	}{{"author asked", true}, {"author asked again", late}} {
		if !ask.now {
			continue
		}
		m, err := render.TieAlert(book(), render.Decision{
			Chapter: v.Chapter, Question: &v.Question, Options: choosable(v), Votes: mostVotes(v.Outcome),
			None: NoneLeads(v.Outcome), Unheld: unheld(v), Vote: v.Message, Link: link(v), Again: i > 0,
		})
		if err != nil {
			return then{}, err
		}
		if err := s.tell(ctx, v, fmt.Sprintf("%s %d", ask.name, v.Outcome.At.Unix()), m); err != nil && !discord.Refused(err) {
			return then{}, err
		} else if err != nil {
			s.cfg.Log.Error("the author could not be asked about a tie", "message", v.Message, "cause", err)
		}
	}
	if late {
		return then{}, nil
	}
	return then{at: again, what: "the author's word on a tie"}, nil
}

// choosable returns the options that the author may choose: those tied, or any where most would have none of them.
func choosable(v *store.Vote) []int {
	if !NoneLeads(v.Outcome) {
		return v.Outcome.Leaders
	}
	return every(v)
}

// every returns all options of a vote.
func every(v *store.Vote) []int {
	all := make([]int, len(v.Question.Options))
	for i := range all {
		all[i] = i
	}
	return all
}

// unheld reports whether the author settles a tie for which a run-off was promised, as that cannot be held.
func unheld(v *store.Vote) bool {
	return v.Round != store.RoundRunoff && v.Question.Voting.Tie == story.TieRunoff && len(v.Outcome.Leaders) > 1 &&
		!NoneLeads(v.Outcome) && (v.Outcome.How == store.AwaitsAuthor || v.Outcome.How == store.ByAuthor)
}

// NoneLeads reports whether, in an outcome, most would have none of the options.
func NoneLeads(o *store.Outcome) bool {
	return ballot.Decide(ballot.Tally{Counts: o.Counts, None: o.None, Voters: o.Voters}).NoneLeads
}

func mostVotes(o *store.Outcome) int {
	if len(o.Counts) == 0 {
		return 0
	}
	return slices.Max(o.Counts)
}

// Errors of settling a vote.
var (
	ErrNotForAuthor = errors.New("the vote does not wait for its author")
	ErrNotTied      = errors.New("the option is not among those the author may choose")
	ErrNotClosed    = errors.New("the vote is not closed")
	ErrNoNote       = errors.New("a result is set aside with a note, which its readers are told")
	ErrGoneOn       = errors.New("the story has gone on with what was chosen")
)

// TieChoose settles, at the author's word, a vote that waits for it: a tie, or one in which most would have none of the
// options. option is its index. The result is posted anew and says that the author has chosen. Errors are
// [ErrNotForAuthor], also if it was settled before, and [ErrNotTied].
func (s *Service) TieChoose(ctx context.Context, ref store.VoteRef, option int, who uint64) (store.Vote, error) {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return v, err
	}
	again, err := s.answered(ctx, ref)
	switch {
	case again || err != nil:
		return v, err
	case v.Outcome == nil || v.Outcome.How != store.AwaitsAuthor:
		return v, ErrNotForAuthor
	case !slices.Contains(choosable(&v), option):
		return v, ErrNotTied
	}
	now := s.cfg.Clock.Now()
	change := func(o *store.Outcome) error {
		if o.How != store.AwaitsAuthor {
			return ErrNotForAuthor
		}
		o.How, o.Winner, o.Settled = store.ByAuthor, option, now
		return nil
	}
	return s.settle(ctx, &v, change, s.entry(who, fmt.Sprintf("the author settles the vote of chapter %d with “%s”", v.Chapter,
		v.Question.Options[option].Text)))
}

// Veto sets the result of a closed vote aside, with a note that is public; an empty note takes the veto back. The result
// is posted anew and says so. An open vote is [ErrNotClosed], one whose run-off is not over [ErrFollowed].
func (s *Service) Veto(ctx context.Context, ref store.VoteRef, note string, who uint64) (store.Vote, error) {
	return s.veto(ctx, ref, nil, note, who)
}

// Overrule is Veto where the story goes on with another option, by its index: the chapters that depend on the vote are
// those of that option. The note must not be empty ([ErrNoNote]). [ErrNotTied] means that there is no such option, and
// [ErrGoneOn] that the first of those chapters is out already, or on its way.
func (s *Service) Overrule(ctx context.Context, ref store.VoteRef, option int, note string, who uint64) (store.Vote,
	error) {
	if strings.TrimSpace(note) == "" {
		return store.Vote{}, ErrNoNote
	}
	return s.veto(ctx, ref, &option, note, who)
}

// veto sets a result aside, for an option or for none.
func (s *Service) veto(ctx context.Context, ref store.VoteRef, instead *int, note string, who uint64) (store.Vote,
	error) {
	note = strings.Join(strings.Fields(note), " ")
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return v, err
	}
	again, err := s.answered(ctx, ref)
	switch {
	case again || err != nil:
		return v, err
	case v.Outcome == nil:
		return v, ErrNotClosed
	case v.Outcome.How == store.AwaitsRunoff || v.Round == store.RoundNominate:
		return v, ErrFollowed
	case instead != nil && (*instead < 0 || *instead >= len(v.Question.Options)):
		return v, ErrNotTied
	}
	if instead != nil {
		course, _, err := s.cfg.Store.Course(ctx, v.Guild, v.Story)
		if err != nil {
			return v, err
		}
		if _, gone := course.Way(v.Chapter); gone {
			return v, ErrGoneOn
		}
	}
	what := fmt.Sprintf("the author sets the result of chapter %d aside", v.Chapter)
	if note == "" {
		what = fmt.Sprintf("the author lets the result of chapter %d stand after all", v.Chapter)
	}
	if instead != nil {
		what += fmt.Sprintf(" (the story goes on with “%s”)", v.Question.Options[*instead].Text)
	}
	now := s.cfg.Clock.Now()
	return s.settle(ctx, &v, func(o *store.Outcome) error {
		o.Veto, o.Instead, o.Settled = note, instead, now
		return nil
	}, s.entryOf(who, what, note))
}

// settle changes a vote's outcome and has its result posted anew.
func (s *Service) settle(ctx context.Context, v *store.Vote, change func(*store.Outcome) error,
	entry store.Entry) (store.Vote, error) {
	after := v.Outcome.Clone()
	if err := change(after); err != nil {
		return *v, err
	}
	f, err := s.factsOf(ctx, v)
	if err != nil {
		return *v, err
	}
	body, err := f.notice(v, after)
	if err != nil {
		return *v, err
	}
	settled, err := s.cfg.Store.Settle(ctx, v.VoteRef, change, body, entry)
	if err != nil {
		return *v, err
	}
	return settled, s.stir(ctx, v.VoteRef, v.Closes)
}
