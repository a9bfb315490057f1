package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A second process on a data folder says who has it and ends, before it says anything to Discord; then the first one
// goes on. One that was killed holds nothing.
func TestTwoProcessesOnOneDataFolder(t *testing.T) {
	box, other := aDiscord(t), aDiscord(t) // the second process talks to a Discord of its own, so that nothing hides
	dir, _ := killStory(t, 100, "")
	data := filepath.Join(t.TempDir(), "data")
	holder := program(t, t.Context(), []string{"DISCORD_TOKEN=" + box.Token()},
		"serve", "--story", dir, "--data", data, "--discord-api", box.API())
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	posts := func() int { return box.Traffic().Count("POST", "/channels/{}/messages") }
	eventually(t, "the first posts", func() bool { return posts() > 0 })

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	second := program(t, ctx, []string{"DISCORD_TOKEN=" + other.Token()},
		"serve", "--story", dir, "--data", data, "--discord-api", other.API())
	began := time.Now()
	text, err := second.CombinedOutput()
	t.Logf("the second process ended after %s and said: %s", time.Since(began).Round(time.Millisecond), text)
	if ctx.Err() != nil || err == nil || second.ProcessState.ExitCode() != exitUsage {
		t.Errorf("it ended with %v, want exit code %d", err, exitUsage)
	}
	if want := fmt.Sprintf("in use by process %d on ", holder.Process.Pid); !strings.Contains(string(text), want) {
		t.Errorf("it does not say %q", want)
	}
	if n := other.Traffic().Total(); n != 0 {
		t.Errorf("it sent %d requests", n)
	}
	before := posts()
	eventually(t, "the first goes on", func() bool { return posts() > before })

	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait() // it was killed
	third := program(t, t.Context(), []string{"DISCORD_TOKEN=" + other.Token()},
		"serve", "--story", dir, "--data", data, "--discord-api", other.API())
	if err := third.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the next one has the folder", func() bool { return other.Traffic().Total() > 0 })
	if err := third.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = third.Wait() // it was killed
}
