package author

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"

	"github.com/bwmarrin/discordgo"
)

// merge answers "Merge into…" under an alert; same does in a private answer.
func (s *Service) merge(ctx context.Context, r *route.Request) (route.Reply, error) {
	j, err := s.undecided(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	return askInto(j, r.Channel, r.Message)
}

func (s *Service) same(ctx context.Context, r *route.Request) (route.Reply, error) {
	j, err := s.judging(ctx, r, 2)
	if err != nil {
		return route.Reply{}, err
	}
	return askInto(j, 0, 0)
}

// mostTargets is how many lines a menu has.
const mostTargets = 25

// askInto asks into which one a nominee is merged: those that are approved come first, the likest by name before others.
func askInto(j *judged, channel, alert uint64) (route.Reply, error) {
	others := slices.DeleteFunc(slices.Clone(j.all), func(n store.Nominee) bool {
		return n.ID == j.Nominee.ID || n.State == store.NomineeMerged || n.State == store.NomineeStruck
	})
	if len(others) == 0 {
		return route.Reply{}, route.Say(j.book.MergeNone(), nil)
	}
	slices.SortStableFunc(others, func(a, b store.Nominee) int { return likeness(&b, &j.Nominee) - likeness(&a, &j.Nominee) })
	var menu render.Menu
	for i := range others[:min(len(others), mostTargets)] {
		menu.Add(others[i].Text, strconv.FormatUint(others[i].ID, 16))
	}
	m := render.Message{Content: j.book.MergeAsk(j.name())}
	var err error
	m.Components, err = menu.Rows(j.book.NomineeInto(), actionInto, j.Message, j.Nominee.ID, channel, alert)
	return route.Reply{Message: &m}, err
}

// likeness says how likely one nominee is meant by another: words in common count most.
func likeness(n, to *store.Nominee) int {
	like := 0
	for _, word := range strings.Fields(strings.ToLower(to.Text)) {
		if len([]rune(word)) > 2 && strings.Contains(strings.ToLower(n.Text), word) {
			like += 2
		}
	}
	if n.State == store.NomineeApproved {
		like++
	}
	return like
}

// mergeInto answers the menu of those to merge into.
func (s *Service) mergeInto(ctx context.Context, r *route.Request) (route.Reply, error) {
	if list := r.Component.Args; len(list) > 1 {
		defer s.decideOn(list[1])()
	}
	j, err := s.judging(ctx, r, 4)
	if err != nil {
		return route.Reply{}, err
	}
	id, ok := chosen(r)
	if !ok {
		return route.Reply{}, route.Say(j.book.NomineeGone(), nil)
	}
	into, err := s.nomineeIn(ctx, j.poll, id)
	if err == nil {
		err = j.decidedSince(r)
	}
	if err != nil {
		return route.Reply{}, err
	}
	if err := s.judge(ctx, j, store.NomineeMerged, id, ""); err != nil {
		return route.Reply{}, err
	}
	s.settleAlert(ctx, r, j.public().NomineeMergedBy(j.Chapter, j.name(), into.name(), j.user, s.cfg.Clock.Now()))
	back, err := press(discordgo.SecondaryButton, j.book.ListButton(), actionList, j.Message, 1)
	if err != nil {
		return route.Reply{}, err
	}
	return route.Reply{Message: &render.Message{Content: j.head() + "\n" + j.book.Merged(j.name(), into.name()),
		Components: buttons(back)}}, nil
}
