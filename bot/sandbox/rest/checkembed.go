package rest

import (
	"strings"
	"unicode/utf8"

	"cliffhanger/bot/sandbox/world"
)

// Limits of embeds (Discord's "Message", Embed Limits). Texts are trimmed before they are counted.
const (
	maxEmbeds   = 10
	maxEmbedSum = 6000 // all embeds of a message together
)

// embeds checks all embeds of a message.
func (f *form) embeds(all []*world.Embed, at path) {
	f.length(len(all), 0, maxEmbeds, at)
	sum := 0
	for i, e := range all {
		if e == nil {
			f.add("BASE_TYPE_REQUIRED", "This field is required", at.in(i))
			continue
		}
		sum += f.embed(e, at.in(i))
	}
	if sum > maxEmbedSum {
		f.add("MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000", at)
	}
}

// embed checks one embed and returns how much it counts.
func (f *form) embed(e *world.Embed, at path) int {
	sum := f.trimmed(&e.Title, 0, 256, at.in("title")) + f.trimmed(&e.Description, 0, 4096, at.in("description"))
	f.url(e.URL, false, at.in("url"))
	if e.Color != nil {
		f.within(*e.Color, 0, 0xFFFFFF, at.in("color"))
	}
	if e.Footer != nil {
		sum += f.trimmed(&e.Footer.Text, 0, 2048, at.in("footer", "text"))
		f.url(e.Footer.IconURL, true, at.in("footer", "icon_url"))
	}
	if e.Author != nil {
		sum += f.trimmed(&e.Author.Name, 0, 256, at.in("author", "name"))
		f.url(e.Author.URL, false, at.in("author", "url"))
		f.url(e.Author.IconURL, true, at.in("author", "icon_url"))
	}
	for name, media := range map[string]*world.EmbedMedia{"image": e.Image, "thumbnail": e.Thumbnail} {
		if media != nil {
			f.url(media.URL, true, at.in(name, "url"))
		}
	}
	f.length(len(e.Fields), 0, 25, at.in("fields"))
	for i, field := range e.Fields {
		if field == nil {
			f.add("BASE_TYPE_REQUIRED", "This field is required", at.in("fields", i))
			continue
		}
		sum += f.trimmed(&field.Name, 1, 256, at.in("fields", i, "name"))
		sum += f.trimmed(&field.Value, 1, 1024, at.in("fields", i, "value"))
	}
	return sum
}

// trimmed trims a text in place as Discord does, checks it, and returns its length.
func (f *form) trimmed(s *string, least, most int, at path) int {
	*s = strings.TrimSpace(*s)
	f.text(*s, least, most, at)
	return utf8.RuneCountInString(*s)
}
