package vote_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
)

// A fake is a Discord with one message, and the sender of results. Calls fail with fails[what] while that is set.
type fake struct {
	mu      sync.Mutex
	users   map[string][]uint64 // by emoji: who reacted
	fails   map[string]error
	calls   map[string]int
	reading func() // called at the beginning of each list of reactors, one at a time, without the lock
	turn    chan struct{}
	off     func() // called at the beginning of each removal, without the lock
	results []string
	noted   string // the words of the note under the vote; "" if there is none
	members map[uint64]discord.Member
}

func (f *fake) call(what string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls[what]++
	return f.fails[what]
}

func (f *fake) Reactors(_ context.Context, _, _ uint64, emoji string) ([]discord.User, error) {
	f.mu.Lock()
	hook := f.reading
	f.mu.Unlock()
	if hook != nil {
		f.turn <- struct{}{} // the lists are read side by side
		hook()
		<-f.turn
	}
	if err := f.call("read"); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	list := []discord.User{{ID: self, Bot: true}}
	for _, u := range f.users[emoji] {
		list = append(list, discord.User{ID: u, Normal: true})
	}
	return list, nil
}

func (f *fake) React(context.Context, uint64, uint64, string) error { return f.call("react") }

func (f *fake) Unreact(_ context.Context, _, _ uint64, emoji string, user uint64,
	still func() bool) error {
	if still != nil && !still() {
		return discord.ErrNotNeeded
	}
	f.mu.Lock()
	hook := f.off
	f.mu.Unlock()
	if hook != nil {
		hook()
	}
	if err := f.call("unreact"); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls[fmt.Sprintf("unreact %s of %d", emoji, user)]++
	f.users[emoji] = slices.DeleteFunc(slices.Clone(f.users[emoji]), func(u uint64) bool { return u == user })
	return nil
}

func (f *fake) Send(_ context.Context, l outbox.Letter) (uint64, error) {
	if err := f.call("send"); err != nil {
		return 0, err
	}
	var m struct {
		Content string
		Flags   int
	}
	if err := json.Unmarshal(l.Body, &m); err != nil {
		return 0, err
	}
	if m.Flags&(1<<12) != 0 { // silent: a note, not a result
		return 98, f.write(l.Body)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.results = append(f.results, m.Content)
	return 99, nil
}

// Now and Wait are the time of a synctest bubble.
func (f *fake) Now() time.Time { return time.Now() }

func (f *fake) Wait(ctx context.Context, until time.Time, _ string) error {
	select {
	case <-time.After(time.Until(until)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Clicks counts the reactions of readers.
func (f *fake) Clicks(context.Context, uint64, uint64) (int, error) {
	if err := f.call("clicks"); err != nil {
		return 0, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, users := range f.users {
		n += len(users)
	}
	return n, nil
}

// Edit and Delete change what was posted: the notes under the vote.
func (f *fake) Edit(_ context.Context, _, _ uint64, body json.RawMessage) error {
	if err := f.call("edit"); err != nil {
		return err
	}
	return f.write(body)
}

func (f *fake) Delete(context.Context, uint64, uint64) error {
	if err := f.call("delete"); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.noted = ""
	return nil
}

// write keeps the words of a note.
func (f *fake) write(body json.RawMessage) error {
	var m struct{ Content string }
	if err := json.Unmarshal(body, &m); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.noted = m.Content
	return nil
}

// Member tells of people in the guild, of whom there are those in members.
func (f *fake) Member(_ context.Context, _, user uint64) (discord.Member, error) {
	if err := f.call("member"); err != nil {
		return discord.Member{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	m, ok := f.members[user]
	if !ok {
		return discord.Member{}, &discord.Error{Status: 404, Code: 10007}
	}
	return m, nil
}
