package author_test

import (
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/author"
	"cliffhanger/store"
	"cliffhanger/story"
)

func TestShowSaysWhatComesWhen(t *testing.T) {
	s := tale(t, 4)
	s.Release.Early = []story.Early{{Channel: "patrons", Lead: 48 * time.Hour}}
	s.Chapters[2].Hold = true
	r := open(t, s)
	r.out(early, 1)
	r.out(early, 2)
	r.dated(2, firstDrop)
	must(t, r.store.Park(t.Context(), store.Telling{Guild: guild, Story: s.Key(), Channel: public},
		store.Parking{Since: r.now}))
	answer := r.use(mara, "schedule show")
	holds(t, answer,
		`**The \*Tale\***`, "tue,fri 19:00", "Europe/Berlin",
		"⚠ **Stopped in <#22>** since <t:1795431600:F>", "in your desk", r.id("retry", public, uint64(monday12), 1),
		"**Chapter 2 · Part 2**\nTue 24 Nov 2026 19:00 CET · <t:1795543200:R>\n-# <t:1795543200:F> by your clock · 4 messages",
		"early in `#patrons` <t:1795370400:F>", book.HasBegun(),
		"**Chapter 3 · Part 3**\nFri 27 Nov 2026 19:00 CET", book.HeldNote([]int{0}),
		"**Chapter 4 · Part 4**\nTue 1 Dec 2026 19:00 CET",
		"⚠ **2 chapters left, the last on Tue 1 Dec 2026; nothing for Fri 4 Dec 2026.**")
	if strings.Contains(answer, "Chapter 1") {
		t.Errorf("what is out everywhere is shown as ahead: %s", answer)
	}
}

// However long a story and its titles are, Discord takes the answer, and it says how much it leaves out.
func TestShowFitsIntoAMessage(t *testing.T) {
	s := tale(t, 60)
	for i := range s.Chapters {
		s.Chapters[i].Title = strings.Repeat("*An endless title* ", 20)
	}
	for range 5 {
		s.Release.Early = append(s.Release.Early, story.Early{Channel: "patrons", Lead: time.Hour})
	}
	r := open(t, s)
	answer := r.use(mara, "schedule show")
	if n := contentOf(t, answer); n > 2000 {
		t.Errorf("%d characters", n)
	}
	holds(t, answer, " more\n59 chapters left")
}

func TestChangesOfTheDates(t *testing.T) {
	for _, test := range []struct {
		name    string
		given   []string // adjustments there are
		command string
		options []string
		says    []string
		want    []string
	}{
		{"pause", nil, "schedule pause", nil,
			[]string{book.Paused(), "- Chapter 2 · Part 2: ~~Tue 24 Nov 2026 19:00 CET~~ → no date", book.UndoHint()},
			[]string{"pause from 2026-11-23T12:00"}},
		{"resume", []string{"pause from 2026-11-22T10:00"}, "schedule resume", nil,
			[]string{book.Resumed(), "- Chapter 2 · Part 2: no date → Tue 24 Nov 2026 19:00 CET · <t:1795543200:R>"},
			[]string{"pause from 2026-11-22T10:00", "resume from 2026-11-23T12:00"}},
		{"resume ends a hiatus", []string{"hiatus from 2026-11-22T10:00 until 2027-01-01"}, "schedule resume", nil,
			[]string{book.Resumed(), "~~Fri 1 Jan 2027 19:00 CET~~ → Tue 24 Nov 2026 19:00 CET"},
			[]string{"hiatus from 2026-11-22T10:00 until 2027-01-01", "resume from 2026-11-23T12:00"}},
		{"hiatus", nil, "schedule hiatus", []string{"until: 2027-01-10 "},
			[]string{"On hiatus", "<t:1799535600:D>", "→ Tue 12 Jan 2027 19:00 CET"},
			[]string{"hiatus from 2026-11-23T12:00 until 2027-01-10"}},
		{"skip", nil, "schedule skip", []string{"date:2026-11-24T19:00"},
			[]string{"Tue 24 Nov 2026 19:00 is left out", "Chapter 2 · Part 2: ~~Tue 24 Nov 2026 19:00 CET~~ → Fri 27 Nov"},
			[]string{"skip 2026-11-24T19:00"}},
		{"skip a day", nil, "schedule skip", []string{"date:2026-11-27"},
			[]string{"Fri 27 Nov 2026 19:00 is left out", "Chapter 3 · Part 3: ~~Fri 27 Nov 2026 19:00 CET~~ → Tue 1 Dec"},
			[]string{"skip 2026-11-27T19:00"}},
		{"skip what no chapter is ready for", nil, "schedule skip", []string{"date:2027-03-02"},
			[]string{book.NothingMoves()}, []string{"skip 2027-03-02T19:00"}},
		{"shift one", nil, "schedule shift", []string{"date:2026-11-24 19:00", "by:1d"},
			[]string{"moved by 1d.", "Chapter 2 · Part 2: ~~Tue 24 Nov 2026 19:00 CET~~ → Wed 25 Nov 2026 19:00 CET"},
			[]string{"shift 2026-11-24T19:00 by 1d"}},
		{"shift all", nil, "schedule shift", []string{"date:2026-11-24T19:00", "by:-3h", "which:all"},
			[]string{"and all dates after it are moved by -3h", "→ Tue 24 Nov 2026 16:00 CET", "→ Fri 27 Nov 2026 16:00 CET"},
			[]string{"shift from 2026-11-24T19:00 by -3h"}},
		{"a chapter's own date", nil, "schedule chapter", []string{"number:3", "date:2026-12-24 18:00"},
			[]string{"Chapter 3 · Part 3 comes Thu 24 Dec 2026 18:00", "~~Fri 27 Nov 2026 19:00 CET~~ → Thu 24 Dec 2026 18:00"},
			[]string{"chapter 3 on 2026-12-24T18:00"}},
		{"a chapter's own day", nil, "schedule chapter", []string{"number:3", "date:2026-12-24"},
			[]string{"comes Thu 24 Dec 2026 19:00"}, []string{"chapter 3 on 2026-12-24T19:00"}},
		{"undo", []string{"skip 2026-11-24T19:00", "skip 2026-11-27T19:00"}, "schedule undo", nil,
			[]string{"`skip 2026-11-27T19:00`", "Chapter 2 · Part 2: ~~Tue 1 Dec 2026 19:00 CET~~ → Fri 27 Nov"},
			[]string{"skip 2026-11-24T19:00"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := open(t, tale(t, 4))
			r.course(func(c *store.Course) { c.Adjustments = test.given })
			holds(t, r.use(mara, test.command, test.options...), test.says...)
			r.adjusted(test.want...)
			if got := r.did(); len(got) != 1 || got[0] != "poke 11" {
				t.Errorf("others were told %q", got)
			}
			log, err := r.store.Audit(t.Context(), guild, r.story.Key(), 1)
			must(t, err)
			if len(log) != 1 || log[0].Who != r.store.Reader(mara) || !log[0].At.Equal(r.now) {
				t.Errorf("the log says %v", log)
			}
			holds(t, r.use(mara, "chapter log"), " · you · "+log[0].What)
		})
	}
}

// What cannot be done is refused with what to do instead, and changes nothing.
func TestRefusedChangesOfTheDates(t *testing.T) {
	for _, test := range []struct {
		name    string
		given   []string
		command string
		options []string
		says    string
	}{
		{"paused already", []string{"pause from 2026-11-22T10:00"}, "schedule pause", nil,
			book.AlreadyPaused(time.Unix(1795338000, 0))},
		{"nothing to resume", nil, "schedule resume", nil, book.NotPaused()},
		{"resumed already", []string{"pause from 2026-11-22T10:00", "resume from 2026-11-22T11:00"}, "schedule resume", nil,
			book.NotPaused()},
		{"a hiatus until no day", nil, "schedule hiatus", []string{"until:next @everyone `week`"},
			book.NotADay("`next @everyone 'week'`")},
		{"a hiatus until today", nil, "schedule hiatus", []string{"until:2026-11-23"}, book.DayPassed("2026-11-23")},
		{"a hiatus for centuries", nil, "schedule hiatus", []string{"until:2226-11-23"}, book.TooFarAhead("2226-11-23", 5)},
		{"skip in centuries", nil, "schedule skip", []string{"date:2226-11-24 19:00"}, book.TooFarAhead("2226-11-24", 5)},
		{"shift at the end of time", nil, "schedule shift", []string{"date:9999-12-31", "by:1d"},
			book.TooFarAhead("9999-12-31", 5)},
		{"a chapter in a leap year far ahead", nil, "schedule chapter", []string{"number:2", "date:2040-12-31"},
			book.TooFarAhead("2040-12-31", 5)},
		{"skip no date", nil, "schedule skip", []string{"date:soon"}, book.NotADate("`soon`")},
		{"skip a day without a drop", nil, "schedule skip", []string{"date:2026-11-25"}, book.NoSuchDate([]string{
			"Tue 24 Nov 2026 19:00", "Fri 27 Nov 2026 19:00", "Tue 1 Dec 2026 19:00"})},
		{"skip another time", nil, "schedule skip", []string{"date:2026-11-24T18:00"}, "Nothing comes on that date."},
		{"skip what was used", nil, "schedule skip", []string{"date:2026-11-20"}, book.DateUsed("Fri 20 Nov 2026 19:00")},
		{"skip in a pause", []string{"pause from 2026-11-22T10:00"}, "schedule skip", []string{"date:2026-11-24"},
			book.NoSuchDate(nil)},
		{"skip a chapter's own date", []string{"chapter 3 on 2026-12-24T18:00"}, "schedule skip",
			[]string{"date:2026-12-24"}, book.OwnDate(3)},
		{"shift by no length", nil, "schedule shift", []string{"date:2026-11-24", "by:a while"}, book.NotASpan("`awhile`")},
		{"shift by nothing", nil, "schedule shift", []string{"date:2026-11-24", "by:0d"}, book.NotASpan("`0d`")},
		{"shift by years", nil, "schedule shift", []string{"date:2026-11-24", "by:900d"}, book.NotASpan("`900d`")},
		{"shift too far in all", []string{"shift from 2027-09-21T19:00 by 300d"},
			"schedule shift", []string{"date:2026-11-24", "by:70d"}, book.ShiftedTooFar()},
		{"no such chapter", nil, "schedule chapter", []string{"number:9", "date:2026-12-24"}, book.NoSuchChapter(9)},
		{"a chapter beyond numbers", nil, "schedule chapter", []string{"number:9007199254740993", "date:2026-12-24"},
			book.NoSuchChapter(9007199254740993)},
		{"a chapter that is out", nil, "schedule chapter", []string{"number:1", "date:2026-12-24"}, book.IsOut(1)},
		{"a date that has passed", nil, "schedule chapter", []string{"number:2", "date:2026-11-23 11:59"},
			book.DatePassed("Mon 23 Nov 2026 11:59")},
		{"a date before the chapter before", nil, "schedule chapter", []string{"number:3", "date:2026-11-24 10:00"},
			book.PinTaken("Chapter 3 · Part 3", "Tue 24 Nov 2026 10:00")},
		{"a date in a pause", []string{"pause from 2026-11-22T10:00"}, "schedule chapter",
			[]string{"number:2", "date:2026-12-24 18:00"}, book.PinPaused("Chapter 2 · Part 2")},
		{"a day in a pause", []string{"pause from 2026-11-22T10:00"}, "schedule chapter",
			[]string{"number:2", "date:2026-12-24"}, book.NeedsTime("2026-12-24")},
		{"nothing to undo", nil, "schedule undo", nil, book.NothingToUndo()},
		{"an unknown subcommand", nil, "schedule dance", nil, book.UnknownCommand()},
		{"no subcommand", nil, "schedule", nil, book.UnknownCommand()},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := open(t, tale(t, 4))
			r.course(func(c *store.Course) { c.Adjustments = test.given })
			holds(t, r.use(mara, test.command, test.options...), test.says)
			r.adjusted(test.given...)
			if got := r.did(); len(got) != 0 {
				t.Errorf("others were told %q", got)
			}
			if strings.Contains(r.log.String(), "panic") {
				t.Error(r.log.String())
			}
		})
	}
}

func TestAChapterThatHasBegunKeepsItsDate(t *testing.T) {
	r := open(t, tale(t, 4))
	r.out(early, 1)
	r.dated(2, firstDrop)
	holds(t, r.use(mara, "schedule chapter", "number:2", "date:2026-12-24"), book.DateKept(2))
	holds(t, r.use(mara, "schedule skip", "date:2026-11-24"), book.DateUsed("Tue 24 Nov 2026 19:00"))
	r.adjusted()
}

// A change worked out on dates that package drop moved on meanwhile is worked out again.
func TestAChangeIsWorkedOutOnWhatThereIs(t *testing.T) {
	r := open(t, tale(t, 4))
	held := &overtaken{Store: r.store, times: 2, act: func() {
		r.course(func(c *store.Course) { c.Told = append(c.Told, "x") })
	}}
	r.with(func(c *author.Config) { c.Ledger = held })
	holds(t, r.use(mara, "schedule skip", "date:2026-11-24"), "is left out")
	r.adjusted("skip 2026-11-24T19:00")
	held.times = 100
	holds(t, r.use(mara, "schedule skip", "date:2026-11-27"), book.TryAgain())
	r.adjusted("skip 2026-11-24T19:00")
}

func TestTwoTimesOnADay(t *testing.T) {
	s := tale(t, 4)
	s.Release.Schedule = "tue 09:00,19:00"
	r := open(t, s)
	holds(t, r.use(mara, "schedule skip", "date:2026-11-24"),
		book.SeveralTimes("Tue 24 Nov 2026 09:00", "Tue 24 Nov 2026 19:00"))
	holds(t, r.use(mara, "schedule skip", "date:2026-11-24 9:00"), "Tue 24 Nov 2026 09:00 is left out")
}

// Portions have dates of their own, and those that are out are not ahead.
func TestPortions(t *testing.T) {
	s := tale(t, 3)
	s.Release.Portion = "2 scenes"
	r := open(t, s)
	answer := r.use(mara, "schedule show")
	holds(t, answer, "Chapter 2 · Part 2, scenes 1 to 2**\nTue 24 Nov", "Chapter 2 · Part 2, scene 3**\nFri 27 Nov",
		"Chapter 3 · Part 3, scenes 1 to 2**\nTue 1 Dec", "2 chapters left, the last on Fri 4 Dec 2026")
	ref := store.DropRef{Telling: r.telling(public), Chapter: 2}
	must(t, r.store.PlanDrop(t.Context(), store.Drop{DropRef: ref, Due: r.now, Planned: r.now, Through: 2},
		[]store.Step{{Kind: store.StepPage, Scene: 1}, {Kind: store.StepPage, Scene: 2}}))
	for i := range 2 {
		_, err := r.store.ClaimStep(t.Context(), ref, i, r.now)
		must(t, err)
		must(t, r.store.FinishStep(t.Context(), ref, i, uint64(9+i), r.now, nil))
	}
	must(t, r.store.FinishDrop(t.Context(), ref, r.now, time.Time{}))
	answer = r.use(mara, "schedule show")
	holds(t, answer, "Chapter 2 · Part 2, scene 3**\nTue 24 Nov", "Chapter 3 · Part 3, scenes 1 to 2**\nFri 27 Nov")
	if strings.Contains(answer, "scenes 1 to 2**\nTue 24 Nov") {
		t.Errorf("a portion that is out is ahead: %s", answer)
	}
}

// A channel that was left holds nothing back, though what is out there can still be corrected.
func TestAChannelThatWasLeft(t *testing.T) {
	r := open(t, tale(t, 4))
	r.out(public, 2)
	r.out(early, 1)
	must(t, r.store.Detach(t.Context(), r.telling(early)))
	answer := r.use(mara, "schedule show")
	holds(t, answer, "2 chapters left")
	if strings.Contains(answer, "Chapter 2") {
		t.Errorf("what is out is ahead: %s", answer)
	}
	r.out(early, 2)
	r.out(early, 3)
	must(t, r.store.Detach(t.Context(), r.telling(early)))
	holds(t, r.use(mara, "chapter retract", "number:3"), book.WouldRetract("Chapter 3 · Part 3"))
}

// What the files say of dates counts, and a command counts more.
func TestDatesOfTheFiles(t *testing.T) {
	s := tale(t, 4)
	s.Release.Schedule = "every 3 days 19:00" // from the start on
	s.Release.Start = time.Date(2026, 11, 24, 0, 0, 0, 0, s.Release.Zone)
	s.Chapters[2].Date = "2026-12-24T18:00"
	r := open(t, s)
	r.course(func(c *store.Course) { c.Last = max(c.Last, "2026-11-23T00:00") })
	holds(t, r.use(mara, "schedule show"), "every 3 days 19:00 from 2026-11-24",
		"**Chapter 2 · Part 2**\nTue 24 Nov 2026 19:00 CET", "**Chapter 3 · Part 3**\nThu 24 Dec 2026 18:00 CET",
		"chapter 3 has this date of its own", "**Chapter 4 · Part 4**\nThu 24 Dec 2026 19:00 CET")
	holds(t, r.use(mara, "schedule skip", "date:2026-12-24 18:00"), book.OwnDate(3))
	holds(t, r.use(mara, "schedule chapter", "number:3", "date:2026-12-01 18:00"),
		"~~Thu 24 Dec 2026 18:00 CET~~ → Tue 1 Dec 2026 18:00 CET")
}

// Before the first telling has begun, the dates are those it would have if it began now.
func TestAStoryThatHasNotBegun(t *testing.T) {
	s := tale(t, 2)
	r := open(t, s)
	fresh := tale(t, 2)
	fresh.ID = "fresh"
	r.told, r.story = []*story.Story{fresh}, fresh
	holds(t, r.use(mara, "schedule show"), "**Chapter 1 · Part 1**\nTue 24 Nov 2026 19:00 CET")
	fresh.Release.Start = time.Date(2027, 1, 1, 19, 0, 0, 0, s.Release.Zone)
	holds(t, r.use(mara, "schedule show"), "**Chapter 1 · Part 1**\nFri 1 Jan 2027 19:00 CET")
	holds(t, r.use(mara, "schedule pause"), book.Paused())
	holds(t, r.use(mara, "schedule show"), book.PausedSince(time.Unix(1795431600+60, 0)), book.NothingAhead(2),
		"2 chapters left, without a date")
}

// A story of which everything is out says so.
func TestNothingIsLeft(t *testing.T) {
	r := open(t, tale(t, 1))
	holds(t, r.use(mara, "schedule show"), book.NothingAhead(0), "no chapter left; nothing for Tue 24 Nov 2026")
}

// A schedule that cannot be read is trouble on our side, with its cause in the log.
func TestBrokenDates(t *testing.T) {
	for name, spoil := range map[string]func(*story.Story){
		"schedule": func(s *story.Story) { s.Release.Schedule = "whenever" },
		"portion":  func(s *story.Story) { s.Release.Portion = "some" },
		"date":     func(s *story.Story) { s.Chapters[1].Date = "soon" },
	} {
		r := open(t, tale(t, 3))
		spoil(r.story)
		holds(t, r.use(mara, "schedule show"), book.Trouble())
		if !strings.Contains(r.log.String(), "tale") {
			t.Errorf("%s: logged %s", name, r.log.String())
		}
	}
}

func TestWhoMay(t *testing.T) {
	r := open(t, tale(t, 3))
	commands := []string{"schedule show", "schedule pause", "schedule resume", "schedule undo", "chapter log"}
	for _, c := range commands {
		holds(t, r.use(ines, c), book.NotTheAuthor())
	}
	if got := r.complete(ines, "chapter release", "number:"); len(got) != 0 {
		t.Errorf("somebody else is told of chapters ahead: %q", got)
	}
	r.story.Release.Authors = []uint64{ines}
	for _, c := range commands {
		holds(t, r.use(mara, c), book.NotTheAuthor())
	}
	holds(t, r.use(ines, "schedule pause"), book.Paused())
}

func TestWhichStory(t *testing.T) {
	r := open(t, tale(t, 3))
	second := tale(t, 2)
	second.ID, second.Title, second.Release.Authors = "second", "Second", []uint64{ines}
	r.told = append(r.told, second)
	holds(t, r.use(mara, "schedule show"), `The \*Tale\*`)
	holds(t, r.use(ines, "schedule show"), "**Second**")
	holds(t, r.use(mara, "schedule show", "story:second"), book.NotTheAuthor())
	holds(t, r.use(mara, "schedule show", "story:third"), book.WhichStory())
	r.told = nil
	holds(t, r.use(mara, "schedule show"), book.NoStory())
}
