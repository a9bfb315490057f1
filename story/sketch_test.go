package story_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/sample"
)

// A writer makes up prose: words as frequent as those of a language are, a few of them in every sentence, and names
// that come again in all chapters.
type writer struct {
	r     *rand.Rand
	words []string
	sums  []float64 // of the words' frequencies, by rank
	names []string
}

func newWriter(seed uint64) *writer {
	w := &writer{r: rand.New(rand.NewPCG(seed, 1)), names: []string{"Mara Quill", "the harbour master", "old Tam", "the weir"}}
	sum := 0.0
	for rank := range 4000 {
		w.words = append(w.words, w.coin(1+w.r.IntN(3)))
		sum += 1 / math.Pow(float64(rank+2), 1.05)
		w.sums = append(w.sums, sum)
	}
	return w
}

// coin makes up a word of so many syllables.
func (w *writer) coin(syllables int) string {
	var b strings.Builder
	for range syllables {
		b.WriteByte("bdfghklmnprstvw"[w.r.IntN(15)])
		b.WriteByte("aeiou"[w.r.IntN(5)])
		b.WriteByte("lmnrst"[w.r.IntN(6)])
	}
	return b.String()
}

func (w *writer) word() string {
	if w.r.IntN(25) == 0 {
		return w.names[w.r.IntN(len(w.names))]
	}
	at := w.r.Float64() * w.sums[len(w.sums)-1]
	i, _ := slices.BinarySearch(w.sums, at)
	return w.words[i]
}

// chapter writes a chapter of about so many words.
func (w *writer) chapter(number, words int) story.Chapter {
	c := story.Chapter{Number: number, Title: "The " + w.coin(2), Scenes: make([]story.Scene, 3)}
	for i := range c.Scenes {
		for n := 0; n < words/3; n += 40 {
			c.Scenes[i].Blocks = append(c.Scenes[i].Blocks, said(w.sentence(min(40, words/3-n))))
		}
	}
	return c
}

func (w *writer) sentence(words int) string {
	list := make([]string, words)
	for i := range list {
		list[i] = w.word()
	}
	return strings.Join(list, " ") + "."
}

func said(text string) story.Block { return story.Block{Runs: []story.Run{{Text: text}}} }

// edited returns a chapter with a share of its words, in percent, replaced, doubled or taken out.
func (w *writer) edited(c story.Chapter, percent int) story.Chapter {
	scenes := c.Scenes
	c.Scenes = make([]story.Scene, len(scenes))
	for i, s := range scenes {
		for _, b := range s.Blocks {
			var list []string
			for _, word := range strings.Fields(b.Text()) {
				if w.r.IntN(100) >= percent {
					list = append(list, word)
					continue
				}
				switch w.r.IntN(4) {
				case 0:
				case 1:
					list = append(list, word, w.word())
				default:
					list = append(list, w.word())
				}
			}
			c.Scenes[i].Blocks = append(c.Scenes[i].Blocks, said(strings.Join(list, " ")))
		}
	}
	return c
}

// TestWorkedOnChaptersAreRecognized edits chapters of many lengths in up to a fifth of their words, and holds them
// against their edits and against other chapters of the same author.
func TestWorkedOnChaptersAreRecognized(t *testing.T) {
	least, most := 100, 0
	for seed := range uint64(20) {
		w := newWriter(seed)
		for _, words := range []int{90, 150, 400, 1200, 4000} {
			one, other := w.chapter(1, words), w.chapter(2, words)
			was := story.SketchOf(&one)
			for _, percent := range []int{1, 5, 10, 20} {
				next := w.edited(one, percent)
				now := story.SketchOf(&next)
				if percent == 20 {
					least = min(least, was.Alike(now))
				}
				if got := was.Alike(now); got < 30 {
					t.Errorf("seed %d: %d words with %d %% edited are %d %% alike", seed, words, percent, got)
				}
			}
			got := was.Alike(story.SketchOf(&other))
			if most = max(most, got); got >= 30 {
				t.Errorf("seed %d: two chapters of %d words are %d %% alike", seed, words, got)
			}
		}
	}
	t.Logf("edits of a fifth: %d %% alike at least; other chapters: %d %% at most", least, most)
}

// TestSketchesOfProse does the same with the sample story.
func TestSketchesOfProse(t *testing.T) {
	s, _, err := sample.Story()
	if err != nil {
		t.Fatal(err)
	}
	w := newWriter(99)
	for i := range s.Chapters {
		was := story.SketchOf(&s.Chapters[i])
		edited := w.edited(s.Chapters[i], 20)
		if got := was.Alike(story.SketchOf(&edited)); got < 35 {
			t.Errorf("chapter %d and its edit are %d %% alike", i+1, got)
		}
		half := s.Chapters[i]
		half.Scenes = half.Scenes[:(len(half.Scenes)+1)/2]
		if got := was.Alike(story.SketchOf(&half)); got < 30 {
			t.Errorf("chapter %d and the half of it are %d %% alike", i+1, got)
		}
		for j := range s.Chapters {
			if got := was.Alike(story.SketchOf(&s.Chapters[j])); i == j && got != 100 || i != j && got > 15 {
				t.Errorf("chapters %d and %d are %d %% alike", i+1, j+1, got)
			}
		}
	}
}

// What a word processor, another format or another style makes of the same words leaves the sketch the same.
func TestTheSameWordsHaveTheSameSketch(t *testing.T) {
	plain := story.Chapter{Scenes: []story.Scene{{Blocks: []story.Block{
		said("Don't wake Zoë, she said - the café isn't open, and the old boat won't float before six.")}}}}
	other := story.Chapter{Scenes: []story.Scene{{Blocks: []story.Block{{Kind: story.Quote, Runs: []story.Run{
		{Text: "“Don’t wake Zoe\u0308,” she "}, {Text: "said", Style: story.Italic},
		{Text: " — the CAFE\u0301 is"}, {Text: "n’t", Style: story.Bold},
		{Text: " open; and the old\u00a0boat won’t flo\u00adat before six!"}}}}}}}
	if a, b := story.SketchOf(&plain), story.SketchOf(&other); a != b {
		t.Errorf("%d %% alike, want the same sketch", a.Alike(b))
	}
}

func TestSketchesOfScriptsWithoutSpaces(t *testing.T) {
	signs := []rune("山川海雨雪風花月日人手目口足門車馬魚鳥木林森石水火土金玉田力男女子犬夜朝昼夕春夏秋冬東西南北上下左右中大小")
	w := newWriter(5)
	write := func(n int) story.Chapter {
		text := make([]rune, n)
		for i := range text {
			text[i] = signs[min(w.r.IntN(len(signs)), w.r.IntN(len(signs)))]
		}
		return story.Chapter{Scenes: []story.Scene{{Blocks: []story.Block{said(string(text))}}}}
	}
	one, other := write(1500), write(1500)
	was := story.SketchOf(&one)
	text := []rune(one.Scenes[0].Blocks[0].Text())
	for i := range text {
		if i/2%10 == 0 { // every tenth word, of two signs
			text[i] = signs[w.r.IntN(len(signs))]
		}
	}
	edited := story.Chapter{Scenes: []story.Scene{{Blocks: []story.Block{said(string(text))}}}}
	if got := was.Alike(story.SketchOf(&edited)); got < 45 {
		t.Errorf("an edit is %d %% alike", got)
	}
	if got := was.Alike(story.SketchOf(&other)); got >= 20 {
		t.Errorf("another chapter is %d %% alike", got)
	}
}

func TestTooLittleTextSaysNothing(t *testing.T) {
	empty, short := story.Chapter{}, story.Chapter{Scenes: []story.Scene{{Blocks: []story.Block{said("It was over.")}}}}
	for _, pair := range [][2]story.Sketch{
		{story.SketchOf(&empty), story.SketchOf(&empty)}, {story.SketchOf(&short), story.SketchOf(&short)},
		{{}, story.SketchOf(&short)}, {{}, {}},
	} {
		if got := pair[0].Alike(pair[1]); got != 0 {
			t.Errorf("%d %% alike", got)
		}
	}
	if (story.Sketch{}).None() == story.SketchOf(&empty).None() {
		t.Error("a chapter without words is no chapter")
	}
	later := story.SketchOf(&short)
	later[0]++
	if !later.None() {
		t.Error("a sketch made in another way is taken for one")
	}
}

// TestASketchStaysTheSame pins the sketch of a text: sketches are kept, and compared with those of later programs.
func TestASketchStaysTheSame(t *testing.T) {
	c := story.Chapter{Title: "The Ford", Scenes: []story.Scene{{Blocks: []story.Block{
		said("Nobody crossed before noon. The water stood at the seventh stone; 海の水。")}}}}
	s := story.SketchOf(&c)
	var got []string
	for i, b := range s {
		if b != 0 {
			got = append(got, fmt.Sprintf("%d:%d", i, b))
		}
	}
	const want = "0:1 14:144 23:16 24:231 31:33 35:69 38:61 54:232 67:205 68:84 70:246 84:15 111:196 114:69"
	if text := strings.Join(got, " "); text != want {
		t.Errorf("the sketch is\n%s, want\n%s", text, want)
	}
}

func FuzzSketch(f *testing.F) {
	f.Add("The Ford", "Nobody crossed before noon.", "海の水 и ветер\xff\u0301", 3)
	f.Fuzz(func(t *testing.T, title, one, two string, cut int) {
		whole := story.Chapter{Title: title, Scenes: []story.Scene{{Blocks: []story.Block{said(one + two), said(two)}}}}
		s := story.SketchOf(&whole)
		if s.None() || s != story.SketchOf(&whole) {
			t.Fatal("two sketches of one chapter differ")
		}
		if got := s.Alike(s); got != 0 && got != 100 {
			t.Fatalf("a chapter is %d %% like itself", got)
		}
		// Cutting the text into runs, and blocks into scenes, changes nothing.
		text := one + two
		if cut < 0 || cut > len(text) || !utf8.ValidString(text) || cut < len(text) && !utf8.RuneStart(text[cut]) {
			return
		}
		parts := story.Chapter{Title: title, Scenes: []story.Scene{
			{Blocks: []story.Block{{Runs: []story.Run{{Text: text[:cut]}, {Text: text[cut:]}}}}},
			{Blocks: []story.Block{said(two)}}}}
		if s.Alike(story.SketchOf(&parts)) != s.Alike(s) {
			t.Fatalf("%q cut at %d has another sketch", text, cut)
		}
		other := story.Chapter{Scenes: []story.Scene{{Blocks: []story.Block{said(two)}}}}
		o := story.SketchOf(&other)
		if a, b := s.Alike(o), o.Alike(s); a != b || a < 0 || a > 100 {
			t.Fatalf("%d and %d %% alike", a, b)
		}
	})
}
