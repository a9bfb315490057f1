package page

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"cliffhanger/bot/sandbox/clock"
	"cliffhanger/bot/sandbox/world"
)

// A Reader answers what a person's client shows.
type Reader interface {
	People() []world.Person
	View(viewer world.ID) world.View
	History(viewer, channel, before world.ID, limit int) ([]*world.Message, error)
	Commands(guild world.ID) []*world.Command
}

// A Watcher tells what happens. deliver does not block and does not call back.
type Watcher interface {
	Watch(viewer world.ID, deliver func(world.Event)) (cancel func())
}

// A Talker lets people act without an application.
type Talker interface {
	Say(user, channel world.ID, content string) (*world.Message, error)
	Dismiss(user, message world.ID) error
}

// A Reacter lets people react, each in the two kinds there are.
type Reacter interface {
	React(user, channel, message world.ID, emoji string) error
	AddSuperReaction(user, channel, message world.ID, emoji string) error
	TakeBack(user, channel, message world.ID, emoji string, super bool) error
}

// A Moderator lets people do what needs a permission.
type Moderator interface {
	ClearReactions(user, channel, message world.ID, emoji string) error
	DeleteMessage(user, channel, message world.ID) error
	DeleteChannel(user, channel world.ID) (*world.Channel, error)
	SetRole(user, guild, of, role world.ID, give bool) error
}

// A Caller lets people use applications. The ids returned are those of interactions.
type Caller interface {
	Invoke(user, channel world.ID, in world.Invocation) (world.ID, error)
	Autocomplete(ctx context.Context, user, channel world.ID, in world.Invocation, focused string) (
		[]world.Choice, error)
	Press(user, channel, message world.ID, customID string, values []string) (world.ID, error)
	Submit(user, modal world.ID, values map[string][]string) error
}

// A Keeper takes the files that people hand to applications.
type Keeper interface {
	Upload(user, channel world.ID, name, mime string, data []byte) (world.ID, error)
}

// A World is the sandbox's Discord as [world.World] implements it. Refusals are [*world.Error].
type World interface {
	Reader
	Watcher
	Talker
	Reacter
	Moderator
	Caller
	Keeper
}

// A Face is the side of a clock one reads.
type Face interface {
	Now() time.Time
	Speed() float64
	Upcoming() []clock.Wake
	Watch() (changes <-chan struct{}, cancel func())
}

// A Crown is the side of a clock one turns.
type Crown interface {
	SetSpeed(f float64)
	Jump(to time.Time) error
}

// A Clock is the story's clock as [clock.Clock] implements it.
type Clock interface {
	Face
	Crown
}

// Options are what the page needs; all fields are required.
type Options struct {
	World World
	Clock Clock
	Log   *slog.Logger
}

// handler holds what the requests share.
type handler struct {
	world World
	clock Clock
	log   *slog.Logger
}

// New returns the page and its API. It serves "/" and everything below "/page/"; other paths are not found.
func New(o Options) http.Handler {
	h := &handler{world: o.World, clock: o.Clock, log: o.Log}
	mux := http.NewServeMux()
	files := shelve()
	mux.HandleFunc("GET /{$}", files.index)
	mux.HandleFunc("GET /page/assets/{name}", files.serve)
	mux.HandleFunc("GET /page/state", h.answer(maxBody, h.state))
	mux.HandleFunc("GET /page/messages", h.answer(maxBody, h.messages))
	mux.HandleFunc("GET /page/events", h.events)
	mux.HandleFunc("POST /page/act", h.answer(maxBody, h.act))
	mux.HandleFunc("POST /page/autocomplete", h.answer(maxBody, h.autocomplete))
	mux.HandleFunc("POST /page/upload", h.answer(maxFile, h.upload))
	mux.HandleFunc("POST /page/clock", h.answer(maxBody, h.turn))
	return h.guarded(mux)
}
