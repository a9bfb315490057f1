package author

import (
	"context"
	"errors"
	"slices"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/route"
	"cliffhanger/story"
)

// follow answers /follow: it gives whoever asks the role that a story's chapters ping, or takes it from who has it.
// Everybody may.
func (s *Service) follow(ctx context.Context, r *route.Request) (route.Reply, error) {
	book := phrase.For(r.Locale)
	one, err := s.pinging(r)
	if err != nil {
		return route.Reply{}, err
	}
	title := s.cfg.Escape(short(one.Title, maxTitle))
	role, ok := s.cfg.Role(r.Guild, one.Release.Ping)
	if !ok {
		return route.Reply{}, route.Say(book.NoPingRole(title), nil)
	}
	has := slices.Contains(visitOf(ctx).roles, role)
	if has {
		err = s.cfg.Roles.RemoveRole(ctx, r.Guild, r.User, role)
	} else {
		err = s.cfg.Roles.AddRole(ctx, r.Guild, r.User, role)
	}
	switch {
	case errors.Is(err, discord.ErrMissingPermissions), errors.Is(err, discord.ErrMissingAccess):
		return route.Reply{}, route.Say(book.MayNotGiveRole(role), err)
	case err != nil:
		return route.Reply{}, err
	case has:
		return route.Text(book.Unfollowed(title)), nil
	}
	return route.Text(book.Followed(title)), nil
}

// pinging finds the story somebody wants to follow: the one named, or the first of the guild that pings anybody.
func (s *Service) pinging(r *route.Request) (*story.Story, error) {
	book := phrase.For(r.Locale)
	if r.Guild == 0 {
		return nil, route.Say(book.OnlyInServer(), nil)
	}
	told := s.cfg.Shelf.Told(r.Guild)
	if len(told) == 0 {
		return nil, route.Say(book.NoStory(), nil)
	}
	name := r.Strings[optionStory]
	known := false
	for _, one := range told {
		if name != "" && one.ID != name && one.Title != name {
			continue
		}
		if known = true; one.Release.Ping != "" {
			return one, nil
		}
	}
	if !known {
		return nil, route.Say(book.WhichStory(), nil)
	}
	return nil, route.Say(book.PingsNobody(), nil)
}
