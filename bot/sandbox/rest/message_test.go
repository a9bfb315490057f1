package rest_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// contents lists the texts of the messages a route gives.
func (k *kit) contents(path string) []string {
	k.t.Helper()
	var all []*world.Message
	k.do("GET", path, nil).ok(200).into(&all)
	out := []string{}
	for _, m := range all {
		out = append(out, m.Content)
	}
	return out
}

func TestMessagePages(t *testing.T) {
	k := quiet(t)
	var ids []world.ID
	for i := range 10 {
		ids = append(ids, k.post("talk", fmt.Sprint(i)).ID)
	}
	path := k.messages("talk")
	same(t, "newest", k.contents(path+"?limit=3"), "9", "8", "7")
	same(t, "before", k.contents(path+"?limit=2&before="+ids[5].String()), "4", "3")
	same(t, "after", k.contents(path+"?limit=2&after="+ids[5].String()), "7", "6")
	same(t, "after 0", k.contents(path+"?limit=2&after=0"), "1", "0")
	same(t, "around", k.contents(path+"?limit=5&around="+ids[5].String()), "7", "6", "5", "4", "3")
	same(t, "around the last", k.contents(path+"?limit=4&around="+ids[9].String()), "9", "8", "7", "6")
	k.do("DELETE", path+"/"+ids[5].String(), nil).ok(204)
	same(t, "before a deleted one", k.contents(path+"?limit=2&before="+ids[5].String()), "4", "3")
	same(t, "after a deleted one", k.contents(path+"?limit=2&after="+ids[5].String()), "7", "6")
	if err := k.w.Overrule(k.rooms["talk"], world.Overwrite{ID: k.app.User.ID, Type: 1,
		Deny: world.PermReadHistory}); err != nil {
		t.Fatal(err)
	}
	same(t, "without history", k.contents(path))
	k.do("GET", path+"/"+ids[1].String(), nil).refused(403, 50013, "")
}

func TestMentions(t *testing.T) {
	k := quiet(t)
	ines, wren := k.people["Ines"], k.people["Wren"]
	content := "<@" + ines.String() + "> <@!" + wren.String() + "> @everyone"
	send := func(more obj) *world.Message {
		more["content"] = content
		return k.do("POST", k.messages("talk"), more).message()
	}
	names := func(m *world.Message) []string {
		var all []string
		for _, u := range m.Mentions {
			all = append(all, u.Name())
		}
		slices.Sort(all)
		return all
	}
	plain := send(obj{})
	same(t, "default", names(plain), "Ines", "Wren")
	if plain.MentionEveryone {
		t.Error("@everyone pings without the permission")
	}
	same(t, "none", names(send(obj{"allowed_mentions": obj{"parse": []any{}}})))
	same(t, "one", names(send(obj{"allowed_mentions": obj{"users": []any{wren.String()}}})), "Wren")
	said, err := k.w.Say(k.people["Tomasz"], k.rooms["talk"], "hello")
	if err != nil {
		t.Fatal(err)
	}
	reply := obj{"message_id": said.ID.String()}
	answer := k.do("POST", k.messages("talk"), obj{"content": "hi", "message_reference": reply}).message()
	same(t, "answered", names(answer), "Tomasz")
	if answer.Type != world.MessageReply || answer.Referenced == nil || answer.Referenced.ID != said.ID {
		t.Errorf("answer %+v", answer)
	}
	silent := obj{"content": "hi", "message_reference": reply, "allowed_mentions": obj{"parse": []any{}}}
	same(t, "answered silently", names(k.do("POST", k.messages("talk"), silent).message()))
}

func TestEditAndDelete(t *testing.T) {
	k := quiet(t)
	said, err := k.w.Say(k.people["Ines"], k.rooms["talk"], "mine")
	if err != nil {
		t.Fatal(err)
	}
	theirs := k.messages("talk") + "/" + said.ID.String()
	k.do("PATCH", theirs, obj{"content": "x"}).refused(403, 50005, "")
	if m := k.do("PATCH", theirs, obj{"flags": 4}).message(); m.Flags != 4 || m.Edited != nil {
		t.Errorf("flags %d, edited %v", m.Flags, m.Edited)
	}
	k.do("DELETE", theirs, nil).ok(204)
	m := k.post("talk", "ours")
	path := k.messages("talk") + "/" + m.ID.String()
	k.pass(time.Minute)
	got := k.do("PATCH", path, obj{"content": "new", "embeds": []any{obj{"title": "t"}}}).message()
	if got.Content != "new" || got.Edited.Sub(m.Timestamp.Time) != time.Minute || got.Timestamp != m.Timestamp {
		t.Errorf("edited %+v", got)
	}
	if got := k.do("PATCH", path, obj{"content": nil}).message(); got.Content != "" || len(got.Embeds) != 1 {
		t.Errorf("edited %+v", got)
	}
	k.do("PATCH", path, obj{"embeds": []any{}}).refused(400, 50006, "")
	deny := world.Overwrite{ID: k.app.User.ID, Type: 1, Deny: world.PermManageMessages}
	if err := k.w.Overrule(k.rooms["talk"], deny); err != nil {
		t.Fatal(err)
	}
	said, err = k.w.Say(k.people["Ines"], k.rooms["talk"], "mine")
	if err != nil {
		t.Fatal(err)
	}
	k.do("DELETE", k.messages("talk")+"/"+said.ID.String(), nil).refused(403, 50013, "")
	k.do("DELETE", path, nil).ok(204)
	k.do("DELETE", path, nil).refused(404, 10008, "")
}

func TestBulkDelete(t *testing.T) {
	k := quiet(t)
	old := k.post("talk", "old").ID.String()
	k.pass(15 * 24 * time.Hour)
	a, b := k.post("talk", "a").ID.String(), k.post("talk", "b").ID.String()
	k.post("talk", "c")
	path := k.messages("talk") + "/bulk-delete"
	k.do("POST", path, obj{"messages": []string{a}}).refused(400, 50016, "")
	k.do("POST", path, obj{"messages": []string{a, a}}).refused(400, 50035, "messages.1: SET_TYPE_ALREADY_CONTAINS_VALUE")
	k.do("POST", path, obj{"messages": []string{a, old}}).refused(400, 50034, "")
	k.do("POST", path, obj{"messages": []string{a, b}}).ok(204)
	same(t, "left", k.contents(k.messages("talk")), "c", "old")
}

func TestPins(t *testing.T) {
	k := quiet(t)
	first, second := k.post("talk", "first"), k.post("talk", "second")
	pins := k.messages("talk") + "/pins"
	k.do("PUT", pins+"/"+first.ID.String(), nil).ok(204)
	k.pass(time.Hour)
	k.do("PUT", "/channels/"+k.rooms["talk"].String()+"/pins/"+second.ID.String(), nil).ok(204)
	var page struct {
		Items []world.Pin
		More  bool `json:"has_more"`
	}
	k.do("GET", pins+"?limit=1", nil).ok(200).into(&page)
	if len(page.Items) != 1 || page.Items[0].Message.ID != second.ID || !page.More {
		t.Errorf("pins %+v", page)
	}
	before := page.Items[0].PinnedAt.Format(time.RFC3339Nano)
	k.do("GET", pins+"?before="+before, nil).ok(200).into(&page)
	if len(page.Items) != 1 || page.Items[0].Message.ID != first.ID || page.More {
		t.Errorf("pins before the second %+v", page)
	}
	k.do("GET", pins+"?before=yesterday", nil).refused(400, 50035, "before: DATETIME_TYPE_PARSE")
	same(t, "old route", k.contents("/channels/"+k.rooms["talk"].String()+"/pins"), "second", "first")
	k.do("DELETE", pins+"/"+second.ID.String(), nil).ok(204)
	same(t, "after unpinning", k.contents("/channels/"+k.rooms["talk"].String()+"/pins"), "first")
	if err := k.w.Overrule(k.rooms["talk"], world.Overwrite{ID: k.app.User.ID, Type: 1,
		Deny: world.PermPinMessages}); err != nil {
		t.Fatal(err)
	}
	k.do("PUT", pins+"/"+second.ID.String(), nil).refused(403, 50013, "")
}

func TestSendingPermissions(t *testing.T) {
	k := quiet(t)
	path := k.messages("talk")
	for _, c := range []struct {
		deny world.Permission
		body obj
		code int
	}{
		{world.PermViewChannel, obj{"content": "a"}, 50001},
		{world.PermSendMessages, obj{"content": "a"}, 50013},
		{world.PermEmbedLinks, obj{"embeds": []any{obj{"title": "t"}}}, 50013},
		{world.PermAttachFiles, obj{"content": "a"}, 0},
		{world.PermReadHistory, obj{"content": "a", "message_reference": obj{"message_id": "1"}}, 50035},
	} {
		if err := k.w.Overrule(k.rooms["talk"], world.Overwrite{ID: k.app.User.ID, Type: 1, Deny: c.deny}); err != nil {
			t.Fatal(err)
		}
		if c.code == 0 {
			k.do("POST", path, c.body).ok(200)
			k.send(k.upload("POST", path, `{}`, map[string]string{"files[0]": "x"})).refused(403, 50013, "")
			continue
		}
		status := 403
		if c.code == 50035 {
			status = 400
		}
		k.do("POST", path, c.body).refused(status, c.code, "")
	}
	k.do("POST", "/channels/"+k.rooms["talk"].String()+"/typing", nil).ok(204)
}

func TestDirectMessages(t *testing.T) {
	k := quiet(t)
	var dm world.Channel
	in := obj{"recipient_id": k.people["Ines"].String()}
	k.do("POST", "/users/@me/channels", in).ok(200).into(&dm)
	again := dm
	k.do("POST", "/users/@me/channels", in).ok(200).into(&again)
	if dm.ID != again.ID || dm.Type != world.ChannelDM || len(dm.Recipients) != 1 || dm.Recipients[0].Name() != "Ines" {
		t.Errorf("channels %+v, %+v", dm, again)
	}
	path := "/channels/" + dm.ID.String() + "/messages"
	k.do("POST", path, obj{"content": "psst"}).ok(200)
	if err := k.w.CloseDMs(k.people["Ines"], true); err != nil {
		t.Fatal(err)
	}
	k.do("POST", path, obj{"content": "psst"}).refused(403, 50007, "")
	k.do("POST", "/users/@me/channels", obj{}).refused(400, 50035, "recipient_id: BASE_TYPE_REQUIRED")
	k.do("POST", "/users/@me/channels", obj{"recipient_id": stranger(k).String()}).refused(400, 50278, "")
	said, err := k.w.Say(k.people["Ines"], dm.ID, "answer")
	if err != nil {
		t.Fatal(err)
	}
	k.do("DELETE", path+"/"+said.ID.String(), nil).refused(403, 50003, "")
}
