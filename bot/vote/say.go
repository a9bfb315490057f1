package vote

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
)

// Pages reads and edits messages, and wakes threads that have gone to sleep.
type Pages interface {
	Message(ctx context.Context, channel, message uint64) (discord.Posted, error)
	Edit(ctx context.Context, channel, message uint64, body json.RawMessage) error
	Unarchive(ctx context.Context, thread uint64) error
}

// A Desk sends a letter to where a story's author is told things: it fills in the channel. It reports false if the story
// has no such place in the guild.
type Desk interface {
	Send(ctx context.Context, guild uint64, k story.Key, l outbox.Letter) (bool, error)
}

// Endings is what a service needs for the ends of votes.
type Endings struct {
	Pages Pages
	Desk  Desk // nil: authors are not told
	// Redraw edits a message whose files are to be others; nil: results are edited without their pictures.
	Redraw func(ctx context.Context, channel, message uint64, body json.RawMessage, files ...discord.File) error
	// Chapter returns a chapter as it is told in a guild now; nil: none is known.
	Chapter func(guild uint64, k story.Key, number int) (*story.Chapter, bool)
	// Settled is called when something came of a vote told in a channel, or it is open again; nil: nobody asks.
	Settled func(guild uint64, k story.Key, channel uint64)
	// NoneFollows reports whether a story has a chapter of its own for where most of a chapter's readers choose "none of
	// these": else its author decides then. nil: none has.
	NoneFollows func(k story.Key, chapter int) bool
}

// book is what people are told in. A vote does not know its story's language; there is one so far.
func book() phrase.Book { return phrase.For("") }

// link leads to a vote's message.
func link(v *store.Vote) string { return render.Link(v.Guild, v.Channel, v.Message) }

// A sender sends a letter.
type sender func(ctx context.Context, l outbox.Letter) error

// say has something said about a vote once, whatever happens meanwhile: a name that was used before is not said again.
// That it is about to be said is durable first, so that a process that finds it so looks for it before it says it.
func (s *Service) say(ctx context.Context, ref store.VoteRef, name string, m render.Message, send sender) error {
	done, err := s.cfg.Store.Marked(ctx, ref, name)
	if err != nil || done {
		return err
	}
	first, err := s.cfg.Store.Once(ctx, ref, name+" begun")
	if err != nil {
		return err
	}
	body, err := m.JSON()
	if err != nil {
		return err
	}
	err = send(ctx, outbox.Letter{Floor: ref.Message, Body: body, Nonce: nonce(ref, name), Doubt: !first})
	if err != nil {
		return fmt.Errorf("say %q: %w", name, err)
	}
	_, err = s.cfg.Store.Once(ctx, ref, name)
	return err
}

// nonce names one of a vote's messages to Discord.
func nonce(ref store.VoteRef, name string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "vote %d %d %s", ref.Guild, ref.Message, name))
	return "v" + hex.EncodeToString(sum[:(discord.MaxNonce-1)/2])
}

// line says something in the vote's channel, silently.
func (s *Service) line(ctx context.Context, v *store.Vote, name, text string) error {
	return s.say(ctx, v.VoteRef, name, render.VoteLine(text), func(ctx context.Context, l outbox.Letter) error {
		l.Channel = v.Channel
		_, err := s.send(ctx, l)
		return err
	})
}

// send sends a letter; a thread that has gone to sleep is woken for it.
func (s *Service) send(ctx context.Context, l outbox.Letter) (uint64, error) {
	id, err := s.cfg.Sender.Send(ctx, l)
	if !errors.Is(err, discord.ErrArchivedThread) || s.cfg.Endings.Pages == nil {
		return id, err
	}
	if err := s.cfg.Endings.Pages.Unarchive(ctx, l.Channel); err != nil {
		return 0, err
	}
	l.Doubt = true
	return s.cfg.Sender.Send(ctx, l)
}

// tell tells the story's author something at the desk.
func (s *Service) tell(ctx context.Context, v *store.Vote, name string, m render.Message) error {
	if s.cfg.Endings.Desk == nil {
		return nil
	}
	return s.say(ctx, v.VoteRef, name, m, func(ctx context.Context, l outbox.Letter) error {
		told, err := s.cfg.Endings.Desk.Send(ctx, v.Guild, v.Story, l)
		if err == nil && !told {
			s.cfg.Log.Warn("the author has no desk to be told at; /schedule show and /poll say what waits for them",
				"guild", v.Guild, "chapter", v.Chapter, "message", v.Message, "about", name)
		}
		return err
	})
}

// entry is a line of the story's audit log; who is a Discord user id, 0 for the bot itself.
func (s *Service) entry(who uint64, what string) store.Entry {
	e := store.Entry{At: s.cfg.Clock.Now(), What: what}
	if who != 0 {
		e.Who = s.cfg.Store.Reader(who)
	}
	return e
}

// entryOf is entry with what somebody wrote about it.
func (s *Service) entryOf(who uint64, what, words string) store.Entry {
	e := s.entry(who, what)
	e.Words = words
	return e
}

// toTheMinute rounds an instant up to the minute, as people read it.
func toTheMinute(t time.Time) time.Time {
	if r := t.Truncate(time.Minute); r.Equal(t) {
		return r
	}
	return t.Truncate(time.Minute).Add(time.Minute)
}
