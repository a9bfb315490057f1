package schedule

import (
	"fmt"
	"time"
)

// A Move is what a change of a zone's rules, or of the story's zone, did to a drop that was announced.
type Move struct {
	At   time.Time     // when the slot comes now, in the zone
	By   time.Duration // how much later that is than was recorded; negative: earlier
	Text string        // in plain words, for the author
}

// Moved compares the instant recorded for a slot with the one the zone gives it now, and reports whether they differ;
// nil means UTC. A drop keeps its local date and time and so follows the new rules; whoever was told the old instant
// should hear of it.
//
// The few slots that wait for an earlier one in the night clocks go forward (see [Due].At) are compared by
// [Plan.Moved].
func Moved(s Slot, recorded time.Time, zone *time.Location) (Move, bool) {
	return moved(s, s.At(zone), recorded)
}

// Moved is the function of that name with the plan's zone and the plan's order of slots.
func (p Plan) Moved(s Slot, recorded time.Time) (Move, bool) {
	if e, ok := p.next(s.Plus(-time.Minute)); !ok || e != s { // a chapter's own date, or one taken out since
		return Moved(s, recorded, p.zone())
	}
	return moved(s, p.instant(s), recorded)
}

func moved(s Slot, at, recorded time.Time) (Move, bool) {
	by := at.Sub(recorded)
	if by == 0 {
		return Move{At: at}, false
	}
	way := "later"
	if by < 0 {
		way = "earlier"
	}
	return Move{at, by, fmt.Sprintf("the clocks of %s follow other rules than when this date was set: "+
		"%s is now %s, %s %s than announced (%s)", at.Location(), s.long(), at.UTC().Format(readable), formatSpan(by.Abs()),
		way, recorded.UTC().Format(readable))}, true
}
