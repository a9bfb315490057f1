package typeset

import (
	"math"
	"slices"
)

// evenness is the price of a page that is twice as long as the mean, or empty.
const evenness = 30

// pack chooses the cuts at which pages end, from the first to the last one: as few as possible, and of all ways with
// that many pages the cheapest, where a page costs the price of its cut and what its length differs from the mean,
// squared.
//
// The cut after k pages lies between the one that the emptiest last pages need and the one that the fullest first
// pages reach; only those are compared. These become more with the number of pages, so a scene of more than longScene
// pages is halved first, and the work grows with the length of the text and not with its square.
func pack(cuts []cut, limit int) []int {
	p := newPacker(cuts, limit)
	early := p.early()
	n := len(early) - 1
	late := p.late(n)
	if n <= longScene {
		return p.choose(early, late)
	}
	half := p.half(early[n/2], late[n/2], n)
	ends := pack(cuts[:half+1], limit)
	for _, end := range pack(cuts[half:], limit)[1:] {
		ends = append(ends, half+end)
	}
	return ends
}

// longScene is how many pages are chosen together: some 70,000 words, which is more than chapters have.
const longScene = 256

// half returns the cut between two others after which half of n pages shall be over: the best within half a page of the
// middle, or else the one that is nearest to it. Whichever of these cuts it is, there are no more pages for it.
func (p *packer) half(from, to, n int) int {
	start, all := p.start[0], p.end[len(p.end)-1]-p.start[0]
	best, least := from, math.Inf(1)
	for i := from; i <= to; i++ {
		off := (float64(p.end[i]-start) - float64(all)*float64(n/2)/float64(n)) / (float64(all) / float64(n))
		price := evenness * off * off
		if math.Abs(off) <= 0.5 {
			price += p.cuts[i].price - priceHeading
		}
		if price < least {
			best, least = i, price
		}
	}
	return best
}

// A packer knows the lengths of pages between cuts. They are rounded up so that a page that begins earlier or ends
// later is never shorter, which exact lengths are not quite (a style may end with the next word).
type packer struct {
	cuts       []cut
	end, start []int
	first      []int // the earliest cut from which a page to each cut fits
}

// newPacker prepares the search: first[j] is the earliest cut from which a page might still reach cut j within limit.
func newPacker(cuts []cut, limit int) *packer {
	n := len(cuts)
	p := &packer{cuts: cuts, end: make([]int, n), start: make([]int, n), first: make([]int, n)}
	for i, c := range cuts {
		p.end[i], p.start[i] = c.end, c.start
		if i > 0 {
			p.end[i] = max(p.end[i], p.end[i-1])
		}
	}
	for i := n - 2; i >= 0; i-- {
		p.start[i] = min(p.start[i], p.start[i+1])
	}
	i := 0
	for j := 1; j < n; j++ {
		for i < j-1 && p.end[j]-p.start[i] > limit {
			i++
		}
		p.first[j] = i
	}
	return p
}

// early returns the earliest cuts at which the pages of a shortest way can end, from 0 to the last.
func (p *packer) early() []int {
	var ends []int
	for j := len(p.cuts) - 1; j > 0; j = p.first[j] {
		ends = append(ends, j)
	}
	ends = append(ends, 0)
	slices.Reverse(ends)
	return ends
}

// late returns the latest cuts that the first n pages can reach.
func (p *packer) late(n int) []int {
	ends := make([]int, n+1)
	j := 0
	for k := 1; k <= n; k++ {
		for j+1 < len(p.cuts) && p.first[j+1] <= ends[k-1] {
			j++
		}
		ends[k] = j
	}
	return ends
}

// reach returns for each cut the latest one that a page which begins there can reach.
func (p *packer) reach() []int {
	reach := make([]int, len(p.cuts))
	j := 0
	for i := range reach {
		for j+1 < len(p.cuts) && p.first[j+1] <= i {
			j++
		}
		reach[i] = j
	}
	return reach
}

// windows returns, for n pages, the earliest and latest cuts at which each can end. n is at least what it takes, and at
// most one for each cut but the first.
func (p *packer) windows(n int) (early, late []int) {
	last := len(p.cuts) - 1
	early, late = make([]int, n+1), p.late(n)
	early[n] = last
	for k := n - 1; k >= 0; k-- {
		early[k] = max(p.first[early[k+1]], k)
		late[k+1] = min(late[k+1], last-(n-k-1))
	}
	return early, late
}

// choose returns the cheapest way whose k-th page ends between early[k] and late[k].
func (p *packer) choose(early, late []int) []int {
	n := len(early) - 1
	mean := float64(p.end[len(p.end)-1]-p.start[0]) / float64(n)
	best := []float64{0}       // the price of the cheapest way to each cut of the window before
	from := make([][]int32, 1) // for each window, the cut before on that way
	for k := 1; k <= n; k++ {
		width := late[k] - early[k] + 1
		next, back := make([]float64, width), make([]int32, width)
		for w := range next {
			j := early[k] + w
			next[w] = math.Inf(1)
			for i := max(p.first[j], early[k-1]); i <= min(late[k-1], j-1); i++ {
				off := (float64(p.end[j]-p.start[i]) - mean) / mean
				if price := best[i-early[k-1]] + evenness*off*off; price < next[w] {
					next[w], back[w] = price, int32(i)
				}
			}
			if k < n {
				next[w] += p.cuts[j].price
			}
		}
		best, from = next, append(from, back)
	}
	ends := make([]int, n+1)
	ends[n] = len(p.cuts) - 1
	for k := n; k > 0; k-- {
		ends[k-1] = int(from[k][ends[k]-early[k]])
	}
	return ends
}
