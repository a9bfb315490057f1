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

// actionRenumber has a story go on with the numbers its chapters have now. Its arguments are the story and the two
// numbers of the shift; a fourth: not on an alert.
const actionRenumber customid.Action = "renumber"

// Numbers say whether the chapters of a story that are out in a guild have the numbers they are out with.
type Numbers interface {
	// Shifted returns the first that has another one, and whether there is one: then nothing is posted.
	Shifted(ctx context.Context, guild uint64, s *story.Story) (story.Shift, bool, error)
	// Renumber has the story go on as it is.
	Renumber(ctx context.Context, guild uint64, s *story.Story, by uint64) error
}

// shifted words the alert that a story has stopped because a chapter has another number.
func shifted(b phrase.Book, k story.Key, title string, a Alert) (render.Message, error) {
	var one story.Shift
	if !errors.As(a.Cause, &one) {
		return render.Message{Content: b.AlertOther(title)}, nil
	}
	list, err := renumberButtons(b, k, one)
	return render.Message{Content: b.AlertOtherNumber(title, b.HasOtherNumber(nameNow(b, one), one.Chapter, one.Next)),
		Components: list}, err
}

// nameNow names a shifted chapter as it is now.
func nameNow(b phrase.Book, s story.Shift) string {
	return nameOf(b, story.Chapter{Number: s.Now, Title: s.Title})
}

// renumberButtons is the answer to a shift, beside mending the files.
func renumberButtons(b phrase.Book, k story.Key, s story.Shift, more ...uint64) ([]discordgo.MessageComponent, error) {
	args := append([]uint64{uint64(k), uint64(s.Chapter), uint64(s.Now)}, more...)
	button, err := press(discordgo.SecondaryButton, b.RenumberButton(), actionRenumber, args...)
	return buttons(button), err
}

// renumber answers "Go on as numbered now".
func (s *Service) renumber(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := s.sitAt(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	args := r.Component.Args
	if len(args) != 3 && len(args) != 4 {
		return route.Reply{}, route.Say(at.book.OldButton(), nil)
	}
	defer s.decideOn(uint64(at.story.Key()))()
	one, shifted, err := s.cfg.Numbers.Shifted(ctx, at.guild, at.story)
	if err != nil {
		return route.Reply{}, err
	}
	if !shifted {
		return route.Reply{}, route.Say(at.book.NotRenumbered(), nil)
	}
	if uint64(one.Chapter) != args[1] || uint64(one.Now) != args[2] { // it is another by now
		return route.Reply{}, refused(at.book, one.Chapter, one)
	}
	if err := s.cfg.Numbers.Renumber(ctx, at.guild, at.story, at.user); err != nil {
		return route.Reply{}, err
	}
	if len(args) == 3 { // on the alert, and not in an answer of /schedule show
		s.settle(ctx, r, at.saying(func(b phrase.Book, title string) string {
			what := b.OtherNumber(nameNow(b, one), one.Chapter, one.Next)
			return b.AlertRenumbered(title, what, at.user, s.cfg.Clock.Now())
		}), nil)
	}
	return route.Text(at.book.Renumbered()), nil
}
