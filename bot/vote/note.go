package vote

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/store"
)

// noteEvery is how often a line under a vote is changed at most.
const noteEvery = time.Minute

// A note is a line under a vote that says something about it, and pings nobody. It stands while a number is not 0, and
// follows it.
type note struct {
	name   string                      // in the store
	words  func(n int, p *poll) string // for a number above 0
	wanted atomic.Int64
	once   bool // it stays as it was first
}

func newNotes() (unclear, rules *note) {
	unclear = &note{name: "unclear", words: func(n int, p *poll) string {
		return phrase.For("").Unclear(n, p.link())
	}}
	rules = &note{name: "rules", once: true, words: func(_ int, p *poll) string {
		v := &p.vote.Question.Voting
		return phrase.For("").Ineligible(p.link(), render.RoleNames(v), v.Account, v.Member, v.Read)
	}}
	return unclear, rules
}

// want sets the number.
func (n *note) want(number int) { n.wanted.Store(int64(number)) }

// link leads to the vote's message.
func (p *poll) link() string {
	return fmt.Sprintf("https://discord.com/channels/%d/%d/%d", p.vote.Guild, p.vote.Channel, p.vote.Message)
}

// A noted is what is known of a note that stands.
type noted struct {
	begun   uint32 // how many were ever begun; an earlier one is gone
	number  uint32 // what it says; 0: nothing stands, and nothing may
	message uint64 // 0: it may have been posted
}

func (n *note) setting(ref store.VoteRef) string {
	return fmt.Sprintf("%s %d %d", n.name, ref.Guild, ref.Message)
}

func (n *note) load(ctx context.Context, st *store.Store, ref store.VoteRef) (noted, error) {
	b, ok, err := st.Setting(ctx, n.setting(ref))
	if err != nil || !ok || len(b) != 16 {
		return noted{}, err
	}
	return noted{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint64(b[8:])}, nil
}

func (n *note) save(ctx context.Context, st *store.Store, ref store.VoteRef, is noted) error {
	b := binary.BigEndian.AppendUint32(nil, is.begun)
	b = binary.BigEndian.AppendUint32(b, is.number)
	return st.SetSetting(ctx, n.setting(ref), binary.BigEndian.AppendUint64(b, is.message))
}

// nonce names one of a vote's notes to Discord.
func (n *note) nonce(ref store.VoteRef, begun uint32) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", n.setting(ref), begun))
	return hex.EncodeToString(sum[:discord.MaxNonce/2])
}

// bring has the notes under a vote say what they are to say, each at most every minute, until ctx ends.
func (s *Service) bring(ctx context.Context, p *poll) {
	for {
		for _, n := range []*note{p.unclear, p.rules} {
			if err := s.show(ctx, p, n); err != nil && ctx.Err() == nil {
				s.cfg.Log.Warn("a line under a vote is not as it should be", "message", p.vote.Message, "line", n.name,
					"cause", err)
			}
		}
		if !discord.Sleep(ctx, noteEvery) {
			return
		}
		select {
		case <-p.asked:
		case <-ctx.Done():
			return
		}
	}
}

// endNotes deletes what asks for something that is too late. The vote's result says how many ballots stayed unclear.
func (s *Service) endNotes(ctx context.Context, p *poll) {
	p.unclear.want(0)
	if err := s.show(ctx, p, p.unclear); err != nil && ctx.Err() == nil {
		s.cfg.Log.Warn("a line under a vote that has closed stays", "message", p.vote.Message, "cause", err)
	}
}

// show has a note say what it is to say. What it is about to do is durable before it does it.
func (s *Service) show(ctx context.Context, p *poll, n *note) error {
	ref, want := p.vote.VoteRef, uint32(n.wanted.Load())
	is, err := n.load(ctx, s.cfg.Store, ref)
	if err != nil || want == is.number && (want == 0 || is.message != 0) || n.once && is.message != 0 {
		return err
	}
	switch {
	case is.number == 0:
		is = noted{begun: is.begun + 1, number: want}
		if err := n.save(ctx, s.cfg.Store, ref, is); err != nil {
			return err
		}
		return s.post(ctx, p, n, is, false)
	case is.message == 0: // a process ended in between
		return s.post(ctx, p, n, is, true)
	case want == 0:
		if err := s.cfg.Notes.Delete(ctx, p.vote.Channel, is.message); err != nil && !errors.Is(err, discord.ErrUnknownMessage) {
			return err
		}
		return n.save(ctx, s.cfg.Store, ref, noted{begun: is.begun})
	}
	body, err := n.body(int(want), p)
	if err != nil {
		return err
	}
	err = s.cfg.Notes.Edit(ctx, p.vote.Channel, is.message, body)
	if err != nil && !errors.Is(err, discord.ErrUnknownMessage) { // whoever deleted it does not want it
		return err
	}
	is.number = want
	return n.save(ctx, s.cfg.Store, ref, is)
}

// post posts a note.
func (s *Service) post(ctx context.Context, p *poll, n *note, is noted, doubt bool) error {
	body, err := n.body(int(is.number), p)
	if err != nil {
		return err
	}
	is.message, err = s.cfg.Sender.Send(ctx, outbox.Letter{Channel: p.vote.Channel, Floor: p.vote.Message, Body: body,
		Nonce: n.nonce(p.vote.VoteRef, is.begun), Doubt: doubt})
	if err != nil {
		return err
	}
	if err := n.save(ctx, s.cfg.Store, p.vote.VoteRef, is); err != nil {
		return err
	}
	if int64(is.number) != n.wanted.Load() {
		p.ask()
	}
	return nil
}

// silent is the flag of a message that reaches nobody's lock screen (SUPPRESS_NOTIFICATIONS).
const silent = 1 << 12

func (n *note) body(number int, p *poll) ([]byte, error) {
	return render.Message{Content: n.words(number, p), Flags: silent}.JSON()
}
