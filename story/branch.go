package story

import (
	"slices"
	"strings"
)

// A Branch says after which result of a vote a chapter is told. Of several chapters of one number, each of which has a
// branch, at most one is told in a guild: together they are the ways on which the vote decides.
type Branch struct {
	Vote   int    // the chapter whose question decides; 0: the newest before it that asks one, until all have been read
	Option Option // what must be chosen; until all chapters have been read, its Text is what the author wrote
	Else   bool   // in place of Option: whatever has no chapter of its own here
}

// NoneOption stands for "none of these" where a vote's result is one of its options.
func NoneOption() Option { return Option{Emoji: NoneEmoji} }

// IsNone reports whether an option stands for "none of these".
func (o Option) IsNone() bool { return o.Emoji == NoneEmoji }

// Called reports whether somebody means the option by a text: its words, however they are spaced and in whatever case,
// or its emoji.
func (o Option) Called(text string) bool {
	return o.Text != "" && folded(o.Text) == folded(text) || o.Emoji != "" && plainEmoji(o.Emoji) == plainEmoji(text)
}

// same reports whether two options are one: they have the same words, or both are "none of these".
func (o Option) same(p Option) bool {
	return o.Text != "" && folded(o.Text) == folded(p.Text) || o.IsNone() && p.IsNone()
}

func folded(s string) string {
	return strings.ToLower(strings.TrimRight(strings.Join(strings.Fields(s), " "), ".!"))
}

// plainEmoji takes off what Discord puts into some emoji and not into others, the variation selectors.
func plainEmoji(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "\ufe0f", "") }

// among returns which of several options is meant by one that was voted on: the author may have corrected its words
// since, or its emoji, but hardly both. It returns -1 if none is.
func (o Option) among(all []Option) int {
	if i := slices.IndexFunc(all, o.same); i >= 0 {
		return i
	}
	return slices.IndexFunc(all, func(p Option) bool {
		return o.Emoji != "" && plainEmoji(o.Emoji) == plainEmoji(p.Emoji)
	})
}
