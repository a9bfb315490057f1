package author

import (
	"context"
	"slices"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/route"
	"cliffhanger/story"
)

// A visit is what an interaction tells beside its [route.Request].
type visit struct {
	path        []string // the subcommand
	permissions uint64   // the user's in the channel; 0 in a direct message
	roles       []uint64 // the user's in the guild
}

type visitKey struct{}

// Heard returns a context in which this package's handlers know what a [route.Request] leaves out of an interaction:
// the subcommand, and the user's permissions and roles. Whoever hands an interaction to [route.Router.Begin] gives it
// this context. Without it every command is unknown and nobody may use a button.
func Heard(ctx context.Context, i *discord.Interaction) context.Context {
	return context.WithValue(ctx, visitKey{}, visit{i.Command.Path, i.Permissions, i.Roles})
}

func visitOf(ctx context.Context) visit {
	v, _ := ctx.Value(visitKey{}).(visit) // the zero visit may do nothing
	return v
}

// sub returns the subcommand's name, "" if there is none.
func (v visit) sub() string {
	if len(v.path) != 1 {
		return ""
	}
	return v.path[0]
}

// Discord's permissions that let somebody manage a server ("Permissions", bitwise permission flags).
const (
	administrator = 1 << 3
	manageGuild   = 1 << 5
)

// may reports whether somebody is one of a story's authors: those it names, or whoever may manage the server if it
// names none. The command's default permissions are no guard: servers can change them, and buttons have none.
func (v visit) may(s *story.Story, user uint64) bool {
	if len(s.Release.Authors) > 0 {
		return slices.Contains(s.Release.Authors, user)
	}
	return v.permissions&(administrator|manageGuild) != 0
}

// A seat is one author before one story in one guild.
type seat struct {
	book  phrase.Book
	story *story.Story
	guild uint64
	user  uint64
	title string // the story's, escaped and not too long
}

func (s *Service) seat(b phrase.Book, one *story.Story, r *route.Request) *seat {
	return &seat{b, one, r.Guild, r.User, s.cfg.Escape(short(one.Title, maxTitle))}
}

// sit finds the story a command is about: the one named, or the first one of the guild that whoever asks may change.
func (s *Service) sit(ctx context.Context, r *route.Request) (*seat, error) {
	book := phrase.For(r.Locale)
	if r.Guild == 0 {
		return nil, route.Say(book.OnlyInServer(), nil)
	}
	told := s.cfg.Shelf.Told(r.Guild)
	if len(told) == 0 {
		return nil, route.Say(book.NoStory(), nil)
	}
	name, v := r.Strings[optionStory], visitOf(ctx)
	known := false
	for _, one := range told {
		if name != "" && one.ID != name && one.Title != name {
			continue
		}
		if known = true; v.may(one, r.User) {
			return s.seat(book, one, r), nil
		}
	}
	if !known {
		return nil, route.Say(book.WhichStory(), nil)
	}
	return nil, route.Say(book.NotTheAuthor(), nil)
}

// sitAt finds the story a button is about.
func (s *Service) sitAt(ctx context.Context, r *route.Request) (*seat, error) {
	book := phrase.For(r.Locale)
	if len(r.Component.Args) > 0 {
		for _, one := range s.cfg.Shelf.Told(r.Guild) {
			if one.Key() != story.Key(r.Component.Args[0]) {
				continue
			}
			if !visitOf(ctx).may(one, r.User) {
				return nil, route.Say(book.NotTheAuthor(), nil)
			}
			return s.seat(book, one, r), nil
		}
	}
	return nil, route.Say(book.StoryGone(), nil)
}
