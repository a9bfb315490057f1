package manuscript

import (
	"fmt"
	"slices"

	"cliffhanger/story"
)

// storyVote reads the rules that hold for the votes of all chapters.
func (f *file) storyVote(p *story.Plan, e entry) {
	r := f.ruling(p.Voting, e)
	if r.now.Style == story.VoteAnswers { // the other rules may be meant for questions with options
		f.tellIdle(r, "where questions are only answered in words", "nominate", "admit")
	}
	f.tellShown(r)
	p.Voting = r.now
}

// vote gives a question the rules its chapter says, over the story's. A chapter that says none leaves them to the story,
// but for one case: answers in words alone are for questions without options, so that a story's are not this one's.
func (f *file) vote(q *story.Question, r *ruling) {
	if r != nil && len(r.said) == 0 {
		r = nil
	}
	switch {
	case q == nil && r == nil:
		return
	case q == nil:
		f.report(r.at.line, r.at.col, story.Warning, "“vote” is said of a chapter without a question",
			"write the question behind “question:”, or take the line out")
		return
	case r == nil && (q.Open() || f.voting.Style != story.VoteAnswers):
		return
	case r == nil:
		r = &ruling{now: f.voting.OrDefault(), before: f.voting.OrDefault()}
	}
	if !q.Open() && r.now.Style == story.VoteAnswers {
		f.tellOptions(r)
		r.now.Style = story.VoteOpen
	}
	switch n := len(q.Options); {
	case !q.Open():
		f.tellIdle(r, "for a question that has its options", "nominate", "admit")
		if at, said := r.said["choose"]; said && r.now.Choose > n && r.now.Choose < story.MaxOptions {
			f.report(at.line, at.col, story.Warning, fmt.Sprintf("“choose: %d” is more than the question's %d options",
				r.now.Choose, n), fmt.Sprintf("write “choose: %s”, or a smaller number", anyNumber))
		}
	case r.now.Style == story.VoteAnswers:
		f.tellIdle(r, "where the question is only answered in words", "nominate", "admit", "choose", "tie", "counts")
	}
	f.tellShown(r)
	q.Voting = r.now
}

// tellOptions reports a chapter that asks for answers in words and offers options.
func (f *file) tellOptions(r *ruling) {
	if at, said := r.said["style"]; said {
		f.report(at.line, at.col, story.Error, "“style: answers” is for questions without options, and this one has some",
			"take the options out, or write “style: reactions” or “style: secret”")
	}
}

// tellIdle reports rules that were changed and mean nothing there.
func (f *file) tellIdle(r *ruling, where string, keys ...string) {
	for _, key := range votingKeys() {
		at, said := r.said[key]
		if said && slices.Contains(keys, key) && changed(r, key) {
			f.report(at.line, at.col, story.Warning, fmt.Sprintf("“%s” means nothing %s", key, where), "take it out")
		}
	}
}

// changed reports whether a rule that may mean nothing is another than before.
func changed(r *ruling, key string) bool {
	switch a, b := r.now, r.before; key {
	case "nominate":
		return a.Nominate != b.Nominate
	case "admit":
		return a.Admit != b.Admit
	case "choose":
		return a.Choose != b.Choose
	case "tie":
		return a.Tie != b.Tie
	case "counts":
		return a.Counts != b.Counts
	}
	return false
}

// tellShown reports counts that are to be kept back of a vote by reactions, which show them.
func (f *file) tellShown(r *ruling) {
	at, said := r.said["counts"]
	if !said {
		at, said = r.said["style"]
	}
	if !said || r.now.Style != story.VoteOpen || r.now.Counts == story.CountsLive ||
		r.before.Style == r.now.Style && r.before.Counts == r.now.Counts {
		return
	}
	f.report(at.line, at.col, story.Warning, fmt.Sprintf("“counts: %s” is not kept: reactions show to everybody how many "+
		"there are", r.now.Counts), "write “style: secret”, or “counts: live”")
}

// unasked warns of a story whose readers put forward what its author has to let in, and whose author is told so nowhere.
func unasked(s *story.Story) []story.Problem {
	n := s.Unasked()
	if n == 0 || s.Release.Channel == "" { // it is not told anywhere yet
		return nil
	}
	return []story.Problem{{File: "story.yaml", Severity: story.Warning,
		Message: fmt.Sprintf("readers of chapter %d put names forward that you have to let in, and no desk is named where you are "+
			"told of them", n),
		Hint: "add a line “desk: ” with a channel of yours, or “admit: all” under “vote:”; `/poll nominees` shows them in any case"}}
}
