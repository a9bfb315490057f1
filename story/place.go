package story

import "cmp"

// A Place is a position in a story: after reading page Page of scene Scene of chapter Chapter. Numbers start at 1;
// the zero Place is "not begun". Pages are counted as typeset cuts them today; a later cut may have fewer, so whoever
// shows a place clamps the page.
type Place struct {
	Chapter, Scene, Page int
}

// WholeScene is the page of a place at the very end of its scene, however many pages that has.
const WholeScene = 1 << 20

// Compare orders places by chapter, scene, page: negative if p comes before q, 0 if they are equal.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.Chapter, q.Chapter), cmp.Compare(p.Scene, q.Scene), cmp.Compare(p.Page, q.Page))
}

// IsZero reports whether the reader has not begun.
func (p Place) IsZero() bool { return p == Place{} }

// Within reports whether the scene p lies in has been released when scene last of the story is the newest one out. The
// page does not count: scenes are released whole.
func (p Place) Within(last Place) bool {
	p.Page, last.Page = 0, 0
	return p.Compare(last) <= 0
}
