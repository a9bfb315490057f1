package rest_test

import (
	"testing"

	"cliffhanger/bot/sandbox/world"
)

func TestOverwriteRoutes(t *testing.T) {
	k := quiet(t)
	path := "/channels/" + k.rooms["talk"].String() + "/permissions/"
	everyone, ines := path+k.guild.String(), path+k.people["Ines"].String()
	deny := obj{"type": 0, "deny": "64"}
	k.do("PUT", everyone, deny).refused(403, 50013, "")
	role := k.w.AddRole(k.guild, "Wardens", world.PermManageRoles)
	if err := k.w.SetRole(k.people["Mara Voss"], k.guild, k.app.User.ID, role, true); err != nil {
		t.Fatal(err)
	}
	k.do("PUT", everyone, obj{"deny": "64"}).refused(400, 50035, "type: BASE_TYPE_REQUIRED")
	k.do("PUT", everyone, obj{"type": nil}).refused(400, 50035, "type: BASE_TYPE_REQUIRED")
	k.do("PUT", everyone, obj{"type": 2}).refused(400, 50035, "type: BASE_TYPE_CHOICES")
	k.do("PUT", everyone, obj{"type": 0, "deny": "much"}).refused(400, 50035, "")
	k.do("PUT", ines, deny).refused(404, 10009, "") // a person as a role
	k.do("PUT", path+"5", deny).refused(404, 10009, "")
	k.do("PUT", path+"x", deny).refused(400, 50035, "")
	k.do("PUT", "/channels/5/permissions/"+k.guild.String(), deny).refused(404, 10003, "")
	k.do("PUT", everyone, obj{"type": 0, "deny": nil}).ok(204)
	k.do("PUT", everyone, deny).ok(204)
	k.do("PUT", ines, obj{"type": 1, "allow": "64"}).ok(204)

	var c world.Channel
	k.do("GET", "/channels/"+k.rooms["talk"].String(), nil).ok(200).into(&c)
	want := []world.Overwrite{{ID: k.guild, Deny: 64}, {ID: k.people["Ines"], Type: 1, Allow: 64}}
	if len(c.Overwrites) != 2 || c.Overwrites[0] != want[0] || c.Overwrites[1] != want[1] {
		t.Errorf("overwrites %+v, want %+v", c.Overwrites, want)
	}
	k.do("DELETE", ines, nil).ok(204)
	k.do("DELETE", ines, nil).refused(404, 10009, "")
}
