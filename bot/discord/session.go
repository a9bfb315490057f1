package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"
)

// A Session is what it takes to go on with a gateway session, also in another process. Discord keeps a session whose
// connection is gone for a few minutes, and then delivers what was missed.
type Session struct {
	Shard, Shards int
	ID            string    // empty: there is no session to go on with
	URL           string    // where Discord wants it to be resumed
	Seq           int64     // of the last event whose effects are durable
	Self, App     uint64    // the bot's user id, and its application's
	Purpose       string    // fingerprint of what the session was begun for
	Alive         time.Time // when it was last known to go on
	Exact         bool      // Seq is the last event there was; without it, a few more may have had their effects
}

// Sessions keeps one record for each shard.
type Sessions interface {
	// LoadSession returns the record of a shard, a zero one if there is none.
	LoadSession(ctx context.Context, shard int) (Session, error)
	// SaveSession replaces the record of s.Shard. It returns when the record is durable.
	SaveSession(ctx context.Context, s Session) error
}

// resumable is how old a record may be for resuming to be worth a try: Discord speaks of "a few minutes", and where it
// has forgotten the session the answer costs 1 to 5 s of waiting.
const resumable = 15 * time.Minute

// purpose is the fingerprint of what the client's sessions are for: with another token, other intents or another
// Config.Purpose, a session would not deliver what is needed.
func (c *Client) purpose() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%s", c.token.text(), Intents, c.cfg.Purpose))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

const (
	// checkEvery is how often a shard's record is brought up to date while events come.
	checkEvery = time.Second
	// aliveEvery is how often it is when none come.
	aliveEvery = 30 * time.Second
	// settleTime bounds the wait for the last events' effects when the client stops.
	settleTime = 3 * time.Second
)

// keep brings the shard's record up to date until ctx ends; at once when a session has begun or gone on. Else a process that
// dies again and again soon after its start would use up a day's sessions, or hear more again each time.
func (s *shard) keep(ctx context.Context) {
	failing := false
	for saved := (Session{}); s.rest(ctx); {
		now := s.record()
		if same(now, saved) && (now.ID == "" || now.Alive.Sub(saved.Alive) < aliveEvery) {
			continue
		}
		switch err := s.save(ctx, now); {
		case err == nil:
			saved, failing = now, false
		case ctx.Err() == nil && !failing:
			failing = true
			s.log.Warn("the gateway session cannot be written down; a restart would begin a new one", "cause", err)
		}
	}
}

// rest waits until it is time to look at the record again, and reports whether it is before ctx ended.
func (s *shard) rest(ctx context.Context) bool {
	t := time.NewTimer(checkEvery)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.fresh:
	case <-ctx.Done():
		return false
	}
	return true
}

func same(a, b Session) bool { return a.ID == b.ID && a.Seq == b.Seq && a.URL == b.URL }

// save writes a record down once the effects of all events up to its sequence number are durable.
func (s *shard) save(ctx context.Context, now Session) error {
	if err := s.handler.Settle(ctx); err != nil {
		return fmt.Errorf("wait for the effects of events: %w", err)
	}
	return s.client.cfg.Sessions.SaveSession(ctx, now)
}

// record returns the shard's session as it is now.
func (s *shard) record() Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.session
	if s.online {
		now.Alive = time.Now()
	}
	return now
}

// load takes up the session of an earlier process.
func (s *shard) load(ctx context.Context) {
	if s.client.cfg.Sessions == nil {
		return
	}
	found, err := s.client.cfg.Sessions.LoadSession(ctx, s.id)
	if err != nil {
		s.log.Warn("the last gateway session cannot be read; a new one begins", "cause", err)
		return
	}
	if found.ID == "" || found.Shards != s.of || found.Purpose != s.session.Purpose ||
		time.Since(found.Alive) > resumable {
		return
	}
	exact := found.Exact
	found.Shard, found.Exact = s.id, false
	if exact { // from the next event on it is not
		if err := s.client.cfg.Sessions.SaveSession(ctx, found); err != nil {
			s.log.Warn("the last gateway session cannot be taken up; a new one begins", "cause", err)
			return
		}
	}
	s.mu.Lock()
	s.session = found
	s.mu.Unlock()
	s.client.self.Store(found.Self) // what comes before RESUMED has to be handled too
	s.handler.Event(Resuming{Self: found.Self, Shard: s.id, Shards: s.of, Exact: exact})
}
