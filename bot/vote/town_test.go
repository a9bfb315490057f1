package vote_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"cliffhanger/bot/discord"
	"cliffhanger/story"
)

// A town is a Discord in which readers click under one message. What is told of it goes to whoever listens, later, or
// to nobody.
type town struct {
	*fake // sends results and notes

	mu      sync.Mutex
	emoji   map[story.Choice]string
	shown   map[uint64]map[story.Choice]int // by reader and choice: a bit for a normal reaction, another for a super one
	told    []discord.Reaction              // all of the session
	session uint32
	tell    func(discord.Reaction) // nil: nobody hears
	plain   bool                   // the next event spells emoji without their variation selectors
	dying   bool                   // the bot dies at the next removal
	carried bool                   // and that removal is carried out
	die     func()
	half    []pick // removals that were begun and not carried out
}

const normal, super = 1, 2

// A pick is a reader's choice.
type pick struct {
	user   uint64
	choice story.Choice
}

var errCut = fmt.Errorf("take a reaction off: %w", discord.ErrOutcomeUnknown)

func newTown(options []story.Option) *town {
	t := &town{fake: newFake(), emoji: map[story.Choice]string{story.None: story.NoneEmoji},
		shown: map[uint64]map[story.Choice]int{}}
	for i, o := range options {
		t.emoji[story.Choice(i)] = o.Emoji
	}
	return t
}

// choice returns what an emoji stands for.
func (t *town) choice(emoji string) story.Choice {
	for c, e := range t.emoji {
		if strings.TrimSuffix(e, "\ufe0f") == strings.TrimSuffix(emoji, "\ufe0f") {
			return c
		}
	}
	return nothing
}

// put adds one kind of reaction, or takes it away. The lock is held.
func (t *town) put(p pick, kind int, there bool) discord.Reaction {
	if t.shown[p.user] == nil {
		t.shown[p.user] = map[story.Choice]int{}
	}
	ev := discord.Reaction{Kind: discord.ReactionAdded, Guild: guild, Channel: channel, Message: message, User: p.user,
		Emoji: t.emoji[p.choice], Burst: kind == super}
	if t.plain = !t.plain; t.plain {
		ev.Emoji = strings.TrimSuffix(ev.Emoji, "\ufe0f")
	}
	if there {
		t.shown[p.user][p.choice] |= kind
		return ev
	}
	ev.Kind = discord.ReactionRemoved
	if t.shown[p.user][p.choice] &^= kind; t.shown[p.user][p.choice] == 0 {
		delete(t.shown[p.user], p.choice)
	}
	return ev
}

// say tells of something. The lock is held.
func (t *town) say(ev discord.Reaction) {
	ev.Session, ev.Seq = t.session, int64(len(t.told)+1)
	t.told = append(t.told, ev)
	if t.tell != nil {
		t.tell(ev)
	}
}

// click lets a reader click: a reaction that is there goes, the super one first. It reports whether it was pressed, and
// whether the choice stands now. Nobody is told if it is dropped.
func (t *town) click(p pick, kind int, dropped bool) (pressed, stands bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.shown[p.user][p.choice]
	pressed = now&kind == 0
	if kind == normal && now == super { // a click on what one has pressed takes it back
		kind, pressed = super, false
	}
	ev := t.put(p, kind, pressed)
	if !dropped {
		t.say(ev)
	}
	return pressed, t.shown[p.user][p.choice] != 0
}

// super reports whether a super reaction stands.
func (t *town) super(p pick) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shown[p.user][p.choice]&super != 0
}

// wipe lets a moderator remove one choice's reactions, or all for nothing.
func (t *town) wipe(c story.Choice) {
	t.mu.Lock()
	defer t.mu.Unlock()
	ev := discord.Reaction{Kind: discord.ReactionsCleared, Guild: guild, Channel: channel, Message: message}
	if c != nothing {
		ev.Kind, ev.Emoji = discord.EmojiCleared, t.emoji[c]
	}
	for _, s := range t.shown {
		if c == nothing {
			clear(s)
		} else {
			delete(s, c)
		}
	}
	t.say(ev)
}

// stands returns what is shown of a reader, ascending.
func (t *town) stands(user uint64) []story.Choice {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []story.Choice
	for c := range t.shown[user] {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

// Reactors implements [vote.Discord].
func (t *town) Reactors(_ context.Context, _, _ uint64, emoji string) ([]discord.User, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := []discord.User{{ID: self, Bot: true}, {ID: 45, Bot: true}}
	for user, s := range t.shown {
		if kinds := s[t.choice(emoji)]; kinds != 0 {
			list = append(list, discord.User{ID: user, Normal: kinds&normal != 0, Super: kinds&super != 0})
		}
	}
	return list, nil
}

// Clicks implements [vote.Discord].
func (t *town) Clicks(context.Context, uint64, uint64) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	for _, s := range t.shown {
		n += len(s)
	}
	return n, nil
}

// Unreact implements [vote.Discord].
func (t *town) Unreact(_ context.Context, _, _ uint64, emoji string, user uint64,
	still func() bool) error {
	if still != nil && !still() {
		return discord.ErrNotNeeded
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.choice(emoji)
	if t.dying {
		t.dying = false
		t.die()
		if !t.carried {
			if t.shown[user][c] != 0 {
				t.half = append(t.half, pick{user, c})
			}
			return errCut
		}
		defer func() { t.carried = false }()
	}
	for _, kind := range []int{normal, super} {
		if t.shown[user][c]&kind != 0 {
			t.say(t.put(pick{user, c}, kind, false))
		}
	}
	return nil
}
