package render

import "cliffhanger/bot/phrase"

// Retract returns the edits that replace a chapter's messages by the notice that its author took it back. Reactions
// stay, and so do places and votes, which are not kept in messages; buttons go.
func Retract(b phrase.Book, chapter int, old []Posted) []Edit {
	var edits []Edit
	for i, m := range old {
		content := "-# " + b.RetractedPart()
		if i == 0 {
			content = "## " + b.Chapter(chapter, "") + "\n" + b.Retracted()
		}
		if m.Content != content {
			edits = append(edits, Edit{Message: m.ID, Body: Message{Content: content}})
		}
	}
	return edits
}
