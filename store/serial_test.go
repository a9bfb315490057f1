package store_test

import (
	"testing"
	"time"

	"cliffhanger/store"
)

func serialOf(t *testing.T, s *store.Store, of store.Telling) store.Serial {
	t.Helper()
	serial, ok, err := s.Serial(t.Context(), of)
	must(t, err)
	if !ok {
		t.Fatalf("there is no serial of %+v", of)
	}
	return serial
}

// finished is a store in which the drop of plan is out.
func finished(t *testing.T) *store.Store {
	t.Helper()
	s := openMem(t)
	withVote(t, s)
	must(t, s.FinishDrop(t.Context(), ref(), at(40), at(50)))
	return s
}

func TestWhatASerialIsToldMovesNothingElse(t *testing.T) {
	s := openMem(t)
	_, ok, err := s.Serial(t.Context(), telling())
	must(t, err)
	if ok {
		t.Fatal("a serial before any was attached")
	}
	must(t, s.SetDue(t.Context(), telling(), at(5).In(time.FixedZone("CET", 3600))))
	want := store.Serial{Telling: telling(), NextDue: at(5)}
	if got := serialOf(t, s, telling()); got != want { // which sees a time zone too
		t.Errorf("scheduled %+v, want %+v", got, want)
	}
	s = finished(t)
	want = store.Serial{Telling: telling(), Released: placeOf(3, 2, 0), Chapter: 3, NextDue: at(50)}
	equal(t, "finished", serialOf(t, s, telling()), want)
	for _, act := range []struct {
		what   string
		do     func() error
		change func(*store.Serial)
	}{
		{"scheduled", func() error { return s.SetDue(t.Context(), telling(), time.Time{}) },
			func(v *store.Serial) { v.NextDue = time.Time{} }},
		{"indexed", func() error { return s.SetIndex(t.Context(), telling(), message+30) },
			func(v *store.Serial) { v.Index = message + 30 }},
		{"detached", func() error { return s.Detach(t.Context(), telling()) }, func(v *store.Serial) { v.Away = true }},
		{"attached", func() error { return s.Attach(t.Context(), telling(), store.Spot{}) }, func(v *store.Serial) { v.Away = false }},
		{"left", func() error { return s.Leave(t.Context(), guild) }, func(v *store.Serial) { v.Away = true }},
	} {
		must(t, act.do())
		act.change(&want)
		equal(t, act.what, serialOf(t, s, telling()), want)
		must(t, act.do())
		equal(t, act.what+" again", serialOf(t, s, telling()), want)
	}
}

func TestSerialsAreWhereNobodyIsAway(t *testing.T) {
	s := openMem(t)
	early, other, abroad := telling(), telling(), telling()
	early.Channel, other.Story, abroad.Guild = channel-1, key()+1, guild+1
	for _, of := range []store.Telling{telling(), early, other, abroad} {
		must(t, s.Attach(t.Context(), of, store.Spot{}))
	}
	same := func(what string, got []store.Serial, err error, want ...store.Telling) {
		t.Helper()
		must(t, err)
		var list []store.Telling
		for _, v := range got {
			list = append(list, v.Telling)
		}
		equal(t, what, list, want)
	}
	all, err := s.Serials(t.Context())
	if key()+1 < key() {
		t.Fatal("the test's stories are in the wrong order")
	}
	same("all", all, err, early, telling(), other, abroad)
	all, err = s.SerialsOf(t.Context(), guild, key())
	same("of a story", all, err, early, telling())

	must(t, s.Detach(t.Context(), early))
	must(t, s.Leave(t.Context(), abroad.Guild))
	all, err = s.Serials(t.Context())
	same("all but those away", all, err, telling(), other)
	all, err = s.SerialsOf(t.Context(), guild, key())
	same("of a story, with those away", all, err, early, telling())
	if !all[0].Away || all[1].Away {
		t.Errorf("away are %v and %v", all[0].Away, all[1].Away)
	}

	stranger := telling()
	stranger.Channel = 5
	must(t, s.Detach(t.Context(), stranger))
	if _, ok, err := s.Serial(t.Context(), stranger); ok || err != nil {
		t.Errorf("detaching a stranger made a serial: %v, error %v", ok, err)
	}
}

func TestMoveCarriesATellingOn(t *testing.T) {
	s := finished(t)
	must(t, s.Park(t.Context(), telling(), store.Parking{Since: at(41), Reason: "gone"}))
	must(t, s.SetIndex(t.Context(), telling(), message+30))
	next := ref() // is broken off
	next.Chapter = 4
	must(t, s.PlanDrop(t.Context(), store.Drop{DropRef: next}, []store.Step{{Kind: store.StepLead}}))

	want := store.Serial{Telling: telling(), Released: placeOf(3, 2, 0), Chapter: 3, NextDue: at(50)}
	want.Channel++
	for range 2 {
		moved, err := s.Move(t.Context(), telling(), channel+1)
		must(t, err)
		equal(t, "moved", moved, want)
		equal(t, "read", serialOf(t, s, want.Telling), want)
	}
	if _, ok, err := s.Serial(t.Context(), telling()); ok || err != nil {
		t.Errorf("the old serial is there: %v, error %v", ok, err)
	}
	for _, of := range []store.Telling{telling(), want.Telling} {
		left, err := s.UnfinishedDrops(t.Context(), of)
		must(t, err)
		if len(left) != 0 {
			t.Errorf("somebody would go on with %+v", left)
		}
	}
	again := store.DropRef{Telling: want.Telling, Chapter: 4}
	must(t, s.PlanDrop(t.Context(), store.Drop{DropRef: again}, []store.Step{{Kind: store.StepLead}}))
	for chapter, want := range map[int][]store.Telling{
		2: nil, 3: {telling()}, 4: {telling(), want.Telling},
	} {
		got, err := s.Tellings(t.Context(), guild, key(), chapter)
		must(t, err)
		if len(got) != len(want) {
			t.Errorf("chapter %d was told in %v, want %v", chapter, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("chapter %d was told in %v, want %v", chapter, got, want)
			}
		}
	}
}

func TestMoveRefuses(t *testing.T) {
	s := openMem(t)
	_, err := s.Move(t.Context(), telling(), channel+1)
	wantErr(t, err, store.ErrNotFound)
	_, err = s.Move(t.Context(), telling(), channel)
	wantErr(t, err, store.ErrNotFound)
	early := telling()
	early.Channel++
	must(t, s.Attach(t.Context(), telling(), store.Spot{}))
	must(t, s.Attach(t.Context(), early, store.Spot{}))
	_, err = s.Move(t.Context(), telling(), channel+1)
	wantErr(t, err, store.ErrExists)
	same, err := s.Move(t.Context(), telling(), channel)
	must(t, err)
	equal(t, "moved to where it is", same, store.Serial{Telling: telling()})
}

func TestParking(t *testing.T) {
	s := finished(t)
	want := serialOf(t, s, telling())
	wantErr(t, s.Park(t.Context(), telling(), store.Parking{Reason: "no time"}), store.ErrInvalid)
	must(t, s.Unpark(t.Context(), telling()))
	if same, err := s.Alerted(t.Context(), telling(), time.Time{}, message+39); same || err != nil {
		t.Errorf("alerted of no parking: %v, error %v", same, err)
	}
	equal(t, "never parked", serialOf(t, s, telling()), want)

	zone := time.FixedZone("CET", 3600)
	must(t, s.Park(t.Context(), telling(), store.Parking{Since: at(41).In(zone), Reason: "no permission"}))
	want.Parked = store.Parking{Since: at(41), Reason: "no permission"}
	equal(t, "parked", serialOf(t, s, telling()), want)
	for _, since := range []time.Time{{}, at(40)} {
		if same, err := s.Alerted(t.Context(), telling(), since, message+40); same || err != nil {
			t.Errorf("alerted of another parking: %v, error %v", same, err)
		}
	}
	if same, err := s.Alerted(t.Context(), telling(), at(41).In(zone), message+41); !same || err != nil {
		t.Errorf("not alerted: %v, error %v", same, err)
	}
	want.Parked.Alert = message + 41
	equal(t, "alerted", serialOf(t, s, telling()), want)
	want.Parked = store.Parking{}
	for range 2 {
		must(t, s.Unpark(t.Context(), telling()))
		equal(t, "unparked", serialOf(t, s, telling()), want)
	}
	if same, err := s.Alerted(t.Context(), telling(), at(41), message+41); same || err != nil {
		t.Errorf("alerted of a parking that is over: %v, error %v", same, err)
	}
	stranger := telling()
	stranger.Channel = 5
	_, err := s.Alerted(t.Context(), stranger, at(41), 1)
	wantErr(t, err, store.ErrNotFound)
}

func TestTimesThatCannotBeKeptAreRefused(t *testing.T) {
	s := openMem(t)
	for _, year := range []int{1, 1677, 2262, 9999} {
		err := s.SetDue(t.Context(), telling(), time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC))
		wantErr(t, err, store.ErrInvalid)
	}
	must(t, s.SetDue(t.Context(), telling(), time.Unix(0, 0)))
	if due := serialOf(t, s, telling()).NextDue; due.IsZero() || !due.Equal(time.Unix(0, 0)) {
		t.Errorf("1970 was read back as %v", due)
	}
}
