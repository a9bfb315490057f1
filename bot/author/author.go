// Package author is what a story's authors do in Discord: /schedule, /chapter, /poll and /answers, the desk in which they
// are told what needs them, and /follow, by which readers ask to be pinged.
//
// # Commands
//
// A [Service] answers them. /schedule shows the next drops and changes their dates; each answer says which chapters
// come on another date now. /chapter releases, holds, frees, corrects and retracts. A change of the dates is one update
// of the story's course ([store.Course]) with its line in the audit log; everything else is an order to package drop
// ([Orders], [Jobs]), which keeps it in the same way. Whoever runs the bot hands each interaction to the router with
// the context of [Heard].
//
// /poll is about one vote: the newest that the subcommand can do something for, an open one before any other, unless
// another is named. It extends, closes and reopens votes ([Polls]), settles ties and sets results aside ([Settlements]),
// and judges what readers put forward ([Rounds]); the audit log has who did it. /poll recount folds and chains a vote's
// journal again and holds that against what was announced; /poll export gives the journal out as files, from which
// anybody can do the same. Both refuse a vote of which nobody is to see the counts before it closes, as long as it is
// open: its author is somebody. So they do with a secret vote, whose entries have times and an order. /answers is the
// inbox: what readers wrote under a chapter's questions.
//
// Only a story's authors are answered: those that story.yaml names, or whoever may manage the server if it names none.
// Every reply is private, because it tells of chapters that are not out.
//
// # The desk
//
// A [Desk] posts an [Alert] into the channel that story.yaml calls the desk, once: a message in doubt is looked for
// before it is posted again. Its buttons are routed by the [Service]. A press acts once. Whoever presses after that is
// told what was decided; the alert itself then says what was done and by whom, and has no buttons any more. "Try again"
// under an alert about a channel that is gone looks for it, and stays where there is still none. Without a desk,
// /schedule show has the buttons about late chapters and stopped channels, and says what waits for a word of the
// author's. It also says, with a desk or without, that a story has stopped because a chapter that is out has another
// number now, and has the button by which it goes on so; orders that depend on numbers are refused meanwhile
// ([story.Shift]).
//
// # Decisions
//
//   - An alert pings nobody, its author included: the promise that nobody is pinged who did not ask has no exception.
//   - A button's id says what it is about (a story, a channel or chapter, an instant) and nothing of what was decided:
//     that is read from the store, so that a button works after a restart and a copy of it does no harm.
//   - A change of the dates is refused if others were made while it was being worked out, and worked out again: what
//     an author is shown is what was done.
//   - /schedule chapter with a day alone keeps the time of day at which the chapter would have come.
package author

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"cliffhanger/bot/outbox"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A Shelf knows which stories are told where.
type Shelf interface {
	// Told returns the stories told in a guild, in a steady order.
	Told(guild uint64) []*story.Story
}

// A Clock tells the story's time.
type Clock interface{ Now() time.Time }

// A Ledger keeps a story's course in a guild. [store.Store] is one.
type Ledger interface {
	Course(ctx context.Context, guild uint64, k story.Key) (store.Course, bool, error)
	ChangeCourse(ctx context.Context, guild uint64, k story.Key, change func(*store.Course) error,
		e store.Entry) (store.Course, error)
	Timeline(ctx context.Context, guild uint64, k story.Key) ([]store.Timed, error)
	Audit(ctx context.Context, guild uint64, k story.Key, limit int) ([]store.Entry, error)
}

// Tellings say how far a story has come in each channel of a guild, and under which name a person is kept.
// [store.Store] is one.
type Tellings interface {
	SerialsOf(ctx context.Context, guild uint64, k story.Key) ([]store.Serial, error)
	Reader(user uint64) story.ReaderID
}

// A Change is what a correction does in one channel: the messages that are edited, in order.
type Change struct {
	Channel  uint64
	Messages []uint64
}

// Jobs change what is posted. by is the Discord id of whoever asks, for the audit log. A nil error means that the job
// is durable, not that it is done.
type Jobs interface {
	Changes(ctx context.Context, guild uint64, s *story.Story, chapter int) ([]Change, error) // of Correct; does nothing
	Correct(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) ([]Change, error)
	Retract(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error
	ReleaseNow(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error
}

// Orders change what is to be posted. Scene 0 is the whole chapter.
type Orders interface {
	Hold(ctx context.Context, guild uint64, s *story.Story, chapter, scene int, by uint64) error
	Free(ctx context.Context, guild uint64, s *story.Story, chapter, scene int, by uint64) error
	SkipDate(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error
	Retry(ctx context.Context, guild uint64, k story.Key, channel uint64, by uint64) error
}

// Backlogs decide about several late chapters at once. A nil error means that the decision is durable.
type Backlogs interface {
	CatchUp(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error  // post it and all after it
	LeaveOut(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error // post none of them
	// Join says where the story begins in a new channel: with its first chapter, or with the next one.
	Join(ctx context.Context, guild uint64, s *story.Story, channel uint64, all bool, by uint64) error
}

// A Poker has a story looked at again after its course was changed. It never blocks.
type Poker interface {
	Poke(guild uint64, k story.Key)
}

// Roles gives and takes roles. Doing either twice is no error.
type Roles interface {
	AddRole(ctx context.Context, guild, user, role uint64) error
	RemoveRole(ctx context.Context, guild, user, role uint64) error
}

// An Editor changes a message of the bot's.
type Editor interface {
	Edit(ctx context.Context, channel, message uint64, body json.RawMessage) error
}

// A Sender sends a message once; package outbox has one.
type Sender interface {
	Send(ctx context.Context, l outbox.Letter) (uint64, error)
}

// Config is what authors' commands need. Role finds a role of a guild by its name or id. Escape writes a text so that
// Discord shows it as it is; package typeset has one.
type Config struct {
	Ledger      Ledger
	Tellings    Tellings
	Jobs        Jobs
	Orders      Orders
	Backlogs    Backlogs
	Numbers     Numbers
	Poker       Poker
	Roles       Roles
	Editor      Editor
	Archive     Archive
	Polls       Polls
	Settlements Settlements
	Rounds      Rounds
	Groups      Groups
	Shelf       Shelf
	Clock       Clock
	Role        func(guild uint64, name string) (uint64, bool)
	Escape      func(text string) string
	Log         *slog.Logger
}

// A Service answers authors.
type Service struct {
	cfg      Config
	deciding [64]sync.Mutex // by the number of what is decided, modulo that many: one press of its buttons at a time
}

// New returns a service.
func New(cfg Config) *Service { return &Service{cfg: cfg} }

// Routes adds the service's commands and buttons to a router.
func (s *Service) Routes(r *route.Router) {
	r.Command(commandSchedule, s.schedule)
	r.Choices(commandSchedule, s.choices)
	r.Command(commandChapter, s.chapter)
	r.Choices(commandChapter, s.choices)
	r.Command(commandFollow, s.follow)
	r.Choices(commandFollow, s.choices)
	r.Command(commandPoll, s.poll)
	r.Choices(commandPoll, s.choices)
	r.Command(commandAnswers, s.answers)
	r.Choices(commandAnswers, s.choices)
	r.Update(actionCorrect, s.correct)
	r.Update(actionRetract, s.retract)
	r.Update(actionKeep, s.keep)
	r.Component(actionRetry, s.retry)
	r.Component(actionPost, s.postNow)
	r.Component(actionSkip, s.skipDate)
	r.Component(actionWait, s.notYet)
	r.Component(actionAll, s.postAll)
	r.Component(actionLeave, s.leaveOut)
	r.Component(actionBegin, s.begin)
	r.Component(actionGoOn, s.goOn)
	r.Component(actionRenumber, s.renumber)
	s.pollRoutes(r)
}

// pollRoutes adds the buttons, menus and forms about votes.
func (s *Service) pollRoutes(r *route.Router) {
	r.Update(render.ActionAnswers, s.turnAnswers)
	r.Update(actionClose, s.closeNow)
	r.Update(actionLeavePoll, s.leavePoll)
	r.Update(actionList, s.turnNominees)
	r.Update(actionPick, s.pick)
	r.Update(actionAdmit, s.admit)
	r.Update(actionSame, s.same)
	r.Update(actionInto, s.mergeInto)
	r.Component(actionOut, s.takeOut)
	r.Update(actionGroup, s.turnGroup)
	r.Form(actionWhy, s.strikeWhy)
	r.Component(render.ActionTie, s.pressTie)
	r.Component(render.ActionApprove, s.approve)
	r.Component(render.ActionMerge, s.merge)
	r.Component(render.ActionStrike, s.strike)
}
