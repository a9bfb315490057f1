package manuscript

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"cliffhanger/story"
)

// Print returns a chapter as canonical Markdown: front matter that says everything but the prose, then the scenes
// between lines of "***". For a chapter that [Read] returned without errors, Read of the result is an equal chapter
// again, but for File, which is the name Read is given. The front matter says "none" where there is no note or no
// question, so that none is looked for in the prose. A note too long for front matter stands below a heading at the
// end.
func Print(c story.Chapter) []byte {
	var b bytes.Buffer
	b.WriteString("---\n")
	fmt.Fprintf(&b, "title: %s\n", quoteYAML(c.Title))
	if c.Number > 0 {
		fmt.Fprintf(&b, "number: %d\n", c.Number)
	}
	printRelease(&b, c)
	if len(c.Warnings) > 0 {
		b.WriteString("warnings:\n")
		for _, w := range c.Warnings {
			fmt.Fprintf(&b, "  - %s\n", quoteYAML(w))
		}
	}
	note := printBlocks(c.Note.Blocks)
	long := len(note) > maxYAML/4 || brackets(note) > maxBrackets/4
	if !long {
		printNote(&b, note)
	}
	printQuestion(&b, c.Question)
	printVoting(&b, c.Question)
	b.WriteString("---\n")
	for i, s := range c.Scenes {
		switch {
		case s.Label != "":
			fmt.Fprintf(&b, "\n*** %s ***\n", escapeText(s.Label, printEscaped))
		case i > 0:
			b.WriteString("\n***\n")
		}
		b.WriteString("\n" + printBlocks(s.Blocks))
	}
	if long {
		b.WriteString("\n## Author's note\n\n" + note)
	}
	return b.Bytes()
}

// printRelease writes when and how the chapter appears, where it is not as usual.
func printRelease(b *bytes.Buffer, c story.Chapter) {
	if c.Date != "" {
		fmt.Fprintf(b, "date: %s\n", strings.Replace(c.Date, "T", " ", 1))
	}
	var holds []string
	if c.Hold {
		holds = []string{wholeChapter}
	}
	for _, n := range c.Holds {
		holds = append(holds, strconv.Itoa(n))
	}
	if len(holds) > 0 {
		fmt.Fprintf(b, "hold: [%s]\n", strings.Join(holds, ", "))
	}
	if c.Silent {
		b.WriteString("silent: yes\n")
	}
	if c.Branch != nil {
		fmt.Fprintf(b, "branch: %s\n", quoteYAML(branchText(c.Branch)))
	}
}

// printNote writes the note as a block of Markdown, or as one quoted text where YAML would change the block.
func printNote(b *bytes.Buffer, text string) {
	if text == "" {
		b.WriteString("note: none\n")
		return
	}
	if noneIsEmpty(strings.TrimSpace(text)) == "" {
		text = fmt.Sprintf("&#%d;%s", text[0], text[1:])
	}
	block := "note: |\n  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ") + "\n"
	block = strings.ReplaceAll(block, "\n  \n", "\n\n")
	var f file
	entries := f.mapping(block)
	if len(f.problems) == 0 && len(entries) == 1 && f.text(entries[0]) == strings.TrimSpace(text) {
		b.WriteString(block)
		return
	}
	fmt.Fprintf(b, "note: %s\n", quoteYAML(text))
}

// printQuestion writes the question.
func printQuestion(b *bytes.Buffer, q *story.Question) {
	if q == nil {
		b.WriteString("question: none\n")
		return
	}
	fmt.Fprintf(b, "question:\n  text: %s\n", quoteYAML(q.Text))
	if len(q.Options) > 0 {
		b.WriteString("  options:\n")
		for _, o := range q.Options {
			fmt.Fprintf(b, "    - %s\n", quoteYAML(o.Emoji+" "+o.Text))
		}
	}
	if q.FollowUp != "" {
		fmt.Fprintf(b, "  follow_up: %s\n", quoteYAML(q.FollowUp))
	}
}

// quoteYAML returns s as a double-quoted YAML text; what cannot be seen is escaped.
func quoteYAML(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == ' ' || r == '\u200d' || r == '\ufe0f' || unicode.IsGraphic(r) && !unicode.IsSpace(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// printBlocks returns blocks as Markdown, with a blank line between.
func printBlocks(blocks []story.Block) string {
	var out []string
	delimiters := itemDelimiters(blocks)
	for i, block := range blocks {
		prefix := ""
		switch block.Kind {
		case story.Heading:
			prefix = "### "
		case story.Quote:
			prefix = "> "
		case story.Item:
			prefix = "* "
			if n := itemNumber(block); n >= 0 {
				prefix = fmt.Sprintf("%d%c ", n, delimiters[i])
			}
		}
		out = append(out, printBlock(block, prefix))
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, "\n\n") + "\n"
}

// itemNumber returns the number of a numbered item, or -1.
func itemNumber(b story.Block) int {
	digits, ok := strings.CutSuffix(b.Marker, ".")
	n, err := strconv.Atoi(digits)
	if b.Kind != story.Item || !ok || err != nil || n < 0 {
		return -1
	}
	return n
}

// itemDelimiters returns "." or ")" for each numbered item, so that its number is read back and it is not taken for a
// sentence that begins with one: items that count up have full stops, but for a single one that is not 1; items that
// are all 1 have both by turns, so that each is a list; any others have parentheses.
func itemDelimiters(blocks []story.Block) []byte {
	out := make([]byte, len(blocks))
	for from := 0; from < len(blocks); from++ {
		first := itemNumber(blocks[from])
		to, up, ones := from, true, true
		for ; to < len(blocks) && itemNumber(blocks[to]) >= 0; to++ {
			n := itemNumber(blocks[to])
			up, ones = up && n == first+to-from, ones && n == 1
		}
		for i := from; i < to; i++ {
			switch {
			case up && (to-from > 1 || first == 1), ones && (i-from)%2 == 0:
				out[i] = '.'
			default:
				out[i] = ')'
			}
		}
		from = max(from, to-1)
	}
	return out
}

// A care is how carefully a block is printed.
type care int

const (
	printLight   care = iota // dashes of dialogue stay bare
	printEscaped             // whatever could be markup is escaped
	printTags                // styles are set by tags, and the first letter is written as a number
)

// printBlock returns a block in the lightest form that reads back to itself.
func printBlock(block story.Block, prefix string) string {
	var text string
	for _, c := range []care{printLight, printEscaped, printTags} {
		text = prefix + strings.Join(printLines(block.Runs, c), lineEnd(block.Kind))
		if readsBack(text, block) {
			break
		}
	}
	return text
}

// lineEnd is what stands between two lines of one block.
func lineEnd(kind story.BlockKind) string {
	if kind == story.Quote {
		return "\\\n> "
	}
	return "\\\n"
}

// readsBack reports whether Markdown reads back to this block and nothing else, below a paragraph: a heading of signs
// may be a title at the start of a text only. A number is not compared: it depends on the items around.
func readsBack(text string, block story.Block) bool {
	var f file
	paras, _ := f.body(newSource("Above.\n\n"+text, 1))
	if len(paras) != 2 || len(f.problems) > 0 {
		return false
	}
	got := paras[1]
	return !got.cut && got.Kind == block.Kind && slices.Equal(got.Runs, block.Runs)
}
