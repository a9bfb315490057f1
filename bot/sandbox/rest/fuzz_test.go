package rest_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzBody sends any JSON to every route that takes a body. Nothing may panic, every answer is JSON, and a 500 is only
// what Discord itself gives for too many bytes of text.
func FuzzBody(f *testing.F) {
	routes := []string{
		"POST /channels/TALK/messages", "PATCH /channels/TALK/messages/MESSAGE", "POST /channels/TALK/messages/bulk-delete",
		"POST /channels/TALK/messages/MESSAGE/threads", "POST /channels/TALK/threads", "PATCH /channels/TALK",
		"PUT /channels/TALK/permissions/GUILD", "POST /users/@me/channels", "POST /applications/APP/commands",
		"PUT /applications/APP/commands", "POST /guilds/GUILD/channels", "PATCH /guilds/GUILD/members/@me", "POST CALLBACK",
	}
	for _, body := range []string{
		`{}`, `[]`, `null`, `{"content":"a","nonce":1,"enforce_nonce":true}`, `{"messages":["1","2"]}`,
		`{"flags":32768,"components":[{"type":17,"components":[{"type":9,"components":[{"type":10,"content":"a"}],
			"accessory":{"type":11,"media":{"url":"attachment://a"}}},{"type":12,"items":[{"media":{"url":"https://x"}}]}]}]}`,
		`{"components":[{"type":1,"components":[{"type":3,"custom_id":"a","options":[{"label":"a","value":"b"}]}]}]}`,
		`{"name":"a","description":"b","options":[{"type":2,"name":"c","description":"d","options":[null]}]}`,
		`[{"name":"a","description":"b","options":[{"type":4,"name":"c","description":"d","min_value":1e400}]}]`,
		`{"type":9,"data":{"title":"t","custom_id":"c","components":[{"type":18,"label":"l","component":{"type":4}}]}}`,
		`{"type":4,"data":{"content":"a","embeds":[{"fields":[null]},null]}}`,
		`{"type":8,"data":{"choices":[{"name":"a","value":null}]}}`,
		`{"allowed_mentions":{"parse":null,"users":["x"]},"content":"<@99999999999999999999> <@&1>"}`,
		`{"attachments":[{"id":"-1"}],"message_reference":{"message_id":"0"},"content":"\ud800"}`,
		`{"name":"n","type":15,"available_tags":[{"name":""}],"permission_overwrites":[{"id":"1","allow":"x"}]}`,
	} {
		for i := range routes {
			f.Add(uint8(i), body)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, body string) {
		k := quiet(t)
		m, answer := k.post("talk", "a"), ""
		if strings.HasSuffix(routes[int(which)%len(routes)], "CALLBACK") {
			k.register()
			asked, _ := k.hear("Ines")
			answer = callback(k.invoke(asked))
		}
		method, path, _ := strings.Cut(routes[int(which)%len(routes)], " ")
		path = strings.NewReplacer("TALK", k.rooms["talk"].String(), "MESSAGE", m.ID.String(), "GUILD", k.guild.String(),
			"APP", k.app.ID.String(), "CALLBACK", answer).Replace(path)
		r := k.do(method, path, body)
		if r.status >= 500 && string(r.body) != `{"message":"500: Internal Server Error","code":0}` {
			t.Errorf("%s: %d %s", r.what, r.status, r.body)
		}
		if len(r.body) > 0 && !json.Valid(r.body) {
			t.Errorf("%s: not JSON: %s", r.what, r.body)
		}
		if r.status >= 400 {
			return
		}
		// What was taken can be shown and saved.
		if _, err := json.Marshal(k.w.View(k.people["Ines"])); err != nil {
			t.Error(err)
		}
	})
}

// FuzzPath sends any path and multipart body.
func FuzzPath(f *testing.F) {
	f.Add("/api/v10/users/@me", "")
	f.Add("/api/v10/channels/1/messages/2/reactions/%F0%9F%94%A5/@me", "")
	f.Add("/api/v10/channels/1/messages",
		"--x\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a\"\r\n\r\nb\r\n--x--")
	f.Add("/attachments/1/2/a", "")
	f.Add("/api/", "")
	f.Fuzz(func(t *testing.T, path, body string) {
		k := quiet(t)
		r := k.request("POST", "", body)
		u, err := r.URL.Parse("http://127.0.0.1/")
		if err != nil {
			t.Fatal(err)
		}
		if u, err = u.Parse(path); err != nil {
			return
		}
		r.URL = u
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		rec := httptest.NewRecorder()
		k.s.ServeHTTP(rec, r)
		if rec.Code >= 500 && rec.Code != 503 {
			t.Errorf("%q: %d %s", path, rec.Code, rec.Body)
		}
	})
}
