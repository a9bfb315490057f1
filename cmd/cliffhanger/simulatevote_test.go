package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// asking returns a chapter of three scenes that asks by these lines of front matter.
func asking(front string) string {
	return "---\nnote: none\n" + front + "---\nOne.\n\n***\n\nTwo.\n\n***\n\nThree.\n"
}

func TestSimulateSaysWhenVotesClose(t *testing.T) {
	dir := serialOf(t, 4, "schedule: tue,fri 19:00\nchannel: story\ndesk: mine\ngap: 90s\nearly: {channel: patrons, lead: 1d}\nvote: 48h\n",
		map[string]string{
			"01.md": asking("question: {text: Now?, options: [a, b]}\n"),
			"02.md": asking("question: {text: Now?, options: [a, b]}\nvote: 47h\n"),
			"03.md": asking("question: Who?\nvote: {nominate: 12h, open: 90m}\n"),
			"04.md": asking("question: Who?\nvote: {style: answers, open: 3d}\n"),
		})
	got := runSimulate(t, dir, "--now", "2026-12-14")
	want := `
Votes, if nothing holds up their questions:
  chapter 1  #patrons  closes Wed 16 Dec 2026 19:04 CET, reminders 24 hours and 1 hour before
  chapter 1  #story    closes Thu 17 Dec 2026 19:04 CET, reminders 24 hours and 1 hour before
  chapter 2  #patrons  closes Sat 19 Dec 2026 18:04 CET, reminder 1 hour before
  chapter 2  #story    closes Sun 20 Dec 2026 18:04 CET, reminder 1 hour before
  chapter 3  #patrons  names until Tue 22 Dec 2026 07:04 CET, reminder 1 hour before, closes Tue 22 Dec 2026 08:35 CET
  chapter 3  #story    names until Wed 23 Dec 2026 07:04 CET, reminder 1 hour before, closes Wed 23 Dec 2026 08:35 CET
  chapter 4  #patrons  answers until Sun 27 Dec 2026 19:04 CET, reminders 24 hours and 1 hour before
  chapter 4  #story    answers until Mon 28 Dec 2026 19:04 CET, reminders 24 hours and 1 hour before

runway:`
	if !strings.Contains(got, want) {
		t.Errorf("no %s\nin:\n%s", want, got)
	}
}

// TestSimulateVotesOfPortions checks that a vote belongs to the drop that ends its chapter, and counts that one's gaps.
func TestSimulateVotesOfPortions(t *testing.T) {
	dir := serialOf(t, 0, "schedule: daily 19:00\nper_drop: 2 scenes\ngap: 1h\nvote: 1h\n",
		map[string]string{"01.md": strings.Replace(asking("question: {text: Now?, options: [a, b]}\n"), "Three.",
			"Three.\n\n***\n\nFour.", 1)})
	got := runSimulate(t, dir, "--now", "2026-12-14")
	want := "  chapter 1  (no channel)  closes Tue 15 Dec 2026 21:01 CET\n"
	if strings.Count(got, "closes") != 1 || !strings.Contains(got, want) {
		t.Errorf("no %q in:\n%s", want, got)
	}
	if got := runSimulate(t, dir, "--now", "2026-12-14", "--drops", "1"); strings.Contains(got, "closes") {
		t.Errorf("a vote of a drop that is not shown:\n%s", got)
	}
}

func TestSimulateVotesWhileScenesAreRead(t *testing.T) {
	dir := serialOf(t, 0, "schedule: daily 19:00\ngap: by reading 100 wpm\nvote: 1h\n",
		map[string]string{"01.md": strings.Replace(asking("question: {text: Now?, options: [a, b]}\n"), "One.",
			strings.Repeat("word ", 1000), 1)})
	got := runSimulate(t, dir, "--now", "2026-12-14") // ten minutes, and the least there is for a scene of one word
	if want := "closes Mon 14 Dec 2026 20:11 CET\n"; !strings.Contains(got, want) {
		t.Errorf("no %q in:\n%s", want, got)
	}
}

func TestSimulateVotesJSON(t *testing.T) {
	dir := serialOf(t, 0, "schedule: daily 19:00\ngap: 0\n", map[string]string{
		"01.md": asking("question: Who?\nvote: {open: 3h}\n")})
	var got simReport
	if err := json.Unmarshal([]byte(runSimulate(t, dir, "--now", "2026-12-14", "--json")), &got); err != nil {
		t.Fatal(err)
	}
	names := time.Date(2026, 12, 15, 18, 1, 0, 0, time.UTC)
	closes := names.Add(3*time.Hour + time.Minute)
	want := &simReportVote{Names: &names, Closes: closes, Stamp: "<t:1797368520:F>",
		Reminders: []time.Time{names.Add(-time.Hour), closes.Add(-time.Hour)}}
	if diff := cmp.Diff(want, got.Drops[0].Tellings[0].Vote); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
