package drop

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
)

// Retract has the text of a chapter replaced, wherever it is told, by the notice that its author took it back.
// Messages, places and votes stay. What came of its question, which is the later rounds of its vote and the results, is
// worded without it. That the chapter is taken back is durable first, for the whole guild: from then on
// nobody is shown its text, and no telling posts any (more) of it. [Runner.Correct] brings it back. While some of it is
// being posted, that is ErrUnderWay and nothing is changed.
func (r *Runner) Retract(ctx context.Context, guild uint64, s *story.Story, chapter int, by uint64) error {
	before, err := r.retracted(ctx, guild, s, chapter)
	if err != nil {
		return err
	}
	// A chapter whose messages say so already may have been taken back by a program that did not note it.
	if _, err := r.retractions(ctx, guild, s, chapter); err != nil && (before || !errors.Is(err, ErrUnchanged)) {
		return err
	}
	err = r.cfg.Store.Retract(ctx, guild, s.Key(), chapter, r.entryOn(chapter, by, "retract chapter %d", chapter))
	if errors.Is(err, store.ErrOutOfOrder) {
		return fmt.Errorf("%w: %w", ErrUnderWay, err)
	}
	if err != nil {
		return err
	}
	jobs, err := r.retractions(ctx, guild, s, chapter) // again: nothing is posted any more
	if err != nil && !errors.Is(err, ErrUnchanged) {
		return err
	}
	return r.edit(ctx, guild, s, jobs)
}

// retracted reports whether a chapter is taken back.
func (r *Runner) retracted(ctx context.Context, guild uint64, s *story.Story, chapter int) (bool, error) {
	c, _, err := r.cfg.Store.Course(ctx, guild, s.Key())
	return slices.Contains(c.Retracted, chapter), err
}

// retractions makes the jobs of a retraction.
func (r *Runner) retractions(ctx context.Context, guild uint64, s *story.Story, chapter int) ([]store.Job, error) {
	return r.edits(ctx, guild, s, chapter, retractKind, func(p posting) ([]render.Edit, error) {
		return p.notices(phrase.For(s.Language), chapter), nil
	})
}

// notices returns the edits that take back what stands of a chapter.
func (p posting) notices(b phrase.Book, chapter int) []render.Edit {
	list := render.Retract(b, chapter, p.messages)
	for _, t := range p.talks {
		if !t.retracted {
			list = append(list, render.Edit{Message: t.message, Body: render.Message{Content: "-# " + b.RetractedPart()}})
		}
	}
	return append(list, p.retold(func(one later) bool { return !one.retracted })...)
}

// mend orders the edits of retractions that were broken off before they were written down, or that the telling was
// not there for.
func (l *telling) mend(ctx context.Context, serial store.Serial) error {
	c, _, err := l.r.cfg.Store.Course(ctx, l.Guild, l.Story.Key())
	if err != nil {
		return err
	}
	for _, chapter := range c.Retracted {
		p, err := l.r.posted(ctx, serial, chapter)
		if errors.Is(err, ErrUnderWay) {
			continue // it is being done
		}
		if err != nil {
			return err
		}
		job, err := p.job(serial.Telling, retractKind, chapter, p.notices(phrase.For(l.Story.Language), chapter))
		if err != nil {
			return err
		}
		if len(job.Steps) == 0 {
			continue
		}
		l.log.Warn("a retraction was broken off; going on with it", "chapter", chapter)
		if _, err := l.r.order(ctx, job); err != nil {
			return err
		}
	}
	return nil
}

// takenBack makes sure that it is known of a chapter whose text is about to go: a job may be older than that knowledge.
func (l *telling) takenBack(ctx context.Context, chapter int) error {
	known, err := l.r.retracted(ctx, l.Guild, l.Story, chapter)
	if err != nil || known {
		return err
	}
	_, err = l.r.cfg.Store.ChangeCourse(ctx, l.Guild, l.Story.Key(), func(c *store.Course) error {
		if !slices.Contains(c.Retracted, chapter) {
			c.Retracted = append(c.Retracted, chapter)
			slices.Sort(c.Retracted)
		}
		return nil
	}, store.Entry{})
	return err
}
