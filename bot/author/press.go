package author

import (
	"context"
	"errors"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

// instant reads an instant out of a button's id.
func instant(n uint64) (time.Time, bool) {
	const last = 1 << 40 // far beyond any date, and safe to count with
	if n == 0 || n > last {
		return time.Time{}, n == 0
	}
	return time.Unix(int64(n), 0), true
}

// decideOn returns when nobody else decides about a chapter or channel, and is called with its number. What it returns
// is called when that is done, with everybody shown.
func (s *Service) decideOn(number uint64) (done func()) {
	m := &s.deciding[number%uint64(len(s.deciding))]
	m.Lock()
	return m.Unlock
}

// retry answers "Try again" under an alert about a channel in which a story has stopped.
func (s *Service) retry(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := s.sitAt(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	if n := len(r.Component.Args); n != 3 && n != 4 {
		return route.Reply{}, route.Say(at.book.OldButton(), nil)
	}
	since, ok := instant(r.Component.Args[2])
	if !ok {
		return route.Reply{}, route.Say(at.book.OldButton(), nil)
	}
	channel := r.Component.Args[1]
	defer s.decideOn(channel)()
	one, err := s.serial(ctx, at, channel)
	if err != nil {
		return route.Reply{}, err
	}
	if one.Parked.Since.IsZero() || !since.IsZero() && unix(one.Parked.Since) != unix(since) {
		return route.Reply{}, s.decided(ctx, at, at.book.NotStopped(channel), onChannel(channel))
	}
	if err := s.cfg.Orders.Retry(ctx, at.guild, at.story.Key(), channel, at.user); errors.Is(err, ErrStillGone) {
		return route.Reply{}, route.Say(at.book.StillGone(), nil)
	} else if err != nil {
		return route.Reply{}, refused(at.book, one.Chapter, err)
	}
	if len(r.Component.Args) == 3 { // on the alert, and not in an answer of /schedule show
		s.settle(ctx, r, at.saying(func(b phrase.Book, title string) string {
			return b.AlertRetried(title, channel, one.Parked.Since, at.user, s.cfg.Clock.Now())
		}), nil)
	}
	return route.Text(at.book.Retrying(channel)), nil
}

// serial returns how far the story is in a channel.
func (s *Service) serial(ctx context.Context, at *seat, channel uint64) (store.Serial, error) {
	list, err := s.cfg.Tellings.SerialsOf(ctx, at.guild, at.story.Key())
	if err != nil {
		return store.Serial{}, err
	}
	for _, one := range list {
		if one.Channel == channel {
			return one, nil
		}
	}
	return store.Serial{}, route.Say(at.book.StoryGone(), nil)
}

// saying words the public end of an alert, which is in the story's language as the alert is.
func (a *seat) saying(f func(b phrase.Book, title string) string) string {
	return f(phrase.For(a.story.Language), a.title)
}

// settle shows on an alert what became of it. If that fails, what was decided stands all the same.
func (s *Service) settle(ctx context.Context, r *route.Request, text string, left []discordgo.MessageComponent) {
	body, err := render.Message{Content: text, Components: left}.JSON()
	if err == nil {
		err = s.cfg.Editor.Edit(ctx, r.Channel, r.Message, body)
	}
	if err != nil {
		s.cfg.Log.Warn("an alert does not show what was decided", "guild", r.Guild, "channel", r.Channel,
			"message", r.Message, "cause", err)
	}
}

// A late chapter is one that its author was asked about.
type late struct {
	at      *seat
	chapter *story.Chapter
	due     time.Time
	channel uint64 // that the alert is about; 0: the button is not on an alert, but in an answer of /schedule show
}

// late finds what a button under an alert is about. It refuses if that has been decided.
func (s *Service) late(ctx context.Context, r *route.Request, at *seat, c *story.Chapter) (late, error) {
	if len(r.Component.Args) != 4 {
		return late{}, route.Say(at.book.OldButton(), nil)
	}
	due, ok := instant(r.Component.Args[2])
	if !ok {
		return late{}, route.Say(at.book.OldButton(), nil)
	}
	course, _, err := s.cfg.Ledger.Course(ctx, at.guild, at.story.Key())
	switch {
	case err != nil:
		return late{}, err
	case course.Asked != c.Number:
		return late{}, s.decided(ctx, at, at.book.NotOverdue(c.Number), onChapter(c.Number))
	case r.Component.Args[3] != 0 && course.AskAlert != 0 && course.AskAlert != r.Message:
		return late{}, route.Say(at.book.NewerAlert(render.Link(r.Guild, r.Channel, course.AskAlert)), nil)
	}
	return late{at, c, due, r.Component.Args[3]}, nil
}

// decided says what was decided about a chapter or channel: what the newest line of the log says that is about that, if
// somebody and not the bot wrote it, or else what is known without it. What a line is about stands beside its words: those
// have words of people, who may write of any chapter.
func (s *Service) decided(ctx context.Context, at *seat, known string, about func(store.Entry) bool) error {
	const newest = 50
	list, err := s.cfg.Ledger.Audit(ctx, at.guild, at.story.Key(), newest)
	if err != nil {
		return err
	}
	for _, e := range list { // the newest first
		if e.Who != (story.ReaderID{}) && about(e) {
			return route.Say(at.book.AlreadyDecided(s.entry(at, e)), nil)
		}
	}
	return route.Say(known, nil)
}

// onChapter reports whether a line of the log decides about a chapter's posting.
func onChapter(n int) func(store.Entry) bool {
	return func(e store.Entry) bool { return e.Chapter == n }
}

// onChannel reports whether one decides about a channel's part in the telling.
func onChannel(id uint64) func(store.Entry) bool {
	return func(e store.Entry) bool { return e.Channel == id }
}

// decide answers a button that decides about a late chapter: it acts, and shows that on the alert.
func (s *Service) decide(ctx context.Context, r *route.Request, act func(context.Context, late) error,
	public func(b phrase.Book, title string, l late) string, private func(b phrase.Book, name string) string) (route.Reply,
	error) {
	at, c, err := s.about(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	defer s.decideOn(uint64(c.Number))()
	l, err := s.late(ctx, r, at, c)
	if err != nil {
		return route.Reply{}, err
	}
	if err := act(ctx, l); err != nil {
		return route.Reply{}, refused(l.at.book, l.chapter.Number, err)
	}
	if l.channel != 0 {
		s.settle(ctx, r, l.at.saying(func(b phrase.Book, title string) string { return public(b, title, l) }), nil)
	}
	return route.Text(private(l.at.book, l.at.name(l.chapter))), nil
}

// postNow answers "Post now".
func (s *Service) postNow(ctx context.Context, r *route.Request) (route.Reply, error) {
	return s.decide(ctx, r, func(ctx context.Context, l late) error {
		return s.cfg.Jobs.ReleaseNow(ctx, l.at.guild, l.at.story, l.chapter.Number, l.at.user)
	}, func(b phrase.Book, title string, l late) string {
		return b.AlertPosted(title, l.channel, l.chapter.Number, l.due, l.at.user, s.cfg.Clock.Now())
	}, phrase.Book.Releasing)
}

// skipDate answers "Skip this date".
func (s *Service) skipDate(ctx context.Context, r *route.Request) (route.Reply, error) {
	return s.decide(ctx, r, func(ctx context.Context, l late) error {
		return s.cfg.Orders.SkipDate(ctx, l.at.guild, l.at.story, l.chapter.Number, l.at.user)
	}, func(b phrase.Book, title string, l late) string {
		return b.AlertSkipped(title, l.channel, l.chapter.Number, l.due, l.at.user, s.cfg.Clock.Now())
	}, phrase.Book.TakesNext)
}

// notYet answers "Not yet": nothing changes, and the other buttons stay.
func (s *Service) notYet(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, c, err := s.about(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	defer s.decideOn(uint64(c.Number))()
	l, err := s.late(ctx, r, at, c)
	if err != nil {
		return route.Reply{}, err
	}
	o, err := s.look(ctx, l.at)
	if err != nil {
		return route.Reply{}, err
	}
	one, err := s.serial(ctx, l.at, l.channel)
	if err != nil {
		return route.Reply{}, err
	}
	_, dated := o.timed(l.chapter.Number, one.Scene)
	a := Alert{Chapter: l.chapter.Number, Due: l.due, Channel: l.channel, Dated: dated}
	left, err := overdueButtons(phrase.For(l.at.story.Language), l.at.story.Key(), a, false)
	if err != nil {
		return route.Reply{}, err
	}
	s.settle(ctx, r, l.at.saying(func(b phrase.Book, title string) string {
		return b.AlertWaits(title, l.channel, l.chapter.Number, l.due, l.at.user, s.cfg.Clock.Now())
	}), left)
	return route.Text(l.at.book.Waits(l.at.name(l.chapter))), nil
}
