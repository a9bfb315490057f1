package author_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/author"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

const (
	guild, elsewhere     = 11, 12
	public, early, desk  = 22, 23, 24
	mara, ines           = 33, 34 // Mara may manage the server, Ines may not
	pingRole             = 44
	manage               = uint64(1 << 5)
	monday               = "2026-11-23T12:00"
	firstDrop, secondOne = "2026-11-24T19:00", "2026-11-27T19:00" // a Tuesday, a Friday
	monday12             = 1795431600                             // monday in Berlin, in seconds since 1970
)

// A room is a service before a real store, with everything else played.
type room struct {
	t       *testing.T
	story   *story.Story
	told    []*story.Story
	store   *store.Store
	router  *route.Router
	now     time.Time
	mu      sync.Mutex
	said    []string // answers to interactions, as JSON
	done    []string // what jobs, orders, roles and the runner were told
	edits   []string // of messages
	fails   error    // what jobs, orders and roles answer
	changes []author.Change
	shift   story.Shift // that the story has; zero: none
	asked   []store.Vote
	files   []discord.File // sent with answers
	log     strings.Builder
}

// tale has chapters with three scenes each, on Tuesdays and Fridays in Berlin.
func tale(t *testing.T, chapters int) *story.Story {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	must(t, err)
	s := &story.Story{ID: "tale", Title: "The *Tale*", Language: "en", Release: story.Plan{
		Channel: "story", Zone: berlin, Schedule: "tue,fri 19:00", Ping: "Readers", Desk: "desk", Voting: story.Voting{Open: time.Hour},
	}}
	for n := 1; n <= chapters; n++ {
		c := story.Chapter{Number: n, Title: fmt.Sprintf("Part %d", n)}
		for m := 1; m <= 3; m++ {
			c.Scenes = append(c.Scenes,
				story.Scene{Blocks: []story.Block{{Runs: []story.Run{{Text: fmt.Sprintf("Text %d-%d.", n, m)}}}}})
		}
		s.Chapters = append(s.Chapters, c)
	}
	return s
}

// open makes a room at noon on a Monday, in which the story has begun a week before and chapter 1 is out.
func open(t *testing.T, s *story.Story) *room {
	t.Helper()
	st, err := store.Open(t.Context(), kv.Open(memkv.New(), kv.Options{}), store.Secret{1}, store.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, st.Close()) })
	r := &room{t: t, story: s, told: []*story.Story{s}, store: st}
	r.now, err = time.ParseInLocation("2006-01-02T15:04", monday, s.Release.Zone)
	must(t, err)
	r.with(func(*author.Config) {})
	_, err = st.Begin(t.Context(), guild, s.Key(), r.now.AddDate(0, 0, -7))
	must(t, err)
	r.course(func(c *store.Course) { c.Last = "2026-11-20T19:00" })
	r.out(public, 1)
	return r
}

func (r *room) config() author.Config {
	p := played{r}
	return author.Config{
		Ledger: r.store, Tellings: r.store, Jobs: p, Orders: p, Backlogs: p, Numbers: p, Poker: p, Roles: p, Editor: p,
		Archive: r.store, Polls: voting{r}, Settlements: voting{r}, Rounds: voting{r}, Groups: voting{r},
		Shelf: r, Clock: r, Escape: typeset.Escape, Log: slog.New(slog.NewTextHandler(&r.log, nil)),
		Role: func(g uint64, name string) (uint64, bool) { return pingRole, g == guild && name == "Readers" },
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// course changes the story's course as package drop would.
func (r *room) course(change func(*store.Course)) store.Course {
	r.t.Helper()
	c, err := r.store.ChangeCourse(r.t.Context(), guild, r.story.Key(), func(c *store.Course) error {
		change(c)
		return nil
	}, store.Entry{})
	must(r.t, err)
	return c
}

// out puts a chapter out in a channel.
func (r *room) out(channel uint64, chapter int) {
	r.t.Helper()
	ref := store.DropRef{Telling: store.Telling{Guild: guild, Story: r.story.Key(), Channel: channel}, Chapter: chapter}
	c, _ := r.story.Chapter(chapter)
	var steps []store.Step
	for n := range c.Scenes {
		steps = append(steps, store.Step{Kind: store.StepPage, Scene: n + 1})
	}
	must(r.t, r.store.PlanDrop(r.t.Context(), store.Drop{DropRef: ref, Due: r.now, Planned: r.now}, steps))
	for i := range steps {
		_, err := r.store.ClaimStep(r.t.Context(), ref, i, r.now)
		must(r.t, err)
		must(r.t, r.store.FinishStep(r.t.Context(), ref, i, uint64(1000*chapter+i), r.now, nil))
	}
	must(r.t, r.store.FinishDrop(r.t.Context(), ref, r.now, time.Time{}))
}

// dated gives a chapter its date for good.
func (r *room) dated(chapter int, slot string) {
	r.t.Helper()
	c := r.course(func(*store.Course) {})
	at, err := time.ParseInLocation("2006-01-02T15:04", slot, r.story.Release.Zone)
	must(r.t, err)
	_, err = r.store.Assign(r.t.Context(), guild, r.story.Key(), c.Version,
		store.Timed{Chapter: chapter, Slot: slot, Used: slot, At: at})
	must(r.t, err)
}

// Told is the shelf.
func (r *room) Told(g uint64) []*story.Story {
	if g == guild {
		return r.told
	}
	return nil
}

func (r *room) Now() time.Time { return r.now }

// Do is the lanes: each act is handled at once.
func (r *room) Do(_ uint64, work func(context.Context)) bool {
	work(r.t.Context())
	return true
}

func (r *room) note(data any, files ...discord.File) error {
	b, err := json.Marshal(data)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said, r.files = append(r.said, string(b)), append(r.files, files...)
	return err
}

func (r *room) Respond(_ context.Context, _ uint64, _ string, _ discordgo.InteractionResponseType, data any,
	files ...discord.File) error {
	return r.note(data, files...)
}

func (r *room) EditAnswer(_ context.Context, _ uint64, _ string, data any, _ ...discord.File) error {
	return r.note(data)
}

func (r *room) FollowUp(_ context.Context, _ uint64, _ string, data any) error { return r.note(data) }

// act has one interaction answered, and returns the body of the answer. Half a minute passes.
func (r *room) act(user uint64, i discord.Interaction) string {
	r.t.Helper()
	r.now = r.now.Add(30 * time.Second)
	r.said = nil
	i.ID, i.App, i.Channel, i.User, i.Token = 1, 2, desk, user, discord.NewInteractionToken("t")
	if i.Guild == 0 {
		i.Guild = guild
	}
	if user == mara {
		i.Permissions = manage
	}
	r.router.Begin(author.Heard(r.t.Context(), &i), &i, r)()
	if len(r.said) != 1 {
		r.t.Fatalf("%d answers: %q", len(r.said), r.said)
	}
	modal := strings.Contains(r.said[0], `"title"`)
	if i.Kind != discord.KindAutocomplete && !modal && !strings.Contains(r.said[0], `"flags":64`) {
		r.t.Errorf("an answer is not private: %s", r.said[0])
	}
	return r.said[0]
}

// use has somebody use a command: its name and subcommand, then options as name:value, numbers bare.
func (r *room) use(user uint64, command string, options ...string) string {
	r.t.Helper()
	return r.act(user, discord.Interaction{Kind: discord.KindCommand, Command: typed(command, options)})
}

// useWith is use for somebody who has roles.
func (r *room) useWith(user uint64, roles []uint64, command string) string {
	r.t.Helper()
	i := discord.Interaction{Kind: discord.KindCommand, Command: typed(command, nil), Roles: roles}
	return r.act(user, i)
}

// complete has somebody type a command of which the last option has the focus, and returns the values offered.
func (r *room) complete(user uint64, command string, options ...string) []string {
	r.t.Helper()
	c := typed(command, options)
	last := &c.Options[len(c.Options)-1]
	_, last.Text, _ = strings.Cut(options[len(options)-1], ":")
	last.Focused = true
	var body struct {
		Choices []struct {
			Name  string
			Value any
		}
	}
	must(r.t, json.Unmarshal([]byte(r.act(user, discord.Interaction{Kind: discord.KindAutocomplete, Command: c})), &body))
	values := []string{}
	for _, c := range body.Choices {
		if n := len([]rune(c.Name)); n < 1 || n > 100 {
			r.t.Errorf("a choice's name has %d characters: %q", n, c.Name)
		}
		values = append(values, fmt.Sprint(c.Value))
	}
	if len(values) > 25 {
		r.t.Errorf("%d choices are offered", len(values))
	}
	return values
}

func typed(command string, options []string) discord.Command {
	words := strings.Fields(command)
	c := discord.Command{Name: words[0], Path: words[1:]}
	for _, o := range options {
		name, value, _ := strings.Cut(o, ":")
		option := discord.Option{Name: name, Type: discord.OptionText, Text: value}
		if _, err := fmt.Sscanf(value, "%d", &option.Int); err == nil && (name == "number" || name == "scene") {
			option.Type = discord.OptionInt
		}
		c.Options = append(c.Options, option)
	}
	return c
}

// press has somebody press a button of a message.
func (r *room) press(user, message uint64, id string) string {
	r.t.Helper()
	return r.act(user, discord.Interaction{
		Kind: discord.KindComponent, Message: message, Control: discord.Control{CustomID: id},
	})
}

// holds fails the test unless an answer has these parts, as JSON writes them.
func holds(t *testing.T, answer string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		b, err := json.Marshal(part)
		must(t, err)
		if !strings.Contains(answer, strings.Trim(string(b), `"`)) {
			t.Errorf("answered %s, want %q", answer, part)
		}
	}
}

// adjusted fails the test unless these are the changes of the dates.
func (r *room) adjusted(want ...string) {
	r.t.Helper()
	c, _, err := r.store.Course(r.t.Context(), guild, r.story.Key())
	must(r.t, err)
	if !slices.Equal(c.Adjustments, want) {
		r.t.Errorf("the dates are changed by %q, want %q", c.Adjustments, want)
	}
}

// did returns what was asked of others since the last time.
func (r *room) did() []string {
	done := r.done
	r.done = nil
	return done
}

var book = phrase.For("")

// with makes the room's service anew, with something in its configuration changed.
func (r *room) with(change func(*author.Config)) {
	r.t.Helper()
	cfg := r.config()
	change(&cfg)
	r.router = route.New(r, slog.New(slog.NewTextHandler(&r.log, nil)))
	author.New(cfg).Routes(r.router)
}

// overtaken is a store in which something happens between a look at a course and its change.
type overtaken struct {
	*store.Store
	times int
	act   func()
}

func (o *overtaken) ChangeCourse(ctx context.Context, g uint64, k story.Key, change func(*store.Course) error,
	e store.Entry) (store.Course, error) {
	if o.times > 0 {
		o.times--
		o.act()
	}
	return o.Store.ChangeCourse(ctx, g, k, change, e)
}

// contentOf returns how many characters an answer's content has.
func contentOf(t *testing.T, answer string) int {
	t.Helper()
	var body struct{ Content string }
	must(t, json.Unmarshal([]byte(answer), &body))
	return len([]rune(body.Content))
}
