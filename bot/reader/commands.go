package reader

import "github.com/bwmarrin/discordgo"

// Names of options.
const (
	optionStory    = "story"
	optionChapter  = "chapter"
	optionQuestion = "question"
	optionOption   = "option"
	optionSearch   = "search"
	optionPage     = "page"
)

// Commands returns the slash commands, as Discord registers them. several adds an option to choose the story. They work
// in servers only.
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
		{Name: "vote", Description: "Vote, see what counts for you, and check it", Options: voteCommands()},
		{Name: "results", Description: "What readers decided so far", Options: resultOptions()},
	}
	for _, c := range list {
		c.Type = discordgo.ChatApplicationCommand
		c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}
		if several {
			whichStory(c)
		}
	}
	return list
}

// whichStory adds the option to choose the story to a command, or to each of its subcommands.
func whichStory(c *discordgo.ApplicationCommand) {
	of := func() *discordgo.ApplicationCommandOption { return typed(optionStory, "Which story") }
	nested := false
	for _, o := range c.Options {
		if o.Type == discordgo.ApplicationCommandOptionSubCommand {
			o.Options, nested = append(o.Options, of()), true
		}
	}
	if !nested {
		c.Options = append(c.Options, of())
	}
}

// typed is an option that is typed, with choices offered meanwhile.
func typed(name, description string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: name, Description: description, Autocomplete: true,
	}
}

func voteCommands() []*discordgo.ApplicationCommandOption {
	sub := func(name, description string, more ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
		return &discordgo.ApplicationCommandOption{
			Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Description: description,
			Options: append(more, typed(optionQuestion, "Which question; the newest one if you leave it out")),
		}
	}
	return []*discordgo.ApplicationCommandOption{
		sub(voteCast, "Vote by a private menu, or by naming an option",
			typed(optionOption, "What to vote for; leave it out for the menu")),
		sub(voteMine, "What counts for you, since when, and whether you may vote"),
		sub(voteNominate, "Put something forward for a question without options"),
		sub(voteAnswer, "Answer a question in your own words, for the author"),
		sub(voteVerify, "Your entries in the vote’s journal, and whether it comes to what was published"),
	}
}

func resultOptions() []*discordgo.ApplicationCommandOption {
	search := typed(optionSearch, "Words of a question or an option")
	search.Autocomplete, search.MaxLength = false, mostSearched
	return []*discordgo.ApplicationCommandOption{search, {
		Type: discordgo.ApplicationCommandOptionInteger, Name: optionPage, Description: "Which page of them",
		MinValue: new(float64(1)), MaxValue: 1000,
	}}
}
