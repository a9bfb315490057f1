package discord

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// Respond gives an interaction its first answer. Discord waits 3 s for it. data may be nil.
func (c *Client) Respond(ctx context.Context, i uint64, token string, kind discordgo.InteractionResponseType,
	data any) error {
	body := map[string]any{"type": kind}
	if data != nil {
		body["data"] = data
	}
	return c.do(ctx, request{
		op: fmt.Sprintf("answer interaction %d", i), method: "POST", body: body,
		path: fmt.Sprintf("interactions/%d/%s/callback", i, token),
	}, nil)
}

// EditAnswer replaces an interaction's answer, also a deferred one. Discord allows it for 15 minutes.
func (c *Client) EditAnswer(ctx context.Context, app uint64, token string, data any) error {
	return c.do(ctx, request{
		op: "edit an interaction's answer", method: "PATCH", body: data, repeat: true,
		path: fmt.Sprintf("webhooks/%d/%s/messages/@original", app, token),
	}, nil)
}

// FollowUp sends a further message after an interaction's first answer.
func (c *Client) FollowUp(ctx context.Context, app uint64, token string, data any) error {
	return c.do(ctx, request{
		op: "follow up an interaction", method: "POST", body: data,
		path: fmt.Sprintf("webhooks/%d/%s", app, token),
	}, nil)
}

// PutCommands makes commands, a JSON array, the application's global commands.
func (c *Client) PutCommands(ctx context.Context, app uint64, commands json.RawMessage) error {
	return c.do(ctx, request{
		op: "register commands", method: "PUT", body: commands, repeat: true,
		path: fmt.Sprintf("applications/%d/commands", app), bucket: "commands",
	}, nil)
}
