package manuscript

import (
	"cmp"
	"slices"

	"cliffhanger/story"
)

// sortProblems orders the problems of one file by their places, keeping the order in which equal ones were found.
func sortProblems(problems []story.Problem) {
	slices.SortStableFunc(problems, func(a, b story.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
