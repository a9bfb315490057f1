package rest_test

import (
	"fmt"
	"strings"
	"testing"
)

type obj = map[string]any

func row(parts ...any) obj { return obj{"type": 1, "components": parts} }

func button(id string) obj { return obj{"type": 2, "style": 1, "label": "B", "custom_id": id} }

func text(s string) obj { return obj{"type": 10, "content": s} }

// buttons makes n rows of five buttons.
func rows(n int) []any {
	var all []any
	for i := range n {
		var five []any
		for j := range 5 {
			five = append(five, button(fmt.Sprint(i, "-", j)))
		}
		all = append(all, row(five...))
	}
	return all
}

func TestComponentLimits(t *testing.T) {
	const v2 = 1 << 15
	k := quiet(t)
	menu := func(more obj) obj {
		m := obj{"type": 3, "custom_id": "m", "options": []any{obj{"label": "l", "value": "v"}}}
		for name, v := range more {
			m[name] = v
		}
		return row(m)
	}
	texts := func(n, size int, s string) []any {
		var all []any
		for range n {
			all = append(all, text(strings.Repeat(s, size)))
		}
		return all
	}
	cases := []struct {
		name  string
		flags int
		parts []any
		more  obj
		at    string
	}{
		{"five rows of five", 0, rows(5), nil, ""},
		{"six rows", 0, rows(6), nil, "components: BASE_TYPE_MAX_LENGTH"},
		{"six buttons", 0, []any{row(button("1"), button("2"), button("3"), button("4"), button("5"), button("6"))}, nil,
			"components.0.components: BASE_TYPE_BAD_LENGTH"},
		{"same id twice", 0, []any{row(button("1"), button("1"))}, nil,
			"components.0.components.1.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED"},
		{"id of 101", 0, []any{row(button(strings.Repeat("x", 101)))}, nil,
			"components.0.components.0.custom_id: BASE_TYPE_BAD_LENGTH"},
		{"label of 81", 0, []any{row(obj{"type": 2, "style": 1, "label": long(81), "custom_id": "x"})}, nil,
			"components.0.components.0.label: BASE_TYPE_MAX_LENGTH"},
		{"link with id", 0, []any{row(obj{"type": 2, "style": 5, "label": "L", "url": "https://x.invalid",
			"custom_id": "x"})},
			nil, "components.0.components.0.custom_id: BUTTON_COMPONENT_CUSTOM_ID_AND_URL_EXCLUSIVE"},
		{"style 9", 0, []any{row(obj{"type": 2, "style": 9, "label": "L", "custom_id": "x"})}, nil,
			"components.0.components.0.style: BASE_TYPE_CHOICES"},
		{"no label", 0, []any{row(obj{"type": 2, "style": 1, "custom_id": "x"})}, nil,
			"components.0.components.0: BUTTON_COMPONENT_LABEL_REQUIRED"},
		{"select", 0, []any{menu(nil)}, nil, ""},
		{"two selects in a row", 0, []any{row(menu(nil)["components"].([]any)[0], button("b"))}, nil,
			"components.0.components: BASE_TYPE_BAD_LENGTH"},
		{"select without options", 0, []any{menu(obj{"options": []any{}})}, nil,
			"components.0.components.0.options: BASE_TYPE_REQUIRED"},
		{"same value twice", 0, []any{menu(obj{"options": []any{obj{"label": "a", "value": "v"}, obj{"label": "b",
			"value": "v"}}})},
			nil, "components.0.components.0.options.1.value: SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"},
		{"26 at most", 0, []any{menu(obj{"max_values": 26})}, nil, "components.0.components.0.max_values: NUMBER_TYPE_MAX"},
		{"text without the flag", 0, []any{text("a")}, nil, "components.0.type: UNION_TYPE_CHOICES"},
		{"text", v2, []any{text("a")}, nil, ""},
		{"content with the flag", v2, []any{text("a")}, obj{"content": "b"},
			"content: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"},
		{"40 parts", v2, texts(40, 1, "a"), nil, ""},
		{"41 parts", v2, texts(41, 1, "a"), nil, "components: COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"},
		{"4000 characters", v2, texts(2, 2000, "a"), nil, ""},
		{"4001 characters", v2, texts(3, 1334, "a"), nil, "components: COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"},
		{"section without accessory", v2, []any{obj{"type": 9, "components": []any{text("a")}}}, nil,
			"components.0.accessory: BASE_TYPE_REQUIRED"},
		{"section", v2, []any{obj{"type": 9, "components": []any{text("a")}, "accessory": button("b")}}, nil, ""},
		{"container in a container", v2, []any{obj{"type": 17, "components": []any{obj{"type": 17,
			"components": []any{text("a")}}}}},
			nil, "components.0.components.0.type: UNION_TYPE_CHOICES"},
		{"separator", v2, []any{obj{"type": 14, "spacing": 3}}, nil, "components.0.spacing: NUMBER_TYPE_MAX"},
		{"gallery without pictures", v2, []any{obj{"type": 12}}, nil, "components.0.items: BASE_TYPE_REQUIRED"},
		{"nothing", v2, []any{nil}, nil, "components.0: BASE_TYPE_REQUIRED"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			body := obj{"components": c.parts, "flags": c.flags}
			if c.flags == 0 {
				body["content"] = "text"
			}
			for name, v := range c.more {
				body[name] = v
			}
			res := k.do("POST", k.messages("talk"), body)
			res.t = t
			if c.at == "" {
				res.ok(200)
				return
			}
			res.refused(400, 50035, c.at)
		})
	}
	// 3,400 characters of three bytes: within the documented limit, beyond the undocumented one.
	k.do("POST", k.messages("talk"), obj{"flags": v2, "components": texts(1, 3400, "字")}).refused(500, 0, "")
}

func TestComponentsByEdit(t *testing.T) {
	const v2 = 1 << 15
	k := quiet(t)
	m := k.post("talk", "plain")
	path := k.messages("talk") + "/" + m.ID.String()
	k.do("PATCH", path, obj{"components": []any{text("a")}}).refused(400, 50035, "components.0.type: UNION_TYPE_CHOICES")
	k.do("PATCH", path, obj{"flags": v2, "components": []any{text("a")}}).
		refused(400, 50035, "content: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")
	got := k.do("PATCH", path, obj{"flags": v2, "content": nil, "components": []any{text("a"), text("b")}}).message()
	if got.Flags&v2 == 0 || len(got.Components) != 2 || got.Components[0].ID == got.Components[1].ID {
		t.Errorf("edited %+v", got)
	}
	if got := k.do("PATCH", path, obj{"flags": 0}).message(); got.Flags&v2 == 0 {
		t.Error("the flag of the new components was taken away")
	}
	k.do("PATCH", path, obj{"components": []any{}}).refused(400, 50006, "")
}
