package schedule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Gap is how long to wait between two scenes of a drop: a fixed time, or as long as the scene takes to read. The zero
// Gap is none.
type Gap struct {
	fixed time.Duration
	pace  int // words a minute; 0: fixed
}

const (
	maxGap = 7 * 24 * time.Hour
	// usualPace is what “by reading” means without a number: a calm pace for fiction on a screen.
	usualPace          = 230
	minPace, maxPace   = 50, 1000
	minReading         = 15 * time.Second // even a scene of one line is noticed before the next one comes
	maxReading         = time.Hour
	longestReadByWords = 10_000_000 // so that the product below stays far from overflow
)

// ParseGap reads a length of time up to 7 days (90s, 5m, 1h30m, 0s), or “by reading”, which may be followed by a pace
// of 50 to 1000 words a minute (by reading 200 wpm); 230 is usual.
func ParseGap(text string) (Gap, error) {
	f := strings.Fields(strings.ToLower(text))
	var g Gap
	var err error
	switch {
	case len(f) == 1:
		g.fixed, err = parseSpan(f[0])
		if err == nil && (g.fixed < 0 || g.fixed > maxGap) {
			err = errors.New("it is less than 0 or more than 7d")
		}
	case len(f) > 1 && f[0] == "by" && f[1] == "reading":
		g.pace, err = parsePace(f[2:])
	default:
		err = errors.New("it is neither a length of time, such as 5m or 90s, nor “by reading” or “by reading 230 wpm”")
	}
	if err != nil {
		return Gap{}, fmt.Errorf("gap %q: %w", text, err)
	}
	return g, nil
}

// parsePace reads nothing, or a number with or without “wpm”.
func parsePace(f []string) (int, error) {
	if len(f) == 0 {
		return usualPace, nil
	}
	pace := strings.TrimSuffix(strings.Join(f, " "), "wpm")
	n, ok := digits(strings.TrimSuffix(pace, " "), 4)
	if !ok || n < minPace || n > maxPace {
		return 0, fmt.Errorf("the pace is a number from %d to %d words a minute, such as “by reading 230 wpm”",
			minPace, maxPace)
	}
	return n, nil
}

// String returns the gap as ParseGap reads it.
func (g Gap) String() string {
	if g.pace > 0 {
		return "by reading " + strconv.Itoa(g.pace) + " wpm"
	}
	return formatSpan(g.fixed)
}

// After returns how long to wait after a scene with that many words: for a gap by reading at least 15 seconds and at
// most an hour, in whole seconds.
func (g Gap) After(words int) time.Duration {
	if g.pace == 0 {
		return g.fixed
	}
	words = min(max(words, 0), longestReadByWords)
	read := time.Duration(words) * time.Minute / time.Duration(g.pace)
	return min(max(read.Round(time.Second), minReading), maxReading)
}
