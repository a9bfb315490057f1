package author

import (
	"context"

	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// pollShow answers /poll show.
func (s *Service) pollShow(ctx context.Context, _ *route.Request, p *poll) (route.Reply, error) {
	lines := []string{p.head()}
	if p.Open() {
		lines = append(lines, p.book.PollOpen(p.Closes, p.Extended))
	} else {
		lines = append(lines, p.book.PollClosed(p.Closed, p.result()))
	}
	if p.Next != 0 {
		lines = append(lines, p.book.PollFollowed(render.Link(p.Guild, p.Channel, p.Next)))
	}
	more, err := s.figures(ctx, p)
	if err != nil {
		return route.Reply{}, err
	}
	lines = append(lines, more...)
	if p.Outcome != nil && isCounted(&p.Vote) {
		lines = append(lines, p.book.PollOutcome(render.OutcomeLine(p.book, saidOf(&p.Vote))))
	}
	if next := p.next(); len(next) > 0 {
		lines = append(lines, "-# "+p.book.PollNext(next))
	}
	return route.Text(render.Fit(lines)), nil
}

// head says what is asked, and where.
func (p *poll) head() string {
	return p.book.PollHead(p.Chapter, p.round(), "> "+render.Asked(&p.Question), p.link())
}

func (p *poll) round() string {
	switch {
	case p.Round == store.RoundNominate:
		return p.book.RoundNominations()
	case p.Question.Open():
		return p.book.RoundAnswers()
	case p.Round == store.RoundRunoff:
		return p.book.RoundRunoff()
	case p.Question.Voting.Style == story.VoteSecret:
		return p.book.RoundSecret()
	}
	return p.book.RoundVote()
}

// result links the result, "" if there is none.
func (p *poll) result() string {
	if p.Result.Message == 0 {
		return ""
	}
	return render.Link(p.Guild, p.Channel, p.Result.Message)
}

// saidOf is what a closed vote has come to, to be said in few words.
func saidOf(v *store.Vote) render.Said {
	o := v.Outcome
	return render.Said{
		Question: &v.Question, Winner: o.Winner, Runoff: v.Round == store.RoundRunoff, Veto: o.Veto,
		Tie: ballot.Decide(ballot.Tally{Counts: o.Counts, None: o.None, Voters: o.Voters}).Tie,
		How: map[store.How]render.Ending{
			store.ByVotes: render.ByVotes, store.ByAuthor: render.AuthorChose, store.ByDraw: render.ByDraw,
			store.ByNone: render.ByNone, store.AwaitsAuthor: render.AuthorDecides, store.AwaitsRunoff: render.RunoffFollows,
			store.ByRunoff: render.RunoffFollows,
		}[o.How],
	}
}

// figures says what has come in so far.
func (s *Service) figures(ctx context.Context, p *poll) ([]string, error) {
	switch {
	case p.Round == store.RoundNominate:
		all, err := s.cfg.Archive.Nominees(ctx, p.VoteRef)
		if err != nil {
			return nil, err
		}
		n := map[store.NomineeState]int{}
		for _, one := range all {
			n[one.State]++
		}
		lines := []string{p.book.PollNominees(n[store.NomineeApproved], n[store.NomineeWaiting], n[store.NomineeStruck])}
		if p.Open() && p.story.Release.Desk == "" {
			lines = append(lines, p.book.NobodyTellsYou())
		}
		return lines, nil
	case p.sealed():
		return []string{p.book.PollHidden()}, nil
	case p.Question.Open():
		return s.writtenTo(ctx, p)
	}
	x, err := s.cfg.Settlements.Export(ctx, p.VoteRef)
	if err != nil {
		return nil, err
	}
	counted, err := x.Recount()
	if err != nil {
		return []string{p.book.RecountDiffers(problem(err))}, nil
	}
	lines := []string{p.counts(counted.Tally)}
	if p.Open() && p.Spoiled > 0 {
		lines = append(lines, p.book.PollUnclear(p.Spoiled))
	}
	if p.Question.FollowUp == "" {
		return lines, nil
	}
	more, err := s.writtenTo(ctx, p)
	return append(lines, more...), err
}

// writtenTo says how many wrote to the author.
func (s *Service) writtenTo(ctx context.Context, p *poll) ([]string, error) {
	answers, err := s.cfg.Archive.Answers(ctx, p.VoteRef)
	followUps := 0
	for _, a := range answers {
		if a.FollowUp {
			followUps++
		}
	}
	return []string{p.book.PollAnswers(len(answers)-followUps, followUps)}, err
}

// sealed reports whether the counts of a vote are not to be seen by anybody yet.
func (p *poll) sealed() bool {
	return p.Open() && isCounted(&p.Vote) && p.Question.Voting.Counts == story.CountsClosed
}

// unread reports whether nobody is to see a vote's entries yet.
func (p *poll) unread() bool {
	return p.Open() && isCounted(&p.Vote) && p.Question.Voting.Style == story.VoteSecret
}

// canRecount reports whether a vote may be recounted and exported now.
func (p *poll) canRecount() bool { return isCounted(&p.Vote) && !p.sealed() && !p.unread() }

const mostCounted = 40 // code points of an option beside its count

// counts lists a tally.
func (p *poll) counts(t ballot.Tally) string {
	var list []string
	for i, n := range t.Counts {
		if name, ok := render.ChoiceName(p.book, &p.Question, story.Choice(i), mostCounted); ok {
			list = append(list, p.book.CountOf(name, n))
		}
	}
	if t.None > 0 {
		name, _ := render.ChoiceName(p.book, &p.Question, story.None, mostCounted)
		list = append(list, p.book.CountOf(name, t.None))
	}
	return p.book.RecountCounts(t.Voters, list)
}

// next lists the subcommands that do something for a vote as it stands.
func (p *poll) next() []string {
	var list []string
	for _, c := range []struct {
		name string
		on   bool
	}{
		{"extend", p.Open()}, {"close", p.Open()}, {"nominees", isRound(&p.Vote)}, {"open", isRound(&p.Vote)},
		{"tie", waitsForAuthor(&p.Vote)}, {"reopen", canReopen(&p.Vote)}, {"veto", canVeto(&p.Vote)},
		{"group", isAnswered(&p.Vote) && !p.Open()},
		{"recount", p.canRecount()}, {"export", p.canRecount()},
	} {
		if c.on {
			list = append(list, "`/poll "+c.name+"`")
		}
	}
	return list
}
