package sandbox_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/world"
)

const (
	scriptDir = "testdata/discordjs"
	nodeEnv   = "CLIFFHANGER_NODE_TESTS"
)

// TestDiscordjs has a bot on another client library live through the sandbox: what both libraries understand is
// more likely to be Discord than a habit of one of them.
func TestDiscordjs(t *testing.T) {
	dir := installed(t)
	opt := sandbox.Options{Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Validate: validator(t)}
	s, err := sandbox.Start(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing the sandbox: %v", err)
		}
	})
	ines, tomasz := personID(t, s.World, "Ines"), personID(t, s.World, "Tomasz")
	guild, story := readingRoom(t, s.World, ines)
	bot := startNode(t, dir, "SANDBOX_API="+s.API(), "SANDBOX_TOKEN="+s.Token(), "SANDBOX_GUILD="+guild.String(),
		"SANDBOX_CHANNEL="+story.String())

	if got := bot.await("ready"); got.User != "Cliffhanger" || got.Guild != "The Reading Room" || got.Channels != 5 {
		t.Errorf("ready as %q in %q with %d channels, want Cliffhanger in The Reading Room with 5",
			got.User, got.Guild, got.Channels)
	}
	if got := bot.await("registered"); !slices.Equal(got.Commands, []string{"read"}) {
		t.Errorf("registered %q, want read", got.Commands)
	}
	if _, err := s.World.Invoke(ines, story, world.Invocation{Name: "read"}); err != nil {
		t.Fatal(err)
	}
	if got := bot.await("answered"); got.Command != "read" || got.By != ines.String() {
		t.Errorf("answered %q by %s, want read by %s", got.Command, got.By, ines)
	}
	message := bot.posted()
	seesAnswer(t, s.World, ines, story, true)
	seesAnswer(t, s.World, tomasz, story, false)

	press(t, s.World, ines, story, message, "⬅️")
	if got := bot.await("reaction"); got.By != ines.String() || got.Emoji != "⬅️" {
		t.Errorf("heard %s from %s, want ⬅️ from %s", got.Emoji, got.By, ines)
	}
	if n := s.Gateway.Cut(""); n != 1 {
		t.Fatalf("cut %d connections, want 1", n)
	}
	press(t, s.World, tomasz, story, message, "➡️") // while the bot is away
	if got := bot.await("reaction"); got.By != tomasz.String() || got.Emoji != "➡️" {
		t.Errorf("heard %s from %s, want ➡️ from %s", got.Emoji, got.By, tomasz)
	}
	bot.await("resumed")
	if st := s.Gateway.Stats(); st.Identifies != 1 || st.ResumesThere != 1 || len(st.Sessions) != 1 {
		t.Errorf("stats %+v, want one identify, one resume where READY said, one session", st)
	}
	bot.quit()
	for x := range s.Traffic().All() {
		if x.Status != http.StatusTooManyRequests && (x.Status >= 400 || x.Status == 0) { // it waits and repeats after 429
			t.Errorf("%s %s was answered with %d %s", x.Method, x.Path, x.Status, x.Invalid)
		}
	}
	if n := len(s.Gateway.Stats().Sessions); n != 0 {
		t.Errorf("%d sessions after the bot logged out, want none", n)
	}
}

// installed returns a folder with the script and discord.js, or skips.
func installed(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("needs node, which is not here")
	}
	if _, err := os.Stat(filepath.Join(scriptDir, "node_modules", "discord.js")); err == nil {
		return scriptDir
	}
	if os.Getenv(nodeEnv) != "1" {
		t.Skipf("discord.js is not installed: run npm ci in bot/sandbox/%s, or set %s=1 to have the test do it",
			scriptDir, nodeEnv)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(scriptDir)); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(t.Context(), "npm", "ci", "--no-audit", "--no-fund")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	return dir
}

func personID(t *testing.T, w *world.World, name string) world.ID {
	t.Helper()
	for _, p := range w.People() {
		if p.Name == name {
			return p.ID
		}
	}
	t.Fatalf("nobody is called %s", name)
	return 0
}

// readingRoom returns the default server and its #story.
func readingRoom(t *testing.T, w *world.World, viewer world.ID) (guild, story world.ID) {
	t.Helper()
	for _, g := range w.View(viewer).Guilds {
		for _, c := range g.Channels {
			if c.Name == "story" {
				return g.ID, c.ID
			}
		}
	}
	t.Fatal("there is no #story")
	return 0, 0
}

func press(t *testing.T, w *world.World, who, channel, message world.ID, emoji string) {
	t.Helper()
	if err := w.React(who, channel, message, emoji); err != nil {
		t.Fatalf("reacting with %s: %v", emoji, err)
	}
}

// seesAnswer checks whether a person sees the private answer.
func seesAnswer(t *testing.T, w *world.World, who, channel world.ID, want bool) {
	t.Helper()
	all, err := w.History(who, channel, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	got := slices.ContainsFunc(all, func(m *world.Message) bool { return m.Content == "Page one, for you alone." })
	if got != want {
		t.Errorf("%s sees the private answer: %v, want %v", who, got, want)
	}
}

// nodeBot is the running script.
type nodeBot struct {
	t     *testing.T
	cmd   *exec.Cmd
	in    io.WriteCloser
	steps chan step
	noise bytes.Buffer // what it wrote to standard error; to be read when it has ended
}

// step is a line of the script.
type step struct {
	Step, User, Guild, Command, By, Emoji, Message, Error string
	Channels                                              int
	Commands                                              []string
}

func startNode(t *testing.T, dir string, env ...string) *nodeBot {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // ends a script that hangs
	t.Cleanup(cancel)
	b := &nodeBot{t: t, cmd: exec.CommandContext(ctx, "node", "login.mjs"), steps: make(chan step, 100)}
	b.cmd.Dir = dir
	b.cmd.Env = append(os.Environ(), env...)
	b.cmd.Stderr = &b.noise
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if b.in, err = b.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(b.steps)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var s step
			if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
				s = step{Step: "failed", Error: "not a step: " + lines.Text()}
			}
			b.steps <- s
		}
	}()
	return b
}

// await takes the next step, which must be the one named.
func (b *nodeBot) await(name string) step {
	b.t.Helper()
	select {
	case s, ok := <-b.steps:
		if !ok {
			err := b.cmd.Wait()
			b.t.Fatalf("the script ended before %q: %v\n%s", name, err, b.noise.String())
		}
		if s.Step != name {
			b.t.Fatalf("the script is at %q (%s), want %q", s.Step, strings.TrimSpace(s.Error), name)
		}
		return s
	case <-time.After(2 * time.Minute): // only when it is broken
		b.t.Fatalf("the script has not come to %q", name)
	}
	return step{}
}

// posted takes the step of a message sent and returns its id.
func (b *nodeBot) posted() world.ID {
	b.t.Helper()
	id, err := world.ParseID(b.await("posted").Message)
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

// quit has the script log out and end.
func (b *nodeBot) quit() {
	b.t.Helper()
	if err := b.in.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.await("bye")
	for s := range b.steps {
		b.t.Errorf("the script goes on with %q after its end", s.Step)
	}
	if err := b.cmd.Wait(); err != nil {
		b.t.Errorf("the script ended with %v\n%s", err, b.noise.String())
	}
}
