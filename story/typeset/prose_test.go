package typeset_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

var vocabulary = strings.Fields("a the and but of rain lantern harbour Mara she he they said went quietly under over " +
	"morning never always door letter salt window knew had been would old grey stairs hand remembered nothing ship " +
	"between because afterwards photograph something Tomas bell candle-light don't it's street I winter")

// prose makes a chapter of about this many words in the shape of fiction: short turns of dialogue, long paragraphs,
// some italics, some curly quotes.
func prose(r *rand.Rand, words int) []story.Block {
	var blocks []story.Block
	for words > 0 {
		n := 1 + r.IntN(2)
		if r.IntN(2) == 0 {
			n = 2 + r.IntN(9)
		}
		var runs []story.Run
		for range n {
			length := 3 + r.IntN(22)
			words -= length
			style := story.Style(0)
			if r.IntN(8) == 0 {
				style = story.Italic
			}
			runs = append(runs, story.Run{Text: sentence(r, length), Style: style}, story.Run{Text: " "})
		}
		blocks = append(blocks, story.Block{Runs: runs})
	}
	return blocks
}

func sentence(r *rand.Rand, length int) string {
	words := make([]string, length)
	for i := range words {
		words[i] = vocabulary[r.IntN(len(vocabulary))]
	}
	s := strings.ToUpper(words[0][:1]) + words[0][1:] + " " + strings.Join(words[1:], " ")
	if r.IntN(3) == 0 {
		return "“" + s + "!”"
	}
	return s + "."
}

// TestProse holds the figures of good setting: pages nearly full, nearly even, none with a few lost lines, and never an
// end inside a sentence.
func TestProse(t *testing.T) {
	var lengths []float64
	cuts, atParagraphs := 0, 0
	for seed := range 40 {
		r := rand.New(rand.NewPCG(uint64(seed), 2))
		blocks := prose(r, 2500+r.IntN(4000))
		pages := typeset.Blocks(blocks, typeset.Options{})
		check(t, blocks, pages, 2000)
		cuts += len(pages) - 1
		atParagraphs += countParagraphEnds(blocks, pages)
		var words []string
		for _, p := range pages {
			lengths = append(lengths, float64(p.Length))
			text := strings.ReplaceAll(read(p.Content).text, wj, "")
			words = append(words, strings.Fields(text)...)
			if last := text[len(text)-1]; last != '.' && !strings.HasSuffix(text, "!”") {
				t.Errorf("seed %d: a page ends %q", seed, text[len(text)-20:])
			}
		}
		if want := strings.Fields(story.Plain(blocks)); !slices.Equal(words, want) {
			t.Errorf("seed %d: %d words, want %d, or not the same", seed, len(words), len(want))
		}
	}
	mean, cv := spread(lengths)
	if atParagraphs*2 < cuts {
		t.Errorf("%d of %d cuts are at the ends of paragraphs, want half", atParagraphs, cuts)
	}
	shortest := slices.Min(lengths)
	t.Logf("%d pages, mean %.0f, coefficient of variation %.3f, shortest %.0f", len(lengths), mean, cv, shortest)
	if mean < 1850 || cv > 0.045 || shortest < 1000 {
		t.Errorf("mean %.0f, want 1850; variation %.3f, want 0.045; shortest %.0f, want 1000", mean, cv, shortest)
	}
}

// countParagraphEnds returns how many pages but the last end where a block does.
func countParagraphEnds(blocks []story.Block, pages []typeset.Page) int {
	ends := map[int]bool{}
	sum := 0
	for _, b := range blocks {
		sum += len(expectedBlock(b))
		ends[sum] = true
	}
	n := 0
	sum = 0
	for _, p := range pages[:len(pages)-1] {
		if sum += len(read(p.Content).cells); ends[sum] {
			n++
		}
	}
	return n
}

func spread(x []float64) (mean, cv float64) {
	var sum, squares float64
	for _, v := range x {
		sum += v
		squares += v * v
	}
	n := float64(len(x))
	mean = sum / n
	return mean, math.Sqrt(squares/n-mean*mean) / mean
}

// TestFewest compares the number of pages with the fewest there can be, which for plain sentences is what filling each
// page as far as it goes gives.
func TestFewest(t *testing.T) {
	const limit = 300
	for seed := range 300 {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		var blocks []story.Block
		pages, used := 1, 0
		for range 1 + r.IntN(30) {
			var text strings.Builder
			for i := range 1 + r.IntN(6) {
				s := "A" + strings.Repeat("b", 3+r.IntN(limit/3-5)) + "."
				gap := " "
				if i == 0 {
					gap = "\n\n"
				}
				if used > 0 && used+len(gap)+len(s) > limit {
					pages, used = pages+1, 0
				}
				if used > 0 {
					used += len(gap)
				}
				used += len(s)
				text.WriteString(s + " ")
			}
			blocks = append(blocks, para(plain(text.String())))
		}
		if got := len(typeset.Blocks(blocks, typeset.Options{Limit: limit})); got != pages {
			t.Errorf("seed %d: %d pages, want %d", seed, got, pages)
		}
	}
}

// TestExact: pages are as long as they were reckoned to be; at most one shorter, where a number is cut before the
// dot that would have been escaped.
func TestExact(t *testing.T) {
	n := 5000
	if testing.Short() {
		n = 500
	}
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		blocks := randomBlocks(r)
		o := typeset.Options{Limit: 100 + r.IntN(200)}
		want := typeset.Predicted(blocks, o)
		for i, p := range typeset.Blocks(blocks, o) {
			if got := len(utf16.Encode([]rune(p.Content))); got > want[i] || got < want[i]-1 {
				t.Fatalf("seed %d: page %d has %d units, reckoned %d: %q", seed, i, got, want[i], p.Content)
			}
		}
	}
}

// TestSame: the same blocks give the same pages.
func TestSame(t *testing.T) {
	blocks := prose(rand.New(rand.NewPCG(1, 5)), 5000)
	first := typeset.Blocks(blocks, typeset.Options{})
	for range 3 {
		if again := typeset.Blocks(blocks, typeset.Options{}); !slices.Equal(again, first) {
			t.Fatal("pages differ from one time to the next")
		}
	}
}
