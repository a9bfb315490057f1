package vote

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// A poll is a vote that is being followed.
type poll struct {
	vote    store.Vote
	rule    ballot.Rule
	emoji   map[story.Choice]string // as seeded; none where nothing is chosen by reactions
	choices map[string]story.Choice // by emoji without variation selectors
	resync  chan struct{}

	inbox   inbox
	wipes   wipes      // by moderators, since it is followed
	read    readership // who has reached the question, as far as it was asked
	begun   undertaking
	crowded atomic.Bool

	readings atomic.Int64 // begun and ended so far
	whole    atomic.Bool  // it was read, and since then everything was told

	losses atomic.Int64 // how often events have stopped coming
	owed   atomic.Bool  // a reading is put off until they come

	unclear, rules *note
	asked          chan struct{} // the notes have something else to say

	deadline  deadline
	ears      ears
	loaded    bool          // an earlier process followed it
	listed    chan struct{} // something was put forward, or judged
	forgotten chan struct{} // closed when it is not followed any more

	turn   turn                      // of whoever counts, or reads the reactions again; guards:
	cut    int64                     // events up to this arrival are covered by a reading
	left   int                       // readers left out of the last reading, who may have done what nobody told
	seen   uint32                    // the session in which it was read completely
	doubts map[story.ReaderID]*doubt // of readers for whom the last reading was not clear
	supers supers
}

// A turn is had by one at a time. A reading has it for seconds, and whoever waits for it may leave.
type turn chan struct{}

func (t turn) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for a vote's turn: %w", ctx.Err())
	}
}

func (t turn) leave() { <-t }

func newPoll(v store.Vote) *poll {
	p := &poll{
		vote: v, rule: ballot.RuleOf(&v.Question), emoji: map[story.Choice]string{}, choices: map[string]story.Choice{},
		resync: make(chan struct{}, 1), asked: make(chan struct{}, 1), turn: make(turn, 1), supers: supers{},
		listed: make(chan struct{}, 1), forgotten: make(chan struct{}), ears: ears{turn: make(chan struct{}, 1)},
	}
	p.unclear, p.rules = newNotes()
	if v.Question.Voting.Style == story.VoteSecret {
		return p
	}
	for i, e := range render.Emoji(&v.Question) {
		c := story.Choice(i)
		if i == len(v.Question.Options) {
			c = story.None
		}
		p.emoji[c], p.choices[plain(e)] = e, c
	}
	return p
}

// closes says what is waited for, to whoever watches the clock.
func (p *poll) closes() string {
	if p.vote.Question.Open() {
		return "the question closes"
	}
	return "the vote closes"
}

// again asks for a re-reading. It does not block.
func (p *poll) again() { poke(p.resync) }

// ask has the notes under the vote looked at. It does not block.
func (p *poll) ask() { poke(p.asked) }

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it is asked for already
	}
}

// count returns how many readers' reactions nobody can tell, and has the note under the vote say so. The caller has the
// turn.
func (p *poll) count() int {
	n := 0
	for _, d := range p.doubts {
		if len(d.shown) > 0 && !d.told && !d.acting {
			n++
		}
	}
	p.unclear.want(n)
	p.ask()
	return n
}

const (
	retryReading = 5 * time.Second // after a re-reading that failed
	retryRefused = time.Hour       // after Discord refused: every refusal counts towards its limit
	readEvery    = 10 * time.Minute
	moreRounds   = 1 // of reading again because readers acted meanwhile: a vote that closes cannot wait for all to rest
	nextRound    = 300 * time.Millisecond
)

// followOpen counts an open vote until it is due to close and was read a last time. It reports whether its message or
// channel is gone, so that it closes with what was journalled.
func (s *Service) followOpen(ctx context.Context, p *poll) (lost bool, err error) {
	log := s.cfg.Log.With("guild", p.vote.Guild, "message", p.vote.Message)
	log.Info("following a vote", "chapter", p.vote.Chapter, "closes", p.vote.Closes)
	open, closed := context.WithCancel(ctx)
	var beside sync.WaitGroup
	if s.cfg.Lock != nil && !p.loaded && len(p.emoji) > 0 {
		beside.Go(func() {
			if err := s.cfg.Lock(open, p.vote.Guild, p.vote.Channel); err != nil && open.Err() == nil {
				log.Warn("readers may add reactions of their own, which count for nothing", "cause", err)
			}
		})
	}
	due := make(chan error, 1)
	beside.Go(func() { due <- s.untilDue(open, p) })
	p.again()
	beside.Go(func() { s.bring(open, p) })
	err = s.watch(ctx, p, due)
	closed()
	beside.Wait()
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	s.endNotes(ctx, p)
	if err == nil {
		return false, nil
	}
	log.Error("the vote closes without a last reading", "cause", err)
	return errors.Is(err, discord.ErrUnknownMessage) || errors.Is(err, discord.ErrUnknownChannel), nil
}

// watch re-reads the reactions whenever that is asked for, and now and then, until the vote is due to close and read a
// last time.
func (s *Service) watch(ctx context.Context, p *poll, due <-chan error) error {
	asked, closing, rounds := p.resync, false, 0
	var retry <-chan time.Time // after a re-reading that failed
	for {
		closes, unasked, err := s.wake(ctx, due, asked, retry)
		if err != nil {
			return err
		}
		closing = closing || closes
		wiped, err := s.look(ctx, p, closing, unasked)
		if err == nil && wiped && !closing {
			err = s.seed(ctx, p)
		}
		asked, retry = p.resync, nil
		switch {
		case err == nil && p.left > 0 && rounds < moreRounds: // only readings write it, and they are made here
			rounds++
			retry = time.After(nextRound)
		case err == nil && closing:
			return s.heardOut(ctx, p) // events tell of those left out
		case err == nil:
			rounds = 0
		case errors.Is(err, errAway):
			s.owe(p)
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, discord.ErrUnknownMessage), errors.Is(err, discord.ErrUnknownChannel),
			closing && discord.Refused(err):
			return err
		default:
			pause := retryReading
			if discord.Refused(err) {
				pause, asked = retryRefused, nil
			}
			s.cfg.Log.Warn("the reactions of a vote were not read, or ours not put back",
				"message", p.vote.Message, "cause", err, "again_in", pause)
			retry = time.After(pause)
		}
	}
}

// wake waits for what has a poll looked at: that it is due to close, that it is asked for, that something failed before,
// or that nobody asked for long.
func (s *Service) wake(ctx context.Context, due <-chan error, asked <-chan struct{}, retry <-chan time.Time) (closes,
	unasked bool, err error) {
	var idle <-chan time.Time
	if retry == nil {
		idle = time.After(s.cfg.Every*3/4 + rand.N(s.cfg.Every/2))
	}
	select {
	case err := <-due:
		return err == nil, false, err
	case <-idle:
		return false, true, nil
	case <-ctx.Done():
		return false, false, ctx.Err()
	case <-asked:
	case <-retry:
	}
	return false, false, nil
}

// look reads the reactions, unless nobody asked for it and nobody has voted.
func (s *Service) look(ctx context.Context, p *poll, closing, unasked bool) (wiped bool, err error) {
	if len(p.emoji) == 0 {
		return false, s.stands(ctx, p, unasked)
	}
	if unasked && !closing && !s.away(p) {
		untouched, err := s.untouched(ctx, p)
		if untouched || err != nil {
			return false, err
		}
	}
	return s.read(ctx, p, closing)
}

// untouched reports whether no ballot counts and nobody's reaction but our own stands, which costs one request.
func (s *Service) untouched(ctx context.Context, p *poll) (bool, error) {
	ballots, err := s.cfg.Store.Ballots(ctx, p.vote.VoteRef)
	if err != nil {
		return false, err
	}
	for i := range ballots {
		if !ballots[i].Withdrawn() {
			return false, nil
		}
	}
	clicks, err := s.cfg.Discord.Clicks(ctx, p.vote.Channel, p.vote.Message)
	return err == nil && clicks == 0, err
}

// seed puts our own reactions back where they are missing.
func (s *Service) seed(ctx context.Context, p *poll) error {
	for _, c := range p.order() {
		if err := s.cfg.Discord.React(ctx, p.vote.Channel, p.vote.Message, p.emoji[c]); err != nil {
			return err
		}
	}
	return nil
}
