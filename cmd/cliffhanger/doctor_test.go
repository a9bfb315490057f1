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
	if code != exitUsage || !strings.Contains(said, "there is no nowhere") {
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
