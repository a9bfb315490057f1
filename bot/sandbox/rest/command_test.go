package rest_test

import (
	"fmt"
	"strings"
	"testing"

	"cliffhanger/bot/sandbox/world"
)

func option(kind int, name string, more obj) obj {
	o := obj{"type": kind, "name": name, "description": "d"}
	for n, v := range more {
		o[n] = v
	}
	return o
}

func TestCommandLimits(t *testing.T) {
	k := quiet(t)
	chat := func(more obj) obj {
		c := obj{"name": "read", "description": "d"}
		for n, v := range more {
			c[n] = v
		}
		return c
	}
	with := func(options ...any) obj { return chat(obj{"options": options}) }
	var many []any
	for i := range 25 {
		choices := []any{}
		for j := range 4 {
			choices = append(choices, obj{"name": strings.Repeat("n", 99), "value": fmt.Sprint(i, j)})
		}
		many = append(many, option(3, fmt.Sprint("o", i), obj{"choices": choices}))
	}
	cases := []struct {
		name string
		body obj
		at   string
	}{
		{"plain", chat(nil), ""},
		{"upper case", chat(obj{"name": "Read"}), "name: APPLICATION_COMMAND_INVALID_NAME"},
		{"space", chat(obj{"name": "read on"}), "name: APPLICATION_COMMAND_INVALID_NAME"},
		{"Cyrillic", chat(obj{"name": "читать"}), ""},
		{"Thai with marks", chat(obj{"name": "อ่าน"}), ""},
		{"33 characters", chat(obj{"name": strings.Repeat("a", 33)}), "name: BASE_TYPE_BAD_LENGTH"},
		{"no description", obj{"name": "read"}, "description: BASE_TYPE_REQUIRED"},
		{"message command", obj{"name": "Save Place", "type": 3}, ""},
		{"message command with description", obj{"name": "Save Place", "type": 3, "description": "d"},
			"description: APPLICATION_COMMAND_INVALID_FIELD"},
		{"locale", chat(obj{"name_localizations": obj{"de": "lesen"}}), ""},
		{"unknown locale", chat(obj{"name_localizations": obj{"xx": "a"}}), "name_localizations.xx: BASE_TYPE_CHOICES"},
		{"required last", with(option(3, "a", nil), option(3, "b", obj{"required": true})),
			"options.1: APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"},
		{"same option twice", with(option(3, "a", nil), option(3, "a", nil)),
			"options.1.name: APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"},
		{"choices and autocomplete", with(option(3, "a", obj{"autocomplete": true, "choices": []any{obj{"name": "n",
			"value": "v"}}})),
			"options.0.autocomplete: APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES"},
		{"choice of a wrong type", with(option(4, "a", obj{"choices": []any{obj{"name": "n", "value": "v"}}})),
			"options.0.choices.0.value: CHOICE_TYPE_INVALID"},
		{"length of 6001", with(option(3, "a", obj{"max_length": 6001})), "options.0.max_length: NUMBER_TYPE_MAX"},
		{"type 12", with(option(12, "a", nil)), "options.0.type: NUMBER_TYPE_MAX"},
		{"subcommand beside option", with(option(1, "a", nil), option(3, "b", nil)),
			"options: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"},
		{"group of subcommands", with(option(2, "g", obj{"options": []any{option(1, "s", obj{"options": []any{option(3,
			"o", nil)}})}})), ""},
		{"group in a group", with(option(2, "g", obj{"options": []any{option(2, "h", nil)}})),
			"options.0.options.0: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"},
		{"over 8000 characters", with(many...), ": APPLICATION_COMMAND_TOO_LARGE"},
	}
	path := "/applications/" + k.app.ID.String() + "/commands"
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res := k.do("POST", path, c.body)
			res.t = t
			if c.at != "" {
				res.refused(400, 50035, c.at)
			} else if res.status != 200 && res.status != 201 {
				t.Errorf("status %d: %s", res.status, res.body)
			}
		})
	}
}

func TestCommandRegistry(t *testing.T) {
	k := quiet(t)
	path := "/applications/" + k.app.ID.String() + "/commands"
	var first, again, patched world.Command
	k.do("POST", path, obj{"name": "read", "description": "one",
		"name_localizations": obj{"de": "lesen"}}).ok(201).into(&first)
	k.do("POST", path, obj{"name": "read", "description": "two"}).ok(200).into(&again)
	if first.ID != again.ID || again.Description != "two" || first.Version == again.Version {
		t.Errorf("the second POST made %+v of %+v", again, first)
	}
	k.do("PATCH", path+"/"+first.ID.String(), obj{"description": "three"}).ok(200).into(&patched)
	if patched.Description != "three" || patched.Name != "read" {
		t.Errorf("patched %+v", patched)
	}
	k.do("PATCH", path+"/"+first.ID.String(), obj{"description": ""}).refused(400, 50035,
		"description: BASE_TYPE_REQUIRED")
	var all []world.Command
	k.do("PUT", path, []any{obj{"name": "read", "description": "d", "name_localizations": obj{"de": "lesen"}},
		obj{"name": "vote", "description": "d"}, obj{"name": "Keep", "type": 3}}).ok(200).into(&all)
	if len(all) != 3 || all[0].ID != first.ID {
		t.Errorf("PUT made %+v", all)
	}
	k.do("PUT", path, []any{obj{"name": "a", "description": "d"}, obj{"name": "a", "description": "d"}}).
		refused(400, 50035, "1.name: APPLICATION_COMMANDS_DUPLICATE_NAME")
	k.do("GET", path, nil).ok(200).into(&all)
	if len(all) != 3 || all[0].NameLocales != nil {
		t.Errorf("the list shows %+v", all)
	}
	k.do("GET", path+"?with_localizations=true", nil).ok(200).into(&all)
	if all[0].NameLocales["de"] != "lesen" {
		t.Errorf("the list with translations shows %+v", all)
	}
	k.do("DELETE", path+"/"+first.ID.String(), nil).ok(204)
	k.do("DELETE", path+"/"+first.ID.String(), nil).refused(404, 10063, "")
	guild := "/applications/" + k.app.ID.String() + "/guilds/" + k.guild.String() + "/commands"
	k.do("POST", guild, obj{"name": "here", "description": "d"}).ok(201)
	if got := len(k.w.Commands(k.guild)); got != 3 {
		t.Errorf("%d commands can be used in the guild, want 3", got)
	}
	if got := len(k.w.Commands(0)); got != 2 {
		t.Errorf("%d commands can be used in direct messages, want 2", got)
	}
}

func TestDailyCommands(t *testing.T) {
	k := quiet(t)
	path := "/applications/" + k.app.ID.String() + "/commands"
	for i := range 200 {
		name := fmt.Sprint("c", i)
		var made world.Command
		k.do("POST", path, obj{"name": name, "description": "d"}).ok(201).into(&made)
		k.do("DELETE", path+"/"+made.ID.String(), nil).ok(204)
	}
	k.do("POST", path, obj{"name": "last", "description": "d"}).refused(429, 30034, "")
}
