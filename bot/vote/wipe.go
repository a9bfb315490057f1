package vote

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"sync/atomic"

	"cliffhanger/store"
	"cliffhanger/story"
)

// A wipe is the set of choices whose reactions a moderator has removed, one bit for each from [story.None] on. A
// missing reaction for one of them says nothing about its reader.
type wipe uint32

// everything is the wipe of all reactions.
const everything = ^wipe(0)

// wipeOf is the wipe of one choice's reactions. Discord allows 20 emoji under a message, so that each has its bit.
func wipeOf(c story.Choice) wipe { return 1 << (c - story.None) }

func (w wipe) has(c story.Choice) bool { return c >= story.None && w&wipeOf(c) != 0 }

// wipes collects what moderators ever removed under a poll.
type wipes struct{ bits atomic.Uint32 }

func (w *wipes) add(more wipe) { w.bits.Or(uint32(more)) }
func (w *wipes) seen() wipe    { return wipe(w.bits.Load()) }

// incident is the name of the setting that remembers a vote's wipe. Its value is the wipe's four bytes, or a single one
// for everything, as it was written before single emoji were told apart.
func incident(ref store.VoteRef) string { return fmt.Sprintf("wiped %d %d", ref.Guild, ref.Message) }

// wipedEver returns what moderators have ever removed under a vote, as far as it was remembered.
func (s *Service) wipedEver(ctx context.Context, ref store.VoteRef) (wipe, error) {
	value, ok, err := s.cfg.Store.Setting(ctx, incident(ref))
	switch {
	case err != nil || !ok:
		return 0, err
	case len(value) == 4:
		return wipe(binary.BigEndian.Uint32(value)), nil
	}
	return everything, nil
}

// wiped remembers that reactions were removed by a moderator, and of each reader that theirs are off: one that is taken
// off as surplus all the same would be a newer one, pressed since. Whoever calls has the poll's turn, and has counted
// what came before.
func (s *Service) wiped(ctx context.Context, p *poll, more wipe, e store.Event) error {
	s.cfg.Log.Warn("a moderator removed reactions from a vote; the ballots journalled so far stay",
		"message", p.vote.Message)
	known, err := s.wipedEver(ctx, p.vote.VoteRef)
	if err != nil {
		return err
	}
	value := binary.BigEndian.AppendUint32(nil, uint32(known|more))
	if err := s.cfg.Store.SetSetting(ctx, incident(p.vote.VoteRef), value); err != nil {
		return err
	}
	for _, d := range p.doubts {
		d.shown = slices.DeleteFunc(d.shown, more.has)
	}
	p.again()
	return s.cfg.Store.Wiped(ctx, p.vote.VoteRef, e, more.has)
}
