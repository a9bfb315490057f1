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
// # What is where
//
//   - world: the state and the rules; one acts in it as a person.
//   - rest: the HTTP API with its limits and errors, [rest.Faults] and [rest.Traffic].
//   - gateway: the WebSocket, with faults of its own.
//   - openapi: checks requests against Discord's published API description, if Options.Spec names the file.
//   - clock: the story's time, which can be turned.
//   - page: the chat client.
//
// # Safety
//
// Whoever reaches the sandbox can act as anybody in it. It listens on loopback only, refuses requests for other host
// names (a page elsewhere cannot reach it by a name that resolves to 127.0.0.1) and those that another site's page
// sends.
//
// # Decisions
//
// It shares no code with the bot and knows no Discord library: a mistake then shows as a disagreement between two
// independent readings of Discord's documentation, and cannot hide on both sides.
//
// A saved world keeps its snowflakes. If it is loaded with a clock that is behind, new ids go on just above the old
// ones, so that order is kept; their time is then that of the newest old id.
package sandbox
