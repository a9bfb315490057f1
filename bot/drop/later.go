package drop

import (
	"context"
	"encoding/json"
	"fmt"

	"cliffhanger/bot/render"
	"cliffhanger/store"
)

// A later is a message that came of a chapter's question after it: of a round that followed its vote, or a result. What
// it says is known to whoever counts votes ([Config.Retell]); here it is known that it is there.
type later struct {
	message   uint64
	channel   uint64
	vote      uint64 // the message of the vote that it is of
	retracted bool   // it was changed when the chapter was taken back
}

// laterOf returns what came of a chapter's question in a telling.
func (r *Runner) laterOf(ctx context.Context, t store.Telling, chapter int) ([]later, error) {
	votes, err := r.cfg.Store.VotesIn(ctx, t.Guild, t.Story, 0, 0, []uint64{t.Channel})
	if err != nil {
		return nil, err
	}
	edited, err := r.cfg.Store.Edited(ctx, t, chapter)
	if err != nil {
		return nil, err
	}
	var list []later
	for i := range votes {
		v := &votes[i]
		if v.Chapter != chapter {
			continue
		}
		messages, err := r.cameOf(ctx, v)
		if err != nil {
			return nil, err
		}
		for _, id := range messages {
			one := later{message: id, channel: v.Channel, vote: v.Message}
			if payload, ok := edited[id]; ok {
				var c content
				if err := json.Unmarshal(payload, &c); err != nil {
					return nil, fmt.Errorf("decode an edit of message %d: %w", id, err)
				}
				one.retracted = c.Retracted
			}
			list = append(list, one)
		}
	}
	return list, nil
}

// cameOf returns the messages of a vote beside the one with which a chapter ends.
func (r *Runner) cameOf(ctx context.Context, v *store.Vote) ([]uint64, error) {
	var ids []uint64
	if v.Before != 0 {
		ids = append(append(ids, v.Pages...), v.Message)
	}
	pasts, err := r.cfg.Store.Pasts(ctx, v.VoteRef)
	if err != nil {
		return nil, err
	}
	for _, p := range pasts {
		ids = append(ids, p.Message)
	}
	if v.Result.State == store.StepDone {
		ids = append(ids, v.Result.Message)
	}
	known := map[uint64]bool{0: true}
	if v.Before == 0 { // where a result's channel was gone, the vote's own message stands for it
		known[v.Message] = true
	}
	out := ids[:0]
	for _, id := range ids {
		if !known[id] {
			known[id] = true
			out = append(out, id)
		}
	}
	return out, nil
}

// retold returns the edits of what came of a chapter's question, of those that are wanted. What they say is found out when
// they are made.
func (p posting) retold(wanted func(later) bool) []render.Edit {
	var list []render.Edit
	for _, one := range p.later {
		if wanted(one) {
			list = append(list, render.Edit{Message: one.message})
		}
	}
	return list
}
