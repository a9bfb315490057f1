package main

import (
	"bufio"
	"io"
	"os"
	"strings"
)

// A sheet is what a report is printed on. Whoever prints the last of it must flush it, which returns the first error of
// all the writes before.
type sheet struct {
	*bufio.Writer
	width int // columns that a line may take
}

const (
	usualWidth    = 100 // in a pipe, a file, or whatever else is no terminal
	terminalWidth = 80  // on a terminal that does not say how wide it is
	leastWidth    = 60  // narrower ones break the lines themselves
	mostWidth     = 120 // longer lines are hard to read
)

// sheetOn returns a sheet as wide as the terminal that w is.
func sheetOn(w io.Writer) *sheet { return &sheet{bufio.NewWriter(w), widthOf(w)} }

// folded returns what is said to people in lines as wide as the terminal that w is; for a log or a pipe it stays as it is.
func folded(w io.Writer, text string) string {
	f, ok := w.(*os.File)
	if !ok {
		return text
	}
	if _, ok := terminalColumns(f); !ok {
		return text
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapped(line, widthOf(w)-len(indent))...)
	}
	return strings.Join(lines, "\n"+indent)
}

// widthOf returns how many columns a line on w may take.
func widthOf(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return usualWidth
	}
	n, ok := terminalColumns(f)
	switch {
	case !ok:
		return usualWidth
	case n <= 0:
		return terminalWidth
	}
	return min(max(n, leastWidth), mostWidth)
}
