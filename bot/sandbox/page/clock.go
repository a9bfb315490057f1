package page

import (
	"math"
	"net/http"
	"slices"
	"time"

	"cliffhanger/bot/sandbox/clock"
)

// farthest is how far one may jump at once. A story is long, but a slip of the finger should not end its world: the
// clock cannot be turned back.
const farthest = 366 * 24 * time.Hour

// clockState is the clock as the page sees it; the page runs it on from Now by Speed.
type clockState struct {
	Now      time.Time  `json:"now"`
	Speed    float64    `json:"speed"` // story seconds per second; 0 stands still
	Upcoming []upcoming `json:"upcoming"`
}

type upcoming struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
}

func (h *handler) clockState() clockState {
	s := clockState{Now: h.clock.Now(), Speed: h.clock.Speed(), Upcoming: []upcoming{}}
	for _, w := range h.clock.Upcoming() {
		s.Upcoming = append(s.Upcoming, upcoming{w.At, w.What})
	}
	return s
}

// turn answers POST clock with the clock as it is then.
func (h *handler) turn(r *http.Request) (any, error) {
	var in struct {
		Speed    *float64   `json:"speed"`
		JumpTo   *time.Time `json:"jump_to"`
		JumpNext bool       `json:"jump_next"`
	}
	if err := read(r, &in); err != nil {
		return nil, err
	}
	if err := h.turnTo(in.Speed, in.JumpTo, in.JumpNext); err != nil {
		return nil, err
	}
	return h.clockState(), nil
}

// turnTo does the one thing that is asked of the clock: another speed, a time to jump to, or the next that is due.
func (h *handler) turnTo(speed *float64, to *time.Time, next bool) error {
	switch {
	case speed != nil && to == nil && !next:
		if math.IsNaN(*speed) || *speed < 0 || *speed > clock.MaxSpeed {
			return refuse(http.StatusBadRequest, "The speed must be from 0 to %d.", clock.MaxSpeed)
		}
		h.clock.SetSpeed(*speed)
		return nil
	case to != nil && speed == nil && !next:
		awaited := func(w clock.Wake) bool { return w.At.Equal(*to) }
		if to.Sub(h.clock.Now()) > farthest && !slices.ContainsFunc(h.clock.Upcoming(), awaited) {
			return refuse(http.StatusBadRequest, "One can jump at most a year ahead.")
		}
		return h.jump(*to)
	case next && speed == nil && to == nil:
		list := h.clock.Upcoming()
		if len(list) == 0 {
			return refuse(http.StatusConflict, "Nothing is due, so there is nothing to jump to.")
		}
		return h.jump(list[0].At)
	}
	return refuse(http.StatusBadRequest, "Give one of speed, jump_to and jump_next.")
}

// jump refuses the past in the clock's stead, in words for people.
func (h *handler) jump(to time.Time) error {
	if err := h.clock.Jump(to); err != nil {
		return refuse(http.StatusConflict, "The clock only goes forward.")
	}
	return nil
}
