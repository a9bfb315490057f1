package render

import (
	"strconv"
	"strings"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

// Marks of a table of contents.
const (
	MarkRead   = "✓"
	MarkHere   = "▸"
	MarkToCome = "◦"
)

// A Line is a chapter in a table of contents.
type Line struct {
	Chapter  *story.Chapter
	Mark     string
	Complete bool // all of it is out

	Retracted bool // its author has taken it back: neither its title nor its length is shown
}

// Contents returns a table of contents with a menu to jump by; lines are at most 25, of all chapters that are out.
func Contents(b phrase.Book, s *story.Story, lines []Line, all int) (Message, error) {
	var out strings.Builder
	out.WriteString("### " + typeset.Escape(clip(s.Title, 100)) + "\n")
	menu := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, Placeholder: b.JumpTo()}
	for _, l := range lines {
		name := b.Chapter(l.Chapter.Number, clip(l.Chapter.Title, 40))
		if l.Retracted {
			name = b.Chapter(l.Chapter.Number, "")
			out.WriteString(l.Mark + " " + name + " · " + b.IndexRetracted() + "\n")
			menu.Options = append(menu.Options, jump(name, l))
			continue
		}
		words := 0
		for _, scene := range l.Chapter.Scenes {
			words += story.Words(scene.Blocks)
		}
		out.WriteString(b.ContentsLine(l.Mark, typeset.Escape(name), words, l.Complete) + "\n")
		menu.Options = append(menu.Options, jump(name, l))
	}
	if len(lines) < all {
		out.WriteString("-# " + b.ContentsPart(len(lines), all) + "\n")
	}
	out.WriteString("-# " + b.ContentsKey())
	var err error
	if menu.CustomID, err = customid.New(ActionJump, uint64(s.Key())); err != nil {
		return Message{}, err
	}
	return Message{Content: shorten(out.String(), Limit), Components: []discordgo.MessageComponent{row(menu)}}, nil
}

func jump(name string, l Line) discordgo.SelectMenuOption {
	return discordgo.SelectMenuOption{Label: name, Value: strconv.Itoa(l.Chapter.Number)}
}

// Answers returns one page of what readers wrote; page is clamped to what there is.
func Answers(b phrase.Book, k story.Key, chapter int, answers, followUps []string, page int) (Message, error) {
	blocks := []story.Block{bold(b.Answers(chapter))}
	blocks = append(blocks, quotes(answers)...)
	if len(followUps) > 0 {
		blocks = append(append(blocks, bold(b.FollowUps())), quotes(followUps)...)
	}
	pages := typeset.Blocks(blocks, typeset.Options{Limit: pageLimit})
	page = min(max(page, 1), len(pages))
	m := Message{Content: pages[page-1].Content}
	if len(pages) == 1 {
		return m, nil
	}
	number := func(n int) []uint64 { return []uint64{uint64(k), uint64(chapter), uint64(n)} }
	back, err := button(discordgo.SecondaryButton, b.Back(), page == 1, ActionAnswers, number(page-1)...)
	if err != nil {
		return m, err
	}
	forward, err := button(discordgo.SecondaryButton, b.Forward(), page == len(pages), ActionAnswers, number(page+1)...)
	m.Components = []discordgo.MessageComponent{row(back, forward)}
	return m, err
}

func bold(text string) story.Block {
	return story.Block{Runs: []story.Run{{Text: text, Style: story.Bold}}}
}

func quotes(texts []string) []story.Block {
	out := make([]story.Block, len(texts))
	for i, t := range texts {
		out[i] = story.Block{Kind: story.Quote, Runs: []story.Run{{Text: t}}}
	}
	return out
}
