package store

import (
	"context"
	"fmt"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// A Reach is how far a telling goes on being told without anything of it being posted.
type Reach struct {
	Channel  uint64      // the telling's, Discord id
	Released story.Place // the newest scene that readers of the channel may read from then on
	Chapter  int         // the newest chapter that counts as complete
	Scene    int         // how many scenes of the chapter after that count as out
}

// LeaveOut lets tellings of story k in a guild pass over what is not posted in their channels, and changes the course
// and writes the entry as [Store.ChangeCourse] does, all in one update; what that says of change and of repetitions
// holds here too. A telling goes forward only: one that is as far, or further, is left as it is. Parkings, dates and
// drops stay. ErrNotFound means that there is no such telling, ErrInvalid that a reach is of no chapter.
func (s *Store) LeaveOut(ctx context.Context, guild uint64, k story.Key, to []Reach, change func(*Course) error,
	entry Entry) (Course, error) {
	course, err := kv.Do(ctx, s.db, kv.Partition(guild), func(tx *kv.Tx) (Course, error) {
		course, news, err := changeCourse(tx, guild, k, change, entry)
		if err != nil || !news {
			return course, err
		}
		for _, r := range to {
			if r.Chapter < 0 || r.Scene < 0 || r.Released.Chapter < 1 {
				return Course{}, fmt.Errorf("%w: channel %d is to pass over nothing", ErrInvalid, r.Channel)
			}
			key := serialKey(Telling{guild, k, r.Channel})
			serial, unknown, err := get[Serial](tx, key)
			if err != nil {
				return Course{}, err
			}
			if serial.Chapter > r.Chapter || serial.Chapter == r.Chapter && serial.Scene >= r.Scene {
				continue
			}
			serial.Chapter, serial.Scene = r.Chapter, r.Scene
			if serial.Released.Compare(r.Released) < 0 {
				serial.Released = r.Released
			}
			if err := put(tx, key, serial, unknown); err != nil {
				return Course{}, err
			}
		}
		return course, nil
	})
	return course, during("leaving chapters out", err)
}
