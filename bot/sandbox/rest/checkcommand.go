package rest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"cliffhanger/bot/sandbox/world"
)

// commandName is Discord's pattern of chat command and option names ("Application Commands", Naming); Go has no
// abbreviation sc=, the scripts' own classes say the same.
var commandName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
})

// locales are those a name can be translated to (Discord's reference, "Locales").
var locales = strings.Fields(`id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg
	ru uk hi th zh-CN ja zh-TW ko ar he`)

// maxCommand is how many characters a command may have in all.
const maxCommand = 8000

// checkCommand checks a command before it is registered.
func checkCommand(c *world.Command, at path) error {
	var f form
	if c.Type == 0 {
		c.Type = world.CommandChat
	}
	f.choice(c.Type, []int{world.CommandChat, world.CommandUser, world.CommandMessage}, at.in("type"))
	if c.Type == world.CommandChat {
		f.commandName(c.Name, at.in("name"))
		f.text(c.Description, 1, 100, at.in("description"))
		f.commandOptions(c.Options, 0, at.in("options"))
	} else {
		f.text(c.Name, 1, 32, at.in("name"))
		if c.Description != "" || len(c.Options) > 0 {
			f.add("APPLICATION_COMMAND_INVALID_FIELD", "Context menu commands have no description and no options",
				at.in("description"))
		}
	}
	f.translations(c.NameLocales, 32, c.Type == world.CommandChat, at.in("name_localizations"))
	f.translations(c.DescLocales, 100, false, at.in("description_localizations"))
	if size := commandSize(c); size > maxCommand {
		f.add("APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)", at)
	}
	return f.err()
}

// commandName checks a name's characters: lower case wherever a letter has one.
func (f *form) commandName(name string, at path) {
	f.text(name, 1, 32, at)
	if name == "" || utf8.RuneCountInString(name) > 32 {
		return
	}
	if !commandName().MatchString(name) || strings.ToLower(name) != name {
		f.add("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid", at)
	}
}

// translations checks localisations.
func (f *form) translations(all map[string]string, most int, isName bool, at path) {
	for locale, text := range all {
		if !slices.Contains(locales, locale) {
			f.add("BASE_TYPE_CHOICES", "This is not a locale of Discord.", at.in(locale))
			continue
		}
		if isName {
			f.commandName(text, at.in(locale))
			continue
		}
		f.text(text, 1, most, at.in(locale))
	}
}

// commandOptions checks one level of options. depth 0 is that of the command, 1 that in a subcommand or group.
func (f *form) commandOptions(all []*world.CommandOption, depth int, at path) {
	f.length(len(all), 0, 25, at)
	optional, nested := false, 0
	names := map[string]bool{}
	for i, o := range all {
		here := at.in(i)
		if o == nil {
			f.add("BASE_TYPE_REQUIRED", "This field is required", here)
			continue
		}
		f.within(o.Type, 1, 11, here.in("type"))
		f.commandName(o.Name, here.in("name"))
		f.text(o.Description, 1, 100, here.in("description"))
		f.translations(o.NameLocales, 32, true, here.in("name_localizations"))
		f.translations(o.DescLocales, 100, false, here.in("description_localizations"))
		if names[o.Name] {
			f.add("APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists", here.in("name"))
		}
		names[o.Name] = true
		if o.Required && optional {
			f.add("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
				"Required options must be placed before non-required options", here)
		}
		optional = optional || !o.Required
		if o.Type == world.OptionSubcommand || o.Type == world.OptionGroup {
			nested++
			f.nested(o, depth, here)
			continue
		}
		f.parameter(o, here)
	}
	if nested > 0 && nested < len(all) {
		f.add("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Subcommands and groups exclude all other types of options", at)
	}
}

// nested checks a subcommand or a group: groups only at the top, subcommands at the top or in a group.
func (f *form) nested(o *world.CommandOption, depth int, at path) {
	if o.Type == world.OptionGroup {
		if depth > 0 {
			f.add("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Groups cannot be nested", at.in("type"))
			return
		}
		for i, sub := range o.Options {
			if sub == nil || sub.Type != world.OptionSubcommand {
				f.add("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "A group holds only subcommands", at.in("options", i))
				return
			}
		}
		f.commandOptions(o.Options, 1, at.in("options"))
		return
	}
	for i, inner := range o.Options {
		if inner != nil && (inner.Type == world.OptionSubcommand || inner.Type == world.OptionGroup) {
			f.add("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "A subcommand holds no subcommands",
				at.in("options", i, "type"))
			return
		}
	}
	f.commandOptions(o.Options, depth+1, at.in("options"))
}

// parameter checks an option that takes a value.
func (f *form) parameter(o *world.CommandOption, at path) {
	f.length(len(o.Choices), 0, 25, at.in("choices"))
	if o.Autocomplete && len(o.Choices) > 0 {
		f.add("APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", "Autocomplete and choices exclude each other",
			at.in("autocomplete"))
	}
	takes := o.Type == world.OptionString || o.Type == world.OptionInteger || o.Type == world.OptionNumber
	if (o.Autocomplete || len(o.Choices) > 0) && !takes {
		f.add("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Only texts and numbers have choices", at.in("type"))
	}
	f.choices(o.Choices, o.Type, at.in("choices"))
	if o.MinLength != nil {
		f.within(*o.MinLength, 0, 6000, at.in("min_length"))
	}
	if o.MaxLength != nil {
		f.within(*o.MaxLength, 1, 6000, at.in("max_length"))
	}
	for name, n := range map[string]*json.Number{"min_value": o.MinValue, "max_value": o.MaxValue} {
		if n == nil {
			continue
		}
		if _, err := n.Float64(); err != nil {
			f.add("NUMBER_TYPE_COERCE", "This is not a number.", at.in(name))
		}
	}
}

// choices checks a list of choices for an option of the given type; 0 is any.
func (f *form) choices(all []world.Choice, kind int, at path) {
	for i, c := range all {
		f.text(c.Name, 1, 100, at.in(i, "name"))
		text, isText := c.Value.(string)
		_, isNumber := c.Value.(float64)
		switch {
		case isText:
			f.text(text, 0, 100, at.in(i, "value"))
		case !isNumber:
			f.add("BASE_TYPE_REQUIRED", "This field is required", at.in(i, "value"))
		}
		numeric := kind == world.OptionInteger || kind == world.OptionNumber
		if kind == world.OptionString && isNumber || numeric && isText {
			f.add("CHOICE_TYPE_INVALID", "The value does not go with the option's type", at.in(i, "value"))
		}
	}
}

// commandSize counts name, description and values of a command and all its options; of a text and its translations the
// longest counts.
func commandSize(c *world.Command) int {
	return longest(c.Name, c.NameLocales) + longest(c.Description, c.DescLocales) + optionsSize(c.Options)
}

func optionsSize(all []*world.CommandOption) int {
	n := 0
	for _, o := range all {
		if o == nil {
			continue
		}
		n += longest(o.Name, o.NameLocales) + longest(o.Description, o.DescLocales) + optionsSize(o.Options)
		for _, c := range o.Choices {
			n += longest(c.Name, c.NameLocales) + utf8.RuneCountInString(fmt.Sprint(c.Value))
		}
	}
	return n
}

func longest(s string, translations map[string]string) int {
	n := utf8.RuneCountInString(s)
	for _, t := range translations {
		n = max(n, utf8.RuneCountInString(t))
	}
	return n
}
