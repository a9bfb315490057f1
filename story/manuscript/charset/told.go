package charset

import (
	"fmt"

	"cliffhanger/story"
)

// How to find out and what to do for good.
const hint = "if that is not what was written, find the right name with “check --encoding NAME”, such as " +
	"windows-1250 or " +
	"macintosh, and save the file as UTF-8"

// Problems says how a text was read where that is not certain, with a word of it, for whoever wrote it to see. They
// have lines and columns but no file.
func (t Text) Problems() []story.Problem {
	severity, message := story.Warning, ""
	switch t.By {
	case ByName:
		severity, message = story.Notice, "the file is read as "+t.Encoding
	case ByZeros:
		message = "the file is read as " + t.Encoding + ", which it does not say"
	case ByLetters:
		message = "the text is not UTF-8; by its letters it is taken for " + t.Encoding
	case ByDefault:
		message = "the text is not UTF-8, and nothing says what it is; it is taken for " + t.Encoding
	}
	var out []story.Problem
	if t.Lost {
		out = append(out, story.Problem{Severity: story.Warning,
			Message: "some characters are not of the file's encoding, " +
				t.Encoding + ", and are lost", Hint: "look up what should be at each �, and save the file as UTF-8"})
	}
	if t.Half {
		out = append(out, story.Problem{Severity: story.Warning,
			Message: "the UTF-16 file ends in half a character, which is left out",
			Hint:    "check that the file was copied whole"})
	}
	if message == "" || t.Encoding == "utf-8" {
		return out
	}
	if t.Word != "" {
		message += fmt.Sprintf(": “%s”", t.Word)
	}
	return append(out, story.Problem{Line: t.Line, Column: t.Col, Severity: severity, Message: message, Hint: hint})
}
