package render_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

// lead returns the first message of a chapter.
func lead(t *testing.T, s *story.Story, c *story.Chapter, o render.Options) render.Message {
	t.Helper()
	posts, err := render.Chapter(phrase.For(""), s, c, o)
	if err != nil {
		t.Fatal(err)
	}
	if posts[0].Kind != render.Lead {
		t.Fatalf("the first post is of kind %d", posts[0].Kind)
	}
	return posts[0].Message
}

// allowed returns whom a message may ping, as Discord reads it.
func allowed(t *testing.T, m render.Message) string {
	t.Helper()
	b, err := m.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(b, &fields); err != nil {
		t.Fatal(err)
	}
	return string(fields["allowed_mentions"])
}

func TestTheLead(t *testing.T) {
	public := time.Unix(1_800_000_000, 0)
	const head = "## Chapter 4 · Ebb\n*Tale* by M. Gray\n" +
		"-# 3 scenes · 2,070 words · about 9 minutes. `/read` gives it to you privately, at your own pace."
	const warned = "\n-# Content warnings: ||storms||"
	const nobody, one = `{"parse":[]}`, `{"parse":[],"roles":["77"]}`
	for _, test := range []struct {
		name   string
		o      render.Options
		want   string
		pings  string
		silent bool
	}{
		{"plain", render.Options{}, head + warned, nobody, false},
		{"a role", render.Options{PingRole: 77}, head + warned + "\n<@&77>", one, false},
		{"a silent chapter", render.Options{PingRole: 77, Silent: true}, head + warned, nobody, true},
		{"early access", render.Options{Public: public},
			head + "\n-# Early access: public on <t:1800000000:D>." + warned, nobody, false},
		{"the first portion", render.Options{PingRole: 77, To: 2},
			head + "\n-# Now the first 2 of 3 scenes; the others follow." + warned + "\n<@&77>", one, false},
	} {
		m := lead(t, tale, chapter(), test.o)
		if m.Content != test.want {
			t.Errorf("%s: %q\nwant %q", test.name, m.Content, test.want)
		}
		if got := allowed(t, m); got != test.pings {
			t.Errorf("%s: it may ping %s, want %s", test.name, got, test.pings)
		}
		if silent := m.Flags&discordgo.MessageFlagsSuppressNotifications != 0; silent != test.silent {
			t.Errorf("%s: silent is %v", test.name, silent)
		}
	}
}

// Whatever an author calls a chapter, its lead is a lead: within the limit, on as many lines, and it pings nobody.
func TestALeadIsSafeFromItsTitle(t *testing.T) {
	for _, hostile := range []string{
		"@everyone", "<@&77>", "a\nb\n# c", "**bold", "||x", "`", strings.Repeat("*_~`|", 500), strings.Repeat("👩‍👩‍👧", 300),
		"[a](https://x.org)", "-# small", strings.Repeat("word ", 1000),
	} {
		s := &story.Story{ID: "x", Title: hostile, Author: hostile}
		c := &story.Chapter{Number: 1, Title: hostile, Scenes: []story.Scene{sentences(1)}}
		m := lead(t, s, c, render.Options{PingRole: 5, Public: time.Unix(1, 0)})
		if n := utf8.RuneCountInString(m.Content); n > render.Limit {
			t.Errorf("%.20q: %d characters", hostile, n)
		}
		lines := strings.Split(m.Content, "\n")
		if len(lines) != 5 || !strings.HasPrefix(lines[0], "## Chapter 1 · ") || lines[4] != "<@&5>" ||
			strings.Contains(m.Content, "@everyone") {
			t.Errorf("%.20q: %q", hostile, m.Content)
		}
	}
}

// Warnings that do not fit beside the title are messages of their own, with every word under a spoiler.
func TestLongWarnings(t *testing.T) {
	c := chapter()
	c.Warnings = nil
	for i := range 400 {
		c.Warnings = append(c.Warnings, fmt.Sprintf("thing|%d", i))
	}
	posts, err := render.Chapter(phrase.For(""), tale, c, render.Options{PingRole: 77})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(posts[0].Message.Content, "||") {
		t.Errorf("the lead has warnings: %q", posts[0].Message.Content)
	}
	n, seen := 0, ""
	for _, p := range posts[1:] {
		if p.Kind != render.Warnings {
			break
		}
		n++
		sane(t, "warnings", p.Message)
		text := strings.TrimPrefix(p.Message.Content, "Content warnings: ")
		if !strings.HasPrefix(text, "||") || !strings.HasSuffix(text, "||") {
			t.Errorf("message %d shows its words: %q", n, text)
		}
		seen += text
	}
	if got := strings.Count(seen, "thing"); n < 2 || got != 400 {
		t.Errorf("%d messages have %d of 400 warnings", n, got)
	}
}

// Portions together are what the whole chapter is, save for the line about portions.
func TestPortions(t *testing.T) {
	c := chapter()
	whole, err := render.Chapter(phrase.For(""), tale, c, render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var parts []render.Post
	for _, o := range []render.Options{{To: 1}, {From: 2, To: 2}, {From: 3, To: 3}} {
		posts, err := render.Chapter(phrase.For(""), tale, c, o)
		if err != nil {
			t.Fatal(err)
		}
		first := posts[0]
		if o.From == 0 {
			first = posts[1]
		}
		if first.Starts != max(o.From, 1) {
			t.Errorf("scenes %d to %d begin with %+v", o.From, o.To, first)
		}
		parts = append(parts, posts...)
	}
	if len(parts) != len(whole) {
		t.Fatalf("%d messages in portions, %d in one", len(parts), len(whole))
	}
	for i := 1; i < len(whole); i++ {
		if parts[i].Message.Content != whole[i].Message.Content || parts[i].Kind != whole[i].Kind ||
			parts[i].Starts != whole[i].Starts || parts[i].Ends != whole[i].Ends {
			t.Errorf("message %d is %+v, want %+v", i, parts[i], whole[i])
		}
	}
	rest, err := render.Chapter(phrase.For(""), tale, c, render.Options{From: 4, To: 3})
	if err != nil || len(rest) != 2 || rest[0].Kind != render.NotePage || rest[1].Kind != render.Ballot {
		t.Errorf("behind the last scene there are %+v, %v", rest, err)
	}
}

func TestThreadNames(t *testing.T) {
	for title, want := range map[string]string{
		"":                                  "Ch. 7",
		"Ebb":                               "Ch. 7 · Ebb",
		"*Ebb*\n\tand\u00a0flow":            "Ch. 7 · *Ebb* and flow",
		"a\x00\u0085b":                      "Ch. 7 · a b",
		strings.Repeat("x", 92):             "Ch. 7 · " + strings.Repeat("x", 92),
		strings.Repeat("x", 93):             "Ch. 7 · " + strings.Repeat("x", 91) + "…",
		strings.Repeat("tide ", 40):         "Ch. 7 · " + strings.TrimSpace(strings.Repeat("tide ", 18)) + "…",
		strings.Repeat("👩‍👩‍👧", 40):         "Ch. 7 · " + strings.Repeat("👩‍👩‍👧", 11) + "…",
		"e" + strings.Repeat("\u0301", 200): "Ch. 7 · …",
	} {
		got := render.ThreadName(phrase.For(""), &story.Chapter{Number: 7, Title: title})
		if got != want || len(utf16.Encode([]rune(got))) > 100 {
			t.Errorf("%.20q is named %q, want %q", title, got, want)
		}
	}
}

func TestDiscussion(t *testing.T) {
	const link = "https://discord.com/channels/1/2/3"
	open := &story.Question{Text: "Who *is* it?"}
	closed := &story.Question{Text: "What now?", Options: []story.Option{{Emoji: "🌊", Text: "Wait"}}}
	long := &story.Question{Text: strings.Repeat("*What* now? ", 400)}
	for _, test := range []struct {
		name string
		q    *story.Question
		link string
		has  []string
		lack string
	}{
		{"nothing asked", nil, "", []string{"chapter 7"}, "]("},
		{"a vote", closed, link, []string{"**What now?**", "not counted", "](" + link + ")"}, "button"},
		{"an open question", open, link, []string{`**Who \*is\* it?**`, "button", "](" + link + ")"}, "reaction"},
		{"no link", closed, "", []string{"**What now?**", "chapter 7"}, "]("},
		{"a long question", long, link, []string{"…**", "](" + link + ")"}, "reaction"},
	} {
		m := render.Discussion(phrase.For(""), &story.Chapter{Number: 7, Question: test.q}, test.link)
		sane(t, test.name, m)
		for _, want := range test.has {
			if !strings.Contains(m.Content, want) {
				t.Errorf("%s: %q lacks %q", test.name, m.Content, want)
			}
		}
		if strings.Contains(m.Content, test.lack) {
			t.Errorf("%s: %q has %q", test.name, m.Content, test.lack)
		}
	}
}
