package openapi_test

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"cliffhanger/bot/sandbox/openapi"
)

// checker is a network that checks every request and answers none.
type checker struct {
	v    *openapi.Validator
	seen int
	err  error // of the last request
}

var errNoNetwork = errors.New("no network")

func (c *checker) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	c.seen++
	c.err = c.v.Check(r.Method, r.URL.RequestURI(), r.Header.Get("Content-Type"), body)
	return nil, errNoNetwork
}

// TestDiscordgoRequestsPass sends what the client library makes of a story bot's calls: none may be refused, as Discord
// takes them all.
func TestDiscordgoRequestsPass(t *testing.T) {
	net := &checker{v: discord(t)}
	s, err := discordgo.New("Bot x")
	if err != nil {
		t.Fatal(err)
	}
	s.Client = &http.Client{Transport: net}
	s.MaxRestRetries = 0
	for name, call := range storyBotCalls(s) {
		t.Run(name, func(t *testing.T) {
			before := net.seen
			net.err = nil
			if err := call(); !errors.Is(err, errNoNetwork) {
				t.Fatalf("the call ended with %v, before or after the network", err)
			}
			if net.seen == before || net.err != nil {
				t.Errorf("%d requests, the last one refused: %v", net.seen-before, net.err)
			}
		})
	}
}

// only leaves the error of a call.
func only[T any](_ T, err error) error { return err }

// file returns a small file to send. Sending one reads it up.
func file() []*discordgo.File {
	return []*discordgo.File{{Name: "a.png", ContentType: "image/png", Reader: bytes.NewReader([]byte{1, 2})}}
}

// storyBotCalls returns what a story bot calls.
func storyBotCalls(s *discordgo.Session) map[string]func() error {
	text := "text"
	calls := map[string]func() error{
		"message with a file": func() error {
			return only(s.ChannelMessageSendComplex("1", &discordgo.MessageSend{
				Content: "x", Files: file(), Reference: &discordgo.MessageReference{MessageID: "2", ChannelID: "1"},
				Embeds: []*discordgo.MessageEmbed{{
					Type: discordgo.EmbedTypeRich, Title: "t", Color: 0xFFFFFF, URL: "https://example.org/",
					Timestamp: "2026-11-22T19:00:00Z",
					Fields:    []*discordgo.MessageEmbedField{{Name: "n", Value: "v", Inline: true}},
				}},
				AllowedMentions: &discordgo.MessageAllowedMentions{Roles: []string{"3"}},
			}))
		},
		"edit": func() error {
			return only(s.ChannelMessageEditComplex(&discordgo.MessageEdit{ID: "1", Channel: "2", Content: &text}))
		},
		"edit without components": func() error {
			return only(s.ChannelMessageEditComplex(&discordgo.MessageEdit{
				ID: "1", Channel: "2", Components: &[]discordgo.MessageComponent{}, Embeds: &[]*discordgo.MessageEmbed{},
			}))
		},
		"delete":      func() error { return s.ChannelMessageDelete("1", "2") },
		"bulk delete": func() error { return s.ChannelMessagesBulkDelete("1", []string{"2", "3"}) },
		"messages":    func() error { return only(s.ChannelMessages("1", 100, "2", "", "")) },
		"pin":         func() error { return s.ChannelMessagePin("1", "2") },
		"typing":      func() error { return s.ChannelTyping("1") },
		"react":       func() error { return s.MessageReactionAdd("1", "2", "🗳️") },
		"unreact":     func() error { return s.MessageReactionRemove("1", "2", "ink:3", "4") },
		"reactors":    func() error { return only(s.MessageReactions("1", "2", "🗳️", 100, "", "5")) },
		"thread":      func() error { return only(s.MessageThreadStart("1", "2", "Talk", 10080)) },
		"free thread": func() error {
			return only(s.ThreadStartComplex("1", &discordgo.ThreadStart{
				Name: "Talk", AutoArchiveDuration: 1440, Type: discordgo.ChannelTypeGuildPublicThread,
			}))
		},
		"forum post": func() error {
			return only(s.ForumThreadStartComplex("1", &discordgo.ThreadStart{Name: "One", AutoArchiveDuration: 1440},
				&discordgo.MessageSend{Content: "x"}))
		},
		"archive": func() error {
			yes := true
			return only(s.ChannelEdit("1", &discordgo.ChannelEdit{Archived: &yes}))
		},
		"overwrite": func() error {
			return s.ChannelPermissionSet("1", "2", discordgo.PermissionOverwriteTypeRole, discordgo.PermissionManageMessages, 0)
		},
		"channel":    func() error { return only(s.Channel("1")) },
		"member":     func() error { return only(s.GuildMember("1", "2")) },
		"direct":     func() error { return only(s.UserChannelCreate("1")) },
		"me":         func() error { return only(s.User("@me")) },
		"threads":    func() error { return only(s.GuildThreadsActive("1")) },
		"gateway":    func() error { return only(s.GatewayBot()) },
		"my servers": func() error { return only(s.UserGuilds(200, "", "", true)) },
	}
	maps.Copy(calls, interactionCalls(s))
	return calls
}

// interactionCalls returns those calls that have to do with commands and their answers.
func interactionCalls(s *discordgo.Session) map[string]func() error {
	interaction := &discordgo.Interaction{ID: "1", AppID: "2", Token: "token"}
	text, everyone := "text", int64(discordgo.PermissionManageMessages)
	return map[string]func() error{
		"commands": func() error {
			return only(s.ApplicationCommandBulkOverwrite("1", "2", []*discordgo.ApplicationCommand{{
				Name: "read", Description: "d", DefaultMemberPermissions: &everyone,
				NameLocalizations: &map[discordgo.Locale]string{discordgo.German: "lesen"},
				Contexts:          &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild},
				Options: []*discordgo.ApplicationCommandOption{{
					Type: discordgo.ApplicationCommandOptionSubCommand, Name: "s", Description: "d",
					Options: []*discordgo.ApplicationCommandOption{{
						Type: discordgo.ApplicationCommandOptionAttachment, Name: "file", Description: "d", Required: true,
					}, {
						Type: discordgo.ApplicationCommandOptionString, Name: "when", Description: "d", Autocomplete: true,
					}},
				}},
			}, {Name: "Start here", Type: discordgo.MessageApplicationCommand}}))
		},
		"answer with a file": func() error {
			return s.InteractionRespond(interaction, &discordgo.InteractionResponse{
				Type: discordgo.InteractionResponseChannelMessageWithSource,
				Data: &discordgo.InteractionResponseData{Content: "x", Files: file()},
			})
		},
		"update": func() error {
			return s.InteractionRespond(interaction, &discordgo.InteractionResponse{
				Type: discordgo.InteractionResponseUpdateMessage,
				Data: &discordgo.InteractionResponseData{Content: "x", Components: []discordgo.MessageComponent{
					discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.SelectMenu{
						MenuType: discordgo.StringSelectMenu, CustomID: "c", Placeholder: "p",
						Options: []discordgo.SelectMenuOption{{Label: "l", Value: "v", Default: true}},
					}}},
				}},
			})
		},
		"suggestions": func() error {
			return s.InteractionRespond(interaction, &discordgo.InteractionResponse{
				Type: discordgo.InteractionApplicationCommandAutocompleteResult,
				Data: &discordgo.InteractionResponseData{Choices: []*discordgo.ApplicationCommandOptionChoice{
					{Name: "One", Value: strings.Repeat("v", 100)},
				}},
			})
		},
		"follow-up": func() error {
			return only(s.FollowupMessageCreate(interaction, true, &discordgo.WebhookParams{
				Content: "x", Files: file(), Flags: discordgo.MessageFlagsEphemeral,
			}))
		},
		"edit of the answer": func() error {
			return only(s.InteractionResponseEdit(interaction, &discordgo.WebhookEdit{Content: &text}))
		},
		"removal of the answer": func() error { return s.InteractionResponseDelete(interaction) },
	}
}
