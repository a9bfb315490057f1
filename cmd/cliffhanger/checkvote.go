package main

import (
	"fmt"
	"strings"
	"time"

	"cliffhanger/story"
	"cliffhanger/story/nominee"
)

// A checkVote is what vote a question will have, in words and by its rules. Lists are never null.
type checkVote struct {
	Words    string   `json:"words"`
	Open     int      `json:"open_seconds"`     // how long the vote, or the answering in words, lasts
	Nominate int      `json:"nominate_seconds"` // how long names are put forward before; 0: none are
	Style    string   `json:"style"`
	Admit    string   `json:"admit"` // who admits names; "" if none are put forward
	Choose   int      `json:"choose"`
	Tie      string   `json:"tie"`
	Counts   string   `json:"counts"`
	Roles    []string `json:"roles"`
	Account  int      `json:"account_seconds"`
	Member   int      `json:"member_seconds"`
	Read     bool     `json:"read"`
}

// newCheckVote returns what becomes of a question by its rules.
func newCheckVote(q *story.Question, v story.Voting) checkVote {
	out := checkVote{Words: voteWords(q, v), Open: seconds(v.Open), Style: v.Style, Choose: v.Choose, Tie: v.Tie,
		Counts: v.Counts, Roles: append([]string{}, v.Roles...), Account: seconds(v.Account), Member: seconds(v.Member),
		Read: v.Read}
	if nominates(q, v) {
		out.Nominate, out.Admit = seconds(v.Nominate), v.Admit
	}
	return out
}

func seconds(d time.Duration) int { return int(d / time.Second) }

// nominates reports whether readers put forward what is voted on.
func nominates(q *story.Question, v story.Voting) bool {
	return q.Open() && v.Style != story.VoteAnswers
}

// runoff is how long a second vote among those tied lasts.
const runoff = 24 * time.Hour

// voteWords says what vote a question will have: “closes after 48 hours; one choice; …”.
func voteWords(q *story.Question, v story.Voting) string {
	if q.Open() && v.Style == story.VoteAnswers {
		parts := []string{"readers answer in words for " + lasting(v.Open) + ", and nothing is voted on",
			"you group the answers afterwards"}
		return strings.Join(append(parts, needWords(v)...), "; ")
	}
	var parts []string
	if q.Open() {
		admit := "you let in those that may be voted on"
		if v.Admit == story.AdmitAll {
			admit = "each is in unless you strike it"
		}
		parts = append(parts, "readers put names forward for "+lasting(v.Nominate), admit,
			"the vote on them closes after "+lasting(v.Open))
	} else {
		parts = append(parts, "closes after "+lasting(v.Open))
	}
	parts = append(parts, styleWords(v), chooseWords(len(q.Options), v.Choose), tieWords(v.Tie))
	return strings.Join(append(parts, needWords(v)...), "; ")
}

// styleWords says how one votes, and who sees the counts.
func styleWords(v story.Voting) string {
	if v.Style != story.VoteSecret {
		return "by reactions, which everybody sees"
	}
	switch v.Counts {
	case story.CountsVoted:
		return "by a secret ballot, with counts for those who have voted"
	case story.CountsClosed:
		return "by a secret ballot, without counts before it closes"
	}
	return "by a secret ballot, with counts for everybody"
}

// chooseWords says how many of so many options one may choose; 0 options are not known yet.
func chooseWords(options, choose int) string {
	switch {
	case choose == 1:
		return "one choice"
	case choose >= story.MaxOptions || options > 0 && choose >= options:
		return "as many choices as one likes"
	}
	return fmt.Sprintf("up to %d choices", choose)
}

func tieWords(tie string) string {
	switch tie {
	case story.TieAuthor:
		return "you decide a tie"
	case story.TieDraw:
		return "ties go to a draw that everybody can repeat"
	}
	return "ties go to a run-off of " + lasting(runoff) + ", then to a draw"
}

// needWords says what a reader needs in order to vote: one part of a sentence, or none.
func needWords(v story.Voting) []string {
	var needs []string
	switch n := len(v.Roles); {
	case n == 1:
		needs = append(needs, "the role "+v.Roles[0])
	case n > 1:
		needs = append(needs, "one of the roles "+strings.Join(v.Roles, ", "))
	}
	if v.Account > 0 {
		needs = append(needs, "an account that is "+spoken(v.Account)+" old")
	}
	if v.Member > 0 {
		needs = append(needs, "to have been in the server for "+spoken(v.Member))
	}
	if v.Read {
		needs = append(needs, "to have read the chapter")
	}
	switch n := len(needs); n {
	case 0:
		return nil
	case 1:
		return []string{"readers need " + needs[0]}
	default:
		return []string{"readers need " + strings.Join(needs[:n-1], ", ") + " and " + needs[n-1]}
	}
}

// lasting writes how long a vote lasts, as people say it: up to three days in hours.
func lasting(d time.Duration) string {
	if d >= time.Hour && d <= 72*time.Hour && d%time.Hour == 0 {
		return plural(int(d/time.Hour), "hour")
	}
	return spoken(d)
}

// printVote prints what vote the question will have, and what could be voted on.
func (q *checkQuestion) printVote(w *sheet) {
	printField(w, "vote", q.Vote.Words)
	if len(q.Names) > 0 {
		printField(w, "", "you might offer as options: "+strings.Join(q.Names, ", "))
		printField(w, "", "(only a suggestion, from the names in the chapter: nothing is published unasked)")
	}
}

// mostSuggestions is how many names are suggested for one question.
const mostSuggestions = 8

// suggestions returns names of a chapter that could be options of its open question; never nil.
func suggestions(c *story.Chapter) []string {
	if !c.Question.Open() {
		return []string{}
	}
	return append([]string{}, nominee.Names(c, mostSuggestions)...)
}

// openLine says what it means that a question has no options.
func (q *checkQuestion) openLine() string {
	if q.Vote.Style == story.VoteAnswers {
		return "(no options: readers answer in words)"
	}
	return "(no options: readers put names forward; “vote: {style: answers}” would have them answer in " +
		"words)"
}
