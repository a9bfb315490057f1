package main

import (
	"fmt"
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

// serve starts the program on a folder of stories and a data folder.
func serve(t *testing.T, program, stories, data string, box *sandbox.Sandbox) *serving {
	t.Helper()
	s := &serving{t: t, began: time.Now()}
	s.cmd = exec.CommandContext(t.Context(), program, "serve", "--stories", stories, "--data", data,
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

// yesterday has a guild's story begun a day earlier, so that its first date has passed.
func yesterday(t *testing.T, data string) {
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
	if err == nil {
		err = st.SetDue(t.Context(), at.Telling, at.NextDue.Add(-24*time.Hour))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// many is how many tellings a restart is tested with: as many as the promise says if there is time for that.
func many() int {
	if os.Getenv("CLIFFHANGER_LARGE") != "" {
		return 10_000
	}
	return 500
}

// shelf returns a folder of so many stories, each of a chapter a day and told in one of some channels.
func shelf(t *testing.T, stories int, rooms []string) string {
	t.Helper()
	all := t.TempDir()
	for i := range stories {
		dir := filepath.Join(all, fmt.Sprintf("s%d", i))
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, dir, "story.yaml", fmt.Sprintf("title: Tide\nid: s%d\nschedule: daily 00:00\ngap: 0s\nchannel: %s\n",
			i, rooms[i%len(rooms)]))
		write(t, dir, "01-tide.md", "# The Tide\n\nThe tide came in.\n\n***\n\nIt went out again.\n")
	}
	return all
}

// The program goes on with a story in very many guilds at once, and posts what is due before anything else.
func TestADuePostComesSoonAfterARestart(t *testing.T) {
	n := many()
	goesOn(t, crowded(t, n, 0), n+1, shelf(t, 1, []string{"story"}))
}

// The same of very many stories in one guild, which has nearly as many channels as a guild can have.
func TestADuePostOfManyStoriesComesSoonAfterARestart(t *testing.T) {
	n, box := many(), crowded(t, 0, 0)
	guild := box.World.View(box.App().User.ID).Guilds[0].ID
	rooms := make([]string, 450)
	for i := range rooms {
		rooms[i] = fmt.Sprintf("room-%d", i)
		box.World.AddChannel(guild, rooms[i], "")
	}
	goesOn(t, box, n, shelf(t, n, rooms))
}

// goesOn runs the program until it waits for the next chapter of so many tellings, stops it, and has one of them be
// due. It fails the test unless that one, and nothing else, is posted after a restart.
func goesOn(t *testing.T, box *sandbox.Sandbox, tellings int, stories string) {
	t.Helper()
	program, data := built(t), filepath.Join(t.TempDir(), "data")
	waiting := func(s *serving) int { return strings.Count(s.said.String(), "next chapter") }
	first := serve(t, program, stories, data, box)
	for some := 500; some < tellings+500; some += 500 { // in steps, as the patience of each is bounded
		eventually(t, "more tellings have begun", func() bool {
			time.Sleep(20 * time.Millisecond) // counting is work too
			return waiting(first) >= min(some, tellings)
		})
	}
	took := time.Since(first.began)
	cpu := first.end()
	yesterday(t, data)

	again := serve(t, program, stories, data, box)
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
	eventually(t, "all tellings have begun again", func() bool {
		time.Sleep(20 * time.Millisecond)
		return waiting(again) >= tellings
	})
	all := time.Since(again.began)
	eventually(t, "the chapter is out", func() bool { return strings.Contains(again.said.String(), "chapter complete") })
	now, peak := resident(t, again.cmd.Process.Pid)
	t.Logf("%d tellings begun in %s with %s of CPU; after the restart the due one was posted after %s, all wait after %s; "+
		"%d MiB resident, %d at most; %s of CPU", tellings, took.Round(time.Millisecond), cpu.Round(time.Millisecond),
		posted.Sub(again.began).Round(time.Millisecond), all.Round(time.Millisecond), now>>10, peak>>10,
		again.end().Round(time.Millisecond))
	if s := box.Gateway.Stats(); s.Resumes == 0 || s.Resumes != s.Identifies {
		t.Errorf("%d sessions begun, %d gone on with: want all of them", s.Identifies, s.Resumes)
	}
	if n := strings.Count(again.said.String(), "chapter complete"); n != 1 {
		t.Errorf("%d chapters were posted, want the one that was due", n)
	}
}
