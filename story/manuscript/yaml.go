package manuscript

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"cliffhanger/story"
)

// The most bytes and brackets of YAML that are read: much more than settings and notes need, and so little that the
// parser, which takes time in the square of what is nested, is done at once.
const (
	maxYAML     = 64 << 10
	maxBrackets = 500
)

// An entry is one "key: value" of a YAML mapping, with the place of both in the author's file.
type entry struct {
	key             string
	line, col       int // of the key
	value           ast.Node
	valLine, valCol int
}

// mapping reads YAML text, whose lines must be counted as in the author's file: front matter comes with an empty line
// in place of its opening dashes. What is not a mapping or not YAML is reported.
func (f *file) mapping(text string) []entry {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	if len(text) > maxYAML || brackets(text) > maxBrackets {
		f.report(1, 0, story.Error, fmt.Sprintf("the settings are longer than %d KiB or hold more than %d brackets",
			maxYAML>>10, maxBrackets), "look whether prose stands where only settings should be")
		return nil
	}
	doc, err := parseYAML(text)
	if err != nil {
		f.reportYAML(err)
		return nil
	}
	var body ast.Node
	for _, d := range doc.Docs {
		if d != nil && d.Body != nil {
			body = d.Body
			break
		}
	}
	if body == nil {
		return nil
	}
	entries, ok := f.entries(body)
	if !ok {
		line, col := nodePlace(body)
		f.report(line, col, story.Error, "lines of the form “key: value” are expected here",
			`write for example “title: My Story”`)
	}
	return entries
}

// brackets counts the signs with which YAML nests.
func brackets(text string) int { return strings.Count(text, "[") + strings.Count(text, "{") }

// parseYAML parses text and turns a panic of the parser into an error, because the text is the author's and the parser
// is not ours.
func parseYAML(text string) (doc *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, fmt.Errorf("the YAML parser gave up: %v", r)
		}
	}()
	return parser.ParseBytes([]byte(text), 0)
}

// reportYAML reports a syntax error where the parser saw it.
func (f *file) reportYAML(err error) {
	line, col, message := 0, 0, firstLine(err.Error())
	var placed yaml.Error
	if errors.As(err, &placed) {
		message = placed.GetMessage()
		if t := placed.GetToken(); t != nil && t.Position != nil {
			line, col = t.Position.Line, t.Position.Column
		}
	}
	f.report(line, col, story.Error, "not valid YAML: "+message, yamlHint(message))
}

// yamlHint says what to do about a message of the YAML parser.
func yamlHint(message string) string {
	switch {
	case strings.ContainsRune(message, '\t'):
		return "begin the line with spaces, not with a tab"
	case strings.Contains(message, "quoted text"):
		return "a quotation mark that begins a value needs another at its end"
	}
	return `put a value that holds “: ” or begins with a sign such as @ # [ { * & ! % in double quotes`
}

// firstLine returns s up to its first line break.
func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// entries returns the pairs of a mapping node, and whether it is one.
func (f *file) entries(n ast.Node) ([]entry, bool) {
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		return nil, false
	}
	out := make([]entry, 0, len(pairs))
	for _, p := range pairs {
		if p == nil || p.Key == nil {
			continue
		}
		e := entry{value: p.Value}
		if t := p.Key.GetToken(); t != nil {
			e.key = t.Value
		}
		e.line, e.col = nodePlace(p.Key)
		e.valLine, e.valCol = e.line, e.col
		if p.Value != nil {
			e.valLine, e.valCol = nodePlace(p.Value)
		}
		out = append(out, e)
	}
	return out, true
}

// nodePlace returns where a node begins in the author's file.
func nodePlace(n ast.Node) (line, col int) {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0]
	}
	if m, ok := n.(*ast.MappingValueNode); ok && m.Key != nil {
		n = m.Key
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line, t.Position.Column
	}
	return 0, 0
}

// scalar returns a value as the author typed it, whatever YAML takes it for, so that "title: 1984" and "start:
// 2026-12-04" stay text; an empty value is "". It reports false for lists and mappings.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return "", true
	case *ast.LiteralNode:
		if n.Value == nil {
			return "", true
		}
		return n.Value.Value, true
	case *ast.TagNode:
		return scalar(n.Value)
	case *ast.AnchorNode:
		return scalar(n.Value)
	case *ast.StringNode:
		return n.Value, true
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return strings.TrimSpace(n.GetToken().Value), true
	}
	return "", false
}

// text returns an entry's value as one trimmed string, or reports that it should be one.
func (f *file) text(e entry) string {
	s, ok := scalar(e.value)
	if !ok {
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” wants a text, not a list or a mapping", e.key),
			fmt.Sprintf("write “%s: …” on one line", e.key))
		return ""
	}
	return strings.TrimSpace(s)
}

// textSource returns an entry's value as a source. Places are exact in a block after "|" and in a value of one line;
// in others, whose lines YAML joins, they are counted on from where the value begins.
func textSource(e entry) *source {
	s, _ := scalar(e.value)
	block, ok := e.value.(*ast.LiteralNode)
	if !ok || block.Start == nil || !strings.HasPrefix(block.Start.Value, "|") {
		return &source{text: s, marks: []mark{{0, e.valLine, e.valCol}}}
	}
	indent := 0
	if block.Value != nil {
		for line := range strings.Lines(block.Value.GetToken().Origin) {
			if bare := strings.TrimLeft(line, " "); strings.TrimSpace(bare) != "" {
				indent = len(line) - len(bare)
				break
			}
		}
	}
	return newSource(s, e.valLine+1).indent(indent)
}

// list returns an entry's value as strings with their places: a YAML list, or one text cut at commas where commas is
// set.
func (f *file) list(e entry, commas bool) []placed {
	seq, ok := e.value.(*ast.SequenceNode)
	if !ok {
		var out []placed
		parts := []string{f.text(e)}
		if commas {
			parts = strings.Split(parts[0], ",")
		}
		for _, s := range parts {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, placed{s, e.valLine, e.valCol})
			}
		}
		return out
	}
	var out []placed
	for _, v := range seq.Values {
		line, col := nodePlace(v)
		s, ok := scalar(v)
		if s = strings.TrimSpace(s); !ok || s == "" {
			f.report(line, col, story.Error, fmt.Sprintf("an entry of “%s” is not a text", e.key),
				"write one text per line, in double quotes if it holds a colon")
			continue
		}
		out = append(out, placed{s, line, col})
	}
	return out
}

// A placed text knows where it stands.
type placed struct {
	text      string
	line, col int
}

// suggest returns a hint naming the known key that is nearest to what was typed, or all of them.
func suggest(key string, known []string) string {
	if best := nearest(key, known); best != "" {
		return fmt.Sprintf("did you mean “%s”?", best)
	}
	return "the keys are " + strings.Join(known, ", ")
}

// nearest returns the known word that is nearest to what was typed, or "" if none is near.
func nearest(typed string, known []string) string {
	best, least := "", 3
	for _, k := range known {
		if d := distance(strings.ToLower(typed), k); d < least && d < len(k) {
			best, least = k, d
		}
	}
	return best
}

// distance is the number of letters to insert, delete or replace to get from a to b.
func distance(a, b string) int {
	if len(a) > 40 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			above := row[j+1]
			cost := last
			if a[i] != b[j] {
				cost = 1 + min(last, above, row[j])
			}
			last, row[j+1] = above, cost
		}
	}
	return row[len(b)]
}

// keyLike matches a line that begins a YAML entry.
var keyLike = pattern(`^["']?[\p{L}_][\p{L}\p{N}_ -]{0,30}["']?:(\s|$)`)
