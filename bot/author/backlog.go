package author

import (
	"context"
	"errors"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

// Actions of the buttons under alerts about several chapters, and their arguments.
const (
	actionAll   customid.Action = "postall"  // story, first chapter, when it was due (unix), channel: post them all now
	actionLeave customid.Action = "leaveout" // the same: post none of them
	actionBegin customid.Action = "joinall"  // story, channel: begin there with the first chapter; a third: not on an alert
	actionGoOn  customid.Action = "joinnext" // the same: begin there with the next one
)

// backlog words the alert about several late chapters. A date that is used cannot be skipped.
func backlog(b phrase.Book, s *story.Story, title string, a Alert) (render.Message, error) {
	list, err := backlogButtons(b, s.Key(), a)
	return render.Message{Content: b.AlertBacklog(title, a.Channel, a.Chapter, a.Count, a.Due, !a.Dated),
		Components: list}, err
}

// backlogButtons are the answers to several late chapters.
func backlogButtons(b phrase.Book, k story.Key, a Alert) ([]discordgo.MessageComponent, error) {
	var list []discordgo.MessageComponent
	for _, one := range []struct {
		st     style
		label  string
		action customid.Action
		on     bool
	}{
		{discordgo.PrimaryButton, b.PostAllButton(a.Count), actionAll, true},
		{discordgo.SecondaryButton, b.PostOneButton(a.Chapter), actionPost, true},
		{discordgo.SecondaryButton, b.OnePerDateButton(), actionSkip, !a.Dated},
		{discordgo.SecondaryButton, b.LeaveOutButton(), actionLeave, true},
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

// joining words the alert about a channel that is new to a story.
func joining(b phrase.Book, s *story.Story, title string, a Alert) (render.Message, error) {
	list, err := joinButtons(b, s.Key(), a.Channel)
	return render.Message{Content: b.AlertJoining(title, a.Channel, a.Count), Components: list}, err
}

// joinButtons are the answers to where a story begins in a channel.
func joinButtons(b phrase.Book, k story.Key, channel uint64, more ...uint64) ([]discordgo.MessageComponent, error) {
	args := append([]uint64{uint64(k), channel}, more...)
	first, err := press(discordgo.PrimaryButton, b.FromFirstButton(), actionBegin, args...)
	if err != nil {
		return nil, err
	}
	next, err := press(discordgo.SecondaryButton, b.FromNextButton(), actionGoOn, args...)
	return buttons(first, next), err
}

// postAll answers "Post all".
func (s *Service) postAll(ctx context.Context, r *route.Request) (route.Reply, error) {
	return s.decide(ctx, r, func(ctx context.Context, l late) error {
		return s.cfg.Backlogs.CatchUp(ctx, l.at.guild, l.at.story, l.chapter.Number, l.at.user)
	}, func(b phrase.Book, title string, l late) string {
		return b.AlertCaughtUp(title, l.channel, l.chapter.Number, l.due, l.at.user, s.cfg.Clock.Now())
	}, phrase.Book.CatchingUp)
}

// leaveOut answers "Leave them out".
func (s *Service) leaveOut(ctx context.Context, r *route.Request) (route.Reply, error) {
	return s.decide(ctx, r, func(ctx context.Context, l late) error {
		return s.cfg.Backlogs.LeaveOut(ctx, l.at.guild, l.at.story, l.chapter.Number, l.at.user)
	}, func(b phrase.Book, title string, l late) string {
		return b.AlertLeftOut(title, l.channel, l.chapter.Number, l.due, l.at.user, s.cfg.Clock.Now())
	}, phrase.Book.LeavingOut)
}

// begin answers "From the first chapter".
func (s *Service) begin(ctx context.Context, r *route.Request) (route.Reply, error) {
	return s.join(ctx, r, true)
}

// goOn answers "From the next one".
func (s *Service) goOn(ctx context.Context, r *route.Request) (route.Reply, error) {
	return s.join(ctx, r, false)
}

// join answers where a story begins in a channel that is new to it.
func (s *Service) join(ctx context.Context, r *route.Request, all bool) (route.Reply, error) {
	at, err := s.sitAt(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	n := len(r.Component.Args)
	if n != 2 && n != 3 {
		return route.Reply{}, route.Say(at.book.OldButton(), nil)
	}
	channel := r.Component.Args[1]
	defer s.decideOn(channel)()
	err = s.cfg.Backlogs.Join(ctx, at.guild, at.story, channel, all, at.user)
	if errors.Is(err, ErrOnTime) {
		return route.Reply{}, s.decided(ctx, at, at.book.HasJoined(channel), onChannel(channel))
	}
	if err != nil {
		return route.Reply{}, refused(at.book, 0, err)
	}
	if n == 2 { // on the alert, and not in an answer of /schedule show
		s.settle(ctx, r, at.saying(func(b phrase.Book, title string) string {
			return b.AlertJoined(title, channel, all, at.user, s.cfg.Clock.Now())
		}), nil)
	}
	return route.Text(at.book.Joins(channel, all)), nil
}
