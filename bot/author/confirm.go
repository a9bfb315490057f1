package author

import (
	"context"
	"slices"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

// Actions of the buttons under private answers, and their arguments.
const (
	actionCorrect customid.Action = "correct" // story, chapter: bring what is posted up to date
	actionRetract customid.Action = "retract" // story, chapter: replace what is posted by a notice
	actionKeep    customid.Action = "keep"    // story, chapter: leave everything as it is
)

// A style is that of a button.
type style = discordgo.ButtonStyle

// press returns a button that brings back what it is about.
func press(st style, label string, action customid.Action, args ...uint64) (discordgo.MessageComponent, error) {
	id, err := customid.New(action, args...)
	return discordgo.Button{Style: st, Label: label, CustomID: id}, err
}

// confirm asks before something is done that everybody sees.
func confirm(at *seat, text, label string, st style, action customid.Action, chapter int) (route.Reply, error) {
	yes, err := press(st, label, action, uint64(at.story.Key()), uint64(chapter))
	if err != nil {
		return route.Reply{}, err
	}
	no, err := press(discordgo.SecondaryButton, at.book.LeaveButton(), actionKeep, uint64(at.story.Key()), uint64(chapter))
	if err != nil {
		return route.Reply{}, err
	}
	return route.Reply{Message: &render.Message{Content: text, Components: []discordgo.MessageComponent{
		discordgo.ActionsRow{Components: []discordgo.MessageComponent{yes, no}},
	}}}, nil
}

// about finds the story and the chapter that a button is about.
func (s *Service) about(ctx context.Context, r *route.Request) (*seat, *story.Chapter, error) {
	at, err := s.sitAt(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	if len(r.Component.Args) < 2 || r.Component.Args[1] > mostChapters {
		return nil, nil, route.Say(at.book.OldButton(), nil)
	}
	c, err := at.chapter(int64(r.Component.Args[1]))
	return at, c, err
}

// askCorrect answers /chapter correct: it shows what would change.
func (s *Service) askCorrect(ctx context.Context, at *seat, c *story.Chapter, _ int) (route.Reply, error) {
	changes, err := s.cfg.Jobs.Changes(ctx, at.guild, at.story, c.Number)
	if err != nil {
		return route.Reply{}, refused(at.book, c.Number, err)
	}
	course, _, err := s.cfg.Ledger.Course(ctx, at.guild, at.story.Key())
	if err != nil {
		return route.Reply{}, err
	}
	what := at.book.WouldCorrect(at.name(c), count(changes))
	switch {
	case slices.Contains(course.Retracted, c.Number):
		what = at.book.WouldRestore(at.name(c), count(changes))
	case count(changes) == 0:
		return route.Reply{}, route.Say(at.book.Unchanged(c.Number), nil)
	}
	lines := append([]string{what}, links(at.book, at.guild, changes)...)
	return confirm(at, fit(at.book, lines, 0, ""), at.book.CorrectButton(), discordgo.PrimaryButton, actionCorrect,
		c.Number)
}

func count(changes []Change) int {
	n := 0
	for _, c := range changes {
		n += len(c.Messages)
	}
	return n
}

// correct answers the button under what would change.
func (s *Service) correct(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, c, err := s.about(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	changes, err := s.cfg.Jobs.Correct(ctx, at.guild, at.story, c.Number, at.user)
	if err != nil {
		return route.Reply{}, refused(at.book, c.Number, err)
	}
	lines := append([]string{at.book.Correcting(at.name(c), count(changes))}, links(at.book, at.guild, changes)...)
	return route.Text(fit(at.book, lines, 0, "")), nil
}

// askRetract answers /chapter retract: it says what would be done.
func (s *Service) askRetract(ctx context.Context, at *seat, c *story.Chapter, _ int) (route.Reply, error) {
	o, err := s.look(ctx, at)
	if err != nil {
		return route.Reply{}, err
	}
	if !o.outSomewhere(c.Number) {
		return route.Reply{}, route.Say(at.book.NotPostedYet(c.Number), nil)
	}
	return confirm(at, at.book.WouldRetract(at.name(c)), at.book.RetractButton(), discordgo.DangerButton, actionRetract,
		c.Number)
}

// retract answers the button under what would be done.
func (s *Service) retract(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, c, err := s.about(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	if err := s.cfg.Jobs.Retract(ctx, at.guild, at.story, c.Number, at.user); err != nil {
		return route.Reply{}, refused(at.book, c.Number, err)
	}
	return route.Text(at.book.Retracting(at.name(c))), nil
}

// keep answers the button that leaves everything as it is.
func (s *Service) keep(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, c, err := s.about(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	return route.Text(at.book.LeftAlone(at.name(c))), nil
}
