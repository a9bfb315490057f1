package manuscript_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// TestEndingsAsAuthorsWriteThem holds endings that were once read wrongly, each in the words of an author in a hurry.
func TestEndingsAsAuthorsWriteThem(t *testing.T) {
	for _, test := range []struct {
		name, file, ending string
		want               parts
	}{
		{"question inside a note", "a.txt",
			"A/N: Hello again! Do you like long chapters? I have been thinking about it. See you next chapter.\n",
			parts{Note: "Hello again!\nI have been thinking about it. See you next chapter.",
				Question: &story.Question{Text: "Do you like long chapters?"}}},
		{"head, small letters", "a.txt", "A/N - thanks for 100 followers!! what should she do??\na) open it\nb) burn it\n\n" +
			"(or something else? tell me in the comments!)\n",
			parts{Question: &story.Question{Text: "thanks for 100 followers!! what should she do??",
				Options: letters("open it", "burn it"), FollowUp: "or something else? tell me in the comments!"}}},
		{"vote without a question mark", "a.txt", "A/N: thanks! Vote for a name:\n1) Bruno\n2) Rex\n3) Fido\n",
			parts{Note: "thanks!", Question: &story.Question{Text: "Vote for a name:",
				Options: letters("Bruno", "Rex", "Fido")}}},
		{"options that ask", "a.txt", "Thanks for reading! Pick one.\n1. Bruno?\n2. Rex?\n3. Fido?\n",
			parts{Question: &story.Question{Text: "Thanks for reading! Pick one.",
				Options: letters("Bruno?", "Rex?", "Fido?")}}},
		{"options inside the question", "a.txt", "Comment below: should she (a) open it, (b) burn it, or (c) wait?\n",
			parts{Question: &story.Question{Text: "Comment below: should she (a) open it, (b) burn it, or (c) wait?",
				Options: letters("open it", "burn it", "wait")}}},
		{"a word processor's bullets", "a.txt", "Thank\u00a0you for reading!\u200b\nWhat should she do next?\n● Open it\n● Burn it\n",
			parts{Note: "Thank\u00a0you for reading!", Question: &story.Question{Text: "What should she do next?",
				Options: letters("Open it", "Burn it")}}},
		{"tasks", "a.md", "**Poll!** Who is the old man?\n\n- [ ] Her father\n- [x] Nobody\n",
			parts{Question: &story.Question{Text: "Who is the old man?", Options: letters("Her father", "Nobody")}}},
		{"heads in capitals", "a.txt", "AUTHOR'S NOTE\n\nThanks!\n\nQUESTION OF THE DAY\n\nTea or coffee?\n",
			parts{Note: "Thanks!", Question: &story.Question{Text: "Tea or coffee?"}}},
		{"question below a note's heading", "a.md", "### Author's Notes\n\nThanks!\n\n#### Poll time!\n\nWhat next?\n\n" +
			"1) Open it\n2) Burn it\n",
			parts{Note: "Thanks!", Question: &story.Question{Text: "What next?", Options: letters("Open it", "Burn it")}}},
		{"headings inside a note", "a.md", "## Author's note\n\nThanks!\n\n### Read next\n\nMy other story.\n",
			parts{Note: "Thanks!\nRead next\nMy other story."}},
		{"bare options below a heading", "a.md", "## Question\n\nWhat next?\n\nOpen it\n\nBurn it\n",
			parts{Question: &story.Question{Text: "What next?", Options: letters("Open it", "Burn it")}}},
		{"bare options below a head, then thanks", "a.txt", "Poll: what next?\nOpen it\nBurn it\nThanks for voting\n",
			parts{Note: "Thanks for voting", Question: &story.Question{Text: "what next?",
				Options: letters("Open it", "Burn it")}}},
		{"one bare line is no option", "a.txt", "Poll: what next?\nHenrike's author\n",
			parts{Note: "Henrike's author", Question: &story.Question{Text: "what next?"}}},
		{"follow-up in another language", "a.txt", "Was soll Henrike tun?\nA) Öffnen\nB) Verbrennen\n(Und was sonst?)\n",
			parts{Question: &story.Question{Text: "Was soll Henrike tun?", Options: letters("Öffnen", "Verbrennen"),
				FollowUp: "Und was sonst?"}}},
		{"a list the story quotes", "a.txt", "The card on the door said:\nWhich one will you choose?\n1. The lamp\n2. The key\n",
			parts{Last: "2. The key"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, problems := readParts(t, test.file, "\n"+test.ending)
			if test.want.Last == "" {
				test.want.Last = "(body)"
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s%v", diff, problems)
			}
		})
	}
}

// TestNoteAboveTheStory checks that a note at the top takes no scene with it, whatever ends the scene, and that the
// author is told where it goes.
func TestNoteAboveTheStory(t *testing.T) {
	story1 := "Henrike woke.\n\nThe lamp was out.\n\n***\n\n" + strings.ReplaceAll(body, "\n", "\n\n")
	for _, test := range []struct{ name, text, note string }{
		{"head", "A/N: Sorry for the delay!\n\n" + story1, "Sorry for the delay!"},
		{"two paragraphs", "A/N: Sorry for the delay!\n\nI was ill, and then my laptop was.\n\n***\n\n" + story1,
			"Sorry for the delay!\nI was ill, and then my laptop was."},
		{"line of its own", "Author's Note\n\nSorry for the delay.\n\n" + story1, "Sorry for the delay."},
		{"heading", "## Author's note\n\nSorry for the delay.\n\n" + story1, "Sorry for the delay."},
		{"heading and break", "## Author's note\n\nSorry for the delay.\n\n***\n\n" + story1, "Sorry for the delay."},
		{"below the title", "# Chapter 2: The Gate\n\n*A/N: Sorry for the delay!*\n\n***\n\n" + story1,
			"Sorry for the delay!"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems := manuscript.Read("a.md", []byte(test.text))
			if len(c.Scenes) != 2 || story.Plain(c.Scenes[0].Blocks) != "Henrike woke.\nThe lamp was out." {
				t.Errorf("scenes %v", c.Scenes)
			}
			if got := story.Plain(c.Note.Blocks); got != test.note {
				t.Errorf("note %q, want %q", got, test.note)
			}
			if len(problems) != 1 || !strings.Contains(problems[0].Message, "posted below the story") {
				t.Errorf("problems %v", problems)
			}
		})
	}
}

// TestLinesThatEndInOtherScripts checks that pasted text is told from wrapped text by any script's full stop.
func TestLinesThatEndInOtherScripts(t *testing.T) {
	for _, test := range []struct {
		name, text string
		paragraphs int
	}{
		{"Japanese", "　真帆は雨を見ていた。\n「一時間って言ったじゃないか」\n「だいたい一時間、よ」彼女は振り向かなかった。\n　鐘が二度鳴った。\n" +
			"「誰の番だ？」\n", 5},
		{"Chinese", "他放下灯。\n\n“你说一个小时。”\n\n外面下着雨。\n", 3},
		{"Arabic", "وضعت مارا المصباح على حافة النافذة.\nهل سيأتون؟\nلم تلتفت.\n", 3},
		{"Hindi", "मारा ने दीया रखा।\nबाहर बारिश थी।\nकोई नहीं आया।\n", 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems := manuscript.Read("a.txt", []byte(test.text))
			if len(c.Scenes) != 1 || len(c.Scenes[0].Blocks) != test.paragraphs || c.Title != "" {
				t.Errorf("title %q, scenes %q, problems %v; want %d paragraphs", c.Title, c.Scenes, problems, test.paragraphs)
			}
		})
	}
}

// TestRulesInHTML checks that a rule pasted as HTML ends a scene.
func TestRulesInHTML(t *testing.T) {
	for _, rule := range []string{"<hr>", "<hr/>", "<hr />", `<HR class="x">`} {
		c, _ := manuscript.Read("a.md", []byte("The gate was shut.\n\n"+rule+"\n\nThe gate was open.\n"))
		if len(c.Scenes) != 2 {
			t.Errorf("%s: %d scenes, want 2", rule, len(c.Scenes))
		}
	}
}
