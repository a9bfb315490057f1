package gateway_test

import (
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
)

func TestOutage(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.session()
		b.g.Outage(guildA)
		b.g.Outage(guildA) // it is down already
		got := decode[struct {
			ID          world.ID
			Unavailable bool
		}](t, c.want(0, "GUILD_DELETE"))
		if got.ID != guildA || !got.Unavailable {
			t.Errorf("told %+v, want %v unavailable", got, guildA)
		}
		b.w.emit(numbered(1))
		c.silent()
		b.w.emit(world.Event{Type: "CHANNEL_UPDATE", Guild: guildB})
		c.want(0, "CHANNEL_UPDATE") // elsewhere life goes on

		time.Sleep(5 * time.Second)
		late := b.hello()
		late.identify(`,"intents":1025`)
		if got := decode[readyData](t, late.want(0, "READY")); len(got.Guilds) != 2 {
			t.Errorf("%d servers in READY, want both", len(got.Guilds))
		}
		if got := decode[world.Guild](t, late.want(0, "GUILD_CREATE")); got.ID != guildB {
			t.Errorf("server %v is there, want %v", got.ID, guildB)
		}

		for range 2 { // the second time nothing is down
			if err := b.g.EndOutage(guildA); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []*client{c, late} {
			if got := decode[world.Guild](t, c.want(0, "GUILD_CREATE")); got.ID != guildA {
				t.Errorf("server %v is back, want %v", got.ID, guildA)
			}
			c.silent()
		}
		b.w.emit(numbered(2))
		c.wantNumbers(2, 2)
		if n := b.w.listeners(); n != 2 {
			t.Errorf("%d listeners, want 2", n)
		}
	})
}
