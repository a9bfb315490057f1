package manuscript_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// body is prose in the third person, of several paragraphs, for endings to stand below.
const body = `The lamp over the gate had burned down to a blue bead by the time Henrike found the key.
"Who is there?" somebody asked from inside the yard, and a bolt was drawn.
Nobody answered. The dog got up, shook itself, and lay down again on the other side of the step with a sigh.
Henrike waited until she had counted to a hundred, and then she waited a little longer, to be sure.
"You took your time," said the old man when he saw her. "What do you want now?"
She held up the letter so that he could see the seal. His face did not change, but he stepped back and let her in.
`

// parts is what an ending is read as.
type parts struct {
	Last     string // the last paragraph of the prose
	Note     string
	Question *story.Question
}

// readParts reads a chapter whose prose is body.
func readParts(t *testing.T, name, ending string) (parts, []story.Problem) {
	t.Helper()
	text := body + ending
	if strings.HasSuffix(name, ".md") {
		text = strings.ReplaceAll(body, "\n", "\n\n") + ending
	}
	c, problems := manuscript.Read(name, []byte(text))
	if len(c.Scenes) == 0 {
		t.Fatalf("no scenes: %v", problems)
	}
	if !story.HasErrors(problems) {
		checkRoundTrip(t, c)
	}
	blocks := c.Scenes[len(c.Scenes)-1].Blocks
	last := blocks[len(blocks)-1].Text()
	if strings.HasPrefix(last, "She held up the letter") {
		last = "(body)"
	}
	return parts{last, story.Plain(c.Note.Blocks), c.Question}, problems
}

// letters makes options with the letters 🇦, 🇧 and so on.
func letters(texts ...string) []story.Option {
	var out []story.Option
	for i, s := range texts {
		out = append(out, story.Option{Emoji: string(rune(0x1F1E6 + i)), Text: s})
	}
	return out
}

func TestEndingsFoundInPlainText(t *testing.T) {
	for _, test := range []struct {
		name, ending string
		want         parts
	}{
		{"thanks", "Whew, long one! Thanks for reading, see you on Friday.\n",
			parts{Note: "Whew, long one! Thanks for reading, see you on Friday."}},
		{"head", "A/N: The dog is called Bruno.\n", parts{Note: "The dog is called Bruno."}},
		{"head in words", "Author's note: The dog is called Bruno.\nHe is based on a real one.\n",
			parts{Last: "", Note: "The dog is called Bruno.\nHe is based on a real one."}},
		{"head in parentheses", "(A/N: The dog is called Bruno.)\n", parts{Note: "The dog is called Bruno."}},
		{"poll with letters", "Poll: Should Henrike open the letter?\nA) Open it\nB) Burn it\n",
			parts{Question: &story.Question{Text: "Should Henrike open the letter?", Options: letters("Open it", "Burn it")}}},
		{"poll with numbers", "Thanks for reading!\nWhat should Henrike do next?\n1. Open it\n2. Burn it\n3. Give it back\n",
			parts{Note: "Thanks for reading!", Question: &story.Question{Text: "What should Henrike do next?",
				Options: letters("Open it", "Burn it", "Give it back")}}},
		{"poll with dashes", "Vote: what next?\n- Open it\n- Burn it\n",
			parts{Question: &story.Question{Text: "what next?", Options: letters("Open it", "Burn it")}}},
		{"poll with emoji", "Time to vote! How should she answer him?\n🗡 With the sword\n🛡️ With patience\nSee you next " +
			"chapter!\n",
			parts{Note: "Time to vote!\nSee you next chapter!", Question: &story.Question{Text: "How should she answer him?",
				Options: []story.Option{{Emoji: "🗡", Text: "With the sword"}, {Emoji: "🛡️", Text: "With patience"}}}}},
		{"options in the line", "Poll: What next? A) Open it B) Burn it, or C) Run\n",
			parts{Question: &story.Question{Text: "What next?", Options: letters("Open it", "Burn it", "Run")}}},
		{"question of the day", "Question of the day: would you have opened the gate?\n",
			parts{Question: &story.Question{Text: "would you have opened the gate?"}}},
		{"follow-up in the paragraph",
			"Thank you all for reading!\nWho is your favourite so far? (If you'd pick none, what would you change?)\n",
			parts{Note: "Thank you all for reading!", Question: &story.Question{Text: "Who is your favourite so far?",
				FollowUp: "If you'd pick none, what would you change?"}}},
		{"follow-up without parentheses", "Thanks for reading! Who is your favourite so far?\nIf nobody: who would you " +
			"want to see more of?\n",
			parts{Note: "Thanks for reading!", Question: &story.Question{Text: "Who is your favourite so far?",
				FollowUp: "If nobody: who would you want to see more of?"}}},
		{"follow-up below the options", "Poll: Whom do you trust?\nA) The old man\nB) The dog\n(If none of them: whom " +
			"then?)\n",
			parts{Question: &story.Question{Text: "Whom do you trust?", Options: letters("The old man", "The dog"),
				FollowUp: "If none of them: whom then?"}}},
		{"lead-up stays with the question", "Thanks for reading!\nThere are two doors in the yard. Which one should she " +
			"take?\n",
			parts{Note: "Thanks for reading!", Question: &story.Question{
				Text: "There are two doors in the yard. Which one should she take?"}}},
		{"a line below a break", "***\nHope you enjoyed it :)\n", parts{Note: "Hope you enjoyed it :)"}},
		{"thoughts", "Thoughts?\n", parts{Question: &story.Question{Text: "Thoughts?"}}},
		{"guess", "So what do you think will happen to her next?\n",
			parts{Question: &story.Question{Text: "So what do you think will happen to her next?"}}},
		{"two questions", "What did you think of the dog? Should he come along?\n",
			parts{Question: &story.Question{Text: "What did you think of the dog? Should he come along?"}}},
		{"bare options", "Which door?\nA. left\nB. right\n",
			parts{Question: &story.Question{Text: "Which door?", Options: letters("left", "right")}}},
		{"dashed options", "Who should go down next?\n- Henrike\n- nobody, ever\n",
			parts{Question: &story.Question{Text: "Who should go down next?", Options: letters("Henrike", "nobody, ever")}}},
		{"late", "Sorry this is late, work has been a lot.\nAnyway! Favourite line?\n",
			parts{Note: "Sorry this is late, work has been a lot.", Question: &story.Question{Text: "Anyway! Favourite line?"}}},
		{"edit", "Edit: fixed two typos.\n", parts{Note: "Edit: fixed two typos."}},
		{"fun fact", "Fun fact: the gate is a real gate.\nPictures on my Tumblr.\n",
			parts{Note: "Fun fact: the gate is a real gate.\nPictures on my Tumblr."}},
		{"a marked line", "Author's note\nThe dog is called Bruno.\n", parts{Note: "The dog is called Bruno."}},
		{"marked lines", "--- note ---\nNothing to say.\nQuestion:\nDog or cat?\n",
			parts{Note: "Nothing to say.", Question: &story.Question{Text: "Dog or cat?", Options: letters("Dog", "cat")}}},
		{"a marked question", "Question:\nThe dog.\nThe dog or the cat?\nA) dog\nB) cat\n",
			parts{Note: "The dog.", Question: &story.Question{Text: "The dog or the cat?", Options: letters("dog", "cat")}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.want.Last = "(body)"
			got, problems := readParts(t, "a.txt", test.ending)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, problems)
			}
		})
	}
}

func TestEndingsThatAreStory(t *testing.T) {
	for _, ending := range []string{
		"\"What should we do?\" he asked.\n",
		"“Who is your favourite?” she asked, and laughed.\n",
		"– And you, who do you think it was?\n",
		"What would you do, if you were me?\n",
		"Why does he never answer?\n",
		"Who had written it? And why?\n",
		"\"Thanks for reading it to me,\" he said.\n",
		"He had written a chapter of it already, and nobody had read a word.\n",
		"I will find you, she thought. I will find you, and then we shall see.\n",
		"To be continued\n",
		"\"Would you vote for him?\"\n\"Would you?\"\n",
		"She made a list.\n- Bread\n- Milk\n",
		"BANG\n",
		"She stopped. Which way should she go?\n– Left, he said.\n– No, right, said Mara.\n",
		"Which of them should she believe?\n- He is lying.\n- So is she.\n",
		"I asked myself what you would have done. Would you have waited for me?\n",
		"She had nine taps to go. Which number was next?\n",
		"Sorry, he wrote. And below it: thank you for everything.\n",
		"…\n",
	} {
		got, problems := readParts(t, "a.txt", ending)
		lines := strings.Split(strings.TrimSpace(ending), "\n")
		want := parts{Last: lines[len(lines)-1]}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s\n%v", ending, diff, problems)
		}
	}
}

func TestEndingsInMarkdown(t *testing.T) {
	poll := &story.Question{Text: "What next?", Options: letters("Open it", "Burn it")}
	for _, test := range []struct {
		name, ending string
		want         parts
	}{
		{"headings", "## Author's note\n\nThe *dog* is called Bruno.\n\n***\n\nReally.\n\n## Question\n\nWhat next?\n\n- " +
			"Open it\n- Burn it\n",
			parts{Note: "The dog is called Bruno.\nReally.", Question: poll}},
		{"bold head", "**Author's Note:** The dog is called Bruno.\n", parts{Note: "The dog is called Bruno."}},
		{"bold lines", "**Author's Note**\n\nThe dog.\n\n**Poll**\n\nWhat next?\n\n1. Open it\n2. Burn it\n",
			parts{Note: "The dog.", Question: poll}},
		{"one paragraph", "Poll: What next?\nA) Open it\nB) Burn it\n", parts{Question: poll}},
		{"emoji in one paragraph", "Poll: What next?\n🗡 Open it\n🛡 Burn it\n",
			parts{Question: &story.Question{Text: "What next?",
				Options: []story.Option{{Emoji: "🗡", Text: "Open it"}, {Emoji: "🛡", Text: "Burn it"}}}}},
		{"hard breaks", "Poll: What next?\\\nA) Open it\\\nB) Burn it\n", parts{Question: poll}},
		{"rule above", "---\n\nThanks for reading! What next?\n\n* Open it\n* Burn it\n",
			parts{Note: "Thanks for reading!", Question: poll}},
		{"question in a marked note", "## Notes\n\nThanks for reading!\n\nWho is your favourite?\n",
			parts{Note: "Thanks for reading!", Question: &story.Question{Text: "Who is your favourite?"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.want.Last = "(body)"
			got, problems := readParts(t, "a.md", test.ending)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, problems)
			}
		})
	}
}

func TestFrontMatterWinsOverTheTail(t *testing.T) {
	tail := "\n\nThanks for reading, the next chapter is on Friday!\n\nWho is your favourite so far?\n"
	for _, test := range []struct {
		front, last, note, question string
	}{
		{"title: A", "She went.", "Thanks for reading, the next chapter is on Friday!", "Who is your favourite so far?"},
		{"note: none\nquestion: none", "Who is your favourite so far?", "", ""},
		{"note: none", "Thanks for reading, the next chapter is on Friday!", "", "Who is your favourite so far?"},
		{"question: none", "She went.",
			"Thanks for reading, the next chapter is on Friday!\nWho is your favourite so far?", ""},
		{"note: Hello.", "Thanks for reading, the next chapter is on Friday!", "Hello.", "Who is your favourite so far?"},
		{"question: Mine?", "She went.", "Thanks for reading, the next chapter is on Friday!\nWho is your favourite so far?",
			"Mine?"},
	} {
		c, problems := manuscript.Read("a.md", []byte("---\n"+test.front+"\n---\nShe came.\n\nShe went."+tail))
		blocks := c.Scenes[0].Blocks
		question := ""
		if c.Question != nil {
			question = c.Question.Text
		}
		got := []string{blocks[len(blocks)-1].Text(), story.Plain(c.Note.Blocks), question}
		if diff := cmp.Diff([]string{test.last, test.note, test.question}, got); diff != "" {
			t.Errorf("front matter %q (-want +got):\n%s\n%v", test.front, diff, problems)
		}
	}
}

func TestNoteAtTheTop(t *testing.T) {
	c, problems := manuscript.Read("a.txt", []byte("A/N: Mind the dog.\n"+body))
	if got := story.Plain(c.Note.Blocks); got != "Mind the dog." {
		t.Errorf("note %q, want the first line (%v)", got, problems)
	}
	if got := c.Scenes[0].Blocks[0].Text(); !strings.HasPrefix(got, "The lamp") {
		t.Errorf("story begins with %q", got)
	}
	c, problems = manuscript.Read("a.md", []byte("# Author's note\n\nMind the dog.\n\n---\n\n"+body))
	if got := story.Plain(c.Note.Blocks); got != "Mind the dog." || len(c.Scenes) != 1 || c.Title != "" {
		t.Errorf("note %q, %d scenes, title %q (%v)", got, len(c.Scenes), c.Title, problems)
	}
}

func TestFoundEndingsAreTold(t *testing.T) {
	_, problems := readParts(t, "a.txt", "A/N: Bruno.\nPoll: Dog or cat?\nA) Dog\nB) Cat\n")
	var got []string
	for _, p := range problems {
		got = append(got, fmt.Sprintf("%d:%d %s: %s", p.Line, p.Column, p.Severity, p.Message))
	}
	want := []string{
		"7:1 note: this paragraph is taken for the author's note: “A/N: Bruno.”",
		"8:1 note: this is taken for the closing question, with 2 options (🇦 Dog, 🇧 Cat): “Dog or cat?”",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, problems := readParts(t, "a.txt", "Author's note:\nBruno.\nQuestion:\nDog or cat?\n"); len(problems) > 0 {
		t.Errorf("marked endings need no remark, got %v", problems)
	}
}

func TestMarkedQuestionWithoutText(t *testing.T) {
	for _, ending := range []string{"## Question\n", "## Vote\n\n* one\n* two\n"} {
		got, problems := readParts(t, "a.md", ending)
		const want = "a.md:13:1: error: there is no question below the heading - " +
			"write the question as the first paragraph below it"
		if got.Question != nil || len(problems) == 0 || problems[0].String() != want {
			t.Errorf("%q: question %v, problems %v; want %s", ending, got.Question, problems, want)
		}
	}
}

func TestOptionProblems(t *testing.T) {
	many := ""
	for i := range story.MaxOptions + 1 {
		many += fmt.Sprintf("- x%d\n", i+1)
	}
	for _, test := range []struct{ name, options, want string }{
		{"twice", "🗡 Fight\n🗡️ Run\n", "9:1: error: the emoji 🗡️ already stands for “Fight”"},
		{"reserved", "🗡 Fight\n🚫 Run\n", "9:1: error: the emoji 🚫 already stands for “none of these”"},
		{"many", many, "error: “x20” is option 20, but a question has at most 19"},
	} {
		_, problems := readParts(t, "a.txt", "Poll: Which?\n"+test.options)
		text := fmt.Sprint(problems)
		if !strings.Contains(text, test.want) {
			t.Errorf("%s: no %q in %s", test.name, test.want, text)
		}
	}
}

func TestLongNotesSurvivePrinting(t *testing.T) {
	for _, note := range []string{
		strings.Repeat("A long note with [brackets] in it.\n", 400), strings.Repeat("Word upon word. ", 2000),
	} {
		c, problems := manuscript.Read("a.txt", []byte(body+"Author's note:\n"+note))
		if got := len(strings.Fields(story.Plain(c.Note.Blocks))); got != len(strings.Fields(note)) {
			t.Errorf("%d words of note, want %d (%v)", got, len(strings.Fields(note)), problems)
		}
		checkRoundTrip(t, c)
	}
}
