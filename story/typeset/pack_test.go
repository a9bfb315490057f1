package typeset_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// gaps makes up to 40 gaps between pieces that fit on a page of 100. Jitter makes pages that begin earlier shorter now
// and then, as happens where styles end.
func gaps(r *rand.Rand, jitter int) []typeset.Gap {
	g := make([]typeset.Gap, 2+r.IntN(40))
	pos := 0
	for i := range g {
		g[i] = typeset.Gap{End: pos + r.IntN(jitter+1), Start: pos - r.IntN(jitter+1), Price: float64(r.IntN(20))}
		pos += 1 + r.IntN(60)
	}
	return g
}

// TestPack compares with trying everything: the fewest pages, and of these the cheapest.
func TestPack(t *testing.T) {
	for seed := range 3000 {
		g := gaps(rand.New(rand.NewPCG(uint64(seed), 7)), 0)
		got := typeset.Pack(g, 100)
		pages, price := best(g, 100)
		if len(got)-1 != pages {
			t.Fatalf("seed %d: %d pages, want %d", seed, len(got)-1, pages)
		}
		if p := cost(g, got); math.Abs(p-price) > 1e-9*price {
			t.Fatalf("seed %d: price %f, want %f", seed, p, price)
		}
	}
}

// cost returns the price of a way.
func cost(g []typeset.Gap, ends []int) float64 {
	n := len(ends) - 1
	mean := float64(g[len(g)-1].End-g[0].Start) / float64(n)
	sum := 0.0
	for k := 1; k <= n; k++ {
		off := (float64(g[ends[k]].End-g[ends[k-1]].Start) - mean) / mean
		sum += typeset.Evenness * off * off
		if k < n {
			sum += g[ends[k]].Price
		}
	}
	return sum
}

// best returns the fewest pages and the lowest price for as many, by growing all ways page by page.
func best(g []typeset.Gap, limit int) (pages int, price float64) {
	last := len(g) - 1
	reach := map[int]bool{0: true}
	for !reach[last] {
		next := map[int]bool{}
		for i := range reach {
			for j := i + 1; j <= last && g[j].End-g[i].Start <= limit; j++ {
				next[j] = true
			}
		}
		reach = next
		pages++
	}
	mean := float64(g[last].End-g[0].Start) / float64(pages)
	ways := map[int]float64{0: 0}
	for k := 1; k <= pages; k++ {
		next := map[int]float64{}
		for i, p := range ways {
			for j := i + 1; j <= last && g[j].End-g[i].Start <= limit; j++ {
				off := (float64(g[j].End-g[i].Start) - mean) / mean
				q := p + typeset.Evenness*off*off
				if k < pages {
					q += g[j].Price
				}
				if old, ok := next[j]; !ok || q < old {
					next[j] = q
				}
			}
		}
		ways = next
	}
	return pages, ways[last]
}

// TestPackJitter: lengths that are not quite what they should be lead to no page over the limit.
func TestPackJitter(t *testing.T) {
	for seed := range 3000 {
		g := gaps(rand.New(rand.NewPCG(uint64(seed), 8)), 8)
		ends := typeset.Pack(g, 100)
		if ends[0] != 0 || ends[len(ends)-1] != len(g)-1 {
			t.Fatalf("seed %d: from %d to %d of %d", seed, ends[0], ends[len(ends)-1], len(g))
		}
		for k := 1; k < len(ends); k++ {
			if size := g[ends[k]].End - g[ends[k-1]].Start; ends[k] <= ends[k-1] || size > 100 {
				t.Fatalf("seed %d: page %d goes from %d to %d and holds %d", seed, k, ends[k-1], ends[k], size)
			}
		}
	}
}

// TestPackLong: many pages are as few and as full as they may be, and take memory with their number, not its square.
func TestPackLong(t *testing.T) {
	taken := func(n int) uint64 {
		r := rand.New(rand.NewPCG(uint64(n), 9))
		g := make([]typeset.Gap, n)
		pos := 0
		for i := range g {
			g[i] = typeset.Gap{End: pos, Start: pos, Price: float64(r.IntN(20))}
			pos += 1 + r.IntN(12)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		ends := typeset.Pack(g, 100)
		runtime.ReadMemStats(&after)
		least := 0
		for from := 0; from < n-1; least++ {
			to := from + 1
			for to+1 < n && g[to+1].End-g[from].Start <= 100 {
				to++
			}
			from = to
		}
		if len(ends)-1 != least || ends[0] != 0 || ends[least] != n-1 {
			t.Fatalf("%d gaps: %d pages from %d to %d, want %d", n, len(ends)-1, ends[0], ends[len(ends)-1], least)
		}
		for k := 1; k < len(ends); k++ {
			if size := g[ends[k]].End - g[ends[k-1]].Start; size < 1 || size > 100 {
				t.Fatalf("%d gaps: page %d holds %d", n, k, size)
			}
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	short, long := taken(30_000), taken(120_000)
	if long > 6*short {
		t.Errorf("a text four times as long takes %d times the memory", long/short)
	}
}

// TestBounded: the shortest of words do not make more places to cut than pages need.
func TestBounded(t *testing.T) {
	for _, s := range []string{"a ", "a. ", "a! ", "a", "漢", "👍 "} {
		text := strings.Repeat(s, 50_000)
		blocks := []story.Block{para(plain(text))}
		if n, most := typeset.Cuts(blocks, typeset.Options{}), len(text)/9+2; n > most {
			t.Errorf("%q: %d cuts in %d bytes, want at most %d", s, n, len(text), most)
		}
	}
}
