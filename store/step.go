package store

import (
	"bytes"
	"fmt"
	"math"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// A StepKind says what a step puts into the channel. The store keeps it and does not care.
type StepKind uint8

// The kinds of steps. The numbers are kept on disk.
const (
	StepLead      StepKind = iota + 1 // the message that announces a chapter, with the one ping
	StepPage                          // a page of a scene
	StepNote                          // the author's note
	StepQuestion                      // the closing question
	StepSeed                          // a reaction of our own under the question
	StepResult                        // what a vote has come to
	StepWarning                       // content warnings, before the first scene
	StepThread                        // the discussion thread, or a forum's post
	StepCrosspost                     // a message of an announcement channel passed on to those who follow it
	StepIndex                         // the list of what is out, made or brought up to date
)

// A StepState says how far a step is.
type StepState uint8

// The states of a step, in their order. The numbers are kept on disk.
const (
	StepPlanned StepState = iota // nothing was sent
	StepClaimed                  // it may have been sent: look before sending again
	StepDone                     // it was sent, and Message is what came of it
)

// A Step is one message (or reaction) that is sent once. It is claimed before it is sent and finished after it, both
// durably, so that after a crash a claimed step is the only one in doubt.
type Step struct {
	Index   int           // from 0
	Kind    StepKind      // never 0 in a stored step
	Payload []byte        // what to send, in the sender's own form
	Gap     time.Duration // how long to wait before it once the step before it is done; at least 0
	Scene   int           // greater than 0: this step completes that scene of the chapter
	State   StepState
	Nonce   string    // for Discord's enforce_nonce: 24 characters, set when it is planned and the same ever after
	Claimed time.Time // when it was first claimed
	Done    time.Time
	Message uint64 // Discord id of the message; 0 until done
}

// stepNonce is the number of a step's field with the nonce. A result has none: its key has never changed.
const stepNonce = 9

func (s *Step) encode(e *encoder) {
	s.encodeAs(e, 0)
	e.text(stepNonce, s.Nonce)
}

func (s *Step) take(f *field) bool {
	if f.num == stepNonce {
		s.Nonce = f.text()
		return true
	}
	return s.takeAs(f, 0)
}

// encodeAs writes the fields with their numbers moved up by base, so that a step can be part of another record.
func (s *Step) encodeAs(e *encoder, base protowire.Number) {
	e.uint(base+1, uint64(s.Kind))
	e.bytes(base+2, s.Payload)
	e.uint(base+3, uint64(s.Gap))
	e.int(base+4, s.Scene)
	e.uint(base+5, uint64(s.State))
	e.time(base+6, s.Claimed)
	e.time(base+7, s.Done)
	e.uint(base+8, s.Message)
}

// takeAs reads what encodeAs writes.
func (s *Step) takeAs(f *field, base protowire.Number) bool {
	switch f.num - base {
	case 1:
		s.Kind = StepKind(f.byte())
	case 2:
		s.Payload = f.bytes()
	case 3:
		s.Gap = time.Duration(f.atMost(math.MaxInt64))
	case 4:
		s.Scene = f.int()
	case 5:
		s.State = StepState(f.atMost(uint64(StepDone)))
	case 6:
		s.Claimed = f.time()
	case 7:
		s.Done = f.time()
	case 8:
		s.Message = f.uint()
	default:
		return false
	}
	return true
}

func (s *Step) locate(key []byte) bool {
	if len(key) != stepSize {
		return false
	}
	s.Index = numberAt(key, dropSize)
	return true
}

// planned is the step as it is first kept under key.
func (s Step) planned(index int, key []byte) (Step, error) {
	if s.Kind < StepLead || s.Kind > StepIndex || s.Gap < 0 {
		return Step{}, fmt.Errorf("%w: step %d has kind %d and gap %s", ErrInvalid, index, s.Kind, s.Gap)
	}
	return Step{Index: index, Kind: s.Kind, Payload: bytes.Clone(s.Payload), Gap: s.Gap, Scene: s.Scene,
		Nonce: nonceOf(key)}, nil
}

// claim notes that the step is about to be sent, and reports whether that is news.
func (s *Step) claim(at time.Time) bool {
	if s.State != StepPlanned {
		return false
	}
	s.State, s.Claimed = StepClaimed, stored(at)
	return true
}

// finish notes what came of the step, and reports whether that is news.
func (s *Step) finish(message uint64, at time.Time) (bool, error) {
	switch {
	case s.State == StepPlanned:
		return false, fmt.Errorf("%w: step %d was not claimed", ErrOutOfOrder, s.Index)
	case s.State == StepDone && s.Message != message:
		return false, fmt.Errorf("%w: step %d was finished with message %d, now %d",
			ErrConflict, s.Index, s.Message, message)
	case s.State == StepDone:
		return false, nil
	}
	s.State, s.Message, s.Done = StepDone, message, stored(at)
	return true, nil
}
