package bot

import (
	"context"
	"errors"
	"fmt"

	"cliffhanger/bot/author"
	"cliffhanger/bot/drop"
	"cliffhanger/store"
	"cliffhanger/story"
)

// Packages drop and author know nothing of each other. This file says each one's words in the other's.

// alerts hands what a drop has to tell to the author's desk.
type alerts struct{ desk *author.Desk }

// Tell implements [drop.Desk].
func (a alerts) Tell(ctx context.Context, guild uint64, s *story.Story, d drop.Alert) (uint64, error) {
	kinds := map[drop.AlertKind]author.AlertKind{
		drop.Refused: author.Refused, drop.Overdue: author.Overdue, drop.Runway: author.Runway,
		drop.ZoneMoved: author.ZoneMoved, drop.Corrected: author.Corrected, drop.Retracted: author.Retracted,
		drop.CannotEdit: author.CannotEdit, drop.DiskTrouble: author.DiskTrouble, drop.NotPublished: author.NotPublished,
		drop.Backlog: author.Backlog, drop.Joining: author.Joining, drop.Awaiting: author.Awaiting,
		drop.Renumbered: author.Renumbered,
	}
	return a.desk.Tell(ctx, guild, s, author.Alert{
		Kind: kinds[d.Kind], Key: d.Key, Channel: d.Channel, Chapter: d.Chapter, Last: d.Last, Count: d.Count,
		Due: d.Due, Dated: d.Dated, Left: d.Left, Later: d.Later, Cause: d.Cause, Text: d.Text,
		Vote: d.Vote, Link: d.Link, Author: d.Author,
	})
}

// failure tells a drop what an error of the store's means for it.
func failure(err error) drop.Failure {
	switch {
	case errors.Is(err, store.ErrFull):
		return drop.Full
	case errors.Is(err, store.ErrUnknown):
		return drop.Silent
	case errors.Is(err, store.ErrBroken), errors.Is(err, store.ErrClosed), errors.Is(err, store.ErrCorrupt):
		return drop.Broken
	}
	return drop.Stuck
}

// orders are a runner's, with its refusals named as package author names them.
type orders struct {
	*drop.Runner
	bot *Bot
}

// Retry lets a telling try again that has stopped. If its channel is gone, that is looked for first.
func (o orders) Retry(ctx context.Context, guild uint64, k story.Key, channel, by uint64) error {
	if sought, err := o.bot.seek(ctx, guild, k, channel, by); sought || err != nil {
		return err
	}
	return o.Runner.Retry(ctx, guild, k, channel, by)
}

func refused(err error) error {
	for from, to := range map[error]error{
		drop.ErrNoChapter: author.ErrNoChapter, drop.ErrNotOut: author.ErrNotOut, drop.ErrOut: author.ErrOut,
		drop.ErrNotNext: author.ErrNotNext, drop.ErrUnderWay: author.ErrUnderWay, drop.ErrUnchanged: author.ErrUnchanged,
		drop.ErrDated: author.ErrDated, drop.ErrRetracted: author.ErrRetracted, drop.ErrOnTime: author.ErrOnTime,
	} {
		if errors.Is(err, from) {
			return fmt.Errorf("%w: %w", to, err)
		}
	}
	return err
}

func changes(list []drop.Change, err error) ([]author.Change, error) {
	out := make([]author.Change, len(list))
	for i, c := range list {
		out[i] = author.Change(c)
	}
	return out, refused(err)
}

func (o orders) Changes(ctx context.Context, guild uint64, s *story.Story, chapter int) ([]author.Change, error) {
	return changes(o.Runner.Changes(ctx, guild, s, chapter))
}

func (o orders) Correct(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) ([]author.Change, error) {
	return changes(o.Runner.Correct(ctx, guild, s, chapter, by))
}

func (o orders) Retract(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error {
	return refused(o.Runner.Retract(ctx, guild, s, chapter, by))
}

func (o orders) ReleaseNow(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error {
	return refused(o.Runner.ReleaseNow(ctx, guild, s, chapter, by))
}

func (o orders) Hold(ctx context.Context, guild uint64, s *story.Story, chapter, scene int, by uint64) error {
	return refused(o.Runner.Hold(ctx, guild, s, chapter, scene, by))
}

func (o orders) Free(ctx context.Context, guild uint64, s *story.Story, chapter, scene int, by uint64) error {
	return refused(o.Runner.Free(ctx, guild, s, chapter, scene, by))
}

func (o orders) SkipDate(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error {
	return refused(o.Runner.SkipDate(ctx, guild, s, chapter, by))
}

func (o orders) CatchUp(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error {
	return refused(o.Runner.CatchUp(ctx, guild, s, chapter, by))
}

func (o orders) LeaveOut(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error {
	return refused(o.Runner.LeaveOut(ctx, guild, s, chapter, by))
}

func (o orders) Join(ctx context.Context, guild uint64, s *story.Story, channel uint64, all bool, by uint64) error {
	return refused(o.Runner.Join(ctx, guild, s, channel, all, by))
}

// passes reports whether an error of the store's is over by itself some time.
func passes(err error) bool { return failure(err) == drop.Full || failure(err) == drop.Silent }
