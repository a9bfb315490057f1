package main

import (
	"errors"
	"fmt"
	"strings"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// A checkReport is what check says, in the shape of its JSON. Lists are never null; a note or question is null when
// there is none.
type checkReport struct {
	Title    string          `json:"title"`
	Author   string          `json:"author"`
	Appears  string          `json:"appears"` // where and when, in a sentence
	Told     string          `json:"told"`    // how beside that, "" if nothing was asked for
	Chapters []checkChapter  `json:"chapters"`
	Totals   checkSums       `json:"totals"`
	Problems []story.Problem `json:"problems"` // those of no chapter, or of a file with several

	all  []story.Problem
	from originals
}

type checkChapter struct {
	Number   int             `json:"number"`
	Title    string          `json:"title"`
	Date     string          `json:"date"`  // its own, in the story's zone; "" if it has none
	Hold     bool            `json:"hold"`  // all of it waits for the author
	Holds    []int           `json:"holds"` // the scenes that wait
	Silent   bool            `json:"silent"`
	Branch   *checkBranch    `json:"branch"` // null: it is told in any case
	Scenes   []checkScene    `json:"scenes"`
	Sums     checkSums       `json:"sums"`
	Cuts     []checkCut      `json:"suggested_cuts"` // where a scene might end; they are never made unasked
	Note     *checkNote      `json:"note"`
	Question *checkQuestion  `json:"question"`
	Problems []story.Problem `json:"problems"`

	file string
}

type checkScene struct {
	Label      string      `json:"label"`
	Words      int         `json:"words"`
	Paragraphs int         `json:"paragraphs"`
	Pages      []checkPage `json:"pages"`
}

type checkPage struct {
	Content string `json:"content"`
	Length  int    `json:"length"` // in characters, as Discord counts them
}

type checkNote struct {
	Text string `json:"text"`
}

type checkQuestion struct {
	Text     string        `json:"text"`
	Options  []checkOption `json:"options"`
	Open     bool          `json:"open"` // there are no options
	FollowUp string        `json:"follow_up"`
	Vote     checkVote     `json:"vote"`
	Names    []string      `json:"suggestions"` // for an open question: what its author might offer as options
}

type checkOption struct {
	Emoji string `json:"emoji"`
	Text  string `json:"text"`
}

// newReport sets a story's pages and sorts the problems to their chapters. Those of a file with several chapters are of
// none.
func newReport(s story.Story, problems []story.Problem, p *progress) (checkReport, error) {
	r := checkReport{Title: s.Title, Author: s.Author, Appears: whereAndWhen(&s), Told: howItIsTold(&s),
		Chapters: []checkChapter{}, Problems: []story.Problem{}, all: problems}
	chapters := everyChapter(&s)
	p.begin("setting chapters", len(chapters))
	made, wrong := make([]checkChapter, len(chapters)), make([]error, len(chapters))
	each(len(chapters), func(i int) {
		made[i], wrong[i] = newCheckChapter(&s, chapters[i])
		p.step()
	})
	if err := errors.Join(wrong...); err != nil {
		return r, err
	}
	at, in := map[string]int{}, map[string]int{}
	for i, c := range made {
		at[c.file] = i
		in[c.file]++
		r.Totals.add(c.Sums)
	}
	r.Chapters = append(r.Chapters, made...)
	for _, p := range problems {
		file, _, _ := strings.Cut(p.File, "!") // what is behind it is a part of the file
		if i, ok := at[file]; ok && in[file] == 1 {
			r.Chapters[i].Problems = append(r.Chapters[i].Problems, p)
			continue
		}
		r.Problems = append(r.Problems, p)
	}
	return r, nil
}

// newCheckChapter sets the messages of one chapter of a story.
func newCheckChapter(s *story.Story, c story.Chapter) (checkChapter, error) {
	out := checkChapter{Number: c.Number, Title: c.Title, Date: c.Date, Hold: c.Hold, Holds: append([]int{}, c.Holds...),
		Silent: c.Silent, Branch: newCheckBranch(c.Branch), Scenes: []checkScene{}, Cuts: suggestedCuts(c), Problems: []story.Problem{}, file: c.File}
	for _, part := range c.Scenes {
		out.Scenes = append(out.Scenes, checkScene{Label: part.Label, Words: story.Words(part.Blocks),
			Paragraphs: len(part.Blocks), Pages: []checkPage{}})
	}
	posts, err := postsOf(s, &c)
	if err != nil {
		return out, err
	}
	scene := 0
	for _, p := range posts {
		if scene = max(scene, p.Starts); p.Kind == render.ScenePage {
			in := &out.Scenes[scene-1]
			in.Pages = append(in.Pages, checkPage{Content: p.Message.Content, Length: lengthOf(p)})
		}
	}
	out.Sums = sumsOf(out.Scenes, posts)
	if len(c.Note.Blocks) > 0 {
		out.Note = &checkNote{Text: story.Plain(c.Note.Blocks)}
	}
	if q := c.Question; q != nil {
		out.Question = &checkQuestion{Text: q.Text, Options: []checkOption{}, Open: q.Open(), FollowUp: q.FollowUp,
			Vote: newCheckVote(q, s.Release.VotingOf(q)), Names: suggestions(&c)}
		for _, o := range q.Options {
			out.Question.Options = append(out.Question.Options, checkOption{Emoji: o.Emoji, Text: o.Text})
		}
	}
	return out, nil
}

// postsOf returns every message that a chapter is posted in: its beginning, its scenes, the author's note and the
// question. One that holds nothing, as its file cannot be read, is not posted.
func postsOf(s *story.Story, c *story.Chapter) ([]render.Post, error) {
	if len(c.Scenes) == 0 && len(c.Note.Blocks) == 0 && c.Question == nil {
		return nil, nil
	}
	posts, err := render.Chapter(phrase.For(s.Language), s, c, render.Options{})
	if err != nil {
		return nil, fmt.Errorf("chapter %d: %w", c.Number, err)
	}
	return posts, nil
}

// roomOfDeadline is as long as the time at which a vote closes, which stands in place of its mark.
const roomOfDeadline = "<t:1800000000:F> (<t:1800000000:R>)"

// lengthOf returns how many characters a message has, as Discord counts them.
func lengthOf(p render.Post) int {
	return typeset.Length(strings.Replace(p.Message.Content, render.ClosesMark, roomOfDeadline, 1))
}

// checkSums are the figures of a chapter or a story.
type checkSums struct {
	Scenes   int `json:"scenes"`
	Words    int `json:"words"`
	Minutes  int `json:"reading_minutes"`
	Messages int `json:"messages"`       // all: with the beginning, the author's note and the question
	OfScenes int `json:"scene_messages"` // those with the scenes' text
	Longest  int `json:"longest"`        // characters in the longest of all
}

// sumsOf adds up a chapter. Minutes are those that readers are told when it comes.
func sumsOf(scenes []checkScene, posts []render.Post) checkSums {
	n := checkSums{Scenes: len(scenes), Messages: len(posts)}
	for _, s := range scenes {
		n.Words += s.Words
		n.OfScenes += len(s.Pages)
	}
	for _, p := range posts {
		n.Longest = max(n.Longest, lengthOf(p))
	}
	n.Minutes = minutesOf(n.Words)
	return n
}

// minutesOf returns how long readers are told that words take to read; nothing for none.
func minutesOf(words int) int {
	if words == 0 {
		return 0
	}
	return phrase.Minutes(words)
}

// add adds another chapter. Minutes are of all words together.
func (n *checkSums) add(m checkSums) {
	n.Scenes += m.Scenes
	n.Words += m.Words
	n.Messages += m.Messages
	n.OfScenes += m.OfScenes
	n.Longest = max(n.Longest, m.Longest)
	n.Minutes = minutesOf(n.Words)
}
