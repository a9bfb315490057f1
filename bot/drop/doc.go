// Package drop posts what is due, once.
//
// A [Telling] is a story in one channel of a guild. [Runner.Serve] tells it: it waits until the next chapter (or
// portion of one) is due, writes down everything that has to be done for it (the lead, the pages of each scene, the
// author's note, the closing question, our own reactions under it, the discussion, the index) and takes these steps in
// order. Each step is claimed durably before it is sent and finished durably after it, so that a process that died at
// any moment goes on where it was: see package outbox for how a message in doubt is settled.
//
// # One timeline
//
// A guild may have several tellings of a story: one for everybody, others ahead of it. They share the story's course
// ([store.Course]): what the author has changed of the schedule, and which slot each chapter was given. A chapter is
// given its slot when the first of the tellings begins to post it; the others post it at the same slot, each less its
// lead. What was given stays, so a clock that is set back or forward repeats and loses nothing. Until then a chapter's
// date is what the schedule says now, and moves with it.
//
// A chapter that is late is treated as its author said (post, ask, skip; see package schedule). Ahead of its public
// date a chapter is never late. Asking is durable: nothing is posted until the author has answered, by
// [Runner.ReleaseNow] or [Runner.SkipDate]. Several late chapters are one question, for all channels that were told the
// story before: [Runner.CatchUp] posts all of them, one after the other, and [Runner.LeaveOut] none. A pause, and a hold
// on a chapter, stop every telling; so does a hold on a scene, before that scene. A pause takes hold of a drop under way
// before its next scene, not within one.
//
// # Ways
//
// A telling is given its story as votes have made it in its guild ([story.Story.Told]), and what they have chosen. Where
// that ends before a chapter that waits for a vote, the telling waits: until the chapter's date as for any other, and then
// for the vote, which its author is told once. Whoever serves it begins it anew when the vote is decided; the chapter is
// then not late, whatever its date was. Before the first chapter that depends on a vote is planned, what that has chosen is
// asked for once more ([Ways]) and kept in the course: from then on it stands, whatever becomes of the vote.
//
// # Trouble
//
// A refusal (the channel is gone, a permission was taken away) parks this telling alone: durably, because every refused
// request counts towards the limit at which Discord shuts a bot out. The author is told once. It goes on after
// [Runner.Retry], or when the program starts again. While Discord does not answer, wants fewer requests or a channel's
// slow mode is on, the telling waits; while the disk is full, so do all of them, and go on by themselves. Nothing that
// Discord says or leaves unsaid ends a telling, let alone the bot.
//
// A channel that its guild does not have any more is known before anything is refused: its telling is served with
// [Gone] as what bars it, and parked as by that refusal, once for the deletion and the refusal together, and for all
// restarts. It goes on when it is served without.
//
// # New channels
//
// A telling is new if nothing was ever due in it. Where chapters that are late were posted in another channel of the
// guild, its author is asked once whether they are posted there too, and nothing is posted before [Runner.Join]. Other
// tellings and orders do not wait for that. Where the author has no desk, a channel that is ahead of everybody's begins
// with the next chapter, as what is out can be read in that; everybody's own channel asks as about late chapters.
//
// # Numbers
//
// A chapter is known by its number: places, votes, dates and orders go by it, and what comes next is the first number
// that is not out. So with every drop is kept what its chapter is recognized by ([story.Sketch]), that of the chapter
// after it, and what the story was like up to there. Before a telling goes on with a story that was handed over it
// holds what is out anywhere in the guild against the story as it is told there. If a chapter that is out is clearly
// found under another number ([story.Sketches.Shifts]), or the next one under a number that is out, then chapters were
// put in, taken out or swapped: a chapter would be posted twice, or never. So it would be with the second part of one
// that was split when it was out. Nothing is posted of the story in that guild then; a drop that is planned is
// finished, votes go on, readers read and keep their places by the numbers that the files have now. The author is told
// once, and orders that would go wrong are refused with the [story.Shift]. When the files are mended it goes on by
// itself, by the rules for late chapters. A chapter that was worked on, or that is like no other any more, is where it
// was.
//
// # Orders
//
// [Runner.Correct] edits what was posted, [Runner.Retract] takes its text back, [Runner.ReleaseNow] does not wait for a
// date. They are written down as jobs, one for each telling, before they return, and every telling carries out its own.
// Each is noted in the story's audit. [Runner.Poke] has tellings look again after anything else has changed.
//
// A chapter is taken back for a whole guild, by one update of the course ([store.Store.Retract]) before any job is
// written: from then on package reader shows a notice in its place, and no telling plans anything of it. Where it is
// not out yet, or not all of it, the telling waits before it. If the program dies before the jobs are written, each telling
// orders its own when it begins again. Correct ends all that: it brings the text back, as its file is by then, and the
// tellings go on. To go on without the chapter for good, its file is taken out.
//
// What came of a chapter's question after it belongs to these jobs: the later rounds of its vote, and the results. Which
// messages those are the store knows, and what they say whoever counts votes: they are worded when they are edited
// ([Config.Retell]).
//
// # Announcement channels
//
// A lead and a question are passed on (crossposted) to the channels that follow theirs. Discord takes 10 an hour in a
// channel, so this waits in jobs of its own, one for each message, and a goroutine beside the telling's works them off
// in order while drops go on. It tries for a day, on the story's clock, also in the next process; then, and when
// Discord says that it can never be done, it gives the message up and the author is told. What is passed on twice after
// a crash Discord recognizes. While a chapter is taken back its messages are not passed on.
//
// # Decisions
//
//   - What is posted is rendered when the drop is planned and kept with it. An author who edits the file during a drop
//     does not change what half of the readers have already seen; a correction waits until the drop is complete.
//   - The newest message that is older than a drop's is read shortly before its date, not at it: for 500 channels that
//     would be a quarter more requests at the very time when Discord's limits hold them up.
//   - A vote's deadline counts from the moment its question was claimed, not from the plan: a drop that was held up
//     for a day leaves its readers as much time as any other.
//   - A question's reactions need its message, so they come after it; it is announced (crossposted, discussed) when
//     they are there.
//   - Discord cannot insert a message between others. A correction that does not fit into as many messages as were
//     posted is refused with the reason, and nothing is changed; one that needs fewer leaves a notice in those over.
//   - Of an announcement channel only the lead and the question are crossposted, as Discord takes 10 an hour.
//   - A chapter that is being posted is not taken back before its last message is out (ErrUnderWay): its steps are
//     planned with its text, and half of them as they were would be neither the old chapter nor the corrected one.
//   - A chapter that is taken back holds up what follows instead of being told as a notice: what has been told as one
//     message could not be corrected into a chapter, and Correct is what brings it back. Dates that pass meanwhile are
//     late by the same rules as ever.
//   - The question goes with the chapter, and so does the message in its discussion that repeats it. Votes stay, go on
//     and are counted: the result then names the options, as without them it would say nothing.
//   - The index is created from what is planned and edited after that, because only a text that stays the same can be
//     found again after a crash. A forum has no index: its posts are a list of chapters already.
//   - A date that was given and passed during a pause is late when the story is resumed: readers of another channel had
//     the chapter at it, so that it cannot move. By the same rules as ever its author is asked.
//   - ReleaseNow uses up the date the chapter would have had, so that what follows comes no earlier than announced.
//   - Corrections reach the channels in which the story is told now. What stands in a channel that it has left stays.
//   - Of chapters that are caught up with, only the last one pings. Their questions are asked as ever.
//   - What is left out counts as released: readers find it by their own reading, as they find what comes after it.
//   - What is late is worked out anew when the author answers: it is more by then than when they were asked, perhaps.
//   - Roles and forums that a story names are looked up when a drop is planned: they may be made, or made anew, at any
//     time. If that fails, the drop goes by the names known before.
//   - An author who wants the new numbers says so: by a button under the alert and in /schedule show
//     ([Runner.Renumber]), after which the chapters that are out are taken for those that have their numbers now.
//     Nothing in the files says it: "number:" stands in every file that was imported, and a number that was changed by
//     mistake must not pass for a wish. It is also the way out where a chapter was replaced and its old text now stands
//     elsewhere.
//   - A correction is what its chapter is recognized by from then on, as its messages say that.
//   - Chapters that a program posted which kept nothing of them are taken for what the files say when this one begins.
//   - All drops of a story in a guild are only read where what is out is not as it was when the newest were planned.
//   - What stands in a channel that the story has left counts too: readers' places in the guild go by it.
//   - A portion is known by the number of scenes that were out before it, so that an author may change how many scenes
//     make a portion in the middle of a chapter.
package drop
