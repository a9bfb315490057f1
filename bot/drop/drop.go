package drop

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// A Clock tells the story's time and waits for it. what says what is waited for, to whoever watches the clock.
type Clock interface {
	Now() time.Time
	Wait(ctx context.Context, until time.Time, what string) error
}

// A Discord reads and marks a channel. Repeating any of these is harmless.
type Discord interface {
	Newest(ctx context.Context, channel uint64) (uint64, error)
	React(ctx context.Context, channel, message uint64, emoji string) error
	Edit(ctx context.Context, channel, message uint64, body json.RawMessage) error
	Pin(ctx context.Context, channel, message uint64) error
}

// Threads starts discussions and posts in forums, and wakes what is archived.
type Threads interface {
	// StartThread starts a thread on a message, whose id is the thread's. Where there is one already Discord refuses
	// with code 160004, which is passed on.
	StartThread(ctx context.Context, channel, message uint64, name string) error
	// StartPost starts a post in a forum, with its first message, and returns the id of both. It takes no nonce: after
	// an unknown outcome FindPost says what became of it.
	StartPost(ctx context.Context, forum uint64, name string, body json.RawMessage) (uint64, error)
	// FindPost returns the bot's newest post of this name in a forum of the guild, archived or not, if its id is
	// greater than after; 0 if there is none.
	FindPost(ctx context.Context, guild, forum uint64, name string, after uint64) (uint64, error)
	// Unarchive takes a thread out of the archive. One that is not in it stays as it is.
	Unarchive(ctx context.Context, thread uint64) error
}

// A Publisher passes messages of an announcement channel on to the channels that follow it. Where that was done before,
// Discord refuses with code 40033, which is passed on.
type Publisher interface {
	Crosspost(ctx context.Context, channel, message uint64) error
}

// A Sender sends a message once; package outbox has one.
type Sender interface {
	Send(ctx context.Context, l outbox.Letter) (uint64, error)
}

// A Failure says what an error means that is not Discord's.
type Failure uint8

// The failures.
const (
	Stuck  Failure = iota // none of the store's: a telling cannot go on until a person has changed something
	Full                  // there is no room to keep anything; nothing was written, and it is tried again
	Silent                // the store does not say what became of a write; every one can be repeated
	Broken                // the store has failed, and the program should end
)

// Config is what a runner needs. Opened is called for each vote that opens. Desk may be nil: then what the author would
// be told is only logged. Failure may be nil: then every error that is not Discord's is Broken. Ways may be nil where no
// story has any.
type Config struct {
	Store   *store.Store
	Discord Discord
	Threads Threads
	Publish Publisher
	Sender  Sender
	Desk    Desk
	Clock   Clock
	Log     *slog.Logger
	Failure func(error) Failure
	Opened  func(context.Context, store.VoteRef)
	// Corrected makes an edit of a message, which may be a vote's: it knows how that is to look; nil: as it is.
	// Retell has a message that came of a vote, such as its result, say what it is to say now that the chapter is taken back
	// or not; nil: such messages stay.
	Retell    func(ctx context.Context, ref store.VoteRef, message uint64) error
	Corrected func(ctx context.Context, ref store.VoteRef, body json.RawMessage, edit func(json.RawMessage) error) error
	Ways      Ways
}

// Types of channels a story can be told in, as Discord numbers them ("Channel Types").
const (
	Text         = 0
	Announcement = 5
	Forum        = 15 // each chapter is a post of its own
)

// A Telling is a story in one channel of a guild.
type Telling struct {
	Guild, Channel uint64         // Discord ids
	Kind           int            // the channel's type: Text, Announcement or Forum
	Story          *story.Story   // as it is told in the guild
	Chosen         map[int]Chosen // by what votes it is told so, by the chapters that asked
	Lead           time.Duration  // how long before a chapter's date it is posted here; 0: at its date, for everybody
	Names                         // as they are known when the telling begins
	Barred         error          // why nothing may be posted here, such as its readers' age; nil: nothing forbids it

	// Named returns the names as they are now; nil: they never change. It is asked when a drop is planned, and should
	// not take long then. After an error a drop goes by the names known before.
	Named func(context.Context) (Names, error)
}

// Names are what a story names in a guild.
type Names struct {
	Ping    uint64 // the role that each lead pings; 0: none
	Discuss uint64 // the forum that takes the discussions, where the story names one; 0: none
}

func (t Telling) key() store.Telling {
	return store.Telling{Guild: t.Guild, Story: t.Story.Key(), Channel: t.Channel}
}

// A Runner serves tellings, each in a call of [Runner.Serve] of its own.
type Runner struct {
	cfg Config

	mu   sync.Mutex
	live map[course]*company
	full bool // the disk is full, and that was told

	drawn map[*story.Story]*story.Sketches // that were asked for a short while ago
}

// A company is the tellings of a course that are served.
type company struct {
	tellings []*telling
	telling  sync.Mutex // held while the author is told what they are told once
}

// A course is what tellings of one story in one guild share.
type course struct {
	guild uint64
	story story.Key
}

// New returns a runner.
func New(cfg Config) *Runner { return &Runner{cfg: cfg, live: map[course]*company{}} }

// Check returns why a story's plan cannot be kept: its schedule, its portions or what it says of late chapters cannot be
// read. Such a story would end [Runner.Serve].
func Check(s *story.Story) error {
	if _, err := planOf(s, store.Course{}); err != nil {
		return err
	}
	if _, err := lateOf(s); err != nil {
		return err
	}
	for _, c := range slices.Concat(s.Chapters, s.Ways) {
		if _, err := portionOf(s, &c, 0); err != nil {
			return err
		}
		if _, err := schedule.ParseSlot(c.Date); c.Date != "" && err != nil {
			return fmt.Errorf("the date of chapter %d: %w", c.Number, err)
		}
	}
	return nil
}

// Serve tells a story in a channel until ctx ends, and returns nil then. It begins with a drop that was broken off, and
// waits where no chapter is at hand. It returns an error if the schedule cannot be read, or if the store failed for
// good. A channel has one telling of a story at a time.
func (r *Runner) Serve(ctx context.Context, t Telling) error {
	l := &telling{
		Telling: t, r: r, poked: make(chan struct{}, 1),
		log: r.cfg.Log.With("story", t.Story.ID, "guild", t.Guild, "channel", t.Channel),
	}
	if _, err := planOf(t.Story, store.Course{}); err != nil {
		return fmt.Errorf("story %s: %w", t.Story.ID, err)
	}
	r.enter(l)
	defer l.beside.Wait()
	ctx, end := context.WithCancel(ctx)
	defer end()
	defer r.leave(l)
	ctx = discord.For(ctx, t.Story.ID) // another story's drop in many channels does not hold up this one
	for {
		err := l.turn(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			err = l.trouble(ctx, err)
		}
		if err != nil {
			return fmt.Errorf("story %s in guild %d, channel %d: %w", t.Story.ID, t.Guild, t.Channel, err)
		}
	}
}

// Poke has the tellings of a story in a guild look again: its course has changed, or one that was parked may try again.
// It never blocks.
func (r *Runner) Poke(guild uint64, k story.Key) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.live[course{guild, k}]
	if c == nil {
		return
	}
	for _, l := range c.tellings {
		l.poke()
	}
}

func (r *Runner) enter(l *telling) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := course{l.Guild, l.Story.Key()}
	if r.live[key] == nil {
		r.live[key] = &company{}
	}
	l.company = r.live[key]
	l.company.tellings = append(l.company.tellings, l)
}

func (r *Runner) leave(l *telling) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := l.company
	c.tellings = slices.DeleteFunc(c.tellings, func(o *telling) bool { return o == l })
	if len(c.tellings) == 0 {
		delete(r.live, course{l.Guild, l.Story.Key()})
	}
}
