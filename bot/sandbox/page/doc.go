// Package page shows the sandbox's Discord in a browser: a chat client in which one can be any of its people, read what
// the bot posts, press, vote, type commands, and turn the story's clock.
//
//	h := page.New(page.Options{World: w, Clock: c, Log: log})
//	http.ListenAndServe("127.0.0.1:8080", h) // behind a check of the Host header, which package sandbox does
//
// The page itself is plain HTML, CSS and ES modules from assets, one module per noun; there is no build step and
// nothing is fetched from elsewhere. It asks the server for everything below /page/:
//
//	GET  state?as=ID                        who and what there is for this person, and the clock
//	GET  messages?as&channel&before&limit   one page of a channel's past, newest last
//	GET  events?as=ID                       server-sent events: hello, dispatch, clock, resync
//	POST act                                {as, act, ...}: say, react, unreact, dismiss, invoke, press, submit,
//	                                        clear, delete, delete_channel, give_role, take_role
//	POST autocomplete                       {as, channel, command, options, focused} -> {choices}
//	POST upload?as&channel&name&type        a file as it is, for an attachment option -> {id}
//	POST clock                              one of {speed}, {jump_to}, {jump_next}
//
// A refusal is {"message": ...} with a fitting status, in words that the page shows as they are.
//
// # What people can do
//
// They talk, react (also with super reactions, by the menu of a message), press, choose and fill in forms. Whoever may
// moderates by the same menu: reactions go, all or of one emoji, and messages; channels by the menu beside their name.
// The member list tells of each person since when they have their account and have been in the server, and which roles
// they have, and lets those who may give and take them: what a vote may ask about its voters can so be tried.
//
// # Keyboard
//
// Tab reaches everything; the newest message is one stop, from which the arrow keys go through the others and Enter
// goes to a message's buttons. "/" in the composer lists the commands; arrow keys, Enter and Tab choose, Escape steps
// back, and Backspace in an empty field takes it away. Alt with an arrow key changes the channel.
//
// # Events
//
// hello comes first on every connection and carries the clock; a client that sees a second one reads everything anew,
// as it may have missed something. dispatch is one event of [world.World.Watch]: {type, guild, channel, data}. clock
// comes after each change of speed, time or the list of what is due. resync says that events were dropped, because the
// client read too slowly. A comment line every 15 seconds keeps the connection known to be alive. A stream ends with
// its request's context: a server that shuts down must cancel its base context.
//
// # Safety
//
// Whoever can reach the page can act as anybody in the sandbox; that is its purpose. It therefore belongs on loopback,
// and it defends against other sites open in the same browser: posts must be JSON (an upload: an octet stream) and of
// the page's own origin, the content security policy allows nothing but the page's own files, and what people or bots
// wrote enters the document as text only.
//
// # Decisions
//
// The page has its own API instead of Discord's: a browser needs "what does this person see" and "act as this person",
// which the API for bots does not offer.
//
// Markdown is parsed in the browser by a parser of our own. The bot's own escaping is written independently of it, so
// that a mistake cannot hide on both sides.
//
// One stream per tab keeps the page simple. Browsers open about six connections to one server, so that more than five
// tabs of the page in one browser wait for each other; one tab can be anybody, so few are needed.
//
// Controls are shown by the permissions the world tells; the world checks every act again.
package page
