package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
)

// built compiles the program as it is shipped.
func built(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cliffhanger")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v: %s", err, out)
	}
	return path
}

// resident returns what a process has in memory, and the most it ever had, in kB. Without /proc the test is skipped.
func resident(t *testing.T, pid int) (now, peak int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("there is no /proc here that says how much memory a process has")
	}
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		for name, to := range map[string]*int{"VmRSS:": &now, "VmHWM:": &peak} {
			if text, ok := strings.CutPrefix(line, name); ok {
				if _, err := fmt.Sscanf(text, "%d kB", to); err != nil {
					t.Fatalf("%q: %v", line, err)
				}
			}
		}
	}
	if now == 0 || peak == 0 {
		t.Fatal("/proc does not say how much memory the process has")
	}
	return now, peak
}

// crowded returns a sandbox that has the bot in this many guilds besides its own, each of which is some 17 kB of JSON to a bot. In
// the first few there is a channel named tale.
func crowded(t *testing.T, guilds, tales int) *sandbox.Sandbox {
	t.Helper()
	box, err := sandbox.Start(t.Context(), sandbox.Options{
		Log: slog.New(slog.DiscardHandler), Limits: rest.Limits{Off: true}, IdentifyEvery: time.Millisecond,
		IdentifyConcurrency: 16, // all shards at once: what matters here is what they have together
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, g := range box.World.Crowd(box.App().ID, guilds)[:tales] {
		box.World.AddChannel(g, "tale", "")
	}
	return box
}

// The program stays small however many guilds it is in: those in which no story is told cost next to nothing.
func TestMemoryAtReady(t *testing.T) {
	program := built(t)
	const MiB = 1024 // kB
	for _, test := range []struct{ guilds, tales, now int }{
		{1000, 0, 21 * MiB},   // 20 is the goal: 20.3 to 20.7 at once, 19.6 to 20.2 ten seconds later
		{1000, 100, 27 * MiB}, // after all have been posted: 23.9 to 24.4, and 25.5 beside four busy processes
		{10_000, 0, 30 * MiB},
		{10_000, 100, 30 * MiB},
	} {
		t.Run(fmt.Sprintf("%d guilds, %d told a story", test.guilds, test.tales), func(t *testing.T) {
			if testing.Short() && test.guilds > 1000 {
				t.Skip("10,000 guilds take some seconds, and a quarter of a gigabyte for the sandbox")
			}
			box := crowded(t, test.guilds, test.tales)
			dir := aStory(t, "title: Tide\nschedule: daily 00:00\nstart: "+today()+"\ngap: 0s\nchannel: tale\n")
			cmd := exec.CommandContext(t.Context(), program, "serve", "--story", dir,
				"--data", filepath.Join(t.TempDir(), "data"), "--discord-api", box.API(), "--shards", "auto")
			cmd.Env = append(os.Environ(), "DISCORD_TOKEN="+box.Token())
			var said output
			cmd.Stderr = &said
			began := time.Now()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			count := func(what string) int { return strings.Count(said.String(), what) }
			eventually(t, "every guild is known", func() bool {
				time.Sleep(20 * time.Millisecond) // counting is work too
				return count("channel does not exist here") == test.guilds+1-test.tales && count("chapter complete") == test.tales
			})
			took := time.Since(began)
			now, peak := resident(t, cmd.Process.Pid)
			for settled := time.Now().Add(patience); now > test.now && time.Now().Before(settled); {
				time.Sleep(100 * time.Millisecond) // what the start took is given back within ten seconds
				now, peak = resident(t, cmd.Process.Pid)
			}
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("the program ends with %v: %s", err, said.String())
			}
			cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			t.Logf("%.1f MiB resident, %.1f at most, in %d shards; %s of CPU in %s",
				float64(now)/MiB, float64(peak)/MiB, box.Gateway.Stats().Ready, cpu.Round(time.Millisecond),
				took.Round(time.Millisecond))
			// Most there ever is depends on how soon a collection gets its turn on a busy machine: what is allocated
			// until it ends is kept until the next one. Most often it is a fifth more than what stays, at times a half.
			if now > test.now || peak > 2*test.now {
				t.Errorf("%d kB resident, %d at most; want no more than %d and %d", now, peak, test.now, 2*test.now)
			}
		})
	}
}
