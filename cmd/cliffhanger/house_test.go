package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// allowed says which packages of this module each package may import, beside those in folders below its own. A package
// that is not here may not exist: add it with a reason. Tests may import anything.
var allowed = map[string][]string{
	"story": {},
	"story/manuscript": {
		"story", "story/schedule", "story/manuscript/archive", "story/manuscript/body", "story/manuscript/charset",
		"story/manuscript/docx",
		"story/manuscript/epub", "story/manuscript/markup", "story/manuscript/odt",
	},
	"story/typeset": {"story"},

	"story/manuscript/body":          {"story"},
	"story/manuscript/body/bodytest": {"story", "story/manuscript/body"},
	"story/manuscript/archive":       {},
	"story/manuscript/charset":       {"story"},
	"story/manuscript/cuts":          {"story"},
	"story/manuscript/markup":        {"story", "story/manuscript/body", "story/manuscript/charset"},
	"story/manuscript/epub": {
		"story", "story/manuscript/archive", "story/manuscript/body", "story/manuscript/markup",
	},
	"story/manuscript/office":     {"story", "story/manuscript/archive", "story/manuscript/body"},
	"story/manuscript/officetest": {"story", "story/manuscript/body"},
	"story/manuscript/docx": {"story", "story/manuscript/archive", "story/manuscript/body",
		"story/manuscript/office"},
	"story/manuscript/odt": {"story", "story/manuscript/archive", "story/manuscript/body",
		"story/manuscript/office"},

	"story/schedule": {},
	"story/ballot":   {"story"},
	"story/nominee":  {"story"},
	"story/sample":   {"story", "story/manuscript"},

	"store/kv":     {},
	"store/boltkv": {"store/kv"},
	"store/memkv":  {"store/kv"},
	"store/kvtest": {"store/kv"},
	"store":        {"story", "story/ballot", "store/kv", "store/boltkv"},

	"bot/customid": {},
	"bot/phrase":   {},
	"bot/discord":  {},
	"bot/outbox":   {"bot/discord"},
	"bot/render":   {"story", "story/typeset", "story/ballot", "bot/customid", "bot/phrase", "bot/render/picture"},
	"bot/route":    {"bot/customid", "bot/discord", "bot/phrase", "bot/render"},
	"bot/reader": {"story", "story/ballot", "story/nominee", "story/typeset", "store", "bot/customid", "bot/phrase",
		"bot/render", "bot/route"},
	"bot/author": {"story", "story/ballot", "story/nominee", "story/schedule", "store", "bot/customid", "bot/discord",
		"bot/outbox", "bot/phrase",
		"bot/render", "bot/route"},
	"bot/drop": {"story", "story/schedule", "store", "bot/discord", "bot/outbox", "bot/phrase", "bot/render"},
	"bot/vote": {"story", "story/ballot", "story/nominee", "store", "bot/discord", "bot/outbox", "bot/phrase", "bot/render",
		"bot/render/picture"},
	"bot/render/picture": {},
	"bot":                {"story", "story/typeset", "store"}, // and everything of the bot's below it, the sandbox apart

	"bot/sandbox/clock":   {},
	"bot/sandbox/world":   {},
	"bot/sandbox/openapi": {},
	"bot/sandbox/gateway": {"bot/sandbox/world"},
	"bot/sandbox/rest":    {"bot/sandbox/world"},
	"bot/sandbox/page":    {"bot/sandbox/world", "bot/sandbox/clock"},
	"bot/sandbox/wire":    {},
	"bot/sandbox":         {},

	"cmd/cliffhanger": {"*"},
}

const module = "cliffhanger"

// A source is one Go file of the module.
type source struct {
	pkg, name string
	test      bool
	file      *ast.File
}

// sources parses every Go file of the module.
func sources(t *testing.T) []source {
	t.Helper()
	root := os.DirFS(filepath.Join("..", ".."))
	var out []source
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() && name != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		b, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, b, parser.ParseComments)
		if err != nil {
			return err
		}
		out = append(out, source{pkg: path.Dir(name), name: name, test: strings.HasSuffix(name, "_test.go"), file: f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestArrowsPointOneWay(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sources(t) {
		seen[s.pkg] = true
		may, known := allowed[s.pkg]
		if !known {
			t.Errorf("package %s is not in the table of allowed imports", s.pkg)
		}
		if s.test || slices.Contains(may, "*") {
			continue
		}
		for _, spec := range s.file.Imports {
			to, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module+"/")
			if !ours || slices.Contains(may, to) || below(s.pkg, to) {
				continue
			}
			t.Errorf("%s imports %s, which %s may not", s.name, to, s.pkg)
		}
	}
	for pkg := range allowed {
		if !seen[pkg] {
			t.Errorf("package %s is in the table and does not exist", pkg)
		}
	}
}

// below reports whether package to is one that pkg puts together. The bot knows nothing of the sandbox.
func below(pkg, to string) bool {
	if pkg == "bot" && strings.HasPrefix(to, "bot/sandbox") {
		return false
	}
	return (pkg == "bot" || pkg == "bot/sandbox") && strings.HasPrefix(to, pkg+"/")
}

func TestSandboxSharesNoCodeWithTheBot(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !strings.HasPrefix(s.pkg, "bot/sandbox") {
			continue
		}
		for _, spec := range s.file.Imports {
			to := strings.Trim(spec.Path.Value, `"`)
			if strings.Contains(to, "discordgo") ||
				strings.HasPrefix(to, module+"/") && !strings.HasPrefix(to, module+"/bot/sandbox") {
				t.Errorf("%s imports %s: a mistake could hide on both sides", s.name, to)
			}
		}
	}
}

func TestOnlyPackageDiscordCallsSessions(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.pkg == "bot/discord" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "discordgo" && (sel.Sel.Name == "New" || sel.Sel.Name == "Session") {
				t.Errorf("%s uses discordgo.%s: only bot/discord may", s.name, sel.Sel.Name)
			}
			return true
		})
	}
}

func TestEveryPackageHasOneComment(t *testing.T) {
	found := map[string][]string{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		if found[s.pkg] == nil {
			found[s.pkg] = []string{}
		}
		if s.file.Doc != nil {
			found[s.pkg] = append(found[s.pkg], s.name)
			want := "Package " + path.Base(s.pkg) + " "
			if s.file.Name.Name != "main" && !strings.HasPrefix(s.file.Doc.Text(), want) {
				t.Errorf("%s: the package comment does not begin with %q", s.name, want)
			}
		}
	}
	for pkg, names := range found {
		if len(names) != 1 {
			t.Errorf("package %s has %d package comments, want 1: %v", pkg, len(names), names)
		}
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && !plumbing(d) {
					t.Errorf("%s: %s has no comment", s.name, d.Name.Name)
				}
			case *ast.GenDecl:
				undocumented(t, s, d)
			}
		}
	}
}

// plumbing reports whether a function is a method whose meaning is an interface's of the standard library.
func plumbing(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return false
	}
	for _, f := range d.Recv.List {
		typ := f.Type
		if star, ok := typ.(*ast.StarExpr); ok {
			typ = star.X
		}
		if id, ok := typ.(*ast.Ident); ok && !id.IsExported() {
			return true
		}
	}
	return slices.Contains([]string{"Error", "Unwrap", "String", "Is", "Len", "Less", "Swap"}, d.Name.Name)
}

func undocumented(t *testing.T, s source, d *ast.GenDecl) {
	t.Helper()
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
				t.Errorf("%s: type %s has no comment", s.name, spec.Name.Name)
			}
		case *ast.ValueSpec:
			for _, n := range spec.Names {
				if n.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
					t.Errorf("%s: %s has no comment", s.name, n.Name)
				}
			}
		}
	}
}

func TestFunctionsStaySmall(t *testing.T) {
	const most = 100
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil || s.test {
				continue
			}
			b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(s.name)))
			if err != nil {
				t.Fatal(err)
			}
			from, to := int(f.Pos()-s.file.FileStart), int(f.End()-s.file.FileStart)
			if lines := strings.Count(string(b[from:to]), "\n") + 1; lines > most {
				t.Errorf("%s: %s has %d lines, more than %d", s.name, f.Name.Name, lines, most)
			}
		}
	}
}
