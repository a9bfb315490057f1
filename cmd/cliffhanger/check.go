package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// checkCmd says what would be posted of a manuscript.
type checkCmd struct {
	Path     string
	Encoding string
	HTML     string // where to write the page, "" for nowhere
	JSON     bool
}

func (c *checkCmd) declare(f *form) {
	f.argument = &argument{to: &c.Path, name: "PATH",
		about: "A story folder, or a manuscript (.md .txt .docx .odt .html .epub)."}
	declareEncoding(f, &c.Encoding)
	f.text(&c.HTML, "html", "FILE", "", "Write a page that shows every message as readers will see it; - writes it to "+
		"standard output, and the report to standard error.")
	f.yes(&c.JSON, "json", "", "Print everything as JSON, with the pages as they would be posted.")
}

// declareEncoding declares the flag that says what texts are encoded in.
func declareEncoding(f *form, to *string) {
	f.text(to, "encoding", "NAME", "", "What texts are encoded in, such as windows-1250. Otherwise it is found out.")
}

// Run checks.
func (c *checkCmd) Run(w *outside) error {
	if c.HTML == dash && c.JSON {
		return usage(errors.New("--html - and --json would both write to standard output"), "name a file for the page")
	}
	if err := noDash(c.Path); err != nil {
		return err
	}
	code, err := c.check(w.stdout, w.stderr)
	switch {
	case err != nil && code == exitUsage:
		return unreadable(c.Path, err)
	case err != nil:
		return err
	case code != exitOK:
		return errSaid
	}
	return nil
}

// check reads the story folder or manuscript and prints its problems, a table of what would be posted, and the note and
// question found in every chapter; or, as JSON, one object that also holds the pages. How many errors and
// warnings there are goes to stderr. It returns exitFailed when there are errors, and an error with exitUsage when the
// path cannot be read or with exitFailed when the report cannot be written.
func (c *checkCmd) check(stdout, stderr io.Writer) (exitCode int, err error) {
	p := progressOn(stderr)
	defer p.end()
	p.begin("reading", 0)
	o := manuscript.Options{Encoding: c.Encoding, Progress: p.reading}
	s, problems, err := manuscript.ReadPath(c.Path, o)
	if err != nil {
		return exitUsage, err
	}
	report, err := newReport(s, problems, p)
	if err != nil {
		return exitFailed, err
	}
	report.from = originalsAt(c.Path, o)
	p.end()
	if err := c.write(&s, &report, stdout, stderr); err != nil {
		return exitFailed, err
	}
	wrong, warnings := count(problems, story.Error), count(problems, story.Warning)
	if wrong+warnings > 0 {
		if _, err := fmt.Fprintf(stderr, "%s, %s\n", plural(wrong, "error"), plural(warnings, "warning")); err != nil {
			return exitFailed, fmt.Errorf("write report: %w", err)
		}
	}
	if wrong > 0 {
		return exitFailed, nil
	}
	return exitOK, nil
}

// write writes the page, if one is asked for, and the report. Where the page takes standard output, the report goes to
// stderr.
func (c *checkCmd) write(s *story.Story, r *checkReport, stdout, stderr io.Writer) error {
	switch c.HTML {
	case "":
	case dash:
		page, err := r.page(s)
		if err != nil {
			return fmt.Errorf("make the page: %w", err)
		}
		if _, err := stdout.Write(page); err != nil {
			return fmt.Errorf("write the page: %w", err)
		}
		stdout = stderr
	default:
		if err := writePage(c.HTML, s, r); err != nil {
			return err
		}
	}
	print := r.print
	if c.JSON {
		print = r.printJSON
	}
	if err := print(stdout); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if c.HTML != "" && c.HTML != dash && !c.JSON {
		if _, err := fmt.Fprintf(stdout, "\nthe pages are in %s: open it in a browser\n", c.HTML); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	return nil
}

// count counts the problems of one severity.
func count(problems []story.Problem, severity story.Severity) int {
	n := 0
	for _, p := range problems {
		if p.Severity == severity {
			n++
		}
	}
	return n
}

// plural returns "1 error" or "2,000 errors", as the bot writes numbers in sentences; columns of a table have no commas.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return phrase.Thousands(n) + " " + noun + "s"
}

// printJSON prints the report as one indented JSON object.
func (r checkReport) printJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// print prints the report for people.
func (r checkReport) print(to io.Writer) error {
	w := sheetOn(to)
	r.from.print(w, r.all)
	if err := r.printSummary(w); err != nil {
		return err
	}
	for _, c := range r.Chapters {
		c.printEnding(w)
	}
	return w.Flush()
}

// printSummary prints what the story is, and what will be posted.
func (r checkReport) printSummary(w *sheet) error {
	by := ""
	if r.Author != "" {
		by = " by " + r.Author
	}
	for _, line := range []string{r.Title + by, r.Appears, r.Told} {
		if line != "" {
			fmt.Fprintln(w, strings.Join(wrapped(line, w.width), "\n"))
		}
	}
	fmt.Fprintln(w)
	return r.table(w)
}

// table prints one line for each chapter, and their sum.
func (r checkReport) table(w *sheet) error {
	var figures bytes.Buffer
	t := tabwriter.NewWriter(&figures, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "chapter\tscenes\twords\tminutes\tmessages\tlongest\t")
	titles := []string{"title"}
	line := func(name string, n checkSums, title string) {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t\n", name, n.Scenes, n.Words, n.Minutes, n.Messages, n.Longest)
		titles = append(titles, title)
	}
	for _, c := range r.Chapters {
		line(strconv.Itoa(c.Number), c.Sums, c.Title)
	}
	if n := len(r.Chapters); n > 1 {
		line(fmt.Sprintf("all %d", n), r.Totals, "")
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, title := range titles {
		line, err := figures.ReadString('\n')
		if err != nil {
			return err
		}
		line = strings.TrimRight(line, "\n")
		line += " " + cropped(title, min(w.width-len(line)-1, mostTitle))
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
	fmt.Fprintf(w, "\n%s\n", strings.Join(wrapped("Messages are all that is posted: "+messagesAre+".", w.width), "\n"))
	return nil
}

// messagesAre says what a chapter's messages are.
const messagesAre = "each chapter’s beginning, its scenes, the author’s note and the question"

// mostTitle is how many columns of a chapter's title stand in a table.
const mostTitle = 48

// printRelease prints when and how a chapter appears, where its file says so.
func (c checkChapter) printRelease(w *sheet) {
	if c.Date != "" {
		printField(w, "date", strings.Replace(c.Date, "T", " ", 1))
	}
	var waits []string
	if c.Hold {
		waits = append(waits, "the whole chapter")
	}
	for _, n := range c.Holds {
		waits = append(waits, fmt.Sprintf("scene %d", n))
	}
	if len(waits) > 0 {
		printField(w, "waits", strings.Join(waits, ", ")+", until you free it")
	}
	if c.Silent {
		printField(w, "silent", "it pings nobody")
	}
	if c.Branch != nil {
		printField(w, "branch", c.Branch.Words)
	}
}

// fieldIndent is how far the words about a chapter stand in.
const fieldIndent = "            "

// printField prints something about a chapter, in as many lines as it takes; the name may be empty.
func printField(w *sheet, name, text string) {
	if name != "" {
		name += ":"
	}
	for paragraph := range strings.SplitSeq(text, "\n") {
		for _, line := range wrapped(paragraph, w.width-len(fieldIndent)) {
			fmt.Fprintf(w, "  %-9s %s\n", name, line)
			name = ""
		}
	}
}

// printEnding prints a chapter's note and question, so that the author can see whether they were found where they are.
func (c checkChapter) printEnding(w *sheet) {
	name := fmt.Sprintf("Chapter %d", c.Number)
	if c.Title != "" {
		name += ": " + c.Title
	}
	fmt.Fprintf(w, "\n%s\n", strings.Join(wrapped(fmt.Sprintf("%s (%s)", name, c.file), w.width-2), "\n  "))
	c.printRelease(w)
	if len(c.Scenes) == 0 && c.Note == nil && c.Question == nil {
		printField(w, "scenes", "none; what is said above has to be mended first")
		return
	}
	note := "none"
	if c.Note != nil {
		note = c.Note.Text
	}
	printField(w, "note", note)
	c.Question.print(w)
	printCuts(w, c.Cuts)
}

// print prints the question and the vote on it.
func (q *checkQuestion) print(w *sheet) {
	if q == nil {
		printField(w, "question", "none")
		return
	}
	printField(w, "question", q.Text)
	if q.Open {
		printField(w, "", q.openLine())
	}
	for _, o := range q.Options {
		printField(w, "", o.Emoji+" "+o.Text)
	}
	if q.FollowUp != "" {
		printField(w, "", "to those who choose none: "+q.FollowUp)
	}
	q.printVote(w)
}
