package world

import (
	"encoding/json"
	"slices"
	"strings"
)

// A Draft is what "create message" takes, decoded.
type Draft struct {
	Content      string            `json:"content"`
	TTS          bool              `json:"tts"`
	Nonce        json.RawMessage   `json:"nonce"`
	EnforceNonce bool              `json:"enforce_nonce"`
	Embeds       []*Embed          `json:"embeds"`
	Components   []*Component      `json:"components"`
	Flags        int               `json:"flags"`
	Mentions     *AllowedMentions  `json:"allowed_mentions"`
	Reference    *Reference        `json:"message_reference"`
	Attachments  []AttachmentDraft `json:"attachments"`
	Stickers     []ID              `json:"sticker_ids"`
	Poll         json.RawMessage   `json:"poll"`
	Files        []File            `json:"-"`
}

// AllowedMentions says which mentions ping (Discord's "Allowed Mentions Object").
type AllowedMentions struct {
	Parse       []string `json:"parse"`
	Roles       []ID     `json:"roles"`
	Users       []ID     `json:"users"`
	RepliedUser bool     `json:"replied_user"`
}

// An AttachmentDraft describes a file: of the request by the n of its field files[n], or one the message has by its id.
type AttachmentDraft struct {
	ID          ID      `json:"id"`
	Filename    string  `json:"filename"`
	Title       string  `json:"title"`
	Description *string `json:"description"`
}

// empty reports whether there is nothing to show.
func (d *Draft) empty() bool {
	return strings.TrimSpace(d.Content) == "" && len(d.Embeds) == 0 && len(d.Components) == 0 && len(d.Files) == 0 &&
		len(d.Stickers) == 0
}

// resolve puts the URLs of attachments where "attachment://name" was written, and gives components their numbers. It
// returns fresh values.
func resolve(embeds []*Embed, components []*Component, files []*Attachment) ([]*Embed, []*Component) {
	byName := map[string]*Attachment{}
	for _, a := range files {
		byName[a.Filename] = a
	}
	embeds = rewriteEmbeds(embeds, func(url *string) {
		if name, yes := strings.CutPrefix(*url, "attachment://"); yes && byName[name] != nil {
			*url = byName[name].URL
		}
	})
	components = cloneComponents(components)
	rewriteMedia(components, func(m *Media) {
		if name, yes := strings.CutPrefix(m.URL, "attachment://"); yes && byName[name] != nil {
			a := byName[name]
			m.URL, m.ContentType, m.Attachment = a.URL, a.ContentType, a.ID
		}
		m.ProxyURL = m.URL
	})
	number(components)
	return embeds, components
}

// number gives every component without one the lowest number nobody has.
func number(all []*Component) {
	used := map[int]bool{}
	walk(all, func(c *Component) bool {
		used[c.ID] = true
		return true
	})
	n := 1
	walk(all, func(c *Component) bool {
		if c.ID == 0 {
			for used[n] {
				n++
			}
			c.ID, used[n] = n, true
		}
		return true
	})
}

// rewriteEmbeds returns a copy in which change saw every media URL, and the type is set.
func rewriteEmbeds(embeds []*Embed, change func(*string)) []*Embed {
	out := make([]*Embed, 0, len(embeds))
	for _, old := range embeds {
		e := *old
		if e.Type == "" {
			e.Type = "rich"
		}
		for _, media := range []**EmbedMedia{&e.Image, &e.Thumbnail, &e.Video} {
			if *media != nil {
				m := **media
				change(&m.URL)
				m.ProxyURL = m.URL
				*media = &m
			}
		}
		if e.Footer != nil {
			f := *e.Footer
			change(&f.IconURL)
			e.Footer = &f
		}
		if e.Author != nil {
			a := *e.Author
			change(&a.IconURL)
			e.Author = &a
		}
		out = append(out, &e)
	}
	return out
}

// rewriteMedia calls change for every file shown by a component, in place.
func rewriteMedia(all []*Component, change func(*Media)) {
	walk(all, func(c *Component) bool {
		if c.Media != nil {
			change(c.Media)
		}
		if c.File != nil {
			change(c.File)
		}
		for i := range c.Items {
			change(&c.Items[i].Media)
		}
		return true
	})
}

// cloneComponents copies a tree, as deep as it is changed here.
func cloneComponents(all []*Component) []*Component {
	out := make([]*Component, 0, len(all))
	for _, old := range all {
		if old == nil {
			continue
		}
		c := *old
		if old.Media != nil {
			m := *old.Media
			c.Media = &m
		}
		if old.File != nil {
			m := *old.File
			c.File = &m
		}
		c.Items = slices.Clone(old.Items)
		if old.Components != nil {
			c.Components = cloneComponents(old.Components)
		}
		if old.Accessory != nil {
			c.Accessory = cloneComponents([]*Component{old.Accessory})[0]
		}
		if old.Component != nil {
			c.Component = cloneComponents([]*Component{old.Component})[0]
		}
		out = append(out, &c)
	}
	return out
}

// clonePointers copies a list and what it points to.
func clonePointers[T any](all []*T) []*T {
	out := make([]*T, 0, len(all))
	for _, old := range all {
		v := *old
		out = append(out, &v)
	}
	return out
}
