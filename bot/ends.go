package bot

import (
	"cliffhanger/bot/render"
	"cliffhanger/story"
)

// end returns the place at which a reader has read a chapter whole, as its story is now; false if there is no such
// chapter any more.
func (b *Bot) end(k story.Key, chapter int) (story.Place, bool) {
	b.mu.Lock()
	tales := b.tales
	b.mu.Unlock()
	for _, s := range tales {
		if s.Key() != k {
			continue
		}
		c, ok := s.Chapter(chapter)
		if !ok || len(c.Scenes) == 0 {
			return story.Place{}, false
		}
		last := len(c.Scenes)
		return story.Place{Chapter: chapter, Scene: last, Page: max(1, render.Pages(s, chapter, last))}, true
	}
	return story.Place{}, false
}
