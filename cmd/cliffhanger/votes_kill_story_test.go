package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// The story of a test in which the program is killed while people vote is told in seasons. A season's chapters come
// within minutes, each with a question of another kind; then its run-offs have a day and more.
const (
	seasonEvery  = 32 * time.Hour
	seasonVotes  = 50 * time.Minute // after which no vote but a run-off is open, unless it was extended
	chapterEvery = 3 * time.Minute
)

// A decision is how readers decide at the end of a chapter.
type decision struct {
	rules   string // as in the chapter's front matter
	options int    // 0: an open question
	choose  int
	secret  bool
}

func decisions() []decision {
	return []decision{
		{rules: "{open: 20m, tie: runoff}", options: 2, choose: 1},
		{rules: "{open: 20m, tie: draw, choose: 2}", options: 4, choose: 2},
		{rules: "{open: 20m, tie: draw, style: secret, choose: 2}", options: 3, choose: 2, secret: true},
		{rules: "{open: 15m, nominate: 8m, admit: all, tie: draw}", choose: 1},
		{rules: "{open: 20m, tie: author, choose: any}", options: 3, choose: 3},
		{rules: "{open: 20m, tie: runoff}", options: 2, choose: 1},
		{rules: "{open: 20m, tie: draw, style: secret}", options: 2, choose: 1, secret: true},
	}
}

// decisionOf returns how a chapter's question is decided.
func decisionOf(chapter int) decision { return decisions()[(chapter-1)%len(decisions())] }

// symbols are the emoji of a chapter's options, in their order.
func symbols() []string { return []string{"🌊", "🔥", "🌙", "🍀"} }

// votedStory writes a story of so many seasons that begins at an instant, and reads it.
func votedStory(t *testing.T, begin time.Time, seasons int) (string, *story.Story) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "story.yaml", "title: Kill\nid: kill\nschedule: \"cron: 0 0 1 1 *\"\ngap: 0s\nchannel: story\n")
	n := 0
	for season := range seasons {
		for i := range decisions() {
			n++
			at := begin.Add(time.Duration(season)*seasonEvery + time.Duration(i)*chapterEvery)
			write(t, dir, fmt.Sprintf("%04d.md", n), votedChapter(n, at))
		}
	}
	s, problems, err := manuscript.ReadPath(dir, manuscript.Options{})
	if err != nil || story.HasErrors(problems) || len(s.Chapters) != n {
		t.Fatalf("the story reads as %d chapters, %v, %v", len(s.Chapters), problems, err)
	}
	return dir, &s
}

func votedChapter(n int, at time.Time) string {
	k := decisionOf(n)
	text := fmt.Sprintf("---\nnumber: %d\ntitle: Day %d\ndate: %s\nvote: %s\n---\n\nMorning %d came.\n\n## Question\n\nWhat of day %d?\n\n",
		n, n, at.UTC().Format("2006-01-02 15:04"), k.rules, n, n)
	for i, e := range symbols()[:k.options] {
		text += fmt.Sprintf("- %s Way %d\n", e, i+1)
	}
	return text
}

// A seen is a vote as people see it in the channel.
type seen struct {
	message world.ID
	chapter int
	round   string // "names", "vote", "runoff"
	choose  int
	button  string   // the id of the button by which one takes part, if it is not by reactions
	emoji   []string // by which one votes, that of "none of these" last
}

// seenIn returns the vote that a message asks for, if it does.
func seenIn(m *world.Message) (seen, bool) {
	_, rest, asks := strings.Cut(m.Content, "What of day ")
	number, _, closed := strings.Cut(rest, "?")
	v := seen{message: m.ID, round: "vote"}
	if _, err := fmt.Sscanf(number, "%d", &v.chapter); err != nil || !asks || !closed || len(m.Components) == 0 {
		return v, false
	}
	v.choose = decisionOf(v.chapter).choose
	if strings.Contains(m.Content, "Run-off") {
		v.round, v.choose = "runoff", 1
	}
	voting := false
	for _, c := range m.Components[0].Components {
		switch id := *c.CustomID; {
		case strings.HasPrefix(id, "c1.nominate."):
			v.round, v.button, voting = "names", id, true
		case strings.HasPrefix(id, "c1.ballot."):
			v.button, voting = id, true
		case strings.HasPrefix(id, "c1.mine."):
			voting = true
		}
	}
	for _, r := range m.Reactions {
		if r.Me || r.Emoji.Name != nil {
			v.emoji = append(v.emoji, *r.Emoji.Name)
		}
	}
	if v.button == "" && (len(v.emoji) < 2 || v.emoji[len(v.emoji)-1] != story.NoneEmoji) {
		return v, false // its reactions are not there yet
	}
	return v, voting
}

// A told is a result as people read it.
type told struct {
	chapter int
	round   string
	message world.ID
	content string
}

// toldIn returns the result that a message tells, if it does.
func toldIn(m *world.Message) (told, bool) {
	r := told{message: m.ID, content: m.Content}
	for round, form := range map[string]string{"vote": "### The vote on chapter %d has closed",
		"runoff": "### The run-off of chapter %d has closed"} {
		if _, err := fmt.Sscanf(m.Content, form, &r.chapter); err == nil {
			r.round = round
			return r, true
		}
	}
	return r, false
}

// counts returns the figures of a result's bars, in the order of the options, "none of these" last if anybody chose it.
func (r *told) counts(t *testing.T) []int {
	t.Helper()
	var out []int
	for line := range strings.Lines(r.content) {
		_, figures, bar := strings.Cut(line, "░` ")
		if !bar {
			_, figures, bar = strings.Cut(line, "█` ")
		}
		if !bar {
			continue
		}
		n, share := 0, 0
		if _, err := fmt.Sscanf(figures, "%d · %d %%", &n, &share); err != nil {
			t.Fatalf("a bar of %q: %v", line, err)
		}
		out = append(out, n)
	}
	return out
}
