package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// writeFolder writes files into a new story folder and returns its path.
func writeFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "the-ferry")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// flat returns a text with its words on one line.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// goodStory is a folder without a fault.
func goodStory() map[string]string {
	return map[string]string{
		"story.yaml": "title: The Ferry\nauthor: A. Writer\nzone: Europe/Berlin\nschedule: tue,fri 19:00\n",
		"01-rope.md": "---\nnote: |\n  Thank you for being here.\nquestion:\n  text: Cut the rope?\n" +
			"  options: [\"🔪 Cut it\", Leave it]\n  follow_up: What else?\n---\n# Chapter 1: Rope\n\nThe rope " +
			"*held*.\n\n***\n\nIt broke.\n",
		"02-water.md": "---\nnote: none\nquestion: Who fell?\n---\n# Chapter 2: Water\n\nMara\\\nfell.\n",
	}
}

func TestCheckPrintsTheTableAndTheEndings(t *testing.T) {
	var stdout, stderr bytes.Buffer
	code, err := (&checkCmd{Path: writeFolder(t, goodStory())}).check(&stdout, &stderr)
	if code != exitOK || err != nil {
		t.Fatalf("check = %d, %v; want %d, nil\n%s%s", code, err, exitOK, stdout.String(), stderr.String())
	}
	for _, want := range []string{
		"The Ferry by A. Writer\ntue,fri 19:00 (Europe/Berlin) in a channel that is not named yet\n\n",
		"chapter  scenes  words  minutes  messages  longest",
		"        1       2      5        1         5      340 Rope\n",
		"    all 2       3      7        1         8      340\n",
		"Messages are all that is posted: each chapter’s beginning, its scenes, the author’s note and the question.\n",
		"note:     Thank you for being here.\n",
		"question: Cut the rope?\n",
		"🔪 Cut it\n", "🇦 Leave it\n", "            to those who choose none: What else?\n",
		"Chapter 2: Water (02-water.md)\n  note:     none\n  question: Who fell?\n",
		"(no options: readers put names forward; “vote: {style: answers}” would have them answer in words)\n",
		inFull("  vote:     closes after 48 hours; PLAIN\n"),
		inFull("  vote:     readers put names forward for 24 hours; you let in those that may be voted on; the vote on them " +
			"closes after 48 hours; PLAIN\n"),
	} {
		if !strings.Contains(flat(stdout.String()), flat(want)) {
			t.Errorf("no %q in:\n%s", want, stdout.String())
		}
	}
	if stderr.Len() > 0 {
		t.Errorf("stderr: %q, want nothing", stderr.String())
	}
}

func TestCheckJSON(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code, err := (&checkCmd{Path: writeFolder(t, goodStory()), JSON: true}).check(&stdout, &stderr); code != exitOK || err != nil {
		t.Fatalf("check = %d, %v", code, err)
	}
	want := `{
  "title": "The Ferry",
  "author": "A. Writer",
  "appears": "tue,fri 19:00 (Europe/Berlin) in a channel that is not named yet",
  "told": "",
  "chapters": [
    {
      "number": 1,
      "title": "Rope", "date": "", "hold": false, "holds": [], "silent": false, "branch": null,
      "scenes": [
        {"label": "", "words": 3, "paragraphs": 1, "pages": [{"content": "The rope *held*.", "length": 16}]},
        {"label": "", "words": 2, "paragraphs": 1, "pages": [{"content": "It broke.", "length": 9}]}
      ],
      "sums": {"scenes": 2, "words": 5, "reading_minutes": 1, "messages": 5, "scene_messages": 2, "longest": 340}, "suggested_cuts": [],
      "note": {"text": "Thank you for being here."},
      "question": {
        "text": "Cut the rope?",
        "options": [{"emoji": "🔪", "text": "Cut it"}, {"emoji": "🇦", "text": "Leave it"}],
        "open": false,
        "follow_up": "What else?",
        "vote": {
          "words": "closes after 48 hours; PLAIN",
          "open_seconds": 172800, "nominate_seconds": 0, "style": "reactions", "admit": "", "choose": 1, "tie": "runoff",
          "counts": "live", "roles": [], "account_seconds": 0, "member_seconds": 0, "read": false
        },
        "suggestions": []
      },
      "problems": []
    },
    {
      "number": 2,
      "title": "Water", "date": "", "hold": false, "holds": [], "silent": false, "branch": null,
      "scenes": [
        {"label": "", "words": 2, "paragraphs": 1, "pages": [{"content": "Mara\nfell.", "length": 10}]}
      ],
      "sums": {"scenes": 1, "words": 2, "reading_minutes": 1, "messages": 3, "scene_messages": 1, "longest": 151}, "suggested_cuts": [],
      "note": null,
      "question": {"text": "Who fell?", "options": [], "open": true, "follow_up": "", "vote": {
        "words": "readers put names forward for 24 hours; you let in those that may be voted on; VOTE",
        "open_seconds": 172800, "nominate_seconds": 86400, "style": "reactions", "admit": "author", "choose": 1,
        "tie": "runoff", "counts": "live", "roles": [], "account_seconds": 0, "member_seconds": 0, "read": false
      }, "suggestions": []},
      "problems": []
    }
  ],
  "totals": {"scenes": 3, "words": 7, "reading_minutes": 1, "messages": 8, "scene_messages": 3, "longest": 340},
  "problems": []
}`
	want = strings.Replace(inFull(want), "VOTE", inFull("the vote on them closes after 48 hours; PLAIN"), 1)
	var got, wanted any
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, stdout.String())
	}
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}

func TestCheckSaysWhereWhenAndHow(t *testing.T) {
	files := goodStory()
	files["story.yaml"] += "channel: story\nearly: {channel: patrons, lead: 7d}\nping: Readers\nper_drop: 3 scenes\n" +
		"gap: by reading\ndiscuss: thread\nindex: yes\nlate: ask\nadults: yes\ndesk: desk\nauthors: [110000000000000001]\n"
	files["02-water.md"] = "---\ndate: 2026-12-24 18:00\nsilent: yes\nhold: [chapter, 1]\n---\nMara fell.\n"
	var stdout, stderr bytes.Buffer
	if code, err := (&checkCmd{Path: writeFolder(t, files)}).check(&stdout, &stderr); code != exitOK || err != nil {
		t.Fatalf("check = %d, %v\n%s", code, err, stdout.String())
	}
	for _, want := range []string{
		"The Ferry by A. Writer\ntue,fri 19:00 (Europe/Berlin) in #story, early in #patrons 7 days before\n" +
			"3 scenes at a time; scenes follow each other as they are read, at 230 words a minute; pings @Readers; " +
			"discussed in a thread for each chapter; with a pinned index; asks before it posts late; " +
			"only in age-restricted channels; tells the author in #desk; takes orders from 1 author alone\n\n",
		"Chapter 2 (02-water.md)\n  date:     2026-12-24 18:00\n  waits:    the whole chapter, scene 1, until you free it\n" +
			"  silent:   it pings nobody\n  note:",
	} {
		if !strings.Contains(flat(stdout.String()), flat(want)) {
			t.Errorf("no %q in:\n%s", want, stdout.String())
		}
	}
}

func TestCheckPlacesProblems(t *testing.T) {
	files := goodStory()
	files["story.yaml"] = "title: The Ferry\nzone: Europe/Berln\nschedule: someday\n"
	files["02-water.md"] = "# Chapter 1: Water\n\nMara fell. <!-- oh\n"
	dir := writeFolder(t, files)
	var stdout, stderr bytes.Buffer
	code, err := (&checkCmd{Path: dir}).check(&stdout, &stderr)
	if code != exitFailed || err != nil {
		t.Fatalf("check = %d, %v; want %d, nil", code, err, exitFailed)
	}
	for _, want := range []string{
		"story.yaml:2:7: error: “Europe/Berln” is not a time zone",
		"story.yaml:3:11: error: the schedule “someday” cannot be followed: \"someday\" is neither a day\n    nor a time\n" +
			"   3 | schedule: someday\n     |           ^\n     = accepted are days",
		"02-water.md:3:12: error: the comment that begins with <!-- is never closed\n" +
			"   3 | Mara fell. <!-- oh\n     |            ^\n     = close it with -->",
		"02-water.md: error: chapter 1 is here and in 01-rope.md\n     = ",
	} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("no %q in:\n%s", want, stdout.String())
		}
	}
	if want := "4 errors, 0 warnings\n"; stderr.String() != want {
		t.Errorf("stderr = %q, want %q", stderr.String(), want)
	}

	stdout.Reset()
	if code, err := (&checkCmd{Path: dir, JSON: true}).check(&stdout, &stderr); code != exitFailed || err != nil {
		t.Fatalf("check --json = %d, %v", code, err)
	}
	var got checkReport
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Problems) != 2 || len(got.Chapters) != 2 ||
		len(got.Chapters[0].Problems)+len(got.Chapters[1].Problems) != 2 {
		t.Errorf("problems are not with what they concern: %s", stdout.String())
	}
}

// TestScheduleIsPlaced checks that a schedule that cannot be followed is placed wherever it stands, for every command.
func TestScheduleIsPlaced(t *testing.T) {
	for _, test := range []struct{ name, yaml, want string }{
		{"story.yaml", "title: A\nzone: Nowhere\nSchedule : fri 25:00\nmood: x\n",
			"story.yaml:3:16: error: the schedule “fri 25:00”"},
		{"story.yml", "schedule: someday\ntitle: A\n", "story.yml:1:11: error: the schedule “someday”"},
		{"story.yaml", "{title: A, schedule: someday}\n", "story.yaml:1:22: error: the schedule “someday”"},
	} {
		dir := writeFolder(t, map[string]string{test.name: test.yaml, "1.md": "The tide came in.\n"})
		var checked, served, stderr bytes.Buffer
		if code, err := (&checkCmd{Path: dir}).check(&checked, &stderr); code != exitFailed || err != nil {
			t.Errorf("check = %d, %v; want %d", code, err, exitFailed)
		}
		if _, err := readStories(&served, []string{dir}); err == nil {
			t.Errorf("%q can be served", test.yaml)
		}
		for _, said := range []string{checked.String(), served.String()} {
			if strings.Count(said, test.want) != 1 {
				t.Errorf("%q said once is wanted in:\n%s", test.want, said)
			}
		}
	}
}

func TestCheckWhatCannotBeRead(t *testing.T) {
	var stdout, stderr bytes.Buffer
	code, err := (&checkCmd{Path: filepath.Join(t.TempDir(), "none")}).check(&stdout, &stderr)
	if code != exitUsage || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("check = %d, %v; want %d and a missing file", code, err, exitUsage)
	}
}

// brokenWriter cannot be written to.
type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestCheckSaysWhenItCannotWrite(t *testing.T) {
	dir := writeFolder(t, goodStory())
	for _, asJSON := range []bool{false, true} {
		if code, err := (&checkCmd{Path: dir, JSON: asJSON}).check(brokenWriter{}, brokenWriter{}); code != exitFailed || !errors.Is(err,
			os.ErrClosed) {
			t.Errorf("check(json %t) = %d, %v; want %d and %v", asJSON, code, err, exitFailed, os.ErrClosed)
		}
	}
}

func TestCheckReadsASingleFile(t *testing.T) {
	dir := writeFolder(t, map[string]string{"07-the-cellar.txt": "The door stood open.\n\nNobody had opened it.\n"})
	var stdout, stderr bytes.Buffer
	if code, err := (&checkCmd{Path: filepath.Join(dir, "07-the-cellar.txt"), JSON: true}).check(&stdout, &stderr); code != exitOK || err != nil {
		t.Fatalf("check = %d, %v\n%s", code, err, stdout.String())
	}
	var got checkReport
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	numbers := []int{}
	for _, c := range got.Chapters {
		numbers = append(numbers, c.Number)
	}
	if !slices.Equal(numbers, []int{7}) {
		t.Errorf("chapters %v, want [7]", numbers)
	}
}
