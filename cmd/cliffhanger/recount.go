package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"cliffhanger/story/ballot"
)

// recountCmd counts an exported vote again, without Discord and without a database.
type recountCmd struct {
	File string
}

func (c *recountCmd) declare(f *form) {
	f.argument = &argument{to: &c.File, name: "FILE",
		about: "The vote as JSON, as exported in Discord; - is standard input."}
}

// Run recounts.
func (c *recountCmd) Run(w *outside) error {
	if c.File == "-" {
		return recount("standard input", w.stdin, w.stdout)
	}
	f, err := os.Open(c.File)
	if err != nil {
		return usage(fmt.Errorf("cannot read the vote: %w", err), "give the JSON file that was exported")
	}
	return errors.Join(recount(c.File, f, w.stdout), f.Close())
}

// recount counts a vote again and prints what comes out, and whether everything the file says agrees with it. The error
// names the first thing that does not; one for a file that is no vote is a wrong call's.
func recount(name string, r io.Reader, w io.Writer) error {
	x, err := ballot.ReadJSON(r)
	if err != nil {
		return usage(fmt.Errorf("%s is no exported vote: %w", name, err),
			"give the JSON file as it was exported, not the CSV, and unchanged")
	}
	count, wrong := x.Recount()
	if err := (recounted{x, count}).print(w); err != nil {
		return fmt.Errorf("write the recount: %w", err)
	}
	if wrong != nil {
		return fmt.Errorf("%s does not agree with itself: %w", name, wrong)
	}
	return nil
}
