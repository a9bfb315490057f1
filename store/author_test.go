package store_test

import (
	"context"
	"errors"
	"testing"

	"cliffhanger/store"
	"cliffhanger/story"
)

// early is a second telling of the story, ahead of the public one.
func early() store.Telling {
	return store.Telling{Guild: guild, Story: key(), Channel: channel + 5}
}

// patrons is where early goes on.
func patrons() store.Telling {
	return store.Telling{Guild: guild, Story: key(), Channel: channel + 6}
}

// abroad is in a guild that the bot leaves.
func abroad() store.Telling {
	return store.Telling{Guild: guild + 1, Story: key(), Channel: channel}
}

func jobRef() store.JobRef { return store.JobRef{Telling: telling(), ID: 77} }

// correction is a job on two messages of plan's drop.
func correction() store.Job {
	return store.Job{JobRef: jobRef(), Kind: "correct", Chapter: 3, Created: at(70), Steps: []store.Edit{
		{Message: message + 2, Payload: []byte("page 1")}, {Message: message + 4, Payload: []byte("page 3")},
	}}
}

// authorsActs is the last part of history: what its author does, and an early channel.
func authorsActs() []func(context.Context, *store.Store) error {
	type ctx = context.Context
	type st = *store.Store
	acts := []func(ctx, st) error{
		func(c ctx, s st) error { _, err := s.Begin(c, guild, key(), at(1)); return err },
		func(c ctx, s st) error {
			held := store.Entry{At: at(62), Who: s.Reader(reader), What: "held 4"}
			_, err := s.ChangeCourse(c, guild, key(), holdAndSkip, held)
			return err
		},
		func(c ctx, s st) error {
			course, _, err := s.Course(c, guild, key())
			if err == nil {
				_, err = s.Assign(c, guild, key(), course.Version, timed(4, 4))
			}
			return err
		},
		func(c ctx, s st) error {
			return s.Retime(c, guild, key(), 4, at(64), store.Entry{At: at(63), What: "the zone has changed"})
		},
		func(c ctx, s st) error { return s.Note(c, guild, key(), store.Entry{At: at(63), What: "corrected 3"}) },
		func(c ctx, s st) error { return ifNew(s.PlanJob(c, correction())) },
		func(c ctx, s st) error { return s.FinishEdit(c, jobRef(), 0) },
		func(c ctx, s st) error { return s.FinishEdit(c, jobRef(), 1) },
		func(c ctx, s st) error { return s.FinishJob(c, jobRef(), at(71)) },
	}
	acts = append(acts,
		func(c ctx, s st) error { return s.Attach(c, abroad(), store.Spot{}) },
		func(c ctx, s st) error { return s.Leave(c, abroad().Guild) },
		func(c ctx, s st) error {
			_, err := s.Unreacting(c, voteRef(), s.Reader(reader), store.Surplus{Choice: 2, N: 2}, true)
			return err
		})
	return append(acts, earlyActs()...)
}

// earlyActs posts the first scene of a chapter in an early channel, which moves.
func earlyActs() []func(context.Context, *store.Store) error {
	type ctx = context.Context
	type st = *store.Store
	part := store.DropRef{Telling: early(), Chapter: 4}
	parking := store.Parking{Since: at(74), Reason: "no permission"}
	return []func(ctx, st) error{
		func(c ctx, s st) error { return s.Attach(c, early(), store.Spot{}) },
		func(c ctx, s st) error { return s.SetDue(c, early(), at(72)) },
		func(c ctx, s st) error { return s.SetIndex(c, early(), message+50) },
		func(c ctx, s st) error {
			return ifNew(s.PlanDrop(c, store.Drop{DropRef: part, Due: at(72), Planned: at(72), Through: 1},
				[]store.Step{{Kind: store.StepPage, Payload: []byte("early"), Scene: 1}}))
		},
		func(c ctx, s st) error { _, err := s.ClaimStep(c, part, 0, at(73)); return err },
		func(c ctx, s st) error { return s.FinishStep(c, part, 0, message+51, at(73), nil) },
		func(c ctx, s st) error { return s.FinishDrop(c, part, at(73), at(80)) },
		func(c ctx, s st) error { return s.Park(c, early(), parking) },
		func(c ctx, s st) error { _, err := s.Alerted(c, early(), parking.Since, message+52); return err },
		func(c ctx, s st) error { return s.Unpark(c, early()) },
		func(c ctx, s st) error { return s.Detach(c, early()) },
		func(c ctx, s st) error { _, err := s.Move(c, early(), patrons().Channel); return err },
		func(c ctx, s st) error { return s.Park(c, patrons(), parking) },
		func(c ctx, s st) error {
			rest := store.Drop{DropRef: store.DropRef{Telling: patrons(), Chapter: 4, Part: 1}}
			return ifNew(s.PlanDrop(c, rest, []store.Step{{Kind: store.StepLead}}))
		},
	}
}

func ifNew(err error) error {
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

// holdAndSkip changes a course in all that can be changed.
func holdAndSkip(c *store.Course) error {
	c.Last = slot(3)
	c.Adjustments = append(c.Adjustments, "skip "+slot(2), "")
	c.Held = append(c.Held, store.Hold{Chapter: 4}, store.Hold{Chapter: 5, Scene: 2}, store.Hold{Chapter: 5, Scene: 3})
	c.Freed = append(c.Freed, store.Hold{Chapter: 2, Scene: 1})
	c.Asked, c.AskAlert, c.Told = 3, message+60, append(c.Told, "runway 2")
	return nil
}

// checkAuthors reads all that authorsActs wrote.
func checkAuthors(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	course, _, err := s.Course(ctx, guild, key())
	must(t, err)
	equal(t, "course", course, store.Course{Guild: guild, Story: key(), Begun: at(1), Last: slot(4),
		Adjustments: []string{"skip " + slot(2), ""},
		Held:        []store.Hold{{Chapter: 4}, {Chapter: 5, Scene: 2}, {Chapter: 5, Scene: 3}},
		Freed:       []store.Hold{{Chapter: 2, Scene: 1}},
		Asked:       3, AskAlert: message + 60, Told: []string{"runway 2"}, Version: 3})
	moved := timed(4, 4)
	moved.At = at(64)
	timeline, err := s.Timeline(ctx, guild, key())
	must(t, err)
	equal(t, "timeline", timeline, []store.Timed{moved})
	entries, err := s.Audit(ctx, guild, key(), 0)
	must(t, err)
	equal(t, "audit log", entries[max(0, len(entries)-3):], []store.Entry{{At: at(63), What: "corrected 3"},
		{At: at(63), What: "the zone has changed"}, {At: at(62), Who: s.Reader(reader), What: "held 4"}})
	jobs, err := s.UnfinishedJobs(ctx, telling())
	must(t, err)
	if len(jobs) != 0 {
		t.Errorf("unfinished jobs: %+v", jobs)
	}
	checkEarly(t, s)
	left, _, err := s.Serial(ctx, abroad())
	must(t, err)
	equal(t, "the guild that was left", left, store.Serial{Telling: abroad(), Away: true})
	surplus, err := s.SurplusOf(ctx, voteRef(), s.Reader(reader))
	must(t, err)
	equal(t, "surplus", surplus, []store.Surplus{{Choice: 2, N: 2, Begun: true}})
	messages, err := s.Messages(ctx, telling(), 3)
	must(t, err)
	edited := map[uint64]string{}
	for _, m := range messages {
		if m.Edited != nil {
			edited[m.Message] = string(m.Edited)
		}
	}
	equal(t, "edited", edited, map[uint64]string{message + 2: "page 1", message + 4: "page 3"})
}

// checkEarly reads what earlyActs wrote.
func checkEarly(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	serial, _, err := s.Serial(ctx, patrons())
	must(t, err)
	equal(t, "early serial", serial, store.Serial{Telling: patrons(), Released: story.Place{Chapter: 4, Scene: 1},
		Scene: 1, NextDue: at(80), Parked: store.Parking{Since: at(74), Reason: "no permission"}})
	drops, err := s.UnfinishedDrops(ctx, patrons())
	must(t, err)
	if len(drops) != 1 || drops[0].Part != 1 || drops[0].Steps != 1 {
		t.Errorf("unfinished drops: %+v", drops)
	}
}
