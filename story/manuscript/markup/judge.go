package markup

import (
	"strings"

	"golang.org/x/net/html"

	"cliffhanger/story/manuscript/body"
)

// A Judge tells of single tags whether they hide what they hold, for texts of another format in which HTML may stand.
type Judge struct{ page page }

// NewJudge returns a judge without style sheets, who reports what cannot be told to problems, without places.
func NewJudge(problems *body.Problems) *Judge { return &Judge{page{Reader: New(problems)}} }

// Add has a style sheet count from here on.
func (j *Judge) Add(css string) {
	if len(j.page.sheets) < mostNested {
		j.page.addSheet(ParseSheet(css))
	}
}

// Hides reports whether readers would not see what stands between this tag, "<p hidden>", and its end: by its own
// attributes, or by rules of the style sheets that need not know what the tag stands in. It is false of what is no tag.
func (j *Judge) Hides(tag string) bool {
	z := html.NewTokenizer(strings.NewReader(tag))
	if t := z.Next(); t != html.StartTagToken && t != html.SelfClosingTagToken || j.page.stopped {
		return false
	}
	n := node{}
	n.read(z)
	n.verdict = j.page.judge(&n)
	return look{}.sees(&n).hidden()
}
