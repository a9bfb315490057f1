package cuts

import "math"

// What scenes are like: how clear the signs must be, and how many words a scene has at least and usually.
const (
	convincing = 1.3
	sceneLeast = 80
	sceneUsual = 300
)

// scenePath returns the gaps that are best together as the beginnings of scenes: those that are convincing, less what
// a scene costs that is shorter than usual.
func scenePath(gaps []gap) []int {
	above := lengthsAbove(gaps)
	n := len(gaps)
	best, from := make([]float64, n+1), make([]int, n+1)
	// far is the best beginning so far from which the scene that ends here has its usual length
	far, next := -1, 0
	for to := 1; to <= n; to++ {
		gain := 0.0
		if to < n {
			gain = gaps[to].score() - convincing
		}
		for ; next < to && above.words(next, to) >= sceneUsual; next++ {
			if far < 0 || best[next] > best[far] {
				far = next
			}
		}
		best[to], from[to] = math.Inf(-1), -1
		if far >= 0 {
			best[to], from[to] = best[far], far
		}
		for i := next; i < to; i++ {
			words := above.words(i, to)
			if words < sceneLeast && (i > 0 || to < n) {
				continue
			}
			if v := best[i] - 1.5*(1-float64(words)/sceneUsual); v > best[to] {
				best[to], from[to] = v, i
			}
		}
		if to < n && (gaps[to].never || gain <= 0) {
			best[to] = math.Inf(-1)
		}
		best[to] += gain
	}
	return walk(from)
}

// instalmentPath returns the gaps that are best together as the beginnings of instalments: their scores, less what
// the lengths of the pieces cost, and far more for each that is outside the limits.
func (o Options) instalmentPath(gaps []gap) []int {
	above := lengthsAbove(gaps)
	n := len(gaps)
	best, from := make([]float64, n+1), make([]int, n+1)
	costs := make([]float64, 2*o.Most+1)
	for words := range costs {
		costs[words] = o.cost(words)
	}
	for to := 1; to <= n; to++ {
		gain := 0.0
		if to < n {
			if gain = gaps[to].score(); gaps[to].never {
				gain -= outside / 2
			}
		}
		best[to], from[to] = math.Inf(-1), -1
		for i := to - 1; i >= 0; i-- {
			words, cost := above.words(i, to), 0.0
			switch {
			case words < len(costs):
				cost = costs[words]
			case i == to-1:
				cost = o.cost(words)
			}
			if words >= len(costs) && i < to-1 {
				break
			}
			if v := best[i] - cost; v > best[to] {
				best[to], from[to] = v, i
			}
		}
		best[to] += gain
	}
	return walk(from)
}

// outside is what a piece outside the limits costs: more than all signs together weigh.
const outside = 1000

// cost returns what the length of a piece costs.
func (o Options) cost(words int) float64 {
	off := math.Log(float64(max(words, 1)) / float64(o.Target))
	c := 6 * off * off
	if words < o.Fewest || words > o.Most {
		c += outside + float64(max(o.Fewest-words, words-o.Most))
	}
	return c
}

// lengths say how much stands above each gap, and below the last paragraph: tenths of words, as there may be paragraphs
// of less than one in scripts without spaces.
type lengths []int

// lengthsAbove adds up what the paragraphs have.
func lengthsAbove(gaps []gap) lengths {
	above := make(lengths, len(gaps)+1)
	for i, g := range gaps {
		above[i+1] = above[i] + g.tenths
	}
	return above
}

// words returns how many words [story.Words] counts between two gaps.
func (l lengths) words(from, to int) int { return (l[to] - l[from] + 9) / 10 }

// walk returns the path that from leads back from its end, without its ends.
func walk(from []int) []int {
	var out []int
	for at := len(from) - 1; at > 0 && from[at] > 0; at = from[at] {
		out = append(out, from[at])
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}
