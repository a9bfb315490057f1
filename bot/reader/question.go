package reader

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// Ballots count votes. What they return is durable.
type Ballots interface {
	// Cast makes a ballot of choices; none take it back. The error is store.ErrVoteClosed, store.ErrInvalid for choices
	// that the vote's rule does not allow, or [ErrBusy]. Who may not vote is told so by the standing; taking back is for everybody.
	Cast(ctx context.Context, ref store.VoteRef, who Voter, choices []story.Choice) (Standing, error)
	// Add adds a choice to a ballot, as a press would; see Cast. Two at one moment both count.
	Add(ctx context.Context, ref store.VoteRef, who Voter, choice story.Choice) (Standing, error)
	// Mine returns how somebody stands in a vote.
	Mine(ctx context.Context, ref store.VoteRef, who Voter) (Standing, error)
	// Nominate puts something forward, and reports whether it is new. The error is one of package nominee's,
	// store.ErrFullOfNominees, store.ErrFullOfYours, store.ErrVoteClosed, or a [*Refusal].
	Nominate(ctx context.Context, ref store.VoteRef, who Voter, text string) (store.Nominee, bool, error)
	// Export returns a vote as it is published.
	Export(ctx context.Context, ref store.VoteRef) (ballot.Export, error)
}

// ErrBusy is returned for a ballot for which there is no room for some seconds.
var ErrBusy = errors.New("too many votes wait to be counted")

// A Voter is somebody who votes, as an interaction tells of them.
type Voter struct {
	User   uint64
	Roles  []uint64    // in the vote's guild
	Joined time.Time   // the guild; zero: unknown
	Event  store.Event // that told of what they do; zero: none
}

// A Standing is what somebody may know of their ballot, and of the vote.
type Standing struct {
	Vote    store.Vote
	Ballot  story.Ballot // the newest; it may be withdrawn
	Voted   bool         // whether there ever was one
	Refusal *Refusal     // why they may not vote now; nil if they may
	Tally   *ballot.Tally
	Receipt store.Receipt
}

// A Lack says what somebody lacks for voting.
type Lack uint8

// What one may lack.
const (
	LacksRole    Lack = iota + 1
	LacksAge          // the account was made too late
	LacksStay         // the person came to the server too late
	LacksReading      // the question's scene is not reached yet
)

// A Refusal says why somebody may not vote.
type Refusal struct {
	Why  Lack
	From time.Time // LacksAge, LacksStay: from when on they may; zero: nobody knows
}

// Error names what is lacking, for logs.
func (r *Refusal) Error() string { return "may not vote: lack " + strconv.Itoa(int(r.Why)) }

func voterOf(r *route.Request) Voter {
	return Voter{User: r.User, Roles: r.Roles, Joined: r.Joined,
		Event: store.Event{Session: r.Session, Seq: uint64(max(0, r.Seq))}}
}

func linkTo(v store.Vote) string { return render.Link(v.Guild, v.Channel, v.Message) }

// mostOffered is how many votes are looked at for the newest one that a command can do something for.
const mostOffered = 50

// which finds the vote that a command is about: the one named, or the newest that fits and that this reader may see; of
// those, an open one before any other. none is said where there is none.
func (d *Desk) which(ctx context.Context, r *route.Request, fits func(*store.Vote) bool, none func(*seat) string) (*seat,
	store.Vote, error) {
	at, err := d.sit(ctx, r)
	if err != nil {
		return nil, store.Vote{}, err
	}
	if named := r.Strings[optionQuestion]; named != "" {
		message, err := strconv.ParseUint(named, 10, 64)
		if err != nil {
			return nil, store.Vote{}, route.Say(at.book.NoSuchQuestion(), nil)
		}
		return d.voteAt(ctx, r, message)
	}
	list, err := d.store.VotesIn(ctx, r.Guild, at.story.Key(), 0, mostOffered, at.open)
	if err != nil {
		return nil, store.Vote{}, err
	}
	list = slices.DeleteFunc(list, func(v store.Vote) bool { return !fits(&v) })
	if i := slices.IndexFunc(list, store.Vote.Open); i >= 0 {
		return at, at.veiled(list[i]), nil
	}
	if len(list) == 0 {
		return nil, store.Vote{}, route.Say(none(at), nil)
	}
	return at, at.veiled(list[0]), nil
}

// voteAt finds a vote by its message, for a reader who may see it.
func (d *Desk) voteAt(ctx context.Context, r *route.Request, message uint64) (*seat, store.Vote, error) {
	book := d.bookOf(r)
	if r.Guild == 0 {
		return nil, store.Vote{}, route.Say(book.OnlyInServer(), nil)
	}
	var v store.Vote
	err := soon(ctx, func() (err error) {
		v, err = d.store.Vote(ctx, store.VoteRef{Guild: r.Guild, Message: message})
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, v, route.Say(book.NoQuestion(), nil)
	}
	if err != nil {
		return nil, v, err
	}
	at, err := d.sitAt(ctx, r, v.Story)
	here := r.Channel == v.Channel // perhaps a post of a forum that is told in early: whoever is in it may see it
	if err == nil && !here && !slices.Contains(at.open, v.Telling) {
		err = route.Say(book.NoQuestion(), nil)
	}
	if err != nil {
		return nil, v, err
	}
	return at, at.veiled(v), nil
}

// veiled returns a vote without the words of a chapter that its author has taken back: of its options the emoji stay.
func (s *seat) veiled(v store.Vote) store.Vote {
	if !s.back(v.Chapter) {
		return v
	}
	v.Question.Text = s.book.RetractedPart()
	if v.Question.FollowUp != "" {
		v.Question.FollowUp = s.book.RetractedPart()
	}
	v.Question.Options = slices.Clone(v.Question.Options)
	for i := range v.Question.Options {
		v.Question.Options[i].Text = ""
	}
	return v
}

// standing returns how somebody stands in a vote.
func (d *Desk) standing(ctx context.Context, r *route.Request, at *seat, v store.Vote) (Standing, error) {
	now, err := d.ballots.Mine(ctx, v.VoteRef, voterOf(r))
	now.Vote = at.veiled(now.Vote)
	return now, err
}

// pressed finds the vote that a button, menu or form is about: the one its id names, or else the one on whose message it
// is.
func (d *Desk) pressed(ctx context.Context, r *route.Request) (*seat, store.Vote, error) {
	message := r.Message
	switch list := r.Component.Args; len(list) {
	case 2:
	case 3:
		message = list[2]
	default:
		return nil, store.Vote{}, errors.New("a button under a question came back in another shape")
	}
	at, v, err := d.voteAt(ctx, r, message)
	if err == nil && (uint64(v.Story) != r.Component.Args[0] || uint64(v.Chapter) != r.Component.Args[1]) {
		err = route.Say(at.book.NoQuestion(), nil)
	}
	return at, v, err
}

// votable reports whether a vote is voted in: it is open, and has options.
func votable(v *store.Vote) bool { return v.Open() && !v.Question.Open() }

// nominable reports whether a vote takes what readers put forward.
func nominable(v *store.Vote) bool { return v.Open() && v.Round == store.RoundNominate }

// answerable reports whether a question takes words.
func answerable(v *store.Vote) bool {
	return v.Open() && (v.Question.FollowUp != "" || v.Question.Open() && v.Round != store.RoundNominate)
}

func anyVote(*store.Vote) bool { return true }

// refused words why somebody may not vote.
func (s *seat) refused(v *store.Vote, r *Refusal) string {
	switch r.Why {
	case LacksAge:
		return s.book.LacksAge(r.From)
	case LacksStay:
		return s.book.LacksStay(r.From)
	case LacksReading:
		return s.book.LacksReading()
	}
	return s.book.LacksRole(render.RoleNames(&v.Question.Voting))
}
