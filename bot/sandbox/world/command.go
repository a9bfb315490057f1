package world

import (
	"encoding/json"
	"slices"
	"time"
)

// Command types.
const (
	CommandChat    = 1
	CommandUser    = 2
	CommandMessage = 3
)

// Option types.
const (
	OptionSubcommand  = 1
	OptionGroup       = 2
	OptionString      = 3
	OptionInteger     = 4
	OptionBoolean     = 5
	OptionUser        = 6
	OptionChannel     = 7
	OptionRole        = 8
	OptionMentionable = 9
	OptionNumber      = 10
	OptionAttachment  = 11
)

// DailyCommandCreates is how many commands may be created per scope in 24 hours (error 30034).
const DailyCommandCreates = 200

// A Command is Discord's application command object.
type Command struct {
	ID               ID                `json:"id"`
	ApplicationID    ID                `json:"application_id"`
	GuildID          ID                `json:"guild_id,omitempty"`
	Type             int               `json:"type"`
	Name             string            `json:"name"`
	NameLocales      map[string]string `json:"name_localizations"`
	Description      string            `json:"description"`
	DescLocales      map[string]string `json:"description_localizations"`
	Options          []*CommandOption  `json:"options,omitempty"`
	DefaultMember    *Permission       `json:"default_member_permissions"`
	DMPermission     *bool             `json:"dm_permission,omitempty"`
	Contexts         []int             `json:"contexts"`
	IntegrationTypes []int             `json:"integration_types,omitempty"`
	NSFW             bool              `json:"nsfw"`
	Version          ID                `json:"version"`
}

// A CommandOption is a parameter, a subcommand or a group of them.
type CommandOption struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	NameLocales  map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	DescLocales  map[string]string `json:"description_localizations,omitempty"`
	Required     bool              `json:"required,omitempty"`
	Choices      []Choice          `json:"choices,omitempty"`
	Options      []*CommandOption  `json:"options,omitempty"`
	ChannelTypes []int             `json:"channel_types,omitempty"`
	MinValue     *json.Number      `json:"min_value,omitempty"`
	MaxValue     *json.Number      `json:"max_value,omitempty"`
	MinLength    *int              `json:"min_length,omitempty"`
	MaxLength    *int              `json:"max_length,omitempty"`
	Autocomplete bool              `json:"autocomplete,omitempty"`
}

// A Choice is a value one can pick. Value is a string or a number.
type Choice struct {
	Name        string            `json:"name"`
	NameLocales map[string]string `json:"name_localizations,omitempty"`
	Value       any               `json:"value"`
}

// A CommandPatch is what "edit command" takes.
type CommandPatch struct {
	Name             Opt[string]            `json:"name"`
	NameLocales      Opt[map[string]string] `json:"name_localizations"`
	Description      Opt[string]            `json:"description"`
	DescLocales      Opt[map[string]string] `json:"description_localizations"`
	Options          Opt[[]*CommandOption]  `json:"options"`
	DefaultMember    Opt[*Permission]       `json:"default_member_permissions"`
	DMPermission     Opt[*bool]             `json:"dm_permission"`
	Contexts         Opt[[]int]             `json:"contexts"`
	IntegrationTypes Opt[[]int]             `json:"integration_types"`
	NSFW             Opt[bool]              `json:"nsfw"`
}

// Apply returns the command as the patch makes it.
func (p CommandPatch) Apply(c Command) Command {
	c.Name, c.NameLocales = p.Name.Or(c.Name), p.NameLocales.Or(c.NameLocales)
	c.Description, c.DescLocales = p.Description.Or(c.Description), p.DescLocales.Or(c.DescLocales)
	c.Options, c.NSFW = p.Options.Or(c.Options), p.NSFW.Or(c.NSFW)
	c.DefaultMember, c.DMPermission = p.DefaultMember.Or(c.DefaultMember), p.DMPermission.Or(c.DMPermission)
	c.Contexts, c.IntegrationTypes = p.Contexts.Or(c.Contexts), p.IntegrationTypes.Or(c.IntegrationTypes)
	return c
}

// scope reports whether a command belongs to an application and a guild (0: global).
func (c *Command) scope(app, guild ID) bool { return c.ApplicationID == app && c.GuildID == guild }

// commandScope checks that the application may have commands there: a guild it is not in answers 50001.
func (w *World) commandScope(app, guild ID) error {
	a := w.s.Apps[app]
	if a == nil {
		return unknown(10002, "Application")
	}
	if guild == 0 {
		return nil
	}
	g := w.s.Guilds[guild]
	if g == nil || g.member(a.User) == nil {
		return missingAccess()
	}
	return nil
}

// ListCommands lists an application's commands in a guild, or its global ones if guild is 0.
func (w *World) ListCommands(app, guild ID) ([]*Command, error) {
	w.lock()
	defer w.mu.Unlock()
	if err := w.commandScope(app, guild); err != nil {
		return nil, err
	}
	all := []*Command{}
	for _, c := range w.s.Commands {
		if c.scope(app, guild) {
			all = append(all, c)
		}
	}
	return all, nil
}

// GetCommand returns one command: 10063 if there is none.
func (w *World) GetCommand(app, guild, id ID) (*Command, error) {
	all, err := w.ListCommands(app, guild)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.ID == id {
			return c, nil
		}
	}
	return nil, unknown(10063, "Application Command")
}

// PutCommands replaces all commands of a scope. Those with a known name and type keep their ids.
func (w *World) PutCommands(app, guild ID, all []*Command) ([]*Command, error) {
	w.lock()
	defer w.mu.Unlock()
	if err := w.commandScope(app, guild); err != nil {
		return nil, err
	}
	fresh := make([]*Command, 0, len(all))
	for _, c := range all {
		old := w.command(app, guild, c.Type, c.Name)
		if old == nil {
			if err := w.countCreate(app, guild); err != nil {
				return nil, err
			}
		}
		fresh = append(fresh, w.seal(*c, app, guild, old))
	}
	if err := roomFor(fresh); err != nil {
		return nil, err
	}
	w.s.Commands = slices.DeleteFunc(w.s.Commands, func(c *Command) bool { return c.scope(app, guild) })
	w.s.Commands = append(w.s.Commands, fresh...)
	w.tellCommands(app, guild)
	return fresh, nil
}

// UpsertCommand creates a command, or overwrites that of the same name and type; created says which.
func (w *World) UpsertCommand(app, guild ID, c Command) (made *Command, created bool, err error) {
	w.lock()
	defer w.mu.Unlock()
	if err := w.commandScope(app, guild); err != nil {
		return nil, false, err
	}
	old := w.command(app, guild, c.Type, c.Name)
	made = w.seal(c, app, guild, old)
	if old != nil {
		w.s.Commands[slices.Index(w.s.Commands, old)] = made
		w.tellCommands(app, guild)
		return made, false, nil
	}
	all := []*Command{made}
	for _, o := range w.s.Commands {
		if o.scope(app, guild) {
			all = append(all, o)
		}
	}
	if err := roomFor(all); err != nil {
		return nil, false, err
	}
	if err := w.countCreate(app, guild); err != nil {
		return nil, false, err
	}
	w.s.Commands = append(w.s.Commands, made)
	w.tellCommands(app, guild)
	return made, true, nil
}

// EditCommand changes a command. check sees it as it would become; its error stops the edit.
func (w *World) EditCommand(app, guild, id ID, p CommandPatch, check func(*Command) error) (*Command, error) {
	w.lock()
	defer w.mu.Unlock()
	if err := w.commandScope(app, guild); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(w.s.Commands, func(c *Command) bool { return c.scope(app, guild) && c.ID == id })
	if i < 0 {
		return nil, unknown(10063, "Application Command")
	}
	old := w.s.Commands[i]
	next := p.Apply(*old)
	if err := check(&next); err != nil {
		return nil, err
	}
	if twin := w.command(app, guild, next.Type, next.Name); twin != nil && twin != old {
		return nil, BadForm(field("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique", "name"))
	}
	w.s.Commands[i] = w.seal(next, app, guild, old)
	w.tellCommands(app, guild)
	return w.s.Commands[i], nil
}

// DeleteCommand removes a command.
func (w *World) DeleteCommand(app, guild, id ID) error {
	w.lock()
	defer w.mu.Unlock()
	if err := w.commandScope(app, guild); err != nil {
		return err
	}
	before := len(w.s.Commands)
	w.s.Commands = slices.DeleteFunc(w.s.Commands, func(c *Command) bool { return c.scope(app, guild) && c.ID == id })
	if len(w.s.Commands) == before {
		return unknown(10063, "Application Command")
	}
	w.tellCommands(app, guild)
	return nil
}

// Commands lists what can be used in a guild, or with 0 in a direct message: the global commands and the guild's own of
// all applications whose bot is there.
func (w *World) Commands(guild ID) []*Command {
	w.lock()
	defer w.mu.Unlock()
	return w.usable(guild)
}

func (w *World) usable(guild ID) []*Command {
	all := []*Command{}
	for _, c := range w.s.Commands {
		if guild == 0 {
			if c.GuildID == 0 && c.inDM() {
				all = append(all, c)
			}
			continue
		}
		here := c.GuildID == guild || c.GuildID == 0 && (len(c.Contexts) == 0 || slices.Contains(c.Contexts, 0))
		if here && w.commandScope(c.ApplicationID, guild) == nil {
			all = append(all, c)
		}
	}
	return all
}

// inDM reports whether a global command is offered in direct messages with the bot (context 1).
func (c *Command) inDM() bool {
	if c.Contexts != nil {
		return slices.Contains(c.Contexts, 1)
	}
	return c.DMPermission == nil || *c.DMPermission
}

// command finds a command by what makes it unique within its scope.
func (w *World) command(app, guild ID, kind int, name string) *Command {
	for _, c := range w.s.Commands {
		if c.scope(app, guild) && c.Type == kind && c.Name == name {
			return c
		}
	}
	return nil
}

// seal completes a command: ids, version, defaults. old, if not nil, is what it replaces.
func (w *World) seal(c Command, app, guild ID, old *Command) *Command {
	c.ApplicationID, c.GuildID, c.Version = app, guild, w.next()
	c.ID = c.Version
	if old != nil {
		c.ID = old.ID
	}
	if guild == 0 && c.IntegrationTypes == nil {
		c.IntegrationTypes = []int{0}
	}
	return &c
}

// roomFor checks how many commands of each type a scope has.
func roomFor(all []*Command) error {
	most := map[int]int{CommandChat: 100, CommandUser: 15, CommandMessage: 15}
	count := map[int]int{}
	for _, c := range all {
		if count[c.Type]++; count[c.Type] > most[c.Type] {
			return Refuse(400, 30032, "Maximum number of application commands reached (100)")
		}
	}
	return nil
}

// creates counts the commands made in a scope since a moment of real time.
type creates struct {
	since time.Time
	n     int
}

type scopeKey struct{ app, guild ID }

// countCreate counts a newly created command against the daily budget.
func (w *World) countCreate(app, guild ID) error {
	k := scopeKey{app, guild}
	used := w.created[k]
	if time.Since(used.since) >= 24*time.Hour {
		used = creates{since: time.Now()}
	}
	if used.n >= DailyCommandCreates {
		e := Refuse(429, 30034, "Max number of daily application command creates has been reached (200)")
		e.Wait = 24*time.Hour - time.Since(used.since)
		return e
	}
	used.n++
	w.created[k] = used
	return nil
}

// tellCommands tells the page that the list has changed.
func (w *World) tellCommands(app, guild ID) {
	w.emit(Event{Type: EventCommands, Guild: guild, Data: struct {
		ApplicationID ID `json:"application_id"`
	}{app}})
}
