package store_test

import (
	"fmt"
	"testing"
	"time"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
)

func TestTheAuditLogOnlyGrows(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	var want []store.Entry
	kept := map[string]string{} // every record ever written
	for i := range 40 {
		entry := store.Entry{At: at(i / 4), Who: s.Reader(uint64(i % 3)), What: fmt.Sprint("act ", i)}
		if i%2 == 0 {
			must(t, s.Note(t.Context(), guild, key(), entry))
		} else {
			_, err := s.ChangeCourse(t.Context(), guild, key(), func(*store.Course) error { return nil }, entry)
			must(t, err)
		}
		want = append([]store.Entry{entry}, want...)
		all, err := s.Audit(t.Context(), guild, key(), 0)
		must(t, err)
		equal(t, fmt.Sprintf("all of %d", i+1), all, want)
		for _, limit := range []int{1, 7, 100} {
			got, err := s.Audit(t.Context(), guild, key(), limit)
			must(t, err)
			equal(t, fmt.Sprintf("the newest %d of %d", limit, i+1), got, want[:min(len(want), limit)])
		}
		for _, r := range dump(t, e) {
			if r.Key[0] != 'l' {
				continue
			}
			if was, ok := kept[string(r.Key)]; ok && was != string(r.Value) {
				t.Fatalf("entry %x was changed", r.Key)
			}
			kept[string(r.Key)] = string(r.Value)
		}
		if len(kept) != i+1 {
			t.Fatalf("%d entries after %d acts", len(kept), i+1)
		}
	}
	if other, err := s.Audit(t.Context(), guild, key()+1, 0); len(other) != 0 || err != nil {
		t.Errorf("another story's log has %v, error %v", other, err)
	}
}

func TestAnEntryIsWrittenOnce(t *testing.T) {
	s := openMem(t)
	note := func(who uint64, minute int, what string) {
		t.Helper()
		must(t, s.Note(t.Context(), guild, key(), store.Entry{At: at(minute), Who: s.Reader(who), What: what}))
	}
	for range 3 {
		note(1, 1, "paused")
		note(2, 1, "paused")
		note(1, 2, "paused")
		note(1, 1, "resumed")
	}
	entries, err := s.Audit(t.Context(), guild, key(), 0)
	must(t, err)
	if len(entries) != 4 {
		t.Errorf("audit log: %+v", entries)
	}
}

func TestEntriesThatAreRefused(t *testing.T) {
	s := openMem(t)
	far := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, bad := range map[string]store.Entry{
		"no words": {At: at(1)}, "no time": {What: "paused"}, "a year far off": {At: far, What: "paused"},
	} {
		t.Run(name, func(t *testing.T) { wantErr(t, s.Note(t.Context(), guild, key(), bad), store.ErrInvalid) })
	}
	huge := store.Entry{At: at(1), What: string(make([]byte, kv.MaxBytes))}
	wantErr(t, s.Note(t.Context(), guild, key(), huge), kv.ErrTooLarge)
	_, err := s.Audit(t.Context(), guild, key(), -1)
	wantErr(t, err, store.ErrInvalid)
	entries, err := s.Audit(t.Context(), guild, key(), 0)
	must(t, err)
	if len(entries) != 0 {
		t.Errorf("audit log: %+v", entries)
	}
}
