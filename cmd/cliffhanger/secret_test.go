package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

// overheard collects the tokens of interactions as the bot is told them.
type overheard struct {
	mu     sync.Mutex
	tokens []string
}

func (o *overheard) hear(e world.Event) {
	if i, ok := e.Data.(*world.Interaction); ok {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.tokens = append(o.tokens, i.Token)
	}
}

func (o *overheard) all() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.tokens
}

// A whole run at debug level, through lost answers, limits, refusals and interactions that fail, and another that goes on
// with its session, show no token; nor does what is kept on disk.
func TestAWholeRunShowsNoToken(t *testing.T) {
	box := aDiscord(t)
	const (
		posts, callbacks = "/channels/{}/messages", "/interactions/*"
		page             = "<html>slow down</html>"
		stale            = `{"code":50027,"message":"Invalid Webhook Token"}`
		unknown          = `{"code":10062,"message":"Unknown interaction"}`
	)
	soon := http.Header{"Retry-After": {"0"}}
	for _, f := range []rest.Fault{
		{Method: "POST", Route: posts, Action: rest.CreateThenCut, Count: 1},
		{Method: "POST", Route: posts, Action: rest.CreateThenAnswer, Count: 1},
		{Method: "POST", Route: posts, Action: rest.Answer, Status: 429, Header: soon, Body: page, Count: 1},
		{Method: "POST", Route: posts, Action: rest.Answer, Status: 500, Count: 1},
		{Method: "PUT", Route: "/applications/{}/commands", Action: rest.Answer, Status: 503, Count: 1},
		{Route: callbacks, Action: rest.Drop, Count: 1},
		{Route: callbacks, Action: rest.Answer, Status: 500, Count: 1},
		{Route: callbacks, Action: rest.Answer, Status: 429, Header: soon, Body: page, Count: 1},
		{Route: callbacks, Action: rest.Answer, Status: 401, Body: stale, Count: 1},
		{Route: callbacks, Action: rest.Answer, Status: 404, Body: unknown, Count: 1},
	} {
		box.Faults().Add(f)
	}
	var heard overheard
	_, detach := box.World.Attach(box.App().ID, heard.hear)
	t.Cleanup(detach)
	dir := aStory(t, "title: Tide\nschedule: daily 00:00\nstart: "+today()+"\ngap: 0s\nchannel: story\n")
	data := filepath.Join(t.TempDir(), "data")
	env := map[string]string{"DISCORD_API": box.API(), "DATA_DIR": data, "DISCORD_TOKEN": box.Token()}
	var out, said output
	begin := func() (end func()) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan int, 1)
		go func() {
			done <- run(ctx, []string{"serve", "--story", dir, "-v"}, func(name string) string { return env[name] }, &out, &said)
		}()
		return func() {
			cancel()
			if code := <-done; code != exitOK {
				t.Errorf("serve ends with %d", code)
			}
		}
	}
	end := begin()
	logged := func(what string) func() bool { return func() bool { return strings.Contains(said.String(), what) } }
	eventually(t, "the chapter is complete", logged("chapter complete"))
	const asks = 6 // one more than there are faults, and the last gets its answer
	askRepeatedly(t, box.World, asks)
	eventually(t, "the failures are logged", func() bool {
		return strings.Count(said.String(), "answer not delivered") >= 4 && len(heard.all()) >= asks
	})
	end()
	askRepeatedly(t, box.World, 1) // while the bot is down
	end = begin()
	eventually(t, "what was missed is heard", func() bool {
		return box.Gateway.Stats().Resumes == 1 && len(heard.all()) > asks && strings.Contains(answered(box), heard.all()[asks])
	})
	end()
	text := said.String() + out.String()
	if !logged("asking again")() || !logged("level=DEBUG")() {
		t.Errorf("nothing is logged of what went wrong: this test shows nothing: %s", text)
	}
	for _, secret := range append(heard.all(), box.Token()) {
		if secret == "" || strings.Contains(text, secret) {
			t.Errorf("the token %q is shown: %s", secret, text)
		}
	}
	if s := box.Gateway.Stats(); s.Identifies != 1 {
		t.Errorf("%d sessions were begun: the second run did not go on with the first one's", s.Identifies)
	}
	secrets := append(heard.all(), box.Token(), base64.StdEncoding.EncodeToString([]byte(box.Token())))
	session := box.Gateway.Stats().Sessions[0].ID
	if found := foundIn(t, data, append(secrets, session)); !slices.Equal(found, []string{session}) {
		t.Errorf("the data folder holds %q, want nothing but the session %s", found, session)
	}
}

// answered returns the addresses to which interactions were answered.
func answered(box *sandbox.Sandbox) string {
	var all strings.Builder
	for x := range box.Traffic().All() {
		if strings.HasSuffix(x.Path, "/callback") {
			all.WriteString(x.Path + "\n")
		}
	}
	return all.String()
}

// foundIn returns which texts are in the files of a folder.
func foundIn(t *testing.T, dir string, texts []string) (found []string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		b, err := os.ReadFile(path)
		for _, text := range texts {
			if bytes.Contains(b, []byte(text)) && !slices.Contains(found, text) {
				found = append(found, text)
			}
		}
		return err
	})
	if err != nil || files == 0 {
		t.Fatalf("%d files in the data folder, %v", files, err)
	}
	return found
}

// askRepeatedly lets a reader use a command as soon as the bot has registered it.
func askRepeatedly(t *testing.T, w *world.World, times int) {
	t.Helper()
	var guild, room world.ID
	for _, g := range w.View(w.Apps()[0].User.ID).Guilds {
		guild, room = g.ID, g.Channels[0].ID
	}
	eventually(t, "commands are registered", func() bool { return len(w.Commands(guild)) > 0 })
	var reader world.ID
	for _, p := range w.People() {
		if p.Role == "reader" {
			reader = p.ID
		}
	}
	for range times {
		if _, err := w.Invoke(reader, room, world.Invocation{Name: "contents"}); err != nil {
			t.Fatal(err)
		}
	}
}
