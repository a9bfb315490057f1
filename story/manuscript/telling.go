package manuscript

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cliffhanger/story"
)

// telling takes over an entry of story.yaml that says where the story is told and to whom, and reports whether it is
// one.
func (f *file) telling(p *story.Plan, key string, e entry) bool {
	switch key {
	case "channel":
		p.Channel = f.channel(e)
	case "early":
		p.Early = f.early(e)
	case "ping":
		p.Ping = f.role(e)
	case "desk":
		p.Desk = f.channel(e)
	case "authors":
		p.Authors = f.people(e)
	case "discuss":
		p.Discuss = f.discuss(e)
	case "index":
		p.Index = f.yes(e)
	case "adults":
		p.Adults = f.yes(e)
	default:
		return false
	}
	return true
}

// channel reads a channel's name or id.
func (f *file) channel(e entry) string {
	s := f.text(e)
	s = strings.TrimSpace(strings.TrimPrefix(s, "#"))
	if id, ok := strings.CutPrefix(s, "<#"); ok {
		s = strings.TrimSuffix(id, ">")
	}
	if s == "" {
		f.report(e.line, e.col, story.Warning, fmt.Sprintf("“%s” is empty", e.key),
			"in YAML a # begins a comment: write the channel's name without it, or its numeric id")
	}
	return s
}

// role reads a role's name or id. Those that would ping everybody are none: nobody chose to have them.
func (f *file) role(e entry) string {
	s := noneIsEmpty(strings.TrimPrefix(f.text(e), "@"))
	if id, ok := strings.CutPrefix(s, "<@&"); ok {
		s = strings.TrimSuffix(id, ">")
	}
	if lower := strings.ToLower(s); lower == "everyone" || lower == "here" {
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” would ping people who did not ask for it", s),
			"name a role that readers choose themselves, such as “"+e.key+": Readers”")
		return ""
	}
	return s
}

// people reads Discord's ids of people.
func (f *file) people(e entry) []uint64 {
	var out []uint64
	for _, p := range f.list(e, true) {
		s := strings.TrimPrefix(strings.TrimPrefix(p.text, "<@"), "!")
		id, err := strconv.ParseUint(strings.TrimSuffix(s, ">"), 10, 63)
		if err != nil || id < firstID {
			f.report(p.line, p.col, story.Error, fmt.Sprintf("“%s” is not a person's id", p.text),
				"in Discord's settings switch on the developer mode, then choose “Copy User ID” in the person's menu")
			continue
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// firstID is below every id of Discord's: they hold the milliseconds since 2015 above 22 other bits ("Snowflakes" in
// its reference), and this is the first hour's.
const firstID = 1 << 43

// discuss reads where a chapter is discussed.
func (f *file) discuss(e entry) string {
	switch s := noneIsEmpty(f.text(e)); strings.ToLower(s) {
	case "":
		return ""
	case story.DiscussThread, "threads":
		return story.DiscussThread
	}
	return f.channel(e)
}

// yes reads yes or no.
func (f *file) yes(e entry) bool {
	s := f.text(e)
	switch strings.ToLower(s) {
	case "yes", "true", "on":
		return true
	case "no", "false", "off", "none", "":
		return false
	}
	f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is neither yes nor no", s),
		fmt.Sprintf("write “%s: yes”, or take the line out", e.key))
	return false
}

// early reads where the story is told ahead of its dates: one mapping or a list of them.
func (f *file) early(e entry) []story.Early {
	nodes := []entry{e}
	if items, ok := items(e); ok {
		nodes = items
	}
	var out []story.Early
	for _, item := range nodes {
		parts, ok := f.entries(item.value)
		if !ok {
			f.report(item.valLine, item.valCol, story.Error, "“early” wants a channel and a lead time for each entry",
				"write for example “early: [{channel: patrons, lead: 7d}]”")
			continue
		}
		if one, ok := f.earlyOf(item, parts); ok {
			out = append(out, one)
		}
	}
	return out
}

// earlyOf reads one entry of early; without a channel or a lead there is none.
func (f *file) earlyOf(e entry, parts []entry) (story.Early, bool) {
	var out story.Early
	var at place
	seen := map[string]bool{}
	for _, p := range parts {
		key := strings.ToLower(p.key)
		if f.again(seen, key, p) {
			continue
		}
		switch key {
		case "channel":
			out.Channel, at = f.channel(p), place{p.valLine, p.valCol}
		case "lead":
			out.Lead = f.duration(p, 0, time.Minute)
		case "role":
			out.Role = f.role(p)
		default:
			f.report(p.line, p.col, story.Warning, fmt.Sprintf("“%s” is not a key of an early channel", p.key),
				suggest(p.key, []string{"channel", "lead", "role"}))
		}
	}
	for _, key := range []string{"channel", "lead"} {
		if !seen[key] {
			f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("the early channel has no “%s”", key),
				"write both, such as “{channel: patrons, lead: 7d}”")
		}
	}
	ok := out.Channel != "" && out.Lead > 0
	if ok {
		f.earlyAt = append(f.earlyAt, at)
	}
	return out, ok
}

// A room is a channel the settings name, and for what.
type room struct {
	key, name string
	at        place
}

// rooms reports channels that are named for two purposes that do not go together.
func (f *file) rooms(p story.Plan, said map[string]*entry) {
	all := []room{{"channel", p.Channel, valueOf(said["channel"])}}
	for i, e := range p.Early {
		all = append(all, room{"early", e.Channel, f.earlyAt[i]})
	}
	all = append(all, room{"desk", p.Desk, valueOf(said["desk"])})
	if p.Discuss != story.DiscussThread {
		all = append(all, room{"discuss", p.Discuss, valueOf(said["discuss"])})
	}
	for i, r := range all {
		at := slices.IndexFunc(all[:i], func(o room) bool { return o.name != "" && strings.EqualFold(o.name, r.name) })
		if at < 0 {
			continue
		}
		severity, hint := story.Error, "a channel is told the story once: name another"
		switch r.key {
		case "desk":
			severity, hint = story.Warning, "readers there would see what is meant for the author: name a channel of its own"
		case "discuss":
			hint = "write “discuss: thread” to have a thread there for each chapter, or name a forum"
		}
		f.report(r.at.line, r.at.col, severity, fmt.Sprintf("“%s” is named under “%s” and under “%s”", r.name, all[at].key,
			r.key), hint)
	}
}

// valueOf returns where an entry's value begins; no entry has no place.
func valueOf(e *entry) place {
	if e == nil {
		return place{}
	}
	return place{e.valLine, e.valCol}
}
