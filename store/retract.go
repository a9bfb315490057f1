package store

import (
	"context"
	"fmt"
	"slices"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// Retract notes that the author of story k took a chapter back in a guild, in all its tellings, and writes the entry
// about it into the audit log (one without words is not written), in one update. From then on the chapter is in the
// course's Retracted and [Store.PlanDrop] plans none of it. [Store.Restore] ends that. ErrOutOfOrder means that some of
// the chapter is being posted; nothing is changed then. A second call changes nothing.
func (s *Store) Retract(ctx context.Context, guild uint64, k story.Key, chapter int, entry Entry) error {
	const what = "taking a chapter back"
	if err := (DropRef{Chapter: chapter}).check(); err != nil {
		return during(what, err)
	}
	return during(what, s.db.Update(ctx, kv.Partition(guild), func(tx *kv.Tx) error {
		under, err := listIf(tx, storyKey(kindOpen, guild, k), func(o openDrop) bool { return o.Chapter == chapter })
		if err != nil {
			return err
		}
		if len(under) > 0 {
			return fmt.Errorf("%w: chapter %d is being posted in channel %d", ErrOutOfOrder, chapter, under[0].Channel)
		}
		return changeRetracted(tx, guild, k, entry, func(list []int) []int {
			if !slices.Contains(list, chapter) {
				list = append(list, chapter)
			}
			slices.Sort(list)
			return list
		})
	}))
}

// Restore notes that a chapter is not taken back any more, and writes the entry about it, as [Store.Retract] does. A
// second call changes nothing.
func (s *Store) Restore(ctx context.Context, guild uint64, k story.Key, chapter int, entry Entry) error {
	return during("bringing a chapter back", s.db.Update(ctx, kv.Partition(guild), func(tx *kv.Tx) error {
		return changeRetracted(tx, guild, k, entry, func(list []int) []int {
			return slices.DeleteFunc(list, func(n int) bool { return n == chapter })
		})
	}))
}

// changeRetracted changes which chapters of a story are taken back, unless the entry about it says that this was done.
func changeRetracted(tx *kv.Tx, guild uint64, k story.Key, entry Entry, change func([]int) []int) error {
	course, unknown, err := getCourse(tx, guild, k)
	if err != nil {
		return err
	}
	news, err := appendEntry(tx, guild, k, entry)
	if err != nil || !news {
		return err
	}
	was := len(course.Retracted)
	if course.Retracted = change(course.Retracted); len(course.Retracted) == was {
		return nil
	}
	_, err = putCourse(tx, course, unknown)
	return err
}

// standing is ErrRetracted if the author took the chapter back.
func standing(tx *kv.Tx, r DropRef) error {
	course, _, err := getCourse(tx, r.Guild, r.Story)
	if err == nil && slices.Contains(course.Retracted, r.Chapter) {
		err = fmt.Errorf("chapter %d: %w", r.Chapter, ErrRetracted)
	}
	return err
}
