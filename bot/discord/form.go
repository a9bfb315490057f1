package discord

import (
	"encoding/json"
	"fmt"
)

// A Field is one input of a submitted modal. Text is what was written; Values is what was chosen, in a select, a radio
// group or a group of boxes; a single box that is ticked is "true".
type Field struct {
	ID     string // custom id
	Text   string
	Values []string
}

// Component types that submitted modals hold (Discord's "Component Reference").
const (
	partRow       = 1
	partSelect    = 3 // of texts
	partTextInput = 4
	partUser      = 5 // selects of users, roles, both, and channels
	partChannel   = 8
	partLabel     = 18
	partRadio     = 21
	partBoxes     = 22
	partBox       = 23
)

// A rawPart is an input of a submitted modal. What its value is depends on its type.
type rawPart struct {
	Type     int             `json:"type"`
	CustomID string          `json:"custom_id"`
	Value    json.RawMessage `json:"value"`
	Values   []string        `json:"values"`
}

// decodeForm reads the data of a submitted modal: inputs in labels, and in rows, which are the older form. Components
// of types we do not know, and files, are left out; they cannot harm the rest.
func decodeForm(data json.RawMessage) (Submission, error) {
	var d struct {
		CustomID   string            `json:"custom_id"`
		Components []json.RawMessage `json:"components"`
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return Submission{}, err
	}
	out := Submission{CustomID: d.CustomID}
	for _, top := range d.Components {
		inputs, err := inputsOf(top)
		if err != nil {
			return Submission{}, err
		}
		for _, raw := range inputs {
			if !knownInput(partType(raw)) {
				continue
			}
			var in rawPart
			if err := json.Unmarshal(raw, &in); err != nil {
				return Submission{}, fmt.Errorf("a field: %w", err)
			}
			field, err := in.field()
			if err != nil {
				return Submission{}, fmt.Errorf("field %.100q: %w", in.CustomID, err)
			}
			out.Fields = append(out.Fields, field)
		}
	}
	return out, nil
}

// partType returns the type of a component; 0, which Discord does not use, for what is none.
func partType(raw json.RawMessage) int {
	var p struct {
		Type int `json:"type"`
	}
	if json.Unmarshal(raw, &p) != nil {
		return 0
	}
	return p.Type
}

// knownInput reports whether a component is an input that we can read.
func knownInput(kind int) bool {
	switch kind {
	case partSelect, partTextInput, partRadio, partBoxes, partBox:
		return true
	}
	return kind >= partUser && kind <= partChannel
}

// inputsOf returns what a component at the top of a modal holds.
func inputsOf(top json.RawMessage) ([]json.RawMessage, error) {
	switch partType(top) {
	case partRow:
		var row struct {
			Components []json.RawMessage `json:"components"`
		}
		if err := json.Unmarshal(top, &row); err != nil {
			return nil, fmt.Errorf("a row: %w", err)
		}
		return row.Components, nil
	case partLabel:
		var label struct {
			Component json.RawMessage `json:"component"`
		}
		if err := json.Unmarshal(top, &label); err != nil {
			return nil, fmt.Errorf("a label: %w", err)
		}
		return []json.RawMessage{label.Component}, nil
	}
	return nil, nil
}

// field reads an input of a known type. A value may be null or left out.
func (p rawPart) field() (Field, error) {
	f := Field{ID: p.CustomID, Values: p.Values}
	if len(p.Value) == 0 {
		return f, nil
	}
	switch p.Type {
	case partTextInput:
		err := json.Unmarshal(p.Value, &f.Text)
		return f, err
	case partRadio:
		var chosen *string
		err := json.Unmarshal(p.Value, &chosen)
		if chosen != nil {
			f.Values = []string{*chosen}
		}
		return f, err
	case partBox:
		var ticked bool
		err := json.Unmarshal(p.Value, &ticked)
		if ticked {
			f.Values = []string{"true"}
		}
		return f, err
	}
	return f, nil
}
