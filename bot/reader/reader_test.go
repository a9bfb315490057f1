package reader_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/reader"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

const guild, other, channel, user = 11, 12, 22, 33

// A hall is a desk with a story told in a guild, of which some scenes are out.
type hall struct {
	t       *testing.T
	story   *story.Story
	store   *store.Store
	ballots *ballots
	said    []string // what Discord was told
	files   []discord.File
	log     strings.Builder
}

// tale has chapters with three scenes each.
func tale(chapters int) *story.Story {
	s := &story.Story{ID: "tale", Title: "Tale"}
	for n := 1; n <= chapters; n++ {
		c := story.Chapter{Number: n}
		for m := 1; m <= 3; m++ {
			c.Scenes = append(c.Scenes,
				story.Scene{Blocks: []story.Block{{Runs: []story.Run{{Text: fmt.Sprintf("Text %d-%d.", n, m)}}}}})
		}
		s.Chapters = append(s.Chapters, c)
	}
	return s
}

// open makes a hall in which chapters up to the first scene of chapter last are out.
func open(t *testing.T, last int) *hall {
	t.Helper()
	st, err := store.Open(t.Context(), kv.Open(memkv.New(), kv.Options{}), store.Secret{1}, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &hall{t: t, story: tale(5), store: st, ballots: &ballots{store: st}}
	for n := 1; n <= last; n++ {
		h.release(n, n < last)
	}
	return h
}

// release puts a chapter out, or its first scene.
func (h *hall) release(chapter int, whole bool) {
	h.t.Helper()
	telling := store.Telling{Guild: guild, Story: h.story.Key(), Channel: channel}
	ref := store.DropRef{Telling: telling, Chapter: chapter}
	steps := []store.Step{{Kind: store.StepPage, Scene: 1}, {Kind: store.StepPage, Scene: 2},
		{Kind: store.StepPage, Scene: 3}}
	now := time.Unix(1_700_000_000, 0)
	must(h.t, h.store.PlanDrop(h.t.Context(), store.Drop{DropRef: ref, Due: now, Planned: now}, steps))
	for i := range steps {
		if i > 0 && !whole {
			return
		}
		_, err := h.store.ClaimStep(h.t.Context(), ref, i, now)
		must(h.t, err)
		must(h.t, h.store.FinishStep(h.t.Context(), ref, i, uint64(100*chapter+i), now, nil))
	}
	must(h.t, h.store.FinishDrop(h.t.Context(), ref, now, now.Add(24*time.Hour)))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Told is the shelf: one story in one guild.
func (h *hall) Told(g uint64) []*story.Story {
	if g == guild {
		return []*story.Story{h.story}
	}
	return nil
}

// Open is the shelf's: the story is told in one channel, for everybody.
func (h *hall) Open(g uint64, _ *story.Story, _ uint64, _ []uint64) []uint64 {
	if g == guild {
		return []uint64{channel}
	}
	return nil
}

func (h *hall) Now() time.Time { return time.Unix(1_700_000_000, 0) }

// Do is the lanes: each act is handled at once.
func (h *hall) Do(_ uint64, work func(context.Context)) bool {
	work(h.t.Context())
	return true
}

func (h *hall) note(data any) error {
	b, err := json.Marshal(data)
	h.said = append(h.said, string(b))
	return err
}

func (h *hall) Respond(_ context.Context, _ uint64, _ string, _ discordgo.InteractionResponseType, data any,
	files ...discord.File) error {
	h.files = files
	return h.note(data)
}

func (h *hall) EditAnswer(_ context.Context, _ uint64, _ string, data any, _ ...discord.File) error {
	return h.note(data)
}

func (h *hall) FollowUp(_ context.Context, _ uint64, _ string, data any) error { return h.note(data) }

// act has one interaction answered, and returns what was said.
func (h *hall) act(in uint64, i discord.Interaction) string {
	h.t.Helper()
	h.said = nil
	r := route.New(h, slog.New(slog.NewTextHandler(&h.log, nil)))
	reader.New(h.store, h, h, h.ballots).Routes(r)
	i.ID, i.App, i.Guild, i.User, i.Token = 1, 2, in, user, discord.NewInteractionToken("t")
	if i.Channel == 0 {
		i.Channel = channel
	}
	r.Begin(h.t.Context(), &i, h)()
	if len(h.said) != 1 {
		h.t.Fatalf("%d answers: %q", len(h.said), h.said)
	}
	return h.said[0]
}

func (h *hall) command(in uint64, name string, options ...discord.Option) string {
	h.t.Helper()
	typed := discord.Command{Name: name, Options: options}
	return h.act(in, discord.Interaction{Kind: discord.KindCommand, Command: typed})
}

func (h *hall) press(in uint64, id string, values ...string) string {
	h.t.Helper()
	used := discord.Control{CustomID: id, Values: values}
	return h.act(in, discord.Interaction{Kind: discord.KindComponent, Control: used})
}

func (h *hall) submit(in uint64, id, text string) string {
	h.t.Helper()
	return h.act(in, discord.Interaction{Kind: discord.KindModal, Form: discord.Submission{
		CustomID: id, Fields: []discord.Field{{ID: "text", Text: text}},
	}})
}

// holds fails the test unless an answer has this part, as JSON writes it.
func holds(t *testing.T, answer, part string) {
	t.Helper()
	b, err := json.Marshal(part)
	must(t, err)
	if !strings.Contains(answer, strings.Trim(string(b), `"`)) {
		t.Errorf("answered %s, want %q", answer, part)
	}
}

func TestAForgedComponentShowsNothingAndKeepsNothing(t *testing.T) {
	book := phrase.For("")
	h := open(t, 2)
	k := uint64(h.story.Key())
	foreign := uint64(story.KeyOf("another"))
	id := func(action string, args ...uint64) string {
		for _, a := range args {
			action += fmt.Sprintf(".%x", a)
		}
		return "c1." + action
	}
	const huge = 1<<64 - 1
	for _, test := range []struct {
		name string
		in   uint64
		id   string
		want string
	}{
		{"another story", guild, id("mark", foreign, 1, 1), book.WhichStory()},
		{"another guild", other, id("mark", k, 1, 1), book.WhichStory()},
		{"a direct message", 0, id("mark", k, 1, 1), book.WhichStory()},
		{"a scene that is not out", guild, id("mark", k, 2, 2), book.NotOut()},
		{"a chapter that is not out", guild, id("read", k, 3, 1, 1), book.NotOut()},
		{"a scene there never was", guild, id("mark", k, 1, 4), book.OldButton()},
		{"scene 0", guild, id("mark", k, 1, 0), book.OldButton()},
		{"chapter 0", guild, id("read", k, 0, 1, 1), book.NotOut()},
		{"the end of the numbers", guild, id("mark", k, huge, huge), book.Trouble()},
		{"a page at the end of the numbers", guild, id("read", k, 1, 1, huge), book.OldButton()},
		{"too few arguments", guild, id("mark", k), book.Trouble()},
		{"no arguments", guild, id("read"), book.OldButton()},
		{"no story's vote", guild, id("answer", k, 1), book.NoQuestion()},
		{"a vote at the end of the numbers", guild, id("none", k, huge, huge), book.NoQuestion()},
		{"a vote without its chapter", guild, id("mine", k), book.Trouble()},
		{"no such page of results", guild, id("results", k, huge), book.Trouble()},
		{"an action that is none", guild, id("drop", k), book.OldButton()},
		{"another bot's", guild, "vote:1", book.OldButton()},
		{"nothing", guild, "", book.OldButton()},
	} {
		t.Run(test.name, func(t *testing.T) { holds(t, h.press(test.in, test.id), test.want) })
	}
	for _, value := range []string{"3", "-1", "", "99999999999999999999", "1; drop", "5"} {
		answer := h.press(guild, id("jump", k), value)
		if strings.Contains(answer, "Text ") {
			t.Errorf("the choice %q shows %s", value, answer)
		}
	}
	holds(t, h.press(guild, id("jump", k), "1", "2"), book.Trouble())
	holds(t, h.submit(guild, id("answer", k, 1), "words"), book.NoQuestion())
	holds(t, h.submit(guild, id("mark", k, 1, 1), "words"), book.OldButton())
	p, err := h.store.Place(t.Context(), guild, h.story.Key(), h.store.Reader(user))
	must(t, err)
	if !p.At.IsZero() || !p.Furthest.IsZero() {
		t.Errorf("the reader is at %v, %v without having read anything", p.At, p.Furthest)
	}
	if strings.Contains(h.log.String(), "panic") {
		t.Errorf("something panicked: %s", h.log.String())
	}
}

func TestHostileOptions(t *testing.T) {
	book := phrase.For("")
	h := open(t, 2)
	number := func(n int64) discord.Option {
		return discord.Option{Name: "chapter", Type: discord.OptionInt, Int: n}
	}
	title := func(s string) discord.Option {
		return discord.Option{Name: "story", Type: discord.OptionText, Text: s}
	}
	for _, n := range []int64{3, 9, -1, 0, 1 << 53, -1 << 53, math.MaxInt64, math.MinInt64} {
		holds(t, h.command(guild, "read", number(n)), book.NotOut())
	}
	for _, s := range []string{"another", "@everyone", "../../etc/passwd", strings.Repeat("x", 6000), "\u200b"} {
		holds(t, h.command(guild, "read", title(s)), book.WhichStory())
	}
	for _, name := range []string{"read", "contents", "progress", "next", "results"} {
		holds(t, h.command(0, name), book.OnlyInServer())
		holds(t, h.command(other, name), book.NoStory())
	}
	holds(t, h.command(guild, "read", title("Tale"), number(2)), "Text 2-1.")
}

func TestAPlaceOutlivesItsScene(t *testing.T) {
	for _, test := range []struct {
		name   string
		mark   story.Place                          // read to the end of this scene
		change func(s *story.Story) []story.Chapter // what the author makes of the chapters
		want   string
	}{
		{"nothing changed", story.Place{Chapter: 2, Scene: 2}, func(s *story.Story) []story.Chapter { return s.Chapters },
			"Text 2-3."},
		{"its scene was joined with another", story.Place{Chapter: 2, Scene: 3},
			func(s *story.Story) []story.Chapter {
				s.Chapters[1].Scenes = s.Chapters[1].Scenes[:2]
				return s.Chapters
			}, "Text 3-1."},
		{"its chapter was taken out", story.Place{Chapter: 2, Scene: 1},
			func(s *story.Story) []story.Chapter { return append(s.Chapters[:1:1], s.Chapters[2:]...) }, "Text 3-1."},
		{"the first chapters were taken out", story.Place{Chapter: 2, Scene: 1},
			func(s *story.Story) []story.Chapter { return s.Chapters[2:] }, "Text 3-1."},
		{"everything after the first was taken out", story.Place{Chapter: 3, Scene: 1},
			func(s *story.Story) []story.Chapter { return s.Chapters[:1] }, "Text 1-3."},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := open(t, 4)
			id := fmt.Sprintf("c1.mark.%x.%x.%x", uint64(h.story.Key()), test.mark.Chapter, test.mark.Scene)
			holds(t, h.press(guild, id), phrase.For("").Marked(test.mark.Chapter, test.mark.Scene))
			h.story.Chapters = test.change(h.story)
			holds(t, h.command(guild, "read"), test.want)
		})
	}
}
