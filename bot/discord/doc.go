// Package discord is the one way the bot talks to Discord: discordgo v0.29.0, set up so that its known traps cannot
// reach a reader.
//
// A [Client] has two halves. [Client.Run] keeps the gateway connections alive and turns raw events into small values of
// our own ([Ready], [Reaction], [Interaction], …), in order, on one goroutine per shard. The REST methods
// ([Client.Post], [Client.Reactors], [Client.Respond], …) send one request each and say what became of it.
//
// # Sessions
//
// A session lasts as long as Discord keeps it, which is longer than a connection and may be longer than a process. Its
// record ([Session]) is kept by a [Sessions], never further along than what a [Handler] says is durable, so that the
// next process resumes it and hears what it missed. After [Ready] nothing can be made up for from the past: whoever
// shows something in Discord reads it again.
//
// Every connection has a discordgo session of its own and a guard on its wire, inside the encryption. The guard follows
// the frames both ways: it turns discordgo's IDENTIFY into a RESUME where there is a session, lets heartbeats name its
// last event, ends the connection where Discord asks to reconnect (op 7) or says that the session is not valid (op 9),
// learns the code with which Discord closes, sets deadlines on everything, and refuses discordgo's close frames.
//
//	what happens                                   what the client does
//	cut, op 7, close code without a meaning below  resumes after some 0.5 s, doubling to a minute
//	nothing heard for a heartbeat's interval+      counts the connection as dead, and resumes
//	op 9                                           waits 1 to 5 s; begins a session if it cannot be resumed
//	close codes 4007, 4009                         begins a session
//	close codes 4004, 4010 to 4014                 ends with a [FatalError]
//	the address for resuming is dead               resumes at the general one, and in turns
//	a RESUME is not answered, twice                begins a session
//
// Guilds are spread over shards, each with its own session ([ShardOf]). IDENTIFYs are 5 s apart in each of the groups
// that max_concurrency makes. Before each one, Discord is asked how many are left of the day's: from half of them on a
// shard's are spread over the rest of the day, and the last tenth is never used.
//
// # What became of a request
//
// A request ends in one of three ways. It worked. Or it was not carried out: Discord refused it (an [Error] with its
// status and code, matched by errors.Is against [ErrUnknownMessage] and its siblings), or it was never sent
// ([ErrUnreachable], [ErrTooManyRefusals], [ErrTokenRevoked], or the context's end alone). Or nobody knows
// ([ErrOutcomeUnknown]): the answer was a 5xx, was cut, or could not be read, and a message may stand in the channel
// all the same. [Refused] tells what will not pass by itself.
//
// What may be carried out twice without harm is repeated here, up to 5 times with growing pauses: requests whose
// second time changes nothing, and [Client.Post], as its nonce makes Discord answer with the first message; that for a
// minute only, as Discord remembers nonces for a few. What was certainly not sent is repeated whatever it is. First
// answers and follow-ups of interactions are not repeated when in doubt.
//
// # How fast
//
// Everything the client sends, but for interactions, goes through one pacer. It sends at most 49 requests a second
// with at most 50 under way; one at a time, in the order in which they came, per route and channel, a request that is
// repeated keeping its turn; and by what each answer says of its limit (X-RateLimit-Bucket for that channel), so that
// the first answer is enough to meet no 429. A 429 is waited out for exactly as long as it says: a limit's own by what
// falls under it, a global one and Cloudflare's by everything but interactions. Interactions wait for nothing but
// their own 429s, because Discord counts them apart and a person waits. Every wait ends with its context. Nothing is
// kept of a channel once its limit's time is over, nor ever of an interaction.
//
// Discord shuts out an address that is refused 10,000 times in 10 minutes. From 1,000 on the client sends 5 requests a
// second, from 5,000 on nothing but posts and answers. After one 401 on account of the token it sends nothing at all.
//
// # Secrets
//
// A [Token] shows itself to no printer, logger or encoder, and no session but the gateway's holds its text. An
// interaction's token is in no error and no log line, though it is in the address; and what somebody on the way sends
// back is searched for both.
//
// # Decisions
//
//   - SyncEvents is on: discordgo otherwise starts a goroutine per event, and one reader's two clicks swap.
//   - discordgo's state cache is off: nothing here reads it, and it keeps every guild whole.
//   - discordgo's own reconnecting is off: it knows no fatal close codes, retries a dead session for ever, and says
//     goodbye with code 1000, which ends the session where resuming would have lost nothing.
//   - A discordgo session is used for one connection only, as it keeps the gateway session's id to itself, and sleeps
//     for a second under its lock whenever it closes.
//   - Where the gateway is, is decided here and told to discordgo by a transport that answers nothing else: it knows
//     nothing of the address at which Discord wants a session to be resumed.
//   - A process that stops leaves its session to be resumed if records are kept (close code 4000): the bot is then shown
//     online for some minutes more, which costs nobody anything.
//   - Frames are read and written byte by byte instead of by a fork of discordgo. It costs a few microseconds per event.
//   - discordgo's rate limiter gets nothing to do, and its answers' headers are taken away before it sees them. It
//     knows no global limit, no Cloudflare, a fixed pace for reactions, one lock for all edits of answers; it sleeps
//     deaf to contexts, and keeps a bucket per interaction for ever.
//   - REST goes through a session of its own that is never opened, so that replacing a broken gateway session does not
//     touch requests in flight.
//   - Order and limits are two things: a lane keeps the order of one route in one channel, a window the limit that
//     several lanes may turn out to share. So learning what a limit is called never changes an order.
//   - The interval between requests is even rather than 49 in a burst and a pause: Discord's window begins when it
//     likes, and two bursts in one of them are too many.
//   - allowed_mentions is put into every message here, as a caller who forgets it once pings everybody.
//   - A Token is a struct around a function and not a string, as fmt shows strings in unexported fields, whatever
//     methods their type has.
package discord
