package rest_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

// register makes a command with one option that has autocomplete, and a command for messages.
func (k *kit) register() {
	k.t.Helper()
	k.do("PUT", "/applications/"+k.app.ID.String()+"/commands", []any{
		obj{"name": "read", "description": "d", "options": []any{option(3, "title", obj{"autocomplete": true})}},
		obj{"name": "Keep", "type": 3},
	}).ok(200)
}

// hear attaches the bot and a person; interactions come by the first channel, what the person is told by the second.
func (k *kit) hear(person string) (<-chan *world.Interaction, <-chan world.Event) {
	asked, told := make(chan *world.Interaction, 64), make(chan world.Event, 256)
	_, detach := k.w.Attach(k.app.ID, func(e world.Event) {
		if i, ok := e.Data.(*world.Interaction); ok {
			asked <- i
		}
	})
	k.t.Cleanup(detach)
	k.t.Cleanup(k.w.Watch(k.people[person], func(e world.Event) { told <- e }))
	return asked, told
}

// invoke lets Ines use /read.
func (k *kit) invoke(asked <-chan *world.Interaction) *world.Interaction {
	k.t.Helper()
	if _, err := k.w.Invoke(k.people["Ines"], k.rooms["talk"], world.Invocation{Name: "read"}); err != nil {
		k.t.Fatal(err)
	}
	return <-asked
}

func callback(i *world.Interaction) string {
	return "/interactions/" + i.ID.String() + "/" + i.Token + "/callback"
}

func hook(i *world.Interaction) string {
	return "/webhooks/" + i.ApplicationID.String() + "/" + i.Token
}

// states returns the states of interactions among what was told so far.
func states(told <-chan world.Event) []string {
	var all []string
	for {
		select {
		case e := <-told:
			if s, ok := e.Data.(world.InteractionState); ok {
				all = append(all, s.State)
			}
		default:
			return all
		}
	}
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %q, want %q", what, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%s: got %q, want %q", what, got, want)
		}
	}
}

func TestAnswerInTime(t *testing.T) {
	k := quiet(t)
	k.register()
	asked, told := k.hear("Ines")
	i := k.invoke(asked)
	if i.Type != 2 || i.Data.Name != "read" || i.Member.User.Name() != "Ines" || *i.Member.Permissions == 0 ||
		i.GuildID != k.guild {
		t.Errorf("interaction %+v", i)
	}
	k.do("GET", hook(i)+"/messages/@original", nil).refused(404, 10015, "")
	var made world.Callback
	k.do("POST", callback(i)+"?with_response=true", obj{"type": 4, "data": obj{"content": "one",
		"flags": 64}}).ok(200).into(&made)
	if made.Resource.Message.Content != "one" || !*made.Interaction.Ephemeral {
		t.Errorf("callback %+v", made)
	}
	k.do("POST", callback(i), obj{"type": 4, "data": obj{"content": "two"}}).refused(400, 40060, "")
	if m := k.do("GET", hook(i)+"/messages/@original", nil).message(); m.Content != "one" ||
		m.Flags&world.FlagEphemeral == 0 {
		t.Errorf("@original %+v", m)
	}
	k.do("GET", k.messages("talk")+"/"+made.Resource.Message.ID.String(), nil).refused(404, 10008, "")
	if m := k.do("PATCH", hook(i)+"/messages/@original", obj{"content": "1"}).message(); m.Content != "1" {
		t.Errorf("edited %+v", m)
	}
	public := k.do("POST", hook(i), obj{"content": "for all"}).message()
	if public.Flags&world.FlagEphemeral != 0 || public.Origin == nil || public.Origin.ID != i.ID {
		t.Errorf("follow-up %+v", public)
	}
	k.do("PATCH", hook(i)+"/messages/"+public.ID.String(), obj{"content": "for everybody"}).ok(200)
	k.do("DELETE", hook(i)+"/messages/"+public.ID.String(), nil).ok(204)
	second := k.invoke(asked)
	k.do("POST", callback(second), obj{"type": 4, "data": obj{"content": "of another interaction"}}).ok(204)
	foreign := k.do("GET", hook(second)+"/messages/@original", nil).message()
	k.do("PATCH", hook(i)+"/messages/"+foreign.ID.String(), obj{"content": "x"}).refused(404, 10008, "")
	k.do("DELETE", hook(second)+"/messages/@original", nil).ok(204)
	other := k.post("talk", "not an answer")
	k.do("PATCH", hook(i)+"/messages/"+other.ID.String(), obj{"content": "x"}).refused(404, 10008, "")
	same(t, "states", states(told), world.StatePending, world.StateAnswered, world.StatePending, world.StateAnswered)
	mine, err := k.w.History(k.people["Ines"], k.rooms["talk"], 0, 10)
	if err != nil || len(mine) != 2 {
		t.Fatalf("Ines sees %v, %v", mine, err)
	}
	if err := k.w.Dismiss(k.people["Wren"], mine[0].ID); err == nil {
		t.Error("somebody else could dismiss the message")
	}
	if err := k.w.Dismiss(k.people["Ines"], mine[0].ID); err != nil {
		t.Error(err)
	}
	k.do("GET", hook(i)+"/messages/@original", nil).refused(404, 10008, "")
}

func TestDeferred(t *testing.T) {
	k := quiet(t)
	k.register()
	asked, told := k.hear("Ines")
	i := k.invoke(asked)
	k.do("POST", callback(i), obj{"type": 5, "data": obj{"flags": 64}}).ok(204)
	loading := k.do("GET", hook(i)+"/messages/@original", nil).message()
	if loading.Flags != world.FlagEphemeral|world.FlagLoading {
		t.Errorf("flags %d of the placeholder", loading.Flags)
	}
	filled := k.do("POST", hook(i), obj{"content": "done"}).message()
	if filled.ID != loading.ID || filled.Flags != world.FlagEphemeral || filled.Edited != nil {
		t.Errorf("the first follow-up made %+v of the placeholder", filled)
	}
	if next := k.do("POST", hook(i), obj{"content": "more"}).message(); next.ID == loading.ID {
		t.Error("the second follow-up changed the placeholder again")
	}
	same(t, "states", states(told), world.StatePending, world.StateDeferred, world.StateAnswered)
}

func TestTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := quiet(t)
		k.register()
		asked, told := k.hear("Ines")
		late := k.invoke(asked)
		time.Sleep(3*time.Second - time.Millisecond)
		inTime := k.invoke(asked)
		time.Sleep(time.Millisecond)
		synctest.Wait()
		k.do("POST", callback(late), obj{"type": 4, "data": obj{"content": "x"}}).refused(404, 10062, "")
		k.do("POST", callback(inTime), obj{"type": 5}).ok(204)
		same(t, "states", states(told), world.StatePending, world.StatePending, world.StateFailed, world.StateDeferred)
		time.Sleep(15*time.Minute - 2*time.Millisecond)
		k.do("PATCH", hook(inTime)+"/messages/@original", obj{"content": "x"}).ok(200)
		time.Sleep(2 * time.Millisecond)
		k.do("PATCH", hook(inTime)+"/messages/@original", obj{"content": "y"}).refused(401, 50027, "")
		k.do("POST", hook(inTime), obj{"content": "y"}).refused(401, 50027, "")
	})
}

func TestComponentsAndModals(t *testing.T) {
	k := quiet(t)
	asked, told := k.hear("Ines")
	ines, talk := k.people["Ines"], k.rooms["talk"]
	off := button("off")
	off["disabled"] = true
	m := k.do("POST", k.messages("talk"), obj{"content": "menu", "components": []any{row(button("b"), off),
		row(obj{"type": 3, "custom_id": "s", "min_values": 1, "max_values": 2, "options": []any{
			obj{"label": "A", "value": "a"}, obj{"label": "B", "value": "b"}, obj{"label": "C", "value": "c"}}})}}).message()
	for _, wrong := range []struct {
		id     string
		values []string
	}{{"off", nil}, {"none", nil}, {"s", nil}, {"s", []string{"x"}}, {"s", []string{"a", "a"}}, {"s", []string{"a",
		"b", "c"}}} {
		if _, err := k.w.Press(ines, talk, m.ID, wrong.id, wrong.values); err == nil {
			t.Errorf("pressing %+v was taken", wrong)
		}
	}
	if _, err := k.w.Press(ines, talk, m.ID, "s", []string{"c", "a"}); err != nil {
		t.Fatal(err)
	}
	i := <-asked
	if i.Type != 3 || i.Message.ID != m.ID || i.Data.ComponentType != 3 || len(i.Data.Values) != 2 {
		t.Errorf("interaction %+v", i)
	}
	k.do("POST", callback(i), obj{"type": 8, "data": obj{"choices": []any{}}}).
		refused(400, 50035, "type: INTERACTION_CALLBACK_TYPE_INVALID")
	k.do("POST", callback(i), obj{"type": 3}).refused(400, 50035, "type: BASE_TYPE_CHOICES")
	k.do("POST", callback(i), obj{"type": 7, "data": obj{"content": "chosen",
		"components": []any{row(button("b"))}}}).ok(204)
	if got := k.do("GET", k.messages("talk")+"/"+m.ID.String(), nil).message(); got.Content != "chosen" ||
		len(got.Components) != 1 {
		t.Errorf("updated %+v", got)
	}
	if _, err := k.w.Press(ines, talk, m.ID, "b", nil); err != nil {
		t.Fatal(err)
	}
	i = <-asked
	form := obj{"title": "Form", "custom_id": "f", "components": []any{
		obj{"type": 18, "label": "Name", "component": obj{"type": 4, "style": 1, "custom_id": "name", "max_length": 5}},
		obj{"type": 18, "label": "Pick", "component": obj{"type": 3, "custom_id": "pick", "required": false,
			"options": []any{obj{"label": "A", "value": "a"}}}}}}
	k.do("POST", callback(i), obj{"type": 9, "data": obj{"title": long(46), "custom_id": "f",
		"components": form["components"]}}).
		refused(400, 50035, "data.title: BASE_TYPE_BAD_LENGTH")
	k.do("POST", callback(i), obj{"type": 9, "data": form}).ok(204)
	shown := find[world.ModalShown](t, told)
	if shown.Title != "Form" || shown.ID != i.ID || shown.ChannelID != talk {
		t.Errorf("modal %+v", shown)
	}
	for _, wrong := range []map[string][]string{nil, {"name": {"Tomasz"}}, {"name": {"Ada"}, "pick": {"x"}}} {
		if err := k.w.Submit(ines, shown.ID, wrong); err == nil {
			t.Errorf("submitting %v was taken", wrong)
		}
	}
	if err := k.w.Submit(ines, shown.ID, map[string][]string{"name": {"Ada"}}); err != nil {
		t.Fatal(err)
	}
	if err := k.w.Submit(ines, shown.ID, map[string][]string{"name": {"Ada"}}); err == nil {
		t.Error("the form was sent twice")
	}
	i = <-asked
	if i.Type != 5 || i.Data.CustomID != "f" || i.Data.Components[0].Component.Value != "Ada" || i.Message.ID != m.ID {
		t.Errorf("submitted %+v", i)
	}
	k.do("POST", callback(i), obj{"type": 9, "data": form}).refused(400, 50035, "type: INTERACTION_CALLBACK_TYPE_INVALID")
	k.do("POST", callback(i), obj{"type": 6}).ok(204)
	if reply := k.do("POST", hook(i), obj{"content": "x"}).message(); reply.Type != world.MessageReply ||
		reply.Reference.MessageID != m.ID || len(reply.Mentions) != 0 {
		t.Errorf("follow-up %+v, want a reply to the message of the button that pings nobody", reply)
	}
	if got := k.do("PATCH", hook(i)+"/messages/@original", obj{"content": "thanks"}).message(); got.ID != m.ID {
		t.Errorf("@original is %+v, want the message of the button", got)
	}
}

// find returns the first event's data of a type.
func find[T any](t *testing.T, told <-chan world.Event) T {
	t.Helper()
	for {
		select {
		case e := <-told:
			if d, ok := e.Data.(T); ok {
				return d
			}
		default:
			var none T
			t.Fatalf("no event with a %T", none)
		}
	}
}

func TestAutocomplete(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := quiet(t)
		k.register()
		asked, _ := k.hear("Ines")
		in := world.Invocation{Name: "read", Options: []world.OptionValue{{Name: "title", Value: "The"}}}
		type answer struct {
			choices []world.Choice
			err     error
		}
		got := make(chan answer, 1)
		ask := func(ctx context.Context) {
			choices, err := k.w.Autocomplete(ctx, k.people["Ines"], k.rooms["talk"], in, "title")
			got <- answer{choices, err}
		}
		go ask(t.Context())
		i := <-asked
		if o := i.Data.Options[0]; i.Type != 4 || !o.Focused || o.Value != "The" {
			t.Errorf("interaction %+v", i)
		}
		k.do("POST", callback(i), obj{"type": 8, "data": obj{"choices": []any{obj{"name": long(101), "value": "v"}}}}).
			refused(400, 50035, "data.choices.0.name: BASE_TYPE_BAD_LENGTH")
		k.do("POST", callback(i), obj{"type": 8, "data": obj{"choices": []any{obj{"name": "The End", "value": "v"}}}}).ok(204)
		if a := <-got; a.err != nil || len(a.choices) != 1 || a.choices[0].Name != "The End" {
			t.Errorf("choices %+v", a)
		}
		go ask(t.Context())
		var refused *world.Error
		if a := <-got; !errors.As(a.err, &refused) || refused.Code != 10062 {
			t.Errorf("without an answer: %+v", a)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go ask(ctx)
		synctest.Wait()
		cancel()
		if a := <-got; !errors.Is(a.err, context.Canceled) {
			t.Errorf("given up: %+v", a)
		}
		time.Sleep(4 * time.Second) // lets the last interaction expire before the bubble ends
	})
}

func TestInvocationChecks(t *testing.T) {
	k := quiet(t)
	k.do("PUT", "/applications/"+k.app.ID.String()+"/commands", []any{
		obj{"name": "go", "description": "d", "options": []any{option(4, "n", obj{"required": true, "min_value": 1,
			"max_value": 9}),
			option(3, "s", obj{"max_length": 3}), option(6, "u", nil), option(3, "c", obj{"choices": []any{obj{"name": "A",
				"value": "a"}}})}},
		obj{"name": "admin", "description": "d", "default_member_permissions": "0"},
		obj{"name": "Keep", "type": 3},
	}).ok(200)
	asked, _ := k.hear("Ines")
	ines, talk := k.people["Ines"], k.rooms["talk"]
	m := k.post("talk", "keep me")
	val := func(name string, v any) world.OptionValue { return world.OptionValue{Name: name, Value: v} }
	n := val("n", 3)
	for name, in := range map[string]world.Invocation{
		"required":   {Name: "go"},
		"range":      {Name: "go", Options: []world.OptionValue{val("n", 10)}},
		"type":       {Name: "go", Options: []world.OptionValue{val("n", "x")}},
		"length":     {Name: "go", Options: []world.OptionValue{n, val("s", "long")}},
		"user":       {Name: "go", Options: []world.OptionValue{n, val("u", "1")}},
		"choice":     {Name: "go", Options: []world.OptionValue{n, val("c", "b")}},
		"option":     {Name: "go", Options: []world.OptionValue{n, val("x", "b")}},
		"command":    {Name: "gone"},
		"permission": {Name: "admin"},
		"target":     {Name: "Keep", Target: 1},
	} {
		if _, err := k.w.Invoke(ines, talk, in); err == nil {
			t.Errorf("%s: a wrong invocation was sent", name)
		}
	}
	if _, err := k.w.Invoke(k.people["Mara Voss"], talk, world.Invocation{Name: "admin"}); err != nil {
		t.Errorf("the owner: %v", err)
	}
	<-asked
	if _, err := k.w.Invoke(ines, talk, world.Invocation{Name: "go", Options: []world.OptionValue{val("n", 3.0),
		val("u", k.people["Wren"].String())}}); err != nil {
		t.Fatal(err)
	}
	i := <-asked
	if i.Data.Options[0].Value != int64(3) || i.Data.Resolved.Users[k.people["Wren"]].Name() != "Wren" {
		t.Errorf("options %+v", i.Data)
	}
	if _, err := k.w.Invoke(ines, talk, world.Invocation{Name: "Keep", Target: m.ID}); err != nil {
		t.Fatal(err)
	}
	if i := <-asked; i.Data.Type != 3 || i.Data.Resolved.Messages[m.ID].Content != "keep me" {
		t.Errorf("message command %+v", i.Data)
	}
}

func TestCallbacksAreNotCountedGlobally(t *testing.T) {
	k := newKit(t, rest.Options{Limits: rest.Limits{Global: 2}})
	k.register()
	asked, _ := k.hear("Ines")
	k.do("GET", "/users/@me", nil).ok(200)
	k.do("GET", "/users/@me", nil).refused(429, 0, "")
	for range 5 {
		k.do("POST", callback(k.invoke(asked)), obj{"type": 4, "data": obj{"content": "x"}}).ok(204)
	}
}
