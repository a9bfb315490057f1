package drop

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/store"
)

// finishOld ends what was begun before and broken off, whatever the files say now. It reports whether there was any.
func (l *telling) finishOld(ctx context.Context) (bool, error) {
	if l.tidy {
		return false, nil
	}
	old, err := l.r.cfg.Store.UnfinishedDrops(ctx, l.key())
	if err != nil {
		return false, err
	}
	for _, d := range old {
		l.log.Info("going on with a drop", "chapter", d.Chapter)
		if err := l.run(ctx, d.DropRef); err != nil {
			return true, err
		}
	}
	l.tidy = true
	return len(old) > 0, nil
}

// A trail is where a drop has got to.
type trail struct {
	drop     store.Drop
	last     time.Time         // when the last step was done
	channel  uint64            // where the chapter's messages go
	thread   uint64            // where the discussion goes
	floors   map[uint64]uint64 // by channel: the newest message of ours
	messages []uint64          // by step: what it became
	question uint64            // the question's message, 0 before it
	lost     bool              // the post it goes into is gone
}

func newTrail(d store.Drop) *trail {
	t := &trail{drop: d, last: d.Planned, channel: d.Channel, floors: map[uint64]uint64{}}
	t.floors[d.Channel] = d.Floor
	return t
}

// enter says where a step's message goes, before it is sent.
func (t *trail) enter(p payload) {
	if p.In != 0 && t.channel != p.In {
		t.channel, t.floors[p.In] = p.In, t.drop.Floor
	}
}

// pass takes note of a step that is done.
func (t *trail) pass(s store.Step, p payload) {
	t.last = s.Done
	t.messages = append(t.messages, s.Message)
	t.enter(p)
	switch s.Kind {
	case store.StepSeed, store.StepCrosspost:
	case store.StepIndex:
		t.rise(t.drop.Channel, s.Message)
	case store.StepThread:
		if p.Thread != "" {
			t.thread, t.floors[s.Message] = s.Message, s.Message
		}
	default:
		if p.Post != "" {
			t.channel = s.Message
		}
		t.rise(t.channel, s.Message)
		if s.Kind == store.StepQuestion {
			t.question = s.Message
		}
	}
}

// rise moves a channel's floor up, never down: an index that is edited is an old message.
func (t *trail) rise(channel, message uint64) { t.floors[channel] = max(t.floors[channel], message) }

// run takes the steps of a drop that are not done.
func (l *telling) run(ctx context.Context, ref store.DropRef) error {
	d, list, err := l.r.cfg.Store.Drop(ctx, ref)
	if err != nil {
		return err
	}
	at := newTrail(d)
	for _, step := range list {
		p, err := payloadOf(step)
		if err != nil {
			return err
		}
		if step.State != store.StepDone {
			if step, err = l.take(ctx, step, p, at); err != nil {
				return fmt.Errorf("chapter %d, step %d: %w", ref.Chapter, step.Index, err)
			}
			l.was, l.cause = store.Parking{}, nil
		}
		at.pass(step, p)
	}
	next := d.Due // until the next look says more: a time that is not none
	if _, more := l.Story.After(ref.Chapter); !more && d.Through == 0 && l.Story.Awaits.Chapter == 0 {
		next = time.Time{}
	}
	if err := l.r.cfg.Store.FinishDrop(ctx, ref, l.r.cfg.Clock.Now(), next); err != nil {
		return err
	}
	if d.Through > 0 {
		l.log.Info("portion complete", "chapter", ref.Chapter, "through", d.Through, "steps", d.Steps)
		return nil
	}
	l.log.Info("chapter complete", "chapter", ref.Chapter, "steps", d.Steps)
	return nil
}

// take carries out one step and returns it as done.
func (l *telling) take(ctx context.Context, step store.Step, p payload, at *trail) (store.Step, error) {
	doubt := step.State == store.StepClaimed
	if !doubt {
		if err := l.gate(ctx, step, p, at); err != nil {
			return step, err
		}
	}
	index := step.Index
	step, err := l.r.cfg.Store.ClaimStep(ctx, at.drop.DropRef, index, l.r.cfg.Clock.Now())
	if err != nil {
		return store.Step{Index: index}, err
	}
	at.enter(p)
	step.Message, err = l.do(ctx, step, p, at, doubt)
	if at.lost = at.lost || l.lost(err, at); at.lost {
		l.log.Error("left out: somebody deleted the post it belongs into", "post", at.channel, "step", step.Index)
		step.Message, err = at.channel, nil
	}
	if err != nil {
		return step, err
	}
	step.Done = l.r.cfg.Clock.Now()
	var open *store.Vote
	if p.Vote != nil && !at.lost {
		open = p.Vote.vote(at.channel, step.Claimed)
	}
	if err := l.r.cfg.Store.FinishStep(ctx, at.drop.DropRef, index, step.Message, step.Done, open); err != nil {
		return step, err
	}
	l.r.filled(false)
	if open != nil {
		l.r.cfg.Opened(ctx, store.VoteRef{Guild: l.Guild, Message: step.Message})
	}
	return step, nil
}

// gate waits until a step may be taken: the gap before it is over, and where a scene (or what follows the scenes)
// begins, the author holds neither that nor the story. What else was ordered meanwhile is done meanwhile.
func (l *telling) gate(ctx context.Context, step store.Step, p payload, at *trail) error {
	until := at.last.Add(step.Gap)
	border := p.Starts > 0 || step.Kind == store.StepLead || step.Kind == store.StepNote ||
		step.Kind == store.StepQuestion
	for {
		if step.Gap > 0 && l.r.cfg.Clock.Now().Before(until) {
			if err := l.rest(ctx, until, "the next scene"); err != nil {
				return err
			}
		} else {
			stopped := false
			if border {
				var err error
				if stopped, err = l.stopped(ctx, at.drop.Chapter, p.Starts); err != nil {
					return err
				}
			}
			if !stopped {
				return nil
			}
			if err := l.idle(ctx); err != nil {
				return err
			}
		}
		if err := l.work(ctx); err != nil {
			return err
		}
	}
}

// stopped reports whether the author has paused the story, or holds a scene (0: none begins).
func (l *telling) stopped(ctx context.Context, chapter, scene int) (bool, error) {
	c, _, err := l.r.cfg.Store.Course(ctx, l.Guild, l.Story.Key())
	if err != nil {
		return false, err
	}
	if scene > 0 && held(l.Story, c, chapter, scene) {
		l.say("a scene is held", "chapter", chapter, "scene", scene)
		return true, nil
	}
	if _, ordered := l.order(chapter); ordered {
		return false, nil
	}
	p, err := planOf(l.Story, c)
	if err != nil {
		return false, err
	}
	if held(l.Story, c, chapter, 0) || paused(p, l.r.cfg.Clock.Now()) {
		l.say("a drop is stopped by the author", "chapter", chapter)
		return true, nil
	}
	return false, nil
}

// lost reports whether an error means that a drop's post in a forum is gone for good: its author was told of that
// refusal, and had it tried again. Without its post nothing more of the chapter can be posted.
func (l *telling) lost(err error, at *trail) bool {
	return errors.Is(err, discord.ErrUnknownChannel) && at.channel != at.drop.Channel &&
		(l.was.Reason == reasonOf(err) || l.cause != nil && reasonOf(l.cause) == reasonOf(err))
}

// do carries out a step that is claimed, and returns the message that it became or is about.
func (l *telling) do(ctx context.Context, step store.Step, p payload, at *trail, doubt bool) (uint64, error) {
	switch step.Kind {
	case store.StepSeed:
		return at.question, l.seed(ctx, at, p.Emoji)
	case store.StepCrosspost:
		return at.messages[p.Of], l.pass(ctx, at.drop.Chapter, at.messages[p.Of])
	case store.StepIndex:
		return l.index(ctx, step, p, at, doubt)
	}
	vote := ""
	if at.question != 0 {
		vote = render.Link(l.Guild, at.channel, at.question)
	}
	body, err := p.message(step.Claimed, vote)
	if err != nil {
		return 0, err
	}
	switch {
	case p.Post != "":
		return l.startPost(ctx, step, p, body, at, doubt)
	case p.Thread != "":
		message := p.On
		if message == 0 {
			message = at.messages[p.Of]
		}
		return message, l.startThread(ctx, message, p.Thread)
	case p.Talk:
		return l.talk(ctx, step, body, at, doubt)
	}
	return l.send(ctx, step, body, at.channel, at.floors[at.channel], doubt)
}
