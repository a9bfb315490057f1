package manuscript

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"cliffhanger/story"
)

// printVoting writes the rules of a question's vote if it has any of its own: all of them, so that they hold in
// whatever story the chapter stands.
func printVoting(b *bytes.Buffer, q *story.Question) {
	if q == nil || q.Voting.Open <= 0 {
		return
	}
	v := q.Voting.OrDefault()
	roles := "none"
	if len(v.Roles) > 0 {
		quoted := make([]string, len(v.Roles))
		for i, r := range v.Roles {
			quoted[i] = quoteYAML(r)
		}
		roles = "[" + strings.Join(quoted, ", ") + "]"
	}
	choose, read := strconv.Itoa(v.Choose), "no"
	if v.Choose >= story.MaxOptions {
		choose = anyNumber
	}
	if v.Read {
		read = "yes"
	}
	b.WriteString("vote:\n")
	for i, value := range []string{printSpan(v.Open), printSpan(v.Nominate), v.Style, v.Admit, choose, v.Tie, v.Counts,
		roles, printSpan(v.Account), printSpan(v.Member), read} {
		fmt.Fprintf(b, "  %s: %s\n", votingKeys()[i], value)
	}
}

// printSpan writes a length of time as duration reads it: "30d", "36h", "1h30m", "0".
func printSpan(d time.Duration) string {
	const day = 24 * time.Hour
	if d > 2*day && d%day == 0 {
		return fmt.Sprintf("%dd", d/day)
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	if d == 0 {
		return "0"
	}
	return s
}
