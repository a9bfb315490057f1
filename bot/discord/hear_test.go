package discord_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"

	"github.com/google/go-cmp/cmp"
)

// hear starts a sandbox and a client that gives every event to sink, on the goroutine that reads the socket. It returns
// when the client has a session. Both end with the test.
func hear(t *testing.T, sink func(discord.Event)) (*sandbox.Sandbox, *discord.Client) {
	t.Helper()
	box, err := sandbox.Start(t.Context(), sandbox.Options{
		Log: slog.New(slog.DiscardHandler), Limits: rest.Limits{Speed: 100}, IdentifyEvery: time.Millisecond,
		Heartbeat: 1500 * time.Millisecond, // so that a reader of the socket that stands still is cut off soon
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	client, err := discord.New(discord.Config{Token: discord.NewToken(box.Token()), API: box.API(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	began := sync.OnceFunc(func() { close(ready) })
	go func() {
		ended <- client.Run(ctx, hearing(func(e discord.Event) {
			sink(e)
			if _, is := e.(discord.Ready); is {
				began()
			}
		}))
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the client ended with %v", err)
		}
	})
	await(t, ready, "the client is connected")
	return box, client
}

// await waits for a channel to be closed.
func await(t *testing.T, done <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Fatalf("gave up waiting until %s", what)
	}
}

// An ear hears every event, one after the other.
type ear struct {
	*testing.T
	box     *sandbox.Sandbox
	client  *discord.Client
	heard   chan discord.Event
	session uint32 // that all events are told by
	seq     int64  // of the newest event that told of its own
}

func listen(t *testing.T) *ear {
	t.Helper()
	e := &ear{T: t, heard: make(chan discord.Event, 1000)}
	e.box, e.client = hear(t, func(ev discord.Event) { e.heard <- ev })
	return e
}

// next returns the next event.
func (e *ear) next() discord.Event {
	e.Helper()
	select {
	case ev := <-e.heard:
		return ev
	case <-time.After(30 * time.Second):
		e.Fatal("gave up waiting for an event")
		return nil
	}
}

// hears fails the test unless this is the next event.
func (e *ear) hears(err error, want discord.Event) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
	got := e.next()
	if r, ok := got.(discord.Reaction); ok {
		e.newer(r.Session, r.Seq)
		var who discord.Member
		if r.Kind == discord.ReactionAdded {
			if who, err = e.client.Member(e.Context(), r.Guild, r.User); err != nil {
				e.Fatal(err)
			}
		}
		if who.Joined.IsZero() != (r.Kind != discord.ReactionAdded) || !r.Joined.Equal(who.Joined) || !slices.Equal(r.Roles, who.Roles) {
			e.Errorf("the event %+v says otherwise than %+v", r, who)
		}
		r.Session, r.Seq, r.Roles, r.Joined = 0, 0, nil, time.Time{}
		got = r
	}
	if r, ok := got.(discord.Ready); ok {
		if e.session, r.Session = r.Session, 0; e.session == 0 {
			e.Error("a session begins that has no fingerprint")
		}
		got = r
	}
	if d := cmp.Diff(want, got); d != "" {
		e.Errorf("another event (-want +got)\n%s", d)
	}
}

// newer fails the test unless an event is numbered, and above those before it.
func (e *ear) newer(session uint32, seq int64) {
	e.Helper()
	if e.session == 0 {
		e.session = session
	}
	if session == 0 || session != e.session || seq <= e.seq {
		e.Errorf("event %d of session %d comes after %d", seq, session, e.seq)
	}
	e.seq = seq
}

// room returns the id of a channel.
func room(t *testing.T, w *world.World, viewer world.ID, name string) world.ID {
	t.Helper()
	for _, c := range w.View(viewer).Guilds[0].Channels {
		if c.Name == name {
			return c.ID
		}
	}
	t.Fatalf("there is no channel %s", name)
	return 0
}

// person returns the id of somebody.
func person(t *testing.T, w *world.World, name string) world.ID {
	t.Helper()
	for _, p := range w.People() {
		if p.Name == name {
			return p.ID
		}
	}
	t.Fatalf("there is nobody called %s", name)
	return 0
}

func TestEveryEventComesThroughTheGateway(t *testing.T) {
	e := listen(t)
	w, bot := e.box.World, e.box.App().User.ID
	guild := w.View(bot).Guilds[0].ID
	ines, mara := person(t, w, "Ines"), person(t, w, "Mara Voss")
	story := room(t, w, bot, "story")
	g, s := uint64(guild), uint64(story)
	var rooms []discord.Channel
	for _, name := range []string{"welcome", "story", "talk", "early-access", "author-desk"} {
		rooms = append(rooms, discord.Channel{ID: uint64(room(t, w, bot, name)), Name: name})
	}
	e.hears(nil, discord.Ready{Self: uint64(bot), App: uint64(e.box.App().ID), Shards: 1, Guilds: []uint64{g}})
	e.hears(nil, discord.Guild{ID: g, Name: "The Reading Room", Channels: rooms})

	m, err := w.Post(bot, story, world.Draft{Content: "Sink or swim?"})
	if err != nil {
		t.Fatal(err)
	}
	at := func(kind discord.ReactionKind, who world.ID, emoji string) discord.Reaction {
		return discord.Reaction{Kind: kind, Guild: g, Channel: s, Message: uint64(m.ID), User: uint64(who), Emoji: emoji}
	}
	own := at(discord.ReactionAdded, bot, emoji)
	own.Bot = true
	e.hears(w.AddReaction(bot, story, m.ID, emoji), own)
	e.hears(w.React(ines, story, m.ID, emoji), at(discord.ReactionAdded, ines, emoji))
	super := at(discord.ReactionAdded, ines, emoji)
	super.Burst = true
	e.hears(w.AddSuperReaction(ines, story, m.ID, emoji), super)
	e.hears(w.Unreact(ines, story, m.ID, emoji), at(discord.ReactionRemoved, ines, emoji))
	super.Kind = discord.ReactionRemoved
	e.hears(nil, super) // both kinds are taken back
	e.hears(w.ClearReactions(mara, story, m.ID, emoji), at(discord.EmojiCleared, 0, emoji))
	e.hears(w.ClearReactions(mara, story, m.ID, ""), at(discord.ReactionsCleared, 0, ""))

	thread, err := w.StartThread(mara, story, m.ID, world.ThreadDraft{Name: "Talk"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.DeleteChannel(mara, thread.ID)
	e.hears(err, discord.ThreadGone{Guild: g, Parent: s, Thread: uint64(thread.ID)})
	gone := discord.MessageGone{Guild: g, Channel: s, Messages: []uint64{uint64(m.ID)}}
	e.hears(w.DeleteMessage(mara, story, m.ID), gone)

	made, err := w.CreateChannel(mara, guild, world.ChannelDraft{Name: "annex"})
	e.hears(err, discord.ChannelMade{Guild: g, Channel: discord.Channel{ID: uint64(made.ID), Name: "annex"}})
	_, err = w.EditChannel(mara, made.ID, world.ChannelPatch{Name: world.Some("cellar"), NSFW: world.Some(true)})
	e.hears(err, discord.ChannelMade{Guild: g, Channel: discord.Channel{ID: uint64(made.ID), Name: "cellar", NSFW: true}})
	_, err = w.DeleteChannel(mara, made.ID)
	e.hears(err, discord.ChannelGone{Guild: g, Channel: uint64(made.ID)})

	e.box.Gateway.Outage(guild)
	e.hears(nil, discord.GuildDown{ID: g})
	e.hears(e.box.Gateway.EndOutage(guild), discord.Guild{ID: g, Name: "The Reading Room", Channels: rooms})
	e.hears(w.Leave(guild, bot), discord.GuildGone{ID: g})
}

func TestEveryInteractionComesThroughTheGateway(t *testing.T) {
	e := listen(t)
	e.next() // ready
	e.next() // the guild
	w, app := e.box.World, e.box.App()
	juno, talk := person(t, w, "Juno"), room(t, w, app.User.ID, "talk")
	if err := w.SetLocale(juno, "de"); err != nil {
		t.Fatal(err)
	}
	options := []*world.CommandOption{{Type: world.OptionInteger, Name: "n", Description: "d", Autocomplete: true},
		{Type: world.OptionUser, Name: "who", Description: "d"}}
	_, _, err := w.UpsertCommand(app.ID, 0, world.Command{Type: 1, Name: "book", Description: "d",
		Options: []*world.CommandOption{
			{Type: world.OptionSubcommand, Name: "open", Description: "d", Options: options}}})
	if err != nil {
		t.Fatal(err)
	}
	given := func(n any) world.Invocation {
		return world.Invocation{Name: "book", Options: []world.OptionValue{{Name: "open", Options: []world.OptionValue{
			{Name: "n", Value: n}, {Name: "who", Value: juno.String()}}}}}
	}
	if _, err := w.Invoke(juno, talk, given(7)); err != nil {
		t.Fatal(err)
	}
	got := e.interaction()
	if got.Joined.IsZero() {
		t.Error("when the member came is not known")
	}
	if len(got.Roles) != 1 || got.Permissions == 0 || got.AppPermissions == 0 || got.Permissions == got.AppPermissions {
		t.Errorf("roles %v, permissions %b and %b", got.Roles, got.Permissions, got.AppPermissions)
	}
	e.newer(got.Session, got.Seq)
	want := &discord.Interaction{ID: got.ID, App: uint64(app.ID), Token: got.Token, Kind: discord.KindCommand,
		Guild: uint64(w.View(juno).Guilds[0].ID), Channel: uint64(talk), User: uint64(juno), Roles: got.Roles, Joined: got.Joined,
		Permissions: got.Permissions, AppPermissions: got.AppPermissions, Locale: "de", GuildLocale: "en-US",
		Session: got.Session, Seq: got.Seq,
		Command: discord.Command{Name: "book", Path: []string{"open"}, Options: []discord.Option{
			{Name: "n", Type: discord.OptionInt, Int: 7}, {Name: "who", Type: discord.OptionUser, ID: uint64(juno)}}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}

	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan error, 1)
	go func() {
		_, err := w.Autocomplete(ctx, juno, talk, given("1x"), "n")
		asked <- err
	}()
	got = e.interaction()
	cancel()
	if err := <-asked; err == nil {
		t.Error("choices came from nowhere")
	}
	focused := discord.Option{Name: "n", Type: discord.OptionInt, Text: "1x", Focused: true}
	if got.Kind != discord.KindAutocomplete || len(got.Command.Options) == 0 || got.Command.Options[0] != focused {
		t.Errorf("asked for choices as %+v", got)
	}

	menu, lines := "c1.toc.7", []world.SelectOption{{Label: "A", Value: "a"}, {Label: "B", Value: "b"}}
	m, err := w.Post(app.User.ID, talk, world.Draft{Content: "x", Components: []*world.Component{{Type: world.ComponentRow,
		Components: []*world.Component{{Type: world.ComponentSelect, CustomID: &menu, Options: lines}}}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Press(juno, talk, m.ID, menu, []string{"b"}); err != nil {
		t.Fatal(err)
	}
	got = e.interaction()
	control := discord.Control{CustomID: menu, Type: world.ComponentSelect, Values: []string{"b"}}
	if d := cmp.Diff(control, got.Control); d != "" || got.Kind != discord.KindComponent || got.Message != uint64(m.ID) {
		t.Errorf("chosen as %+v", got)
	}
}

// interaction returns the next event, which must be one.
func (e *ear) interaction() *discord.Interaction {
	e.Helper()
	ev := e.next()
	i, ok := ev.(*discord.Interaction)
	if !ok {
		e.Fatalf("heard %#v, want an interaction", ev)
	}
	return i
}

// hearing is a handler that keeps nothing.
type hearing func(discord.Event)

func (h hearing) Event(e discord.Event)        { h(e) }
func (h hearing) Settle(context.Context) error { return nil }
