package manuscript

import "strings"

// redditSpoiler matches what Reddit hides, within a line.
var redditSpoiler = pattern(`>!([^\s!<>](?:[^\n]*?[^\s])?)!<`)

// hideSpoilers turns Reddit's spoilers, ">!he dies!<", into Discord's.
func (f *file) hideSpoilers(src *source) *source {
	if !strings.Contains(src.text, ">!") {
		return src
	}
	e, done := &editor{old: src}, 0
	code := codeFinder{text: src.text}
	for _, m := range redditSpoiler().FindAllStringSubmatchIndex(src.text, -1) {
		if code.holds(m[0]) || escaped(src.text, m[0]) || endsTag(src.text[:m[0]+1]) || beginsTag(src.text[m[1]-1:]) {
			continue // "<i>!" and "!</i>" are none of it
		}
		e.keep(done, m[0])
		e.keepAs(m[0], "||")
		e.keep(m[2], m[3])
		e.keepAs(m[3], "||")
		done = m[1]
	}
	if done == 0 {
		return src
	}
	e.keep(done, len(src.text))
	return e.source()
}

// tagHere matches a tag at the start of a text.
var tagHere = pattern(`^</?[A-Za-z][^<>\n]*>`)

// longestTag is more bytes than any tag has that is written by hand.
const longestTag = 200

// endsTag reports whether a text ends in a tag.
func endsTag(text string) bool {
	text = text[max(0, len(text)-longestTag):]
	at := strings.LastIndexByte(text, '<')
	return at >= 0 && len(tagHere().FindString(text[at:])) == len(text)-at
}

// beginsTag reports whether a text begins with a tag.
func beginsTag(text string) bool { return tagHere().MatchString(text[:min(len(text), longestTag)]) }
