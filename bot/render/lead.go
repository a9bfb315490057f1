package render

import (
	"fmt"
	"strings"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

// Titles are clipped, so that the lead's lines always fit: escaped, these take half of a message at most.
const (
	mostTitle  = 200 // of a chapter and of a story, in code points
	mostAuthor = 100
)

// lead returns the message a chapter begins with, and further ones for content warnings that do not fit into it.
func lead(b phrase.Book, s *story.Story, c *story.Chapter, o Options) []Post {
	var out strings.Builder
	out.WriteString("## " + ChapterName(b, c) + "\n*" + title(s.Title, mostTitle) + "*")
	if s.Author != "" {
		out.WriteString(" " + b.By(title(s.Author, mostAuthor)))
	}
	_, to := o.scenes(len(c.Scenes))
	out.WriteString("\n-# " + b.LeadLine(len(c.Scenes), words(c)))
	if to < len(c.Scenes) {
		out.WriteString("\n-# " + b.LeadPart(to, len(c.Scenes)))
	}
	if !o.Public.IsZero() {
		out.WriteString("\n-# " + b.EarlyLine(o.Public))
	}
	m := Message{}
	ping := ""
	if o.PingRole != 0 && !o.Silent {
		ping = fmt.Sprintf("\n<@&%d>", o.PingRole) // last: a notification's first words are the chapter's name
		m.AllowedMentions.Role = o.PingRole
	}
	if o.Silent {
		m.Flags = discordgo.MessageFlagsSuppressNotifications
	}
	posts := []Post{{Kind: Lead}}
	pages := typeset.Scene(warningScene(b, s, c), typeset.Options{Limit: Limit})
	line := ""
	if len(pages) == 1 {
		line = "\n-# " + pages[0].Content
	}
	if len(pages) > 1 || typeset.Length(out.String()+line+ping) > Limit {
		line = ""
		for _, p := range pages {
			posts = append(posts, Post{Kind: Warnings, Message: silent(p.Content)})
		}
	}
	m.Content = out.String() + line + ping
	posts[0].Message = m
	return posts
}

// warningScene holds the chapter's content warnings, or the story's where the chapter has none of its own, under a
// spoiler: whoever wants to know them looks.
func warningScene(b phrase.Book, s *story.Story, c *story.Chapter) story.Scene {
	list := c.Warnings
	if len(list) == 0 {
		list = s.Warnings
	}
	text := oneLine(strings.Join(list, ", "))
	if text == "" {
		return story.Scene{}
	}
	return story.Scene{Blocks: []story.Block{{Runs: []story.Run{
		{Text: b.Warnings() + " "}, {Text: text, Style: story.Spoiler},
	}}}}
}

// words counts the words of a chapter's scenes.
func words(c *story.Chapter) int {
	n := 0
	for _, scene := range c.Scenes {
		n += story.Words(scene.Blocks)
	}
	return n
}
