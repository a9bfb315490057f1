// Package openapi checks a bot's requests against Discord's own description of its API.
//
// Discord publishes an OpenAPI 3.1 file (github.com/discord/discord-api-spec, specs/openapi.json). [Load] reads it, and
// [Validator.Check] says what is wrong with a request, before anything is done with it:
//
//	v, err := openapi.Load("openapi.json")
//	err = v.Check("POST", "/api/v10/channels/42/messages", "application/json", body)
//	// openapi: POST /channels/{channel_id}/messages: embeds.0.title: maxLength: got 300, want 256
//
// It looks at the route, the parameters in its path and query, and the body: JSON, a form, or the payload_json of a
// multipart body. Lengths are counted in code points, as Discord counts.
//
// # What it cannot see
//
// The file knows types, lengths, counts and ranges. It does not know permissions, the 2,000 characters of a message (it
// says 4,000), the 6,000 of all embeds, which flags exclude which fields, or that custom ids are unique. Those are the
// sandbox's own to check. Fields and query parameters the file does not name pass.
//
// # Decisions
//
// Discord takes some values in another form than its file says: a number as a string of digits (permission bits, as its
// documentation has them) and an id as a number. A value that fails for that reason alone is converted, and the
// request is checked again; [Validator.Check] does not tell.
//
// Formats (uri, date-time) are not checked, since the file does not say how strictly Discord reads them. Where Discord
// marks a choice of schemas as exclusive (x-discord-union) one that fits is enough: some differ only by what they leave
// open.
//
// Schemas are compiled when they are first needed, as the file has over 500 and a bot uses a dozen.
package openapi
