package rest

import (
	"cliffhanger/bot/sandbox/world"
)

// Types allowed in modals: at the top, in a row and in a label.
var (
	topModal   = []int{world.ComponentRow, world.ComponentText, world.ComponentLabel}
	inModalRow = []int{world.ComponentTextInput}
	inLabel    = []int{3, 4, 5, 6, 7, 8, world.ComponentUpload, world.ComponentRadio, world.ComponentCheckboxes,
		world.ComponentCheckbox}
)

// checkModal checks a form: title of 1 to 45 characters, 1 to 5 components.
func checkModal(m *world.Modal) error {
	t := tally{customs: map[string]bool{}, numbers: map[int]bool{}}
	at := path{"data"}
	t.textOf(m.Title, 1, 45, at.in("title"))
	t.textOf(m.CustomID, 1, 100, at.in("custom_id"))
	t.length(len(m.Components), 1, 5, at.in("components"))
	for i, c := range m.Components {
		t.modalPart(c, at.in("components", i))
	}
	return t.err()
}

// modalPart checks one component at the top of a modal.
func (t *tally) modalPart(c *world.Component, at path) {
	if !t.allowed(c, topModal, at) {
		return
	}
	switch c.Type {
	case world.ComponentText:
		t.display(c, at)
	case world.ComponentRow:
		t.length(len(c.Components), 1, 1, at.in("components"))
		for i, kid := range c.Components {
			if t.allowed(kid, inModalRow, at.in("components", i)) {
				t.input(kid, true, at.in("components", i))
			}
		}
	default:
		if c.Label == nil {
			t.add("BASE_TYPE_REQUIRED", "This field is required", at.in("label"))
		}
		t.optional(c.Label, 1, 45, at.in("label"))
		t.optional(c.Description, 0, 100, at.in("description"))
		if t.allowed(c.Component, inLabel, at.in("component")) {
			t.labelled(c.Component, at.in("component"))
		}
	}
}

// allowed checks that a component is there and of an allowed type.
func (t *tally) allowed(c *world.Component, types []int, at path) bool {
	if c == nil {
		t.add("BASE_TYPE_REQUIRED", "This field is required", at)
		return false
	}
	before := len(t.bad)
	t.choice(c.Type, types, at.in("type"))
	return len(t.bad) == before
}

// labelled checks what a label wraps.
func (t *tally) labelled(c *world.Component, at path) {
	if c.Disabled {
		t.add("MODAL_COMPONENT_DISABLED", "Nothing in a modal can be disabled", at.in("disabled"))
	}
	switch c.Type {
	case world.ComponentTextInput:
		t.input(c, false, at)
	case world.ComponentRadio:
		t.custom(c, at)
		t.options(c, 2, 10, at)
	case world.ComponentCheckboxes:
		t.custom(c, at)
		t.options(c, 1, 10, at)
		t.bounds(c, 10, at)
	case world.ComponentUpload:
		t.custom(c, at)
		t.bounds(c, 10, at)
	case world.ComponentCheckbox:
		t.custom(c, at)
	default:
		t.menu(c, at)
	}
}

// input checks a text input. It has a label of its own only outside of a Label.
func (t *tally) input(c *world.Component, ownLabel bool, at path) {
	t.custom(c, at)
	t.choice(c.Style, []int{1, 2}, at.in("style"))
	switch {
	case ownLabel && c.Label == nil:
		t.add("BASE_TYPE_REQUIRED", "This field is required", at.in("label"))
	case ownLabel:
		t.optional(c.Label, 1, 45, at.in("label"))
	case c.Label != nil && *c.Label != "":
		t.add("TEXT_INPUT_LABEL_IN_LABEL", "A text input in a label has no label of its own", at.in("label"))
	}
	t.optional(c.Value, 0, 4000, at.in("value"))
	t.optional(c.Placeholder, 0, 100, at.in("placeholder"))
	least, most := 0, 4000
	if c.MinLength != nil {
		least = *c.MinLength
		t.within(least, 0, 4000, at.in("min_length"))
	}
	if c.MaxLength != nil {
		most = *c.MaxLength
		t.within(most, 1, 4000, at.in("max_length"))
	}
	if least > most {
		t.add("NUMBER_TYPE_MAX", "min_length is above max_length", at.in("min_length"))
	}
}
