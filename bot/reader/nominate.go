package reader

import (
	"context"
	"errors"
	"strings"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story/nominee"
)

// askNominee answers "Put something forward".
func (d *Desk) askNominee(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, v, err := d.pressed(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	return nomineeForm(at, v)
}

// nomineeForm opens the form to put something forward.
func nomineeForm(at *seat, v store.Vote) (route.Reply, error) {
	switch {
	case !v.Open():
		return route.Reply{}, route.Say(at.book.VoteClosed(), nil)
	case !nominable(&v):
		return route.Reply{}, route.Say(at.book.NothingToNominate(), nil)
	}
	id, err := customid.New(render.ActionNominate, uint64(v.Story), uint64(v.Chapter), v.Message)
	if err != nil {
		return route.Reply{}, err
	}
	return route.Reply{Modal: &route.Modal{
		ID: id, Title: at.book.NominateTitle(), Fields: []route.Field{{
			ID: answerField, Label: at.book.NominateLabel(), Description: at.book.NominateHint(),
			Input: route.TextInput{Placeholder: shortHint(v.Question.Text), MaxLength: nominee.MaxLength},
		}},
	}}, nil
}

// nominate takes what was written in the form.
func (d *Desk) nominate(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, v, err := d.pressed(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	if !nominable(&v) {
		return route.Reply{}, route.Say(at.book.VoteClosed(), nil)
	}
	n, fresh, err := d.ballots.Nominate(ctx, v.VoteRef, voterOf(r), r.Texts[answerField])
	if err != nil {
		return route.Reply{}, at.notPutForward(&v, err)
	}
	name := render.Words(n.Text, nominee.MaxLength)
	if fresh {
		return route.Text(at.book.PutForward(name, n.State == store.NomineeWaiting)), nil
	}
	all, err := d.store.Nominees(ctx, v.VoteRef)
	if err != nil {
		return route.Reply{}, err
	}
	return route.Text(at.book.PutForwardBefore(name, at.became(all, n))), nil
}

// notPutForward words why something is not put forward.
func (s *seat) notPutForward(v *store.Vote, err error) error {
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		return route.Say(s.refused(v, refusal), nil)
	case errors.Is(err, nominee.ErrEmpty):
		return route.Say(s.book.NominateEmpty(), nil)
	case errors.Is(err, nominee.ErrLong):
		return route.Say(s.book.NominateLong(nominee.MaxLength), nil)
	case errors.Is(err, nominee.ErrLink):
		return route.Say(s.book.NominateLink(), nil)
	case errors.Is(err, nominee.ErrMention):
		return route.Say(s.book.NominateMention(), nil)
	case errors.Is(err, store.ErrFullOfNominees):
		return route.Say(s.book.NominateFull(), nil)
	case errors.Is(err, store.ErrFullOfYours):
		return route.Say(s.book.NominateYours(store.MaxReaderNominees), nil)
	case errors.Is(err, store.ErrVoteClosed):
		return route.Say(s.book.VoteClosed(), nil)
	}
	return err
}

// became says what has become of something that was put forward.
func (s *seat) became(all []store.Nominee, n store.Nominee) string {
	switch n.State {
	case store.NomineeApproved:
		return s.book.NomineeStands()
	case store.NomineeStruck:
		return s.book.WasStruck(render.Words(n.Reason, mostReason))
	case store.NomineeMerged:
		for _, other := range all {
			if other.ID == n.Into {
				return s.book.NomineeMergedInto(render.Words(other.Text, nominee.MaxLength))
			}
		}
	}
	return s.book.NomineeWaits()
}

// mostReason is how many code points of the author's reason are told.
const mostReason = 150

// putForward lists what a reader has put forward.
func (d *Desk) putForward(ctx context.Context, at *seat, v store.Vote) (string, error) {
	all, err := d.store.Nominees(ctx, v.VoteRef)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, n := range all {
		if n.By == at.reader {
			lines = append(lines, at.book.PutForwardLine(render.Words(n.Text, nominee.MaxLength), at.became(all, n)))
		}
	}
	if len(lines) == 0 && !v.Open() {
		return at.book.YouPutNothing(), nil
	}
	if len(lines) == 0 {
		return at.book.YouPutNothingForward(), nil
	}
	return at.book.YouPutForward(lines), nil
}

// shortHint makes what Discord takes as a placeholder of a question.
func shortHint(text string) string {
	short := []rune(strings.Join(strings.Fields(text), " "))
	if len(short) > 100 {
		short = append(short[:99], '…')
	}
	return string(short)
}
