package store

import (
	"context"

	"cliffhanger/store/kv"
)

// A Message is a step of a chapter that is done, and what its message was edited to since.
type Message struct {
	Part int // the drop it belongs to; see DropRef
	Step
	Edited []byte // Edit.Payload of the newest edit made of its message; nil: it stands as it was posted
}

// Messages returns what a chapter became in a telling: all its steps that are done, in order, of all parts, also long
// after. A message that several steps are about (a reaction under it, a thread) shows its edits with the first of them.
// It returns none for a chapter of which nothing was posted.
func (s *Store) Messages(ctx context.Context, t Telling, chapter int) ([]Message, error) {
	const what = "reading a chapter's messages"
	if err := (DropRef{Chapter: chapter}).check(); err != nil {
		return nil, during(what, err)
	}
	all, err := view(ctx, s.db, kv.Partition(t.Guild), func(tx *kv.Tx) ([]Message, error) {
		messages, err := postedIn(tx, t, chapter)
		if err != nil {
			return nil, err
		}
		jobs, err := jobsIf(tx, t, func(j jobHead) bool { return j.Chapter == chapter })
		if err != nil {
			return nil, err
		}
		overlay(messages, jobs)
		return messages, nil
	})
	return all, during(what, err)
}

// Edited returns what messages were edited to by a chapter's jobs in a telling, also those that are no step's: by message
// the Edit.Payload of the newest edit made.
func (s *Store) Edited(ctx context.Context, t Telling, chapter int) (map[uint64][]byte, error) {
	jobs, err := view(ctx, s.db, kv.Partition(t.Guild), func(tx *kv.Tx) ([]Job, error) {
		return jobsIf(tx, t, func(j jobHead) bool { return j.Chapter == chapter })
	})
	out := map[uint64][]byte{}
	for _, j := range jobs {
		for _, e := range j.Steps {
			if e.Done {
				out[e.Message] = e.Payload
			}
		}
	}
	return out, during("reading a chapter's edits", err)
}

// postedIn reads the steps of a chapter that are done.
func postedIn(tx *kv.Tx, t Telling, chapter int) ([]Message, error) {
	prefix := append(tellingKey(kindDrop, t), number(chapter)...)
	drops, err := list[Drop](tx, prefix, 0)
	if err != nil {
		return nil, err
	}
	var messages []Message
	for _, d := range drops { // a plan without its drop does not count
		steps, err := listIf(tx, stepsKey(d.DropRef), func(s Step) bool { return s.State == StepDone })
		if err != nil {
			return nil, err
		}
		for _, step := range steps {
			messages = append(messages, Message{Part: d.Part, Step: step})
		}
	}
	return messages, nil
}

// overlay says of each message to what it was edited last.
func overlay(messages []Message, jobs []Job) {
	first := make(map[uint64]int, len(messages))
	for i := len(messages) - 1; i >= 0; i-- {
		first[messages[i].Message] = i
	}
	for _, j := range jobs {
		for _, e := range j.Steps {
			if i, ok := first[e.Message]; ok && e.Done {
				messages[i].Edited = append([]byte{}, e.Payload...) // empty and not nil for an edit to nothing
			}
		}
	}
}
