package store_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"cliffhanger/store"
	"cliffhanger/story"
)

// A drop of two steps is posted: each step is claimed before it is sent and finished after it, so that a program that
// starts again finds at most one step in doubt.
func Example() {
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	s, err := store.OpenFolder(ctx, dir, os.Getenv, store.Options{})
	if err != nil {
		log.Fatal(err)
	}
	if err := post(ctx, s); err != nil {
		log.Print(err)
	}
	if err := s.Close(); err != nil {
		log.Print(err)
	}
	// Output:
	// send "Chapter one"
	// send "It was raining."
	// out: {1 1 0}
	// moved to {1 1 1}
}

func post(ctx context.Context, s *store.Store) error {
	const guild, channel = 10, 20
	now := time.Date(2026, 11, 24, 19, 0, 0, 0, time.UTC)
	telling := store.Telling{Guild: guild, Story: story.KeyOf("rain"), Channel: channel}
	drop := store.Drop{DropRef: store.DropRef{Telling: telling, Chapter: 1}}
	if err := s.PlanDrop(ctx, drop, []store.Step{
		{Kind: store.StepLead, Payload: []byte("Chapter one")},
		{Kind: store.StepPage, Payload: []byte("It was raining."), Scene: 1},
	}); err != nil {
		return err
	}
	for i := range 2 {
		step, err := s.ClaimStep(ctx, drop.DropRef, i, now)
		if err != nil {
			return err
		}
		fmt.Printf("send %q\n", step.Payload) // with step.Nonce, and Discord answers with the message's id
		if err := s.FinishStep(ctx, drop.DropRef, i, uint64(100+i), now, nil); err != nil {
			return err
		}
	}
	if err := s.FinishDrop(ctx, drop.DropRef, now, now.AddDate(0, 0, 3)); err != nil {
		return err
	}
	serial, _, err := s.Serial(ctx, telling)
	if err != nil {
		return err
	}
	fmt.Println("out:", serial.Released)
	may := []uint64{channel} // what the reader may see
	place, err := s.MoveTo(ctx, guild, drop.Story, s.Reader(42), story.Place{Chapter: 1, Scene: 1, Page: 1}, now, may)
	fmt.Println("moved to", place.At)
	return err
}
