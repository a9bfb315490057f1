package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protowire"

	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
	"cliffhanger/story"
)

// again reads a record and writes it anew; it returns the value and what was read.
type again func(key, value []byte) ([]byte, any, error)

func codec[T any, R row[T]]() again {
	return func(key, value []byte) ([]byte, any, error) {
		v, unknown, err := decodeRow[T, R](key, value)
		if err != nil {
			return nil, v, err
		}
		value, err = encodeRow[T, R](key, v, unknown)
		return value, v, err
	}
}

// codecs are those of all kinds, each with a key that fits.
func codecs() map[byte]struct {
	key   []byte
	again again
} {
	var r story.ReaderID
	for i := range r {
		r[i] = byte(i)
	}
	telling := Telling{Guild: 1, Story: 2, Channel: 7}
	drop, job := DropRef{Telling: telling, Chapter: 3}, JobRef{telling, 8}
	vote := VoteRef{Guild: 1, Message: 4}
	return map[byte]struct {
		key   []byte
		again again
	}{
		kindAnswer:  {answerKey(vote, r, true), codec[sealedAnswer]()},
		kindBallot:  {ballotKey(vote, r), codec[voter]()},
		kindDrop:    {dropKey(drop), codec[Drop]()},
		kindStep:    {stepKey(drop, 5), codec[Step]()},
		kindSetting: {settingKey(""), codec[setting]()},
		kindJournal: {pageKey(vote, 6), codec[page]()},
		kindHead:    {voteHeadKey(vote), codec[voteHead]()},
		kindSeed:    {seedKey(vote), codec[sealedSeed]()},
		kindNominee: {nomineeKey(vote, 9), codec[nominee]()},
		kindSight:   {sightKey(vote), codec[sight]()},
		kindMark:    {markKey(vote, "a"), codec[mark]()},
		kindPast:    {pastKey(vote, 2), codec[Past]()},
		kindGroup:   {groupKey(vote, "a"), codec[Group]()},
		kindPlace:   {placeKey(1, 2, r), codec[ReaderPlace]()},
		kindSerial:  {serialKey(telling), codec[Serial]()},
		kindCourse:  {courseKey(1, 2), codec[Course]()},
		kindTimed:   {timedKey(1, 2, 3), codec[Timed]()},
		kindEntry:   {logKey(1, 2, 9), codec[logEntry]()},
		kindOpen:    {openKey(drop), codec[openDrop]()},
		kindJob:     {jobKey(job), codec[jobHead]()},
		kindEdit:    {editKey(job, 5), codec[edit]()},
		kindSession: {sessionKey(3), codec[Session]()},
		kindVote:    {voteKey(vote), codec[Vote]()},
		kindChapter: {chapterKey(telling, 3), codec[chapterVote]()},
		kindSchema:  {schemaKey(), codec[schema]()},
		'-':         {answerKey(vote, r, false), codec[words]()}, // the sealed part of an answer
		'=':         {nomineeKey(vote, 9), codec[named]()},       // and of a nominee
	}
}

func allow() cmp.Option {
	return cmp.AllowUnexported(sealedAnswer{}, setting{}, chapterVote{}, schema{}, words{}, voter{},
		page{}, JournalEntry{}, voteHead{}, sealedSeed{}, nominee{}, named{}, mark{}, Vote{}, sight{}, Doubt{},
		logEntry{}, jobHead{}, edit{}, openDrop{})
}

// check writes v under key and reads it back.
func check[T any, R row[T]](t *testing.T, key []byte, v T) {
	t.Helper()
	value, err := encodeRow[T, R](key, v, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, unknown, err := decodeRow[T, R](key, value)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(v, got, allow()); diff != "" {
		t.Errorf("%T (-want +got):\n%s", v, diff)
	}
	if len(unknown) != 0 {
		t.Errorf("%T does not know its own fields %x", v, unknown)
	}
}

func TestRoundTripOfExtremes(t *testing.T) {
	const most = math.MaxUint64
	first, last := time.Date(1678, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2261, 12, 31, 23, 59, 59, 999999999, time.UTC)
	place := story.Place{Chapter: maxChapter, Scene: maxChapter, Page: maxChapter}
	reader := story.ReaderID(bytes.Repeat([]byte{0xff}, readerSize))
	long := strings.Repeat("é\x00\xff", 5000)
	telling := Telling{Guild: most, Story: most, Channel: most}
	ref, vote := DropRef{Telling: telling, Chapter: maxChapter, Part: maxChapter}, VoteRef{Guild: most, Message: most}
	step := Step{Kind: StepIndex, Payload: []byte(long), Gap: math.MaxInt64, Scene: maxChapter, State: StepDone,
		Claimed: first, Done: last, Message: most}

	serial := Serial{Telling: telling, Chapter: maxChapter, Scene: maxChapter, NextDue: last, Away: true, Index: most,
		Parked: Parking{Since: first, Reason: long, Alert: most}}
	serial.Released = story.Place{Chapter: maxChapter, Scene: maxChapter}
	check(t, serialKey(telling), serial)
	check(t, serialKey(Telling{}), Serial{})
	checkAuthorsRows(t, telling, reader, long, first, last)
	check(t, placeKey(most, most, reader), ReaderPlace{At: place, Furthest: place, Updated: first})
	check(t, placeKey(0, 0, reader), ReaderPlace{})
	check(t, dropKey(ref), Drop{DropRef: ref, Due: first, Planned: last, Done: time.Unix(0, 0).UTC(),
		Steps: maxChapter, Floor: most, Through: maxChapter,
		Sketch: story.Sketch(bytes.Repeat([]byte{0xff}, len(story.Sketch{}))), Next: story.Sketch{1}, UpTo: most})
	key := stepKey(ref, maxChapter)
	step.Index, step.Nonce = maxChapter, nonceOf(key)
	check(t, key, step)
	check(t, key, Step{Index: maxChapter})
	step.Index, step.Nonce = 0, nonceOf(voteKey(vote))
	checkVoteRows(t, vote, reader, long, first, last, step)
	check(t, chapterKey(telling, maxChapter), chapterVote{chapter: maxChapter, channel: most, message: most})
	check(t, answerKey(vote, reader, true), sealedAnswer{reader: reader, followUp: true, sealed: []byte(long)})
	check(t, answerKey(vote, reader, false), words{text: long, at: first})
	check(t, settingKey(long), setting{name: long, value: []byte(long)})
	check(t, schemaKey(), schema{number: maxChapter, canary: []byte(long)})
}

// A flipped bit anywhere, a cut, and a value under another key are all noticed, and the error shows the key alone.
func TestDamageIsNoticed(t *testing.T) {
	key := settingKey("name")
	value, err := encodeRow(key, setting{name: "name", value: []byte("content")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	wrong := func(what string, key, value []byte) {
		t.Helper()
		_, _, err := decodeRow[setting](key, value)
		if !errors.Is(err, ErrCorrupt) {
			t.Fatalf("%s: got error %v", what, err)
		}
		if s := err.Error(); !strings.Contains(s, fmt.Sprintf("%x", key)) || strings.Contains(s, "content") {
			t.Fatalf("%s: the error is %q", what, s)
		}
	}
	for bit := range len(value) * 8 {
		damaged := bytes.Clone(value)
		damaged[bit/8] ^= 1 << (bit % 8)
		wrong(fmt.Sprintf("bit %d flipped", bit), key, damaged)
	}
	for n := range value {
		wrong(fmt.Sprintf("cut to %d", n), key, value[:n])
	}
	wrong("another key", settingKey("eman"), value)
	wrong("another kind's key", serialKey(Telling{}), value)
}

func TestARecordOfANewerVersionIsRefused(t *testing.T) {
	key := serialKey(Telling{1, 2, 3})
	newer := []byte{recordVersion + 1, 1, 2, 3}
	newer = binary.BigEndian.AppendUint32(newer, checksum(key, newer))
	if _, _, err := decodeRow[Serial](key, newer); !errors.Is(err, ErrNewerSchema) {
		t.Errorf("got error %v", err)
	}
}

func TestFieldsOutOfRangeAreCorrupt(t *testing.T) {
	varint := func(n protowire.Number, v uint64) []byte {
		return protowire.AppendVarint(protowire.AppendTag(nil, n, protowire.VarintType), v)
	}
	text := func(n protowire.Number, v string) []byte {
		return protowire.AppendString(protowire.AppendTag(nil, n, protowire.BytesType), v)
	}
	for _, c := range []struct {
		name   string
		kind   byte
		fields []byte
	}{
		{"a huge chapter", kindSerial, varint(2, maxChapter+1)},
		{"a time far off", kindSerial, varint(5, 1<<63)},
		{"an index in words", kindSerial, text(10, "talk")},
		{"a cut field", kindSerial, varint(10, 1<<40)[:3]},
		{"a field with number 0", kindSerial, []byte{0, 0}},
		{"an end without a beginning", kindSerial, []byte{0x0c}},
		{"a state that is none", kindStep, varint(5, uint64(StepDone)+1)},
		{"a negative gap", kindStep, varint(3, 1<<63)},
		{"a payload that is a number", kindStep, varint(2, 1)},
		{"a text without its emoji", kindVote, text(voteOption, "Mara")},
		{"a choice beyond 16 bits", kindBallot, text(5, "\x80\x80\x08")},
		{"a choice that is cut", kindBallot, text(5, "\x80")},
		{"choices that are a number", kindBallot, varint(5, 1)},
		{"a surplus reaction beyond 16 bits", kindBallot, text(voterSurplus, string(varint(1, 1<<17)))},
		{"a cut surplus reaction", kindBallot, text(voterSurplus, "\x08")},
		{"a page of nothing", kindJournal, nil},
		{"more entries than there can be", kindJournal, bytes.Repeat(text(1, ""), 7)},
		{"an entry after itself", kindJournal, text(1, string(varint(6, 6)))},
		{"an entry of somebody with a short name", kindJournal, text(1, string(text(1, "Mara")))},
		{"a hash of one byte", kindHead, text(2, "x")},
		{"a round that is none", kindVote, varint(30, uint64(RoundRunoff)+1)},
		{"an outcome by nothing known", kindVote, varint(outcomeBase+8, uint64(ByNone)+1)},
		{"a count that is huge", kindVote, text(outcomeBase+1, "\xff\xff\xff\xff\xff\x01")},
		{"a vote open for less than nothing", kindVote, varint(votingBase+1, 1<<63)},
		{"a nominee in no state", kindNominee, varint(4, uint64(NomineeMerged)+1)},
		{"a last slot in words", kindCourse, text(2, "soon")},
		{"a hold of chapter 0", kindCourse, varint(courseHeld, 0)},
		{"a hold of a scene of nothing", kindCourse, varint(courseFreed+1, 1)},
		{"a hold of two scenes", kindCourse,
			slices.Concat(varint(courseHeld, 1), varint(courseHeld+1, 1), varint(courseHeld+1, 2))},
		{"somebody with a short name", kindEntry, text(2, "Mara")},
		{"a job of a huge chapter", kindJob, varint(2, maxChapter+1)},
		{"an edit done twice", kindEdit, varint(3, 2)},
		{"a sketch of a few words", kindDrop, text(8, "\x01abc")},
		{"a sketch that is a number", kindDrop, varint(9, 1)},
		{"a setting of another name", kindSetting, text(1, "other")},
	} {
		t.Run(c.name, func(t *testing.T) {
			codec := codecs()[c.kind]
			if _, _, err := codec.again(codec.key, pack(codec.key, c.fields)); !errors.Is(err, ErrCorrupt) {
				t.Errorf("got error %v", err)
			}
		})
	}
}

// A program that knows less writes back what it does not know: the same history over records with foreign fields ends
// with those fields still there.
func TestUnknownFieldsSurviveARewrite(t *testing.T) {
	db := database(t, memkv.New())
	s, err := Open(t.Context(), db, Secret{1}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, when := t.Context(), time.Unix(1, 0)
	telling := Telling{1, 2, 9}
	ref, vote, reader := DropRef{Telling: telling, Chapter: 3}, VoteRef{1, 4}, s.Reader(5)
	question := story.Question{Options: []story.Option{{Emoji: "a"}}}
	do := func(acts ...func() error) {
		t.Helper()
		for i, act := range acts {
			if err := act(); err != nil {
				t.Fatalf("act %d: %v", i, err)
			}
		}
	}
	claim := func() error { _, err := s.ClaimStep(ctx, ref, 0, when); return err }
	move := func() error {
		_, err := s.MoveTo(ctx, 1, 2, reader, story.Place{Chapter: 3}, when, []uint64{9})
		return err
	}
	steps := []Step{{Kind: StepPage, Scene: 1}, {Kind: StepPage}}
	do(func() error { return s.PlanDrop(ctx, Drop{DropRef: ref}, steps) },
		claim, func() error { return s.FinishStep(ctx, ref, 0, 4, when, &Vote{Question: question}) }, move)

	foreign := protowire.AppendString(protowire.AppendTag(nil, 9999, protowire.BytesType), "from the future")
	job := JobRef{telling, 8}
	do(func() error { return s.PlanJob(ctx, Job{JobRef: job, Chapter: 3, Steps: []Edit{{Message: 4}}}) },
		func() error {
			_, err := s.Assign(ctx, 1, 2, 0, Timed{Chapter: 3, Slot: "2026-12-01T19:00"})
			return err
		})
	press := func(c story.Choice) func() error {
		return func() error {
			_, err := s.Act(ctx, vote, []Act{{Voter: reader, Kind: ActPress, Choice: c, Cause: story.ByEvent, At: when}})
			return err
		}
	}
	do(press(0))
	keys := [][]byte{serialKey(telling), dropKey(ref), stepKey(ref, 1), voteKey(vote), placeKey(1, 2, reader),
		ballotKey(vote, reader),
		courseKey(1, 2), timedKey(1, 2, 3), jobKey(job), editKey(job, 0)}
	for _, key := range keys {
		if err := addFields(ctx, db, key, foreign); err != nil {
			t.Fatal(err)
		}
	}
	do(authorsRewrite(ctx, s, telling, job)...)
	do(func() error { return s.SetDue(ctx, telling, when) },
		func() error { _, err := s.ClaimStep(ctx, ref, 1, when); return err },
		func() error { return s.FinishStep(ctx, ref, 1, 5, when, nil) },
		func() error { return s.FinishDrop(ctx, ref, when, when) }, move, press(story.None),
		func() error { _, err := s.Unreacting(ctx, vote, reader, Surplus{0, 2, false}, true); return err },
		func() error { return s.Unreacted(ctx, vote, reader, Surplus{0, 2, false}) },
		func() error { return s.Wiped(ctx, vote, Event{}, func(story.Choice) bool { return true }) },
		func() error { return s.Extend(ctx, vote, when, Entry{}) },
		func() error { return s.Heard(ctx, vote, when) },
		func() error { return s.Spoil(ctx, vote, 1) },
		func() error {
			_, err := s.CloseVote(ctx, vote, when, func(Closing) (Outcome, []byte, error) { return Outcome{}, nil, nil })
			return err
		},
		func() error { _, err := s.ClaimResult(ctx, vote, when); return err },
		func() error { return s.FinishResult(ctx, vote, 6, when) },
		func() error {
			_, err := s.Settle(ctx, vote, func(*Outcome) error { return nil }, []byte("r"), Entry{})
			return err
		},
		func() error { return s.Reopen(ctx, vote, when, "why not", Entry{}) })
	for _, key := range keys {
		fields, err := fieldsOf(ctx, db, key)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Count(fields, foreign) != 1 {
			t.Errorf("record %x lost or doubled a foreign field: %x", key, fields)
		}
	}
}

// authorsRewrite is the part of TestUnknownFieldsSurviveARewrite about what authors leave.
func authorsRewrite(ctx context.Context, s *Store, telling Telling, job JobRef) []func() error {
	when := time.Unix(1, 0)
	return []func() error{
		func() error { return s.FinishEdit(ctx, job, 0) },
		func() error { return s.FinishJob(ctx, job, when) },
		func() error { return s.Retime(ctx, 1, 2, 3, when, Entry{}) },
		func() error { _, err := s.Begin(ctx, 1, 2, when); return err },
		func() error { return s.Park(ctx, telling, Parking{Since: when}) },
		func() error { _, err := s.Alerted(ctx, telling, when, 1); return err },
		func() error { return s.Detach(ctx, telling) },
		func() error { return s.Attach(ctx, telling, Spot{}) },
	}
}

// fieldsOf reads a record's fields as they are kept.
func fieldsOf(ctx context.Context, db *kv.DB, key []byte) ([]byte, error) {
	return view(ctx, db, 1, func(tx *kv.Tx) ([]byte, error) {
		value, _, err := tx.Get(key)
		if err != nil {
			return nil, err
		}
		return unpack(key, value)
	})
}

func addFields(ctx context.Context, db *kv.DB, key, fields []byte) error {
	return db.Update(ctx, 1, func(tx *kv.Tx) error {
		value, _, err := tx.Get(key)
		if err != nil {
			return err
		}
		known, err := unpack(key, value)
		if err != nil {
			return err
		}
		return tx.Put(key, pack(key, slices.Concat(known, fields)))
	})
}

func TestKeysAreInTheOrderOfTheirNumbers(t *testing.T) {
	var last []byte
	for _, chapter := range []int{1, 2, 255, 256, 65535, 65536, maxChapter} {
		key := stepKey(DropRef{Telling: Telling{1, 2, 3}, Chapter: chapter}, 0)
		if bytes.Compare(key, last) <= 0 {
			t.Errorf("chapter %d does not come after the one before", chapter)
		}
		last = key
	}
	for kind, c := range codecs() {
		if kind != '-' && kind != '=' && c.key[0] != kind {
			t.Errorf("the key of kind %c begins with %c", kind, c.key[0])
		}
	}
}

// FuzzDecode gives every kind's codec any fields under a right checksum, and any bytes at all: it never panics, and
// what it takes it writes back so that it reads the same again.
func FuzzDecode(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0x08, 0x01, 0x10, 0x02})
	f.Add([]byte("\x52\x01a\x5a\x01b\xa8\x01\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for kind, c := range codecs() {
			_, _, err := c.again(c.key, data)
			if err != nil && !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrNewerSchema) {
				t.Fatalf("kind %c: error %v", kind, err)
			}
			value, v, err := c.again(c.key, pack(c.key, data))
			if errors.Is(err, ErrCorrupt) {
				continue
			}
			if err != nil {
				t.Fatalf("kind %c took %x and cannot write it: %v", kind, data, err)
			}
			twice, w, err := c.again(c.key, value)
			if err != nil {
				t.Fatalf("kind %c wrote what it cannot read: %v", kind, err)
			}
			if diff := cmp.Diff(v, w, allow()); diff != "" || !bytes.Equal(twice, value) {
				t.Fatalf("kind %c reads something else the second time:\n%s", kind, diff)
			}
		}
	})
}
