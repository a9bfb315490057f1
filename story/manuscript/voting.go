package manuscript

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cliffhanger/story"
)

// votingKeys returns the keys of the mapping behind "vote".
func votingKeys() []string {
	return []string{"open", "nominate", "style", "admit", "choose", "tie", "counts", "roles", "account", "member", "read"}
}

const (
	maxVoting = 366 * 24 * time.Hour // the longest of a vote's times, as duration has it for days
	maxRole   = 100                  // characters of a role's name (Discord's reference, Create Guild Role)
	maxRoles  = 50                   // of which one is needed: more than anybody means
	anyNumber = "any"                // what stands for [story.MaxOptions] behind "choose"
)

// A ruling is the rules of a vote as a file says them, over what held before.
type ruling struct {
	now, before story.Voting
	at          place            // of the key "vote"
	said        map[string]place // where the value of each key begins that was said
}

// ruling reads the rules of a vote: how long it is open, or a mapping. What is not said, or said wrongly, is as before.
func (f *file) ruling(before story.Voting, e entry) *ruling {
	before = before.OrDefault()
	r := &ruling{now: before, before: before, at: place{e.line, e.col}, said: map[string]place{}}
	parts, ok := f.entries(e.value)
	if !ok {
		if s, _ := scalar(e.value); asksIn(s) {
			f.report(e.valLine, e.valCol, story.Error, "“vote” says how readers vote, not what they are asked",
				"write the question behind “question:”")
			return r
		}
		f.rule(r, "open", e)
		return r
	}
	seen := map[string]bool{}
	for _, p := range parts {
		key := strings.ToLower(p.key)
		if f.again(seen, key, p) {
			continue
		}
		if !f.rule(r, key, p) {
			f.report(p.line, p.col, story.Warning, fmt.Sprintf("“%s” is not a key of a vote and is ignored", p.key),
				suggest(p.key, votingKeys()))
		}
	}
	return r
}

// rule takes over one rule, and reports whether there is such a one. An empty value says nothing.
func (f *file) rule(r *ruling, key string, e entry) bool {
	if s, ok := scalar(e.value); ok && strings.TrimSpace(s) == "" {
		return slices.Contains(votingKeys(), key)
	}
	v := &r.now
	switch key {
	case "open":
		v.Open = f.span(e, v.Open, time.Second)
	case "nominate":
		v.Nominate = f.nominating(e, v.Nominate)
	case "style":
		v.Style = f.word(e, v.Style, styles())
	case "admit":
		v.Admit = f.word(e, v.Admit, admissions())
	case "choose":
		v.Choose = f.choose(e, v.Choose)
	case "tie":
		v.Tie = f.word(e, v.Tie, ties())
	case "counts":
		v.Counts = f.word(e, v.Counts, counts())
	case "roles":
		v.Roles = f.roles(e)
	case "account":
		v.Account = f.age(e, v.Account)
	case "member":
		v.Member = f.age(e, v.Member)
	case "read":
		v.Read = f.yes(e)
	default:
		return false
	}
	r.said[key] = place{e.valLine, e.valCol}
	return true
}

// span reads a length of time of at least least and at most a year.
func (f *file) span(e entry, before, least time.Duration) time.Duration {
	d := f.duration(e, before, least)
	if d > maxVoting {
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is too long for “%s”", f.text(e), e.key),
			"write at most “"+e.key+": 366d”")
		return before
	}
	return d
}

// age reads how long something must have been so, which may be no time at all.
func (f *file) age(e entry, before time.Duration) time.Duration {
	if s, ok := scalar(e.value); ok && noneIsEmpty(strings.TrimSpace(s)) == "" {
		return 0
	}
	return f.span(e, before, 0)
}

// nominating reads how long names are put forward.
func (f *file) nominating(e entry, before time.Duration) time.Duration {
	s, ok := scalar(e.value)
	if s = strings.TrimSpace(s); ok && (noneIsEmpty(s) == "" || s == "0") {
		f.report(e.valLine, e.valCol, story.Error, "a question without options has nothing to vote on until names are put "+
			"forward", "give the question options, or write “style: answers”: then it is answered in words alone")
		return before
	}
	return f.span(e, before, time.Second)
}

// A word is one of those a rule can be, and what it means.
type word struct{ text, means string }

func styles() []word {
	return []word{{story.VoteOpen, "everybody sees who chose what"}, {story.VoteSecret, "a private menu"},
		{story.VoteAnswers, "an open question that is only answered in words"}}
}

func admissions() []word {
	return []word{{story.AdmitAuthor, "you let in each name that is put forward"},
		{story.AdmitAll, "each is in unless you strike it"}}
}

func ties() []word {
	return []word{{story.TieRunoff, "a second vote"}, {story.TieAuthor, "you decide"},
		{story.TieDraw, "a draw that everybody can repeat"}}
}

func counts() []word {
	return []word{{story.CountsLive, "everybody sees them"}, {story.CountsVoted, "who has voted does"},
		{story.CountsClosed, "nobody does before the vote has closed"}}
}

// word reads one of a few words.
func (f *file) word(e entry, before string, words []word) string {
	s := f.text(e)
	if s == "" {
		return before
	}
	var known, told []string
	for _, w := range words {
		if strings.EqualFold(s, w.text) {
			return w.text
		}
		known, told = append(known, w.text), append(told, fmt.Sprintf("%s (%s)", w.text, w.means))
	}
	hint := "write " + strings.Join(told[:len(told)-1], ", ") + " or " + told[len(told)-1]
	if near := nearest(s, known); near != "" {
		hint = fmt.Sprintf("did you mean “%s”?", near)
	}
	f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is nothing that “%s” can be", oneLine(s), e.key), hint)
	return before
}

// choose reads how many options a ballot may hold.
func (f *file) choose(e entry, before int) int {
	s := f.text(e)
	switch strings.ToLower(s) {
	case "":
		return before
	case anyNumber, "all":
		return story.MaxOptions
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > story.MaxOptions {
		f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is not how many options one may choose", s),
			fmt.Sprintf("write a number from 1 to %d, or “%s: %s”", story.MaxOptions, e.key, anyNumber))
		return before
	}
	return n
}

// roles reads the names or ids of the roles of which a reader needs one. A single "none" is the word for none, in a list
// it is a role's name.
func (f *file) roles(e entry) []string {
	if s, ok := scalar(e.value); ok && noneIsEmpty(strings.TrimSpace(s)) == "" {
		return nil
	}
	var out []string
	for _, p := range f.list(e, true) {
		s := strings.TrimPrefix(oneLine(p.text), "@")
		if id, ok := strings.CutPrefix(s, "<@&"); ok {
			s = strings.TrimSuffix(id, ">")
		}
		lower := strings.ToLower(s)
		switch {
		case lower == "everyone" || lower == "here":
			f.report(p.line, p.col, story.Error, fmt.Sprintf("“%s” is no role that a reader can have", p.text),
				"everybody may vote where “roles” is left out")
		case s == "" || strings.TrimSpace(s) != s || s[0] == '@' || strings.HasPrefix(s, "<@&") ||
			utf8.RuneCountInString(s) > maxRole:
			f.report(p.line, p.col, story.Error, fmt.Sprintf("“%s” is not a role", opening(p.text)),
				"write the role's name, or its numeric id")
		case len(out) == maxRoles && !slices.Contains(out, s):
			f.report(p.line, p.col, story.Error, fmt.Sprintf("“%s” names more than %d roles", e.key, maxRoles),
				"give those readers one role that they all have, and name that")
			return out
		case !slices.Contains(out, s):
			out = append(out, s)
		}
	}
	return out
}
