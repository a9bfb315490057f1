package store

import (
	"time"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// A VoteRef names a vote by the message that carries its question, both Discord ids. It is the key itself, so that a
// reaction finds its vote in one read.
type VoteRef struct{ Guild, Message uint64 }

// A Round says what a vote is in its chapter's question.
type Round uint8

// The rounds. The numbers are kept on disk.
const (
	RoundVote     Round = iota // the vote itself, or the answering of an open question
	RoundNominate              // readers put options forward, and do not vote yet
	RoundRunoff                // a second vote, among those tied
)

// A Vote is a closing question put to the readers.
type Vote struct {
	VoteRef
	Channel  uint64 // Discord id of the channel, or thread, its message stands in
	Telling  uint64 // Discord id of the channel in which its chapter is told, which says who may see it
	Story    story.Key
	Chapter  int
	Question story.Question // with its Voting complete
	Round    Round
	Before   uint64 // message of the vote that it follows: a run-off, or the vote after a nomination; 0: none
	Next     uint64 // message of the vote that follows it; 0: none so far
	Opened   time.Time
	Promised time.Time     // when it was to be closed as it opened; see [Vote.Terms]
	Closes   time.Time     // when it should be closed; the store does not close it by itself
	Extended time.Duration // by how much Closes was moved, all in all
	Heard    time.Time     // up to when it is known that events were heard while it was open; see [Store.Heard]
	Spoiled  int           // ballots that are not clear and wait for a fresh click; see [Store.Spoil]
	Commit   ballot.Hash   // of the seed that was drawn as it opened; zero for votes of schema 2, which have none
	Head     ballot.Head   // of its journal
	Closed   time.Time     // when it was; zero while it is open
	Outcome  *Outcome      // what it came to; nil while it is open, and for votes closed under schema 2
	Result   Step          // the message that says what it has come to, planned by CloseVote or Settle
	Pages    []uint64      // of one that follows another: messages before its own, with options too long for that
	Retired  uint64        // message of the result that the vote's own message leads to; see [Store.Retire]
	planned  int           // how many results were planned before Result
}

// Open reports whether the vote takes ballots and answers.
func (v Vote) Open() bool { return !v.Opened.IsZero() && v.Closed.IsZero() }

// Unfinished reports whether there is something to do for the vote that nobody has to ask for: close it, post its
// result, have its own message say so, open the vote that is to follow it, or remind its author of what only they can
// decide.
func (v Vote) Unfinished() bool {
	if v.Open() || v.Result.State != StepDone || v.Retiring() {
		return true
	}
	if v.Next != 0 || v.Outcome == nil {
		return false
	}
	return v.Outcome.awaitsVote(v.Round) || v.Outcome.How == AwaitsAuthor && v.Outcome.Veto == ""
}

// Retiring reports whether the message of a closed vote does not lead to its result yet. Votes that were opened under
// schema 2 and closed before are left as they are.
func (v Vote) Retiring() bool {
	return !v.Open() && v.Result.State == StepDone && v.Commit != (ballot.Hash{}) && v.Retired != v.Result.Message
}

// Terms returns what voters were promised when the vote opened; its journal's chain begins with them.
func (v Vote) Terms() ballot.Terms {
	t := ballot.TermsOf(v.Guild, v.Message, &v.Question, v.Commit, v.Opened, v.Promised)
	t.Before = v.Before
	return t
}

// byReactions reports whether ballots are cast by reactions, which everybody can see under the message.
func (v *Vote) byReactions() bool { return v.Question.Voting.Style != story.VoteSecret }

// Numbers of a vote's fields: options come as pairs of emoji and text, and groups of fields follow from their base.
const (
	voteEmoji   = 10
	voteOption  = 11
	resultBase  = 20
	votingBase  = 40
	outcomeBase = 60
	voteRetired = 80
	votePage    = 81
)

func (v *Vote) encode(e *encoder) {
	e.uint(1, v.Channel)
	e.uint(2, uint64(v.Story))
	e.int(3, v.Chapter)
	e.time(4, v.Opened)
	e.time(5, v.Closes)
	e.time(6, v.Closed)
	e.text(7, v.Question.Text)
	e.text(8, v.Question.FollowUp)
	for _, o := range v.Question.Options {
		e.item(voteEmoji, o.Emoji)
		e.item(voteOption, o.Text)
	}
	v.Result.encodeAs(e, resultBase)
	e.uint(30, uint64(v.Round))
	e.uint(31, v.Before)
	e.uint(32, v.Next)
	e.hash(33, v.Commit)
	e.int(34, v.Spoiled)
	e.duration(35, v.Extended)
	e.time(36, v.Heard)
	e.uint(37, v.Telling)
	e.time(38, v.Promised)
	e.int(39, v.planned)
	e.uint(voteRetired, v.Retired)
	for _, id := range v.Pages {
		e.listed(votePage, id)
	}
	encodeVoting(e, votingBase, v.Question.Voting)
	if v.Outcome != nil {
		v.Outcome.encodeAs(e, outcomeBase)
	}
}

func (v *Vote) take(f *field) bool {
	switch f.num {
	case 1:
		v.Channel = f.uint()
	case 2:
		v.Story = story.Key(f.uint())
	case 3:
		v.Chapter = f.int()
	case 4:
		v.Opened = f.time()
	case 5:
		v.Closes = f.time()
	case 6:
		v.Closed = f.time()
	case 7:
		v.Question.Text = f.text()
	case 8:
		v.Question.FollowUp = f.text()
	case voteEmoji:
		v.Question.Options = append(v.Question.Options, story.Option{Emoji: f.text()})
	case voteOption:
		n := len(v.Question.Options)
		f.must(n > 0)
		if n > 0 {
			v.Question.Options[n-1].Text = f.text()
		}
	default:
		return v.takeNewer(f)
	}
	return true
}

// takeNewer reads the fields that came with schema 3, and groups.
func (v *Vote) takeNewer(f *field) bool {
	switch f.num {
	case 30:
		v.Round = Round(f.atMost(uint64(RoundRunoff)))
	case 31:
		v.Before = f.uint()
	case 32:
		v.Next = f.uint()
	case 33:
		v.Commit = f.hash()
	case 34:
		v.Spoiled = f.int()
	case 35:
		v.Extended = f.duration()
	case 36:
		v.Heard = f.time()
	case 37:
		v.Telling = f.uint()
	case 38:
		v.Promised = f.time()
	case 39:
		v.planned = f.int()
	case voteRetired:
		v.Retired = f.uint()
	case votePage:
		v.Pages = append(v.Pages, f.uint())
	default:
		return v.Result.takeAs(f, resultBase) || takeVoting(f, votingBase, &v.Question.Voting) || v.takeOutcome(f)
	}
	return true
}

// takeOutcome reads a field of the outcome, of which there is one if any field of it is there.
func (v *Vote) takeOutcome(f *field) bool {
	if v.Outcome != nil {
		return v.Outcome.takeAs(f, outcomeBase)
	}
	o := newOutcome()
	if !o.takeAs(f, outcomeBase) {
		return false
	}
	v.Outcome = o
	return true
}

func (v *Vote) locate(key []byte) bool {
	if len(key) != voteSize {
		return false
	}
	v.Guild, v.Message = idAt(key, kindSize), idAt(key, headSize)
	if !v.Closed.IsZero() {
		v.Result.Nonce = resultNonce(key, v.planned)
	}
	return true
}

// resultNonce is the nonce of a vote's result, of which so many were planned before.
func resultNonce(key []byte, before int) string {
	if before > 0 {
		key = append(append([]byte{}, key...), number(before)...)
	}
	return nonceOf(key)
}

// encodeVoting writes the rules of a vote with their numbers moved up by base.
func encodeVoting(e *encoder, base fieldNumber, v story.Voting) {
	e.duration(base+1, v.Open)
	e.duration(base+2, v.Nominate)
	e.text(base+3, v.Style)
	e.text(base+4, v.Admit)
	e.int(base+5, v.Choose)
	e.text(base+6, v.Tie)
	e.text(base+7, v.Counts)
	for _, r := range v.Roles {
		e.item(base+8, r)
	}
	e.duration(base+9, v.Account)
	e.duration(base+10, v.Member)
	e.bool(base+11, v.Read)
}

// takeVoting reads what encodeVoting writes.
func takeVoting(f *field, base fieldNumber, v *story.Voting) bool {
	switch f.num - base {
	case 1:
		v.Open = f.duration()
	case 2:
		v.Nominate = f.duration()
	case 3:
		v.Style = f.text()
	case 4:
		v.Admit = f.text()
	case 5:
		v.Choose = f.int()
	case 6:
		v.Tie = f.text()
	case 7:
		v.Counts = f.text()
	case 8:
		v.Roles = append(v.Roles, f.text())
	case 9:
		v.Account = f.duration()
	case 10:
		v.Member = f.duration()
	case 11:
		v.Read = f.bool()
	default:
		return false
	}
	return true
}

// A chapterVote leads from a chapter in a telling to its vote: of several that follow each other, the newest.
type chapterVote struct {
	chapter int
	channel uint64 // the telling's
	message uint64
}

func (c *chapterVote) encode(e *encoder) { e.uint(1, c.message) }

func (c *chapterVote) take(f *field) bool {
	if f.num != 1 {
		return false
	}
	c.message = f.uint()
	return true
}

func (c *chapterVote) locate(key []byte) bool {
	if len(key) != chapterSize {
		return false
	}
	c.chapter, c.channel = maxChapter-numberAt(key, courseSize), idAt(key, courseSize+numberSize)
	return true
}
