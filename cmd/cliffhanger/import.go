package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	"cliffhanger/story/manuscript/cuts"
)

// importCmd makes a story folder of manuscripts.
type importCmd struct {
	Files    []string
	Into     string
	Cuts     bool
	Encoding string
	Force    bool
	DryRun   bool
}

func (c *importCmd) declare(f *form) {
	f.argument = &argument{all: &c.Files, name: "FILE...",
		about: "Manuscripts (.md .txt .docx .odt .html .epub), or a folder of them."}
	f.text(&c.Into, "into", "DIR", "", "The story's folder. It is made if there is none.")
	f.yes(&c.Cuts, "accept-cuts", "", "Write the scene breaks that check suggests.")
	declareEncoding(f, &c.Encoding)
	f.yes(&c.Force, "force", "", "Write over chapters that are in the folder already.")
	f.yes(&c.DryRun, "dry-run", "", "Say what would be written, and write nothing.")
}

// Run imports. Nothing is written unless all of it can be.
func (c *importCmd) Run(w *outside) error {
	if c.Into == "" {
		return usage(errors.New("import is called without --into DIR"),
			"name the folder that the story shall be in: --into my-story")
	}
	dest, err := c.destination(w)
	if err != nil {
		return err
	}
	from, err := manuscriptsOf(c.Files, dest)
	if err != nil {
		return err
	}
	b, err := c.read(w, from, dest)
	if err != nil {
		return err
	}
	if c.Cuts {
		if err := b.cut(w.stdout); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	if err := b.print(dest, c.Force); err != nil {
		return err
	}
	if c.DryRun {
		return c.rehearse(b, dest, w.stdout)
	}
	if w.ctx.Err() != nil {
		return errors.New("interrupted: nothing is written")
	}
	p := progressOn(w.stderr)
	p.begin("writing", 0)
	err = b.write(dest)
	switch p.end(); {
	case errors.Is(err, errNotUndone):
		return err
	case err != nil && !dest.exists:
		return fmt.Errorf("%w; nothing is written", err)
	case err != nil:
		return fmt.Errorf("%w; %s is as it was", err, c.Into)
	}
	return c.summarize(b, w.stdout)
}

// destination looks at the folder to import into, and takes away what imports that were killed have left there.
func (c *importCmd) destination(w *outside) (destination, error) {
	d, err := destinationOf(c.Into)
	if err != nil || c.DryRun {
		return d, err
	}
	back, err := d.tidy()
	if err != nil { // it stands in nobody's way
		fmt.Fprintln(w.stderr, folded(w.stderr, "cliffhanger: an earlier import was ended in the middle, and what it left "+
			"behind stays there: "+err.Error()))
	}
	if len(back) == 0 {
		return d, nil
	}
	if _, err := fmt.Fprintf(w.stdout, "an earlier import was ended in the middle; what it had taken out of %s is back:\n"+
		"  %s\n\n", c.Into, listed(back)); err != nil {
		return d, fmt.Errorf("write report: %w", err)
	}
	return destinationOf(c.Into)
}

// read reads the manuscripts, says what there is to say of them, and fails if any has errors.
func (c *importCmd) read(w *outside, from manuscripts, d destination) (*brought, error) {
	p := progressOn(w.stderr)
	p.begin("reading", 0)
	o := manuscript.Options{Encoding: c.Encoding, Progress: p.reading}
	b, err := from.bring(d, o, c.Force)
	if p.end(); err != nil {
		return nil, err
	}
	report := sheetOn(w.stdout)
	from.originals(o).print(report, b.problems)
	if err := report.Flush(); err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	if story.HasErrors(b.problems) {
		return nil, errors.New("nothing is written: mend the errors above, and import again")
	}
	return b, nil
}

// rehearse does everything but put the files into their place.
func (c *importCmd) rehearse(b *brought, d destination, stdout io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "cliffhanger-import-")
	if err != nil {
		return fmt.Errorf("try the import: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := b.stage(dir); err != nil {
		return err
	}
	if err := b.verify(dir, d); err != nil {
		return err
	}
	if err := b.tellFiles(stdout, "would write", c.Into); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// summarize says what was written, what check says of the whole folder, and what to do next.
func (c *importCmd) summarize(b *brought, stdout io.Writer) error {
	s, problems, err := manuscript.ReadPath(c.Into, manuscript.Options{})
	if err != nil {
		return err
	}
	out := sheetOn(stdout)
	if err := b.tellFiles(out, "wrote", c.Into); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	report, err := newReport(s, problems, nil)
	if err != nil {
		return err
	}
	if err := report.printSummary(out); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if n := b.suggested(); n > 0 && !c.Cuts {
		fmt.Fprintf(out, "\n%s suggested: cliffhanger check %s shows where and why;\n"+
			"to have them written, import again with --accept-cuts --force\n", plural(n, "scene break"), quotedPath(c.Into))
	}
	if story.HasErrors(problems) {
		fmt.Fprintf(out, "\nnext: cliffhanger check %s, which says what is wrong in the folder beside this\n", quotedPath(c.Into))
	} else {
		fmt.Fprintf(out, "\nnext: cliffhanger preview %s\n", quotedPath(c.Into))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// cut makes the breaks that are suggested, and says where and why.
func (b *brought) cut(stdout io.Writer) error {
	out := sheetOn(stdout)
	for i, c := range b.chapters {
		if all := cuts.SuggestPieces(c, cuts.Options{}); len(all) > 0 {
			b.chapters[i] = cuts.Apply(c, all)
			fmt.Fprintf(out, "%s: %s as suggested:\n", cmp.Or(c.Title, fmt.Sprintf("Chapter %d", c.Number)),
				plural(len(all), "scene break"))
			printReasons(out, newCheckCuts(c, all), "  ")
			fmt.Fprintln(out)
		}
	}
	return out.Flush()
}

// suggested counts the breaks that could be made.
func (b *brought) suggested() int {
	n := 0
	for _, c := range b.chapters {
		n += len(suggestedCuts(c))
	}
	return n
}

// mostTold is how many files are named one by one.
const mostTold = 20

// tellFiles says which files are, or would be, written.
func (b *brought) tellFiles(w io.Writer, done, into string) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s %s into %s:\n", done, plural(len(b.files), "file"), into)
	for i, f := range b.files {
		if i == mostTold && len(b.files) > mostTold+1 {
			fmt.Fprintf(out, "  and %d more\n", len(b.files)-mostTold)
			break
		}
		over := ""
		if f.over {
			over = "  (over the one that was there)"
		}
		fmt.Fprintf(out, "  %s%s\n", f.name, over)
	}
	if b.kept != "" {
		fmt.Fprintf(out, "  %s stays as it is\n", b.kept)
	}
	fmt.Fprintln(out)
	return out.Flush()
}

// quotedPath writes a path as a shell takes it for one word.
func quotedPath(path string) string {
	if strings.ContainsAny(path, " \t\"'`$&|;<>()*?[]#~!\\") && filepath.Separator == '/' {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	if strings.ContainsAny(path, " \t") {
		return `"` + path + `"`
	}
	return path
}
