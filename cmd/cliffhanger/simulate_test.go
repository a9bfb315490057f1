package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"cliffhanger/story/manuscript"

	"github.com/google/go-cmp/cmp"
)

// serialOf returns a story folder with so many chapters of four scenes. More files go on top.
func serialOf(t *testing.T, chapters int, yaml string, more map[string]string) string {
	t.Helper()
	files := map[string]string{"story.yaml": "title: The Ferry\nzone: Europe/Berlin\n" + yaml}
	for n := 1; n <= chapters; n++ {
		files[fmt.Sprintf("%02d.md", n)] = fmt.Sprintf("---\ntitle: Part %d\nnote: none\nquestion: "+
			"none\n---\nOne.\n\n***\n\n"+
			"Two.\n\n***\n\nThree.\n\n***\n\nFour.\n", n)
	}
	for name, text := range more {
		files[name] = text
	}
	return writeFolder(t, files)
}

// runSimulate runs the subcommand and returns what it prints.
func runSimulate(t *testing.T, args ...string) string {
	t.Helper()
	var out, said bytes.Buffer
	code := run(t.Context(), append([]string{"simulate"}, args...), os.Getenv, &out, &said)
	if code != exitOK || said.Len() > 0 {
		t.Fatalf("simulate %q ends with %d: %s", args, code, said.String())
	}
	return out.String()
}

func TestSimulatePrintsAlignedColumns(t *testing.T) {
	dir := serialOf(t, 4, "schedule: tue,fri 19:00\nchannel: story\ndesk: desk\nearly:\n  - {channel: beta, lead: 36h}\n"+
		"  - {channel: patrons, lead: 7d, role: Patron}\n", nil)
	got := runSimulate(t, dir, "--now", "2026-11-22 18:00", "--drops", "2")
	want := `The Ferry
tue,fri 19:00 (Europe/Berlin) in #story, early in #patrons 7 days before and in #beta 36 hours before
now it is Sun 22 Nov 2026 18:00 CET

chapter  messages  where     in Europe/Berlin           in UTC                 for Discord       title
1               5  #patrons  Sun 22 Nov 2026 18:00 CET  Sun 22 Nov 2026 17:00  <t:1795366800:F>  Part 1
1               5  #beta     Mon 23 Nov 2026 07:00 CET  Mon 23 Nov 2026 06:00  <t:1795413600:F>  Part 1
1               5  #story    Tue 24 Nov 2026 19:00 CET  Tue 24 Nov 2026 18:00  <t:1795543200:F>  Part 1
2               5  #patrons  Sun 22 Nov 2026 18:00 CET  Sun 22 Nov 2026 17:00  <t:1795366800:F>  Part 2
2               5  #beta     Thu 26 Nov 2026 07:00 CET  Thu 26 Nov 2026 06:00  <t:1795672800:F>  Part 2
2               5  #story    Fri 27 Nov 2026 19:00 CET  Fri 27 Nov 2026 18:00  <t:1795802400:F>  Part 2
and 2 drops more: --drops 4 shows all

runway: 4 chapters left, the last on Fri 4 Dec 2026; nothing for Tue 8 Dec 2026
        in #patrons, 7 days earlier, there is nothing for Tue 1 Dec 2026 19:00 CET

You are warned in #desk:
  2 chapters left  Sun 22 Nov 2026 18:00 CET  when chapter 2 is out in #patrons
  1 chapter left   Tue 24 Nov 2026 19:00 CET  when chapter 3 is out in #patrons
  no chapter left  Fri 27 Nov 2026 19:00 CET  when chapter 4 is out in #patrons
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSimulateSays looks for single lines of what is printed.
func TestSimulateSays(t *testing.T) {
	for _, test := range []struct {
		name     string
		chapters int
		yaml     string
		more     map[string]string
		args     []string
		want     []string
	}{
		{"a night clocks go forward", 1, "schedule: sun 02:30\n", nil, []string{"--now", "2027-03-27"}, []string{
			"1               5  (no channel)  Sun 28 Mar 2027 03:30 CEST  Sun 28 Mar 2027 01:30  <t:1806197400:F>  Part 1\n",
			"         ! clocks go forward that night: 02:30 does not exist, posted at 03:30\n"}},
		{"clocks have changed since", 2, "schedule: sat 19:00\nchannel: story\n", nil, []string{"--now", "2026-10-20"},
			[]string{
				"Sat 31 Oct 2026 19:00 CET   Sat 31 Oct 2026 18:00", "! clocks have gone back by 1h on Sun 25 Oct 2026"}},
		{"an early channel across it", 1, "schedule: on 2027-03-30 19:00\nchannel: story\nearly: {channel: patrons, lead: " +
			"7d}\n", nil,
			[]string{"--now", "2027-03-22"}, []string{
				"#story    Tue 30 Mar 2027 19:00 CEST", "#patrons  Tue 23 Mar 2027 18:00 CET ",
				"! clocks change between: 7 days before, in #patrons, is at 18:00\n"}},
		{"a pinned date, then the rule goes on", 3, "schedule: fri 19:00\n",
			map[string]string{"02.md": "---\ntitle: Eve\ndate: 2026-12-24 18:00\n---\nOne.\n"}, []string{"--now", "2026-12-17"},
			[]string{"Fri 18 Dec 2026 19:00 CET", "Thu 24 Dec 2026 18:00 CET", "! chapter 2 has this date of its own\n",
				"Fri 25 Dec 2026 19:00 CET"}},
		{"portions", 1, "schedule: daily 19:00\nper_drop: 3 scenes\n", nil, []string{"--now", "2026-12-17"}, []string{
			"1, scenes 1-3         4  ", "1, scene 4            1  ", "1 chapter left, on Fri 18 Dec 2026; nothing for Sat 19"}},
		{"holds", 2, "schedule: daily 19:00\n", map[string]string{
			"01.md": "---\nhold: [1, 2]\n---\nOne.\n\n***\n\nTwo.\n", "02.md": "---\nhold: yes\n---\nOne.\n"}, nil, []string{
			"! it waits until you free scene 1\n", "! it stops before scene 2 until you free that\n",
			"! it waits until you free the chapter, and everything after it waits behind it\n"}},
		{"a start that lies ahead", 1, "schedule: daily 19:00\nstart: 2027-01-01\n", nil, []string{"--now", "2026-12-17"},
			[]string{"Fri 1 Jan 2027 19:00 CET",
				"You are warned in the log, as story.yaml names no `desk:`:\n"}},
		{"early never comes before the start", 1,
			"schedule: fri 19:00\nstart: 2027-01-01 12:00\nearly: {channel: patrons, lead: 7d}\n", nil,
			[]string{"--now", "2026-12-17"}, []string{"#patrons      Fri 1 Jan 2027 12:00 CET"}},
		{"a start that has passed", 1, "schedule: daily 19:00\nstart: 2026-12-01\n", nil, []string{"--now", "2026-12-17"},
			[]string{"Tue 1 Dec 2026 19:00 CET", "! this date has passed\n"}},
		{"the same, and something is out", 2, "schedule: daily 19:00\nstart: 2026-12-01\n", nil,
			[]string{"--now", "2026-12-17", "--released", "1"}, []string{"  1 chapter left   now\n",
				"2               5  (no channel)  Thu 17 Dec 2026 " +
					"19:00 CET"}},
		{"nothing is left", 2, "schedule: daily 19:00\n", nil, []string{"--now", "2026-12-17", "--released", "2"},
			[]string{"Every chapter is out: nothing is left to drop.\n", "no chapter left; nothing for Thu 17 Dec 2026\n"}},
		{"no date is left", 2, "schedule: on 2026-12-01 19:00\n", nil, []string{"--now", "2026-12-17"},
			[]string{"No date is left: the schedule has come to its end.\n", "2 chapters left, without a date\n"}},
		{"an id for a channel", 1, "schedule: daily 19:00\nchannel: 110000000000000001\n", nil, nil,
			[]string{"in 110000000000000001\n"}},
		{"now with an offset", 1, "schedule: daily 19:00\n", nil, []string{"--now", "2026-12-17T23:30:00Z"},
			[]string{"now it is Fri 18 Dec 2026 00:30 CET\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := runSimulate(t, append([]string{serialOf(t, test.chapters, test.yaml, test.more)}, test.args...)...)
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in:\n%s", want, got)
				}
			}
		})
	}
}

func TestSimulateJSON(t *testing.T) {
	dir := serialOf(t, 2, "schedule: sun 02:30\nchannel: story\nper_drop: 2 scenes\n"+
		"early: {channel: patrons, lead: 1d, role: Patron}\n", nil)
	text := runSimulate(t, dir, "--now", "2027-03-27", "--drops", "1", "--json")
	want := `{
  "title": "The Ferry", "zone": "Europe/Berlin", "schedule": "sun 02:30", "now": "2027-03-27T00:00:00+01:00",
  "drops": [{
    "chapter": 1, "title": "Part 1", "scenes": [1, 2], "messages": 3, "slot": "2027-03-28T02:30",
    "tellings": [
      {"channel": "patrons", "role": "Patron", "lead_seconds": 86400, "local": "2027-03-27T02:30:00+01:00",
        "utc": "2027-03-27T01:30:00Z", "stamp": "<t:1806111000:F>", "vote": null},
      {"channel": "story", "role": "", "lead_seconds": 0, "local": "2027-03-28T03:30:00+02:00",
        "utc": "2027-03-28T01:30:00Z", "stamp": "<t:1806197400:F>", "vote": null}
    ],
    "notes": ["clocks go forward that night: 02:30 does not exist, posted at 03:30",
      "clocks change between: 1 day before, in #patrons, is at 02:30"]
  }],
  "runway": {"chapters": 2, "undated": 0, "last": "2027-04-18T02:30:00+02:00", "empty": "2027-04-25T02:30:00+02:00",
    "text": "2 chapters left, the last on Sun 18 Apr 2027; nothing for Sun 25 Apr 2027"},
  "waits": "", "warnings": [{"chapters_left": 1, "after_chapter": 1, "at": "2027-04-03T02:30:00+02:00"},
    {"chapters_left": 0, "after_chapter": 2, "at": "2027-04-17T02:30:00+02:00"}]
}`
	var got, wanted any
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, text)
	}
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}

func TestSimulateCalledWrongly(t *testing.T) {
	good := serialOf(t, 1, "schedule: daily 19:00\n", nil)
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{serialOf(t, 1, "", nil)}, "put a line such as `schedule: tue,fri 19:00` into its story.yaml"},
		{[]string{serialOf(t, 1, "schedule: someday\n", nil)}, "story.yaml:3:11: error: the schedule “someday”"},
		{[]string{good, "--now", "soon"}, `--now "soon" is not a time: write 2026-12-01 18:00`},
		{[]string{good, "--drops", "0"}, "give 1 to 1000"},
		{[]string{"nowhere"}, "nowhere"},
	} {
		var out, said bytes.Buffer
		code := run(t.Context(), append([]string{"simulate"}, test.args...), os.Getenv, &out, &said)
		if code != exitUsage || !strings.Contains(said.String(), test.want) || out.Len() > 0 {
			t.Errorf("simulate %q ends with %d and says %q, without %q", test.args, code, said.String(), test.want)
		}
	}
}

func TestSimulateSaysWhenItCannotWrite(t *testing.T) {
	dir := serialOf(t, 1, "schedule: daily 19:00\n", nil)
	for _, asJSON := range []bool{false, true} {
		err := simulateCmd{Path: dir, Drops: 1, JSON: asJSON}.Run(&outside{ctx: t.Context(), stdout: brokenWriter{},
			stderr: brokenWriter{}})
		if !errors.Is(err, os.ErrClosed) {
			t.Errorf("simulate (json %t) returns %v, want %v", asJSON, err, os.ErrClosed)
		}
	}
}

func TestWhereAndWhen(t *testing.T) {
	for _, test := range []struct{ yaml, want string }{
		{"", ""},
		{"channel: story\n", "no schedule yet in #story"},
		{"schedule: fri 19:00\nchannel: story\n", "fri 19:00 (Europe/Berlin) in #story"},
		{"schedule: fri 19:00\nchannel: story\nearly: [{channel: a, lead: 1d}, {channel: b, lead: 1h30m}, {channel: c, " +
			"lead: 2d}]\n",
			"fri 19:00 (Europe/Berlin) in #story, early in #c 2 days before and in #a 1 day before and in #b 1 hour " +
				"30 minutes before"},
	} {
		s, _, err := manuscript.ReadPath(serialOf(t, 1, test.yaml, nil), manuscript.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := whereAndWhen(&s); got != test.want {
			t.Errorf("%q: %q, want %q", test.yaml, got, test.want)
		}
	}
}
