package openapi_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"cliffhanger/bot/sandbox/openapi"
)

// published is Discord's file as kept beside the repository by those who have it.
const published = "../../../../shared/data/discord-openapi.json"

func discord(t testing.TB) *openapi.Validator {
	t.Helper()
	if _, err := os.Stat(published); err != nil {
		t.Skipf("needs Discord's published API description, which is not here: %v", err)
	}
	v, err := openapi.Load(published)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDiscordgoIsUnderstood(t *testing.T) {
	v := discord(t)
	zero := int64(0)
	button := func(label string) []discordgo.MessageComponent {
		return []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
			discordgo.Button{Label: label, Style: discordgo.PrimaryButton, CustomID: "a"},
		}}}
	}
	message := func(change func(*discordgo.MessageSend)) *discordgo.MessageSend {
		m := &discordgo.MessageSend{Content: "Once", AllowedMentions: &discordgo.MessageAllowedMentions{}}
		change(m)
		return m
	}
	answer := func(kind discordgo.InteractionResponseType, data discordgo.InteractionResponseData) any {
		return discordgo.InteractionResponse{Type: kind, Data: &data}
	}
	const source, channel = discordgo.InteractionResponseChannelMessageWithSource, "/api/v9/channels/1/messages"
	tests := []struct {
		name, method, path string
		body               any
		want               string
	}{
		{"message", "POST", channel, message(func(m *discordgo.MessageSend) { m.Components = button("Read") }), ""},
		{"long label", "POST", channel, message(func(m *discordgo.MessageSend) {
			m.Components = button(strings.Repeat("x", 81))
		}), "components.0.components.0.label: maxLength: got 81, want 80"},
		{"long title", "POST", channel, message(func(m *discordgo.MessageSend) {
			m.Embeds = []*discordgo.MessageEmbed{{Title: strings.Repeat("x", 257)}}
		}), "embeds.0.title: maxLength: got 257, want 256"},
		{"ten embeds and one", "POST", channel, message(func(m *discordgo.MessageSend) {
			for range 11 {
				m.Embeds = append(m.Embeds, &discordgo.MessageEmbed{Title: "x"})
			}
		}), "embeds: maxItems: got 11, want 10"},
		{"attachment ids as numbers", "POST", channel, json.RawMessage(`{"attachments":[{"id":0,"filename":"a.png"}]}`), ""},
		{"long nonce", "POST", channel, json.RawMessage(`{"content":"x","nonce":"` + strings.Repeat("n", 26) + `"}`),
			"nonce: maxLength: got 26, want 25"},
		{"command", "POST", "/applications/1/commands", discordgo.ApplicationCommand{
			Name: "read", Description: "Read on", DefaultMemberPermissions: &zero,
			Options: []*discordgo.ApplicationCommandOption{{
				Type: discordgo.ApplicationCommandOptionString, Name: "chapter", Description: "Which",
				Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "One", Value: "1"}},
			}},
		}, ""},
		{"command without the description of an option", "POST", "/applications/1/commands", json.RawMessage(
			`{"name":"read","description":"d","options":[{"type":3,"name":"chapter"}]}`),
			"options.0: missing property 'description'"},
		{"bulk overwrite", "PUT", "/applications/1/guilds/2/commands", []discordgo.ApplicationCommand{
			{Name: "read", Description: "d"}, {Name: "Open here", Type: discordgo.MessageApplicationCommand},
		}, ""},
		{"answer", "POST", "/interactions/1/token/callback", answer(source, discordgo.InteractionResponseData{
			Content: "x", Flags: discordgo.MessageFlagsEphemeral, Components: button("More"),
		}), ""},
		{"long answer", "POST", "/interactions/1/token/callback", answer(source, discordgo.InteractionResponseData{
			Content: strings.Repeat("é", 2001),
		}), "data.content: maxLength: got 2,001, want 2,000"},
		{"deferral", "POST", "/interactions/1/token/callback?with_response=true", discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
		}, ""},
		{"form", "POST", "/interactions/1/token/callback", answer(discordgo.InteractionResponseModal,
			discordgo.InteractionResponseData{CustomID: "m", Title: "A note", Components: []discordgo.MessageComponent{
				discordgo.ActionsRow{Components: []discordgo.MessageComponent{
					discordgo.TextInput{CustomID: "t", Label: "Text", Style: discordgo.TextInputParagraph},
				}},
			}}), ""},
		{"follow-up", "POST", "/webhooks/1/token?wait=true", discordgo.WebhookParams{Content: "x"}, ""},
		{"permission bits as text", "PUT", "/channels/1/permissions/2", json.RawMessage(
			`{"type":0,"allow":"1024","deny":"2048"}`), ""},
		{"thread", "POST", "/channels/1/messages/2/threads", discordgo.ThreadStart{
			Name: "Talk", AutoArchiveDuration: 10080,
		}, ""},
		{"thread name", "POST", "/channels/1/messages/2/threads", discordgo.ThreadStart{
			Name: strings.Repeat("x", 101), AutoArchiveDuration: 10080,
		}, "name: maxLength: got 101, want 100"},
		{"too few to delete at once", "POST", "/channels/1/messages/bulk-delete", json.RawMessage(`{"messages":["1"]}`),
			"messages: minItems: got 1, want 2"},
		{"reaction", "PUT", "/channels/1/messages/2/reactions/%F0%9F%91%8D/@me", nil, ""},
		{"pages of reactions", "GET", "/channels/1/messages/2/reactions/name:3?limit=100&after=5&type=1", nil, ""},
		{"too many messages", "GET", channel + "?limit=101", nil, "limit: maximum: got 101, want 100"},
		{"the first answer", "PATCH", "/webhooks/1/token/messages/@original", discordgo.WebhookEdit{}, ""},
		{"no such route", "POST", "/channels/1/messages/2/repeat", nil, openapi.ErrUnknownRoute.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var body []byte
			if tt.body != nil {
				var err error
				if body, err = json.Marshal(tt.body); err != nil {
					t.Fatal(err)
				}
			}
			expect(t, v.Check(tt.method, tt.path, "application/json", body), tt.want)
		})
	}
}

// BenchmarkCheck is of a message with a button, once its schema is compiled.
func BenchmarkCheck(b *testing.B) {
	v := discord(b)
	body := []byte(`{"content":"Once","embeds":[{"title":"One","description":"Two"}],"components":[{"type":1,` +
		`"components":[{"type":2,"style":1,"label":"Read","custom_id":"a"}]}],"allowed_mentions":{"parse":[]},"nonce":"n"}`)
	for b.Loop() {
		if err := v.Check("POST", "/api/v9/channels/1/messages", "application/json", body); err != nil {
			b.Fatal(err)
		}
	}
}
