package manuscript

import (
	"strings"
)

// isFollowUp reports whether a paragraph asks those who would choose none of the options: it begins with a condition
// that speaks of none, and asks. In parentheses, where there is little else that it could be, any condition will do,
// or a few words that name such readers, and it may be a request ("tell me …") in place of a question.
func isFollowUp(text string) bool {
	text = strings.TrimSpace(text)
	bare := unparen(text)
	if bare == text {
		return strings.Contains(bare, "?") && followUpHead(bare)
	}
	return parenHead(bare) && (strings.Contains(bare, "?") || request().MatchString(bare))
}

// isAside reports whether a paragraph is one question in parentheses, in whatever language. Right below a vote's options
// it can only be meant for those who would choose none.
func isAside(text string) bool {
	bare := unparen(text)
	return bare != strings.TrimSpace(text) && asksIn(bare)
}

// parenHead matches what a follow-up in parentheses begins with, request what makes readers write.
var (
	parenHead = begins(pattern(`(?i)^(?:and |or |but |ps:? )*(?:if|for (?:those|anyone|anybody|everyone|whoever)|`+
		`(?:those|anyone|anybody|whoever) (?:of you )?(?:who|with)|none|nobody|no one|no-one|neither|nothing|no favou?rite|`+
		`don['’]t|can['’]t|otherwise)\b`), "aobpiftwndc")
	request = pattern(`(?i)\b(?:tell|let) (?:me|us)|` +
		`\b(?:say|write|comment|reply|answer|explain|describe|name|suggest|pitch)\b`)
)

// followUpHead matches the condition a follow-up begins with.
var followUpHead = begins(pattern(`(?i)^(?:and |or |but )*if\s+(?:(?:it['’]?s|you|you['’]d|you would|your|`+
	`the|answer|is|were|to|pick|choose|say|said|`+
	`picked|chose|vote|voted|want|wanted|like|liked|for|have|answered)\s+)*`+
	`(?:nobody|no one|no-one|none|neither|nothing|not|no|don['’]t|didn['’]t|wouldn['’]t|can['’]t)\b`), "aobi")

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
	if len(text) > longestQuestion || !strings.ContainsAny(text, "?(") {
		return text, ""
	}
	trimmed := strings.TrimSpace(text)
	if at := strings.LastIndex(trimmed, "("); at > 0 && strings.HasSuffix(trimmed, ")") && isFollowUp(trimmed[at:]) {
		return strings.TrimSpace(trimmed[:at]), unparen(trimmed[at:])
	}
	starts := sentenceStarts(text)
	for _, at := range starts[1:] {
		if isFollowUp(text[at:]) && followUpHead(unparen(text[at:])) {
			return strings.TrimSpace(text[:at]), unparen(text[at:])
		}
	}
	return text, ""
}
