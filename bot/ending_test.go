package bot_test

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/bot/vote"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// asks is a tale of one chapter that closes with a question.
func asks(rules story.Voting, options ...string) *story.Story {
	s := tale("one", "story", 1)
	s.Release.Voting, s.Release.Desk, s.Release.Index = rules, "author-desk", true
	q := &story.Question{Text: "What does Ruta do?"}
	for i, o := range options {
		q.Options = append(q.Options, story.Option{Emoji: string(rune('🇦' + i)), Text: o})
	}
	s.Chapters[0].Question = q
	return s
}

// ref names the vote under a message.
func (h *house) ref(m *world.Message) store.VoteRef {
	guild, _ := h.place("story")
	return store.VoteRef{Guild: uint64(guild), Message: uint64(m.ID)}
}

// times counts the messages in the story's channel with a part.
func (h *house) times(part string) int {
	n := 0
	for _, p := range h.posted() {
		if strings.Contains(p, part) {
			n++
		}
	}
	return n
}

// votes lets people vote, by the index of their options, and waits until that counts.
func (h *house) votes(m *world.Message, choices map[string]int) {
	h.t.Helper()
	for name, i := range choices {
		h.react(h.person(name), m, *m.Reactions[i].Emoji.Name)
	}
	h.until("the votes count", func() bool {
		for name, i := range choices {
			s, err := h.runs.Votes().Mine(h.t.Context(), h.ref(m), vote.Person{User: uint64(h.person(name))})
			if err != nil {
				h.t.Fatal(err)
			}
			c := story.Choice(i)
			if i == len(m.Reactions)-1 {
				c = story.None
			}
			if len(s.Ballot.Choices) != 1 || s.Ballot.Choices[0] != c {
				return false
			}
		}
		return true
	})
}

// recount exports the vote under a message and counts it again.
func (h *house) recount(m *world.Message) (ballot.Export, ballot.Recount) {
	h.t.Helper()
	return h.recountOf(h.ref(m))
}

// recountOf does so where the vote's channel may be gone.
func (h *house) recountOf(ref store.VoteRef) (ballot.Export, ballot.Recount) {
	h.t.Helper()
	x, err := h.runs.Votes().Export(h.t.Context(), ref)
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := x.Recount()
	if err != nil {
		h.t.Errorf("the recount of %q disagrees: %v", x.Question, err)
	}
	return x, r
}

// pictured fails the test unless a result carries a picture with alt text.
func (h *house) pictured(m *world.Message) {
	h.t.Helper()
	if len(m.Attachments) != 1 || m.Attachments[0].ContentType != "image/png" || m.Attachments[0].Description == nil ||
		!strings.HasPrefix(*m.Attachments[0].Description, "Bar chart of the votes. ") {
		h.t.Errorf("the result %q has the attachments %+v", m.Content, m.Attachments)
	}
}

// retired waits until the message of a vote says that it has closed, leads to its result, and keeps no button but "My
// vote", or none.
func (h *house) retired(m *world.Message, result string) {
	h.t.Helper()
	mara := h.person("Mara")
	to := h.await(mara, result)
	h.until("the question leads to what came of it", func() bool {
		at := slices.IndexFunc(h.messages(mara), func(one *world.Message) bool { return one.ID == m.ID })
		now := h.messages(mara)[at]
		buttons := 0
		for _, row := range now.Components {
			for _, b := range row.Components {
				if buttons++; b.Label == nil || *b.Label != "My vote" {
					return false
				}
			}
		}
		return strings.Contains(now.Content, fmt.Sprintf("/%d/%d", to.ChannelID, to.ID)) && !strings.Contains(now.Content, ":R>") &&
			buttons <= 1 && strings.HasPrefix(now.Content, strings.SplitN(m.Content, "\n-# ", 2)[0])
	})
}

var hashes = regexp.MustCompile("`([0-9a-f]{64})`")

func TestATieThatIsDrawn(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieDraw}, "Runs", "Waits",
		"Sings")}, limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 4)
	sealed := h.await(h.person("Mara"), "this is its fingerprint")
	h.votes(m, map[string]int{"Ines": 0, "Wren": 2, "Juno": 2, "Tomasz": 0})
	h.jump("the vote closes")
	result := h.await(h.person("Mara"), "The draw has fallen on")
	h.pictured(result)
	published := hashes.FindAllStringSubmatch(result.Content, -1)
	if len(published) != 2 || strings.Contains(result.Content, "win") {
		t.Fatalf("the result is %q", result.Content)
	}
	var seed ballot.Seed
	var root ballot.Hash
	for i, to := range [][]byte{seed[:], root[:]} {
		if _, err := hex.Decode(to, []byte(published[i][1])); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(sealed.Content, ballot.Commit(seed).String()) {
		t.Errorf("sealed was %q, not the seed %s", sealed.Content, seed)
	}
	drawn := ballot.Draw(seed, root, []int{0, 2})
	if want := fmt.Sprintf("The draw has fallen on **%s**.", []string{"Runs", "Waits", "Sings"}[drawn]); !strings.Contains(
		result.Content, want) {
		t.Errorf("the result is %q, want %q", result.Content, want)
	}
	x, r := h.recount(m)
	if x.Root != root || *x.Seed != seed || r.Drawn != drawn || *x.Announced.Winner != drawn {
		t.Errorf("the export has root %s, seed %s; drawn again is %d, want %d", x.Root, x.Seed, r.Drawn, drawn)
	}
	if _, err := h.runs.Votes().Reopen(t.Context(), h.ref(m), time.Hour, "again", 1); err != vote.ErrDrawn {
		t.Errorf("a vote whose seed is public is opened again: %v", err)
	}
	list, err := h.runs.Votes().Results(t.Context(), h.ref(m).Guild, h.story.Key(), 0, 10, []uint64{uint64(m.ChannelID)})
	if err != nil || len(list) != 1 || list[0].Message != uint64(m.ID) {
		t.Errorf("the archive has %d votes, %v", len(list), err)
	}
	h.until("the index names it", func() bool {
		return h.find(h.person("Mara"), "readers chose **"+[]string{"Runs", "Waits", "Sings"}[drawn]+"**") != nil
	})
	h.validTraffic()
}

func TestATieForTheAuthor(t *testing.T) {
	t.Parallel()
	h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieAuthor}, "Runs", "Waits",
		"Sings")}, limits: fast()})
	m := h.chapterIsOut("What does Ruta do?", 4)
	h.votes(m, map[string]int{"Ines": 0, "Wren": 1})
	mara := h.person("Mara")
	h.jump("the vote closes")
	h.pictured(h.await(mara, "It is a tie between **Runs**, **Waits**: the author decides."))
	asked := h.alert("ended in a tie, and you decide")
	if len(asked.Components) != 1 || len(asked.Components[0].Components) != 2 {
		t.Errorf("the author is asked with %+v", asked.Components)
	}
	h.recount(m)
	h.stop()
	h.start() // the reminder is not forgotten
	h.jump("the author's word")
	h.alert("still waits for you")
	votes := h.runs.Votes()
	if _, err := votes.TieChoose(t.Context(), h.ref(m), 2, uint64(mara)); err != vote.ErrNotTied {
		t.Errorf("an option that is not tied: %v", err)
	}
	for range 2 { // pressed twice
		if _, err := votes.TieChoose(t.Context(), h.ref(m), 1, uint64(mara)); err != nil && err != vote.ErrNotForAuthor {
			t.Fatal(err)
		}
	}
	result := h.await(mara, "The author has chosen **Waits**.")
	if strings.Contains(result.Content, "win") {
		t.Errorf("the result of a tie is %q", result.Content)
	}
	h.pictured(result)
	h.until("the index names it", func() bool { return h.find(mara, "readers chose **Waits**") != nil })
	if _, err := votes.Veto(t.Context(), h.ref(m), "It would end\nthe story.", uint64(mara)); err != nil {
		t.Fatal(err)
	}
	h.await(mara, "The author sets this result aside: It would end the story.")
	h.recount(m)
	told := slices.DeleteFunc(h.desk(), func(m *world.Message) bool { return strings.Contains(m.Content, "has run out") })
	if len(told) != 2 {
		t.Errorf("the author was told %d things of the vote, want the question and the reminder", len(told))
	}
	if n := h.times("has closed"); n != 3 {
		t.Errorf("%d results were posted, want the tie, the choice and the veto", n)
	}
	h.validTraffic()
}

func TestATieWithARunoff(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		second map[string]int // in the run-off between Runs and Sings
		want   string
	}{
		{"that is won", map[string]int{"Ines": 1, "Wren": 1, "Juno": 0}, "**Sings** wins the run-off."},
		{"that is a tie too", map[string]int{"Ines": 0, "Wren": 1}, "The draw has fallen on"},
		{"in which nobody votes", nil, "Nobody voted in the run-off, so all of them are tied still, and a draw decides"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := openAs(t, setting{stories: []*story.Story{asks(story.Voting{Open: 48 * time.Hour, Tie: story.TieRunoff}, "Runs", "Waits",
				"Sings")}, limits: fast()})
			m := h.chapterIsOut("What does Ruta do?", 4)
			mara := h.person("Mara")
			h.votes(m, map[string]int{"Ines": 0, "Wren": 2})
			h.jump("the vote closes")
			h.await(mara, "a run-off among them follows")
			h.until("the run-off is announced", func() bool {
				again := h.find(mara, "### Run-off")
				return again != nil && strings.Contains(again.Content, "Voting ends")
			})
			again := h.find(mara, "### Run-off")
			if len(again.Reactions) != 3 || strings.Contains(again.Content, "Waits") || again.Flags&(1<<12) == 0 ||
				!strings.Contains(again.Content, "On a tie a draw decides") {
				t.Errorf("the run-off is %q with %d reactions", again.Content, len(again.Reactions))
			}
			h.await(mara, "this is its fingerprint")
			h.stop()
			h.start()
			h.votes(again, test.second)
			h.jump("the vote closes")
			h.await(mara, test.want)
			_, r := h.recount(again)
			h.until("the first vote is settled", func() bool {
				x, err := h.runs.Votes().Export(t.Context(), h.ref(m))
				return err == nil && x.Announced.How == ballot.HowRunoff
			})
			x, _ := h.recount(m)
			if last, _ := h.recount(again); x.Announced.Winner == nil || *x.Announced.Winner != 2**last.Announced.Winner {
				t.Errorf("the first vote was settled with %v, its run-off with %v", x.Announced.Winner, last.Announced.Winner)
			}
			h.retired(m, "a run-off among them follows")
			h.retired(again, test.want)
			if r.Tally.Voters != len(test.second) {
				t.Errorf("%d voted in the run-off", r.Tally.Voters)
			}
			if n := h.times("### Run-off"); n != 1 {
				t.Errorf("%d run-offs", n)
			}
			h.validTraffic()
		})
	}
}
