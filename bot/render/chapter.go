package render

import (
	"strings"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

// A PostKind says what part of a chapter a post is.
type PostKind uint8

// The kinds of posts, in the order in which a chapter has them.
const (
	Lead PostKind = iota + 1
	ScenePage
	NotePage
	QuestionText // the beginning of a question too long for one message
	Ballot       // the question's last message: it takes the reactions
)

// A Post is one message of a chapter.
type Post struct {
	Kind    PostKind
	Message Message
	Starts  int      // > 0: the first page of that scene
	Ends    int      // > 0: the last page of that scene
	Emoji   []string // reactions to put under a Ballot, in order
}

// ClosesMark stands in a Ballot's content where the deadline belongs: it is known only when the message is sent.
// [Deadline] puts it in. Escaped prose never contains it.
const ClosesMark = "<t:closes>"

// closesRoom is how many characters the deadline takes in place of ClosesMark.
const closesRoom = 48

// Chapter returns everything that is posted for a chapter, in order.
func Chapter(b phrase.Book, s *story.Story, c *story.Chapter) ([]Post, error) {
	posts := []Post{{Kind: Lead, Message: lead(b, s, c)}}
	for i := range c.Scenes {
		scene, err := scenePosts(b, s.Key(), c, i+1)
		if err != nil {
			return nil, err
		}
		posts = append(posts, scene...)
	}
	if len(c.Note.Blocks) > 0 {
		for _, p := range typeset.Blocks(noteBlocks(b, c.Note), typeset.Options{Limit: Limit}) {
			posts = append(posts, Post{Kind: NotePage, Message: silent(p.Content)})
		}
	}
	if c.Question != nil {
		q, err := question(b, s.Key(), c)
		if err != nil {
			return nil, err
		}
		posts = append(posts, q...)
	}
	return posts, nil
}

// silent returns a message that reaches nobody's lock screen: only the lead may do that.
func silent(content string) Message {
	return Message{Content: content, Flags: discordgo.MessageFlagsSuppressNotifications}
}

func lead(b phrase.Book, s *story.Story, c *story.Chapter) Message {
	var out strings.Builder
	out.WriteString("## " + ChapterName(b, c) + "\n")
	out.WriteString("*" + typeset.Escape(s.Title) + "*")
	if s.Author != "" {
		out.WriteString(" " + b.By(typeset.Escape(s.Author)))
	}
	words := 0
	for _, scene := range c.Scenes {
		words += story.Words(scene.Blocks)
	}
	out.WriteString("\n-# " + b.LeadLine(len(c.Scenes), words))
	if list := warnings(s, c); len(list) > 0 {
		out.WriteString("\n-# " + b.Warnings(list))
	}
	return Message{Content: shorten(out.String(), Limit)}
}

// warnings returns the chapter's content warnings, or the story's where the chapter has none of its own, escaped.
func warnings(s *story.Story, c *story.Chapter) []string {
	list := c.Warnings
	if len(list) == 0 {
		list = s.Warnings
	}
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = typeset.Escape(w)
	}
	return out
}

func scenePosts(b phrase.Book, k story.Key, c *story.Chapter, n int) ([]Post, error) {
	var posts []Post
	for _, p := range typeset.Scene(c.Scenes[n-1], typeset.Options{Limit: Limit}) {
		posts = append(posts, Post{Kind: ScenePage, Message: silent(p.Content)})
	}
	if len(posts) == 0 {
		return nil, nil
	}
	mark, err := button(discordgo.SecondaryButton, b.MarkRead(), false, ActionMark, uint64(k), uint64(c.Number), uint64(n))
	if err != nil {
		return nil, err
	}
	posts[0].Starts = n
	last := &posts[len(posts)-1]
	last.Ends = n
	last.Message.Components = []discordgo.MessageComponent{row(mark)}
	return posts, nil
}

func noteBlocks(b phrase.Book, n story.Note) []story.Block {
	return append([]story.Block{heading(b.AuthorsNote())}, n.Blocks...)
}

// heading sets apart what is not the story's text.
func heading(text string) story.Block {
	return story.Block{Kind: story.Heading, Runs: []story.Run{{Text: text}}}
}

// shorten cuts text to at most limit characters, at a line break if there is one, and marks the cut. It is for headings
// whose parts are bounded far below the limit in any real story.
func shorten(text string, limit int) string {
	r := []rune(text)
	if len(r) <= limit {
		return text
	}
	cut := string(r[:limit-1])
	if i := strings.LastIndexByte(cut, '\n'); i > 0 {
		cut = cut[:i]
	}
	return cut + "…"
}
