package manuscript

import (
	"strings"
)

// quoted reports whether paragraph i stands below a sentence of the story that ends in a colon, or below the salutation
// of a letter that does: somebody in the story wrote it.
func (t *tail) quoted(i int) bool {
	if i < 1 || i >= len(t.paras) {
		return false
	}
	at := i - 1
	above := strings.TrimSpace(t.texts[at])
	if at > 0 && strings.HasSuffix(above, ",") && salutation().MatchString(above) {
		at--
		above = strings.TrimSpace(t.texts[at])
	}
	text := t.texts[i]
	return strings.HasSuffix(above, ":") && noteHead(text) == 0 && questionHead(text) == 0 && !t.announces(at)
}

// salutation matches the first line of a letter.
var salutation = pattern(`^[“"]?(?:Dear|To|My dear)\b[^.!?]{0,40},\s*$`)

// announces reports whether paragraph i, which ends in a colon, is an author's who speaks to readers and not a sentence
// of the story ("The note on the door said:").
func (t *tail) announces(i int) bool {
	text := t.texts[i]
	if noteHead(text) > 0 || questionHead(text) > 0 {
		return true
	}
	words := known().cut(nil, unquoted(text))
	m := t.voice.mannerOf(words)
	if m.words < 5 && m.third+m.past == 0 && optionRun(t.paras[i+1:]) > 1 {
		return true
	}
	about, merely, _ := heard(words, t.used)
	return about+merely > 0 && !t.voice.narrates(m)
}
