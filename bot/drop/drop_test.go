package drop_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/bot/outbox"
	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

const (
	guild   = 11
	channel = 22
)

// A fake is a Discord with one channel, and the sender into it. Each call first takes its answer from errs.
type fake struct {
	mu       sync.Mutex
	errs     map[string][]error // by "newest", "react" and "send": what the next calls return
	calls    map[string]int
	messages []string
	emoji    []string
}

func (f *fake) call(what string) error {
	f.calls[what]++
	list := f.errs[what]
	if len(list) == 0 {
		return nil
	}
	f.errs[what] = list[1:]
	return list[0]
}

func (f *fake) Newest(context.Context, uint64) (uint64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return uint64(len(f.messages)), f.call("newest")
}

func (f *fake) React(_ context.Context, _, _ uint64, emoji string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.call("react"); err != nil {
		return err
	}
	f.emoji = append(f.emoji, emoji)
	return nil
}

func (f *fake) Send(_ context.Context, l outbox.Letter) (uint64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.call("send"); err != nil {
		return 0, err
	}
	f.messages = append(f.messages, string(l.Body))
	return uint64(len(f.messages)), nil
}

// A bubble is the time of a synctest bubble.
type bubble struct{}

func (bubble) Now() time.Time { return time.Now() }

func (bubble) Wait(ctx context.Context, until time.Time, _ string) error {
	select {
	case <-time.After(time.Until(until)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tale is a story of so many chapters, posted daily; each has a scene, and whatever change adds.
func tale(chapters int, change func(*story.Chapter)) *story.Story {
	s := &story.Story{ID: "tale", Title: "Tale",
		Release: story.Plan{Schedule: "daily 19:00", Zone: time.UTC, Vote: time.Hour}}
	for n := 1; n <= chapters; n++ {
		c := story.Chapter{Number: n, Scenes: []story.Scene{{Blocks: paragraph("Morning %d came.", n)}}}
		if change != nil {
			change(&c)
		}
		s.Chapters = append(s.Chapters, c)
	}
	return s
}

func paragraph(format string, args ...any) []story.Block {
	return []story.Block{{Runs: []story.Run{{Text: fmt.Sprintf(format, args...)}}}}
}

// serve runs a story in a bubble for so long, and returns whether Serve ended by itself, and with what.
func serve(t *testing.T, f *fake, s *story.Story, long time.Duration) (ended bool, err error) {
	t.Helper()
	f.calls = map[string]int{}
	synctest.Test(t, func(t *testing.T) {
		st, err2 := store.Open(t.Context(), kv.Open(memkv.New(), kv.Options{}), store.Secret{1}, store.Options{})
		if err2 != nil {
			t.Fatal(err2)
		}
		r := drop.New(drop.Config{
			Store: st, Discord: f, Sender: f, Clock: bubble{}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
			Opened: func(context.Context, store.VoteRef) {},
		})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.Serve(ctx, guild, channel, s) }()
		time.Sleep(long)
		synctest.Wait()
		select {
		case err = <-done:
			ended = true
		default:
			cancel()
			err = <-done
		}
		cancel()
		if err2 := st.Close(); err2 != nil {
			t.Error(err2)
		}
	})
	return ended, err
}

func TestNothingDiscordSaysEndsAStory(t *testing.T) {
	unknown := fmt.Errorf("post: %w", discord.ErrOutcomeUnknown)
	limited := &discord.Error{Status: 429}
	gone := &discord.Error{Status: 404, Code: 10003}
	many := func(n int, err error) []error {
		list := make([]error, n)
		for i := range list {
			list[i] = err
		}
		return list
	}
	for _, test := range []struct {
		name string
		errs map[string][]error
		long time.Duration // within which the chapter is out, from when it is due
	}{
		{"no answer before the plan", map[string][]error{"newest": many(3, unknown)}, 2 * time.Minute},
		{"no answer to a reaction", map[string][]error{"react": many(4, unknown)}, 2 * time.Minute},
		{"a post put off", map[string][]error{"send": many(5, limited)}, 2 * time.Minute},
		{"the channel gone for three hours", map[string][]error{"send": many(3, gone)}, 4 * time.Hour},
		{"no permission to react", map[string][]error{"react": many(2, &discord.Error{Status: 403, Code: 50013})},
			3 * time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fake{errs: test.errs}
			s := tale(1, func(c *story.Chapter) {
				c.Question = &story.Question{Text: "What now?",
					Options: []story.Option{{Emoji: "🌊", Text: "Sink"}, {Emoji: "🔥", Text: "Burn"}}}
			})
			ended, err := serve(t, f, s, 24*time.Hour+test.long)
			if !ended || err != nil {
				t.Errorf("ended: %v, %v, want everything out", ended, err)
			}
			if len(f.messages) != 3 || len(f.emoji) != 3 {
				t.Errorf("%d messages and %d reactions, want 3 of each: %q %q", len(f.messages), len(f.emoji), f.messages, f.emoji)
			}
		})
	}
}

func TestARefusalIsTriedOnceAnHour(t *testing.T) {
	f := &fake{errs: map[string][]error{}}
	for range 100 {
		f.errs["send"] = append(f.errs["send"], &discord.Error{Status: 403, Code: 50001})
	}
	ended, err := serve(t, f, tale(1, nil), 34*time.Hour)
	if ended || err != nil {
		t.Errorf("ended: %v, %v, want a story that waits", ended, err)
	}
	if n := f.calls["send"]; n < 10 || n > 35 {
		t.Errorf("%d refused requests in at least 10 hours and at most 34", n)
	}
}

func TestWhatIsPostedForAChapter(t *testing.T) {
	note := func(c *story.Chapter) { c.Note.Blocks = paragraph("Thank you.") }
	for _, test := range []struct {
		name   string
		change func(*story.Chapter)
		want   []string // parts of the messages, in order
	}{
		{"a scene alone", nil, []string{"Chapter 1", "Morning 1"}},
		{"a note and no question", note, []string{"Chapter 1", "Morning 1", "Thank you."}},
		{"a question without options", func(c *story.Chapter) { c.Question = &story.Question{Text: "And you?"} },
			[]string{"Chapter 1", "Morning 1", "And you?"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fake{}
			if ended, err := serve(t, f, tale(1, test.change), 25*time.Hour); !ended || err != nil {
				t.Fatalf("ended: %v, %v", ended, err)
			}
			if len(f.messages) != len(test.want) || len(f.emoji) != 0 {
				t.Fatalf("posted %q and reacted with %q", f.messages, f.emoji)
			}
			for i, part := range test.want {
				if !strings.Contains(f.messages[i], part) {
					t.Errorf("message %d is %s, want %q", i, f.messages[i], part)
				}
			}
		})
	}
}

func TestAScheduleThatIsNoneIsAnError(t *testing.T) {
	s := tale(1, nil)
	s.Release.Schedule = "whenever"
	if _, err := serve(t, &fake{}, s, time.Second); err == nil || !strings.Contains(err.Error(), "schedule") {
		t.Errorf("Serve = %v, want an error about the schedule", err)
	}
}
