package vote_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"cliffhanger/story"
)

// An op is one thing that happens in a run.
type op struct {
	what string
	pick pick
}

func (o op) String() string {
	switch o.what {
	case "click", "super", "drop":
		return fmt.Sprintf("%s %d:%d", o.what, o.pick.user-1000, o.pick.choice)
	case "wipe":
		return fmt.Sprintf("wipe %d", o.pick.choice)
	}
	return o.what
}

// What happens besides clicks, and how often of a hundred times. What begins a gap is ended by "back".
var incidents = []struct {
	what  string
	often int
}{
	{"cut", 2}, {"end", 2}, {"stop", 2}, {"gone", 2}, {"crash", 2}, {"half", 2}, {"back", 12}, {"wipe", 1}, {"drop", 4},
	{"read", 1}, {"settle", 2}, {"super", 4},
}

// A script is what happens in one run.
type script struct {
	seed   uint64
	choose int
	ops    []op
}

func write(seed uint64) script {
	dice := rand.New(rand.NewPCG(seed, 11))
	s := script{seed: seed, choose: []int{1, 1, 1, 2, 3, story.MaxOptions}[dice.IntN(6)]}
	busy := 1 + dice.IntN(modelVoters) // few voters who do much, or many who do little
	for range modelOps {
		o := op{"click", pick{1000 + uint64(dice.IntN(busy)), story.Choice(dice.IntN(len(modelOptions)+1) - 1)}}
		at := dice.IntN(100)
		for _, i := range incidents {
			if at -= i.often; at < 0 {
				o.what = i.what
				break
			}
		}
		if o.what == "wipe" && dice.IntN(3) == 0 {
			o.pick.choice = nothing
		}
		s.ops = append(s.ops, o)
	}
	return s
}

var modelOptions = []story.Option{{Emoji: "🌊", Text: "Sink"}, {Emoji: "⚔️", Text: "Fight"}, {Emoji: "🔥", Text: "Burn"},
	{Emoji: "🌙", Text: "Wait"}}

// shrink leaves out of a failing script what does not make it fail.
func shrink(t *testing.T, s script, wrong []string) (script, []string) {
	for size := len(s.ops) / 2; size > 0; {
		shorter := false
		for at := 0; at+size <= len(s.ops); {
			try := s
			try.ops = slices.Delete(slices.Clone(s.ops), at, at+size)
			if w, _ := run(t, try); len(w) > 0 {
				s, wrong, shorter = try, w, true
			} else {
				at += size
			}
		}
		if !shorter || size > 1 && size > len(s.ops) {
			size /= 2
		}
	}
	return s, wrong
}
