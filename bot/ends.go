package bot

import (
	"cliffhanger/bot/render"
	"cliffhanger/story"
)

// here returns a story as it is told in a guild, or as it is in any case where it is not told; nil if there is no such
// story any more.
func (b *Bot) here(guild uint64, k story.Key) *story.Story {
	for _, s := range b.Told(guild) {
		if s.Key() == k {
			return s
		}
	}
	s := b.tale(k)
	if s == nil {
		return nil
	}
	return b.cut(s, nil)
}

// end returns the place at which a reader has read a chapter whole, as its story is told in a guild now; false if there
// is no such chapter any more.
func (b *Bot) end(guild uint64, k story.Key, chapter int) (story.Place, bool) {
	s := b.here(guild, k)
	if s == nil {
		return story.Place{}, false
	}
	c, ok := s.Chapter(chapter)
	if !ok || len(c.Scenes) == 0 {
		return story.Place{}, false
	}
	last := len(c.Scenes)
	return story.Place{Chapter: chapter, Scene: last, Page: max(1, render.Pages(s, chapter, last))}, true
}

// chapter returns a chapter as it is told in a guild now, and false if there is no such one any more.
func (b *Bot) chapter(guild uint64, k story.Key, number int) (*story.Chapter, bool) {
	s := b.here(guild, k)
	if s == nil {
		return nil, false
	}
	return s.Chapter(number)
}
