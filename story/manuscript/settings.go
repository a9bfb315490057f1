package manuscript

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"cliffhanger/story"
)

// What holds when story.yaml does not say.
const (
	defaultLanguage = "en"
	defaultGap      = 90 * time.Second
	defaultLate     = "post"
	defaultPortion  = "chapter"
)

// plain returns the story that nothing was said about.
func plain() story.Story {
	return story.Story{
		Language: defaultLanguage,
		Release: story.Plan{Zone: time.UTC, Gap: defaultGap, Voting: story.Voting{}.OrDefault(), Late: defaultLate,
			Portion: defaultPortion},
	}
}

// settingKeys returns the keys of story.yaml.
func settingKeys() []string {
	return []string{"id", "title", "author", "blurb", "language", "zone", "timezone", "schedule", "start", "gap", "vote",
		"late", "per_drop", "channel", "early", "ping", "desk", "authors", "discuss", "index", "adults", "warnings"}
}

// settings reads story.yaml.
func (f *file) settings() story.Story {
	s := plain()
	text, ok := f.decode()
	if !ok {
		return s
	}
	seen, said := map[string]bool{}, map[string]*entry{}
	for _, e := range f.mapping(text) {
		key := strings.ToLower(e.key)
		if key == "timezone" {
			key = "zone"
		}
		if !f.again(seen, key, e) {
			said[key] = &e
			f.setting(&s, key, e)
		}
	}
	if e := said["start"]; e != nil { // it is in the zone
		s.Release.Start = f.start(*e, s.Release.Zone)
	}
	if e := said["schedule"]; e != nil { // it may count from the start
		s.Release.Schedule = f.schedule(*e, s.Release)
	}
	f.rooms(s.Release, said)
	return s
}

// setting takes over one entry.
func (f *file) setting(s *story.Story, key string, e entry) {
	switch key {
	case "id":
		s.ID = f.id(e)
	case "title":
		s.Title = oneLine(f.text(e))
	case "author":
		s.Author = oneLine(f.text(e))
	case "blurb":
		s.Blurb = oneLine(f.text(e))
	case "language":
		s.Language = f.language(e)
	case "warnings":
		s.Warnings = texts(f.list(e, true))
	default:
		if f.telling(&s.Release, key, e) || f.dates(&s.Release, key, e) {
			return
		}
		f.report(e.line, e.col, story.Warning, fmt.Sprintf("“%s” is not a key of story.yaml and is ignored", e.key),
			suggest(e.key, settingKeys()))
	}
}

// id reads the story's slug, which must be one already, because keys of stored data are made from it.
func (f *file) id(e entry) string {
	s := f.text(e)
	if s == "" || s != slug(s) {
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is not usable as an id", s),
			fmt.Sprintf("use small letters, digits and dashes: “id: %s”", slug(s)))
		return ""
	}
	return s
}

// language reads a language tag.
func (f *file) language(e entry) string {
	s := f.text(e)
	if s == "" {
		return defaultLanguage
	}
	tag, err := language.Parse(s)
	if err != nil {
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is not a language tag", s),
			"write a tag such as en, de or pt-BR")
		return defaultLanguage
	}
	return tag.String()
}

// zone reads an IANA zone.
func (f *file) zone(e entry) *time.Location {
	s := f.text(e)
	if s == "" {
		return time.UTC
	}
	zone, err := time.LoadLocation(s)
	if err != nil || s == "Local" {
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is not a time zone", s),
			"write a zone by continent and city, such as Europe/Berlin or America/New_York")
		return time.UTC
	}
	return zone
}

// duration reads a duration of at least least, such as "90s", "1h30m" or "2d"; fallback stands in for a bad one.
func (f *file) duration(e entry, fallback, least time.Duration) time.Duration {
	s := f.text(e)
	if s == "" {
		return fallback
	}
	d, err := time.ParseDuration(strings.ReplaceAll(s, " ", ""))
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n int
		if n, err = strconv.Atoi(strings.TrimSpace(days)); err == nil && (n < 0 || n > 366) {
			err = strconv.ErrRange
		}
		d = time.Duration(n) * 24 * time.Hour
	}
	if s == "0" {
		d, err = 0, nil
	}
	hint := fmt.Sprintf("write a number and a unit, such as “%s: 90s”, 5m, 48h or 2d", e.key)
	switch {
	case err != nil:
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is not a length of time", s), hint)
		return fallback
	case d < least:
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is too short for “%s”", s, e.key), hint)
		return fallback
	}
	return d
}

// start reads the instant before which nothing appears: a date or a date and time in the story's zone, or with an
// offset of its own.
func (f *file) start(e entry, zone *time.Location) time.Time {
	s := f.text(e)
	if s == "" {
		return time.Time{}
	}
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04",
		"2006-01-02T15:04:05", time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00", "2006-01-02 15:04 Z07:00"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t
		}
	}
	f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is not a date", s),
		"write it as 2026-12-04 or 2026-12-04 18:00, in the story's zone")
	return time.Time{}
}
