package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"

	"cliffhanger/story/ballot"
)

// A recounted is a vote and what counting it again came to.
type recounted struct {
	vote  *ballot.Export
	count ballot.Recount
}

// print prints the recount for people.
func (r recounted) print(w io.Writer) error {
	b := bufio.NewWriter(w)
	x := r.vote
	fmt.Fprintf(b, "%s\n", visible(x.Question))
	fmt.Fprintf(b, "opened %s; %s\n\n", x.Opened.UTC().Format(readable), chooseWords(x.Rule.Options, max(1, x.Rule.Choose)))
	r.table(b)
	fmt.Fprintf(b, "\n%s\n", r.turnout())
	if a := x.Announced; a != nil && a.Spoiled > 0 {
		fmt.Fprintf(b, "said to be spoiled: %s; a journal cannot tell\n", plural(a.Spoiled, "ballot"))
	}
	fmt.Fprintln(b, r.result())
	fmt.Fprintln(b)
	if err := r.checks(b); err != nil {
		return err
	}
	return b.Flush() // which also returns the first error of all the writes before
}

// table prints the counts: a line for each option, and one for "none of these".
func (r recounted) table(w io.Writer) {
	fmt.Fprintln(w, "votes  option")
	for i, n := range r.count.Tally.Counts {
		text := "(without a text)"
		if i < len(r.vote.Options) {
			text = visible(r.vote.Options[i])
		}
		fmt.Fprintf(w, "%5d  %2d  %s\n", n, i+1, text)
	}
	fmt.Fprintf(w, "%5d   -  none of these\n", r.count.Tally.None)
}

// turnout says how many have voted, and of how many if that was told.
func (r recounted) turnout() string {
	n := r.count.Tally.Voters
	text := plural(n, "voter")
	if a := r.vote.Announced; a != nil && a.Eligible > 0 {
		text += fmt.Sprintf(" of %s who could have voted", plural(a.Eligible, "reader"))
		if n <= a.Eligible {
			text += fmt.Sprintf(", %d %%", (200*n+a.Eligible)/(2*a.Eligible))
		}
	}
	return text
}

// result says what was announced, or what the counts come to so far.
func (r recounted) result() string {
	a := r.vote.Announced
	if a == nil {
		return fmt.Sprintf("nothing is announced yet; counted, %s", r.count.Verdict)
	}
	won := "no option has won"
	if a.Winner != nil {
		won = fmt.Sprintf("option %d has won", *a.Winner+1)
		if i := *a.Winner; i >= 0 && i < len(r.vote.Options) {
			won += ", " + visible(r.vote.Options[i])
		}
	}
	return fmt.Sprintf("announced: %s (by %s)", won, visible(a.How))
}

// checks prints what was looked at, and whether it agrees.
func (r recounted) checks(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "entries\t%d\n", r.count.Head.Count)
	fmt.Fprintf(t, "root\t%s\n", r.count.Head.Root)
	fmt.Fprintf(t, "chain\t%s\n", agrees(r.count.Chain))
	fmt.Fprintf(t, "rule\t%s\n", agrees(r.count.Rule))
	announced := agrees(r.count.Announced)
	if r.vote.Announced == nil {
		announced = "none yet"
	}
	fmt.Fprintf(t, "announcement\t%s\n", announced)
	fmt.Fprintf(t, "draw\t%s\n", r.draw())
	return t.Flush()
}

// draw says what the draw comes to, if there was one.
func (r recounted) draw() string {
	switch {
	case r.count.Draw != nil:
		return agrees(r.count.Draw)
	case r.vote.Seed == nil:
		return "none"
	case r.count.Drawn < 0:
		return "agrees: the seed is the promised one, and there was nothing to draw"
	}
	return fmt.Sprintf("agrees: seed %s and the root draw option %d", r.vote.Seed, r.count.Drawn+1)
}

// agrees words the outcome of one check.
func agrees(err error) string {
	if err == nil {
		return "agrees"
	}
	return "DOES NOT AGREE: " + visible(err.Error())
}

// visible returns a text of a file that anybody may have written as one line that steers no terminal.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '\u200d' || unicode.IsGraphic(r):
			return r
		}
		return unicode.ReplacementChar
	}, s)
}
