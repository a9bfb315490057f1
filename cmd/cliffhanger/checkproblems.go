package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// originals are the files that problems are in, to show the words in question.
type originals struct {
	path    func(file string) string // where a file is by its name in a problem
	options manuscript.Options
	read    map[string]*manuscript.Excerpt
}

// originalsAt returns the files of a story folder, or the one file of a story, beside which there may be others that it
// lists.
func originalsAt(path string, o manuscript.Options) originals {
	at := func(file string) string { return filepath.Join(filepath.Dir(path), file) }
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		at = func(file string) string { return filepath.Join(path, file) }
	}
	return originals{path: at, options: o, read: map[string]*manuscript.Excerpt{}}
}

// excerpt returns the words in question, see [manuscript.Excerpt.At]. A file that cannot be read any more has none.
func (o originals) excerpt(p story.Problem) (text string, column int) {
	if p.Line == 0 {
		return "", 0
	}
	file, _, _ := strings.Cut(p.File, "!")
	if o.read[file] == nil {
		data, err := os.ReadFile(o.path(file))
		if err != nil {
			data = nil // it was read a moment ago; the problem is told without its words
		}
		o.read[file] = manuscript.ExcerptOf(file, data, o.options)
	}
	return o.read[file].At(p)
}

// print prints what there is to say of manuscripts: for each problem where it is, what it is, the words in question and
// what to do; and an empty line below.
func (o originals) print(w *sheet, problems []story.Problem) {
	for _, p := range problems {
		o.printOne(w, p)
	}
}

// indent is what continues a line.
const indent = "    "

func (o originals) printOne(w *sheet, p story.Problem) {
	hint := p.Hint
	p.Hint = ""
	fmt.Fprintln(w, strings.Join(wrapped(p.String(), w.width-len(indent)), "\n"+indent))
	number := strconv.Itoa(p.Line)
	gutter := strings.Repeat(" ", max(len(indent), len(number))+1)
	if text, column := o.excerpt(p); strings.TrimSpace(text) != "" {
		text, before := crop(text, column, w.width-len(gutter)-2)
		fmt.Fprintf(w, "%*s | %s\n", len(gutter)-1, number, text)
		if before >= 0 {
			fmt.Fprintf(w, "%s| %s^\n", gutter, strings.Repeat(" ", before))
		}
	}
	if hint != "" {
		lines := wrapped(hint, w.width-len(gutter)-len("= "))
		fmt.Fprintf(w, "%s= %s\n", gutter, strings.Join(lines, "\n"+gutter+"  "))
	}
	fmt.Fprintln(w)
}
