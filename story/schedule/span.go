package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// spanUnits are the units of a length of time, greatest first.
var spanUnits = [...]struct {
	sign string
	size time.Duration
}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}}

// formatSpan writes a length of whole seconds as 1d2h30m or -90s; 0 is 0m.
func formatSpan(span time.Duration) string {
	var text strings.Builder
	if span < 0 {
		text.WriteByte('-')
		span = -span
	}
	if span < time.Second {
		return "0m"
	}
	for _, u := range spanUnits {
		if n := span / u.size; n > 0 {
			text.WriteString(strconv.FormatInt(int64(n), 10) + u.sign)
			span %= u.size
		}
	}
	return text.String()
}

// parseSpan reads numbers with units (d, h, m, s), each unit at most once and the greatest first, after a sign if need
// be, up to ten years.
func parseSpan(text string) (time.Duration, error) {
	rest, negative := strings.CutPrefix(text, "-")
	rest = strings.TrimPrefix(rest, "+")
	var span time.Duration
	any := false
	for _, u := range spanUnits {
		i := strings.Index(rest, u.sign)
		if i < 0 {
			continue
		}
		n, ok := digits(rest[:i], 6)
		if !ok || time.Duration(n) > maxSpan/u.size {
			return 0, badSpan(text)
		}
		span += time.Duration(n) * u.size
		rest, any = rest[i+len(u.sign):], true
	}
	if !any || rest != "" || span > maxSpan {
		return 0, badSpan(text)
	}
	if negative {
		span = -span
	}
	return span, nil
}

const maxSpan = 3660 * 24 * time.Hour

func badSpan(text string) error {
	return fmt.Errorf("%q is not a length of time: write a number and a unit, such as 2d, 12h, 5m, 90s or 1h30m", text)
}
