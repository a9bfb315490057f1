package route_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"

	"github.com/bwmarrin/discordgo"
)

// A sent is one thing a router told Discord.
type sent struct {
	what string // "respond", "edit" or "follow"
	kind discordgo.InteractionResponseType
	data string
	at   time.Duration // after the interaction came
}

type recorder struct {
	mu    sync.Mutex
	start time.Time
	sent  []sent
	files []discord.File // sent with answers
}

func (r *recorder) note(what string, kind discordgo.InteractionResponseType, data any, files ...discord.File) error {
	b, err := json.Marshal(data)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, sent{what, kind, string(b), time.Since(r.start)})
	r.files = append(r.files, files...)
	return nil
}

func (r *recorder) Respond(_ context.Context, _ uint64, _ string, kind discordgo.InteractionResponseType,
	data any, files ...discord.File) error {
	return r.note("respond", kind, data, files...)
}

func (r *recorder) EditAnswer(_ context.Context, _ uint64, _ string, data any, files ...discord.File) error {
	return r.note("edit", 0, data, files...)
}

func (r *recorder) FollowUp(_ context.Context, _ uint64, _ string, data any) error {
	return r.note("follow", 0, data)
}

// handle lets a router answer one interaction in a bubble and returns what it sent, and its log.
func handle(t *testing.T, i *discord.Interaction, fill func(*route.Router)) (out []sent, logged string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		rec := &recorder{start: time.Now()}
		r := route.New(rec, slog.New(slog.NewTextHandler(&log, nil)))
		fill(r)
		r.Begin(t.Context(), i, atOnce{})()
		out, logged = rec.sent, log.String()
	})
	return out, logged
}

// atOnce starts work without waiting for other work.
type atOnce struct{}

func (atOnce) Do(_ uint64, work func(context.Context)) bool {
	go work(context.Background())
	return true
}

// full takes no work.
type full struct{}

func (full) Do(uint64, func(context.Context)) bool { return false }

func command(name string) *discord.Interaction {
	return &discord.Interaction{
		ID: 1, App: 2, Guild: 3, Channel: 4, User: 5, Token: discord.NewInteractionToken("secret-token"),
		Kind: discord.KindCommand, Command: discord.Command{Name: name},
	}
}

func press(t *testing.T, action customid.Action) *discord.Interaction {
	t.Helper()
	id, err := customid.New(action, 7)
	if err != nil {
		t.Fatal(err)
	}
	i := command("")
	i.Kind, i.Control, i.Message = discord.KindComponent, discord.Control{CustomID: id, Type: 2}, 6
	return i
}

func saying(text string, after time.Duration) route.Handler {
	return func(context.Context, *route.Request) (route.Reply, error) {
		time.Sleep(after)
		return route.Text(text), nil
	}
}

func TestAnswers(t *testing.T) {
	const (
		message  = discordgo.InteractionResponseChannelMessageWithSource
		update   = discordgo.InteractionResponseUpdateMessage
		later    = discordgo.InteractionResponseDeferredChannelMessageWithSource
		laterUpd = discordgo.InteractionResponseDeferredMessageUpdate
	)
	book := phrase.For("")
	fails := func(after time.Duration, err error) route.Handler {
		return func(context.Context, *route.Request) (route.Reply, error) {
			time.Sleep(after)
			return route.Reply{}, err
		}
	}
	for _, test := range []struct {
		name string
		act  *discord.Interaction
		fill func(*route.Router)
		want []sent // data: a part of what must be there
		log  string
	}{
		{"at once", command("read"), func(r *route.Router) { r.Command("read", saying("page one", 0)) },
			[]sent{{"respond", message, "page one", 0}}, ""},
		{"just in time", command("read"),
			func(r *route.Router) { r.Command("read", saying("page one", route.DeferAfter-time.Millisecond)) },
			[]sent{{"respond", message, "page one", route.DeferAfter - time.Millisecond}}, ""},
		{"slow command", command("read"), func(r *route.Router) { r.Command("read", saying("page one", 20*time.Second)) },
			[]sent{{"respond", later, `"flags":64`, route.DeferAfter}, {"edit", 0, "page one", 20 * time.Second}}, ""},
		{"button makes a message", press(t, "mark"), func(r *route.Router) { r.Component("mark", saying("marked", 0)) },
			[]sent{{"respond", message, "marked", 0}}, ""},
		{"button turns the page", press(t, "read"), func(r *route.Router) { r.Update("read", saying("page two", 0)) },
			[]sent{{"respond", update, "page two", 0}}, ""},
		{"slow page", press(t, "read"), func(r *route.Router) { r.Update("read", saying("page two", 2*time.Second)) },
			[]sent{{"respond", laterUpd, "", route.DeferAfter}, {"edit", 0, "page two", 2 * time.Second}}, ""},
		{"a failure keeps the page", press(t, "read"),
			func(r *route.Router) { r.Update("read", fails(0, route.Say("not out", nil))) },
			[]sent{{"respond", message, "not out", 0}}, ""},
		{"a slow failure keeps the page", press(t, "read"),
			func(r *route.Router) { r.Update("read", fails(2*time.Second, route.Say("not out", nil))) },
			[]sent{{"respond", laterUpd, "", route.DeferAfter}, {"follow", 0, "not out", 2 * time.Second}}, ""},
		{"unexpected error", command("read"),
			func(r *route.Router) { r.Command("read", fails(0, errors.New("disk on fire"))) },
			[]sent{{"respond", message, book.Trouble(), 0}}, "disk on fire"},
		{"panic", command("read"), func(r *route.Router) {
			r.Command("read", func(context.Context, *route.Request) (route.Reply, error) { panic("boom") })
		}, []sent{{"respond", message, book.Trouble(), 0}}, "boom"},
		{"unknown command", command("gone"), func(*route.Router) {},
			[]sent{{"respond", message, book.UnknownCommand()[:20], 0}}, ""},
		{"unknown button", press(t, "gone"), func(*route.Router) {},
			[]sent{{"respond", message, book.OldButton()[:20], 0}}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, logged := handle(t, test.act, test.fill)
			if len(got) != len(test.want) {
				t.Fatalf("sent %v, want %v", got, test.want)
			}
			for i, w := range test.want {
				g := got[i]
				if g.what != w.what || g.kind != w.kind || g.at != w.at || !strings.Contains(g.data, w.data) {
					t.Errorf("sent %v, want %v", g, w)
				}
			}
			if !strings.Contains(logged, test.log) {
				t.Errorf("log %q does not say %q", logged, test.log)
			}
			if strings.Contains(logged, "secret-token") {
				t.Errorf("the log holds the interaction's token: %s", logged)
			}
		})
	}
}

func TestEveryMessageIsPrivateAndPingsNobody(t *testing.T) {
	got, _ := handle(t, command("read"), func(r *route.Router) { r.Command("read", saying("hello @everyone", 0)) })
	for _, want := range []string{`"flags":64`, `"allowed_mentions":{"parse":[]}`} {
		if !strings.Contains(got[0].data, want) {
			t.Errorf("answer %s lacks %s", got[0].data, want)
		}
	}
}

func TestForm(t *testing.T) {
	form := &route.Modal{ID: "c1.answer.7", Title: "Tell", Fields: []route.Field{
		{ID: "words", Label: "Words", Description: "Your own",
			Input: route.TextInput{Long: true, Placeholder: "…", MaxLength: 4000}},
		{ID: "name", Label: "Name", Input: route.TextInput{Optional: true, Value: "Ines", MinLength: 2}},
		{ID: "mood", Label: "Mood", Input: route.Select{Placeholder: "How?", Min: 1, Max: 2, Choices: []route.Choice{
			{Label: "Glad", Value: "g", Description: "Very", Chosen: true}, {Label: "Sad", Value: "s"}}}},
		{ID: "any", Label: "Any", Input: route.Select{Optional: true, Choices: []route.Choice{{Label: "A", Value: "a"}}}},
	}}
	got, _ := handle(t, press(t, "answer"), func(r *route.Router) {
		r.Component("answer", func(context.Context, *route.Request) (route.Reply, error) {
			return route.Reply{Modal: form}, nil
		})
	})
	const want = `{"components":[` +
		`{"component":{"custom_id":"words","max_length":4000,"placeholder":"…","required":true,"style":2,"type":4},` +
		`"description":"Your own","label":"Words","type":18},` +
		`{"component":{"custom_id":"name","min_length":2,"required":false,"style":1,"type":4,"value":"Ines"},` +
		`"label":"Name","type":18},` +
		`{"component":{"custom_id":"mood","max_values":2,"min_values":1,` +
		`"options":[{"default":true,"description":"Very","label":"Glad","value":"g"},{"label":"Sad","value":"s"}],` +
		`"placeholder":"How?","required":true,"type":3},"label":"Mood","type":18},` +
		`{"component":{"custom_id":"any","options":[{"label":"A","value":"a"}],"required":false,"type":3},` +
		`"label":"Any","type":18}],"custom_id":"c1.answer.7","title":"Tell"}`
	if got[0].kind != discordgo.InteractionResponseModal || got[0].data != want {
		t.Fatalf("sent %v, want the modal %s", got, want)
	}
	submitted := press(t, "answer")
	submitted.Kind = discord.KindModal
	submitted.Form = discord.Submission{CustomID: "c1.answer.7", Fields: []discord.Field{
		{ID: "words", Text: "more otters"}, {ID: "mood", Values: []string{"g", "s"}}}}
	got, _ = handle(t, submitted, func(r *route.Router) {
		r.Form("answer", func(_ context.Context, q *route.Request) (route.Reply, error) {
			return route.Text(fmt.Sprint("you wrote ", q.Texts["words"], q.Texts["name"], " and chose ", q.Chosen["mood"])), nil
		})
	})
	if !strings.Contains(got[0].data, "you wrote more otters and chose [g s]") {
		t.Errorf("sent %v, want what was written and chosen", got)
	}
}

func TestChoices(t *testing.T) {
	i := command("read")
	i.Kind = discord.KindAutocomplete
	i.Command.Options = []discord.Option{{Name: "story", Type: discord.OptionText, Text: "dry", Focused: true}}
	got, _ := handle(t, i, func(r *route.Router) {
		r.Choices("read", func(_ context.Context, q *route.Request) (route.Reply, error) {
			name := q.Focused + "=" + q.Strings["story"]
			return route.Reply{Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: name, Value: "x"}}}, nil
		})
	})
	if got[0].kind != discordgo.InteractionApplicationCommandAutocompleteResult ||
		!strings.Contains(got[0].data, "story=dry") {
		t.Errorf("sent %v, want the choices", got)
	}
}

func TestTwoHandlersForOneRoutePanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the second handler was taken")
		}
	}()
	r := route.New(&recorder{}, slog.New(slog.DiscardHandler))
	r.Command("read", saying("", 0))
	r.Command("read", saying("", 0))
}

func TestReplyKeepsItsComponents(t *testing.T) {
	got, _ := handle(t, command("read"), func(r *route.Router) {
		r.Command("read", func(context.Context, *route.Request) (route.Reply, error) {
			return route.Reply{Message: &render.Message{Content: "x"}}, nil
		})
	})
	if !strings.Contains(got[0].data, `"components":[]`) {
		t.Errorf("answer %s: without an empty list an edit would keep the old buttons", got[0].data)
	}
}

func TestASlowActMakesNoLaterOneLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rec := &recorder{start: time.Now()}
		r := route.New(rec, slog.New(slog.DiscardHandler))
		r.Command("slow", saying("slow one", 10*time.Second))
		r.Command("fast", saying("fast one", 0))
		queue := make(chan func(context.Context), 2)
		var all sync.WaitGroup
		all.Go(func() {
			for range 2 {
				(<-queue)(t.Context())
			}
		})
		for _, name := range []string{"slow", "fast"} {
			all.Go(r.Begin(t.Context(), command(name), oneLane(queue)))
		}
		all.Wait()
		if len(rec.sent) != 4 {
			t.Fatalf("sent %v, want two deferrals and two edits", rec.sent)
		}
		for _, s := range rec.sent[:2] {
			if s.at != route.DeferAfter {
				t.Errorf("first answer after %s, want %s", s.at, route.DeferAfter)
			}
		}
	})
}

// oneLane is a lane that everybody shares.
type oneLane chan func(context.Context)

func (l oneLane) Do(_ uint64, work func(context.Context)) bool { l <- work; return true }

func TestWhatCannotBeQueuedIsAnsweredAllTheSame(t *testing.T) {
	rec := &recorder{start: time.Now()}
	route.New(rec, slog.New(slog.DiscardHandler)).Begin(t.Context(), command("read"), full{})()
	if len(rec.sent) != 1 || !strings.Contains(rec.sent[0].data, phrase.For("").Trouble()) {
		t.Errorf("sent %v, want one sentence", rec.sent)
	}
}
