// Package vote turns reactions into ballots, and says what they have come to.
//
// A [Service] follows every open vote. While it watches, each reaction goes into the vote's inbox, and all that waits
// there is journalled at once, in the order of one reader's clicks; the last clicks count, as many as a ballot holds, and
// the reader's earlier reactions are taken off in a slow lane, after the ballot is durable. Whatever it did not see
// (before a start, between two sessions, in the moment a vote opened) it reads from Discord and reconciles; it does so
// again every ten minutes, in case that an event was lost, and once more before a vote closes. Then the vote is closed in the store,
// and the result is posted once.
//
// # Who was first
//
// Re-reading shows what stands under the message, not in which order it came. Two rules keep a re-reading and live
// events apart: events that arrived before the reading began are dropped, because the reading shows what they said,
// and events that arrive during it wait until it is counted. A reaction that is already known to be surplus (the
// reader has clicked another since, and it is ours to remove) is not taken for a new click, unless an event told that
// it was pressed anew.
//
// The lists of reactions are read one after the other, so that of somebody who acts meanwhile they may show what never
// stood together. Whoever was heard of meanwhile is left out; where something may not have been told, all is read once
// more soon. Before a vote closes events of what differs are waited for a moment, and who still acts then is counted by
// what was heard.
//
// What stood when a session began and what its events told of are found together by a process that follows one that died
// before it could read. Unless that session was read completely before, which is durable, what its events told of is
// newer; where a ballot holds several and has no room for all, that depends on what is not known, and is left in doubt.
// So is what is found beside it in another session, which may have come after. Of whom a reading was not clear is durable
// too: of them what an event tells of later is newer, whichever process hears of it.
//
// What cannot be told apart: a process that dies while it takes a reaction off finds it under the message, and does
// not know whether it is what was to be removed, or the reader's newest click after it was. That the removal began is
// kept, so such a reaction is left alone, the ballot journalled last counts, and the reader's next act tells.
//
// Where reactions have more than one explanation, what counted goes on counting, and a line under the vote says of how
// many ballots that is so, and to click once more. Those left in the end are the vote's spoiled ones ([store.Vote]).
//
// # Who may vote
//
// A vote may ask for a role, the age of an account, the time in the server, or to have read as far as the question.
// Events tell of their reader, and Discord is asked of those whom a reading finds. A reaction that may not be a vote is
// in no journal; it is taken off, and one line under the vote says, once, what it asks for. Whoever has become one who
// may vote clicks again. It is judged by the click: a ballot once taken stays.
//
// [Service.Cast] takes ballots without reactions, for secret votes and by command, through the same inbox. What was cast
// so in a vote by reactions has none under the message, and that says nothing.
//
// # While nothing is heard
//
// Between the loss of a connection and its resumption events wait at Discord, and when they come they tell of a time
// before what a reading has shown meanwhile. Counted one after the other they lead to the right end all the same,
// whatever was known before; what would spoil it is to take a reaction off on the way there. So from a loss until the
// events told late are counted ([Service.Lost], [Service.Resumed]) nothing is read and nothing taken off, save the
// reading before a vote closes, after which no event counts. What a process that died is told again is taken once, as
// the store knows of each reader which event was their last.
//
// # Rounds
//
// A question may take several votes, each under a message of its own and each following the one before:
//
//	an open question    round of nominations ── vote on what was admitted ── run-off, if that is a tie
//	one with options    vote ── run-off, if that is a tie
//	style "answers"     nothing is voted on; answers in words
//
// In a round of nominations readers put options forward ([Service.Nominate]); the author is asked about each at the
// desk and admits, merges or strikes it, for a reason that is public ([Service.Judge]), or lets all of them in. What
// stands is listed in the round's message, which is changed every half minute at most. Names of the chapter are
// suggested to the author when the round begins, and shown to nobody else. [Service.OpenNow] ends a round early, or
// opens the vote after one that ended with nothing to vote on. What came in the last hour is pointed out in the vote.
//
// A vote that follows is posted without a word on how to vote, gets its reactions, is opened in the store, and only
// then says how and until when: nobody is told to press what is not there.
//
// # The end
//
// A vote closes at its deadline, at the author's word ([Service.Close]), or when its message is gone. What it has come
// to is decided in the update that closes it: by votes; by a run-off of 24 hours, whose own tie goes to a draw; by a
// draw, from the seed that was sealed when the vote opened and the journal's root, both published with the result; or
// by the author, who is asked at the desk and reminded a day later ([Service.TieChoose]). Where most would have none of
// the options the author decides too. Nobody wins a tie. [Service.Veto] sets a result aside, with a public note;
// [Service.Reopen] lets it go on, for a reason that is told; [Service.Export] hands out all there is to count it again.
//
// A run-off in which nobody votes leaves all tied, and its own draw decides; so it does where the run-off's channel is
// deleted. One that cannot be held because its channel is gone is left to the author, which exports say.
//
// Once the result is posted, the message of the vote says that it is over, leads to the result, and keeps no button but
// "My vote". Until it does the vote is unfinished, also for the next process; where Discord takes no more edits of old
// messages that waits. A message of a vote is changed from what it says, in one turn with corrections of its words, so
// that each leaves the other's part alone ([Service.Corrected]).
//
// A question whose chapter is taken back is quoted by nothing that came of it ([Service.Retell]): later rounds, results and
// their pictures are worded anew then, and once more when it is back. What readers choose between stays.
//
// The result is a message with bars in words and in a picture. It is worded when the vote closes and kept; the picture
// is drawn from what is kept when it is sent. It is posted once: after a crash it is looked for by its words. Where the
// bot may not attach files it goes without the picture; where the channel is gone it is not posted, and the author is
// told. Each step of an end (close, tell, post, follow) may be found done by an earlier process.
//
// # Time
//
// A line in the channel reminds readers a day and an hour before the end, if that leaves a vote more than half of its
// time without; after downtime the later one alone. Where nobody was there in the last hours of a vote (six, or a
// quarter of it if that is less) for ten minutes or longer, it is extended by as much as was lost, and says so: from
// the end as it was, or from now if that has passed. Each of these is said once.
//
// # Decisions
//
//   - A line is looked for before it is said again by another process, as any message is; that costs a reading of the
//     channel, after a crash only.
//   - A reminder that is overdue after a vote's end is not made up for; an extension comes before the last reading.
//   - Readers who vote in the channel need not have read with the bot. So turnout is told as a share only of more than
//     4 readers known to have reached the question, and only if no more than those have voted.
//   - Of more nominees than a vote has room for, those come into it that were put forward most often, merged ones
//     included, in the order in which they came.
//   - A draw's fingerprint is posted as a line of its own, not edited into the question: an edit could come later.
//   - Lines in the channel name an instant and never the time until then: they are read when it has passed.
//   - The figures beside the reactions are the running tally: nothing is edited while a vote runs, so nothing shown can
//     lag behind.
//   - A moderator's wipe, of all reactions or of one emoji's, is not a withdrawal by every reader: it is remembered
//     durably, and from then on a missing reaction of those says nothing, so that every event counts, also those from
//     before a reading. Of each reader it is kept that what they chose before counts without a reaction, until they
//     press it anew: what is not there must not be taken off when they choose something else. Our own reactions are
//     put back, as most channels allow readers to press only what is there.
//   - Reactions with more than one explanation are left alone until the reader's next act explains them; see doubt.
//   - Where Discord refuses to have reactions taken off, that rests for an hour: every refusal counts towards the
//     limit at which it shuts a bot out, and a busy vote would have thousands. The tally is right all the same.
//   - If the message or the channel is gone, the vote closes with what was journalled.
package vote

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A Clock tells the story's time and waits for it.
type Clock interface {
	Now() time.Time
	Wait(ctx context.Context, until time.Time, what string) error
}

// A Discord reads reactions, adds our own and takes others off.
type Discord interface {
	React(ctx context.Context, channel, message uint64, emoji string) error
	Reactors(ctx context.Context, channel, message uint64, emoji string) ([]discord.User, error)
	Unreact(ctx context.Context, channel, message uint64, emoji string, user uint64, still func() bool) error
	Clicks(ctx context.Context, channel, message uint64) (int, error)
}

// Notes changes and deletes messages of the bot's own.
type Notes interface {
	Edit(ctx context.Context, channel, message uint64, body json.RawMessage) error
	Delete(ctx context.Context, channel, message uint64) error
}

// A Sender sends a message once; package outbox has one.
type Sender interface {
	Send(ctx context.Context, l outbox.Letter) (uint64, error)
}

// Config is what a service needs.
type Config struct {
	Store   *store.Store
	Discord Discord
	Notes   Notes
	Members Members
	Sender  Sender
	Clock   Clock
	Log     *slog.Logger
	// Role returns the role of a guild that an author means, by name or id.
	Role func(guild uint64, name string) (uint64, bool)
	// End returns where a chapter ends as it is told in a guild, and false if it is not told any more.
	End func(guild uint64, k story.Key, chapter int) (story.Place, bool)
	// Endings is what the ends of votes need besides.
	Endings Endings
	// Lock sees to it that readers can press nothing but the options of a vote in a channel, where that is wanted; nil:
	// it is nowhere.
	Lock func(ctx context.Context, guild, channel uint64) error
	// Every is how often reactions are read again although nothing speaks for it, in real time; 0: 10 minutes.
	Every time.Duration
}

// A Service follows open votes.
type Service struct {
	cfg     Config
	surplus *lane
	refused atomic.Int64
	members membership
	writing [writers]turn // of whoever changes the messages of votes

	mu       sync.Mutex
	polls    map[uint64]*poll // by message
	lost     map[int]loss     // by shard
	losses   int              // ever
	sessions map[int]session  // by shard
	tend     func(*poll)      // begins to follow a vote; nil while Run does not run
	wg       sync.WaitGroup
	counting context.Context // for those who count, while Count runs; nil else
	counters sync.WaitGroup
}

// New returns a service that follows nothing yet.
func New(cfg Config) *Service {
	if cfg.Every <= 0 {
		cfg.Every = readEvery
	}
	s := &Service{cfg: cfg, polls: map[uint64]*poll{}, lost: map[int]loss{}, sessions: map[int]session{},
		surplus: newLane()}
	for i := range s.writing {
		s.writing[i] = make(turn, 1)
	}
	return s
}

// Load finds the votes that are open. It is called before events come in, so that none is missed; [Service.Run] follows
// them.
func (s *Service) Load(ctx context.Context) error {
	open, err := s.cfg.Store.UnfinishedVotes(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range open {
		p := newPoll(v)
		p.loaded = true
		ever, err := s.wipedEver(ctx, v.VoteRef)
		if err != nil {
			return err
		}
		p.wipes.add(ever)
		p.loaded = true
		s.polls[v.Message] = p
	}
	return nil
}

// Run follows the votes that were loaded, and those opened meanwhile, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	s.mu.Lock()
	s.tend = func(p *poll) { s.follow(ctx, p) }
	for _, p := range s.polls {
		s.tend(p)
	}
	s.mu.Unlock()
	s.removeSurplus(ctx)
	s.mu.Lock()
	s.tend = nil
	s.mu.Unlock()
	s.wg.Wait()
}

// Opened follows a vote that has just opened. Reactions may have come before this call; they are read.
func (s *Service) Opened(ctx context.Context, ref store.VoteRef) {
	v, err := s.cfg.Store.Vote(ctx, ref)
	if err != nil {
		s.cfg.Log.Error("a vote that opened cannot be read", "message", ref.Message, "cause", err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.polls[v.Message]; known {
		return
	}
	p := newPoll(v)
	s.polls[v.Message] = p
	if s.tend != nil {
		s.tend(p) // for as long as Run runs: the drop that opened it has another end
	}
}

// follow tends a poll on a goroutine of its own. The lock is held. A poll stays known when the bot stops: reactions that
// are told until the connection is closed are counted, as they will not be told again.
func (s *Service) follow(ctx context.Context, p *poll) {
	s.wg.Go(func() {
		defer close(p.forgotten)
		s.attend(ctx, p)
		if ctx.Err() != nil {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.polls, p.vote.Message)
	})
}

// Gone has votes read again whose message or channel, by its id, was deleted: they close with what was journalled.
func (s *Service) Gone(ids ...uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.polls {
		if slices.Contains(ids, p.vote.Message) || slices.Contains(ids, p.vote.Channel) {
			p.again()
		}
	}
}

// Reaction takes a reaction event. It does not block; self is the bot's own user id.
func (s *Service) Reaction(r discord.Reaction, self uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.polls[r.Message]
	if p == nil || r.Bot || r.User == self || len(p.emoji) == 0 {
		return
	}
	choice, ours := p.choices[plain(r.Emoji)]
	h := heard{user: r.User, choice: choice, kind: r.Kind, super: r.Burst,
		event: store.Event{Session: r.Session, Seq: uint64(max(0, r.Seq))}}
	switch {
	case !ours && r.Kind != discord.ReactionsCleared:
		return // a reaction of somebody's own is none of our business
	case h.wipes() != 0: // at once: a reading under way must not take them for withdrawals
		p.wipes.add(h.wipes())
	case r.Kind == discord.ReactionAdded && asks(&p.vote.Question.Voting):
		h.who = &Person{User: r.User, Roles: r.Roles, Joined: r.Joined}
	}
	s.hear(p, h)
}

// hear has something counted in its turn, and reports false if there is no room: then all is read again. The lock is
// held.
func (s *Service) hear(p *poll, h heard) bool {
	if !p.inbox.add(h) {
		s.refused.Add(1)
		p.again()
		return false
	}
	s.staff(p)
	return true
}

// Refused returns how many reactions there was no room for so far. What they told is read again.
func (s *Service) Refused() int64 { return s.refused.Load() }

// plain strips the variation selector that Discord puts into some emoji and not into others.
func plain(emoji string) string { return strings.ReplaceAll(emoji, "\ufe0f", "") }
