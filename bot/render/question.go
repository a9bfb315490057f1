package render

import (
	"strings"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

// question returns the messages of a closing question. All text fits into the last one unless it is very long; the last
// one says how to vote and carries the buttons and the reactions.
func question(b phrase.Book, k story.Key, c *story.Chapter) ([]Post, error) {
	t := questionText(b, c.Question)
	pages := typeset.Scene(t.scene, typeset.Options{Limit: t.limit})
	return t.posts(b, k, c, pages)
}

// A questionSetting is a question's text before it is cut.
type questionSetting struct {
	scene  story.Scene
	footer string // under the last page: how to vote, and until when
	limit  int    // of a page
}

func questionText(b phrase.Book, q *story.Question) questionSetting {
	how := b.VoteHow(ClosesMark)
	if q.Open() {
		how = b.AnswerHow(ClosesMark)
	}
	footer := "\n-# " + how
	return questionSetting{
		scene: story.Scene{Blocks: questionBlocks(b, q)}, footer: footer,
		limit: Limit - typeset.Length(footer) - closesRoom,
	}
}

// posts makes the messages of a question's pages.
func (t questionSetting) posts(b phrase.Book, k story.Key, c *story.Chapter, pages []typeset.Page) ([]Post, error) {
	var posts []Post
	for i, p := range pages {
		if i < len(pages)-1 {
			posts = append(posts, Post{Kind: QuestionText, Message: silent(p.Content)})
			continue
		}
		m := silent(p.Content + t.footer)
		buttons, err := answerButtons(b, k, c)
		if err != nil {
			return nil, err
		}
		m.Components = buttons
		posts = append(posts, Post{Kind: Ballot, Message: m, Emoji: Emoji(c.Question)})
	}
	return posts, nil
}

// Emoji returns the reactions that stand under a question, in the order of its options; none for an open question.
func Emoji(q *story.Question) []string {
	if q.Open() {
		return nil
	}
	out := make([]string, 0, len(q.Options)+1)
	for _, o := range q.Options {
		out = append(out, Qualified(o.Emoji))
	}
	return append(out, story.NoneEmoji)
}

func questionBlocks(b phrase.Book, q *story.Question) []story.Block {
	blocks := []story.Block{heading(b.YourTurn()), {Runs: []story.Run{{Text: q.Text, Style: story.Bold}}}}
	for _, o := range q.Options {
		blocks = append(blocks, item(o.Text, o.Emoji))
	}
	if !q.Open() {
		blocks = append(blocks, item(b.NoneOption(), story.NoneEmoji))
	}
	if q.FollowUp != "" {
		blocks = append(blocks, story.Block{Runs: []story.Run{{Text: q.FollowUp, Style: story.Italic}}})
	}
	return blocks
}

// item is an option's line. The emoji comes last: a screen reader reads the words first.
func item(text, emoji string) story.Block {
	return story.Block{Kind: story.Item, Marker: "•", Runs: []story.Run{{Text: text + " " + Qualified(emoji)}}}
}

// answerButtons are the buttons under a question for answers in words; none if nothing is asked in words.
func answerButtons(b phrase.Book, k story.Key, c *story.Chapter) ([]discordgo.MessageComponent, error) {
	var buttons []discordgo.MessageComponent
	if c.Question.Open() {
		answer, err := button(discordgo.PrimaryButton, b.AnswerButton(), false, ActionAnswer, uint64(k), uint64(c.Number))
		if err != nil {
			return nil, err
		}
		buttons = append(buttons, answer)
	}
	if c.Question.FollowUp != "" {
		label := b.TellAuthor()
		if c.Question.Open() {
			label = b.NoneButton()
		}
		none, err := button(discordgo.SecondaryButton, label, false, ActionNone, uint64(k), uint64(c.Number))
		if err != nil {
			return nil, err
		}
		buttons = append(buttons, none)
	}
	if len(buttons) == 0 {
		return nil, nil
	}
	return []discordgo.MessageComponent{row(buttons...)}, nil
}

// Deadline puts the time a vote closes into a ballot's content.
func Deadline(content string, closes time.Time) string {
	return strings.Replace(content, ClosesMark, phrase.Both(closes), 1)
}
