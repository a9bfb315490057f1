package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"cliffhanger/bot/sandbox/world"
)

func TestWhoAsksAndForWhat(t *testing.T) {
	k := quiet(t)
	talk := k.rooms["talk"].String()
	cases := []struct {
		name, method, path string
		change             func(*http.Request)
		status, code       int
		at                 string
	}{
		{"unknown route", "GET", "/nowhere", nil, 404, 0, ""},
		{"wrong method", "PUT", "/channels/" + talk + "/messages", nil, 405, 0, ""},
		{"no token", "GET", "/users/@me", func(r *http.Request) { r.Header.Del("Authorization") }, 401, 0, ""},
		{"token without Bot", "GET", "/users/@me", func(r *http.Request) { r.Header.Set("Authorization", k.token) }, 401,
			0, ""},
		{"wrong token", "GET", "/users/@me", func(r *http.Request) { r.Header.Set("Authorization", "Bot x") }, 401, 0, ""},
		{"browser", "GET", "/users/@me", func(r *http.Request) { r.Header.Set("User-Agent", "Mozilla") }, 403, 40333, ""},
		{"old version", "GET", "", func(r *http.Request) { r.URL.Path = "/api/v8/users/@me" }, 400, 50041, ""},
		{"no snowflake", "GET", "/channels/abc", nil, 400, 50035, "channel_id: NUMBER_TYPE_COERCE"},
		{"unknown channel", "GET", "/channels/1", nil, 404, 10003, ""},
		{"unknown guild", "GET", "/guilds/1", nil, 404, 10004, ""},
		{"unknown user", "GET", "/users/1", nil, 404, 10013, ""},
		{"unknown member", "GET", "/guilds/" + k.guild.String() + "/members/" + stranger(k).String(), nil, 404, 10007, ""},
		{"unknown message", "GET", "/channels/" + talk + "/messages/1", nil, 404, 10008, ""},
		{"unknown command", "GET", "/applications/" + k.app.ID.String() + "/commands/1", nil, 404, 10063, ""},
		{"commands of another", "GET", "/applications/1/commands", nil, 403, 20012, ""},
		{"commands elsewhere", "GET", "/applications/" + k.app.ID.String() + "/guilds/1/commands", nil, 403, 50001, ""},
		{"limit too large", "GET", "/channels/" + talk + "/messages?limit=101", nil, 400, 50035, "limit: NUMBER_TYPE_MAX"},
		{"limit no number", "GET", "/channels/" + talk + "/messages?limit=x", nil, 400, 50035, "limit: NUMBER_TYPE_COERCE"},
		{"two places", "GET", "/channels/" + talk + "/messages?before=1&after=2", nil, 400, 50035, ": MUTUALLY_EXCLUSIVE"},
		{"unknown interaction", "POST", "/interactions/1/x/callback", nil, 404, 10062, ""},
		{"unknown webhook", "GET", "/webhooks/" + k.app.ID.String() + "/x/messages/@original", nil, 401, 50027, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := k.request(c.method, c.path, nil)
			if c.change != nil {
				c.change(r)
			}
			res := k.send(r)
			res.t = t
			res.refused(c.status, c.code, c.at)
		})
	}
}

// stranger comes into the world but not into the guild.
func stranger(k *kit) world.ID { return k.w.AddPerson("Stranger", "reader", "#000") }

func TestBodies(t *testing.T) {
	k := quiet(t)
	path := k.messages("talk")
	k.do("POST", path, `{"content": `).refused(400, 50109, "")
	k.do("POST", path, `{"content": 7}`).refused(400, 50035, "content: BASE_TYPE_BAD_TYPE")
	k.do("POST", path, `{}`).refused(400, 50006, "")
	k.do("POST", path, `{"content":"  \n "}`).refused(400, 50006, "")
	plain := k.request("POST", path, `{"content":"hello"}`)
	plain.Header.Set("Content-Type", "text/plain")
	k.send(plain).refused(400, 50035, ": CONTENT_TYPE_INVALID")
	broken := k.request("POST", path, "--x\r\nnothing")
	broken.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	k.send(broken).refused(400, 50035, "")
	huge := k.request("POST", path, `{"content":"`+strings.Repeat("a", 26<<20)+`"}`)
	k.send(huge).refused(413, 40005, "")
	if m := k.do("POST", path, `{"content":"  kept  ","unknown":1}`).message(); m.Content != "kept" {
		t.Errorf("content %q, want it trimmed", m.Content)
	}
}

// long makes n characters of four bytes, so that bytes and code points differ.
func long(n int) string { return strings.Repeat("🔥", n) }

func TestMessageLimits(t *testing.T) {
	k := quiet(t)
	embed := func(e map[string]any) map[string]any { return map[string]any{"embeds": []any{e}} }
	fields := func(n int) []any {
		var all []any
		for range n {
			all = append(all, map[string]any{"name": "n", "value": "v"})
		}
		return all
	}
	cases := []struct {
		name string
		body map[string]any
		at   string // "" is allowed
	}{
		{"2000 code points", map[string]any{"content": long(2000)}, ""},
		{"2001", map[string]any{"content": long(2001)}, "content: BASE_TYPE_MAX_LENGTH"},
		{"nonce of 25", map[string]any{"content": "a", "nonce": strings.Repeat("n", 25)}, ""},
		{"nonce of 26", map[string]any{"content": "a", "nonce": strings.Repeat("n", 26)}, "nonce: BASE_TYPE_MAX_LENGTH"},
		{"number as nonce", map[string]any{"content": "a", "nonce": 12345}, ""},
		{"fraction as nonce", map[string]any{"content": "a", "nonce": 1.5}, "nonce: NONCE_TYPE_STRING"},
		{"title of 256", embed(map[string]any{"title": long(256)}), ""},
		{"title of 257", embed(map[string]any{"title": long(257)}), "embeds.0.title: BASE_TYPE_MAX_LENGTH"},
		{"description of 4097", embed(map[string]any{"description": long(4097)}),
			"embeds.0.description: BASE_TYPE_MAX_LENGTH"},
		{"25 fields", embed(map[string]any{"fields": fields(25)}), ""},
		{"26 fields", embed(map[string]any{"fields": fields(26)}), "embeds.0.fields: BASE_TYPE_MAX_LENGTH"},
		{"field without value", embed(map[string]any{"fields": []any{map[string]any{"name": "n"}}}),
			"embeds.0.fields.0.value: BASE_TYPE_REQUIRED"},
		{"sum of 6001", map[string]any{"embeds": []any{map[string]any{"description": long(4000)},
			map[string]any{"description": long(2001)}}}, "embeds: MAX_EMBED_SIZE_EXCEEDED"},
		{"colour", embed(map[string]any{"title": "t", "color": 1 << 24}), "embeds.0.color: NUMBER_TYPE_MAX"},
		{"address", embed(map[string]any{"title": "t", "url": "ftp://x"}), "embeds.0.url: URL_TYPE_INVALID_SCHEME"},
		{"11 embeds", map[string]any{"embeds": make([]struct{}, 11)}, "embeds: BASE_TYPE_MAX_LENGTH"},
		{"kinds and ids", map[string]any{"content": "a", "allowed_mentions": map[string]any{"parse": []string{"users"},
			"users": []string{"1"}}}, "allowed_mentions: MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"},
		{"unknown kind", map[string]any{"content": "a", "allowed_mentions": map[string]any{"parse": []string{"all"}}},
			"allowed_mentions.parse.0: BASE_TYPE_CHOICES"},
		{"file that is not there", map[string]any{"content": "a", "attachments": []any{map[string]any{"id": 0}}},
			"attachments.0.id: ATTACHMENT_NOT_FOUND"},
		{"answer to nothing", map[string]any{"content": "a", "message_reference": map[string]any{"message_id": "1"}},
			"message_reference: REPLIES_UNKNOWN_MESSAGE"},
		{"answer to nothing, tolerant", map[string]any{"content": "a", "message_reference": map[string]any{"message_id": "1",
			"fail_if_not_exists": false}}, ""},
		{"poll", map[string]any{"poll": map[string]any{"question": map[string]any{"text": "?"}}}, "poll: POLL_UNSUPPORTED"},
		{"sticker", map[string]any{"content": "a", "sticker_ids": []string{"1"}}, "sticker_ids: STICKER_UNKNOWN"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res := k.do("POST", k.messages("talk"), c.body)
			res.t = t
			if c.at == "" {
				res.ok(200)
				return
			}
			res.refused(400, 50035, c.at)
		})
	}
}
