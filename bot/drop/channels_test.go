package drop_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/story"
)

func TestADiscussionIsOpenedWhenTheLastSceneIsOut(t *testing.T) {
	s := tale(2, scenes)
	question(&s.Chapters[0])
	s.Release.Discuss = story.DiscussThread
	tell(t, func(h *house) {
		h.till("2000-01-02 20:00")
		all := h.w.in(town)
		if len(all) != 5+4 {
			t.Fatalf("posted %q", h.texts(town))
		}
		for i, m := range all {
			if want := i == 4 || i == 5; (m.thread != "") != want { // the first question, and the second lead
				t.Errorf("message %d, %q, has thread %q", i, m.text, m.thread)
			}
		}
		first := h.w.in(all[4].id)
		link := fmt.Sprintf("/%d/%d/%d", guild, town, all[4].id)
		if len(first) != 1 || !strings.Contains(first[0].text, link) || !strings.Contains(first[0].text, "What now?") {
			t.Errorf("the discussion begins with %+v, want a link that ends in %s", first, link)
		}
		if got := h.w.in(all[5].id); len(got) != 1 {
			t.Errorf("the second discussion begins with %+v", got)
		}
	}, public(s))
}

func TestADiscussionThatCannotBe(t *testing.T) {
	s := tale(1, nil)
	s.Release.Discuss = story.DiscussThread
	for name, errs := range map[string]map[string][]error{
		"there already":   {"thread": {&discord.Error{Status: 400, Code: 160004}}},
		"message deleted": {"thread": {&discord.Error{Status: 404, Code: 10008}}},
		"thread deleted":  {"post": {nil, nil, missing}},
	} {
		tell(t, func(h *house) {
			h.w.set(func(w *world) { w.errs = errs })
			h.till("2000-01-01 19:01")
			if v := h.serial(town); v.Chapter != 1 || !v.Parked.Since.IsZero() {
				t.Errorf("%s: stands at %+v", name, v)
			}
		}, public(s))
	}
	tell(t, func(h *house) {
		h.w.set(func(w *world) { w.errs["thread"] = []error{denied} })
		h.till("2000-01-01 19:01")
		if v := h.serial(town); v.Chapter != 0 || v.Parked.Since.IsZero() || v.Released.Chapter != 1 {
			t.Errorf("without the permission: stands at %+v", v)
		}
		h.ok(h.r.Retry(h.t.Context(), guild, s.Key(), town, 7))
		if v := h.serial(town); v.Chapter != 1 {
			t.Errorf("after the retry: stands at %+v", v)
		}
	}, public(s))
}

func TestADiscussionInAForum(t *testing.T) {
	s := tale(1, question)
	one := public(s)
	one.Discuss = talks
	tell(t, func(h *house) {
		h.w.set(func(w *world) { w.after["start"] = many(1, errUnknown) })
		h.till("2000-01-01 19:05")
		if len(h.w.posts) != 1 || h.w.calls["start"] != 1 {
			t.Errorf("posts %v after %d requests", h.w.posts, h.w.calls["start"])
		}
		if v := h.serial(town); v.Chapter != 1 {
			t.Errorf("stands at %+v", v)
		}
	}, one)
}

func TestAForumHasAPostForEachChapter(t *testing.T) {
	s := tale(3, func(c *story.Chapter) { scenes(c); question(c) })
	s.Release.Portion = "2 scenes"
	s.Release.Gap = 2 * time.Minute
	one := drop.Telling{Guild: guild, Channel: forum, Kind: drop.Forum, Story: s, Names: drop.Names{Ping: 77}}
	tell(t, func(h *house) {
		h.w.set(func(w *world) { w.after["start"] = many(1, errUnknown) })
		h.till("2000-01-01 19:01")
		if len(h.w.posts) != 1 || h.w.calls["start"] != 1 {
			t.Fatalf("posts %v after %d requests", h.w.posts, h.w.calls["start"])
		}
		post := uint64(0)
		for id, name := range h.w.posts {
			if post = id; !strings.Contains(name, "1") {
				t.Errorf("the post is named %q", name)
			}
		}
		h.again()
		h.till("2000-01-02 12:00")
		h.w.set(func(w *world) { w.asleep[post] = true }) // nobody wrote for a while
		h.till("2000-01-02 19:30")
		all := h.w.in(post)
		if len(all) != 5 || len(all[4].emoji) != 3 || len(all[0].roles) != 1 {
			t.Fatalf("the post holds %+v", all)
		}
		v, err := h.store.LatestVote(h.t.Context(), guild, s.Key())
		if err != nil || v.Channel != post || v.Message != all[4].id || len(h.opened) != 1 {
			t.Errorf("the vote is %+v, %v", v, err)
		}
		h.till("2000-01-10 00:00")
		if len(h.w.posts) != 3 || len(h.w.messages) != 15 {
			t.Errorf("%d posts with %d messages, want 3 with 15", len(h.w.posts), len(h.w.messages))
		}
	}, one)
}

func TestLeadAndQuestionArePublished(t *testing.T) {
	s := tale(1, func(c *story.Chapter) { scenes(c); question(c) })
	for name, errs := range map[string][]error{
		"at once":         nil,
		"done before":     {&discord.Error{Status: 400, Code: 40033}},
		"no answer first": {errUnknown},
		"too many":        {fmt.Errorf("crosspost: %w", &discord.Error{Status: 429})},
		"not allowed":     {denied},
	} {
		tell(t, func(h *house) {
			h.w.set(func(w *world) { w.errs["crosspost"] = errs })
			h.till("2000-01-01 19:02")
			all := h.w.in(town)
			if v := h.serial(town); v.Chapter != 1 || len(all) != 5 {
				t.Fatalf("%s: stands at %+v with %q", name, v, h.texts(town))
			}
			if all[0].crossed == (name == "done before") || !all[4].crossed || all[1].crossed {
				t.Errorf("%s: published %+v", name, all)
			}
		}, drop.Telling{Guild: guild, Channel: town, Kind: drop.Announcement, Story: s})
	}
}

func TestTheIndex(t *testing.T) {
	s := tale(30, nil)
	s.Chapters[3].Title = "The Tide"
	s.Release.Index = true
	tell(t, func(h *house) {
		h.till("2000-01-01 19:01")
		all := h.w.in(town)
		if len(all) != 3 || !all[2].pinned || !strings.Contains(all[2].text, fmt.Sprint(all[0].id)) ||
			!strings.Contains(all[2].text, fmt.Sprint(time.Date(2000, 1, 2, 19, 0, 0, 0, time.UTC).Unix())) {
			t.Fatalf("the channel holds %+v", all)
		}
		index := all[2].id
		h.again()
		h.till("2000-01-05 20:00")
		if got := h.serial(town).Index; got != index {
			t.Errorf("the index is %d, want %d", got, index)
		}
		m := h.w.find(index)
		if strings.Count(m.text, "The Tide") != 1 || len(h.w.in(town)) != 3+4*2 || h.w.calls["pin"] != 1 {
			t.Errorf("%d messages, the index says %q", len(h.w.in(town)), m.text)
		}
		h.w.channelOf(index, 0) // somebody deletes it
		h.till("2000-01-06 20:00")
		if got := h.serial(town).Index; got == index || got == 0 || !h.w.find(got).pinned {
			t.Errorf("the new index is %d", got)
		}
		h.w.set(func(w *world) { w.errs["pin"] = many(1, denied) })
		h.w.channelOf(h.serial(town).Index, 0)
		h.till("2000-02-10 20:00")
		if v := h.serial(town); v.Chapter != 30 || h.w.find(v.Index).pinned || len([]rune(h.w.find(v.Index).text)) > 2000 {
			t.Errorf("ends at %+v with %q", v, h.w.find(v.Index).text)
		}
	}, public(s))
}

func TestAReadingPace(t *testing.T) {
	s := tale(1, scenes)
	s.Chapters[0].Scenes[0].Blocks = paragraph("%s", strings.Repeat("word ", 460))
	s.Release.Gap, s.Release.ReadingGap = time.Second, 230
	tell(t, func(h *house) {
		h.till("2000-01-01 19:30")
		var at []string
		for _, m := range h.w.in(town) {
			if strings.HasPrefix(m.text, "Hour") {
				at = append(at, m.at.Format("15:04:05"))
			}
		}
		same(t, "scenes", at, []string{"19:02:00", "19:02:15"})
	}, public(s))
}

func TestADeletedPostIsGivenUpWhenItsAuthorKnows(t *testing.T) {
	s := tale(2, func(c *story.Chapter) { scenes(c); question(c) })
	s.Release.Gap = 2 * time.Minute
	tell(t, func(h *house) {
		h.till("2000-01-01 19:01")
		for id := range h.w.posts {
			h.w.set(func(w *world) { w.gone[id] = missing })
		}
		h.till("2000-01-01 19:30")
		if p := h.serial(forum).Parked; p.Since.IsZero() || len(h.d.told(drop.Refused)) != 1 {
			t.Errorf("parked as %+v, told %v", p, h.d.alerts)
		}
		h.ok(h.r.Retry(h.t.Context(), guild, s.Key(), forum, 7))
		h.till("2000-01-02 20:00")
		if v := h.serial(forum); v.Chapter != 2 || len(h.w.posts) != 2 || len(h.opened) != 1 {
			t.Errorf("stands at %+v with posts %v and votes %v", v, h.w.posts, h.opened)
		}
	}, drop.Telling{Guild: guild, Channel: forum, Kind: drop.Forum, Story: s})
}

func TestAnIndexIsPinnedInTheEnd(t *testing.T) {
	s := tale(1, nil)
	s.Release.Index = true
	tell(t, func(h *house) {
		h.w.set(func(w *world) { w.errs["pin"] = many(2, errUnknown) })
		h.till("2000-01-01 19:02")
		if m := h.w.find(h.serial(town).Index); m == nil || !m.pinned || len(h.w.in(town)) != 3 {
			t.Errorf("the channel holds %+v", h.w.in(town))
		}
	}, public(s))
}
