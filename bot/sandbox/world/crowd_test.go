package world_test

import (
	"bytes"
	"encoding/json"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/bot/sandbox/world"
)

func TestCrowd(t *testing.T) {
	p := newPlace(t)
	const n = 1000
	ids := p.Crowd(p.app.ID, n)
	if len(ids) != n || !slices.IsSorted(ids) {
		t.Fatalf("%d ids, sorted: %v; want %d ascending", len(ids), slices.IsSorted(ids), n)
	}
	if got := p.GuildCount(p.app.ID); got != n+1 {
		t.Errorf("the bot is in %d guilds, want %d and its own", got, n)
	}
	for _, shards := range []world.ID{2, 3, 4, 10, 16} {
		on := map[world.ID]int{}
		for _, id := range ids {
			on[id>>22%shards]++
		}
		for shard := range shards {
			if got, want := on[shard], n/int(shards); got < want || got > want+1 {
				t.Errorf("shard %d of %d serves %d guilds, want about %d", shard, shards, got, want)
			}
		}
	}
	if p.Crowd(p.app.ID, 0) != nil || p.Crowd(p.app.ID, -1) != nil {
		t.Error("there is a crowd of nobody")
	}
	if p.Crowd(1, 1) != nil || p.GuildCount(1) != 0 {
		t.Error("an unknown application is in a crowd")
	}
}

func TestCrowdsGuildsAreLikeOthers(t *testing.T) {
	p := newPlace(t)
	ids := p.Crowd(p.app.ID, 3)
	more := p.Crowd(p.app.ID, 3) // of the same hours
	seen := map[world.ID]bool{}
	guilds, detach := p.AttachShard(p.app.ID, func(id world.ID) bool { return id != p.guild }, func(world.Event) {})
	defer detach()
	if len(guilds) != 6 {
		t.Fatalf("%d guilds, want 6", len(guilds))
	}
	for _, g := range guilds {
		if !slices.Contains(ids, g.ID) && !slices.Contains(more, g.ID) {
			t.Errorf("guild %s came out of nowhere", g.ID)
		}
		text, err := json.Marshal(g)
		ok(t, err)
		if len(text) < 15_000 || len(text) > 19_000 {
			t.Errorf("GUILD_CREATE has %d bytes, want about 17,000", len(text))
		}
		if len(g.Channels) != 30 || len(g.Roles) != 26 || len(g.Emojis) != 20 || g.MemberCount != 2 {
			t.Errorf("guild with %d channels, %d roles, %d emoji, %d members; want 30, 26, 20, 2", len(g.Channels),
				len(g.Roles), len(g.Emojis), g.MemberCount)
		}
		own := []world.ID{g.ID}
		for _, c := range g.Channels {
			own = append(own, c.ID)
		}
		for _, r := range g.Roles[1:] {
			own = append(own, r.ID)
		}
		for _, e := range g.Emojis {
			own = append(own, *e.ID)
		}
		for _, id := range own {
			if seen[id] {
				t.Fatalf("id %s is there twice", id)
			}
			seen[id] = true
		}
		story := g.Channels[0]
		if story.Name != "story" {
			t.Errorf("the first channel is %q", story.Name)
		}
		m, err := p.Post(p.bot, story.ID, world.Draft{Content: "Once"})
		ok(t, err)
		ok(t, p.AddReaction(p.bot, story.ID, m.ID, g.Emojis[0].Key()))
		p.Join(g.ID, p.people["Ines"])
		_, err = p.Say(p.people["Ines"], story.ID, "Twice")
		refused(t, err, 50013)
		_, err = p.Say(p.people["Ines"], g.Channels[1].ID, "Twice")
		ok(t, err)
	}
}

func TestCrowdIsSaved(t *testing.T) {
	p := newPlace(t)
	id := p.Crowd(p.app.ID, 2)[1]
	want, err := p.Channels(p.bot, id)
	ok(t, err)
	var file bytes.Buffer
	ok(t, p.Save(&file))
	fresh := newPlace(t)
	if _, err := fresh.Channels(fresh.bot, fresh.guild); err != nil { // it has looked at its own channels before
		t.Fatal(err)
	}
	ok(t, fresh.Load(&file))
	got, err := fresh.Channels(p.bot, id)
	ok(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("channels after loading (-want +got):\n%s", diff)
	}
}

func TestCrowdIsTold(t *testing.T) {
	p := newPlace(t)
	var complete []int
	_, detach := p.Attach(p.app.ID, func(e world.Event) {
		if g, is := e.Data.(*world.Guild); is && e.Type == "GUILD_CREATE" {
			complete = append(complete, len(g.Channels))
			return
		}
		if e.Type != "GUILD_MEMBER_ADD" { // the bot itself
			t.Errorf("told of %s", e.Type)
		}
	})
	defer detach()
	p.Crowd(p.app.ID, 2)
	if !slices.Equal(complete, []int{30, 30}) {
		t.Errorf("told of guilds with %v channels, want 30 and 30", complete)
	}
}

// TestCrowdIsAffordable bounds what ten thousand guilds take; figures of one run are in the log.
func TestCrowdIsAffordable(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 10,000 guilds")
	}
	p := newPlace(t)
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	const n = 10_000
	p.Crowd(p.app.ID, n)
	each := (heap() - before) / n
	t.Logf("%d bytes for each guild", each)
	if each > 30_000 {
		t.Errorf("%d bytes for each guild, want no more than 30,000", each)
	}
	count := 0
	third := func(id world.ID) bool { count++; return id>>22%10 == 3 }
	guilds, detach := p.AttachShard(p.app.ID, third, func(world.Event) {})
	detach()
	if len(guilds) < n/10 || len(guilds) > n/10+1 || count != n+1 {
		t.Errorf("%d guilds on a shard of ten, asked about %d", len(guilds), count)
	}
	runtime.KeepAlive(p)
}
