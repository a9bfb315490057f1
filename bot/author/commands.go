package author

import "github.com/bwmarrin/discordgo"

// Names of commands, and of options.
const (
	commandSchedule = "schedule"
	commandChapter  = "chapter"
	commandFollow   = "follow"
	commandPoll     = "poll"
	commandAnswers  = "answers"

	optionStory  = "story"
	optionNumber = "number"
	optionScene  = "scene"
	optionDate   = "date"
	optionUntil  = "until"
	optionBy     = "by"
	optionWhich  = "which"

	optionQuestion = "question"
	optionFor      = "for"
	optionReason   = "reason"
	optionOption   = "option"
	optionNote     = "note"
	optionText     = "text"
	optionName     = "name"
	optionAnswers  = "answers"
)

// The choices of [optionWhich].
const (
	whichOne = "one"
	whichAll = "all"
)

// mostChapters is the greatest chapter number there can be.
const mostChapters = 1_000_000

// Commands returns the slash commands, as Discord registers them, to stand beside the reader's. several adds an option
// to choose the story. They work in servers only; all but /follow are shown to those who may manage the server unless
// they are given to others there, and answer only a story's authors in any case.
func Commands(several bool) []*discordgo.ApplicationCommand {
	manage := new(int64(discordgo.PermissionManageGuild))
	list := []*discordgo.ApplicationCommand{
		{Name: commandSchedule, Description: "For the author: when the next chapters come, and how to change that",
			DefaultMemberPermissions: manage, Options: scheduleCommands()},
		{Name: commandChapter, Description: "For the author: release, hold, correct or take back a chapter",
			DefaultMemberPermissions: manage, Options: chapterCommands()},
		{Name: commandPoll, Description: "For the author: the votes, what readers put forward, results and proofs",
			DefaultMemberPermissions: manage, Options: pollCommands()},
		{Name: commandAnswers, Description: "For the author: what readers wrote", DefaultMemberPermissions: manage,
			Options: []*discordgo.ApplicationCommandOption{optional(number("Of which chapter; none: of the newest question"))}},
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
		} else if c.Options[0].Type != discordgo.ApplicationCommandOptionSubCommand {
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

func pollCommands() []*discordgo.ApplicationCommandOption {
	of := func(name, description string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
		question := optional(text(optionQuestion, "Which question; none: the newest that fits"))
		return sub(name, description, append(options, question)...)
	}
	free := func(name, description string, most int) *discordgo.ApplicationCommandOption {
		o := text(name, description)
		o.Autocomplete, o.MaxLength = false, most
		return o
	}
	return []*discordgo.ApplicationCommandOption{
		of("show", "How a question stands, and what you can do about it"),
		of("extend", "Keep a question open for longer", text(optionBy, "How much longer, such as 12h or 2d")),
		of("close", "Close a question now, with what is counted so far"),
		of("reopen", "Open a closed question again", text(optionFor, "For how long, such as 12h or 2d"),
			free(optionReason, "Why: the channel is told", 300)),
		of("nominees", "What readers put forward: approve, merge, take out"),
		of("suggest", "Put something forward yourself", free(optionText, "One name or idea, in a few words", 80)),
		of("open", "End the nominations now, and begin the vote"),
		of("tie", "Settle a tie that waits for you", text(optionOption, "The option the story goes on with")),
		of("veto", "Set a result aside, with a note that readers see; its figures stay",
			optional(free(optionNote, "Your note; none: the result stands again", 300)),
			optional(text(optionOption, "The option the story goes on with in its place"))),
		of("recount", "Count a vote’s journal again, and say whether it is what was announced"),
		of("export", "A vote’s journal as files, for anybody to count again"),
		of("group", "Name answers that say the same; the result shows how many said each",
			optional(free(optionName, "Their name; none: list the answers with their numbers", 80)),
			optional(free(optionAnswers, "Their numbers, such as 1 4 7-9; none: the group is taken away", 1000))),
	}
}

// optional makes an option one that may be left out.
func optional(o *discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o.Required = false
	return o
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
