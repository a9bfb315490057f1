package manuscript_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// lastLines are last lines of stories that sound as if somebody spoke to readers: thoughts, cries, apologies, goodbyes
// and questions.
func lastLines() []string {
	return []string{
		"*I can't carry this any further.*", "*You could have told me.*", "*What did I do?*", "*Run, you idiot!*",
		"*See you soon, Bruno.*", "*Thank you,* she thought. *Thank you for all of it.*", "*We were never going to win.*",
		"*I am so sorry.*", "*If you are reading this, I am late.*", "*Who are you?*", "*Please, let me be wrong.*",
		"*You will never guess what I found.*", "*Hold on. I'm coming.*", "*Not you too!*", "*This is my fault.*",
		"Not tonight, I think.", "And then, nothing.", "Who are you?", "I'm sorry.", "I am so, so sorry.", "Run!",
		"So this is where it ends.", "You wouldn't believe it.", "We never talked of it again.", "Tomorrow, maybe.",
		"Was it the end, or the beginning?", "He's on his way. I know he is.", "Sorry about the carpet.",
		"\"I hope you enjoyed it.\"", "I hope you are well.", "Wait for me, would you?", "What would you have said?",
		"Oh, you poor fool. You have no idea what is coming.", "Anyway. There we were.", "Next time she would bring a rope.",
		"Next time I'll bring a rope.", "Happy birthday, Bruno.", "Let me know when you get home.", "Please, no.", "<3",
		"It's a long story. I'll tell you another time.", "I really hope she comes back. I really do.",
		"This is the last time I'll write to you.", "Once more, then: left or right?", "Can you hear me?",
		"You have no idea how long I have waited for this.", "See you soon.", "See you then.", "Stay safe.", "Take care.",
		"I'm back.", "Welcome back.", "Goodnight.", "I'm alive!", "I'll be back.", "Happy birthday.",
	}
}

func TestLastLinesAboveTheHeadOfANote(t *testing.T) {
	const note = "Thanks for reading! See you on Friday."
	for _, last := range lastLines() {
		for _, between := range []string{"", "***\n\n"} {
			for _, head := range []string{"A/N: ", "**Author's note:** ", "(A/N) "} {
				ending := last + "\n\n" + between + head + note + "\n"
				got, problems := readParts(t, "a.md", ending)
				if got.Note != note || got.Question != nil {
					t.Errorf("%q: note %q, question %+v (%v)", ending, got.Note, got.Question, problems)
				}
			}
		}
	}
}

func TestLastLinesAboveAPoll(t *testing.T) {
	want := &story.Question{Text: "What next?", Options: letters("Open it", "Burn it")}
	for _, last := range lastLines() {
		got, problems := readParts(t, "a.md", last+"\n\nPoll: What next?\n\n- Open it\n- Burn it\n")
		if got.Note != "" || !cmp.Equal(got.Question, want) {
			t.Errorf("%q: note %q, question %+v (%v)", last, got.Note, got.Question, problems)
		}
	}
}

func TestLastLinesWithoutANote(t *testing.T) {
	for _, last := range lastLines() {
		got, problems := readParts(t, "a.md", last+"\n")
		if got.Note != "" || got.Question != nil {
			t.Errorf("%q: note %q, question %+v (%v)", last, got.Note, got.Question, problems)
		}
	}
}

func TestBreakInAMarkedNote(t *testing.T) {
	for _, test := range []struct{ name, ending string }{
		{"a.txt", "Author's note:\nThanks!\n***\nSee you on Friday.\n"},
		{"a.txt", "Author's note:\nThanks!\n\n* * *\n\nSee you on Friday.\n"},
		{"a.txt", "Author's note:\n---\nThanks!\n~~~\nSee you on Friday.\n"},
		{"a.md", "## Author's note\n\nThanks!\n\n***\n\nSee you on Friday.\n"},
		{"a.md", "Author's note:\n\nThanks!\n\n\\*\\*\\*\n\nSee you on Friday.\n"},
	} {
		got, problems := readParts(t, test.name, test.ending)
		if want := (parts{"(body)", "Thanks!\nSee you on Friday.", nil}); !cmp.Equal(got, want) {
			t.Errorf("%s %q: %+v (%v)", test.name, test.ending, got, problems)
		}
	}
	c, problems := manuscript.Read("a.html", []byte("<p>She came.</p><p>She went.</p><p><b>Author's note</b></p><p>Thanks!</p>"+
		"<p>***</p><p>See you on Friday.</p>"))
	if got := story.Plain(c.Note.Blocks); got != "Thanks!\nSee you on Friday." {
		t.Errorf("HTML: note %q (%v)", got, problems)
	}
}

func TestPollAboveTheHeadOfANote(t *testing.T) {
	want := parts{"(body)", "Thanks for reading!", &story.Question{Text: "Which door?", Options: letters("left", "right")}}
	for _, poll := range []string{"Poll: Which door?", "Which door?"} {
		got, problems := readParts(t, "a.md", poll+"\n\n- left\n- right\n\nA/N: Thanks for reading!\n")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s\n%v", poll, diff, problems)
		}
	}
}

func TestHeadingAboveNothingButOptions(t *testing.T) {
	for _, test := range []struct{ name, ending string }{
		{"a.md", "Question:\n\nA) Stay\n\nB) Go\n"}, {"a.txt", "Question:\nA) Stay\nB) Go\n"},
		{"a.txt", "Question:\n\n1. Stay\n\n2. Go\n"}, {"a.md", "**Vote**\n\n🚪 Stay\n\n🏃 Go\n"},
		{"a.md", "## Question\n\nA) Stay\nB) Go\n"}, {"a.md", "## Question\n\nA) Stay B) Go\n"},
	} {
		got, problems := readParts(t, test.name, test.ending)
		if got.Question != nil || !strings.Contains(fmt.Sprint(problems), "error: there is no question below the heading") {
			t.Errorf("%s %q: question %+v (%v)", test.name, test.ending, got.Question, problems)
		}
	}
}

func TestOptionsBelowTheHeadOfANote(t *testing.T) {
	for _, ending := range []string{"A/N: (1) left (2) right\n", "A/N: Thanks! Poll: A) left B) right (If none: why?)\n"} {
		got, problems := readParts(t, "a.md", ending)
		if got.Question != nil && got.Question.Text == "" {
			t.Errorf("%q: a question without words (%v)", ending, problems)
		}
	}
}

func TestPollWithoutAQuestion(t *testing.T) {
	for _, test := range []struct{ ending, text, note string }{
		{"A/N: Thanks for reading! Vote: (1) left (2) right\n", "Vote", "Thanks for reading!"},
		{"A/N: Thanks for reading! **Poll:** A) left B) right\n", "Poll", "Thanks for reading!"},
		{"Thanks for reading!\n\nQuestion of the day: (a) left, (b) right\n", "(a) left, (b) right",
			"Thanks for reading!"},
	} {
		want := parts{"(body)", test.note, &story.Question{Text: test.text, Options: letters("left", "right")}}
		got, problems := readParts(t, "a.md", test.ending)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s\n%v", test.ending, diff, problems)
		}
	}
}

func TestPollWithMoreOptionsThanATailHasParagraphs(t *testing.T) {
	for _, n := range []int{28, 30, 45} {
		var options strings.Builder
		for i := range n {
			fmt.Fprintf(&options, "%d) somebody %d\n\n", i+1, i+1)
		}
		_, problems := readParts(t, "a.txt", "Question: Who goes?\n\n"+options.String())
		const want = "“somebody 20” is option 20, but a question has at most 19"
		if !strings.Contains(fmt.Sprint(problems), want) {
			t.Errorf("%d options: no %q in %v", n, want, problems)
		}
	}
}

func TestOptionsWithBoxesAndNamesOfEmoji(t *testing.T) {
	want := parts{"(body)", "", &story.Question{Text: "What next?", Options: letters("Open it", "Run")}}
	for _, signs := range [][]string{{"[ ]", "[ ]"}, {"[]", "[]"}, {":one:", ":two:"},
		{":regional_indicator_a:", ":regional_indicator_b:"}} {
		for _, between := range []string{"\n", "\n\n"} {
			for _, name := range []string{"a.txt", "a.md"} {
				ending := "Poll: What next?" + between + signs[0] + " Open it" + between + signs[1] + " Run\n"
				got, problems := readParts(t, name, ending)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s %q (-want +got):\n%s\n%v", name, ending, diff, problems)
				}
			}
		}
	}
}

// Names of emoji that only a chat knows are kept, which is told once.
func TestOptionsWithNamesOfEmoji(t *testing.T) {
	want := parts{"(body)", "", &story.Question{Text: "What next?", Options: letters(":key: Open it", ":running_man: Run")}}
	got, problems := readParts(t, "a.md", "Poll: What next?\n\n- :key: Open it\n- :running_man: Run\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s\n%v", diff, problems)
	}
	if said := fmt.Sprint(problems); strings.Count(said, ":key: stands for no emoji") != 1 ||
		strings.Contains(said, ":running_man: stands") {
		t.Errorf("told %v", problems)
	}
}

func TestLettersToSomebodyInTheStory(t *testing.T) {
	const letter = "Dear Mara, thank you so much for reading all my letters. I hope you enjoyed them. What do you " +
		"think I should do next?\n\n"
	for _, test := range []struct{ ending, last, note string }{
		{"The letter was short.\n\n" + letter + "Your brother, Jon\n", "Your brother, Jon", ""},
		{"He had left a note.\n\nShe unfolded it.\n\n" + letter + "Love, Jon\n", "Love, Jon", ""},
		{"The letter was short.\n\n*Dear Mara, thank you for reading this chapter of my life. Let me know what you " +
			"think.*\n",
			"Dear Mara, thank you for reading this chapter of my life. Let me know what you think.", ""},
		{"The letter was short.\n\n" + letter + "Your brother, Jon\n\nThanks for reading, everyone! Next chapter on " +
			"Friday.\n",
			"Your brother, Jon", "Thanks for reading, everyone! Next chapter on Friday."},
		{"The letter was short.\n\n" + letter + "A/N: Bruno is a real dog.\n", "", "Bruno is a real dog."},
		{"The letter was short.\n\nDear readers, thank you so much for reading! Next chapter on Friday.\n",
			"The letter was short.", "Dear readers, thank you so much for reading! Next chapter on Friday."},
	} {
		for _, name := range []string{"a.md", "a.txt"} {
			got, problems := readParts(t, name, test.ending)
			if got.Note != test.note || got.Question != nil || test.last != "" && got.Last != test.last {
				t.Errorf("%s %q: %+v (%v)", name, test.ending, got, problems)
			}
		}
	}
}

func TestAdviceAboutAFoundNoteHolds(t *testing.T) {
	const page = "<p>She came.</p><p>She went.</p><p>Thanks for reading, everyone! See you on Friday.</p>" +
		"<p>Who is your favourite so far?</p>"
	c, problems := manuscript.Read("a.html", []byte(page))
	said := fmt.Sprint(problems)
	if len(c.Note.Blocks) != 1 || c.Question == nil || !strings.Contains(said, "put a line “Author's note:” at the chapter's end") {
		t.Fatalf("note %q, question %+v (%v)", story.Plain(c.Note.Blocks), c.Question, problems)
	}
	if strings.Contains(said, "note: none") {
		t.Errorf("a page has no front matter: %s", said)
	}
	for _, below := range []string{"<p>Author's note:</p>", "<p><b>Author's note:</b></p>", "<h2>Author's note</h2>"} {
		c, problems = manuscript.Read("a.html", []byte(page+below))
		if n := len(c.Scenes[0].Blocks); n != 4 || len(c.Note.Blocks) > 0 || c.Question != nil || len(problems) > 0 {
			t.Errorf("%s: %d paragraphs of story, note %q, question %+v (%v)", below, n, story.Plain(c.Note.Blocks), c.Question,
				problems)
		}
	}
	top := "<p>A/N: the dog is real.</p><p>She came.</p><p>She went.</p><p>Author's note:</p>"
	if c, problems = manuscript.Read("a.html", []byte(top)); len(c.Note.Blocks) > 0 || len(c.Scenes[0].Blocks) != 3 {
		t.Errorf("at the top: note %q (%v)", story.Plain(c.Note.Blocks), problems)
	}
}

func TestStoryBelowTheHeadingOfANote(t *testing.T) {
	const scene = "She came back the next day. The door was open, and nobody was in.\n\nShe sat down and waited for him.\n"
	for _, name := range []string{"a.md", "a.txt"} {
		got, problems := readParts(t, name, "Author's note:\n\nThanks for reading!\n\n***\n\n"+scene)
		if got.Last != "She sat down and waited for him." || got.Note != "Thanks for reading!" {
			t.Errorf("%s: the last scene is %q, note %q (%v)", name, got.Last, got.Note, problems)
		}
		for _, heading := range []string{"**Vote**", "Note:"} {
			_, problems = readParts(t, name, heading+"\n\n"+scene)
			if !strings.Contains(fmt.Sprint(problems), "reads like the story: “She came back the next day. The door was …”") {
				t.Errorf("%s: not told of what %q took: %v", name, heading, problems)
			}
		}
		for _, note := range []string{
			"The dog is called Bruno.\n\n***\n\nHe was my uncle's. He lived to be nineteen.\n",
			"Thanks!\n\n***\n\nSee you on Friday, she said to her readers.\n\nThe next chapter was hard to write.\n",
			"The mill stands in Lower Wick.\n\n***\n\nIt was built in 1783.\n\nIt burned down in 1801.\n",
		} {
			got, problems = readParts(t, name, "Author's note:\n\n"+note)
			if got.Last != "(body)" || len(problems) != 1 || !strings.Contains(problems[0].Message, "below the break here") {
				t.Errorf("%s %q: the story ends with %q (%v)", name, note, got.Last, problems)
			}
		}
	}
}

func TestQuestionBetweenTildes(t *testing.T) {
	for _, test := range []struct{ ending, question string }{
		{"~ Thanks for reading! Should she go (1) left or (2) right? ~\n", "Should she go (1) left or (2) right?"},
		{"~Thanks for reading! Vote: (1) left or (2) right?~\n", "Vote"},
		{"~~~ Thanks for reading! Which door? A) left B) right ~~~\n", "Which door?"},
	} {
		want := parts{"(body)", "Thanks for reading!", &story.Question{Text: test.question, Options: letters("left", "right")}}
		got, problems := readParts(t, "a.txt", test.ending)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s\n%v", test.ending, diff, problems)
		}
	}
}

func TestLastLinesBelowEveryChapter(t *testing.T) {
	const note = "Thanks for reading! See you on Friday."
	cases, cut, alarms := 0, 0, 0
	for _, ch := range tailChapters(t) {
		if ch.language() != "" {
			continue
		}
		for _, last := range lastLines() {
			for _, between := range [][]string{{}, {"***"}} {
				cases++
				below := sample{lines: slices.Concat([]string{last}, between, []string{"A/N: " + note})}
				c := readTail(tailFormats()[1], ch, below)
				if story.Plain(c.Note.Blocks) != note || c.Question != nil {
					cut++
					t.Errorf("%q below %s: note %q, question %+v", last, ch.name, story.Plain(c.Note.Blocks), c.Question)
				}
			}
			if c := readTail(tailFormats()[1], ch, sample{lines: []string{last}}); len(c.Note.Blocks) > 0 || c.Question != nil {
				alarms++
				t.Errorf("%q alone below %s: note %q, question %+v", last, ch.name, story.Plain(c.Note.Blocks), c.Question)
			}
		}
	}
	t.Logf("%d cases with a note, %d not cut at its head; %d false alarms without one", cases, cut, alarms)
}
