package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
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

// A killing is a sandbox whose bot dies again and again, and people who go on all the same.
type killing struct {
	t       *testing.T
	box     *sandbox.Sandbox
	channel world.ID
	readers []world.ID
	author  world.ID
	dice    *rand.Rand
	clicked map[world.ID]map[world.ID]string // by question and reader: the emoji clicked last
	marked  map[world.ID]story.Place         // by reader: the place the bot said is kept
	waiting map[world.ID]story.Place         // by interaction: what it would keep
	asked   map[world.ID]world.ID            // by interaction: who
	states  chan world.InteractionState
	log     bytes.Buffer // of the program that runs
	history map[world.ID]map[world.ID][]string
	counted map[world.ID]map[world.ID]string // by question and reader: what the bot said is counted
	about   map[world.ID]world.ID            // by interaction: the question it asks about
	phase   string                           // whether the program runs
	again   int                              // how often a reader had to act once more
}

func newKilling(t *testing.T) *killing {
	t.Helper()
	box, err := sandbox.Start(t.Context(), sandbox.Options{
		Log: slog.New(slog.DiscardHandler), Limits: rest.Limits{Off: true}, IdentifyEvery: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	k := &killing{
		t: t, box: box, dice: rand.New(rand.NewPCG(seed, 0)), clicked: map[world.ID]map[world.ID]string{}, history: map[world.ID]map[world.ID][]string{},
		counted: map[world.ID]map[world.ID]string{}, about: map[world.ID]world.ID{},
		marked: map[world.ID]story.Place{}, waiting: map[world.ID]story.Place{}, asked: map[world.ID]world.ID{},
		states: make(chan world.InteractionState, 1<<16),
	}
	for _, p := range box.World.People() {
		switch p.Role {
		case "author":
			k.author = p.ID
		case "reader":
			k.readers = append(k.readers, p.ID)
			t.Cleanup(box.World.Watch(p.ID, func(e world.Event) {
				if s, ok := e.Data.(world.InteractionState); ok {
					k.states <- s
				}
			}))
		}
	}
	for _, g := range box.World.View(k.author).Guilds {
		for _, c := range g.Channels {
			if c.Name == "story" {
				k.channel = c.ID
			}
		}
	}
	for _, a := range []rest.Action{rest.CreateThenCut, rest.CreateThenAnswer} {
		box.Faults().Add(rest.Fault{Method: "POST", Route: "/channels/{}/messages", Action: a, Probability: 0.05})
	}
	// Something to die in the middle of.
	box.Faults().Add(rest.Fault{Method: "POST", Route: "/channels/{}/messages", Action: rest.Delay, Delay: 12 * time.Millisecond})
	return k
}

// posted returns everything in the channel that everybody sees, oldest first.
func (k *killing) posted() []*world.Message {
	k.t.Helper()
	var all []*world.Message
	for before := world.ID(0); ; {
		page, err := k.box.World.History(k.author, k.channel, before, 100)
		if err != nil {
			k.t.Fatal(err)
		}
		all = append(slices.Clone(page), all...)
		if len(page) < 100 {
			return all
		}
		before = page[0].ID
	}
}

// mine returns the emoji a person has under a message.
func (k *killing) mine(who, message world.ID) []string {
	k.t.Helper()
	var out []string
	for _, e := range []string{"🌊", "🔥", story.NoneEmoji} {
		list, err := k.box.World.Reactors(k.author, k.channel, message, e, false, 0, 100)
		if err != nil {
			k.t.Fatal(err)
		}
		if slices.ContainsFunc(list, func(u *world.User) bool { return u.ID == who }) {
			out = append(out, e)
		}
	}
	return out
}

// live lets people act at random for a while: they vote, ask whether their vote is counted, change it when it is, and
// mark scenes as read. Somebody who clicks twice while nobody counts leaves two reactions of which nobody can tell the
// newer one; the bot then asks for a fresh click, which is not what is tested here.
func (k *killing) live(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(time.Duration(k.dice.IntN(4)) * time.Millisecond) {
		page, err := k.box.World.History(k.author, k.channel, 0, 60)
		if err != nil {
			k.t.Fatal(err)
		}
		if len(page) == 0 {
			continue
		}
		m, who := page[k.dice.IntN(len(page))], k.readers[k.dice.IntN(len(k.readers))]
		if k.dice.IntN(2) == 0 {
			m = newestQuestion(page, m)
		}
		switch {
		case !strings.Contains(m.Content, "What of day"):
			k.mark(who, m)
		case k.clicked[m.ID][who] == "" || k.counted[m.ID][who] == k.clicked[m.ID][who]:
			k.vote(who, m)
		default:
			k.ask(who, m)
		}
		k.promises()
	}
}

// newestQuestion returns the newest question of a page, or m if it has none.
func newestQuestion(page []*world.Message, m *world.Message) *world.Message {
	for i := len(page) - 1; i >= 0; i-- {
		if strings.Contains(page[i].Content, "What of day") {
			return page[i]
		}
	}
	return m
}

// ask asks the bot what is counted of somebody's vote. It answers for the newest question only.
func (k *killing) ask(who world.ID, m *world.Message) {
	if i, err := k.box.World.Invoke(who, k.channel, world.Invocation{Name: "vote",
		Options: []world.OptionValue{{Name: "mine"}}}); err == nil {
		k.asked[i], k.about[i] = who, m.ID
	} // else the bot is not there
}

func (k *killing) vote(who world.ID, m *world.Message) {
	k.t.Helper()
	emoji := []string{"🌊", "🔥", story.NoneEmoji}[k.dice.IntN(3)]
	if k.clicked[m.ID] == nil {
		k.clicked[m.ID] = map[world.ID]string{}
	}
	last, now := k.clicked[m.ID][who], k.mine(who, m.ID)
	settled := last == "" && len(now) == 0 || len(now) == 1 && now[0] == last
	if !settled || emoji == last || len(m.Reactions) < 3 {
		return
	}
	if err := k.box.World.React(who, k.channel, m.ID, emoji); err != nil {
		k.t.Fatalf("react: %v", err)
	}
	k.clicked[m.ID][who] = emoji
	if k.history[m.ID] == nil {
		k.history[m.ID] = map[world.ID][]string{}
	}
	k.history[m.ID][who] = append(k.history[m.ID][who], fmt.Sprintf("%s (bot %s)", emoji, k.phase))
}

func (k *killing) mark(who world.ID, m *world.Message) {
	k.t.Helper()
	if len(m.Components) == 0 {
		return
	}
	id := *m.Components[0].Components[0].CustomID
	parts := strings.Split(id, ".")
	if len(parts) != 5 || parts[1] != "mark" {
		k.t.Fatalf("a button with the id %s", id)
	}
	chapter, err := strconv.ParseInt(parts[3], 16, 0)
	if err != nil {
		k.t.Fatal(err)
	}
	scene, err := strconv.ParseInt(parts[4], 16, 0)
	if err != nil {
		k.t.Fatal(err)
	}
	i, err := k.box.World.Press(who, k.channel, m.ID, id, nil)
	if err != nil {
		return // the bot is not there: nothing was promised
	}
	k.waiting[i], k.asked[i] = story.Place{Chapter: int(chapter), Scene: int(scene), Page: story.WholeScene}, who
}

// promises takes note of what the bot has answered: a place it said is kept.
func (k *killing) promises() {
	k.t.Helper()
	for {
		select {
		case s := <-k.states:
			if message, ok := k.about[s.ID]; ok && s.State == "answered" {
				k.count(k.asked[s.ID], s.ID, message)
			}
			place, ok := k.waiting[s.ID]
			if who := k.asked[s.ID]; ok && s.State == "answered" && place.Compare(k.marked[who]) > 0 && k.said(who, s.ID, "Marked") {
				k.marked[who] = place
			}
		default:
			return
		}
	}
}

// count takes note of what the bot said is counted of somebody's vote.
func (k *killing) count(who, interaction, message world.ID) {
	k.t.Helper()
	for _, e := range []string{"🌊", "🔥", story.NoneEmoji} {
		if k.said(who, interaction, "/"+message.String()) && k.said(who, interaction, e+"**") {
			if k.counted[message] == nil {
				k.counted[message] = map[world.ID]string{}
			}
			k.counted[message][who] = e
		}
	}
}

// said reports whether the answer to an interaction has this part.
func (k *killing) said(who, interaction world.ID, part string) bool {
	k.t.Helper()
	page, err := k.box.World.History(who, k.channel, 0, 100)
	if err != nil {
		k.t.Fatal(err)
	}
	return slices.ContainsFunc(page, func(m *world.Message) bool {
		return m.Origin != nil && m.Origin.ID == interaction && strings.Contains(m.Content, part)
	})
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
