package author_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cliffhanger/bot/author"
	"cliffhanger/story"
)

func TestAShiftIsToldWithWhatToDo(t *testing.T) {
	s := tale(t, 9)
	for _, test := range []struct {
		name  string
		shift error
		says  []string
	}{
		{"a chapter put in", fmt.Errorf("wrapped: %w", story.Shift{Chapter: 4, Now: 5, Title: "The *Ford*"}), []string{
			`The \*Tale\* has stopped`, `**Chapter 5 · The \*Ford\*** now is out as chapter 4`, "until it is chapter 4 again",
			"`number:`", "**" + book.RenumberButton() + "**", fmt.Sprintf("c1.renumber.%x.4.5", uint64(s.Key()))}},
		{"one without a title taken out", story.Shift{Chapter: 4, Now: 3}, []string{"**Chapter 3** now is out as chapter 4"}},
		{"the last one taken out", story.Shift{Chapter: 4, Now: 4, Title: "Ebb", Next: true},
			[]string{"**Chapter 4 · Ebb** was to come after chapter 4", "would never be posted", "their old numbers again"}},
		{"nobody knows what", errors.New("RAW"), []string{book.AlertOther(`The \*Tale\*`)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var to post
			var log strings.Builder
			_, err := deskFor(&to, &log).Tell(t.Context(), guild, s,
				author.Alert{Kind: author.Renumbered, Key: "k", Channel: public, Cause: test.shift})
			must(t, err)
			body := string(to.letters[0].Body)
			holds(t, body, test.says...)
			if n := contentOf(t, body); n > 2000 {
				t.Errorf("%d characters", n)
			}
		})
	}
}

func TestGoOnAsNumberedNow(t *testing.T) {
	r := open(t, tale(t, 9))
	r.shift = story.Shift{Chapter: 1, Now: 2, Title: "Part 2"}
	refused := book.HasOtherNumber("Chapter 2 · Part 2", 1, false)
	r.fails = fmt.Errorf("channel 22: %w", r.shift)
	holds(t, r.use(mara, "chapter correct", "number:1"), refused)
	holds(t, r.use(mara, "chapter release", "number:2"), refused)
	r.fails = nil
	holds(t, r.use(mara, "schedule show"), refused, r.id("renumber", 1, 2, 1))
	holds(t, r.press(ines, 501, r.id("renumber", 1, 2)), book.NotTheAuthor())
	holds(t, r.press(mara, 501, r.id("renumber", 1)), book.OldButton())
	holds(t, r.press(mara, 501, r.id("renumber", 1, 3)), refused) // it was another when the button was made
	if got := r.did(); len(got) > 0 || len(r.edits) > 0 {
		t.Fatalf("others were told %q, edited %q", got, r.edits)
	}
	holds(t, r.press(mara, 501, r.id("renumber", 1, 2)), book.Renumbered())
	if got := r.did(); !slices.Equal(got, []string{"renumber 11 tale by 33"}) {
		t.Errorf("others were told %q", got)
	}
	alert := r.edited(501)
	holds(t, alert, "had stopped", "<@33> had it go on")
	if strings.Contains(alert, "c1.renumber") {
		t.Errorf("the alert has its button still: %s", alert)
	}
	holds(t, r.press(mara, 501, r.id("renumber", 1, 2)), book.NotRenumbered())
	if answer := r.use(mara, "schedule show"); strings.Contains(answer, "c1.renumber") {
		t.Errorf("asked again: %s", answer)
	}
	r.shift = story.Shift{Chapter: 1, Now: 2, Title: "Part 2"}
	edits := len(r.edits)
	holds(t, r.press(mara, 0, r.id("renumber", 1, 2, 1)), book.Renumbered())
	if len(r.edits) != edits {
		t.Errorf("a private answer is edited as if it were an alert: %q", r.edits)
	}
}
