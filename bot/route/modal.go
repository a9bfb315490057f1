package route

import "github.com/bwmarrin/discordgo"

// A Modal is a form with 1 to 5 fields. Discord shows it as the first answer to a command or a component only, and
// sends what was filled in to the handler given to [Router.Form], in [Request]'s Texts and Chosen. The limits here and
// below are those of Discord's "Component Reference", in characters (Unicode code points); a form beyond them is
// refused as a whole.
type Modal struct {
	ID     string // custom id, whose action is the form's route; at most 100
	Title  string // 1 to 45
	Fields []Field
}

// A Field is one input with its label.
type Field struct {
	ID          string // by which the handler finds it; unique in its modal, 1 to 100
	Label       string // 1 to 45
	Description string // below the label, at most 100; "" for none
	Input       Input
}

// An Input is a [TextInput] or a [Select].
type Input interface {
	component() map[string]any
}

// A TextInput takes writing.
type TextInput struct {
	Long        bool   // several lines
	Optional    bool   // may stay empty
	Value       string // filled in before; at most 4000
	Placeholder string // shown while it is empty; at most 100
	MinLength   int    // 0 to 4000
	MaxLength   int    // 1 to 4000; 0 is Discord's default, 4000
}

// A Select offers up to 25 choices.
type Select struct {
	Choices     []Choice
	Optional    bool   // nothing need be chosen
	Placeholder string // shown while nothing is chosen; at most 150
	Min, Max    int    // how many are to be chosen, at most 25; 0 is Discord's default, 1
}

// A Choice is one line of a [Select]. Value is what the handler gets.
type Choice struct {
	Label, Value string // 1 to 100
	Description  string // at most 100; "" for none
	Chosen       bool   // at first
}

// Component types that discordgo does not know yet.
const typeLabel = 18

// body is a modal as Discord takes it: each input in a label. The row around a text input, which came before, is
// deprecated and takes nothing else.
func (m *Modal) body() any {
	labels := make([]any, len(m.Fields))
	for i, f := range m.Fields {
		input := f.Input.component()
		input["custom_id"] = f.ID
		label := map[string]any{"type": typeLabel, "label": f.Label, "component": input}
		set(label, "description", f.Description)
		labels[i] = label
	}
	return map[string]any{"custom_id": m.ID, "title": m.Title, "components": labels}
}

// set adds a property unless it is at its default.
func set[T comparable](c map[string]any, name string, v T) {
	var zero T
	if v != zero {
		c[name] = v
	}
}

func (t TextInput) component() map[string]any {
	c := map[string]any{"type": discordgo.TextInputComponent, "style": discordgo.TextInputShort, "required": !t.Optional}
	if t.Long {
		c["style"] = discordgo.TextInputParagraph
	}
	set(c, "value", t.Value)
	set(c, "placeholder", t.Placeholder)
	set(c, "min_length", t.MinLength)
	set(c, "max_length", t.MaxLength)
	return c
}

func (s Select) component() map[string]any {
	lines := make([]any, len(s.Choices))
	for i, choice := range s.Choices {
		line := map[string]any{"label": choice.Label, "value": choice.Value}
		set(line, "description", choice.Description)
		set(line, "default", choice.Chosen)
		lines[i] = line
	}
	c := map[string]any{"type": discordgo.SelectMenuComponent, "options": lines, "required": !s.Optional}
	set(c, "placeholder", s.Placeholder)
	set(c, "min_values", s.Min)
	set(c, "max_values", s.Max)
	return c
}
