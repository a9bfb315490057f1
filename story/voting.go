package story

import (
	"slices"
	"time"
)

// A Voting is the rules of a closing vote. Reading a file that says anything of them fills them in completely; what one
// made by hand does not say has the meaning that [Voting.OrDefault] gives. See [Plan.VotingOf].
type Voting struct {
	Open     time.Duration // how long the vote, or the answering of an open question, lasts; more than 0
	Nominate time.Duration // how long names are put forward for an open question before they are voted on
	Style    string        // [VoteOpen], [VoteSecret], or for open questions [VoteAnswers]
	Admit    string        // who admits what is put forward: [AdmitAuthor], [AdmitAll]
	Choose   int           // how many options a ballot may hold, 1 to [MaxOptions]
	Tie      string        // [TieRunoff], [TieAuthor], [TieDraw]
	Counts   string        // [CountsLive], [CountsVoted], [CountsClosed]
	Roles    []string      // readers need one of these roles, by name or id; empty: they need none
	Account  time.Duration // how old a reader's account must be
	Member   time.Duration // how long a reader must have been in the server
	Read     bool          // readers must have reached the scene that the question closes
}

// The styles of a vote.
const (
	VoteOpen    = "reactions" // by reactions, which everybody can see
	VoteSecret  = "secret"    // by a private menu
	VoteAnswers = "answers"   // an open question that is only answered in words
)

// Who admits what readers put forward.
const (
	AdmitAuthor = "author" // the author, one by one
	AdmitAll    = "all"    // nobody: it stands unless the author strikes it
)

// What settles a tie.
const (
	TieRunoff = "runoff" // a second vote, among those tied
	TieAuthor = "author" // the author decides
	TieDraw   = "draw"   // a draw that everybody can repeat
)

// Who sees the counts of a vote that runs. Reactions show theirs, whatever is said here.
const (
	CountsLive   = "live"   // everybody
	CountsVoted  = "voted"  // who has voted
	CountsClosed = "closed" // nobody before it has closed
)

// Defaults of a [Voting].
const (
	DefaultOpen     = 48 * time.Hour
	DefaultNominate = 24 * time.Hour
)

// OrDefault returns the rules with what is not said filled in.
func (v Voting) OrDefault() Voting {
	set(&v.Open, DefaultOpen)
	set(&v.Nominate, DefaultNominate)
	set(&v.Style, VoteOpen)
	set(&v.Admit, AdmitAuthor)
	set(&v.Choose, 1)
	set(&v.Tie, TieRunoff)
	set(&v.Counts, CountsLive)
	return v
}

// VotingOf returns the rules of a question's vote, complete: those of its chapter if that says any, else the story's.
func (p *Plan) VotingOf(q *Question) Voting {
	if q.Voting.Open > 0 {
		return q.Voting.OrDefault()
	}
	return p.Voting.OrDefault()
}

// set fills in what is not said.
func set[T comparable](p *T, v T) {
	var zero T
	if *p == zero {
		*p = v
	}
}

// Unasked returns the number of the first chapter whose readers put forward what its author has to let in, where the
// author is told of that nowhere, since the story has no desk; 0 if there is none.
func (s *Story) Unasked() int {
	if s.Release.Desk != "" {
		return 0
	}
	first := 0
	for _, c := range slices.Concat(s.Chapters, s.Ways) {
		if c.Question == nil || !c.Question.Open() {
			continue
		}
		v := s.Release.VotingOf(c.Question)
		if v.Style != VoteAnswers && v.Admit == AdmitAuthor && (first == 0 || c.Number < first) {
			first = c.Number
		}
	}
	return first
}
