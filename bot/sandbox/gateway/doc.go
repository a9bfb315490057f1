// Package gateway is the sandbox's Discord gateway: the WebSocket through which a bot hears what happens.
//
// [New] makes a [Gateway] from a world; it is an http.Handler that upgrades every request, to be mounted on the
// address that the REST API hands out in GET /gateway and /gateway/bot:
//
//	g := gateway.New(gateway.Options{World: w, URL: func() string { return "ws://127.0.0.1:8080/gateway" }})
//	mux.Handle("/gateway", g)
//	mux.Handle("/gateway/", g) // resume_gateway_url is below it, and some clients put a slash before the query
//	defer g.Close()
//
// # The protocol
//
// Versions 9 and 10, JSON, plain or compressed by transport (compress=zlib-stream) or by payload (IDENTIFY with
// compress true). ETF and zstd-stream are refused with HTTP 400, as the sandbox does not speak them; Discord does.
//
// A connection gets HELLO, sends heartbeats, and either IDENTIFYs (READY, then one GUILD_CREATE for each server) or
// RESUMEs (what it missed, then RESUMED). What is sent depends on the intents and the shard; see [Intents]. Without
// MESSAGE_CONTENT the texts of other people's messages are empty, except in direct messages and where the bot is
// mentioned. Rules that close a connection use Discord's own codes:
//
//	4001 unknown opcode            4008 more than 120 payloads in 60 s
//	4002 not JSON, over 4096 bytes 4009 no heartbeat for two intervals
//	4003 not identified            4010 impossible shard, 4011 over 2,500 servers on it
//	4004 bad token                 4012 version other than 9 and 10
//	4005 identified twice          4013 unknown intent bits
//	4007 sequence from the future  4014 privileged intent not enabled for the application
//
// A session outlives its connection for Options.ResumeWindow unless the client closed it with 1000 or 1001. IDENTIFYs
// that come too fast (one per 5 s and rate-limit key) and RESUMEs of unknown sessions are answered by op 9. An
// IDENTIFY more than there are in a day (1,000) ends every session of the application with 4004 and revokes its token;
// see Options.Revoke.
//
// What belongs to no server, such as direct messages and interactions in them, goes to shard 0. Several sessions may
// have the same shard: each is told everything.
//
// # Faults
//
// [Gateway.Cut], [Gateway.Freeze], [Gateway.EndSessions], [Gateway.Reconnect], [Gateway.Invalidate],
// [Gateway.CloseWith], [Gateway.Outage], [Gateway.Repeat] and [Gateway.Beat] do on demand what Discord does at a bad
// moment. [Gateway.HoldHello], [Gateway.HoldReady], [Gateway.ReconnectFirst], [Gateway.ReconnectInstead],
// [Gateway.RefuseResume], [Gateway.RefuseIdentify], [Gateway.RefuseWith] and [Gateway.ResumeURL] order it for clients
// that are yet to connect. [Gateway.Stats] tells how the bot took it: when it identified, how it left, whether it
// resumed where READY said.
//
// # Decisions
//
// Time is real time (package time), not the story's clock: a client's heartbeats do not speed up with the story.
//
// Which privileged intents an application may use is read from the flags the world puts into READY's application, so
// that there is one place to switch them, as in Discord's developer portal.
//
// One mutex guards all connections and sessions, and the world is never called while it is held: events arrive under
// the world's own lock. Every dispatch is turned into JSON as it arrives, since the world may change afterwards, and
// is kept in its session's log, from which both the live connection and a later RESUME are served. A client that
// falls behind by twice that log loses its session.
//
// Discord does not publish how long a session can be resumed, how much it keeps, what it does at the second missed
// heartbeat, or in which order it checks an IDENTIFY. Those are this package's choices.
package gateway
