package page_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestOtherSitesCannotPost(t *testing.T) {
	const body = `{"as":"102","act":"say","channel":"201","content":"x"}`
	d := newDesk(t)
	tests := []struct {
		name   string
		head   []string
		status int
	}{
		{"no origin", nil, 200},
		{"own origin", []string{"Origin", d.url}, 200},
		{"own page", []string{"Origin", d.url, "Sec-Fetch-Site", "same-origin"}, 200},
		{"other origin", []string{"Origin", "https://evil.example"}, 403},
		{"other port", []string{"Origin", "http://127.0.0.1:1"}, 403},
		{"null origin", []string{"Origin", "null"}, 403},
		{"cross-site", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"same-site", []string{"Sec-Fetch-Site", "same-site"}, 403},
	}
	for _, path := range []string{"/page/act", "/page/autocomplete", "/page/clock", "/page/upload"} {
		for _, test := range tests {
			status, answer := d.send("POST", path, "application/json", body, test.head...)
			if (status == 403) != (test.status == 403) {
				t.Errorf("%s, %s: got %d %s", path, test.name, status, answer)
			}
		}
	}
	if got, want := len(d.world.noted()), 3; got != want {
		t.Errorf("the world was asked %d times, want %d: %v", got, want, d.world.noted())
	}
}

func TestHeaders(t *testing.T) {
	d := newDesk(t)
	for _, path := range []string{"/", "/page/assets/app.js", "/page/state", "/page/nothing"} {
		resp, err := http.Get(d.url + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		policy := resp.Header.Get("Content-Security-Policy")
		wanted := []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"}
		for _, want := range wanted {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: policy %q lacks %s", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if got := resp.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options %q", path, got)
		}
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	d := newDesk(t)
	tests := []struct {
		method, path string
		status       int
	}{
		{"GET", "/", 200}, {"GET", "/other", 404}, {"GET", "/page/assets/none.js", 404},
		{"GET", "/page/assets/../page.go", 404},
		{"GET", "/page/act", 405}, {"POST", "/page/state", 405}, {"DELETE", "/page/clock", 405}, {"HEAD", "/", 200},
	}
	for _, test := range tests {
		if status, _ := d.send(test.method, test.path, "", ""); status != test.status {
			t.Errorf("%s %s: got %d, want %d", test.method, test.path, status, test.status)
		}
	}
}
