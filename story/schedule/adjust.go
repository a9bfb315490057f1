package schedule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A kind says what an adjustment does.
type kind uint8

const (
	skip kind = iota + 1
	shift
	shiftFrom
	pause
	hiatus
	resume
	pin
)

// An Adjustment is one change an author made to a story's dates. The functions below make them; [ParseAdjustment]
// reads what String prints, so that they can be kept and shown as text. They are comparable.
type Adjustment struct {
	kind    kind
	slot    Slot
	until   Slot
	by      time.Duration
	chapter int
}

// Skip takes out one slot. No chapter is lost: the one that was due takes the next slot.
func Skip(s Slot) Adjustment { return Adjustment{kind: skip, slot: s} }

// Shift moves one slot on the wall by whole minutes, backward if negative.
func Shift(s Slot, by time.Duration) Adjustment {
	return Adjustment{kind: shift, slot: s, by: by.Truncate(time.Minute)}
}

// ShiftFrom moves a slot and all that follow it on the wall by whole minutes, backward if negative.
func ShiftFrom(s Slot, by time.Duration) Adjustment {
	return Adjustment{kind: shiftFrom, slot: s, by: by.Truncate(time.Minute)}
}

// Pause takes out every slot from s on, until a Resume.
func Pause(s Slot) Adjustment { return Adjustment{kind: pause, slot: s} }

// Hiatus takes out every slot from s on and before the date.
func Hiatus(s Slot, until Date) Adjustment {
	return Adjustment{kind: hiatus, slot: s, until: Slot{Date: until}}
}

// Resume brings back what earlier pauses and hiatuses take out from s on.
func Resume(s Slot) Adjustment { return Adjustment{kind: resume, slot: s} }

// Pin gives a chapter a date and time of its own.
func Pin(chapter int, s Slot) Adjustment { return Adjustment{kind: pin, slot: s, chapter: chapter} }

// String returns the adjustment as [ParseAdjustment] reads it.
func (a Adjustment) String() string {
	switch a.kind {
	case skip:
		return "skip " + a.slot.String()
	case shift:
		return fmt.Sprintf("shift %s by %s", a.slot, formatSpan(a.by))
	case shiftFrom:
		return fmt.Sprintf("shift from %s by %s", a.slot, formatSpan(a.by))
	case pause:
		return "pause from " + a.slot.String()
	case hiatus:
		return fmt.Sprintf("hiatus from %s until %s", a.slot, a.until.Date)
	case resume:
		return "resume from " + a.slot.String()
	case pin:
		return fmt.Sprintf("chapter %d on %s", a.chapter, a.slot)
	}
	return ""
}

// ParseAdjustment reads one of these, in any case of letters:
//
//	skip 2026-12-01T19:00
//	shift 2026-12-01T19:00 by 2d
//	shift from 2026-12-01T19:00 by -1d12h
//	pause from 2026-12-01T00:00
//	hiatus from 2026-12-01T00:00 until 2027-01-10
//	resume from 2026-12-20T12:00
//	chapter 7 on 2026-12-24T18:00
//
// A blank will do for the T. A shift is of whole minutes and at most a year.
func ParseAdjustment(text string) (Adjustment, error) {
	f := strings.Fields(strings.ToLower(text))
	if len(f) == 0 || len(text) > 200 {
		return Adjustment{}, fmt.Errorf("adjustment %q: it is empty or too long", text)
	}
	var a Adjustment
	f, err := a.read(f)
	if err == nil && len(f) > 0 {
		err = fmt.Errorf("%q is one word too many", f[0])
	}
	if err == nil {
		err = a.check()
	}
	if err != nil {
		return Adjustment{}, fmt.Errorf("adjustment %q: %w", text, err)
	}
	return a, nil
}

// read reads the first word and what belongs to it, and returns the words after that.
func (a *Adjustment) read(f []string) ([]string, error) {
	var err error
	switch f[0] {
	case "skip":
		a.kind = skip
		return a.readSlot(f[1:])
	case "shift":
		a.kind, f = shift, f[1:]
		if len(f) > 0 && f[0] == "from" {
			a.kind, f = shiftFrom, f[1:]
		}
		if f, err = a.readSlot(f); err != nil {
			return f, err
		}
		return a.readBy(f)
	case "pause":
		a.kind = pause
		return a.readFrom(f[1:])
	case "resume":
		a.kind = resume
		return a.readFrom(f[1:])
	case "hiatus":
		a.kind = hiatus
		if f, err = a.readFrom(f[1:]); err != nil {
			return f, err
		}
		return a.readUntil(f)
	case "chapter":
		a.kind = pin
		return a.readChapter(f[1:])
	}
	return f, fmt.Errorf("%q is none of skip, shift, pause, hiatus, resume, chapter", f[0])
}

// readSlot reads a slot in one or two words and returns the words after it.
func (a *Adjustment) readSlot(f []string) ([]string, error) {
	n := min(len(f), 1)
	if n == 1 && !strings.Contains(f[0], "t") {
		n = min(len(f), 2)
	}
	var err error
	a.slot, err = ParseSlot(strings.ToUpper(strings.Join(f[:n], " ")))
	return f[n:], err
}

func (a *Adjustment) readFrom(f []string) ([]string, error) {
	if len(f) == 0 || f[0] != "from" {
		return f, errors.New("“from” and a date with a time are missing")
	}
	return a.readSlot(f[1:])
}

func (a *Adjustment) readBy(f []string) ([]string, error) {
	if len(f) < 2 || f[0] != "by" {
		return f, errors.New("“by” and a length of time are missing")
	}
	var err error
	a.by, err = parseSpan(f[1])
	return f[2:], err
}

func (a *Adjustment) readUntil(f []string) ([]string, error) {
	if len(f) < 2 || f[0] != "until" {
		return f, errors.New("“until” and a date are missing")
	}
	var err error
	a.until.Date, err = ParseDate(f[1])
	return f[2:], err
}

func (a *Adjustment) readChapter(f []string) ([]string, error) {
	if len(f) < 2 || f[1] != "on" {
		return f, errors.New("a number, “on” and a date with a time are missing")
	}
	var err error
	if a.chapter, err = strconv.Atoi(f[0]); err != nil {
		return f, fmt.Errorf("%q is not a chapter's number", f[0])
	}
	return a.readSlot(f[2:])
}

// maxShift is how far slots may move, in one adjustment and by all of a plan together.
const maxShift = 366 * 24 * time.Hour

// check returns what is wrong with an adjustment, however it was made.
func (a Adjustment) check() error {
	switch {
	case a.kind == 0:
		return errors.New("it says nothing")
	case a.slot.Date < firstDate || a.slot.Date > lastDate || a.slot.Clock < 0 || a.slot.Clock >= dayMinutes:
		return errors.New("its date is not one from 2000-01-01 to 9999-12-31")
	case a.kind == hiatus && (a.until.Compare(a.slot) <= 0 || a.until.Date > lastDate):
		return errors.New("it ends before it begins")
	case (a.kind == shift || a.kind == shiftFrom) && (a.by == 0 || a.by.Abs() > maxShift || a.by%time.Minute != 0):
		return errors.New("a shift is of at least a minute, whole minutes, and at most 366d")
	case a.kind == pin && (a.chapter < 1 || a.chapter > 1_000_000):
		return errors.New("a chapter's number is 1 or more")
	}
	return nil
}
