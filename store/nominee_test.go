package store_test

import (
	"bytes"
	"fmt"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// nominations opens a round of nominations after the vote of withVote.
func nominations(t *testing.T, s *store.Store) store.VoteRef {
	t.Helper()
	v := withVote(t, s)
	_, _, err := s.Nominate(t.Context(), v, nomineeOf(s.Reader(1), "cook", 30))
	wantErr(t, err, store.ErrVoteClosed) // to nominees: it is no such round
	_, err = s.CloseVote(t.Context(), v, at(59), nothing)
	must(t, err)
	must(t, s.OpenVote(t.Context(), following()))
	return nextRef()
}

func TestNominate(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	ctx, v := t.Context(), nominations(t, s)
	cook := nomineeOf(s.Reader(1), "cook", 83)
	first, fresh, err := s.Nominate(ctx, v, cook)
	must(t, err)
	cook.ID = first.ID
	equal(t, "the first", first, cook)
	again, news, err := s.Nominate(ctx, v, store.Nominee{Key: "cook", Text: "cooks", By: s.Reader(2), At: at(84)})
	must(t, err)
	equal(t, "the same", again, cook)
	if !fresh || news || first.ID == 0 {
		t.Errorf("new: %v, %v; id %d", fresh, news, first.ID)
	}
	for _, bad := range []store.Nominee{{Key: "x"}, {Text: "x"}, {Key: "x", Text: "x", State: store.NomineeStruck}} {
		_, _, err := s.Nominate(ctx, v, bad)
		wantErr(t, err, store.ErrInvalid)
	}
	for _, r := range dump(t, e) {
		if bytes.Contains(r.Value, []byte("cook")) {
			t.Errorf("record %x shows a reader's words", r.Key)
		}
	}
	_, err = s.CloseVote(ctx, v, at(90), nothing)
	must(t, err)
	_, _, err = s.Nominate(ctx, v, nomineeOf(s.Reader(2), "late", 91))
	wantErr(t, err, store.ErrVoteClosed)
	again, news, err = s.Nominate(ctx, v, cook)
	must(t, err)
	if news || again.ID != cook.ID {
		t.Errorf("after the close the same is %+v, new %v", again, news)
	}
}

func TestNomineesAreLimited(t *testing.T) {
	s := openMem(t)
	ctx, v := t.Context(), nominations(t, s)
	for i := range store.MaxReaderNominees {
		_, _, err := s.Nominate(ctx, v, nomineeOf(s.Reader(1), fmt.Sprint("mine ", i), 83))
		must(t, err)
	}
	_, _, err := s.Nominate(ctx, v, nomineeOf(s.Reader(1), "one more", 83))
	wantErr(t, err, store.ErrFullOfYours)
	_, _, err = s.Nominate(ctx, v, nomineeOf(s.Reader(1), "mine 0", 83))
	must(t, err) // it is there
	for i := store.MaxReaderNominees; i < store.MaxNominees; i++ {
		_, _, err := s.Nominate(ctx, v, nomineeOf(story.ReaderID{}, fmt.Sprint("the author's ", i), 84))
		must(t, err)
	}
	_, _, err = s.Nominate(ctx, v, nomineeOf(s.Reader(2), "one more", 85))
	wantErr(t, err, store.ErrFullOfNominees)
	all, err := s.Nominees(ctx, v)
	must(t, err)
	if len(all) != store.MaxNominees {
		t.Errorf("%d nominees", len(all))
	}
}

func TestJudge(t *testing.T) {
	s := openMem(t)
	ctx, v := t.Context(), nominations(t, s)
	var id [4]uint64
	for i := range id {
		n, _, err := s.Nominate(ctx, v, nomineeOf(s.Reader(uint64(i)), fmt.Sprint(i), 80+i))
		must(t, err)
		id[i] = n.ID
	}
	for i, c := range []struct {
		id     uint64
		state  store.NomineeState
		into   uint64
		reason string
		want   error
	}{
		{id[0], store.NomineeApproved, 0, "", nil},
		{id[0], store.NomineeApproved, 0, "", nil},
		{id[0], store.NomineeStruck, 0, "", store.ErrInvalid},
		{id[0], store.NomineeStruck, 0, "a spoiler", nil},
		{id[0], store.NomineeWaiting, 0, "", nil},
		{id[0], store.NomineeApproved, 0, "for a reason", store.ErrInvalid},
		{id[0], store.NomineeMerged, 0, "", store.ErrInvalid},
		{id[0], store.NomineeApproved, id[1], "", store.ErrInvalid},
		{id[0], store.NomineeMerged + 1, 0, "", store.ErrInvalid},
		{id[0], store.NomineeMerged, id[0], "", store.ErrInvalid},
		{id[0], store.NomineeMerged, 1, "", store.ErrNotFound},
		{1, store.NomineeApproved, 0, "", store.ErrNotFound},
		{id[0], store.NomineeMerged, id[1], "", nil},
		{id[1], store.NomineeMerged, id[2], "", nil},
		{id[2], store.NomineeMerged, id[0], "", store.ErrInvalid},
		{id[2], store.NomineeApproved, 0, "", nil},
		{id[3], store.NomineeStruck, 0, "no", nil},
	} {
		err := s.Judge(ctx, v, c.id, c.state, c.into, c.reason, said(fmt.Sprint("judged ", i), 85))
		if c.want == nil {
			must(t, err)
		}
		wantErr(t, err, c.want)
	}
	equal(t, "audit log", audit(t, s), []string{"judged 0", "judged 3", "judged 4", "judged 12", "judged 13", "judged 15",
		"judged 16"})
	all, err := s.Nominees(ctx, v)
	must(t, err)
	for i, want := range []store.Nominee{{State: store.NomineeMerged, Into: id[1]},
		{State: store.NomineeMerged, Into: id[2]}, {State: store.NomineeApproved},
		{State: store.NomineeStruck, Reason: "no"}} {
		if n := all[i]; n.ID != id[i] || n.State != want.State || n.Into != want.Into || n.Reason != want.Reason {
			t.Errorf("nominee %d is %+v", i, n)
		}
	}
	_, err = s.CloseVote(ctx, v, at(90), nothing)
	must(t, err)
	must(t, s.Judge(ctx, v, id[3], store.NomineeApproved, 0, "", said("after the close", 91)))
	next := runoff(message + 31)
	next.Before = v.Message
	must(t, s.OpenVote(ctx, next))
	wantErr(t, s.Judge(ctx, v, id[3], store.NomineeStruck, 0, "no", said("too late", 92)), store.ErrOutOfOrder)
}

// A nominee's words that do not open are reported, and so is one moved to another vote.
func TestADamagedNominee(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	v := nominations(t, s)
	_, _, err := s.Nominate(t.Context(), v, nomineeOf(s.Reader(1), "cook", 83))
	must(t, err)
	for _, r := range dump(t, e) {
		if r.Key[0] != 'm' {
			continue
		}
		moved := bytes.Clone(r.Key)
		moved[len(moved)-1] ^= 1
		write(t, e, kv.Record{Key: moved, Value: reseal(moved, r.Value)})
	}
	_, err = s.Nominees(t.Context(), v)
	wantErr(t, err, store.ErrCorrupt)
}
