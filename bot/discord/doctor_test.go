package discord_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox/world"

	"github.com/google/go-cmp/cmp"
)

// What is read for the doctor is what the sandbox holds, and the permissions computed from it are those it acts on.
func TestWhatTheDoctorReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		c, ctx := p.client(nil), t.Context()
		guild, me := uint64(p.guild), uint64(p.app.User.ID)
		self, err := c.Self(ctx)
		if err != nil || self.ID != me || self.Name == "" {
			t.Errorf("Self = %+v, %v, want user %d", self, err, me)
		}
		servers, err := c.Servers(ctx)
		if diff := cmp.Diff([]discord.Server{{ID: guild, Name: "The Reading Room"}}, servers); diff != "" || err != nil {
			t.Errorf("Servers (-want +got):\n%s%v", diff, err)
		}
		roles, err := c.Roles(ctx, guild)
		if err != nil || len(roles) != 4 || roles[0].ID != guild || roles[1].Name != "Cliffhanger" || roles[1].Position == 0 {
			t.Errorf("Roles = %+v, %v", roles, err)
		}
		until := storyNow().Add(time.Hour)
		if err := p.w.TimeOut(p.guild, p.app.User.ID, until); err != nil {
			t.Fatal(err)
		}
		member, err := c.Member(ctx, guild, me)
		if err != nil || len(member.Roles) != 1 || member.Roles[0] != roles[1].ID ||
			member.Muted.Sub(until).Abs() > time.Second {
			t.Errorf("Member = %+v, %v", member, err)
		}
		if err := p.w.TimeOut(p.guild, p.app.User.ID, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if err := p.w.Overrule(world.ID(p.rooms["talk"]),
			world.Overwrite{ID: p.app.User.ID, Type: 1, Deny: world.PermPinMessages}); err != nil {
			t.Fatal(err)
		}
		rooms, err := c.Rooms(ctx, guild)
		if err != nil || len(rooms) != 5 {
			t.Fatalf("Rooms = %+v, %v", rooms, err)
		}
		for _, r := range rooms {
			got := discord.PermissionsIn(guild, member.Roles, roles).Through(guild, me, member.Roles, r.Overwrites)
			if want := discord.Permission(p.w.Permissions(p.app.User.ID, world.ID(r.ID))); got != want {
				t.Errorf("in #%s: %b, want %b", r.Name, got, want)
			}
		}
	})
}

func TestServersComeInPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page := func(from, to int) string {
			var list []string
			for i := from; i <= to; i++ {
				list = append(list, fmt.Sprintf(`{"id":"%d","name":"n"}`, i))
			}
			return "[" + strings.Join(list, ",") + "]"
		}
		c, s := client(t, answer(200, page(1, 200)), answer(200, page(201, 203)))
		all, err := c.Servers(t.Context())
		if err != nil || len(all) != 203 {
			t.Errorf("%d servers, %v, want 203", len(all), err)
		}
		if asked := s.requests(); len(asked) != 2 || !strings.HasSuffix(asked[1], "limit=200&after=200") {
			t.Errorf("asked %q", asked)
		}
		c, _ = client(t, answer(200, page(1, 200)))
		if _, err := c.Servers(t.Context()); err == nil {
			t.Error("a page that comes again and again is taken")
		}
	})
}

func TestAllowance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := client(t, answer(200, `{"url":"wss://x","shards":3,"session_start_limit":{"total":1000,"remaining":998,`+
			`"reset_after":60000,"max_concurrency":1}}`))
		got, err := c.Allowance(t.Context())
		want := discord.Allowance{Shards: 3, Total: 1000, Left: 998, Resets: time.Minute}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("(-want +got):\n%s%v", diff, err)
		}
	})
}

func TestAhead(t *testing.T) {
	for _, test := range []struct {
		name string
		said time.Duration // how much later than here Discord says it is
		want time.Duration
	}{{"right", 0, -500 * time.Millisecond}, {"behind", 10 * time.Second, -10500 * time.Millisecond},
		{"ahead", -3 * time.Second, 2500 * time.Millisecond}} {
		synctest.Test(t, func(t *testing.T) {
			date := time.Now().Add(test.said).UTC().Format(http.TimeFormat) // a bubble begins at a whole second
			c, s := client(t, answer(200, `{"url":"wss://x"}`, "Date: "+date))
			got, err := c.Ahead(t.Context())
			if err != nil || got != test.want {
				t.Errorf("%s: %v, %v, want %v", test.name, got, err, test.want)
			}
			if asked := s.requests(); len(asked) != 1 || !strings.HasSuffix(asked[0], "/gateway") {
				t.Errorf("asked %q", asked)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		c, _ := client(t, answer(200, `{}`, "Date: yesterday"))
		if _, err := c.Ahead(t.Context()); err == nil {
			t.Error("an answer without a time is taken")
		}
		c, _ = client(t, cut)
		if _, err := c.Ahead(t.Context()); !errors.Is(err, discord.ErrOutcomeUnknown) {
			t.Errorf("a cut answer: %v, want %v", err, discord.ErrOutcomeUnknown)
		}
	})
}
