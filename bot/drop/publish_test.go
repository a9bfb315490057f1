package drop_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/drop"
	"cliffhanger/store/memkv"
)

// news is a story in an announcement channel, posted every four minutes, 15 chapters in the first hour.
func news() drop.Telling {
	s := tale(15, nil)
	s.Release.Schedule = "cron: */4 * * * *"
	return drop.Telling{Guild: guild, Channel: town, Kind: drop.Announcement, Story: s}
}

// minutes returns when the chapters of news are announced.
func minutes() []string {
	var want []string
	for n := 1; n <= 15; n++ {
		want = append(want, fmt.Sprintf("2000-01-01 %02d:%02d %d", 4*n/60, 4*n%60, n))
	}
	return want
}

// inOrder fails the test unless each lead was passed on once, in the order in which they were posted.
func (h *house) inOrder(leads int) {
	h.t.Helper()
	var want, got []uint64
	for _, m := range h.w.in(town) {
		if strings.HasPrefix(m.text, "## Chapter") {
			want = append(want, m.id)
		}
	}
	for _, p := range h.w.published {
		got = append(got, p.message)
	}
	if len(want) != leads || !slices.Equal(got, want) {
		h.t.Errorf("passed on %v, want %d: %v", got, leads, want)
	}
}

func TestWhatIsOverTheLimitIsPublishedAsSoonAsItAllows(t *testing.T) {
	tell(t, func(h *house) {
		h.till("2000-01-01 01:00")
		same(t, "leads", h.leads(town), minutes())
		if n := len(h.w.published); n != 10 {
			t.Errorf("%d passed on in the first hour, want 10", n)
		}
		h.till("2000-01-01 02:00")
		h.inOrder(15)
		for i, p := range h.w.published[10:] { // an hour after the first, the second, ...
			if want := h.w.published[i].at.Add(time.Hour); !p.at.Equal(want) {
				t.Errorf("message %d was passed on at %v, want %v", i+11, p.at, want)
			}
		}
		if len(h.d.told(drop.NotPublished)) > 0 || h.w.calls["crosspost"] != 15 {
			t.Errorf("%d requests, told %+v", h.w.calls["crosspost"], h.d.alerts)
		}
	}, news())
}

func TestPublishingSurvivesARestart(t *testing.T) {
	for _, at := range []string{"2000-01-01 00:40", "2000-01-01 00:41", "2000-01-01 00:58", "2000-01-01 01:05"} {
		tell(t, func(h *house) {
			h.till(at)
			h.again()
			h.till("2000-01-01 00:59")
			h.again()
			h.till("2000-01-01 03:00")
			same(t, "leads", h.leads(town), minutes())
			h.inOrder(15)
		}, news())
	}
}

// The program dies when Discord has carried out a request, whichever it is, and before anybody hears of it.
func TestPublishingSurvivesAKill(t *testing.T) {
	one := news()
	one.Story.Chapters = one.Story.Chapters[:12]
	total := 0
	tell(t, func(h *house) {
		h.till("2000-01-01 03:00")
		total = h.w.total
		h.inOrder(12)
	}, one)
	if total < 3*12 {
		t.Fatalf("only %d requests", total)
	}
	for n := 1; n <= total; n++ {
		tell(t, func(h *house) {
			h.w.dieAfter(n, func() { h.cancel() })
			if deaths := h.alive(); deaths != 1 {
				t.Errorf("died %d times at request %d", deaths, n)
			}
			h.inOrder(12)
		}, one)
	}
}

func TestAFailingStoreLosesNoPublication(t *testing.T) {
	one := news()
	one.Story.Chapters = one.Story.Chapters[:2]
	for _, fault := range []memkv.Fault{memkv.Break, memkv.LoseRequest, memkv.LoseReply, memkv.Fill} {
		for n := 1; n <= 30; n++ {
			tell(t, func(h *house) {
				h.broken = fault == memkv.Break
				h.engine.Fault(n, fault)
				h.alive()
				h.inOrder(2)
			}, one)
		}
	}
}

func TestWhatCannotBePublished(t *testing.T) {
	gone := &discord.Error{Status: 404, Code: 10008}
	text := &discord.Error{Status: 400, Code: 50024}
	for _, test := range []struct {
		name   string
		err    error
		times  int
		within time.Duration
		told   int
		passed int
	}{
		{"the message was deleted", gone, 1, time.Minute, 1, 0},
		{"the channel is no announcement channel any more", text, 1, time.Minute, 1, 0},
		{"fewer requests are wanted", &discord.Error{Status: 429}, 5, 6 * time.Minute, 0, 1},
		{"no answer", errUnknown, 5, time.Minute, 0, 1},
		{"a permission is missing for a while", denied, 3, 4 * time.Hour, 0, 1},
		{"a permission is missing for a day", denied, 100, 23 * time.Hour, 0, 0},
		{"a permission is missing for more than a day", denied, 100, 25 * time.Hour, 1, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := tale(1, nil)
			tell(t, func(h *house) {
				h.till("2000-01-01 18:59")
				h.w.set(func(w *world) { w.errs["crosspost"] = many(test.times, test.err) })
				h.wait(time.Minute + test.within)
				if told := h.d.told(drop.NotPublished); len(told) != test.told || len(h.w.published) != test.passed {
					t.Errorf("told %+v, passed on %v", told, h.w.published)
				}
				if h.w.calls["crosspost"] > 30 || h.serial(town).Chapter != 1 || !h.serial(town).Parked.Since.IsZero() {
					t.Errorf("%d requests, stands at %+v", h.w.calls["crosspost"], h.serial(town))
				}
				jobs, err := h.store.UnfinishedJobs(h.t.Context(), h.serial(town).Telling)
				if left := 1 - test.told - test.passed; err != nil || len(jobs) != left {
					t.Errorf("left %+v, %v, want %d", jobs, err, left)
				}
				if a := h.d.told(drop.NotPublished); len(a) == 1 && (a[0].Chapter != 1 ||
					!strings.HasSuffix(a[0].Text, fmt.Sprint(h.w.in(town)[0].id)) || (a[0].Cause == nil) != (test.err == denied)) {
					t.Errorf("told %+v", a[0])
				}
			}, drop.Telling{Guild: guild, Channel: town, Kind: drop.Announcement, Story: s})
		})
	}
}

func TestAnUnreachableDeskIsToldLater(t *testing.T) {
	s := tale(1, nil)
	tell(t, func(h *house) {
		h.till("2000-01-01 18:59")
		h.w.set(func(w *world) { w.errs["crosspost"] = many(5, &discord.Error{Status: 404, Code: 10008}) })
		h.d.fail(errUnknown)
		h.till("2000-01-01 19:05")
		h.d.fail(nil)
		h.till("2000-01-01 19:20")
		if n := len(h.d.told(drop.NotPublished)); n != 1 {
			t.Errorf("told %d times", n)
		}
	}, drop.Telling{Guild: guild, Channel: town, Kind: drop.Announcement, Story: s})
}

// A correction, and a retraction, wait for no publication.
func TestAChapterThatWaitsToBePublishedCanBeChanged(t *testing.T) {
	one := news()
	s := one.Story
	tell(t, func(h *house) {
		h.till("2000-01-01 01:01") // 11 to 15 wait
		_, err := h.r.Correct(h.t.Context(), guild, fixed(s, 12, 1, "Dawn."), 12, 7)
		h.ok(err)
		h.ok(h.r.Retract(h.t.Context(), guild, s, 11, 7))
		h.till("2000-01-01 02:00")
		if n := len(h.w.published); n != 14 {
			t.Errorf("%d passed on, want all but the one taken back", n)
		}
		h.again()
		_, err = h.r.Correct(h.t.Context(), guild, s, 11, 7)
		h.ok(err)
		h.till("2000-01-01 03:00")
		if n := len(h.w.published); n != 15 {
			t.Errorf("%d passed on once it is back, want 15", n)
		}
		h.ok(h.r.Retract(h.t.Context(), guild, s, 15, 7)) // what is published is edited
		if m := h.w.find(h.w.published[13].message); !m.crossed || !strings.Contains(m.text, "took this chapter back") {
			t.Errorf("the last says %q", m.text)
		}
	}, one)
	tell(t, func(h *house) {
		h.till("2000-01-01 01:01")
		h.ok(h.r.Retract(h.t.Context(), guild, s, 11, 7))
		h.till("2000-01-03 00:00")
		jobs, err := h.store.UnfinishedJobs(h.t.Context(), h.serial(town).Telling)
		if err != nil || len(jobs) > 0 || len(h.d.told(drop.NotPublished)) > 0 || len(h.w.published) != 14 {
			t.Errorf("left %+v, %v, told %+v", jobs, err, h.d.alerts)
		}
	}, one)
}

// A channel that is told as another kind of channel gives up what it had ordered as an announcement channel.
func TestAChannelThatIsNoAnnouncementChannelAnyMore(t *testing.T) {
	one := news()
	tell(t, func(h *house) {
		h.till("2000-01-01 01:00")
		h.stop()
		h.w.set(func(w *world) { w.errs["crosspost"] = many(5, &discord.Error{Status: 400, Code: 50024}) })
		h.engine = h.engine.Reopen()
		h.served[0].Kind = drop.Text
		h.start()
		h.till("2000-01-01 02:30")
		synctest.Wait()
		if n := len(h.d.told(drop.NotPublished)); n != 5 {
			t.Errorf("told %d times, want 5", n)
		}
	}, one)
}
