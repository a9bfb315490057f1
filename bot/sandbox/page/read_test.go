package page_test

import (
	"encoding/json"
	"strings"
	"testing"

	"cliffhanger/bot/sandbox/world"

	"github.com/google/go-cmp/cmp"
)

func TestState(t *testing.T) {
	d := newDesk(t)
	status, body := d.get("/page/state?as=101")
	if status != 200 {
		t.Fatalf("got %d %s", status, body)
	}
	var got struct {
		Me       struct{ ID string }
		Guilds   []struct{ Channels []struct{ Name string } }
		People   []struct{ Name, Color, Role string }
		Commands map[string][]struct{ Name string }
		Clock    struct {
			Now   string
			Speed *float64
		}
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if got.Me.ID != "101" || got.Guilds[0].Channels[0].Name != "story" || len(got.People) != 3 ||
		got.People[0].Color != "#a33" || got.Clock.Now != "2026-11-24T12:00:00Z" || *got.Clock.Speed != 0 {
		t.Errorf("got %s", body)
	}
	if len(got.Commands["200"]) != 1 || got.Commands["0"] != nil {
		t.Errorf("commands: %v", got.Commands)
	}
	d.world.dms = []*world.Channel{{ID: 300, Type: world.ChannelDM}}
	if _, body := d.get("/page/state?as=101"); !strings.Contains(body, `"0":[{"id":"900"`) {
		t.Errorf("no commands for direct messages: %s", body)
	}
}

func TestStateChoosesAReader(t *testing.T) {
	d := newDesk(t)
	if _, body := d.get("/page/state"); !strings.Contains(body, `"me":{"id":"102"`) {
		t.Errorf("got %s", body)
	}
}

func TestMessages(t *testing.T) {
	d := newDesk(t)
	d.world.history = []*world.Message{{ID: 1, Content: "first"}, {ID: 2, Content: "second"}}
	status, body := d.get("/page/messages?as=102&channel=201&before=9&limit=7")
	var got struct{ Messages []struct{ Content string } }
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != 200 {
		t.Fatalf("%d %s %v", status, body, err)
	}
	if len(got.Messages) != 2 || got.Messages[1].Content != "second" {
		t.Errorf("got %s", body)
	}
	if status, body := d.get("/page/messages?as=102&channel=201"); status != 200 {
		t.Errorf("got %d %s", status, body)
	}
	want := []string{"history 102 201 9 7", "history 102 201 0 50"}
	if diff := cmp.Diff(want, d.world.noted()); diff != "" {
		t.Error(diff)
	}
}

func TestReadRefusals(t *testing.T) {
	tests := []struct {
		path   string
		status int
		says   string
	}{
		{"/page/state?as=7", 404, "Nobody"},
		{"/page/state?as=x", 400, "`as`"},
		{"/page/state?as=103", 403, "Cliffhanger is an app"},
		{"/page/messages?channel=201", 400, "`as`"},
		{"/page/messages?as=102", 400, "`channel`"},
		{"/page/messages?as=102&channel=201&before=-1", 400, "`before`"},
		{"/page/messages?as=102&channel=201&limit=0", 400, "from 1 to 100"},
		{"/page/messages?as=102&channel=201&limit=101", 400, "from 1 to 100"},
		{"/page/messages?as=102&channel=201&limit=ten", 400, "from 1 to 100"},
		{"/page/events?as=7", 404, "Nobody"},
	}
	d := newDesk(t)
	for _, test := range tests {
		status, body := d.get(test.path)
		if got := message(t, body); status != test.status || !strings.Contains(got, test.says) {
			t.Errorf("%s: got %d %q, want %d with %q", test.path, status, got, test.status, test.says)
		}
	}
	d.world.err = world.Refuse(403, 50001, "Missing Access")
	status, body := d.get("/page/messages?as=102&channel=201")
	if status != 403 || message(t, body) != "Missing Access" {
		t.Errorf("hidden channel: %d %s", status, body)
	}
}
