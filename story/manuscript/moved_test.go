package manuscript_test

import (
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// A note that is posted elsewhere than it stands is told of, and so is one of which a break may be the end.
func TestMovedNotes(t *testing.T) {
	const told = "She went to the ford. He waited there for her, and the rain fell on them.\n\n"
	for _, test := range []struct{ name, text, note, told string }{
		{"in the middle", told + "## Author's note\n\nI love this part!\n\n## The ford\n\n" + told, "I love this part!",
			"a.md:5:1: note: the author's note in the middle of the story is posted below it: “I love this part!”"},
		{"a break below", told + told + "**Author's note:**\n\nI love this part!\n\n***\n\n" + told + told,
			"I love this part!", "a.md:7:1: note: the author's note in the middle of the story is posted below it"},
		{"across a break", told + "**Author's note:**\n\nThanks!\n\n***\n\nShe left.\n", "Thanks!\nShe left.",
			"a.md:9:1: note: the author's note goes on below the break here: “She left.”"},
		{"underlined", told + "Author's Note\n-------------\n\nThanks!\n", "Thanks!", ""},
		{"at the end", told + "**Author's note:**\n\nThanks!\n\n***\n", "Thanks!", ""},
		{"two at the end", told + "**Author's note:**\n\nThanks!\n\n***\n\n## Question\n\nWhat next?\n", "Thanks!", ""},
	} {
		c, problems := manuscript.Read("a.md", []byte(test.text))
		if got := story.Plain(c.Note.Blocks); got != test.note {
			t.Errorf("%s: note %q, want %q", test.name, got, test.note)
		}
		said := ""
		for _, p := range problems {
			said += p.String() + "\n"
		}
		if !strings.HasPrefix(said, test.told) || (test.told == "") != (said == "") {
			t.Errorf("%s: told %q, want %q", test.name, said, test.told)
		}
	}
}

// Of a note above the story and one below it both heads are taken off.
func TestHeadsOfTwoNotes(t *testing.T) {
	c, problems := manuscript.Read("a.md", []byte("*A/N: Sorry for the delay!*\n\n---\n\nShe came.\n\nShe went to the ford.\n\n---\n\n"+
		"A/N: Thanks for reading! Next chapter on Friday.\n"))
	const want = "Sorry for the delay!\nThanks for reading! Next chapter on Friday."
	if got := story.Plain(c.Note.Blocks); got != want {
		t.Errorf("note %q, want %q (%v)", got, want, problems)
	}
}

// Warnings that are no such in the file are told of.
func TestWarningsAboveTheStory(t *testing.T) {
	for text, want := range map[string]int{
		"# A\n\nCW: blood, grief\n\nShe came.\n":                                   1,
		"# A\n\n**Content warnings:** blood.\n\n***\n\nShe came.\n":                1,
		"# A\n\nWarnings were posted at the ford.\n\nShe came.\n":                  0,
		"---\nwarnings: [blood]\n---\n# A\n\nShe came.\n\nShe said TW: nothing.\n": 0,
	} {
		_, problems := manuscript.Read("a.md", []byte(text))
		if len(problems) != want || want > 0 && !strings.Contains(problems[0].Message, "posted as the first words") {
			t.Errorf("%q: told %v", text, problems)
		}
	}
}
