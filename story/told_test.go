package story_test

import (
	"fmt"
	"strings"
	"testing"

	"cliffhanger/story"
)

// forked makes a story of chapters, each written as its number, a "?" if it asks whether to take the lamp or the boat,
// and after a space what it depends on.
func forked(chapters ...string) *story.Story {
	s := &story.Story{ID: "forked"}
	for _, text := range chapters {
		head, branch, _ := strings.Cut(text, " ")
		c := story.Chapter{File: text}
		if number, ok := strings.CutSuffix(head, "?"); ok {
			head = number
			c.Question = &story.Question{Text: "What now?", Options: []story.Option{lamp, boat}}
		}
		if _, err := fmt.Sscan(head, &c.Number); err != nil {
			panic(err)
		}
		if branch == "" {
			s.Chapters = append(s.Chapters, c)
			continue
		}
		vote, option, _ := strings.Cut(branch, "/")
		c.Branch = &story.Branch{}
		if _, err := fmt.Sscan(vote, &c.Branch.Vote); err != nil {
			panic(err)
		}
		switch option {
		case "else":
			c.Branch.Else = true
		case "none":
			c.Branch.Option = story.NoneOption()
		case "lamp":
			c.Branch.Option = lamp
		case "boat":
			c.Branch.Option = boat
		default:
			c.Branch.Option.Text = option
		}
		s.Ways = append(s.Ways, c)
	}
	return s
}

var (
	lamp = story.Option{Emoji: "🏮", Text: "The lamp"}
	boat = story.Option{Emoji: "🚣", Text: "The boat"}
)

type results = map[int]story.Option

func TestTold(t *testing.T) {
	simple := []string{"1", "2?", "3 2/lamp", "3 2/boat", "4"}
	nested := []string{"1?", "2? 1/lamp", "2 1/boat", "3 2/lamp", "3 2/else", "4 1/boat", "5"}
	for _, test := range []struct {
		name     string
		chapters []string
		chosen   results
		want     string
		awaits   story.Awaited
	}{
		{"no ways", []string{"1?", "2"}, nil, "1?, 2", story.Awaited{}},
		{"undecided", simple, nil, "1, 2?", story.Awaited{Chapter: 3, Vote: 2, Ahead: 2}},
		{"one way", simple, results{2: lamp}, "1, 2?, 3 2/lamp, 4", story.Awaited{}},
		{"the other", simple, results{2: boat}, "1, 2?, 3 2/boat, 4", story.Awaited{}},
		{"another vote is known", simple, results{1: lamp}, "1, 2?", story.Awaited{Chapter: 3, Vote: 2, Ahead: 2}},
		{"its words were corrected", simple, results{2: {Emoji: "🏮", Text: "The lmap"}}, "1, 2?, 3 2/lamp, 4",
			story.Awaited{}},
		{"its emoji was changed", simple, results{2: {Emoji: "🇧", Text: "the  Lamp."}}, "1, 2?, 3 2/lamp, 4",
			story.Awaited{}},
		{"a letter of another", simple, results{2: {Emoji: "🚣", Text: "The lamp"}}, "1, 2?, 3 2/lamp, 4", story.Awaited{}},
		{"a variation selector", simple, results{2: {Emoji: "🚣\ufe0f"}}, "1, 2?, 3 2/boat, 4", story.Awaited{}},
		{"no chapter follows", simple, results{2: story.NoneOption()}, "1, 2?",
			story.Awaited{Chapter: 3, Vote: 2, Chosen: story.NoneOption(), Ahead: 2}},
		{"none of these", []string{"1?", "2 1/none", "2 1/else"}, results{1: story.NoneOption()}, "1?, 2 1/none",
			story.Awaited{}},
		{"whatever is left", []string{"1?", "2 1/lamp", "2 1/else"}, results{1: boat}, "1?, 2 1/else", story.Awaited{}},
		{"none is left too", []string{"1?", "2 1/lamp", "2 1/else"}, results{1: story.NoneOption()}, "1?, 2 1/else",
			story.Awaited{}},
		{"later than the question", []string{"1?", "2", "3 1/lamp", "3 1/boat"}, nil, "1?, 2", story.Awaited{Chapter: 3,
			Vote: 1, Ahead: 1}},
		{"a longer way", []string{"1?", "2 1/lamp", "2 1/boat", "3 1/lamp", "5"}, results{1: boat}, "1?, 2 1/boat, 5",
			story.Awaited{}},
		{"the shortest way counts", []string{"1?", "2 1/lamp", "2 1/boat", "3 1/lamp", "5"}, nil, "1?",
			story.Awaited{Chapter: 2, Vote: 1, Ahead: 2}},
		{"nested, the first open", nested, results{2: lamp}, "1?", story.Awaited{Chapter: 2, Vote: 1, Ahead: 3}},
		{"nested, the second open", nested, results{1: lamp}, "1?, 2? 1/lamp", story.Awaited{Chapter: 3, Vote: 2, Ahead: 2}},
		{"nested, both", nested, results{1: lamp, 2: boat}, "1?, 2? 1/lamp, 3 2/else, 5", story.Awaited{}},
		{"a vote not held on this way", nested, results{1: boat, 2: lamp}, "1?, 2 1/boat, 3 2/else, 4 1/boat, 5",
			story.Awaited{}},
		{"the newest vote goes first", []string{"1?", "2?", "3 1/lamp", "3 2/boat", "4"}, results{1: lamp}, "1?, 2?",
			story.Awaited{Chapter: 3, Vote: 2, Ahead: 2}},
		{"and then the one before", []string{"1?", "2?", "3 1/lamp", "3 2/boat", "4"}, results{1: lamp, 2: lamp},
			"1?, 2?, 3 1/lamp, 4",
			story.Awaited{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := forked(test.chapters...)
			told := s.Told(test.chosen)
			var names []string
			for _, c := range told.Chapters {
				names = append(names, c.File)
			}
			if got := strings.Join(names, ", "); got != test.want {
				t.Errorf("told %s, want %s", got, test.want)
			}
			if told.Awaits != test.awaits {
				t.Errorf("awaits %+v, want %+v", told.Awaits, test.awaits)
			}
			if len(told.Ways) > 0 {
				t.Errorf("the ways not taken can be seen: %v", told.Ways)
			}
			if len(s.Chapters)+len(s.Ways) != len(test.chapters) || s.Awaits != (story.Awaited{}) {
				t.Error("the story itself was changed")
			}
		})
	}
}

func TestToldOfWhatReadersPutForward(t *testing.T) {
	s := forked("1?", "2 1/The lighthouse", "2 1/else")
	s.Chapters[0].Question.Options = nil
	for option, want := range map[story.Option]string{
		{Emoji: "🇦", Text: "the Lighthouse"}: "2 1/The lighthouse",
		{Emoji: "🇧", Text: "The inn"}:        "2 1/else",
	} {
		if told := s.Told(results{1: option}); told.Chapters[1].File != want {
			t.Errorf("%s leads to %s, want %s", option.Text, told.Chapters[1].File, want)
		}
	}
}

func TestTheDateOfAWayIsKnownWhereAllHaveIt(t *testing.T) {
	s := forked("1?", "2 1/lamp", "2 1/boat")
	s.Ways[0].Date, s.Ways[1].Date = "2026-12-24T18:00", "2026-12-24T18:00"
	if got := s.Told(nil).Awaits.Date; got != "2026-12-24T18:00" {
		t.Errorf("the date is %q", got)
	}
	s.Ways[1].Date = ""
	if got := s.Told(nil).Awaits.Date; got != "" {
		t.Errorf("the date of one way is %q", got)
	}
}

func TestDecidingAndFollows(t *testing.T) {
	s := forked("1?", "2? 1/lamp", "2 1/else", "4 2/boat", "5 1/none")
	if got := fmt.Sprint(s.Deciding()); got != "map[1:2 2:4]" {
		t.Errorf("deciding %s", got)
	}
	for _, test := range []struct {
		vote   int
		option story.Option
		want   bool
	}{{1, lamp, true}, {1, boat, false}, {1, story.NoneOption(), true}, {2, story.NoneOption(), false}, {2, boat, true}} {
		if got := s.Follows(test.vote, test.option); got != test.want {
			t.Errorf("after %d/%v a chapter follows: %t", test.vote, test.option, got)
		}
	}
}
