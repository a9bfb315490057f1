// Package drop posts what is due, once.
//
// A [Runner] serves one story in one channel: it waits until the next chapter is due, writes down everything that has
// to be done for it (the lead, the pages of each scene, the author's note, the closing question, our own reactions
// under it) and takes these steps in order. Each step is claimed durably before it is sent and finished durably after
// it, so that a process that died at any moment goes on where it was: see package outbox for how a message in doubt is
// settled.
//
// A chapter that is late is posted late, in order. A refusal (the channel is gone, a permission was taken away) stops
// this story alone; it is logged with what to do, and tried again after an hour, because every refused request counts
// towards the limit at which Discord shuts a bot out. While Discord does not answer, or wants fewer requests, the story
// waits for seconds only. Nothing that Discord says or leaves unsaid ends a story, let alone the bot.
//
// # Decisions
//
//   - What is posted is rendered when the drop is planned and kept with it. An author who edits the file during a drop
//     does not change what half of the readers have already seen.
//   - A vote's deadline counts from the moment its question was claimed, not from the plan: a drop that was held up
//     for a day leaves its readers as much time as any other.
package drop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/bot/phrase"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// A Clock tells the story's time and waits for it. what says what is waited for, to whoever watches the clock.
type Clock interface {
	Now() time.Time
	Wait(ctx context.Context, until time.Time, what string) error
}

// A Discord reads and marks the channel.
type Discord interface {
	Newest(ctx context.Context, channel uint64) (uint64, error)
	React(ctx context.Context, channel, message uint64, emoji string) error
}

// A Sender sends a message once; package outbox has one.
type Sender interface {
	Send(ctx context.Context, l outbox.Letter) (uint64, error)
}

// Config is what a runner needs. Opened is called for each vote that opens.
type Config struct {
	Store   *store.Store
	Discord Discord
	Sender  Sender
	Clock   Clock
	Log     *slog.Logger
	Opened  func(context.Context, store.VoteRef)
}

// A Runner serves stories, each in a call of [Runner.Serve] of its own.
type Runner struct{ cfg Config }

// New returns a runner.
func New(cfg Config) *Runner { return &Runner{cfg: cfg} }

const (
	parked  = time.Hour        // how long a story rests after Discord refused something
	unheard = 10 * time.Second // and after Discord gave no answer, or put it off
)

// Serve posts a story's chapters in a guild's channel as they become due, beginning with a drop that was broken off. It
// returns nil when every chapter at hand is out, or when ctx ends, and an error if the store failed.
func (r *Runner) Serve(ctx context.Context, guild, channel uint64, s *story.Story) error {
	log := r.cfg.Log.With("story", s.ID, "guild", guild, "channel", channel)
	rule, err := schedule.Parse(s.Release.Schedule)
	if err != nil {
		return fmt.Errorf("story %s: schedule: %w", s.ID, err)
	}
	for {
		err := r.serve(ctx, log, guild, channel, s, rule)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		pause := unheard
		switch {
		case discord.Refused(err):
			pause = parked
			log.Error("Discord refused a post: check that the channel exists and that the bot may view it, send messages, "+
				"read its history and add reactions", "cause", err, "again_in", pause)
		case errors.Is(err, discord.ErrOutcomeUnknown), errors.Is(err, discord.ErrRateLimited),
			errors.Is(err, discord.ErrUnreachable):
			log.Warn("Discord does not answer", "cause", err, "again_in", pause)
		default:
			return fmt.Errorf("story %s in guild %d: %w", s.ID, guild, err)
		}
		if !discord.Sleep(ctx, pause) {
			return nil
		}
	}
}

// serve posts what is due until every chapter at hand is out, or something fails.
func (r *Runner) serve(ctx context.Context, log *slog.Logger, guild, channel uint64, s *story.Story,
	rule schedule.Rule) error {
	if err := r.finishOld(ctx, log, guild, s, rule); err != nil {
		return err
	}
	for {
		serial, err := r.serial(ctx, guild, channel, s, rule)
		if err != nil {
			return err
		}
		c, ok := s.After(serial.Chapter)
		if !ok {
			log.Info("every chapter at hand is out", "last", serial.Chapter)
			return nil
		}
		log.Info("next chapter", "chapter", c.Number, "due", serial.NextDue)
		if err := r.cfg.Clock.Wait(ctx, serial.NextDue, fmt.Sprintf("chapter %d", c.Number)); err != nil {
			return err
		}
		ref := store.DropRef{Guild: guild, Story: s.Key(), Chapter: c.Number}
		if err := r.plan(ctx, ref, serial, s, c); err != nil {
			return err
		}
		if err := r.run(ctx, log, ref, s, rule); err != nil {
			return err
		}
	}
}

// finishOld ends what an earlier process began, whatever the files say now.
func (r *Runner) finishOld(ctx context.Context, log *slog.Logger, guild uint64, s *story.Story,
	rule schedule.Rule) error {
	old, err := r.cfg.Store.UnfinishedDrops(ctx, guild, s.Key())
	if err != nil {
		return err
	}
	for _, d := range old {
		log.Info("going on with a drop", "chapter", d.Chapter)
		if err := r.run(ctx, log, d.DropRef, s, rule); err != nil {
			return err
		}
	}
	return nil
}

// serial returns how far the story has come in a guild, and makes sure that it has a channel and a next date.
func (r *Runner) serial(ctx context.Context, guild, channel uint64, s *story.Story,
	rule schedule.Rule) (store.Serial, error) {
	serial, _, err := r.cfg.Store.Serial(ctx, guild, s.Key())
	if err != nil {
		return serial, err
	}
	due := serial.NextDue
	if due.IsZero() {
		due = rule.Next(r.after(s, serial.Chapter > 0), s.Release.Zone)
	} else if serial.Channel == channel {
		return serial, nil
	}
	return r.cfg.Store.Schedule(ctx, guild, s.Key(), channel, due)
}

// after returns the instant after which a date is looked for: now, or just before the story's start. A start that has
// passed counts for a story not begun, whose first chapters are then late; a story that ran out of chapters and got a
// new one goes on at its next date.
func (r *Runner) after(s *story.Story, begun bool) time.Time {
	now, start := r.cfg.Clock.Now(), s.Release.Start
	if start.After(now) || !start.IsZero() && !begun {
		return start.Add(-time.Nanosecond)
	}
	return now
}

// plan writes down all steps of a chapter's drop, unless an earlier process has.
func (r *Runner) plan(ctx context.Context, ref store.DropRef, serial store.Serial, s *story.Story,
	c *story.Chapter) error {
	list, err := steps(phrase.For(s.Language), s, c)
	if err != nil {
		return err
	}
	floor, err := r.cfg.Discord.Newest(ctx, serial.Channel)
	if err != nil {
		return err
	}
	err = r.cfg.Store.PlanDrop(ctx, store.Drop{
		DropRef: ref, Channel: serial.Channel, Due: serial.NextDue, Planned: r.cfg.Clock.Now(), Floor: floor,
	}, list)
	if err != nil && !errors.Is(err, store.ErrExists) {
		return err
	}
	return nil
}

// run takes the steps of a drop that are not done.
func (r *Runner) run(ctx context.Context, log *slog.Logger, ref store.DropRef, s *story.Story,
	rule schedule.Rule) error {
	d, list, err := r.cfg.Store.Drop(ctx, ref)
	if err != nil {
		return err
	}
	at := trail{floor: d.Floor, last: d.Planned}
	for _, step := range list {
		if step.State != store.StepDone {
			if step, err = r.take(ctx, d, step, at); err != nil {
				return fmt.Errorf("chapter %d, step %d: %w", ref.Chapter, step.Index, err)
			}
		}
		at.pass(step)
	}
	var next time.Time // none while no further chapter is at hand
	if _, ok := s.After(ref.Chapter); ok {
		next = rule.Next(d.Due, s.Release.Zone)
	}
	if err := r.cfg.Store.FinishDrop(ctx, ref, r.cfg.Clock.Now(), next); err != nil {
		return err
	}
	log.Info("chapter complete", "chapter", ref.Chapter, "steps", d.Steps)
	return nil
}

// A trail is where a drop has got to.
type trail struct {
	floor    uint64    // the newest message of ours in the channel
	question uint64    // the question's message
	last     time.Time // when the last step was done
}

func (t *trail) pass(s store.Step) {
	t.last = s.Done
	if s.Kind == store.StepSeed {
		return
	}
	t.floor = s.Message
	if s.Kind == store.StepQuestion {
		t.question = s.Message
	}
}

// take carries out one step and returns it as done.
func (r *Runner) take(ctx context.Context, d store.Drop, step store.Step, at trail) (store.Step, error) {
	if step.Gap > 0 {
		if err := r.cfg.Clock.Wait(ctx, at.last.Add(step.Gap), "the next scene"); err != nil {
			return step, err
		}
	}
	doubt := step.State == store.StepClaimed
	step, err := r.cfg.Store.ClaimStep(ctx, d.DropRef, step.Index, r.cfg.Clock.Now())
	if err != nil {
		return step, err
	}
	var p payload
	if err := json.Unmarshal(step.Payload, &p); err != nil {
		return step, fmt.Errorf("decode: %w", err)
	}
	if step.Message, err = r.send(ctx, d, step, p, at, doubt); err != nil {
		return step, err
	}
	step.Done = r.cfg.Clock.Now()
	var open *store.Vote
	if p.Vote != nil {
		open = &store.Vote{Question: p.Vote.Question, Opened: step.Claimed, Closes: p.Vote.closing(step.Claimed)}
	}
	if err := r.cfg.Store.FinishStep(ctx, d.DropRef, step.Index, step.Message, step.Done, open); err != nil {
		return step, err
	}
	if open != nil {
		r.cfg.Opened(ctx, store.VoteRef{Guild: d.Guild, Message: step.Message})
	}
	return step, nil
}

// send puts a step into the channel, and returns the message it became, or the one it is under.
func (r *Runner) send(ctx context.Context, d store.Drop, step store.Step, p payload, at trail,
	doubt bool) (uint64, error) {
	if step.Kind == store.StepSeed {
		return at.question, r.cfg.Discord.React(ctx, d.Channel, at.question, p.Emoji)
	}
	body, err := p.message(step.Claimed)
	if err != nil {
		return 0, err
	}
	return r.cfg.Sender.Send(ctx, outbox.Letter{
		Channel: d.Channel, Floor: at.floor, Body: body, Nonce: step.Nonce, Doubt: doubt,
	})
}
