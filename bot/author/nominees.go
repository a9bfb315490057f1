package author

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story/nominee"

	"github.com/bwmarrin/discordgo"
)

// Actions of the buttons, menus and forms about what readers put forward. Those of alerts are package render's. An alert
// is named by its channel and message, so that it can say what was decided; both are 0 for a private answer.
const (
	actionList  customid.Action = "nominees"  // vote's message, page: that page of the list
	actionPick  customid.Action = "nominee"   // vote's message: the one chosen in the menu
	actionAdmit customid.Action = "admit"     // vote's message, nominee: approve it
	actionSame  customid.Action = "same"      // vote's message, nominee: ask into which one it is merged
	actionOut   customid.Action = "takeout"   // vote's message, nominee: open the form for the reason
	actionInto  customid.Action = "mergeinto" // vote's message, nominee, alert's channel, alert: into the one chosen
	actionWhy   customid.Action = "strikewhy" // the same: take it out for the reason in the form
)

// A judged is a nominee before its author.
type judged struct {
	*poll
	all []store.Nominee
	store.Nominee
}

// name is what was put forward, escaped.
func (j *judged) name() string { return nomineeName(&j.Nominee) }

func nomineeName(n *store.Nominee) string { return render.Words(n.Text, nominee.MaxLength) }

const mostReason = 150 // code points of a reason

// state says what has become of a nominee, after its name.
func (p *poll) state(all []store.Nominee, n *store.Nominee) string {
	switch n.State {
	case store.NomineeApproved:
		return p.book.IsApproved()
	case store.NomineeStruck:
		return p.book.IsStruck(render.Words(n.Reason, mostReason))
	case store.NomineeMerged:
		for i := range all {
			if all[i].ID == n.Into {
				return p.book.IsMerged(nomineeName(&all[i]))
			}
		}
	}
	return p.book.IsWaiting()
}

// judging finds the nominee that a button is about: its id's second argument.
func (s *Service) judging(ctx context.Context, r *route.Request, args int) (*judged, error) {
	p, err := s.pollOf(ctx, r, args)
	if err != nil {
		return nil, err
	}
	return s.nomineeIn(ctx, p, r.Component.Args[1])
}

func (s *Service) nomineeIn(ctx context.Context, p *poll, id uint64) (*judged, error) {
	all, err := s.cfg.Archive.Nominees(ctx, p.VoteRef)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(n store.Nominee) bool { return n.ID == id })
	if i < 0 {
		return nil, route.Say(p.book.NomineeGone(), nil)
	}
	return &judged{p, all, all[i]}, nil
}

// judge judges a nominee.
func (s *Service) judge(ctx context.Context, j *judged, state store.NomineeState, into uint64, reason string) error {
	err := s.cfg.Rounds.Judge(ctx, j.VoteRef, j.Nominee.ID, state, into, reason, j.user)
	switch {
	case errors.Is(err, store.ErrOutOfOrder):
		return route.Say(j.book.RoundOver(), nil)
	case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrInvalid):
		return route.Say(j.book.NomineeGone(), err)
	}
	return err
}

// pollNominees answers /poll nominees.
func (s *Service) pollNominees(ctx context.Context, _ *route.Request, p *poll) (route.Reply, error) {
	return s.listNominees(ctx, p, 1)
}

// turnNominees answers the buttons that turn the list's pages.
func (s *Service) turnNominees(ctx context.Context, r *route.Request) (route.Reply, error) {
	p, err := s.pollOf(ctx, r, 2)
	if err != nil {
		return route.Reply{}, err
	}
	return s.listNominees(ctx, p, int(min(r.Component.Args[1], store.MaxNominees)))
}

const nomineesAPage = 8

// listNominees shows a page of what was put forward; page is clamped to what there is.
func (s *Service) listNominees(ctx context.Context, p *poll, page int) (route.Reply, error) {
	all, err := s.cfg.Archive.Nominees(ctx, p.VoteRef)
	if err != nil {
		return route.Reply{}, err
	}
	if len(all) == 0 {
		return route.Text(p.head() + "\n" + p.book.NoNominees()), nil
	}
	pages := (len(all) + nomineesAPage - 1) / nomineesAPage
	page = min(max(page, 1), pages)
	lines := []string{p.head(), p.book.NomineesHead(len(all), page, pages)}
	var menu render.Menu
	for i := (page - 1) * nomineesAPage; i < min(page*nomineesAPage, len(all)); i++ {
		n := &all[i]
		lines = append(lines, p.book.NomineeLine(i+1, nomineeName(n), p.state(all, n)))
		menu.Add(strconv.Itoa(i+1)+". "+n.Text, strconv.FormatUint(n.ID, 16))
	}
	m := render.Message{Content: render.Fit(lines)}
	if m.Components, err = menu.Rows(p.book.NomineePick(), actionPick, p.Message); err != nil {
		return route.Reply{}, err
	}
	if pages > 1 {
		turn, err := render.Turns(p.book, page, pages, actionList, p.Message)
		if err != nil {
			return route.Reply{}, err
		}
		m.Components = append(m.Components, turn...)
	}
	return route.Reply{Message: &m}, nil
}

// pick answers the menu of the list: it shows the one chosen, with what can be done about it.
func (s *Service) pick(ctx context.Context, r *route.Request) (route.Reply, error) {
	p, err := s.pollOf(ctx, r, 1)
	if err != nil {
		return route.Reply{}, err
	}
	id, ok := chosen(r)
	if !ok {
		return route.Reply{}, route.Say(p.book.NomineeGone(), nil)
	}
	j, err := s.nomineeIn(ctx, p, id)
	if err != nil {
		return route.Reply{}, err
	}
	return panel(j, "")
}

// chosen reads the one id chosen in a menu.
func chosen(r *route.Request) (uint64, bool) {
	if len(r.Values) != 1 {
		return 0, false
	}
	id, err := strconv.ParseUint(r.Values[0], 16, 64)
	return id, err == nil
}

// panel shows a nominee with what can be done about it. said is what was just done, which is not offered again.
func panel(j *judged, said string) (route.Reply, error) {
	text := j.head() + "\n" + j.book.NomineeOf(j.name(), j.state(j.all, &j.Nominee))
	if said != "" {
		text = j.head() + "\n" + said
	}
	admits := actionAdmit
	if j.State == store.NomineeApproved {
		admits = ""
	}
	list, err := render.NomineeButtons(j.book, admits, actionSame, actionOut, j.Message, j.Nominee.ID)
	if err != nil {
		return route.Reply{}, err
	}
	back, err := press(discordgo.SecondaryButton, j.book.ListButton(), actionList, j.Message, 1)
	if err != nil {
		return route.Reply{}, err
	}
	return route.Reply{Message: &render.Message{Content: text, Components: buttons(append(list, back)...)}}, nil
}

// admit answers "Approve" in a private answer.
func (s *Service) admit(ctx context.Context, r *route.Request) (route.Reply, error) {
	j, err := s.judging(ctx, r, 2)
	if err != nil {
		return route.Reply{}, err
	}
	if err := s.judge(ctx, j, store.NomineeApproved, 0, ""); err != nil {
		return route.Reply{}, err
	}
	j.State = store.NomineeApproved
	return panel(j, j.book.Approved(j.name()))
}

// undecided finds the nominee that a button under an alert is about, unless somebody has judged it.
func (s *Service) undecided(ctx context.Context, r *route.Request) (*judged, error) {
	j, err := s.judging(ctx, r, 2)
	if err == nil && j.State != store.NomineeWaiting {
		err = route.Say(j.book.NomineeJudged(j.name(), j.state(j.all, &j.Nominee)), nil)
	}
	return j, err
}

// approve answers "Approve" under an alert.
func (s *Service) approve(ctx context.Context, r *route.Request) (route.Reply, error) {
	if list := r.Component.Args; len(list) > 1 {
		defer s.decideOn(list[1])()
	}
	j, err := s.undecided(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	if err := s.judge(ctx, j, store.NomineeApproved, 0, ""); err != nil {
		return route.Reply{}, err
	}
	s.settle(ctx, r, j.public().NomineeApprovedBy(j.Chapter, j.name(), j.user, s.cfg.Clock.Now()), nil)
	return route.Text(j.book.Approved(j.name())), nil
}

// public is what everybody at the desk is told in.
func (p *poll) public() phrase.Book { return phrase.For(p.story.Language) }

// decidedSince refuses what a form or menu asks that came from an alert, if somebody has judged the nominee since.
func (j *judged) decidedSince(r *route.Request) error {
	if r.Component.Args[3] == 0 || j.State == store.NomineeWaiting {
		return nil
	}
	return route.Say(j.book.NomineeJudged(j.name(), j.state(j.all, &j.Nominee)), nil)
}

// settleAlert shows on the alert that a form's or menu's id names what was decided; a private answer is none.
func (s *Service) settleAlert(ctx context.Context, r *route.Request, text string) {
	channel, alert := r.Component.Args[2], r.Component.Args[3]
	if alert == 0 {
		return
	}
	s.settle(ctx, &route.Request{Guild: r.Guild, Channel: channel, Message: alert}, text, nil)
}

// pollSuggest answers /poll suggest: the author puts something forward.
func (s *Service) pollSuggest(ctx context.Context, r *route.Request, p *poll) (route.Reply, error) {
	n, fresh, err := s.cfg.Rounds.Suggest(ctx, p.VoteRef, r.Strings[optionText])
	for cause, text := range map[error]string{
		nominee.ErrEmpty: p.book.NominateEmpty(), nominee.ErrLong: p.book.NominateLong(nominee.MaxLength),
		nominee.ErrLink: p.book.NominateLink(), nominee.ErrMention: p.book.NominateMention(),
		store.ErrFullOfNominees: p.book.NominateFull(),
	} {
		if errors.Is(err, cause) {
			return route.Reply{}, route.Say(text, nil)
		}
	}
	if err != nil {
		return route.Reply{}, p.refused(err)
	}
	if fresh {
		return route.Text(p.head() + "\n" + p.book.Suggested(nomineeName(&n))), nil
	}
	j, err := s.nomineeIn(ctx, p, n.ID)
	if err != nil {
		return route.Reply{}, err
	}
	return panel(j, p.book.SuggestedBefore(j.name(), p.state(j.all, &j.Nominee)))
}
