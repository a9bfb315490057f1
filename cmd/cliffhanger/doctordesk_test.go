package main

import (
	"strings"
	"testing"
)

// Whoever has to let names in is told beforehand that nobody will tell them of any.
func TestDoctorAboutNominationsWithoutADesk(t *testing.T) {
	for yaml, warned := range map[string]bool{"": true, "desk: author-desk\n": false, "vote: {admit: all}\n": false} {
		c := newClinic(t)
		c.may(everything)
		dir := aStory(t, "title: Tide\nschedule: daily 19:00\nchannel: story\n"+yaml)
		write(t, dir, "02.md", asking("question: Who is at the door?\n"))
		_, said := runDoctor(t, c.box.Token(), "--story", dir, "--data", t.TempDir(), "--discord-api", c.box.API())
		const want = "warn  story “Tide”: readers of chapter 2 put names forward that the author has to let in, and is told of " +
			"nowhere\n      -> name a channel as `desk:` in story.yaml"
		if strings.Contains(said, want) != warned {
			t.Errorf("%q: warned %t, want %t:\n%s", yaml, !warned, warned, said)
		}
	}
}
