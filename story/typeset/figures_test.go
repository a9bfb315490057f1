package typeset_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"cliffhanger/story"
	seawall "cliffhanger/story/sample"
	"cliffhanger/story/typeset"
)

// Where a page ends, from the best to the worst.
const (
	atBlock = iota
	atLine
	atSentence
	atClause
	atWord
	inWord
	inCluster
	cutKinds
)

// figures are what a way of cutting makes of texts.
type figures struct {
	texts, intact int // and those of which every word, style and promise is kept
	pages         int
	lengths       []float64 // of pages but the last of each text
	short         int       // pages of fewer than a quarter of the room, of texts with more
	cuts          [cutKinds]int
}

// add counts what became of a text.
func (f *figures) add(blocks []story.Block, pages []typeset.Page, limit int) {
	f.texts++
	if len(faults(blocks, pages, limit)) == 0 {
		f.intact++
	}
	f.pages += len(pages)
	at := placesOf(blocks)
	seen := 0
	for i, p := range pages {
		if len(pages) > 1 && p.Length < limit/4 {
			f.short++
		}
		if i == len(pages)-1 {
			break
		}
		f.lengths = append(f.lengths, float64(p.Length))
		if seen += len(read(p.Content).cells); seen > 0 && seen < len(at) {
			f.cuts[at[seen]]++
		}
	}
}

// row returns the figures as a row of a table.
func (f *figures) row(name string, limit int) string {
	mean, cv := 0.0, 0.0
	if len(f.lengths) > 0 {
		mean, cv = spread(f.lengths)
	}
	return fmt.Sprintf("%-22s %5d %6d %6.1f%% %6.3f %5d  %6d %5d %5d %6d %5d %5d %7d  %d/%d", name, f.texts, f.pages,
		100*mean/float64(limit), cv, f.short, f.cuts[atBlock], f.cuts[atLine], f.cuts[atSentence], f.cuts[atClause],
		f.cuts[atWord], f.cuts[inWord], f.cuts[inCluster], f.intact, f.texts)
}

const figuresHead = "text                   texts  pages   fill   var.  short   block  line  sent. clause  word " +
	"inword cluster  intact"

// placesOf says for each character to see what kind of place is before it.
func placesOf(blocks []story.Block) []int {
	var out []int
	for _, b := range blocks {
		before := len(out)
		skip := len(expectedBlock(b)) // the marker of an item first
		for _, line := range expectedLines(b.Runs) {
			kinds := placesIn(line)
			if len(kinds) > 0 && len(out) > before {
				kinds[0] = atLine
			}
			out = append(out, kinds...)
		}
		for n := len(out) - before; n < skip; n++ {
			out = slices.Insert(out, before, inWord)
		}
		if len(out) > before {
			out[before] = atBlock
		}
	}
	return out
}

// placesIn says it for the characters of a line.
func placesIn(line []cell) []int {
	var text strings.Builder
	for _, c := range line {
		text.WriteRune(c.r)
	}
	var out []int
	var before rune // the last character to see, closing quotation marks apart
	parted := false
	for it := graphemes.FromString(text.String()); it.Next(); {
		inside := false
		for _, r := range it.Value() {
			if unseen(r) {
				parted = parted || unicode.IsSpace(r)
				continue
			}
			out = append(out, placeBetween(before, r, parted, inside))
			inside = true
			if !strings.ContainsRune("”’»\")」』）", r) {
				before = r
			}
			parted = false
		}
	}
	return out
}

// placeBetween says what the place between two characters is.
func placeBetween(before, after rune, parted, inside bool) int {
	switch {
	case inside:
		return inCluster
	case !parted && !wide(before) && !wide(after):
		return inWord
	case strings.ContainsRune(".!?…。！？।؟۔", before) && !unicode.IsLower(after):
		return atSentence
	case strings.ContainsRune(",;:—–，、；：،؛", before):
		return atClause
	}
	return atWord
}

// wide reports whether r belongs to a script without spaces, in which a line may end between characters.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r < 0x3040 ||
		r >= 0xff00 && r < 0xffef
}

// greedy cuts as bots usually do: at the last line break there is room for, else where the room ends.
func greedy(blocks []story.Block, limit int) []typeset.Page {
	whole := typeset.Blocks(blocks, typeset.Options{Limit: 1 << 30})
	if len(whole) == 0 {
		return nil
	}
	var pages []typeset.Page
	for rest := []rune(whole[0].Content); len(rest) > 0; {
		n := min(len(rest), limit)
		if n < len(rest) {
			if at := strings.LastIndex(string(rest[:n]), "\n"); at > 0 {
				n = len([]rune(string(rest[:n])[:at]))
			}
		}
		if content := strings.TrimSpace(string(rest[:n])); content != "" {
			pages = append(pages, typeset.Page{Content: content, Length: typeset.Length(content)})
		}
		rest = rest[n:]
	}
	return pages
}

// TestFigures prints what becomes of prose of every kind, and of hostile text, and holds it to the goals: all words and
// styles intact, nothing cut inside a word or a cluster, pages full and even.
func TestFigures(t *testing.T) {
	const limit = 2000
	t.Log(figuresHead)
	report := func(name string, limit int, texts [][]story.Block) (ours, others figures) {
		for _, blocks := range texts {
			ours.add(blocks, typeset.Blocks(blocks, typeset.Options{Limit: limit}), limit)
			others.add(blocks, greedy(blocks, limit), limit)
		}
		t.Log(ours.row(name, limit))
		t.Log(others.row("  cut greedily", limit))
		return ours, others
	}
	for _, tt := range []struct {
		name  string
		texts [][]story.Block
		fill  float64 // of a page, but for the last of a text
	}{
		{"the sample", sampleScenes(t), 0.5}, {"chapters", manyProse(30), 0.92}, {"other scripts", scriptTexts(), 0.75},
	} {
		ours, others := report(tt.name, limit, tt.texts)
		if ours.intact != ours.texts || ours.cuts[inWord]+ours.cuts[inCluster]+ours.short > 0 {
			t.Errorf("%s: %+v: want all intact, no word cut, no page of a few lines", tt.name, ours)
		}
		if mean, _ := spread(ours.lengths); mean < tt.fill*limit {
			t.Errorf("%s: pages hold %.0f on average, want %.0f", tt.name, mean, tt.fill*limit)
		}
		if ours.pages > others.pages+others.pages/20 {
			t.Errorf("%s: %d pages, greedily %d", tt.name, ours.pages, others.pages)
		}
	}
	n := 4000
	if testing.Short() {
		n = 400
	}
	var hostile [][]story.Block
	for seed := range n {
		hostile = append(hostile, randomBlocks(rand.New(rand.NewPCG(uint64(seed), 9))))
	}
	ours, _ := report("hostile markup", 300, hostile)
	if ours.intact*1000 < ours.texts*995 || ours.cuts[inCluster] > 0 {
		t.Errorf("%d of %d hostile texts are intact, want 99.5%%; %d characters are cut", ours.intact, ours.texts,
			ours.cuts[inCluster])
	}
}

// sampleScenes returns the scenes and notes of the sample.
func sampleScenes(t *testing.T) [][]story.Block {
	t.Helper()
	s, _, err := seawall.Story()
	if err != nil {
		t.Fatal(err)
	}
	var out [][]story.Block
	for _, c := range s.Chapters {
		for _, scene := range c.Scenes {
			out = append(out, scene.Blocks)
		}
		out = append(out, c.Note.Blocks)
	}
	return out
}

// manyProse returns chapters in the shape of fiction.
func manyProse(n int) [][]story.Block {
	out := make([][]story.Block, n)
	for i := range out {
		r := rand.New(rand.NewPCG(uint64(i), 10))
		out[i] = prose(r, 2500+r.IntN(4000))
	}
	return out
}
