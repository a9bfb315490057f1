//go:build !race

package manuscript_test

// Every combination of a chapter and an ending is read; see the other file of these names.
const (
	tailStep  = 1
	tailSlack = 0
)

// raceDetector says that these tests run with the race detector.
const raceDetector = false
