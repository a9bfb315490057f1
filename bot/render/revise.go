package render

import (
	"fmt"
	"strings"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// A Posted is a message of a chapter as it stands in a channel.
type Posted struct {
	ID      uint64
	Kind    PostKind // a NotePage may be a QuestionText and the other way round
	Ends    int      // as in [Post]
	Content string   // what it says now
}

// A Revision says what is known of a chapter that was posted and is to be corrected.
type Revision struct {
	Options                  // as its lead was posted
	Complete bool            // every scene, the note and the question are out
	Question *story.Question // as it was asked; nil if no question was posted
	Closes   time.Time       // when its vote closes or has closed
}

// An Edit is what a message is to be changed to.
type Edit struct {
	Message uint64
	Body    Message
}

// Revise compares a chapter that was posted, all its messages in order, with what its author has made of it, and
// returns the edits that make it so: none if nothing changed. Every message keeps its place, its buttons and its
// reactions, and as few as possible are changed. A text that has become too short for its messages leaves a short
// notice in those left over; one too long is a [*TooLong], and nothing is edited.
func Revise(b phrase.Book, s *story.Story, c *story.Chapter, old []Posted, r Revision) ([]Edit, error) {
	p, err := sortPosted(b, old, r.Question)
	if err != nil {
		return nil, err
	}
	if n := len(p.scenes); n > len(c.Scenes) || r.Complete && n < lastShown(c) {
		return nil, fmt.Errorf("%w: %d were posted, now there are %d", ErrScenesChanged, n, len(c.Scenes))
	}
	v := revision{b: b, s: s, c: c, Revision: r}
	v.lead(p)
	for i, pages := range p.scenes {
		v.scene(i+1, pages)
	}
	v.note(p.note)
	v.question(p.question)
	if v.err != nil {
		return nil, v.err
	}
	if len(v.over) > 0 {
		return nil, &TooLong{Parts: v.over}
	}
	return v.edits, nil
}

// lastShown returns the number of the last scene with anything to see, 0 if there is none.
func lastShown(c *story.Chapter) int {
	n := len(c.Scenes)
	for n > 0 && len(typeset.Scene(c.Scenes[n-1], typeset.Options{})) == 0 {
		n--
	}
	return n
}

// A posted is a chapter's messages by what they are.
type posted struct {
	lead, warnings, note, question []Posted
	scenes                         [][]Posted
}

func sortPosted(b phrase.Book, old []Posted, q *story.Question) (posted, error) {
	var p posted
	var scene, tail []Posted
	for _, m := range old {
		switch m.Kind {
		case Lead:
			p.lead = append(p.lead, m)
		case Warnings:
			p.warnings = append(p.warnings, m)
		case ScenePage:
			if scene = append(scene, m); m.Ends == 0 {
				continue
			}
			for len(p.scenes) < m.Ends-1 { // a scene without anything to see
				p.scenes = append(p.scenes, nil)
			}
			p.scenes, scene = append(p.scenes, scene), nil
		default:
			tail = append(tail, m)
		}
	}
	if len(scene) > 0 {
		return p, ErrBeingPosted
	}
	p.note, p.question = splitTail(b, tail, q)
	return p, nil
}

// splitTail tells the author's note from the question. The question's heading decides, and where it is not to be found,
// because the chapter was taken back, how many messages the question took when it was asked.
func splitTail(b phrase.Book, tail []Posted, q *story.Question) (note, question []Posted) {
	if len(tail) == 0 || tail[len(tail)-1].Kind != Ballot {
		return tail, nil
	}
	head := typeset.Blocks([]story.Block{heading(b.YourTurn())}, typeset.Options{})[0].Content
	at := -1
	for i, m := range tail {
		if m.Content == head || strings.HasPrefix(m.Content, head+"\n") {
			at = i
		}
	}
	if at < 0 {
		at = len(tail) - 1
		if q != nil {
			t := questionText(b, q)
			at = max(0, len(tail)-len(t.pages()))
		}
	}
	return tail[:at], tail[at:]
}
