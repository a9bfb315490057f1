package page_test

import (
	"errors"
	"strings"
	"testing"

	"cliffhanger/bot/sandbox/world"

	"github.com/google/go-cmp/cmp"
)

func TestActs(t *testing.T) {
	tests := []struct {
		name, body, call, answer string
	}{
		{"say", `{"as":"102","act":"say","channel":"201","content":"hello"}`,
			`say 102 201 "hello"`, `"content":"hello"`},
		{"react", `{"as":"102","act":"react","channel":"201","message":"9","emoji":"🔥"}`,
			`react 102 201 9 🔥`, `{}`},
		{"unreact", `{"as":"102","act":"unreact","channel":"201","message":"9","emoji":"a:5"}`,
			`take back 102 201 9 a:5 false`, `{}`},
		{"super react", `{"as":"102","act":"react","channel":"201","message":"9","emoji":"🔥","super":true}`,
			`super 102 201 9 🔥`, `{}`},
		{"super unreact", `{"as":"102","act":"unreact","channel":"201","message":"9","emoji":"🔥","super":true}`,
			`take back 102 201 9 🔥 true`, `{}`},
		{"clear all", `{"as":"102","act":"clear","channel":"201","message":"9"}`, `clear 102 201 9 ""`, `{}`},
		{"clear one", `{"as":"102","act":"clear","channel":"201","message":"9","emoji":"🔥"}`,
			`clear 102 201 9 "🔥"`, `{}`},
		{"delete", `{"as":"102","act":"delete","channel":"201","message":"9"}`, `delete 102 201 9`, `{}`},
		{"delete channel", `{"as":"102","act":"delete_channel","channel":"201"}`, `delete channel 102 201`, `{}`},
		{"give a role", `{"as":"102","act":"give_role","guild":"3","target":"101","role":"8"}`,
			`role 102 3 101 8 true`, `{}`},
		{"take a role", `{"as":"102","act":"take_role","guild":"3","target":"101","role":"8"}`,
			`role 102 3 101 8 false`, `{}`},
		{"dismiss", `{"as":"102","act":"dismiss","message":"9"}`, `dismiss 102 9`, `{}`},
		{"press", `{"as":"102","act":"press","channel":"201","message":"9","custom_id":"v1:x","values":["a","b"]}`,
			`press 102 201 9 v1:x [a b]`, `{"id":"701"}`},
		{"submit", `{"as":"102","act":"submit","modal":"77","fields":{"f":["x"]}}`, `submit 102 77 map[f:[x]]`, `{}`},
		{"invoke", `{"as":"102","act":"invoke","channel":"201","command":"900",
			"options":[{"name":"set","options":[{"name":"n","value":3}]}]}`,
			`invoke 102 201 {Command:900 Name: Target:0 ` +
				`Options:[{Name:set Value:<nil> Options:[{Name:n Value:3 Options:[]}]}]}`, `{"id":"700"}`},
		{"context", `{"as":"102","act":"invoke","channel":"201","command":"900","target":"9"}`,
			`invoke 102 201 {Command:900 Name: Target:9 Options:[]}`, `{"id":"700"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t)
			status, body := d.post("/page/act", test.body)
			if status != 200 || !strings.Contains(body, test.answer) {
				t.Errorf("got %d %s, want 200 with %s", status, body, test.answer)
			}
			if diff := cmp.Diff([]string{test.call}, d.world.noted()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestActRefusals(t *testing.T) {
	tests := []struct {
		name, kind, body string
		err              error
		status           int
		says             string
	}{
		{"nobody", "application/json", `{"act":"say"}`, nil, 404, "Nobody in this sandbox has the id 0."},
		{"stranger", "application/json", `{"as":"5","act":"say"}`, nil, 404, "Nobody in this sandbox has the id 5."},
		{"bot", "application/json", `{"as":"103","act":"say"}`, nil, 403, "acts for itself"},
		{"unknown act", "application/json", `{"as":"102","act":"fly"}`, nil, 400, "`act` must be"},
		{"unknown field", "application/json", `{"as":"102","act":"say","colour":1}`, nil, 400, "colour"},
		{"two values", "application/json", `{"as":"102","act":"dismiss"} {}`, nil, 400, "one JSON value"},
		{"not json", "application/json", `as=102`, nil, 400, "cannot be read"},
		{"bad id", "application/json", `{"as":"x"}`, nil, 400, "not a snowflake"},
		{"form", "application/x-www-form-urlencoded", `as=102`, nil, 415, "application/json"},
		{"no type", "", `{"as":"102"}`, nil, 415, "application/json"},
		{"world", "application/json", `{"as":"102","act":"say"}`,
			world.Refuse(403, 50013, "Missing Permissions"), 403, "Missing Permissions"},
		{"world with a field", "application/json", `{"as":"102","act":"say"}`,
			world.BadForm(world.FieldError{Message: "Must be 2000 or fewer in length."}), 400,
			"Invalid Form Body: Must be 2000"},
		{"mistake", "application/json", `{"as":"102","act":"say"}`,
			errors.New("disk on fire"), 500, "Its log says more."},
		{"too large", "application/json", `{"as":"102","content":"` + strings.Repeat("x", 256<<10) + `"}`,
			nil, 413, "at most 262144 bytes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t)
			d.world.err = test.err
			status, body := d.send("POST", "/page/act", test.kind, test.body)
			if got := message(t, body); status != test.status || !strings.Contains(got, test.says) {
				t.Errorf("got %d %q, want %d with %q", status, got, test.status, test.says)
			}
			if test.err == nil && len(d.world.noted()) > 0 {
				t.Errorf("the world was asked: %v", d.world.noted())
			}
		})
	}
}

// The cause of a mistake is for the log; a refusal is not worth a line there.
func TestMistakesAreLoggedNotShown(t *testing.T) {
	for _, err := range []error{errors.New("disk on fire"), world.Refuse(403, 50013, "disk on fire")} {
		d := newDesk(t)
		d.world.err = err
		status, body := d.post("/page/act", `{"as":"102","act":"say"}`)
		if shown := strings.Contains(body, "disk on fire"); shown != (status == 403) {
			t.Errorf("%v: the browser was told %d %s", err, status, body)
		}
		if logged := strings.Contains(d.log.String(), "disk on fire"); logged != (status == 500) {
			t.Errorf("%v: the log says %q", err, d.log)
		}
	}
}

func TestAutocomplete(t *testing.T) {
	d := newDesk(t)
	d.world.choices = []world.Choice{{Name: "One", Value: 1}}
	const ask = `{"as":"102","channel":"201","command":"900","focused":"scene",
		"options":[{"name":"scene","value":"o"}]}`
	status, body := d.post("/page/autocomplete", ask)
	if want := `{"choices":[{"name":"One","value":1}]}`; status != 200 || body != want {
		t.Errorf("got %d %s, want %s", status, body, want)
	}
	want := []string{"autocomplete 102 201 {Command:900 Name: Target:0 " +
		"Options:[{Name:scene Value:o Options:[]}]} scene"}
	if diff := cmp.Diff(want, d.world.noted()); diff != "" {
		t.Error(diff)
	}
	d.world.choices = nil
	if status, body := d.post("/page/autocomplete", ask); status != 200 || body != `{"choices":[]}` {
		t.Errorf("without choices: %d %s", status, body)
	}
	if status, body := d.post("/page/autocomplete", `{"as":"1"}`); status != 404 {
		t.Errorf("a stranger got %d %s", status, body)
	}
}

func TestUpload(t *testing.T) {
	d := newDesk(t)
	const path = "/page/upload?as=102&channel=201&name=four.md&type=text/markdown"
	status, body := d.send("POST", path, "application/octet-stream", "# Four")
	if status != 200 || body != `{"id":"702"}` {
		t.Errorf("got %d %s", status, body)
	}
	if diff := cmp.Diff([]string{`upload 102 201 four.md text/markdown "# Four"`}, d.world.noted()); diff != "" {
		t.Error(diff)
	}
	refused := []struct {
		path, kind, body string
		status           int
	}{
		{path, "text/plain", "x", 415},
		{"/page/upload?as=102&channel=201", "application/octet-stream", "x", 400},
		{"/page/upload?as=102&name=x", "application/octet-stream", "x", 400},
		{"/page/upload?as=7&channel=201&name=x", "application/octet-stream", "x", 404},
		{path, "application/octet-stream", strings.Repeat("x", 10<<20+1), 413},
	}
	for _, r := range refused {
		if status, body := d.send("POST", r.path, r.kind, r.body); status != r.status {
			t.Errorf("%s as %s: got %d %s, want %d", r.path, r.kind, status, body, r.status)
		}
	}
}
