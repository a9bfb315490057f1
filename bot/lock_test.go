package bot_test

import (
	"strings"
	"testing"

	"cliffhanger/bot/sandbox/world"
)

// Where a channel's settings let the bot manage its permissions, only a vote's options can be pressed.
func TestOnlyAVotesOptionsCanBePressed(t *testing.T) {
	t.Parallel()
	for _, opted := range []bool{false, true} {
		h := open(t, theSample(t, 1), fast())
		guild, channel := h.place("story")
		ines, self := h.person("Ines"), h.box.App().User.ID
		me, err := h.box.World.GetMember(self, guild, self)
		if err != nil {
			t.Fatal(err)
		}
		overwrites := []world.Overwrite{{ID: guild, Deny: world.PermSendMessages},
			{ID: me.Roles[0], Allow: world.PermSendMessages}}
		if opted {
			overwrites = append(overwrites, world.Overwrite{ID: self, Type: 1,
				Allow: world.PermManageRoles | world.PermSendMessages})
		}
		for _, o := range overwrites {
			if err := h.box.World.Overrule(channel, o); err != nil {
				t.Fatal(err)
			}
		}
		v := h.vote(1)
		if opted {
			h.until("the channel is locked", func() bool { return h.said("only a vote's options can be pressed") == 2 })
		}
		err = h.box.World.AddReaction(ines, v.m.ChannelID, v.m.ID, "🍕")
		if refused := err != nil; refused != opted {
			t.Errorf("opted in: %t; a reaction of somebody's own: %v", opted, err)
		}
		h.react(v.readers[0], v.m, v.emoji[1])
		v.shown[v.readers[0]], v.counted[v.readers[0]] = 1, 1
		v.settle("with an option")
		puts := 0
		for x := range h.box.Traffic().All() {
			if x.Method == "PUT" && strings.Contains(x.Path, "/permissions/") {
				puts++
			}
		}
		if opted != (puts == 2) || !opted && puts > 0 {
			t.Errorf("opted in: %t; %d overwrites were set", opted, puts)
		}
		if p := h.box.World.Permissions(self, channel); opted && !p.Has(world.PermSendMessages|world.PermAddReactions) {
			t.Errorf("the bot may do %d: what else was in its overwrite is gone", p)
		}
		v.right()
		h.validTraffic()
	}
}
