// Package bot puts the parts together and runs them until its context ends.
//
// A [Bot] has one connection to Discord ([discord.Client]). Events come in on one goroutine, which does no work:
// reactions go into an inbox per vote and interactions into lanes ([discord.Lanes]), both of which keep one reader's acts
// in order, and everything that talks back to Discord runs on goroutines of its own:
//
//	gateway ── reactions ──── an inbox per vote ──────────── vote.Service ── store
//	        ├─ interactions ─ lanes by reader ────────────── route.Router ── reader.Desk ── store
//	        ├─ ready ──────── register commands, re-read open votes
//	        └─ guilds ─────── lanes by guild ─────────────── drop.Runner, one per story and guild
//
// A story is told in every guild that has the channel its author named. Where that is, is kept in the store: a session
// that goes on after a restart does not list guilds again. Where the channel is not there any more, the telling is parked
// and the author told, once; it goes on in the same channel, or one of its name, or by another name, when that is there.
//
// # Stories
//
// A story is never changed once the bot has it. [Bot.Update] hands over a newer value, and every telling of it ends and
// begins again with that, as after a restart: what was under way is settled from the store.
//
// Where votes decide on a story's ways, each guild is told its own value of it ([story.Story.Told]): everything that shows
// or posts a story gets that one, and knows nothing of another way. The vote in the channel for everybody decides. When
// it has, the guild's tellings begin again with a value that goes on; when the first chapter that depends on it is
// posted, what it has chosen is kept in the course, and nothing changes it any more.
//
// # Restarts
//
// The gateway session is kept in the store too, so that a restart resumes it and hears what happened meanwhile. If the
// bot was stopped, all of that is new; if it died, the first of it may have been taken before, and is taken again: a
// reader's acts lead to the same end when the last of them are done twice in their order. Of thousands of tellings those
// that are due soonest begin first.
package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"cliffhanger/bot/author"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/bot/outbox"
	"cliffhanger/bot/reader"
	"cliffhanger/bot/route"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"golang.org/x/sync/errgroup"
)

// A Clock tells the story's time and waits for it. Wait returns nil at until, or the context's error; what says what is
// waited for, to whoever watches the clock.
type Clock interface {
	Now() time.Time
	Wait(ctx context.Context, until time.Time, what string) error
}

// Config is what a bot needs. Stories must have a schedule, and [Bot.Update] hands over newer ones; Channel, if set, is
// used in place of every story's own.
type Config struct {
	Discord discord.Config
	Store   *store.Store
	Stories []*story.Story
	Channel string
	Clock   Clock
	Log     *slog.Logger
}

// A Bot tells stories.
type Bot struct {
	cfg    Config
	client *discord.Client
	acts   *discord.Lanes
	places *discord.Lanes
	router *route.Router
	drops  *drop.Runner
	names  *directory
	votes  *vote.Service
	work   *errgroup.Group

	mu     sync.Mutex
	self   uint64
	begun  bool                                     // the first session has begun, or gone on
	told   map[uint64][]*telling                    // by guild; none where nothing was ever told
	spots  []spot                                   // where stories are to be told in every guild; replaced, never changed
	tales  []*story.Story                           // as they were last handed over
	cuts   map[*story.Story]map[string]*story.Story // of tales: as they are told, by what votes have chosen
	turned map[uint64]bool                          // guilds in which a vote has come to something
	newer  bool                                     // there are newer tales
	moved  bool                                     // they name other channels since the guilds' were last looked at

	renewed chan struct{}      // there are new tales
	found   chan discord.Guild // guilds in which a channel that was gone is there again
}

// A shard is one of several sessions that together tell of all guilds.
type shard struct{ id, of int }

func (s shard) tellsOf(guild uint64) bool { return discord.ShardOf(guild, s.of) == s.id }

const (
	actLanes   = 256 // an act waits for the disk, and another reader's should not wait behind it
	actDepth   = 64
	placeLanes = 64 // each guild writes where its stories are told, and waits for the disk
	placeDepth = 256
)

// New returns a bot that is not running yet. It makes no request.
func New(cfg Config) (*Bot, error) {
	cfg.Discord.Purpose, cfg.Discord.Sessions = purpose(cfg), sessions{cfg.Store}
	client, err := discord.New(cfg.Discord)
	if err != nil {
		return nil, err
	}
	b := &Bot{cfg: cfg, client: client, spots: spotsOf(cfg), told: map[uint64][]*telling{}, tales: cfg.Stories,
		cuts: map[*story.Story]map[string]*story.Story{}, turned: map[uint64]bool{},
		renewed: make(chan struct{}, 1), found: make(chan discord.Guild, 1)}
	b.acts = discord.NewLanes(actLanes, actDepth, cfg.Log)
	b.places = discord.NewLanes(placeLanes, placeDepth, cfg.Log)
	sender := outbox.New(client, cfg.Log)
	b.names = newDirectory(client, cfg.Log)
	desk := author.NewDesk(sender, b.names.Channel, typeset.Escape, cfg.Log)
	b.votes = vote.New(vote.Config{
		Store: cfg.Store, Discord: client, Notes: client, Members: client, Sender: sender, Clock: cfg.Clock, Log: cfg.Log,
		Role: b.names.Role, End: b.end, Lock: b.lock,
		Endings: vote.Endings{
			Pages: client, Redraw: client.EditFiles, Desk: voteDesk{b, desk}, Chapter: b.chapter,
			Settled: func(guild uint64, k story.Key, channel uint64) {
				b.drops.Relist(guild, k, channel)
				b.decided(guild)
			},
			NoneFollows: b.noneFollows,
		},
	})
	b.drops = drop.New(drop.Config{
		Store: cfg.Store, Discord: client, Threads: client, Publish: client, Sender: sender, Desk: alerts{desk},
		Clock: cfg.Clock, Log: cfg.Log, Failure: failure, Opened: b.votes.Opened, Corrected: b.votes.Corrected,
		Retell: b.votes.Retell, Ways: ways{b},
	})
	b.router = route.New(client, cfg.Log)
	reader.New(cfg.Store, b, cfg.Clock, ballots{b.votes}).Routes(b.router)
	author.New(author.Config{
		Ledger: cfg.Store, Tellings: cfg.Store, Jobs: orders{b.drops, b}, Orders: orders{b.drops, b},
		Backlogs: orders{b.drops, b}, Numbers: b.drops, Poker: b.drops, Roles: client, Editor: client, Archive: cfg.Store,
		Polls: polls{b.votes}, Settlements: polls{b.votes}, Rounds: polls{b.votes},
		Groups: groups{cfg.Store, b.votes}, Shelf: b, Clock: cfg.Clock,
		Role: b.names.Role, Escape: typeset.Escape, Log: cfg.Log,
	}).Routes(b.router)
	return b, nil
}

// purpose names what a session must have told from its beginning on: the channels of all guilds, among which each
// story's was looked for by its name.
func purpose(cfg Config) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%q", cfg.Channel)
	for _, s := range cfg.Stories {
		fmt.Fprintf(&out, " %q %q", s.ID, s.Release.Channel)
		for _, e := range s.Release.Early {
			fmt.Fprintf(&out, " %q", e.Channel)
		}
	}
	return out.String()
}

// Connected reports whether the bot hears Discord now.
func (b *Bot) Connected() bool { return b.client.Connected() }

// Stats are figures since the bot was made, for whoever watches it.
type Stats struct {
	discord.Stats
	Told    int   // stories told now, each counted in every guild that has its channel
	Refused int64 // events for which there was no room; what they told is read again
}

// Stats returns the bot's figures.
func (b *Bot) Stats() Stats {
	s := Stats{Stats: b.client.Stats(), Refused: b.votes.Refused() + b.acts.Refused() + b.places.Refused()}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, here := range b.told {
		for _, t := range here {
			if !t.gone {
				s.Told++
			}
		}
	}
	return s
}

// Run works until ctx ends, and returns nil then. It returns an error if Discord shut the bot out for good
// ([discord.FatalError]) or the store failed.
func (b *Bot) Run(ctx context.Context) error {
	err := b.votes.Load(ctx)
	if err == nil {
		err = b.restore(ctx)
	}
	if err == nil {
		err = b.retellAll(ctx)
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	lanes, halt := context.WithCancel(context.WithoutCancel(ctx))
	defer halt()
	var lanework sync.WaitGroup
	for _, l := range []*discord.Lanes{b.acts, b.places} {
		lanework.Go(func() { l.Run(lanes) })
	}
	lanework.Go(func() { b.votes.Count(lanes) })
	work, ctx := errgroup.WithContext(ctx)
	b.work = work
	work.Go(func() error { b.renewals(ctx); return nil })
	work.Go(func() error { b.settleIn(ctx); return nil })
	work.Go(func() error {
		defer lanework.Wait()
		defer halt() // not earlier: what has been heard is finished, and the session written down as that far along
		return b.client.Run(ctx, &ears{b, ctx})
	})
	return work.Wait()
}

// ears take what the gateway tells, for as long as the context lasts.
type ears struct {
	bot *Bot
	ctx context.Context
}

// Event takes one event on the goroutine that reads the socket. It must not block.
func (e *ears) Event(ev discord.Event) { e.bot.event(e.ctx, ev) }

// Settle returns when everything that earlier events began is durable.
func (e *ears) Settle(ctx context.Context) error {
	for _, l := range []*discord.Lanes{e.bot.acts, e.bot.places} {
		if err := l.Settle(ctx); err != nil {
			return err
		}
	}
	return e.bot.votes.Settle(ctx)
}

func (b *Bot) event(ctx context.Context, e discord.Event) {
	switch e := e.(type) {
	case discord.Resuming:
		b.mu.Lock()
		b.self = e.Self
		b.mu.Unlock()
		b.votes.Lost(e.Shard, shard{e.Shard, e.Shards}.tellsOf)
	case discord.Lost:
		b.votes.Lost(e.Shard, shard{e.Shard, e.Shards}.tellsOf)
	case discord.Resumed:
		b.resumed(ctx, e)
	case discord.Ready:
		b.ready(ctx, e)
	case discord.Guild:
		b.foresee(e)
		b.place(ctx, e.ID, func(lane context.Context) error { return b.guild(ctx, lane, e) })
	case discord.GuildGone:
		b.place(ctx, e.ID, func(lane context.Context) error { return b.leave(lane, e.ID) })
	case discord.GuildDown:
		b.cfg.Log.Warn("Discord cannot reach a guild now; what is told there waits", "guild", e.ID)
	case discord.ChannelMade:
		b.names.forget(e.Guild)
		b.place(ctx, e.Guild, func(lane context.Context) error { return b.channel(ctx, lane, e) })
	case discord.RoleMade:
		b.renamed(e.Guild, e.Role)
	case discord.RoleGone:
		b.renamed(e.Guild, e.Role)
	case discord.ChannelGone:
		b.cfg.Log.Warn("a channel was deleted", "guild", e.Guild, "channel", e.Channel)
		b.votes.Gone(e.Channel)
		b.names.forget(e.Guild)
		b.place(ctx, e.Guild, func(lane context.Context) error { return b.deleted(ctx, lane, e) })
	case discord.ThreadGone:
		b.votes.Gone(e.Thread)
	case discord.MessageGone:
		b.votes.Gone(e.Messages...)
	case discord.Reaction:
		b.mu.Lock()
		self := b.self
		b.mu.Unlock()
		b.votes.Reaction(e, self)
	case *discord.Interaction:
		b.act(ctx, e)
	}
}

// act has an interaction handled in its turn, and answered in time on a goroutine of its own.
func (b *Bot) act(ctx context.Context, i *discord.Interaction) {
	answer := b.router.Begin(author.Heard(store.Asked(ctx, i.ID), i), i, b.acts)
	b.work.Go(func() error { answer(); return nil })
}

// ready takes up a new session: what happened before it was not told.
func (b *Bot) ready(ctx context.Context, r discord.Ready) {
	b.votes.Session(r.Shard, shard{r.Shard, r.Shards}.tellsOf, r.Session) // first: what is read depends on it
	b.began(ctx, r.Self, r.App)
	b.votes.Began(r.Shard, shard{r.Shard, r.Shards}.tellsOf)
	b.stillIn(ctx, r)
}

// resumed takes up a session that goes on.
func (b *Bot) resumed(ctx context.Context, r discord.Resumed) {
	s := shard{r.Shard, r.Shards}
	b.votes.Session(r.Shard, s.tellsOf, r.Session)
	b.began(ctx, r.Self, r.App)
	b.work.Go(func() error { b.votes.Resumed(ctx, r.Shard); return nil })
	b.tellAll(ctx, s)
}

// began begins what needs a session, once.
func (b *Bot) began(ctx context.Context, self, app uint64) {
	b.mu.Lock()
	first := !b.begun
	b.self, b.begun = self, true
	b.mu.Unlock()
	if first {
		b.work.Go(func() error { b.votes.Run(ctx); return nil })
		b.work.Go(func() error { return b.register(ctx, app) })
	}
}

// register makes the slash commands known. Discord keeps those that are the same, so that doing it at every start costs
// one request. A refusal leaves the commands as they were, which is no reason to stop telling stories.
func (b *Bot) register(ctx context.Context, app uint64) error {
	several := len(b.cfg.Stories) > 1
	body, err := json.Marshal(append(reader.Commands(several), author.Commands(several)...))
	if err != nil {
		return fmt.Errorf("encode the commands: %w", err)
	}
	if err := b.client.PutCommands(ctx, app, body); err != nil {
		if ctx.Err() == nil {
			b.cfg.Log.Error("commands not registered; they are as they were", "cause", err)
		}
		return nil
	}
	b.cfg.Log.Info("commands registered")
	return nil
}
