package markup

import (
	"strings"
)

// What a style sheet may hold. A page of prose has some hundred rules; what has more is no manuscript.
const (
	mostRules   = 20_000
	mostMatches = 20_000_000 // comparisons of a rule with a tag, in one file
	mostImports = 16
	mostInside  = 8 // rules and conditions inside each other
)

// A Sheet is a style sheet, of which only the rules are kept that matter to words: those that hide, slant, embolden,
// underline, strike, centre, keep lines, or draw a rule.
type Sheet struct {
	byClass, byID, byTag map[string][]*rule
	any                  []*rule
	imports              []string

	rules     int
	attrs     bool // some rule asks for attributes other than class and id
	unclear   bool // a rule hides something, but what cannot be told
	variable  bool // whether a rule hides something is said elsewhere, by a variable
	overgrown bool // there were more rules than are read
}

// A rule is a selector and what it declares.
type rule struct {
	selector
	does  []declaration
	order int
}

// ParseSheet reads a style sheet. What it does not understand it passes over, as browsers do. Nothing is ever loaded.
func ParseSheet(css string) *Sheet {
	s := &Sheet{byClass: map[string][]*rule{}, byID: map[string][]*rule{}, byTag: map[string][]*rule{}}
	s.block(strings.NewReplacer("<!--", " ", "-->", " ").Replace(uncomment(css)), 0)
	return s
}

// Imports returns the addresses of the sheets that this one takes in on a screen, as they are written, 16 at most. What
// they say comes before what this one says.
func (s *Sheet) Imports() []string { return s.imports }

// uncomment cuts comments.
func uncomment(css string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(css, "/*")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if _, css, found = strings.Cut(after, "*/"); !found {
			return b.String()
		}
		b.WriteByte(' ')
	}
}

// block reads rules. Rules inside conditions that hold on a screen are read as if they stood without them.
func (s *Sheet) block(css string, depth int) {
	early := depth == 0 // no rule has come yet
	for css != "" {
		head, rest, end := upTo(css, "{;")
		if end != '{' {
			css = rest // an @import or @charset, or rubbish
			if address := imported(head); early && address != "" && len(s.imports) < mostImports {
				s.imports = append(s.imports, address)
			}
			continue
		}
		body, after := braces(rest)
		css, early = after, false
		head = strings.TrimSpace(head)
		switch {
		case !strings.HasPrefix(head, "@"):
			s.add(head, body)
		case depth < mostInside && onScreen(strings.ToLower(head)):
			s.block(body, depth+1)
		}
	}
}

// imported returns the address in an @import that holds on a screen, else "".
func imported(head string) string {
	const name = "@import"
	head = strings.TrimSpace(head)
	if len(head) < len(name) || !strings.EqualFold(head[:len(name)], name) {
		return ""
	}
	head = strings.TrimSpace(head[len(name):])
	stop := ""
	if len(head) > 4 && strings.EqualFold(head[:4], "url(") {
		head, stop = strings.TrimSpace(head[4:]), ")"
	}
	if head != "" && (head[0] == '"' || head[0] == '\'') {
		head, stop = head[1:], head[:1]
	}
	address, condition, found := strings.Cut(head, stop)
	condition = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(condition), ")")))
	if stop == "" || !found || !strings.HasPrefix(condition, "layer") && !onScreen("@media "+condition) {
		return ""
	}
	return strings.TrimSpace(address)
}

// onScreen reports whether a condition holds wherever a page is read on a screen.
func onScreen(head string) bool {
	name, condition, _ := strings.Cut(head, " ")
	switch name {
	case "@supports", "@layer":
		return true
	case "@media":
		for query := range strings.SplitSeq(condition, ",") {
			switch strings.TrimPrefix(strings.TrimSpace(query), "only ") {
			case "screen", "all", "":
				return true
			}
		}
	}
	return false
}

// upTo cuts css at the first of the stops that is not in a string or in brackets, and returns which it was, 0 at the
// end.
func upTo(css, stops string) (before, after string, stop byte) {
	quote, deep := byte(0), 0
	for i := 0; i < len(css); i++ {
		c := css[i]
		switch {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote || c == '\n' {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(' || c == '[':
			deep++
		case c == ')' || c == ']':
			deep = max(deep-1, 0)
		case deep == 0 && strings.IndexByte(stops, c) >= 0:
			return css[:i], css[i+1:], c
		}
	}
	return css, "", 0
}

// braces cuts css at the brace that closes the one before it.
func braces(css string) (inside, after string) {
	quote, deep := byte(0), 1
	for i := 0; i < len(css); i++ {
		switch c := css[i]; {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote || c == '\n' {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '{':
			deep++
		case c == '}':
			if deep--; deep == 0 {
				return css[:i], css[i+1:]
			}
		}
	}
	return css, ""
}

// add keeps a rule for each of its selectors, if it declares anything that matters.
func (s *Sheet) add(selectors, body string) {
	does := declarations(s.unnested(body, 0))
	s.variable = s.variable || varies(does)
	for len(does) > 0 && selectors != "" {
		var one string
		one, selectors, _ = upTo(selectors, ",")
		if s.rules++; s.rules > mostRules {
			s.overgrown = true
			return
		}
		sel, meaning := parseSelector(one)
		switch meaning {
		case foreign:
			s.unclear = s.unclear || hides(does)
			continue
		case never:
			continue
		}
		s.enter(&rule{selector: sel, does: does, order: s.rules})
	}
}

// unnested returns what a rule declares itself, without rules inside it. Of those it is only noted whether they hide
// anything, as few sheets have any.
func (s *Sheet) unnested(body string, depth int) string {
	if strings.IndexByte(body, '{') < 0 {
		return body
	}
	var own strings.Builder
	for body != "" {
		head, rest, end := upTo(body, "{;")
		if body = rest; end != '{' {
			own.WriteString(head + ";")
			continue
		}
		inside, after := braces(rest)
		body = after
		head = strings.ToLower(strings.TrimSpace(head))
		if depth < mostInside && (!strings.HasPrefix(head, "@") || onScreen(head)) {
			s.unclear = hides(declarations(s.unnested(inside, depth+1))) || s.unclear
		}
	}
	return own.String()
}

// enter files a rule under the rarest thing its last part asks for.
func (s *Sheet) enter(r *rule) {
	last := r.parts[0]
	for _, p := range r.parts {
		s.attrs = s.attrs || len(p.attrs) > 0
	}
	switch {
	case last.id != "":
		s.byID[last.id] = append(s.byID[last.id], r)
	case len(last.classes) > 0:
		s.byClass[last.classes[0]] = append(s.byClass[last.classes[0]], r)
	case last.tag != "":
		s.byTag[last.tag] = append(s.byTag[last.tag], r)
	default:
		s.any = append(s.any, r)
	}
}
