package author

import "github.com/bwmarrin/discordgo"

// Names of commands, and of options.
const (
	commandSchedule = "schedule"
	commandChapter  = "chapter"
	commandFollow   = "follow"

	optionStory  = "story"
	optionNumber = "number"
	optionScene  = "scene"
	optionDate   = "date"
	optionUntil  = "until"
	optionBy     = "by"
	optionWhich  = "which"
)

// The choices of [optionWhich].
const (
	whichOne = "one"
	whichAll = "all"
)

// mostChapters is the greatest chapter number there can be.
const mostChapters = 1_000_000

// Commands returns the slash commands, as Discord registers them, to stand beside the reader's. several adds an option
// to choose the story. They work in servers only; /schedule and /chapter are shown to those who may manage the server
// unless they are given to others there, and answer only a story's authors in any case.
func Commands(several bool) []*discordgo.ApplicationCommand {
	manage := new(int64(discordgo.PermissionManageGuild))
	list := []*discordgo.ApplicationCommand{
		{Name: commandSchedule, Description: "For the author: when the next chapters come, and how to change that",
			DefaultMemberPermissions: manage, Options: scheduleCommands()},
		{Name: commandChapter, Description: "For the author: release, hold, correct or take back a chapter",
			DefaultMemberPermissions: manage, Options: chapterCommands()},
		{Name: commandFollow, Description: "Be pinged once for each new chapter, or not any more"},
	}
	for _, c := range list {
		c.Type = discordgo.ChatApplicationCommand
		c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}
		if !several {
			continue
		}
		if len(c.Options) == 0 {
			c.Options = append(c.Options, whichStory())
		}
		for _, o := range c.Options {
			if o.Type == discordgo.ApplicationCommandOptionSubCommand {
				o.Options = append(o.Options, whichStory())
			}
		}
	}
	return list
}

func scheduleCommands() []*discordgo.ApplicationCommandOption {
	date := func(description string) *discordgo.ApplicationCommandOption {
		return text(optionDate, description)
	}
	which := text(optionWhich, "Only this date (unless told), or all dates from this one on")
	which.Required, which.Autocomplete = false, false
	which.Choices = []*discordgo.ApplicationCommandOptionChoice{
		{Name: "only this date", Value: whichOne}, {Name: "this date and all after it", Value: whichAll},
	}
	return []*discordgo.ApplicationCommandOption{
		sub("show", "The next 10 chapters with their dates, and how long the finished ones last"),
		sub("pause", "Post nothing from now on, until you resume"),
		sub("resume", "End a pause or a hiatus now"),
		sub("hiatus", "Post nothing from now on and before a day you name", text(optionUntil, "The day it goes on, "+
			"such as 2027-01-10")),
		sub("skip", "Leave one date out: its chapter takes the next one", date("The date to leave out")),
		sub("shift", "Move a date, or all dates from one on", date("The date to move"),
			text(optionBy, "How far: 2d is two days later, -3h three hours earlier"), which),
		sub("chapter", "Give one chapter a date of its own", number("Which chapter"),
			date("Its date and time, such as 2026-12-24 18:00")),
		sub("undo", "Take back the last change of the dates"),
	}
}

func chapterCommands() []*discordgo.ApplicationCommandOption {
	scene := func(description string) *discordgo.ApplicationCommandOption {
		o := number(description)
		o.Name, o.Required, o.MaxValue = optionScene, false, 10_000
		return o
	}
	return []*discordgo.ApplicationCommandOption{
		sub("release", "Post the next chapter now instead of on its date", number("Which chapter")),
		sub("hold", "Keep a chapter, or the rest of it from a scene on, until you free it", number("Which chapter"),
			scene("The scene to stop before; none: the whole chapter")),
		sub("free", "Let a chapter or a scene go that was held", number("Which chapter"),
			scene("The scene that was held; none: the whole chapter")),
		sub("correct", "Bring what is posted up to date after you have changed the chapter’s file",
			number("Which chapter")),
		sub("retract", "Replace a posted chapter’s text by a notice", number("Which chapter")),
		sub("log", "What was changed, when, and whether by you"),
	}
}

func sub(name, description string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Description: description, Options: options,
	}
}

func text(name, description string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: name, Description: description, Required: true,
		Autocomplete: true,
	}
}

func number(description string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionInteger, Name: optionNumber, Description: description, Required: true,
		Autocomplete: true, MinValue: new(float64(1)), MaxValue: mostChapters,
	}
}

func whichStory() *discordgo.ApplicationCommandOption {
	o := text(optionStory, "Which story")
	o.Required = false
	return o
}
