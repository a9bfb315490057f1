package author_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/author"
	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
)

func (r *room) telling(channel uint64) store.Telling {
	return store.Telling{Guild: guild, Story: r.story.Key(), Channel: channel}
}

// edited returns the one edit that was made of a message, and fails the test if there was another number, or if it
// could ping anybody.
func (r *room) edited(message uint64) string {
	r.t.Helper()
	list := r.edits
	r.edits = nil
	if len(list) != 1 || !strings.HasPrefix(list[0], fmt.Sprintf("%d/%d ", desk, message)) {
		r.t.Fatalf("edited %q, want message %d once", list, message)
	}
	if !strings.Contains(list[0], `"allowed_mentions":{"parse":[]}`) {
		r.t.Errorf("an edit may ping: %s", list[0])
	}
	return list[0]
}

func TestTryAgain(t *testing.T) {
	r := open(t, tale(t, 3))
	r.out(early, 1)
	since := r.now
	must(t, r.store.Park(t.Context(), r.telling(public), store.Parking{Since: since, Reason: "403"}))
	again := r.id("retry", public, uint64(since.Unix()))

	holds(t, r.press(ines, 501, again), book.NotTheAuthor())
	holds(t, r.press(mara, 501, r.id("retry", early, uint64(since.Unix()))), book.NotStopped(early))
	if got := r.did(); len(got) != 0 {
		t.Fatalf("others were told %q", got)
	}
	holds(t, r.press(mara, 501, again), book.Retrying(public))
	if got := r.did(); !slices.Equal(got, []string{"retry 22 in 11 by 33"}) {
		t.Errorf("others were told %q", got)
	}
	holds(t, r.edited(501), "<@33> had me try again", `The \*Tale\*`)

	r.story.Release.Authors = []uint64{ines, mara}
	holds(t, r.press(ines, 501, again), "That has been decided:", "another author · try <#22> again")
	if got := r.did(); len(got) != 0 || len(r.edits) != 0 {
		t.Errorf("a second press does %q and edits %q", got, r.edits)
	}
	// stopped again for another reason: the old button is not about that
	must(t, r.store.Park(t.Context(), r.telling(public), store.Parking{Since: r.now.Add(time.Hour), Reason: "404"}))
	r.press(mara, 501, again)
	if got := r.did(); len(got) != 0 {
		t.Errorf("an old button does %q", got)
	}
}

func TestALateChapterIsDecidedOnce(t *testing.T) {
	for _, test := range []struct {
		action, did, says, shows, log string
	}{
		{"postlate", "release 11 tale 2 by 33", book.Releasing("Chapter 2 · Part 2"), "<@33> had it posted",
			"release chapter 2 now"},
		{"skipdate", "skip 11 tale 2 by 33", book.TakesNext("Chapter 2 · Part 2"), "<@33> had that date skipped",
			"skip the date of chapter 2"},
		{"postall", "catch up 11 tale 2 by 33", book.CatchingUp("Chapter 2 · Part 2"), "all that were late after it",
			"post chapter 2 and all that are late after it"},
		{"leaveout", "leave out 11 tale 2 by 33", book.LeavingOut("Chapter 2 · Part 2"), "<@33> left it out",
			"leave out chapter 2 and all that are late after it"},
	} {
		t.Run(test.action, func(t *testing.T) {
			r := open(t, tale(t, 12))
			r.course(func(c *store.Course) { c.Asked, c.AskAlert = 2, 501 })
			must(t, r.store.Note(t.Context(), guild, r.story.Key(), store.Entry{At: r.now, Who: r.store.Reader(ines),
				What: "hold chapter 12", Chapter: 12}))
			args := []uint64{2, uint64(r.now.Add(-25 * time.Hour).Unix()), public}
			id := r.id(test.action, args...)
			holds(t, r.press(ines, 501, id), book.NotTheAuthor())
			holds(t, r.press(mara, 500, id), book.NewerAlert("https://discord.com/channels/11/24/501"))
			holds(t, r.press(mara, 501, r.id(test.action, 3, args[1], public)), book.NotOverdue(3))
			if got := r.did(); len(got) != 0 {
				t.Fatalf("others were told %q", got)
			}

			holds(t, r.press(mara, 501, r.id("notyet", args...)), book.Waits("Chapter 2 · Part 2"))
			waiting := r.edited(501)
			holds(t, waiting, "<@33> has put it off", r.id("postlate", args...), r.id("skipdate", args...))
			if strings.Contains(waiting, "c1.notyet") {
				t.Errorf("what was answered is offered again: %s", waiting)
			}

			r.fails = fmt.Errorf("the disk is full")
			holds(t, r.press(mara, 501, id), book.Trouble())
			if len(r.edits) > 0 {
				t.Errorf("what failed is shown as done: %q", r.edits)
			}
			r.fails = nil
			holds(t, r.press(mara, 501, id), test.says)
			if got := r.did(); !slices.Equal(got, []string{test.did}) {
				t.Errorf("others were told %q, want %q", got, test.did)
			}
			done := r.edited(501)
			holds(t, done, test.shows)
			if strings.Contains(done, "custom_id") {
				t.Errorf("there are buttons left: %s", done)
			}
			must(t, r.store.Note(t.Context(), guild, r.story.Key(), store.Entry{At: r.now.Add(time.Minute), // about something else
				Who: r.store.Reader(ines), What: "the vote of chapter 2 is open again", Words: "retract chapter 2"}))
			for _, other := range []string{"postlate", "skipdate", "notyet", "postall", "leaveout"} {
				holds(t, r.press(mara, 501, r.id(other, args...)), "That has been decided:", "you · "+test.log)
			}
			if got := r.did(); len(got) != 0 || len(r.edits) != 0 {
				t.Errorf("a second press does %q and edits %q", got, r.edits)
			}
		})
	}
}

func (p played) CatchUp(_ context.Context, g uint64, s *story.Story, n int, by uint64) error {
	return p.answer(n, by, fmt.Sprintf("post chapter %d and all that are late after it, up to 9", n),
		"catch up %d %s %d by %d", g, s.ID, n, by)
}

func (p played) LeaveOut(_ context.Context, g uint64, s *story.Story, n int, by uint64) error {
	return p.answer(n, by, fmt.Sprintf("leave out chapter %d and all that are late after it, up to 9", n),
		"leave out %d %s %d by %d", g, s.ID, n, by)
}

func (p played) Join(ctx context.Context, g uint64, s *story.Story, channel uint64, all bool, by uint64) error {
	if err := p.note("join %d in %d %s %v by %d", channel, g, s.ID, all, by); err != nil {
		return err
	}
	return p.store.Note(ctx, g, s.Key(), store.Entry{At: p.now, Who: p.store.Reader(by),
		What: fmt.Sprintf("begin in channel %d with chapter 1", channel), Channel: channel})
}

// Where a new channel begins is decided once, by an author, and shown on the alert.
func TestANewChannelIsDecidedOnce(t *testing.T) {
	for action, all := range map[string]bool{"joinall": true, "joinnext": false} {
		t.Run(action, func(t *testing.T) {
			r := open(t, tale(t, 12))
			id := r.id(action, early)
			holds(t, r.press(ines, 501, id), book.NotTheAuthor())
			holds(t, r.press(mara, 501, r.id(action)), book.OldButton())
			r.fails = fmt.Errorf("the disk is full")
			holds(t, r.press(mara, 501, id), book.Trouble())
			if got := r.did(); len(got) != 0 || len(r.edits) > 0 {
				t.Errorf("others were told %q, and it is shown as done: %q", got, r.edits)
			}
			r.fails = nil
			holds(t, r.press(mara, 501, id), book.Joins(early, all))
			if got, want := r.did(), fmt.Sprintf("join 23 in 11 tale %v by 33", all); !slices.Equal(got, []string{want}) {
				t.Errorf("others were told %q, want %q", got, want)
			}
			done := r.edited(501)
			holds(t, done, "<@33> had it begin with")
			if strings.Contains(done, "custom_id") {
				t.Errorf("there are buttons left: %s", done)
			}
			r.fails = author.ErrOnTime
			holds(t, r.press(mara, 501, id), "That has been decided:", "you · begin in <#23>")
			if len(r.edits) > 0 {
				t.Errorf("a second press edits %q", r.edits)
			}
		})
	}
}

// A channel that is still not there is said to be, and the alert keeps its button.
func TestTryAgainWhereTheChannelIsStillGone(t *testing.T) {
	r := open(t, tale(t, 3))
	must(t, r.store.Park(t.Context(), r.telling(public), store.Parking{Since: r.now, Reason: "404"}))
	r.fails = author.ErrStillGone
	holds(t, r.press(mara, 501, r.id("retry", public, uint64(r.now.Unix()))), book.StillGone())
	if len(r.edits) > 0 {
		t.Errorf("the alert is edited: %q", r.edits)
	}
}

// However many press at one moment, it is done once, and the others are told.
func TestPressesAtOneMoment(t *testing.T) {
	r := open(t, tale(t, 3))
	r.course(func(c *store.Course) { c.Asked, c.AskAlert = 2, 501 })
	var presses sync.WaitGroup
	for user := range uint64(8) {
		i := &discord.Interaction{ID: user + 1, App: 2, Guild: guild, Channel: desk, User: user + 1, Permissions: manage,
			Token: discord.NewInteractionToken("t"), Kind: discord.KindComponent, Message: 501,
			Control: discord.Control{CustomID: r.id([]string{"postlate", "skipdate"}[user%2], 2, monday12, public)}}
		presses.Go(func() { r.router.Begin(author.Heard(t.Context(), i), i, r)() })
	}
	presses.Wait()
	if len(r.done) != 1 || len(r.edits) != 1 || len(r.said) != 8 {
		t.Errorf("done %q, edited %q, %d answers", r.done, r.edits, len(r.said))
	}
	told := 0
	for _, answer := range r.said {
		if strings.Contains(answer, "That has been decided:") {
			told++
		}
	}
	if told != 7 {
		t.Errorf("%d of the others are told: %q", told, r.said)
	}
}

// Without a desk, /schedule show has the buttons.
func TestDecisionsWithoutADesk(t *testing.T) {
	r := open(t, tale(t, 3))
	r.story.Release.Desk = ""
	r.out(early, 1)
	for _, channel := range []uint64{public, early} {
		must(t, r.store.Park(t.Context(), r.telling(channel), store.Parking{Since: r.now, Reason: "403"}))
	}
	r.course(func(c *store.Course) { c.Asked = 2 })
	due := uint64(monday12) + 31*3600
	answer := r.use(mara, "schedule show")
	holds(t, answer, book.AsksAbout(2), book.PostNowButton(), r.id("postlate", 2, due, 0), r.id("skipdate", 2, due, 0),
		"(1) **Stopped in <#22>**", "(2) **Stopped in <#23>**", "in the log", book.RetryIn(2, 2),
		r.id("retry", public, monday12, 1), r.id("retry", early, monday12, 1))
	holds(t, r.press(mara, 0, r.id("retry", early, monday12, 1)), book.Retrying(early))
	holds(t, r.press(mara, 0, r.id("postlate", 2, due, 0)), book.Releasing("Chapter 2 · Part 2"))
	if got := r.did(); !slices.Equal(got, []string{"retry 23 in 11 by 33", "release 11 tale 2 by 33"}) {
		t.Errorf("others were told %q", got)
	}
	if len(r.edits) > 0 {
		t.Errorf("a private answer is edited as if it were an alert: %q", r.edits)
	}
	holds(t, r.press(mara, 0, r.id("skipdate", 2, due, 0)), "That has been decided:")
	if strings.Contains(r.use(mara, "schedule show"), "c1.postlate") {
		t.Error("what was decided is asked again")
	}
}

// Of several late chapters /schedule show offers what the alert would, and a new channel does not change what is late.
func TestSeveralLateChaptersWithoutADesk(t *testing.T) {
	r := open(t, tale(t, 9))
	r.story.Release.Desk = ""
	must(t, r.store.Attach(t.Context(), r.telling(early), store.Spot{Name: "early"})) // it is not asked where it begins
	r.now = r.now.AddDate(0, 0, 8)
	r.course(func(c *store.Course) { c.Asked = 2 })
	answer := r.use(mara, "schedule show")
	due := uint64(monday12) + 31*3600
	holds(t, answer, book.AsksAbout(2), "Post all 2", r.id("postall", 2, due, 0), r.id("postlate", 2, due, 0),
		r.id("skipdate", 2, due, 0), r.id("leaveout", 2, due, 0))
	holds(t, answer, book.AsksWhereToBegin(early), r.id("joinall", early, 1), r.id("joinnext", early, 1))
	holds(t, r.press(mara, 0, r.id("joinnext", early, 1)), book.Joins(early, false))
	if got := r.did(); !slices.Equal(got, []string{"join 23 in 11 tale false by 33"}) || len(r.edits) > 0 {
		t.Errorf("others were told %q, edited %q", got, r.edits)
	}
	holds(t, r.press(mara, 0, r.id("postall", 2, due, 0)), book.CatchingUp("Chapter 2 · Part 2"))
	if got := r.did(); !slices.Equal(got, []string{"catch up 11 tale 2 by 33"}) {
		t.Errorf("others were told %q", got)
	}
}

// A date that other channels have used cannot be skipped, and so is not offered after "Not yet" either.
func TestNotYetOffersOnlyWhatCanBeDone(t *testing.T) {
	r := open(t, tale(t, 3))
	r.course(func(c *store.Course) { c.Asked = 2 })
	r.dated(2, firstDrop)
	r.press(mara, 501, r.id("notyet", 2, 1, public))
	if got := r.edited(501); strings.Contains(got, "c1.skipdate") || !strings.Contains(got, "c1.postlate") {
		t.Errorf("the alert offers %s", got)
	}
}

func TestFollow(t *testing.T) {
	r := open(t, tale(t, 2))
	holds(t, r.use(ines, "follow"), book.Followed(`The \*Tale\*`))
	holds(t, r.useWith(ines, []uint64{7, pingRole}, "follow"), book.Unfollowed(`The \*Tale\*`))
	if got := r.did(); !slices.Equal(got, []string{"give 34 the role 44 in 11", "take from 34 the role 44 in 11"}) {
		t.Errorf("others were told %q", got)
	}
	r.fails = missingPermissions()
	holds(t, r.use(ines, "follow"), book.MayNotGiveRole(pingRole))
	r.fails = nil
	r.story.Release.Ping = "Gone"
	holds(t, r.use(ines, "follow"), book.NoPingRole(`The \*Tale\*`))
	r.story.Release.Ping = ""
	holds(t, r.use(ines, "follow"), book.PingsNobody())
	holds(t, r.use(ines, "follow", "story:nothing"), book.WhichStory())

	second := *r.story
	second.ID, second.Title, second.Release.Ping = "second", "Second", "Readers"
	r.told = []*story.Story{r.story, &second}
	holds(t, r.use(ines, "follow"), book.Followed("Second"))
	if got := r.complete(ines, "follow", "story:"); !slices.Equal(got, []string{"second"}) {
		t.Errorf("offered to follow: %q", got)
	}
	r.told = nil
	holds(t, r.use(ines, "follow"), book.NoStory())
}
