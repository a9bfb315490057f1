package manuscript

import (
	"regexp"
	"strings"
)

// isFollowUp reports whether a paragraph asks those who would choose none of the options: wholly in parentheses or
// not, it begins with "if" and speaks of none, and asks.
func isFollowUp(text string) bool {
	text = strings.TrimSpace(text)
	bare := unparen(text)
	if !strings.Contains(bare, "?") {
		return false
	}
	return followUpHead.MatchString(bare) || bare != text && strings.HasPrefix(strings.ToLower(bare), "if ")
}

// followUpHead matches the condition a follow-up begins with.
var followUpHead = regexp.MustCompile(`(?i)^(?:and |or |but )*if\s+(?:(?:it['’]?s|you|you['’]d|you would|your|` +
	`the|answer|is|were|to|pick|choose|say|said|` +
	`picked|chose|vote|voted|want|wanted|like|liked|for|have|answered)\s+)*` +
	`(?:nobody|no one|no-one|none|neither|nothing|not|no|don['’]t|didn['’]t|wouldn['’]t|can['’]t)\b`)

// unparen takes off parentheses that hold all of a text.
func unparen(text string) string {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") && strings.Count(text, "(") == 1 {
		return strings.TrimSpace(text[1 : len(text)-1])
	}
	return text
}

// cutFollowUp cuts a follow-up off the end of a question's text.
func cutFollowUp(text string) (question, follow string) {
	if len(text) > longestQuestion {
		return text, ""
	}
	trimmed := strings.TrimSpace(text)
	if at := strings.LastIndex(trimmed, "("); at > 0 && strings.HasSuffix(trimmed, ")") && isFollowUp(trimmed[at:]) {
		return strings.TrimSpace(trimmed[:at]), unparen(trimmed[at:])
	}
	starts := sentenceStarts(text)
	for _, at := range starts[1:] {
		if isFollowUp(text[at:]) && followUpHead.MatchString(unparen(text[at:])) {
			return strings.TrimSpace(text[:at]), unparen(text[at:])
		}
	}
	return text, ""
}
