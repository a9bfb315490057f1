package ballot

import (
	"slices"

	"cliffhanger/story"
)

// A Rule says how a vote's ballots are cast.
type Rule struct {
	Options int // how many options there are
	Choose  int // how many of them one ballot may hold; less than 1 is taken as 1
}

// RuleOf returns the rule of a question's vote.
func RuleOf(q *story.Question) Rule {
	return Rule{Options: len(q.Options), Choose: max(1, q.Voting.Choose)}
}

// has reports whether the vote has such a choice.
func (r Rule) has(c story.Choice) bool { return c >= story.None && int(c) < max(0, r.Options) }

// most is how many choices a ballot may hold.
func (r Rule) most() int { return max(1, r.Choose) }

// Valid reports whether choices make a ballot: each one that the vote has, none twice, no more than the rule allows, and
// [story.None] only by itself. No choices are a ballot that was taken back.
func (r Rule) Valid(choices []story.Choice) bool {
	if len(choices) > r.most() {
		return false
	}
	for i, c := range choices {
		if !r.has(c) || slices.Contains(choices[:i], c) || c == story.None && len(choices) > 1 {
			return false
		}
	}
	return true
}

// Press returns a ballot after one more choice: what counts now, and what has stopped counting or, of a ballot that is
// none by the rule, never did. The last choices count: beyond the rule's number the oldest gives way, and [story.None]
// and options exclude each other. A choice that counts already, or that the vote does not have, changes nothing, nor
// makes it any newer. What is returned is always [Rule.Valid]; the arguments are not changed.
func (r Rule) Press(held []story.Choice, c story.Choice) (now, surplus []story.Choice) {
	if !r.Valid(held) {
		held, surplus = nil, r.present(held)
		surplus = slices.DeleteFunc(surplus, func(h story.Choice) bool { return h == c })
	}
	if !r.has(c) || slices.Contains(held, c) {
		return slices.Clone(held), surplus
	}
	for _, h := range held {
		if (h == story.None) != (c == story.None) {
			surplus = append(surplus, h)
		} else {
			now = append(now, h)
		}
	}
	now = append(now, c)
	if over := len(now) - r.most(); over > 0 {
		surplus = append(surplus, now[:over]...)
		now = slices.Clone(now[over:])
	}
	return now, surplus
}

// Release returns a ballot after a choice was taken back. What is left of a ballot that is none by the rule is nothing,
// as it never counted. The argument is not changed.
func (r Rule) Release(held []story.Choice, c story.Choice) []story.Choice {
	if !r.Valid(held) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(held), func(h story.Choice) bool { return h == c })
}
