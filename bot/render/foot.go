package render

import (
	"regexp"
	"strings"
	"sync"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

// foot is what stands under the words of a question that was asked: small print that begins with how one votes and until
// when, or with a link to what came of it. Escaped prose begins no line so.
var foot = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\n-# [^\n]*(?:` + stamp.String() +
		`|https://discord\.com/channels/[0-9]+/[0-9]+/[0-9]+)[^\n]*(?:\n-# [^\n]*)*$`)
})

// unfooted returns the words of a question without what stands under them, and false if nothing does: then its chapter
// was taken back.
func unfooted(content string) (head string, ok bool) {
	at := foot().FindStringIndex(content)
	if at == nil {
		return content, false
	}
	return content[:at[0]], true
}

// footed puts one of these lines under a question's words: the first for which there is room.
func footed(head string, lines ...string) string {
	text := head
	for _, line := range lines {
		if text = head + "\n-# " + line; typeset.Length(text) <= Limit {
			break
		}
	}
	return text
}

// Closed returns the message of a vote that has closed: the words that it has now, where the result is, and of its
// buttons the one that still does something. It is false if the message is to stay as it is, because its chapter was
// taken back.
func Closed(b phrase.Book, k story.Key, chapter int, q *story.Question, content, link string) (Message, bool, error) {
	head, ok := unfooted(content)
	if !ok {
		return Message{}, false, nil
	}
	m := Message{Content: footed(head, b.HasClosed(q.Open(), link))}
	if q.Open() {
		return m, true, nil
	}
	mine, err := button(discordgo.SecondaryButton, b.MyVote(), false, ActionMine, uint64(k), uint64(chapter))
	m.Components = []discordgo.MessageComponent{row(mine)}
	return m, true, err
}

// Reopened returns the message of a vote that is open again until closes, with the words that it has now; see [Closed].
func (f *Further) Reopened(b phrase.Book, content string, closes time.Time) (Message, bool, error) {
	head, ok := unfooted(content)
	if !ok {
		return Message{}, false, nil
	}
	m := Message{Content: head + Deadline(f.setting(b).footer, closes)}
	var err error
	m.Components, err = voteButtons(b, f.Story, f.Chapter, &f.Question)
	return m, true, err
}

// Postponed returns the message of an open vote with the words that it has now, and when it closes now.
func (f *Further) Postponed(b phrase.Book, content string, closes time.Time) (Message, error) {
	buttons, err := voteButtons(b, f.Story, f.Chapter, &f.Question)
	return Message{Content: Postpone(content, closes), Components: buttons}, err
}

// unlisted returns the words of a round of nominations without the list of what was put forward.
func unlisted(b phrase.Book, head string) string {
	if at := strings.LastIndex(head, "\n"+b.Nominated()+"\n"); at >= 0 {
		return head[:at]
	}
	return head
}
