package reader

import (
	"context"
	"strings"

	"cliffhanger/bot/route"

	"github.com/bwmarrin/discordgo"
)

// Names of options.
const (
	optionStory   = "story"
	optionChapter = "chapter"
)

// Commands returns the slash commands, as Discord registers them. several adds an option to choose the story. They work
// in servers only, and /answers is shown to those who may manage the server unless it is given to others there.
func Commands(several bool) []*discordgo.ApplicationCommand {
	chapter := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionInteger, Name: optionChapter, Description: "Begin this chapter",
		MinValue: new(float64(1)), MaxValue: 100000,
	}
	list := []*discordgo.ApplicationCommand{
		{Name: "read", Description: "Read on, where you left off", Options: []*discordgo.ApplicationCommandOption{chapter}},
		{Name: "contents", Description: "Every chapter that is out, and which ones you have read"},
		{Name: "progress", Description: "How far you have come"},
		{Name: "next", Description: "When the next chapter comes"},
		{Name: "vote", Description: "The open question, and your vote as it is counted"},
		{
			Name: "answers", Description: "For the author: what readers wrote",
			DefaultMemberPermissions: new(int64(discordgo.PermissionManageGuild)),
		},
	}
	for _, c := range list {
		c.Type = discordgo.ChatApplicationCommand
		c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}
		if several {
			c.Options = append(c.Options, &discordgo.ApplicationCommandOption{
				Type: discordgo.ApplicationCommandOptionString, Name: optionStory, Description: "Which story", Autocomplete: true,
			})
		}
	}
	return list
}

// maxChoices is how many choices Discord shows.
const maxChoices = 25

// choices offers the stories told in the guild whose titles contain what was typed.
func (d *Desk) choices(_ context.Context, r *route.Request) (route.Reply, error) {
	typed := strings.ToLower(r.Strings[optionStory])
	out := []*discordgo.ApplicationCommandOptionChoice{}
	for _, s := range d.shelf.Told(r.Guild) {
		if len(out) < maxChoices && strings.Contains(strings.ToLower(s.Title), typed) {
			name := []rune(s.Title)
			out = append(out, &discordgo.ApplicationCommandOptionChoice{Name: string(name[:min(len(name), 100)]), Value: s.ID})
		}
	}
	return route.Reply{Choices: out}, nil
}
