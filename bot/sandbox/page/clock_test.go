package page_test

import (
	"context"
	"strings"
	"testing"
	"time"
)

// due lets somebody wait for a time until the test ends.
func (d *desk) due(at time.Time, what string) {
	d.t.Helper()
	changes, cancel := d.clock.Watch()
	defer cancel()
	done := make(chan struct{})
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		defer close(done)
		if err := d.clock.Wait(ctx, at, what); err != nil && ctx.Err() == nil {
			d.t.Errorf("wait: %v", err)
		}
	}()
	d.t.Cleanup(func() { stop(); <-done })
	<-changes // it is on the list now
}

func TestClock(t *testing.T) {
	d := newDesk(t)
	status, body := d.post("/page/clock", `{"speed":30}`)
	if status != 200 || d.clock.Speed() != 30 || !strings.Contains(body, `"speed":30`) {
		t.Errorf("speed: %d %s", status, body)
	}
	d.clock.SetSpeed(0)
	at := d.clock.Now().Add(time.Hour)
	status, body = d.post("/page/clock", `{"jump_to":"`+at.Format(time.RFC3339Nano)+`"}`)
	if status != 200 || !d.clock.Now().Equal(at) {
		t.Errorf("jump: %d %s, it is %s, want %s", status, body, d.clock.Now(), at)
	}
}

func TestClockJumpsToNext(t *testing.T) {
	d := newDesk(t)
	d.due(noon.Add(2*time.Hour), "vote closes")
	d.due(noon.Add(time.Hour), "next drop")
	_, before := d.get("/page/state")
	want := `"upcoming":[{"at":"2026-11-24T13:00:00Z","what":"next drop"},` +
		`{"at":"2026-11-24T14:00:00Z","what":"vote closes"}]`
	if !strings.Contains(before, want) {
		t.Errorf("got %s, want %s", before, want)
	}
	for _, hours := range []time.Duration{1, 2} {
		if status, body := d.post("/page/clock", `{"jump_next":true}`); status != 200 {
			t.Errorf("got %d %s", status, body)
		}
		if want := noon.Add(hours * time.Hour); !d.clock.Now().Equal(want) {
			t.Errorf("it is %s, want %s", d.clock.Now(), want)
		}
	}
	status, body := d.post("/page/clock", `{"jump_next":true}`)
	if status != 409 || !strings.Contains(message(t, body), "Nothing is due") {
		t.Errorf("with nothing due: %d %s", status, body)
	}
}

func TestClockRefusals(t *testing.T) {
	tests := []struct {
		body   string
		status int
		says   string
	}{
		{`{}`, 400, "one of"},
		{`{"speed":1,"jump_next":true}`, 400, "one of"},
		{`{"speed":1,"jump_to":"2026-12-01T00:00:00Z"}`, 400, "one of"},
		{`{"speed":-1}`, 400, "from 0 to"},
		{`{"speed":1e9}`, 400, "from 0 to"},
		{`{"speed":"fast"}`, 400, "cannot be read"},
		{`{"jump_to":"2026-11-24T11:59:59Z"}`, 409, "only goes forward"},
		{`{"jump_to":"2028-01-01T00:00:00Z"}`, 400, "at most a year"},
		{`{"jump_to":"tomorrow"}`, 400, "cannot be read"},
	}
	for _, test := range tests {
		d := newDesk(t)
		status, body := d.post("/page/clock", test.body)
		if got := message(t, body); status != test.status || !strings.Contains(got, test.says) {
			t.Errorf("%s: got %d %q, want %d with %q", test.body, status, got, test.status, test.says)
		}
		if !d.clock.Now().Equal(noon) || d.clock.Speed() != 0 {
			t.Errorf("%s turned the clock to %s at %g", test.body, d.clock.Now(), d.clock.Speed())
		}
	}
}

// A time that something waits for may be jumped to however far it is, as the page's button does.
func TestClockJumpsToWhatIsDue(t *testing.T) {
	d := newDesk(t)
	far := noon.AddDate(3, 0, 0).Add(time.Nanosecond)
	d.due(far, "the sequel")
	if status, body := d.post("/page/clock", `{"jump_to":"`+far.Add(time.Hour).Format(time.RFC3339Nano)+`"}`); status != 400 {
		t.Errorf("past it: %d %s", status, body)
	}
	if status, body := d.post("/page/clock", `{"jump_to":"`+far.Format(time.RFC3339Nano)+`"}`); status != 200 {
		t.Errorf("to it: %d %s", status, body)
	}
	if got := d.clock.Now(); !got.Equal(far) {
		t.Errorf("it is %s, want %s", got, far)
	}
}
