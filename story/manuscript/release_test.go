package manuscript_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

func TestWhereAndHowAStoryIsTold(t *testing.T) {
	s, problems := readFolder(t, map[string]string{"1.md": "A", "story.yaml": `title: A
zone: Europe/Berlin
channel: "#story"
early:
  - channel: <#1100000000000000001>
    lead: 7d
    role: "@Patron"
  - {channel: beta, lead: 36h}
ping: <@&1100000000000000002>
desk: author-desk
authors: [1100000000000000003, "<@!1100000000000000004>", 1100000000000000003]
late: Ask
per_drop: 3 Scenes
gap: by reading
discuss: Thread
index: yes
adults: true
`})
	if problems != nil {
		t.Errorf("problems %q, want none", problems)
	}
	want := story.Plan{
		Channel: "story", Ping: "1100000000000000002", Desk: "author-desk",
		Early: []story.Early{{Channel: "1100000000000000001", Lead: 7 * 24 * time.Hour, Role: "Patron"},
			{Channel: "beta", Lead: 36 * time.Hour}},
		Authors: []uint64{1100000000000000003, 1100000000000000004},
		Late:    "ask", Portion: "3 scenes", Gap: 90 * time.Second, ReadingGap: 230, Voting: votingFor(48 * time.Hour),
		Discuss: story.DiscussThread, Index: true, Adults: true,
	}
	s.Release.Zone = nil
	if diff := cmp.Diff(want, s.Release); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPlanValues(t *testing.T) {
	for _, test := range []struct {
		yaml string
		get  func(story.Plan) any
		want any
	}{
		{"gap: by reading 180 wpm", func(p story.Plan) any { return p.ReadingGap }, 180},
		{"gap: by reading 180 wpm", func(p story.Plan) any { return p.Gap }, 90 * time.Second},
		{"gap: 0", func(p story.Plan) any { return p.Gap }, time.Duration(0)},
		{"gap: 7d", func(p story.Plan) any { return p.Gap }, 7 * 24 * time.Hour},
		{"early: {channel: patrons, lead: 90m}", func(p story.Plan) any { return p.Early },
			[]story.Early{{Channel: "patrons", Lead: 90 * time.Minute}}},
		{"authors: 1100000000000000003", func(p story.Plan) any { return p.Authors }, []uint64{1100000000000000003}},
		{"discuss: '#talk'", func(p story.Plan) any { return p.Discuss }, "talk"},
		{"discuss: none", func(p story.Plan) any { return p.Discuss }, ""},
		{"index: no", func(p story.Plan) any { return p.Index }, false},
		{"ping: none", func(p story.Plan) any { return p.Ping }, ""},
		{"late: skip", func(p story.Plan) any { return p.Late }, "skip"},
		{"late:", func(p story.Plan) any { return p.Late }, "post"},
		{"per_drop: 1 scene", func(p story.Plan) any { return p.Portion }, "1 scene"},
		{"per_drop:", func(p story.Plan) any { return p.Portion }, "chapter"},
		{"schedule: \"cron: 0 19 * * 2,5\"", func(p story.Plan) any { return p.Schedule }, "cron: 0 19 * * 2,5"},
		{"schedule: Tuesday and Friday at 19:00", func(p story.Plan) any { return p.Schedule },
			"Tuesday and Friday at 19:00"},
		{"schedule: on 2026-12-01 19:00, 2026-12-24 18:00", func(p story.Plan) any { return p.Schedule },
			"on 2026-12-01 19:00, 2026-12-24 18:00"},
		{"schedule: |\n  mon-fri 8:00\n  sat 10:00\n", func(p story.Plan) any { return p.Schedule },
			"mon-fri 8:00 sat 10:00"},
		// What counts from the start is kept with its date, whatever the order of the lines.
		{"schedule: every 3 days 19:00\nstart: 2026-12-01 23:30\nzone: Asia/Tokyo", func(p story.Plan) any {
			return p.Schedule
		}, "every 3 days 19:00 from 2026-12-01"},
	} {
		s, problems := readFolder(t, map[string]string{"story.yaml": "title: A\n" + test.yaml, "1.md": "A"})
		if got := test.get(s.Release); !cmp.Equal(got, test.want) || problems != nil {
			t.Errorf("%q: got %#v, want %#v; %q", test.yaml, got, test.want, problems)
		}
	}
}

func TestPlanProblems(t *testing.T) {
	for _, test := range []struct{ yaml, want string }{
		{"schedule: fri 25:00",
			"2:15: error: the schedule “fri 25:00” cannot be followed: \"25:00\" is not a time of day - " +
				"accepted are days"},
		{"schedule: \"fri 25:00\"", "2:16: error: "},
		{"schedule: 'fri 25:00'", "2:16: error: "},
		{"schedule: |\n  fri 19:00\n  sat 25:00", "4:7: error: "},
		{"schedule: >\n  fri 19:00\n  sat 25:00", "2:11: error: "},
		{"schedule: fri 19:00\n  sat 25:00", "2:11: error: "},
		{"schedule: tue,fri", "2:18: error: the schedule “tue,fri” cannot be followed: no time after \"fri\" - "},
		{"schedule: every 3 days 19:00", "2:29: error: the schedule “every 3 days 19:00” cannot be followed: no first day"},
		{"schedule: \"cron: 0 25 * * 2\"",
			"2:20: error: the schedule “cron: 0 25 * * 2” cannot be followed: \"25\" does not"},
		{"gap: by walking", "2:6: error: “by walking” is not a gap - write a length of time, such as 2m, or “by reading 230"},
		{"gap: by reading 5 wpm", "2:6: error: “by reading 5 wpm” is not a gap - "},
		{"gap: 8d", "2:6: error: “8d” is too long for “gap” - write at most “gap: 7d”"},
		{"late: never", "2:7: error: “never” is not a way to treat a late drop - write post (late, but in order), ask"},
		{"per_drop: 3", "2:11: error: “3” is not a part of a chapter - write “chapter”, or a number of scenes from 1 to 99"},
		{"index: maybe", "2:8: error: “maybe” is neither yes nor no - write “index: yes”"},
		{"adults: 18", "2:9: error: “18” is neither yes nor no - "},
		{"ping: everyone", "2:7: error: “everyone” would ping people who did not ask for it - name a role that readers " +
			"choose"},
		{"ping: \"@here\"", "2:7: error: “here” would ping "},
		{"ping: @Readers", "2:7: error: not valid YAML: "},
		{"desk: #desk", "2:1: warning: “desk” is empty - in YAML a # begins a comment"},
		{"authors: [mara]", "2:11: error: “mara” is not a person's id - in Discord's settings switch on the developer mode"},
		{"authors: 42", "2:10: error: “42” is not a person's id - "},
		{"early: patrons", "2:8: error: “early” wants a channel and a lead time for each entry - write for example"},
		{"early:\n  - channel: patrons", "3:5: error: the early channel has no “lead” - write both, such as “{channel: "},
		{"early:\n  - lead: 2d", "3:5: error: the early channel has no “channel” - "},
		{"early:\n  - {channel: p, lead: soon}", "3:24: error: “soon” is not a length of time - "},
		{"early:\n  - {channel: p, lead: 0}", "3:24: error: “0” is too short for “lead” - "},
		{"early:\n  - {channel: p, lead: 1d, role: everyone}", "3:34: error: “everyone” would ping "},
		{"early:\n  - {channel: p, laed: 1d, lead: 2d}", "3:18: warning: “laed” is not a key of an early channel - did " +
			"you mean “lead”?"},
		{"early:\n  - {channel: p, lead: 1d, lead: 2d}", "3:"},
		{"channel: a\nearly: [{channel: A, lead: 1d}]", "3:19: error: “A” is named under “channel” and under “early” - a " +
			"channel"},
		{"early: [{channel: a, lead: 1d}, {channel: a, lead: 2d}]",
			"2:43: error: “a” is named under “early” and under “early”"},
		{"channel: a\ndesk: a", "3:7: warning: “a” is named under “channel” and under “desk” - readers there would see"},
		{"channel: a\ndiscuss: a", "3:10: error: “a” is named under “channel” and under “discuss” - write “discuss: thread”"},
		{"erly: []", "2:1: warning: “erly” is not a key of story.yaml and is ignored - did you mean “early”?"},
		{"perdrop: 3 scenes", "2:1: warning: “perdrop” is not a key of story.yaml and is ignored - did you mean “per_drop”?"},
		{"author: A\nauthers: 1", "3:1: warning: “authers” is not a key of story.yaml and is ignored - did you mean " +
			"“authors”?"},
	} {
		_, problems := readFolder(t, map[string]string{"story.yaml": "title: A\n" + test.yaml, "1.md": "A"})
		if len(problems) != 1 || !strings.HasPrefix(problems[0], "story.yaml:"+test.want) {
			t.Errorf("%q:\n got %q\nwant %s", test.yaml, problems, test.want)
		}
		if len(problems) == 1 && !strings.Contains(problems[0], " - ") && !strings.Contains(problems[0], "valid YAML") {
			t.Errorf("%q: no hint: %s", test.yaml, problems[0])
		}
	}
}

func TestAChaptersOwnRelease(t *testing.T) {
	const scenes = "One.\n\n***\n\nTwo.\n\n***\n\nThree.\n"
	for _, test := range []struct {
		front string
		want  story.Chapter
	}{
		{"date: 2026-12-24 18:00", story.Chapter{Date: "2026-12-24T18:00"}},
		{"date: 2026-12-24T8:05", story.Chapter{Date: "2026-12-24T08:05"}},
		{"date: none", story.Chapter{}},
		{"date: \"2026-12-24 18:00\"\ntags: [a]", story.Chapter{Date: "2026-12-24T18:00"}},
		{"tags: [a]\ndate: 2026-11-22", story.Chapter{}},
		{"date: 2026-11-22T09:30:00+01:00\nlayout: post", story.Chapter{}},
		{"hold: yes", story.Chapter{Hold: true}},
		{"hold: no", story.Chapter{}},
		{"hold: 3", story.Chapter{Holds: []int{3}}},
		{"hold: [3, 1, 3]", story.Chapter{Holds: []int{1, 3}}},
		{"hold: 2, 3", story.Chapter{Holds: []int{2, 3}}},
		{"hold: [chapter, 2]", story.Chapter{Hold: true, Holds: []int{2}}},
		{"silent: yes", story.Chapter{Silent: true}},
		{"warnings: a, b\nsilent: true\nhold: 2\ndate: 2026-12-24 18:00",
			story.Chapter{Date: "2026-12-24T18:00", Holds: []int{2}, Silent: true}},
	} {
		c, problems := manuscript.Read("a.md", []byte("---\n"+test.front+"\n---\n"+scenes))
		got := story.Chapter{Date: c.Date, Hold: c.Hold, Holds: c.Holds, Silent: c.Silent}
		if diff := cmp.Diff(test.want, got); diff != "" || story.HasErrors(problems) || len(c.Scenes) != 3 {
			t.Errorf("%q (-want +got):\n%s%v", test.front, diff, problems)
		}
		checkRoundTrip(t, c)
	}
}

func TestReleaseProblems(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"---\ndate: 2026-12-24\n---\nA", "a.md:2:7: error: “2026-12-24” is not a date with a time of day - write it as"},
		{"---\ndate: soon\n---\nA", "a.md:2:7: error: “soon” is not a date with a time of day - "},
		{"---\ndate: 2026-02-30 18:00\n---\nA", "a.md:2:7: error: "},
		{"---\ntags: a\ndate: 2026-12-24\n---\nA", "a.md:3:7: note: “2026-12-24” is taken for another program's date: the"},
		{"---\nhold: maybe\n---\nA", "a.md:2:7: error: “maybe” is not a scene's number - write “hold: yes” for the whole"},
		{"---\nhold: [1, 0]\n---\nA", "a.md:2:11: error: “0” is not a scene's number - "},
		{"---\nhold: [1, 4]\n---\nA", "a.md:2:11: error: there is no scene 4 to hold: the chapter has 1 - scenes are"},
		{"---\nsilent: perhaps\n---\nA", "a.md:2:9: error: “perhaps” is neither yes nor no - "},
		{"---\ntitle: A\nslient: yes\n---\nA", "a.md:3:1: warning: “slient” is not a key of a chapter - did you mean " +
			"“silent”?"},
		{"hold: yes\n\nThe tide.", "a.md:1:1: warning: “hold: yes” looks like front matter, but is posted as story - "},
		{"One.\n\n[hold]\n\nTwo.\n", "a.md:3:1: error: a hold stands inside a scene, and only a whole scene can wait - "},
		{"One. <!-- hold --> Two.\n", "a.md:1:6: error: a hold stands inside a scene"},
		{"One.\n\n***\n\n[hold]\n", "a.md:5:1: error: no scene follows this hold - "},
		{"One.\n\n[hold]\n\n## Author's note\n\nHello.\n", "a.md:3:1: error: no scene follows this hold - "},
		{"---\nnote: |\n  [hold]\n\n  Hello.\n---\nOne.\n", "a.md:3:3: error: no scene follows this hold - "},
		{"> One\n> <!-- hold -->\n> Two\n", "a.md:2:3: error: a hold stands inside a scene"},
	} {
		c, problems := manuscript.Read("a.md", []byte(test.text))
		if len(problems) != 1 || !strings.HasPrefix(problems[0].String(), test.want) || problems[0].Hint == "" {
			t.Errorf("%q:\n got %v\nwant %s", test.text, problems, test.want)
		}
		for _, s := range c.Scenes {
			if text := story.Plain(s.Blocks); strings.ContainsAny(text, "\x1d") || strings.Contains(text, "[hold]") {
				t.Errorf("%q: published: %q", test.text, text)
			}
		}
	}
}

// TestSpeechIsNotFrontMatter checks that short keys do not make a letter's or a dialogue's first line front matter.
func TestSpeechIsNotFrontMatter(t *testing.T) {
	c, problems := manuscript.Read("a.md", []byte("---\nDad: Hello there.\nTomas: Hello.\n---\nB"))
	if got := sketch(c); got != "Dad: Hello there.\nTomas: Hello.\n|\nB" || story.HasErrors(problems) {
		t.Errorf("got %q, %v", got, problems)
	}
}

func TestHoldsInTheText(t *testing.T) {
	for _, test := range []struct {
		name, file, text string
		want             string // the scenes' texts
		holds            []int
	}{
		{"below the break", "a.md", "One.\n\n***\n\n[hold]\n\nTwo.\n", "One.|Two.", []int{2}},
		{"above the break", "a.md", "One.\n\n[Hold]\n\n***\n\nTwo.\n", "One.|Two.", []int{2}},
		{"touching the text", "a.md", "One.\n\n***\n[hold]\nTwo.\n", "One.|Two.", []int{2}},
		{"a comment", "a.md", "One.\n\n***\n\n<!-- hold -->\n\nTwo.\n", "One.|Two.", []int{2}},
		{"another program's comment", "a.md", "One.\n\n***\n%%hold%%\nTwo.\n", "One.|Two.", []int{2}},
		{"touching a comment", "a.md", "One.\n\n***\n<!--HOLD-->\nTwo.\n", "One.|Two.", []int{2}},
		{"the first scene", "a.md", "[hold]\n\nOne.\n\n***\n\nTwo.\n", "One.|Two.", []int{1}},
		{"above the title", "a.md", "[hold]\n\n# Chapter 2: Tide\n\nOne.\n\n***\n\nTwo.\n", "One.|Two.", []int{1}},
		{"below the title", "a.md", "# Chapter 2: Tide\n\n[hold]\n\nOne.\n\n***\n\nTwo.\n", "One.|Two.", []int{1}},
		{"two of them", "a.md", "One.\n\n***\n\n[hold]\n\nTwo.\n\n***\n[hold]\nThree.\n", "One.|Two.|Three.", []int{2, 3}},
		{"with a label", "a.md", "One.\n\n*** Mara ***\n\n[hold]\n\nTwo.\n", "One.|Mara:Two.", []int{2}},
		{"with the front matter", "a.md", "---\nhold: 1\n---\nOne.\n\n***\n[hold]\nTwo.\n", "One.|Two.", []int{1, 2}},
		{"to be read", "a.md", "One.\n\n\\[hold]\n\nTwo.\n", "One./[hold]/Two.", nil},
		{"in code", "a.md", "One.\n\n```\n[hold]\n```\n", "One./[hold]", nil},
		{"in a sentence", "a.md", "He said [hold] and held.\n", "He said [hold] and held.", nil},
		{"plain text", "a.txt", "One.\n\n***\n\n[hold]\n\nTwo.\n", "One.|Two.", []int{2}},
		{"plain text, touching", "a.txt", "One.\n***\n[hold]\nTwo.\n", "One.|Two.", []int{2}},
		{"plain text, a comment", "a.txt", "One.\n\n***\n\n<!-- hold -->\n\nTwo.\n", "One.|Two.", []int{2}},
		{"plain text, title", "a.txt", "Chapter 2\n\n[hold]\n\nOne.\n\n***\n\nTwo.\n", "One.|Two.", []int{1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems := manuscript.Read(test.file, []byte(test.text))
			var scenes []string
			for _, s := range c.Scenes {
				text := strings.ReplaceAll(story.Plain(s.Blocks), "\n", "/")
				if s.Label != "" {
					text = s.Label + ":" + text
				}
				scenes = append(scenes, text)
			}
			if got := strings.Join(scenes, "|"); got != test.want || !slices.Equal(c.Holds, test.holds) || len(problems) > 0 {
				t.Errorf("got %q held %v, want %q held %v; %v", got, c.Holds, test.want, test.holds, problems)
			}
			checkRoundTrip(t, c)
		})
	}
}

func TestDatesInOrder(t *testing.T) {
	_, problems := readFolder(t, map[string]string{
		"story.yaml": "title: A\n", "1.md": "---\ndate: 2026-12-24 18:00\n---\nA", "2.md": "A",
		"3.md": "---\ntitle: Three\ndate: 2026-12-24T18:00\n---\nA", "4.md": "---\ndate: 2026-12-25 18:00\n---\nA",
	})
	want := []string{"3.md:3:7: warning: chapter 3 has a date that is not after chapter 1's, 2026-12-24 18:00, " +
		"so it comes later than it says - give it a later date, or take the date out"}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
