package phrase_test

import (
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/phrase"
)

func TestEveryLocaleHasABook(t *testing.T) {
	for _, locale := range []string{"", "en-GB", "de", "zz"} {
		if got := phrase.For(locale).NoneOption(); got == "" {
			t.Errorf("locale %q has no words", locale)
		}
	}
}

func TestSentencesThatDependOnNumbers(t *testing.T) {
	b := phrase.For("en-US")
	for want, got := range map[string]string{
		"Chapter 3":                              b.Chapter(3, ""),
		"Chapter 3 · The *Tally* Board":          b.Chapter(3, "The *Tally* Board"),
		"Chapter 1 · scene 2 of 3":               b.Footer(1, 2, 3, 1, 1),
		"Chapter 1 · scene 2 of 3 · page 1 of 2": b.Footer(1, 2, 3, 1, 2),
		"You have not begun **T** yet. 1 scene is out, about 1 minute. `/read` begins.":    b.Progress("T", 0, 0, 1, 1),
		"You have not begun **T** yet. 4 scenes are out, about 9 minutes. `/read` begins.": b.Progress("T", 0, 0, 4, 9),
		"You are level with **T**: you have read everything that is out.":                  b.Progress("T", 2, 3, 0, 1),
		"You have read **T** to chapter 2, scene 3. 1 scene is left, about 2 minutes. `/read` goes on.": b.Progress(
			"T", 2, 3, 1, 2),
		"1 reader voted.":   b.Turnout(1, 0),
		"12 readers voted.": b.Turnout(12, 0),
		"143 readers voted, of 201 who reached it (71 %).": b.Turnout(143, 201),
		"That is 1 more than last time.":                   b.TurnoutChange(8, 7),
		"That is 3 fewer than last time.":                  b.TurnoutChange(4, 7),
		"That is as many as last time.":                    b.TurnoutChange(7, 7),
		"It is a tie between **A**, **B**":                 b.Tie([]string{"A", "B"}, 0),
		"It is a tie between **A**, **B** and 1 other":     b.Tie([]string{"A", "B"}, 1),
		"It is a tie between **A**, **B** and 2 others":    b.Tie([]string{"A", "B"}, 2),
		"2 days":     b.Lasting(48 * time.Hour),
		"36 hours":   b.Lasting(36 * time.Hour),
		"24 hours":   b.Lasting(24 * time.Hour),
		"1 hour":     b.Lasting(time.Hour),
		"90 minutes": b.Lasting(89*time.Minute + 1),
		"To vote, have an account that is 30 days old, and have read the chapter with me.": b.VoteNeeds(nil,
			30*24*time.Hour, 0, true),
		"To vote, have the role “Crew” or <@&7>.": b.VoteNeeds([]string{"“Crew”", "<@&7>"}, 0, 0, false),
		"":                   b.VoteNeeds(nil, 0, 0, false),
		"Nobody answered.":   b.Answered(0, 0),
		"1 reader answered.": b.Answered(1, 0),
		"2 readers answered. 1 reader would choose none, and said why.": b.Answered(2, 1),
	} {
		if got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

func TestTheLeadSaysHowLongAChapterIs(t *testing.T) {
	b := phrase.For("")
	for _, test := range []struct {
		scenes, words int
		want          string
	}{
		{1, 0, "1 scene · 0 words · about 1 minute."},
		{1, 1, "1 scene · 1 word · about 1 minute."},
		{5, 460, "5 scenes · 460 words · about 2 minutes."},
		{9, 12345, "9 scenes · 12,345 words · about 54 minutes."},
		{2, 1234567, "2 scenes · 1,234,567 words · about 5368 minutes."},
	} {
		want := test.want + " `/read` gives it to you privately, at your own pace."
		if got := b.LeadLine(test.scenes, test.words); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// Times are written so that every reader's client shows them in the reader's own zone.
func TestTimesAreDiscords(t *testing.T) {
	at := time.Date(2026, 11, 24, 19, 0, 0, 0, time.FixedZone("CET", 3600))
	if got, want := phrase.Both(at), "<t:1795543200:F> (<t:1795543200:R>)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	b := phrase.For("")
	if got := b.ChapterEnd(at); !strings.HasSuffix(got, "comes <t:1795543200:R>.") {
		t.Errorf("the end of a chapter says %q", got)
	}
	if got := b.ChapterEnd(time.Time{}); strings.Contains(got, "<t:") {
		t.Errorf("the end of the newest chapter promises a time: %q", got)
	}
}

func TestReadingTimeIsRoundedAndNeverNothing(t *testing.T) {
	for words, want := range map[int]int{0: 1, 1: 1, 344: 1, 345: 2, 2300: 10} {
		if got := phrase.Minutes(words); got != want {
			t.Errorf("%d words take %d minutes, want %d", words, got, want)
		}
	}
}

// Discord refuses a form whose title or label has more than 45 characters.
func TestFormsFit(t *testing.T) {
	b := phrase.For("")
	for _, s := range []string{b.AnswerTitle(), b.AnswerLabel()} {
		if n := len([]rune(s)); n < 1 || n > 45 {
			t.Errorf("%q has %d characters", s, n)
		}
	}
}

// What Discord refuses the whole answer for: a modal's title and labels beyond 45 characters, a description or hint
// beyond 100, a button's label beyond 80.
func TestFormsAndButtonsAboutVotesFit(t *testing.T) {
	b := phrase.For("")
	for most, list := range map[int][]string{
		45: {b.NominateTitle(), b.NominateLabel(), b.StrikeTitle(), b.StrikeLabel(), b.AnswerTitle(), b.AnswerLabel()},
		80: {b.TakeBackButton(), b.ChangeButton(), b.SecretButton(), b.MyVote(), b.NominateButton(), b.CloseButton(),
			b.ListButton(), b.ApproveButton(), b.MergeButton(), b.StrikeButton()},
		100: {b.NominateHint(), b.PaperPlaceholder(), b.NomineePick(), b.NomineeInto()},
	} {
		for _, text := range list {
			if n := len([]rune(text)); n == 0 || n > most {
				t.Errorf("%q has %d characters, and may have %d", text, n, most)
			}
		}
	}
}

// A refusal tells what to do next: it names a command or a button, or says what to do.
func TestRefusalsAboutVotesSayWhatToDoNext(t *testing.T) {
	b := phrase.For("")
	for _, text := range []string{
		b.NoVote(), b.NothingToVoteIn(), b.NothingToNominate(), b.NothingToAnswer(), b.NothingToVerify(), b.NoSuchQuestion(),
		b.VoteClosed(), b.VoteBusy(), b.NoneStandsAlone(), b.TooManyChosen(2), b.NoSuchOption(), b.LacksRole(nil),
		b.LacksReading(), b.LacksAge(time.Time{}), b.LacksStay(time.Now()), b.NominateEmpty(), b.NominateLong(80),
		b.NominateLink(), b.NominateMention(), b.NominateFull(), b.NominateYours(3), b.NoPolls(), b.NoPollFits(b.NoRound()),
		b.PollNotASpan("`x`"), b.PollIsClosed(), b.PollIsOpen(), b.PollNoReason(), b.PollIsFollowed(), b.PollNotYours(),
		b.PollNotTied([]string{"A"}), b.PollNoVeto(), b.PollNotCounted(), b.PollSealed(time.Unix(1, 0)), b.PollUnread(time.Unix(1, 0)), b.NomineeGone(),
		b.StrikeNoReason(), b.PollNothingAdmitted(), b.GroupNumbers(3), b.GroupFull(20, 80), b.GroupOpen(), b.GroupSoon(),
	} {
		next := false
		for _, word := range []string{"`/", "Press ", "Choose ", "choose ", "Pick ", "Write ", "write ", "try again", "Try again",
			"later ones", "may vote from", "vote again", "keep it to", "Look at", "Name the", "Take a group", "Come back",
			"or options", "at most"} {
			next = next || strings.Contains(text, word)
		}
		if !next || !strings.HasSuffix(text, ".") || len([]rune(text)) > 400 {
			t.Errorf("%q does not say what to do next", text)
		}
	}
}
