// Package bot puts the parts together and runs them until its context ends.
//
// A [Bot] has one connection to Discord ([discord.Client]). Events come in on one goroutine, which does no work:
// reactions and interactions go into lanes that keep one reader's acts in order ([discord.Lanes]), and everything
// that talks back to Discord runs on goroutines of its own:
//
//	gateway ── reactions ──── lanes by message and reader ── vote.Service ── store
//	        ├─ interactions ─ lanes by reader ────────────── route.Router ── reader.Desk ── store
//	        ├─ ready ──────── register commands, re-read open votes
//	        └─ guild ──────── drop.Runner, one per story and guild
//
// A story is told in every guild that has the channel its author named.
package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/bot/outbox"
	"cliffhanger/bot/reader"
	"cliffhanger/bot/route"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/story"

	"golang.org/x/sync/errgroup"
)

// A Clock tells the story's time and waits for it. Wait returns nil at until, or the context's error; what says what is
// waited for, to whoever watches the clock.
type Clock interface {
	Now() time.Time
	Wait(ctx context.Context, until time.Time, what string) error
}

// Config is what a bot needs. Stories must have a schedule; Channel, if set, is used in place of every story's own.
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
	cfg       Config
	client    *discord.Client
	reactions *discord.Lanes
	acts      *discord.Lanes
	router    *route.Router
	drops     *drop.Runner
	votes     *vote.Service
	work      *errgroup.Group

	mu    sync.Mutex
	self  uint64
	begun bool                     // the first session has begun
	told  map[uint64]*guildStories // by guild
}

// guildStories is what is told in one guild.
type guildStories struct {
	stories []*story.Story
	begin   func(channel uint64, s *story.Story) // begins to tell a story
	end     context.CancelFunc                   // ends them all
}

const (
	reactionLanes = 16
	reactionDepth = 4096
	actLanes      = 256 // an act waits for the disk, and another reader's should not wait behind it
	actDepth      = 64
)

// New returns a bot that is not running yet. It makes no request.
func New(cfg Config) (*Bot, error) {
	client, err := discord.New(cfg.Discord)
	if err != nil {
		return nil, err
	}
	b := &Bot{cfg: cfg, client: client, told: map[uint64]*guildStories{}}
	b.reactions = discord.NewLanes(reactionLanes, reactionDepth, cfg.Log)
	b.acts = discord.NewLanes(actLanes, actDepth, cfg.Log)
	sender := outbox.New(client, cfg.Log)
	b.votes = vote.New(vote.Config{
		Store: cfg.Store, Discord: client, Sender: sender, Clock: cfg.Clock, Lanes: b.reactions, Log: cfg.Log,
	})
	b.drops = drop.New(drop.Config{
		Store: cfg.Store, Discord: client, Sender: sender, Clock: cfg.Clock, Log: cfg.Log, Opened: b.votes.Opened,
	})
	b.router = route.New(client, cfg.Log)
	reader.New(cfg.Store, b, cfg.Clock).Routes(b.router)
	return b, nil
}

// Connected reports whether the bot hears Discord now.
func (b *Bot) Connected() bool { return b.client.Connected() }

// Run works until ctx ends, and returns nil then. It returns an error if Discord shut the bot out for good
// ([discord.FatalError]) or the store failed.
func (b *Bot) Run(ctx context.Context) error {
	if err := b.votes.Load(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	work, ctx := errgroup.WithContext(ctx)
	b.work = work
	work.Go(func() error { b.reactions.Run(ctx); return nil })
	work.Go(func() error { b.acts.Run(ctx); return nil })
	work.Go(func() error { return b.client.Run(ctx, func(e discord.Event) { b.event(ctx, e) }) })
	return work.Wait()
}

// event takes one event on the goroutine that reads the socket. It must not block.
func (b *Bot) event(ctx context.Context, e discord.Event) {
	switch e := e.(type) {
	case discord.Ready:
		b.ready(ctx, e)
	case discord.Guild:
		b.guild(ctx, e)
	case discord.GuildGone:
		b.leave(e.ID)
	case discord.GuildDown:
		b.cfg.Log.Warn("Discord cannot reach a guild now; what is told there waits", "guild", e.ID)
	case discord.ChannelMade:
		b.channel(e)
	case discord.ChannelGone:
		b.cfg.Log.Warn("a channel was deleted", "guild", e.Guild, "channel", e.Channel)
		b.votes.Gone(e.Channel)
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
	answer := b.router.Begin(ctx, i, b.acts)
	b.work.Go(func() error { answer(); return nil })
}

// ready begins what needs a session, once, and has open votes read again after every new one.
func (b *Bot) ready(ctx context.Context, r discord.Ready) {
	b.mu.Lock()
	first := !b.begun
	b.self, b.begun = r.Self, true
	b.mu.Unlock()
	if !first {
		b.votes.Resync()
		return
	}
	b.work.Go(func() error { b.votes.Run(ctx); return nil })
	b.work.Go(func() error { return b.register(ctx, r.App) })
}

// register makes the slash commands known. Discord keeps those that are the same, so that doing it at every start costs
// one request. A refusal leaves the commands as they were, which is no reason to stop telling stories.
func (b *Bot) register(ctx context.Context, app uint64) error {
	body, err := json.Marshal(reader.Commands(len(b.cfg.Stories) > 1))
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

// guild begins to tell stories in a guild. A guild that comes again after an outage is served already.
func (b *Bot) guild(ctx context.Context, g discord.Guild) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.told[g.ID]; known {
		return
	}
	ctx, end := context.WithCancel(ctx)
	here := &guildStories{end: end, begin: func(channel uint64, s *story.Story) {
		b.work.Go(func() error { return b.drops.Serve(ctx, g.ID, channel, s) })
	}}
	b.told[g.ID] = here
	for _, s := range b.cfg.Stories {
		if !b.tell(here, s, g.Channels) {
			b.cfg.Log.Warn("the story's channel does not exist here; create it, or name another in story.yaml or by --channel",
				"story", s.ID, "guild", g.ID, "channel", b.channelOf(s))
		}
	}
}

// channel begins to tell the stories that have waited for a channel of this name.
func (b *Bot) channel(c discord.ChannelMade) {
	b.mu.Lock()
	defer b.mu.Unlock()
	here, known := b.told[c.Guild]
	if !known {
		return
	}
	for _, s := range b.cfg.Stories {
		if !slices.Contains(here.stories, s) && b.tell(here, s, []discord.Channel{c.Channel}) {
			b.cfg.Log.Info("the story's channel is there now", "story", s.ID, "guild", c.Guild, "channel", c.Channel.ID)
		}
	}
}

// channelOf returns the name or id of the channel a story is told in.
func (b *Bot) channelOf(s *story.Story) string {
	if b.cfg.Channel != "" {
		return b.cfg.Channel
	}
	return s.Release.Channel
}

// tell begins to tell a story if its channel is among those given. The lock is held.
func (b *Bot) tell(here *guildStories, s *story.Story, channels []discord.Channel) bool {
	channel, ok := find(channels, b.channelOf(s))
	if !ok {
		return false
	}
	here.stories = append(slices.Clone(here.stories), s) // Told has given the old list away
	slices.SortFunc(here.stories, func(x, y *story.Story) int {
		return cmp.Compare(slices.Index(b.cfg.Stories, x), slices.Index(b.cfg.Stories, y))
	})
	here.begin(channel, s)
	return true
}

// find returns the text or announcement channel with this id or name.
func find(channels []discord.Channel, name string) (uint64, bool) {
	for _, c := range channels {
		if (c.Type == 0 || c.Type == 5) && (strings.EqualFold(c.Name, name) || strconv.FormatUint(c.ID, 10) == name) {
			return c.ID, true
		}
	}
	return 0, false
}

// leave stops what goes on in a guild the bot was removed from. What the store knows of it stays.
func (b *Bot) leave(guild uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if here, ok := b.told[guild]; ok {
		here.end()
		delete(b.told, guild)
	}
}

// Told returns the stories told in a guild, in the order in which they were given.
func (b *Bot) Told(guild uint64) []*story.Story {
	b.mu.Lock()
	defer b.mu.Unlock()
	if here, ok := b.told[guild]; ok {
		return here.stories
	}
	return nil
}
