package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"cliffhanger/story/schedule"
)

// readable is how instants are printed for people.
const readable = "Mon 2 Jan 2006 15:04 MST"

// print prints the first most drops for people, and how far the chapters reach.
func (sim *simulation) print(w io.Writer, most int) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n%s\nnow it is %s\n\n", sim.story.Title, whereAndWhen(sim.story), sim.now.Format(readable))
	shown := sim.drops[:min(most, len(sim.drops))]
	if err := sim.table(b, shown); err != nil {
		return err
	}
	if rest := len(sim.drops) - len(shown); rest > 0 {
		fmt.Fprintf(b, "and %s more: --drops %d shows all\n", plural(rest, "drop"), len(sim.drops))
	}
	switch {
	case len(sim.drops) > 0:
		fmt.Fprintln(b)
		if waits := sim.waits(); waits != "" {
			fmt.Fprint(b, waits, "\n\n")
		}
	case sim.runway.Chapters == 0:
		fmt.Fprint(b, "Every chapter is out: nothing is left to drop.\n\n")
	default:
		fmt.Fprint(b, "No date is left: the schedule has come to its end.\n\n")
	}
	if err := sim.printVotes(b, shown); err != nil {
		return err
	}
	sim.printRunway(b)
	return b.Flush() // which also returns the first error of all the writes before
}

// table prints a line for each drop in each telling, and a drop's notes below its lines.
func (sim *simulation) table(w io.Writer, drops []simDrop) error {
	if len(drops) == 0 {
		return nil
	}
	var text bytes.Buffer
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "chapter\tmessages\twhere\tin %s\tin UTC\tfor Discord\ttitle\n", sim.story.Release.Zone)
	for _, d := range drops {
		for i, at := range d.at {
			fmt.Fprintf(t, "%s\t%8d\t%s\t%s\t%s\t%s\t%s\n", part(d.Chapter), d.Chapter.Messages,
				cmp.Or(room(sim.tellings[i].Channel), "(no channel)"), at.Format(readable), at.UTC().Format("Mon 2 Jan 2006 15:04"),
				stamp(at), d.Chapter.Title)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	line := func() error {
		s, err := text.ReadString('\n')
		if err == nil {
			_, err = fmt.Fprintln(w, strings.TrimRight(s, " \n"))
		}
		return err
	}
	if err := line(); err != nil {
		return err
	}
	for _, d := range drops {
		for range d.at {
			if err := line(); err != nil {
				return err
			}
		}
		for _, note := range d.Notes {
			fmt.Fprintf(w, "         ! %s\n", note)
		}
	}
	return nil
}

// part names a drop's chapter, and its scenes if it has not all of them.
func part(c schedule.ChapterInfo) string {
	switch s := c.Scenes; {
	case s.Last == 0:
		return fmt.Sprint(c.Number)
	case s.First == s.Last:
		return fmt.Sprintf("%d, scene %d", c.Number, s.First)
	default:
		return fmt.Sprintf("%d, scenes %d-%d", c.Number, s.First, s.Last)
	}
}

// stamp is how a message on Discord holds an instant, which every reader sees in their own zone and language (Discord's
// reference on message formatting, timestamps, style F).
func stamp(t time.Time) string { return fmt.Sprintf("<t:%d:F>", t.Unix()) }

// printRunway prints how far the chapters reach, and when the author is told that they run short.
func (sim *simulation) printRunway(w io.Writer) {
	fmt.Fprintf(w, "runway: %s\n", sim.runway)
	first := sim.tellings[0]
	if empty := sim.runway.Empty.At; !empty.IsZero() && first.Lead > 0 {
		fmt.Fprintf(w, "        in %s, %s earlier, there is nothing for %s\n", room(first.Channel), spoken(first.Lead),
			empty.Add(-first.Lead).Format(readable))
	}
	if len(sim.warnings) == 0 {
		return
	}
	where := "in the log, as story.yaml names no `desk:`"
	if desk := sim.story.Release.Desk; desk != "" {
		where = "in " + room(desk)
	}
	fmt.Fprintf(w, "\nYou are warned %s:\n", where)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, v := range sim.warnings {
		since := "now"
		if v.chapter > 0 {
			since = fmt.Sprintf("%s\twhen chapter %d is out", v.at.Format(readable), v.chapter)
			if first.Lead > 0 {
				since += " in " + room(first.Channel)
			}
		}
		fmt.Fprintf(t, "  %s left\t%s\n", strings.Replace(plural(v.left, "chapter"), "0 chapters", "no chapter", 1), since)
	}
	t.Flush() // its errors are those of the buffer below, which the caller flushes
}

// A simReport is a simulation in the shape of its JSON. Times are RFC 3339; lists are never null.
type simReport struct {
	Title    string          `json:"title"`
	Zone     string          `json:"zone"`
	Schedule string          `json:"schedule"`
	Now      time.Time       `json:"now"`
	Drops    []simReportDrop `json:"drops"`
	Runway   simReportRunway `json:"runway"`
	Warnings []simReportWarn `json:"warnings"`
	Waits    string          `json:"waits"` // why the story ends before a chapter that no vote leads to; "": it does not
}

type simReportDrop struct {
	Chapter  int             `json:"chapter"`
	Title    string          `json:"title"`
	Scenes   []int           `json:"scenes"` // the first and the last one
	Messages int             `json:"messages"`
	Slot     string          `json:"slot"` // the date and time in the story's zone, without an offset
	Tellings []simReportTime `json:"tellings"`
	Notes    []string        `json:"notes"`
}

type simReportTime struct {
	Channel string    `json:"channel"` // "" if story.yaml names none
	Role    string    `json:"role"`    // whom it pings, "" for nobody
	Lead    int       `json:"lead_seconds"`
	Local   time.Time `json:"local"`
	UTC     time.Time `json:"utc"`
	Stamp   string    `json:"stamp"`

	Vote *simReportVote `json:"vote"` // that it opens; null: none
}

type simReportRunway struct {
	Chapters int        `json:"chapters"`
	Undated  int        `json:"undated"`
	Last     *time.Time `json:"last"`  // null: no chapter has a date
	Empty    *time.Time `json:"empty"` // null: there is no date without a chapter
	Text     string     `json:"text"`
}

type simReportWarn struct {
	Left    int       `json:"chapters_left"`
	Chapter int       `json:"after_chapter"` // 0: now
	At      time.Time `json:"at"`
}

// printJSON prints the first most drops and the rest as one indented JSON object.
func (sim *simulation) printJSON(w io.Writer, most int) error {
	r := simReport{Title: sim.story.Title, Zone: sim.story.Release.Zone.String(), Schedule: sim.story.Release.Schedule,
		Now: sim.now.Truncate(time.Second), Waits: sim.waits(), Drops: []simReportDrop{}, Warnings: []simReportWarn{}, Runway: simReportRunway{
			Chapters: sim.runway.Chapters, Undated: sim.runway.Undated, Last: known(sim.runway.Last),
			Empty: known(sim.runway.Empty.At), Text: sim.runway.String()}}
	for _, d := range sim.drops[:min(most, len(sim.drops))] {
		drop, err := sim.reportDrop(d)
		if err != nil {
			return err
		}
		r.Drops = append(r.Drops, drop)
	}
	for _, v := range sim.warnings {
		r.Warnings = append(r.Warnings, simReportWarn{v.left, v.chapter, v.at.Truncate(time.Second)})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

func (sim *simulation) reportDrop(d simDrop) (simReportDrop, error) {
	out := simReportDrop{Chapter: d.Chapter.Number, Title: d.Chapter.Title, Messages: d.Chapter.Messages,
		Slot: d.Slot.String(), Notes: append([]string{}, d.Notes...), Tellings: []simReportTime{},
		Scenes: []int{d.Chapter.Scenes.First, d.Chapter.Scenes.Last}}
	if c, ok := sim.story.Chapter(d.Chapter.Number); ok && d.Chapter.Scenes.Last == 0 {
		out.Scenes = []int{1, len(c.Scenes)}
	}
	votes, err := sim.votes(d)
	if err != nil {
		return out, err
	}
	for i, at := range d.at {
		t := sim.tellings[i]
		told := simReportTime{Channel: t.Channel, Role: t.Role, Lead: int(t.Lead / time.Second), Local: at, UTC: at.UTC(),
			Stamp: stamp(at)}
		if len(votes) > 0 {
			told.Vote = votes[i].report()
		}
		out.Tellings = append(out.Tellings, told)
	}
	return out, nil
}

// known returns nil for the zero time.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
