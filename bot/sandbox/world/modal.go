package world

import (
	"strconv"
	"unicode/utf8"
)

// A Modal is a form an application opens for a person.
type Modal struct {
	CustomID   string       `json:"custom_id"`
	Title      string       `json:"title"`
	Components []*Component `json:"components"`
}

// ModalShown is the d of SANDBOX_MODAL. ID is that of the interaction that opened it; give it to [World.Submit].
type ModalShown struct {
	ID        ID `json:"id"`
	ChannelID ID `json:"channel_id"`
	Modal
}

// A ModalValue is a component of a submitted modal.
type ModalValue struct {
	Type       int           `json:"type"`
	ID         int           `json:"id"`
	CustomID   string        `json:"custom_id,omitempty"`
	Value      any           `json:"value,omitempty"`
	Values     []string      `json:"values,omitzero"`
	Components []*ModalValue `json:"components,omitempty"`
	Component  *ModalValue   `json:"component,omitempty"`
}

// showModal opens a modal for the person of an interaction.
func (w *World) showModal(i *interaction, m Modal) {
	m.Components = cloneComponents(m.Components)
	number(m.Components)
	i.modal = &m
	c := w.s.Channels[i.channel]
	w.emit(Event{Type: EventModal, Guild: c.Shape.GuildID, Channel: i.channel,
		Data: ModalShown{i.id, i.channel, m}}.forUser(i.user))
}

// Submit sends a modal that is open for the person. values holds what was filled in by custom id: one string for a text
// input, a radio group or a checkbox ("true" or "false"), any number for the others. A modal can be sent once.
func (w *World) Submit(user, modal ID, values map[string][]string) error {
	w.lock()
	defer w.mu.Unlock()
	w.forgetTokens()
	i := w.interactions[modal]
	if i == nil || i.modal == nil || i.user != user {
		return unknown(10062, "interaction")
	}
	c := w.s.Channels[i.channel]
	if c == nil {
		return unknownChannel()
	}
	b := builder{w: w, c: c, user: user}
	data := InteractionData{CustomID: i.modal.CustomID}
	for _, part := range i.modal.Components {
		v, err := b.filled(part, values)
		if err != nil {
			return err
		}
		data.Components = append(data.Components, v)
	}
	data.Resolved = b.resolved
	var source *message
	if i.source != 0 {
		source = c.find(i.source)
	}
	i.modal = nil
	w.begin(&interaction{user: user, app: i.app, kind: InteractModal, name: data.CustomID}, c, data, source)
	return nil
}

// filled builds the submitted form of one component.
func (b *builder) filled(part *Component, values map[string][]string) (*ModalValue, error) {
	out := &ModalValue{Type: part.Type, ID: part.ID}
	switch part.Type {
	case ComponentText:
		return out, nil
	case ComponentLabel:
		inner, err := b.filled(part.Component, values)
		out.Component = inner
		return out, err
	case ComponentRow:
		for _, kid := range part.Components {
			inner, err := b.filled(kid, values)
			if err != nil {
				return nil, err
			}
			out.Components = append(out.Components, inner)
		}
		return out, nil
	}
	out.CustomID = *part.CustomID
	given := values[out.CustomID]
	switch part.Type {
	case ComponentTextInput:
		text := first(given)
		out.Value = text
		return out, fits(part, text)
	case ComponentCheckbox:
		out.Value = first(given) == "true"
		return out, nil
	case ComponentRadio:
		if len(given) > 0 {
			out.Value = given[0]
		}
		return out, b.chosen(part, given)
	}
	out.Values = append([]string{}, given...)
	return out, b.chosen(part, given)
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// fits checks the length of a text input; required is the default.
func fits(part *Component, text string) error {
	n := utf8.RuneCountInString(text)
	optional := part.Required != nil && !*part.Required
	least, most := 0, 4000
	if !optional {
		least = 1
	}
	if part.MinLength != nil {
		least = max(least, *part.MinLength)
	}
	if part.MaxLength != nil {
		most = *part.MaxLength
	}
	if n == 0 && optional {
		return nil
	}
	if n < least || n > most {
		return BadForm(field("BASE_TYPE_BAD_LENGTH", "Must be between "+strconv.Itoa(least)+" and "+strconv.Itoa(most)+
			" in length.", *part.CustomID))
	}
	return nil
}
