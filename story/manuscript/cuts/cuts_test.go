package cuts_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/cuts"
)

// block returns a paragraph of prose.
func block(text string) story.Block {
	return story.Block{Runs: []story.Run{{Text: text}}}
}

// chapter returns a chapter of one scene for each list of paragraphs.
func chapter(scenes ...[]string) story.Chapter {
	var c story.Chapter
	for _, s := range scenes {
		var scene story.Scene
		for _, text := range s {
			scene.Blocks = append(scene.Blocks, block(text))
		}
		c.Scenes = append(c.Scenes, scene)
	}
	return c
}

func TestApply(t *testing.T) {
	c := chapter([]string{"a", "b", "c"}, []string{"d"}, []string{"e", "f"})
	c.Scenes[0].Label, c.Scenes[2].Label = "MARA", "JONAS"
	c.Holds = []int{1, 3}
	before := fmt.Sprint(c)
	got := cuts.Apply(c, []cuts.Suggestion{{Scene: 2, Before: 1}, {Scene: 0, Before: 2}, {Scene: 0, Before: 1},
		{Scene: 0, Before: 1}, {Scene: 0, Before: 0}, {Scene: 0, Before: 3}, {Scene: 9, Before: 1}, {Scene: 1, Before: -1}})
	want := chapter([]string{"a"}, []string{"b"}, []string{"c"}, []string{"d"}, []string{"e"}, []string{"f"})
	want.Scenes[0].Label, want.Scenes[4].Label = "MARA", "JONAS"
	want.Holds = []int{1, 5}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("applied (-want +got):\n%s", diff)
	}
	if fmt.Sprint(c) != before {
		t.Error("the chapter that was given has changed")
	}
	if diff := cmp.Diff(c, cuts.Apply(c, nil)); diff != "" {
		t.Errorf("nothing applied (-want +got):\n%s", diff)
	}
}

// TestReasons checks what is said for a place that every reader would see.
func TestReasons(t *testing.T) {
	filler := "The wind went round the mill and the sails creaked, and nobody in the whole of that valley had a word " +
		"to say about it, which was how they did things where corn was concerned and flour was still to come. "
	filler = strings.Repeat(filler, 3)
	c := chapter([]string{
		"Old Henrike had the key, and everybody knew that Henrike had it.", filler, filler,
		"“Are you coming?” said Tobin.", "“No,” said the miller, and Tobin shrugged.", filler,
		"“Then I’ll go,” said Tobin, and he went out and closed the door.",
		"The next morning Henrike came down to the harbour with the key on a string round her neck, and " + filler,
		"Tobin was not there.", filler,
	})
	got := cuts.Suggest(c, cuts.Options{})
	if len(got) != 1 || got[0].Scene != 0 || got[0].Before != 7 {
		t.Fatalf("suggested %v, want one cut before block 7", got)
	}
	reasons := strings.Join(got[0].Reasons, "; ")
	if want := "a new morning; another place: harbour; Henrike comes back"; reasons != want {
		t.Errorf("reasons %q, want %q", reasons, want)
	}
}

func TestNothingToSuggest(t *testing.T) {
	for name, c := range map[string]story.Chapter{
		"empty": {},
		"scene": {Scenes: []story.Scene{{}}},
		"short": chapter([]string{"One.", "The next morning Mara woke in another house.", "Three."}),
		"marked": chapter([]string{strings.Repeat("word ", 400), "The next morning.", strings.Repeat("word ", 400)},
			[]string{"b"}),
	} {
		if got := cuts.Suggest(c, cuts.Options{}); len(got) > 0 {
			t.Errorf("%s: suggested %v", name, got)
		}
	}
}

// pieces returns how many words the scenes of a chapter have.
func pieces(c story.Chapter) []int {
	var out []int
	for _, s := range c.Scenes {
		out = append(out, story.Words(s.Blocks))
	}
	return out
}

// TestInstalmentsKeepTheirLimits cuts texts of paragraphs of many lengths.
func TestInstalmentsKeepTheirLimits(t *testing.T) {
	for total := 900; total < 12_000; total += 877 {
		for _, length := range []int{1, 7, 60, 300} {
			var list []string
			for n, i := 0, 0; n < total; i++ {
				words := 1 + (i*7919)%length
				list = append(list, strings.Repeat("word ", words))
				n += words
			}
			c := chapter(list)
			got := pieces(cuts.Apply(c, cuts.Suggest(c, cuts.Options{Instalments: true})))
			for i, n := range got {
				if n < cuts.Fewest || n > cuts.Most {
					t.Fatalf("%d words in paragraphs of at most %d: piece %d of %v is outside the limits", total, length, i, got)
				}
			}
		}
	}
}

// TestLongParagraph leaves a paragraph whole that is too long, and keeps the others within the limits.
func TestLongParagraph(t *testing.T) {
	c := chapter([]string{strings.Repeat("a ", 800), strings.Repeat("b ", 4000), strings.Repeat("c ", 700)})
	got := cuts.Apply(c, cuts.Suggest(c, cuts.Options{Instalments: true}))
	if diff := cmp.Diff([]int{800, 4000, 700}, pieces(got)); diff != "" {
		t.Errorf("pieces (-want +got):\n%s", diff)
	}
}

// TestHeadingStaysAbove never ends a piece with a heading.
func TestHeadingStaysAbove(t *testing.T) {
	c := chapter([]string{strings.Repeat("a ", 800), "Part Two", strings.Repeat("b ", 800)})
	c.Scenes[0].Blocks[1].Kind = story.Heading
	got := cuts.Suggest(c, cuts.Options{Instalments: true})
	if len(got) != 1 || got[0].Before != 1 || got[0].Reasons[0] != "a heading follows" {
		t.Errorf("suggested %v, want one cut before the heading", got)
	}
}

// TestOtherLanguages suggests instalments by structure where the text is not English, and gives no reasons that would
// need its words understood.
func TestOtherLanguages(t *testing.T) {
	long := strings.Repeat("Der Wind ging um die Mühle, und niemand im ganzen Tal sagte ein Wort dazu. ", 14)
	short := []string{"„Kommst du mit?“ fragte Henrike.", "„Nein“, sagte der Müller.", "„Dann gehe ich allein.“"}
	var list []string
	for range 4 {
		list = append(list, long, long)
		list = append(list, short...)
	}
	got := cuts.Suggest(chapter(list), cuts.Options{Instalments: true})
	if len(got) == 0 {
		t.Fatal("no instalments")
	}
	for _, s := range got {
		if list[s.Before] != long || list[s.Before-1] != short[2] {
			t.Errorf("cut before “%.40s…”, want where a conversation is over", list[s.Before])
		}
		for _, r := range s.Reasons {
			if strings.Contains(r, "morning") || strings.Contains(r, "place:") || strings.Contains(r, "comes back") {
				t.Errorf("reason %q for a text in German", r)
			}
		}
	}
	if got := cuts.Suggest(chapter([]string{long, long, short[0], long}), cuts.Options{}); len(got) > 0 {
		t.Errorf("scenes %v", got)
	}
}
