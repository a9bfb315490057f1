package route

import (
	"time"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/discord"
)

// A Request is what a handler needs of an interaction.
type Request struct {
	ID                            uint64
	Kind                          discord.InteractionKind
	Guild, Channel, User, Message uint64    // Guild is 0 in a direct message; Message is the one a component is on
	Roles                         []uint64  // the user's in the guild
	Joined                        time.Time // when the user came to the guild; zero where Discord does not say
	Session                       uint32    // the gateway session that told of it, by a fingerprint,
	Seq                           int64     // and its number in that: a process that died may be told again what it was told
	Locale                        string
	Name                          string              // the command's name, or the component's action
	Path                          []string            // the group and subcommand below the command's name, if any
	Component                     customid.ID         // components and modals
	Strings                       map[string]string   // options of a command that are text
	Ints                          map[string]int64    // options of a command that are whole numbers
	Focused                       string              // the option being typed, for choices; what is typed is in Strings
	Values                        []string            // what was chosen in a select of a message
	Texts                         map[string]string   // what was written in a modal, by field
	Chosen                        map[string][]string // what was chosen in a modal's selects, by field

	app   uint64
	token discord.InteractionToken
}

// newRequest sorts an interaction's parts. A custom id that is not ours leaves Component empty, for which there is no
// route.
func newRequest(i *discord.Interaction) *Request {
	r := &Request{
		ID: i.ID, Kind: i.Kind, Guild: i.Guild, Channel: i.Channel, User: i.User, Message: i.Message, Roles: i.Roles,
		Joined: i.Joined, Session: i.Session, Seq: i.Seq, Locale: i.Locale,
		Strings: map[string]string{}, Ints: map[string]int64{}, Texts: map[string]string{}, Chosen: map[string][]string{},
		app: i.App, token: i.Token,
	}
	switch i.Kind {
	case discord.KindCommand, discord.KindAutocomplete:
		r.Name, r.Path = i.Command.Name, i.Command.Path
		r.options(i.Command.Options)
	case discord.KindComponent:
		r.custom(i.Control.CustomID)
		r.Values = i.Control.Values
	case discord.KindModal:
		r.custom(i.Form.CustomID)
		for _, f := range i.Form.Fields {
			r.Texts[f.ID], r.Chosen[f.ID] = f.Text, f.Values
		}
	}
	return r
}

func (r *Request) custom(text string) {
	id, err := customid.Parse(text)
	if err != nil {
		r.Name = "foreign" // answered as an old button
		return
	}
	r.Name, r.Component = string(id.Action), id
}

func (r *Request) options(list []discord.Option) {
	for _, o := range list {
		if o.Focused {
			r.Focused, r.Strings[o.Name] = o.Name, o.Text
			continue
		}
		switch o.Type {
		case discord.OptionText:
			r.Strings[o.Name] = o.Text
		case discord.OptionInt:
			r.Ints[o.Name] = o.Int
		}
	}
}
