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
	"cliffhanger/story/nominee"
)

const (
	listEvery = 30 * time.Second // a round's message is changed at most so often
	lateHour  = time.Hour        // what is put forward in the last hour of a round is pointed out in its vote
	suggested = 10               // names of the chapter that are suggested to its author
)

// Nominate puts something forward in a round of nominations, in the name of whoever does. It returns what now stands for
// it, and whether that is new: the same in another spelling stands already. A text that cannot be put forward is an
// error of package nominee's, worded for its reader; the limits are [store.ErrFullOfNominees] and [store.ErrFullOfYours],
// a round that is over [store.ErrVoteClosed], and who may not vote may not put forward either: [*Refused].
func (s *Service) Nominate(ctx context.Context, ref store.VoteRef, who Person, text string) (store.Nominee, bool, error) {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return store.Nominee{}, false, err
	}
	voter := s.cfg.Store.Reader(who.User)
	why, err := s.refusal(ctx, s.following(v), who, voter)
	if err != nil {
		return store.Nominee{}, false, err
	}
	if why != nil {
		return store.Nominee{}, false, &Refused{*why}
	}
	return s.putForward(ctx, &v, voter, text)
}

// Suggest puts something forward in the name of a story's author, who may put forward any number of names.
func (s *Service) Suggest(ctx context.Context, ref store.VoteRef, text string) (store.Nominee, bool, error) {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return store.Nominee{}, false, err
	}
	return s.putForward(ctx, &v, story.ReaderID{}, text)
}

func (s *Service) putForward(ctx context.Context, v *store.Vote, by story.ReaderID, text string) (store.Nominee, bool,
	error) {
	text, err := nominee.Clean(text)
	if err != nil {
		return store.Nominee{}, false, err
	}
	n := store.Nominee{Key: nominee.Key(text), Text: text, By: by, At: s.cfg.Clock.Now()}
	if v.Question.Voting.Admit == story.AdmitAll || by == (story.ReaderID{}) {
		n.State = store.NomineeApproved
	}
	n, fresh, err := s.cfg.Store.Nominate(ctx, v.VoteRef, n)
	if err == nil && fresh {
		s.nominated(v.VoteRef)
	}
	return n, fresh, err
}

// A Refused is returned where somebody may not take part.
type Refused struct{ Refusal }

// Error says so; what the reader is told is worded elsewhere.
func (r *Refused) Error() string { return "not allowed to take part in this vote" }

// nominated has the list of what stands renewed, and the author asked.
func (s *Service) nominated(ref store.VoteRef) {
	if p := s.followed(ref); p != nil {
		poke(p.listed)
	}
}

// Judge says what becomes of something that was put forward; see [store.Store.Judge]. What is struck is struck for a
// reason that everybody reads. who is the author's Discord user id.
func (s *Service) Judge(ctx context.Context, ref store.VoteRef, id uint64, state store.NomineeState, into uint64,
	reason string, who uint64) error {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return err
	}
	reason = strings.Join(strings.Fields(reason), " ")
	done := map[store.NomineeState]string{
		store.NomineeWaiting: "puts back", store.NomineeApproved: "admits", store.NomineeStruck: "strikes",
		store.NomineeMerged: "merges",
	}[state]
	what := fmt.Sprintf("the author %s what was put forward for chapter %d as %x", done, v.Chapter, id)
	if err := s.cfg.Store.Judge(ctx, ref, id, state, into, reason, s.entryOf(who, what, reason)); err != nil {
		return err
	}
	s.nominated(ref)
	return nil
}

// ErrNothingAdmitted is returned where a vote cannot begin, because there is nothing to vote on.
var ErrNothingAdmitted = errors.New("nothing that was put forward is admitted yet")

// OpenNow ends a round of nominations, and begins the vote on what was admitted; also after a round that ended with
// nothing to vote on, once something has been. Errors are [ErrNothingAdmitted], [ErrFollowed] if the vote has begun, and
// [ErrNoVote] if there is no such round.
func (s *Service) OpenNow(ctx context.Context, ref store.VoteRef, who uint64) error {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return err
	}
	if again, err := s.answered(ctx, ref); again || err != nil {
		return err
	}
	list, err := s.admittedTo(ctx, &v)
	switch {
	case err != nil:
		return err
	case v.Round != store.RoundNominate:
		return ErrNoVote
	case v.Next != 0:
		return ErrFollowed
	case len(list) == 0:
		return ErrNothingAdmitted
	case v.Open():
		return s.Close(ctx, ref, who)
	case v.Outcome == nil || v.Outcome.How != store.Nobody:
		return nil // it is about to begin
	}
	_, err = s.settle(ctx, &v, func(o *store.Outcome) error { o.How = 0; return nil },
		s.entry(who, fmt.Sprintf("the author opens the vote of chapter %d on what was put forward", v.Chapter)))
	return err
}

// admittedTo returns what is to be voted on after a round, in the order in which it was put forward. Where that is more
// than a vote has room for, what most have put forward comes first into it.
func (s *Service) admittedTo(ctx context.Context, v *store.Vote) ([]store.Nominee, error) {
	all, err := s.cfg.Store.Nominees(ctx, v.VoteRef)
	if err != nil {
		return nil, err
	}
	backers := backersOf(all)
	list := slices.DeleteFunc(slices.Clone(all), func(n store.Nominee) bool { return n.State != store.NomineeApproved })
	if len(list) > story.MaxOptions {
		slices.SortStableFunc(list, func(a, b store.Nominee) int { return backers[b.ID] - backers[a.ID] })
		list = list[:story.MaxOptions]
		slices.SortStableFunc(list, func(a, b store.Nominee) int { return a.At.Compare(b.At) })
	}
	return list, nil
}

// backersOf returns how often each was put forward, those that were merged into it included.
func backersOf(all []store.Nominee) map[uint64]int {
	byID := make(map[uint64]*store.Nominee, len(all))
	for i := range all {
		byID[all[i].ID] = &all[i]
	}
	backers := map[uint64]int{}
	for i := range all {
		n := &all[i]
		for range len(all) { // what is merged may be merged into what is merged
			into := byID[n.Into]
			if n.State != store.NomineeMerged || into == nil {
				break
			}
			n = into
		}
		backers[n.ID]++
	}
	return backers
}

// letter is the emoji of an option that has none of its author's: a regional letter, 🇦 for 0.
func letter(i int) string { return string(rune('🇦' + i)) }

// voteOnNominees has what was admitted in a round voted on.
func (s *Service) voteOnNominees(ctx context.Context, v *store.Vote) error {
	list, err := s.admittedTo(ctx, v)
	if err != nil {
		return err
	}
	if len(list) == 0 { // struck since the round was closed
		_, err := s.settle(ctx, v, func(o *store.Outcome) error { o.How = store.Nobody; return nil },
			s.entry(0, fmt.Sprintf("nothing is left to vote on in chapter %d", v.Chapter)))
		return err
	}
	q := story.Question{Text: v.Question.Text, FollowUp: v.Question.FollowUp, Voting: v.Question.Voting}
	for i, n := range list {
		q.Options = append(q.Options, story.Option{Emoji: letter(i), Text: n.Text})
	}
	return s.hold(ctx, v, store.Vote{Question: q, Round: store.RoundVote})
}

// lateIn returns what was admitted of what was put forward in the last hour of a round.
func (s *Service) lateIn(ctx context.Context, v *store.Vote) ([]string, error) {
	list, err := s.admittedTo(ctx, v)
	if err != nil {
		return nil, err
	}
	over := v.Closed
	if v.Closes.Before(over) || over.IsZero() {
		over = v.Closes
	}
	var late []string
	for _, n := range list {
		if n.At.After(over.Add(-lateHour)) && over.Sub(v.Opened) > lateHour {
			late = append(late, n.Text)
		}
	}
	return late, nil
}

// beginRound tells the author that a round of nominations has begun, with names from the chapter. Readers do not see
// those.
func (s *Service) beginRound(ctx context.Context, v *store.Vote) error {
	if v.Round != store.RoundNominate {
		return nil
	}
	var names []string
	if s.cfg.Endings.Chapter != nil {
		if c, ok := s.cfg.Endings.Chapter(v.Guild, v.Story, v.Chapter); ok {
			names = nominee.Names(c, suggested)
		}
	}
	err := s.tell(ctx, v, "round told", render.RoundAlert(book(), v.Chapter, &v.Question, names, link(v)))
	if discord.Refused(err) {
		s.cfg.Log.Error("the author could not be told of a round of nominations", "message", v.Message, "cause", err)
		return nil
	}
	return err
}

// nothingNominated tells the author that a round has ended with nothing to vote on.
func (s *Service) nothingNominated(ctx context.Context, v *store.Vote) error {
	all, err := s.cfg.Store.Nominees(ctx, v.VoteRef)
	if err != nil {
		return err
	}
	err = s.tell(ctx, v, fmt.Sprintf("nothing to vote on %d", v.Closed.Unix()), render.NobodyNominated(book(), v.Chapter,
		&v.Question, waiting(all)))
	if discord.Refused(err) {
		s.cfg.Log.Error("the author could not be told of a round's end", "message", v.Message, "cause", err)
		return nil
	}
	return err
}

func waiting(all []store.Nominee) int {
	n := 0
	for i := range all {
		if all[i].State == store.NomineeWaiting {
			n++
		}
	}
	return n
}

// relist keeps the list under a round's message up to date, and asks the author about what waits for them, until ctx
// ends. The author is asked at once; the message changes at most every listEvery.
func (s *Service) relist(ctx context.Context, p *poll) {
	if p.vote.Round != store.RoundNominate {
		return
	}
	var edited time.Time // in real time
	for {
		_, _, moved := p.deadline.get(p.vote.Closes)
		s.retrying(ctx, p, "ask about what is put forward", func() error { return s.askAbout(ctx, p.vote.VoteRef) })
		var later <-chan time.Time
		if wait := time.Until(edited.Add(listEvery)); wait > 0 {
			later = time.After(wait)
		} else {
			s.retrying(ctx, p, "list what is put forward", func() error {
				changed, err := s.list(ctx, p.vote.VoteRef)
				if changed {
					edited = time.Now()
				}
				return err
			})
		}
		select {
		case <-p.listed:
		case <-later:
		case <-moved:
		case <-ctx.Done():
			return
		}
	}
}

// list has a round's message say what stands, and reports whether that was a change.
func (s *Service) list(ctx context.Context, ref store.VoteRef) (changed bool, err error) {
	if s.cfg.Endings.Pages == nil {
		return false, nil
	}
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return false, err
	}
	all, err := s.cfg.Store.Nominees(ctx, ref)
	if err != nil || len(all) == 0 && v.Extended == 0 {
		return false, err
	}
	if back, err := s.takenBack(ctx, &v); err != nil || back { // what its message says instead stays there
		return false, err
	}
	changed, err = s.reshow(ctx, ref)
	if errors.Is(err, discord.ErrEditTooOld) { // Discord takes few edits of old messages: the next occasion comes
		return false, nil
	}
	return changed, err
}

// askAbout asks the author about each that waits for their word, once.
func (s *Service) askAbout(ctx context.Context, ref store.VoteRef) error {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		return err
	}
	all, err := s.cfg.Store.Nominees(ctx, ref)
	if err != nil {
		return err
	}
	for _, n := range all {
		if n.State != store.NomineeWaiting {
			continue
		}
		m, err := render.NomineeAlert(book(), v.Chapter, n.Text, v.Message, n.ID, link(&v))
		if err != nil {
			return err
		}
		if err := s.tell(ctx, &v, fmt.Sprintf("asked about %x", n.ID), m); err != nil {
			return err
		}
	}
	return nil
}

// nominationOf is a round as it is shown: what is admitted and what was struck, in the order in which it was put forward.
func nominationOf(v *store.Vote, all []store.Nominee) render.Nomination {
	out := render.Nomination{Story: v.Story, Chapter: v.Chapter, Question: &v.Question, Closes: v.Closes,
		Waiting: waiting(all), Over: !v.Open()}
	backers := backersOf(all)
	for _, n := range all {
		if n.State == store.NomineeApproved || n.State == store.NomineeStruck {
			out.Standing = append(out.Standing, render.Nominee{Text: n.Text, By: backers[n.ID],
				Struck: n.State == store.NomineeStruck, Reason: n.Reason})
		}
	}
	return out
}
