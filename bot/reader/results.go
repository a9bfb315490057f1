package reader

import (
	"context"
	"errors"
	"slices"
	"strings"

	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
	"cliffhanger/story/typeset"
)

const (
	mostSearched = 80 // characters that may be searched for
	resultsAPage = 5
)

// results answers /results: the story's closed votes, the newest first, or those with certain words.
func (d *Desk) results(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := d.sit(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	return d.resultPage(ctx, at, strings.Join(strings.Fields(r.Strings[optionSearch]), " "), r.Ints[optionPage])
}

// turnResults shows another page of them.
func (d *Desk) turnResults(ctx context.Context, r *route.Request) (route.Reply, error) {
	if !args(r.Component, 2) {
		return route.Reply{}, errors.New("a page button came back in another shape")
	}
	at, err := d.sitAt(ctx, r, story.Key(r.Component.Args[0]))
	if err != nil {
		return route.Reply{}, err
	}
	return d.resultPage(ctx, at, "", int64(r.Component.Args[1]))
}

// resultPage shows one page; page is clamped to what there is.
func (d *Desk) resultPage(ctx context.Context, at *seat, search string, page int64) (route.Reply, error) {
	all, err := d.store.VotesIn(ctx, at.serial.Guild, at.story.Key(), 0, 0, at.open)
	if err != nil {
		return route.Reply{}, err
	}
	for i := range all {
		all[i] = at.veiled(all[i])
	}
	found := decided(all)
	if len(found) == 0 {
		return route.Text(at.book.NoResults()), nil
	}
	found = searched(found, all, search)
	shown := render.Words(search, mostSearched)
	if len(found) == 0 {
		return route.Text(at.book.NothingFound(shown)), nil
	}
	pages := (len(found) + resultsAPage - 1) / resultsAPage
	n := int(min(max(page, 1), int64(pages)))
	a := render.Archive{Story: at.story.Key(), Title: typeset.Escape(at.story.Title), Search: shown, Found: len(found),
		Page: n, Pages: pages}
	for _, v := range found[(n-1)*resultsAPage : min(n*resultsAPage, len(found))] {
		one, err := d.decision(ctx, at, &v)
		if err != nil {
			return route.Reply{}, err
		}
		a.Decisions = append(a.Decisions, one)
	}
	m, err := a.Message(at.book)
	return route.Reply{Message: &m}, err
}

// decided returns the votes that are over: closed, and followed by no other.
func decided(all []store.Vote) []store.Vote {
	return slices.DeleteFunc(slices.Clone(all), func(v store.Vote) bool { return v.Open() || v.Next != 0 })
}

// searched returns those votes of a list that have all words of a search, in whatever case, in their questions and
// options or those of the votes they follow.
func searched(list, all []store.Vote, search string) []store.Vote {
	words := strings.Fields(strings.ToLower(search))
	if len(words) == 0 {
		return list
	}
	byMessage := make(map[uint64]*store.Vote, len(all))
	for i := range all {
		byMessage[all[i].Message] = &all[i]
	}
	return slices.DeleteFunc(list, func(v store.Vote) bool {
		var text strings.Builder
		for at := &v; at != nil; at = byMessage[at.Before] {
			text.WriteString(strings.ToLower(at.Question.Text) + "\n")
			for _, o := range at.Question.Options {
				text.WriteString(strings.ToLower(o.Text) + " " + o.Emoji + "\n")
			}
		}
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text.String(), w) })
	})
}

// decision is a vote in the archive.
func (d *Desk) decision(ctx context.Context, at *seat, v *store.Vote) (render.Decided, error) {
	out := render.Decided{Chapter: v.Chapter, Question: v.Question.Text, Closed: v.Closed, Link: linkTo(*v)}
	if v.Result.Message != 0 {
		out.Link = render.Link(v.Guild, v.Channel, v.Result.Message)
	}
	var err error
	if out.Outcome, err = d.outcome(ctx, at, v); err != nil {
		return out, err
	}
	o := v.Outcome
	if o == nil || v.Question.Open() {
		return out, nil
	}
	out.Voters, out.Reached = o.Voters, o.Eligible
	return out, nil
}

// outcome says in few words what came of a vote.
func (d *Desk) outcome(ctx context.Context, at *seat, v *store.Vote) (string, error) {
	switch o := v.Outcome; {
	case v.Round == store.RoundNominate:
		return at.book.OutcomeNoOptions(), nil
	case v.Question.Open():
		answers, err := d.store.Answers(ctx, v.VoteRef)
		if err != nil {
			return "", err
		}
		n := 0
		for _, a := range answers {
			if !a.FollowUp {
				n++
			}
		}
		return at.book.OutcomeAnswers(n), nil
	case o == nil:
		return at.book.OutcomeUnknown(), nil
	default:
		return render.OutcomeLine(at.book, saidOf(v, o)), nil
	}
}

// saidOf is what a vote has come to, to be said in few words.
func saidOf(v *store.Vote, o *store.Outcome) render.Said {
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
