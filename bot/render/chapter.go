package render

import (
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

// A PostKind says what part of a chapter a post is.
type PostKind uint8

// The kinds of posts, in the order in which a chapter has them.
const (
	Lead     PostKind = iota + 1
	Warnings          // content warnings that are too long for the lead
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

// Options say how a chapter is posted in one telling. The zero value posts all of it, for everybody, without a ping.
type Options struct {
	PingRole uint64    // the role that the lead pings once; 0: none
	Silent   bool      // the lead pings nobody, and reaches nobody's lock screen either
	Public   time.Time // of an early telling: when the chapter comes out for everybody; zero: nothing is said of it
	From, To int       // the scenes of a portion, from 1, both included; 0: from the first, to the last
}

// scenes returns the portion's first and last scene of a chapter that has so many.
func (o Options) scenes(all int) (from, to int) {
	from, to = max(o.From, 1), min(o.To, all)
	if o.To <= 0 {
		to = all
	}
	return from, to
}

// ClosesMark stands in a Ballot's content where the deadline belongs: it is known only when the message is sent.
// [Deadline] puts it in. Escaped prose never contains it.
const ClosesMark = "<t:closes>"

// closesRoom is how many characters the deadline takes in place of ClosesMark.
const closesRoom = 48

// Chapter returns everything that is posted for a chapter, or for a portion of it, in order. Only the portion with the
// first scene has the lead, only the one with the last has the author's note and the question.
func Chapter(b phrase.Book, s *story.Story, c *story.Chapter, o Options) ([]Post, error) {
	from, to := o.scenes(len(c.Scenes))
	var posts []Post
	if from == 1 {
		posts = lead(b, s, c, o)
	}
	for n := from; n <= to; n++ {
		scene, err := scenePosts(b, s.Key(), c, n)
		if err != nil {
			return nil, err
		}
		posts = append(posts, scene...)
	}
	if to < len(c.Scenes) {
		return posts, nil
	}
	posts = append(posts, note(b, c)...)
	if c.Question == nil {
		return posts, nil
	}
	q, err := question(b, s.Key(), c.Number, asked(s, c))
	return append(posts, q...), err
}

// silent returns a message that reaches nobody's lock screen: only the lead may do that.
func silent(content string) Message {
	return Message{Content: content, Flags: discordgo.MessageFlagsSuppressNotifications}
}

func scenePosts(b phrase.Book, k story.Key, c *story.Chapter, n int) ([]Post, error) {
	pages := typeset.Scene(c.Scenes[n-1], typeset.Options{Limit: Limit})
	if len(pages) == 0 {
		return nil, nil
	}
	return dress(b, k, c, n, pages)
}

// dress makes the posts of a scene's pages. The last one has the button that marks the scene as read.
func dress(b phrase.Book, k story.Key, c *story.Chapter, n int, pages []typeset.Page) ([]Post, error) {
	mark, err := button(discordgo.SecondaryButton, b.MarkRead(), false, ActionMark, uint64(k), uint64(c.Number), uint64(n))
	if err != nil {
		return nil, err
	}
	posts := make([]Post, len(pages))
	for i, p := range pages {
		posts[i] = Post{Kind: ScenePage, Message: silent(p.Content)}
	}
	posts[0].Starts = n
	last := &posts[len(posts)-1]
	last.Ends = n
	last.Message.Components = []discordgo.MessageComponent{row(mark)}
	return posts, nil
}

func note(b phrase.Book, c *story.Chapter) []Post {
	var posts []Post
	for _, p := range typeset.Scene(noteScene(b, c.Note), typeset.Options{Limit: Limit}) {
		posts = append(posts, Post{Kind: NotePage, Message: silent(p.Content)})
	}
	return posts
}

// noteScene returns an author's note under its heading, nothing if there is none.
func noteScene(b phrase.Book, n story.Note) story.Scene {
	if len(n.Blocks) == 0 {
		return story.Scene{}
	}
	return story.Scene{Blocks: append([]story.Block{heading(b.AuthorsNote())}, n.Blocks...)}
}

// heading sets apart what is not the story's text.
func heading(text string) story.Block {
	return story.Block{Kind: story.Heading, Runs: []story.Run{{Text: text}}}
}
