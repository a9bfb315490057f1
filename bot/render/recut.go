package render

import (
	"errors"
	"slices"
	"strings"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// A revision collects the edits of a correction, and what stands in its way.
type revision struct {
	Revision
	b     phrase.Book
	s     *story.Story
	c     *story.Chapter
	edits []Edit
	over  []Excess
	err   error
}

// change adds an edit if a message does not say what it should. An edit pings nobody, whatever the message did.
func (v *revision) change(old Posted, m Message) {
	if strings.TrimSpace(old.Content) == strings.TrimSpace(m.Content) {
		return
	}
	v.edits = append(v.edits, Edit{Message: old.ID, Body: Message{Content: m.Content, Components: m.Components}})
}

// changeAll adds the edits of as many messages as there were.
func (v *revision) changeAll(old []Posted, posts []Post, err error) {
	if err != nil {
		v.err = errors.Join(v.err, err)
		return
	}
	for i, p := range posts {
		v.change(old[i], p.Message)
	}
}

// fit sets a text on as many pages as were posted. If it is too short for them, notices take the place of those left
// over, behind the text. If it is too long that is noted, and there are no pages.
func (v *revision) fit(part Excess, text story.Scene, limit int, old []Posted) (pages []typeset.Page) {
	contents := make([]string, len(old))
	for i, m := range old {
		contents[i] = m.Content
	}
	pages, err := typeset.Recut(text, typeset.Options{Limit: limit}, contents)
	var long *typeset.TooLong
	if errors.As(err, &long) {
		part.Over, part.Messages = long.Over, len(old)
		v.over = append(v.over, part)
		return nil
	}
	if err == nil {
		return pages
	}
	pages = typeset.Scene(text, typeset.Options{Limit: limit})
	notice := "-# " + v.b.MergedAbove()
	if len(pages) == 0 {
		notice = "-# " + v.b.TakenOut()
	}
	for len(pages) < len(old) {
		pages = append(pages, typeset.Page{Content: notice, Length: typeset.Length(notice)})
	}
	return pages
}

// lead corrects the lead, and the warnings that did not fit into it.
func (v *revision) lead(p posted) {
	if len(p.lead) == 0 {
		return
	}
	posts := lead(v.b, v.s, v.c, v.Options)
	v.change(p.lead[0], posts[0].Message)
	var text story.Scene
	if len(posts) > 1 {
		text = warningScene(v.b, v.s, v.c)
		if len(p.warnings) == 0 {
			over := -Limit
			for _, post := range posts {
				over += typeset.Length(post.Message.Content)
			}
			v.over = append(v.over, Excess{Kind: Warnings, Over: over})
			return
		}
	}
	for i, page := range v.fit(Excess{Kind: Warnings}, text, Limit, p.warnings) {
		v.change(p.warnings[i], silent(page.Content))
	}
}

func (v *revision) scene(n int, old []Posted) {
	pages := v.fit(Excess{Kind: ScenePage, Scene: n}, v.c.Scenes[n-1], Limit, old)
	if len(pages) == 0 {
		return
	}
	posts, err := dress(v.b, v.s.Key(), v.c, n, pages)
	v.changeAll(old, posts, err)
}

func (v *revision) note(old []Posted) {
	if !v.Complete && len(old) == 0 {
		return
	}
	for i, page := range v.fit(Excess{Kind: NotePage}, noteScene(v.b, v.c.Note), Limit, old) {
		v.change(old[i], silent(page.Content))
	}
}

// question corrects the wording of a question. Its options stay as many, under the same reactions.
func (v *revision) question(old []Posted) {
	if len(old) == 0 {
		if v.Complete && v.c.Question != nil {
			v.err = errors.Join(v.err, ErrQuestionChanged)
		}
		return
	}
	switch {
	case v.Question == nil || v.Closes.IsZero():
		v.err = errors.Join(v.err, errors.New("a question was posted, and it is not said which, or when it closes"))
		return
	case v.c.Question == nil || !sameOptions(v.Question, v.c.Question):
		v.err = errors.Join(v.err, ErrQuestionChanged)
		return
	}
	q := *v.c.Question
	q.Voting = v.Question.Voting // as was promised when it was asked
	t := questionText(v.b, &q)
	t.footer = Deadline(t.footer, v.Closes)
	old = slices.Clone(old)
	last := &old[len(old)-1]
	last.Content = Deadline(last.Content, v.Closes)
	bare := slices.Clone(old)
	bare[len(old)-1].Content = strings.TrimSuffix(last.Content, t.footer)
	pages := v.fit(Excess{Kind: Ballot}, t.scene, t.limit, bare)
	if len(pages) == 0 {
		return
	}
	posts, err := t.posts(v.b, v.s.Key(), v.c.Number, &q, pages)
	v.changeAll(old, posts, err)
}

// sameOptions reports whether the reactions under one question stand for the options of the other.
func sameOptions(x, y *story.Question) bool {
	if len(x.Options) != len(y.Options) {
		return false
	}
	for i := range x.Options {
		if Qualified(x.Options[i].Emoji) != Qualified(y.Options[i].Emoji) {
			return false
		}
	}
	return true
}
