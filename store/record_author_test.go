package store

import (
	"math"
	"testing"
	"time"

	"cliffhanger/story"
)

// checkAuthorsRows is the part of TestRoundTripOfExtremes about what authors leave.
func checkAuthorsRows(t *testing.T, of Telling, reader story.ReaderID, long string, first, last time.Time) {
	t.Helper()
	const most = math.MaxUint64
	job := JobRef{of, most}
	holds := []Hold{{Chapter: 1}, {maxChapter, maxChapter}, {Chapter: maxChapter}, {1, 1}}
	check(t, courseKey(most, most), Course{Guild: most, Story: most, Begun: first, Last: "9999-12-31T23:59",
		Ways:        []Way{{Vote: 1}, {Vote: maxChapter, Chosen: story.Option{Emoji: long, Text: long}}, {Vote: 2, Chosen: story.Option{Text: "a"}}},
		Adjustments: []string{"", long, ""}, Held: holds, Freed: holds[1:], Asked: maxChapter, AskAlert: most,
		Told: []string{long, ""}, Retracted: []int{1, maxChapter}, Version: most})
	check(t, courseKey(0, 0), Course{})
	check(t, timedKey(most, most, maxChapter), Timed{Chapter: maxChapter, Slot: "9999-12-31T23:59", Used: long, At: last})
	check(t, timedKey(0, 0, 0), Timed{})
	check(t, logKey(most, most, maxChapter), logEntry{Entry{last, reader, long, long, maxChapter, most}, maxChapter})
	check(t, logKey(0, 0, 0), logEntry{})
	check(t, jobKey(job), jobHead{Job{JobRef: job, Kind: long, Chapter: maxChapter, Created: first, Finished: last},
		maxChapter})
	check(t, editKey(job, maxChapter), edit{Edit{Message: most, Payload: []byte(long), Done: true}, maxChapter})
	check(t, editKey(JobRef{}, 0), edit{})
	drop := DropRef{of, maxChapter, maxChapter}
	check(t, openKey(drop), openDrop{drop})
}
