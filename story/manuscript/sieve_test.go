package manuscript

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
	"unicode"

	"cliffhanger/story"
)

// A sieve is a pattern with what is looked for in a text before it is matched.
type sieve struct {
	at   token.Position
	expr string
	test finder
}

// sieves returns all of the package's, as its source has them: what is called with [rare] and [begins], and [heads].
func sieves(t *testing.T) []sieve {
	t.Helper()
	fset, files, info := parsed(t)
	p := prospector{t, fset, info, otherSieves()}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			p.visit(n)
			return true
		})
	}
	return p.found
}

// A prospector looks for sieves in the package's source.
type prospector struct {
	t     *testing.T
	fset  *token.FileSet
	info  types.Info
	found []sieve
}

// A finder finds a pattern in a text, if it looks for it.
type finder func(text string) bool

// visit adds the sieves that a piece of source makes.
func (p *prospector) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		switch name, _ := n.Fun.(*ast.Ident); {
		case name == nil:
		case name.Name == "rare":
			var signs []string
			for _, a := range n.Args[1:] {
				signs = append(signs, p.text(a))
			}
			p.add(n.Args[0], func(expr func() *regexp.Regexp) finder { return rare(expr, signs...) })
		case name.Name == "begins":
			letters := p.text(n.Args[1])
			p.add(n.Args[0], func(expr func() *regexp.Regexp) finder { return begins(expr, letters) })
		}
	case *ast.CompositeLit:
		if name, ok := n.Type.(*ast.Ident); !ok || name.Name != "heads" {
			return
		}
		initials := p.text(n.Elts[0])
		for _, e := range n.Elts[1].(*ast.CompositeLit).Elts {
			p.add(e, func(expr func() *regexp.Regexp) finder {
				h := heads{initials, []func() *regexp.Regexp{expr}}
				return func(text string) bool { return h.length(text) > 0 }
			})
		}
	}
}

// text returns the value of a constant.
func (p *prospector) text(e ast.Expr) string {
	value := p.info.Types[e].Value
	if value == nil || value.Kind() != constant.String {
		p.t.Errorf("%s: no constant text", p.fset.Position(e.Pos()))
		return ""
	}
	return constant.StringVal(value)
}

// add adds the sieve of a call of pattern.
func (p *prospector) add(e ast.Expr, test func(expr func() *regexp.Regexp) finder) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		p.t.Errorf("%s: want a call of pattern", p.fset.Position(e.Pos()))
		return
	}
	expr := p.text(call.Args[0])
	p.found = append(p.found, sieve{p.fset.Position(e.Pos()), expr, test(pattern(expr))})
}

// otherSieves returns those that are functions of their own.
func otherSieves() []sieve {
	at := func(what string) token.Position { return token.Position{Filename: what} }
	begins := func(text string) bool {
		return mayBeChapter(para{Block: story.Block{Runs: []story.Run{{Text: text}}}})
	}
	look := func(signs look) finder {
		return func(text string) bool { return lookAt(text).has(signs) }
	}
	return []sieve{
		{at("formOf"), optionForm().String(), func(text string) bool { return formOf(text) != "" }},
		{at("mayBeChapter"), oneChapter().String(), begins},
		{at("mayBeChapter"), outsideForm, begins},
		{at("hasSmiley"), smiley().String(), func(text string) bool { return hasSmiley(text, lookAt(text)) }},
		{at("unshouted"), capitals().String(), look(lookCapitals | lookForeign)},
		{at("unshouted"), capitals().String(), hasCapitals},
		{at("hasLeftover"), leftover().String(), hasLeftover},
		{at("manners"), counted().String(), look(lookDigit)},
	}
}

// TestSievesLetEveryMatchThrough makes texts of each pattern that has a sieve, all of which it must find: a word that is
// added to a pattern and not to its sieve would never be.
func TestSievesLetEveryMatchThrough(t *testing.T) {
	const tries, enough = 4000, 200
	all := sieves(t)
	if len(all) < 10 {
		t.Errorf("%d sieves were found, want all", len(all))
	}
	for _, s := range all {
		tree, err := syntax.Parse(s.expr, syntax.Perl)
		if err != nil {
			t.Errorf("%s: %v", s.at, err)
			continue
		}
		re := regexp.MustCompile(s.expr)
		w := writer{rand.New(rand.NewPCG(3, 5)), new(strings.Builder)}
		matches := 0
		for range tries {
			w.text.Reset()
			if w.IntN(4) == 0 { // where a pattern matches the start of a text, nothing will be found
				w.text.WriteString("He ran, ")
			}
			w.write(tree)
			if w.IntN(2) == 0 {
				w.text.WriteString(" the tide")
			}
			text := w.text.String()
			if !re.MatchString(text) {
				continue
			}
			if matches++; !s.test(text) {
				t.Errorf("%s: %q is not found", s.at, text)
				break
			}
		}
		if matches < enough {
			t.Errorf("%s: only %d of %d texts match", s.at, matches, tries)
		}
	}
}

// A writer writes texts that a pattern matches, but for what it asks of their edges.
type writer struct {
	*rand.Rand
	text *strings.Builder
}

// write writes what a part of a pattern matches.
func (w writer) write(re *syntax.Regexp) {
	times := 1
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if re.Flags&syntax.FoldCase != 0 {
				r = unicode.To(w.IntN(2), r) // to capital or small letters
			}
			w.text.WriteRune(r)
		}
		return
	case syntax.OpCharClass:
		w.text.WriteRune(w.oneOf(re.Rune))
		return
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		w.text.WriteRune([]rune("a Zé–9")[w.IntN(6)])
		return
	case syntax.OpAlternate:
		w.write(re.Sub[w.IntN(len(re.Sub))])
		return
	case syntax.OpStar:
		times = w.IntN(3)
	case syntax.OpPlus:
		times = 1 + w.IntN(2)
	case syntax.OpQuest:
		times = w.IntN(2)
	case syntax.OpRepeat:
		most := re.Max
		if most < 0 || most > re.Min+2 {
			most = re.Min + 2
		}
		times = re.Min + w.IntN(most-re.Min+1)
	}
	for range times {
		for _, sub := range re.Sub {
			w.write(sub)
		}
	}
}

// oneOf returns a character of a class, which is given by the first and the last of each range. Characters that only
// folding makes of letters of ASCII, ſ and the sign of Kelvin, are no author's.
func (w writer) oneOf(class []rune) rune {
	for {
		at := 2 * w.IntN(len(class)/2)
		r := class[at] + rune(w.IntN(int(class[at+1]-class[at])+1))
		if r != 'ſ' && r != '\u212a' && (r < 0x3000 || r == class[at]) {
			return r
		}
	}
}
