package route_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/route"
)

// What is added to a refusal stands below it, with its files; a failure is said in the words given, and logged.
func TestMoreIsAddedToARefusal(t *testing.T) {
	cause := errors.New("the disk is full")
	for _, c := range []struct {
		err  error
		want string
		logs bool
	}{
		{route.Say("It is closed.", nil), "It is closed.\nYour words", false},
		{route.Say("Busy.", cause), "Busy.\nYour words", true},
		{cause, "Something went wrong.\nYour words", true},
	} {
		i := discord.Interaction{ID: 1, App: 2, User: 3, Kind: discord.KindCommand, Token: discord.NewInteractionToken("t"),
			Command: discord.Command{Name: "poll"}}
		rec, log := &recorder{}, &strings.Builder{}
		r := route.New(rec, slog.New(slog.NewTextHandler(log, nil)))
		added := route.Add(c.err, "Something went wrong.", "Your words", route.TextFile("words.txt", "all of it"))
		r.Command("poll", func(context.Context, *route.Request) (route.Reply, error) { return route.Reply{}, added })
		r.Begin(t.Context(), &i, atOnce{})()
		if len(rec.files) != 1 || rec.files[0].Name != "words.txt" || string(rec.files[0].Data) != "all of it" || added.Error() != c.want {
			t.Errorf("%v: said %q with %d files", c.err, added, len(rec.files))
		}
		if c.logs != strings.Contains(log.String(), cause.Error()) || c.logs != errors.Is(added, cause) {
			t.Errorf("%v: logged %q", c.err, log)
		}
	}
}
