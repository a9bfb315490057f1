package author

import (
	"strconv"
	"strings"
	"time"
)

const (
	shortestSpan = time.Minute
	longestSpan  = 30 * 24 * time.Hour
)

// parseSpan reads a length of time such as "12h", "2d" or "1d 12h". ok is false for anything else, and for what is
// shorter than a minute or longer than 30 days.
func parseSpan(text string) (span time.Duration, ok bool) {
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	rest := strings.ToLower(strings.Join(strings.Fields(text), ""))
	for rest != "" {
		i := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if i < 1 || units[rest[i]] == 0 {
			return 0, false
		}
		n, err := strconv.ParseUint(rest[:i], 10, 16)
		if err != nil {
			return 0, false
		}
		span += time.Duration(n) * units[rest[i]]
		rest = rest[i+1:]
	}
	return span, span >= shortestSpan && span <= longestSpan
}

// lengths offers spans of time.
func lengths(l *list) {
	for _, c := range [][2]string{
		{"1h", "an hour"}, {"6h", "six hours"}, {"12h", "half a day"}, {"1d", "a day"}, {"2d", "two days"},
		{"3d", "three days"}, {"7d", "a week"},
	} {
		l.add(c[0]+" · "+c[1], c[0])
	}
}
