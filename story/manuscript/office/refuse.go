package office

import (
	"errors"
	"fmt"

	"cliffhanger/story/manuscript/archive"
)

// damaged returns the refusal of what is no XML.
func damaged(cause string) error {
	return &archive.Refusal{
		Message: "the text in this file is damaged, so what follows cannot be read",
		Hint:    "open it in your writing program and save or export it again", Cause: errors.New(cause),
	}
}

// tooLarge returns the refusal of an element with more than any program writes.
func tooLarge() error {
	return &archive.Refusal{
		Message: "an element in this file is too large; no manuscript is like that",
		Hint:    "look whether this is the right file, or save it again in your writing program",
	}
}

// tooDeep returns the refusal of elements in elements.
func tooDeep() error {
	return &archive.Refusal{
		Message: fmt.Sprintf("tables, boxes or styles in this file lie more than %d deep in one another", mostDepth),
		Hint:    "look whether this is the right file, or save it again in your writing program",
	}
}

// typed returns the refusal of a document type declaration.
func typed() error {
	return &archive.Refusal{
		Message: "this file begins with a document type declaration, which no writing program makes",
		Hint:    "open it in your writing program and save it again",
	}
}
