package story

import (
	"fmt"
	"iter"
	"sync"
)

// A Recorded is a chapter as it was when something of it was told.
type Recorded struct {
	Number int
	Sketch Sketch
	Part   bool // the rest of it is not out yet
}

// A Shift says that a chapter has another number than the one it is known by: chapters were put in, taken out or
// swapped among those that are out. Whoever would go on with the story is refused with it as the error.
type Shift struct {
	Chapter int    // the number it is out with; of a next one that of the last one out
	Now     int    // the number it has now
	Title   string // as it is now; may be empty
	Next    bool   // it was to come after Chapter, and has a number now that is out: it would never be told
}

// Error says which chapter has which number, for the log.
func (s Shift) Error() string {
	if s.Next {
		return fmt.Sprintf("what was to come after chapter %d is chapter %d now, which is out", s.Chapter, s.Now)
	}
	return fmt.Sprintf("what is out as chapter %d is chapter %d now", s.Chapter, s.Now)
}

// Concerns reports whether a number is that of the shift, before or after: what stands under it is not what is out.
func (s Shift) Concerns(number int) bool { return s.Now == number || s.Chapter == number && !s.Next }

// How much of a chapter's text, in percent, must be found under another number for it to be that chapter: foundAt at
// least, and more than twice as much as under its own number, or clearer more than there. The latter is for texts that
// are all made in one form, as letters or a log's entries may be.
const (
	foundAt = 30
	clearer = 30
)

// A chapter was split if both parts have at least splitAt of its text, and together about all of it, altogether.
const (
	splitAt    = 25
	altogether = 80
)

// Sketches are those of a story's chapters. Each is made when it is asked for first. They may be used by several
// goroutines at a time.
type Sketches struct {
	story *Story
	mu    sync.Mutex
	made  map[int]Sketch
	sums  []uint64 // of the chapters up to each
}

// NewSketches returns the sketches of a story, which must not be changed any more.
func NewSketches(s *Story) *Sketches { return &Sketches{story: s, made: map[int]Sketch{}} }

// Of returns the sketch of the chapter with a number; that of no chapter where there is none.
func (s *Sketches) Of(number int) Sketch {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.made[number]; ok {
		return known
	}
	c, ok := s.story.Chapter(number)
	if !ok {
		return Sketch{}
	}
	s.made[number] = SketchOf(c)
	return s.made[number]
}

// After returns the sketch of the first chapter whose number is greater than number; that of no chapter if there is
// none.
func (s *Sketches) After(number int) Sketch {
	c, ok := s.story.After(number)
	if !ok {
		return Sketch{}
	}
	return s.Of(c.Number)
}

// UpTo returns what the story is recognized by up to the chapter with a number: another one if any chapter up to there
// has another sketch or number, never 0.
func (s *Sketches) UpTo(number int) uint64 {
	for i := range s.story.Chapters {
		s.Of(s.story.Chapters[i].Number)
		if s.story.Chapters[i].Number >= number {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := uint64(fnvOffset)
	for i := range s.story.Chapters {
		n := s.story.Chapters[i].Number
		if n > number {
			break
		}
		if i == len(s.sums) {
			sketch := s.made[n]
			sum = scatter(sum ^ uint64(n))
			for _, b := range sketch {
				sum = (sum ^ uint64(b)) * fnvPrime
			}
			s.sums = append(s.sums, sum)
		}
		sum = s.sums[i]
	}
	return max(sum, 1)
}

// Shifts returns the chapters that are clearly found under another number than they are known by, in the order of out:
// those that are out, by ascending numbers (one may be there several times, as the chapter was worked on in between),
// and next, the one after them of which nothing is out yet (none: it is not known). A chapter that was rewritten, and
// is like none, is not among them; nor is one that is like another, such as a refrain, as long as that one is where it
// was. Of next it only matters whether it has the number of one that is out. Of a chapter that was split, whose second
// part has a number now of which nothing is out, that is the number: it would be told again.
//
// It is quick where chapters are as they were, and compares each of the others with all that there are.
func (s *Sketches) Shifts(out []Recorded, next Sketch) iter.Seq[Shift] {
	known := map[int][]Sketch{}
	last := 0
	for _, r := range out {
		known[r.Number] = append(known[r.Number], r.Sketch)
		last = max(last, r.Number)
	}
	return func(yield func(Shift) bool) {
		found := 0 // the number of the chapter found last
		for _, r := range out {
			here := s.Of(r.Number)
			if r.Number == found || r.Sketch == here {
				continue
			}
			now, moved := s.find(r.Sketch, r.Sketch.Alike(here), known, func(n int) bool { return n != r.Number })
			if !moved && !r.Part {
				now, moved = s.split(r, last)
			}
			if moved && !yield(s.shift(r.Number, now, false)) {
				return
			}
			if moved {
				found = r.Number
			}
		}
		if now, moved := s.find(next, s.ahead(next, last), known, func(n int) bool { return n <= last }); moved {
			yield(s.shift(last, now, true))
		}
	}
}

// split returns which chapter after the last number is a part of one that is out, and whether there is one. It has
// hardly anything in common with any other, as the entries of a log have.
func (s *Sketches) split(r Recorded, last int) (now int, found bool) {
	own := r.Sketch.Alike(s.Of(r.Number))
	if own < splitAt {
		return 0, false
	}
	for i := range s.story.Chapters {
		n := s.story.Chapters[i].Number
		if n <= last {
			continue
		}
		alike := r.Sketch.Alike(s.Of(n))
		if alike >= splitAt && own+alike >= altogether && alike > 2*s.likest(n) {
			return n, true
		}
	}
	return 0, false
}

// likest returns how much the chapter with a number has in common with the one that is most like it.
func (s *Sketches) likest(number int) int {
	most, it := 0, s.Of(number)
	for i := range s.story.Chapters {
		if n := s.story.Chapters[i].Number; n != number {
			most = max(most, it.Alike(s.Of(n)))
		}
	}
	return most
}

// ahead returns how much of a chapter is found after a number.
func (s *Sketches) ahead(was Sketch, last int) int {
	most := 0
	for i := range s.story.Chapters {
		if n := s.story.Chapters[i].Number; n > last && !was.None() {
			most = max(most, was.Alike(s.Of(n)))
		}
	}
	return most
}

func (s *Sketches) shift(from, to int, next bool) Shift {
	out := Shift{Chapter: from, Now: to, Next: next}
	if c, ok := s.story.Chapter(to); ok {
		out.Title = c.Title
	}
	return out
}

// find returns under which of some numbers a chapter is clearly found now, where so much of it is where it belongs.
func (s *Sketches) find(was Sketch, own int, known map[int][]Sketch, among func(int) bool) (now int, moved bool) {
	best := max(foundAt, min(2*own+1, own+clearer))
	if was.None() || best > 100 {
		return 0, false
	}
	for i := range s.story.Chapters {
		n := s.story.Chapters[i].Number
		if !among(n) {
			continue
		}
		here := s.Of(n)
		alike := was.Alike(here)
		if alike < best || here.explained(alike, known[n]) {
			continue
		}
		now, moved, best = n, true, alike+1
	}
	return now, moved
}

// explained reports whether a chapter is at least as much like one that is known under its own number.
func (s Sketch) explained(alike int, known []Sketch) bool {
	for _, k := range known {
		if k.Alike(s) >= alike {
			return true
		}
	}
	return false
}
