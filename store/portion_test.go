package store_test

import (
	"testing"
	"time"

	"cliffhanger/store"
)

// portion posts one portion of a chapter, whose last scene is through; the chapter ends with it if last.
func portion(t *testing.T, s *store.Store, of store.Telling, chapter, part, through int, last bool) {
	t.Helper()
	ref := store.DropRef{Telling: of, Chapter: chapter, Part: part}
	drop := store.Drop{DropRef: ref, Through: through}
	if last {
		drop.Through = 0
	}
	must(t, s.PlanDrop(t.Context(), drop, []store.Step{{Kind: store.StepPage, Scene: through}}))
	_, err := s.ClaimStep(t.Context(), ref, 0, at(1))
	must(t, err)
	must(t, s.FinishStep(t.Context(), ref, 0, message+uint64(100*chapter+part), at(1), nil))
	must(t, s.FinishDrop(t.Context(), ref, at(1), time.Time{}))
}

func TestAChapterInPortions(t *testing.T) {
	s := openMem(t)
	for _, step := range []struct {
		chapter, part, through int
		last                   bool
		wantChapter, wantScene int
	}{
		{1, 0, 3, false, 0, 3},
		{1, 1, 6, false, 0, 6},
		{1, 9, 4, false, 0, 6}, // once more
		{1, 2, 7, true, 1, 0},
		{3, 0, 3, false, 1, 3}, // there is no chapter 2
		{1, 3, 9, false, 1, 3}, // told after all
		{3, 1, 5, true, 3, 0},
		{4, 0, 2, true, 4, 0},
	} {
		portion(t, s, telling(), step.chapter, step.part, step.through, step.last)
		got := serialOf(t, s, telling())
		if got.Chapter != step.wantChapter || got.Scene != step.wantScene {
			t.Fatalf("after part %d of chapter %d: chapter %d is complete and %d scenes of the next, want %d and %d",
				step.part, step.chapter, got.Chapter, got.Scene, step.wantChapter, step.wantScene)
		}
	}
	got := serialOf(t, s, telling())
	equal(t, "released", got.Released, placeOf(4, 2, 0))
}

func TestAPortionThatIsNone(t *testing.T) {
	s := openMem(t)
	for _, part := range []int{-1, 1 << 40} {
		bad := store.DropRef{Telling: telling(), Chapter: 1, Part: part}
		_, _, err := s.Drop(t.Context(), bad)
		wantErr(t, err, store.ErrInvalid)
		wantErr(t, s.PlanDrop(t.Context(), store.Drop{DropRef: bad}, []store.Step{{Kind: store.StepLead}}), store.ErrInvalid)
	}
	bad := store.Drop{DropRef: ref(), Through: -1}
	wantErr(t, s.PlanDrop(t.Context(), bad, []store.Step{{Kind: store.StepLead}}), store.ErrInvalid)
}

// Tellings do not know of each other: what one posts moves no other on, and each has its own vote on a chapter.
func TestTellingsAreTheirOwn(t *testing.T) {
	s := openMem(t)
	for i, of := range []store.Telling{early(), telling()} {
		if got, ok, err := s.Serial(t.Context(), of); ok || err != nil {
			t.Fatalf("telling %d has come to %+v, error %v", i, got, err)
		}
		ref := store.DropRef{Telling: of, Chapter: 3}
		must(t, s.PlanDrop(t.Context(), store.Drop{DropRef: ref}, []store.Step{{Kind: store.StepQuestion, Scene: 1}}))
		_, err := s.ClaimStep(t.Context(), ref, 0, at(i))
		must(t, err)
		vote := &store.Vote{Question: question(), Channel: of.Channel + 1000} // a thread of the channel's
		must(t, s.FinishStep(t.Context(), ref, 0, message-uint64(i), at(i), vote))
	}
	_, one, err := s.Drop(t.Context(), store.DropRef{Telling: early(), Chapter: 3})
	must(t, err)
	_, two, err := s.Drop(t.Context(), ref())
	must(t, err)
	if one[0].Nonce == two[0].Nonce {
		t.Error("two tellings send one nonce")
	}
	portion(t, s, early(), 4, 0, 1, true)
	for _, c := range []struct {
		name       string
		seen       []uint64
		of, latest uint64 // messages of chapter 3's vote, and of the latest
	}{
		{"all", []uint64{early().Channel, telling().Channel}, message - 1, message - 1},
		{"early", []uint64{early().Channel}, message, message},
		{"public", []uint64{9, telling().Channel}, message - 1, message - 1},
		{"another", []uint64{9}, 0, 0},
		{"the thread", []uint64{telling().Channel + 1000}, 0, 0},
		{"none", nil, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			of, err := s.VoteIn(t.Context(), guild, key(), 3, c.seen)
			checkSeen(t, of, err, c.of)
			latest, err := s.LatestVoteIn(t.Context(), guild, key(), c.seen)
			checkSeen(t, latest, err, c.latest)
		})
	}
	of, err := s.VoteOf(t.Context(), guild, key(), 3)
	checkSeen(t, of, err, message-1)
	latest, err := s.LatestVote(t.Context(), guild, key())
	checkSeen(t, latest, err, message-1)
}

func checkSeen(t *testing.T, got store.Vote, err error, want uint64) {
	t.Helper()
	if want == 0 {
		wantErr(t, err, store.ErrNotFound)
		return
	}
	must(t, err)
	if got.Message != want {
		t.Errorf("message %d, want %d", got.Message, want)
	}
}

// The latest chapter's vote may be one that few see: others are shown the chapter before it.
func TestTheLatestVoteIsOneThatIsSeen(t *testing.T) {
	s := openMem(t)
	for chapter, of := range map[int]store.Telling{3: telling(), 4: early()} {
		ref := store.DropRef{Telling: of, Chapter: chapter}
		must(t, s.PlanDrop(t.Context(), store.Drop{DropRef: ref}, []store.Step{{Kind: store.StepQuestion}}))
		_, err := s.ClaimStep(t.Context(), ref, 0, at(10-chapter))
		must(t, err)
		must(t, s.FinishStep(t.Context(), ref, 0, message+uint64(chapter), at(10-chapter), &store.Vote{}))
	}
	latest, err := s.LatestVote(t.Context(), guild, key())
	checkSeen(t, latest, err, message+4) // of the later chapter, though opened before
	latest, err = s.LatestVoteIn(t.Context(), guild, key(), []uint64{channel})
	checkSeen(t, latest, err, message+3)
	_, err = s.VoteIn(t.Context(), guild, key(), 4, []uint64{channel})
	wantErr(t, err, store.ErrNotFound)
}

// However many votes lie before it, the one that is seen is found, and of one chapter's the one opened last.
func TestTheLatestVoteOfMany(t *testing.T) {
	s := openMem(t)
	open := func(channel uint64, chapter, minute int, msg uint64) {
		t.Helper()
		ref := store.DropRef{Telling: store.Telling{Guild: guild, Story: key(), Channel: channel}, Chapter: chapter}
		must(t, s.PlanDrop(t.Context(), store.Drop{DropRef: ref}, []store.Step{{Kind: store.StepQuestion}}))
		_, err := s.ClaimStep(t.Context(), ref, 0, at(minute))
		must(t, err)
		must(t, s.FinishStep(t.Context(), ref, 0, msg, at(minute), &store.Vote{}))
	}
	open(50, 1, 0, 1)
	for i := range 40 { // channels of a chapter, one of them opened late
		open(uint64(100+i), 2, map[bool]int{true: 30, false: 1}[i == 25], uint64(1000+i))
	}
	for chapter := 3; chapter < 40; chapter++ {
		open(200, chapter, 2, uint64(2000+chapter))
	}
	all := make([]uint64, 40)
	for i := range all {
		all[i] = uint64(100 + i)
	}
	for _, c := range []struct {
		name string
		seen []uint64
		want uint64
	}{
		{"behind all", []uint64{50}, 1}, {"many", all, 1025}, {"some", all[:10], 1000}, {"all", append(all, 50, 200), 2039},
	} {
		latest, err := s.LatestVoteIn(t.Context(), guild, key(), c.seen)
		if err != nil || latest.Message != c.want {
			t.Errorf("%s: message %d, error %v, want %d", c.name, latest.Message, err, c.want)
		}
	}
	of, err := s.VoteOf(t.Context(), guild, key(), 2)
	checkSeen(t, of, err, 1025)
}

// A reader goes as far as the channels they may see, wherever else the story is ahead.
func TestAReaderGoesAsFarAsTheirChannels(t *testing.T) {
	s := openMem(t)
	portion(t, s, telling(), 3, 0, 2, true)
	portion(t, s, early(), 5, 0, 1, true)
	abroad := early()
	abroad.Guild++
	portion(t, s, abroad, 9, 0, 1, true)
	both := []uint64{early().Channel, telling().Channel}
	for _, c := range []struct {
		name     string
		seen     []uint64
		furthest int // chapter
	}{
		{"public", []uint64{telling().Channel}, 3},
		{"early", []uint64{early().Channel}, 5},
		{"both", both, 5},
		{"both, and others", []uint64{1, both[1], both[0], 2}, 5},
		{"none of the story's", []uint64{1, 2}, 0},
		{"none", nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			for chapter := 1; chapter <= 9; chapter++ {
				_, err := s.MoveTo(t.Context(), guild, key(), s.Reader(1), placeOf(chapter, 1, 1), at(2), c.seen)
				if chapter <= c.furthest {
					must(t, err)
				} else {
					wantErr(t, err, store.ErrNotReleased)
				}
			}
			_, err := s.MoveTo(t.Context(), guild, key(), s.Reader(1), placeOf(0, 0, 0), at(2), c.seen)
			must(t, err)
		})
	}
	must(t, s.Detach(t.Context(), early())) // its messages stand, and can be read
	_, err := s.MoveTo(t.Context(), guild, key(), s.Reader(1), placeOf(5, 1, 1), at(3), both)
	must(t, err)
}
