package manuscript

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/yuin/goldmark/ast"
)

// anchor is the name of the tag that makes a link of what stands between it and its end.
const anchor = "a"

// anchorAddress returns the address that a tag such as <a href="https://…"> leads to if readers can follow it. One that
// only leads to another place of the page, or that marks one, is none and not told.
func (w *walker) anchorAddress(tag string, n ast.Node) (address string, leads bool) {
	z := html.NewTokenizer(strings.NewReader(tag))
	z.Next()
	for _, a := range z.Token().Attr {
		if target := strings.TrimSpace(a.Val); a.Key == "href" && target != "" && target[0] != '#' {
			return w.address(target, n), true
		}
	}
	return "", false
}
