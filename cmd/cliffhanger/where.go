package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"cliffhanger/story"
)

// tellingsOf returns where a story is told: early channels, the longest lead first, then the one for everybody.
func tellingsOf(s *story.Story) []simTelling {
	var all []simTelling
	for _, e := range s.Release.Early {
		all = append(all, simTelling{Channel: e.Channel, Role: e.Role, Lead: e.Lead})
	}
	slices.SortStableFunc(all, func(a, b simTelling) int { return cmp.Compare(b.Lead, a.Lead) })
	return append(all, simTelling{Channel: s.Release.Channel, Role: s.Release.Ping})
}

// whereAndWhen says in one sentence where and when a story appears: “tue,fri 19:00 (Europe/Berlin) in #story, early in
// #patrons 7 days before”. It is "" for a story of which nothing of that is said, such as a single chapter.
func whereAndWhen(s *story.Story) string {
	if p := s.Release; p.Schedule == "" && p.Channel == "" && len(p.Early) == 0 {
		return ""
	}
	when := "no schedule yet"
	if s.Release.Schedule != "" {
		when = fmt.Sprintf("%s (%s)", s.Release.Schedule, s.Release.Zone)
	}
	text := when + " in " + cmp.Or(room(s.Release.Channel), "a channel that is not named yet")
	for i, t := range tellingsOf(s) {
		switch {
		case t.Lead == 0:
		case i == 0:
			text += fmt.Sprintf(", early in %s %s before", room(t.Channel), spoken(t.Lead))
		default:
			text += fmt.Sprintf(" and in %s %s before", room(t.Channel), spoken(t.Lead))
		}
	}
	return text
}

// room writes a channel's name as readers see it; an id stays a number, and "" stays empty.
func room(name string) string {
	if name == "" || strings.Trim(name, "0123456789") == "" {
		return name
	}
	return "#" + name
}

// spoken writes a length of time in the greatest units that tell it whole: “7 days”, “36 hours”, “1 hour 30 minutes”.
func spoken(d time.Duration) string {
	const day = 24 * time.Hour
	if d >= day && d%day == 0 {
		return plural(int(d/day), "day")
	}
	var parts []string
	for _, u := range []struct {
		size time.Duration
		name string
	}{{time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if n := int(d / u.size); n > 0 {
			parts = append(parts, plural(n, u.name))
			d -= time.Duration(n) * u.size
		}
	}
	return strings.Join(parts, " ")
}

// howItIsTold says in one line what story.yaml asks for beside that, "" if nothing.
func howItIsTold(s *story.Story) string {
	p := s.Release
	var parts []string
	add := func(is bool, format string, args ...any) {
		if is {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(p.Portion != "" && p.Portion != "chapter", "%s at a time", p.Portion)
	add(p.ReadingGap > 0, "scenes follow each other as they are read, at %d words a minute", p.ReadingGap)
	add(p.Ping != "", "pings @%s", p.Ping)
	add(p.Discuss == story.DiscussThread, "discussed in a thread for each chapter")
	add(p.Discuss != "" && p.Discuss != story.DiscussThread, "discussed in %s", room(p.Discuss))
	add(p.Index, "with a pinned index")
	add(p.Late == "ask", "asks before it posts late")
	add(p.Late == "skip", "skips a date it misses")
	add(p.Adults, "only in age-restricted channels")
	add(p.Desk != "", "tells the author in %s", room(p.Desk))
	add(len(p.Authors) > 0, "takes orders from %s alone", plural(len(p.Authors), "author"))
	return strings.Join(parts, "; ")
}
