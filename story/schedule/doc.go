// Package schedule says when the next drop is due.
//
// # What an author may write
//
// Days, then 24-hour times:
//
//	daily 19:00
//	tue,fri 19:00
//	weekdays 07:30
//	mon-fri 8:00, sat 10:00
//	sun 09:00,18:00
//
// The next day after a time begins a new group. Commas and blanks both separate, case does not matter, and the words
// on, at and and may stand anywhere, so that “Tuesday and Friday at 19:00” is the same as “tue,fri 19:00”.
//
// Every so many days, or on days of every so many weeks, from a first day on:
//
//	every 3 days 19:00 from 2026-12-01
//	every other day 19:00 from 2026-12-01
//	every 2 weeks tue,fri 19:00 from 2026-12-01
//	every other tuesday 19:00 from 2026-12-01
//
// Nothing comes before the first day. Weeks begin on Monday, and the first day's week is the first one. Without a day
// of the week, the first day's is taken. [ParseFrom] gives a first day to a text without one.
//
// Single dates, which may stand beside other groups:
//
//	on 2026-12-01 19:00, 2026-12-24 18:00
//	fri 19:00, on 2026-12-24 18:00
//
// A cron text, which stands alone: minute, hour, day of the month, month, day of the week:
//
//	cron: 0 19 * * 2,5
//	cron: 30 8 1,15,l * *     the 1st, the 15th and the last day of each month
//	cron: 0 19 * * fri#1      the first Friday of each month; fri#l is the last one
//
// As in every cron, a date that either of the two day fields names will do if both are restricted. Seconds, years, time
// zones and @daily are not accepted.
//
// [Parse] makes a [Rule] of any of these; [Rule.String] prints it in one canonical form, which Parse reads back.
//
// # Slots
//
// A rule yields slots: a [Slot] is a date and a time as the author's wall shows them, such as 2026-12-01T19:00.
// [Slot.At] says at which instant it comes in a zone. A serial remembers the last slot it used, and so a clock that is
// set back repeats nothing, one that is set forward loses nothing, and a change of a zone's rules moves future drops
// ([Moved] says by how much) but neither adds nor removes one.
//
//   - A time that the clock skips (02:30 on the night it jumps from 2 to 3) comes later by the length of the gap, at
//     03:30, as RFC 5545 section 3.3.5 has it.
//   - A time that happens twice (01:30 on the night the clock goes back) happens once, at the first pass.
//   - A date that the zone skips as a whole (30 December 2011 in Samoa) comes with the date after it: two drops at
//     one instant, in their order.
//
// So every date the rule names has exactly one drop for each of its times.
//
// # Plans
//
// A [Plan] is a rule in a zone with what the author changed since. Each [Adjustment] has a text:
//
//	skip 2026-12-01T19:00                              that date falls away; its chapter takes the next one
//	shift 2026-12-01T19:00 by 2d                       that date moves, here to Thursday; back with -1d
//	shift from 2026-12-01T19:00 by 2d                  that date and all after it move
//	pause from 2026-12-01T00:00                        nothing from then on, until resumed
//	hiatus from 2026-12-01T00:00 until 2027-01-10      nothing from then on and before that date
//	resume from 2026-12-20T12:00                       ends pauses and hiatuses from then on
//	chapter 7 on 2026-12-24T18:00                      this chapter on this date, whatever the rule says
//
// Adjustments work in the order they were made, each on the dates as those before it left them, which are the dates the
// author saw when making it. A slot that moves past others changes places with them: the chapters keep their order. Two
// that land on one local time are one drop, and one that moves to the last drop or before it falls away. Then:
//
//   - a chapter's own date goes before the rule, holds in a hiatus and gives way to a pause only; the rule goes on
//     after it. A date that the chapter before has used or passed is void: chapters never change places;
//   - a skipped date stays skipped through later shifts and resumes.
//
// [Plan.Next] says when a chapter is due, or the [Portion] of one that a drop holds (chapter, 3 scenes). [Late] says
// what becomes of a late one (post, ask, skip), [Gap] how long to wait between scenes (90s, by reading 230 wpm), and
// [Plan.Simulate] what lies ahead, with a [Runway].
//
// # Zones
//
// The zones' rules come from the system or the binary; whoever builds a binary imports time/tzdata to be sure of them.
//
// # Decisions
//
// The library for cron text only reads the text: each one tried gets some clock change wrong when it searches for the
// next time. Its sets are matched against dates here, as all others are.
//
// The times of time.Date are not used: it moves a skipped time back in some zones and forward in others.
//
// Nothing here reads a clock. Instants are passed in, and a jump of the clock can only change what is passed.
package schedule
