package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// kills is how often the bot is killed; CLIFFHANGER_KILLS says otherwise.
const kills = 25

const (
	killChapters = 600
	killAsks     = 8 // every so many chapters end with a question
)

// killStory writes a story of many short chapters, some with a question; more is further lines of its story.yaml. All
// chapters are due by now, one for each minute of the last hours: of what is later than a day its author is asked.
func killStory(t *testing.T, chapters int, more string) (string, *story.Story) {
	t.Helper()
	if chapters > 1300 {
		t.Fatalf("%d chapters, and a day has no more than 1,440 minutes", chapters)
	}
	dir := t.TempDir()
	start := time.Now().UTC().Add(-time.Duration(chapters+10) * time.Minute).Format("2006-01-02 15:04")
	write(t, dir, "story.yaml", "title: Kill\nid: kill\nschedule: \"cron: * * * * *\"\nstart: "+start+
		"\ngap: 0s\nvote: 480h\nchannel: story\n"+more)
	for n := 1; n <= chapters; n++ {
		text := fmt.Sprintf("---\nnumber: %d\ntitle: Day %d\n---\n\nMorning %d came.\n\n***\n\nEvening %d came.\n\n## Author's note\n\nNote %d.\n", n, n, n, n, n)
		if n%killAsks == 0 {
			text += fmt.Sprintf("\n## Question\n\nWhat of day %d?\n\n- 🌊 Sink\n- 🔥 Burn\n", n)
		}
		write(t, dir, fmt.Sprintf("%03d.md", n), text)
	}
	s, problems, err := manuscript.ReadPath(dir, manuscript.Options{})
	if err != nil || story.HasErrors(problems) || len(s.Chapters) != chapters {
		t.Fatalf("the story reads as %d chapters, %v, %v", len(s.Chapters), problems, err)
	}
	return dir, &s
}

// start runs the program on the story.
func (k *killing) start(dir, data string) *exec.Cmd {
	k.t.Helper()
	cmd := program(k.t, k.t.Context(), []string{"DISCORD_TOKEN=" + k.box.Token()},
		"serve", "--story", dir, "--data", data, "--discord-api", k.box.API())
	cmd.Stderr = &k.log
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	return cmd
}

func (k *killing) until(what string, ok func() bool) {
	k.t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(3 * time.Millisecond) {
		if time.Now().After(end) {
			text := k.log.String()
			k.t.Fatalf("gave up waiting until %s; the program said last: %s", what, text[max(0, len(text)-3000):])
		}
	}
}

// settled reports whether under every question every reader has the reaction clicked last, and no other.
func (k *killing) settled() bool {
	for message, readers := range k.clicked {
		for who, emoji := range readers {
			if now := k.mine(who, message); len(now) != 1 || now[0] != emoji {
				return false
			}
		}
	}
	return true
}

// settle waits until every vote has settled. A process that is killed while it takes a reaction off leaves one of which
// nobody can tell whether its reader has put it back since; the bot then leaves both alone, and the reader acts once more.
// The reaction pressed last must stand in any case.
func (k *killing) settle() {
	k.t.Helper()
	for end := time.Now().Add(4 * time.Second); !k.settled() && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
	}
	for message, readers := range k.clicked {
		for who, emoji := range readers {
			now := k.mine(who, message)
			if !slices.Contains(now, emoji) {
				k.t.Fatalf("message %d: reader %d has %v, and clicked %s last, after %v", message, who, now, emoji, k.history[message][who])
			}
			for _, other := range now {
				if other == emoji {
					continue
				}
				k.again++
				if err := k.box.World.Unreact(who, k.channel, message, other); err != nil {
					k.t.Logf("the bot was quicker: %v", err)
				}
			}
		}
	}
	k.until("every vote has settled", k.settled)
}

// inOrder fails the test unless the channel holds the story from its beginning, each message once.
func (k *killing) inOrder() {
	k.t.Helper()
	n, part := 1, 0
	for i, m := range k.posted() {
		parts := []string{"Day %d", "Morning %d came", "Evening %d came", "Note %d", "What of day %d?"}
		if want := fmt.Sprintf(parts[part], n); !strings.Contains(m.Content, want) {
			k.t.Fatalf("message %d is %q, want %q", i, m.Content, want)
		}
		if part++; part == len(parts) || part == len(parts)-1 && n%killAsks != 0 {
			n, part = n+1, 0
		}
	}
	if n > killChapters {
		k.t.Errorf("all %d chapters came out: the end of the test killed an idle process", killChapters)
	}
}

// kept fails the test unless the data folder holds every ballot as it is shown, and every place that was acknowledged.
func (k *killing) kept(data string, s *story.Story) {
	k.t.Helper()
	st, err := store.OpenFolder(k.t.Context(), data, func(string) string { return "" }, store.Options{})
	if err != nil {
		k.t.Fatal(err)
	}
	defer st.Close()
	guild := uint64(k.box.World.View(k.author).Guilds[0].ID)
	choices := map[string]story.Choice{"🌊": 0, "🔥": 1, story.NoneEmoji: story.None}
	ballots := 0
	for message, readers := range k.clicked {
		for who, emoji := range readers {
			ballots++
			b, _, err := st.Ballot(k.t.Context(), store.VoteRef{Guild: guild, Message: uint64(message)}, st.Reader(uint64(who)))
			if err != nil || len(b.Choices) != 1 || b.Choices[0] != choices[emoji] {
				k.t.Errorf("message %d: the ballot of %d is %v, %v; shown is %s", message, who, b.Choices, err, emoji)
			}
		}
	}
	for who, place := range k.marked {
		p, err := st.Place(k.t.Context(), guild, s.Key(), st.Reader(uint64(who)))
		if err != nil || p.Furthest.Compare(place) < 0 {
			k.t.Errorf("reader %d is at %v, %v; %v was acknowledged", who, p.Furthest, err, place)
		}
	}
	changed := 0
	for _, readers := range k.history {
		for _, clicks := range readers {
			changed += len(clicks) - 1
		}
	}
	k.t.Logf("%d ballots, changed %d times, and %d readers' places are right; readers had to act again %d times",
		ballots, changed, len(k.marked), k.again)
	if ballots == 0 || len(k.marked) == 0 {
		k.t.Error("nobody voted, or nobody marked anything: nothing was tested")
	}
}

// rounds is how often the program is ended.
func rounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("CLIFFHANGER_KILLS")
	if text == "" {
		return kills
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A stop is a way to end the program.
type stop struct {
	name string
	end  func(*testing.T, *exec.Cmd)
	// unasked is how many of so many programs may have been ended before they connected.
	unasked func(rounds int) int
}

func stops() []stop {
	return []stop{
		{"killed", func(t *testing.T, cmd *exec.Cmd) {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // it was killed
		}, func(rounds int) int { return 1 + rounds/4 }},
		{"told to end", func(t *testing.T, cmd *exec.Cmd) {
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Fatalf("the program, told to end, ends with %v", err)
			}
		}, func(int) int { return 0 }},
	}
}

func TestNothingIsLostOrDoubledWhenTheProcessEnds(t *testing.T) {
	for _, way := range stops() {
		t.Run(way.name, func(t *testing.T) { endAgainAndAgain(t, way, rounds(t)) })
	}
}

func endAgainAndAgain(t *testing.T, way stop, rounds int) {
	k := newKilling(t)
	dir, s := killStory(t, killChapters, "")
	data := filepath.Join(t.TempDir(), "data")
	slowest := time.Duration(0)
	for round := range rounds {
		before := len(k.posted())
		started := time.Now()
		cmd := k.start(dir, data)
		k.phase = fmt.Sprintf("up in %d", round)
		k.until(fmt.Sprintf("something is posted in round %d", round), func() bool { return len(k.posted()) > before })
		slowest = max(slowest, time.Since(started))
		k.live(time.Duration(k.dice.IntN(250)) * time.Millisecond)
		way.end(t, cmd)
		k.promises()
		k.phase = fmt.Sprintf("down after %d", round)
		if k.dice.IntN(3) == 0 {
			k.live(5 * time.Millisecond) // people go on while the bot is down
		}
	}
	last := time.Now()
	cmd := k.start(dir, data)
	k.until("every vote is read again", func() bool { return k.readings(last) >= 3*k.questions() })
	k.settle()
	k.live(200 * time.Millisecond)
	k.settle()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("after an interrupt the program ends with %v", err)
	}
	k.promises()
	k.inOrder()
	k.kept(data, s)
	t.Logf("%s %d times, %d messages; slowest from start to the next post: %s", way.name, rounds, len(k.posted()), slowest)
	k.wentOn(rounds, way.unasked(rounds))
}

// readings counts how often reactions were read since a moment.
func (k *killing) readings(since time.Time) int {
	n := 0
	for x := range k.box.Traffic().All() {
		if x.Method == "GET" && x.Time.After(since) && strings.Contains(x.Path, "/reactions/") {
			n++
		}
	}
	return n
}

// questions counts those that were asked. Each is open until the end.
func (k *killing) questions() int {
	k.t.Helper()
	n := 0
	for _, m := range k.posted() {
		if strings.Contains(m.Content, "What of day") {
			n++
		}
	}
	return n
}

// wentOn fails the test unless the first program's gateway session served all others too. Some may have been ended
// before they asked for it: what is posted while they start may be their predecessor's last request.
func (k *killing) wentOn(restarts, unasked int) {
	k.t.Helper()
	s := k.box.Gateway.Stats()
	k.t.Logf("sessions: %d begun, %d times gone on with, %d times refused", s.Identifies, s.Resumes, s.Refused)
	if s.Identifies != 1 || s.Resumes > restarts || s.Resumes < restarts-unasked || s.Refused != 0 {
		k.t.Errorf("want 1 begun, %d to %d times gone on with, never refused", restarts-unasked, restarts)
	}
}
