package render

import (
	"slices"
	"strings"
	"time"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

// A Decided is a closed vote in the archive.
type Decided struct {
	Chapter  int
	Question string
	Outcome  string // in a few words, escaped
	Voters   int    // 0: how many voted is not told
	Reached  int    // readers who had reached the question
	Closed   time.Time
	Link     string // to the result; to the vote if there is none
}

// An Archive is a page of a story's closed votes.
type Archive struct {
	Story       story.Key
	Title       string // the story's, escaped
	Search      string // escaped; empty: all votes
	Found       int    // of how many these are a page
	Decisions   []Decided
	Page, Pages int
}

// Message returns the page. Questions are cut the shorter, the less room there is.
func (a *Archive) Message(b phrase.Book) (Message, error) {
	text := ""
	for _, asked := range []int{120, 60, 30, 15} {
		if text = a.text(b, asked); typeset.Length(text) <= Limit {
			break
		}
	}
	m := Message{Content: shorten(text, Limit)}
	if a.Pages <= 1 || a.Search != "" {
		return m, nil
	}
	var err error
	m.Components, err = Turns(b, a.Page, a.Pages, ActionResults, uint64(a.Story))
	return m, err
}

// text lists the votes, with at most so many code points of each question.
func (a *Archive) text(b phrase.Book, asked int) string {
	lines := []string{b.ResultsTitle(a.Title)}
	if a.Search != "" {
		lines[0] = b.ResultsFound(a.Title, a.Search, a.Found)
	}
	for i := range a.Decisions {
		lines = append(lines, a.Decisions[i].line(b, asked))
	}
	if a.Pages > 1 && a.Search != "" {
		lines = append(lines, "-# "+b.PageOfSearch(a.Page, a.Pages))
	} else if a.Pages > 1 {
		lines = append(lines, "-# "+b.PageOf(a.Page, a.Pages))
	}
	return strings.Join(lines, "\n")
}

func (d *Decided) line(b phrase.Book, asked int) string {
	turnout := ""
	if d.Voters > 0 {
		reached := d.Reached
		if reached <= fewReached || reached < d.Voters {
			reached = 0
		}
		turnout = b.TurnoutShort(d.Voters, reached)
	}
	return b.ResultHead(d.Chapter, title(d.Question, asked)) + "\n" + b.ResultLine(d.Outcome, turnout, d.Closed, d.Link)
}

// Turns are the buttons that turn pages: to args they add the number of the page, from 1.
func Turns(b phrase.Book, page, pages int, action customid.Action, args ...uint64) ([]discordgo.MessageComponent, error) {
	back, err := button(discordgo.SecondaryButton, b.Back(), page <= 1, action, append(slices.Clone(args), uint64(page-1))...)
	if err != nil {
		return nil, err
	}
	forward, err := button(discordgo.SecondaryButton, b.Forward(), page >= pages, action,
		append(slices.Clone(args), uint64(page+1))...)
	return []discordgo.MessageComponent{row(back, forward)}, err
}

// Said is what a closed vote has come to, to be said in few words.
type Said struct {
	Question *story.Question
	How      Ending
	Winner   int // the option settled on; -1: none
	Runoff   bool
	Tie      bool // options share the first place
	Veto     string
}

const (
	mostSaid     = 40 // code points of an option that are said there
	mostSaidNote = 60 // of the author's note
)

// OutcomeLine says what a vote has come to in few words.
func OutcomeLine(b phrase.Book, s Said) string {
	text := s.line(b)
	if s.Veto != "" {
		text = b.OutcomeVetoed(text, title(s.Veto, mostSaidNote))
	}
	return text
}

func (s *Said) line(b phrase.Book) string {
	won, chosen := "", false
	if s.Winner >= 0 {
		won, chosen = ChoiceName(b, s.Question, story.Choice(s.Winner), mostSaid)
	}
	switch {
	case s.How == AuthorDecides:
		return b.OutcomeAwaitsAuthor(s.Tie)
	case s.How == RunoffFollows:
		return b.OutcomeAwaitsRunoff()
	case s.How == ByNone:
		return b.OutcomeNone()
	case !chosen:
		return b.OutcomeNobody()
	case s.How == AuthorChose:
		return b.OutcomeAuthor(won)
	case s.How == ByDraw:
		return b.OutcomeDraw(won)
	case s.Runoff:
		return b.OutcomeRunoff(won)
	}
	return b.OutcomeWon(won)
}
