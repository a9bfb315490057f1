package store_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
)

func TestAnswers(t *testing.T) {
	s := openMem(t)
	v := withVote(t, s)
	a, b := s.Reader(1), s.Reader(2)
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	put := func(ans store.Answer) {
		t.Helper()
		must(t, s.PutAnswer(t.Context(), v, ans))
	}
	put(store.Answer{Reader: b, Text: "the first draft", At: at(1)})
	put(store.Answer{Reader: b, Text: "the gardener", At: at(2)})
	put(store.Answer{Reader: b, Text: "with the shears", FollowUp: true, At: at(3)})
	put(store.Answer{Reader: a, Text: "🌱 nobody", FollowUp: true, At: at(4)})
	got, err := s.Answers(t.Context(), v)
	must(t, err)
	equal(t, "answers", got, []store.Answer{
		{Reader: a, Text: "🌱 nobody", FollowUp: true, At: at(4)},
		{Reader: b, Text: "the gardener", At: at(2)},
		{Reader: b, Text: "with the shears", FollowUp: true, At: at(3)},
	})
	put(store.Answer{Reader: b, At: at(5)})
	put(store.Answer{Reader: a, At: at(5)}) // never gave one
	got, err = s.Answers(t.Context(), v)
	must(t, err)
	if len(got) != 2 || !got[0].FollowUp || !got[1].FollowUp {
		t.Errorf("after taking one back: %v", got)
	}
	huge := store.Answer{Reader: a, Text: strings.Repeat("x", kv.MaxBytes)}
	wantErr(t, s.PutAnswer(t.Context(), v, huge), kv.ErrTooLarge)
}

// A sealed value opens only where it was put: whoever can write to the file cannot put words into another's mouth.
func TestAnAnswerMovedToAnotherReaderDoesNotOpen(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	v := withVote(t, s)
	must(t, s.PutAnswer(t.Context(), v, store.Answer{Reader: s.Reader(1), Text: "mine", At: at(1)}))
	must(t, s.PutAnswer(t.Context(), v, store.Answer{Reader: s.Reader(2), Text: "yours", At: at(1)}))
	var keys, values [][]byte
	for _, r := range dump(t, e) {
		if r.Key[0] == 'a' {
			keys, values = append(keys, r.Key), append(values, r.Value)
		}
	}
	if len(keys) != 2 {
		t.Fatalf("%d sealed records", len(keys))
	}
	moved := reseal(keys[1], values[0])
	write(t, e, kv.Record{Key: keys[1], Value: moved})
	_, err := s.Answers(t.Context(), v)
	wantErr(t, err, store.ErrCorrupt)
	if strings.Contains(err.Error(), "mine") || !strings.Contains(err.Error(), fmt.Sprintf("%x", keys[1])) {
		t.Errorf("the error should name the key and no words: %v", err)
	}
}

// Neither a reader's id, in any form it might be written in, nor their words are in the data.
func TestTheDataDoesNotSayWhoReads(t *testing.T) {
	e := memkv.New()
	s := open(t, e)
	traces := leaveTraces(t, s)
	for _, r := range dump(t, e) {
		raw := append(bytes.Clone(r.Key), r.Value...)
		for what, trace := range traces {
			if bytes.Contains(raw, trace) {
				t.Errorf("record %x holds %s", r.Key, what)
			}
		}
	}
}

const reader uint64 = 918_273_645_546_372_819

// leaveTraces does everything a reader can do and returns what must not be found afterwards.
func leaveTraces(t *testing.T, s *store.Store) map[string][]byte {
	t.Helper()
	const words = "The understudy locked the dressing room herself"
	r := s.Reader(reader)
	v := withVote(t, s)
	must(t, s.PutAnswer(t.Context(), v, store.Answer{Reader: r, Text: words, FollowUp: true, At: at(1)}))
	_, err := s.Act(t.Context(), v, []store.Act{actOf(r, 1, 3)})
	must(t, err)
	_, err = s.MoveTo(t.Context(), guild, key(), r, placeOf(3, 1, 1), at(2), seen())
	must(t, err)
	must(t, s.Note(t.Context(), guild, key(), store.Entry{At: at(3), Who: r, What: "paused"})) // authors are people too
	id := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	sec := secret()
	return map[string][]byte{
		"the reader's id as text":        fmt.Appendf(nil, "%d", reader),
		"the reader's id in hex":         fmt.Appendf(nil, "%x", reader),
		"the reader's id, big endian":    id(reader),
		"the reader's id, little endian": binary.LittleEndian.AppendUint64(nil, reader),
		"the reader's id as a varint":    binary.AppendUvarint(nil, reader),
		"words of the answer":            []byte("understudy locked"),
		"the secret":                     sec[:16],
		"the first six bytes of the id":  id(reader)[:6],
	}
}
