package page_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cliffhanger/bot/sandbox/clock"
	"cliffhanger/bot/sandbox/page"
)

// Whatever is posted, the answer is JSON with 200 or a refusal, never a mistake of ours.
func FuzzPosts(f *testing.F) {
	f.Add("act", `{"as":"102","act":"say","channel":"201","content":"x"}`)
	f.Add("act", `{"as":102,"act":"invoke","options":[{"name":"a","value":1e300,"options":[{}]}]}`)
	f.Add("act", `{"as":"102","act":"submit","fields":{"":[null]}}`)
	f.Add("act", `{"as":"102","act":"react","super":true,"emoji":"🔥"}`)
	f.Add("act", `{"as":"102","act":"clear","channel":"201","message":"9"}`)
	f.Add("act", `{"as":"102","act":"give_role","guild":"3","target":"101","role":"8"}`)
	f.Add("autocomplete", `{"as":"102","focused":"x"}`)
	f.Add("clock", `{"speed":1e-400}`)
	f.Add("clock", `{"jump_to":"9999-12-31T23:59:59Z"}`)
	f.Add("clock", `{"jump_next":true}`)
	f.Add("act", `null`)
	h := page.New(page.Options{World: &fakeWorld{}, Clock: clock.New(noon, 0), Log: slog.New(slog.DiscardHandler)})
	f.Fuzz(func(t *testing.T, path, body string) {
		if path != "act" && path != "autocomplete" && path != "clock" {
			path = "act"
		}
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/page/"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s %q: %d %s", path, body, w.Code, w.Body)
		}
		if w.Code != http.StatusOK {
			message(t, w.Body.String())
		}
	})
}
