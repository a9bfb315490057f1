package manuscript

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"regexp"
	"strings"
	"testing"
)

// parsed returns the package's source without its tests, and what its expressions are.
func parsed(t *testing.T) (*token.FileSet, []*ast.File, types.Info) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
	}
	info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	// What a pattern is made of are constants of this package: nothing that is imported need be known, and whoever
	// misses it is not heard. What has no value is found below.
	conf := types.Config{Error: func(error) {}}
	_, _ = conf.Check("manuscript", fset, files, &info)
	return fset, files, info
}

// Patterns are compiled when they are first used: a malformed one must not wait for an author's manuscript.
func TestEveryPatternIsWellFormed(t *testing.T) {
	fset, files, info := parsed(t)
	checked := 0
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if name, ok := call.Fun.(*ast.Ident); !ok || name.Name != "pattern" {
				return true
			}
			value := info.Types[call.Args[0]].Value
			if value == nil {
				t.Errorf("%s: no constant", fset.Position(call.Pos()))
				return true
			}
			if _, err := regexp.Compile(constant.StringVal(value)); err != nil {
				t.Errorf("%s: %v", fset.Position(call.Pos()), err)
			}
			checked++
			return true
		})
	}
	if checked < 40 {
		t.Errorf("%d patterns were found, want all", checked)
	}
}
