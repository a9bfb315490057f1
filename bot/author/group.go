package author

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
)

// Groups sorts answers to a question that is closed.
type Groups interface {
	Groups(ctx context.Context, ref store.VoteRef) ([]store.Group, error)
	// Group makes a group, or takes it away if it has no readers. The error is [ErrStillOpen], [ErrNotPosted], or
	// store.ErrInvalid where there are too many.
	Group(ctx context.Context, ref store.VoteRef, name string, readers []story.ReaderID, who uint64) error
}

// ErrNotPosted is returned where a question's result is about to be posted.
var ErrNotPosted = errors.New("the result is not posted yet")

// actionGroup turns the pages of the numbered list of answers: vote's message, page.
const actionGroup customid.Action = "groups"

// isAnswered reports whether a question was answered in words only.
func isAnswered(v *store.Vote) bool { return v.Question.Open() && v.Round != store.RoundNominate }

// numbered returns the answers to a question, without follow-ups, in the order in which they came.
func (s *Service) numbered(ctx context.Context, p *poll) ([]store.Answer, error) {
	all, err := s.cfg.Archive.Answers(ctx, p.VoteRef)
	all = slices.DeleteFunc(all, func(a store.Answer) bool { return a.FollowUp })
	slices.SortStableFunc(all, func(a, b store.Answer) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return all, err
}

// pollGroup answers /poll group: with a name it makes a group of answers, without one it lists them.
func (s *Service) pollGroup(ctx context.Context, r *route.Request, p *poll) (route.Reply, error) {
	all, err := s.numbered(ctx, p)
	switch {
	case err != nil:
		return route.Reply{}, err
	case !isAnswered(&p.Vote):
		return route.Reply{}, route.Say(p.book.NoPollFits(p.book.NoAnsweredQuestion()), nil)
	case p.Open():
		return route.Reply{}, route.Say(p.book.GroupOpen(), nil)
	case len(all) == 0:
		return route.Reply{}, route.Say(p.book.GroupNone(), nil)
	}
	name := strings.Join(strings.Fields(r.Strings[optionName]), " ")
	if name == "" {
		return s.listAnswers(ctx, p, all, 1)
	}
	chosen, ok := numbersIn(r.Strings[optionAnswers], len(all))
	if !ok {
		return route.Reply{}, route.Say(p.book.GroupNumbers(len(all)), nil)
	}
	var readers []story.ReaderID
	for _, n := range chosen {
		readers = append(readers, all[n-1].Reader)
	}
	err = s.cfg.Groups.Group(ctx, p.VoteRef, name, readers, p.user)
	switch {
	case errors.Is(err, store.ErrInvalid):
		return route.Reply{}, route.Say(p.book.GroupFull(store.MaxGroups, store.MaxGroupName), err)
	case errors.Is(err, ErrNotPosted):
		return route.Reply{}, route.Say(p.book.GroupSoon(), nil)
	case err != nil:
		return route.Reply{}, p.refused(err)
	case len(readers) == 0:
		return route.Text(p.head() + "\n" + p.book.Ungrouped(render.Words(name, mostCounted))), nil
	}
	return route.Text(p.head() + "\n" + p.book.Grouped(render.Words(name, mostCounted), len(readers))), nil
}

// turnGroup shows another page of the numbered list.
func (s *Service) turnGroup(ctx context.Context, r *route.Request) (route.Reply, error) {
	p, err := s.pollOf(ctx, r, 2)
	if err != nil {
		return route.Reply{}, err
	}
	all, err := s.numbered(ctx, p)
	if err != nil {
		return route.Reply{}, err
	}
	if len(all) == 0 {
		return route.Reply{}, route.Say(p.book.GroupNone(), nil)
	}
	return s.listAnswers(ctx, p, all, int(min(r.Component.Args[1], mostChapters)))
}

const (
	answersAPage = 6
	mostWords    = 100 // code points of an answer in the list
)

// listAnswers shows a page of numbered answers, each with its group; page is clamped to what there is.
func (s *Service) listAnswers(ctx context.Context, p *poll, all []store.Answer, page int) (route.Reply, error) {
	groups, err := s.cfg.Groups.Groups(ctx, p.VoteRef)
	if err != nil {
		return route.Reply{}, err
	}
	in := map[story.ReaderID]string{}
	for _, g := range groups {
		for _, r := range g.Readers {
			in[r] = render.Words(g.Name, mostCounted)
		}
	}
	pages := (len(all) + answersAPage - 1) / answersAPage
	page = min(max(page, 1), pages)
	lines := []string{p.head(), p.book.GroupHead(page, pages)}
	for i := (page - 1) * answersAPage; i < min(page*answersAPage, len(all)); i++ {
		lines = append(lines, p.book.GroupLine(i+1, render.Words(all[i].Text, mostWords), in[all[i].Reader]))
	}
	m := render.Message{Content: render.Fit(lines)}
	if pages > 1 {
		m.Components, err = render.Turns(p.book, page, pages, actionGroup, p.Message)
	}
	return route.Reply{Message: &m}, err
}

// numbersIn reads numbers and ranges such as "1, 4 7-9", each from 1 to most; nothing is none of them. ok is false for
// anything else.
func numbersIn(text string, most int) (list []int, ok bool) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		first, last, ranged := strings.Cut(strings.ReplaceAll(word, "–", "-"), "-")
		from, err := strconv.Atoi(first)
		to := from
		if ranged && err == nil {
			to, err = strconv.Atoi(last)
		}
		if err != nil || from < 1 || to < from || to > most {
			return nil, false
		}
		for n := from; n <= to; n++ {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), true
}
