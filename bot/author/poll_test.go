package author_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/author"
	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
	"cliffhanger/story/nominee"
)

func TestPollIsForAuthorsAlone(t *testing.T) {
	r := open(t, tale(t, 3))
	holds(t, r.use(mara, "poll show"), book.NoPolls())
	v := r.ask(nil)
	for _, sub := range []string{"show", "close", "recount", "export", "nominees", "open", "veto"} {
		holds(t, r.use(ines, "poll "+sub), book.NotTheAuthor())
		holds(t, r.use(ines, "poll "+sub, fmt.Sprintf("question:%d", v.Message)), book.NotTheAuthor())
	}
	holds(t, r.use(ines, "poll extend", "by:1h"), book.NotTheAuthor())
	holds(t, r.use(ines, "answers"), book.NotTheAuthor())
	for _, id := range []string{"closepoll.%x", "leavepoll.%x", "tie.%x.0", "approve.%x.1", "strike.%x.1", "merge.%x.1",
		"nominees.%x.1", "admit.%x.1", "same.%x.1", "takeout.%x.1", "mergeinto.%x.1.0.0"} {
		holds(t, r.press(ines, 9, "c1."+fmt.Sprintf(id, v.Message)), book.NotTheAuthor())
	}
	if got := r.complete(ines, "poll show", "question:"); len(got) > 0 {
		t.Errorf("Ines is offered %q", got)
	}
	is(t, r.did())
	holds(t, r.use(mara, "poll show", "question:nonsense"), book.NoSuchQuestion())
	holds(t, r.use(mara, "poll show", "question:12345"), book.NoSuchQuestion())
	holds(t, r.press(mara, 9, "c1.closepoll"), book.OldButton())
	holds(t, r.press(mara, 9, "c1.tie.1b58.ffffffffffffffff"), book.OldButton())
}

func TestAnAuthorChangesAVote(t *testing.T) {
	r := open(t, tale(t, 3))
	v := r.ask(nil)
	r.vote(v, 1, 0)
	r.vote(v, 2, 1)
	answer := r.use(mara, "poll show")
	holds(t, answer, `> What does \*she\* take?`, "2 readers: The lamp 🏮 1, The boat ⛵ 1, The knife 🗡️ 0.", "`/poll extend`",
		book.PollAnswers(0, 0))
	for _, by := range []string{"", "soon", "0h", "-1h", "31d", "99999999999d", "1", "h", "1y"} {
		holds(t, r.use(mara, "poll extend", "by:"+by), "is not a length of time I can use")
	}
	is(t, r.did())
	holds(t, r.use(mara, "poll extend", "by:1d 12h"), book.PollExtended(v.Closes.Add(36*time.Hour)))
	holds(t, r.use(mara, "poll show"), "36 hours longer than announced")
	answer = r.use(mara, "poll close")
	holds(t, answer, book.PollWouldClose(2), fmt.Sprintf("c1.closepoll.%x", v.Message))
	is(t, r.did(), "extend by 36h0m0s by 33")
	holds(t, r.press(mara, 9, fmt.Sprintf("c1.leavepoll.%x", v.Message)), book.PollLeft())
	is(t, r.did())
	holds(t, r.press(mara, 9, fmt.Sprintf("c1.closepoll.%x", v.Message)), book.PollClosing())
	is(t, r.did(), "close by 33")
	holds(t, r.use(mara, "poll reopen", "for:1d", "reason:x"), "There is no closed vote just now.")
	r.end(v, store.AwaitsAuthor)
	holds(t, r.use(mara, "poll extend", "by:1h", fmt.Sprintf("question:%d", v.Message)), book.PollIsClosed())
	holds(t, r.use(mara, "poll reopen", "for:1d", "reason: "), book.PollNoReason())
	holds(t, r.use(mara, "poll reopen", "for:5d", "reason:Too *short*"), "The question is open again until")
	is(t, r.did(), "extend by 1h0m0s by 33", `reopen for 120h0m0s because "Too *short*" by 33`)
}

func TestAnAuthorSettlesATieOnce(t *testing.T) {
	r := open(t, tale(t, 3))
	v := r.ask(nil)
	r.vote(v, 1, 0)
	r.vote(v, 2, 1)
	tie := func(option int) string { return fmt.Sprintf("c1.tie.%x.%x", v.Message, option) }
	holds(t, r.press(mara, 9, tie(0)), book.PollNotYours())
	r.end(v, store.AwaitsAuthor)
	holds(t, r.use(mara, "poll show"), "a tie, which the author is to decide", "`/poll tie`")
	if got := r.complete(mara, "poll tie", "option:"); fmt.Sprint(got) != "[1 2]" {
		t.Errorf("offered are %q", got)
	}
	holds(t, r.use(mara, "poll tie", "option:3"), book.PollNotTied([]string{"The lamp 🏮", "The boat ⛵"}))
	holds(t, r.use(mara, "poll tie", "option:4"), book.NoSuchOption())
	holds(t, r.use(mara, "poll tie", "option:x"), book.NoSuchOption())
	holds(t, r.press(mara, 9, tie(1)), book.PollTieChosen("The boat ⛵"))
	is(t, r.did(), "choose 1 by 33")
	if len(r.edits) != 1 || !strings.Contains(r.edits[0], "chose **The boat ⛵**") ||
		!strings.Contains(r.edits[0], `"components":[]`) {
		t.Errorf("the alert says %q", r.edits)
	}
	holds(t, r.press(mara, 9, tie(0)), "That has been decided: → **The boat ⛵**, by the author’s choice.")
	holds(t, r.use(mara, "poll tie", "option:the lamp"), "There is no vote that waits for your decision")
	holds(t, r.use(mara, "poll veto", "note:The *sea* took it"), book.PollVetoed())
	holds(t, r.use(mara, "poll show"), `set aside by the author: The \*sea\* took it`)
	holds(t, r.use(mara, "poll veto"), book.PollVetoTakenBack())
	holds(t, r.use(mara, "poll veto"), book.PollNoVeto())
	is(t, r.did(), `veto "The *sea* took it" by 33`, `veto "" by 33`)
	holds(t, r.use(mara, "poll veto", "option:the boat"), book.PollNoVeto())
	holds(t, r.use(mara, "poll veto", "option:the ship", "note:No."), book.NoSuchOption())
	holds(t, r.use(mara, "poll veto", "option:1", "note:No."), book.PollGoneOn())
	holds(t, r.use(mara, "poll veto", "option:the boat", "note:No."), book.PollOverruled("The boat ⛵"))
	is(t, r.did(), `overrule 1 "No." by 33`)
}

func TestAVoteIsRecountedAndExported(t *testing.T) {
	r := open(t, tale(t, 3))
	v := r.ask(nil)
	r.vote(v, 1, 0)
	r.vote(v, 2, 1)
	holds(t, r.use(mara, "poll recount"), book.RecountAgrees(false), "2 entries")
	v = r.end(v, store.AwaitsAuthor)
	holds(t, r.use(mara, "poll recount"), book.RecountAgrees(true), v.Head.Root.String())
	r.files = nil
	holds(t, r.use(mara, "poll export"), book.ExportReady(false))
	if len(r.files) != 2 || r.files[0].Name != "vote-2-7000.json" || r.files[1].Name != "vote-2-7000.csv" {
		t.Fatalf("the files are %v", names(r.files))
	}
	x, err := ballot.ReadJSON(strings.NewReader(string(r.files[0].Data)))
	must(t, err)
	if _, err := x.Recount(); err != nil {
		t.Error(err)
	}
	if n := strings.Count(string(r.files[1].Data), "\n"); n != 3 {
		t.Errorf("the table has %d lines", n)
	}
	_, err = r.store.Settle(t.Context(), v.VoteRef, func(o *store.Outcome) error { o.Voters = 5; return nil }, []byte("{}"),
		store.Entry{At: r.now, What: "damage"})
	must(t, err)
	holds(t, r.use(mara, "poll recount"), "⚠ **It does not agree.**", "announced were 5 voters, recounted 2")
	if !strings.Contains(r.log.String(), "does not agree with its recount") {
		t.Error("whoever runs the bot is not told")
	}
}

func names(files []discord.File) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.Name)
	}
	return out
}

func TestCountsThatNobodyIsToSeeAreHiddenFromTheAuthor(t *testing.T) {
	r := open(t, tale(t, 3))
	v := r.ask(func(v *store.Vote) { v.Question.Voting.Counts = story.CountsClosed })
	r.vote(v, 1, 0)
	answer := r.use(mara, "poll show")
	holds(t, answer, book.PollHidden())
	if strings.Contains(answer, "The lamp 🏮 1") || strings.Contains(answer, "export") {
		t.Errorf("the author is told %s", answer)
	}
	holds(t, r.use(mara, "poll recount"), book.PollSealed(v.Closes))
	holds(t, r.use(mara, "poll export"), book.PollSealed(v.Closes))
	if answer := r.use(mara, "poll close"); !strings.Contains(answer, book.PollWouldCloseSealed()) ||
		strings.Contains(answer, "ballot") {
		t.Errorf("who would close it is told %s", answer)
	}
	r.vote(v, 2, 1)
	r.end(v, store.AwaitsAuthor)
	holds(t, r.use(mara, "poll show"), "The lamp 🏮 1")
}

// The entries of a secret vote have times, and an order: who has them while it is open can tell whose they are.
func TestASecretVoteIsNotExportedWhileItIsOpen(t *testing.T) {
	for _, counts := range []string{story.CountsLive, story.CountsVoted} {
		r := open(t, tale(t, 3))
		v := r.ask(func(v *store.Vote) { v.Question.Voting.Style, v.Question.Voting.Counts = story.VoteSecret, counts })
		r.vote(v, 1, 0)
		r.vote(v, 2, 1)
		r.files = nil
		holds(t, r.use(mara, "poll export"), book.PollUnread(v.Closes))
		holds(t, r.use(mara, "poll recount"), book.PollUnread(v.Closes))
		answer := r.use(mara, "poll show")
		if strings.Contains(answer, "export") || strings.Contains(answer, "recount") || len(r.files) > 0 {
			t.Errorf("offered is %s, with %d files", answer, len(r.files))
		}
		r.end(v, store.AwaitsAuthor)
		holds(t, r.use(mara, "poll export"), book.ExportReady(false))
		holds(t, r.use(mara, "poll recount"), book.RecountAgrees(true))
		holds(t, r.use(mara, "poll show"), "`/poll export`")
	}
}

// A vote in which most would have none of the options was no tie, whatever its author makes of it.
func TestAnAlertNamesWhatItWasAbout(t *testing.T) {
	r := open(t, tale(t, 3))
	v := r.ask(nil)
	r.vote(v, 1, story.None)
	r.end(v, store.AwaitsAuthor)
	holds(t, r.press(mara, 9, fmt.Sprintf("c1.tie.%x.1", v.Message)), book.PollTieChosen("The boat ⛵"))
	if len(r.edits) != 1 || strings.Contains(r.edits[0], "tie") || !strings.Contains(r.edits[0], "none of the options") {
		t.Errorf("the alert says %q", r.edits)
	}
}

// What a draw has settled is not opened again, and its author is told why.
func TestWhatWasDrawnStaysClosed(t *testing.T) {
	r := open(t, tale(t, 3))
	v := r.ask(nil)
	r.end(v, store.AwaitsAuthor)
	r.fails = author.ErrDrawn
	holds(t, r.use(mara, "poll reopen", "for:1d", "reason:Too short", fmt.Sprintf("question:%d", v.Message)), book.PollDrawn())
	r.fails = nil
	_, err := r.store.Settle(t.Context(), v.VoteRef, func(o *store.Outcome) error {
		o.How, o.Seed = store.ByDraw, make([]byte, 32)
		return nil
	}, []byte("{}"), store.Entry{At: r.now, What: "draw"})
	must(t, err)
	if answer := r.use(mara, "poll show"); strings.Contains(answer, "reopen") {
		t.Errorf("offered is %s", answer)
	}
}

// An open question has no result to set aside, also if it is named.
func TestAnswersAreNotSetAside(t *testing.T) {
	r := open(t, tale(t, 3))
	v := r.ask(func(v *store.Vote) { v.Question.Options = nil })
	r.end(v, 0)
	holds(t, r.use(mara, "poll veto", "note:No.", fmt.Sprintf("question:%d", v.Message)), book.PollNotCounted())
	is(t, r.did())
}

// A menu and a form that an alert has opened act once, as its buttons do.
func TestAnAlertsMenuAndFormActOnce(t *testing.T) {
	r := open(t, tale(t, 3))
	v := r.ask(func(v *store.Vote) {
		v.Question, v.Round = story.Question{Text: "Who?", Voting: v.Question.Voting}, store.RoundNominate
	})
	var ids []uint64
	for _, text := range []string{"The ferryman", "The dog"} {
		n, _, err := r.store.Nominate(t.Context(), v.VoteRef, store.Nominee{Key: nominee.Key(text), Text: text,
			By: r.store.Reader(ines), At: r.now})
		must(t, err)
		ids = append(ids, n.ID)
	}
	holds(t, r.press(mara, 91, fmt.Sprintf("c1.merge.%x.%x", v.Message, ids[1])), book.MergeAsk("The dog"))
	holds(t, r.press(mara, 91, fmt.Sprintf("c1.approve.%x.%x", v.Message, ids[1])), book.Approved("The dog"))
	judged := book.NomineeJudged("The dog", book.IsApproved())
	holds(t, r.act(mara, discord.Interaction{Kind: discord.KindComponent, Message: 5, Control: discord.Control{
		CustomID: fmt.Sprintf("c1.mergeinto.%x.%x.%x.%x", v.Message, ids[1], desk, 91), Values: []string{fmt.Sprintf("%x", ids[0])}}}),
		judged)
	holds(t, r.act(mara, discord.Interaction{Kind: discord.KindModal, Message: 91, Form: discord.Submission{
		CustomID: fmt.Sprintf("c1.strikewhy.%x.%x.%x.%x", v.Message, ids[1], desk, 91),
		Fields:   []discord.Field{{ID: "reason", Text: "No."}}}}), judged)
	if len(r.edits) != 1 {
		t.Errorf("the alert was changed to %q", r.edits)
	}
}

func TestAnAuthorJudgesWhatWasPutForward(t *testing.T) {
	r := open(t, tale(t, 3))
	v := r.ask(func(v *store.Vote) {
		v.Question, v.Round = story.Question{Text: "Who?", Voting: v.Question.Voting}, store.RoundNominate
	})
	holds(t, r.use(mara, "poll nominees"), book.NoNominees())
	var ids []uint64
	for i, text := range []string{"The Ferryman", "old ferryman", "The *dog*"} {
		n, _, err := r.store.Nominate(t.Context(), v.VoteRef, store.Nominee{Key: nominee.Key(text), Text: text,
			By: r.store.Reader(ines), At: r.now.Add(time.Duration(i) * time.Second)})
		must(t, err)
		ids = append(ids, n.ID)
	}
	holds(t, r.use(mara, "poll show"), book.PollNominees(0, 3, 0))
	holds(t, r.use(mara, "poll nominees"), "1. **The Ferryman** · waits for your word", `3. **The \*dog\*** · waits`)
	id := func(action string, n uint64, more ...uint64) string {
		s := fmt.Sprintf("c1.%s.%x.%x", action, v.Message, n)
		for _, m := range more {
			s += fmt.Sprintf(".%x", m)
		}
		return s
	}
	holds(t, r.press(mara, 90, id("approve", ids[0])), book.Approved("The Ferryman"))
	holds(t, r.edits[0], fmt.Sprintf("%d/90", desk), "approved it")
	holds(t, r.press(mara, 90, id("approve", ids[0])), book.NomineeJudged("The Ferryman", book.IsApproved()))
	ask := r.press(mara, 91, id("merge", ids[1]))
	holds(t, ask, book.MergeAsk("old ferryman"), id("mergeinto", ids[1], desk, 91))
	if strings.Index(ask, "The Ferryman") > strings.Index(ask, "dog") {
		t.Error("what it is most likely the same as does not come first")
	}
	into := func(value string) string {
		return r.act(mara, discord.Interaction{Kind: discord.KindComponent, Message: 5,
			Control: discord.Control{CustomID: id("mergeinto", ids[1], desk, 91), Values: []string{value}}})
	}
	for _, value := range []string{"", "zz", "7", "-1"} {
		holds(t, into(value), book.NomineeGone())
	}
	merged := into(fmt.Sprintf("%x", ids[0]))
	holds(t, merged, book.Merged("old ferryman", "The Ferryman"), book.ListButton())
	for _, again := range []string{book.ApproveButton(), book.MergeButton(), book.StrikeButton()} {
		if strings.Contains(merged, again) {
			t.Errorf("merged just now, it is offered again: %s", merged)
		}
	}
	holds(t, r.edits[1], fmt.Sprintf("%d/91", desk), "merged it into **The Ferryman**")
	holds(t, into(fmt.Sprintf("%x", ids[0])), "That has been decided: **old ferryman** counts as “The Ferryman”.")
	holds(t, r.act(mara, discord.Interaction{Kind: discord.KindComponent, Message: 5, Control: discord.Control{ // into itself
		CustomID: id("mergeinto", ids[1], 0, 0), Values: []string{fmt.Sprintf("%x", ids[1])}}}), book.NomineeGone())

	form := r.press(mara, 92, id("strike", ids[2]))
	holds(t, form, book.StrikeLabel(), id("strikewhy", ids[2], desk, 92))
	submit := func(text string) string {
		return r.act(mara, discord.Interaction{Kind: discord.KindModal, Message: 92, Form: discord.Submission{
			CustomID: id("strikewhy", ids[2], desk, 92), Fields: []discord.Field{{ID: "reason", Text: text}}}})
	}
	holds(t, submit("  "), book.StrikeNoReason())
	holds(t, submit("A dog *is* no\nperson"), `everybody reads why: A dog \*is\* no person`)
	holds(t, r.edits[2], fmt.Sprintf("%d/92", desk), "took it out")
	holds(t, r.use(mara, "poll nominees"), "counts as “The Ferryman”", `is taken out: A dog \*is\* no person`)
	holds(t, r.press(mara, 5, id("admit", ids[2])), book.Approved(`The \*dog\*`)) // a change of mind
	holds(t, r.press(mara, 5, id("admit", 77)), book.NomineeGone())
	holds(t, r.use(mara, "poll suggest", "text:the DOG!"), "was put forward before: it is approved")
	holds(t, r.use(mara, "poll suggest", "text:The sea"), book.Suggested("The sea"))
	holds(t, r.use(mara, "poll suggest", "text:http://x.example"), book.NominateLink())
	holds(t, r.use(mara, "poll open"), book.PollOpening())
	r.fails = author.ErrNothingAdmitted
	holds(t, r.use(mara, "poll open"), book.PollNothingAdmitted())
	r.fails = errors.New("trouble")
	holds(t, r.use(mara, "poll open"), book.Trouble())
}

func TestAnswersAreShownByChapter(t *testing.T) {
	r := open(t, tale(t, 3))
	holds(t, r.use(mara, "answers"), book.NoAnswers(0))
	first, second := r.ask(nil), r.ask(func(v *store.Vote) { v.Question.Options = nil })
	for _, a := range []struct {
		v    store.Vote
		user uint64
		text string
		up   bool
	}{{first, 1, "The *rope*", true}, {second, 2, "Later", false}, {second, 1, "Sooner", false}} {
		r.now = r.now.Add(-time.Minute)
		must(t, r.store.PutAnswer(t.Context(), a.v.VoteRef, store.Answer{Reader: r.store.Reader(a.user), Text: a.text,
			FollowUp: a.up, At: r.now}))
	}
	answer := r.use(mara, "answers")
	holds(t, answer, book.Answers(3))
	if strings.Index(answer, "Sooner") > strings.Index(answer, "Later") {
		t.Error("answers are not in the order in which they came")
	}
	holds(t, r.use(mara, "answers", "number:2"), `The \*rope\*`, book.FollowUps())
	holds(t, r.use(mara, "answers", "number:1"), book.NoAnswers(1))
	holds(t, r.use(mara, "answers", "number:99"), book.NoSuchChapter(99))
	if got := r.complete(mara, "answers", "number:"); fmt.Sprint(got) != "[3 2]" {
		t.Errorf("offered are %q", got)
	}
	var page struct{ Content string }
	must(t, json.Unmarshal([]byte(r.press(mara, 5, fmt.Sprintf("c1.answers.%x.2.63", uint64(r.story.Key())))), &page))
	holds(t, page.Content, "rope")
	holds(t, r.press(ines, 5, fmt.Sprintf("c1.answers.%x.2.1", uint64(r.story.Key()))), book.NotTheAuthor())
}

func TestAnswersAreGrouped(t *testing.T) {
	r := open(t, tale(t, 3))
	holds(t, r.use(mara, "poll group"), book.NoPolls())
	r.ask(nil)
	holds(t, r.use(mara, "poll group"), book.NoPollFits(book.NoAnsweredQuestion()))
	v := r.ask(func(v *store.Vote) { v.Question.Options = nil })
	holds(t, r.use(mara, "poll group"), book.GroupOpen())
	for i := range 10 {
		must(t, r.store.PutAnswer(t.Context(), v.VoteRef, store.Answer{Reader: r.store.Reader(uint64(500 + i)),
			Text: fmt.Sprintf("Answer *%d*", i+1), At: r.now.Add(time.Duration(i) * time.Second)}))
	}
	must(t, r.store.PutAnswer(t.Context(), v.VoteRef, store.Answer{Reader: r.store.Reader(1), Text: "x", FollowUp: true,
		At: r.now}))
	r.end(v, 0)
	answer := r.use(mara, "poll group")
	holds(t, answer, `1. Answer \*1\*`, `6. Answer \*6\*`, "Page 1 of 2.", fmt.Sprintf("c1.groups.%x.2", v.Message))
	holds(t, r.press(mara, 5, fmt.Sprintf("c1.groups.%x.99", v.Message)), `10. Answer \*10\*`)
	for _, numbers := range []string{"0", "11", "3-1", "1-11", "x", "-2", "1-", "99999999999999999999"} {
		holds(t, r.use(mara, "poll group", "name:The sea", "answers:"+numbers), book.GroupNumbers(10))
	}
	is(t, r.did())
	holds(t, r.use(mara, "poll group", "name: The  *sea*", "answers:1, 4 7–9;1"), book.Grouped(`The \*sea\*`, 5))
	is(t, r.did(), `group 5 as "The *sea*" by 33`)
	holds(t, r.use(mara, "poll group"), `4. Answer \*4\* · in **The \*sea\***`)
	holds(t, r.use(mara, "poll group", "name:The *sea*"), book.Ungrouped(`The \*sea\*`))
	holds(t, r.use(mara, "poll group", "name:"+strings.Repeat("x", 81), "answers:1"), book.GroupFull(20, 80))
	r.fails = author.ErrNotPosted
	holds(t, r.use(mara, "poll group", "name:Sea", "answers:1"), book.GroupSoon())
}
