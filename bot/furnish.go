package bot

import (
	"context"
	"strconv"
	"time"

	"cliffhanger/bot/author"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/story"
)

// furnishAgain is how long to wait after Discord did not say what a guild has.
const furnishAgain = 10 * time.Second

// furnish finds what a telling names; false if ctx ended first.
func (b *Bot) furnish(ctx context.Context, guild uint64, t *telling) (drop.Telling, bool) {
	for {
		out, err := b.furnished(ctx, guild, t)
		if err == nil {
			return out, true
		}
		if ctx.Err() == nil {
			b.cfg.Log.Warn("what a story names cannot be looked up", "story", t.story.ID, "guild", guild, "cause", err,
				"again_in", furnishAgain)
		}
		if !discord.Sleep(ctx, furnishAgain) {
			return drop.Telling{}, false
		}
	}
}

func (b *Bot) furnished(ctx context.Context, guild uint64, t *telling) (drop.Telling, error) {
	f, err := b.retell(ctx, guild, t)
	if err != nil {
		return drop.Telling{}, err
	}
	out := drop.Telling{Guild: guild, Channel: t.channel, Kind: t.kind, Story: f.told, Chosen: f.chosen, Lead: t.lead}
	if t.gone {
		out.Barred = drop.Gone(t.channel)
		return out, nil
	}
	out.Named = func(ctx context.Context) (drop.Names, error) { return b.called(ctx, guild, t) }
	if _, err := out.Named(ctx); err != nil { // so that the answer is at hand when a drop is due
		return out, err
	}
	if t.story.Release.Adults {
		c, ok, err := b.names.channel(ctx, guild, strconv.FormatUint(t.channel, 10))
		if err != nil {
			return out, err
		}
		if ok && !c.NSFW {
			out.Barred = author.ErrNotForAdults
		}
	}
	return out, nil
}

// called finds the role and the forum that a telling names, as the guild has them now.
func (b *Bot) called(ctx context.Context, guild uint64, t *telling) (out drop.Names, err error) {
	if t.ping != "" {
		role, ok, err := b.names.role(ctx, guild, t.ping)
		if err != nil {
			return out, err
		}
		if out.Ping = role; !ok {
			b.cfg.Log.Warn("the role that a story pings does not exist here", "story", t.story.ID, "guild", guild, "role", t.ping)
		}
	}
	if in := t.story.Release.Discuss; in != "" && in != story.DiscussThread {
		forum, ok, err := b.names.channel(ctx, guild, in)
		if err != nil {
			return out, err
		}
		if out.Discuss = forum.ID; !ok {
			b.cfg.Log.Warn("the forum for a story's discussions does not exist here", "story", t.story.ID, "guild", guild,
				"forum", in)
		}
	}
	return out, nil
}

// renamed takes up that a guild's roles are others. Those that stories name are looked up anew by the next drop.
func (b *Bot) renamed(guild, role uint64) {
	b.names.forget(guild)
	b.cfg.Log.Debug("a guild's roles have changed", "guild", guild, "role", role)
}
