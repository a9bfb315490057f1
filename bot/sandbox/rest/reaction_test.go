package rest_test

import (
	"net/url"
	"testing"

	"cliffhanger/bot/sandbox/world"
)

// reactions is the path of an emoji's reactions to a message.
func (k *kit) reactions(room string, m *world.Message, emoji string) string {
	return k.messages(room) + "/" + m.ID.String() + "/reactions/" + url.PathEscape(emoji)
}

func TestReactions(t *testing.T) {
	k := quiet(t)
	m := k.post("story", "Which door?")
	fire := k.reactions("story", m, "🔥")
	k.do("PUT", k.reactions("story", m, "x")+"/@me", nil).refused(404, 10014, "")
	k.do("PUT", k.reactions("story", m, "none:5")+"/@me", nil).refused(404, 10014, "")
	k.do("PUT", fire+"/@me", nil).ok(204)
	k.do("PUT", fire+"/@me", nil).ok(204)
	ines, wren := k.people["Ines"], k.people["Wren"]
	for _, who := range []world.ID{wren, ines} {
		if err := k.w.React(who, k.rooms["story"], m.ID, "🔥"); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.w.React(ines, k.rooms["story"], m.ID, "🧊"); err == nil {
		t.Error("a reader could start a reaction")
	}
	if err := k.w.AddSuperReaction(ines, k.rooms["story"], m.ID, "🔥"); err != nil {
		t.Fatal(err)
	}
	got := k.do("GET", k.messages("story")+"/"+m.ID.String(), nil).message().Reactions[0]
	if got.Count != 4 || got.Details != (world.ReactionCount{Burst: 1, Normal: 3}) || !got.Me || got.MeBurst {
		t.Errorf("reaction %+v", got)
	}
	same(t, "normal", k.voters(fire), "Ines", "Wren", "Cliffhanger")
	same(t, "super", k.voters(fire+"?type=1"), "Ines")
	same(t, "first", k.voters(fire+"?limit=1"), "Ines")
	same(t, "after", k.voters(fire+"?after="+ines.String()), "Wren", "Cliffhanger")
	same(t, "unused", k.voters(k.reactions("story", m, "🧊")))
	k.do("DELETE", fire+"/"+wren.String(), nil).ok(204)
	same(t, "without Wren", k.voters(fire), "Ines", "Cliffhanger")
	k.do("DELETE", fire+"/@me", nil).ok(204)
	same(t, "without the bot", k.voters(fire), "Ines")
	k.do("DELETE", k.reactions("story", m, "🧊")+"/@me", nil).refused(404, 10014, "")
	k.do("DELETE", fire, nil).ok(204)
	same(t, "cleared", k.voters(fire))
}

// voters lists the names a reactions route gives.
func (k *kit) voters(path string) []string {
	k.t.Helper()
	var users []*world.User
	k.do("GET", path, nil).ok(200).into(&users)
	var names []string
	for _, u := range users {
		names = append(names, u.Name())
	}
	return names
}

func TestTwentyReactions(t *testing.T) {
	k := quiet(t)
	m := k.post("talk", "many")
	for i := range 20 {
		k.do("PUT", k.reactions("talk", m, string(rune('\U0001F600'+rune(i))))+"/@me", nil).ok(204)
	}
	k.do("PUT", k.reactions("talk", m, "🔥")+"/@me", nil).refused(400, 30010, "")
	k.do("PUT", k.reactions("talk", m, "😀")+"/@me", nil).ok(204)
	k.do("DELETE", k.messages("talk")+"/"+m.ID.String()+"/reactions", nil).ok(204)
	k.do("PUT", k.reactions("talk", m, "🔥")+"/@me", nil).ok(204)
}

func TestReactionPermissions(t *testing.T) {
	k := quiet(t)
	m := k.post("talk", "vote")
	k.do("PUT", k.reactions("talk", m, "🔥")+"/@me", nil).ok(204)
	deny := func(p world.Permission) {
		t.Helper()
		if err := k.w.Overrule(k.rooms["talk"], world.Overwrite{ID: k.app.User.ID, Type: 1, Deny: p}); err != nil {
			t.Fatal(err)
		}
	}
	deny(world.PermAddReactions)
	k.do("PUT", k.reactions("talk", m, "🧊")+"/@me", nil).refused(403, 50013, "")
	k.do("PUT", k.reactions("talk", m, "🔥")+"/@me", nil).ok(204)
	deny(world.PermReadHistory)
	k.do("PUT", k.reactions("talk", m, "🔥")+"/@me", nil).refused(403, 50013, "")
	deny(world.PermManageMessages)
	k.do("DELETE", k.reactions("talk", m, "🔥")+"/"+k.people["Ines"].String(), nil).refused(403, 50013, "")
	k.do("DELETE", k.reactions("talk", m, "🔥"), nil).refused(403, 50013, "")
	deny(world.PermViewChannel)
	k.do("PUT", k.reactions("talk", m, "🔥")+"/@me", nil).refused(403, 50001, "")
}

func TestCustomEmoji(t *testing.T) {
	k := quiet(t)
	m := k.post("talk", "vote")
	home := k.w.AddEmoji(k.guild, "quill")
	elsewhere := k.w.AddEmoji(k.w.AddGuild("Elsewhere", k.people["Wren"], 0), "owl")
	k.do("PUT", k.reactions("talk", m, home.Key())+"/@me", nil).ok(204)
	k.do("PUT", k.reactions("talk", m, elsewhere.Key())+"/@me", nil).ok(204)
	k.do("DELETE", k.reactions("talk", m, elsewhere.Key())+"/@me", nil).ok(204)
	err := k.w.Overrule(k.rooms["talk"], world.Overwrite{ID: k.app.User.ID, Type: 1, Deny: world.PermExternalEmojis})
	if err != nil {
		t.Fatal(err)
	}
	k.do("PUT", k.reactions("talk", m, elsewhere.Key())+"/@me", nil).refused(403, 50013, "")
	got := k.do("GET", k.messages("talk")+"/"+m.ID.String(), nil).message().Reactions
	if len(got) != 1 || *got[0].Emoji.ID != *home.ID {
		t.Errorf("reactions %+v", got)
	}
}
