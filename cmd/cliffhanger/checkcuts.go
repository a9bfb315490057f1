package main

import (
	"fmt"
	"io"
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
}

// cutsFor returns where a chapter might be cut. One that is longer than an instalment and in which no scene ends for
// certain is cut where its pieces are of a good length.
func cutsFor(c story.Chapter) []cuts.Suggestion {
	all := cuts.Suggest(c, cuts.Options{})
	if len(all) == 0 && len(c.Scenes) == 1 && story.Words(c.Scenes[0].Blocks) > cuts.Most {
		all = cuts.Suggest(c, cuts.Options{Instalments: true})
	}
	return all
}

// suggestedCuts returns where a chapter might be cut; never nil.
func suggestedCuts(c story.Chapter) []checkCut {
	out := []checkCut{}
	for _, s := range cutsFor(c) {
		out = append(out, checkCut{Scene: s.Scene + 1, Before: s.Before + 1,
			Words: beginning(c.Scenes[s.Scene].Blocks[s.Before].Text()), Reasons: s.Reasons})
	}
	return out
}

// beginning returns the first words of a text.
func beginning(text string) string {
	const most = 48
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
func printCuts(w io.Writer, all []checkCut) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintln(w, "  scenes:   no breaks are marked. These are places for some, if you like; nothing is cut unasked:")
	printReasons(w, all, fieldIndent)
	fmt.Fprintln(w, fieldIndent+"(write *** between the paragraphs, or have cliffhanger import --accept-cuts do it)")
}

// printReasons prints where to cut and why.
func printReasons(w io.Writer, all []checkCut, indent string) {
	for _, c := range all {
		fmt.Fprintf(w, "%sbefore paragraph %d, “%s”\n", indent, c.Before, c.Words)
		for _, line := range wrapped(strings.Join(c.Reasons, "; "), reportWidth-len(indent)-2) {
			fmt.Fprintf(w, "%s  %s\n", indent, line)
		}
	}
}
