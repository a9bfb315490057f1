package discord

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// Respond gives an interaction its first answer. Discord waits 3 s for it. data may be nil. A message pings nobody
// unless data has allowed_mentions of its own; with files, if there are any, it has to be a message with data.
func (c *Client) Respond(ctx context.Context, i uint64, token string, kind discordgo.InteractionResponseType,
	data any, files ...File) error {
	r, err := callback(i, token, kind, data, files)
	if err != nil {
		return err
	}
	return c.do(ctx, r, nil)
}

// RespondAndTell is [Client.Respond] and returns the id of the message that the answer made, also while it is only
// deferred, or changed. It is 0 for an answer without one: a modal, or choices.
func (c *Client) RespondAndTell(ctx context.Context, i uint64, token string, kind discordgo.InteractionResponseType,
	data any) (msg uint64, err error) {
	r, err := callback(i, token, kind, data, nil)
	if err != nil {
		return 0, err
	}
	r.path += "?with_response=true"
	var made struct {
		Interaction struct {
			Message id `json:"response_message_id"`
		}
	}
	err = c.do(ctx, r, &made)
	return uint64(made.Interaction.Message), err
}

// callback is the request of a first answer.
func callback(i uint64, token string, kind discordgo.InteractionResponseType, data any, files []File) (request, error) {
	r := request{
		op: fmt.Sprintf("answer interaction %d", i), method: "POST", hook: true, secret: token,
		path: fmt.Sprintf("interactions/%d/%s/callback", i, token),
	}
	if kind == discordgo.InteractionResponseChannelMessageWithSource ||
		kind == discordgo.InteractionResponseUpdateMessage {
		fields, err := withFiles(r.op, data, files)
		if err != nil {
			return r, err
		}
		if data = nil; fields != nil {
			data, r.files = fields, files
		}
	}
	body := map[string]any{"type": kind}
	if data != nil {
		body["data"] = data
	}
	r.body = body
	return r, nil
}

// withFiles returns a message's body that pings nobody and names its files.
func withFiles(op string, data any, files []File) (map[string]json.RawMessage, error) {
	fields, err := pingNobody(op, data)
	if err != nil || len(files) == 0 {
		return fields, err
	}
	if fields == nil {
		return nil, fmt.Errorf("%s: files without a message", op)
	}
	if err := attach(fields, files); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	return fields, nil
}

// EditAnswer replaces an interaction's answer, also a deferred one, with files if there are any. Discord allows it for 15
// minutes. It pings nobody unless data has allowed_mentions of its own.
func (c *Client) EditAnswer(ctx context.Context, app uint64, token string, data any, files ...File) error {
	const op = "edit an interaction's answer"
	body, err := withFiles(op, data, files)
	if err != nil {
		return err
	}
	return c.do(ctx, request{
		op: op, method: "PATCH", body: body, files: files, repeat: true, hook: true, secret: token,
		path: fmt.Sprintf("webhooks/%d/%s/messages/@original", app, token),
	}, nil)
}

// FollowUp sends a further message after an interaction's first answer. It pings nobody unless data has
// allowed_mentions of its own. It is not repeated when its outcome is unknown, as Discord knows no nonce here.
func (c *Client) FollowUp(ctx context.Context, app uint64, token string, data any) error {
	const op = "follow up an interaction"
	body, err := pingNobody(op, data)
	if err != nil {
		return err
	}
	return c.do(ctx, request{
		op: op, method: "POST", body: body, hook: true, secret: token,
		path: fmt.Sprintf("webhooks/%d/%s", app, token),
	}, nil)
}

// PutCommands makes commands, a JSON array, the application's global commands.
func (c *Client) PutCommands(ctx context.Context, app uint64, commands json.RawMessage) error {
	return c.do(ctx, request{
		op: "register commands", method: "PUT", body: commands, repeat: true,
		path: fmt.Sprintf("applications/%d/commands", app), route: "commands", major: app,
	}, nil)
}
