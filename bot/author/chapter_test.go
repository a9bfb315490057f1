package author_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cliffhanger/bot/author"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
)

// id is a button's custom id, with numbers in hexadecimal.
func (r *room) id(action string, args ...uint64) string {
	id := fmt.Sprintf("c1.%s.%x", action, uint64(r.story.Key()))
	for _, a := range args {
		id += fmt.Sprintf(".%x", a)
	}
	return id
}

func TestOrders(t *testing.T) {
	const name = "Chapter 2 · Part 2"
	for _, test := range []struct {
		name    string
		command string
		options []string
		says    string
		did     []string
	}{
		{"release", "chapter release", []string{"number:2"}, book.Releasing(name), []string{"release 11 tale 2 by 33"}},
		{"hold a chapter", "chapter hold", []string{"number:2"}, book.Holding(name, 2, 0),
			[]string{"hold 11 tale 2-0 by 33"}},
		{"hold a scene", "chapter hold", []string{"number:2", "scene:3"}, book.Holding(name, 2, 3),
			[]string{"hold 11 tale 2-3 by 33"}},
		{"hold what is held", "chapter hold", []string{"number:3"}, book.AlreadyHeld(3, 0), nil},
		{"hold a scene that is held", "chapter hold", []string{"number:4", "scene:2"}, book.AlreadyHeld(4, 2), nil},
		{"hold what is out", "chapter hold", []string{"number:1"}, book.IsOut(1), nil},
		{"hold no scene", "chapter hold", []string{"number:2", "scene:4"}, book.NoSuchScene(2, 3), nil},
		{"hold scene 0", "chapter hold", []string{"number:2", "scene:0"}, book.NoSuchScene(2, 3), nil},
		{"hold no chapter", "chapter hold", []string{"number:7"}, book.NoSuchChapter(7), nil},
		{"free what the file holds", "chapter free", []string{"number:3"}, book.Freed("Chapter 3 · Part 3", 0),
			[]string{"free 11 tale 3-0 by 33"}},
		{"free what a command holds", "chapter free", []string{"number:4", "scene:2"}, book.Freed("Chapter 4 · Part 4", 2),
			[]string{"free 11 tale 4-2 by 33"}},
		{"free what is not held", "chapter free", []string{"number:2"}, book.NotHeld(2, 0, nil), nil},
		{"free a scene of what is held", "chapter free", []string{"number:3", "scene:1"}, book.NotHeld(3, 1, []int{0}), nil},
		{"free a chapter held at a scene", "chapter free", []string{"number:4"}, book.NotHeld(4, 0, []int{2}), nil},
		{"free what was freed", "chapter free", []string{"number:5"}, book.NotHeld(5, 0, nil), nil},
		{"an unknown subcommand", "chapter burn", []string{"number:2"}, book.UnknownCommand(), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := tale(t, 5)
			s.Chapters[2].Hold = true
			s.Chapters[4].Hold = true
			r := open(t, s)
			r.course(func(c *store.Course) {
				c.Held = []store.Hold{{Chapter: 4, Scene: 2}}
				c.Freed = []store.Hold{{Chapter: 5}}
			})
			holds(t, r.use(mara, test.command, test.options...), test.says)
			if got := r.did(); !slices.Equal(got, test.did) {
				t.Errorf("others were told %q, want %q", got, test.did)
			}
			holds(t, r.use(ines, test.command, test.options...), book.NotTheAuthor())
		})
	}
}

// A scene can be held as long as some channel waits for it.
func TestHoldASceneThatIsOutSomewhere(t *testing.T) {
	r := open(t, tale(t, 3))
	r.out(early, 1)
	r.out(early, 2)
	holds(t, r.use(mara, "chapter hold", "number:2", "scene:2"), book.Holding("Chapter 2 · Part 2", 2, 2))
	ref := store.DropRef{Telling: store.Telling{Guild: guild, Story: r.story.Key(), Channel: public}, Chapter: 2}
	must(t, r.store.PlanDrop(t.Context(), store.Drop{DropRef: ref, Due: r.now, Planned: r.now},
		[]store.Step{{Kind: store.StepPage, Scene: 1}, {Kind: store.StepPage, Scene: 2}}))
	_, err := r.store.ClaimStep(t.Context(), ref, 0, r.now)
	must(t, err)
	must(t, r.store.FinishStep(t.Context(), ref, 0, 9, r.now, nil))
	holds(t, r.use(mara, "chapter hold", "number:2", "scene:1"), book.SceneOut(2, 1))
	holds(t, r.use(mara, "chapter hold", "number:2", "scene:3"), book.Holding("Chapter 2 · Part 2", 2, 3))
}

// Every refusal is told in words, and everything else is trouble on our side, with its cause in the log only.
func TestRefusalsOfOrders(t *testing.T) {
	r := open(t, tale(t, 3))
	tooLong := &render.TooLong{Parts: []render.Excess{{Kind: render.ScenePage, Scene: 2, Messages: 1, Over: 7}}}
	for cause, says := range map[error]string{
		author.ErrNoChapter: book.NoSuchChapter(2), author.ErrNotOut: book.NotPostedYet(2), author.ErrOut: book.IsOut(2),
		author.ErrNotNext: book.NotNext(2), author.ErrUnderWay: book.UnderWay(2), author.ErrUnchanged: book.Unchanged(2),
		author.ErrDated: book.DateKept(2), errors.New("secret"): book.Trouble(),
		render.ErrScenesChanged: book.CorrectScenes(),
		tooLong:                 book.CorrectScene(2, 7),
	} {
		r.fails = fmt.Errorf("channel 22: %w", cause)
		for _, command := range []string{"chapter release", "chapter hold", "chapter correct"} {
			answer := r.use(mara, command, "number:2")
			holds(t, answer, says)
			if strings.Contains(answer, "secret") || strings.Contains(answer, "channel 22") {
				t.Errorf("a raw error is shown: %s", answer)
			}
		}
	}
	if !strings.Contains(r.log.String(), "secret") {
		t.Error("the cause is not in the log")
	}
}

func TestCorrectShowsWhatChangesThenDoesIt(t *testing.T) {
	r := open(t, tale(t, 3))
	r.changes = []author.Change{{Channel: public, Messages: []uint64{501}},
		{Channel: early, Messages: []uint64{601, 602, 603, 604, 605, 606, 607}}}
	holds(t, r.use(mara, "chapter correct", "number:1"), book.WouldCorrect("Chapter 1 · Part 1", 8),
		"- <#22>, 1 message: https://discord.com/channels/11/22/501",
		"https://discord.com/channels/11/23/605 and 2 more", r.id("correct", 1), r.id("keep", 1))
	if got := r.did(); len(got) != 0 {
		t.Errorf("asking does %q", got)
	}
	holds(t, r.press(ines, 0, r.id("correct", 1)), book.NotTheAuthor())
	holds(t, r.press(mara, 0, r.id("keep", 1)), book.LeftAlone("Chapter 1 · Part 1"))
	if got := r.did(); len(got) != 0 {
		t.Errorf("leaving it does %q", got)
	}
	holds(t, r.press(mara, 0, r.id("correct", 1)), book.Correcting("Chapter 1 · Part 1", 8))
	if got := r.did(); !slices.Equal(got, []string{"correct 11 tale 1 by 33"}) {
		t.Errorf("others were told %q", got)
	}
	r.changes = nil
	holds(t, r.use(mara, "chapter correct", "number:1"), book.Unchanged(1))
}

func TestAChapterThatWasTakenBack(t *testing.T) {
	r := open(t, tale(t, 9))
	r.course(func(c *store.Course) { c.Retracted = []int{1, 2} })
	holds(t, r.use(mara, "chapter free", "number:2"), book.IsRetracted(2))
	holds(t, r.use(mara, "schedule show"), book.RetractedNote(2))
	r.changes = []author.Change{{Channel: public, Messages: []uint64{1000, 1001}}}
	holds(t, r.use(mara, "chapter correct", "number:1"), book.WouldRestore("Chapter 1 · Part 1", 2), r.id("correct", 1))
	r.changes = nil // its messages stand in a channel that was left
	holds(t, r.use(mara, "chapter correct", "number:1"), book.WouldRestore("Chapter 1 · Part 1", 0), r.id("correct", 1))
	r.fails = author.ErrRetracted
	holds(t, r.use(mara, "chapter release", "number:2"), book.IsRetracted(2))
}

func TestRetractAsksFirst(t *testing.T) {
	r := open(t, tale(t, 3))
	holds(t, r.use(mara, "chapter retract", "number:2"), book.NotPostedYet(2))
	holds(t, r.use(mara, "chapter retract", "number:1"), book.WouldRetract("Chapter 1 · Part 1"), r.id("retract", 1))
	if got := r.did(); len(got) != 0 {
		t.Errorf("asking does %q", got)
	}
	holds(t, r.press(mara, 0, r.id("retract", 1)), book.Retracting("Chapter 1 · Part 1"))
	if got := r.did(); !slices.Equal(got, []string{"retract 11 tale 1 by 33"}) {
		t.Errorf("others were told %q", got)
	}
}

func TestTheLogNamesNobody(t *testing.T) {
	r := open(t, tale(t, 3))
	holds(t, r.use(mara, "chapter log"), book.NothingLogged())
	for i, who := range []story.ReaderID{{}, r.store.Reader(mara), r.store.Reader(ines)} {
		must(t, r.store.Note(t.Context(), guild, r.story.Key(), store.Entry{At: r.now.AddDate(0, 0, i), Who: who,
			What: "try channel 22 again", Channel: 22}))
	}
	answer := r.use(mara, "chapter log")
	holds(t, answer, "another author · try <#22> again", "you · try <#22> again", "by itself · try <#22> again")
	if a, b := strings.Index(answer, "another author ·"), strings.Index(answer, "by itself"); a > b {
		t.Errorf("the newest line is not the first: %s", answer)
	}
	must(t, r.store.Note(t.Context(), guild, r.story.Key(), store.Entry{At: r.now.AddDate(0, 0, 4), Who: r.store.Reader(ines),
		What: "the group “*channel 23* <@5>” is taken away", Words: "*no* in channel 23 @everyone " + strings.Repeat("long ", 90)}))
	answer = r.use(mara, "chapter log")
	holds(t, answer, `another author · the group “\*channel 23\* \<@5\>” is taken away: “\*no\* in channel 23 @`+"\u200beveryone long")
	if strings.Contains(answer, "<#23>") || strings.Contains(answer, strings.Repeat("long ", 61)) {
		t.Errorf("words are taken for more than words: %s", answer)
	}
	for i := range 40 {
		must(t, r.store.Note(t.Context(), guild, r.story.Key(), store.Entry{At: r.now.AddDate(0, 1, i),
			What: strings.Repeat("a long line ", 30)}))
	}
	if n := contentOf(t, r.use(mara, "chapter log")); n > 2000 {
		t.Errorf("the log has %d characters", n)
	}
}

func TestForgedButtonsDoNothing(t *testing.T) {
	r := open(t, tale(t, 3))
	const huge = 1<<64 - 1
	foreign := fmt.Sprintf("c1.retract.%x.1", uint64(story.KeyOf("another")))
	for _, test := range []struct {
		name, id, want string
	}{
		{"another story", foreign, book.StoryGone()},
		{"no story", "c1.retract", book.StoryGone()},
		{"no chapter", r.id("retract"), book.OldButton()},
		{"a chapter there never was", r.id("correct", 9), book.NoSuchChapter(9)},
		{"chapter 0", r.id("correct", 0), book.NoSuchChapter(0)},
		{"the end of the numbers", r.id("retract", huge), book.OldButton()},
		{"a retry without a channel", r.id("retry"), book.OldButton()},
		{"a retry of no channel", r.id("retry", 99, 0), book.StoryGone()},
		{"a retry at the end of time", r.id("retry", public, huge), book.OldButton()},
		{"a late chapter without a date", r.id("postlate", 2), book.OldButton()},
		{"a late chapter at the end of time", r.id("skipdate", 2, huge, public), book.OldButton()},
		{"a chapter nobody is asked about", r.id("notyet", 2, 1, public), book.NotOverdue(2)},
	} {
		t.Run(test.name, func(t *testing.T) { holds(t, r.press(mara, 5, test.id), test.want) })
	}
	if len(r.done) > 0 || len(r.edits) > 0 || strings.Contains(r.log.String(), "panic") {
		t.Errorf("done %q, edited %q, logged %s", r.done, r.edits, r.log.String())
	}
	i := discord.Interaction{Kind: discord.KindComponent, Guild: elsewhere,
		Control: discord.Control{CustomID: r.id("retract", 1)}}
	holds(t, r.act(mara, i), book.StoryGone())
}
