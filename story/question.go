package story

import "unicode"

// A Question is what the author asks at a chapter's end.
type Question struct {
	Text     string   // one paragraph, plain
	Options  []Option // empty: an open question, answered in words
	FollowUp string   // asked of those who would choose none; may be empty
	Voting   Voting   // how it is voted on; without Open: as the story says, see [Plan.VotingOf]
}

// Open reports whether the question has no options and is answered in words.
func (q *Question) Open() bool { return len(q.Options) == 0 }

// An Option is one answer readers can choose.
type Option struct {
	Emoji string // a Unicode emoji; the author's, or assigned by the reader of the manuscript (🇦, 🇧, …)
	Text  string
}

// MaxOptions is how many options a question may have: Discord allows 20 different reactions on a message (error 30010),
// and one is kept for "none of these".
const MaxOptions = 19

// NoneEmoji is the reaction for "none of these". Discord has no emoji for the empty set.
const NoneEmoji = "🚫"

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
