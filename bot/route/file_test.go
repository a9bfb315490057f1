package route_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
)

// Files go with the first answer, and with the one that follows a deferred answer.
func TestFilesAreSentWithTheAnswer(t *testing.T) {
	for name, wait := range map[string]time.Duration{"at once": 0, "deferred": 2 * route.DeferAfter} {
		t.Run(name, func(t *testing.T) {
			i := discord.Interaction{ID: 1, App: 2, User: 3, Kind: discord.KindCommand, Token: discord.NewInteractionToken("t"),
				Command: discord.Command{Name: "poll", Path: []string{"export"}}, Joined: time.Unix(7, 0)}
			var heard *route.Request
			rec := &recorder{start: time.Now()}
			r := route.New(rec, slog.New(slog.DiscardHandler))
			r.Command("poll", func(_ context.Context, req *route.Request) (route.Reply, error) {
				time.Sleep(wait)
				heard = req
				return route.Reply{Message: &render.Message{Content: "here"}, Files: []discord.File{{Name: "a.json"}}}, nil
			})
			synctest.Test(t, func(t *testing.T) { r.Begin(t.Context(), &i, atOnce{})() })
			if len(rec.files) != 1 || rec.files[0].Name != "a.json" {
				t.Errorf("sent were %v", rec.files)
			}
			if len(heard.Path) != 1 || heard.Path[0] != "export" || !heard.Joined.Equal(i.Joined) {
				t.Errorf("the handler heard of %v, joined %v", heard.Path, heard.Joined)
			}
		})
	}
}
