package world

import (
	"slices"
	"strconv"
)

// Press lets a person press a button (values nil) or choose in a select. It returns the interaction's id.
func (w *World) Press(user, channel, message ID, customID string, values []string) (ID, error) {
	w.lock()
	defer w.mu.Unlock()
	c, err := w.sight(user, channel)
	if err != nil {
		return 0, err
	}
	m := c.find(message)
	if m == nil || m.ephemeral() && m.To != user {
		return 0, unknownMessage()
	}
	found := findComponent(m.Shape.Components, customID)
	if found == nil || found.Disabled || m.Shape.ApplicationID == 0 {
		return 0, BadForm(field("COMPONENT_VALIDATION_FAILED", "Component validation failed", "data"))
	}
	data := InteractionData{CustomID: customID, ComponentType: found.Type}
	if found.Type != ComponentButton {
		b := builder{w: w, c: c, user: user}
		if err := b.chosen(found, values); err != nil {
			return 0, err
		}
		data.Values, data.Resolved = append([]string{}, values...), b.resolved
	}
	i := &interaction{user: user, app: m.Shape.ApplicationID, kind: InteractComponent, name: customID}
	return w.begin(i, c, data, m).id, nil
}

// chosen checks what was chosen in a select (or a group of boxes) and resolves users, roles and channels.
func (b *builder) chosen(s *Component, values []string) error {
	least, most := 1, 1
	if s.MinValues != nil {
		least = *s.MinValues
	}
	switch {
	case s.MaxValues != nil:
		most = *s.MaxValues
	case s.Type == ComponentCheckboxes:
		most = len(s.Options)
	}
	if s.Required != nil && !*s.Required && len(values) == 0 {
		return nil
	}
	if len(values) < least || len(values) > most {
		return BadForm(field("BASE_TYPE_BAD_LENGTH", "Must be between "+strconv.Itoa(least)+" and "+strconv.Itoa(most)+
			" in length.", "values"))
	}
	for i, v := range values {
		if slices.Contains(values[:i], v) {
			return BadForm(field("SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value", "values"))
		}
		if err := b.choice(s, v); err != nil {
			return err
		}
	}
	return nil
}

// choice checks one chosen value.
func (b *builder) choice(s *Component, v string) error {
	switch s.Type {
	case ComponentSelect, ComponentRadio, ComponentCheckboxes:
		if slices.ContainsFunc(s.Options, func(o SelectOption) bool { return o.Value == v }) {
			return nil
		}
		return BadForm(field("BASE_TYPE_CHOICES", "This is not one of the options.", "values"))
	}
	id, err := ParseID(v)
	if err != nil {
		return BadForm(field("NUMBER_TYPE_COERCE", "Value is not snowflake.", "values"))
	}
	def := &CommandOption{ChannelTypes: s.ChannelTypes}
	switch s.Type {
	case ComponentUserSelect:
		def.Type = OptionUser
	case ComponentRoleSelect:
		def.Type = OptionRole
	case ComponentChannelSelect:
		def.Type = OptionChannel
	case ComponentUpload:
		def.Type = OptionAttachment
	default:
		def.Type = OptionMentionable
	}
	return b.resolve(def, id)
}
