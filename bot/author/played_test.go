package author_test

import (
	"context"
	"encoding/json"
	"fmt"

	"cliffhanger/bot/author"
	"cliffhanger/store"
	"cliffhanger/story"
)

// played plays everything that a service gives orders to.
type played struct{ *room }

func (p played) note(format string, args ...any) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fails == nil {
		p.done = append(p.done, fmt.Sprintf(format, args...))
	}
	return p.fails
}

func (p played) Changes(context.Context, uint64, *story.Story, int) ([]author.Change, error) {
	return p.changes, p.fails
}

func (p played) Correct(_ context.Context, g uint64, s *story.Story, n int, by uint64) ([]author.Change, error) {
	return p.changes, p.note("correct %d %s %d by %d", g, s.ID, n, by)
}

func (p played) Retract(_ context.Context, g uint64, s *story.Story, n int, by uint64) error {
	return p.note("retract %d %s %d by %d", g, s.ID, n, by)
}

// ReleaseNow answers a question as package drop does.
func (p played) ReleaseNow(_ context.Context, g uint64, s *story.Story, n int, by uint64) error {
	return p.answer(n, by, fmt.Sprintf("release chapter %d now", n), "release %d %s %d by %d", g, s.ID, n, by)
}

func (p played) answer(n int, by uint64, what, format string, args ...any) error {
	if err := p.note(format, args...); err != nil {
		return err
	}
	_, err := p.store.ChangeCourse(p.t.Context(), guild, p.story.Key(), func(c *store.Course) error {
		if c.Asked == n {
			c.Asked, c.AskAlert = 0, 0
		}
		return nil
	}, store.Entry{At: p.now, Who: p.store.Reader(by), What: what, Chapter: n})
	return err
}

func (p played) Hold(_ context.Context, g uint64, s *story.Story, n, scene int, by uint64) error {
	return p.note("hold %d %s %d-%d by %d", g, s.ID, n, scene, by)
}

func (p played) Free(_ context.Context, g uint64, s *story.Story, n, scene int, by uint64) error {
	return p.note("free %d %s %d-%d by %d", g, s.ID, n, scene, by)
}

func (p played) SkipDate(_ context.Context, g uint64, s *story.Story, n int, by uint64) error {
	return p.answer(n, by, fmt.Sprintf("skip the date of chapter %d", n), "skip %d %s %d by %d", g, s.ID, n, by)
}

func (p played) Retry(ctx context.Context, g uint64, k story.Key, channel, by uint64) error {
	if err := p.note("retry %d in %d by %d", channel, g, by); err != nil {
		return err
	}
	err := p.store.Note(ctx, g, k, store.Entry{At: p.now, Who: p.store.Reader(by),
		What: fmt.Sprintf("try channel %d again", channel), Channel: channel})
	must(p.t, err)
	return p.store.Unpark(ctx, store.Telling{Guild: g, Story: k, Channel: channel})
}

func (p played) Shifted(context.Context, uint64, *story.Story) (story.Shift, bool, error) {
	return p.shift, p.shift != (story.Shift{}), nil
}

func (p played) Renumber(_ context.Context, g uint64, s *story.Story, by uint64) error {
	p.shift = story.Shift{}
	return p.note("renumber %d %s by %d", g, s.ID, by)
}

func (p played) Poke(g uint64, _ story.Key) { p.done = append(p.done, fmt.Sprintf("poke %d", g)) }

func (p played) AddRole(_ context.Context, g, user, role uint64) error {
	return p.note("give %d the role %d in %d", user, role, g)
}

func (p played) RemoveRole(_ context.Context, g, user, role uint64) error {
	return p.note("take from %d the role %d in %d", user, role, g)
}

func (p played) Edit(_ context.Context, channel, message uint64, body json.RawMessage) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.edits = append(p.edits, fmt.Sprintf("%d/%d %s", channel, message, body))
	return nil
}
