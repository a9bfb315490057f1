package manuscript

import (
	"fmt"
	"strconv"
	"strings"

	"cliffhanger/story"
)

// front is what a chapter's front matter says. A key that was written counts as said even when its value is "none".
type front struct {
	title                string
	number               int
	warnings             []string
	note                 *source // nil: none
	question             *story.Question
	hasTitle             bool
	hasNote, hasQuestion bool // do not look for one in the body
	release              release
	vote                 *ruling // nil: nothing is said of it
}

// frontKeys returns the keys a chapter's front matter may have.
func frontKeys() []string {
	return []string{"title", "number", "date", "hold", "silent", "warnings", "note", "question", "vote",
		"branch"}
}

// cutFront takes the front matter off a text: lines of YAML between "---" and "---" (or "...") at its very top. What
// only begins like front matter, such as a rule above prose, is left alone.
func (f *file) cutFront(text string) (front, *source) {
	whole := newSource(text, 1)
	above := 0 // empty lines at the top
	lines := strings.SplitAfter(text, "\n")
	for len(lines) > 1 && strings.TrimSpace(lines[0]) == "" {
		above, lines = above+1, lines[1:]
	}
	if strings.TrimRight(lines[0], " \t\n") != "---" || len(lines) == 1 {
		f.tellNearlyFront(lines, above+1)
		return front{}, whole
	}
	known := false
	for i, line := range lines[1:] {
		bare := strings.TrimRight(line, " \t\n")
		if bare == "---" || bare == "..." {
			if !known && i > 0 {
				return front{}, whole
			}
			head := strings.Join(lines[1:i+1], "")
			body := strings.Join(lines[i+2:], "")
			return f.readFront(strings.Repeat("\n", above+1) + head), newSource(body, above+i+3)
		}
		if entry := strings.TrimLeft(bare, " \t"); keyLike().MatchString(entry) {
			key, _, _ := strings.Cut(entry, ":")
			known = known || knownFront(strings.Trim(key, `"' `))
		} else if !known && bare != "" && !strings.HasPrefix(bare, "#") {
			return front{}, whole
		}
	}
	if known {
		f.report(above+1, 1, story.Error, "the front matter that begins here is never closed",
			"put a line of three dashes (---) below its last entry")
	}
	return front{}, whole
}

// tellNearlyFront reports lines at the top that were meant as front matter but lack its dashes, or are another
// program's TOML. The first of lines is the author's line number first.
func (f *file) tellNearlyFront(lines []string, first int) {
	top := strings.TrimSpace(lines[0])
	if top == "+++" && len(lines) > 1 && tomlLike().MatchString(lines[1]) {
		f.report(first, 1, story.Error, "front matter between lines of +++ cannot be read",
			"put --- in place of +++, and write “title: …” in place of “title = …”")
		return
	}
	key, _, found := strings.Cut(top, ":")
	switch strings.ToLower(key) {
	case "title", "number", "author", "tags", "warnings", "hold", "silent":
		if found && keyLike().MatchString(top) {
			f.report(first, 1, story.Warning, fmt.Sprintf("“%s” looks like front matter, but is posted as story", opening(top)),
				"put a line of three dashes (---) above it, and another below its last entry")
		}
	case "cw", "tw", "summary", "rating", "fandom":
		if found {
			f.report(first, 1, story.Notice, fmt.Sprintf("“%s” is posted as the beginning of the story", opening(top)),
				"delete it, or write warnings as “warnings: …” between two lines of --- at the top of the file")
		}
	}
}

// tomlLike matches an entry of TOML.
var tomlLike = pattern(`^\w+\s*=\s*\S`)

// knownFront reports whether a key shows that the lines are front matter and not prose: one of ours or nearly, or one
// of another program's.
func knownFront(key string) bool {
	key = strings.ToLower(key)
	if foreignKey(key) {
		return true
	}
	for _, k := range append(frontKeys(), "chapter", "poll") {
		short := k == "date" || k == "hold" || k == "vote" || k == "branch"
		if key == k || !short && distance(key, k) < 3 { // “Dad:” begins speech
			return true
		}
	}
	return false
}

// foreignKey reports whether note-taking programs and site generators write the key. Such keys mean nothing here, and
// their authors need not be told.
func foreignKey(key string) bool {
	switch strings.ToLower(key) {
	case "tags", "aliases", "created", "updated", "publish", "draft", "status", "cssclasses", "layout", "slug",
		"author", "summary", "description", "word count", "pov", "longform":
		return true
	}
	return false
}

// readFront reads the YAML of front matter.
func (f *file) readFront(text string) front {
	var fr front
	var date *entry
	foreign := false
	seen := map[string]bool{}
	for _, e := range f.mapping(text) {
		key := strings.ToLower(e.key)
		if f.again(seen, key, e) {
			continue
		}
		switch key {
		case "title":
			fr.title, fr.hasTitle = f.text(e), true
		case "number", "chapter":
			fr.number = f.number(e)
		case "warnings", "warning":
			fr.warnings = texts(f.list(e, true))
		case "note":
			fr.hasNote = true
			if noneIsEmpty(f.text(e)) != "" {
				fr.note = textSource(e)
			}
		case "question", "poll":
			fr.hasQuestion = true
			fr.question = f.frontQuestion(e)
		case "vote":
			fr.vote = f.ruling(f.voting, e)
		case "date":
			date = &e
		default:
			switch {
			case f.release(&fr.release, key, e):
			case foreignKey(key):
				foreign = true
			default:
				f.report(e.line, e.col, story.Warning, fmt.Sprintf("“%s” is not a key of a chapter", e.key),
					suggest(e.key, frontKeys()))
			}
		}
	}
	if date != nil {
		f.date(&fr.release, *date, foreign)
	}
	return fr
}

// again reports a key that came before.
func (f *file) again(seen map[string]bool, key string, e entry) bool {
	if seen[key] {
		f.report(e.line, e.col, story.Error, fmt.Sprintf("“%s” is said twice", e.key), "keep one of the two")
		return true
	}
	seen[key] = true
	return false
}

// number reads a chapter's number.
func (f *file) number(e entry) int {
	s := f.text(e)
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxNumber {
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is not a chapter's number", s),
			fmt.Sprintf("write a whole number from 1 to %d", maxNumber))
		return 0
	}
	return n
}

// noneIsEmpty returns "" for the words with which an author says that there is none.
func noneIsEmpty(s string) string {
	switch strings.ToLower(s) {
	case "none", "no", "false":
		return ""
	}
	return s
}

// texts returns the texts without their places.
func texts(list []placed) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.text)
	}
	return out
}

// frontQuestion reads the question: a text, or a mapping of text, options and follow_up; "none" says there is none.
func (f *file) frontQuestion(e entry) *story.Question {
	parts, ok := f.entries(e.value)
	if !ok {
		s := oneLine(noneIsEmpty(f.text(e)))
		if s == "" {
			return nil
		}
		return &story.Question{Text: s}
	}
	q := &story.Question{}
	seen := map[string]bool{}
	for _, p := range parts {
		key := strings.ToLower(p.key)
		if f.again(seen, key, p) {
			continue
		}
		switch key {
		case "text":
			q.Text = oneLine(f.text(p))
		case "options":
			q.Options = f.options(unlettered(f.list(p, false)))
			if len(q.Options) == 1 {
				f.report(p.valLine, p.valCol, story.Warning, "there is only one option to choose",
					"write each option on a line of its own, after a dash")
			}
		case "follow_up", "followup", "follow-up":
			q.FollowUp = oneLine(f.text(p))
		case "vote":
			f.report(p.line, p.col, story.Warning, "“vote” is not a key of a question and is ignored",
				"write it beside “question:”, at the beginning of a line")
		default:
			f.report(p.line, p.col, story.Warning, fmt.Sprintf("“%s” is not a key of a question", p.key),
				suggest(p.key, []string{"text", "options", "follow_up"}))
		}
	}
	if q.Text == "" {
		f.report(e.line, e.col, story.Error, "the question has no text", "write “text: …” under “question:”")
		return nil
	}
	return q
}

// oneLine collapses all white space to single spaces.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
