package markup

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"cliffhanger/story"
)

// address returns a link's target if readers can follow it, else "".
func address(target string) string {
	if len(target) < 8 || len(target) > 2000 || strings.ContainsAny(target, " \n\t<>") {
		return ""
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	if real := u.Query().Get("q"); u.Host == "www.google.com" && u.Path == "/url" && real != "" && real != target {
		return address(real) // Google Docs leads every link through its own page
	}
	return target
}

// A lostLink is a link that readers cannot follow, which is known once its words are read.
type lostLink struct {
	target string
	told   bool
}

// link takes over where a tag leads. What leads to another place of the page, or to another file of a book, loses
// nothing; nor does a title or a byline, which sites make links of.
func (r *page) link(n *node) {
	target := strings.TrimSpace(n.attr("href"))
	if n.link, n.lost = address(target), nil; n.link != "" || target == "" || target[0] == '#' {
		return
	}
	if scheme, _, found := strings.Cut(target, ":"); r.part != "" && !found || strings.EqualFold(scheme, "javascript") {
		return
	}
	if !slices.ContainsFunc(r.stack, func(n node) bool { return n.heading() }) {
		n.lost = &lostLink{target: target}
	}
}

// lose notes that words are shown whose link is not, unless they are its address.
func (r *page) lose(l *lostLink, words []byte) {
	if l.told || len(strings.TrimSpace(string(words))) == 0 {
		return
	}
	l.told = true
	if bareAddress(string(words)) == bareAddress(l.target) {
		return
	}
	if r.lost.count++; r.lost.count == 1 {
		r.lost.part, r.lost.line, r.lost.col, r.lost.target = r.part, r.line, r.col, l.target
	}
}

// bareAddress returns an address without its scheme, as people write it.
func bareAddress(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, scheme := range []string{"mailto:", "tel:", "https://", "http://", "//", "www."} {
		s = strings.TrimPrefix(s, scheme)
	}
	return strings.TrimSuffix(s, "/")
}

// A lostLinks counts the links of a work that readers cannot follow, and knows where the first stands.
type lostLinks struct {
	count     int
	part      string
	line, col int
	target    string
}

// tellLinks tells once of a work how many links are lost.
func (r *Reader) tellLinks() {
	l := r.lost
	if l.count == 0 {
		return
	}
	what := fmt.Sprintf("the link to “%.80s” leads nowhere on Discord; its words are kept", l.target)
	if l.count > 1 {
		what = fmt.Sprintf("%d links lead nowhere on Discord, the first of them, to “%.80s”, here; their words are kept",
			l.count, l.target)
	}
	r.problems.Report(l.part, l.line, l.col, story.Notice, what,
		"if readers need the address, write it whole, beginning with https://")
}
