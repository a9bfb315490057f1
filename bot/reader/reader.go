// Package reader is what readers do: /read, /contents, /progress, /next, "Mark read to here"; /vote and /results; and the
// words they send the author.
//
// Every reply is private. What is shown is bounded by the newest scene that is out in the server ([store.Serial]), so
// that nobody reads ahead, and a place is answered only after it is durable. Of a chapter that was taken back nothing
// is shown but a notice, from the moment its author orders that ([store.Store.Retract]): it stands for all pages of the
// chapter, and one turns over it to the chapters beside it. Places in it stay as they are.
//
// # Votes
//
// Every button under a question has a command that does the same, for those who cannot press it: /vote cast, mine,
// nominate and answer. A command is about the newest question that it can do something for, among those of the channels
// its reader may see, unless one is named. /vote cast opens a [render.Paper], the private menu that is also what a secret
// vote is voted in with; what is counted for a reader is said only once it is durable ([Ballots]). /vote verify chains
// the vote's journal anew and shows which entries are the reader's own; while the counts are hidden, nothing by which they
// could be known. Whoever may not vote any more can still take their ballot back. /results lists what has been decided; a
// vote that was followed by another one, as by a run-off, is found by its words too, and shown as the last of them.
//
// Words in a form that are not taken, because the question has closed meanwhile or for whatever reason, are given back
// in the answer: nobody has to write them again.
//
// What comes back from a menu, a button or a form is never trusted: a vote is looked up, must be one of a story told here
// and in a channel that the reader may see, and a choice must be one that its rule allows.
//
// # Decisions
//
// A vote is found by the message that its button is on, and not by its chapter: a chapter that is told in two channels
// has two votes, and a run-off is a third.
//
// The archive is searched without an index: it has as many votes as the story has chapters.
//
// A reader's place is kept as chapter, scene and page. [story.WholeScene] stands for the end of a scene whatever its
// number of pages: "Mark read to here" under a channel message knows the scene, and not how /read would cut it.
package reader

import (
	"context"
	"errors"
	"slices"
	"time"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A Shelf knows which stories are told where.
type Shelf interface {
	// Told returns the stories told in a guild, in a steady order.
	Told(guild uint64) []*story.Story
	// Open returns the channels in which a story is told whose chapters somebody may read, who is in a channel and has
	// these roles.
	Open(guild uint64, s *story.Story, channel uint64, roles []uint64) []uint64
}

// A Clock tells the story's time.
type Clock interface{ Now() time.Time }

// A Desk answers readers.
type Desk struct {
	store   *store.Store
	shelf   Shelf
	clock   Clock
	ballots Ballots
}

// New returns a desk.
func New(s *store.Store, shelf Shelf, clock Clock, ballots Ballots) *Desk {
	return &Desk{store: s, shelf: shelf, clock: clock, ballots: ballots}
}

// Routes adds the desk's commands, buttons and forms to a router.
func (d *Desk) Routes(r *route.Router) {
	command := func(name string, h route.Handler) {
		r.Command(name, h)
		r.Choices(name, d.choices) // which story, where several are told
	}
	command("read", d.read)
	command("contents", d.contents)
	command("progress", d.progress)
	command("next", d.next)
	command("vote", d.vote)
	command("results", d.results)
	r.Update(render.ActionRead, d.turn)
	r.Update(render.ActionJump, d.jump)
	r.Update(render.ActionResults, d.turnResults)
	r.Update(render.ActionCast, d.cast)
	r.Update(render.ActionTakeBack, d.takeBack)
	r.Component(render.ActionMark, d.mark)
	r.Component(render.ActionMine, d.pressMine)
	r.Component(render.ActionBallot, d.paper)
	r.Component(render.ActionNominate, d.askNominee)
	r.Component(render.ActionAnswer, d.ask)
	r.Component(render.ActionNone, d.ask)
	r.Form(render.ActionAnswer, d.givingBack(d.answer))
	r.Form(render.ActionNone, d.givingBack(d.answer))
	r.Form(render.ActionNominate, d.givingBack(d.nominate))
}

// A seat is one reader before one story in one guild.
type seat struct {
	book   phrase.Book
	story  *story.Story
	open   []uint64     // channels this reader may read
	serial store.Serial // of these, the one that is furthest; zero before the first scene
	reader story.ReaderID

	retracted []int // chapters that the author took back in this guild
}

// sit finds the story a command is about: the one named, the one told in this channel, or the first one of the guild.
func (d *Desk) sit(ctx context.Context, r *route.Request) (*seat, error) {
	book := phrase.For(r.Locale)
	if r.Guild == 0 {
		return nil, route.Say(book.OnlyInServer(), nil)
	}
	told := d.shelf.Told(r.Guild)
	if len(told) == 0 {
		return nil, route.Say(book.NoStory(), nil)
	}
	if name := r.Strings[optionStory]; name != "" {
		for _, s := range told {
			if s.ID == name || s.Title == name {
				return d.before(ctx, r, s)
			}
		}
		return nil, route.Say(book.WhichStory(), nil)
	}
	for _, s := range told {
		at, err := d.before(ctx, r, s)
		if err != nil {
			return nil, err
		}
		if slices.Contains(at.open, r.Channel) {
			return at, nil
		}
	}
	return d.before(ctx, r, told[0])
}

// sitAt finds the story a component is about.
func (d *Desk) sitAt(ctx context.Context, r *route.Request, k story.Key) (*seat, error) {
	for _, s := range d.shelf.Told(r.Guild) {
		if s.Key() == k {
			return d.before(ctx, r, s)
		}
	}
	return nil, route.Say(phrase.For(r.Locale).WhichStory(), nil)
}

func (d *Desk) before(ctx context.Context, r *route.Request, s *story.Story) (*seat, error) {
	at := &seat{book: phrase.For(r.Locale), story: s, reader: d.store.Reader(r.User)}
	at.open = d.shelf.Open(r.Guild, s, r.Channel, r.Roles)
	all, err := d.store.SerialsOf(ctx, r.Guild, s.Key())
	if err != nil {
		return nil, err
	}
	course, _, err := d.store.Course(ctx, r.Guild, s.Key())
	if err != nil {
		return nil, err
	}
	at.retracted = course.Retracted
	at.serial.Guild, at.serial.Story = r.Guild, s.Key()
	for _, serial := range all {
		if slices.Contains(at.open, serial.Channel) && (at.serial.Channel == 0 ||
			serial.Released.Compare(at.serial.Released) > 0) {
			at.serial = serial
		}
	}
	return at, nil
}

// begun refuses while nothing is out.
func (s *seat) begun() error {
	if s.serial.Released.IsZero() {
		return route.Say(s.book.NothingOut(), nil)
	}
	return nil
}

// back reports whether the author took a chapter back.
func (s *seat) back(chapter int) bool { return slices.Contains(s.retracted, chapter) }

// running reports whether the newest chapter is still being posted.
func (s *seat) running() bool { return s.serial.Released.Chapter > s.serial.Chapter }

// args checks that a component's id has n arguments, of which all but the first are small numbers.
func args(id customid.ID, n int) bool {
	if len(id.Args) != n {
		return false
	}
	for _, a := range id.Args[1:] {
		if a > story.WholeScene {
			return false
		}
	}
	return true
}

// move keeps a reader's place. A place that is not out is refused with a sentence.
func (d *Desk) move(ctx context.Context, at *seat, p story.Place) (store.ReaderPlace, error) {
	kept, err := d.store.MoveTo(ctx, at.serial.Guild, at.story.Key(), at.reader, p, d.clock.Now(), at.open)
	if errors.Is(err, store.ErrNotReleased) {
		return kept, route.Say(at.book.NotOut(), nil)
	}
	return kept, err
}
