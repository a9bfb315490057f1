package author

import (
	"context"
	"strings"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
)

// reasonField is the form's one field.
const reasonField = "reason"

// strike answers "Strike…" under an alert; takeOut does in a private answer.
func (s *Service) strike(ctx context.Context, r *route.Request) (route.Reply, error) {
	j, err := s.undecided(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	return askWhy(j, r.Channel, r.Message)
}

func (s *Service) takeOut(ctx context.Context, r *route.Request) (route.Reply, error) {
	j, err := s.judging(ctx, r, 2)
	if err != nil {
		return route.Reply{}, err
	}
	return askWhy(j, 0, 0)
}

// askWhy opens the form for the reason why something is taken out.
func askWhy(j *judged, channel, alert uint64) (route.Reply, error) {
	id, err := customid.New(actionWhy, j.Message, j.Nominee.ID, channel, alert)
	return route.Reply{Modal: &route.Modal{ID: id, Title: j.book.StrikeTitle(), Fields: []route.Field{{
		ID: reasonField, Label: j.book.StrikeLabel(),
		Input: route.TextInput{Placeholder: short(j.Text, 100), MaxLength: mostReason},
	}}}}, err
}

// strikeWhy takes something out for the reason in the form.
func (s *Service) strikeWhy(ctx context.Context, r *route.Request) (route.Reply, error) {
	if list := r.Component.Args; len(list) > 1 {
		defer s.decideOn(list[1])()
	}
	j, err := s.judging(ctx, r, 4)
	if err != nil {
		return route.Reply{}, err
	}
	reason := strings.Join(strings.Fields(r.Texts[reasonField]), " ")
	if reason == "" {
		return route.Reply{}, route.Say(j.book.StrikeNoReason(), nil)
	}
	if err := j.decidedSince(r); err != nil {
		return route.Reply{}, err
	}
	if err := s.judge(ctx, j, store.NomineeStruck, 0, reason); err != nil {
		return route.Reply{}, err
	}
	reason = render.Words(reason, mostReason)
	s.settleAlert(ctx, r, j.public().NomineeStruckBy(j.Chapter, j.name(), reason, j.user, s.cfg.Clock.Now()))
	return route.Text(j.book.Struck(j.name(), reason)), nil
}
