package render

import (
	"slices"
	"time"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

// pageLimit leaves room for what stands under a page of the private reading view.
const pageLimit = 1800

// A View is what the reading view needs to know beside the story.
type View struct {
	Released story.Place // the newest scene that is out
	Running  bool        // the chapter of Released is still being posted
	Next     time.Time   // when the next chapter comes; zero: not known
	Vote     string      // the address of the chapter's question; empty: none

	Retracted []int // chapters that their author took back: one page with a notice stands for each
}

// Pages returns how many pages a scene has in the reading view, 0 if there is no such scene.
func Pages(s *story.Story, chapter, scene int) int {
	c, ok := s.Chapter(chapter)
	if !ok || scene < 1 || scene > len(c.Scenes) {
		return 0
	}
	return len(typeset.Scene(c.Scenes[scene-1], typeset.Options{Limit: pageLimit}))
}

// Clamp returns the page of the story nearest to p: the same page, or the last of its scene if the scene has fewer now,
// or the first page of the story. ok is false if the story has no such chapter or scene.
func Clamp(s *story.Story, p story.Place) (story.Place, bool) {
	if p.IsZero() {
		first, ok := s.After(0)
		if !ok {
			return p, false
		}
		return story.Place{Chapter: first.Number, Scene: 1, Page: 1}, true
	}
	pages := Pages(s, p.Chapter, p.Scene)
	if pages == 0 {
		return p, false
	}
	p.Page = min(max(p.Page, 1), pages)
	return p, true
}

// Nearest returns the end of the newest scene at or before p that the story has, for a place whose scene or chapter its
// author has taken out; the zero Place if there is none.
func Nearest(s *story.Story, p story.Place) story.Place {
	var near story.Place
	for i := range s.Chapters {
		c := &s.Chapters[i]
		last := len(c.Scenes)
		if c.Number == p.Chapter {
			last = min(last, p.Scene)
		}
		if c.Number <= p.Chapter && last > 0 {
			near = story.Place{Chapter: c.Number, Scene: last, Page: story.WholeScene}
		}
	}
	return near
}

// Step returns the page after p (by = 1) or before it (by = -1), and whether there is one in the story.
func Step(s *story.Story, p story.Place, by int) (story.Place, bool) {
	q := p
	q.Page += by
	if q.Page >= 1 && q.Page <= Pages(s, q.Chapter, q.Scene) {
		return q, true
	}
	for i := range s.Chapters {
		if s.Chapters[i].Number != p.Chapter {
			continue
		}
		scene := p.Scene + by
		if scene < 1 || scene > len(s.Chapters[i].Scenes) {
			if i += by; i < 0 || i >= len(s.Chapters) {
				return p, false
			}
			if scene = 1; by < 0 {
				scene = len(s.Chapters[i].Scenes)
			}
		}
		q = story.Place{Chapter: s.Chapters[i].Number, Scene: scene, Page: 1}
		if by < 0 {
			q.Page = Pages(s, q.Chapter, q.Scene)
		}
		return q, Pages(s, q.Chapter, q.Scene) > 0
	}
	return p, false
}

// Page returns the private view of the page at p, which must be one of the story's (see [Clamp]).
func Page(b phrase.Book, s *story.Story, p story.Place, v View) (Message, error) {
	c, ok := s.Chapter(p.Chapter)
	if !ok || p.Scene < 1 || p.Scene > len(c.Scenes) {
		return Message{Content: b.NotOut()}, nil
	}
	pages := typeset.Scene(c.Scenes[p.Scene-1], typeset.Options{Limit: pageLimit})
	if p.Page < 1 || p.Page > len(pages) {
		return Message{Content: b.NotOut()}, nil
	}
	if slices.Contains(v.Retracted, p.Chapter) {
		return notice(b, s, c, v)
	}
	content := pages[p.Page-1].Content
	content += "\n-# " + b.Footer(p.Chapter, p.Scene, len(c.Scenes), p.Page, len(pages))
	next, more := Step(s, p, 1)
	more = more && next.Within(v.Released)
	if !more {
		end := b.ChapterEnd(v.Next)
		if v.Running {
			end = b.MoreSoon()
		}
		content += "\n-# " + end
	}
	if p.Scene == 1 && p.Page == 1 {
		content = headed(b, c, content)
	}
	m := Message{Content: content}
	var err error
	m.Components, err = pageButtons(b, s, p, next, more, v)
	return m, err
}

// headed puts the chapter's name above its first page: with the title, if there is room for it.
func headed(b phrase.Book, c *story.Chapter, content string) string {
	head := "### " + b.Chapter(c.Number, title(c.Title, 60)) + "\n"
	if typeset.Length(head+content) > Limit {
		head = "### " + b.Chapter(c.Number, "") + "\n"
	}
	return head + content
}

// notice is the page that stands for a chapter which was taken back, between the last one of the chapter before it and
// the first one of the chapter after it.
func notice(b phrase.Book, s *story.Story, c *story.Chapter, v View) (Message, error) {
	m := Message{Content: "### " + b.Chapter(c.Number, "") + "\n" + b.Retracted()}
	last := len(c.Scenes)
	next, more := Step(s, story.Place{Chapter: c.Number, Scene: last, Page: Pages(s, c.Number, last)}, 1)
	if more = more && next.Within(v.Released); !more {
		due := v.Next
		if v.Running {
			due = time.Time{} // what is left of it waits until it is brought back
		}
		m.Content += "\n-# " + b.ChapterEnd(due)
	}
	previous, begun := Step(s, story.Place{Chapter: c.Number, Scene: 1, Page: 1}, -1)
	back, forward, err := turns(b, s, previous, begun, next, more)
	m.Components = []discordgo.MessageComponent{row(back, forward)}
	return m, err
}

// pageButtons are Back, Next (the one to press, if there is more) and, at a chapter's end, the way to its vote.
func pageButtons(b phrase.Book, s *story.Story, p, next story.Place, more bool,
	v View) ([]discordgo.MessageComponent, error) {
	previous, begun := Step(s, p, -1)
	back, forward, err := turns(b, s, previous, begun, next, more)
	if err != nil {
		return nil, err
	}
	buttons := []discordgo.MessageComponent{back, forward}
	c, _ := s.Chapter(p.Chapter)
	if v.Vote != "" && p.Scene == len(c.Scenes) && p.Page == Pages(s, p.Chapter, p.Scene) {
		buttons = append(buttons, discordgo.Button{Style: discordgo.LinkButton, Label: b.GoVote(), URL: v.Vote})
	}
	return []discordgo.MessageComponent{row(buttons...)}, nil
}

// turns are Back and Next, each of which may lead nowhere.
func turns(b phrase.Book, s *story.Story, previous story.Place, begun bool, next story.Place, more bool) (back,
	forward discordgo.Button, err error) {
	if back, err = readButton(b.Back(), "◀", s, previous, begun); err != nil {
		return back, forward, err
	}
	forward, err = readButton(b.Forward(), "▶", s, next, more)
	if more {
		forward.Style = discordgo.PrimaryButton
	}
	return back, forward, err
}

// readButton leads to a page. A button that leads nowhere is shown disabled, so that the row never jumps; its id must
// still differ from its neighbour's.
func readButton(label, emoji string, s *story.Story, to story.Place, enabled bool) (discordgo.Button, error) {
	args := []uint64{uint64(s.Key()), uint64(to.Chapter), uint64(to.Scene), uint64(to.Page)}
	if !enabled {
		args = args[:1]
		if emoji == "▶" {
			args = append(args, 0)
		}
	}
	out, err := button(discordgo.SecondaryButton, label, !enabled, ActionRead, args...)
	out.Emoji = &discordgo.ComponentEmoji{Name: emoji}
	return out, err
}

// PlaceOf returns the page a [ActionRead] id leads to, and the story; ok is false for an id of another shape.
func PlaceOf(id customid.ID) (k story.Key, p story.Place, ok bool) {
	const most = story.WholeScene
	if len(id.Args) != 4 || id.Args[1] > most || id.Args[2] > most || id.Args[3] > most {
		return 0, story.Place{}, false
	}
	p = story.Place{Chapter: int(id.Args[1]), Scene: int(id.Args[2]), Page: int(id.Args[3])}
	return story.Key(id.Args[0]), p, true
}
