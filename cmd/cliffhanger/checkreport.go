package main

import (
	"strings"

	"cliffhanger/bot/phrase"
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
func newReport(s story.Story, problems []story.Problem, p *progress) checkReport {
	r := checkReport{Title: s.Title, Author: s.Author, Appears: whereAndWhen(&s), Told: howItIsTold(&s),
		Chapters: []checkChapter{}, Problems: []story.Problem{}, all: problems}
	chapters := everyChapter(&s)
	p.begin("setting chapters", len(chapters))
	made := make([]checkChapter, len(chapters))
	each(len(chapters), func(i int) {
		made[i] = newCheckChapter(&s, chapters[i])
		p.step()
	})
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
	return r
}

// newCheckChapter sets the pages of one chapter of a story.
func newCheckChapter(s *story.Story, c story.Chapter) checkChapter {
	out := checkChapter{Number: c.Number, Title: c.Title, Date: c.Date, Hold: c.Hold, Holds: append([]int{}, c.Holds...),
		Silent: c.Silent, Branch: newCheckBranch(c.Branch), Scenes: []checkScene{}, Cuts: suggestedCuts(c), Problems: []story.Problem{}, file: c.File}
	for _, part := range c.Scenes {
		scene := checkScene{Label: part.Label, Words: story.Words(part.Blocks), Paragraphs: len(part.Blocks),
			Pages: []checkPage{}}
		for _, p := range typeset.Scene(part, typeset.Options{}) {
			scene.Pages = append(scene.Pages, checkPage{Content: p.Content, Length: p.Length})
		}
		out.Scenes = append(out.Scenes, scene)
	}
	out.Sums = sumsOf(out.Scenes)
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
	return out
}

// checkSums are the figures of a chapter or a story.
type checkSums struct {
	Scenes   int `json:"scenes"`
	Words    int `json:"words"`
	Minutes  int `json:"reading_minutes"`
	Messages int `json:"messages"` // of its scenes
	Longest  int `json:"longest"`  // characters in the longest of them
}

// sumsOf adds up scenes. Minutes are those that readers are told when a chapter comes.
func sumsOf(scenes []checkScene) checkSums {
	n := checkSums{Scenes: len(scenes)}
	for _, s := range scenes {
		n.Words += s.Words
		n.Messages += len(s.Pages)
		for _, p := range s.Pages {
			n.Longest = max(n.Longest, p.Length)
		}
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
	n.Longest = max(n.Longest, m.Longest)
	n.Minutes = minutesOf(n.Words)
}
