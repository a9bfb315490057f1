package rest

import (
	"net/http"

	"cliffhanger/bot/sandbox/world"
)

func (s *Server) commandRoutes() []*route {
	var all []*route
	for _, base := range []string{"/applications/{application_id}/commands",
		"/applications/{application_id}/guilds/{guild_id}/commands"} {
		all = append(all,
			on(http.MethodGet, base, s.getCommands),
			on(http.MethodPost, base, s.createCommand),
			on(http.MethodPut, base, s.putCommands),
			on(http.MethodGet, base+"/{command_id}", s.getCommand),
			on(http.MethodPatch, base+"/{command_id}", s.editCommand),
			on(http.MethodDelete, base+"/{command_id}", s.deleteCommand))
	}
	return all
}

// own returns the application of a command route, which must be the asking one (20012 otherwise).
func (c *call) own() (world.ID, error) {
	if id := c.id("application_id"); id != c.app.ID {
		return 0, world.Refuse(403, 20012, "You are not authorized to perform this action on this application")
	}
	return c.app.ID, nil
}

// shown returns commands as a list gives them: translations only on request.
func (c *call) shown(all []*world.Command) []*world.Command {
	out := make([]*world.Command, 0, len(all))
	for _, one := range all {
		if c.flag("with_localizations") {
			out = append(out, one)
			continue
		}
		copied := *one
		copied.NameLocales, copied.DescLocales = nil, nil
		copied.Options = untranslated(one.Options)
		out = append(out, &copied)
	}
	return out
}

func untranslated(all []*world.CommandOption) []*world.CommandOption {
	var out []*world.CommandOption
	for _, o := range all {
		copied := *o
		copied.NameLocales, copied.DescLocales = nil, nil
		copied.Options = untranslated(o.Options)
		copied.Choices = nil
		for _, choice := range o.Choices {
			choice.NameLocales = nil
			copied.Choices = append(copied.Choices, choice)
		}
		out = append(out, &copied)
	}
	return out
}

func (s *Server) getCommands(c *call) (int, any, error) {
	app, err := c.own()
	if err != nil {
		return 0, nil, err
	}
	all, err := s.w.ListCommands(app, c.id("guild_id"))
	return 200, c.shown(all), err
}

func (s *Server) getCommand(c *call) (int, any, error) {
	app, err := c.own()
	if err != nil {
		return 0, nil, err
	}
	one, err := s.w.GetCommand(app, c.id("guild_id"), c.id("command_id"))
	return 200, one, err
}

func (s *Server) createCommand(c *call) (int, any, error) {
	app, err := c.own()
	if err != nil {
		return 0, nil, err
	}
	var in world.Command
	if err := c.decode(&in); err != nil {
		return 0, nil, err
	}
	if err := checkCommand(&in, nil); err != nil {
		return 0, nil, err
	}
	made, created, err := s.w.UpsertCommand(app, c.id("guild_id"), in)
	if created {
		return http.StatusCreated, made, err
	}
	return 200, made, err
}

func (s *Server) putCommands(c *call) (int, any, error) {
	app, err := c.own()
	if err != nil {
		return 0, nil, err
	}
	var in []*world.Command
	if len(c.payload) > 0 {
		if err := c.decode(&in); err != nil {
			return 0, nil, err
		}
	}
	var f form
	type key struct {
		kind int
		name string
	}
	seen := map[key]bool{}
	for i, one := range in {
		if one == nil {
			f.add("BASE_TYPE_REQUIRED", "This field is required", i)
			return 0, nil, f.err()
		}
		if err := checkCommand(one, path{i}); err != nil {
			return 0, nil, err
		}
		k := key{one.Type, one.Name}
		if seen[k] {
			f.add("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique", i, "name")
		}
		seen[k] = true
	}
	if err := f.err(); err != nil {
		return 0, nil, err
	}
	all, err := s.w.PutCommands(app, c.id("guild_id"), in)
	return 200, all, err
}

func (s *Server) editCommand(c *call) (int, any, error) {
	app, err := c.own()
	if err != nil {
		return 0, nil, err
	}
	var p world.CommandPatch
	if err := c.decode(&p); err != nil {
		return 0, nil, err
	}
	one, err := s.w.EditCommand(app, c.id("guild_id"), c.id("command_id"), p,
		func(next *world.Command) error { return checkCommand(next, nil) })
	return 200, one, err
}

func (s *Server) deleteCommand(c *call) (int, any, error) {
	app, err := c.own()
	if err != nil {
		return 0, nil, err
	}
	return 204, nil, s.w.DeleteCommand(app, c.id("guild_id"), c.id("command_id"))
}
