package main

import (
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox"
	"cliffhanger/store"
)

// A serving is the program at work in a crowded sandbox.
type serving struct {
	t     *testing.T
	cmd   *exec.Cmd
	said  output
	began time.Time
}

// serve starts the program on a story and a data folder.
func serve(t *testing.T, program, story, data string, box *sandbox.Sandbox) *serving {
	t.Helper()
	s := &serving{t: t, began: time.Now()}
	s.cmd = exec.CommandContext(t.Context(), program, "serve", "--story", story, "--data", data,
		"--discord-api", box.API(), "--shards", "auto")
	s.cmd.Env = append(os.Environ(), "DISCORD_TOKEN="+box.Token())
	s.cmd.Stderr = &s.said
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// end stops the program, which must not complain, and returns the CPU time it took.
func (s *serving) end() time.Duration {
	s.t.Helper()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("the program ends with %v: %s", err, s.said.String())
	}
	return s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime()
}

// yesterday has a guild's story begun a day earlier, so that its first date has passed. It returns the guild.
func yesterday(t *testing.T, data string) uint64 {
	t.Helper()
	st, err := store.OpenFolder(t.Context(), data, os.Getenv, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}()
	all, err := st.Serials(t.Context())
	if err != nil || len(all) == 0 {
		t.Fatalf("%d tellings, %v", len(all), err)
	}
	at := all[len(all)/2]
	_, err = st.ChangeCourse(t.Context(), at.Guild, at.Story, func(c *store.Course) error {
		c.Begun = c.Begun.Add(-24 * time.Hour)
		return nil
	}, store.Entry{})
	if err != nil {
		t.Fatal(err)
	}
	return at.Guild
}

// The program goes on with a story in very many guilds at once, and posts what is due before anything else.
func TestADuePostComesSoonAfterARestart(t *testing.T) {
	guilds := 500
	if os.Getenv("CLIFFHANGER_LARGE") != "" {
		guilds = 10_000
	}
	program := built(t)
	box := crowded(t, guilds, 0)
	story := aStory(t, "title: Tide\nschedule: daily 00:00\ngap: 0s\nchannel: story\n")
	data := filepath.Join(t.TempDir(), "data")
	first := serve(t, program, story, data, box)
	for some := 500; some <= guilds+500; some += 500 { // in steps, as the patience of each is bounded
		eventually(t, "the story is told in more guilds", func() bool {
			time.Sleep(20 * time.Millisecond) // counting is work too
			return strings.Count(first.said.String(), "next chapter") >= min(some, guilds+1)
		})
	}
	took := time.Since(first.began)
	cpu := first.end()
	yesterday(t, data)

	again := serve(t, program, story, data, box)
	var posted time.Time
	eventually(t, "what is due is posted", func() bool {
		time.Sleep(time.Millisecond)
		for x := range box.Traffic().All() {
			if x.Method == http.MethodPost && strings.HasSuffix(x.Path, "/messages") {
				posted = x.Time
			}
		}
		return !posted.IsZero()
	})
	eventually(t, "the story is told everywhere again", func() bool {
		time.Sleep(20 * time.Millisecond)
		return strings.Count(again.said.String(), "next chapter") >= guilds+1
	})
	all := time.Since(again.began)
	eventually(t, "the chapter is out", func() bool { return strings.Contains(again.said.String(), "chapter complete") })
	now, peak := resident(t, again.cmd.Process.Pid)
	t.Logf("%d tellings begun in %s with %s of CPU; after the restart the due one was posted after %s, all wait after %s; "+
		"%d MiB resident, %d at most; %s of CPU", guilds+1, took.Round(time.Millisecond), cpu.Round(time.Millisecond),
		posted.Sub(again.began).Round(time.Millisecond), all.Round(time.Millisecond), now>>10, peak>>10,
		again.end().Round(time.Millisecond))
	if s := box.Gateway.Stats(); s.Resumes == 0 || s.Resumes != s.Identifies {
		t.Errorf("%d sessions begun, %d gone on with: want all of them", s.Identifies, s.Resumes)
	}
	if n := strings.Count(again.said.String(), "chapter complete"); n != 1 {
		t.Errorf("%d chapters were posted, want the one that was due", n)
	}
}
