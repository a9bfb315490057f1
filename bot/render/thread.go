package render

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
)

// threadLimit is how long the name of a thread or forum post may be (developer documentation, Channel Object), counted
// in UTF-16 units, which is never fewer than Discord counts.
const threadLimit = 100

// mostQuestion is how much of a question is repeated under a chapter, in code points.
const mostQuestion = 600

// ThreadName names the thread or forum post of a chapter: its number first, so that the list on a narrow screen still
// says which one it is. Names know no Markdown, so nothing is escaped.
func ThreadName(b phrase.Book, c *story.Chapter) string {
	seen := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(c.Title, "\ufffd"))
	return clipBy(b.ThreadName(c.Number, oneLine(seen)), threadLimit, func(s string) int {
		return len(utf16.Encode([]rune(s)))
	})
}

// Discussion is the first message in a chapter's thread: the author's question, or an invitation. vote is the address
// of the message with the question, which may be empty.
func Discussion(b phrase.Book, c *story.Chapter, vote string) Message {
	if c.Question == nil {
		return silent(b.ThreadInvite(c.Number))
	}
	content := "**" + title(c.Question.Text, mostQuestion) + "**\n"
	if vote != "" {
		content += b.ThreadVote(vote, c.Question.Open()) + "\n"
	}
	return silent(content + b.ThreadTalk(c.Number))
}
