package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	"cliffhanger/story/manuscript/charset"
	"cliffhanger/story/typeset"
)

// checkCmd says what would be posted of a manuscript.
type checkCmd struct {
	Path     string
	Encoding string
	JSON     bool
}

func (c *checkCmd) declare(f *form) {
	f.argument = &argument{to: &c.Path, name: "PATH",
		about: "A story folder, or a manuscript (.md .txt .docx .odt .html .epub)."}
	declareEncoding(f, &c.Encoding)
	f.yes(&c.JSON, "json", "", "Print everything as JSON, with the pages as they would be posted.")
}

// declareEncoding declares the flag that says what texts are encoded in.
func declareEncoding(f *form, to *string) {
	f.text(to, "encoding", "NAME", "", "What texts are encoded in, such as windows-1250. Otherwise it is found out.")
}

// unreadable makes a wrong call of what cannot be read.
func unreadable(err error) error {
	if name := (*charset.NameError)(nil); errors.As(err, &name) {
		return usage(name, "")
	}
	return usage(err, "give a folder with chapters, or a file")
}

// Run checks.
func (c *checkCmd) Run(w *outside) error {
	code, err := c.check(w.stdout, w.stderr)
	switch {
	case err != nil && code == exitUsage:
		return unreadable(err)
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
	o := manuscript.Options{Encoding: c.Encoding}
	s, problems, err := manuscript.ReadPath(c.Path, o)
	if err != nil {
		return exitUsage, err
	}
	report := newReport(s, problems)
	report.from = originalsAt(c.Path, o)
	write := report.print
	if c.JSON {
		write = report.printJSON
	}
	if err := write(stdout); err != nil {
		return exitFailed, fmt.Errorf("write report: %w", err)
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

// plural returns "1 error" or "2 errors".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// A checkReport is what check says, in the shape of its JSON. Lists are never null; a note or question is null when
// there is none.
type checkReport struct {
	Title    string          `json:"title"`
	Author   string          `json:"author"`
	Appears  string          `json:"appears"` // where and when, in a sentence
	Told     string          `json:"told"`    // how beside that, "" if nothing was asked for
	Chapters []checkChapter  `json:"chapters"`
	Problems []story.Problem `json:"problems"` // those of no chapter, or of a file with several

	all  []story.Problem
	from originals
}

type checkChapter struct {
	Number   int             `json:"number"`
	Title    string          `json:"title"`
	Date     string          `json:"date"`  // its own, in the story's zone; "" if it has none
	Hold     bool            `json:"hold"`  // all of it waits for the author
	Holds    []int           `json:"holds"` // the scenes that wait
	Silent   bool            `json:"silent"`
	Branch   *checkBranch    `json:"branch"` // null: it is told in any case
	Scenes   []checkScene    `json:"scenes"`
	Note     *checkNote      `json:"note"`
	Question *checkQuestion  `json:"question"`
	Problems []story.Problem `json:"problems"`

	file string
}

type checkScene struct {
	Label      string      `json:"label"`
	Words      int         `json:"words"`
	Paragraphs int         `json:"paragraphs"`
	Pages      []checkPage `json:"pages"`
}

type checkPage struct {
	Content string `json:"content"`
	Length  int    `json:"length"` // in characters, as Discord counts them
}

type checkNote struct {
	Text string `json:"text"`
}

type checkQuestion struct {
	Text     string        `json:"text"`
	Options  []checkOption `json:"options"`
	Open     bool          `json:"open"` // there are no options
	FollowUp string        `json:"follow_up"`
	Vote     checkVote     `json:"vote"`
	Names    []string      `json:"suggestions"` // for an open question: what its author might offer as options
}

type checkOption struct {
	Emoji string `json:"emoji"`
	Text  string `json:"text"`
}

// newReport sets a story's pages and sorts the problems to their chapters. Those of a file with several chapters are of
// none.
func newReport(s story.Story, problems []story.Problem) checkReport {
	r := checkReport{Title: s.Title, Author: s.Author, Appears: whereAndWhen(&s), Told: howItIsTold(&s),
		Chapters: []checkChapter{}, Problems: []story.Problem{}, all: problems}
	at, in := map[string]int{}, map[string]int{}
	for _, c := range everyChapter(&s) {
		at[c.File] = len(r.Chapters)
		in[c.File]++
		r.Chapters = append(r.Chapters, newCheckChapter(&s, c))
	}
	for _, p := range problems {
		file, _, _ := strings.Cut(p.File, "!") // what is behind it is a part of the file
		if i, ok := at[file]; ok && in[file] == 1 {
			r.Chapters[i].Problems = append(r.Chapters[i].Problems, p)
			continue
		}
		r.Problems = append(r.Problems, p)
	}
	return r
}

// newCheckChapter sets the pages of one chapter of a story.
func newCheckChapter(s *story.Story, c story.Chapter) checkChapter {
	out := checkChapter{Number: c.Number, Title: c.Title, Date: c.Date, Hold: c.Hold, Holds: append([]int{}, c.Holds...),
		Silent: c.Silent, Branch: newCheckBranch(c.Branch), Scenes: []checkScene{}, Problems: []story.Problem{}, file: c.File}
	for _, part := range c.Scenes {
		scene := checkScene{Label: part.Label, Words: story.Words(part.Blocks), Paragraphs: len(part.Blocks),
			Pages: []checkPage{}}
		for _, p := range typeset.Scene(part, typeset.Options{}) {
			scene.Pages = append(scene.Pages, checkPage{Content: p.Content, Length: p.Length})
		}
		out.Scenes = append(out.Scenes, scene)
	}
	if len(c.Note.Blocks) > 0 {
		out.Note = &checkNote{Text: story.Plain(c.Note.Blocks)}
	}
	if q := c.Question; q != nil {
		out.Question = &checkQuestion{Text: q.Text, Options: []checkOption{}, Open: q.Open(), FollowUp: q.FollowUp,
			Vote: newCheckVote(q, s.Release.VotingOf(q)), Names: suggestions(&c)}
		for _, o := range q.Options {
			out.Question.Options = append(out.Question.Options, checkOption{Emoji: o.Emoji, Text: o.Text})
		}
	}
	return out
}

// printJSON prints the report as one indented JSON object.
func (r checkReport) printJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// print prints the report for people.
func (r checkReport) print(w io.Writer) error {
	b := bufio.NewWriter(w)
	if err := r.from.print(b, r.all); err != nil {
		return err
	}
	if err := r.printSummary(b); err != nil {
		return err
	}
	for _, c := range r.Chapters {
		c.printEnding(b)
	}
	return b.Flush() // which also returns the first error of all the writes before
}

// printSummary prints what the story is, and what will be posted.
func (r checkReport) printSummary(w io.Writer) error {
	b := bufio.NewWriter(w)
	by := ""
	if r.Author != "" {
		by = " by " + r.Author
	}
	fmt.Fprintf(b, "%s%s\n", r.Title, by)
	for _, line := range []string{r.Appears, r.Told} {
		if line != "" {
			fmt.Fprintln(b, line)
		}
	}
	fmt.Fprintln(b)
	if err := r.table(b); err != nil {
		return err
	}
	return b.Flush()
}

// table prints one line for each chapter, and their sum.
func (r checkReport) table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "chapter\tscenes\twords\tmessages\tlongest\t title")
	var scenes, words, messages, longest int
	for _, c := range r.Chapters {
		n := c.sums()
		fmt.Fprintf(t, "%d\t%d\t%d\t%d\t%d\t %s\n", c.Number, len(c.Scenes), n.words, n.messages, n.longest, c.Title)
		scenes, words, messages, longest = scenes+len(c.Scenes), words+n.words, messages+n.messages, max(longest, n.longest)
	}
	if len(r.Chapters) > 1 {
		fmt.Fprintf(t, "all %d\t%d\t%d\t%d\t%d\t \n", len(r.Chapters), scenes, words, messages, longest)
	}
	return t.Flush()
}

// checkSums are a chapter's figures: words, messages of its scenes, and characters in the longest message.
type checkSums struct{ words, messages, longest int }

func (c checkChapter) sums() checkSums {
	var n checkSums
	for _, s := range c.Scenes {
		n.words += s.Words
		n.messages += len(s.Pages)
		for _, p := range s.Pages {
			n.longest = max(n.longest, p.Length)
		}
	}
	return n
}

// printRelease prints when and how a chapter appears, where its file says so.
func (c checkChapter) printRelease(w io.Writer) {
	if c.Date != "" {
		fmt.Fprintf(w, "  date:     %s\n", strings.Replace(c.Date, "T", " ", 1))
	}
	var waits []string
	if c.Hold {
		waits = append(waits, "the whole chapter")
	}
	for _, n := range c.Holds {
		waits = append(waits, fmt.Sprintf("scene %d", n))
	}
	if len(waits) > 0 {
		fmt.Fprintf(w, "  waits:    %s, until you free it\n", strings.Join(waits, ", "))
	}
	if c.Silent {
		fmt.Fprintln(w, "  silent:   it pings nobody")
	}
	if c.Branch != nil {
		fmt.Fprintf(w, "  branch:   %s\n", c.Branch.Words)
	}
}

// printEnding prints a chapter's note and question, so that the author can see whether they were found where they are.
func (c checkChapter) printEnding(w io.Writer) {
	name := fmt.Sprintf("Chapter %d", c.Number)
	if c.Title != "" {
		name += ": " + c.Title
	}
	fmt.Fprintf(w, "\n%s (%s)\n", name, c.file)
	c.printRelease(w)
	note := "none"
	if c.Note != nil {
		note = strings.ReplaceAll(c.Note.Text, "\n", "\n            ")
	}
	fmt.Fprintf(w, "  note:     %s\n", note)
	q := c.Question
	if q == nil {
		fmt.Fprintln(w, "  question: none")
		return
	}
	fmt.Fprintf(w, "  question: %s\n", q.Text)
	if q.Open {
		fmt.Fprintln(w, q.openLine())
	}
	for _, o := range q.Options {
		fmt.Fprintf(w, "            %s %s\n", o.Emoji, o.Text)
	}
	if q.FollowUp != "" {
		fmt.Fprintf(w, "  to those who choose none: %s\n", q.FollowUp)
	}
	q.printVote(w)
}
