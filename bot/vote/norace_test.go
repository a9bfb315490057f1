//go:build !race

package vote_test

// raceDetector says that these tests run with the race detector.
const raceDetector = false
