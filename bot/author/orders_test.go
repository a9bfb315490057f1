package author_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"cliffhanger/bot/author"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/story"
)

// hearing is a handler that keeps nothing.
type hearing func(discord.Event)

func (f hearing) Event(e discord.Event)        { f(e) }
func (f hearing) Settle(context.Context) error { return nil }

// none refuses what these tests do not use.
type none struct{}

var errNone = errors.New("not in this test")

func (none) StartThread(context.Context, uint64, uint64, string) error { return errNone }
func (none) Unarchive(context.Context, uint64) error                   { return errNone }
func (none) Crosspost(context.Context, uint64, uint64) error           { return errNone }
func (none) AddRole(context.Context, uint64, uint64, uint64) error     { return errNone }
func (none) RemoveRole(context.Context, uint64, uint64, uint64) error  { return errNone }
func (none) StartPost(context.Context, uint64, string, json.RawMessage) (uint64, error) {
	return 0, errNone
}
func (none) FindPost(context.Context, uint64, uint64, string, uint64) (uint64, error) {
	return 0, errNone
}

// asked is a desk as package drop takes it.
type asked struct{ desk *author.Desk }

func (a asked) Tell(ctx context.Context, guild uint64, s *story.Story, d drop.Alert) (uint64, error) {
	kinds := map[drop.AlertKind]author.AlertKind{
		drop.Refused: author.Refused, drop.Overdue: author.Overdue, drop.Runway: author.Runway,
		drop.ZoneMoved: author.ZoneMoved, drop.Corrected: author.Corrected, drop.Retracted: author.Retracted,
		drop.CannotEdit: author.CannotEdit, drop.DiskTrouble: author.DiskTrouble, drop.Backlog: author.Backlog,
		drop.Joining: author.Joining,
	}
	return a.desk.Tell(ctx, guild, s, author.Alert{
		Kind: kinds[d.Kind], Key: d.Key, Channel: d.Channel, Chapter: d.Chapter, Due: d.Due, Dated: d.Dated, Left: d.Left,
		Later: d.Later, Cause: d.Cause, Text: d.Text,
	})
}

// orders are a runner's, with its refusals named as package author names them.
type orders struct{ *drop.Runner }

func named(err error) error {
	for from, to := range map[error]error{
		drop.ErrNoChapter: author.ErrNoChapter, drop.ErrNotOut: author.ErrNotOut, drop.ErrOut: author.ErrOut,
		drop.ErrNotNext: author.ErrNotNext, drop.ErrUnderWay: author.ErrUnderWay, drop.ErrUnchanged: author.ErrUnchanged,
		drop.ErrDated: author.ErrDated,
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
	return out, named(err)
}

func (o orders) Changes(ctx context.Context, g uint64, s *story.Story, n int) ([]author.Change, error) {
	return changes(o.Runner.Changes(ctx, g, s, n))
}

func (o orders) Correct(ctx context.Context, g uint64, s *story.Story, n int, by uint64) ([]author.Change, error) {
	return changes(o.Runner.Correct(ctx, g, s, n, by))
}

func (o orders) Retract(ctx context.Context, g uint64, s *story.Story, n int, by uint64) error {
	return named(o.Runner.Retract(ctx, g, s, n, by))
}

func (o orders) ReleaseNow(ctx context.Context, g uint64, s *story.Story, n int, by uint64) error {
	return named(o.Runner.ReleaseNow(ctx, g, s, n, by))
}

func (o orders) Hold(ctx context.Context, g uint64, s *story.Story, n, scene int, by uint64) error {
	return named(o.Runner.Hold(ctx, g, s, n, scene, by))
}

func (o orders) Free(ctx context.Context, g uint64, s *story.Story, n, scene int, by uint64) error {
	return named(o.Runner.Free(ctx, g, s, n, scene, by))
}

func (o orders) SkipDate(ctx context.Context, g uint64, s *story.Story, n int, by uint64) error {
	return named(o.Runner.SkipDate(ctx, g, s, n, by))
}
