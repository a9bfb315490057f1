package phrase

import (
	"fmt"
	"strings"
	"time"
)

// Unclear says under a vote of how many readers the reactions do not tell what they want. The link leads to it.
func (b English) Unclear(readers int, link string) string {
	if readers == 1 {
		return "1 ballot in [the vote](" + link + ") needs a fresh click: I was away, and cannot tell which of its reactions " +
			"came last. If you have more than you meant to, press the one you want once more."
	}
	return fmt.Sprintf("%d ballots in [the vote](%s) need a fresh click: I was away, and cannot tell which of their "+
		"reactions came last. If you have more than you meant to, press the one you want once more.", readers, link)
}

// Ineligible says under a vote who may vote, because somebody tried who may not. The link leads to it; the roles are
// escaped.
func (b English) Ineligible(link string, roles []string, account, member time.Duration, read bool) string {
	var needs []string
	if len(roles) > 0 {
		needs = append(needs, "has the role "+strings.Join(roles, " or "))
	}
	if account > 0 {
		needs = append(needs, "has had an account for "+b.span(account))
	}
	if member > 0 {
		needs = append(needs, "has been in this server for "+b.span(member))
	}
	if read {
		needs = append(needs, "has read as far as the question (`/read` takes you there)")
	}
	list := needs[0]
	if last := len(needs) - 1; last > 0 {
		list = strings.Join(needs[:last], ", ") + " and " + needs[last]
	}
	return "[This vote](" + link + ") counts whoever " + list + ". I take other reactions off; come back when that is you."
}

// span words how long somebody has to have been there.
func (b English) span(d time.Duration) string {
	if days := int(d / (24 * time.Hour)); days > 0 && d%(24*time.Hour) == 0 {
		return b.Count(days, "day", "days")
	}
	return b.Count(int((d+time.Hour-1)/time.Hour), "hour", "hours")
}
