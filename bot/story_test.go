package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"cliffhanger/bot/render"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	"cliffhanger/story/sample"
)

// component returns the id of the first component of a message that can be used and whose id has this part.
func component(m *world.Message, part string) string {
	return findComponent(m.Components, part)
}

func findComponent(list []*world.Component, part string) string {
	for _, c := range list {
		if c.CustomID != nil && !c.Disabled && strings.Contains(*c.CustomID, part) {
			return *c.CustomID
		}
		if id := findComponent(c.Components, part); id != "" {
			return id
		}
	}
	return ""
}

// theSample returns the sample story with its first chapters.
func theSample(t *testing.T, chapters int) *story.Story {
	t.Helper()
	s, _, err := sample.Story()
	if err != nil {
		t.Fatal(err)
	}
	s.Chapters = s.Chapters[:chapters]
	for _, c := range s.Chapters {
		for i, o := range c.Question.Options {
			c.Question.Options[i].Emoji = render.Qualified(o.Emoji) // as people press them
		}
	}
	return &s
}

// words takes a text apart as a reader sees it: escapes and marks of Discord's Markdown gone, invisible characters too.
func words(text string) []string {
	var b strings.Builder
	escaped := false
	for _, r := range text {
		switch {
		case escaped:
			b.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case strings.ContainsRune("*_~|`", r), r == '\u2060', r == '\u200b':
		default:
			b.WriteRune(r)
		}
	}
	var out []string
	for line := range strings.Lines(b.String()) {
		line = strings.TrimPrefix(strings.TrimPrefix(line, "> "), "-# ")
		out = append(out, strings.Fields(line)...)
	}
	return out
}

// chapterIsOut waits until the last message of a chapter with a question has been posted and marked.
func (h *house) chapterIsOut(question string, options int) *world.Message {
	h.t.Helper()
	followed := h.said("following a vote")
	h.jump("chapter")
	m := h.await(h.person("Mara"), question)
	h.until("the vote is open", func() bool { return h.said("following a vote") > followed })
	h.until("the reactions stand under the question", func() bool {
		m = h.find(h.person("Mara"), question)
		return len(m.Reactions) == options
	})
	return m
}

// A chapter as it comes when pasted from a web page: every word of its prose is posted once, in order, within the
// limit; its note, its question and the follow-up are found.
func TestAPastedChapterIsPostedWordForWord(t *testing.T) {
	t.Parallel()
	raw := string(sample.Pasted())
	chapter, problems := manuscript.Read("the-understudy.txt", []byte(raw))
	if story.HasErrors(problems) || chapter.Question == nil || len(chapter.Note.Blocks) == 0 ||
		chapter.Question.FollowUp == "" {
		t.Fatalf("read with %v, note %v, question %+v", problems, chapter.Note, chapter.Question)
	}
	if n := len(strings.Fields(raw)); n < 3000 {
		t.Fatalf("the chapter has only %d words", n)
	}
	chapter.Number = 1
	h := open(t, &story.Story{ID: "pasted", Title: "Pasted", Release: story.Plan{Voting: story.Voting{Open: 3600e9}},
		Chapters: []story.Chapter{chapter}}, fast())
	h.chapterIsOut(strings.Split(chapter.Question.Text, "?")[0], 0)

	posts := h.posted()
	var got []string
	for i, p := range posts {
		if n := utf8.RuneCountInString(p); n > 2000 {
			t.Errorf("message %d has %d characters", i, n)
		}
		if i > 0 {
			got = append(got, words(p)...)
		}
	}
	lines := strings.Split(strings.TrimSpace(raw), "\n")
	var want []string
	for _, l := range lines[1:] { // the first line is the title, which stands in the lead
		want = append(want, strings.Fields(l)...)
	}
	// What the bot adds between is allowed, nothing else: heads and the line on how to answer.
	i := 0
	for _, w := range got {
		if i < len(want) && strings.Trim(w, "()") == strings.Trim(want[i], "()") {
			i++
		}
	}
	if i != len(want) {
		t.Fatalf("word %d of %d is missing or out of order: %q after %q", i, len(want), want[i], want[max(0, i-8):i])
	}
	if extra := len(got) - len(want); extra > 40 {
		t.Errorf("%d words were posted that the author did not write", extra)
	}
	h.validTraffic()
}

func TestTheSampleIsPostedSceneByScene(t *testing.T) {
	t.Parallel()
	s := theSample(t, 1)
	h := open(t, s, fast())
	q := s.Chapters[0].Question
	ballot := h.chapterIsOut(q.Text[:20], len(q.Options)+1)
	for i, o := range q.Options {
		if !strings.Contains(ballot.Content, o.Text) || *ballot.Reactions[i].Emoji.Name != o.Emoji {
			t.Errorf("option %d, %s %q, is not asked: %q", i, o.Emoji, o.Text, ballot.Content)
		}
	}
	marks := 0
	var previous world.ID
	for _, m := range h.messages(h.person("Ines")) {
		if id := component(m, "mark"); id != "" {
			marks++
			if !strings.HasSuffix(id, fmt.Sprintf(".%x", marks)) {
				t.Errorf("scene %d ends with the button %s", marks, id)
			}
		}
		if m.ID <= previous {
			t.Errorf("message %d stands after %d", m.ID, previous)
		}
		previous = m.ID
	}
	if marks != len(s.Chapters[0].Scenes) {
		t.Errorf("%d scenes can be marked as read, of %d", marks, len(s.Chapters[0].Scenes))
	}
	h.validTraffic()
}

func TestNothingIsDoubledOrMissingWhenAnswersAreLost(t *testing.T) {
	t.Parallel()
	s := theSample(t, 1)
	h := open(t, s, fast())
	for _, f := range []rest.Fault{
		{Method: "POST", Route: "/channels/{}/messages", Action: rest.CreateThenAnswer, Status: 502,
			Count: 3, Probability: 0.4},
		{Method: "POST", Route: "/channels/{}/messages", Action: rest.CreateThenCut, Count: 3, Probability: 0.4},
		{Method: "POST", Route: "/channels/{}/messages", Action: rest.Drop, Count: 2, Probability: 0.3},
		{Method: "POST", Route: "/channels/{}/messages", Action: rest.Answer, Status: 500, Count: 2, Probability: 0.3},
		{Method: "PUT", Route: "/channels/{}/messages/{}/reactions/{}/@me", Action: rest.CreateThenCut, Count: 2},
	} {
		h.box.Faults().Add(f)
	}
	q := s.Chapters[0].Question
	h.chapterIsOut(q.Text[:20], len(q.Options)+1)
	posts := h.posted()
	whole := open(t, theSample(t, 1), fast())
	whole.chapterIsOut(q.Text[:20], len(q.Options)+1)
	if want := whole.posted(); len(posts) != len(want) || !slices.Equal(posts[:len(posts)-1], want[:len(want)-1]) {
		t.Errorf("%d messages with lost answers, %d without; they differ", len(posts), len(want))
	}
}

func TestAStoryBeginsWhenItsChannelIsMade(t *testing.T) {
	t.Parallel()
	h := open(t, theSample(t, 1), fast())
	h.stop()
	h.story.Release.Channel = "library"
	h.start()
	guild, _ := h.place("story")
	h.until("the bot is there", func() bool {
		return len(h.box.Gateway.Stats().Sessions) > 0 && len(h.box.World.Commands(guild)) > 0
	})
	channel := h.box.World.AddChannel(guild, "library", "")
	h.until("the chapter is waited for in the new channel", func() bool {
		return h.said(fmt.Sprintf(`msg="next chapter" story=seawall guild=%d channel=%d`, guild, channel)) > 0
	})
	h.jump("chapter")
	h.until("the first message stands in the new channel", func() bool {
		page, err := h.box.World.History(h.person("Mara"), channel, 0, 10)
		return err == nil && len(page) > 0
	})
}
