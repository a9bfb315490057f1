package page

import (
	"net/http"

	"cliffhanger/bot/sandbox/world"
)

// A deed is the body of POST act. Which fields count depends on Act.
type deed struct {
	As       world.ID            `json:"as"`
	Act      string              `json:"act"`
	Channel  world.ID            `json:"channel"`
	Message  world.ID            `json:"message"`
	Content  string              `json:"content"`
	Emoji    string              `json:"emoji"` // to clear: "" is all
	Super    bool                `json:"super"` // the reaction is a super reaction
	Command  world.ID            `json:"command"`
	Target   world.ID            `json:"target"` // of a context command: a user or a message; of a role: a user
	Guild    world.ID            `json:"guild"`
	Role     world.ID            `json:"role"`
	Options  []option            `json:"options"`
	CustomID string              `json:"custom_id"`
	Values   []string            `json:"values"`
	Modal    world.ID            `json:"modal"`
	Fields   map[string][]string `json:"fields"` // of a modal, by custom id
}

// An option is a filled-in option of a command; subcommands have options instead of a value.
type option struct {
	Name    string   `json:"name"`
	Value   any      `json:"value"` // string, float64 or bool
	Options []option `json:"options"`
}

// done is what an act is answered with: the message said or the interaction begun, if there is one.
type done struct {
	ID      world.ID       `json:"id,omitempty"`
	Message *world.Message `json:"message,omitempty"`
}

// act answers POST act.
func (h *handler) act(r *http.Request) (any, error) {
	var d deed
	if err := read(r, &d); err != nil {
		return nil, err
	}
	if err := exists(d.As, h.world.People()); err != nil {
		return nil, err
	}
	for _, kind := range []func(*deed) (done, bool, error){h.talk, h.call, h.moderate} {
		if out, known, err := kind(&d); known {
			return out, err
		}
	}
	return nil, refuse(http.StatusBadRequest, "`act` must be one of: %s.", acts)
}

// acts names what POST act takes.
const acts = "say, react, unreact, dismiss, invoke, press, submit, clear, delete, delete_channel, give_role, take_role"

// talk does what people do without an application; known is false if that is not what was asked.
func (h *handler) talk(d *deed) (out done, known bool, err error) {
	switch d.Act {
	case "say":
		out.Message, err = h.world.Say(d.As, d.Channel, d.Content)
	case "react":
		if d.Super {
			err = h.world.AddSuperReaction(d.As, d.Channel, d.Message, d.Emoji)
		} else {
			err = h.world.React(d.As, d.Channel, d.Message, d.Emoji)
		}
	case "unreact":
		err = h.world.TakeBack(d.As, d.Channel, d.Message, d.Emoji, d.Super)
	case "dismiss":
		err = h.world.Dismiss(d.As, d.Message)
	default:
		return out, false, nil
	}
	return out, true, err
}

// call uses an application.
func (h *handler) call(d *deed) (out done, known bool, err error) {
	switch d.Act {
	case "invoke":
		out.ID, err = h.world.Invoke(d.As, d.Channel, d.invocation())
	case "press":
		out.ID, err = h.world.Press(d.As, d.Channel, d.Message, d.CustomID, d.Values)
	case "submit":
		err = h.world.Submit(d.As, d.Modal, d.Fields)
	default:
		return out, false, nil
	}
	return out, true, err
}

// moderate does what needs a permission.
func (h *handler) moderate(d *deed) (out done, known bool, err error) {
	switch d.Act {
	case "clear":
		err = h.world.ClearReactions(d.As, d.Channel, d.Message, d.Emoji)
	case "delete":
		err = h.world.DeleteMessage(d.As, d.Channel, d.Message)
	case "delete_channel":
		_, err = h.world.DeleteChannel(d.As, d.Channel)
	case "give_role", "take_role":
		err = h.world.SetRole(d.As, d.Guild, d.Target, d.Role, d.Act == "give_role")
	default:
		return out, false, nil
	}
	return out, true, err
}

func (d *deed) invocation() world.Invocation {
	return world.Invocation{Command: d.Command, Target: d.Target, Options: values(d.Options)}
}

func values(in []option) []world.OptionValue {
	var out []world.OptionValue
	for _, o := range in {
		out = append(out, world.OptionValue{Name: o.Name, Value: o.Value, Options: values(o.Options)})
	}
	return out
}

// autocomplete answers POST autocomplete. It waits for the application, for as long as the world does.
func (h *handler) autocomplete(r *http.Request) (any, error) {
	var in struct {
		As      world.ID `json:"as"`
		Channel world.ID `json:"channel"`
		Command world.ID `json:"command"`
		Options []option `json:"options"`
		Focused string   `json:"focused"`
	}
	if err := read(r, &in); err != nil {
		return nil, err
	}
	if err := exists(in.As, h.world.People()); err != nil {
		return nil, err
	}
	call := world.Invocation{Command: in.Command, Options: values(in.Options)}
	list, err := h.world.Autocomplete(r.Context(), in.As, in.Channel, call, in.Focused)
	if err != nil {
		return nil, err
	}
	if list == nil {
		list = []world.Choice{}
	}
	return struct {
		Choices []world.Choice `json:"choices"`
	}{list}, nil
}
