package rest_test

import (
	"strings"
	"testing"
)

func input(more obj) obj {
	c := obj{"type": 4, "style": 1, "custom_id": "i"}
	for n, v := range more {
		c[n] = v
	}
	return c
}

func labelled(c obj) obj { return obj{"type": 18, "label": "L", "component": c} }

func TestModalLimits(t *testing.T) {
	k := quiet(t)
	k.register()
	asked, _ := k.hear("Ines")
	lines := []any{obj{"label": "A", "value": "a"}, obj{"label": "B", "value": "b"}}
	many := []any{}
	for range 6 {
		many = append(many, text("a"))
	}
	const at = "data.components.0"
	cases := []struct {
		name  string
		parts []any
		want  string
	}{
		{"text input in a row", []any{row(input(obj{"label": "L"}))}, ""},
		{"text input in a label", []any{labelled(input(nil))}, ""},
		{"text", []any{text("a")}, ""},
		{"radio group", []any{labelled(obj{"type": 21, "custom_id": "r", "options": lines})}, ""},
		{"checkboxes", []any{labelled(obj{"type": 22, "custom_id": "r", "options": lines})}, ""},
		{"checkbox", []any{labelled(obj{"type": 23, "custom_id": "r"})}, ""},
		{"upload", []any{labelled(obj{"type": 19, "custom_id": "r"})}, ""},
		{"string select", []any{labelled(obj{"type": 3, "custom_id": "s", "options": lines, "placeholder": "P",
			"min_values": 1, "max_values": 2, "required": true})}, ""},
		{"select outside of a label", []any{obj{"type": 3, "custom_id": "s", "options": lines}},
			at + ".type: BASE_TYPE_CHOICES"},
		{"select in a row", []any{row(obj{"type": 3, "custom_id": "s", "options": lines})},
			at + ".components.0.type: BASE_TYPE_CHOICES"},
		{"select of nothing", []any{labelled(obj{"type": 3, "custom_id": "s"})},
			at + ".component.options: BASE_TYPE_REQUIRED"},
		{"select of 26", []any{labelled(obj{"type": 3, "custom_id": "s", "options": lines, "max_values": 26})},
			at + ".component.max_values: NUMBER_TYPE_MAX"},
		{"11 boxes", []any{labelled(obj{"type": 22, "custom_id": "s", "options": lines, "max_values": 11})},
			at + ".component.max_values: NUMBER_TYPE_MAX"},
		{"11 files", []any{labelled(obj{"type": 19, "custom_id": "s", "max_values": 11})},
			at + ".component.max_values: NUMBER_TYPE_MAX"},
		{"description of 101", []any{obj{"type": 18, "label": "L", "description": long(101), "component": input(nil)}},
			at + ".description: BASE_TYPE_MAX_LENGTH"},
		{"user select", []any{labelled(obj{"type": 5, "custom_id": "r"})}, ""},
		{"nothing", []any{}, "data.components: BASE_TYPE_REQUIRED"},
		{"six", many, "data.components: BASE_TYPE_BAD_LENGTH"},
		{"button", []any{row(button("b"))}, at + ".components.0.type: BASE_TYPE_CHOICES"},
		{"bare input", []any{input(nil)}, at + ".type: BASE_TYPE_CHOICES"},
		{"no label in a row", []any{row(input(nil))}, at + ".components.0.label: BASE_TYPE_REQUIRED"},
		{"two in a row", []any{row(input(obj{"label": "L"}), input(obj{"label": "L"}))},
			at + ".components: BASE_TYPE_BAD_LENGTH"},
		{"label twice", []any{labelled(input(obj{"label": "L"}))}, at + ".component.label: TEXT_INPUT_LABEL_IN_LABEL"},
		{"empty label", []any{labelled(nil)}, at + ".component: BASE_TYPE_REQUIRED"},
		{"label of 46", []any{obj{"type": 18, "label": long(46), "component": input(nil)}},
			at + ".label: BASE_TYPE_BAD_LENGTH"},
		{"value of 4001", []any{labelled(input(obj{"value": strings.Repeat("a", 4001)}))},
			at + ".component.value: BASE_TYPE_MAX_LENGTH"},
		{"least above most", []any{labelled(input(obj{"min_length": 5, "max_length": 4}))},
			at + ".component.min_length: NUMBER_TYPE_MAX"},
		{"style 3", []any{labelled(input(obj{"style": 3}))}, at + ".component.style: BASE_TYPE_CHOICES"},
		{"one radio", []any{labelled(obj{"type": 21, "custom_id": "r", "options": lines[:1]})},
			at + ".component.options: BASE_TYPE_BAD_LENGTH"},
		{"disabled", []any{labelled(obj{"type": 5, "custom_id": "r", "disabled": true})},
			at + ".component.disabled: MODAL_COMPONENT_DISABLED"},
		{"same id twice", []any{labelled(input(nil)), labelled(input(nil))},
			"data.components.1.component.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res := k.do("POST", callback(k.invoke(asked)), obj{"type": 9,
				"data": obj{"title": "T", "custom_id": "f", "components": c.parts}})
			res.t = t
			if c.want == "" {
				res.ok(204)
				return
			}
			res.refused(400, 50035, c.want)
		})
	}
}
