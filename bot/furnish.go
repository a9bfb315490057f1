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
	out := drop.Telling{Guild: guild, Channel: t.channel, Kind: t.kind, Story: t.story, Lead: t.lead}
	plan := t.story.Release
	if t.ping != "" {
		role, ok, err := b.names.role(ctx, guild, t.ping)
		if err != nil {
			return out, err
		}
		if out.Ping = role; !ok {
			b.cfg.Log.Warn("the role that a story pings does not exist here", "story", t.story.ID, "guild", guild, "role", t.ping)
		}
	}
	if plan.Discuss != "" && plan.Discuss != story.DiscussThread {
		forum, ok, err := b.names.channel(ctx, guild, plan.Discuss)
		if err != nil {
			return out, err
		}
		if out.Discuss = forum.ID; !ok {
			b.cfg.Log.Warn("the forum for a story's discussions does not exist here", "story", t.story.ID, "guild", guild,
				"forum", plan.Discuss)
		}
	}
	if plan.Adults {
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
