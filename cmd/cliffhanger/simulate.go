package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"
	"cliffhanger/story/schedule"
)

// simulateCmd says when the next drops of a story come, without Discord and without a database.
type simulateCmd struct {
	Path     string   `arg:"" help:"A story folder." placeholder:"DIR"`
	Drops    int      `help:"How many drops to show." default:"10" placeholder:"N"`
	Released int      `help:"The chapters up to this number are out already." placeholder:"N"`
	Chosen   []string `help:"What a vote chooses that decides on the way, say 3/The boat." placeholder:"CHAPTER/OPTION" sep:"none"`
	Now      string   `help:"Begin then: 2026-12-01, or 2026-12-01 18:00 in the story's zone." placeholder:"TIME"`
	JSON     bool     `name:"json" help:"Print everything as JSON."`
}

// Run prints the forecast.
func (c simulateCmd) Run(w *outside) error {
	if c.Drops < 1 || c.Drops > mostDrops {
		return usage(fmt.Errorf("--drops %d is not a number of drops", c.Drops), fmt.Sprintf("give 1 to %d", mostDrops))
	}
	read, err := readStories(w.stderr, []string{c.Path})
	if err != nil {
		return err
	}
	s := read[0]
	if s.Release.Schedule == "" {
		return usage(fmt.Errorf("story %s does not say when chapters appear", s.ID),
			"put a line such as `schedule: tue,fri 19:00` into its story.yaml")
	}
	now, err := c.now(s.Release.Zone)
	if err != nil {
		return err
	}
	s, ways, err := along(s, c.Chosen)
	if err != nil {
		return err
	}
	sim, err := simulate(s, ways, c.Released, now)
	if err != nil {
		return err
	}
	write := sim.print
	if c.JSON {
		write = sim.printJSON
	}
	if err := write(w.stdout, c.Drops); err != nil {
		return fmt.Errorf("write the simulation: %w", err)
	}
	return nil
}

// mostDrops is the most that is shown of a story.
const mostDrops = 1000

// now returns the instant to begin at.
func (c simulateCmd) now(zone *time.Location) (time.Time, error) {
	if c.Now == "" {
		return time.Now().In(zone), nil
	}
	text := strings.Replace(c.Now, "T", " ", 1)
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t.In(zone), nil
		}
	}
	return time.Time{}, usage(fmt.Errorf("--now %q is not a time", c.Now),
		"write 2026-12-01 18:00 in the story's zone, or 2026-12-01T18:00:00Z")
}

// A simulation is what lies ahead of a story of which the chapters up to released are out. Its tellings are the early
// ones, the longest lead first, and then the one for everybody.
type simulation struct {
	story    *story.Story // as it is told on the way that is simulated
	ways     []simWay
	released int
	now      time.Time
	begun    time.Time // no drop is due before; nor is an early one
	tellings []simTelling
	drops    []simDrop // of all chapters at hand
	runway   schedule.Runway
	warnings []simWarning
}

// A simTelling is one channel in which the story is told.
type simTelling struct {
	Channel string // "" if the story does not name it
	Role    string
	Lead    time.Duration // 0: for everybody
}

// A simDrop is a drop, and when it comes in each telling.
type simDrop struct {
	schedule.Drop
	at []time.Time // as long as tellings
}

// A simWarning is what the author is told when chapters run short.
type simWarning struct {
	left    int       // chapters
	chapter int       // after this one is out; 0: now
	at      time.Time // in the telling that is first to have it
}

// simulate looks ahead from now as package drop will: slots count from now on, or from the start the author names, also
// if that has passed and nothing is out.
func simulate(s *story.Story, ways []simWay, released int, now time.Time) (*simulation, error) {
	plan, err := planOf(s)
	if err != nil {
		return nil, err
	}
	chapters, err := ahead(s, released)
	if err != nil {
		return nil, err
	}
	sim := &simulation{story: s, ways: ways, released: released, now: now, begun: now, tellings: tellingsOf(s)}
	if start := s.Release.Start; start.After(now) || !start.IsZero() && released == 0 {
		sim.begun = start.Add(-time.Nanosecond)
	}
	f := plan.Simulate(schedule.Standing{After: sim.begun, Now: now}, chapters, len(chapters))
	sim.runway = f.Runway
	for _, d := range f.Drops {
		at := sim.times(d.At)
		d.Notes = append(d.Notes, slices.Concat(sim.clocks(d, at), sim.holds(d.Chapter))...)
		sim.drops = append(sim.drops, simDrop{d, at})
	}
	for i := range sim.drops {
		notes, err := sim.branches(i)
		if err != nil {
			return nil, err
		}
		sim.drops[i].Notes = append(sim.drops[i].Notes, notes...)
	}
	sim.warn()
	return sim, nil
}

// planOf returns a story's rule with the dates that chapters have of their own.
func planOf(s *story.Story) (schedule.Plan, error) {
	rule, err := schedule.Parse(s.Release.Schedule)
	if err != nil {
		return schedule.Plan{}, err
	}
	var pins []schedule.Adjustment
	for _, c := range s.Chapters {
		if c.Date == "" {
			continue
		}
		slot, err := schedule.ParseSlot(c.Date)
		if err != nil {
			return schedule.Plan{}, fmt.Errorf("the date of chapter %d: %w", c.Number, err)
		}
		pins = append(pins, schedule.Pin(c.Number, slot))
	}
	return schedule.Plan{Rule: rule, Zone: s.Release.Zone}.With(pins...)
}

// ahead returns the drops of the chapters that are not out, each with how many messages it makes in a channel.
func ahead(s *story.Story, released int) ([]schedule.ChapterInfo, error) {
	portion, err := schedule.ParsePortion(s.Release.Portion)
	if err != nil {
		return nil, err
	}
	var all []schedule.ChapterInfo
	for i := range s.Chapters {
		c := &s.Chapters[i]
		if c.Number <= released {
			continue
		}
		for _, scenes := range portion.Cut(len(c.Scenes)) {
			posts, err := render.Chapter(phrase.For(s.Language), s, c, render.Options{From: scenes.First, To: scenes.Last})
			if err != nil {
				return nil, fmt.Errorf("chapter %d: %w", c.Number, err)
			}
			if scenes == (schedule.Scenes{First: 1, Last: len(c.Scenes)}) {
				scenes = schedule.Scenes{}
			}
			all = append(all, schedule.ChapterInfo{Number: c.Number, Title: c.Title, Messages: len(posts), Scenes: scenes})
		}
	}
	return all, nil
}

// holds says what of a drop waits for the author.
func (sim *simulation) holds(d schedule.ChapterInfo) []string {
	c, ok := sim.story.Chapter(d.Number)
	if !ok {
		return nil
	}
	var notes []string
	first := max(d.Scenes.First, 1)
	if c.Hold && first == 1 {
		notes = append(notes, "it waits until you free the chapter, and everything after it waits behind it")
	}
	for _, n := range c.Holds {
		switch {
		case n == first:
			notes = append(notes, fmt.Sprintf("it waits until you free scene %d", n))
		case n > first && (d.Scenes.Last == 0 || n <= d.Scenes.Last):
			notes = append(notes, fmt.Sprintf("it stops before scene %d until you free that", n))
		}
	}
	return notes
}

// clocks says in which early channels a drop comes at another time of day, because clocks are changed between then and
// its date.
func (sim *simulation) clocks(d schedule.Drop, at []time.Time) []string {
	var notes []string
	for i, t := range sim.tellings {
		_, early := at[i].Zone()
		_, due := d.At.Zone()
		if early != due && at[i].Equal(d.At.Add(-t.Lead)) {
			notes = append(notes, fmt.Sprintf("clocks change between: %s before, in %s, is at %s",
				spoken(t.Lead), room(t.Channel), at[i].Format("15:04")))
		}
	}
	return notes
}

// times returns when a drop that is due at an instant comes in each telling.
func (sim *simulation) times(due time.Time) []time.Time {
	out := make([]time.Time, len(sim.tellings))
	for i, t := range sim.tellings {
		out[i] = due.Add(-t.Lead)
		if out[i].Before(sim.begun) && sim.begun.Before(due) {
			out[i] = sim.begun.Add(time.Nanosecond).Truncate(time.Second).In(due.Location())
		}
	}
	return out
}

// warn finds when the author is told that 2, 1 and 0 chapters are left: when a chapter is out for the first time. A
// story that has not begun is not running out.
func (sim *simulation) warn() {
	chapters := sim.runway.Chapters
	if chapters <= 2 && chapters < len(sim.story.Chapters) {
		sim.warnings = append(sim.warnings, simWarning{left: chapters, at: sim.now})
	}
	out := 0
	for i, d := range sim.drops {
		if i+1 < len(sim.drops) && sim.drops[i+1].Chapter.Number == d.Chapter.Number {
			continue // more of it is to come
		}
		if out++; chapters-out <= 2 && chapters-out >= 0 && !sim.cut(i) {
			sim.warnings = append(sim.warnings, simWarning{left: chapters - out, chapter: d.Chapter.Number, at: d.at[0]})
		}
	}
}

// cut reports whether dates end in the middle of the chapter of a drop.
func (sim *simulation) cut(drop int) bool {
	c, ok := sim.story.Chapter(sim.drops[drop].Chapter.Number)
	last := sim.drops[drop].Chapter.Scenes.Last
	return ok && last > 0 && last < len(c.Scenes)
}
