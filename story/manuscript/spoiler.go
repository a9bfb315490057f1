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
		inTag := endsTag(src.text[:m[0]+1]) || beginsTag(src.text[m[1]-1:]) // "<i>!" and "!</i>" are none of it
		if code.holds(m[0]) || escaped(src.text, m[0]) || inTag {
			continue
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

// longestTag is more bytes than any tag has that stands beside a spoiler's sign.
const longestTag = 200

// endsTag reports whether a text ends in a tag.
func endsTag(text string) bool {
	text = text[max(0, len(text)-longestTag):]
	at := strings.LastIndexByte(text, '<')
	return at >= 0 && tagLength(text[at:]) == len(text)-at
}

// beginsTag reports whether a text begins with a tag.
func beginsTag(text string) bool { return tagLength(text[:min(len(text), longestTag)]) > 0 }

// tagLength returns how many bytes the tag has that a text begins with; 0: none.
func tagLength(text string) int {
	if at := htmlTag().FindStringIndex(text); at != nil && at[0] == 0 {
		return at[1]
	}
	return 0
}
