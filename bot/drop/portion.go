package drop

import (
	"fmt"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// A portion is what one drop posts: all scenes of a chapter, or some.
type portion struct {
	chapter  int
	out      int // how many scenes of the chapter are out before it; also its name within the chapter
	from, to int // its scenes, from 1, both included; from may be one more than to where an author took scenes out
	last     bool
}

// portionOf returns what comes next of a chapter of which so many scenes are out.
func portionOf(s *story.Story, c *story.Chapter, out int) (portion, error) {
	m := portion{chapter: c.Number, out: out, from: out + 1, to: len(c.Scenes), last: true}
	if s.Release.Portion == "" {
		return m, nil
	}
	p, err := schedule.ParsePortion(s.Release.Portion)
	if err != nil {
		return m, fmt.Errorf("portion: %w", err)
	}
	if left := p.Cut(len(c.Scenes) - out); len(left) > 1 {
		m.to, m.last = out+left[0].Last, false
	}
	return m, nil
}

// ref names the drop of a portion.
func (m portion) ref(t store.Telling) store.DropRef {
	return store.DropRef{Telling: t, Chapter: m.chapter, Part: m.out}
}

// timed is the number by which a course knows the date of a portion: the chapter's for its first one, and one beyond
// all chapters for the others.
func (m portion) timed() int { return m.chapter + m.out*partStep }

// partStep is more than the greatest number of a chapter (1,000,000; package schedule). The store takes numbers up to
// 2^31, which leaves room for portions after a thousand scenes of one chapter.
const partStep = 2_000_000
