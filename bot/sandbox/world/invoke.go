package world

import (
	"context"
	"fmt"
	"slices"
)

// An Invocation is what a person fills in for a command.
type Invocation struct {
	Command ID            `json:"command"` // or
	Name    string        `json:"name"`    // its name
	Target  ID            `json:"target"`  // user or message, for context commands
	Options []OptionValue `json:"options"`
}

// An OptionValue is one parameter: Value for most, Options for a subcommand or a group. Users, channels, roles and
// attachments are given by id; for an attachment see [World.Upload].
type OptionValue struct {
	Name    string        `json:"name"`
	Value   any           `json:"value"`
	Options []OptionValue `json:"options"`
}

// Invoke lets a person use a command in a channel, after the checks their client would make. It returns the
// interaction's id; what becomes of it is told by events.
func (w *World) Invoke(user, channel ID, in Invocation) (ID, error) {
	w.lock()
	defer w.mu.Unlock()
	c, command, err := w.invocable(user, channel, in)
	if err != nil {
		return 0, err
	}
	b := builder{w: w, c: c, user: user, strict: true}
	data := InteractionData{ID: command.ID, Name: command.Name, Type: command.Type, GuildID: command.GuildID}
	if command.Type == CommandChat {
		data.Options, err = b.options(command.Options, in.Options)
	} else {
		data.TargetID, err = in.Target, b.target(command.Type, in.Target)
	}
	if err != nil {
		return 0, err
	}
	data.Resolved = b.resolved
	i := &interaction{user: user, app: command.ApplicationID, kind: InteractCommand, name: fullName(command.Name, data.Options)}
	return w.begin(i, c, data, nil).id, nil
}

// Autocomplete asks the application for choices of the option named focused. It waits for the answer, at most 3 s.
func (w *World) Autocomplete(ctx context.Context, user, channel ID, in Invocation, focused string) ([]Choice, error) {
	i, err := w.askChoices(user, channel, in, focused)
	if err != nil {
		return nil, err
	}
	select {
	case choices, ok := <-i.choices:
		if !ok {
			return nil, Refuse(404, 10062, "Loading options failed")
		}
		return choices, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("autocomplete of /%s: %w", in.Name, ctx.Err())
	}
}

func (w *World) askChoices(user, channel ID, in Invocation, focused string) (*interaction, error) {
	w.lock()
	defer w.mu.Unlock()
	c, command, err := w.invocable(user, channel, in)
	if err != nil {
		return nil, err
	}
	b := builder{w: w, c: c, user: user, focused: focused}
	options, err := b.options(command.Options, in.Options)
	if err != nil {
		return nil, err
	}
	if !b.found {
		return nil, BadForm(field("BASE_TYPE_CHOICES", "This option has no autocomplete.", focused))
	}
	data := InteractionData{ID: command.ID, Name: command.Name, Type: command.Type, GuildID: command.GuildID,
		Options: options, Resolved: b.resolved}
	i := &interaction{user: user, app: command.ApplicationID, kind: InteractAutocomplete, name: command.Name}
	return w.begin(i, c, data, nil), nil
}

// invocable finds the command and checks that the person may use it there.
func (w *World) invocable(user, where ID, in Invocation) (*channel, *Command, error) {
	c, err := w.sight(user, where)
	if err != nil {
		return nil, nil, err
	}
	kinds := []int{CommandChat}
	if in.Target != 0 {
		kinds = []int{CommandUser, CommandMessage}
	}
	all := w.usable(c.Shape.GuildID)
	i := slices.IndexFunc(all, func(o *Command) bool {
		return o.ID == in.Command || in.Command == 0 && o.Name == in.Name && slices.Contains(kinds, o.Type)
	})
	if i < 0 {
		return nil, nil, unknown(10063, "Application Command")
	}
	command := all[i]
	if c.archived() {
		return nil, nil, archivedThread()
	}
	p := w.permissions(user, c)
	if g := w.s.Guilds[c.Shape.GuildID]; g != nil {
		if !p.Has(PermUseCommands) {
			return nil, nil, missingRight()
		}
		need := command.DefaultMember
		if need != nil && (*need == 0 && !p.Has(PermAdministrator) || !p.Has(*need)) {
			return nil, nil, missingRight()
		}
	}
	return c, command, nil
}

// Upload keeps a file a person picked for an attachment option or a file upload of a modal, and returns its id, which
// is then the option's value. mime may be "".
func (w *World) Upload(user, channel ID, name, mime string, data []byte) (ID, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, channel)
	if err != nil {
		return 0, err
	}
	if len(data) > attachmentLimit {
		return 0, Refuse(413, 40005, "Request entity too large")
	}
	a := w.keepFiles(c.Shape.ID, []File{{Name: name, Type: mime, Data: data}}, nil, true)[0]
	w.s.Files[a.ID].Shape = a
	w.changes++
	return a.ID, nil
}

// fullName is a command's name with those of the group and the subcommand that were used, as a message that answers it
// names it (Discord's "Message Interaction Structure").
func fullName(name string, options []*Option) string {
	for len(options) == 1 && (options[0].Type == OptionSubcommand || options[0].Type == OptionGroup) {
		name += " " + options[0].Name
		options = options[0].Options
	}
	return name
}
