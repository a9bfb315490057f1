//go:build race

package manuscript_test

// The race detector makes everything some ten times as long, and finds nothing in one combination of a chapter and an
// ending that it does not find in another. The whole tables are measured without it.
const (
	tailStep  = 11 // of so many combinations one is read
	tailSlack = 8  // by how many percent points these may by chance be worse than all of them
)

// raceDetector says that these tests run with the race detector.
const raceDetector = true
