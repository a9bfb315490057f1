package author

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

// Actions of the buttons under private answers about votes.
const (
	actionClose     customid.Action = "closepoll" // vote's message: close it now
	actionLeavePoll customid.Action = "leavepoll" // vote's message: leave it as it is
)

// pollExtend answers /poll extend.
func (s *Service) pollExtend(ctx context.Context, r *route.Request, p *poll) (route.Reply, error) {
	by, ok := parseSpan(r.Strings[optionBy])
	if !ok {
		return route.Reply{}, route.Say(p.book.PollNotASpan(quoted(r.Strings[optionBy])), nil)
	}
	v, err := s.cfg.Polls.Extend(ctx, p.VoteRef, by, p.user)
	if err != nil {
		return route.Reply{}, p.refused(err)
	}
	return route.Text(p.head() + "\n" + p.book.PollExtended(v.Closes)), nil
}

// pollClose answers /poll close: it asks first.
func (s *Service) pollClose(ctx context.Context, _ *route.Request, p *poll) (route.Reply, error) {
	if !p.Open() {
		return route.Reply{}, route.Say(p.book.PollIsClosed(), nil)
	}
	text := p.book.PollWouldCloseAnswers()
	if isCounted(&p.Vote) {
		x, err := s.cfg.Settlements.Export(ctx, p.VoteRef)
		if err != nil {
			return route.Reply{}, err
		}
		counted, err := x.Recount()
		if err != nil {
			return route.Reply{}, route.Say(p.book.RecountDiffers(problem(err)), err)
		}
		text = p.book.PollWouldClose(counted.Tally.Voters)
	}
	yes, err := press(discordgo.DangerButton, p.book.CloseButton(), actionClose, p.Message)
	if err != nil {
		return route.Reply{}, err
	}
	no, err := press(discordgo.SecondaryButton, p.book.LeaveButton(), actionLeavePoll, p.Message)
	if err != nil {
		return route.Reply{}, err
	}
	return route.Reply{Message: &render.Message{Content: p.head() + "\n" + text, Components: buttons(yes, no)}}, nil
}

// closeNow answers "Close now".
func (s *Service) closeNow(ctx context.Context, r *route.Request) (route.Reply, error) {
	p, err := s.pollOf(ctx, r, 1)
	if err != nil {
		return route.Reply{}, err
	}
	if err := s.cfg.Polls.Close(ctx, p.VoteRef, p.user); err != nil {
		return route.Reply{}, p.refused(err)
	}
	return route.Text(p.head() + "\n" + p.book.PollClosing()), nil
}

// leavePoll answers the button that leaves a vote as it is.
func (s *Service) leavePoll(ctx context.Context, r *route.Request) (route.Reply, error) {
	p, err := s.pollOf(ctx, r, 1)
	if err != nil {
		return route.Reply{}, err
	}
	return route.Text(p.book.PollLeft()), nil
}

// pollReopen answers /poll reopen.
func (s *Service) pollReopen(ctx context.Context, r *route.Request, p *poll) (route.Reply, error) {
	length, ok := parseSpan(r.Strings[optionFor])
	if !ok {
		return route.Reply{}, route.Say(p.book.PollNotASpan(quoted(r.Strings[optionFor])), nil)
	}
	reason := strings.TrimSpace(r.Strings[optionReason])
	if reason == "" {
		return route.Reply{}, route.Say(p.book.PollNoReason(), nil)
	}
	v, err := s.cfg.Polls.Reopen(ctx, p.VoteRef, length, reason, p.user)
	if err != nil {
		return route.Reply{}, p.refused(err)
	}
	return route.Text(p.head() + "\n" + p.book.PollReopened(v.Closes)), nil
}

// pollVeto answers /poll veto.
func (s *Service) pollVeto(ctx context.Context, r *route.Request, p *poll) (route.Reply, error) {
	note := strings.TrimSpace(r.Strings[optionNote])
	if p.Open() {
		return route.Reply{}, route.Say(p.book.PollIsOpen(), nil)
	}
	if note == "" && (p.Outcome == nil || p.Outcome.Veto == "") {
		return route.Reply{}, route.Say(p.book.PollNoVeto(), nil)
	}
	if r.Strings[optionOption] != "" {
		return s.overrule(ctx, r, p, note)
	}
	if _, err := s.cfg.Settlements.Veto(ctx, p.VoteRef, note, p.user); err != nil {
		return route.Reply{}, p.refused(err)
	}
	if note == "" {
		return route.Text(p.head() + "\n" + p.book.PollVetoTakenBack()), nil
	}
	return route.Text(p.head() + "\n" + p.book.PollVetoed()), nil
}

// overrule sets a result aside for the option that is named.
func (s *Service) overrule(ctx context.Context, r *route.Request, p *poll, note string) (route.Reply, error) {
	option, err := p.named(r.Strings[optionOption])
	switch {
	case err != nil:
		return route.Reply{}, err
	case note == "":
		return route.Reply{}, route.Say(p.book.PollNoVeto(), nil)
	}
	if _, err := s.cfg.Settlements.Overrule(ctx, p.VoteRef, option, note, p.user); err != nil {
		return route.Reply{}, p.refused(err)
	}
	name, _ := render.ChoiceName(p.book, &p.Question, story.Choice(option), mostCounted)
	return route.Text(p.head() + "\n" + p.book.PollOverruled(name)), nil
}

// named returns the option that is meant by its number, its words or its emoji.
func (p *poll) named(typed string) (int, error) {
	typed = strings.TrimSpace(typed)
	n, err := strconv.Atoi(typed)
	for i, o := range p.Question.Options {
		if strings.EqualFold(o.Text, typed) || render.Qualified(o.Emoji) == render.Qualified(typed) {
			n, err = i+1, nil
		}
	}
	if err != nil || n < 1 || n > len(p.Question.Options) {
		return 0, route.Say(p.book.NoSuchOption(), nil)
	}
	return n - 1, nil
}

// pollTie answers /poll tie.
func (s *Service) pollTie(ctx context.Context, r *route.Request, p *poll) (route.Reply, error) {
	option, err := p.named(r.Strings[optionOption])
	if err != nil {
		return route.Reply{}, err
	}
	name, err := s.choose(ctx, p, option)
	if err != nil {
		return route.Reply{}, err
	}
	return route.Text(p.head() + "\n" + p.book.PollTieChosen(name)), nil
}

// pressTie answers an option's button under an alert about a tie.
func (s *Service) pressTie(ctx context.Context, r *route.Request) (route.Reply, error) {
	p, err := s.pollOf(ctx, r, 2)
	if err != nil {
		return route.Reply{}, err
	}
	if r.Component.Args[1] >= uint64(len(p.Question.Options)) {
		return route.Reply{}, route.Say(p.book.OldButton(), nil)
	}
	defer s.decideOn(p.Message)()
	name, err := s.choose(ctx, p, int(r.Component.Args[1]))
	if err != nil {
		return route.Reply{}, err
	}
	public := phrase.For(p.story.Language).TieSettled(p.Chapter, name, p.user, s.cfg.Clock.Now(), p.link())
	s.settle(ctx, r, public, nil)
	return route.Text(p.book.PollTieChosen(name)), nil
}

// choose settles a vote that waits for its author, and names the option.
func (s *Service) choose(ctx context.Context, p *poll, option int) (string, error) {
	_, err := s.cfg.Settlements.TieChoose(ctx, p.VoteRef, option, p.user)
	switch {
	case errors.Is(err, ErrNotTied):
		return "", route.Say(p.book.PollNotTied(p.tied()), nil)
	case errors.Is(err, ErrNotForAuthor):
		return "", s.settledBefore(ctx, p)
	case err != nil:
		return "", p.refused(err)
	}
	name, _ := render.ChoiceName(p.book, &p.Question, story.Choice(option), mostCounted)
	return name, nil
}

// settledBefore says what was decided about a vote that does not wait for its author any more.
func (s *Service) settledBefore(ctx context.Context, p *poll) error {
	v, err := s.cfg.Archive.Vote(ctx, p.VoteRef)
	if err != nil {
		return err
	}
	if v.Outcome == nil || v.Outcome.Winner < 0 {
		return route.Say(p.book.PollNotYours(), nil)
	}
	return route.Say(p.book.PollDecided(render.OutcomeLine(p.book, saidOf(&v))), nil)
}

// tied names the options that share the first place.
func (p *poll) tied() []string {
	var list []string
	if p.Outcome == nil {
		return list
	}
	for _, i := range p.Outcome.Leaders {
		if name, ok := render.ChoiceName(p.book, &p.Question, story.Choice(i), mostCounted); ok {
			list = append(list, name)
		}
	}
	return list
}

// ties offers the options that the author may choose between.
func (s *Service) ties(ctx context.Context, r *route.Request, at *seat, l *list) error {
	sub := visitOf(ctx).sub()
	p, err := s.meant(ctx, r, at, s.pollCommands()[sub])
	if err != nil || p.Outcome == nil {
		return err
	}
	open := map[int]bool{}
	for _, i := range p.Outcome.Leaders {
		open[i] = saidOf(&p.Vote).Tie
	}
	for i, o := range p.Question.Options {
		if open[i] || !saidOf(&p.Vote).Tie || sub == "veto" {
			l.add(o.Text+" "+o.Emoji, strconv.Itoa(i+1))
		}
	}
	return nil
}

// pollOpen answers /poll open: it ends a round of nominations.
func (s *Service) pollOpen(ctx context.Context, _ *route.Request, p *poll) (route.Reply, error) {
	err := s.cfg.Rounds.OpenNow(ctx, p.VoteRef, p.user)
	switch {
	case errors.Is(err, ErrNoVote):
		return route.Reply{}, route.Say(p.book.NoPollFits(p.book.NoRound()), nil)
	case err != nil:
		return route.Reply{}, p.refused(err)
	}
	return route.Text(p.head() + "\n" + p.book.PollOpening()), nil
}
