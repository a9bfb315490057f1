// Package world is the state and the rules of the sandbox's Discord: who is there, what was said, who may do what, and
// who is told about it. It knows no HTTP and no WebSocket; package rest and package gateway put those in front of it,
// and package page lets people act in it.
//
// # Use
//
//	w := world.New(clock.Now)
//	app := w.Furnish()                                  // the default guild, people and bot
//	guilds, detach := w.Attach(app.ID, func(e world.Event) { ... })
//	message, err := w.Post(app.User.ID, channel, world.Draft{Content: "Once"})
//
// [World.Crowd] adds thousands of guilds, to see what becomes of a bot that is in so many.
//
// Three kinds of callers use it:
//
//   - programs (the REST API): [World.Post], [World.EditMessage], [World.AddReaction], [World.Respond] and so on.
//     The first argument is the user who acts; permissions are checked here.
//   - people (the page, tests): [World.Say], [World.React], [World.Invoke], [World.Press], [World.Submit] and so on,
//     which also check what a client would check before it sends anything.
//   - listeners (the gateway, the page): [World.Attach] and [World.Watch].
//
// # Errors
//
// Every refusal is an [*Error] with Discord's HTTP status, numeric code and sentence. Limits on the shape of a
// request (lengths, counts) are package rest's; what depends on the state (permissions, unknown ids, the 20th
// reaction, archived threads, nonces, expired tokens) is decided here.
//
// # Events
//
// One mutex guards everything. An event is delivered while it is held, so that all listeners see the same order:
// deliver must not block and must not call the World. Values handed out are snapshots: nobody changes them
// afterwards.
//
// # Decisions
//
// Two clocks: snowflakes and timestamps follow the now function (the story clock), so that a story can be played in
// minutes; the life of an interaction (3 s, 15 min) and of a nonce (3 min) follow package time, because the program
// under test measures those in real time.
//
// Discord does not say how long a nonce is remembered ("the past few minutes"); three minutes are used, per author and
// channel.
//
// Ephemeral messages, nonces and interaction tokens are not saved: a real client forgets the first when it restarts,
// and the others are dead before anybody could use them.
package world
