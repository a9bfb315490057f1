package store_test

import (
	"errors"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/memkv"

	"github.com/google/go-cmp/cmp"
)

func TestAGatewaySessionIsKept(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	if got, err := s.LoadSession(t.Context(), 0); err != nil || got != (store.Session{}) {
		t.Errorf("LoadSession before any = %+v, %v, want a zero one", got, err)
	}
	want := []store.Session{
		{Shard: 0, Shards: 2, ID: "abc", URL: "wss://gateway.example", Seq: 17, Self: 4, App: 5, Purpose: "p", Alive: at(3),
			Exact: true},
		{Shard: 1, Shards: 2, ID: "def", Seq: 1<<62 + 1, Alive: at(4)},
	}
	for _, v := range want {
		must(t, s.SaveSession(t.Context(), v))
	}
	want[0].Seq++
	must(t, s.SaveSession(t.Context(), want[0]))
	s = open(t, e)
	for shard, w := range want {
		got, err := s.LoadSession(t.Context(), shard)
		must(t, err)
		if diff := cmp.Diff(w, got); diff != "" {
			t.Errorf("shard %d (-want +got):\n%s", shard, diff)
		}
	}
	for _, bad := range []store.Session{{Shard: -1}, {Seq: -1}} {
		if err := s.SaveSession(t.Context(), bad); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("SaveSession(%+v) = %v, want ErrInvalid", bad, err)
		}
	}
}

func TestAGuildTheBotLeftKeepsItsPlace(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	must(t, s.Attach(t.Context(), telling(), store.Spot{}))
	must(t, s.Attach(t.Context(), store.Telling{Guild: guild + 1, Story: key(), Channel: channel + 1}, store.Spot{}))
	must(t, s.SetDue(t.Context(), telling(), at(5)))
	must(t, s.Leave(t.Context(), guild))
	must(t, s.Leave(t.Context(), 99))
	guilds := func() (found []uint64) {
		all, err := s.Serials(t.Context())
		must(t, err)
		for _, v := range all {
			found = append(found, v.Guild)
		}
		return found
	}
	if got := guilds(); !cmp.Equal(got, []uint64{guild + 1}) {
		t.Errorf("told in %v while away", got)
	}
	spot := store.Spot{Name: "patrons", Kind: 5}
	must(t, s.Attach(t.Context(), telling(), spot))
	if got := guilds(); len(got) != 2 {
		t.Errorf("told in %v after coming back", got)
	}
	serial, _, err := s.Serial(t.Context(), telling())
	must(t, err)
	if !serial.NextDue.Equal(at(5)) || serial.Spot != spot {
		t.Errorf("the serial is %+v, its date or its spot is lost", serial)
	}
}
