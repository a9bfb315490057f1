package render

import (
	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// A Further is a vote that follows another: a run-off among those tied, or the vote on what readers have put forward.
// It is posted by [Further.Posts] without a word on how to vote, gets its reactions, and becomes [Further.Announced]
// when it is open: nobody is told to press what is not there yet.
type Further struct {
	Story    story.Key
	Chapter  int
	Question story.Question // with its rules complete
	Runoff   bool
	Back     bool     // the chapter was taken back, and Question has a notice for its words
	Late     []string // options put forward in the last hour, which are pointed out
}

func (f *Further) setting(b phrase.Book) questionSetting {
	head := b.VoteTurn()
	if f.Runoff {
		head = b.RunoffTurn()
	}
	t := settingOf(b, head, &f.Question)
	if late := f.late(b); late != "" {
		t.footer += late
		t.limit -= typeset.Length(late)
	}
	return t
}

const (
	mostLate     = 5  // options put forward late that are named
	mostLateName = 40 // code points of each
)

func (f *Further) late(b phrase.Book) string {
	if len(f.Late) == 0 {
		return ""
	}
	var names []string
	for _, n := range f.Late[:min(len(f.Late), mostLate)] {
		names = append(names, title(n, mostLateName))
	}
	return "\n-# " + b.LateNominees(names)
}

// Posts returns the vote's messages before it opens; the last one takes the reactions.
func (f *Further) Posts(b phrase.Book) ([]Post, error) {
	t := f.setting(b)
	posts, err := t.posts(b, f.Story, f.Chapter, &f.Question, t.pages())
	if err != nil || len(posts) == 0 {
		return nil, err
	}
	last := &posts[len(posts)-1].Message
	last.Content, last.Components = last.Content[:len(last.Content)-len(t.footer)], nil
	return posts, nil
}

// Announced returns the last of those messages when the vote is open; [Deadline] puts in until when.
func (f *Further) Announced(b phrase.Book) (Message, error) {
	t := f.setting(b)
	posts, err := t.posts(b, f.Story, f.Chapter, &f.Question, t.pages())
	if err != nil || len(posts) == 0 {
		return Message{}, err
	}
	return posts[len(posts)-1].Message, nil
}
