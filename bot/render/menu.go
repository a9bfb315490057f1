package render

import (
	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"

	"github.com/bwmarrin/discordgo"
)

// A Menu is a select of which one line is chosen, at most 25.
type Menu struct{ lines []discordgo.SelectMenuOption }

// Add adds a line: a person's words, and the value that comes back.
func (m *Menu) Add(text, value string) {
	name := clip(oneLine(text), mostLine)
	if name == "" {
		name = "·"
	}
	m.lines = append(m.lines, discordgo.SelectMenuOption{Label: name, Value: value})
}

// Rows returns the menu's row; placeholder is shown while nothing is chosen.
func (m *Menu) Rows(placeholder string, action customid.Action, args ...uint64) ([]discordgo.MessageComponent, error) {
	id, err := customid.New(action, args...)
	return []discordgo.MessageComponent{row(discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, CustomID: id, Placeholder: placeholder, Options: m.lines,
	})}, err
}

// NomineeButtons are what an author can do about something that was put forward, by the actions for each; an empty one
// leaves its button out.
func NomineeButtons(b phrase.Book, approve, merge, strike customid.Action, args ...uint64) ([]discordgo.MessageComponent,
	error) {
	var list []discordgo.MessageComponent
	for _, one := range []struct {
		style  discordgo.ButtonStyle
		label  string
		action customid.Action
	}{
		{discordgo.PrimaryButton, b.ApproveButton(), approve}, {discordgo.SecondaryButton, b.MergeButton(), merge},
		{discordgo.DangerButton, b.StrikeButton(), strike},
	} {
		if one.action == "" {
			continue
		}
		made, err := button(one.style, one.label, false, one.action, args...)
		if err != nil {
			return nil, err
		}
		list = append(list, made)
	}
	return list, nil
}
