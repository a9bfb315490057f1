// Package kv runs update functions over partitions of an ordered key-value store and makes them durable in groups.
//
// It is the one transaction logic above every engine. An engine keeps sorted bytes and can do four things: show a
// snapshot, apply one commit atomically, say whether a commit took effect, and close. Everything else (isolation,
// undoing a failed function, sharing a sync among many writers, settling unknown outcomes) happens here, once.
//
// # Keys and partitions
//
// A key is a kind byte, the partition as eight big-endian bytes, and the rest. A [Partition] is a guild's id; 0 is
// global. An update or a view belongs to one partition and touches no other: [ErrPartition] otherwise. Kind first
// means that all records of a kind are one range across partitions ([DB.ScanAll]); the fixed offset means that the
// check costs nothing.
//
// # Updates
//
// [DB.Update] hands a function to the one committing goroutine. That goroutine takes whatever waits (up to MaxGroup
// calls), opens one snapshot, runs the functions one after another over an overlay of what earlier ones in the group
// wrote, and gives the engine one commit. So the rules for a function are:
//
//   - it may run several times, and in a group with others: it acts through its Tx only, and sets captured variables
//     anew on every run ([Do] does that for one result);
//   - it does not call the DB, wait for anything or keep the Tx;
//   - an error from it, or a panic, undoes it alone; the others in the group are not disturbed.
//
// [DB.UpdateAll] hands over many functions at once that run in order, for what is too much for one: they share a commit
// as far as it takes them, and each runs only if all before it have succeeded.
//
// A nil answer means synced. A refusal (an error from the function) is answered only after the group it was computed in
// has been applied, so nobody is told "you have voted already" because of a vote that is then lost.
//
// # Heads
//
// Each partition has a head, a number that moves with every commit that writes the partition. A commit carries the
// head of each partition it used, and the engine applies it only if none of them has moved since. This one comparison
// stands for everything a function read: values, ranges, and absences. On an engine with several writing processes it
// is also the fence: one that was replaced while asleep finds the heads moved, and cannot write.
//
// # Unknown outcomes
//
// An error from Apply means "unknown", unless it is one of [ErrConflict], [ErrFull] and [ErrBroken]. The same commit
// is offered again, which is safe, since the first one to land moves the heads. On a conflict the engine is asked
// whether this very commit had landed: yes is success, no means the functions run again on a fresh snapshot. When
// patience ends, the answer is [ErrUnknown], never a guess.
//
// # Decisions
//
//   - One goroutine and no timer: a lone writer commits at once, and while one commit syncs the next group gathers. It
//     yields the processor once before collecting, so that writers woken by the last group can join the next.
//   - A group in which all refuse still goes through Apply, which then compares heads only.
//   - After an engine has failed ([ErrBroken]) nothing is acknowledged and nothing read any more: what the file now
//     holds is known only after reopening it. [DB.Broken] tells the process to stop.
//   - A view may see a commit a moment before its sync has ended (the engines publish first). What must be durable
//     before it is shown is read inside an Update.
//   - Values are copied in and out. Engines hand out memory that dies with the snapshot, and callers keep values.
package kv
