package phrase

import "fmt"

// MergedAbove stands in a message that a correction left without text: its words are in the one before.
func (English) MergedAbove() string { return "This part now stands in the message above." }

// TakenOut stands in a message whose text the author took out.
func (English) TakenOut() string { return "The author took this part out." }

// Retracted stands in place of a chapter that its author took back.
func (English) Retracted() string {
	return "The author took this chapter back. Your place in the story and your votes are kept."
}

// RetractedPart stands in each further message of that chapter.
func (English) RetractedPart() string { return "Taken back by the author." }

// CorrectLater refuses to correct a chapter of which a scene is half posted.
func (English) CorrectLater() string {
	return "This chapter is still being posted. Correct it when all of it is out."
}

// CorrectScenes refuses another number of scenes.
func (English) CorrectScenes() string {
	return "A correction cannot add, take out or split scenes: readers’ places hang on them. " +
		"Give the chapter as many scenes as were posted; one sentence is enough for a scene."
}

// CorrectQuestion refuses another question.
func (English) CorrectQuestion() string {
	return "Votes hang on the question: you can change its words, but not add or take out a question, an option or " +
		"an emoji. Put those back as they were posted."
}

// CorrectScene refuses a scene that has grown out of its messages.
func (b English) CorrectScene(scene, over int) string {
	return fmt.Sprintf("Scene %d no longer fits into its messages: %s", scene, b.mustGo(over))
}

// CorrectNote refuses an author's note that has grown out of its messages.
func (b English) CorrectNote(over int) string {
	return "The author’s note no longer fits into its messages: " + b.mustGo(over)
}

// CorrectNewNote refuses an author's note to a chapter that was posted without one.
func (English) CorrectNewNote() string {
	return "The chapter was posted without an author’s note, and no message can be put in between. Take the note out."
}

// CorrectAsked refuses a question that has grown out of its messages.
func (b English) CorrectAsked(over int) string {
	return "The question no longer fits into its messages: " + b.mustGo(over)
}

// CorrectWarnings refuses content warnings that have grown out of their messages.
func (b English) CorrectWarnings(over int) string {
	return "The content warnings no longer fit into the messages they have: " + b.mustGo(over)
}

func (b English) mustGo(over int) string {
	return fmt.Sprintf("about %s must go, as no message can be put in between.",
		b.Count(over, "character", "characters"))
}
