package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/store"
)

// A clinic is a sandbox with what a doctor's test changes in it.
type clinic struct {
	*testing.T
	box        *sandbox.Sandbox
	guild, bot world.ID // the default guild, and the bot's role there
	mara, me   world.ID // its owner, and the bot's user
}

func newClinic(t *testing.T) *clinic {
	t.Helper()
	c := &clinic{T: t, box: aDiscord(t)}
	c.me = c.box.App().User.ID
	c.guild = c.box.World.MyGuilds(c.me)[0].ID
	roles, err := c.box.World.Roles(c.me, c.guild)
	if err != nil {
		t.Fatal(err)
	}
	c.bot = roles[1].ID
	for _, p := range c.box.World.People() {
		if p.Role == "author" {
			c.mara = p.ID
		}
	}
	return c
}

// channel makes a channel.
func (c *clinic) channel(d world.ChannelDraft) world.ID {
	c.Helper()
	made, err := c.box.World.CreateChannel(c.mara, c.guild, d)
	if err != nil {
		c.Fatal(err)
	}
	return made.ID
}

// hidden is what keeps a channel for the bot and those who may do everything.
func (c *clinic) hidden() []world.Overwrite {
	return []world.Overwrite{{ID: c.guild, Deny: world.PermViewChannel}, {ID: c.bot, Allow: world.PermViewChannel}}
}

// named returns the channel with a name.
func (c *clinic) named(name string) world.ID {
	c.Helper()
	all, err := c.box.World.Channels(c.me, c.guild)
	if err != nil {
		c.Fatal(err)
	}
	for _, one := range all {
		if one.Name == name {
			return one.ID
		}
	}
	c.Fatalf("no channel #%s", name)
	return 0
}

// deny takes permissions from the bot in a channel.
func (c *clinic) deny(channel string, p world.Permission) {
	c.Helper()
	if err := c.box.World.Overrule(c.named(channel), world.Overwrite{ID: c.me, Type: 1, Deny: p}); err != nil {
		c.Fatal(err)
	}
}

// may sets the permissions of the bot's role.
func (c *clinic) may(p world.Permission) {
	c.Helper()
	if err := c.box.World.SetPermissions(c.guild, c.bot, p); err != nil {
		c.Fatal(err)
	}
}

// doctor runs the subcommand in a good data folder, or with the given arguments, and returns what it says.
func (c *clinic) doctor(yaml string, args ...string) (code int, said string) {
	c.Helper()
	return runDoctor(c.T, c.box.Token(), append([]string{"--story", aStory(c.T,
		"title: Tide\nschedule: daily 19:00\n"+yaml),
		"--data", c.TempDir(), "--discord-api", c.box.API()}, args...)...)
}

func runDoctor(t *testing.T, token string, args ...string) (code int, said string) {
	t.Helper()
	var out, complaints bytes.Buffer
	env := func(name string) string { return map[string]string{"DISCORD_TOKEN": token}[name] }
	code = run(t.Context(), append([]string{"doctor"}, args...), env, &out, &complaints)
	if token != "" && strings.Contains(out.String()+complaints.String(), token) {
		t.Error("the token is shown")
	}
	return code, out.String() + complaints.String()
}

const everything = world.PermViewChannel | world.PermSendMessages | world.PermReadHistory | world.PermAddReactions |
	world.PermManageMessages | world.PermCreatePublicThreads | world.PermSendInThreads | world.PermPinMessages |
	world.PermMentionEveryone | world.PermManageRoles | world.PermAttachFiles

func TestDoctorFindsAllWell(t *testing.T) {
	c := newClinic(t)
	c.may(everything)
	role := c.box.World.AddRole(c.guild, "Patron", 0)
	c.channel(world.ChannelDraft{Name: "patrons", NSFW: true, Overwrites: append(c.hidden(),
		world.Overwrite{ID: role, Allow: world.PermViewChannel})})
	c.channel(world.ChannelDraft{Name: "desk", Overwrites: c.hidden()})
	c.channel(world.ChannelDraft{Name: "theories", Type: world.ChannelForum, NSFW: true})
	c.channel(world.ChannelDraft{Name: "news", Type: world.ChannelAnnouncement, NSFW: true})
	before := c.box.Traffic().Total()
	code, said := c.doctor("channel: news\nearly: {channel: patrons, lead: 7d, role: Patron}\ndesk: desk\n" +
		"discuss: theories\nindex: yes\nadults: yes\n")
	if code != exitOK {
		t.Errorf("it ends with %d", code)
	}
	for _, want := range []string{
		"ok    story “Tide”: 1 chapter, daily 19:00 (UTC) in #news, early in #patrons 7 days before\n",
		"ok    data folder ", ": it can be written to\n", " GiB free\n", "ok    data: there is none yet\n",
		"ok    key: the bot makes one at its first start",
		"ok    token: Discord accepts it: the bot is ", "ok    clock: it agrees with Discord's to about a second\n",
		"ok    gateway sessions: 1000 of today's 1000 are left, and Discord recommends 1 shard\n",
		"ok    #news in The Reading Room: the bot may do all it needs; it is an announcement channel",
		"ok    #patrons in The Reading Room: the bot may do all it needs\n", "ok    #desk in The Reading Room: ",
		"ok    #theories in The Reading Room: the bot may do all it needs; it is a forum", "\n\nAll is well.\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in:\n%s", want, said)
		}
	}
	for x := range c.box.Traffic().All() {
		if x.Method != http.MethodGet || x.Status != 200 {
			t.Errorf("%s %s: %d", x.Method, x.Path, x.Status)
		}
	}
	if n := c.box.Traffic().Total() - before; n > 8 {
		t.Errorf("it made %d requests", n)
	}
}

func TestDoctorNamesWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(c *clinic)
		yaml string
		want []string
		code int
	}{
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
	} {
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

func TestDoctorAboutTheToken(t *testing.T) {
	c := newClinic(t)
	story := aStory(t, "title: Tide\nschedule: daily 19:00\nchannel: story\n")
	for _, test := range []struct{ token, want string }{
		{"", "fail  token: there is no bot token\n      -> set DISCORD_TOKEN, or give --token-file FILE"},
		{"two words", "fail  token: what is in DISCORD_TOKEN is not a token\n"},
		{"MTIzNDU2Nzg5.not.the-token", "fail  token: Discord does not accept it\n      -> make a new one"},
	} {
		code, said := runDoctor(t, test.token, "--story", story, "--data", t.TempDir(), "--discord-api", c.box.API())
		if code != exitFailed || !strings.Contains(said, test.want) || !strings.Contains(said, "ok    story “Tide”") {
			t.Errorf("%q: it ends with %d and says:\n%s", test.token, code, said)
		}
	}
	code, said := runDoctor(t, "a.token.xyz", "--story", story, "--data", t.TempDir(),
		"--discord-api", "http://127.0.0.1:1/api")
	if code != exitFailed || !strings.Contains(said, "fail  Discord: it cannot be reached: ") {
		t.Errorf("nobody there: it ends with %d and says:\n%s", code, said)
	}
	code, said = runDoctor(t, "a.token.xyz", "--story", "nowhere")
	if code != exitUsage || !strings.Contains(said, "cannot read the story") {
		t.Errorf("no story: it ends with %d and says:\n%s", code, said)
	}
	code, said = runDoctor(t, "a.token.xyz", "--story", story, "--discord-api", "http://example.com/api")
	if code != exitUsage || !strings.Contains(said, "https") {
		t.Errorf("plain http: it ends with %d and says:\n%s", code, said)
	}
}

func TestDoctorAboutTheMachine(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: files have other rights here")
	}
	nobody := func(string) string { return "" }
	opened := func(t *testing.T) (dir string, st *store.Store) {
		t.Helper()
		dir = t.TempDir()
		st, err := store.OpenFolder(t.Context(), dir, nobody, store.Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		return dir, st
	}
	shut := func(t *testing.T, st *store.Store) {
		t.Helper()
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name  string
		where func(t *testing.T) string
		want  []string
		fails int
	}{
		{"a folder to be made", func(t *testing.T) string { return filepath.Join(t.TempDir(), "a", "b") },
			[]string{"it is not there yet: the bot makes it at its first start", "GiB free"}, 0},
		{"in use", func(t *testing.T) string {
			dir, st := opened(t)
			t.Cleanup(func() { shut(t, st) })
			return dir
		}, []string{fmt.Sprintf("warn  data: boltkv: DIR/cliffhanger.db is in use by process %d on ", os.Getpid()),
			"-> if that is your running bot, all is well; a second one cannot use the same folder",
			"ok    key: DIR/cliffhanger.key is its owner's alone (mode 0600)"}, 0},
		{"used before", func(t *testing.T) string {
			dir, st := opened(t)
			shut(t, st)
			return dir
		}, []string{"ok    data: no other process has it open"}, 0},
		{"others can read the key", func(t *testing.T) string {
			dir, st := opened(t)
			shut(t, st)
			if err := os.Chmod(filepath.Join(dir, keyName), 0o644); err != nil {
				t.Fatal(err)
			}
			return dir
		}, []string{"fail  key: others can read DIR/cliffhanger.key (mode 0644)\n      -> chmod 600 DIR/cliffhanger.key"}, 1},
		{"no key", func(t *testing.T) string {
			dir, st := opened(t)
			shut(t, st)
			if err := os.Remove(filepath.Join(dir, keyName)); err != nil {
				t.Fatal(err)
			}
			return dir
		}, []string{"fail  key: there is data, but no cliffhanger.key to read it with\n      -> put the key back"}, 1},
		{"no database", func(t *testing.T) string {
			dir := t.TempDir()
			write(t, dir, dataName, strings.Repeat("once upon a time ", 1000))
			write(t, dir, keyName, "x")
			return dir
		}, []string{"fail  data: DIR/cliffhanger.db cannot be opened: "}, 1},
		{"a file", func(t *testing.T) string {
			write(t, t.TempDir(), "x", "")
			file := filepath.Join(t.TempDir(), "data")
			write(t, filepath.Dir(file), "data", "")
			return file
		}, []string{"fail  data folder DIR: it is not a folder\n"}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := test.where(t)
			before := listing(t, dir)
			d := &diagnosis{}
			d.machine(dir, nobody)
			var out bytes.Buffer
			if err := d.print(&out); err != nil {
				t.Fatal(err)
			}
			for _, want := range test.want {
				if want = strings.ReplaceAll(want, "DIR", dir); !strings.Contains(out.String(), want) {
					t.Errorf("no %q in:\n%s", want, out.String())
				}
			}
			if n := d.count(levelFail); n != test.fails {
				t.Errorf("%d failures, want %d:\n%s", n, test.fails, out.String())
			}
			if after := listing(t, dir); after != before {
				t.Errorf("the folder held %s and now holds %s", before, after)
			}
		})
	}
	d := &diagnosis{}
	dir, st := opened(t)
	shut(t, st)
	d.key(dir, func(string) string { return strings.Repeat("0", 64) })
	d.private("token", filepath.Join(dir, "none"))
	if d.findings[0].level != levelOK || d.findings[1].level != levelFail {
		t.Errorf("found %+v", d.findings)
	}
}

// listing names the files below a folder with their sizes.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil {
			return err
		}
		info, err := e.Info()
		all = append(all, fmt.Sprintf("%s %v %d", path, info.Mode(), info.Size()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

func TestDoctorJudgesFigures(t *testing.T) {
	for _, test := range []struct {
		do   func(d *diagnosis)
		want level
		text string
	}{
		{func(d *diagnosis) { d.clock(2*time.Second, nil) }, levelOK, "agrees"},
		{func(d *diagnosis) { d.clock(2500*time.Millisecond, nil) }, levelWarn, "2.5 s ahead of Discord: drops come early"},
		{func(d *diagnosis) { d.clock(-90*time.Second, nil) }, levelWarn, "90.0 s behind Discord: drops come late"},
		{func(d *diagnosis) { d.clock(0, discord.ErrUnreachable) }, levelWarn, "cannot be compared"},
		{func(d *diagnosis) { d.sessions(discord.Allowance{Shards: 2, Total: 1000, Left: 501}, nil) }, levelOK, "2 shards"},
		{func(d *diagnosis) { d.sessions(discord.Allowance{Total: 1000, Left: 500}, nil) }, levelWarn, "500 of today's 1000"},
		{func(d *diagnosis) { d.sessions(discord.Allowance{Total: 1000, Left: 100, Resets: time.Hour}, nil) }, levelFail,
			"no new one before 1h0m0s have passed"},
		{func(d *diagnosis) { d.sessions(discord.Allowance{}, discord.ErrUnreachable) }, levelFail, "does not say"},
	} {
		d := &diagnosis{}
		test.do(d)
		f := d.findings[0]
		if f.level != test.want || !strings.Contains(f.text, test.text) || f.level != levelOK && f.do == "" {
			t.Errorf("found %+v, want %s %q", f, test.want, test.text)
		}
	}
}

func TestDoctorSaysWhenItCannotWrite(t *testing.T) {
	cmd := doctorCmd{folders: folders{Story: []string{aStory(t, "title: Tide\n")}}, Data: t.TempDir()}
	err := cmd.Run(&outside{ctx: t.Context(), getenv: func(string) string { return "" }, stdout: brokenWriter{}})
	if err == nil || !strings.Contains(err.Error(), "write the diagnosis") {
		t.Errorf("it returns %v", err)
	}
}
