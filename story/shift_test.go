package story_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cliffhanger/story"
)

// A shelf is a story whose chapters are known by name, as a test changes it.
type shelf struct {
	w     *writer
	names []string                 // in order
	texts map[string]story.Chapter // by name
}

func newShelf(seed uint64, chapters int) *shelf {
	s := &shelf{w: newWriter(seed), texts: map[string]story.Chapter{}}
	for n := range chapters {
		s.add(n, fmt.Sprintf("c%d", n+1))
	}
	return s
}

// add puts a new chapter at a place.
func (s *shelf) add(at int, name string) {
	s.names = slices.Insert(s.names, at, name)
	s.texts[name] = s.w.chapter(0, 150+s.w.r.IntN(600))
}

// story returns the story as it is, numbered from 1 on.
func (s *shelf) story() *story.Story {
	out := &story.Story{}
	for i, name := range s.names {
		c := s.texts[name]
		c.Number = i + 1
		out.Chapters = append(out.Chapters, c)
	}
	return out
}

// change does something to the story that authors do, and says what.
func (s *shelf) change(step int) string {
	r, n := s.w.r, len(s.names)
	at := r.IntN(n)
	name := s.names[at]
	switch r.IntN(7) {
	case 0:
		s.add(r.IntN(n+1), fmt.Sprintf("new%d", step))
		return "one put in"
	case 1:
		if n > 2 {
			s.names = slices.Delete(s.names, at, at+1)
		}
		return name + " taken out"
	case 2:
		other := r.IntN(n)
		s.names[at], s.names[other] = s.names[other], s.names[at]
		return "two swapped"
	case 3: // the text is none that was ever told
		s.texts[name] = s.w.chapter(0, 400)
		s.names[at] = "anew" + name
		s.texts[s.names[at]] = s.texts[name]
		return name + " rewritten"
	case 4:
		c := s.texts[name]
		c.Title = "Another"
		s.texts[name] = c
		return name + " given another title"
	default:
		if !strings.HasSuffix(name, "'") { // once: what is worked on twice in a fifth is worked on in more
			s.texts[name+"'"] = s.w.edited(s.texts[name], 1+r.IntN(20))
			s.names[at] = name + "'"
		}
		return name + " worked on"
	}
}

// TestShiftsAgainstAModel changes stories of which some chapters are out at random, and holds what is found against
// where each chapter really went.
func TestShiftsAgainstAModel(t *testing.T) {
	shifted := 0
	for seed := range uint64(150) {
		s := newShelf(seed, 4+int(seed%5))
		before, names := s.story(), slices.Clone(s.names)
		known := story.NewSketches(before)
		last := 1 + s.w.r.IntN(len(names))
		var out []story.Recorded
		for n := 1; n <= last; n++ {
			out = append(out, story.Recorded{Number: n, Sketch: known.Of(n)})
		}
		var did []string
		for step := range 1 + s.w.r.IntN(4) {
			did = append(did, s.change(step))
		}
		var want []story.Shift
		for i, name := range names {
			now := 1 + slices.IndexFunc(s.names, func(n string) bool { return strings.TrimSuffix(n, "'") == name })
			switch {
			case now == 0:
			case i < last && now != i+1:
				want = append(want, story.Shift{Chapter: i + 1, Now: now})
			case i == last && now <= last:
				want = append(want, story.Shift{Chapter: last, Now: now, Next: true})
			}
		}
		got := slices.Collect(story.NewSketches(s.story()).Shifts(out, known.After(last)))
		for i := range got {
			got[i].Title = ""
		}
		if !slices.Equal(got, want) {
			t.Errorf("seed %d, %d of %d out, %s: found %v, want %v", seed, last, len(names), strings.Join(did, ", "), got, want)
		}
		if len(want) > 0 {
			shifted++
		}
	}
	t.Logf("%d of 150 stories were renumbered", shifted)
	if shifted < 30 || shifted > 140 {
		t.Errorf("%d of 150 stories were renumbered: the test shows little", shifted)
	}
}

// Chapters that are alike, or in one form, are told from each other by more than what they have in common.
func TestShiftsAmongChaptersThatAreAlike(t *testing.T) {
	w := newWriter(7)
	refrain, one, two, three := w.chapter(1, 300), w.chapter(2, 300), w.chapter(3, 300), w.chapter(4, 300)
	list := func(chapters ...story.Chapter) *story.Story {
		s := &story.Story{}
		for i, c := range chapters {
			c.Number, c.Title = i+1, ""
			s.Chapters = append(s.Chapters, c)
		}
		return s
	}
	entry := func(day int) story.Chapter { // a log in which little changes from day to day
		var c story.Chapter
		c.Scenes = make([]story.Scene, 1)
		for line := range 12 {
			text := fmt.Sprintf("Watch %d. Wind from the %s, sea %s, course held, nothing to report but", line, w.word(), w.word())
			c.Scenes[0].Blocks = append(c.Scenes[0].Blocks, said(text+" "+w.sentence(10)))
		}
		c.Number = day
		return c
	}
	a, b, c, d := entry(1), entry(2), entry(3), entry(4)
	for _, test := range []struct {
		name      string
		was, next *story.Story
		out       int
		want      []story.Shift
	}{
		{"a refrain", list(refrain, one, refrain, two), list(w.chapter(1, 300), one, refrain, two), 3, nil},
		{"a refrain, moved", list(refrain, one, refrain, two), list(three, refrain, one, refrain, two), 3,
			[]story.Shift{{Chapter: 1, Now: 2}, {Chapter: 2, Now: 3}, {Chapter: 3, Now: 2}}},
		{"a log", list(a, b, c, d), list(a, w.edited(b, 20), c, d), 3, nil},
		{"a log, one put in", list(a, b, c, d), list(entry(9), a, b, c, d), 3,
			[]story.Shift{{Chapter: 1, Now: 2}, {Chapter: 2, Now: 3}, {Chapter: 3, Now: 4}}},
		{"a chapter split", list(one, two, three), list(part(one, 0, 2), part(one, 2, 3), two, three), 1,
			[]story.Shift{{Chapter: 1, Now: 2}}},
		{"a chapter split near its start", list(one, two, three), list(part(one, 0, 1), part(one, 1, 3), two, three), 1,
			[]story.Shift{{Chapter: 1, Now: 2}}},
		{"a chapter split, and worked on", list(one, two), list(w.edited(part(one, 0, 2), 5), w.edited(part(one, 2, 3), 5), two), 1,
			[]story.Shift{{Chapter: 1, Now: 2}}},
		{"an earlier chapter split", list(one, two, three), list(part(one, 0, 2), part(one, 2, 3), two, three), 2,
			[]story.Shift{{Chapter: 2, Now: 3}}},
		{"two chapters joined", list(one, two, three, refrain), list(joined(one, two), three, refrain), 2,
			[]story.Shift{{Chapter: 2, Now: 2, Next: true}}},
		{"a log, worked on", list(a, b, c, d), list(w.edited(a, 10), w.edited(b, 30), w.edited(c, 20), d), 2, nil},
		{"one told twice on purpose", list(one, one, one, two), list(one, one, one, two), 2, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			known := story.NewSketches(test.was)
			var out []story.Recorded
			for n := 1; n <= test.out; n++ {
				out = append(out, story.Recorded{Number: n, Sketch: known.Of(n)})
			}
			got := slices.Collect(story.NewSketches(test.next).Shifts(out, known.After(test.out)))
			if !slices.Equal(got, test.want) {
				t.Errorf("found %v, want %v", got, test.want)
			}
		})
	}
}

// joined returns a chapter with the scenes of two.
func joined(c, d story.Chapter) story.Chapter {
	c.Scenes = slices.Concat(c.Scenes, d.Scenes)
	return c
}

// part returns some scenes of a chapter.
func part(c story.Chapter, from, to int) story.Chapter {
	c.Scenes = c.Scenes[from:to]
	return c
}

// What was split off of a chapter before it was told is told after it.
func TestAChapterThatIsPartlyOutMayBeSplit(t *testing.T) {
	w := newWriter(9)
	one, two := w.chapter(1, 300), w.chapter(2, 300)
	head, tail, after := part(one, 0, 2), part(one, 2, 3), two
	tail.Number, after.Number = 2, 3
	now := story.NewSketches(&story.Story{Chapters: []story.Chapter{head, tail, after}})
	for _, partly := range []bool{false, true} {
		out := []story.Recorded{{Number: 1, Sketch: story.SketchOf(&one), Part: partly}}
		if got := slices.Collect(now.Shifts(out, story.SketchOf(&two))); (len(got) == 0) != partly {
			t.Errorf("partly out: %t; found %v", partly, got)
		}
	}
}

func TestWhatAStoryIsRecognizedByIsAnotherForAnyChange(t *testing.T) {
	s := newShelf(3, 6)
	was := story.NewSketches(s.story())
	swapped := s.story()
	swapped.Chapters[1], swapped.Chapters[3] = swapped.Chapters[3], swapped.Chapters[1]
	swapped.Chapters[1].Number, swapped.Chapters[3].Number = 2, 4
	numbered := s.story()
	numbered.Chapters[4].Number, numbered.Chapters[5].Number = 8, 9
	cut := s.story()
	cut.Chapters = cut.Chapters[:4]
	more := s.story()
	more.Chapters = append(more.Chapters, s.w.chapter(7, 200))
	for name, test := range map[string]struct {
		next *story.Story
		same int // up to which chapter it is the same
	}{
		"the same": {s.story(), 99}, "two swapped": {swapped, 1}, "another number": {numbered, 4}, "one cut": {cut, 4},
		"one more": {more, 6}, "none": {&story.Story{}, 0},
	} {
		now := story.NewSketches(test.next)
		for _, n := range []int{3, 0, 9, 1, 7, 5, 2, 4, 6} { // in whatever order it is asked for
			if got, want := now.UpTo(n) == was.UpTo(n), n <= test.same; got != want || now.UpTo(n) == 0 {
				t.Errorf("%s: up to %d it is the same: %t, want %t", name, n, got, want)
			}
		}
	}
}

func BenchmarkSketch(b *testing.B) {
	c := newWriter(1).chapter(1, 3000)
	size := 0
	for _, s := range c.Scenes {
		size += len(story.Plain(s.Blocks))
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		story.SketchOf(&c)
	}
}

// BenchmarkShifts looks for the chapters of a long story that begins with one more.
func BenchmarkShifts(b *testing.B) {
	s := newShelf(1, 300)
	known := story.NewSketches(s.story())
	var out []story.Recorded
	for n := 1; n <= 300; n++ {
		out = append(out, story.Recorded{Number: n, Sketch: known.Of(n)})
	}
	s.add(0, "prologue")
	now := story.NewSketches(s.story())
	now.UpTo(301)
	for b.Loop() {
		if got := slices.Collect(now.Shifts(out, story.Sketch{})); len(got) != 300 {
			b.Fatalf("%d shifts", len(got))
		}
	}
}
