package discord

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// An OptionType says what a command's option takes. The values are Discord's option types; the two that hold other
// options are not here, as they are in [Command]'s Path.
type OptionType uint8

// The types of options.
const (
	OptionText        OptionType = 3
	OptionInt         OptionType = 4 // -2^53 to 2^53
	OptionBool        OptionType = 5
	OptionUser        OptionType = 6
	OptionChannel     OptionType = 7
	OptionRole        OptionType = 8
	OptionMentionable OptionType = 9 // a user or a role
	OptionNumber      OptionType = 10
	OptionAttachment  OptionType = 11
)

// An Option is one that was given with a command. Its value is in the field that Type asks for. While it is Focused, it
// is being typed: then Text holds what is there so far, and the other fields may be empty.
type Option struct {
	Name    string
	Type    OptionType
	Text    string
	Int     int64
	Number  float64
	Bool    bool
	ID      uint64 // of a user, channel, role or attachment
	Focused bool
}

// Discord's option types that hold other options.
const (
	optionSubcommand = 1
	optionGroup      = 2
)

type rawOption struct {
	Name    string          `json:"name"`
	Type    int             `json:"type"`
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
	Options []rawOption     `json:"options"`
}

// decodeCommand reads the data of a command. Options of types we do not know are left out.
func decodeCommand(data json.RawMessage, typing bool) (Command, error) {
	var d struct {
		Name    string      `json:"name"`
		Options []rawOption `json:"options"`
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return Command{}, err
	}
	out := Command{Name: d.Name}
	list := d.Options
	for len(list) == 1 && (list[0].Type == optionSubcommand || list[0].Type == optionGroup) {
		out.Path, list = append(out.Path, list[0].Name), list[0].Options
	}
	for _, r := range list {
		o, known, err := r.option(typing)
		if err != nil {
			return Command{}, fmt.Errorf("option %q: %w", r.Name, err)
		}
		if known {
			out.Options = append(out.Options, o)
		}
	}
	return out, nil
}

// option reads one value; it reports false for types that we do not know. While a command is typed, Discord checks
// nothing, and sends numbers as text too: then a value that is none yet is left out, unless it is the one being typed.
func (r rawOption) option(typing bool) (o Option, known bool, err error) {
	o = Option{Name: r.Name, Type: OptionType(r.Type), Focused: r.Focused}
	var into any
	switch {
	case r.Type == int(OptionText):
		into = &o.Text
	case r.Type == int(OptionInt):
		into = (*wholeNumber)(&o.Int)
	case r.Type == int(OptionBool):
		into = &o.Bool
	case r.Type == int(OptionNumber):
		into = &o.Number
	case r.Type >= int(OptionUser) && r.Type <= int(OptionMentionable), r.Type == int(OptionAttachment):
		into = (*id)(&o.ID)
	default:
		return Option{}, false, nil
	}
	if typing {
		o.Text = asTyped(r.Value)
	}
	if err = json.Unmarshal(r.Value, into); err != nil && typing {
		return o, r.Focused, nil
	}
	return o, true, err
}

// asTyped returns a JSON string's text, and any other value as JSON writes it.
func asTyped(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) != nil {
		return string(value)
	}
	return text
}

// wholeNumber is a whole number, which JSON may write as 3, 3.0 or 3e0.
type wholeNumber int64

// UnmarshalJSON reads any of these.
func (w *wholeNumber) UnmarshalJSON(b []byte) error {
	text := string(b)
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil {
		*w = wholeNumber(n)
		return nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.Abs(f) > 1<<53 || f != math.Trunc(f) {
		return fmt.Errorf("not a whole number: %.40q", text)
	}
	*w = wholeNumber(f)
	return nil
}
