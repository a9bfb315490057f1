package main

import (
	"fmt"
	"io"
	"strings"
)

// helpWidth is how many columns help takes, as many as the narrowest terminal in use has.
const helpWidth = 80

// printHelp prints what there is, one line for each command.
func printHelp(w io.Writer, groups []group) error {
	var b strings.Builder
	b.WriteString("Usage: cliffhanger COMMAND [flags]\n\nSerialized stories in Discord.\n")
	for _, g := range groups {
		fmt.Fprintf(&b, "\n%s:\n", g.title)
		for _, c := range g.commands {
			fmt.Fprintf(&b, "  %-9s %s\n", c.name, c.about)
		}
	}
	b.WriteString("\ncliffhanger COMMAND --help shows what a command takes.\n")
	return written(w, b.String())
}

// print prints what a command does, and everything that it takes.
func (f *form) print(w io.Writer, about string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: cliffhanger %s", f.Name())
	a := f.argument
	if a != nil && a.optional {
		fmt.Fprintf(&b, " [%s]", a.name)
	} else if a != nil {
		fmt.Fprintf(&b, " %s", a.name)
	}
	fmt.Fprintf(&b, " [flags]\n\n%s\n", about)
	if a != nil {
		fmt.Fprintf(&b, "\nArgument:\n  %s   %s\n", a.name, a.about)
	}
	fmt.Fprintf(&b, "\nFlags:\n%s", f.FlagUsagesWrapped(helpWidth))
	return written(w, b.String())
}

// written writes help.
func written(w io.Writer, text string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("write the help: %w", err)
	}
	return nil
}
