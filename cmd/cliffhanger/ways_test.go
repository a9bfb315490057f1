package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// forkedSerial is a serial whose first chapter asks which of two ways is taken.
func forkedSerial(t *testing.T) string {
	t.Helper()
	return serialOf(t, 0,
		"schedule: daily 19:00\nchannel: story\ndesk: desk\nvote: 36h\nearly: {channel: patrons, lead: 2h}\n",
		map[string]string{
			"01.md":      "---\nnote: none\nquestion: {text: Now?, options: [\"🏮 The lamp\", The boat]}\n---\nOne.\n",
			"02-boat.md": "---\nbranch: The boat\ntitle: Adrift\n---\nOn the water.\n",
			"02-lamp.md": "---\nbranch: 🏮\ntitle: Alight\n---\nIn the light.\n",
			"03-boat.md": "---\nbranch: 1/The boat\n---\nStill.\n",
			"04.md":      "Four.\n",
		})
}

func TestSimulateAWay(t *testing.T) {
	dir := forkedSerial(t)
	for _, test := range []struct {
		name string
		args []string
		want []string
		not  string
	}{
		{"the first", nil, []string{"Adrift", "\n3 ",
			"the vote on chapter 1 decides what it is: here it chooses 🇦 “The boat”; --chosen \"1/The lamp\" shows another way",
			"in #patrons it waits for that vote, which closes Wed 16 Dec 2026 07:01 CET",
			"in #story it waits for that vote, which closes Wed 16 Dec 2026 07:01 CET", "runway: 4 chapters left"}, "Alight"},
		{"the other", []string{"--chosen", "1/🏮"}, []string{"Alight", "runway: 3 chapters left",
			"the vote on chapter 1 decides what it is: here it chooses 🏮 “The lamp”\n"}, "Adrift"},
		{"none", []string{"--chosen", "1/none"},
			[]string{"Chapter 2 waits for you: no chapter follows where the vote on chapter 1 chooses none of these."},
			"Adrift"},
		{"the vote is over", []string{"--released", "1", "--chosen", "1/the lamp"}, []string{"Alight"},
			"it waits for that vote"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := runSimulate(t, append([]string{dir, "--now", "2026-12-14"}, test.args...)...)
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
			if strings.Contains(got, test.not) {
				t.Errorf("%q is in\n%s", test.not, got)
			}
		})
	}
}

func TestSimulateAWayThatIsNone(t *testing.T) {
	dir := forkedSerial(t)
	for text, want := range map[string]string{
		"1/The ship": "write one of 1/The lamp, 1/The boat", "boat": "--chosen \"3/The boat\"",
		"2/x": "--chosen \"3/The boat\"",
		"1/":  "--chosen \"3/The boat\"",
	} {
		var out, said bytes.Buffer
		code := run(t.Context(), []string{"simulate", dir, "--chosen", text}, os.Getenv, &out, &said)
		if code != exitUsage || !strings.Contains(said.String(), want) {
			t.Errorf("--chosen %q ends with %d: %s; want %q", text, code, said.String(), want)
		}
	}
}

func TestCheckSaysWhatAWayDependsOn(t *testing.T) {
	var stdout, stderr bytes.Buffer
	code, err := (&checkCmd{Path: forkedSerial(t)}).check(&stdout, &stderr)
	if code != exitOK || err != nil {
		t.Fatalf("check = %d, %v\n%s", code, err, stdout.String())
	}
	for _, want := range []string{
		"Chapter 2: Adrift (02-boat.md)\n  branch:   told only if the vote on chapter 1 chooses 🇦 “The boat”\n",
		"Chapter 2: Alight (02-lamp.md)\n  branch:   told only if the vote on chapter 1 chooses 🏮 “The lamp”\n", "    all 5 ",
	} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("no %q in\n%s", want, stdout.String())
		}
	}
}
