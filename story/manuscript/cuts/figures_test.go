package cuts_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story/manuscript/cuts"
)

// abs returns n without its sign.
func abs(n int) int { return max(n, -n) }

// figures say how well texts were cut.
type figures struct {
	cuts, breaks int
	hits         [4]int  // cuts at most so many paragraphs from a break, each break counting once
	pk           float64 // how often two places half a scene apart are wrongly told to be in one scene or two
	outside      int     // pieces outside the limits
}

// measure cuts texts and compares with their authors.
func measure(texts []text, cut cutter, fewest, most int) figures {
	var f figures
	wrong, asked := 0, 0
	for _, t := range texts {
		got := cut(t)
		f.cuts += len(got)
		f.breaks += len(t.breaks)
		for off := range f.hits {
			f.hits[off] += hits(got, t.breaks, off)
		}
		n := len(t.chapter.Scenes[0].Blocks)
		k := max(n/(len(t.breaks)+1)/2, 1)
		for i := k; i < n; i++ {
			asked++
			if between(got, i-k, i) != between(t.breaks, i-k, i) {
				wrong++
			}
		}
		above := t.words()
		for i, to := range append(slices.Clone(got), n) {
			from := 0
			if i > 0 {
				from = got[i-1]
			}
			if words := above[to] - above[from]; words < fewest || words > most {
				f.outside++
			}
		}
	}
	f.pk = float64(wrong) / float64(asked)
	return f
}

// hits counts the cuts that are at most off paragraphs from a break, each of which counts once.
func hits(got, breaks []int, off int) int {
	n := 0
	left := slices.Clone(breaks)
	for _, c := range got {
		i := slices.IndexFunc(left, func(b int) bool { return abs(b-c) <= off })
		if i >= 0 {
			n++
			left = slices.Delete(left, i, i+1)
		}
	}
	return n
}

// between reports whether there is a cut behind paragraph i, down to above j.
func between(cuts []int, i, j int) bool {
	return slices.ContainsFunc(cuts, func(c int) bool { return c > i && c <= j })
}

// f1 is the harmonic mean of the shares of cuts that are right and of breaks that are found.
func (f figures) f1(off int) float64 {
	return 2 * float64(f.hits[off]) / float64(max(f.cuts+f.breaks, 1))
}

// onBreak is the share of cuts that are where the author has a break.
func (f figures) onBreak() float64 { return float64(f.hits[0]) / float64(max(f.cuts, 1)) }

// A row is what one way of cutting is worth.
type row struct {
	name string
	figures
}

// table logs figures.
func table(t *testing.T, title string, rows ...row) {
	t.Helper()
	t.Logf("%-38s %5s %6s %6s %6s %6s %8s %6s %8s", title, "cuts", "breaks", "F1", "±1", "±3", "on break", "Pk", "outside")
	for _, r := range rows {
		t.Logf("%-38s %5d %6d %6.3f %6.3f %6.3f %7.1f%% %6.3f %8d", r.name, r.cuts, r.breaks, r.f1(0), r.f1(1), r.f1(3),
			100*r.onBreak(), r.pk, r.outside)
	}
}

// every returns every other text of the corpus. The signs were found and weighed on the odd ones; what a scene must
// score was set with all of them in view.
func every(texts []text, odd bool) []text {
	var out []text
	for i, t := range texts {
		if (i%2 == 0) == odd {
			out = append(out, t)
		}
	}
	return out
}

// unlimited is a length that no piece has.
const unlimited = 1 << 30

// TestScenes takes the scene breaks out of texts and looks for them again.
func TestScenes(t *testing.T) {
	all := corpus(t)
	for _, part := range []struct {
		name          string
		texts         []text
		f1, right, pk float64 // the least, the least and the most of what is suggested
	}{
		{"texts the signs were weighed on", every(all, true), 0.20, 0.25, 0.32},
		{"texts they were not weighed on", every(all, false), 0.20, 0.33, 0.34},
		{"all texts", all, 0.23, 0.31, 0.32},
		{"the sample serial, not weighed on", serial(t), 0.30, 0.30, 0.36},
	} {
		even := measure(part.texts, evenly, 0, unlimited)
		soon := measure(part.texts, greedy(300), 0, unlimited)
		got := measure(part.texts, suggested(cuts.Options{}), 0, unlimited)
		table(t, part.name, row{"no cuts", measure(part.texts, func(text) []int { return nil }, 0, unlimited)},
			row{"evenly, as many as the author", even}, row{"as soon as 300 words are reached", soon},
			row{"where signs are strongest, as many", measure(part.texts, strongest, 0, unlimited)}, row{"suggested", got})
		if got.f1(0) < part.f1 || got.onBreak() < part.right || got.pk > part.pk {
			t.Errorf("%s: F1 %.3f, right %.3f, Pk %.3f, want %.2f and more, %.2f and more, %.2f and less", part.name,
				got.f1(0), got.onBreak(), got.pk, part.f1, part.right, part.pk)
		}
		if got.f1(0) <= max(even.f1(0), soon.f1(0)) || got.onBreak() <= max(even.onBreak(), soon.onBreak()) {
			t.Errorf("%s: what is suggested is no better than cutting evenly or at a length", part.name)
		}
	}
}

// TestInstalments cuts into pieces of a length and looks how many cuts are where the author had a break: with the usual
// lengths, and with a third of them, as most of the corpus is short.
func TestInstalments(t *testing.T) {
	all := corpus(t)
	usual := cuts.Options{Instalments: true, Fewest: cuts.Fewest, Target: cuts.Target, Most: cuts.Most}
	third := cuts.Options{Instalments: true, Fewest: 150, Target: 300, Most: 550}
	for _, part := range []struct {
		name  string
		texts []text
		o     cuts.Options
		right float64 // the least share of cuts at a break
	}{
		{"450-1,600 words, the serial", serial(t), usual, 0.30},
		{"150-550 words, texts weighed on", every(all, true), third, 0.25},
		{"150-550 words, texts not weighed on", every(all, false), third, 0.35},
		{"150-550 words, all texts", all, third, 0.30},
	} {
		even := measure(part.texts, evenly, part.o.Fewest, part.o.Most)
		soon := measure(part.texts, greedy(part.o.Target), part.o.Fewest, part.o.Most)
		got := measure(part.texts, suggested(part.o), part.o.Fewest, part.o.Most)
		table(t, part.name, row{"evenly, as many as the author", even}, row{"as soon as the target is reached", soon},
			row{"suggested", got})
		if got.outside > 0 || got.onBreak() < part.right || got.onBreak() <= max(even.onBreak(), soon.onBreak()) {
			t.Errorf("%s: %d pieces outside the limits, %.3f of the cuts at breaks; want none, and %.2f and more", part.name,
				got.outside, got.onBreak(), part.right)
		}
	}
}

// TestSameEveryTime suggests for the same texts again and again.
func TestSameEveryTime(t *testing.T) {
	for _, x := range corpus(t) {
		for _, o := range []cuts.Options{{}, {Instalments: true, Fewest: 150, Target: 300, Most: 550}} {
			want := cuts.Suggest(x.chapter, o)
			for range 5 {
				if diff := cmp.Diff(want, cuts.Suggest(x.chapter, o)); diff != "" {
					t.Fatalf("%s: other suggestions (-first +now):\n%s", x.name, diff)
				}
			}
		}
	}
}
