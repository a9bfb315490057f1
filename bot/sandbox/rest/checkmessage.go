package rest

import (
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"

	"cliffhanger/bot/sandbox/world"
)

// settable are the flags a program may set on a message it creates.
const settable = world.FlagSuppressEmbeds | world.FlagSuppressNotifications | world.FlagComponentsV2

// draft reads and checks the body of a route that creates a message. extra are flags allowed besides the usual ones.
func (c *call) draft(extra int) (world.Draft, error) {
	var d world.Draft
	if err := c.decode(&d); err != nil {
		return d, err
	}
	d.Files = c.files
	return d, checkDraft(&d, nil, extra)
}

// checkDraft checks the shape of a message that is created. at is where it stands in the body.
func checkDraft(d *world.Draft, at path, extra int) error {
	var f form
	d.Flags &= settable | extra
	f.content(d.Content, at.in("content"))
	f.nonce(d.Nonce, at.in("nonce"))
	f.embeds(d.Embeds, at.in("embeds"))
	f.mentions(d.Mentions, at.in("allowed_mentions"))
	f.attachments(d.Attachments, d.Files, nil, at.in("attachments"))
	if len(d.Stickers) > 0 {
		f.add("STICKER_UNKNOWN", "The sandbox has no stickers.", at.in("sticker_ids"))
	}
	if len(d.Poll) > 0 && string(d.Poll) != "null" {
		f.add("POLL_UNSUPPORTED", "The sandbox has no native polls.", at.in("poll"))
	}
	v2 := d.Flags&world.FlagComponentsV2 != 0
	if v2 {
		f.noLegacy(d.Content, len(d.Embeds), at)
	}
	f.components(d.Components, v2, at.in("components"))
	if err := f.err(); err != nil {
		return err
	}
	return tooManyBytes(d.Components, v2)
}

// patch reads and checks the body of a route that edits a message.
func (c *call) patch() (world.MessagePatch, error) {
	var p world.MessagePatch
	if err := c.decode(&p); err != nil {
		return p, err
	}
	p.Files = c.files
	return p, checkPatch(&p, nil)
}

// checkPatch checks the shape of an edit; what depends on the message is left for its Check.
func checkPatch(p *world.MessagePatch, at path) error {
	var f form
	f.content(p.Content.Value, at.in("content"))
	f.embeds(p.Embeds.Value, at.in("embeds"))
	f.mentions(p.Mentions, at.in("allowed_mentions"))
	if err := f.err(); err != nil {
		return err
	}
	attachments, files := p.Attachments.Value, p.Files
	p.Check = func(m *world.Message) error { return checkEdited(m, attachments, files, at) }
	return nil
}

// checkEdited checks a message as it would become.
func checkEdited(m *world.Message, listed []world.AttachmentDraft, files []world.File, at path) error {
	var f form
	v2 := m.Flags&world.FlagComponentsV2 != 0
	if v2 {
		f.noLegacy(m.Content, len(m.Embeds), at)
	}
	f.components(m.Components, v2, at.in("components"))
	f.attachments(listed, files, m.Attachments, at.in("attachments"))
	if err := f.err(); err != nil {
		return err
	}
	return tooManyBytes(m.Components, v2)
}

// content checks a message's text, in Discord's two stages.
func (f *form) content(s string, at path) {
	most := world.MaxContent
	if utf8.RuneCountInString(s) > 4000 {
		most = 4000
	}
	f.text(s, 0, most, at)
}

// noLegacy refuses what a message of the new components cannot have.
func (f *form) noLegacy(content string, embeds int, at path) {
	const code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
	if content != "" {
		f.add(code, "content cannot be used together with the flag IS_COMPONENTS_V2", at.in("content"))
	}
	if embeds > 0 {
		f.add(code, "embeds cannot be used together with the flag IS_COMPONENTS_V2", at.in("embeds"))
	}
}

// nonce checks that a nonce is a 64-bit number or a text of at most 25 characters.
func (f *form) nonce(raw json.RawMessage, at path) {
	if len(raw) == 0 || string(raw) == "null" {
		return
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		f.text(text, 0, 25, at)
		return
	}
	if _, err := strconv.ParseInt(string(raw), 10, 64); err != nil {
		f.add("NONCE_TYPE_STRING", "A nonce is a string or a 64-bit number.", at)
	}
}

// mentions checks allowed_mentions: known kinds, at most 100 ids, and no kind both as a whole and by id.
func (f *form) mentions(m *world.AllowedMentions, at path) {
	if m == nil {
		return
	}
	for i, kind := range m.Parse {
		if !slices.Contains([]string{"users", "roles", "everyone"}, kind) {
			f.add("BASE_TYPE_CHOICES", "Value must be one of ('users', 'roles', 'everyone').", at.in("parse", i))
		}
	}
	f.length(len(m.Users), 0, 100, at.in("users"))
	f.length(len(m.Roles), 0, 100, at.in("roles"))
	const both = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
	if len(m.Users) > 0 && slices.Contains(m.Parse, "users") {
		f.add(both, `parse:["users"] and users: [ids...] are mutually exclusive.`, at)
	}
	if len(m.Roles) > 0 && slices.Contains(m.Parse, "roles") {
		f.add(both, `parse:["roles"] and roles: [ids...] are mutually exclusive.`, at)
	}
}

// attachments checks that each listed attachment is a file of the request or, in an edit, of the message.
func (f *form) attachments(listed []world.AttachmentDraft, files []world.File, have []*world.Attachment, at path) {
	f.length(max(len(listed), len(files)), 0, maxFiles, at)
	for i, d := range listed {
		f.text(d.Filename, 0, 1024, at.in(i, "filename"))
		f.optional(d.Description, 0, 1024, at.in(i, "description"))
		inRequest := slices.ContainsFunc(files, func(file world.File) bool { return file.Index == int(d.ID) })
		inMessage := slices.ContainsFunc(have, func(a *world.Attachment) bool { return a.ID == d.ID })
		if !inRequest && !inMessage {
			f.add("ATTACHMENT_NOT_FOUND", "Attachment data for id "+d.ID.String()+" was not found", at.in(i, "id"))
		}
	}
}
