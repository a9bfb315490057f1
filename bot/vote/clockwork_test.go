package vote_test

import (
	"testing"
	"time"

	"cliffhanger/bot/vote"
)

var opened = time.Date(2026, 3, 2, 19, 0, 0, 0, time.UTC)

func TestWhatWasMissedIsMadeUpFor(t *testing.T) {
	const open = 48 * time.Hour // so that the last hours are six
	for _, test := range []struct {
		name           string
		open, from, to time.Duration // since the vote opened
		want           time.Duration
	}{
		{"not at all", open, 10 * time.Hour, 10 * time.Hour, 0},
		{"before the last hours", open, time.Hour, 42 * time.Hour, 0},
		{"into them", open, 40 * time.Hour, 43 * time.Hour, time.Hour},
		{"within them", open, 43 * time.Hour, 44 * time.Hour, time.Hour},
		{"to the end and beyond", open, 46 * time.Hour, 100 * time.Hour, 2 * time.Hour},
		{"all the time", open, 0, 100 * time.Hour, 6 * time.Hour},
		{"for nine minutes", open, 43 * time.Hour, 43*time.Hour + 9*time.Minute, 0},
		{"for ten", open, 43 * time.Hour, 43*time.Hour + 10*time.Minute, 10 * time.Minute},
		{"all of a short vote", time.Hour, 0, 2 * time.Hour, 15 * time.Minute},
		{"a clock that went back", open, 47 * time.Hour, 46 * time.Hour, 0},
		{"after the end", open, 49 * time.Hour, 60 * time.Hour, 0},
	} {
		got := vote.Missed(opened, opened.Add(test.open), opened.Add(test.from), opened.Add(test.to))
		if got != test.want {
			t.Errorf("away %s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestRemindersAreDueOneAtATime(t *testing.T) {
	const day = 24 * time.Hour
	for _, test := range []struct {
		open, now time.Duration // since the vote opened
		due, next time.Duration // next: since the vote opened; 0: none
	}{
		{72 * time.Hour, 0, 0, 48 * time.Hour},
		{72 * time.Hour, 48*time.Hour - 1, 0, 48 * time.Hour},
		{72 * time.Hour, 48 * time.Hour, day, 71 * time.Hour},
		{72 * time.Hour, 71 * time.Hour, time.Hour, 0}, // after downtime the last of them alone
		{72 * time.Hour, 72 * time.Hour, 0, 0},
		{72 * time.Hour, 99 * time.Hour, 0, 0},
		{48 * time.Hour, 0, 0, 47 * time.Hour}, // a day before would be half of its time
		{48 * time.Hour, 30 * time.Hour, 0, 47 * time.Hour},
		{48*time.Hour + time.Minute, 30 * time.Hour, 0, 47*time.Hour + time.Minute}, // as it is rounded up
		{2 * time.Hour, 90 * time.Minute, 0, 0},
		{3 * time.Hour, 150 * time.Minute, time.Hour, 0},
	} {
		due, next := vote.ReminderAt(opened, opened.Add(test.open), opened.Add(test.now))
		want := opened.Add(test.next)
		if test.next == 0 {
			want = time.Time{}
		}
		if due != test.due || !next.Equal(want) {
			t.Errorf("open for %s, after %s: %s due, the next %s, want %s and %s", test.open, test.now, due, next, test.due, want)
		}
	}
}

func TestADeadlineThatMovesIsSeen(t *testing.T) {
	var d vote.Deadline
	at, early, moved := d.Get(opened)
	if !at.Equal(opened) || early {
		t.Errorf("at first it is %s, %t", at, early)
	}
	if !d.Set(opened.Add(time.Hour), false) {
		t.Error("somebody waits for it, and it says that nobody does")
	}
	select {
	case <-moved:
	default:
		t.Error("nobody is woken")
	}
	if d.End(moved) {
		t.Error("it ends although it has moved since")
	}
	at, _, moved = d.Get(opened)
	if !at.Equal(opened.Add(time.Hour)) || !d.End(moved) {
		t.Errorf("moved, it is %s", at)
	}
	if d.Set(opened, true) {
		t.Error("it has ended, and says that somebody waits for it")
	}
}
