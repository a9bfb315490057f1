package route

import (
	"fmt"
	"strconv"

	"cliffhanger/bot/customid"

	"github.com/bwmarrin/discordgo"
)

// A Request is an interaction, decoded.
type Request struct {
	ID                            uint64
	Type                          discordgo.InteractionType
	Guild, Channel, User, Message uint64 // Guild is 0 in a direct message; Message is the one a component is on
	Locale                        string
	Name                          string            // the command's name, or the component's action
	Component                     customid.ID       // components and modals
	Strings                       map[string]string // string options of a command
	Ints                          map[string]int64  // integer options of a command
	Focused                       string            // the option being typed, for choices
	Values                        []string          // what was chosen in a select
	Text                          string            // what was written in a modal's field

	app   uint64
	token string
}

// newRequest decodes an interaction. A custom id that is not ours leaves Component empty, for which there is no route.
func newRequest(i *discordgo.Interaction) (*Request, error) {
	r := &Request{Type: i.Type, Locale: string(i.Locale), token: i.Token,
		Strings: map[string]string{}, Ints: map[string]int64{}}
	var err error
	for _, f := range []struct {
		to   *uint64
		text string
	}{{&r.ID, i.ID}, {&r.app, i.AppID}, {&r.Guild, i.GuildID}, {&r.Channel, i.ChannelID}, {&r.User, userID(i)}} {
		if f.text == "" {
			continue
		}
		if *f.to, err = strconv.ParseUint(f.text, 10, 64); err != nil {
			return nil, fmt.Errorf("interaction %s: an id is not a number", i.ID)
		}
	}
	if r.ID == 0 || r.User == 0 {
		return nil, fmt.Errorf("interaction %q: no id or no user", i.ID)
	}
	switch data := i.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		r.Name = data.Name
		r.options(data.Options)
	case discordgo.MessageComponentInteractionData:
		r.custom(data.CustomID)
		r.Values = data.Values
	case discordgo.ModalSubmitInteractionData:
		r.custom(data.CustomID)
		r.Text = field(data.Components)
	}
	if i.Message != nil {
		if r.Message, err = strconv.ParseUint(i.Message.ID, 10, 64); err != nil {
			return nil, fmt.Errorf("interaction %d: its message has no id", r.ID)
		}
	}
	return r, nil
}

func userID(i *discordgo.Interaction) string {
	switch {
	case i.Member != nil && i.Member.User != nil:
		return i.Member.User.ID
	case i.User != nil:
		return i.User.ID
	}
	return ""
}

func (r *Request) custom(text string) {
	id, err := customid.Parse(text)
	if err != nil {
		r.Name = "foreign" // answered as an old button
		return
	}
	r.Name, r.Component = string(id.Action), id
}

func (r *Request) options(list []*discordgo.ApplicationCommandInteractionDataOption) {
	for _, o := range list {
		if o.Focused {
			r.Focused = o.Name
		}
		switch v := o.Value.(type) {
		case string:
			r.Strings[o.Name] = v
		case float64:
			r.Ints[o.Name] = int64(v)
		}
	}
}

// field returns the text of a modal's first text input.
func field(components []discordgo.MessageComponent) string {
	for _, c := range components {
		row, ok := c.(*discordgo.ActionsRow)
		if !ok {
			continue
		}
		for _, in := range row.Components {
			if t, ok := in.(*discordgo.TextInput); ok && t.CustomID == FieldID {
				return t.Value
			}
		}
	}
	return ""
}
