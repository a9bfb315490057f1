package story_test

import (
	"slices"
	"testing"

	"cliffhanger/story"
)

func TestPlacesAreOrdered(t *testing.T) {
	places := []story.Place{
		{}, {Chapter: 1}, {Chapter: 1, Scene: 1}, {Chapter: 1, Scene: 1, Page: 2},
		{Chapter: 1, Scene: 1, Page: story.WholeScene},
		{Chapter: 1, Scene: 2, Page: 1}, {Chapter: 2, Scene: 1, Page: 1},
	}
	if !slices.IsSortedFunc(places, story.Place.Compare) {
		t.Errorf("not in order: %v", places)
	}
	for i, p := range places {
		if got := p.IsZero(); got != (i == 0) {
			t.Errorf("%v.IsZero() = %v", p, got)
		}
		if p.Compare(p) != 0 {
			t.Errorf("%v differs from itself", p)
		}
	}
}

func TestWithin(t *testing.T) {
	out := story.Place{Chapter: 2, Scene: 3}
	for _, test := range []struct {
		p    story.Place
		want bool
	}{
		{story.Place{}, true},
		{story.Place{Chapter: 1, Scene: 9, Page: 9}, true},
		{story.Place{Chapter: 2, Scene: 3, Page: story.WholeScene}, true},
		{story.Place{Chapter: 2, Scene: 4, Page: 1}, false},
		{story.Place{Chapter: 3, Scene: 1, Page: 1}, false},
	} {
		if got := test.p.Within(out); got != test.want {
			t.Errorf("%v.Within(%v) = %v, want %v", test.p, out, got, test.want)
		}
	}
}

func TestWordsCountsWhatIsRead(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "   ": 0, "one": 1, "one two\nthree": 3, "– said he –": 2, "* * *": 0, "it's 5 o'clock": 3,
		"don’t-stop": 1, "…": 0, "吾輩は猫である。": 4, "漢": 1, "Mara は Tomas と": 3, "ฉันยืนอยู่ที่ท่าเรือ": 3,
		"그는 말했다": 2, "क्षि है": 2,
	} {
		blocks := []story.Block{{Runs: []story.Run{{Text: text}}}}
		if got := story.Words(blocks); got != want {
			t.Errorf("Words(%q) = %d, want %d", text, got, want)
		}
	}
	split := []story.Block{{Runs: []story.Run{{Text: "half"}, {Text: "way there", Style: story.Italic}}}, {}}
	if got, plain := story.Words(split), story.Plain(split); got != 2 || plain != "halfway there\n" {
		t.Errorf("a word over two runs: %d words of %q", got, plain)
	}
}

func TestChaptersAreFoundByNumber(t *testing.T) {
	s := &story.Story{ID: "tide", Chapters: []story.Chapter{{Number: 2}, {Number: 3}, {Number: 7}}}
	for number, next := range map[int]int{0: 2, 1: 2, 2: 3, 3: 7, 6: 7, 7: 0, 99: 0} {
		c, ok := s.After(number)
		if ok != (next > 0) || ok && c.Number != next {
			t.Errorf("After(%d) = %v, %v, want %d", number, c, ok, next)
		}
		if _, ok := s.Chapter(number); ok != slices.Contains([]int{2, 3, 7}, number) {
			t.Errorf("Chapter(%d) is there: %v", number, ok)
		}
	}
}

// A key is on disk and in buttons under old messages: it must never change.
func TestKeysStay(t *testing.T) {
	if got, want := story.KeyOf("seawall"), story.Key(0xe42190b6f22ec404); got != want {
		t.Errorf("KeyOf(seawall) = %#x, want %#x", uint64(got), uint64(want))
	}
	if (&story.Story{ID: "a", Title: "x"}).Key() != (&story.Story{ID: "a", Title: "y"}).Key() {
		t.Error("a change of title changed the key")
	}
}

func TestProblemsNameTheirPlace(t *testing.T) {
	for _, test := range []struct {
		p    story.Problem
		want string
	}{
		{story.Problem{File: "a.md", Line: 3, Column: 9, Severity: story.Error, Message: "bad", Hint: "mend it"},
			"a.md:3:9: error: bad - mend it"},
		{story.Problem{File: "a.md", Line: 3, Severity: story.Warning, Message: "odd"}, "a.md:3: warning: odd"},
		{story.Problem{File: "a.md", Column: 3, Severity: story.Notice, Message: "so"}, "a.md: note: so"},
	} {
		if got := test.p.String(); got != test.want {
			t.Errorf("%+v reads %q, want %q", test.p, got, test.want)
		}
		if got := story.HasErrors([]story.Problem{test.p}); got != (test.p.Severity == story.Error) {
			t.Errorf("HasErrors(%v) = %v", test.p, got)
		}
	}
}

func TestOpenQuestions(t *testing.T) {
	if q := (&story.Question{Text: "?"}); !q.Open() {
		t.Error("a question without options is not open")
	}
	if q := (&story.Question{Options: []story.Option{{}}}); q.Open() {
		t.Error("a question with options is open")
	}
}
