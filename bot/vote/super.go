package vote

import (
	"context"
	"slices"

	"cliffhanger/store"
	"cliffhanger/story"
)

// supers remember which super reactions stand. A reader may have a normal one with the same emoji, and counts once: the
// choice is taken back when both are. A process that has just begun does not know them until its first reading: a super
// reaction that is taken back in between takes the choice back, and the reading, which follows at once, finds the other.
type supers map[story.ReaderID]kinds

// kinds are one reader's super reactions, and which of these have a normal one beside them.
type kinds struct{ super, normal wipe }

func (s supers) add(voter story.ReaderID, c story.Choice, normal bool) {
	k := s[voter]
	k.super |= wipeOf(c)
	if normal {
		k.normal |= wipeOf(c)
	}
	s[voter] = k
}

// removed takes one kind of reaction off, and reports whether the other stands.
func (s supers) removed(voter story.ReaderID, c story.Choice, super bool) (stands bool) {
	k := s[voter]
	switch {
	case !k.super.has(c):
		return false
	case !super:
		k.normal &^= wipeOf(c)
		stands = true
	default:
		stands = k.normal.has(c)
		k.super, k.normal = k.super&^wipeOf(c), k.normal&^wipeOf(c)
	}
	if s[voter] = k; k.super == 0 {
		delete(s, voter)
	}
	return stands
}

// shows reports whether the reaction that a super one is pressed beside is known to stand. What was ever removed by a
// moderator is not.
func (s *Service) shows(ctx context.Context, p *poll, h *heard, voter story.ReaderID) (bool, error) {
	c := h.choice
	if !h.super || p.wipes.seen().has(c) {
		return false, nil
	}
	if d := p.doubts[voter]; d != nil && slices.Contains(d.shown, c) {
		return true, nil
	}
	b, _, err := s.cfg.Store.Ballot(ctx, p.vote.VoteRef, voter)
	if err != nil || slices.Contains(b.Choices, c) {
		return err == nil, err
	}
	waiting, err := s.cfg.Store.SurplusOf(ctx, p.vote.VoteRef, voter)
	return slices.ContainsFunc(waiting, func(off store.Surplus) bool { return off.Choice == c }), err
}
