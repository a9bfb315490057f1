package world_test

import (
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
)

func TestAccountsAndMembersHaveAges(t *testing.T) {
	p := newPlace(t)
	day := 24 * time.Hour
	made, joined := noon.Add(-40*day), noon.Add(-3*day)
	old := p.AddPersonSince("Old Hand", "reader", "", made)
	twin := p.AddPersonSince("Twin", "reader", "", made)
	if !old.Time().Equal(made) || !twin.Time().Equal(made) || old == twin {
		t.Errorf("ids %d of %v and %d of %v, want two of %v", old, old.Time(), twin, twin.Time(), made)
	}
	p.JoinSince(p.guild, old, joined)
	p.JoinSince(p.guild, twin, noon.Add(day)) // nobody comes from the future
	for who, want := range map[world.ID]time.Time{old: joined, twin: noon} {
		m, err := p.GetMember(p.bot, p.guild, who)
		ok(t, err)
		if !m.JoinedAt.Equal(want) {
			t.Errorf("%s joined at %v, want %v", m.User.Name(), m.JoinedAt, want)
		}
	}
	for _, at := range []time.Time{noon.Add(day), time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if got := p.AddPersonSince("Now", "reader", "", at).Time(); !got.Equal(noon) {
			t.Errorf("an account of %v is of %v, want the present", at, got)
		}
	}
	stranger := p.AddPerson("Stranger", "reader", "")
	_, err := p.GetMember(p.bot, p.guild, stranger)
	refused(t, err, 10007)
	_, err = p.GetMember(p.bot, p.guild, 5)
	refused(t, err, 10013)
}

func TestPeopleOfTheDefaultGuildHavePasts(t *testing.T) {
	p := newPlace(t)
	for name, who := range p.people {
		m, err := p.GetMember(p.bot, p.guild, who)
		ok(t, err)
		account, member := noon.Sub(who.Time()), noon.Sub(m.JoinedAt.Time)
		fresh := name == "Wren" || name == "Cliffhanger"
		if young := account < 30*24*time.Hour; young != fresh {
			t.Errorf("%s has an account of %v", name, account)
		}
		if member > account || m.JoinedAt.Before(p.guild.Time()) {
			t.Errorf("%s joined %v, with an account of %v, a guild of %v", name, m.JoinedAt, who.Time(), p.guild.Time())
		}
	}
}

func TestRolesAreGivenFromAbove(t *testing.T) {
	p := newPlace(t)
	mara, ines := p.people["Mara Voss"], p.people["Ines"]
	patron := p.AddRole(p.guild, "Supporter", 0)
	wardens := p.warden() // above it
	highest := p.AddRole(p.guild, "Keepers", 0)
	ok(t, p.SetRole(p.bot, p.guild, ines, patron, true))
	refused(t, p.SetRole(p.bot, p.guild, ines, wardens, true), 50013)
	refused(t, p.SetRole(p.bot, p.guild, ines, highest, true), 50013)
	refused(t, p.SetRole(ines, p.guild, ines, patron, false), 50013)
	refused(t, p.SetRole(mara, p.guild, ines, p.guild, true), 50028)
	refused(t, p.SetRole(mara, p.guild, ines, 5, true), 10011)
	ok(t, p.SetRole(mara, p.guild, ines, highest, true))
	ok(t, p.SetRole(mara, p.guild, ines, highest, true)) // twice is once
	m, err := p.GetMember(p.bot, p.guild, ines)
	ok(t, err)
	if len(m.Roles) != 2 || m.Roles[0] != patron || m.Roles[1] != highest {
		t.Errorf("Ines has the roles %v", m.Roles)
	}
}
