package world_test

import (
	"testing"

	"cliffhanger/bot/sandbox/world"

	"github.com/google/go-cmp/cmp"
)

// opened lets Ines use a command and answers it with a modal; it returns what the bot hears next.
func (p *place) opened(modal world.Modal) (id world.ID, heard <-chan *world.Interaction) {
	p.t.Helper()
	asked := make(chan *world.Interaction, 8)
	_, detach := p.Attach(p.app.ID, func(e world.Event) {
		if i, isInteraction := e.Data.(*world.Interaction); isInteraction {
			asked <- i
		}
	})
	p.t.Cleanup(detach)
	_, _, err := p.UpsertCommand(p.app.ID, 0, world.Command{Type: 1, Name: "form", Description: "d"})
	ok(p.t, err)
	_, err = p.Invoke(p.people["Ines"], p.rooms["talk"], world.Invocation{Name: "form"})
	ok(p.t, err)
	i := <-asked
	_, err = p.Respond(i.ID, i.Token, world.Response{Type: world.CallbackModal, Modal: modal})
	ok(p.t, err)
	return i.ID, asked
}

func label(c *world.Component) *world.Component {
	name := "Label"
	return &world.Component{Type: world.ComponentLabel, Label: &name, Component: c}
}

func named(id string, c world.Component) *world.Component {
	c.CustomID = &id
	return &c
}

func TestEveryKindOfInput(t *testing.T) {
	p := newPlace(t)
	ines, talk := p.people["Ines"], p.rooms["talk"]
	lines := []world.SelectOption{{Label: "A", Value: "a"}, {Label: "B", Value: "b"}}
	words := "Read this first."
	id, heard := p.opened(world.Modal{Title: "T", CustomID: "f", Components: []*world.Component{
		{Type: world.ComponentText, Content: &words},
		label(named("box", world.Component{Type: world.ComponentCheckbox})),
		label(named("boxes", world.Component{Type: world.ComponentCheckboxes, Options: lines})),
		label(named("radio", world.Component{Type: world.ComponentRadio, Options: lines})),
		label(named("who", world.Component{Type: world.ComponentUserSelect})),
		label(named("room", world.Component{Type: world.ComponentChannelSelect, ChannelTypes: []int{world.ChannelText}})),
		label(named("role", world.Component{Type: world.ComponentRoleSelect})),
		label(named("file", world.Component{Type: world.ComponentUpload})),
	}})
	upload, err := p.Upload(ines, talk, "chapter one.md", "text/markdown", []byte("# One"))
	ok(t, err)
	values := map[string][]string{"box": {"true"}, "boxes": {"a", "b"}, "radio": {"b"}, "who": {p.people["Wren"].String()},
		"room": {talk.String()}, "role": {p.guild.String()}, "file": {upload.String()}}
	for name, wrong := range map[string][]string{"boxes": {"c"}, "radio": {"a", "b"}, "who": {"1"}, "room": {"x"},
		"role": {"1"}, "file": {talk.String()}} {
		bad := map[string][]string{}
		for n, v := range values {
			bad[n] = v
		}
		bad[name] = wrong
		if err := p.Submit(ines, id, bad); err == nil {
			t.Errorf("%s: %q was taken", name, wrong)
		}
	}
	if err := p.Submit(p.people["Wren"], id, values); err == nil {
		t.Error("somebody else could send the form")
	}
	ok(t, p.Submit(ines, id, values))
	i := <-heard
	got := map[string]any{}
	for _, c := range i.Data.Components {
		if c.Component == nil {
			continue
		}
		if got[c.Component.CustomID] = c.Component.Value; c.Component.Value == nil {
			got[c.Component.CustomID] = c.Component.Values
		}
	}
	want := map[string]any{"box": true, "boxes": []string{"a", "b"}, "radio": "b", "who": values["who"],
		"room": values["room"], "role": values["role"], "file": values["file"]}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("values (-want +got):\n%s", d)
	}
	r := i.Data.Resolved
	if r.Users[p.people["Wren"]] == nil || r.Channels[talk] == nil || r.Roles[p.guild] == nil {
		t.Errorf("resolved %+v", r)
	}
	if a := r.Attachments[upload]; a == nil || a.Filename != "chapter_one.md" || a.Size != 5 {
		t.Errorf("attachment %+v", a)
	}
}

func TestOptionsOfEveryType(t *testing.T) {
	p := newPlace(t)
	ines, talk := p.people["Ines"], p.rooms["talk"]
	kinds := map[string]int{"text": world.OptionString, "whole": world.OptionInteger, "yes": world.OptionBoolean,
		"who": world.OptionUser, "room": world.OptionChannel, "role": world.OptionRole, "any": world.OptionMentionable,
		"number": world.OptionNumber, "file": world.OptionAttachment}
	var options []*world.CommandOption
	for name, kind := range kinds {
		options = append(options, &world.CommandOption{Name: name, Type: kind, Description: "d"})
	}
	_, _, err := p.UpsertCommand(p.app.ID, p.guild, world.Command{Type: 1, Name: "all", Description: "d",
		Options: options})
	ok(t, err)
	heard := make(chan *world.Interaction, 1)
	_, detach := p.Attach(p.app.ID, func(e world.Event) {
		if i, isInteraction := e.Data.(*world.Interaction); isInteraction {
			heard <- i
		}
	})
	defer detach()
	upload, err := p.Upload(ines, talk, "../a b?.txt", "text/plain", []byte("x"))
	ok(t, err)
	given := map[string]any{"text": "t", "whole": "-3", "yes": true, "who": ines, "room": talk.String(),
		"role": p.guild.String(),
		"any":  p.guild.String(), "number": 1.5, "file": upload.String()}
	want := map[string]any{"text": "t", "whole": int64(-3), "yes": true, "who": ines, "room": talk, "role": p.guild,
		"any": p.guild, "number": 1.5, "file": upload}
	in := world.Invocation{Name: "all"}
	for name, v := range given {
		in.Options = append(in.Options, world.OptionValue{Name: name, Value: v})
	}
	ok(t, p.SetLocale(ines, "de"))
	_, err = p.Invoke(ines, talk, in)
	ok(t, err)
	i := <-heard
	got := map[string]any{}
	for _, o := range i.Data.Options {
		got[o.Name] = o.Value
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("options (-want +got):\n%s", d)
	}
	if i.Locale != "de" || i.Data.GuildID != p.guild || i.Data.Resolved.Attachments[upload].Filename != "a_b.txt" {
		t.Errorf("interaction %+v", i)
	}
	in.Options = []world.OptionValue{{Name: "whole", Value: "9007199254740992"}} // 2^53
	if _, err := p.Invoke(ines, talk, in); err == nil {
		t.Error("a whole number that JSON cannot hold was taken")
	}
	for name, v := range map[string]any{"whole": "1.5", "yes": "maybe", "who": "x", "room": "1", "role": "1",
		"number": "NaN",
		"file":   "1"} {
		in.Options = []world.OptionValue{{Name: name, Value: v}}
		if _, err := p.Invoke(ines, talk, in); err == nil {
			t.Errorf("%s: %v was taken", name, v)
		}
	}
}
