package schedule

import (
	"fmt"
	"time"
)

// Late says what becomes of a drop that is late because the bot was not there or could not post.
type Late uint8

// The policies, the default first.
const (
	PostLate Late = iota // post it as soon as possible, the chapters in their order
	AskLate              // ask the author first
	SkipLate             // let the date pass: the chapter takes the next one
)

var lateWords = [...]string{PostLate: "post", AskLate: "ask", SkipLate: "skip"}

// ParseLate reads “post”, “ask” or “skip”.
func ParseLate(text string) (Late, error) {
	for i, w := range lateWords {
		if text == w {
			return Late(i), nil
		}
	}
	return 0, fmt.Errorf("%q is none of post (a late chapter is posted late), ask (the author first) and "+
		"skip (it takes the next date)", text)
}

// String returns the policy as ParseLate reads it.
func (l Late) String() string {
	if int(l) < len(lateWords) {
		return lateWords[l]
	}
	return fmt.Sprintf("Late(%d)", uint8(l))
}

// An Action is what to do about a drop now.
type Action uint8

// The actions.
const (
	Wait      Action = iota // it is not due yet
	Post                    // now
	AskAuthor               // nothing is posted before the author has answered
	SkipDate                // this slot counts as used; the chapter takes the next one
)

// A Decision is what to do about a drop, and why.
type Decision struct {
	Action Action
	Until  time.Time     // for Wait: when it is due
	By     time.Duration // how late it is; 0 for Wait
}

const (
	// Grace is how late a drop may be and still count as on time: a restart or an update of the bot takes minutes.
	Grace = 15 * time.Minute
	// MostLate is how late a drop may be and still be posted or skipped without asking: after more than a day an author
	// may have told the readers something else.
	MostLate = 24 * time.Hour
)

// Decide says what to do at the instant now about a drop due at due. More than [MostLate] late always asks, up to
// [Grace] late always posts, and in between the policy holds.
func (l Late) Decide(due, now time.Time) Decision {
	by := now.Sub(due)
	d := Decision{Action: Post, By: by}
	switch {
	case by < 0:
		return Decision{Action: Wait, Until: due}
	case by > MostLate:
		d.Action = AskAuthor
	case by <= Grace:
	case l == AskLate:
		d.Action = AskAuthor
	case l == SkipLate:
		d.Action = SkipDate
	}
	return d
}
