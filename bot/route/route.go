// Package route finds the handler of an interaction and answers it exactly once.
//
// Handlers take a [Request] and return a [Reply]; they know nothing of deadlines. Discord waits 3 s for the first
// answer, so a handler that has not returned after [DeferAfter] is covered by a deferred answer, and its reply
// follows as an edit within the 15 minutes Discord allows.
//
// # Errors
//
// A handler that fails returns an error. [Say] makes one that carries a sentence for the person; any other error is
// logged with its cause, and the person reads that something went wrong and what to do.
//
// # Decisions
//
//   - Routes are exact. A component nobody knows is answered too ("that button is from an older version"): silence
//     would show as "The application did not respond".
//   - Every reply is private to the person who asked. What everybody should see is posted by drops and votes.
package route

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"

	"github.com/bwmarrin/discordgo"
)

// DeferAfter is how long a handler may take before its answer is deferred: half of the 3 s Discord allows, which leaves
// the other half for the way there.
const DeferAfter = 1500 * time.Millisecond

// answerTime bounds a handler: Discord forgets an interaction after 15 minutes.
const answerTime = 14 * time.Minute

// A Reply is what a handler answers. Exactly one of Message, Modal and Choices is set. Files are sent with a message.
type Reply struct {
	Message *render.Message
	Files   []discord.File
	Modal   *Modal
	Choices []*discordgo.ApplicationCommandOptionChoice

	failed bool // a sentence about a failure, which never replaces what the person was looking at
}

// Text returns a reply of one sentence.
func Text(content string) Reply { return Reply{Message: &render.Message{Content: content}} }

// A Handler answers a request. It must not return a modal after [DeferAfter], as Discord takes one only as a first
// answer.
type Handler func(ctx context.Context, r *Request) (Reply, error)

// A Responder sends answers to Discord.
type Responder interface {
	Respond(ctx context.Context, interaction uint64, token string, kind discordgo.InteractionResponseType, data any,
		files ...discord.File) error
	EditAnswer(ctx context.Context, app uint64, token string, data any, files ...discord.File) error
	FollowUp(ctx context.Context, app uint64, token string, data any) error
}

// A Router finds the handlers. Fill it before the first [Router.Handle].
type Router struct {
	commands, choices map[string]Handler
	components, forms map[customid.Action]Handler
	updates           map[customid.Action]bool
	to                Responder
	log               *slog.Logger
}

// New returns a router without routes.
func New(to Responder, log *slog.Logger) *Router {
	return &Router{
		commands: map[string]Handler{}, choices: map[string]Handler{},
		components: map[customid.Action]Handler{}, forms: map[customid.Action]Handler{},
		updates: map[customid.Action]bool{}, to: to, log: log,
	}
}

// Command routes a slash command by its name.
func (r *Router) Command(name string, h Handler) { add(r.commands, name, h) }

// Choices routes requests for choices while a command is typed.
func (r *Router) Choices(name string, h Handler) { add(r.choices, name, h) }

// Component routes buttons and selects by their action. The reply is a new message.
func (r *Router) Component(a customid.Action, h Handler) { add(r.components, a, h) }

// Update routes buttons and selects whose reply replaces the message they are on.
func (r *Router) Update(a customid.Action, h Handler) {
	add(r.components, a, h)
	r.updates[a] = true
}

// Form routes submitted modals by their action.
func (r *Router) Form(a customid.Action, h Handler) { add(r.forms, a, h) }

// add panics on a second route of the same name: a mistake of the program that must not start.
func add[K ~string](m map[K]Handler, name K, h Handler) {
	if _, taken := m[name]; taken {
		panic(fmt.Sprintf("route: two handlers for %q", name))
	}
	m[name] = h
}

// Lanes run work in order per key, and report false if they cannot take any more.
type Lanes interface {
	Do(key uint64, work func(context.Context)) bool
}

// Begin queues the handler of one interaction and returns what is to be called, on a goroutine of its own, to wait
// for its reply and to answer in time. Begin itself does not block. Handlers of one reader run one after the other in
// the order in which they were begun; the time to answer counts for each from its own Begin on, so that none is late
// because an earlier one is slow.
func (r *Router) Begin(ctx context.Context, i *discord.Interaction, lanes Lanes) (answer func()) {
	req := newRequest(i)
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	out := make(chan Reply, 1)
	if !lanes.Do(req.User, func(context.Context) { out <- r.run(ctx, req) }) {
		r.log.Error("too many interactions wait; one is refused", "route", req.Name, "guild", req.Guild)
		out <- failure(phrase.For(req.Locale).Trouble())
	}
	timer := time.NewTimer(DeferAfter)
	return func() {
		defer cancel()
		defer timer.Stop()
		var err error
		select {
		case reply := <-out:
			err = r.answer(ctx, req, reply)
		case <-timer.C:
			err = r.deferred(ctx, req, out)
		}
		if err != nil {
			r.log.Log(ctx, severity(err), "answer not delivered", "route", req.Name, "guild", req.Guild, "cause", err)
		}
	}
}

// severity is how bad an answer is that was not delivered. After a restart the bot hears what people did while nobody
// listened: Discord takes no answer to that any more, or the process before this one has given it.
func severity(err error) slog.Level {
	if errors.Is(err, discord.ErrUnknownInteraction) || errors.Is(err, discord.ErrAnswered) {
		return slog.LevelWarn
	}
	return slog.LevelError
}

// find returns the handler of a request, nil if there is none.
func (r *Router) find(req *Request) Handler {
	switch req.Kind {
	case discord.KindCommand:
		return r.commands[req.Name]
	case discord.KindAutocomplete:
		return r.choices[req.Name]
	case discord.KindComponent:
		return r.components[req.Component.Action]
	case discord.KindModal:
		return r.forms[req.Component.Action]
	}
	return nil
}

// run calls the handler and turns whatever goes wrong into a reply.
func (r *Router) run(ctx context.Context, req *Request) (reply Reply) {
	book := phrase.For(req.Locale)
	defer func() {
		if p := recover(); p != nil {
			r.log.Error("panic in a handler", "route", req.Name, "cause", fmt.Sprint(p), "stack", string(debug.Stack()))
			reply = failure(book.Trouble())
		}
	}()
	h := r.find(req)
	if h == nil {
		if req.Kind == discord.KindCommand {
			return failure(book.UnknownCommand())
		}
		return failure(book.OldButton())
	}
	reply, err := h(ctx, req)
	if err == nil {
		return reply
	}
	var said *sentence
	if errors.As(err, &said) {
		if said.cause != nil {
			r.log.Warn("request refused", "route", req.Name, "guild", req.Guild, "cause", said.cause)
		}
		reply := said.reply
		reply.failed = true
		return reply
	}
	r.log.Error("handler failed", "route", req.Name, "guild", req.Guild, "cause", err)
	return failure(book.Trouble())
}

func failure(text string) Reply {
	reply := Text(text)
	reply.failed = true
	return reply
}

// A sentence is an error that is said to the person.
type sentence struct {
	reply Reply // a message
	cause error
}

func (s *sentence) Error() string { return s.reply.Message.Content }
func (s *sentence) Unwrap() error { return s.cause }

// Say returns an error whose text is shown to the person. cause is logged; nil for an everyday refusal.
func Say(text string, cause error) error { return &sentence{reply: Text(text), cause: cause} }

// TextFile is a text to be sent along with an answer.
func TextFile(name, text string) discord.File {
	return discord.File{Name: name, Type: "text/plain; charset=utf-8", Data: []byte(text)}
}

// Add returns an error that is shown to the person as err would be, with text on lines of its own below it, and with
// files. What is no sentence of [Say]'s is said as words are, and logged.
func Add(err error, words, text string, files ...discord.File) error {
	var said *sentence
	if errors.As(err, &said) {
		words, err = said.Error(), said.cause
	}
	reply := Text(words + "\n" + text)
	reply.Files = files
	return &sentence{reply: reply, cause: err}
}
