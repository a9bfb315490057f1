package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
	"cliffhanger/store"
	"cliffhanger/story"
)

// act lets a reader do something about a vote.
func (b *balloting) act(v *seen, who world.ID) {
	p := b.paper(v.message, who)
	switch {
	case v.round == "names":
		b.nominate(v, who)
	case v.button != "":
		b.fill(v, who, p)
	default:
		b.click(v, who, p)
	}
}

// click presses or takes back a reaction. Nobody goes on while the bot has not yet taken off what they have clicked away:
// nobody else could tell what they want. They may lose patience and take it off themselves.
func (b *balloting) click(v *seen, who world.ID, p *paper) {
	shown, held := b.shown(v, who), p.now()
	if missing := lacking(held, shown); len(missing) > 0 {
		if b.crossed(v, who, missing, p.states[len(p.states)-1].at) {
			p.add("crossed to "+strings.Join(shown, ""), shown)
			return
		}
		if slices.Contains(missing, held[len(held)-1]) || v.choose == 1 {
			b.failed(v.message, who, fmt.Sprintf("message %d: reader %d has %v, and wants %v: %s", v.message, who, shown, held, p))
		}
		p.add("saw "+strings.Join(shown, ""), shown) // the bot did not know which of two came first
		return
	}
	if extra := lacking(shown, held); len(extra) > 0 {
		if b.calm && b.dice.IntN(2) == 0 {
			b.off(v, who, extra[0])
			p.awaits, p.cleared = 0, append(p.cleared, extra[0])
			p.add("cleared "+extra[0]+b.phase, held)
		}
		return
	}
	if p.awaits > 0 {
		p.sure, p.awaits = p.awaits, 0
		b.audit.sure++
	}
	if len(held) > 0 && b.dice.IntN(4) == 0 {
		gone := held[b.dice.IntN(len(held))]
		b.off(v, who, gone)
		p.add("off "+gone+b.phase, lacking(held, []string{gone}))
		return
	}
	fresh := v.emoji[b.dice.IntN(len(v.emoji))]
	means := pressed(v, held, fresh)
	away := len(lacking(held, means[0])) > 0
	if slices.Contains(shown, fresh) || slices.Contains(p.cleared, fresh) || away && p.lately(fresh) {
		return
	}
	if err := b.box.World.React(who, b.channel, v.message, fresh); err != nil {
		b.t.Fatalf("react: %v", err)
	}
	p.add("on "+fresh+b.phase, means...)
	if away {
		p.awaits = len(p.states) - 1
	}
}

// lately reports whether a reader had an emoji since the bot last said what counts. If that still counts, and another one
// stands beside it, it passes for the older one.
func (p *paper) lately(emoji string) bool {
	return slices.ContainsFunc(p.states[p.sure:], func(s state) bool {
		return slices.ContainsFunc(s.means, func(m []string) bool { return slices.Contains(m, emoji) })
	})
}

// crossed reports whether a click met its own removal: the bot had sent that before it can have heard of the click.
func (b *balloting) crossed(v *seen, who world.ID, missing []string, clicked time.Time) bool {
	for x := range b.box.Traffic().All() {
		if x.Method == "DELETE" && strings.Contains(x.Path, v.message.String()+"/reactions/"+missing[0]+"/"+who.String()) &&
			x.Time.Before(clicked.Add(20*time.Millisecond)) && x.Time.Add(x.Took+5*time.Millisecond).After(clicked) {
			b.audit.crossed++
			return true
		}
	}
	return false
}

// tale tells what was asked about a vote lately, and what the program said.
func (b *balloting) tale(message world.ID) string {
	var out []string
	for x := range b.box.Traffic().All() {
		if path, of := strings.CutPrefix(x.Path[max(0, strings.Index(x.Path, message.String())):], message.String()); of {
			out = append(out, fmt.Sprintf("%s %s %s?%s %d %s", x.Time.Format("05.000"), x.Method, path, x.Query, x.Status, x.Fault))
		}
	}
	return strings.Join(out[max(0, len(out)-40):], "\n") + "\n" + b.tail()
}

// failed fails the test over what a reader sees; the program does not go on.
func (b *balloting) failed(message, who world.ID, what string) {
	b.t.Helper()
	b.kill(b.cmd)
	st := b.open()
	defer st.Close()
	b.t.Fatalf("%s\n%s\n%s", what, b.journal(st, message, who), b.tale(message))
}

// journal is what was journalled of one reader's ballot.
func (b *balloting) journal(st *store.Store, message, who world.ID) string {
	ref := store.VoteRef{Guild: uint64(b.box.World.View(b.author).Guilds[0].ID), Message: uint64(message)}
	all, err := st.Journal(b.t.Context(), ref)
	out := []string{fmt.Sprint("journal: ", err)}
	for _, e := range all {
		if e.Voter == st.Reader(uint64(who)) {
			out = append(out, fmt.Sprintf("%d: %v by %d at %s", e.N, e.Choices, e.Cause, e.At))
		}
	}
	surplus, err := st.SurplusOf(b.t.Context(), ref, st.Reader(uint64(who)))
	return strings.Join(append(out, fmt.Sprint("surplus: ", surplus, err)), "\n")
}

// pressed returns what a ballot may be after one more click, the likeliest first.
func pressed(v *seen, held []string, fresh string) [][]string {
	none := func(e string) bool { return (e == story.NoneEmoji) != (fresh == story.NoneEmoji) }
	held = slices.DeleteFunc(slices.Clone(held), none)
	if len(held) < v.choose {
		return [][]string{append(held, fresh)}
	}
	var out [][]string
	for i := range held { // which of them is the oldest, nobody may know who was not there
		out = append(out, append(slices.Delete(slices.Clone(held), i, i+1), fresh))
	}
	return out
}

func (b *balloting) off(v *seen, who world.ID, emoji string) {
	if err := b.box.World.Unreact(who, b.channel, v.message, emoji); err != nil {
		b.t.Logf("the bot was quicker: %v", err)
	}
}

// shown returns the emoji that a reader has under a vote.
func (b *balloting) shown(v *seen, who world.ID) []string {
	b.t.Helper()
	var out []string
	for _, e := range v.emoji {
		list, err := b.box.World.Reactors(b.author, b.channel, v.message, e, false, who-1, 1)
		if err != nil {
			b.t.Fatal(err)
		}
		if len(list) > 0 && list[0].ID == who {
			out = append(out, e)
		}
	}
	return out
}

// An errand is an interaction of which a reader waits for the answer.
type errand struct {
	who     world.ID
	vote    *seen
	kind    string // "paper": the menu was asked for; "fill": it was filled in; "name": something was put forward
	state   int    // of the reader's paper: what is said to count by the answer
	message world.ID
	run     int // of the program
}

// fill asks for the menu of a secret vote, and then chooses in it. Whoever has not been answered by the program that runs
// waits.
func (b *balloting) fill(v *seen, who world.ID, p *paper) {
	for _, e := range b.errands {
		if e.who == who && e.vote.message == v.message && e.run == b.run {
			return
		}
	}
	if i, err := b.box.World.Press(who, b.channel, v.message, v.button, nil); err == nil {
		b.errands[i] = &errand{who: who, vote: v, kind: "paper", run: b.run}
	} // else the bot is not there
}

// choose chooses in a menu that was brought, or takes a vote back.
func (b *balloting) choose(e *errand, menu *world.Message) {
	b.t.Helper()
	p := b.paper(e.vote.message, e.who)
	id, values := "", []string(nil)
	for _, row := range menu.Components {
		for _, c := range row.Components {
			switch {
			case c.Type == world.ComponentSelect:
				id, values = *c.CustomID, b.some(e.vote, len(c.Options))
			case c.Type == world.ComponentButton && len(p.now()) > 0 && b.dice.IntN(6) == 0:
				id, values = *c.CustomID, nil // takes it back
			}
		}
	}
	if id == "" {
		b.t.Fatalf("a menu without anything to choose: %q", menu.Content)
	}
	i, err := b.box.World.Press(e.who, b.channel, menu.ID, id, values)
	if err != nil {
		return // the bot is not there
	}
	p.add(fmt.Sprintf("chose %v%s", values, b.phase), values)
	b.errands[i] = &errand{who: e.who, vote: e.vote, kind: "fill", state: len(p.states) - 1, message: menu.ID, run: b.run}
}

// some chooses values as the menu spells them: up to as many as may be, or none of them.
func (b *balloting) some(v *seen, options int) []string {
	if b.dice.IntN(options) == 0 {
		return []string{"none"}
	}
	var out []string
	for _, i := range b.dice.Perm(options - 1)[:1+b.dice.IntN(v.choose)] {
		out = append(out, strconv.Itoa(i))
	}
	return out
}

// nominate asks for the form to put something forward; each reader does so once in a round.
func (b *balloting) nominate(v *seen, who world.ID) {
	if b.named[v.message][who] != "" {
		return
	}
	if i, err := b.box.World.Press(who, b.channel, v.message, v.button, nil); err == nil {
		b.errands[i] = &errand{who: who, vote: v, kind: "form", run: b.run}
	}
}

// write fills in a form that has opened.
func (b *balloting) write(m world.ModalShown) {
	b.t.Helper()
	e := b.errands[m.ID]
	if e == nil || e.kind != "form" || b.named[e.vote.message][e.who] != "" {
		return
	}
	delete(b.errands, m.ID)
	name := fmt.Sprintf("Lantern %d", len(b.named[e.vote.message])+1)
	field := m.Components[0]
	if field.Component != nil {
		field = field.Component
	}
	if err := b.box.World.Submit(e.who, m.ID, map[string][]string{*field.CustomID: {name}}); err != nil {
		return // the bot is not there any more
	}
	if b.named[e.vote.message] == nil {
		b.named[e.vote.message] = map[world.ID]string{}
	}
	b.named[e.vote.message][e.who] = name
}

// promises takes note of what the bot has answered, and goes on from there.
func (b *balloting) promises() {
	b.t.Helper()
	for {
		select {
		case m := <-b.forms:
			b.write(m)
		case s := <-b.states:
			if s.State == world.StateAnswered || s.State == world.StateFailed {
				e := b.errands[s.ID]
				if s.State == world.StateAnswered {
					b.answered(s, e)
				}
				if e == nil || e.kind != "form" {
					delete(b.errands, s.ID)
				}
			}
		default:
			return
		}
	}
}

// answered is an interaction that the bot has answered.
func (b *balloting) answered(s world.InteractionState, e *errand) {
	b.t.Helper()
	switch {
	case e == nil && strings.HasPrefix(s.Name, "c1.nominate."):
		for message, list := range b.named {
			name := list[s.UserID]
			if name != "" && !slices.Contains(b.stands[message], name) && b.tells(s.UserID, s.ID, name+"** is put forward") {
				b.stands[message] = append(b.stands[message], name)
			}
		}
	case e == nil:
	case e.kind == "paper":
		if m := b.answer(e.who, s.ID, 0); m != nil && len(m.Components) > 0 && e.run == b.run {
			b.choose(e, m)
		}
	case e.kind == "fill":
		m := b.answer(e.who, s.ID, e.message)
		if m == nil || !strings.Contains(m.Content, "Counted:") && !strings.Contains(m.Content, "taken back") {
			return
		}
		p := b.paper(e.vote.message, e.who)
		p.sure = max(p.sure, e.state)
		b.audit.sure++
	}
}

// answer returns what somebody was told: in answer to an interaction, or where a message was.
func (b *balloting) answer(who, interaction, message world.ID) *world.Message {
	b.t.Helper()
	page, err := b.box.World.History(who, b.channel, 0, 100)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, m := range slices.Backward(page) {
		if m.ID == message || m.Origin != nil && m.Origin.ID == interaction {
			return m
		}
	}
	return nil
}

func (b *balloting) tells(who, interaction world.ID, part string) bool {
	m := b.answer(who, interaction, 0)
	return m != nil && strings.Contains(m.Content, part)
}

func TestPressedAsBallotsAre(t *testing.T) {
	two := &seen{choose: 2}
	for _, test := range []struct {
		held  []string
		fresh string
		want  int
	}{{nil, "a", 1}, {[]string{"a"}, "b", 1}, {[]string{"a", "b"}, "c", 2}, {[]string{"a", "b"}, story.NoneEmoji, 1},
		{[]string{story.NoneEmoji}, "a", 1}} {
		got := pressed(two, test.held, test.fresh)
		if len(got) != test.want {
			t.Errorf("%v and %s may be %v", test.held, test.fresh, got)
		}
		for _, g := range got {
			if !slices.Contains(g, test.fresh) || len(g) > 2 || slices.Contains(g, story.NoneEmoji) && len(g) > 1 {
				t.Errorf("%v and %s may be %v", test.held, test.fresh, g)
			}
		}
	}
}
