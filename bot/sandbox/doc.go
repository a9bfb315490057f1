// Package sandbox is a Discord on loopback: the REST API, the gateway and a web page to watch and play it, in one HTTP
// server, with no token, no account and no network.
//
// # Use
//
//	s, err := sandbox.Start(ctx, sandbox.Options{})
//	defer s.Close()
//	// a bot talks to s.API() with s.Token(); a browser opens s.URL(); a test acts through s.World
//
// A bot is pointed at it by sending what it would send to https://discord.com/api to [Sandbox.API]; the gateway's
// address it learns, as always, from GET /gateway or /gateway/bot.
//
// # In a bubble
//
// With Options.Listener from package wire a whole sandbox runs inside a testing/synctest bubble: an hour of heartbeats
// takes no time. Start it, and make ctx, inside the bubble; give clients the network's Dial. A bubble's time begins in
// 2000, and snowflakes cannot name a moment before 2015: sleep to a day of the present first, or give a Clock that
// shows one, for else all ids are small numbers without a time and every server is on shard 0.
//
//	n := wire.New(wire.Options{})
//	s, err := sandbox.Start(t.Context(), sandbox.Options{Listener: n})
//	client := http.Client{Transport: &http.Transport{DialContext: n.Dial}}
//
// # What is where
//
//   - world: the state and the rules; one acts in it as a person.
//   - rest: the HTTP API with its limits and errors, [rest.Faults] and [rest.Traffic].
//   - gateway: the WebSocket, with faults of its own.
//   - openapi: checks requests against Discord's published API description, if Options.Validate is one of its.
//     A sandbox has it from outside, so that a program that checks nothing does not carry it.
//   - clock: the story's time, which can be turned.
//   - page: the chat client.
//   - wire: a network in memory, for tests, with faults below HTTP.
//
// # Safety
//
// Whoever reaches the sandbox can act as anybody in it. It listens on loopback only, refuses requests for other host
// names (a page elsewhere cannot reach it by a name that resolves to 127.0.0.1) and those that another site's page
// sends.
//
// # Many servers
//
// World.Crowd puts the bot into thousands of servers of about 17 kB each, and /gateway/bot then recommends a shard for
// every 1,000; over 2,500 on one the gateway closes with 4011. Ten thousand take some 200 MB in the world, and as much
// again in the gateway while their GUILD_CREATEs are kept to be resumed.
//
// # Decisions
//
// It shares no code with the bot and knows no Discord library: a mistake then shows as a disagreement between two
// independent readings of Discord's documentation, and cannot hide on both sides.
//
// A saved world keeps its snowflakes. If it is loaded with a clock that is behind, new ids go on just above the old
// ones, so that order is kept; their time is then that of the newest old id.
package sandbox
