package typeset

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"cliffhanger/story"
)

// spansOf appends spans of a block's runs to none: links are written out, bare addresses are found. A limit says how
// long an address may be before it is set as words.
func spansOf(spans []span, runs []story.Run, limit int) []span {
	for i, r := range runs {
		text := clean(r.Text)
		link := httpAddress(r.Link, limit)
		if link == "" || i+1 < len(runs) && runs[i+1].Link == r.Link {
			spans = append(spans, span{text: text, style: r.Style})
			continue
		}
		start := i
		for start > 0 && runs[start-1].Link == r.Link {
			start--
		}
		words := clean(story.Block{Runs: runs[start : i+1]}.Text())
		spoiler := r.Style & story.Spoiler
		if start == i && (sameAddress(words, link) || strings.TrimSpace(words) == "") {
			spans = append(spans, span{text: link, style: spoiler, address: true})
			continue
		}
		body := strings.TrimRightFunc(text, unicode.IsSpace)
		spans = append(spans, span{text: body, style: r.Style})
		if !sameAddress(words, link) {
			spans = append(spans, span{text: " (", style: spoiler}, span{text: link, style: spoiler, address: true},
				span{text: ")", style: spoiler})
		}
		spans = append(spans, span{text: text[len(body):], style: r.Style})
	}
	return splitAddresses(spans, limit)
}

// sameAddress reports whether a link's words are its address, with or without the scheme and a closing slash.
func sameAddress(words, address string) bool {
	bare := func(s string) string {
		s = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(s)), "/")
		return strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
	}
	return bare(words) == bare(address)
}

// room is what an address leaves free on a page, for the brackets, a spoiler, and what stands right beside it.
const room = 40

// httpAddress returns a link in the form in which it can stand between < and >, or "" if it is none for the web or
// too long.
func httpAddress(link string, limit int) string {
	link = strings.TrimSpace(link)
	if n := scheme(link); n == 0 || n == len(link) {
		return ""
	}
	address := encode(link)
	if units(address) > limit-room {
		return ""
	}
	return address
}

// scheme returns the length of the http:// or https:// that s begins with, or 0.
func scheme(s string) int {
	for _, prefix := range [...]string{"https://", "http://"} {
		if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			return len(prefix)
		}
	}
	return 0
}

// encode percent-codes the bytes that would end an address early, open something, or mention everyone.
func encode(address string) string {
	var w strings.Builder
	for i, r := range address {
		switch {
		case r == '@' && hasFold(address[i+1:], "everyone"), r == '@' && hasFold(address[i+1:], "here"),
			strings.ContainsRune("<>|`\\\"", r), unicode.IsSpace(r), unicode.IsControl(r), r == joiner, r == zwsp:
			for _, b := range []byte(string(r)) {
				fmt.Fprintf(&w, "%%%02X", b)
			}
		default:
			w.WriteRune(r)
		}
	}
	return w.String()
}

func hasFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// splitAddresses finds the bare addresses in text that is neither code nor an address already.
func splitAddresses(spans []span, limit int) []span {
	if !slices.ContainsFunc(spans, func(s span) bool { return strings.Contains(s.text, "://") }) {
		return spans
	}
	var out []span
	for _, s := range spans {
		if s.address || s.style&story.Code != 0 {
			out = append(out, s)
			continue
		}
		for {
			start, end := findAddress(s.text)
			if end == 0 {
				break
			}
			found := s.text[start:end]
			if httpAddress(found, limit) != found { // too long, or one that would not look as it was written
				out = append(out, span{text: s.text[:end], style: s.style})
			} else {
				out = append(out, span{text: s.text[:start], style: s.style},
					span{text: found, style: s.style & story.Spoiler, address: true})
			}
			s.text = s.text[end:]
		}
		out = append(out, s)
	}
	return out
}

// findAddress returns where the first address in s lies; 0, 0 if there is none. As readers see it, an address does not
// include the punctuation after it, nor a closing parenthesis it did not open.
func findAddress(s string) (start, end int) {
	for start < len(s) {
		i := strings.Index(s[start:], "://")
		if i < 0 {
			break
		}
		colon := start + i
		start = colon
		for start > 0 && isLatin(rune(s[start-1])) && colon-start <= len("https") {
			start--
		}
		if n := scheme(s[start:]); n > 0 && start+n == colon+len("://") {
			if end := addressEnd(s, start+n); end > start+n {
				return start, end
			}
		}
		start = colon + len("://")
	}
	return 0, 0
}

// addressEnd returns where an address ends whose host begins at from.
func addressEnd(s string, from int) int {
	end, open := from, 0
	for i, r := range s[from:] {
		if !isVisible(r) || r == '<' || r == '>' || r == '"' || r == '“' || r == '”' || r == '»' {
			break
		}
		switch {
		case r == '(':
			open++
		case r == ')':
			open--
		}
		if r == ')' && open < 0 {
			break
		}
		if !strings.ContainsRune(".,:;!?'’*_~([{]}…。、", r) {
			end = from + i + len(string(r))
		}
	}
	return end
}
