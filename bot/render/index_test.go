package render_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"
)

// shelf is so many chapters that are out, with addresses as long as Discord's.
func shelf(n int) []render.Entry {
	entries := make([]render.Entry, n)
	for i := range entries {
		entries[i] = render.Entry{Number: i + 1, Title: fmt.Sprintf("The *%d* bells", i+1),
			Link: render.Link(1234567890123456789, 1234567890123456789, 1234567890123456000+uint64(i))}
	}
	return entries
}

func TestIndex(t *testing.T) {
	b, at := phrase.For(""), time.Unix(1_800_000_000, 0)
	entries := []render.Entry{
		{Number: 1, Title: "One", Link: "https://discord.com/channels/1/2/3"},
		{Number: 2, Link: "https://discord.com/channels/1/2/4"},
		{Number: 3, Title: "Oh no", Link: "https://discord.com/channels/1/2/5", Retracted: true},
		{Number: 5, Title: "[x](y)", Link: "https://discord.com/channels/1/2/6", More: true},
	}
	want := "## Tale\nby M. Gray\n" +
		"[Chapter 1](https://discord.com/channels/1/2/3) · One\n[Chapter 2](https://discord.com/channels/1/2/4)\n" +
		"[Chapter 3](https://discord.com/channels/1/2/5) · taken back by its author\n" +
		"[Chapter 5](https://discord.com/channels/1/2/6) · \\[x\\](y) · more to come\n" +
		"Next chapter: <t:1800000000:F> (<t:1800000000:R>).\n" +
		"-# `/read` opens the story privately where you left off. `/next` says when it goes on."
	m := render.Index(b, tale, entries, at)
	sane(t, "the index", m)
	if m.Content != want {
		t.Errorf("the index is\n%s\nwant\n%s", m.Content, want)
	}
	slices.Reverse(entries)
	if again := render.Index(b, tale, entries, at); again.Content != want {
		t.Errorf("in another order it is\n%s", again.Content)
	}
	empty := render.Index(b, tale, nil, time.Time{})
	sane(t, "an empty index", empty)
	if !strings.Contains(empty.Content, "no date yet") {
		t.Errorf("before the first chapter: %q", empty.Content)
	}
}

// However many chapters are out and however they are called, the index fits, ends with the newest, and says how many
// it does not list and where the story begins.
func TestALongIndexFits(t *testing.T) {
	for _, s := range []*story.Story{tale, {ID: "x", Title: strings.Repeat("*", 500), Author: strings.Repeat("_", 500)}} {
		for _, n := range []int{1, 10, 12, 13, 14, 15, 20, 21, 500, 10_000} {
			m := render.Index(phrase.For(""), s, shelf(n), time.Unix(1_800_000_000, 0))
			what := fmt.Sprintf("an index of %d chapters", n)
			sane(t, what, m)
			listed := strings.Count(m.Content, " bells\n")
			if listed < min(n, 5) || !strings.Contains(m.Content, fmt.Sprintf("[Chapter %d](", n)) ||
				!strings.Contains(m.Content, "[Chapter 1](") {
				t.Errorf("%s lists %d: %q", what, listed, m.Content)
			}
			if says := strings.Contains(m.Content, fmt.Sprintf("And %d earlier", n-listed)); says != (listed < n) {
				t.Errorf("%s lists %d and says so: %v", what, listed, says)
			}
		}
	}
	short := shelf(40)
	for i := range short {
		short[i].Link, short[i].Title = "", "x bells"
	}
	m := render.Index(phrase.For(""), tale, short, time.Time{})
	if n := strings.Count(m.Content, " bells\n"); n != 20 {
		t.Errorf("%d chapters without addresses are listed, want 20", n)
	}
}
