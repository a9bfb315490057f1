package route_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/customid"
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
}

func (r *recorder) note(what string, kind discordgo.InteractionResponseType, data any) error {
	b, err := json.Marshal(data)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, sent{what, kind, string(b), time.Since(r.start)})
	return nil
}

func (r *recorder) Respond(_ context.Context, _ uint64, _ string, kind discordgo.InteractionResponseType,
	data any) error {
	return r.note("respond", kind, data)
}

func (r *recorder) EditAnswer(_ context.Context, _ uint64, _ string, data any) error {
	return r.note("edit", 0, data)
}

func (r *recorder) FollowUp(_ context.Context, _ uint64, _ string, data any) error {
	return r.note("follow", 0, data)
}

// handle lets a router answer one interaction in a bubble and returns what it sent, and its log.
func handle(t *testing.T, i *discordgo.Interaction, fill func(*route.Router)) (out []sent, logged string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		rec := &recorder{start: time.Now()}
		r := route.New(rec, slog.New(slog.NewTextHandler(&log, nil)))
		fill(r)
		answer, err := r.Begin(t.Context(), i, atOnce{})
		if err != nil {
			t.Fatal(err)
		}
		answer()
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

func command(name string) *discordgo.Interaction {
	return &discordgo.Interaction{
		ID: "1", AppID: "2", GuildID: "3", ChannelID: "4", Token: "secret-token",
		Type:   discordgo.InteractionApplicationCommand,
		Member: &discordgo.Member{User: &discordgo.User{ID: "5"}},
		Data:   discordgo.ApplicationCommandInteractionData{Name: name},
	}
}

func press(t *testing.T, action customid.Action) *discordgo.Interaction {
	t.Helper()
	id, err := customid.New(action, 7)
	if err != nil {
		t.Fatal(err)
	}
	i := command("")
	i.Type, i.Data = discordgo.InteractionMessageComponent, discordgo.MessageComponentInteractionData{CustomID: id}
	i.Message = &discordgo.Message{ID: "6"}
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
		act  *discordgo.Interaction
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
	got, _ := handle(t, press(t, "answer"), func(r *route.Router) {
		r.Component("answer", func(context.Context, *route.Request) (route.Reply, error) {
			return route.Reply{Modal: &route.Modal{ID: "c1.answer.7", Title: "Tell", Label: "Words", MaxLength: 4000}}, nil
		})
	})
	if got[0].kind != discordgo.InteractionResponseModal || !strings.Contains(got[0].data, `"custom_id":"c1.answer.7"`) {
		t.Fatalf("sent %v, want a modal", got)
	}
	submitted := press(t, "answer")
	submitted.Type = discordgo.InteractionModalSubmit
	submitted.Data = discordgo.ModalSubmitInteractionData{CustomID: "c1.answer.7",
		Components: []discordgo.MessageComponent{
			&discordgo.ActionsRow{Components: []discordgo.MessageComponent{
				&discordgo.TextInput{CustomID: route.FieldID, Value: "more otters"},
			}},
		}}
	got, _ = handle(t, submitted, func(r *route.Router) {
		r.Form("answer", func(_ context.Context, q *route.Request) (route.Reply, error) {
			return route.Text("you wrote " + q.Text), nil
		})
	})
	if !strings.Contains(got[0].data, "you wrote more otters") {
		t.Errorf("sent %v, want what was written", got)
	}
}

func TestChoices(t *testing.T) {
	i := command("read")
	i.Type = discordgo.InteractionApplicationCommandAutocomplete
	i.Data = discordgo.ApplicationCommandInteractionData{Name: "read",
		Options: []*discordgo.ApplicationCommandInteractionDataOption{
			{Name: "story", Type: discordgo.ApplicationCommandOptionString, Value: "dry", Focused: true},
		}}
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
			answer, err := r.Begin(t.Context(), command(name), oneLane(queue))
			if err != nil {
				t.Fatal(err)
			}
			all.Go(answer)
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
	answer, err := route.New(rec, slog.New(slog.DiscardHandler)).Begin(t.Context(), command("read"), full{})
	if err != nil {
		t.Fatal(err)
	}
	answer()
	if len(rec.sent) != 1 || !strings.Contains(rec.sent[0].data, phrase.For("").Trouble()) {
		t.Errorf("sent %v, want one sentence", rec.sent)
	}
}
