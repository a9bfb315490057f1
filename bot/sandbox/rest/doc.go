// Package rest is the HTTP API of the sandbox's Discord, under /api/v9 and /api/v10, in front of a [world.World].
//
// # Use
//
//	s := rest.New(rest.Options{World: w, Gateway: func() string { return "ws://127.0.0.1:8080/gateway" }})
//	http.ListenAndServe("127.0.0.1:8080", s)
//	s.Faults().Add(rest.Fault{Method: "POST", Route: "/channels/{}/messages", Action: rest.CreateThenCut, Count: 1})
//	for x := range s.Traffic().All() { ... }
//
// # What a request meets, in this order
//
//  1. A wrong version, an unknown route (404), a wrong method (405).
//  2. A [Fault] that was ordered.
//  3. User-Agent (40333) and Authorization (401). Callbacks and webhook routes need no token.
//  4. Rate limits: per bucket and global, with Discord's headers and 429 body. See [Limits].
//  5. The body: content type, JSON, multipart, then Options.Validate.
//  6. Limits of the form: what is too long, too many or not allowed together answers 50035 with Discord's tree of
//     errors. Lengths are counted in code points.
//  7. The World: permissions, unknown ids, state.
//
// # Decisions
//
// The limits of the form are those of Discord's documentation, written here a second time and not shared with the bot,
// so that one mistake cannot hide on both sides.
//
// What is not there is refused, not faked: native polls, stickers, forwards, scheduled events, audit logs, managing
// emoji and roles, and webhooks other than those of interactions answer 50035 or 404.
//
// Discord does not document its rate limits and asks clients to read the headers; the figures of [DefaultRules] are
// what has been observed.
package rest
