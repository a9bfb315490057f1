package main

import (
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
)

// A malady is something wrong with a story, a channel or a server, and what doctor says of it.
type malady struct {
	name string
	do   func(c *clinic) // makes it so, may be nil
	yaml string
	want []string
	code int
}

func TestDoctorNamesWhatIsWrong(t *testing.T) {
	for _, test := range append(withoutPermission(), wronglySet()...) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			if test.do != nil {
				test.do(c)
			}
			code, said := c.doctor(test.yaml)
			if code != test.code {
				t.Errorf("it ends with %d, want %d", code, test.code)
			}
			for _, want := range test.want {
				if !strings.Contains(said, want) {
					t.Errorf("no %q in:\n%s", want, said)
				}
			}
		})
	}
}

// withoutPermission returns what is wrong with channels and with what the bot may do there.
func withoutPermission() []malady {
	return []malady{
		{"no such channel", nil, "channel: sea\n", []string{
			"fail  story “Tide”: no server that the bot is in has a channel #sea\n      -> make it, or name another"},
			exitFailed},
		{"the channel takes a permission away", func(c *clinic) { c.deny("story", world.PermAddReactions) },
			"channel: story\n",
			[]string{"fail  #story in The Reading Room: the channel's own settings take “Add Reactions” from the bot\n" +
				"      -> allow it for the bot's role there, under Permissions\n"}, exitFailed},
		{"the role has too few", func(c *clinic) { c.may(everything &^ (world.PermManageMessages | world.PermReadHistory)) },
			"channel: talk\n", []string{"fail  #talk in The Reading Room: the bot lacks “Manage Messages”\n" +
				"      -> allow it for the bot's role, in the server's settings under Roles\n", "\n1 failure, 0 warnings.\n"},
			exitFailed},
		{"some from here, some from there", func(c *clinic) {
			c.may(everything &^ world.PermManageMessages)
			c.deny("talk", world.PermAddReactions)
		}, "channel: talk\n", []string{"the bot lacks “Manage Messages”\n", "take “Add Reactions” from the bot\n",
			"\n2 failures, 0 warnings.\n"}, exitFailed},
		{"it cannot see", func(c *clinic) { c.deny("story", world.PermViewChannel) }, "channel: story\n",
			[]string{"fail  #story in The Reading Room: the bot cannot see it\n      -> in the channel's settings, under " +
				"Permissions, add " +
				"the bot's role and allow: “View Channels”, “Send Messages”, “Add Reactions”, “Manage Messages”, " +
				"“Read Message History”\n"},
			exitFailed},
		{"a thread for each chapter", func(c *clinic) {
			c.deny("story",
				world.PermCreatePublicThreads|world.PermSendInThreads)
		},
			"channel: story\ndiscuss: thread\n", []string{"take “Send Messages in Threads”, “Create Public Threads” from"},
			exitFailed},
		{"no threads wanted", func(c *clinic) { c.deny("story", world.PermCreatePublicThreads|world.PermSendInThreads) },
			"channel: story\n", []string{"ok    #story in The Reading Room: the bot may do all it needs\n"}, exitOK},
		{"no pictures", func(c *clinic) { c.deny("story", world.PermAttachFiles) }, "channel: story\n",
			[]string{"warn  #story in The Reading Room: the bot may not attach files: results of votes come without their " +
				"picture\n      -> allow it “Attach Files”\n"}, exitOK},
		{"an index to pin", func(c *clinic) { c.deny("story", world.PermPinMessages) }, "channel: story\nindex: yes\n",
			[]string{"take “Pin Messages” from the bot\n"}, exitFailed},
		{"a forum of chapters", func(c *clinic) {
			c.channel(world.ChannelDraft{Name: "shelf", Type: world.ChannelForum,
				Overwrites: []world.Overwrite{{ID: c.me, Type: 1, Deny: world.PermSendInThreads}}})
		}, "channel: shelf\n", []string{"#shelf in The Reading Room: the channel's own settings take “Send Messages in " +
			"Threads” from the bot\n"}, exitFailed},
	}
}

// wronglySet returns what is wrong with what story.yaml says, and with servers.
func wronglySet() []malady {
	return []malady{
		{"not for adults", nil, "channel: story\nadults: yes\n", []string{"fail  #story in The Reading Room: it is not " +
			"age-restricted, and story.yaml says `adults: yes`: nothing is posted there\n      -> switch Age-Restricted"},
			exitFailed},
		{"a ping without a role", nil, "channel: story\nping: Fans\n", []string{
			"warn  server The Reading Room: there is no role @Fans: nobody is pinged in #story\n",
			"The bot can work; 1 warning.\n"},
			exitOK},
		{"a ping that is not allowed", func(c *clinic) { c.box.World.AddRole(c.guild, "Fans", 0) },
			"channel: story\nping: fans\n",
			[]string{"warn  #story in The Reading Room: the bot may not ping @Fans: its message comes without\n      -> " +
				"switch “Allow anyone",
				"warn  role @fans in The Reading Room: readers cannot take it by /follow: the bot lacks Manage Roles\n"},
			exitOK},
		{"a role above the bot's", func(c *clinic) { c.box.World.AddRole(c.guild, "Fans", 0); c.may(everything) },
			"channel: story\nping: Fans\n",
			[]string{"warn  role @Fans in The Reading Room: readers cannot take it by /follow: " +
				"it stands above the bot's own role\n      -> drag the bot's role above it"}, exitOK},
		{"no desk", nil, "channel: story\ndesk: desk\n", []string{"warn  server The Reading Room: there is no channel " +
			"#desk: " +
			"the author hears of trouble in the log alone\n"}, exitOK},
		{"a desk for everybody", nil, "channel: story\ndesk: talk\n", []string{
			"warn  #talk in The Reading Room: everybody can see what is meant for the author\n"}, exitOK},
		{"early for everybody", nil, "channel: story\nearly: {channel: talk, lead: 1d}\n", []string{
			"warn  #talk in The Reading Room: everybody can see it, so that chapters are early for nobody in particular\n"},
			exitOK},
		{"an early channel that is not there", nil, "channel: story\nearly: {channel: patrons, lead: 1d}\n", []string{
			"fail  story “Tide”: no server that the bot is in has a channel #patrons\n"}, exitFailed},
		{"no forum", nil, "channel: story\ndiscuss: talk\n", []string{
			"fail  server The Reading Room: there is no forum #talk: chapters are not discussed\n      -> make it, as"},
			exitFailed},
		{"timed out", func(c *clinic) {
			if err := c.box.World.TimeOut(c.guild, c.me, time.Now().Add(time.Hour)); err != nil {
				c.Fatal(err)
			}
		}, "channel: story\n", []string{"fail  server The Reading Room: a moderator has timed the bot out until "},
			exitFailed},
		{"in no server", func(c *clinic) {
			if err := c.box.World.Leave(c.guild, c.me); err != nil {
				c.Fatal(err)
			}
		}, "channel: story\n", []string{"fail  servers: the bot is in none\n      -> invite it"}, exitFailed},
		{"another server", func(c *clinic) {
			other := c.box.World.AddGuild("The Annexe", c.mara, everything)
			c.box.World.Join(other, c.me)
		}, "channel: story\n", []string{"warn  server The Annexe: it has no channel #story, so “Tide” is not told there\n"},
			exitOK},
		{"a server that cannot be looked at", func(c *clinic) {
			c.box.Faults().Add(rest.Fault{Route: "/guilds/{}/roles", Action: rest.Answer, Status: 403,
				Body: `{"code":50001,"message":"Missing Access"}`})
		}, "channel: story\n", []string{"fail  server The Reading Room: it cannot be looked at: "}, exitFailed},
		{"no chapters to be posted", nil, "channel: story\nschedule: never\n", []string{
			": 1 error in its files\n      -> `cliffhanger check "}, exitFailed},
		{"no channel said", nil, "", []string{"fail  story “Tide”: story ", "-> put `channel: NAME` into its"}, exitFailed},
	}
}
