package author

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

// An AlertKind says what an author is told.
type AlertKind uint8

// The kinds of alerts.
const (
	Refused      AlertKind = iota + 1 // Discord refused something, and a channel's telling has stopped: Try again
	Overdue                           // a chapter is late: Post now, Skip this date, Not yet
	Runway                            // few chapters are left
	ZoneMoved                         // a zone's rules have changed, and with them when a chapter comes
	Corrected                         // a correction is done
	Retracted                         // a retraction is done
	CannotEdit                        // Discord does not let a message be edited: for good, or not yet
	DiskTrouble                       // nothing can be kept, so nothing is posted until there is room
	NotPublished                      // a message was not passed on to the channels that follow its own, for good
	Backlog                           // several chapters are late: Post all, Post the first, One per date, Leave them out
	Joining                           // a channel is new to a story that has begun: From the first, From the next
	Awaiting                          // a chapter waits for a vote
	Renumbered                        // a chapter that is out has another number now, and nothing is posted: Go on
)

// An Alert is something an author is told. Which fields count depends on its kind.
type Alert struct {
	Kind    AlertKind
	Key     string    // names the alert within the story and guild: what is told again has the same one
	Channel uint64    // the telling's
	Chapter int       // 0: it is about none. Backlog, Joining: the first of several
	Last    int       // Backlog, Joining: the last of them
	Count   int       // Backlog, Joining: how many they are
	Due     time.Time // Refused: since when. Overdue, Backlog: when it was due. Joining: the last was. ZoneMoved: it is now
	Dated   bool      // Overdue, Backlog: a date is used elsewhere already, and cannot be skipped
	Left    int       // Runway: chapters left, 2, 1 or 0
	Later   bool      // CannotEdit: it is tried again by itself
	Cause   error     // Refused, CannotEdit, NotPublished: Discord's refusal, put into words; nil: none. Renumbered: the shift
	Text    string    // Runway, ZoneMoved: a sentence in plain words. NotPublished: the message's address
	// Awaiting: the chapter whose vote decides, the address of that, whether its author has to decide; Due is when it
	// closes (zero: it is not open), Text what it has chosen although no chapter is written for that
	Vote   int
	Link   string
	Author bool
}

// ErrNotForAdults is the [Alert.Cause] where a story for adults may not be told because its channel is not
// age-restricted.
var ErrNotForAdults = errors.New("the story is for adults, and the channel is not age-restricted")

// Actions of the buttons under alerts, and their arguments.
const (
	actionRetry customid.Action = "retry"    // story, channel, since when (unix): try again; a fourth: not on an alert
	actionPost  customid.Action = "postlate" // story, chapter, when it was due (unix), channel: post it now
	actionSkip  customid.Action = "skipdate" // the same: let the chapter take the next date
	actionWait  customid.Action = "notyet"   // the same: leave it for later; in all three channel 0: not on an alert
)

// A Desk tells authors what needs them, in the channel that their story calls its desk.
type Desk struct {
	sender  Sender
	channel func(guild uint64, name string) (uint64, bool)
	escape  func(string) string
	log     *slog.Logger
}

// NewDesk returns a desk. channel finds a channel of a guild by its name or id; escape is that of [Config].
func NewDesk(to Sender, channel func(guild uint64, name string) (uint64, bool), escape func(string) string,
	log *slog.Logger) *Desk {
	return &Desk{to, channel, escape, log}
}

// maxTitle bounds a story's title where it is told with other things, in characters.
const maxTitle = 100

// tellTime bounds how long an alert may hold up whoever raises it, while Discord does not say what became of it.
const tellTime = 30 * time.Second

// Tell posts an alert into the story's desk, once for its key, and returns the message's id; 0 if the story has no desk
// in the guild. After an error the alert may stand there all the same, and is found when it is told again.
func (d *Desk) Tell(ctx context.Context, guild uint64, s *story.Story, a Alert) (uint64, error) {
	if s.Release.Desk == "" {
		return 0, nil
	}
	channel, ok := d.channel(guild, s.Release.Desk)
	if !ok {
		d.log.Warn("the author's desk does not exist here; create the channel, or name another in story.yaml",
			"story", s.ID, "guild", guild, "desk", s.Release.Desk)
		return 0, nil
	}
	ctx, cancel := context.WithTimeout(ctx, tellTime)
	defer cancel()
	m, err := d.alert(phrase.For(s.Language), s, a)
	if err != nil {
		return 0, fmt.Errorf("tell the author of %s: %w", s.ID, err)
	}
	body, err := m.JSON()
	if err != nil {
		return 0, fmt.Errorf("tell the author of %s: %w", s.ID, err)
	}
	id, err := d.sender.Send(ctx, outbox.Letter{
		Channel: channel, Floor: floor(a.since()), Body: body, Nonce: nonce(guild, s, a), Doubt: !a.since().IsZero(),
	})
	if err != nil {
		return 0, fmt.Errorf("tell the author of %s: %w", s.ID, err)
	}
	return id, nil
}

// Send sends a letter to the story's desk, whose channel it fills in. It reports false if the story has none in the
// guild. A letter's error may mean that it stands there all the same: whoever sends it again sets its Doubt.
func (d *Desk) Send(ctx context.Context, guild uint64, s *story.Story, l outbox.Letter) (bool, error) {
	if s.Release.Desk == "" {
		return false, nil
	}
	channel, ok := d.channel(guild, s.Release.Desk)
	if !ok {
		d.log.Warn("the author's desk does not exist here; create the channel, or name another in story.yaml",
			"story", s.ID, "guild", guild, "desk", s.Release.Desk)
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, tellTime)
	defer cancel()
	l.Channel = channel
	if _, err := d.sender.Send(ctx, l); err != nil {
		return false, fmt.Errorf("send to the desk of %s: %w", s.ID, err)
	}
	return true, nil
}

// since returns since when there is what an alert tells of, the zero time if that is not known.
func (a Alert) since() time.Time {
	switch a.Kind {
	case Refused, Overdue, Backlog, Joining:
		return a.Due
	}
	return time.Time{}
}

// nonce makes the nonce of an alert, at most [discord.MaxNonce] characters.
func nonce(guild uint64, s *story.Story, a Alert) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %x %d %d %s", guild, uint64(s.Key()), a.Kind, a.Channel, a.Key))
	return "a" + hex.EncodeToString(sum[:12])
}

// discordEpoch is where the clock in Discord's ids begins, in milliseconds (Discord's "Reference", snowflakes).
const discordEpoch = 1420070400000

// floor returns an id older than any message about what there is since then; 0 if that is not known.
func floor(since time.Time) uint64 {
	ms := since.Add(-time.Minute).UnixMilli() - discordEpoch
	if since.IsZero() || ms <= 0 {
		return 0
	}
	return uint64(ms) << 22
}

// alert words an alert, with its buttons.
func (d *Desk) alert(b phrase.Book, s *story.Story, a Alert) (render.Message, error) {
	title := d.escape(short(s.Title, maxTitle))
	switch a.Kind {
	case Refused:
		m := render.Message{Content: b.AlertRefused(title, a.Channel, a.Chapter, a.Due, remedy(b, a))}
		again, err := press(discordgo.PrimaryButton, b.RetryButton(), actionRetry, uint64(s.Key()), a.Channel,
			unix(a.Due))
		m.Components = buttons(again)
		return m, err
	case Overdue:
		m := render.Message{Content: b.AlertOverdue(title, a.Channel, a.Chapter, a.Due, !a.Dated)}
		var err error
		m.Components, err = overdueButtons(b, s.Key(), a, true)
		return m, err
	case Backlog:
		return backlog(b, s, title, a)
	case Joining:
		return joining(b, s, title, a)
	case Renumbered:
		return shifted(b, s.Key(), title, a)
	}
	a.Text = d.shown(a)
	return render.Message{Content: news(b, title, a)}, nil
}

// shown is an alert's text as it is shown: of what readers have put forward no sign is markup.
func (d *Desk) shown(a Alert) string {
	if a.Kind == Awaiting {
		return d.escape(short(a.Text, maxTitle))
	}
	return a.Text
}

// news words an alert that asks for nothing.
func news(b phrase.Book, title string, a Alert) string {
	switch a.Kind {
	case Runway:
		return b.AlertRunway(title, a.Left, a.Text)
	case ZoneMoved:
		return b.AlertZoneMoved(title, a.Chapter, a.Due, a.Text)
	case Corrected:
		return b.AlertCorrected(title, a.Channel, a.Chapter)
	case Retracted:
		return b.AlertRetracted(title, a.Channel, a.Chapter)
	case CannotEdit:
		return b.AlertCannotEdit(title, a.Channel, a.Chapter, remedy(b, a), a.Later)
	case DiskTrouble:
		return b.AlertDiskTrouble(title)
	case Awaiting:
		return awaiting(b, title, a)
	case NotPublished:
		why := b.PublishedTooFew()
		if a.Cause != nil {
			why = b.CannotPublish()
		}
		return b.AlertNotPublished(title, a.Channel, a.Chapter, a.Text, why)
	}
	return b.AlertOther(title)
}

// awaiting words that a chapter waits for a vote.
func awaiting(b phrase.Book, title string, a Alert) string {
	switch {
	case a.Text != "":
		return b.AlertNoWay(title, a.Chapter, a.Vote, a.Text, a.Link)
	case a.Author:
		return b.AlertWayIsYours(title, a.Chapter, a.Vote, a.Link)
	}
	return b.AlertAwaiting(title, a.Chapter, a.Vote, a.Due, a.Link)
}

// overdueButtons are the answers to a late chapter. A date that is used cannot be skipped, and after "Not yet" that
// answer is not offered again.
func overdueButtons(b phrase.Book, k story.Key, a Alert, wait bool) ([]discordgo.MessageComponent, error) {
	var list []discordgo.MessageComponent
	for _, one := range []struct {
		st     style
		label  string
		action customid.Action
		on     bool
	}{
		{discordgo.PrimaryButton, b.PostNowButton(), actionPost, true},
		{discordgo.SecondaryButton, b.SkipDateButton(), actionSkip, !a.Dated},
		{discordgo.SecondaryButton, b.NotYetButton(), actionWait, wait},
	} {
		if !one.on {
			continue
		}
		button, err := press(one.st, one.label, one.action, uint64(k), uint64(a.Chapter), unix(a.Due), a.Channel)
		if err != nil {
			return nil, err
		}
		list = append(list, button)
	}
	return buttons(list...), nil
}

func buttons(list ...discordgo.MessageComponent) []discordgo.MessageComponent {
	return []discordgo.MessageComponent{discordgo.ActionsRow{Components: list}}
}

// unix writes an instant into a button's id; 0 is none.
func unix(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	return uint64(max(t.Unix(), 0))
}

// remedy says in plain words what Discord objects to, and what to do about it.
func remedy(b phrase.Book, a Alert) string {
	for _, r := range []struct {
		cause error
		text  string
	}{
		{discord.ErrUnknownChannel, b.ChannelGone()}, {discord.ErrUnknownGuild, b.ChannelGone()},
		{discord.ErrMissingAccess, b.CannotSee()}, {discord.ErrMissingPermissions, b.LacksPermission()},
		{discord.ErrUnknownMessage, b.MessageGone()}, {discord.ErrArchivedThread, b.ThreadArchived()},
		{discord.ErrSlowmode, b.SlowMode()}, {discord.ErrBlockedContent, b.TextBlocked()},
		{discord.ErrReactionBlocked, b.LacksPermission()}, {discord.ErrTooManyPins, b.TooManyPins()},
		{discord.ErrEditTooOld, b.EditsLimited()}, {ErrNotForAdults, b.NotForAdults()},
	} {
		if errors.Is(a.Cause, r.cause) {
			return r.text
		}
	}
	return b.RefusedOtherwise()
}
