package rest_test

import (
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
)

func TestThreads(t *testing.T) {
	k := quiet(t)
	m := k.post("talk", "chapter")
	start := k.messages("talk") + "/" + m.ID.String() + "/threads"
	k.do("POST", start, obj{"name": "", "auto_archive_duration": 60}).refused(400, 50035, "name: BASE_TYPE_REQUIRED")
	k.do("POST", start, obj{"name": "a", "auto_archive_duration": 61}).
		refused(400, 50035, "auto_archive_duration: BASE_TYPE_CHOICES")
	var thread world.Channel
	k.do("POST", start, obj{"name": "Talk", "auto_archive_duration": 60}).ok(201).into(&thread)
	if thread.ID != m.ID || thread.Type != world.ChannelPublicThread || thread.ParentID != k.rooms["talk"] {
		t.Errorf("thread %+v", thread)
	}
	k.do("POST", start, obj{"name": "Again"}).refused(400, 160004, "")
	if got := k.do("GET", k.messages("talk")+"/"+m.ID.String(), nil).message(); got.Flags&world.FlagHasThread == 0 ||
		got.Thread == nil {
		t.Errorf("message %+v", got)
	}
	k.rooms["thread"] = thread.ID
	inside := k.post("thread", "hello")
	k.pass(time.Hour)
	k.w.Tick()
	var now world.Channel
	k.do("GET", "/channels/"+thread.ID.String(), nil).ok(200).into(&now)
	if !now.Thread.Archived || *now.MessageCount != 1 {
		t.Errorf("after an hour of silence %+v, %+v", now, now.Thread)
	}
	k.do("PUT", k.reactions("thread", inside, "🔥")+"/@me", nil).refused(400, 50083, "")
	k.do("PATCH", k.messages("thread")+"/"+inside.ID.String(), obj{"content": "x"}).refused(400, 50083, "")
	var list struct {
		Threads []world.Channel
		Members []world.ThreadMember
		More    *bool `json:"has_more"`
	}
	k.do("GET", "/channels/"+k.rooms["talk"].String()+"/threads/archived/public", nil).ok(200).into(&list)
	if len(list.Threads) != 1 || len(list.Members) != 1 || list.More == nil {
		t.Errorf("archived %+v", list)
	}
	k.post("thread", "wakes it up")
	k.do("GET", "/guilds/"+k.guild.String()+"/threads/active", nil).ok(200).into(&list)
	if len(list.Threads) != 1 || list.Threads[0].Thread.Archived {
		t.Errorf("active %+v", list)
	}
	k.do("PATCH", "/channels/"+thread.ID.String(), obj{"archived": true}).ok(200)
	k.do("PATCH", "/channels/"+thread.ID.String(), obj{"name": "New"}).refused(400, 50083, "")
	k.do("PATCH", "/channels/"+thread.ID.String(), obj{"archived": false, "locked": true}).refused(403, 50013, "")
	k.do("PATCH", "/channels/"+thread.ID.String(), obj{"archived": false, "name": "New"}).ok(200)
}

func TestThreadsFallAsleepOnTime(t *testing.T) {
	k := quiet(t)
	start := func(name string, minutes int) string {
		var thread world.Channel
		in := obj{"name": name, "type": 11, "auto_archive_duration": minutes}
		k.do("POST", "/channels/"+k.rooms["talk"].String()+"/threads", in).ok(201).into(&thread)
		return "/channels/" + thread.ID.String()
	}
	first := start("first", 60)
	k.pass(30 * time.Minute)
	second := start("second", 1440)
	k.pass(20 * time.Minute)
	third := start("third", 60)
	for _, c := range []struct {
		after  time.Duration
		asleep []bool
	}{{10*time.Minute - time.Second, []bool{false, false, false}}, {time.Second, []bool{true, false, false}},
		{50*time.Minute - time.Second, []bool{true, false, false}}, {time.Second, []bool{true, false, true}},
		{23 * time.Hour, []bool{true, true, true}}} {
		k.pass(c.after)
		for i, path := range []string{first, second, third} {
			var now world.Channel
			k.do("GET", path, nil).ok(200).into(&now)
			if now.Thread.Archived != c.asleep[i] {
				t.Errorf("%s later %s is archived: %v", c.after, now.Name, now.Thread.Archived)
			}
		}
	}
}

func TestLockedThread(t *testing.T) {
	k := quiet(t)
	var thread world.Channel
	k.do("POST", "/channels/"+k.rooms["talk"].String()+"/threads", obj{"name": "T", "type": 11}).ok(201).into(&thread)
	_, err := k.w.EditChannel(k.people["Juno"], thread.ID, world.ChannelPatch{Locked: world.Some(true),
		Archived: world.Some(true)})
	if err != nil {
		t.Fatal(err)
	}
	k.do("POST", "/channels/"+thread.ID.String()+"/messages", obj{"content": "a"}).refused(400, 50083, "")
	k.do("DELETE", "/channels/"+thread.ID.String(), nil).refused(403, 50013, "")
}

func TestThreadMembers(t *testing.T) {
	k := quiet(t)
	talk := "/channels/" + k.rooms["talk"].String()
	// Private by default, which the bot may not make.
	k.do("POST", talk+"/threads", obj{"name": "secret"}).refused(403, 50013, "")
	var thread world.Channel
	k.do("POST", talk+"/threads", obj{"name": "T", "type": 11}).ok(201).into(&thread)
	members := "/channels/" + thread.ID.String() + "/thread-members"
	ines := k.people["Ines"].String()
	k.do("GET", members+"/"+ines, nil).refused(404, 10007, "")
	k.do("PUT", members+"/"+ines, nil).ok(204)
	k.do("GET", members, nil).refused(403, 50001, "")
	if err := k.w.SetFlags(k.app.ID, world.AppMembersLimited); err != nil {
		t.Fatal(err)
	}
	var list []world.ThreadMember
	k.do("GET", members+"?with_member=true", nil).ok(200).into(&list)
	if len(list) != 2 || list[0].Member == nil || list[0].UserID != k.people["Ines"] {
		t.Errorf("members %+v", list)
	}
	k.do("DELETE", members+"/"+ines, nil).refused(403, 50013, "")
	k.do("DELETE", members+"/@me", nil).ok(204)
	k.do("GET", members+"/@me", nil).refused(404, 10007, "")
	k.do("GET", talk+"/thread-members", nil).refused(400, 50024, "")
}

func TestForum(t *testing.T) {
	k := quiet(t)
	mara := k.people["Mara Voss"]
	forum, err := k.w.CreateChannel(mara, k.guild, world.ChannelDraft{Name: "theories", Type: world.ChannelForum,
		Tags: []world.Tag{{Name: "Spoiler"}}})
	if err != nil {
		t.Fatal(err)
	}
	path := "/channels/" + forum.ID.String()
	k.do("POST", path+"/messages", obj{"content": "a"}).refused(400, 40058, "")
	k.do("POST", path+"/threads", obj{"name": "T"}).refused(400, 50035, "message: BASE_TYPE_REQUIRED")
	k.do("POST", path+"/threads", obj{"name": "T", "message": obj{"content": long(2001)}}).
		refused(400, 50035, "message.content: BASE_TYPE_MAX_LENGTH")
	k.do("POST", path+"/threads", obj{"name": "T", "message": obj{"content": "a"}, "applied_tags": []string{"1"}}).
		refused(404, 10087, "")
	var post world.Channel
	k.do("POST", path+"/threads", obj{"name": "T", "message": obj{"content": "a"},
		"applied_tags": []string{forum.AvailableTags[0].ID.String()}}).ok(201).into(&post)
	if post.Message == nil || post.Message.ID != post.ID || post.Message.Content != "a" {
		t.Errorf("post %+v", post)
	}
	if _, err := k.w.EditChannel(mara, forum.ID,
		world.ChannelPatch{Flags: world.Some(world.ChannelRequireTag)}); err != nil {
		t.Fatal(err)
	}
	k.do("POST", path+"/threads", obj{"name": "T", "message": obj{"content": "a"}}).refused(400, 40067, "")
}

func TestChannelsOfAGuild(t *testing.T) {
	k := quiet(t)
	path := "/guilds/" + k.guild.String()
	k.do("POST", path+"/channels", obj{"name": "new"}).refused(403, 50013, "")
	role := k.w.AddRole(k.guild, "Builders", world.PermManageChannels|world.PermManageRoles)
	if err := k.w.SetRole(k.people["Mara Voss"], k.guild, k.app.User.ID, role, true); err != nil {
		t.Fatal(err)
	}
	var made world.Channel
	k.do("POST", path+"/channels", obj{"name": "news", "type": 5, "topic": long(1025)}).
		refused(400, 50035, "topic: BASE_TYPE_MAX_LENGTH")
	k.do("POST", path+"/channels", obj{"name": "news", "type": 5}).ok(201).into(&made)
	overwrite := "/channels/" + made.ID.String() + "/permissions/" + k.guild.String()
	k.do("PUT", overwrite, obj{"type": 0, "deny": "1024"}).ok(204)
	if _, err := k.w.Channel(k.people["Ines"], made.ID); err == nil {
		t.Error("a reader still sees the channel")
	}
	k.do("DELETE", overwrite, nil).refused(403, 50001, "") // the bot has locked itself out
	if err := k.w.Overrule(made.ID, world.Overwrite{ID: role, Type: 0, Allow: world.PermViewChannel}); err != nil {
		t.Fatal(err)
	}
	k.do("DELETE", overwrite, nil).ok(204)
	k.do("DELETE", overwrite, nil).refused(404, 10009, "")
	k.rooms["news"] = made.ID
	m := k.post("news", "extra")
	cross := k.messages("news") + "/" + m.ID.String() + "/crosspost"
	if got := k.do("POST", cross, nil).message(); got.Flags&world.FlagCrossposted == 0 {
		t.Errorf("crossposted %+v", got)
	}
	k.do("POST", cross, nil).refused(400, 40033, "")
	k.do("POST", k.messages("talk")+"/"+k.post("talk", "x").ID.String()+"/crosspost", nil).refused(400, 50024, "")
	k.do("DELETE", "/channels/"+made.ID.String(), nil).ok(200)
	k.do("GET", "/channels/"+made.ID.String(), nil).refused(404, 10003, "")
	var all []world.Channel
	k.do("GET", path+"/channels", nil).ok(200).into(&all)
	if len(all) != 5 {
		t.Errorf("%d channels, want 5", len(all))
	}
}

func TestGuildAndMembers(t *testing.T) {
	k := quiet(t)
	path := "/guilds/" + k.guild.String()
	var g world.Guild
	k.do("GET", path, nil).ok(200).into(&g)
	if g.Name != "The Reading Room" || g.OwnerID != k.people["Mara Voss"] || len(g.Roles) != 4 {
		t.Errorf("guild %+v", g)
	}
	var members []world.Member
	k.do("GET", path+"/members?limit=2", nil).refused(403, 50001, "")
	if err := k.w.SetFlags(k.app.ID, world.AppMembersLimited); err != nil {
		t.Fatal(err)
	}
	k.do("GET", path+"/members?limit=2", nil).ok(200).into(&members)
	if len(members) != 2 || members[0].User.Name() != "Mara Voss" {
		t.Errorf("members %+v", members)
	}
	k.do("GET", path+"/members?limit=1000&after="+members[1].User.ID.String(), nil).ok(200).into(&members)
	if len(members) != 4 {
		t.Errorf("%d further members, want 4", len(members))
	}
	k.do("GET", path+"/members/search?query=WR&limit=5", nil).ok(200).into(&members)
	if len(members) != 1 || members[0].User.Name() != "Wren" {
		t.Errorf("found %+v", members)
	}
	k.do("GET", path+"/members/search", nil).refused(400, 50035, "query: BASE_TYPE_REQUIRED")
	k.do("PATCH", path+"/members/@me", obj{"nick": long(33)}).refused(400, 50035, "nick: BASE_TYPE_MAX_LENGTH")
	var me world.Member
	k.do("PATCH", path+"/members/@me", obj{"nick": "The Voice"}).ok(200).into(&me)
	if me.Nick == nil || *me.Nick != "The Voice" {
		t.Errorf("nick %v", me.Nick)
	}
	var guilds []world.PartialGuild
	k.do("GET", "/users/@me/guilds", nil).ok(200).into(&guilds)
	if len(guilds) != 1 || guilds[0].Permissions&world.PermPinMessages == 0 {
		t.Errorf("guilds %+v", guilds)
	}
	var app world.Application
	k.do("GET", "/applications/@me", nil).ok(200).into(&app)
	if app.ID != k.app.ID || app.Owner.Name() != "Mara Voss" {
		t.Errorf("application %+v", app)
	}
	var roles []world.Role
	k.do("GET", path+"/roles", nil).ok(200).into(&roles)
	if len(roles) != 4 || roles[0].ID != k.guild || roles[0].Name != "@everyone" {
		t.Errorf("roles %+v", roles)
	}
	k.w.AddEmoji(k.guild, "quill")
	var emojis []world.Emoji
	k.do("GET", path+"/emojis", nil).ok(200).into(&emojis)
	if len(emojis) != 1 || *emojis[0].Name != "quill" {
		t.Errorf("emojis %+v", emojis)
	}
	ines := path + "/members/" + k.people["Ines"].String() + "/roles/"
	k.do("PUT", ines+roles[2].ID.String(), nil).refused(403, 50013, "")
	k.do("PUT", ines+"1", nil).refused(404, 10011, "")
	k.do("DELETE", "/users/@me/guilds/"+k.guild.String(), nil).ok(204)
	k.do("GET", path, nil).refused(403, 50001, "")
}
