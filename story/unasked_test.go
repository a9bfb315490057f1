package story_test

import (
	"testing"

	"cliffhanger/story"
)

func TestUnasked(t *testing.T) {
	open := func(v story.Voting) *story.Question { return &story.Question{Text: "Who?", Voting: v} }
	options := &story.Question{Text: "Who?", Options: []story.Option{{Text: "A"}, {Text: "B"}}}
	answers := story.Voting{Open: 1, Style: story.VoteAnswers}
	for name, c := range map[string]struct {
		desk     string
		rules    story.Voting
		chapters []*story.Question
		ways     []*story.Question
		want     int
	}{
		"names to let in, and no desk": {"", story.Voting{}, []*story.Question{nil, options, open(story.Voting{})}, nil, 3},
		"a desk":                       {"desk", story.Voting{}, []*story.Question{open(story.Voting{})}, nil, 0},
		"each is in":                   {"", story.Voting{Admit: story.AdmitAll}, []*story.Question{open(story.Voting{})}, nil, 0},
		"answered in words":            {"", answers, []*story.Question{open(story.Voting{})}, nil, 0},
		"a chapter's own rules":        {"", answers, []*story.Question{open(story.Voting{Open: 1})}, nil, 1},
		"in a way of the story":        {"", story.Voting{}, []*story.Question{options}, []*story.Question{open(story.Voting{})}, 2},
		"options that are there":       {"", story.Voting{}, []*story.Question{options}, nil, 0},
		"no question":                  {"", story.Voting{}, []*story.Question{nil}, nil, 0},
	} {
		s := story.Story{Release: story.Plan{Desk: c.desk, Voting: c.rules}}
		for _, q := range c.chapters {
			s.Chapters = append(s.Chapters, story.Chapter{Number: len(s.Chapters) + 1, Question: q})
		}
		for _, q := range c.ways {
			s.Ways = append(s.Ways, story.Chapter{Number: len(s.Chapters) + 1, Question: q})
		}
		if got := s.Unasked(); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
