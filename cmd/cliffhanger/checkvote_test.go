package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"cliffhanger/story/manuscript"
)

// inFull spells out what is often wanted of a vote.
func inFull(want string) string {
	const runoff = "ties go to a run-off of 24 hours, then to a draw"
	return strings.NewReplacer("PLAIN", "by reactions, which everybody sees; one choice; "+runoff, "RUNOFF",
		runoff).Replace(want)
}

// asks is a chapter with a question.
const asks = "---\nnote: none\nquestion:\n  text: Cut the rope?\n  options: [cut it, leave it, wait]\nVOTE---\n" +
	"The rope held.\n"

// asksOpenly is one with an open question.
const asksOpenly = "---\nnote: none\nquestion: Who fell?\nVOTE---\nThe rope held.\n"

func TestCheckSaysWhatVoteThereWillBe(t *testing.T) {
	for _, test := range []struct{ yaml, chapter, vote, want string }{
		{"", asks, "", "closes after 48 hours; PLAIN"},
		{"vote: 90m", asks, "vote: {read: yes}\n", "closes after 1 hour 30 minutes; PLAIN; readers need to have read the " +
			"chapter"},
		{"vote: {open: 5d, style: secret, tie: author, roles: Patron}", asks, "", "closes after 5 days; by a secret ballot, " +
			"with counts for everybody; one choice; you decide a tie; readers need the role Patron"},
		{"vote: {style: secret, tie: draw, roles: [Patron, Crew]}", asks, "vote: {counts: closed, choose: 2, account: 30d}\n",
			"closes after 48 hours; by a secret ballot, without counts before it closes; up to 2 choices; " +
				"ties go to a draw that everybody can repeat; readers need one of the roles Patron, Crew and an account " +
				"that is 30 days old"},
		{"vote: {style: secret, counts: voted, member: 7d, account: 12h, read: yes}", asks, "vote: {choose: any}\n",
			"closes after 48 hours; by a secret ballot, with counts for those who have voted; as many choices as one likes; " +
				"RUNOFF; readers need an account that is 12 hours old, to have been in the server " +
				"for 7 days and to have read the chapter"},
		{"vote: {choose: 3}", asks, "", "closes after 48 hours; by reactions, which everybody sees; as many choices as one " +
			"likes; RUNOFF"},
		{"vote: {choose: 3}", asksOpenly, "vote: {admit: all, nominate: 12h}\n", "readers put names forward for 12 hours; " +
			"each is in unless you strike it; the vote on them closes after 48 hours; by reactions, which everybody sees; " +
			"up to 3 choices; RUNOFF"},
		{"vote: {style: answers, open: 7d}", asksOpenly, "", "readers answer in words for 7 days, and nothing is voted on; " +
			"you group the answers afterwards"},
		{"vote: {style: answers, open: 7d, read: yes}", asksOpenly, "", "readers answer in words for 7 days, and nothing is " +
			"voted on; you group the answers afterwards; readers need to have read the chapter"},
		{"vote: {style: answers}", asks, "", "closes after 48 hours; by reactions, which everybody sees; one choice; " +
			"RUNOFF"},
	} {
		dir := writeFolder(t, map[string]string{"story.yaml": "title: A\n" + test.yaml + "\n",
			"1.md": strings.Replace(test.chapter, "VOTE", test.vote, 1)})
		var out, said bytes.Buffer
		code := run(t.Context(), []string{"check", dir}, func(string) string { return "" }, &out, &said)
		if want := " vote: " + inFull(test.want); code != exitOK || !strings.HasSuffix(flat(out.String()), flat(want)) {
			t.Errorf("%s, %q: check ends with %d, without %q in:\n%s", test.yaml, test.vote, code, want, out.String())
		}
	}
}

// TestCheckTellsOpenQuestionsApart checks that an author sees which of the two things an open question becomes, also
// where it is found in the text.
func TestCheckTellsOpenQuestionsApart(t *testing.T) {
	const unmarked = "She waited at the door.\n\nThanks for reading! Who should she call next?\n"
	for _, test := range []struct{ yaml, want string }{
		{"", "(no options: readers put names forward; “vote: {style: answers}” would have them answer in words)\n"},
		{"vote: {style: answers}\n", "(no options: readers answer in words)\n"},
	} {
		dir := writeFolder(t, map[string]string{"story.yaml": "title: A\n" + test.yaml, "1.md": unmarked})
		var out, said bytes.Buffer
		if code, err := (&checkCmd{Path: dir}).check(&out, &said); code != exitOK || err != nil {
			t.Fatalf("check = %d, %v\n%s", code, err, out.String())
		}
		if want := "question: Who should she call next? " + test.want; !strings.Contains(flat(out.String()), flat(want)) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
}

// TestCheckPlacesWhatIsWrongWithAVote checks that such problems stop a story, with their place.
func TestCheckPlacesWhatIsWrongWithAVote(t *testing.T) {
	dir := writeFolder(t, map[string]string{"story.yaml": "title: A\nvote:\n  tie: toss\n",
		"1.md": strings.Replace(asks, "VOTE", "vote: {style: answers}\n", 1)})
	var out, said bytes.Buffer
	code := run(t.Context(), []string{"check", dir}, func(string) string { return "" }, &out, &said)
	for _, want := range []string{"story.yaml:3:8: error: “toss” is nothing that “tie” can be\n   3 |   tie: toss\n     |        ^\n     = write runoff (",
		"1.md:6:15: error: “style: answers” is for questions without options"} {
		if code != exitFailed || !strings.Contains(out.String(), want) {
			t.Errorf("check ends with %d, without %q in:\n%s", code, want, out.String())
		}
	}
	if _, problems, err := manuscript.ReadPath(dir, manuscript.Options{}); err != nil || len(problems) != 2 {
		t.Errorf("problems %v, %v", problems, err)
	}
}

// TestCheckSuggestsNames checks that the author of an open question is shown names from the chapter, as no more than a
// suggestion, and that nobody else is.
func TestCheckSuggestsNames(t *testing.T) {
	const prose = "The lamp was out when Mara came to the pier. Nobody had told Tomas, and it was Tomas who had the key. " +
		"She asked Mara for it again; and so Mara, who feared old Tomas, went home."
	for _, test := range []struct {
		name, chapter string
		suggested     bool
	}{
		{"open", "---\nnote: none\nquestion: Who has the lamp?\n---\n", true},
		{"answered in words", "---\nnote: none\nquestion: Who has it?\nvote: {style: answers}\n---\n", true},
		{"with options", "---\nnote: none\nquestion: {text: Who has it?, options: [Mara, Tomas]}\n---\n", false},
		{"no question", "---\nnote: none\nquestion: none\n---\n", false},
	} {
		dir := writeFolder(t, map[string]string{"story.yaml": "title: A\n", "1.md": test.chapter + prose + "\n"})
		var out, said bytes.Buffer
		if code, err := (&checkCmd{Path: dir}).check(&out, &said); code != exitOK || err != nil {
			t.Fatalf("%s: check = %d, %v\n%s", test.name, code, err, out.String())
		}
		offer, warned := "            you might offer as options: ", "(only a suggestion, from the names in the chapter: "+
			"nothing is published unasked)\n"
		_, names, found := strings.Cut(out.String(), offer)
		line, rest, _ := strings.Cut(names, "\n")
		if found != test.suggested || strings.Contains(rest, warned) != test.suggested {
			t.Errorf("%s: suggested is %t, want %t:\n%s", test.name, found, test.suggested, out.String())
		}
		for _, name := range []string{"Mara", "Tomas"} {
			if test.suggested && !slices.Contains(strings.Split(line, ", "), name) {
				t.Errorf("%s: %s is not suggested: %q", test.name, name, line)
			}
		}
		for _, no := range []string{"Nobody", "The", "She"} {
			if strings.Contains(line, no) {
				t.Errorf("%s: %s is suggested: %q", test.name, no, line)
			}
		}
	}
}
