package world

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// builder turns what a person filled in into the options of an interaction.
type builder struct {
	w        *World
	c        *channel
	user     ID
	strict   bool   // check required options, choices and limits, as for a command that is sent
	focused  string // the option that is being completed
	found    bool   // it was met and has autocomplete
	resolved *Resolved
}

// options builds one level. Values the command does not know are refused.
func (b *builder) options(defs []*CommandOption, given []OptionValue) ([]*Option, error) {
	var out []*Option
	for _, v := range given {
		i := slices.IndexFunc(defs, func(d *CommandOption) bool { return d.Name == v.Name })
		if i < 0 {
			return nil, BadForm(field("BASE_TYPE_CHOICES", "This command is outdated, please try again.", v.Name))
		}
		def := defs[i]
		o := &Option{Name: def.Name, Type: def.Type}
		if def.Type == OptionSubcommand || def.Type == OptionGroup {
			inner, err := b.options(def.Options, v.Options)
			if err != nil {
				return nil, err
			}
			o.Options = inner
		} else if err := b.value(def, v, o); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	nested := 0
	for _, def := range defs {
		has := slices.ContainsFunc(given, func(v OptionValue) bool { return v.Name == def.Name })
		if b.strict && def.Required && !has {
			return nil, BadForm(field("BASE_TYPE_REQUIRED", "This field is required", def.Name))
		}
		if def.Type == OptionSubcommand || def.Type == OptionGroup {
			nested++
		}
	}
	if b.strict && nested > 0 && len(out) != 1 {
		return nil, BadForm(field("BASE_TYPE_REQUIRED", "A subcommand is required", "options"))
	}
	return out, nil
}

// value fills in one parameter.
func (b *builder) value(def *CommandOption, v OptionValue, o *Option) error {
	if b.focused == def.Name {
		o.Focused, b.found = true, b.found || def.Autocomplete
		o.Value = fmt.Sprint(v.Value) // what was typed so far, whatever the option's type
		return nil
	}
	got, err := coerce(def.Type, v.Value)
	if err != nil {
		if !b.strict {
			o.Value = fmt.Sprint(v.Value)
			return nil
		}
		return BadForm(field("BASE_TYPE_BAD_TYPE", err.Error(), def.Name))
	}
	if id, isID := got.(ID); isID {
		if err := b.resolve(def, id); err != nil {
			return err
		}
	}
	o.Value = got
	if !b.strict {
		return nil
	}
	return within(def, got)
}

// coerce turns a value, as JSON or a Go caller gives it, into that of the option's type.
func coerce(kind int, v any) (any, error) {
	text := fmt.Sprint(v)
	switch kind {
	case OptionString:
		return text, nil
	case OptionBoolean:
		yes, err := strconv.ParseBool(text)
		if err != nil {
			return nil, fmt.Errorf("%.40q is neither true nor false", text)
		}
		return yes, nil
	case OptionInteger:
		if f, isFloat := v.(float64); isFloat && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			return int64(f), nil
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n >= 1<<53 || n <= -1<<53 {
			return nil, fmt.Errorf("%.40q is not a whole number", text)
		}
		return n, nil
	case OptionNumber:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, fmt.Errorf("%.40q is not a number", text)
		}
		return f, nil
	}
	id, err := ParseID(text)
	if err != nil {
		return nil, err
	}
	return id, nil
}

// within checks choices, ranges and lengths.
func within(def *CommandOption, v any) error {
	if len(def.Choices) > 0 && !def.Autocomplete {
		if !slices.ContainsFunc(def.Choices, func(c Choice) bool { return fmt.Sprint(c.Value) == fmt.Sprint(v) }) {
			return BadForm(field("BASE_TYPE_CHOICES", "This is not one of the choices.", def.Name))
		}
	}
	if s, isText := v.(string); isText {
		n := utf8.RuneCountInString(s)
		if def.MinLength != nil && n < *def.MinLength || def.MaxLength != nil && n > *def.MaxLength || n > 6000 {
			return BadForm(field("BASE_TYPE_BAD_LENGTH", "The text is too short or too long.", def.Name))
		}
		return nil
	}
	var f float64
	switch n := v.(type) {
	case int64:
		f = float64(n)
	case float64:
		f = n
	default:
		return nil
	}
	if def.MinValue != nil && f < number64(*def.MinValue) || def.MaxValue != nil && f > number64(*def.MaxValue) {
		return BadForm(field("NUMBER_TYPE_MAX", "The number is too small or too large.", def.Name))
	}
	return nil
}

// number64 reads a limit; registering checked that it is a number.
func number64(n json.Number) float64 {
	f, err := n.Float64()
	if err != nil {
		return 0
	}
	return f
}

// resolve puts the object of an id option into the resolved data.
func (b *builder) resolve(def *CommandOption, id ID) error {
	switch def.Type {
	case OptionUser:
		return b.user1(id)
	case OptionRole:
		return b.role(id)
	case OptionMentionable:
		if b.user1(id) == nil {
			return nil
		}
		return b.role(id)
	case OptionChannel:
		return b.channel(id, def.ChannelTypes)
	}
	f := b.w.s.Files[id]
	if f == nil || f.Shape == nil {
		return unknown(10087, "Attachment")
	}
	put(&b.into().Attachments, id, f.Shape)
	return nil
}

// into returns the resolved data, made if need be.
func (b *builder) into() *Resolved {
	if b.resolved == nil {
		b.resolved = &Resolved{}
	}
	return b.resolved
}

func put[V any](m *map[ID]V, id ID, v V) {
	if *m == nil {
		*m = map[ID]V{}
	}
	(*m)[id] = v
}

func (b *builder) user1(id ID) error {
	u := b.w.userCopy(id)
	if u == nil {
		return unknownUser()
	}
	put(&b.into().Users, id, u)
	if g := b.w.s.Guilds[b.c.Shape.GuildID]; g != nil {
		if m := g.member(id); m != nil {
			out := b.w.memberCopy(m)
			p := b.w.permissions(id, b.c)
			out.User, out.Permissions = nil, &p
			put(&b.into().Members, id, out)
		}
	}
	return nil
}

func (b *builder) role(id ID) error {
	g := b.w.s.Guilds[b.c.Shape.GuildID]
	if g == nil || g.role(id) == nil {
		return unknown(10011, "Role")
	}
	put(&b.into().Roles, id, g.role(id))
	return nil
}

func (b *builder) channel(id ID, kinds []int) error {
	c := b.w.s.Channels[id]
	if c == nil || c.Shape.GuildID != b.c.Shape.GuildID {
		return unknownChannel()
	}
	if len(kinds) > 0 && !slices.Contains(kinds, c.Shape.Type) {
		return wrongChannel()
	}
	out := b.w.channelCopy(c, b.user)
	p := b.w.permissions(b.user, c)
	out.Permissions = &p
	put(&b.into().Channels, id, out)
	return nil
}

// target resolves what a context command was used on.
func (b *builder) target(kind int, id ID) error {
	if kind == CommandUser {
		return b.user1(id)
	}
	m := b.c.find(id)
	if m == nil || m.ephemeral() && m.To != b.user {
		return unknownMessage()
	}
	put(&b.into().Messages, id, b.w.render(b.c, m, b.user))
	return nil
}
