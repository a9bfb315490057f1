package world

import (
	"slices"
	"strings"
)

// A MessagePatch is what "edit message" takes, decoded.
type MessagePatch struct {
	Content     Opt[string]            `json:"content"`
	Embeds      Opt[[]*Embed]          `json:"embeds"`
	Components  Opt[[]*Component]      `json:"components"`
	Flags       Opt[int]               `json:"flags"`
	Attachments Opt[[]AttachmentDraft] `json:"attachments"`
	Mentions    *AllowedMentions       `json:"allowed_mentions"`
	Files       []File                 `json:"-"`
	// Check, if not nil, sees the message as it would become; its error stops the edit. It must not call the World.
	Check func(*Message) error `json:"-"`
}

// flagsOnly reports whether nothing but flags is changed.
func (p *MessagePatch) flagsOnly() bool {
	return !p.Content.Set && !p.Embeds.Set && !p.Components.Set && !p.Attachments.Set && len(p.Files) == 0
}

// EditMessage changes a message of the acting user. Others' messages answer 50005, unless only flags are changed with
// MANAGE_MESSAGES.
func (w *World) EditMessage(user, channel, id ID, p MessagePatch) (*Message, error) {
	w.lock()
	defer w.mu.Unlock()
	c, m, err := w.seen(user, channel, id)
	if err != nil {
		return nil, err
	}
	if m.Shape.Author.ID != user && (!p.flagsOnly() || !w.permissions(user, c).Has(PermManageMessages)) {
		return nil, Refuse(403, 50005, "Cannot edit a message authored by another user")
	}
	switch m.Shape.Type {
	case MessageDefault, MessageReply, MessageCommand, MessageContextMenu:
	default:
		return nil, Refuse(403, 50021, "Cannot execute action on a system message")
	}
	if c.archived() {
		return nil, archivedThread()
	}
	if len(p.Files) > 0 {
		if err := w.need(user, c, PermAttachFiles); err != nil {
			return nil, err
		}
	}
	if err := w.change(c, m, p); err != nil {
		return nil, err
	}
	return w.render(c, m, user), nil
}

// change applies a patch and tells of it.
func (w *World) change(c *channel, m *message, p MessagePatch) error {
	next := m.Shape
	next.Content = strings.TrimSpace(p.Content.Or(next.Content))
	next.Flags = next.Flags&^FlagSuppressEmbeds | p.Flags.Or(next.Flags)&FlagSuppressEmbeds
	next.Flags |= p.Flags.Or(0) & FlagComponentsV2 // can be set, never taken away
	kept := next.Attachments
	if p.Attachments.Set {
		kept = keepAttachments(next.Attachments, p.Attachments.Value)
	}
	next.Embeds, next.Components = p.Embeds.Or(next.Embeds), p.Components.Or(next.Components)
	nothing := next.Content == "" && len(next.Embeds) == 0 && len(next.Components) == 0 && len(kept)+len(p.Files) == 0
	if nothing && m.Shape.Flags&FlagLoading == 0 {
		return emptyMessage()
	}
	if p.Check != nil {
		if err := p.Check(&next); err != nil {
			return err
		}
	}
	for _, old := range m.Shape.Attachments {
		if !slices.Contains(kept, old) && !slices.ContainsFunc(kept, func(a *Attachment) bool { return a.ID == old.ID }) {
			delete(w.s.Files, old.ID)
		}
	}
	next.Attachments = append(slices.Clone(kept), w.keepFiles(c.Shape.ID, p.Files, p.Attachments.Value, m.ephemeral())...)
	next.Embeds, next.Components = resolve(next.Embeds, next.Components, next.Attachments)
	if !p.flagsOnly() && next.Flags&FlagLoading == 0 {
		now := w.stamp()
		next.Edited = &now
	}
	next.Flags &^= FlagLoading
	m.Shape = next
	w.setMentions(c, m, p.Mentions, birth{app: w.s.Apps[m.Shape.WebhookID]})
	w.tellMessage("MESSAGE_UPDATE", c, m, nil)
	return nil
}

// keepAttachments returns those that the request lists, with what it says about them.
func keepAttachments(have []*Attachment, listed []AttachmentDraft) []*Attachment {
	kept := []*Attachment{}
	for _, old := range have {
		i := slices.IndexFunc(listed, func(d AttachmentDraft) bool { return d.ID == old.ID })
		if i < 0 {
			continue
		}
		a := *old
		if listed[i].Description != nil {
			a.Description = listed[i].Description
		}
		kept = append(kept, &a)
	}
	return kept
}
