package manuscript_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// TestShapesOfOptions checks that options are found in every shape in which authors write them, with their own emoji.
func TestShapesOfOptions(t *testing.T) {
	pictured := []story.Option{{Emoji: "🗝️", Text: "open it"}, {Emoji: "🔥", Text: "burn it"}}
	for _, test := range []struct {
		name, ending string
		want         []story.Option
	}{
		{"letters in brackets", "[A] open it\n[B] burn it\n", letters("open it", "burn it")},
		{"letters with strokes", "A/ open it\nB/ burn it\n", letters("open it", "burn it")},
		{"letters with dashes", "A – open it\nB – burn it\n", letters("open it", "burn it")},
		{"small letters", "a. open it\nb. burn it\n", letters("open it", "burn it")},
		{"numbers with dashes", "1 - open it\n2 - burn it\n", letters("open it", "burn it")},
		{"numbers with signs", "#1 open it\n#2: burn it\n", letters("open it", "burn it")},
		{"numbers in parentheses", "(1) open it\n(2) burn it\n", letters("open it", "burn it")},
		{"Roman numerals", "i) open it\nii) burn it\n", letters("open it", "burn it")},
		{"words", "Option A: open it\nOption B: burn it\n", letters("open it", "burn it")},
		{"emoji", "🗝️ open it\n🔥 burn it\n", pictured},
		{"emoji with dashes", "🗝️ – open it\n🔥 – burn it\n", pictured},
		{"emoji with equals signs", "🗝️ = open it\n🔥 = burn it\n", pictured},
		{"emoji behind dashes", "- 🗝️ open it\n- 🔥 burn it\n", pictured},
		{"emoji behind letters", "A) 🗝️ open it\nB) 🔥 burn it\n", pictured},
		{"an emoji for one", "A) 🗝️ open it\nB) burn it\n",
			[]story.Option{{Emoji: "🗝️", Text: "open it"}, {Emoji: "🇦", Text: "burn it"}}},
		{"long", "A) " + strings.Repeat("they wait for the moon and then ", 9) + "go\nB) burn it\n",
			letters(strings.Repeat("they wait for the moon and then ", 9)+"go", "burn it")},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, problems := readParts(t, "a.txt", "Thanks for reading! What should Henrike do next?\n"+test.ending)
			want := parts{Last: "(body)", Note: "Thanks for reading!",
				Question: &story.Question{Text: "What should Henrike do next?", Options: test.want}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s%v", diff, problems)
			}
		})
	}
}

// TestOptionsInsideASentence checks options that stand in the question itself, and sentences that only look like it.
func TestOptionsInsideASentence(t *testing.T) {
	for _, test := range []struct {
		question, text string // text: of the question, where it is shorter
		want           []story.Option
	}{
		{"Should Henrike run, hide or wait?", "", letters("run", "hide", "wait")},
		{"Should the old man stay or go?", "", letters("stay", "go")},
		{"Poll: stay / go / wait?", "stay / go / wait?", letters("stay", "go", "wait")},
		{"Vote: A) stay B) go", "A) stay B) go", letters("stay", "go")},
		{"Does she open it, or does she walk away?", "", letters("open it", "walk away")},
		{"Who came back: Henrike, the dog or nobody at all?", "", letters("Henrike", "the dog", "nobody at all")},
		{"Do you think she should stay or leave?", "", letters("stay", "leave")},
		{"Dog or cat?", "", letters("Dog", "cat")},
		{"Where to? Left or right?", "", letters("Left", "right")},
		{"Which way? left / right / home", "Which way?", letters("left", "right", "home")},
		{"What now? (a) run (b) hide", "What now?", letters("run", "hide")},
		{"What now? 🏃 run 🫥 hide", "What now?", []story.Option{{Emoji: "🏃", Text: "run"}, {Emoji: "🫥", Text: "hide"}}},
		{"Vote 🏃 for running, 🫥 for hiding.", "",
			[]story.Option{{Emoji: "🏃", Text: "running"}, {Emoji: "🫥", Text: "hiding"}}},
		{"Should she go or not?", "", nil},
		{"Is he lying, or what?", "", nil},
		{"Did you like the dog, or should I leave it out next time?", "", nil},
		{"Who would open it, burn it or eat it?", "", nil},
		{"What did you think? 😅 I was so nervous 🙈", "What did you think?", nil},
	} {
		got, problems := readParts(t, "a.txt", "Question:\n"+test.question+"\n")
		text := test.text
		if text == "" {
			text = test.question
		}
		if got.Question == nil || got.Question.Text != text || !cmp.Equal(got.Question.Options, test.want) {
			t.Errorf("%q is read as %+v, want %q with %v; %v", test.question, got.Question, text, test.want, problems)
		}
	}
}

// TestOptionsThatAreWrong checks what is said of options that stand twice or are too many, and that nothing is lost.
func TestOptionsThatAreWrong(t *testing.T) {
	many := ""
	for i := range story.MaxOptions + 6 {
		many += fmt.Sprintf("%d. option %d\n", i+1, i+1)
	}
	for _, test := range []struct {
		name, options, want string
		count               int
	}{
		{"twice", "A) Open it\nB) Burn it\nC) open it.\n",
			"10:1: warning: the option “open it.” stands twice - take one of the two out", 2},
		{"emoji twice", "🗡 Fight\n🗡️ Run\n", "9:1: error: the emoji 🗡️ already stands for “Fight”", 2},
		{"many", many, "27:1: error: “option 20” is option 20, but a question has at most 19", story.MaxOptions},
	} {
		got, problems := readParts(t, "a.txt", "Poll: Which?\n"+test.options)
		if text := fmt.Sprint(problems); !strings.Contains(text, test.want) {
			t.Errorf("%s: no %q in %s", test.name, test.want, text)
		}
		if got.Question == nil || len(got.Question.Options) != test.count {
			t.Errorf("%s: question %+v, want %d options", test.name, got.Question, test.count)
		}
	}
}

// Keycaps begin with a digit, but on lines that follow each other they are options like any other emoji.
func TestKeycapsOnLines(t *testing.T) {
	for _, name := range []string{"a.md", "a.txt"} {
		c, problems := manuscript.Read(name, []byte("The door stood before them.\n\nNobody moved, and the lamp went out.\n\n"+
			"Tomas held his breath.\n\nPoll: What next?\n\n1️⃣ Open it\n2️⃣ Run\n"))
		want := &story.Question{Text: "What next?", Options: []story.Option{{Emoji: "1️⃣", Text: "Open it"},
			{Emoji: "2️⃣", Text: "Run"}}}
		if diff := cmp.Diff(want, c.Question); diff != "" || len(c.Note.Blocks) > 0 {
			t.Errorf("%s (-want +got):\n%s\nnote %v\n%v", name, diff, c.Note, problems)
		}
	}
}
