package manuscript_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

const day = 24 * time.Hour

// ruled returns the rules that hold where nothing is said, with a change.
func ruled(change func(*story.Voting)) story.Voting {
	v := story.Voting{}.OrDefault()
	change(&v)
	return v
}

// everything says every rule, none as it is by default.
const everything = `vote:
  Open: 3d
  nominate: 36h
  style: Secret
  admit: all
  choose: any
  tie: draw
  counts: closed
  roles: ["@Patron", <@&1100000000000000002>, Patron]
  account: 30d
  member: 7d
  read: yes
`

// allRules is what [everything] says.
func allRules() story.Voting {
	return story.Voting{Open: 3 * day, Nominate: 36 * time.Hour, Style: story.VoteSecret, Admit: story.AdmitAll,
		Choose: story.MaxOptions, Tie: story.TieDraw, Counts: story.CountsClosed,
		Roles: []string{"Patron", "1100000000000000002"}, Account: 30 * day, Member: 7 * day, Read: true}
}

func TestVotingOfAStory(t *testing.T) {
	for _, test := range []struct {
		yaml string
		want story.Voting
	}{
		{everything, allRules()},
		{"vote: 90m", votingFor(90 * time.Minute)},
		{"vote:", votingFor(48 * time.Hour)},
		{"vote: {}", votingFor(48 * time.Hour)},
		{"vote: {open: , style: , choose: , tie: , roles: , account: , read: }", votingFor(48 * time.Hour)},
		{"vote: {style: answers}", ruled(func(v *story.Voting) { v.Style = story.VoteAnswers })},
		{"vote: {choose: 19}", ruled(func(v *story.Voting) { v.Choose = story.MaxOptions })},
		{"vote: {choose: All}", ruled(func(v *story.Voting) { v.Choose = story.MaxOptions })},
		{"vote: {tie: author, roles: none, account: none, member: 0}", ruled(func(v *story.Voting) { v.Tie = story.TieAuthor })},
		{"vote: {roles: 'Patron, Crew'}", ruled(func(v *story.Voting) { v.Roles = []string{"Patron", "Crew"} })},
		{"vote: {roles: [none]}", ruled(func(v *story.Voting) { v.Roles = []string{"none"} })},
		{"vote: {style: secret, counts: voted}", ruled(func(v *story.Voting) {
			v.Style, v.Counts = story.VoteSecret, story.CountsVoted
		})},
	} {
		s, problems := readFolder(t, map[string]string{"story.yaml": "title: A\n" + test.yaml, "1.md": "A"})
		if diff := cmp.Diff(test.want, s.Release.Voting); diff != "" || problems != nil {
			t.Errorf("%s (-want +got):\n%s%q", test.yaml, diff, problems)
		}
	}
}

// withVote returns a chapter that asks, with options unless it is open, and says something of the vote.
func withVote(open bool, vote string) string {
	options := "  options: [in, out]\n"
	if open {
		options = ""
	}
	return "---\nnote: none\nquestion:\n  text: In or out?\n" + options + vote + "\n---\nProse.\n"
}

func TestAChapterGoesOverTheStoryKeyByKey(t *testing.T) {
	for _, test := range []struct {
		name, yaml, vote string
		open             bool
		want             story.Voting // the zero value: it is left to the story
	}{
		{name: "nothing said"},
		{name: "nothing said of an open question", open: true, yaml: "vote: {style: answers}"},
		{name: "a time", vote: "vote: 24h", yaml: "vote: {tie: draw}", want: ruled(func(v *story.Voting) {
			v.Open, v.Tie = day, story.TieDraw
		})},
		{name: "one key", vote: "vote: {choose: 2}", yaml: "vote: 12h", want: ruled(func(v *story.Voting) {
			v.Open, v.Choose = 12*time.Hour, 2
		})},
		{name: "requirements taken back", vote: "vote: {roles: none, account: none, member: none, read: no}",
			yaml: everything, want: func() story.Voting {
				v := allRules()
				v.Roles, v.Account, v.Member, v.Read = nil, 0, 0, false
				return v
			}()},
		{name: "empty values", vote: "vote: {open: , style: '', choose: , roles: , account: , member: , read: , tie: ~}",
			yaml: everything},
		{name: "nothing but the key", vote: "vote:", yaml: everything},
		{name: "empty values beside one", vote: "vote: {choose: 2, roles: , account: , read: }", yaml: everything,
			want: func() story.Voting {
				v := allRules()
				v.Choose = 2
				return v
			}()},
		{name: "all", vote: everything, open: true, want: allRules()},
		{name: "options where the story asks for words", yaml: "vote: {style: answers, open: 12h}",
			want: votingFor(12 * time.Hour)},
		{name: "the same with a rule", yaml: "vote: {style: answers}", vote: "vote: {tie: author}",
			want: ruled(func(v *story.Voting) { v.Tie = story.TieAuthor })},
		{name: "answers for one chapter", open: true, vote: "vote: {style: answers, open: 5d}",
			want: ruled(func(v *story.Voting) { v.Style, v.Open = story.VoteAnswers, 5*day })},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, problems := readFolder(t, map[string]string{"story.yaml": "title: A\n" + test.yaml,
				"1.md": withVote(test.open, test.vote)})
			q := s.Chapters[0].Question
			if diff := cmp.Diff(test.want, q.Voting); diff != "" || problems != nil {
				t.Errorf("(-want +got):\n%s%q", diff, problems)
			}
			if test.want.Open > 0 {
				if diff := cmp.Diff(test.want, s.Release.VotingOf(q)); diff != "" {
					t.Errorf("VotingOf (-want +got):\n%s", diff)
				}
			}
			checkRoundTrip(t, s.Chapters[0])
		})
	}
}

// TestVoteBesideAQuestionInTheText checks that the rules reach a question wherever it is found.
func TestVoteBesideAQuestionInTheText(t *testing.T) {
	for name, body := range map[string]string{
		"marked":   "---\nvote: {tie: draw}\n---\nProse.\n\n## Question\n\nIn or out?\n\n- in\n- out\n",
		"unmarked": "---\nvote: {tie: draw}\n---\nShe waited at the door.\n\nThanks for reading! Who should she call next?\n",
	} {
		c, problems := manuscript.Read("a.md", []byte(body))
		if c.Question == nil || c.Question.Voting.Tie != story.TieDraw || story.HasErrors(problems) {
			t.Errorf("%s: question %+v, problems %v", name, c.Question, problems)
		}
	}
}

func TestVotingProblems(t *testing.T) {
	for _, test := range []struct{ yaml, want string }{
		{"vote: soon", "2:7: error: “soon” is not a length of time - write a number and a unit, such as “vote: 90s”"},
		{"vote: Who is next?", "2:7: error: “vote” says how readers vote, not what they are asked - write the question " +
			"behind “question:”"},
		{"vote: 99999h", "2:7: error: “99999h” is too long for “vote” - write at most “vote: 366d”"},
		{"vote: [48h]", "2:7: error: “vote” wants a text, not a list or a mapping"},
		{"vote:\n  open: 0", "3:9: error: “0” is too short for “open”"},
		{"vote: {open: 1h, Open: 2h}", "2:18: error: “Open” is said twice"},
		{"vote: {stile: secret}", "2:8: warning: “stile” is not a key of a vote and is ignored - did you mean “style”?"},
		{"vote: {colour: red}", "2:8: warning: “colour” is not a key of a vote and is ignored - the keys are open, nominate"},
		{"vote: {nominate: no}", "2:18: error: a question without options has nothing to vote on until names are put forward"},
		{"vote: {nominate: 0}", "2:18: error: a question without options"},
		{"vote: {nominate: x}", "2:18: error: “x” is not a length of time"},
		{"vote: {style: secrte}", "2:15: error: “secrte” is nothing that “style” can be - did you mean “secret”?"},
		{"vote: {style: native}", "2:15: error: “native” is nothing that “style” can be - write reactions (everybody sees " +
			"who chose what), secret (a private menu) or answers ("},
		{"vote: {style: [secret]}", "2:15: error: “style” wants a text"},
		{"vote: {admit: auther}", "2:15: error: “auther” is nothing that “admit” can be - did you mean “author”?"},
		{"vote: {tie: run-off}", "2:13: error: “run-off” is nothing that “tie” can be - did you mean “runoff”?"},
		{"vote: {counts: never}", "2:16: error: “never” is nothing that “counts” can be - write live ("},
		{"vote: {choose: 0}", "2:16: error: “0” is not how many options one may choose - write a number from 1 to 19, or " +
			"“choose: any”"},
		{"vote: {choose: 20}", "2:16: error: “20” is not"}, {"vote: {choose: two}", "2:16: error: “two” is not"},
		{"vote: {roles: '@everyone'}", "2:15: error: “@everyone” is no role that a reader can have"},
		{"vote: {roles: [A, '@@b']}", "2:19: error: “@@b” is not a role"},
		{"vote: {roles: [" + strings.Repeat("x", 101) + "]}", "2:16: error: “xxx"},
		{"vote: {roles: [" + numbers(51) + "]}", "2:16"},
		{"vote: {account: old}", "2:17: error: “old” is not a length of time"},
		{"vote: {member: -1h}", "2:16: error: “-1h” is too short for “member”"},
		{"vote: {account: 9000h}", "2:17: error: “9000h” is too long for “account” - write at most “account: 366d”"},
		{"vote: {read: maybe}", "2:14: error: “maybe” is neither yes nor no"},
		{"vote: {counts: closed}", "2:16: warning: “counts: closed” is not kept: reactions show to everybody how many there " +
			"are - write “style: secret”, or “counts: live”"},
		{"vote: {style: answers, nominate: 1h}", "2:34: warning: “nominate” means nothing where questions are only answered " +
			"in words - take it out"},
	} {
		_, problems := readFolder(t, map[string]string{"story.yaml": "title: A\n" + test.yaml, "1.md": "A"})
		if want := "story.yaml:" + test.want; len(problems) != 1 || !strings.HasPrefix(problems[0], want) {
			if test.want == "2:16" { // the place of the 51st is its own
				want = "error: “roles” names more than 50 roles"
			}
			if len(problems) != 1 || !strings.Contains(problems[0], want) {
				t.Errorf("%s:\n got %q\nwant %s", test.yaml, problems, want)
			}
		}
	}
}

// numbers returns so many names of roles.
func numbers(n int) string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("r%d", i))
	}
	return strings.Join(out, ", ")
}

// Whoever has to let names in is told of them at a desk, or nowhere.
func TestAStoryWithNominationsNeedsADesk(t *testing.T) {
	const warning = "story.yaml: warning: readers of chapter 1 put names forward that you have to let in, and no desk is named " +
		"where you are told of them - add a line “desk: ” with a channel of yours, or “admit: all” under “vote:”; `/poll " +
		"nominees` shows them in any case"
	for _, test := range []struct {
		yaml string
		open bool
		want []string
	}{
		{"channel: story", true, []string{warning}}, {"channel: story", false, nil}, {"author: B", true, nil},
		{"channel: story\ndesk: mine", true, nil}, {"channel: story\nvote: {admit: all}", true, nil},
		{"channel: story\nvote: {style: answers}", true, nil},
	} {
		_, problems := readFolder(t, map[string]string{"story.yaml": "title: A\n" + test.yaml, "1.md": withVote(test.open, "")})
		if !slices.Equal(problems, test.want) {
			t.Errorf("%q:\n got %q\nwant %q", test.yaml, problems, test.want)
		}
	}
}

func TestVotingProblemsOfAChapter(t *testing.T) {
	for _, test := range []struct {
		yaml, vote string
		open       bool
		want       []string
	}{
		{vote: "vote: {style: answers}", want: []string{"1.md:6:15: error: “style: answers” is for questions without " +
			"options, and this one has some - take the options out, or write “style: reactions” or “style: secret”"}},
		{vote: "vote: {choose: 3}", want: []string{"1.md:6:16: warning: “choose: 3” is more than the question's 2 options - " +
			"write “choose: any”, or a smaller number"}},
		{vote: "vote: {choose: any}"}, {vote: "vote: {choose: 2}"}, {yaml: "vote: {choose: 3}"},
		{vote: "vote: {choose: 3}", open: true}, {vote: "vote: {nominate: 24h}"},
		{vote: "vote: {nominate: 12h, admit: all}", want: []string{
			"1.md:6:18: warning: “nominate” means nothing for a question that has its options - take it out",
			"1.md:6:30: warning: “admit” means nothing for a question that has its options - take it out"}},
		{vote: "vote: {nominate: 12h, admit: all}", open: true},
		{vote: "vote: {style: answers, choose: 2, tie: draw, counts: closed}", open: true, want: []string{
			"1.md:5:32: warning: “choose” means nothing where the question is only answered in words - take it out",
			"1.md:5:40: warning: “tie” means nothing where the question is only answered in words - take it out",
			"1.md:5:54: warning: “counts” means nothing where the question is only answered in words - take it out"}},
		{vote: "vote: {counts: voted}", want: []string{"1.md:6:16: warning: “counts: voted” is not kept: reactions show to " +
			"everybody how many there are - write “style: secret”, or “counts: live”"}},
		{yaml: "vote: {style: secret, counts: voted}", vote: "vote: {style: reactions}", want: []string{
			"1.md:6:15: warning: “counts: voted” is not kept: reactions show to everybody how many there are - " +
				"write “style: secret”, or “counts: live”"}},
		{yaml: "vote: {style: secret, counts: voted}", vote: "vote: {choose: 2}"},
		{vote: "vote: {tie: drwa}", want: []string{"1.md:6:13: error: “drwa” is nothing that “tie” can be - " +
			"did you mean “draw”?"}},
		{vote: "  vote: 24h", want: []string{"1.md:6:3: warning: “vote” is not a key of a question and is ignored - " +
			"write it beside “question:”, at the beginning of a line"}},
	} {
		_, problems := readFolder(t, map[string]string{"story.yaml": "title: A\n" + test.yaml,
			"1.md": withVote(test.open, test.vote)})
		if !slices.Equal(problems, test.want) {
			t.Errorf("%s over %s:\n got %q\nwant %q", test.vote, test.yaml, problems, test.want)
		}
	}
}

func TestAVoteWithoutAQuestion(t *testing.T) {
	_, problems := manuscript.Read("a.md", []byte("---\nquestion: none\nvote: 24h\n---\nProse.\n"))
	want := "a.md:3:1: warning: “vote” is said of a chapter without a question - " +
		"write the question behind “question:”, or take the line out"
	if len(problems) != 1 || problems[0].String() != want {
		t.Errorf("got %v, want %s", problems, want)
	}
}

// TestPrintKeepsAVotesRules prints rules that only a chapter made by hand has, with lengths of time of every kind.
func TestPrintKeepsAVotesRules(t *testing.T) {
	for _, d := range []time.Duration{time.Second, 90 * time.Second, 1500 * time.Millisecond, time.Hour, 20 * time.Hour,
		100 * time.Minute, 48 * time.Hour, 10 * day, 366 * day, day + time.Nanosecond, 10*time.Hour + time.Second} {
		c := story.Chapter{Title: "A", Scenes: []story.Scene{{Blocks: []story.Block{{Runs: []story.Run{{Text: "Prose."}}}}}},
			Question: &story.Question{Text: "Who?", Voting: story.Voting{Open: d, Account: d, Member: d, Nominate: d,
				Roles: []string{"no", "a, b", `"c": #d`, "été\u200d"}}.OrDefault()}}
		checkRoundTrip(t, c)
	}
}

// TestSpokenVoteStaysProse checks that a speaker's name is not taken for front matter because “vote” is a key.
func TestSpokenVoteStaysProse(t *testing.T) {
	c, problems := manuscript.Read("a.md", []byte("---\nVito: Hello there.\nViola: Hello.\n---\nB"))
	if got := sketch(c); !strings.HasPrefix(got, "Vito: Hello there.") || story.HasErrors(problems) {
		t.Errorf("got %q, %v", got, problems)
	}
}
