package author

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// An Archive knows every vote. [store.Store] is one.
type Archive interface {
	Vote(ctx context.Context, ref store.VoteRef) (store.Vote, error)
	Votes(ctx context.Context, guild uint64, k story.Key, before uint64, limit int) ([]store.Vote, error)
	Nominees(ctx context.Context, ref store.VoteRef) ([]store.Nominee, error)
	Answers(ctx context.Context, ref store.VoteRef) ([]store.Answer, error)
}

// Polls changes votes at an author's word; who is a Discord user id, for the audit log. A nil error means that the
// change is durable.
type Polls interface {
	Extend(ctx context.Context, ref store.VoteRef, by time.Duration, who uint64) (store.Vote, error)
	Close(ctx context.Context, ref store.VoteRef, who uint64) error
	Reopen(ctx context.Context, ref store.VoteRef, length time.Duration, reason string, who uint64) (store.Vote, error)
}

// Settlements settle votes that are closed, and give out their journals.
type Settlements interface {
	TieChoose(ctx context.Context, ref store.VoteRef, option int, who uint64) (store.Vote, error)
	Veto(ctx context.Context, ref store.VoteRef, note string, who uint64) (store.Vote, error)
	// Overrule is Veto for another option.
	Overrule(ctx context.Context, ref store.VoteRef, option int, note string, who uint64) (store.Vote, error)
	Export(ctx context.Context, ref store.VoteRef) (ballot.Export, error)
}

// Rounds are those in which readers put options forward.
type Rounds interface {
	Judge(ctx context.Context, ref store.VoteRef, id uint64, state store.NomineeState, into uint64, reason string,
		who uint64) error
	Suggest(ctx context.Context, ref store.VoteRef, text string) (store.Nominee, bool, error)
	OpenNow(ctx context.Context, ref store.VoteRef, who uint64) error
}

// Refusals of [Polls], [Settlements] and [Rounds], beside store.ErrVoteClosed and those of package nominee; they are told
// to whoever asked.
var (
	ErrNoReason        = errors.New("a vote is reopened for a reason")
	ErrStillOpen       = errors.New("the vote is open")
	ErrFollowed        = errors.New("another vote follows this one")
	ErrNotForAuthor    = errors.New("the vote does not wait for its author")
	ErrNotTied         = errors.New("the option is not among those the author may choose")
	ErrNothingAdmitted = errors.New("nothing that was put forward is admitted")
	ErrNoVote          = errors.New("nothing is voted on")
	ErrGoneOn          = errors.New("the story has gone on with what was chosen")
)

// A poll is a vote before its author.
type poll struct {
	*seat
	store.Vote
}

// A pollCommand is a subcommand of /poll: what it does, and for which votes.
type pollCommand struct {
	act  func(context.Context, *route.Request, *poll) (route.Reply, error)
	fits func(*store.Vote) bool
	none func(phrase.Book) string // what is said to be missing where none fits
}

// pollCommands are the subcommands.
func (s *Service) pollCommands() map[string]pollCommand {
	return map[string]pollCommand{
		"show":     {s.pollShow, anyPoll, phrase.Book.NoOpenPoll},
		"extend":   {s.pollExtend, isOpen, phrase.Book.NoOpenPoll},
		"close":    {s.pollClose, isOpen, phrase.Book.NoOpenPoll},
		"reopen":   {s.pollReopen, canReopen, phrase.Book.NoClosedPoll},
		"nominees": {s.pollNominees, isRound, phrase.Book.NoRound},
		"suggest":  {s.pollSuggest, isRound, phrase.Book.NoRound},
		"open":     {s.pollOpen, isRound, phrase.Book.NoRound},
		"tie":      {s.pollTie, waitsForAuthor, phrase.Book.NoTie},
		"veto":     {s.pollVeto, canVeto, phrase.Book.NoClosedPoll},
		"recount":  {s.pollRecount, isCounted, phrase.Book.NoVoteWithOptions},
		"export":   {s.pollExport, isCounted, phrase.Book.NoVoteWithOptions},
		"group":    {s.pollGroup, isAnswered, phrase.Book.NoAnsweredQuestion},
	}
}

func anyPoll(*store.Vote) bool     { return true }
func isOpen(v *store.Vote) bool    { return v.Open() }
func isRound(v *store.Vote) bool   { return v.Round == store.RoundNominate && v.Next == 0 }
func isCounted(v *store.Vote) bool { return !v.Question.Open() }
func canReopen(v *store.Vote) bool { return !v.Open() && v.Next == 0 }
func canVeto(v *store.Vote) bool   { return !v.Open() && v.Next == 0 && isCounted(v) }
func waitsForAuthor(v *store.Vote) bool {
	return v.Outcome != nil && v.Outcome.How == store.AwaitsAuthor
}

// poll answers /poll.
func (s *Service) poll(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := s.sit(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	c, ok := s.pollCommands()[visitOf(ctx).sub()]
	if !ok {
		return route.Reply{}, route.Say(at.book.UnknownCommand(), nil)
	}
	p, err := s.meant(ctx, r, at, c)
	if err != nil {
		return route.Reply{}, err
	}
	return c.act(ctx, r, p)
}

// mostLooked is how many of the newest votes are looked through for the one that a command means.
const mostLooked = 50

// meant finds the vote that a command is about: the one named, or the newest that fits, an open one before any other.
func (s *Service) meant(ctx context.Context, r *route.Request, at *seat, c pollCommand) (*poll, error) {
	if named := r.Strings[optionQuestion]; named != "" {
		message, err := strconv.ParseUint(named, 10, 64)
		if err != nil {
			return nil, route.Say(at.book.NoSuchQuestion(), nil)
		}
		return s.pollAt(ctx, r, message)
	}
	all, err := s.cfg.Archive.Votes(ctx, at.guild, at.story.Key(), 0, mostLooked)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, route.Say(at.book.NoPolls(), nil)
	}
	fit := slices.DeleteFunc(all, func(v store.Vote) bool { return !c.fits(&v) })
	if len(fit) == 0 {
		return nil, route.Say(at.book.NoPollFits(c.none(at.book)), nil)
	}
	if i := slices.IndexFunc(fit, store.Vote.Open); i >= 0 {
		return &poll{at, fit[i]}, nil
	}
	return &poll{at, fit[0]}, nil
}

// pollAt finds a vote by its message, for an author of its story.
func (s *Service) pollAt(ctx context.Context, r *route.Request, message uint64) (*poll, error) {
	book := phrase.For(r.Locale)
	v, err := s.cfg.Archive.Vote(ctx, store.VoteRef{Guild: r.Guild, Message: message})
	if errors.Is(err, store.ErrNotFound) {
		return nil, route.Say(book.NoSuchQuestion(), nil)
	}
	if err != nil {
		return nil, err
	}
	for _, one := range s.cfg.Shelf.Told(r.Guild) {
		if one.Key() != v.Story {
			continue
		}
		if !visitOf(ctx).may(one, r.User) {
			return nil, route.Say(book.NotTheAuthor(), nil)
		}
		return &poll{s.seat(book, one, r), v}, nil
	}
	return nil, route.Say(book.StoryGone(), nil)
}

// pollOf finds the vote that a button is about: its message is the id's first argument, and n are expected.
func (s *Service) pollOf(ctx context.Context, r *route.Request, n int) (*poll, error) {
	if len(r.Component.Args) != n {
		return nil, route.Say(phrase.For(r.Locale).OldButton(), nil)
	}
	return s.pollAt(ctx, r, r.Component.Args[0])
}

func (p *poll) link() string { return render.Link(p.Guild, p.Channel, p.Message) }

// pollRefused words an error of [Polls], [Settlements] or [Rounds].
func (p *poll) refused(err error) error {
	for cause, text := range map[error]string{
		store.ErrVoteClosed: p.book.PollIsClosed(), ErrStillOpen: p.book.PollIsOpen(), ErrFollowed: p.book.PollIsFollowed(),
		ErrNoReason: p.book.PollNoReason(), ErrNotForAuthor: p.book.PollNotYours(), ErrNoVote: p.book.PollNotCounted(),
		ErrGoneOn: p.book.PollGoneOn(), ErrNothingAdmitted: p.book.PollNothingAdmitted(), store.ErrOutOfOrder: p.book.PollIsFollowed(),
	} {
		if errors.Is(err, cause) {
			return route.Say(text, nil)
		}
	}
	return err
}

// polls offers the votes that a subcommand can do something for, the newest first.
func (s *Service) polls(ctx context.Context, at *seat, l *list) error {
	c, ok := s.pollCommands()[visitOf(ctx).sub()]
	if !ok {
		return nil
	}
	all, err := s.cfg.Archive.Votes(ctx, at.guild, at.story.Key(), 0, mostLooked)
	if err != nil {
		return err
	}
	for i := range all {
		if v := &all[i]; c.fits(v) {
			l.add(at.book.QuestionChoice(v.Chapter, uint8(v.Round), v.Question.Text), strconv.FormatUint(v.Message, 10))
		}
	}
	return nil
}
