package author_test

import (
	"encoding/json"
	"testing"

	"cliffhanger/bot/author"

	"github.com/bwmarrin/discordgo"
)

// Discord refuses the whole set for one command beyond its limits ("Application Commands": names, descriptions, 8,000
// characters in a command, required options first).
func TestCommandsAreWithinDiscordsLimits(t *testing.T) {
	for _, several := range []bool{false, true} {
		for _, c := range author.Commands(several) {
			size := len([]rune(c.Name + c.Description))
			stories := 0
			var walk func(list []*discordgo.ApplicationCommandOption)
			walk = func(list []*discordgo.ApplicationCommandOption) {
				optional := false
				for _, o := range list {
					n := len([]rune(o.Description))
					size += len([]rune(o.Name)) + n
					if n < 1 || n > 100 || len(o.Name) > 32 {
						t.Errorf("/%s %s: a description of %d characters", c.Name, o.Name, n)
					}
					if o.Required && optional {
						t.Errorf("/%s: the required option %s comes after one that is not", c.Name, o.Name)
					}
					optional = optional || !o.Required && o.Type != discordgo.ApplicationCommandOptionSubCommand
					if o.Name == "story" {
						stories++
					}
					walk(o.Options)
				}
			}
			walk(c.Options)
			if n := len([]rune(c.Description)); n < 1 || n > 100 || size > 8000 {
				t.Errorf("/%s: a description of %d characters, %d in all", c.Name, n, size)
			}
			if (stories > 0) != several {
				t.Errorf("/%s asks %d times which story, with several: %v", c.Name, stories, several)
			}
			guarded := c.DefaultMemberPermissions != nil && *c.DefaultMemberPermissions == discordgo.PermissionManageGuild
			if guarded == (c.Name == "follow") {
				t.Errorf("/%s is shown to the wrong people", c.Name)
			}
			if c.Contexts == nil || len(*c.Contexts) != 1 || (*c.Contexts)[0] != discordgo.InteractionContextGuild {
				t.Errorf("/%s is not for servers alone", c.Name)
			}
			if _, err := json.Marshal(c); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestButtonLabelsFit(t *testing.T) {
	for _, label := range []string{
		book.RetryButton(), book.PostNowButton(), book.SkipDateButton(), book.NotYetButton(), book.CorrectButton(),
		book.RetractButton(), book.LeaveButton(),
	} {
		if n := len([]rune(label)); n < 1 || n > 80 {
			t.Errorf("%q has %d characters", label, n)
		}
	}
}
