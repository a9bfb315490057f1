package main

import (
	"fmt"
	"slices"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/cuts"
)

// A checkCut is a place where a scene might end, counted from 1.
type checkCut struct {
	Scene   int      `json:"scene"`
	Before  int      `json:"before_paragraph"`
	Words   string   `json:"words"` // that this paragraph begins with
	Reasons []string `json:"reasons"`
	Long    int      `json:"too_long"` // words of the piece that is cut only because it is too long; 0: a scene begins

	of int // scenes of the chapter
}

// suggestedCuts returns where a chapter might be cut; never nil.
func suggestedCuts(c story.Chapter) []checkCut {
	return newCheckCuts(c, cuts.SuggestPieces(c, cuts.Options{}))
}

func newCheckCuts(c story.Chapter, all []cuts.Suggestion) []checkCut {
	out := []checkCut{}
	for _, s := range all {
		out = append(out, checkCut{Scene: s.Scene + 1, Before: s.Before + 1, Reasons: s.Reasons, Long: s.Long,
			Words: beginning(c.Scenes[s.Scene].Blocks[s.Before].Text()), of: len(c.Scenes)})
	}
	return out
}

// beginning returns the first words of a text.
func beginning(text string) string { return cropped(text, 48) }

// cropped returns as many of a text's first words as so many columns hold.
func cropped(text string, most int) string {
	words := strings.Join(strings.Fields(text), " ")
	if columns(words) <= most {
		return words
	}
	line, _ := crop(words, 0, most)
	if at := strings.LastIndex(line, " "); at > 0 {
		line = line[:at] + " " + ellipsis
	}
	return line
}

// printCuts prints suggestions with their reasons.
func printCuts(w *sheet, all []checkCut) {
	if len(all) == 0 {
		return
	}
	head := "no breaks are marked. These are places for some, if you like; nothing is cut unasked:"
	if all[0].of > 1 {
		head = scenesOf(all) + " longer than an instalment. These are places to cut, if you like; nothing is cut unasked:"
	}
	printField(w, "scenes", head)
	printReasons(w, all, fieldIndent)
	printField(w, "", "(write *** between the paragraphs, or have cliffhanger import --accept-cuts do it)")
}

// scenesOf names the scenes that are cut: “scene 2 is”, “scenes 2, 3 and 7 are”.
func scenesOf(all []checkCut) string {
	var names []string
	for _, c := range all {
		if name := fmt.Sprint(c.Scene); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	last := len(names) - 1
	if last == 0 {
		return "scene " + names[0] + " is"
	}
	return "scenes " + strings.Join(names[:last], ", ") + " and " + names[last] + " are"
}

// printReasons prints where to cut and why. The words stand behind a colon, as they may bring quotation marks of their
// own.
func printReasons(w *sheet, all []checkCut, indent string) {
	for _, c := range all {
		where := fmt.Sprintf("before paragraph %d", c.Before)
		if c.of > 1 {
			where = fmt.Sprintf("in scene %d %s", c.Scene, where)
		}
		where = indent + where + ": "
		fmt.Fprintf(w, "%s%s\n", where, cropped(c.Words, w.width-len(where)))
		for _, line := range wrapped(strings.Join(c.Reasons, "; "), w.width-len(indent)-2) {
			fmt.Fprintf(w, "%s  %s\n", indent, line)
		}
	}
}
