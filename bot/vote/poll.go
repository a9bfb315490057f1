package vote

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A poll is a vote that is being followed.
type poll struct {
	vote    store.Vote
	emoji   map[story.Choice]string // as seeded
	choices map[string]story.Choice // by emoji without variation selectors
	resync  chan struct{}

	cleared wipes // by moderators, since it is followed
	fresh   fresh

	losses atomic.Int64 // how often events have stopped coming
	owed   atomic.Bool  // a reading is put off until they come

	reading sync.RWMutex              // held for writing while the reactions are read again; guards:
	cut     int64                     // events up to this arrival are covered by a reading
	doubts  map[story.ReaderID]*doubt // of readers for whom the last reading was not clear
}

func newPoll(v store.Vote) *poll {
	p := &poll{
		vote: v, emoji: map[story.Choice]string{}, choices: map[string]story.Choice{}, resync: make(chan struct{}, 1),
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
func (p *poll) again() {
	select {
	case p.resync <- struct{}{}:
	default: // one is asked for already
	}
}

const (
	retryReading = 5 * time.Second // after a re-reading that failed
	retryRefused = time.Hour       // after Discord refused: every refusal counts towards its limit
)

// attend follows a vote until its result is posted or ctx ends.
func (s *Service) attend(ctx context.Context, p *poll) {
	log := s.cfg.Log.With("guild", p.vote.Guild, "message", p.vote.Message)
	if p.vote.Open() {
		log.Info("following a vote", "chapter", p.vote.Chapter, "closes", p.vote.Closes)
		due := make(chan error, 1)
		go func() { due <- s.cfg.Clock.Wait(ctx, p.vote.Closes, p.closes()) }()
		p.again()
		if err := s.watch(ctx, p, due); err != nil {
			if ctx.Err() == nil {
				log.Error("the vote closes without a last reading", "cause", err)
			}
		}
	}
	for ctx.Err() == nil {
		err := s.finish(ctx, p)
		if err == nil {
			log.Info("the vote is closed and its result posted")
			return
		}
		pause := retryReading
		if discord.Refused(err) {
			pause = retryRefused
		}
		if ctx.Err() == nil {
			log.Error("the result of a vote was not posted", "cause", err, "again_in", pause)
		}
		discord.Sleep(ctx, pause)
	}
}

// watch re-reads the reactions whenever that is asked for, until the vote is due to close and read a last time.
func (s *Service) watch(ctx context.Context, p *poll, due <-chan error) error {
	asked, closing := p.resync, false
	var retry <-chan time.Time // after a re-reading that failed
	for {
		select {
		case err := <-due:
			if err != nil {
				return err
			}
			closing = true
		case <-asked:
		case <-retry:
		case <-ctx.Done():
			return ctx.Err()
		}
		wiped, err := s.read(ctx, p, closing)
		if err == nil && wiped && !closing {
			err = s.seed(ctx, p)
		}
		asked, retry = p.resync, nil
		switch {
		case err == nil && closing:
			return nil
		case err == nil:
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

// seed puts our own reactions back where they are missing.
func (s *Service) seed(ctx context.Context, p *poll) error {
	for _, c := range p.order() {
		if err := s.cfg.Discord.React(ctx, p.vote.Channel, p.vote.Message, p.emoji[c]); err != nil {
			return err
		}
	}
	return nil
}
