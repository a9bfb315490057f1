package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cliffhanger/story"
)

// everyChapter returns all chapters of a story in the order of their numbers, with those of its ways.
func everyChapter(s *story.Story) []story.Chapter {
	all := slices.Concat(s.Chapters, s.Ways)
	slices.SortStableFunc(all, func(a, b story.Chapter) int { return cmp.Compare(a.Number, b.Number) })
	return all
}

// A checkBranch is what a vote must choose for a chapter to be told.
type checkBranch struct {
	Vote   int    `json:"vote"`   // the chapter whose question decides
	Option string `json:"option"` // "else" for whatever has no file of its own, "none" for none of these
	Emoji  string `json:"emoji"`
	Words  string `json:"words"`
}

func newCheckBranch(b *story.Branch) *checkBranch {
	if b == nil {
		return nil
	}
	out := &checkBranch{Vote: b.Vote, Option: b.Option.Text, Emoji: b.Option.Emoji}
	chosen := "chooses " + wayName(b.Option)
	switch {
	case b.Else:
		out.Option, chosen = "else", "chooses what has no file of its own"
	case b.Option.IsNone():
		out.Option = "none"
	}
	vote := fmt.Sprintf("the vote on chapter %d", b.Vote)
	if b.Vote == 0 { // a file alone
		vote = "the vote before it"
	}
	out.Words = "told only if " + vote + " " + chosen
	return out
}

// wayName names what a vote chooses.
func wayName(o story.Option) string {
	switch {
	case o.IsNone():
		return "none of these"
	case o == (story.Option{}):
		return "what has no file of its own"
	}
	return strings.TrimSpace(o.Emoji + " “" + o.Text + "”")
}

// A simWay is what a simulation takes a vote to choose.
type simWay struct {
	vote, first int
	chosen      story.Option
	others      []string // what else could be chosen, as --chosen takes it; none where that was said
}

// along returns a story as it is told where votes choose so, and what is taken of each vote that decides: what is said,
// or the first way.
func along(s *story.Story, said []string) (*story.Story, []simWay, error) {
	chosen := map[int]story.Option{}
	for _, text := range said {
		vote, option, err := chosenOf(s, text)
		if err != nil {
			return nil, nil, err
		}
		chosen[vote] = option
	}
	var ways []simWay
	first := s.Deciding()
	for vote, option := range chosen {
		if n, ok := first[vote]; ok {
			ways = append(ways, simWay{vote: vote, first: n, chosen: option})
		}
	}
	slices.SortFunc(ways, func(a, b simWay) int { return a.vote - b.vote })
	told := s.Told(chosen)
	for told.Awaits.Chapter > 0 && told.Awaits.Chosen == (story.Option{}) {
		w := simWay{vote: told.Awaits.Vote, first: first[told.Awaits.Vote]}
		if _, again := chosen[w.vote]; again {
			break
		}
		for _, c := range s.Ways {
			switch {
			case c.Number != told.Awaits.Chapter || c.Branch.Vote != w.vote:
			case w.chosen == (story.Option{}) && !c.Branch.Else:
				w.chosen = c.Branch.Option
			case c.Branch.Else:
				w.others = append(w.others, "else")
			default:
				w.others = append(w.others, cmp.Or(c.Branch.Option.Text, "none"))
			}
		}
		chosen[w.vote] = w.chosen
		ways = append(ways, w)
		told = s.Told(chosen)
	}
	return told, ways, nil
}

// chosenOf reads what somebody says a vote chooses: "3/The boat".
func chosenOf(s *story.Story, text string) (int, story.Option, error) {
	wrong := usage(fmt.Errorf("--chosen %q is no option of a vote", text),
		"write a chapter's number and an option of its "+
			"question, such as --chosen \"3/The boat\"")
	number, name, ok := strings.Cut(text, "/")
	vote := 0
	if _, err := fmt.Sscan(number, &vote); err != nil || !ok || strings.TrimSpace(name) == "" {
		return 0, story.Option{}, wrong
	}
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "none":
		return vote, story.NoneOption(), nil
	case "else":
		return vote, story.Option{}, nil
	}
	var offers []string
	for _, c := range everyChapter(s) {
		if c.Number != vote || c.Question == nil {
			continue
		}
		for _, o := range c.Question.Options {
			if o.Called(name) {
				return vote, o, nil
			}
			offers = append(offers, fmt.Sprintf("%d/%s", vote, o.Text))
		}
		if c.Question.Open() {
			return vote, story.Option{Text: name}, nil
		}
	}
	if len(offers) == 0 {
		return 0, story.Option{}, wrong
	}
	return 0, story.Option{}, usage(fmt.Errorf("--chosen %q is no option of chapter %d's question", text, vote),
		"write one of "+strings.Join(offers, ", "))
}

// branches says of a drop what it depends on, and where it has to wait for that.
func (sim *simulation) branches(drop int) ([]string, error) {
	var notes []string
	d := sim.drops[drop]
	for _, w := range sim.ways {
		if w.first != d.Chapter.Number || d.Chapter.Scenes.First > 1 {
			continue
		}
		note := fmt.Sprintf("the vote on chapter %d decides what it is: here it chooses %s", w.vote, wayName(w.chosen))
		if len(w.others) > 0 {
			note += fmt.Sprintf("; --chosen \"%d/%s\" shows another way", w.vote, w.others[0])
		}
		notes = append(notes, note)
		end, asked, err := sim.closing(w.vote)
		if err != nil {
			return nil, err
		}
		for i, at := range d.at {
			if asked && at.Before(end.at) {
				notes = append(notes, fmt.Sprintf("in %s it waits for that vote, which closes %s",
					cmp.Or(room(sim.tellings[i].Channel), "(no channel)"), end.at.Format(readable)))
			}
		}
	}
	return notes, nil
}

// closing returns when the vote on a chapter closes for everybody, and false if the chapter is out already.
func (sim *simulation) closing(chapter int) (simEnd, bool, error) {
	for _, d := range sim.drops {
		if d.Chapter.Number != chapter {
			continue
		}
		votes, err := sim.votes(d)
		if err != nil {
			return simEnd{}, false, err
		}
		if len(votes) > 0 {
			return votes[len(votes)-1].closes, true, nil
		}
	}
	return simEnd{}, false, nil
}

// waits says why the story ends before a chapter that no vote leads to, "" if it does not.
func (sim *simulation) waits() string {
	at := sim.story.Awaits
	if at.Chapter == 0 {
		return ""
	}
	return fmt.Sprintf("Chapter %d waits for you: no chapter follows where the vote on chapter %d chooses %s.", at.Chapter,
		at.Vote, wayName(at.Chosen))
}
