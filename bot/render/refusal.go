package render

import (
	"errors"
	"fmt"
	"strings"

	"cliffhanger/bot/phrase"
)

// An Excess is a part of a chapter that no longer fits on the messages it has.
type Excess struct {
	Kind     PostKind // Warnings, ScenePage, NotePage or Ballot
	Scene    int      // of a ScenePage
	Messages int      // how many there are for it; 0: it is new
	Over     int      // by how many characters it is too long
}

// TooLong is the error of a correction that needs more messages than were posted: none can be put between others.
type TooLong struct{ Parts []Excess }

// Error names every part that is too long.
func (e *TooLong) Error() string {
	names := map[PostKind]string{Warnings: "warnings", NotePage: "note", Ballot: "question"}
	var parts []string
	for _, p := range e.Parts {
		name := names[p.Kind]
		if p.Kind == ScenePage {
			name = fmt.Sprintf("scene %d", p.Scene)
		}
		parts = append(parts, fmt.Sprintf("%s by %d characters", name, p.Over))
	}
	return "too long for the messages posted: " + strings.Join(parts, ", ")
}

// Errors of a correction that would change what readers' places and votes hang on.
var (
	ErrBeingPosted     = errors.New("the chapter is still being posted")
	ErrScenesChanged   = errors.New("the chapter has another number of scenes than was posted")
	ErrQuestionChanged = errors.New("the question has come, gone, or has other options than were posted")
)

// Refusal words for the author why [Revise] gave no edits: one line for each thing in the way. ok is false for an error
// that no author can mend.
func Refusal(b phrase.Book, err error) (text string, ok bool) {
	var lines []string
	if errors.Is(err, ErrBeingPosted) {
		lines = append(lines, b.CorrectLater())
	}
	if errors.Is(err, ErrScenesChanged) {
		lines = append(lines, b.CorrectScenes())
	}
	if errors.Is(err, ErrQuestionChanged) {
		lines = append(lines, b.CorrectQuestion())
	}
	var long *TooLong
	if errors.As(err, &long) {
		for _, p := range long.Parts {
			lines = append(lines, tooLong(b, p))
		}
	}
	return strings.Join(lines, "\n"), len(lines) > 0
}

func tooLong(b phrase.Book, p Excess) string {
	switch p.Kind {
	case ScenePage:
		return b.CorrectScene(p.Scene, p.Over)
	case Warnings:
		return b.CorrectWarnings(p.Over)
	case NotePage:
		if p.Messages == 0 {
			return b.CorrectNewNote()
		}
		return b.CorrectNote(p.Over)
	default:
		return b.CorrectAsked(p.Over)
	}
}
