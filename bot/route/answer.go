package route

import (
	"context"
	"fmt"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"

	"github.com/bwmarrin/discordgo"
)

// private is a message's body with the flag that shows it to one person only.
func private(m *render.Message) render.Message {
	out := *m
	if out.Components == nil {
		out.Components = []discordgo.MessageComponent{}
	}
	out.Flags |= discordgo.MessageFlagsEphemeral
	return out
}

// answer sends a first answer.
func (r *Router) answer(ctx context.Context, req *Request, reply Reply) error {
	kind, data := discordgo.InteractionResponseChannelMessageWithSource, any(nil)
	switch {
	case req.Kind == discord.KindAutocomplete:
		kind, data = discordgo.InteractionApplicationCommandAutocompleteResult, choices(reply)
	case reply.Modal != nil:
		kind, data = discordgo.InteractionResponseModal, reply.Modal.body()
	case reply.Message != nil:
		if r.replaces(req) && !reply.failed {
			kind = discordgo.InteractionResponseUpdateMessage
		}
		data = private(reply.Message)
	}
	return r.to.Respond(ctx, req.ID, req.token.Reveal(), kind, data, reply.Files...)
}

// choices is the body of an autocomplete answer; a handler that failed offers nothing.
func choices(reply Reply) any {
	list := reply.Choices
	if list == nil {
		list = []*discordgo.ApplicationCommandOptionChoice{}
	}
	return map[string]any{"choices": list}
}

// replaces reports whether the reply to req takes the place of the message its component is on.
func (r *Router) replaces(req *Request) bool {
	return req.Kind == discord.KindComponent && r.updates[req.Component.Action]
}

// deferred tells Discord to wait, then waits for the handler and delivers its reply. Discord offers nothing of the kind
// for choices, which are simply late.
func (r *Router) deferred(ctx context.Context, req *Request, out <-chan Reply) error {
	if req.Kind == discord.KindAutocomplete {
		reply, err := await(ctx, out)
		if err != nil {
			return err
		}
		return r.answer(ctx, req, reply)
	}
	kind, data := discordgo.InteractionResponseDeferredChannelMessageWithSource,
		any(map[string]any{"flags": discordgo.MessageFlagsEphemeral})
	if r.replaces(req) {
		kind, data = discordgo.InteractionResponseDeferredMessageUpdate, nil
	}
	if err := r.to.Respond(ctx, req.ID, req.token.Reveal(), kind, data); err != nil {
		return err
	}
	reply, err := await(ctx, out)
	if err != nil {
		return err
	}
	if reply.Message == nil { // a form that came too late to be one
		reply = failure(phrase.For(req.Locale).Trouble())
	}
	if r.replaces(req) && reply.failed {
		return r.to.FollowUp(ctx, req.app, req.token.Reveal(), private(reply.Message))
	}
	return r.to.EditAnswer(ctx, req.app, req.token.Reveal(), private(reply.Message), reply.Files...)
}

// await returns the reply, or an error if none came before ctx ended, as when the program ends.
func await(ctx context.Context, out <-chan Reply) (Reply, error) {
	select {
	case reply := <-out:
		return reply, nil
	case <-ctx.Done():
		return Reply{}, fmt.Errorf("no reply: %w", ctx.Err())
	}
}
