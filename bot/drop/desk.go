package drop

import (
	"context"
	"log/slog"
	"time"

	"cliffhanger/story"
)

// A Desk tells a story's author something, once: a second call with the same key within some minutes changes nothing.
// It returns the id of the message that says it, 0 where the author has no desk in the guild.
type Desk interface {
	Tell(ctx context.Context, guild uint64, s *story.Story, a Alert) (message uint64, err error)
}

// An AlertKind says what an author is told.
type AlertKind uint8

// The kinds of alerts.
const (
	Refused      AlertKind = iota + 1 // Discord refused something, and the telling is parked: try again
	Overdue                           // a chapter is late: post it now, or skip its date
	Runway                            // few chapters are left
	ZoneMoved                         // a zone's rules have changed, and with them when a chapter comes
	Corrected                         // a correction is done
	Retracted                         // a retraction is done
	CannotEdit                        // Discord does not let a message be edited: for good, or not yet
	DiskTrouble                       // nothing can be kept, so nothing is posted, until there is room
	NotPublished                      // a message was not passed on to the channels that follow this one, for good
	Backlog                           // several chapters are late: post all, the first, one per date, or none
	Joining                           // a channel is new to a story of which chapters are out: post them there too?
	Awaiting                          // a chapter waits for a vote
	Renumbered                        // a chapter that is out has another number now, and nothing is posted
)

// An Alert is something an author is told.
type Alert struct {
	Kind    AlertKind
	Key     string    // names the alert within the story and guild: what is told again has the same one
	Channel uint64    // the telling's
	Chapter int       // 0: it is about none. Backlog, Joining: the first of several
	Last    int       // Backlog, Joining: the last of them
	Count   int       // Backlog, Joining: how many they are
	Due     time.Time // Overdue, Backlog: when it was due. Joining: the last was. ZoneMoved: it is now
	Slot    string    // Overdue, Backlog: the date that has passed, as [schedule.ParseSlot] reads it
	Dated   bool      // Overdue, Backlog: a date is used elsewhere already, and cannot be skipped
	Left    int       // Runway: chapters left, 2, 1 or 0
	Later   bool      // CannotEdit: it is tried again by itself
	Cause   error     // Refused, CannotEdit, DiskTrouble, NotPublished: for the log; nil: it took too long. Renumbered: the shift
	Text    string    // Runway, ZoneMoved: a sentence in plain words. NotPublished: the address of the message
	// Awaiting: the chapter whose vote decides, the address of that, whether its author has to decide; Due is when it
	// closes (zero: it is not open), Text what it has chosen although no chapter is written for that
	Vote   int
	Link   string
	Author bool
}

// tell has the author told, and returns the message that does it (0 if there is none) and whether they were. A desk
// that cannot be reached is logged and is no trouble of the telling's: whoever tells says it again at the next
// occasion.
func (l *telling) tell(ctx context.Context, a Alert) (message uint64, told bool) {
	a.Channel = l.Channel
	level := slog.LevelWarn
	if a.Kind == Runway || a.Kind == Corrected || a.Kind == Retracted {
		level = slog.LevelInfo // nothing is wrong
	}
	l.log.Log(ctx, level, "for the author", "alert", a.Kind.String(), "chapter", a.Chapter, "text", a.Text, "cause", a.Cause)
	if l.r.cfg.Desk == nil {
		return 0, true
	}
	id, err := l.r.cfg.Desk.Tell(ctx, l.Guild, l.Story, a)
	if err != nil && ctx.Err() != nil {
		l.log.Info("stopped while the author was told, which is said again", "alert", a.Kind.String())
		return 0, false
	}
	if err != nil {
		l.log.Error("the author could not be told", "alert", a.Kind.String(), "cause", err)
		return 0, false
	}
	return id, true
}

// String names the kind for the log.
func (k AlertKind) String() string {
	switch k {
	case Refused:
		return "refused"
	case Overdue:
		return "overdue"
	case Runway:
		return "runway"
	case ZoneMoved:
		return "zone moved"
	case Corrected:
		return "corrected"
	case Retracted:
		return "retracted"
	case CannotEdit:
		return "cannot edit"
	case DiskTrouble:
		return "disk trouble"
	case NotPublished:
		return "not published"
	case Backlog:
		return "backlog"
	case Joining:
		return "joining"
	case Awaiting:
		return "awaiting a vote"
	case Renumbered:
		return "renumbered"
	}
	return "unknown"
}
