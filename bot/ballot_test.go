package bot_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// whisper returns the newest message that only one person sees, once it has this part.
func (h *house) whisper(who world.ID, part string) *world.Message {
	h.t.Helper()
	var last *world.Message
	defer func() {
		if h.t.Failed() && last != nil {
			h.t.Logf("told last: %q", last.Content)
		}
	}()
	h.until("somebody alone is told "+part, func() bool {
		for _, m := range h.messages(who) {
			if m.Flags&64 != 0 {
				last = m
			}
		}
		return last != nil && strings.Contains(last.Content, part)
	})
	return last
}

// offered returns what a person is offered while typing an option of a subcommand.
func (h *house) offered(who world.ID, name, sub, option, typed string) []world.Choice {
	h.t.Helper()
	_, channel := h.place("story")
	list, err := h.box.World.Autocomplete(context.Background(), who, channel, world.Invocation{Name: name,
		Options: []world.OptionValue{{Name: sub, Options: []world.OptionValue{{Name: option, Value: typed}}}}}, option)
	if err != nil {
		h.t.Fatalf("/%s %s %s: %v", name, sub, option, err)
	}
	return list
}

// menu returns the lines of the menu under a message, those chosen marked with a star.
func menu(m *world.Message) []string {
	var out []string
	for _, row := range m.Components {
		for _, c := range row.Components {
			for _, o := range c.Options {
				text := o.Label
				if o.Default {
					text = "*" + text
				}
				out = append(out, text)
			}
		}
	}
	return out
}

func TestASecretVoteFromTheFirstPressToTheReceipt(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Style: story.VoteSecret,
		Counts: story.CountsVoted}, "Runs", "Waits", "Sings")}, limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 0)
	ines, wren, mara := h.person("Ines"), h.person("Wren"), h.person("Mara")
	h.press(ines, m, "mine.")
	h.whisper(ines, "How the vote stands is shown once you have voted.")
	h.press(ines, m, "ballot.")
	paper := h.whisper(ines, "You have not voted yet.\n-# Choose one.")
	if got := menu(paper); !slices.Equal(got, []string{"Runs", "Waits", "Sings", "None of these"}) {
		t.Errorf("the menu has %q", got)
	}
	h.press(ines, paper, "cast.", "2")
	paper = h.whisper(ines, "✓ **Counted:** Sings 🇨.")
	if got := menu(paper); !slices.Contains(got, "*Sings") {
		t.Errorf("the menu has %q", got)
	}
	h.press(ines, paper, "cast.", "none") // changed in the same menu
	paper = h.whisper(ines, "✓ **Counted:** None of these 🚫.")
	h.press(ines, paper, "takeback.")
	paper = h.whisper(ines, "✓ **Your vote is taken back.**")
	if component(paper, "takeback.") != "" {
		t.Error("what is taken back can be taken back again")
	}
	h.press(ines, paper, "cast.", "1")
	h.whisper(ines, "✓ **Counted:** Waits 🇧.")
	h.command(wren, "vote cast", world.OptionValue{Name: "option", Value: "2"})
	h.whisper(wren, "✓ **Counted:** Waits 🇧.")
	h.press(ines, m, "mine.")
	h.whisper(ines, "So far 2 readers have voted: Runs 🇦 0, Waits 🇧 2, Sings 🇨 0.")
	for _, p := range h.posted() {
		if strings.Contains(p, "Counted") || strings.Contains(p, "2 readers") {
			t.Errorf("a secret vote shows %q", p)
		}
	}
	h.jump("the vote closes")
	h.await(mara, "**Waits** wins.")
	h.press(ines, paper, "cast.", "0") // an old menu
	h.whisper(ines, "This question is closed.")
	h.command(ines, "vote verify")
	receipt := h.whisper(ines, "it comes to the root published with the result")
	x, _ := h.recount(m)
	for i, want := range []string{"Sings 🇨", "None of these 🚫", "taken back", "Waits 🇧"} {
		if line := fmt.Sprintf("Entry %d of 5: **%s**, by the menu", i+1, want); !strings.Contains(receipt.Content, line) {
			t.Errorf("the receipt %q lacks %q", receipt.Content, line)
		}
	}
	if !strings.Contains(receipt.Content, x.Root.String()) || !strings.Contains(receipt.Content, x.Entries[0].Voter.String()) {
		t.Errorf("the receipt is %q", receipt.Content)
	}
	h.command(wren, "results", world.OptionValue{Name: "search", Value: "ruta WAITS"})
	h.whisper(wren, "→ **Waits 🇧**")
	h.validTraffic()
}

func TestAReaderMovesBetweenReactionsAndTheMenu(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Choose: 2}, "Runs", "Waits",
		"Sings")}, limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 4)
	ines := h.person("Ines")
	h.react(ines, m, "🇦")
	h.until("the reaction counts", func() bool {
		h.command(ines, "vote mine")
		time.Sleep(20 * time.Millisecond)
		return h.find(ines, "Your vote: **Runs 🇦**") != nil
	})
	h.press(ines, h.find(ines, "Your vote: **Runs 🇦**"), "ballot.") // an answer of before may come after it
	paper := h.await(ines, "Choose up to 2, all at once.")
	h.press(ines, paper, "cast.", "2", "1")
	h.await(ines, "✓ **Counted:**")
	h.counts(ines, m, "") // the reaction of before is taken off
	h.press(ines, paper, "cast.", "2", "none")
	h.await(ines, "“None of these” stands alone")
	h.react(ines, m, "🚫")
	h.until("the newer reaction counts", func() bool {
		h.command(ines, "vote mine")
		time.Sleep(20 * time.Millisecond)
		return h.find(ines, "Your vote: **None of these 🚫**") != nil
	})
	if got := h.offered(ines, "vote", "cast", "option", "ru"); len(got) != 1 || got[0].Name != "Runs 🇦" {
		t.Errorf("offered are %v", got)
	}
	if got := h.offered(ines, "vote", "verify", "question", ""); len(got) != 1 || got[0].Name != "Chapter 1: What does Ruta do?" {
		t.Errorf("offered are %v", got)
	}
	h.jump("the vote closes")
	h.await(ines, "has closed")
	h.validTraffic()
}

func TestNominationsAreJudgedAtTheDeskAndVotedOn(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Nominate: 24 * time.Hour, Open: time.Hour})}, limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 0)
	ines, wren, mara := h.person("Ines"), h.person("Wren"), h.person("Mara")
	h.press(ines, m, "nominate.")
	h.submit(ines, "Runs *north*")
	h.whisper(ines, "✓ **Runs north** is put forward, and waits")
	h.command(wren, "vote nominate")
	h.submit(wren, "https://x.example")
	h.whisper(wren, "An option cannot hold a link.")
	for _, text := range []string{"Runs to the north", "Something rude", "Hides"} {
		h.command(wren, "vote nominate")
		h.submit(wren, text)
		h.whisper(wren, "✓ **"+text)
	}
	h.press(mara, h.alert("**Runs north**"), "approve.")
	h.deskWhisper(mara, "✓ **Runs north** is approved")
	h.alert("approved it")
	h.press(mara, h.alert("**Runs to the north**"), "merge.")
	into := h.deskWhisper(mara, "is the same as which one?")
	id := value(into, "Runs north")
	h.press(mara, into, "mergeinto.", id)
	h.alert("merged it into **Runs north**")
	rude := h.alert("**Something rude**")
	h.press(mara, rude, "strike.")
	h.submitAs(mara, "reason", "Be kind, please.")
	h.alert("took it out")
	h.command(mara, "poll nominees")
	list := h.whisper(mara, "4. **Hides** · waits for your word")
	h.press(mara, list, "nominee.", value(list, "4. Hides"))
	h.press(mara, h.whisper(mara, "**Hides** waits for your word."), "admit.")
	h.whisper(mara, "✓ **Hides** is approved")
	h.command(ines, "vote mine")
	h.whisper(ines, "• Runs north · stands")
	h.command(mara, "poll open")
	h.whisper(mara, "the vote begins on what is approved")
	h.until("the vote is announced", func() bool {
		v := h.find(mara, "### Your vote")
		return v != nil && strings.Contains(v.Content, "Voting ends")
	})
	v := h.find(mara, "### Your vote")
	h.press(wren, v, "mine.")
	h.whisper(wren, "You may vote: press a reaction")
	h.votes(v, map[string]int{"Ines": 0, "Wren": 0, "Juno": 1})
	h.retired(m, "### Your vote")
	h.jump("the vote closes")
	h.await(mara, "**Runs north** wins.")
	h.command(ines, "results")
	h.whisper(ines, "→ **Runs north 🇦**")
	h.validTraffic()
}

func TestAnAuthorRunsAVoteByCommands(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieAuthor}, "Runs",
		"Waits")}, limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 3)
	mara := h.person("Mara")
	h.votes(m, map[string]int{"Ines": 0, "Wren": 1})
	h.command(mara, "poll extend", world.OptionValue{Name: "by", Value: "12h"})
	h.whisper(mara, "✓ The question stays open until")
	h.await(mara, "The vote stays open for longer")
	h.command(mara, "poll show")
	h.whisper(mara, "12 hours longer than announced")
	h.command(mara, "poll recount")
	h.whisper(mara, "Nothing has been announced yet")
	h.command(mara, "poll close")
	h.press(mara, h.whisper(mara, "**Close it now?**"), "closepoll.")
	h.whisper(mara, "✓ I read the reactions a last time")
	h.await(mara, "It is a tie between **Runs**, **Waits**")
	asked := h.alert("ended in a tie, and you decide")
	h.press(mara, asked, "tie.")
	h.deskWhisper(mara, "✓ **Runs 🇦** it is.")
	h.alert("chose **Runs 🇦**")
	h.command(mara, "poll tie", world.OptionValue{Name: "option", Value: "2"})
	h.whisper(mara, "no vote that waits for your decision")
	h.command(mara, "poll veto", world.OptionValue{Name: "note", Value: "It would end the story."})
	h.whisper(mara, "✓ The result is posted anew with your note")
	h.await(mara, "The author sets this result aside: It would end the story.")
	h.command(mara, "poll recount")
	h.whisper(mara, "✓ **It agrees** with what was announced")
	h.command(mara, "poll export")
	exported := h.whisper(mara, "The whole vote, without names")
	if len(exported.Attachments) != 2 || !strings.HasSuffix(exported.Attachments[0].Filename, ".json") ||
		!strings.HasSuffix(exported.Attachments[1].Filename, ".csv") {
		t.Fatalf("attached are %+v", exported.Attachments)
	}
	x, err := ballot.ReadJSON(strings.NewReader(string(h.file(exported.Attachments[0]))))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := x.Recount(); err != nil || r.Tally.Voters != 2 {
		t.Errorf("recounted from the file: %d voters, %v", r.Tally.Voters, err)
	}
	h.command(mara, "poll reopen", world.OptionValue{Name: "for", Value: "1d"},
		world.OptionValue{Name: "reason", Value: "Too few had read it."})
	h.whisper(mara, "✓ The question is open again until")
	h.await(mara, "The author’s reason: Too few had read it.")
	h.command(mara, "chapter log")
	log := h.whisper(mara, " · you · ")
	for _, want := range []string{"stays open", "closed now", "settles", "aside", "open again"} {
		if !strings.Contains(log.Content, want) {
			t.Errorf("the log %q lacks %q", log.Content, want)
		}
	}
	h.votes(m, map[string]int{"Juno": 1})
	h.jump("the vote closes")
	h.await(mara, "**Waits** wins.")
	h.validTraffic()
}

func TestWhoMayNotVoteLearnsWhatTheyLack(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Style: story.VoteSecret,
		Roles: []string{"Patron"}, Read: true}, "Runs", "Waits")}, limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 0)
	ines, wren := h.person("Ines"), h.person("Wren") // of whom Wren is a Patron
	h.press(ines, m, "ballot.")
	h.whisper(ines, "This vote is for readers with the role “Patron”")
	h.command(ines, "vote cast", world.OptionValue{Name: "option", Value: "1"})
	h.whisper(ines, "This vote is for readers with the role “Patron”")
	h.press(wren, m, "mine.")
	h.whisper(wren, "This vote is for those who have read as far as its question.")
	var last *world.Message
	for _, one := range h.messages(wren) {
		if component(one, "mark.") != "" {
			last = one
		}
	}
	h.press(wren, last, "mark.")
	h.whisper(wren, "Marked: you have read")
	h.press(wren, m, "ballot.")
	h.press(wren, h.whisper(wren, "-# Choose one."), "cast.", "1")
	h.whisper(wren, "✓ **Counted:** Waits 🇧.")
	h.jump("the vote closes")
	h.await(wren, "1 reader voted")
	h.validTraffic()
}

func TestAnswersInWordsAreGroupedInTheResult(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: time.Hour, Style: story.VoteAnswers})}, limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 0)
	ines, wren, mara := h.person("Ines"), h.person("Wren"), h.person("Mara")
	h.press(ines, m, "answer.")
	h.submit(ines, "She swims.")
	h.whisper(ines, "Thank you: the author")
	h.command(wren, "vote answer")
	h.submit(wren, "Into the *sea* with her")
	h.whisper(wren, "Thank you: the author")
	h.command(h.person("Juno"), "vote answer")
	h.submit(h.person("Juno"), "She calls home")
	h.whisper(h.person("Juno"), "Thank you: the author")
	h.command(wren, "vote mine")
	h.whisper(wren, `> Into the \*sea\* with her`)
	h.jump("question closes")
	h.await(mara, "3 readers answered.")
	h.until("the result is known", func() bool { return h.said("its result posted") > 0 })
	h.command(mara, "poll group")
	list := h.whisper(mara, "Give answers that say the same a name").Content
	var numbers []string
	for _, line := range strings.Split(list, "\n") {
		if n, words, ok := strings.Cut(line, ". "); ok && (strings.Contains(words, "swims") || strings.Contains(words, "sea")) {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) != 2 {
		t.Fatalf("listed are %q", list)
	}
	h.command(mara, "poll group", world.OptionValue{Name: "name", Value: "Into the water"},
		world.OptionValue{Name: "answers", Value: strings.Join(numbers, " ")})
	h.whisper(mara, "✓ **Into the water** holds 2 answers now")
	h.await(mara, "• **Into the water** · 2 readers\n• something else · 1 reader")
	if h.times("3 readers answered.") != 1 {
		t.Error("the result was posted anew")
	}
	h.command(ines, "results")
	h.whisper(ines, "an open question; 3 readers answered\n-# closed <t:")
	h.validTraffic()
}

// value returns what a menu's line brings back.
func value(m *world.Message, label string) string {
	for _, row := range m.Components {
		for _, c := range row.Components {
			for _, o := range c.Options {
				if o.Label == label {
					return o.Value
				}
			}
		}
	}
	return ""
}

// deskWhisper is whisper at the author's desk.
func (h *house) deskWhisper(who world.ID, part string) *world.Message {
	h.t.Helper()
	_, desk := h.place("author-desk")
	var last *world.Message
	h.until("somebody alone is told at the desk "+part, func() bool {
		page, err := h.box.World.History(who, desk, 0, 100)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, m := range page {
			if m.Flags&64 != 0 {
				last = m
			}
		}
		return last != nil && strings.Contains(last.Content, part)
	})
	return last
}

// submitAs fills in a form's one field.
func (h *house) submitAs(who world.ID, field, text string) {
	h.t.Helper()
	var modal world.ID
	h.until("a form opens", func() bool { modal = h.form(who); return modal != 0 })
	if err := h.box.World.Submit(who, modal, map[string][]string{field: {text}}); err != nil {
		h.t.Fatalf("submit: %v", err)
	}
}

// file returns what is in an attachment of the story's channel.
func (h *house) file(a *world.Attachment) []byte {
	h.t.Helper()
	_, channel := h.place("story")
	data, _, ok := h.box.World.ReadFile(channel, a.ID)
	if !ok {
		h.t.Fatalf("there is no file %s", a.Filename)
	}
	return data
}
